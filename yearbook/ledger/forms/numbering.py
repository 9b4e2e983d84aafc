"""Ids for the new rows of forms: the next free ones of each table, whoever else typed the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from yearbook.errors import NOTE, Problem
from yearbook.ledger.contract import EDITION, Table
from yearbook.ledger.edition import Edition
from yearbook.ledger.forms.claims import Claim, Claims
from yearbook.ledger.forms.memory import Record
from yearbook.ledger.forms.returned import is_numbered

_SHAPE = re.compile(r"([A-Za-z]+)(\d+)")


@dataclass
class Numbering:
    """Gives ids in the order in which forms are handed over; remembers what every form brought.

    A row that was taken before, or that another copy of the same form brings too, gets none: it is left out, and said.
    """

    edition: Edition
    used: dict[str, set[str]] = field(default_factory=dict)
    brought: list[tuple[Claims, Claim]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def reserve(self, claims: Claims) -> None:
        """Keep every id that the records, a form or its memory holds from being given to a new row."""
        used = self.used.setdefault(claims.table.name, set(map(str.casefold, claims.records)))
        used |= {key.casefold() for key in claims.base} | {claim.key.casefold() for claim in claims.rows}

    def settled(self, claims: Claims) -> list[Claim]:
        """Return the rows of one table of a form, new ones with ids that are theirs alone."""
        kept, renamed = [], {}
        new = claims.new if is_numbered(claims.table) else []
        for claim in claims.rows:
            if claim not in new:
                kept.append(claim)
                continue
            settled = self._settled(claims, claim)
            if settled:
                kept.append(settled)
                self.brought.append((claims, settled))
                if claim.typed and settled.key != claim.typed:
                    renamed[claim.typed] = settled.key
        return [_pointing_anew(claims, claim, renamed) for claim in kept]

    def _settled(self, claims: Claims, claim: Claim) -> Claim | None:
        """Return a new row with its id, or None where it is no new row, or cannot be told from one that is there."""
        free = bool(claim.typed) and not self._of_another(claims, claim)
        alike = self._alike(claims, claim, 0) or (None if free else self._alike(claims, claim, 1))
        if not free and claim.typed in claims.own:
            return claim
        if alike is None:
            return claim if free else self._numbered(claims, claim)
        code, place, differs = alike
        if code == "K09":
            typed = f"«{claim.typed}»" if claim.typed else "trống / blank"
            vi = f"dòng này là {place} mà ô mã nay là {typed}. Mã giữ nguyên: gõ lại mã cũ."
            en = f"this is the row {place}, yet its id is now {typed}. Ids stay: type the old one again."
        elif code == "K01":
            vi, en = f"dòng này giống hệt {place}. Xóa một dòng.", f"the same as {place}. Delete one."
        elif not differs:
            vi = f"dòng mới này đã có ở {place}: chỉ nhận một lần."
            en = f"this new row stands in {place} already: it is taken once."
            self.problems.append(claims.problem("K08", claim.line, vi, en, claim.key, NOTE))
            return None
        else:
            vi = (
                f"dòng mới này chỉ khác {place} ở cột «{differs}». Nếu là cùng một dòng, xóa một bên; nếu là hai dòng, "
                "gõ cho dòng này một mã chưa dùng."
            )
            en = (
                f"this new row differs from {place} in “{differs}” alone. If they are one row, delete one; if they are "
                "two, type an id that is not in use."
            )
        self.problems.append(claims.problem(code, claim.line, vi, en, claim.key))
        return None

    def _of_another(self, claims: Claims, claim: Claim) -> bool:
        """Tell whether the id that was typed is a row of another member, in the records or in another form."""
        key = claim.typed.casefold()
        if any(known.casefold() == key for known in claims.records):
            return True
        return any(
            other.key.casefold() == key and theirs.form.subject != claims.form.subject
            for theirs, other in self.brought
            if theirs.table.name == claims.table.name and theirs.form.subject and claims.form.subject
        )

    def _alike(self, claims: Claims, claim: Claim, most: int) -> tuple[str, str, str] | None:
        """Return a row that differs from a new one in so many cells: what that means, its place, the column."""
        typed = {other.typed.casefold() for other in claims.new if other.typed}
        differs = _differing(claims.table, claim.record, typed)
        for key in claims.missing:
            found = differs(claims.base[key])
            if len(found) <= most:
                return "K09", f"«{key}»", "".join(found)
        twin = next((other for other in claims.rows if other.key in claims.base and not differs(other.record)), None)
        if twin and not claim.typed and not most:
            return "K01", claims.at(twin.line), ""
        for key, record in claims.since.items():
            found = differs(record)
            if len(found) == most:
                return "K08", f"{claims.kept_at(key)} («{key}»)", "".join(found)
        for theirs, other in self.brought:
            same_form = theirs.form is claims.form
            if theirs.table.name != claims.table.name or (same_form and most):
                continue
            if not same_form and theirs.form.subject and claims.form.subject != theirs.form.subject:
                continue
            found = differs(other.record)
            if len(found) == most and (same_form or claim.typed != other.typed or not claim.typed):
                return "K01" if same_form else "K08", theirs.at(other.line), "".join(found)
        return None

    def _numbered(self, claims: Claims, claim: Claim) -> Claim:
        key = self._next(claims)
        if claim.typed:
            owner = claims.kept_at(_as_known(claims.records, claim.typed)) or next(
                theirs.at(other.line)
                for theirs, other in self.brought
                if theirs.table.name == claims.table.name and other.key.casefold() == claim.typed.casefold()
            )
            vi = f"mã mới «{claim.typed}» đã dùng ở {owner}: dòng này được đặt mã «{key}»."
            en = f"the new id “{claim.typed}” is in use in {owner}: this row is given “{key}”."
            self.problems.append(claims.problem("K05", claim.line, vi, en, key, NOTE))
        return replace(claim, key=key, record=claim.record | {claims.table.key: key})

    def _next(self, claims: Claims) -> str:
        used = self.used[claims.table.name]
        letters = _letters(claims.table, list(claims.records))
        shapes = (_SHAPE.fullmatch(key) for key in used)
        numbers = [int(shape[2]) for shape in shapes if shape and shape[1] == letters.casefold()]
        number = max(numbers, default=0) + 1
        everywhere = _every_id(self.edition)
        while f"{letters}{number}".casefold() in everywhere:
            number += 1
        used.add(f"{letters}{number}".casefold())
        return f"{letters}{number}"


def _letters(table: Table, keys: Sequence[str]) -> str:
    """Return the letters that the ids of a table begin with: those of most rows, or of the contract's example."""
    shapes = [shape for key in keys if (shape := _SHAPE.fullmatch(key))]
    if shapes:
        return Counter(shape[1] for shape in shapes).most_common(1)[0][0]
    example = _SHAPE.fullmatch(table.columns[table.key].example)
    return example[1] if example else table.name[0].upper()


def _every_id(edition: Edition) -> set[str]:
    """Return every id of the edition: remarks and acknowledgements name rows of any table by their ids alone."""
    tables = edition.contract.of(EDITION).values()
    return {table.key_of(row).casefold() for table in tables for row in edition.tables[table.name]}


def _as_known(records: Mapping[str, Record], key: str) -> str:
    return next((known for known in records if known.casefold() == key.casefold()), "")


def _differing(table: Table, record: Record, typed: set[str]) -> Callable[[Record], list[str]]:
    """Return what tells the columns in which another row differs, ids that new rows were typed with left aside."""
    pointing = [name for name in table.columns if name != table.key and _points_home(table, name)]

    def found(other: Record) -> list[str]:
        return [
            name
            for name, cell in record.items()
            if name != table.key and cell != other.get(name, "") and not (name in pointing and cell.casefold() in typed)
        ]

    return found


def _points_home(table: Table, name: str) -> bool:
    """Tell whether a column names rows of its own table."""
    column = table.columns[name]
    return column.kind in ("id", "ids") or column.table == table.name


def _pointing_anew(claims: Claims, claim: Claim, renamed: Mapping[str, str]) -> Claim:
    """Return a row whose cells name the new rows of its form by the ids they were given."""
    if not renamed:
        return claim
    before = claims.base.get(claim.key, {})
    record = dict(claim.record)
    for name, cell in claim.record.items():
        if name != claims.table.key and cell != before.get(name, "") and _points_home(claims.table, name):
            record[name] = "|".join(renamed.get(part, part) for part in cell.split("|"))
    return replace(claim, record=record)
