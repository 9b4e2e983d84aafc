"""One figure of a line over the years."""

from __future__ import annotations

from dataclasses import dataclass

from yearbook.ledger.quantity import Quantity


@dataclass(frozen=True)
class Point:
    """One figure of a series. `breaks` tells that no line may lead here from the year before; `revised` that it was."""

    year: int
    figure: Quantity
    breaks: bool = False
    revised: bool = False
