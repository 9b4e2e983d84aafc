"""What a reader does with the page: find, point at a place, take tables and charts along, change the language."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from pypdf import PdfReader

from tests.test_page import PART, Reader, figure, one_page, table, text
from yearbook.cli import main
from yearbook.desk import tables
from yearbook.desk.words import Words
from yearbook.language import words
from yearbook.ledger.edition import open_edition
from yearbook.ledger.expression import Expression
from yearbook.ledger.imprint import IMPRINT
from yearbook.press.bind import markdown, matter
from yearbook.press.bind.book import Book, Cell, Chapter, Fact, Foreign, Grid, Mark, Note, Panel, Paragraph, Row, Spread
from yearbook.press.print.page import page, read, script
from yearbook.press.print.typeset import typeset

WORDS = words("vi")
# Where the size of the screen or its colours may matter.
EVERYWHERE = pytest.mark.parametrize("opened", [(1280, "dark"), (390, "light")], ids=str, indirect=True)
HOSTILE = '=HYPERLINK("x";"y")'


def grid():
    """Headings over headings, a mark, a separator, a quote, something a spreadsheet would run."""
    above = Row((Cell((), header="column"), Cell(text("So với"), header="column", colspan=2)))
    head = Row(tuple(Cell(text(each), header="column") for each in ("Huyện", "kế hoạch", "năm trước")))
    marked = (Fact("118,3\u00a0%", Expression.record("E1")), Mark("a", "economy--lines--note-a"))
    told = Row((Cell(text("Hoài Ân"), header="row"), Cell(marked, "figure", "right"), Cell(text("-5,2"), "figure")))
    untold = Row(
        (Cell(text('Vân "Canh"; x'), header="row"), Cell(text("…"), "missing", spoken="không có"), Cell(text(HOSTILE)))
    )
    return Grid((above, head), (told, untold), (1, 1, 1))


def book(language="vi", **changes):
    blocks = (
        PART,
        Paragraph(text("Huyện Hoài Ân đã đạt kế hoạch; hoài niệm không tính.")),
        Paragraph((*text("Đường tới "), Fact("Hoài", Expression.record("E1")), *text(" Ân"))),
        table(grid=grid(), notes=(Note("a", "economy--lines--note-a", text("Số ước.")),)),
        figure(),
        Paragraph(text("chữ " * 900)),
        PART.__class__(3, "economy--end", text("Đoạn cuối")),
    )
    chapters = (Chapter("economy", "2", "Kinh tế", blocks),)
    other = {"vi": "en", "en": "vi"}[language]
    return one_page(language=language, chapters=chapters, words=words(language), others=(other,), **changes)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("use")
    for language in ("vi", "en"):
        (folder / f"yearbook.{language}.html").write_text(book(language), encoding="utf-8")
    return folder


@pytest.fixture
def opened(request, browser, files):
    width, scheme = getattr(request, "param", (1280, "dark"))
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto((files / "yearbook.vi.html").as_uri())
    yield page
    assert page.said == []
    context.close()


def asked(page, typed):
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.type(typed)
    return page.locator("#page-hits [role=option]").all_inner_texts()


def taken(page, selector):
    with page.expect_download() as download:
        page.click(selector)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_what_is_typed_without_accents_is_found_with_them(opened):
    hits = asked(opened, "hoai an")
    assert len(hits) == 5 and all("Hoài Ân" in hit and "Kinh tế" in hit for hit in hits)
    assert "Bảng 2.1" in hits[2]
    assert opened.inner_text("#page-search [role=status]") == "5 chỗ"
    assert [len(asked(opened, typed)) for typed in ("ddat", "dat", "đạt", "HOÀI ÂN", "oai", "118,3 %", "xyz")] == [
        1, 1, 1, 5, 0, 2, 0,
    ]  # fmt: skip
    assert opened.inner_text("#page-search [role=status]") == WORDS["find_none"]


def test_accents_that_are_typed_come_first_and_words_may_stand_apart(opened):
    assert "hoài niệm" in asked(opened, "hoài n")[0]
    assert len(asked(opened, "tính huyện")) == 1


@EVERYWHERE
def test_the_search_is_used_by_keyboard_alone_and_marks_what_it_found(opened):
    field = opened.locator("#page-search input")
    asked(opened, "duong")
    assert field.get_attribute("aria-expanded") == "true"
    opened.keyboard.press("ArrowDown")
    chosen = field.get_attribute("aria-activedescendant")
    assert opened.get_attribute(f"#{chosen}", "aria-selected") == "true"
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.classList.contains('found')")
    assert opened.evaluate("[...CSS.highlights.get('found')].map(String).join('')") == "Đường"
    assert field.get_attribute("aria-expanded") == "false"
    asked(opened, "hoai an")
    opened.keyboard.press("Escape")
    assert field.input_value() == "" and opened.evaluate("document.activeElement.classList.contains('found')")


def test_the_button_of_the_search_and_the_one_over_the_contents_both_lead_to_the_field(opened):
    typing = "document.activeElement === document.querySelector('#page-search input')"
    opened.focus("nav.side .find")
    opened.keyboard.press("Enter")
    assert opened.evaluate(typing)
    opened.keyboard.press("Escape")
    assert opened.evaluate("document.activeElement.matches('nav.side .find')")
    opened.reload()
    opened.focus(".bar .find")
    opened.keyboard.press("Enter")
    assert opened.evaluate(typing)
    opened.keyboard.type("xin // chào")
    assert opened.input_value("#page-search input") == "xin // chào"


def test_what_is_found_behind_a_figure_is_opened(opened):
    assert "Hình 2.1" in asked(opened, "van canh")[0]
    opened.keyboard.press("Enter")
    assert opened.evaluate(
        "document.querySelector('details.data').open && document.activeElement.closest('details') !== null"
    )


def test_the_search_stays_small(files):
    source = (files / "yearbook.vi.html").read_text("utf-8")
    assert script() in source and len(script()) < 24_000
    assert len(re.sub(r"^ +(?://.*\n)?|^//.*\n", "", read("search.js"), flags=re.MULTILINE).encode()) <= 6 * 1024


def test_a_table_is_taken_as_its_reader_reads_numbers(opened, files):
    name, content = taken(opened, "#economy--lines > .take [data-take=csv]")
    assert name == "economy--lines.vi.csv" and content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n") == [
        ";So với;", "Huyện;kế hoạch;năm trước", "Hoài Ân;118,3 %;-5,2",
        '"Vân ""Canh""; x";…;"\'=HYPERLINK(""x"";""y"")"', "",
    ]  # fmt: skip
    opened.goto((files / "yearbook.en.html").as_uri())
    name, content = taken(opened, "#economy--lines > .take [data-take=csv]")
    assert name == "economy--lines.en.csv" and content.decode("utf-8-sig").startswith(",So với,\r\n")
    assert '"118,3 %"' in content.decode()


# What is written into a cell, and what a spreadsheet is given of it.
CELLS = {
    "=1+1": "'=1+1", "@SUM(1)": "'@SUM(1)", "＝1": "'＝1", "+cmd|'/C calc'!A0": "'+cmd|'/C calc'!A0",
    "-5+cmd|'/C calc'!A0": "'-5+cmd|'/C calc'!A0", "-5%+1": "'-5%+1", "--5": "'--5", "\t=1": "'=1", "\r\n=1": "'=1",
    "x,=1,y": "x,'=1,y", "x; =1": "x; '=1", 'x;"=1': "x;\"'=1", "- gạch": "'- gạch",
    "-5": "-5", "-5,2": "-5,2", "+5,2 %": "+5,2 %", "-1.000,5 triệu đồng": "-1.000,5 triệu đồng", "-": "-", "−5": "−5",
    "5-3": "5-3", "a = b": "a = b", "tăng, +5%; giảm -3": "tăng, +5%; giảm -3",
}  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_cell_that_is_taken_is_run_by_a_spreadsheet_and_numbers_keep_their_sign(browser, tmp_path, language):
    rows = tuple(Row((Cell(text(written)), Cell(text("=0")))) for written in CELLS)
    told = table(grid=Grid((), rows, (1, 1)))
    path = tmp_path / "page.html"
    path.write_text(one_page(told, language=language), encoding="utf-8")
    opened = browser.new_page()
    opened.goto(path.as_uri())
    _, content = taken(opened, ".exhibit.table > .take [data-take=csv]")
    between = {"vi": ";", "en": ","}[language]
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=between))
    assert read == [[given, "'=0"] for given in CELLS.values()]
    opened.click(".exhibit.table > .take [data-take=copy]")
    opened.keyboard.press("/")
    opened.keyboard.press("Control+v")
    assert "'=1+1" in opened.input_value("#page-search input")
    opened.close()


def test_each_small_table_of_a_spread_is_taken_by_itself(browser, tmp_path):
    panels = tuple(Panel(text(title), grid()) for title in ("Kết quả", "Khen thưởng"))
    path = tmp_path / "page.html"
    path.write_text(one_page(Spread("economy--glance", ((panels,),))), encoding="utf-8")
    opened = browser.new_page()
    opened.goto(path.as_uri())
    assert opened.locator(".spread .take").count() == 2
    name, content = taken(opened, ".spread .take >> nth=1 >> [data-take=csv]")
    assert name == "economy--glance-2.vi.csv" and "Hoài Ân;118,3 %" in content.decode()
    assert opened.get_attribute(".spread [data-take=copy] >> nth=1", "aria-label").endswith("Khen thưởng")
    opened.close()


def test_a_table_is_copied_and_it_says_so(opened):
    opened.click("#economy--lines > .take [data-take=copy]")
    assert opened.inner_text("#page-said") == WORDS["take_copied"]
    opened.keyboard.press("/")
    opened.keyboard.press("Control+v")
    assert "Hoài Ân\t118,3 %\t-5,2" in opened.input_value("#page-search input")


@EVERYWHERE
def test_a_chart_is_taken_as_a_drawing_that_needs_nothing_else(opened):
    name, content = taken(opened, "#economy--plans > .take [data-take=svg]")
    drawing = content.decode()
    told = " ".join(ElementTree.fromstring(drawing).itertext())
    parts = ("Hình 2.1", "Hoài Ân vượt kế hoạch", "phần trăm", "Nguồn: Báo cáo", "a Số ước.")
    assert name == "economy--plans.vi.svg" and [part for part in parts if part not in told] == []
    assert "var(--" not in drawing and "#1f5d4c" in drawing and "@font-face" in drawing and "#7cc4ab" not in drawing
    assert not re.search(r"url\((?![\"']?(data:|#))|href=\"(?!#)", drawing)
    assert opened.evaluate("document.documentElement.dataset.theme") is None


def test_a_chart_is_taken_as_a_picture_at_twice_its_size(opened):
    name, content = taken(opened, "#economy--plans > .take [data-take=png]")
    assert name == "economy--plans.vi.png" and content.startswith(b"\x89PNG")
    _, drawing = taken(opened, "#economy--plans > .take [data-take=svg]")
    width = float(ElementTree.fromstring(drawing.decode()).get("width"))
    assert int.from_bytes(content[16:20]) == round(width * 2)


def test_every_heading_table_and_figure_can_be_pointed_at(opened):
    links = "[...document.querySelectorAll('.permalink')].map(link => link.hash.slice(1))"
    assert opened.evaluate(links) == [
        "economy", "economy--part", "economy--lines", "economy--plans", "economy--end",
    ]  # fmt: skip
    assert opened.evaluate("document.querySelector('h3').textContent") == "Phần"
    assert opened.get_attribute("#economy--plans .permalink", "aria-label").startswith("Hình 2.1")


@EVERYWHERE
def test_buttons_are_quiet_until_somebody_is_there_and_the_keyboard_reaches_them(opened):
    place = opened.locator("#economy--lines > .take")
    assert place.evaluate("place => getComputedStyle(place).opacity") == "0"
    opened.focus("#economy--lines > .take a")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.dataset.take") == "copy"
    assert opened.evaluate("document.activeElement.getAttribute('aria-label')").endswith("Bảng 2.1")
    assert place.evaluate("place => getComputedStyle(place).opacity") == "1"
    opened.emulate_media(media="print")
    assert opened.locator(".take:visible, .permalink:visible, .search:visible, .language:visible").count() == 0


@EVERYWHERE
def test_the_other_language_opens_at_the_same_place(opened):
    opened.click("a.language")
    assert opened.url.endswith("yearbook.en.html")
    opened.evaluate("document.getElementById('economy--plans').scrollIntoView()")
    opened.keyboard.press("/")
    opened.keyboard.press("Escape")
    opened.evaluate("document.querySelector('a.language').click()")
    opened.wait_for_url("**/yearbook.vi.html#economy--plans")


def test_without_javascript_nothing_is_offered_that_could_not_be_done(browser, files):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((files / "yearbook.vi.html").as_uri())
    assert page.locator("#page-search:visible, .find:visible, .take button").count() == 0
    assert page.locator("#economy--lines > .take .permalink").count() == 1
    assert page.get_attribute("a.language", "href") == "yearbook.en.html"
    assert "yearbook.en.html" in page.get_attribute("a.language", "title")
    context.close()


def test_a_part_of_a_book_or_a_book_of_one_language_leads_to_no_other():
    assert 'class="language"' not in one_page(PART)


# ── what the book says of itself ──


def test_words_of_another_language_say_so_in_page_and_pdf(project):
    left = (Foreign("vi", text("Cả nước chung tay")),)
    assert '<span lang="vi">Cả nước chung tay</span>' in one_page(Paragraph(left), language="en", words=words("en"))
    assert markdown.inline("[Bộ Chính trị](lang:vi)") == (Foreign("vi", text("Bộ Chính trị")),)
    assert markdown.inline("[x](lang:no-such-thing)") == text("x")
    rows = pd.DataFrame({"vi": ["suy tôn"], "en": ["nomination"], "meaning": ["nghĩa [vi]"]})
    shown = tables.show(rows, {name: name for name in rows}, id="x", title=Words("T", "T", "en"))
    assert [cell.get("language") for cell in shown.content["grid"]["rows"][0]["cells"]] == ["vi", None, "vi"]
    tagged = typeset(Book("en", "T", "", "", None, (Chapter("a", "1", "A", (Paragraph(left),)),), (), (), None))
    assert "vi" in languages_of(PdfReader(io.BytesIO(tagged)).trailer["/Root"]["/StructTreeRoot"])


def languages_of(element):
    """Return every language that a part of a tagged PDF says it is in."""
    element = element.get_object()
    if not isinstance(element, dict):
        return {found for each in element for found in languages_of(each)} if isinstance(element, list) else set()
    own = {str(element["/Lang"]).partition("-")[0]} if "/Lang" in element else set()
    return own | (languages_of(element["/K"]) if "/K" in element else set())


def test_the_book_says_who_made_it_and_when_and_how_to_cite_it(project):
    edition = open_edition("2021", project)
    made = matter.book(edition, "en", [Chapter("a", "1", "A", (Paragraph(text("x")),))], "0123456789ab", whole=True)
    assert made.others == ("vi",), "whatever was asked for, both files lie side by side"
    assert made.author == "The compilers of this yearbook" and made.date == "2026-11-24"
    assert edition.params.published.iso() == "2022-01-20", "the day of the sources is another"
    assert made.colophon.citation == (
        "The compilers of this yearbook. Emulation and commendation yearbook 2021. Not officially published, "
        "no place of publication, 2026. Print code 0123456789ab."
    )
    seen = {meta.get("name") or meta.get("property"): meta.get("content") for meta in Reader(page(made)).all("meta")}
    assert seen["author"] == made.author and seen["dcterms.created"] == "2026-11-24"
    assert seen["dcterms.publisher"] == "Not officially published" and "Apache" in seen["dcterms.rights"]
    assert seen["dcterms.identifier"] == "0123456789ab" and seen["og:locale"] == "en_GB"
    assert seen["og:title"] == made.title and seen["description"] == seen["og:description"] == made.description
    assert "og:image" not in seen and 'content="overview.en.png"' in page(replace(made, picture="overview.en.png"))
    assert ("Publisher", "Not officially published, no place of publication") in made.cover.facts
    printed = PdfReader(io.BytesIO(typeset(made)))
    assert printed.metadata.author == made.author and printed.metadata.creation_date.year == 2026
    assert "0123456789ab" in printed.metadata["/Keywords"] and printed.metadata.subject == made.description
    assert "How to cite" in printed.pages[1].extract_text()  # below the contents


@pytest.mark.parametrize(
    ("seen", "made"), [("compiled: 2026-11-24", ""), ("compiled: 2026-11-24", "compiled: …"), ("vi: nhóm biên soạn niên giám", "vi: …")]
)  # fmt: skip
def test_a_final_edition_names_who_made_it_and_check_says_what_to_write(workbook, capsys, seen, made):
    path = workbook.params / "2021.yaml"
    path.write_text(path.read_text("utf-8").replace(seen, made), encoding="utf-8")
    key = "compiled" if "compiled" in seen else "compiler"
    assert main(["check", "2021"], workbook) == 1
    said = capsys.readouterr().out
    assert f"{key} ({IMPRINT[key][0]})" in said and f"{key} ({IMPRINT[key][1]})" in said
    path.write_text(path.read_text("utf-8").replace("state: final", "state: draft"), encoding="utf-8")
    assert main(["check", "2021"], workbook) == 0
    assert f"[M03] cột «{key}»: chưa điền: {IMPRINT[key][0]}." in capsys.readouterr().out


def test_a_book_is_not_older_than_its_sources(workbook, capsys):
    path = workbook.params / "2021.yaml"
    path.write_text(path.read_text("utf-8").replace("compiled: 2026-11-24", "compiled: 2021-12"), encoding="utf-8")
    assert main(["check", "2021"], workbook) == 1
    assert "[X19] cột «compiled»" in capsys.readouterr().out


def test_a_new_edition_asks_for_its_imprint(workbook):
    assert main(["new", "2024"], workbook) == 0
    source = (workbook.params / "2024.yaml").read_text("utf-8")
    assert all(re.search(rf"^{key}: .*…", source, re.MULTILINE) for key in IMPRINT)
    params = open_edition("2024", workbook).params
    assert [getattr(params, key) for key in IMPRINT] == [None] * 5
