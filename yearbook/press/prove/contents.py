"""The SHA-256 of what was read, as a manifest has it: the same in every checkout, however lines end there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from yearbook.ledger.approvals import FOLDER, TABLE
from yearbook.press.keep.reads import unheard_by_all
from yearbook.press.keep.states import ABSENT, THERE, TORN, UNSURE, WHOLE, is_file, place, state

_NO_CONTENT = (ABSENT, THERE, TORN)


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def text_of(content: bytes) -> bytes:
    """Return what is text (it has no NUL) with a line feed at the end of each line, all else as it is."""
    return content if b"\0" in content else content.replace(b"\r\n", b"\n")


class Contents:
    """The files that an edition was made from, as far as they are known: they grow with every notebook that ends.

    `states` holds everything that was recorded as read, in the language of `keep.states`.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self.states: dict[str, str] = {}
        self._known: dict[tuple[str, str], str] = {}

    def add(self, states: Mapping[str, str]) -> None:
        """Take in what somebody was recorded as reading."""
        self.states |= states

    def inside(self) -> dict[str, str]:
        """Return the files of the workbook, the package and the lock, by their SHA-256."""
        files = self._files().items()
        return {label: now for label, now in files if not Path(label).is_absolute() and not is_approval(label)}

    def approvals(self) -> dict[str, str]:
        """Return the files that say who approved the book, by their SHA-256."""
        return {label: now for label, now in self._files().items() if is_approval(label)}

    def outside(self) -> dict[str, str]:
        """Return the files that lie elsewhere, by their SHA-256."""
        return {label: now for label, now in self._files().items() if Path(label).is_absolute()}

    def _files(self) -> dict[str, str]:
        found = {}
        for label, then in sorted(self.states.items()):
            if is_file(label) and not label.startswith("outputs/") and then not in _NO_CONTENT:
                now = self._hash(label, then)
                if now not in _NO_CONTENT:
                    found[label] = now
        return found

    def _hash(self, label: str, then: str) -> str:
        if (label, then) not in self._known:
            with unheard_by_all():  # or a file that was saved since would seem to be torn
                self._known[label, then] = hash_now(self._root, label, then)
        return self._known[label, then]


def is_approval(label: str) -> bool:
    """Tell whether a file says who approved a book.

    An approval is of a print code, and would make another of it if it took part in it, so that no book could ever bear
    the code that was approved. The manifest names these files apart: only the line with the approver's name is made
    from them, and `verify` and `archive` need them for that.
    """
    folder, _, name = label.rpartition("/")
    register = folder.endswith(f"/{FOLDER}") and name.endswith(".json")
    return label.startswith("data/") and (name == f"{TABLE}.csv" or register)


def hash_now(root: str, label: str, then: str = UNSURE) -> str:
    """Return the SHA-256 of one file as a manifest has it, or ABSENT.

    `then` is the state in which it was read: of a file that was written since, that state stands for it.
    """
    now = state(root, label)
    if then == UNSURE:  # it was written while it was read; nothing is nearer to what was read
        then = now
    if now != then or now in _NO_CONTENT or _is_notebook(label):
        return then
    try:
        content = Path(place(root, label)).read_bytes()
    except OSError:
        return then
    return digest(text_of(content)) if digest(content) == then else then


def _is_notebook(label: str) -> bool:
    """Tell whether what counts in a notebook stands for it, in which no line ends."""
    return label.startswith("notebooks/") and label.endswith(".ipynb") and not label.endswith(WHOLE)
