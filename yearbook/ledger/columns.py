"""How a column of a table is described: heading, meaning, what may stand in it, an example."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


@dataclass(frozen=True)
class Column:
    """One column as the codebook shows it. Pairs are (Vietnamese, English).

    `kind`: text, id, code, codes, figure, date, integer, reference, references. `codes` are the allowed values with
    their labels; `table` is the table a reference points into.
    """

    kind: str
    heading: tuple[str, str]
    meaning: tuple[str, str]
    example: str
    required: bool = True
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    table: str = ""


def column(
    kind: str,
    heading: tuple[str, str],
    meaning: tuple[str, str],
    example: str,
    *,
    required: bool = True,
    codes: dict[str, tuple[str, str]] | None = None,
    table: str = "",
) -> Any:
    """Declare a column of a row type."""
    described = Column(kind, heading, meaning, example, required, codes or {}, table)
    return Field(json_schema_extra={"column": described})


class Row(BaseModel):
    """One record. Frozen; a column that is not in the contract is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @classmethod
    @cache
    def columns(cls) -> dict[str, Column]:
        """Return the table's columns, in file order."""
        return {name: _described(info) for name, info in cls.model_fields.items()}

    @classmethod
    def label(cls, name: str, code: str, language: str) -> str:
        """Return a coded value in words."""
        return cls.columns()[name].codes[code][0 if language == "vi" else 1]


def _described(info: FieldInfo) -> Column:
    return info.json_schema_extra["column"]
