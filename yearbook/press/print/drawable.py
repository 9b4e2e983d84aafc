"""Text as a sheet can show it: nothing that no font draws, nothing that spoils what is copied out."""

from __future__ import annotations

import re
import unicodedata

# Terminal colours, control characters and what is no character at all, and zero-width ones.
_UNDRAWABLE = re.compile(
    r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200d\u2060\ud800-\udfff\ufeff\ufffe\uffff]"
)


def drawable(text: str) -> str:
    """Return text without what cannot be drawn, its accents composed."""
    return unicodedata.normalize("NFC", _UNDRAWABLE.sub("", text))
