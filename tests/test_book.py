"""The whole 2021 yearbook, built once and then read as its readers will: page, PDF, notebooks, manifest."""

import html
import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from tests.tagged import rows_that_stand_alone, tables
from yearbook.cli import main
from yearbook.ledger.edition import open_edition
from yearbook.press.bind.sections import find_sections

LANGUAGES = ("vi", "en")
FIGURES = {
    "vi": ["118,3%", "155,6%", "143,2%", "173,57%", "175,56%", "126,61%", "27,71%", "trên 100 tấn", "trên 1,3 tỷ đồng",
           "trên 900 triệu đồng", "42,5 tấn", "hơn 600 triệu đồng", "12,5 tấn", "16 tấn", "1.864 suất quà", "hơn 1,185 tỷ đồng"],
    "en": ["118.3%", "155.6%", "143.2%", "173.57%", "175.56%", "126.61%", "27.71%", "more than 100 tonnes",
           "more than VND 1.3 billion", "more than VND 900 million", "42.5 tonnes", "more than VND 600 million", "12.5 tonnes",
           "16 tonnes", "1,864 gift parcels", "more than VND 1.185 billion"],
}  # fmt: skip


class Page(HTMLParser):
    """What a page holds: ids, links, addresses, languages, and its words."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.addresses, self.words, self.lang, self.alts, self._silent = [], [], [], [], "", [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self._silent += tag in ("style", "script")
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "html":
            self.lang = values.get("lang")
        if tag == "a":
            self.links.append(values.get("href", ""))
        elif "src" in values or "href" in values:
            self.addresses.append(values.get("src") or values.get("href"))
        if values.get("role") == "img" or tag == "img":
            self.alts.append(values.get("aria-label") or values.get("alt") or "")

    def handle_endtag(self, tag):
        self._silent -= tag in ("style", "script")

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).replace("\u00a0", " ").split())


@pytest.fixture(scope="session", params=LANGUAGES)
def page(request, built):
    parsed = Page(built.text(f"yearbook.{request.param}.html"))
    parsed.language = request.param
    parsed.source = built.text(f"yearbook.{request.param}.html")
    return parsed


@pytest.fixture(scope="session", params=LANGUAGES)
def pdf(request, built):
    reader = PdfReader(built.folder / f"yearbook.{request.param}.pdf")
    reader.language = request.param
    return reader


@pytest.fixture(scope="session")
def drafts(built):
    """The 2022 edition, whose sheets break elsewhere."""
    assert main(["2022"], built.workbook) == 0
    return built.workbook.outputs / "2022"


@pytest.fixture
def drafted(drafts, pdf):
    return PdfReader(drafts / f"yearbook.{pdf.language}.pdf")


def words_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).replace("\u00a0", " ").split())


def test_everything_asked_for_is_there(built):
    names = {path.name for path in built.folder.iterdir() if not path.name.startswith(".")}
    editions = {f"yearbook.{language}.{kind}" for language in LANGUAGES for kind in ("html", "pdf")}
    assert names == editions | {"data", "manifest.json", "sections", "overview.vi.png", "overview.en.png"}
    assert len(list((built.folder / "sections").glob("*.ipynb"))) == 16


def test_the_page_is_one_small_file_in_its_language_that_asks_for_nothing(page):
    assert page.lang == page.language
    assert len(page.source.encode()) < 450_000  # its records and its second script included
    assert all(address.startswith(("data:", "#")) for address in page.addresses)
    assert "default-src 'none'" in html.unescape(page.source)
    assert not re.search(r"@import|url\((?!['\"]?(#|data:))", page.source)


def test_ids_are_unique_and_ascii_and_every_inner_link_arrives(page):
    assert [i for i, n in Counter(page.ids).items() if n > 1] == []
    assert all(i.isascii() and not re.search(r"\s", i) for i in page.ids)
    inner = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert inner and inner <= set(page.ids)


def test_every_figure_of_the_records_is_printed_in_its_words(page):
    for figure in FIGURES[page.language]:
        assert figure in page.text, figure


def test_every_record_of_the_year_has_its_place(page, project):
    edition = open_edition("2021", project)
    for table, field in (
        ("shortcomings", "text"),
        ("tasks", "text"),
        ("claims", "text"),
        ("notes", "text"),
        ("movements", "name"),
    ):
        for row in edition.rows(table):
            text = " ".join(getattr(row, f"{field}_{page.language}").split())
            assert text in page.text, row.id


def test_figures_and_tables_are_numbered_by_chapter_and_listed(page):
    figure, table = {"vi": ("Hình", "Bảng"), "en": ("Figure", "Table")}[page.language]
    for number in (
        f"{figure} 2.1",
        f"{figure} 2.2",
        f"{figure} 3.1",
        f"{figure} 4.1",
        f"{table} 2.1",
        f"{table} 9.2",
    ):
        assert page.text.count(number) >= 2, f"{number} is not both printed and listed"


def test_every_picture_says_in_words_what_it_shows(page):
    assert len(page.alts) >= 3
    assert all(len(alt) > 60 for alt in page.alts)


def numbers(text, language):
    """Return the numbers of a text as plain values, whichever way they are written."""
    found = re.findall(r"\d+(?:[.,]\d+)*", text)
    swap = str.maketrans(",.", ".,") if language == "vi" else {}
    return Counter(number.translate(swap).replace(",", "") for number in found)


def test_tables_hold_the_same_numbers_in_both_languages(built):
    for section in ("overview", "economy", "relief", "shortcomings", "awards"):
        seen = []
        for language in LANGUAGES:
            notebook = json.loads((built.folder / "sections" / f"{section}.{language}.ipynb").read_text("utf-8"))
            cells = Counter()
            for cell in notebook["cells"]:
                for output in cell.get("outputs", []):
                    payload = output.get("data", {}).get("application/vnd.yearbook+json", {})
                    panels = (panel["grid"] for panel in payload.get("panels", ()))
                    for grid in (payload.get("grid"), payload.get("data"), *panels):
                        for row in (grid or {}).get("rows", []):
                            for entry in row["cells"]:
                                if entry["role"] == "figure":
                                    cells += numbers(entry["text"], language)
            seen.append(cells)
        assert seen[0] == seen[1] and (seen[0] or section in ("shortcomings", "awards")), section


def test_no_page_prints_a_total_of_the_cluster_a_mean_or_a_forbidden_sum(page):
    plain = {"vi": ["129,4%", "168,2%", "171 tấn", "3,985", "636 nghìn", "13 triệu đồng/tấn"],
             "en": ["129.4%", "168.2%", "171 tonnes", "3.985", "636 thousand", "VND 13 million per tonne"]}  # fmt: skip
    for forbidden in plain[page.language]:
        assert forbidden not in page.text


def test_a_nomination_is_never_called_an_award(page):
    wrong = {"vi": r"(?<!nghị )(?<!là )được tặng (Cờ|Bằng)", "en": r"(was|were) awarded"}[page.language]
    assert not re.search(wrong, page.text)
    assert {"vi": "được đề nghị tặng", "en": "nominated"}[page.language] in page.text


def test_every_number_in_the_text_leads_to_its_row_in_the_register(page):
    facts = {link for link in page.links if link.startswith("#figure-")}
    made = ("e1", "e7", "r1", "r9", "e2-e1-times-3", "r1-r4")
    assert {f"#figure-{name}" for name in made} <= facts, facts


def test_the_pdf_is_tagged_titled_and_in_its_language(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].lower().startswith(pdf.language)
    assert str(root["/ViewerPreferences"]["/DisplayDocTitle"]).lower() == "true"
    assert "2021" in pdf.metadata.title
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_the_pdf_has_bookmarks_for_every_chapter(pdf, project):
    flat = str(pdf.outline)
    assert len(find_sections(project)) == 8
    for title in {
        "vi": ["Tổng quan", "Kinh tế", "Phong trào và khen thưởng"],
        "en": ["Overview", "Economy", "Movements and awards"],
    }[pdf.language]:
        assert title in flat


def test_the_pdf_says_every_figure_and_copies_out_composed(pdf):
    import unicodedata

    text = words_of(pdf)
    for figure in FIGURES[pdf.language]:
        assert figure in text, figure
    assert text == unicodedata.normalize("NFC", text)


def alts(element, found):
    """Gather the alternative texts of a PDF's structure tree."""
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            alts(child, found)
    elif isinstance(element, dict):
        if "/Alt" in element:
            found.append(str(element["/Alt"]))
        if "/K" in element:
            alts(element["/K"], found)
    return found


def test_every_picture_of_the_pdf_has_its_words(pdf):
    found = alts(pdf.trailer["/Root"]["/StructTreeRoot"], [])
    assert sum("118,3%" in alt or "118.3%" in alt for alt in found) == 1
    assert len([alt for alt in found if len(alt) > 60]) >= 4


def test_no_page_of_the_pdf_is_empty(pdf):
    assert all(len(page.extract_text().split()) > 30 for page in pdf.pages)


def test_what_a_member_owes_is_a_form_with_room_for_a_hand(page, pdf):
    unit = {"vi": "ĐVT", "en": "Unit"}[page.language]
    owed = page.text.partition("." * 24)
    assert owed[1] and unit in owed[0][-200:]
    if pdf.language == page.language:
        assert words_of(pdf).count("." * 24) == page.text.count("." * 24) == 5  # two figures of two districts, a sign


def test_a_dash_says_aloud_what_it_means(page):
    for said in {"vi": ("không được đề nghị", "không giữ chức danh"), "en": ("not nominated", "holds no post")}[
        page.language
    ]:
        assert said in page.source


def test_no_decision_known_is_not_a_count_of_zero(page):
    assert not re.search(r"\b0 (đề nghị )?(đã có quyết định|decided|have been decided)", page.text)
    stage = {"vi": "được đề nghị tặng", "en": "nominated"}[page.language]
    assert page.text.count(stage) >= 6  # three awards, on the page at a glance and in their chapter


def test_all_of_the_page_at_a_glance_stands_on_one_sheet_and_in_one_picture(built, pdf):
    sheet = " ".join(pdf.pages[1].extract_text().replace("\u00a0", " ").split())
    titles = {
        "vi": (
            "Đề nghị khen thưởng",
            "Tổng hợp theo huyện",
            "cụm trưởng",
            "cụm phó",
            "Hỗ trợ người dân",
            "Hạn chế và nhiệm vụ",
            "Nguồn:",
        ),
        "en": (
            "Nominations",
            "What is known of each district",
            "Post in 2022",
            "deputy head",
            "Relief",
            "Shortcomings and tasks",
            "Source:",
        ),
    }
    assert [title for title in titles[pdf.language] if title not in sheet] == []
    picture = (built.folder / f"overview.{pdf.language}.png").read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) < 500_000


def lines_of(page):
    """Return the lines of a page within its margins, from the top: (height above the foot, size of type, text)."""
    found = {}

    def keep(text, sheet, matrix, _, size):
        height = matrix[4] * sheet[1] + matrix[5] * sheet[3] + sheet[5]
        if text.strip() and 45 < height < 790:  # between the running head and foot
            line = found.setdefault(round(height), [0, ""])
            line[0], line[1] = max(line[0], size), line[1] + text.strip()

    page.extract_text(visitor_text=keep)
    return [(height, *found[height]) for height in sorted(found, reverse=True)]


SAID = {
    "vi": (
        "so với năm trước chỉ có của Tây Sơn.",
        "phân tích tồn tại, hạn chế, đề ra giải pháp",
        "Hỗ trợ người dân trong dịch COVID-19",
        "Tổng hợp theo huyện; các tỷ lệ là của thu ngân sách",
        "không nêu số tiền",
        "nâng cao năng suất, chất lượng",
    ),
    "en": (
        "against the year before, of Tây Sơn alone.",
        "analyse shortcomings, and set out solutions",
        "Relief, COVID-19",
        "rates are of budget revenue",
        "rates only, no amounts",
        "raising productivity and quality",
    ),
}


def test_what_qualifies_a_figure_or_a_fact_of_the_source_is_said(page):
    text = " ".join(page.text.replace("\u00a0", " ").split())
    assert [words for words in SAID[page.language] if words not in text] == []


def test_a_profile_cites_what_tells_of_its_member_and_no_source_that_is_silent_on_it(page):
    start = page.source.index('id="members--van-canh"')
    profile = page.source[start : page.source.index('id="members--vinh-thanh"')]
    assert "An Lão" in profile
    assert "Bài tổng kết năm 2021" not in profile and "Review article for 2021" not in profile


def test_the_year_takes_no_more_sheets_than_it_needs_and_has_no_heading_without_words(page, pdf):
    assert len(pdf.pages) <= {"vi": 13, "en": 14}[pdf.language]
    assert "Lời nói đầu" not in page.text and "Foreword" not in page.text


def test_no_page_is_less_than_three_fifths_full_but_the_cover_and_the_last(pdf):
    lowest = {number: lines_of(page)[-1][0] for number, page in enumerate(pdf.pages, 1)}
    foot, text = 48, 842 - 48 - 60  # the margins of a sheet, in points
    emptiest = {number: round(1 - (height - foot) / text, 2) for number, height in lowest.items()}
    assert {number: share for number, share in list(emptiest.items())[1:-1] if share < 0.6} == {}


def test_no_heading_or_caption_stands_alone_at_the_foot_of_a_page(pdf):
    for page in list(pdf.pages)[1:]:
        _, size, text = lines_of(page)[-1]
        assert size < 11 and not re.fullmatch(r"(Bảng|Hình|Table|Figure)\s[\d.]+", text), text


def test_no_first_or_last_row_of_a_table_stands_alone_on_a_page_and_a_table_stays_one(pdf, drafted):
    books = (pdf, drafted)
    assert [rows_that_stand_alone(book) for book in books] == [[], []]
    assert any(len(set(rows)) > 1 for book in books for rows in tables(book))


def test_executed_notebooks_hold_no_clock_path_or_chance(built):
    for path in (built.folder / "sections").glob("*.ipynb"):
        text = path.read_text("utf-8")
        assert str(built.folder.parent.parent) not in text
        assert "papermill" not in json.loads(text)["metadata"]
        assert not re.search(r"20\d\d-\d\d-\d\dT\d\d:", text)


def test_the_manifest_names_every_input_and_output(built):
    manifest = json.loads(built.text("manifest.json"))
    assert {
        "params/2021.yaml",
        "data/2021/figures.csv",
        "data/reference/units.csv",
        "notebooks/02_economy.ipynb",
    } <= set(manifest["inputs"])
    assert "data/2021/commentary/relief.vi.md" in manifest["inputs"]
    assert set(manifest["outputs"]) >= {"yearbook.vi.html", "yearbook.en.pdf", "sections/economy.vi.ipynb"}
    assert manifest["fingerprint"] in built.text("yearbook.vi.html")
