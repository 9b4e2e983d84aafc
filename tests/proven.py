"""A made-up page with figures of every kind, and the data with which it proves itself. Nothing of it is true."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from html import escape

from yearbook.language import number
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.quantity import Quantity
from yearbook.press.print import proof
from yearbook.press.print.numerals import numerals

RECORDS = {
    "E1": "118,3%",
    "E2": "155,6%",
    "E3": "đạt 1.864,25%",
    "E4": "tăng 27,71%",
    "E5": "giảm 2,3%",
    "E6": "vượt 7,7%",
    "R1": "trên 100 tấn",
    "R2": "trên 1,3 tỷ đồng",
    "R3": "hơn 900 triệu đồng",
    "R4": "42,5 tấn",
    "R5": "dưới 1 tỷ đồng",
    "R6": "12,5 tấn",
    "R7": "1.864 suất quà",
    "R8": "500ha",
    "S1": "12/15 xã",
    "S2": "88,25/90 điểm",
    "M1": "gấp đôi",
    "M2": "gần 2,2 triệu lượt người",
    "M3": "tối đa 5 người",
    "M4": "1 người",
    "A1": "ước đạt khoảng 10.727 tỷ đồng",
    "B1": "5-7%",
    "B2": "từ 6 triệu đồng đến 8,5 triệu đồng",
    "B3": "từ 100 tấn trở lên",
    "2021-E1": "bằng 97,5%",
    "T1.rank": "hạng Nhất",
    "T2.rank": "thứ 4",
}
ROWS = {"members": ["an_lao", "hoai_an", "tay_son"], "relief": ["R1", "R2"]}
HUNDRED = ["=", "100", "percent"]
YEAR = ["+", HUNDRED, "E4"]
COMPUTED = [
    ["/", "E2", "E1", "times", 3],
    ["<>", ["/", "E2", "E1", "times", 3]],
    YEAR,
    ["+", HUNDRED, "E5"],
    ["+", HUNDRED, "E6"],
    ["/", YEAR, "E2", "percent", 2],
    ["-", "R4", "R6"],
    ["+", "R2", "R3"],
    ["+", "R1", "R4", "R6"],
    ["-", "R4", "R1"],
    ["/", "R2", "R4", "million_dong_per_tonne", 1],
    ["/", "R4", "R1", "times", 2],
    ["/", "B2", "R4", "million_dong_per_tonne", 2],
    ["+", "B1", "E1"],
    ["+", "A1", "R2"],
    ["#", "members", "an_lao", "hoai_an"],
    ["/", ["#", "members", "an_lao", "hoai_an"], ["#", "members", "an_lao", "hoai_an", "tay_son"], "percent", 1],
]  # fmt: skip
WORDS = {
    "vi": {
        "title": "Niên giám bịa 2021",
        "prose": "Năm 2021, ngày 18/01/2022, 3 huyện đạt ",
        "chart": "Biểu đồ 1: An Lão {} và {}, so với 100",
        "good": "{figures} con số đã được trang này tự tính lại từ {records} dòng số liệu, ngay bây giờ.",
        "bad": "{faults} chỗ không khớp.",
    },
    "en": {
        "title": "Made-up yearbook 2021",
        "prose": "In 2021, on 18 January 2022, 3 districts reached ",
        "chart": "Figure 1: An Lão {} and {}, against 100",
        "good": "{figures} figures, all recomputed from {records} records on this page just now.",
        "bad": "{faults} places differ.",
    },
}


def unit_row(unit):
    names = [unit.vi, *(f"{{}} {alias}" for alias in unit.aliases)]
    return {
        "dimension": unit.dimension,
        "factor": f"{unit.factor:f}",
        "exact": unit.is_exact,
        "names": {"vi": names, "en": [unit.en_one, unit.en_many]},
    }


def word_row(word):
    said = {"role": word.role, "meaning": word.meaning, "strict": word.strict, "vi": word.vi, "en": list(word.en)}
    return said | ({} if word.number is None else {"number": f"{word.number:f}"})


def plain(value):
    return None if value is None else f"{value:f}"


def record_row(text, figure):
    return {
        "words": text,
        "value": plain(figure.value),
        "unit": figure.unit.id,
        "decimals": figure.decimals,
        "upper": plain(figure.upper),
        "whole": plain(figure.whole),
        "words_used": [word.id for word in figure.qualifiers],
    }


def figure_row(figure, anchor):
    step = Decimal(1).scaleb(-figure.decimals - 1)
    low, high = (
        None if end is None else f"{end.quantize(step, way):f}"
        for end, way in ((figure.low, ROUND_FLOOR), (figure.high, ROUND_CEILING))
    )
    return {
        "anchor": anchor,
        "value": plain(figure.rounded()),
        "upper": None if figure.upper is None else plain(figure.rounded_upper()),
        "unit": figure.unit.id,
        "decimals": figure.decimals,
        "low": low,
        "high": high,
        "bound": figure.bound,
    }


@dataclass(frozen=True)
class Records:
    """Made-up records, and what the ledger computes from them."""

    lexicon: Lexicon
    figures: dict[str, Quantity]

    @classmethod
    def of(cls, lexicon, texts=RECORDS):
        return cls(lexicon, {name: Quantity.parse(text, lexicon) for name, text in texts.items()})

    def units(self):
        used = [figure.unit for figure in self.figures.values()]
        return {unit.id: unit for unit in (*self.lexicon.units.all, *used)}

    def computed(self, expression):
        """Return what the ledger makes of an expression; the limits of a figure as the two ends of a range."""
        if isinstance(expression, str):
            return self.figures[expression]
        operation, *parts = expression
        units = self.units()
        if operation == "=":
            return Quantity.constant(Decimal(parts[0]), units[parts[1]])
        if operation == "#":
            return Quantity.constant(len(parts) - 1, units["plain"])
        if operation == "/":
            upper, lower, unit, decimals = parts
            return self.computed(upper).divided_by(self.computed(lower), units[unit], decimals)
        figures = list(map(self.computed, parts))
        if operation == "<>":
            (figure,) = figures
            word = (self.lexicon.range_word,)
            limits = Quantity("reported", figure.low, figure.unit, figure.decimals + 1, word, figure.high)
            return Quantity(**vars(limits) | {"low": figure.low, "high": figure.high, "lexicon": self.lexicon})
        return reduce(lambda one, other: one + other if operation == "+" else one - other, figures)

    def data(self):
        """Return units, words and records as the data block has them."""
        return {
            "units": {name: unit_row(unit) for name, unit in self.units().items()},
            "words": {word.id: word_row(word) for word in self.lexicon.qualifiers},
            "records": {name: record_row(figure.printed, figure) for name, figure in self.figures.items()},
            "rows": ROWS,
        }


def fact(anchor, text, unit=""):
    within = f' data-unit="{unit}"' if unit else ""
    return f'<a class="fact" href="#{anchor}"{within}>{escape(text)}</a>'


def made_up(lexicon, language):
    """Return a page in one language, and its data, neither yet within the other."""
    records, words = Records.of(lexicon), WORDS[language]
    expressions = [*RECORDS, *COMPUTED]
    anchors = {proof.key(expression): f"figure-{place}" for place, expression in enumerate(expressions, 1)}
    figures = {name: records.computed(expression) for name, expression in zip(anchors, expressions, strict=True)}
    said = {name: figure.words(language) for name, figure in figures.items()}
    facts = {name: fact(anchors[name], text) for name, text in said.items()}
    rows = "".join(
        f'<tr id="{anchors[name]}"><th>{place}</th><td>{facts[name]}</td></tr>\n' for place, name in enumerate(said, 1)
    )
    bare = "".join(fact(anchors[f'"{name}"'], figures[f'"{name}"'].words(language, with_unit=False)) for name in ("E1", "R2", "S1", "B1"))  # fmt: skip
    in_millions = figures['"R2"'].converted(records.units()["million_dong"])
    money = fact(anchors['"R2"'], in_millions.words(language, with_unit=False), "million_dong")
    spoken = {"chart": [(said['"E1"'], anchors['"E1"']), (said['"R2"'], anchors['"R2"'])]}
    alt = words["chart"].format(*(text for text, _ in spoken["chart"]))
    page = f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{words["title"]}</title>
<style>p {{ margin: 12px }}</style></head>
<body><section class="chapter"><p id="prose" title="7">{words["prose"]}{facts['"E1"']}.</p>
<table>{rows}</table><p lang="vi">Nguyên văn: {fact(anchors['"R2"'], "trên 1,3 tỷ đồng")} (1.864,5)</p>
<p>{bare} {money} {number(1864, language)}</p><p id="page-search">99 <button>98</button></p>
<div id="chart" role="img" aria-label="{escape(alt)}"><svg viewBox="0 0 90 20"><title>5</title><text>2020</text>
<a class="fact" href="#{anchors['"E2"']}"><text>{said['"E2"']}</text></a></svg></div></section>
<p id="proof-result" role="status" data-good="{words["good"]}" data-bad="{words["bad"]}"></p>
</body></html>"""
    data = records.data() | {"figures": {name: figure_row(figures[name], anchor) for name, anchor in anchors.items()}}
    return page, data | {"spoken": spoken, "numerals": numerals(page, spoken)}


def whole(page, data, language, script=None):
    """Return the page with its data and its script."""
    block = f'<script type="application/json" id="proof">{proof.block(language, **data)}</script>'
    return page.replace("</body>", f"{block}<script>{proof.script() if script is None else script}</script></body>")
