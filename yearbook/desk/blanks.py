"""What the empty cells of a frame mean, as the contract has it; a frame that no contract describes says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from yearbook.ledger.contract import Column
from yearbook.ledger.emptiness import UNVERIFIED, Emptiness


class Known(dict[str, Any]):
    """What is known of a frame's columns, which nobody changes: pandas, which copies it at every step, need not."""

    def __deepcopy__(self, _: Any) -> Known:
        return self


def of_columns(columns: Mapping[str, Column]) -> Known:
    """Return what empty cells mean, by the names that columns have in a frame: a bilingual pair is one."""
    found = {name: column.empty for name, column in columns.items()}
    pairs = {name.removesuffix("_vi"): empty for name, empty in found.items() if name.endswith("_vi")}
    return Known(pairs | found)


def meanings(rows: pd.DataFrame, name: Any) -> list[str | None]:
    """Return what an empty cell of a column means in each row; None where no contract says."""
    known = rows.attrs.get("empty", {})
    own = name.removesuffix("_label") if isinstance(name, str) else ""
    empty: Emptiness | None = known.get(own)
    if empty is None:
        return [None] * len(rows)
    if empty.checked_in not in rows:
        return [empty.kind] * len(rows)
    return [empty.kind if checked else UNVERIFIED for checked in rows[empty.checked_in]]
