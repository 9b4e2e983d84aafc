"""The apparatus of the book: how to read it, and where every figure comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from yearbook.desk.columns import headed
from yearbook.desk.frames import Edition
from yearbook.desk.words import UNTRANSLATED, Words
from yearbook.emulation import said
from yearbook.emulation.once import once
from yearbook.emulation.results import against, rest
from yearbook.ledger.contract import EDITION
from yearbook.ledger.qualifiers import BOUND

LINE = "." * 24  # room for a hand


def symbols(edition: Edition) -> dict[str, Words]:
    """Return every sign and bound word of the book with its meaning; a book without a figure has no bound words.

    What else an empty cell means is said in words.
    """
    phrase = edition.phrase
    signs = {
        "…": phrase("symbols.not_reported"),
        "-": phrase("symbols.not_occurring"),
        "x": phrase("symbols.not_applicable"),
    }
    if any(owed.members for owed in owed_by(edition)):
        signs[LINE] = phrase("missing.to_fill_in")
    known = edition.records.tables.lexicon.having(BOUND) if len(figures(edition)) else ()
    for bound in dict.fromkeys(word.meaning for word in known):
        words = dict.fromkeys(word.name(edition.language) for word in known if word.meaning == bound)
        signs[", ".join(words)] = phrase(f"symbols.{bound}")
    if known:
        signs[phrase("symbols.estimate")] = phrase("symbols.estimate_meaning")
    if edition.language == "en":
        signs[UNTRANSLATED] = phrase("symbols.untranslated")
    return signs


@once
def figures(edition: Edition) -> pd.DataFrame:
    """Return source and place of every row in which a source states a figure."""
    found = []
    for name, table in edition.records.contract.of(EDITION).items():
        rows = getattr(edition, name) if table.figures and "subject" in table.columns else pd.DataFrame()
        if len(rows):
            found.append(rows.loc[rows[table.figures].notna().any(axis=1), ["source", "locator"]])
    return pd.concat(found) if found else pd.DataFrame(columns=["source", "locator"])


def still_missing(edition: Edition) -> pd.DataFrame:
    """Return what the sources left open: figures owed with the members that owe them, and tables without a row."""
    place = 0 if edition.language == "vi" else 1
    silent = [(owed.what, edition.names(owed.members) + rest(edition)) for owed in owed_by(edition)]
    rows: list[dict[str, Any]] = [{"what": what, "who": names} for what, names in silent if names]
    for name, table in edition.records.contract.of(EDITION).items():
        if name in edition.records.params.expects_tables and getattr(edition, name).empty:
            rows.append({"what": table.title[place], "who": [str(edition.phrase("missing.whole_table"))]})
    found = pd.DataFrame([{**row, "who": ", ".join(row["who"])} for row in rows])
    return headed(found, {name: edition.phrase(f"missing.{name}") for name in ("what", "who")})


@dataclass(frozen=True)
class Owed:
    """A figure that members owe: what it measures, the unit it is asked in, and the members no source gives it of."""

    what: str
    unit: str
    members: tuple[str, ...]


def owed_by(edition: Edition) -> list[Owed]:
    """Return each figure that members owe, with the members of which no source gives it."""
    found = []
    for expected in edition.records.params.expects:
        figures = edition.figures[edition.figures.indicator == expected.indicator]
        for base in expected.bases or ("",):
            given = set(figures.subject[(figures.base == base) & figures.figure.notna()])
            base_name = edition.bases.loc[base, "name"] if base else ""
            what = against(edition, edition.indicators.loc[expected.indicator, "name"], base_name)
            silent = tuple(member for member in edition.members.index if member not in given)
            found.append(Owed(what, _asked_in(edition, expected.indicator, base), silent))
    return found


def _asked_in(edition: Edition, indicator: str, base: str) -> str:
    """Return the unit that a figure is asked in: of a rate "%", else the one of its dimension that comes first."""
    units = edition.records.units.all
    wanted = "ratio" if base else edition.indicators.loc[indicator, "dimension"]
    return next((unit.name(edition.language) for unit in units if unit.dimension == wanted), "")


def terms(edition: Edition) -> pd.DataFrame:
    """Return the bilingual terms that the book uses: those whose words stand in what the edition says."""
    rows, text = edition.terms, said.text(edition)
    used = [said.says(text, row.forms_vi or (row.vi,)) for row in edition.records.rows("terms")]
    return rows.loc[np.array(used, dtype=bool)]
