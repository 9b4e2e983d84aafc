"""What the empty cells of a frame mean, as the contract has it; a frame that no contract describes says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from yearbook.ledger.contract import Row, Table
from yearbook.ledger.emptiness import UNVERIFIED


class Unchanging(dict[str, Any]):
    """What is known of a frame's columns, which nobody changes: pandas, which copies it at every step, need not."""

    def __deepcopy__(self, _: Any) -> Unchanging:
        return self


@dataclass(frozen=True)
class Meaning:
    """What an empty cell of a column means; in a row that is not among the `checked` ones it is unverified."""

    kind: str
    checked: frozenset[str] | None = None

    def of(self, row_id: object) -> str:
        """Return the meaning in one row. Whoever lost the ids of the rows is told no more than is certain."""
        return self.kind if self.checked is None or row_id in self.checked else UNVERIFIED


def meanings_of(table: Table, rows: Sequence[Row]) -> Unchanging:
    """Return what empty cells mean, by the names that columns have in a frame: a bilingual pair is one."""
    found = {}
    for name, column in table.columns.items():
        by = column.empty.checked_in
        checked = frozenset(table.key_of(row) for row in rows if getattr(row, by)) if by else None
        found[name] = found[name.removesuffix("_vi")] = Meaning(column.empty.kind, checked)
    return Unchanging(found)


def meanings(rows: pd.DataFrame, name: Any) -> list[str | None]:
    """Return what an empty cell of a column means in each row; None where no contract says."""
    known: Meaning | None = (
        rows.attrs.get("empty", {}).get(name.removesuffix("_label")) if isinstance(name, str) else None
    )
    return [None if known is None else known.of(row_id) for row_id in rows.index]
