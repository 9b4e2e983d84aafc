"""The imprint: who compiled a book and when, who publishes it where, and what others may do with it.

None of it is a date or a name of the sources: `published` in the params is the day they were published.
"""

from __future__ import annotations

from typing import Any

# Each key of the params, with what to write there (Vietnamese, English).
IMPRINT: dict[str, tuple[str, str]] = {
    "compiler": ("ai biên soạn sách, vi và en", "who compiled the book, in vi and en"),
    "compiled": (
        "ngày biên soạn xong, yyyy-mm-dd, không phải ngày đăng nguồn",
        "the day it was compiled, yyyy-mm-dd, not the day of its sources",
    ),
    "publisher": (
        "ai xuất bản, vi và en; chưa ai xuất bản thì viết đúng như vậy",
        "who publishes it, in vi and en; if nobody does, say so",
    ),
    "place": ("nơi xuất bản, vi và en", "the place of publication, in vi and en"),
    "rights": ("quyền sử dụng hoặc giấy phép, vi và en", "rights or licence, in vi and en"),
}
# What a final edition may not lack.
OWED: dict[str, tuple[str, str]] = {
    "published": ("ngày đăng của tài liệu nguồn, yyyy-mm-dd", "the day the sources were published, yyyy-mm-dd"),
    "conference": ("hội nghị tổng kết: date, source …", "the review conference: date, source …"),
    **IMPRINT,
}
_TO_FILL_IN = "…"


def if_filled_in(value: Any) -> Any:
    """Return what was written at a key; nothing where it, or one of its languages, is the “…” of a new edition."""
    told = value.values() if isinstance(value, dict) else [value]
    return None if _TO_FILL_IN in told else value
