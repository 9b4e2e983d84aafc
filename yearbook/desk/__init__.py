"""What is said: the analyst's vocabulary inside a notebook."""

from yearbook.desk import charts, panels, photographs, tables
from yearbook.desk.frames import open_edition
from yearbook.desk.numbered import exhibit

__all__ = ["charts", "exhibit", "open_edition", "panels", "photographs", "tables"]
