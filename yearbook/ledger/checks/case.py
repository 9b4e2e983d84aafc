"""What the rules look at, and how they report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yearbook.errors import ERROR, Problem
from yearbook.ledger.params import Params
from yearbook.ledger.reading import Placed
from yearbook.ledger.tables import Tables

if TYPE_CHECKING:
    from yearbook.ledger.edition import Edition


@dataclass(frozen=True)
class Case:
    """One edition before the rules: tables, params, folder, notebooks, and the earlier editions, newest first."""

    tables: Tables
    params: Params
    file: str
    folder: Path
    notebooks: Path
    earlier: tuple[Edition, ...] = ()

    def problem(
        self,
        code: str,
        table: str,
        placed: Placed | None,
        column: str,
        vi: str,
        en: str,
        severity: str = ERROR,
    ) -> Problem:
        """Return a problem at a row of a table, or at the table as a whole."""
        line, row = (placed.line, placed.row) if placed else (None, None)
        named = getattr(row, "id", None) or getattr(row, "district", "")
        return Problem(code, severity, self.tables.files[table], line, column, vi, en, named)

    def of_params(self, code: str, key: str, vi: str, en: str, severity: str = ERROR) -> Problem:
        """Return a problem at a key of the params file."""
        return Problem(code, severity, self.file, None, key, vi, en, key)

    @property
    def members(self) -> list[str]:
        return [row.district for row in self.tables["members"]]

    @property
    def last_year(self) -> Edition | None:
        """The edition of the year before, if it is there."""
        return next((edition for edition in self.earlier if edition.params.year == self.params.year - 1), None)
