"""What is said: the analyst's vocabulary inside a notebook."""

from yearbook.desk import charts, panels, tables
from yearbook.desk.frames import open_edition

__all__ = ["charts", "open_edition", "panels", "tables"]
