"""Where two files begin to differ, as somebody would look for it: the line, the byte, the member of a zip file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

# How much of a line is shown around the spot: a page holds its fonts in one.
_BEFORE, _AFTER = 24, 48


@dataclass(frozen=True)
class Difference:
    """The first difference of two files: its place (Vietnamese, English), and what stands there in each."""

    vi: str
    en: str
    was: str = ""
    now: str = ""


def first_difference(was: bytes, now: bytes) -> Difference | None:
    """Return where two contents begin to differ, or None if they do not."""
    if was == now:
        return None
    members = _members(was), _members(now)
    if members[0] is not None and members[1] is not None:
        inside = _in_members(members[0], members[1])
        if inside:
            return inside
    texts = _text(was), _text(now)
    if texts[0] is not None and texts[1] is not None:
        return _in_text(texts[0], texts[1])
    spot = _spot(was, now)
    return Difference(f"byte {spot}", f"byte {spot}", _bytes(was, spot), _bytes(now, spot))


def _in_members(was: Mapping[str, bytes], now: Mapping[str, bytes]) -> Difference | None:
    for name in dict.fromkeys([*was, *now]):
        if name not in now or name not in was:
            lacks = ("bản dựng lại", "the rebuilt one") if name not in now else ("bản cũ", "the old one")
            return Difference(f"{name} không có trong {lacks[0]}", f"{name} is not in {lacks[1]}")
        inside = first_difference(was[name], now[name])
        if inside:
            return Difference(f"{name}, {inside.vi}", f"{name}, {inside.en}", inside.was, inside.now)
    return None  # packed otherwise, and alike inside


def _in_text(was: str, now: str) -> Difference:
    spot = _spot(was, now)
    line = was.count("\n", 0, spot) + 1
    return Difference(f"dòng {line}", f"line {line}", _extract(was, spot), _extract(now, spot))


def _spot(was: bytes | str, now: bytes | str) -> int:
    """Return the first place at which two sequences differ, or the end of one; by halves, for they are long."""
    low, high = 0, min(len(was), len(now))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if was[low:middle] == now[low:middle] else (low, middle - 1)
    return low


def _extract(text: str, spot: int) -> str:
    begin, end = text.rfind("\n", 0, spot) + 1, text.find("\n", spot)
    end = len(text) if end < 0 else end
    first, last = max(begin, spot - _BEFORE), min(end, spot + _AFTER)
    return ("…" if first > begin else "") + text[first:last] + ("…" if last < end else "")


def _bytes(content: bytes, spot: int) -> str:
    return content[spot : spot + 8].hex(" ") or "—"


def _text(content: bytes) -> str | None:
    try:
        return None if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return None


def _members(content: bytes) -> dict[str, bytes] | None:
    if not content.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return {name: packed.read(name) for name in packed.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
