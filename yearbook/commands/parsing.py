"""Options and names as a person types them: a mistyped one is answered with the nearest."""

from __future__ import annotations

import argparse
from typing import NoReturn

from yearbook.errors import UsageError, nearest
from yearbook.paths import Workbook, newest


class Parser(argparse.ArgumentParser):
    """A parser that answers a mistyped option with the nearest one."""

    def error(self, message: str) -> NoReturn:
        typed = next((word for word in message.split() if word.startswith("-")), "")
        near = nearest(typed, self._option_string_actions) if typed else None
        vi, en = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
        raise UsageError(f"không hiểu lệnh.{vi} Xem --help.", f"{message}.{en} See --help.", place=typed)


def edition_named(workbook: Workbook, names: list[str]) -> str:
    """Return the edition that was named, or the newest. Raises EditionError where there is none."""
    return names[0] if names else newest(workbook)
