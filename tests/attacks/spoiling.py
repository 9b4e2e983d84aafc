"""What spoiled files have in common: ways to spoil text and bytes, and what a try came to."""

from __future__ import annotations

import random
import signal
import traceback
from collections.abc import Callable
from typing import Any, NamedTuple

from yearbook.errors import YearbookError

PATIENCE = 10  # seconds that reading may take, however spoiled a file is

NASTY = (
    "\x00", "\x1a", "\x07", "\u200b", "\u00ad", "\ufeff", "\u202e", "\u2028", "\x0b", "\x85", "\r", "\n", "\r\n", '"',
    '""', "'", ";", ",", "\t", "|", "{", "}", "{}", "\\", "\ufffd", "Ã", "á»‡", "0.500", "9" * 30, "9" * 5000, "-",
    "…", "#REF!", "=1+1", "<b>", "e\u0302", "Ð", "１", "²", "😀", " ", "\u00a0",
)  # fmt: skip


class Came(NamedTuple):
    """What a try came to: its result, the refusal of the house, or what must never happen."""

    result: Any = None
    refused: YearbookError | None = None
    fault: str = ""


class _TooLongError(BaseException):
    pass


def tried(what: Callable[[], Any]) -> Came:
    """Return what a call came to; anything raised that is no mistake of the house is a fault, and so is a hang."""

    def stop(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        return Came(result=what())
    except YearbookError as refused:
        said = refused.vi.strip() and refused.en.strip()
        return Came(refused=refused, fault="" if said else "refused without a word")
    except _TooLongError:
        return Came(fault=f"over {PATIENCE} seconds")
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Came(
            fault=f"{type(error).__name__}: {str(error)[:120]} ({last.filename.rpartition('/')[2]}:{last.lineno})"
        )
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def spoiled_bytes(content: bytes, chance: random.Random) -> bytes:
    """Return a file with a few bytes lost, changed, doubled or cut off."""
    at = chance.randrange(len(content))
    way = chance.randrange(5)
    if way == 0:
        return content[:at]
    if way == 1:
        return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    if way == 2:
        return content[:at] + content[at + chance.randrange(1, 40) :]
    if way == 3:
        return content[:at] + content[max(0, at - chance.randrange(1, 200)) :]
    text = content.decode("utf-8-sig")
    encoding = chance.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258", "latin-1"])
    return text.encode(encoding, "replace")
