"""Forms, what they were made from, and the records of today → what changes; what both sides changed is a conflict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from yearbook.errors import ERROR, NOTE, Problem
from yearbook.ledger.contract import Table
from yearbook.ledger.edition import Edition
from yearbook.ledger.forms.claims import Claim, Claims, of_others
from yearbook.ledger.forms.memory import Record
from yearbook.ledger.forms.numbering import Numbering
from yearbook.ledger.forms.returned import Returned

FORM, RECORDS = "form", "records"


@dataclass(frozen=True)
class Change:
    """One row that a form changes: before and after, either of them None where the row is not there.

    `where` is the sheet of the form, `line` the row in it.
    """

    table: str
    row: str
    before: Record | None
    after: Record | None
    where: str
    line: int | None = None

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """The cells that differ: (column, old, new)."""
        before, after = self.before or {}, self.after or {}
        names = list(self.before or self.after or {})
        return [(n, before.get(n, ""), after.get(n, "")) for n in names if before.get(n, "") != after.get(n, "")]

    @property
    def place(self) -> str:
        """How messages call the row of the form."""
        return f"{self.where} › dòng {self.line}" if self.line else self.where


def changes(edition: Edition, forms: Sequence[Returned], prefer: str = "") -> tuple[list[Change], list[Problem]]:
    """Return what the forms would change; and each row that is not theirs, or about which two sides disagree.

    `prefer` decides conflicts between a form and records that were changed since: `FORM`, `RECORDS`, or not at all.
    """
    tables = [Claims(edition, form, edition.contract[name]) for form in forms for name in form.rows]
    problems = [problem for claims in tables for problem in of_others(claims)]
    if problems:  # whose a row is comes first: nothing else can be said of it before
        return [], problems
    numbering = Numbering(edition)
    for claims in tables:
        numbering.reserve(claims)
    found: dict[tuple[str, str], Change] = {}
    for claims in tables:
        for change in _of_one(claims, numbering.settled(claims), prefer, problems):
            place = (change.table, change.row.casefold())
            other = found.get(place)
            if other is None:
                found[place] = change
            else:
                found[place], apart = _together(claims.table, other, change)
                problems += apart
    return list(found.values()), [*numbering.problems, *problems]


def _of_one(claims: Claims, rows: Iterable[Claim], prefer: str, problems: list[Problem]) -> Iterator[Change]:
    """Yield what one table of a form changes."""
    name = claims.table.name
    rows = list(rows)
    for claim in rows:
        base, now = claims.base.get(claim.key), claims.records.get(claim.key)
        if base is None and now is None:
            yield Change(name, claim.key, None, claim.record, claims.where, claim.line)
        elif now is None:
            yield from _gone_since(claims, claim, prefer, problems)
        else:
            after = _merged(claims, claim, base, now, prefer, problems)
            if after != now:
                yield Change(name, claim.key, now, after, claims.where, claim.line)
    if claims.form.memory is None:
        return  # what is missing may have come to the records after the form was made
    for key in claims.missing:
        now = claims.own.get(key)
        if now is None:
            continue
        if now == _widened(claims.base[key], now) or prefer == FORM:
            yield Change(name, key, now, None, claims.where)
        elif prefer != RECORDS:
            since = _listed(claims.table, _differing(claims.base[key], now))
            problems.append(
                claims.problem(
                    "K07",
                    None,
                    f"biểu bỏ dòng «{key}», mà số liệu đã sửa dòng này từ khi tạo biểu ({claims.kept_at(key)}: "
                    f"{since}).{_DECIDE[0]}",
                    f"the form drops row “{key}”, which was changed in the records since.{_DECIDE[1]}",
                    key,
                )
            )


def _merged(
    claims: Claims, claim: Claim, base: Record | None, now: Record, prefer: str, problems: list[Problem]
) -> Record:
    """Return a row of the records with what the form changed in it; what both changed is a problem."""
    after = dict(now)
    for name, said in claim.record.items():
        was, stands = (base or {}).get(name, "" if base is None else now[name]), now[name]
        if said in (was, stands):
            if base is not None or said == stands:
                continue
        elif stands == was and base is not None:
            after[name] = said
            continue
        if prefer == FORM:
            after[name] = said
        elif prefer != RECORDS:
            problems.append(_conflict(claims, claim, name, was, stands))
    return after


_DECIDE = (
    " Chọn một bên: sửa ô trong biểu hoặc trong số liệu cho giống nhau, hoặc chạy lại với --prefer form (theo biểu) "
    "hay --prefer records (giữ số liệu).",
    " Make both sides the same, or run again with --prefer form or --prefer records.",
)


def _conflict(claims: Claims, claim: Claim, name: str, was: str, stands: str) -> Problem:
    heading, said = claims.table.columns[name].heading[0], claim.record[name]
    since = claims.kept_at(claim.key)
    place = claims.form.sheets[claims.table.name].place(claim.line, name)
    vi = (
        f"«{heading}» của «{claim.key}» đã đổi ở cả hai bên. Lúc tạo biểu: «{was}»; số liệu nay ({since}): «{stands}»; "
        f"biểu: «{said}».{_DECIDE[0]}"
    )
    en = (
        f"“{claims.table.columns[name].heading[1]}” of “{claim.key}” changed on both sides. When the form was made: "
        f"“{was}”; the records now ({since}): “{stands}”; the form: “{said}”.{_DECIDE[1]}"
    )
    return Problem("K07", ERROR, claims.where, None, place, vi, en, claim.key)


def _gone_since(claims: Claims, claim: Claim, prefer: str, problems: list[Problem]) -> Iterator[Change]:
    """Yield a row that the records dropped since, if the form is to have its way; say it otherwise."""
    changed = _differing(claims.base[claim.key], claim.record)
    if changed and prefer == FORM:
        yield Change(claims.table.name, claim.key, None, claim.record, claims.where, claim.line)
        return
    bare = not changed or prefer == RECORDS
    listed = _listed(claims.table, changed)
    problems.append(
        claims.problem(
            "K07",
            claim.line,
            f"dòng «{claim.key}» đã bị bỏ khỏi số liệu từ khi tạo biểu"
            + (": không đưa trở lại." if bare else f", mà biểu sửa dòng này ({listed}).{_DECIDE[0]}"),
            f"row “{claim.key}” was dropped from the records since"
            + (": it is not brought back." if bare else f", yet the form changes it.{_DECIDE[1]}"),
            claim.key,
            NOTE if bare else ERROR,
        )
    )


def _together(table: Table, first: Change, second: Change) -> tuple[Change, list[Problem]]:
    """Return what two forms change in one row, taken together, or where they disagree."""
    if first.after == second.after:
        return first, []
    if first.before is None and second.before is None:
        vi = f"mã mới «{second.row}» cũng được đặt ở {first.place}. Mỗi dòng một mã: gõ mã khác ở một trong hai biểu."
        en = f"the new id “{second.row}” is also given in {first.place}. Type another id in one of the forms."
        return first, [_disagreement(second, vi, en)]
    if first.after is None or second.after is None:
        vi = f"«{second.row}» bị bỏ ở một biểu mà được sửa ở biểu kia ({first.place}). Thống nhất một bản."
        en = f"“{second.row}” is dropped in one form and changed in the other ({first.place}). Agree on one."
        return first, [_disagreement(second, vi, en)]
    mine = {name: new for name, _, new in first.cells}
    theirs = {name: new for name, _, new in second.cells}
    apart = [name for name in mine if theirs.get(name, mine[name]) != mine[name]]
    if apart:
        told = "; ".join(f"{table.columns[n].heading[0]}: «{mine[n]}» · «{theirs[n]}»" for n in apart)
        vi = f"«{second.row}» khác với {first.place} ({told}). Thống nhất một bản."
        return first, [_disagreement(second, vi, f"“{second.row}” differs from {first.place} ({told}). Agree on one.")]
    return replace(first, after=first.after | theirs), []


def _disagreement(second: Change, vi: str, en: str) -> Problem:
    return Problem("K05", ERROR, second.where, second.line, "", vi, en, second.row)


def _differing(old: Record, new: Record) -> list[tuple[str, str, str]]:
    return [(name, cell, new[name]) for name, cell in old.items() if name in new and new[name] != cell]


def _listed(table: Table, cells: Iterable[tuple[str, str, str]]) -> str:
    return "; ".join(f"{table.columns[name].heading[0]}: «{old}» → «{new}»" for name, old, new in cells)


def _widened(base: Record, now: Record) -> Record:
    """Return an old record with the columns that the contract has gained since."""
    return {name: base.get(name, cell) for name, cell in now.items()}
