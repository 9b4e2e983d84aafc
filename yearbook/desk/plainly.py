"""What a notebook shows plainly, in the format of the house: settled when it opens an edition."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pandas as pd

from yearbook.desk.live import notebook_shell
from yearbook.desk.plain_drawings import show_drawings, take_house_style
from yearbook.desk.plain_tables import MOST_COLUMNS, Known, as_frame, table_of
from yearbook.desk.words import Words

if TYPE_CHECKING:
    from collections.abc import Collection

    from yearbook.desk.frames import Edition

_SHOWN = (pd.DataFrame, pd.Series, pd.Index)
_opened: list[Edition] = []


def settle(edition: Edition) -> None:
    """Show frames and drawings from now on as this edition would print them; outside a notebook nothing is changed."""
    shell = notebook_shell()
    if shell is None:
        return
    _opened[:] = [edition]
    pd.set_option("styler.format.decimal", "," if edition.language == "vi" else ".")
    pd.set_option("styler.format.na_rep", "…")
    for kind in _SHOWN:
        shell.display_formatter.mimebundle_formatter.for_type(kind, _bundle)
    shell.display_formatter.formatters["text/html"].for_type_by_name("pandas.io.formats.style", "Styler", _styled)
    take_house_style(edition.language)
    show_drawings(shell)


def warm_up() -> None:
    """Let pandas cut what is wide as it does in a notebook, though it was imported outside of one."""
    pd.set_option("display.max_columns", MOST_COLUMNS)


def known_here() -> Known:
    """Return what the edition that was opened last knows of frames."""
    return _known_of(_opened[0]) if _opened else Known()


def _known_of(edition: Edition) -> Known:
    tables = edition._frames
    found: dict[str, set[str]] = {}
    for frame in tables.values():
        for name, heading in frame.attrs["headings"].items():
            found.setdefault(name, set()).add(heading)
    # A name that two tables mean differently says nothing.
    headings = {name: next(iter(said)) for name, said in found.items() if len(said) == 1}
    years = (edition, *edition.__dict__.get("earlier", ()))

    def records(table: str) -> Collection[object]:
        return {row for year in years if table in year._frames for row in year._frames[table].index}

    return Known(edition.language, headings, records)


def _bundle(shown: Any) -> dict[str, Any]:
    known = known_here()
    if not as_frame(shown).shape[1]:
        return {}  # pandas says best that there is nothing
    bundle = table_of(shown, known, title=Words("", "", known.language))._repr_mimebundle_()
    del bundle["text/plain"]  # pandas' own
    return bundle


def _styled(styler: Any) -> str:
    """Return a styled frame under an id that hangs on what it says: pandas draws one by lot."""
    drawn = str(styler.to_html())
    settled = drawn.replace(str(styler.uuid), "")
    return drawn.replace(str(styler.uuid), hashlib.sha256(settled.encode()).hexdigest()[:8])
