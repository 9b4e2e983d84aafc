"""`python -m yearbook`: first the question whether anything is left to do, before anything heavy is imported."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from yearbook.press.keep.finished import repeat

# Done, mistyped, stopped, left by its reader: whatever else a command ends with may be for want of a package.
_ORDERLY = (0, 2, 130, 141)


def run(root: str, arguments: list[str]) -> int:
    """Run the command line; where it fails in an environment that has lost files, have the front door mend that."""
    try:
        from yearbook.cli import main

        code = main(arguments)
    except BrokenPipeError:
        raise
    except Exception:
        if _lost_something("content"):
            return _mended(root, arguments, "content")
        raise
    return _mended(root, arguments, "sizes") if code not in _ORDERLY and _lost_something("sizes") else code


def _lost_something(closely: str) -> bool:
    return "YEARBOOK_DOOR" in os.environ and import_module("run_all").is_damaged(closely)


def _mended(root: str, arguments: list[str], closely: str) -> int:
    door = os.environ.pop("YEARBOOK_DOOR")
    os.environ["YEARBOOK_DOUBTED"] = closely
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(door, [door, os.path.join(root, "run_all.py"), *arguments])  # noqa: PTH118
    return int(import_module("run_all").DAMAGED)  # the front door is waiting for us


if __name__ == "__main__":
    # A terminal that has no sign for a letter shows its code, and what was made stays made.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    try:
        ended = 0 if repeat(root, sys.argv[1:]) else run(root, sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever was told this has left (`… | head`): what is left to say is said to nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        ended = _ORDERLY[-1]
    sys.exit(ended)
