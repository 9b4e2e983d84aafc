"""The apparatus of the book: how to read it, and where every figure comes from."""

from __future__ import annotations

import pandas as pd

from yearbook.desk.frames import Edition
from yearbook.desk.wording import Words
from yearbook.ledger.checks.missing import EXPECTED
from yearbook.ledger.qualifiers import BOUND
from yearbook.ledger.records import EDITION_TABLES


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
    """Return every figure of the sources: id, district, what it measures, the figure, source and place."""
    budget, relief, say = edition.budget, edition.relief, edition.say
    measured = [
        f"{row.indicator_label}, {say(vi='so với', en='against')} {row.base_label}" for row in budget.itertuples()
    ]
    columns = ["id", "district_label", "figure", "source", "locator"]
    rows = pd.concat(
        [
            budget[columns].assign(what=measured),
            relief[columns].assign(what=[f"{row.what_label}, {row.flow_label}" for row in relief.itertuples()]),
        ]
    )
    return rows.assign(place=[edition.cite(rows.loc[[row_id]]) for row_id in rows.index])


def register_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of the register of figures."""
    say = edition.say
    return {
        "id": say(vi="Mã", en="Id"),
        "district_label": say(vi="Huyện", en="District"),
        "what": say(vi="Nội dung", en="What"),
        "figure": say(vi="Như in", en="As printed"),
        "place": say(vi="Nguồn", en="Source"),
    }


def still_missing(edition: Edition) -> pd.DataFrame:
    """Return what the sources left open: core figures with the members that lack them, and tables without a row."""
    say, place = edition.say, 0 if edition.language == "vi" else 1
    budget = edition.budget
    core = set(edition.indicators.id[edition.indicators.core == "yes"])
    silent = budget[budget.indicator.isin(core) & budget.figure.isna()]
    rows = [
        {"what": f"{indicator}, {say(vi='so với', en='against')} {base}", "who": edition.names(found.district)}
        for (indicator, base), found in silent.groupby(["indicator_label", "base_label"], sort=False)
    ]
    for table in EXPECTED:
        if getattr(edition, table).empty:
            rows.append(
                {
                    "what": EDITION_TABLES[table].__doc__.split(" / ")[place],
                    "who": [str(say(vi="cả bảng", en="the whole table"))],
                }
            )
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
    return {
        "district_label": say(vi="Huyện", en="District"),
        "figure": say(vi="Kế hoạch huyện bằng … kế hoạch tỉnh", en="District plan as a multiple of the province’s"),
        "interval": say(vi="Giới hạn do làm tròn", en="Limits of rounding"),
    }
