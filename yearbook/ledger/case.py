"""What rules look at, how they report, and how a warning that was looked into is set at rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from yearbook.errors import ERROR, NOTE, WARNING, Problem
from yearbook.ledger.contract import Contract
from yearbook.ledger.params import Params
from yearbook.ledger.reading import Placed
from yearbook.ledger.tables import Tables
from yearbook.ledger.view import View

if TYPE_CHECKING:
    from yearbook.ledger.edition import Edition

R = TypeVar("R")


class Acknowledgement(Protocol):
    id: str
    reason: str
    by: str


ACKNOWLEDGEMENTS = View("acknowledgements", Acknowledgement)


@dataclass(frozen=True)
class Seen(Generic[R]):
    """A row as a view knows it, with its place."""

    row: R
    placed: Placed

    @property
    def line(self) -> int:
        return self.placed.line


@dataclass(frozen=True)
class Case:
    """One edition before the rules: tables, params, folder, notebooks, and the earlier editions, newest first."""

    tables: Tables
    params: Params
    file: str
    folder: Path
    notebooks: Path
    earlier: tuple[Edition, ...] = ()

    def rows(self, view: View[R]) -> list[R]:
        """Return the rows of a view's table."""
        return [placed.row for placed in self.tables.placed(view.table)]

    def seen(self, view: View[R]) -> list[Seen[R]]:
        """Return the rows of a view's table with their places."""
        return [Seen(placed.row, placed) for placed in self.tables.placed(view.table)]

    def problem(
        self,
        code: str,
        table: str,
        seen: Seen[Any] | None,
        column: str,
        vi: str,
        en: str,
        severity: str = ERROR,
    ) -> Problem:
        """Return a problem at a row of a table, or at the table as a whole."""
        if seen is None:
            return Problem(code, severity, self.tables.file(table), None, column, vi, en)
        named = self.tables.contract[table].key_of(seen.row)
        return Problem(code, severity, seen.placed.file or self.tables.file(table), seen.line, column, vi, en, named)

    def of_params(self, code: str, key: str, vi: str, en: str, severity: str = ERROR) -> Problem:
        """Return a problem at a key of the params file."""
        return Problem(code, severity, self.file, None, key, vi, en, key)

    @property
    def last_year(self) -> Edition | None:
        """The edition of the year before, if it is there."""
        return next((edition for edition in self.earlier if edition.params.year == self.params.year - 1), None)


Rule = Callable[[Case], Iterator[Problem]]


@dataclass(frozen=True)
class Rules:
    """What a kind of yearbook asks of its records: rules, and the views they see the tables through.

    `approved` tells that figures are held against what was approved: not while they are being approved.
    """

    rules: Sequence[Rule]
    views: Sequence[View[Any]] = ()
    approved: bool = True

    def hold(self, contract: Contract) -> None:
        """Hold every view against the contract. Raises ContractError if it lacks what the rules rely on."""
        for view in (*self.views, ACKNOWLEDGEMENTS):
            view.hold(contract)

    def broken(self, case: Case, others: Iterable[Problem] = ()) -> list[Problem]:
        """Return every problem that shows only across rows and tables; a warning that was acknowledged is a note.

        `others` are found elsewhere, and may be acknowledged as well.
        """
        found = [*(problem for rule in self.rules for problem in rule(case)), *others]
        reasons = {row.id: row for row in case.tables["acknowledgements"]}
        settled = [_settled(problem, reasons) for problem in found]
        keys = {problem.key for problem in found if problem.severity == WARNING}
        for placed in case.tables.placed("acknowledgements"):
            if placed.row.id not in keys:
                settled.append(
                    case.problem(
                        "A01",
                        "acknowledgements",
                        Seen(placed.row, placed),
                        "id",
                        "không còn cảnh báo nào mang mã này. Xóa dòng này.",
                        "no warning has this id any more. Delete the row.",
                        NOTE,
                    )
                )
        return settled


def _settled(problem: Problem, reasons: dict[str, Any]) -> Problem:
    reason = reasons.get(problem.key)
    if problem.severity != WARNING or reason is None:
        return problem
    vi = f"{problem.vi} Đã xác nhận ({reason.by}): {reason.reason}"
    en = f"{problem.en} Acknowledged ({reason.by}): {reason.reason}"
    return replace(problem, severity=NOTE, vi=vi, en=en)
