"""What is not there says what it means, each in its own way: on the page, in the PDF, in Word, aloud."""

from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from lxml import html
from pypdf import PdfReader

from tests.conftest import copied
from tests.tagged import elements
from yearbook.cli import main
from yearbook.desk import tables
from yearbook.desk.frames import Edition
from yearbook.desk.grid import Blank, cell_in_words
from yearbook.desk.plain_tables import Known, grid_of
from yearbook.emulation import apparatus, awards
from yearbook.errors import ContractError
from yearbook.ledger.contract import read_schema
from yearbook.ledger.edition import open_edition
from yearbook.ledger.emptiness import EMPTY
from yearbook.ledger.printing import limits_apart
from yearbook.ledger.quantity import Quantity
from yearbook.press.bind.matter import book

DOTS = "…"
NOT_REPORTED = {"vi": "chưa có số liệu", "en": "not available"}
# By night also the book of a year in which everything has a row.
PAGES = [
    pytest.param((name, language), id=f"{name} {language}", marks=[pytest.mark.nightly] * (name == "made up 2022"))
    for name in ("2021", "2022", "made up 2022")
    for language in ("vi", "en")
]


@pytest.fixture(scope="module")
def draft(tmp_path_factory):
    workbook = copied(tmp_path_factory.mktemp("draft"))
    assert main(["2022", "--no-pdf"], workbook) == 0
    return workbook


@pytest.fixture(params=PAGES)
def page(request):
    name, language = request.param
    workbook = {"2021": "built", "2022": "draft", "made up 2022": "three_years"}[name]
    built = request.getfixturevalue(workbook)
    outputs = (built.workbook if name == "2021" else built).outputs
    return parsed(outputs / name.rpartition(" ")[2] / f"yearbook.{language}.html")


@cache
def parsed(path):
    root = html.fromstring(path.read_text("utf-8"))
    for unseen in [*root.iter("script", "style")]:
        unseen.drop_tree()
    return root


def printed(element):
    """Return what an element prints, without what it only says aloud."""
    parts = (text for text in element.xpath(".//text()[not(ancestor::*[@class='spoken'])]"))
    return " ".join("".join(parts).split())


def aloud(cell):
    """Return what a cell says aloud where that is not what it prints."""
    return "".join(one.text_content() for one in cell.iter() if one.get("class") == "spoken")


def columns(page):
    """Yield the cells of every column of every table, with the table's id, and whether it is the first."""
    for table in page.iter("table"):
        owner = next((one.get("id") for one in table.iterancestors() if one.get("id")), "")
        rows = [list(row) for body in table.iter("tbody") for row in body.iter("tr")]
        for place in range(max(map(len, rows), default=0)):
            yield owner, place, [row[place] for row in rows if place < len(row)]


def is_missing(cell):
    return "missing" in (cell.get("class") or "").split()


# ── the books ──


def test_dots_stand_only_in_columns_of_figures_and_in_the_list_of_signs(page):
    found = 0
    for owner, _, cells in columns(page):
        if any(printed(cell) == DOTS for cell in cells) and owner != "notes--symbols":
            others = [printed(cell) for cell in cells if not is_missing(cell)]
            assert all(any(sign.isdigit() for sign in text) for text in others), (owner, others)
            found += 1
    assert found


def test_no_heading_caption_or_fact_of_the_cover_has_dots(page):
    tags = ("figcaption", "caption", "thead", "dt", "dd", "h1", "h2", "h3", "h4")
    assert [printed(one) for one in page.iter(*tags) if DOTS in printed(one)] == []


def test_no_cell_is_left_without_a_word_or_sign(page):
    empty = [(owner, place) for owner, place, cells in columns(page) for cell in cells if not printed(cell)]
    assert empty == []


def test_dots_say_one_thing_aloud(page):
    signs = [cell for _, _, cells in columns(page) for cell in cells if is_missing(cell) and printed(cell) == DOTS]
    assert {aloud(cell) for cell in signs} == {NOT_REPORTED[page.get("lang")]}


def test_every_sign_of_a_table_is_in_the_list_of_signs(page):
    listed = {printed(cells[0]) for cells in page.xpath('//*[@id="notes--symbols"]//tbody/tr')}
    used = {printed(cell) for _, _, cells in columns(page) for cell in cells if is_missing(cell) and aloud(cell)}
    assert {DOTS} < used <= listed


def test_nothing_that_the_keyboard_reaches_is_hidden_from_who_hears_the_page(page):
    """The mark of a note on a sign is a link, and stands beside the sign that is said in other words."""
    reached = page.xpath('//*[@aria-hidden="true"]//*[self::a or self::button or self::summary][not(@tabindex="-1")]')
    assert [printed(one) for one in reached] == []


def test_the_list_of_signs_has_no_sign_but_those_that_remain(built):
    edition = Edition(open_edition("2021", built.workbook), "vi")
    signs = [sign for sign in apparatus.symbols(edition) if not any(letter.isalpha() for letter in sign.strip("x"))]
    assert signs == [DOTS, "-", "x", apparatus.LINE]


@pytest.mark.parametrize(("language", "said"), [("vi", "chưa có thông tin"), ("en", "not yet known")])
def test_a_day_that_nobody_knows_of_yet_says_so_on_the_cover(project, language, said):
    edition = open_edition("2022", project)
    params = edition.params.model_copy(update={"conference": None, "published": None})
    conference, _, published, *_ = book(
        replace(edition, params=params), language, [], "0123456789ab", whole=True
    ).cover.facts
    assert (conference[1], published[1]) == (said, said)


def test_a_sign_is_read_in_the_pdf_as_on_the_page(built):
    for language in ("vi", "en"):
        page = parsed(built.folder / f"yearbook.{language}.html")
        pdf = PdfReader(built.folder / f"yearbook.{language}.pdf")
        read = {one["/Alt"] for one in elements(pdf.trailer["/Root"]["/StructTreeRoot"], "/Formula")}
        said = {aloud(cell) for _, _, cells in columns(page) for cell in cells} - {""}
        assert NOT_REPORTED[language] in said and said <= read


# ── each kind ──

MEANT = {  # what is printed in Vietnamese and English, and said aloud where a sign is printed
    ("tasks", "owner"): ("nguồn không nêu", "not stated", "", ""),
    ("movements", "verified_in"): ("chưa đối chiếu", "not checked", "", ""),
    ("award_path", "valid_from"): ("không giới hạn", "no limit", "", ""),
    ("indicators", "level_high"): ("không giới hạn", "no limit", "", ""),
    ("honours", "count"): ("x", "x", "không áp dụng", "not applicable"),
    ("honours", "decision_date"): ("chưa có thông tin", "not yet known", "", ""),
    ("notes", "about"): ("-", "-", "không có", "none"),
    ("figures", "figure"): ("…", "…", "chưa có số liệu", "not available"),
}


@pytest.fixture(scope="module", params=["vi", "en"])
def edition(request, project):
    return Edition(open_edition("2021", project), request.param)


def cells_of(edition, frame, column):
    shown = tables.show(frame, {column: "Cột"}, id="x", title=edition.say.plain("Bảng"))
    return [row["cells"][0] for row in shown.content["grid"]["rows"]]


@pytest.mark.parametrize(("table", "column"), MEANT)
def test_an_empty_cell_says_what_its_column_means_by_it(edition, table, column):
    vi, en, aloud_vi, aloud_en = MEANT[table, column]
    empty = [cell for cell in cells_of(edition, getattr(edition, table), column) if cell["role"] == "missing"]
    wanted = (vi, aloud_vi) if edition.language == "vi" else (en, aloud_en)
    assert empty and {(cell["text"], cell.get("spoken", "")) for cell in empty} == {wanted}


@pytest.mark.parametrize(("table", "column"), MEANT)
def test_it_says_the_same_where_the_frame_is_simply_shown(edition, table, column):
    vi, en, _, _ = MEANT[table, column]
    frame = getattr(edition, table)[[column]]
    grid, _ = grid_of(frame, Known(edition.language), whole=True)
    said = {row["cells"][-1]["text"] for row in grid["rows"] if row["cells"][-1]["role"] == "missing"}
    assert said == {vi if edition.language == "vi" else en}


def test_a_title_is_the_same_only_where_somebody_checked_it(edition):
    rows = edition.movements
    cells = dict(zip(rows.id, cells_of(edition, rows, "official_vi"), strict=True))
    same, unknown = ("như đã nêu", "chưa đối chiếu") if edition.language == "vi" else ("the same", "not checked")
    assert (cells["M6"]["text"], cells["M10"]["text"]) == (same, unknown)
    assert cells["M5"]["role"] == "text"
    alone = cells_of(edition, rows[["official_vi"]].loc[["M6", "M10"]], "official_vi")
    assert [cell["text"] for cell in alone] == [same, unknown]
    numbered = cells_of(edition, rows[["official_vi"]].reset_index(drop=True), "official_vi")
    assert {cell["text"] for cell in numbered if cell["role"] == "missing"} == {unknown}, "nobody can tell"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_kind_is_said_aloud_in_words_of_its_own(language):
    cells = [cell_in_words(Blank(kind), language) for kind in EMPTY] + [cell_in_words(Quantity.missing(), language)]
    said = [cell.get("spoken") or cell["text"] for cell in cells]
    assert len(set(said)) == len(cells) == len({cell["text"] for cell in cells})
    assert all(len(words) > 3 for words in said)
    assert [cell["text"] for cell in cells].count(DOTS) == 1


def test_in_a_frame_that_no_contract_describes_dots_are_for_numbers_alone():
    frame = pd.DataFrame(
        {"n": [1.5, None], "none": [float("nan")] * 2, "text": ["a", None], "day": [pd.Timestamp("2021-03-04"), None]}
    )
    for language, unknown in (("vi", "chưa có thông tin"), ("en", "not yet known")):
        last = grid_of(frame, Known(language))[0]["rows"][1]["cells"]
        assert [cell["text"] for cell in last] == [DOTS, DOTS, unknown, unknown]


def test_the_open_side_of_a_limit_says_that_it_is_open(edition, q):
    vi = edition.language == "vi"
    wanted = {
        "trên 142,5 tấn": "142,50 trở lên" if vi else "142.50 or more",
        "dưới 10 tấn": "10,0 trở xuống" if vi else "10.0 or less",
    }
    said = lambda figure: "".join(limits_apart(figure, edition.language))  # noqa: E731
    assert {text: said(q(text)) for text in wanted} == wanted
    assert said(q("khoảng 5 tấn")) == ("không giới hạn" if vi else "no limit")
    assert said(q("1.864 suất quà")) == ""
    assert said(Quantity.missing()) == ""


def test_a_group_without_an_award_of_a_kind_has_none_and_counts_are_whole(edition):
    rows = edition.honours
    groups, kinds = ["farmers", "officials"], list(rows.award_label[:2])
    edition._frames["honours"] = rows.iloc[:2].assign(
        award_label=kinds if kinds[0] != kinds[1] else ["a", "b"], group=groups, group_label=groups, count=["3", "2"]
    )
    try:
        found = awards.by_group(edition)
    finally:
        del edition._frames["honours"]
    told = [[each if isinstance(each, Blank) else str(each) for each in row] for row in found[groups].to_numpy()]
    assert told == [["3", Blank("none")], [Blank("none"), "2"]]


# ── the contract ──

SCHEMA = """fields:
  - {name: id, kind: id, constraints: {required: true}}
  - {name: title}
  - {name: seen}
  - {name: amount, kind: figure}
"""
MISTAKES = [
    ("{name: title}", "{name: title, empty: no_limits}", "title › empty", "Có phải «no_limit»?"),
    ("{name: title}", "{name: title, empty: 0}", "title › empty", "Viết một trong: not_stated, same"),
    ("{name: title}", "{name: title, emty: same}", "title", "Có phải «empty»?"),
    ("{name: title}", "{name: title, empty: same, checked_in: sen}", "title › checked_in", "Có phải «seen»?"),
    ("{name: title}", "{name: title, checked_in: seen}", "title › checked_in", "đi cùng «empty»"),
    ("kind: id,", "kind: id, empty: none,", "id › empty", "Bỏ «empty»"),
    ("kind: figure", "kind: figure, empty: none", "amount › empty", "gõ «…», «-» hoặc «x»"),
]


@pytest.mark.parametrize(("right", "wrong", "where", "said"), MISTAKES)
def test_what_an_empty_cell_cannot_mean_is_refused_with_what_to_write(right, wrong, where, said):
    with pytest.raises(ContractError) as refused:
        read_schema("made_up", SCHEMA.replace(right, wrong).encode(), "made_up.yaml", ("made_up",))
    assert f"made_up.yaml › {where}" in str(refused.value) and said in str(refused.value)


def test_an_empty_cell_means_that_the_source_is_silent_unless_the_contract_says_otherwise():
    told = SCHEMA.replace("{name: title}", "{name: title, empty: same, checked_in: seen}").encode()
    read = read_schema("made_up", told, "made_up.yaml", ("made_up",)).columns
    assert (str(read["title"].empty), str(read["seen"].empty)) == ("same, seen", "not_stated")
