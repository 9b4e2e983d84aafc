"""The apparatus of the book: how to read it, and where every figure comes from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from yearbook.desk.frames import Edition
from yearbook.desk.wording import Words
from yearbook.emulation import said
from yearbook.emulation.results import against, base_name, plans, rest
from yearbook.ledger.contract import EDITION
from yearbook.ledger.qualifiers import BOUND


def symbols(edition: Edition) -> dict[str, Words]:
    """Return every sign and bound word of the book with its meaning."""
    say = edition.say
    bounds = {
        "at_least": say(
            vi="giới hạn dưới: số thật bằng hoặc lớn hơn", en="a lower bound: the true figure is as large or larger"
        ),
        "at_most": say(
            vi="giới hạn trên: số thật bằng hoặc nhỏ hơn", en="an upper bound: the true figure is as small or smaller"
        ),
        "nearly": say(vi="gần tới số này, thấp hơn một chút", en="a little below this figure"),
        "about": say(vi="số ước chừng", en="an approximate figure"),
    }
    signs = {
        "…": say(
            vi="có thể có nhưng chưa có số liệu; không phải là 0", en="may exist but is not available; it is not 0"
        ),
        "-": say(vi="không phát sinh", en="did not occur"),
        "x": say(vi="không áp dụng", en="not applicable"),
    }
    known = edition.records.tables.lexicon.having(BOUND)
    for bound, meaning in bounds.items():
        words = dict.fromkeys(word.name(edition.language) for word in known if word.meaning == bound)
        signs[", ".join(words)] = meaning
    signs[say(vi="ước đạt", en="an estimated")] = say(vi="số ước, chưa chính thức", en="an estimate, not final")
    if edition.language == "en":
        signs["[vi]"] = say(vi="chưa có bản tiếng Anh", en="printed in Vietnamese, not yet translated")
    return signs


def register(edition: Edition) -> pd.DataFrame:
    """Return every figure of the sources: id, whom and what it is about, the figure, source and place."""
    rows = []
    for name, table in edition.records.contract.of(EDITION).items():
        frame = getattr(edition, name)
        if "subject" not in frame or not table.figures or frame.empty:
            continue
        for row_id, row in frame.iterrows():
            for column in table.figures:
                if row[column].is_missing and name != "figures":
                    continue
                what = {"figures": _measured, "relief": _relieved}.get(name, _scored)(edition, row, column, frame)
                place = edition.cite(frame.loc[[row_id]])
                rows.append(
                    {
                        "id": row_id,
                        "subject_label": row.subject_label,
                        "what": what,
                        "figure": row[column],
                        "place": place,
                    }
                )
    return pd.DataFrame(rows)


def _measured(edition: Edition, row: pd.Series, column: str, frame: pd.DataFrame) -> str:
    return against(edition, row.indicator_label, row.base_label)


def _relieved(edition: Edition, row: pd.Series, column: str, frame: pd.DataFrame) -> str:
    goods = f" ({row.goods})" if row.goods else ""
    return f"{row.what_label}{goods}, {row.flow_label}"


def _scored(edition: Edition, row: pd.Series, column: str, frame: pd.DataFrame) -> str:
    heading = frame.attrs["headings"][column]
    return f"{heading}, {row.criterion}" if row.get("criterion") else heading


def register_sources(edition: Edition) -> pd.DataFrame:
    """Return source and place of every row with a figure."""
    frames = [edition.figures, edition.relief, edition.standings]
    return pd.concat(
        [frame[["source", "locator"]] for frame in frames if len(frame)] or [edition.figures[["source", "locator"]]]
    )


def register_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of the register of figures."""
    say = edition.say
    return {
        "id": say(vi="Mã", en="Id"),
        "subject_label": say(vi="Đơn vị", en="Unit"),
        "what": say(vi="Nội dung", en="What"),
        "figure": say(vi="Như in", en="As printed"),
        "place": say(vi="Nguồn", en="Source"),
    }


def still_missing(edition: Edition) -> pd.DataFrame:
    """Return what the sources left open: figures owed with the members that owe them, and tables without a row."""
    say, place = edition.say, 0 if edition.language == "vi" else 1
    rows = []
    for expected in edition.records.params.expects:
        figures = edition.figures[edition.figures.indicator == expected.indicator]
        for base in expected.bases or ("",):
            given = set(figures.subject[(figures.base == base) & figures.figure.notna()])
            silent = edition.names(member for member in edition.members.index if member not in given) + rest(edition)
            if silent:
                base_name = edition.bases.loc[base, "name"] if base else ""
                what = against(edition, edition.indicators.loc[expected.indicator, "name"], base_name)
                rows.append({"what": what, "who": silent})
    for name, table in edition.records.contract.of(EDITION).items():
        if name in edition.records.params.expects_tables and getattr(edition, name).empty:
            rows.append({"what": table.title[place], "who": [str(say(vi="cả bảng", en="the whole table"))]})
    return pd.DataFrame([{**row, "who": ", ".join(row["who"])} for row in rows])


def missing_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of the list of what is missing."""
    say = edition.say
    return {"what": say(vi="Nội dung", en="What"), "who": say(vi="Chưa có của", en="Missing for")}


def computed_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of the table of computed figures."""
    say = edition.say
    return {
        "name": say(vi="Nội dung", en="What"),
        "figure": say(vi="Số tính toán", en="Computed"),
        "interval": say(vi="Giới hạn", en="Limits"),
        "formula": say(vi="Cách tính", en="Formula"),
        "assumption": say(vi="Điều kiện", en="Condition"),
    }


def ratio_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of the table of plan ratios."""
    say = edition.say
    names = [base_name(edition, plan) for plan in plans(edition)]
    own, assigned = names if len(names) == 2 else (None, None)
    return {
        "subject_label": say(vi="{member:start}", en="{member:start}"),
        "figure": say(
            vi="{own:start} bằng … {assigned}",
            en="{own:start} as a multiple of the {assigned}",
            own=own,
            assigned=assigned,
        ),
        "interval": say(vi="Giới hạn do làm tròn", en="Limits of rounding"),
    }


def terms(edition: Edition) -> pd.DataFrame:
    """Return the bilingual terms that the book uses: those whose words stand in what the edition says."""
    rows, text = edition.terms, said.text(edition)
    used = [said.says(text, row.forms_vi or (row.vi,)) for row in edition.records.rows("terms")]
    return rows.loc[np.array(used, dtype=bool)]
