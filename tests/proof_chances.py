"""Numbers, records, expressions and altered digits, all from a seed: what Python makes of them against the script."""

from __future__ import annotations

import copy
import json
import random
import re
from decimal import Decimal
from fractions import Fraction

from tests import proven
from yearbook import language as house
from yearbook.errors import YearbookError
from yearbook.ledger.quantity import Quantity
from yearbook.press.print import proof

LANGUAGES = ("vi", "en")
BEFORE = (
    "",
    "",
    "",
    "",
    "trên ",
    "hơn ",
    "ít nhất ",
    "dưới ",
    "không quá ",
    "gần ",
    "khoảng ",
    "bình quân ",
    "ước đạt ",
)
VERBS = ("", "", "", "tăng ", "giảm ", "vượt ", "bằng ", "giảm còn ")
AFTER = (
    "%",
    "%",
    "%",
    " lần",
    " tấn",
    " tấn",
    " kg",
    " tỷ đồng",
    " triệu đồng",
    " suất quà",
    " triệu lượt người",
    "ha",
    " điểm",
)
QUOTIENTS = ("percent", "times", "times", "million_dong_per_tonne", "tonne", "percent_per_year")


def asking(page):
    """Return what runs an expression among the script's functions in a page, with `given` at hand."""

    def asked(code, given=None):
        return page.evaluate(
            f"(text) => {{const given = JSON.parse(text);\n{proof.functions()}\nreturn {code};}}", json.dumps(given)
        )

    return asked


def some_numbers(count, seed):
    """Return numbers of up to 20 digits, small ones and round ones among them."""
    chance = random.Random(seed)
    for _ in range(count):
        digits = chance.randrange(10 ** chance.randint(1, 20)) * 10 ** chance.choice((0, 0, 0, 3, 6))
        yield Decimal(digits).scaleb(-chance.randint(0, 6))


def written_and_read(asked, count, seed):
    """Return each number as Python writes it in both languages, and as the script reads and writes it."""
    tries = [
        [house.number(value, language), language, value]
        for value in some_numbers(count, seed)
        for language in LANGUAGES
    ]
    code = """given.map(([text, language]) => {
        const read = readNumber(text, language);
        return read && [String(read.value.over), String(read.value.under), writeNumber(read.value, read.decimals, language)];
    })"""
    answers = asked(code, [each[:2] for each in tries])
    return [
        (each, answer, answer is not None and Fraction(*map(int, answer[:2])) == Fraction(each[2]) and answer[2] == each[0])
        for each, answer in zip(tries, answers, strict=True)
    ]  # fmt: skip


def fractions_agree(asked, count, seed):
    """Compare sums, products, quotients, order and rounding with Python's own fractions."""
    chance = random.Random(seed)

    def one():
        return chance.randint(-(10 ** chance.randint(0, 25)), 10**9), chance.randint(1, 10 ** chance.randint(0, 12))

    tries = [(*one(), *one(), chance.randint(0, 5)) for _ in range(count)]
    code = """given.map(([a, b, c, d, decimals]) => {
        const one = fraction(BigInt(a), BigInt(b)), other = fraction(BigInt(c), BigInt(d)), out = ({over, under}) => [String(over), String(under)];
        return [plus(one, other), times(one, other), other.over ? over(one, other) : ZERO,
            ...["floor", "ceiling", "half"].map((way) => rounded(one, decimals, way))].map(out).concat([[String(order(one, other)), "1"]]);
    })"""
    answers = asked(code, [[*map(str, each[:4]), each[4]] for each in tries])
    for (a, b, c, d, decimals), answer in zip(tries, answers, strict=True):
        x, y, scale = Fraction(a, b), Fraction(c, d), 10**decimals
        half = Fraction(abs(x) * scale + Fraction(1, 2)).__floor__() * (1 if x >= 0 else -1)
        due = [x + y, x * y, x / y if y else 0, *(Fraction(each, scale) for each in ((x * scale).__floor__(), (x * scale).__ceil__(), half))]  # fmt: skip
        found = [Fraction(int(top), int(bottom)) for top, bottom in answer]
        yield (a, b, c, d, decimals), found == [*due, (x > y) - (x < y)]


def some_records(lexicon, chance, count):
    """Return figures as somebody may type them, by a made-up id."""
    found = {}

    def digits():
        return house.number(
            Decimal(chance.randint(0, 10 ** chance.randint(1, 5))).scaleb(-chance.choice((0, 0, 1, 2))), "vi"
        )

    while len(found) < count:
        unit, one, other = chance.choice(AFTER), digits(), digits()
        number = chance.choice([one] * 6 + [f"{one}-{other}", f"{one}/{other}", f"từ {one}{unit} đến {other}"])
        text = f"{chance.choice(VERBS)}{chance.choice(BEFORE)}{number}{unit}"
        try:
            found[f"R{len(found)}"] = Quantity.parse(text, lexicon)
        except YearbookError:
            continue
    return proven.Records(lexicon, found)


def some_expression(chance, names, depth=2):
    """Return an expression of records, constants, counts, sums, differences and quotients."""
    kind = chance.random()
    if not depth or kind < 0.35:
        leaves = [chance.choice(names)] * 6 + [
            ["=", str(chance.choice((100, 1, 12))), "percent"],
            ["#", "members", "an_lao"],
        ]
        return chance.choice(leaves)
    one, other = (some_expression(chance, names, depth - 1) for _ in range(2))
    if kind < 0.65:
        # By a quotient the ledger divides as it was rounded to 80 digits, which a limit may show.
        other = chance.choice(names) if "/" in proof.key(other) else other
        return ["/", one, other, chance.choice(QUOTIENTS), chance.randint(0, 4)]
    return [chance.choice("+-"), one, other, *([chance.choice(names)] if chance.random() < 0.2 else [])]


def expressions_agree(asked, lexicon, count, seed):
    """Return, for each expression, whether the ledger refuses it, and what the script says against the ledger.

    Of what is computed the value, the bound and the limits are compared, and its words are read in both languages.
    """
    chance = random.Random(seed)
    records = some_records(lexicon, chance, max(20, count // 5))
    tries = []
    while len(tries) < count:
        expression = some_expression(chance, list(records.figures))
        try:
            figure = records.computed(expression)
        except (YearbookError, ValueError, ZeroDivisionError):
            tries.append((expression, None, []))
            continue
        if figure.decimals > 9:  # a quotient in another unit keeps all its digits, and nobody prints them
            figure = figure.to_decimals(3)
        said = [(figure.words(language), language) for language in LANGUAGES]
        tries.append((expression, proven.figure_row(figure, "figure-1"), said))
    code = """(() => {
        const lexicons = { vi: lexiconOf(given.data, "vi"), en: lexiconOf(given.data, "en") }, terms = new Map(), faults = [];
        for (const [id, record] of Object.entries(given.data.records)) {
            const term = termOf(record, lexicons.vi), fault = recordFault(record, term, given.data.words);
            if (fault) faults.push(`${record.words}: ${fault}`);
            terms.set(id, term);
        }
        return [faults, given.tries.map(([expression, figure, said]) => {
            let term;
            try {
                term = evaluated(expression, terms, given.data.rows, lexicons.vi.units);
            } catch (refused) {
                return figure ? `refused: ${refused.message}` : "";
            }
            if (!figure) return `not refused: ${JSON.stringify(term.face, (key, value) => (typeof value === "bigint" ? String(value) : value))}`;
            const fault = figureFault(figure, term, lexicons.vi.units);
            return fault || said.map(([text, language]) => printedFault(text, term, figure, lexicons[language], given.data.words) && text).filter(Boolean).join();
        })];
    })()"""
    faults, answers = asked(code, {"data": records.data(), "tries": tries})
    yield from ((False, fault) for fault in faults)
    for (expression, figure, _), answer in zip(tries, answers, strict=True):
        told = {name: str(records.figures[name]) for name in records.figures if f'"{name}"' in proof.key(expression)}
        yield figure is None, answer and f"{proof.key(expression)} {told}: {answer} {figure}"


def walked(asked, page, spoken):
    code = """((root) => [...placesOf(root, given.spoken)].filter((place) => place.figure === undefined)
        .flatMap((place) => [...place.text.matchAll(NUMERAL)].map(([one]) => one)))(
        new DOMParser().parseFromString(given.page, 'text/html').documentElement)"""
    return asked(code, {"page": page, "spoken": spoken})


# Where a page is read: texts, and what is said in attributes; not in its style, nor where a reader types.
_READ = re.compile(r"(?:>|alt=\"|aria-label=\"|title=\")([^<>\"]+)(?=[<\"])")
_UNREAD = re.compile(r"<style>.*?</style>|<p id=\"page-search\".*?</p>", re.DOTALL)
_NUMBERS = {
    "records": ("words", "value", "upper", "whole"),
    "figures": ("value", "upper", "low", "high"),
}  # fmt: skip


def _altered(text, place, chance):
    """Return a text with another digit at one place."""
    return text[:place] + str((int(text[place]) + chance.randint(1, 9)) % 10) + text[place + 1 :]


def altered_pages(page, chance, share=1.0):
    """Yield the page once for each digit that is read in it, or a share of them, with another there, and where."""
    unread = {place for zone in _UNREAD.finditer(page) for place in range(*zone.span())}
    for found in _READ.finditer(page, page.index("<html")):
        for place in range(*found.span(1)):
            if page[place] in "0123456789" and place not in unread and chance.random() < share:
                altered = _altered(page, place, chance)
                yield altered, altered[max(0, place - 40) : place + 20]


def altered_data(data, chance, share=1.0):
    """Yield the data once for each digit of its numbers, or a share of them, with another there, and where."""

    def each(path):
        text = data
        for step in path:
            text = text[step]
        for place, sign in enumerate(text if isinstance(text, str) else ""):
            if sign in "0123456789" and chance.random() < share:
                altered = copy.deepcopy(data)
                inner = altered
                for step in path[:-1]:
                    inner = inner[step]
                inner[path[-1]] = _altered(text, place, chance)
                yield altered, f"{path}: {inner[path[-1]]}"

    for part, columns in _NUMBERS.items():
        for name in data[part]:
            for column in columns:
                yield from each((part, name, column))
    for place in range(len(data["numerals"])):
        yield from each(("numerals", place))


def faults_in(asked, pages, data):
    """Return how many faults the script finds in each page with its data."""
    code = """given.pages.map((page, place) => {
        const root = new DOMParser().parseFromString(page, "text/html").documentElement, steps = checked(given.data[place % given.data.length], root);
        for (;;) {
            const { done, value } = steps.next();
            if (done) return value.faults.length;
        }
    })"""
    return asked(code, {"pages": pages, "data": data})
