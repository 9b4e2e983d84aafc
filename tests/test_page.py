"""Promises of the HTML yearbook: one file, no requests, nothing lost, readable by everyone."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from yearbook import palette
from yearbook.language import words
from yearbook.ledger.expression import Expression
from yearbook.press.bind import book as model
from yearbook.press.bind.book import Cell, Fact, Figure, Grid, Paragraph, Row, Table, Text
from yearbook.press.print import proof
from yearbook.press.print.fonts import woff2_subset
from yearbook.press.print.page import page

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    '<path id="plans-1" style="fill:#1F5D4C;stroke:#ffffff"/>'
    '<use href="#plans-1"/><text style="fill:#1d2529">Hoài Ân</text></svg>'
)
ALT = "Hoài Ân 118,3 %; Vân Canh chưa có số liệu."
PART = model.Heading(2, "economy--part", (Text("Phần"),))


def text(words: str) -> tuple[Text]:
    return (Text(words),)


def figure(data: str = DRAWING, mime: str = "image/svg+xml") -> Figure:
    titles = (text("Hoài Ân vượt kế hoạch"), text("phần trăm"))
    picture = model.Picture(mime, data, 600, 200)
    note = model.Note("a", "economy--plans--a", text("Số ước."))
    return Figure("economy--plans", "Hình 2.1", *titles, ALT, picture, text("Báo cáo"), (note,), grid())


def grid() -> Grid:
    columns = (Cell(text("Huyện"), header="column"), Cell(text("So với kế hoạch"), header="column"))
    figure = Fact("118,3 %", Expression.record("E1"), target="notes--fact-e1")
    told = (Cell(text("Hoài Ân"), header="row"), Cell((figure,), "figure", "right"))
    untold = (Cell(text("Vân Canh"), header="row"), Cell(text("…"), "missing", spoken="chưa có số liệu"))
    return Grid((Row(columns),), (Row(told), Row(untold)), (1, 1))


def table(**changes: object) -> Table:
    return replace(Table("economy--lines", "Bảng 2.1", text("Thu"), (), grid(), (), ()), **changes)


def one_page(*blocks: model.Block, **changes: object) -> str:
    chapters = (model.Chapter("economy", "2", "Kinh tế", blocks),)
    plain = model.Book("vi", "Niên giám 2021", "Cụm", "2022-01-18", None, chapters, (), (), None, words("vi"))
    return page(replace(plain, **changes))


class Reader(HTMLParser):
    """Collects what a browser would see: tags with attributes, and text outside script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] not in ("script", "style"):
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_same_book_gives_the_same_bytes():
    first = one_page(figure(), table())
    woff2_subset.cache_clear()
    assert one_page(figure(), table()) == first


def test_a_page_names_no_address_that_a_browser_would_fetch():
    reader = Reader(one_page(figure(), figure("AAAA", "image/png"), table()))
    fetched = [attributes["src"] for _, attributes in reader.tags if "src" in attributes]
    assert fetched and all(value.startswith("data:") for value in fetched)
    assert not reader.all("link") and not re.search(r"url\((?!data:)", one_page(figure()))


def test_the_policy_forbids_everything_but_the_pages_own_scripts():
    html = one_page(figure())
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    (policy,) = (meta["content"] for meta in Reader(html).all("meta") if meta.get("http-equiv"))
    digests = (base64.b64encode(hashlib.sha256(own.encode()).digest()).decode() for own in (script, proof.script()))
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    assert policy.startswith("default-src 'none';") and f"script-src {allowed};" in policy
    assert "unsafe-eval" not in policy and "script-src 'unsafe-inline'" not in policy and "http" not in policy


def test_markup_in_any_text_is_shown_as_text():
    evil = '<script>alert("x")</script><img src=x onerror=alert(1)>'
    picture, raw = replace(figure(), title=text(evil), alt=evil), model.Preformatted(evil, "error")
    link = model.Link("https://a.example/?a=1&b=2", text(evil))
    paragraph = Paragraph((link, model.Code(evil), Fact(evil, Expression.record("E1"), target="x")))
    cover = model.Cover(evil, evil, text(evil), ((evil, evil),), evil)
    html = one_page(picture, raw, paragraph, title=evil, author=evil, cover=cover)
    assert len(re.findall("<script", html)) == 1
    assert not any("onerror" in attributes for _, attributes in Reader(html).tags)
    assert "".join(Reader(html).texts).count(evil) >= 8


def test_drawings_take_their_colours_from_the_page_so_that_they_follow_it_into_the_dark():
    html = one_page(figure())
    assert "fill:var(--forest);stroke:var(--paper)" in html and "fill:var(--ink)" in html
    assert 'href="#plans-1"' in html
    assert f"--forest:{palette.FOREST.dark}" in html


def test_a_foreign_drawing_keeps_its_colours_and_a_light_ground():
    html = one_page(figure('<svg viewBox="0 0 9 9"><rect style="fill:#ffffff"/><text>1</text></svg>'))
    assert "fill:#ffffff" in html
    assert any("foreign" in (div.get("class") or "").split() for div in Reader(html).all("div"))


@pytest.mark.parametrize(("data", "mime"), [(DRAWING, "image/svg+xml"), ("AAAA", "image/png")])
def test_every_picture_says_in_words_what_it_shows(data, mime):
    tags = Reader(one_page(figure(data, mime))).tags
    spoken = [tag.get("alt") or tag["aria-label"] for name, tag in tags if "img" in (name, tag.get("role"))]
    assert spoken == [ALT]


def test_a_figure_brings_its_number_title_source_notes_and_numbers():
    seen = "".join(Reader(one_page(figure())).texts)
    parts = ("Hình 2.1", "Hoài Ân vượt kế hoạch", "phần trăm", "Báo cáo", "Số ước.", "118,3 %")
    assert [part for part in (*parts, words("vi")["data"]) if part not in seen] == []


def test_a_sign_for_no_data_is_spoken_as_words():
    assert '<span aria-hidden="true">…</span><span class="spoken">chưa có số liệu</span>' in one_page(table())


def test_every_header_cell_says_what_it_heads_and_an_empty_one_is_no_header():
    empty_corner = Grid((Row((Cell((), header="column"), Cell(text("a"), header="column"))),), (), (1, 1))
    headers = Reader(one_page(table(), table(id="economy--other", grid=empty_corner))).all("th")
    assert [header["scope"] for header in headers] == ["col", "col", "row", "row", "col"]


def test_a_figure_or_reference_is_a_link_only_where_there_is_a_place_to_go():
    html = one_page(
        Paragraph(
            (Fact("118,3 %", Expression.record("E1"), target="notes--fact-e1"), Fact("20", Expression.record("E2")))
        ),
        Paragraph((model.Reference("economy", "Chương 2"), model.Reference("", "phần khác"))),
    )
    assert '<a class="fact" href="#notes--fact-e1"' in html and '<span class="fact">20</span>' in html
    assert 'href="#economy">Chương 2</a>' in html and '<span class="reference">phần khác</span>' in html


def test_no_id_stands_twice_and_every_own_link_has_its_place():
    marked = Paragraph((Text("x"), model.Mark("a", "economy--plans--a")))
    fact = replace(grid().body[0], id="notes--fact-e1")
    register = table(id="notes--register", grid=replace(grid(), body=(fact,)))
    figures = (model.ListEntry("economy--plans", "Hình 2.1", "…"),)
    colophon = model.Colophon((("Bản", "2021"),), "abc")
    reader = Reader(one_page(marked, PART, figure(), table(), register, figures=figures, colophon=colophon))
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids)) and all(each.isascii() for each in ids)
    assert {link["href"][1:] for link in reader.all("a")} <= set(ids)


def test_headings_step_down_one_at_a_time():
    html = one_page(PART, replace(PART, level=3, id="b"))
    assert re.findall(r"<h(\d)", html) == ["1", "2", "3", "4"]


def test_a_loose_notebook_says_its_title_once_and_has_no_cover_or_lists():
    cover = model.Cover("Bìa", "", (), ())
    figures = (model.ListEntry("economy", "Hình 1", "Một"),)
    html = one_page(PART, title="Kinh tế", whole=False, cover=cover, figures=figures)
    assert re.findall(r"<h(\d)", html) == ["1", "2"]
    assert "Bìa" not in html and words("vi")["list_of_figures"] not in html


def test_the_steps_say_in_words_where_we_are():
    states = ("done", "current", "ahead")
    steps = tuple(model.Step(text(f"Bước {state}"), (), state) for state in states)
    reader = Reader(one_page(model.Steps("s", "Hình 6.1", text("Quy trình"), (), "Ba bước.", steps, ())))
    marks = {item["class"]: item.get("aria-current") for item in reader.all("li") if "class" in item}
    assert marks == {"done": None, "current": "step", "ahead": None}
    assert words("vi")["step_current"] in "".join(reader.texts)


WORDY = text("chữ")
EVERY_KIND = [
    *(Paragraph(WORDY, role) for role in ("text", "lead", "finding", "warning", "commentary", "proposal")),
    Paragraph((model.Emphasis((model.Strong(WORDY),)), model.Break())),
    Paragraph((model.Formula("x", "<math><mi>chữ</mi></math>"),)),
    Paragraph((model.Formula("chữ", ""),)),
    model.Heading(4, "part", WORDY),
    model.List(((Paragraph(WORDY),),), ordered=True, start=3),
    model.Quote((Paragraph(WORDY),)),
    model.Preformatted("chữ", "code"),
    model.DisplayFormula("chữ", ""),
    model.Missing("chữ"),
    model.Cards((model.Card(WORDY, (), ()),)),
    table(title=WORDY, look="matrix", wide=True),
]


@pytest.mark.parametrize("block", EVERY_KIND, ids=lambda block: block.kind)
def test_no_kind_of_block_loses_its_words(block):
    assert "chữ" in "".join(Reader(one_page(block)).texts)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_empty_book_is_still_a_page_in_its_language(language):
    html = page(model.Book(language, "", "", "", None, (model.Chapter("a", "", "", ()),), (), (), None))
    assert f'<html lang="{language}">' in html and html.rstrip().endswith("</html>")


@pytest.fixture(params=[(1440, "light"), (360, "dark")], ids=lambda screen: f"{screen[0]}-{screen[1]}")
def sheet(request, browser, tmp_path):
    """A page with a chart and a very wide table, opened in a browser; `asked` and `said` are what it did."""
    width, scheme = request.param
    wide = table(grid=Grid((), (Row(tuple(Cell(text(f"rất dài {n}")) for n in range(14))),), (1,) * 14))
    path = tmp_path / "page.html"
    path.write_text(one_page(figure(), wide, Paragraph(text("chữ " * 99))), encoding="utf-8")
    sheet = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    sheet.asked, sheet.said = [], []
    sheet.on("request", lambda request: sheet.asked.append(request.url))
    sheet.on("console", lambda message: sheet.said.append(message.text))
    sheet.goto(path.as_uri())
    yield sheet
    sheet.close()


def test_in_a_browser_the_page_asks_for_nothing_and_complains_of_nothing(sheet):
    assert [url for url in sheet.asked if not url.startswith("data:")] == [sheet.url] and not sheet.said


def test_in_a_browser_a_table_that_no_screen_has_room_for_becomes_cards_and_nothing_scrolls(sheet):
    assert sheet.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert sheet.locator(".scroll.hides").count() == 0
    assert sheet.evaluate("getComputedStyle(document.querySelector('.table td')).display") == "block"


def test_in_a_browser_the_button_turns_the_page_and_its_drawings_over(sheet):
    colours = "[document.documentElement, document.querySelector('svg text')].map(one => getComputedStyle(one))"
    colours = f"{colours}.map(style => style.fill + style.backgroundColor)"
    before = sheet.evaluate(colours)
    sheet.click("#page-theme")
    after = sheet.evaluate(colours)
    assert before[0] != after[0] and before[1] != after[1]
