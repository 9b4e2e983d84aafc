"""The yearbook on every screen from a small phone to a wall: nothing scrolls sideways, nothing is tiny, nothing collides."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.figure import Figure

from yearbook.desk import charts, exhibit, panels
from yearbook.desk.figures import FigureArray
from yearbook.desk.series import Point
from yearbook.desk.words import Words
from yearbook.ledger.dates import PartialDate
from yearbook.press.bind.book import Cell, Grid, Row, Text
from yearbook.press.bind.chapters import chapter
from yearbook.press.bind.payload import MIME
from yearbook.press.print.folding import fold, labelled

WIDTHS = (320, 390, 560, 768, 1280, 2560)
LANGUAGES = ("vi", "en")

WIDER_THAN_ITS_ROOM = """[...document.querySelectorAll('.scroll, .exhibit, .drawing, .cards, .steps, table, pre, .plate')]
    .filter(one => one.clientWidth && (one.scrollWidth > one.clientWidth + 1
        || one.getBoundingClientRect().right > document.documentElement.clientWidth + 1))
    .map(one => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`)"""

# Words are as large as their style says and, in a drawing, as its scale makes them.
TINY = """[...document.querySelectorAll('body *')].filter(one =>
        [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
        && one.getClientRects().length && !one.closest('.spoken, thead, script, style'))
    .map(one => [parseFloat(getComputedStyle(one).fontSize) * (one.ownerSVGElement ? one.getScreenCTM().a : 1), one])
    .filter(([size]) => size < 11.99).map(([size, one]) => `${size.toFixed(1)}: ${one.textContent.trim().slice(0, 40)}`)"""

# A line's box is higher than its letters; what is left is where letters are.
MEETING = """[...document.querySelectorAll('svg')].flatMap(svg => {
    const words = [...svg.querySelectorAll('text')].map(one => {
        const {left, right, top, bottom, height} = one.getBoundingClientRect();
        return {left, right, top: top + height * .22, bottom: bottom - height * .22, said: one.textContent};
    }).filter(one => one.right > one.left);
    const edge = svg.getBoundingClientRect();
    const out = words.filter(one => one.left < edge.left - 1.5 || one.right > edge.right + 1.5
        || one.top < edge.top - 1 || one.bottom > edge.bottom + 1).map(one => `cut: ${one.said}`);
    return out.concat(words.flatMap((one, at) => words.slice(at + 1)
        .filter(other => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
        .map(other => `${one.said} × ${other.said}`)));
})"""


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, browser, built):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((built.folder / f"yearbook.{request.param}.html").as_uri())
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelectorAll('details.data').forEach(one => one.open = true)")
    yield page
    page.close()


@pytest.fixture(params=WIDTHS)
def screen(request, page):
    page.set_viewport_size({"width": request.param, "height": 900})
    page.width = request.param
    return page


def test_nothing_scrolls_sideways(screen):
    assert screen.evaluate("document.documentElement.scrollWidth") <= screen.width
    assert screen.evaluate(WIDER_THAN_ITS_ROOM) == []


def test_no_words_are_smaller_than_twelve_pixels(screen):
    assert screen.evaluate(TINY) == []


def test_in_a_chart_no_words_stand_on_others_or_are_cut(screen):
    assert screen.locator("svg:visible").count() >= 3
    assert screen.evaluate(MEETING) == []


def test_of_each_chart_one_drawing_is_shown_and_it_is_said_once(screen):
    shown = screen.evaluate(
        "[...document.querySelectorAll('.drawing')].map(one => [...one.querySelectorAll('svg')]"
        ".map(svg => svg.getClientRects().length))"
    )
    narrow = screen.width <= 640
    assert shown and all(each == ([0, 1] if narrow else [1, 0]) for each in shown)
    said = screen.evaluate("[...document.querySelectorAll('.drawing [role=img]')].map(one => one.ariaLabel)")
    assert len(said) == len(set(said)) == len(shown) and all(said)


def test_a_table_that_became_cards_is_still_a_table_to_who_hears_it(page):
    page.set_viewport_size({"width": 390, "height": 800})
    table = page.locator(".table table.fold-36:has(tbody th)").first
    assert table.evaluate("one => getComputedStyle(one).display") == "block"
    heard = table.aria_snapshot()
    assert all(f"- {role}" in heard for role in ("table", "rowgroup", "columnheader", "rowheader", "cell"))
    labels = table.locator("td[data-label]").evaluate_all(
        "all => all.map(one => getComputedStyle(one, '::before').content)"
    )
    assert labels and all(re.fullmatch(r'"[^"]+"(?: / "")?', label) for label in labels)


def test_the_register_of_relief_is_a_table_on_a_desk_and_cards_on_a_phone(page):
    table = page.locator("#relief table").first
    for width, display in ((1280, "table"), (390, "block")):
        page.set_viewport_size({"width": width, "height": 800})
        assert table.evaluate("one => getComputedStyle(one).display") == display


def test_on_paper_stand_the_wide_drawings_and_tables_with_their_columns(page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(media="print")
    try:
        assert page.locator(".on-narrow:visible").count() == 0 < page.locator(".on-wide:visible").count()
        assert page.evaluate(
            "[...document.querySelectorAll('.table table')].every(one => getComputedStyle(one).display === 'table')"
        )
    finally:
        page.emulate_media(media="screen")


def test_a_page_with_every_chart_twice_is_small(built):
    assert all(len(built.text(f"yearbook.{language}.html").encode()) < 500_000 for language in LANGUAGES)


def crowded(q):
    """Return charts of more, longer and closer things than the yearbook has."""
    title, line = Words("Tựa", "Tựa", "vi"), Words("Nguồn", "Nguồn", "vi")
    common = {"title": title, "subtitle": title, "source": line}
    names = ["A", "Huyện miền núi có tên thật dài", "Vân Canh"]
    left = FigureArray([q("99,5%"), q("dưới 80%"), q("…")])
    right = FigureArray([q("trên 110%"), q("99,4%"), q("…")])
    rows = pd.DataFrame({"name": names, "left": left, "right": right})
    plans = {"left": "kế hoạch huyện giao", "right": "kế hoạch tỉnh giao đầu năm"}
    yield charts.dumbbell(
        rows, plans, label="name", heading="h", reference=100, reference_label=title, id="a", **common
    )
    figures = ["80%", "trên 120%", "…", "99,9%", "100,1%", "dưới 140%", "98%", "101%", "102%", "103%"]
    points = [Point(2012 + at, q(text), text == "99,9%", at == 1) for at, text in enumerate(figures)]
    yield panels.lines({name: points for name in names}, names="h", reference=100, id="b", **common)
    written = ["trên 12,5 tấn", "1 tấn", "0,5 tấn", "khoảng 2 tấn"]
    parts = pd.DataFrame(
        {"to": ["Thành phố Hồ Chí Minh và các tỉnh lân cận", *names], "figure": FigureArray(map(q, written))}
    )
    whole = pd.Series({"name": "Tây Sơn", "figure": q("trên 17 tấn")})
    wholes = [(whole, parts, SimpleNamespace(figure=q("1 tấn")))] * 2
    yield charts.split(wholes, label="name", names="h", part="to", rest=title, id="c", **common)
    days = ["01/01/2022", "02/01/2022", "03/02/2022", "30/04/2022", "01/05/2022", "19/05/2022", "31/12/2022"]
    calendar = pd.DataFrame({"day": map(PartialDate.parse, days), "what": "Kỷ niệm một ngày có tên rất dài của tỉnh"})
    yield charts.dates(calendar, day="day", label="what", id="d", **common)


def test_crowded_charts_keep_their_words_apart_too(q, browser):
    page = browser.new_page(viewport={"width": 900, "height": 900})
    drawings = [svg for chart in crowded(q) for svg in (chart.svg, chart.content["narrow"]["data"])]
    page.set_content("".join(f"<p>{svg[svg.index('<svg') :]}</p>" for svg in drawings))
    assert page.locator("svg").count() == 8
    assert page.evaluate(MEETING) == []
    page.close()


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} 9"><text id="a" x="1" y="8">{0}</text><use href="#a"/></svg>'


def shown(narrow):
    figure = {
        "version": 2,
        "kind": "figure",
        "id": "f",
        "title": "Hình",
        "subtitle": "",
        "alt": "Lời",
        "source": "",
        "notes": [],
        "data": None,
    }
    data = {MIME: figure | narrow, "image/svg+xml": DRAWING.format(900)}
    cell = {
        "cell_type": "code",
        "metadata": {},
        "source": "",
        "outputs": [{"output_type": "display_data", "data": data, "metadata": {}}],
    }
    return chapter({"cells": [cell]}, slug="s", number="1", language="vi").blocks[0]


def test_a_narrow_drawing_has_ids_of_its_own():
    figure = shown({"narrow": {"mime": "image/svg+xml", "data": DRAWING.format(300)}})
    assert figure.narrow.width == 300 and figure.picture.width == 900
    ids = [set(re.findall(r'id="([^"]+)"', one.data)) for one in (figure.picture, figure.narrow)]
    assert all(ids) and not ids[0] & ids[1]


@pytest.mark.parametrize(
    "narrow",
    [
        None,
        "x",
        {},
        {"mime": "text/html", "data": "<b>"},
        {"mime": "image/png", "data": "AA=="},
        {"mime": "image/png", "data": 5},
        {"mime": "image/svg+xml", "data": "<svg"},
    ],
)
def test_a_narrow_drawing_that_cannot_be_read_is_done_without(narrow):
    assert shown({"narrow": narrow}).narrow is None


def test_exhibit_takes_a_drawing_for_phones():
    title = Words("Tựa", "Tựa", "vi")
    wide, small = Figure(figsize=(6, 3)), Figure(figsize=(3, 3))
    content = exhibit(wide, title=title, narrow=small).content
    assert content["narrow"]["mime"] == "image/svg+xml" and "<svg" in content["narrow"]["data"]
    assert "narrow" not in exhibit(wide, title=title).content


def words_of(*texts):
    return tuple(Cell((Text(text),)) for text in texts)


def test_a_small_table_never_folds_and_a_wider_one_folds_sooner():
    def folded(columns):
        return fold(
            Grid((Row(words_of(*["Tên"] * columns)),), (Row(words_of(*["chữ và chữ"] * columns)),), (1,) * columns)
        )

    widths = [int((re.search(r"\d+", folded(columns)) or [0])[0]) for columns in (2, 4, 6, 8, 30)]
    assert widths[0] == 0 and widths == sorted(widths) and len(set(widths)) == 5


def test_a_card_calls_each_value_by_all_the_headings_over_it_also_where_cells_are_joined():
    over = (replace(words_of("Năm")[0], header="column", colspan=2), replace(words_of("Tên")[0], rowspan=2))
    grid = Grid(
        (Row(over), Row(words_of("2020", "2021"))),
        (
            Row((replace(words_of("1")[0], rowspan=2), *words_of("2", "A"))),
            Row(words_of("3", "B")),
            Row((Cell((Text("…"),), colspan=3),)),
        ),
        (1, 1, 1),
    )
    called = [[label for _, label in cells] for _, cells in labelled(grid)]
    assert called == [["Năm · 2020", "Năm · 2021", "Tên"], ["Năm · 2021", "Tên"], [""]]
