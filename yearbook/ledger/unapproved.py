"""Which figures nobody has approved as they are now, though the book was approved; and approvals edited by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from itertools import chain

from yearbook.errors import ERROR, WARNING, Problem
from yearbook.ledger.approvals import TABLE, Approval, State, id_of, path_of, read_register, standing, state_now
from yearbook.ledger.edition import Edition
from yearbook.ledger.expression import RECORD, Expression
from yearbook.ledger.finding import find
from yearbook.ledger.writing import cells

_LONGEST = 60


def unapproved(edition: Edition, printed: Collection[str] | None = None) -> Iterator[Problem]:
    """Yield a warning for every figure that changed, is new or gone since the approvals, one that an approver has
    not seen as it is; an error for every approval that is not as `sign` wrote it.

    `printed` are the figures of the book as far as they are known: without them only the records can tell.
    """
    if TABLE not in edition.contract:
        return
    yield from _edited(edition)
    approvals = standing(edition)
    if not approvals:
        return
    newest = approvals[-1]
    # A figure that an older approval has and the newest has not was gone when that was given.
    for key in sorted({*newest.register, *(printed or ())}):
        now = state_now(edition, key) if printed is None or key in printed else None
        if all(_state_in(approval, key) != now for approval in approvals):
            yield _differing(edition, newest, key, _state_in(newest, key), now)


def _state_in(approval: Approval, key: str) -> State | None:
    return approval.register[key].state if key in approval.register else None


def _edited(edition: Edition) -> Iterator[Problem]:
    described, file = edition.contract[TABLE], edition.tables.file(TABLE)
    for placed in edition.tables.placed(TABLE):
        row = placed.row
        path = path_of(edition, row.register)
        if row.id != id_of(cells(described, row)):
            yield Problem(
                "V04", ERROR, file, placed.line, "id",
                "dòng này đã bị sửa sau khi lệnh sign ghi; chỉ được sửa note. Lấy lại dòng cũ từ git, hoặc xóa rồi "
                "duyệt lại.",
                "the row was edited after sign wrote it; only its note may be. Put it back as it was, or delete it and "
                "sign again.",
                row.id,
            )  # fmt: skip
        elif read_register(path, row.register) is None:
            yield Problem(
                "V05", ERROR, file, placed.line, "register",
                f"tệp «{edition.workbook.show(path)}» không còn, hoặc không còn như khi duyệt. Lấy lại từ git, hoặc "
                "xóa dòng này rồi duyệt lại.",
                f"{edition.workbook.show(path)} is gone, or no longer what was approved. Put it back, or delete the "
                "row and sign again.",
                row.id,
            )  # fmt: skip


def _differing(edition: Edition, newest: Approval, key: str, then: State | None, now: State | None) -> Problem:
    made = Expression.parse(key)
    name = key if made.operation == RECORD else _short(made.formula_text)
    who = newest.row.by
    said = f"{then.words if then else '—'} → {now.words if now else '—'}"
    if then and now and then.words == now.words:  # what no words show
        said = " → ".join(f"{each.words} [{each.low}–{each.high} {each.unit}]" for each in (then, now))
    code, vi, en = "V01", "đã đổi", "has changed"
    if now is None:
        code, vi, en = "V02", "không còn", "is gone"
    elif then is None:
        code, vi, en = "V03", "mới có", "is new"
    file, line, column = _place(edition, made)
    # An acknowledgement is of this change, and of no later one.
    mark = hashlib.sha256(f"{key}\n{now}".encode()).hexdigest()[:6]
    first = next(chain(made.records(), ("count",)))
    again = f"python3 run_all.py sign {edition.id}"
    return Problem(
        code, WARNING, file, line, column,
        f"con số «{name}» {vi} từ lần duyệt gần nhất ({who}, {newest.row.day}): {said}. Xem lại rồi duyệt: {again} …",
        f"the figure {name} {en} since the last approval ({who}, {newest.row.day}): {said}. Look, then sign again.",
        f"{first}-{mark}",
    )  # fmt: skip


def _place(edition: Edition, made: Expression) -> tuple[str, int | None, str]:
    """Return where a figure is mended: its row, if it is a record of this year; else the table of approvals."""
    try:
        found = find(edition, made.text) if made.operation == RECORD else None
    except KeyError:
        found = None
    if found is None or found.edition is not edition:
        return edition.tables.file(TABLE), None, ""
    id = found.table.key_of(found.row)
    for placed in edition.tables.placed(found.table.name):
        if found.table.key_of(placed.row) == id:
            return placed.file or edition.tables.file(found.table.name), placed.line, found.column
    return edition.tables.file(found.table.name), None, found.column


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
