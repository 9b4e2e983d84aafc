"""What code relies on in a table: names and types of columns, said beside that code, held against the contract."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from yearbook.errors import ContractError, suggestion
from yearbook.ledger.contract import Contract

R = TypeVar("R")
# Where code says the type of a column, the kinds its schema may have.
_KINDS_OF_TYPE = {
    "Quantity": ("figure",),
    "PartialDate": ("date",),
    "int": ("integer",),
    "Decimal": ("number",),
    "tuple": ("texts", "ids", "references"),
}


@dataclass(frozen=True)
class View(Generic[R]):
    """The columns of one table that code relies on: the names and types annotated in a class."""

    table: str
    row: type[R]

    def hold(self, contract: Contract) -> None:
        """Hold the view against the contract. Raises ContractError for a column that is missing or of another kind."""
        table = contract[self.table]
        for name, annotation in self.row.__annotations__.items():
            wanted = _KINDS_OF_TYPE.get(re.split(r"\W", str(annotation))[0], ())
            column = table.columns.get(name)
            if column is None or (wanted and column.kind not in wanted):
                vi, en = suggestion(name, table.columns) if column is None else ("", "")
                kinds = "/".join(wanted)
                raise ContractError(
                    f"chương trình cần cột «{name}»{f' loại {kinds}' if kinds else ''}.{vi}",
                    f"the program relies on column “{name}”{f' of kind {kinds}' if kinds else ''}.{en}",
                    place=contract.file(self.table),
                )
