"""What each form claims: its rows as records, which of them are new, and whose the others are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from yearbook.errors import ERROR, Problem
from yearbook.ledger.contract import Table
from yearbook.ledger.edition import Edition
from yearbook.ledger.forms.filled import placeholder
from yearbook.ledger.forms.memory import Record
from yearbook.ledger.forms.returned import Returned
from yearbook.ledger.forms.words import called
from yearbook.ledger.reading import Placed
from yearbook.ledger.writing import cells


@dataclass(frozen=True)
class Claim:
    """One row that a form brings; `typed` is the id it came with, "" where the program is to give one."""

    key: str
    record: Record
    line: int
    typed: str


@dataclass(frozen=True)
class Claims:
    """One table of one form against the records: what it was made from (`base`), what is there now, what it says."""

    edition: Edition
    form: Returned
    table: Table

    @cached_property
    def records(self) -> dict[str, Record]:
        """Every record of the table as it stands now."""
        return {self.table.key_of(row): cells(self.table, row) for row in self.edition.tables[self.table.name]}

    @cached_property
    def own(self) -> dict[str, Record]:
        """The records that the form may speak of."""
        subject = self.form.subject
        return {key: record for key, record in self.records.items() if not subject or record["subject"] == subject}

    @cached_property
    def base(self) -> Mapping[str, Record]:
        """The records the form was made from; those of today where it does not remember."""
        return self.own if self.form.memory is None else self.form.memory.records.get(self.table.name, {})

    @cached_property
    def since(self) -> dict[str, Record]:
        """The form's own records that came after it was made."""
        return {key: record for key, record in self.own.items() if key not in self.base}

    @cached_property
    def rows(self) -> list[Claim]:
        """What the form says, row by row."""
        found = []
        for placed in self.form.rows[self.table.name]:
            key, record = self.table.key_of(placed.row), cells(self.table, placed.row)
            found.append(Claim(key, record, placed.line, "" if key == placeholder(placed.line) else key))
        return found

    @property
    def new(self) -> list[Claim]:
        """The rows that the form did not bring along."""
        return [claim for claim in self.rows if claim.key not in self.base]

    @property
    def missing(self) -> list[str]:
        """The keys of rows that the form brought along and no longer has."""
        there = {claim.key for claim in self.rows}
        return [key for key in self.base if key not in there]

    @property
    def where(self) -> str:
        return self.form.where(self.table.name)

    def at(self, line: int, column: str = "") -> str:
        """Return how messages call a row or a cell of the form."""
        return f"{self.where} › {self.form.sheets[self.table.name].place(line, column) if column else f'dòng {line}'}"

    def kept_at(self, key: str) -> str:
        """Return how messages call the place of a record."""
        return kept_at(self.edition, self.table, key)

    def problem(self, code: str, line: int | None, vi: str, en: str, key: str, severity: str = ERROR) -> Problem:
        return Problem(code, severity, self.where, line, "", vi, en, key)


def kept_at(edition: Edition, table: Table, key: str) -> str:
    """Return the file and line of a record."""
    placed: Iterable[Placed] = edition.tables.placed(table.name)
    return next((f"{p.file} › dòng {p.line}" for p in placed if table.key_of(p.row) == key), "")


def of_others(claims: Claims) -> Iterable[Problem]:
    """Yield the rows of a member's own form that are another member's, or that differ from a known id by case alone."""
    subject = claims.form.subject
    there = {key.casefold(): key for key in (*claims.own, *claims.base)}
    for claim in claims.rows:
        named = claim.record.get("subject", "")
        known = there.get(claim.key.casefold())
        if subject and named != subject:
            theirs = claims.kept_at(claim.key)
            owner, mine = called(claims.edition, named), called(claims.edition, subject)
            vi, en = (f" (mã này ở {theirs})", f" (the id stands in {theirs})") if theirs else ("", "")
            yield claims.problem(
                "K06",
                claim.line,
                f"dòng ghi «{owner}»{vi} mà đây là biểu riêng của «{mine}». Sửa lại cột đó, hoặc chuyển dòng sang biểu "
                "của đơn vị kia.",
                f"the row names “{owner}”{en}, yet this is the own form of “{mine}”. Correct it, or put the row into "
                "the other form.",
                claim.key,
            )
        elif known and known != claim.key:
            yield claims.problem(
                "K03",
                claim.line,
                f"mã «{claim.key}» chỉ khác mã đã có «{known}» về chữ hoa, chữ thường. Gõ «{known}».",
                f"id “{claim.key}” differs from the known “{known}” by its case alone. Type “{known}”.",
                claim.key,
            )
