"""What an empty cell of a column means: the key `empty` of the contract. A cell of figures says itself: …, - or x."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from yearbook.errors import suggestion

NOT_STATED, SAME, UNVERIFIED, NO_LIMIT = "not_stated", "same", "unverified", "no_limit"
NOT_APPLICABLE, NOT_YET, NONE = "not_applicable", "not_yet", "none"
EMPTY = (NOT_STATED, SAME, UNVERIFIED, NO_LIMIT, NOT_APPLICABLE, NOT_YET, NONE)


@dataclass(frozen=True)
class Emptiness:
    """What an empty cell means, one of `EMPTY`.

    `checked_in` is the column that says where a row was checked: while it is empty too, the cell means unverified.
    """

    kind: str = NOT_STATED
    checked_in: str = ""

    def __str__(self) -> str:
        return f"{self.kind}, {self.checked_in}" if self.checked_in else self.kind


DEFAULT = Emptiness()


def read_emptiness(
    described: Mapping[str, Any], kind: str, required: bool, wrong: Callable[[str, str, str], NoReturn]
) -> Emptiness:
    """Return what a field of a schema says of its empty cells; `wrong` raises what is the matter with it."""
    name, meaning, checked = described["name"], described.get("empty", NOT_STATED), described.get("checked_in", "")
    if meaning not in EMPTY:
        vi, en = suggestion(str(meaning), EMPTY)
        wrong(
            f"không có nghĩa «{meaning}» cho ô trống.{vi} Viết một trong: {', '.join(EMPTY)}.",
            f"an empty cell cannot mean “{meaning}”.{en} Write one of: {', '.join(EMPTY)}.",
            f"{name} › empty",
        )
    if "empty" in described and (required or kind == "figure"):
        wrong(
            "cột bắt buộc, cột số liệu không có ô trống (số liệu gõ «…», «-» hoặc «x»). Bỏ «empty».",
            "a required column and a column of figures (“…”, “-” or “x”) have no empty cell. Remove “empty”.",
            f"{name} › empty",
        )
    if checked and "empty" not in described:
        wrong("«checked_in» đi cùng «empty».", "“checked_in” goes with “empty”.", f"{name} › checked_in")
    return Emptiness(meaning, str(checked))


def unknown_check(name: str, empty: Emptiness, columns: Iterable[str]) -> tuple[str, str, str] | None:
    """Return what is wrong where the column that says what was checked is not in the table: both languages, place."""
    known = tuple(columns)
    if not empty.checked_in or empty.checked_in in known:
        return None
    vi, en = suggestion(empty.checked_in, known)
    said = f"bảng không có cột «{empty.checked_in}».{vi}", f"the table has no column “{empty.checked_in}”.{en}"
    return *said, f"{name} › checked_in"
