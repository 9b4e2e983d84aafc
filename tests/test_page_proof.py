"""The built page of 2021 proves itself: every data number leads to its row, all are recomputed, no altered digit passes."""

import json
import random
import re

import pytest
from lxml import html

from yearbook.press.print import proof

LANGUAGES = ("vi", "en")
DAY, NIGHT = 12, 200
_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_SILENT = re.compile(r"<style>.*?</style>|<script\b.*?</script>", re.DOTALL)
_READ = re.compile(r"(?:>|alt=\"|aria-label=\")([^<>\"]+)(?=[<\"])")
# What the script leaves aside: what it writes itself, and buttons.
_ASIDE = re.compile(
    r"<button.*?</button>|<a class=\"permalink\"[^>]*>|<p id=\"proof-result\".*?</p>|<p id=\"page-search\".*?</p>",
    re.DOTALL,
)


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, built):
    """The page in one language, without its type and its scripts, and the data it carries."""
    text = (built.folder / f"yearbook.{request.param}.html").read_text("utf-8")
    (data,) = re.findall(r'<script type="application/json" id="proof">(.*?)</script>', text, re.DOTALL)
    return _SILENT.sub("", text), json.loads(data), request.param


@pytest.fixture(scope="module")
def faults(browser):
    """Return how many faults the script finds in a page, for each alteration: (place, sign) of the page, or new data."""
    tab = browser.new_page()
    code = """(text) => {
        const given = JSON.parse(text);
        FUNCTIONS
        return given.edits.map(([place, sign, data]) => {
            const page = place < 0 ? given.page : given.page.slice(0, place) + sign + given.page.slice(place + 1);
            const root = new DOMParser().parseFromString(page, "text/html").documentElement, steps = checked(data || given.data, root);
            for (;;) { const { done, value } = steps.next(); if (done) return [value.faults.length, value.tallied]; }
        });
    }""".replace("FUNCTIONS", proof.functions())
    yield lambda page, data, edits: tab.evaluate(code, json.dumps({"page": page, "data": data, "edits": edits}))
    tab.close()


def test_the_page_says_that_all_its_figures_were_recomputed(proved, built, page):
    _, data, language = page
    state, words = proved(built.folder / f"yearbook.{language}.html")
    assert state == "proved", words
    figures, records = map(int, re.findall(r"\d+", words))
    assert figures > 200 and records > len(data["records"]), "rows that were counted are records, too"


def test_every_record_with_a_figure_is_among_those_it_computes_from(page):
    _, data, _ = page
    assert {f"E{place}" for place in range(1, 8)} | {f"R{place}" for place in range(1, 10)} <= set(data["records"])


def altered(page, chance, count):
    """Return places of digits that are read, each with another digit for it."""
    aside = {place for zone in _ASIDE.finditer(page) for place in range(*zone.span())}
    begin = page.index("<body")
    places = [
        place
        for found in _READ.finditer(page, begin)
        for place in range(*found.span(1))
        if page[place] in "0123456789" and place not in aside
    ]
    return [(place, str((int(page[place]) + chance.randint(1, 9)) % 10)) for place in chance.sample(places, count)]


def spoiled(data, chance, count):
    """Return the data with one digit of a record, a figure, or another numeral altered."""
    made = []
    while len(made) < count:
        copy = json.loads(json.dumps(data))
        part = chance.choice(("records", "figures", "numerals"))
        if part == "numerals":
            holder, key = copy["numerals"], chance.randrange(len(copy["numerals"]))
        else:
            holder, key = (
                copy[part][chance.choice(sorted(copy[part]))],
                chance.choice(("value", "low", "high", "words")),
            )
        text = holder[key] if isinstance(holder, list) else holder.get(key)
        digits = [place for place, sign in enumerate(text or "") if sign in "0123456789"]
        if digits:
            place = chance.choice(digits)
            holder[key] = text[:place] + str((int(text[place]) + chance.randint(1, 9)) % 10) + text[place + 1 :]
            made.append(copy)
    return made


def missed(faults, page, count, seed):
    """Return the alterations of a page and of its data that the script does not find."""
    text, data, _ = page
    chance = random.Random(seed)
    edits = altered(text, chance, count)
    found = faults(text, data, [(-1, ""), *edits])
    assert found[0][0] == 0
    lost = [
        text[place - 60 : place + 20] for (place, _), (faulty, _) in zip(edits, found[1:], strict=True) if not faulty
    ]
    changed = spoiled(data, chance, count // 4)
    answers = faults(text, data, [(-1, "", each) for each in changed])
    return lost + [str(place) for place, (faulty, _) in enumerate(answers) if not faulty]


def test_no_altered_digit_passes(faults, page):
    assert missed(faults, page, DAY, 2021) == []


@pytest.mark.nightly
def test_none_of_two_hundred_altered_digits_passes(faults, page):
    assert missed(faults, page, NIGHT, 2022) == []


# What a numeral outside figures may be: a day or year, an id of a row, a place in the book or in a source, the scale of
# a chart, a name.
_KINDS = re.compile(
    r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2} [A-Z][a-z]+ \d{4}|(?:19|20)\d\d|\b[A-Z]{1,2}\d+(?:\.\d+)?|COVID-19|\b100%?|"
    r"(?:Bảng|Hình|Table|Figure|Chương|Chapter|đoạn|paras?\.)\s\d[\d., và and]*|\d+[-/][A-ZĐ][\w/.–-]*"
)


def test_every_data_number_leads_to_its_row_and_the_row_back(page):
    text, _, _ = page
    root = html.fromstring(text)
    rows = {row.get("id"): row for row in root.iter("tr") if (row.get("id") or "").startswith("figure-")}
    links = [link for link in root.iter("a") if "fact" in (link.get("class") or "").split()]
    assert len(links) > 150 and {link.get("href")[1:] for link in links} <= set(rows)
    for link in links:
        row = rows[link.get("href")[1:]]
        if link.get("id") and row not in link.iterancestors():
            back = {reference.get("href") for reference in row.iter("a")}
            assert f"#{link.get('id')}" in back, link.text
    for dead in [*root.iter("nav", "svg", "style", "script", "button"), *links]:
        dead.drop_tree()
    body = " ".join(root.find("body").text_content().split())
    assert [found for found in _NUMERAL.findall(_KINDS.sub(" ", body)) if "%" in found] == []
