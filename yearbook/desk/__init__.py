"""What is said: the analyst's vocabulary inside a notebook."""

from yearbook.desk import apparatus, charts, conference, grids, headlines, measures, panels, tables, years
from yearbook.desk.frames import open_edition

__all__ = [
    "apparatus",
    "charts",
    "conference",
    "grids",
    "headlines",
    "measures",
    "open_edition",
    "panels",
    "tables",
    "years",
]
