"""What to look at while somebody edits, and when to make the book again."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yearbook.press.keep.states import TORN, place, state

LOOK_SECONDS, SETTLE_SECONDS = 0.15, 0.05


@dataclass
class Shown:
    """What the reader's page shows: a number that grows with every change, and an error while there is one."""

    version: int = 0
    error: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def show(self, error: str = "") -> None:
        """Show the book as it is now, or what keeps it from being made."""
        with self.changed:
            self.version, self.error = self.version + 1, error
            self.changed.notify_all()

    def wait(self, version: int, seconds: float) -> tuple[int, str]:
        """Return what is shown as soon as it is not that version any more, or after some seconds."""
        with self.changed:
            self.changed.wait_for(lambda: self.version != version, seconds)
            return self.version, self.error


def wait_for_change(root: str, states: Mapping[str, str]) -> list[str]:
    """Wait, and return the labels whose state is not what was read; a date is only a hint to look at the content."""
    dates: dict[str, tuple] = {}
    while True:
        changed = [
            label for label, then in states.items() if _may_differ(root, label, dates) and _differs(root, label, then)
        ]
        if changed:
            time.sleep(SETTLE_SECONDS)  # an editor may still be writing
            return changed
        time.sleep(LOOK_SECONDS)


def is_code(labels: Iterable[str]) -> bool:
    """Tell whether the program itself changed, and must begin anew."""
    return any(label.startswith("yearbook/") and label.endswith(".py") for label in labels)


def _differs(root: str, label: str, then: str) -> bool:
    return then == TORN or state(root, label) != then


def _may_differ(root: str, label: str, dates: dict[str, tuple[int, ...]]) -> bool:
    if label.startswith("?") or label.endswith("/"):
        return True
    try:
        status = os.stat(place(root, label))
        date: tuple[int, ...] = (status.st_mtime_ns, status.st_size)
    except OSError:
        date = ()
    before = dates.get(label)
    dates[label] = date
    return before != date
