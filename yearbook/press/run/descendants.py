"""What a job started and left behind: found, named, and ended with it.

A job leads a session of its own, so that whatever it started ends as one group. On Linux what left that group is found
as well: it becomes a child of whoever called `adopt_orphans`. Elsewhere a program that makes itself a session escapes.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_DIES_WITH_PARENT, _ADOPTS = 1, 36  # prctl(2): PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER
_C = ctypes.CDLL(None) if sys.platform == "linux" else None
# A helper that hears its pipe close ends by itself (a pool's worker, a tracker of resources): not worth a word.
_GRACE_SECONDS = 0.3
# How long to go after what starts anew as fast as it is ended.
_CHASE_SECONDS = 5
_SHOWN = 60


def adopt_orphans() -> None:
    """Become the parent of every orphan among this process's descendants, where the system can do that."""
    if _C:
        _C.prctl(_ADOPTS, 1, 0, 0, 0)


def die_with(parent: int) -> None:
    """End this process as soon as its parent is gone, however that ended, where the system can do that."""
    if _C:
        _C.prctl(_DIES_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def end_left(leader: int, others: Collection[int]) -> tuple[str, ...]:
    """End what is left of the group of a job that has ended, and the orphans of it; return what had to be ended.

    `others` are the children of this process that are nobody's orphans.
    """
    deadline = time.monotonic() + _GRACE_SECONDS
    while _is_left(leader, others) and time.monotonic() < deadline:
        time.sleep(0.01)
    if not _is_left(leader, others):
        return ()
    names = sorted({name for process in _orphans(others) if (name := _name(process))})
    deadline = time.monotonic() + _CHASE_SECONDS
    while _is_left(leader, others) and time.monotonic() < deadline:
        end_group(leader)
        for process in _orphans(others):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.01)
    return tuple(names) or ("?",)


def end_group(leader: int) -> None:
    """End a process and its group at once."""
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(leader, signal.SIGKILL)


def _is_left(leader: int, others: Collection[int]) -> bool:
    return bool(_orphans(others)) or _has_group(leader)


def _has_group(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _orphans(others: Collection[int]) -> list[int]:
    """Return the children of this process that live and are nobody else's; bury those that do not.

    Of two jobs that end at one moment each leads a session, which tells whose orphan is whose.
    """
    try:
        text = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii")
    except OSError:
        return []
    mine = [process for process in map(int, text.split()) if process not in others and _session(process) not in others]
    return [process for process in mine if not _buried(process)]


def _session(process: int) -> int:
    try:
        return os.getsid(process)
    except ProcessLookupError:
        return 0


def _buried(process: int) -> bool:
    try:
        return os.waitpid(process, os.WNOHANG)[0] == process
    except ChildProcessError:
        return True


def _name(process: int) -> str:
    """Return how a program was called, in short."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    said = " ".join(b" ".join(words).decode(errors="replace").split())
    return f"{said[:_SHOWN]}…" if len(said) > _SHOWN else said
