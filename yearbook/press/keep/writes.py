"""What a notebook writes: its extra files, temporary ones, and outside the workbook; nothing else of the workbook.

What it left is noted as it is at the end, so that it is made again when it is missing or was changed.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Any

from yearbook.press.keep.states import state
from yearbook.press.keep.whose import IMPORT, MACHINERY, NOTEBOOK, asker, is_ours, is_private, named, path_of

if TYPE_CHECKING:
    from yearbook.press.keep.reads import Reads

EXTRA = "extra"
# What changes a file or folder: by event, where its paths stand among the arguments, each with the open folder it
# counts from.
CHANGES: dict[str, tuple[tuple[int, int | None], ...]] = {
    **dict.fromkeys(("os.remove", "os.rmdir"), ((0, 1),)),
    **dict.fromkeys(("os.truncate", "os.setxattr"), ((0, None),)),
    **dict.fromkeys(("os.mkdir", "os.chmod"), ((0, 2),)),
    **dict.fromkeys(("os.chown", "os.utime"), ((0, 3),)),
    **dict.fromkeys(("os.rename", "os.link"), ((0, 2), (1, 3))),
    "os.symlink": ((1, 2),),
}


class Writes:
    """What was written while somebody read; only a notebook's job (`reads.edition`) is held to its own files."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._made: set[str] = set()
        self._left: set[str] = set()
        self._extra = f"outputs/{reads.edition}/{EXTRA}"

    def changed(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hold an event that changes files or folders."""
        paths = [_below(arguments[place], arguments[folder] if folder else None) for place, folder in CHANGES[event]]
        names = [named(self._reads.root, path) for path in paths]
        if event == "os.mkdir" and os.path.lexists(paths[0]):
            return
        if len(names) == 2 and os.path.isabs(names[0]) and self._reads.counts(names[0]):
            self._reads.doubt("reads", names[0])  # what is moved away cannot be looked at again
        for name in names:
            self.hold(name, anew=True)
        if event in ("os.rename", "os.remove"):
            self._left.discard(names[0])

    def hold(self, name: str, *, anew: bool) -> None:
        """Hold that a file may be written, and note who leaves it; `anew` if nothing that was in it can be read.

        Raises WritingError.
        """
        reads = self._reads
        asks = MACHINERY if is_ours(name) else asker(reads.root)
        if asks == MACHINERY:
            return
        if os.path.isabs(name):
            if asks == NOTEBOOK:
                self._outside(name, anew)
        elif reads.edition and _is_below(name, self._extra):
            self._left.add(name)
        elif asks == IMPORT or (is_private(name) and not reads.edition):
            return
        elif reads.edition:
            self._forbid(name)
        elif not name.startswith("outputs/"):
            reads.doubt("writes", name)

    def may_leave(self, name: str) -> None:
        """Note a file that may have been written past Python, if it is an extra one."""
        if self._reads.edition and _is_below(name, self._extra):
            self._left.add(name)

    def left(self) -> dict[str, str]:
        """Return the state of each file that was left."""
        root = self._reads.root
        return {name: state(root, name) for name in self._left if not os.path.isdir(os.path.join(root, name))}

    def left_below(self, name: str) -> bool:
        """Tell whether a file or folder of the outputs is one that was left here, or holds one."""
        return any(_is_below(left, name) for left in self._left)

    def leads_to_extra(self, name: str) -> bool:
        """Tell whether a folder is on the way to the extra files."""
        return _is_below(self._extra, name)

    def made(self, path: str) -> bool:
        """Tell whether a path outside, or a folder above it, was made here."""
        above = path
        while above not in self._made and above != os.path.dirname(above):
            above = os.path.dirname(above)
        return above in self._made

    def _outside(self, path: str, anew: bool) -> None:
        reads = self._reads
        if not anew and os.path.lexists(path) and not self.made(path):
            reads.note(path, state(reads.root, path))
        self._made.add(path)
        temporary = os.path.join(os.path.realpath(tempfile.gettempdir()), "")
        if not path.startswith(temporary) and not is_private(path):
            self._left.add(path)

    def _forbid(self, name: str) -> None:
        from yearbook.errors import WritingError

        raise WritingError(
            f"sổ tay không được ghi, đổi hay xóa tệp này. Ghi vào {self._extra}/ hoặc một tệp tạm.",
            f"a notebook may not write, change or delete this. Write below {self._extra}/, or a temporary file.",
            place=name,
        )


def _below(path: Any, folder: int | None) -> str:
    """Return a path whole; one may count from an open folder."""
    path = os.fsdecode(path)
    return path if folder is None or folder < 0 else os.path.join(path_of(folder), path)


def _is_below(name: str, folder: str) -> bool:
    return name == folder or name.startswith(f"{folder}/")
