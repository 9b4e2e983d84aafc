"""The Word writer's promises: read with python-docx as an editor's program does, and laid out by LibreOffice."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace
from functools import cache

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pypdf import PdfReader

from tests.conftest import PROJECT, copy_with_cache
from tests.test_exporters import FRAME, PNG, output
from tests.test_typeset import FRACTION, SVG, cell, figure, grid, loose, says, table, whole, words
from yearbook.cli import main
from yearbook.errors import BookError
from yearbook.ledger.edition import open_edition
from yearbook.press.bind.book import (
    DisplayFormula,
    Emphasis,
    Fact,
    Formula,
    Grid,
    Heading,
    Link,
    List,
    Paragraph,
    Picture,
    Preformatted,
    Quote,
    Reference,
    Row,
    Strong,
    Text,
)
from yearbook.press.bind.chapters import chapter
from yearbook.press.bind.formula import mathml
from yearbook.press.bind.matter import book
from yearbook.press.bind.plain import as_text
from yearbook.press.bind.sections import sections_of
from yearbook.press.build import Order
from yearbook.press.build import _formats as formats_of
from yearbook.press.exporters import YearbookDOCXExporter
from yearbook.press.keep.behind import behind
from yearbook.press.print.page import page
from yearbook.press.print.word.document import word_document
from yearbook.press.print.word.writing import TAGS, mark_name

BLACK = "000000"


class Opened:
    """A document as an editor's program reads it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.document = docx.Document(io.BytesIO(content))
        self.body = self.document.element.body

    def all(self, tag):
        return list(self.body.iter(qn(f"w:{tag}")))

    def styled(self, style):
        return [p for p in self.document.paragraphs if p.style.style_id == style]

    def texts(self, style):
        return [said(p._p) for p in self.styled(style)]

    @property
    def instructions(self):
        return [" ".join(node.text.split()) for node in self.all("instrText")]


def said(element):
    """Return the words of an element as a reader sees them, blanks as plain blanks."""
    parts = {qn("w:t"): lambda node: node.text, qn("w:tab"): lambda _: " ", qn("w:br"): lambda _: " "}
    text = "".join(
        parts[node.tag](node) for node in element.iter() if node.tag in parts and node.getparent().tag != qn("w:tabs")
    )
    return " ".join(text.replace("\u00a0", " ").split())


def opened(a_book):
    return Opened(word_document(a_book))


@pytest.fixture(scope="module")
def small():
    """The hand-made book of the PDF's tests."""
    return opened(whole())


@pytest.fixture(scope="module", params=["vi", "en"])
def real(request, built):
    """The 2021 yearbook as a model, and its document."""
    return yearbook_of(built, request.param)


@cache
def yearbook_of(built, language):
    edition = open_edition("2021", built.workbook)
    drafts = []
    for section in sections_of(built.workbook, edition):
        notebook = json.loads((built.folder / "sections" / f"{section.slug}.{language}.ipynb").read_text("utf-8"))
        drafts.append(chapter(notebook, slug=section.slug, number=section.number, language=language, file="f"))
    made = book(edition, language, drafts, "0123456789ab", whole=True)
    return made, opened(made)


# ── layout ──


def test_sheets_margins_and_type_are_those_of_official_documents(real):
    _, made = real
    for section in made.document.sections:
        sides = {section.page_width.mm, section.page_height.mm}
        assert {round(side) for side in sides} == {210, 297}
        assert 20 <= round(section.top_margin.mm) <= 25 and 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35 and 15 <= round(section.right_margin.mm) <= 20
    defaults = made.document.styles.element.find(f".//{qn('w:rPrDefault')}")
    fonts, size = defaults.find(f".//{qn('w:rFonts')}"), defaults.find(f".//{qn('w:sz')}")
    assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    assert size.get(qn("w:val")) == "26", "13 points"
    colours = {
        node.get(qn("w:val")) for node in [*made.all("color"), *made.document.styles.element.iter(qn("w:color"))]
    }
    assert colours == {BLACK}


def test_the_page_number_stands_at_the_top_in_the_middle_but_not_on_the_first_sheet(small):
    first, *others = small.document.sections
    assert first.different_first_page_header_footer and not any(s.different_first_page_header_footer for s in others)
    (line,) = first.header.paragraphs
    assert " PAGE " in "".join(node.text or "" for node in line._p.iter(qn("w:instrText")))
    assert line.style.element.find(f".//{qn('w:jc')}").get(qn("w:val")) == "center"
    assert all(section.header.paragraphs[0]._p is not None for section in others)


def test_the_first_sheet_has_whose_it_is_the_nation_and_its_motto_and_leaves_place_and_day_open(real):
    made, document = real
    letterhead = said(document.document.tables[0]._tbl)
    assert made.organiser.upper() in letterhead
    nation, motto = {
        "vi": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        "en": ("SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness"),
    }[made.language]
    assert nation in letterhead and motto in letterhead
    assert "....." in letterhead and not re.search(r"\d", letterhead), "no day that nobody wrote down"


def test_a_draft_says_so_on_its_first_sheet_and_on_every_other():
    draft = opened(replace(whole(), cover=replace(whole().cover, state_mark="DỰ THẢO")))
    assert "(DỰ THẢO)" in draft.texts("Subtitle")
    assert "DỰ THẢO" in [said(p._p) for p in draft.document.sections[0].header.paragraphs]


def test_a_wide_table_has_a_turned_sheet_with_its_heading_and_the_next_ones_are_upright():
    wide, next_ = (
        table(grid(3), wide=True),
        table(Grid(grid(0).head, (Row((cell("x"),) * 3),), (1, 1, 1)), id="b", number="Bảng 1.2"),
    )
    made = opened(loose(says("Trước."), figure(SVG), Heading(2, "h", words("Rộng")), wide, says("Sau."), next_))
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in made.document.sections]
    assert turned == [False, True, False]
    marks = made.body.iter(qn("w:t"), qn("w:sectPr"))
    before, within, *_ = "".join("¶" if node.tag == qn("w:sectPr") else node.text or "" for node in marks).split("¶")
    assert "Trước." in before and "Rộng" in within and "Rộng" not in before


# ── what the book says ──


def test_every_table_and_figure_of_the_book_is_there_under_its_number_and_title(real):
    made, document = real
    captions = document.texts("Caption")
    for entry in (*made.figures, *made.tables):
        wanted = " ".join(f"{entry.number}. {entry.title}".replace("\u00a0", " ").split())
        assert wanted in captions
    kinds = [block.kind for each in made.chapters for block in each.blocks]
    grids = len([t for t in document.document.tables if t.style and t.style.style_id == "TableGrid"])
    assert grids == sum(kinds.count(kind) for kind in ("table", "cards", "steps")) + len(panels_of(made))
    assert len(document.document.inline_shapes) == kinds.count("figure")


def panels_of(made):
    """Return the small tables of all spreads."""
    spreads = [block for each in made.chapters for block in each.blocks if block.kind == "spread"]
    return [panel for spread in spreads for band in spread.bands for column in band for panel in column]


def test_every_small_table_of_a_spread_stands_under_its_title(real):
    made, document = real
    titles = document.texts("PanelTitle")
    wanted = ["".join(part.text for part in panel.title) for panel in panels_of(made)]
    assert titles == wanted and len(wanted) > 10


def test_every_cell_of_every_table_is_in_the_document_word_for_word(real):
    made, document = real
    in_document = {said(cell) for cell in document.all("tc")}
    for each in made.chapters:
        for block in each.blocks:
            for row in (*block.grid.head, *block.grid.body) if block.kind == "table" else ():
                for one in row.cells:
                    text = " ".join("".join(texts(one.content)).replace("\u00a0", " ").split())
                    assert text in in_document


def texts(content):
    for inline in content:
        yield from texts(inline.children) if hasattr(inline, "children") else [getattr(inline, "text", " ")]


def test_the_words_of_prose_are_those_of_the_page(real):
    made, document = real
    shown = re.sub(r"<(style|script)\b.*?</\1>", "", page(made, font_faces=""), flags=re.S)
    shown = re.sub(r"<[^>]+>", "", re.sub(r"<(br|/p|/li|/td|/th|/h\d)[^>]*>", " ", shown))
    shown = " ".join(html.unescape(shown).replace("\u00a0", " ").split())
    styles = ("Lead", "BodyText", "Finding", "Warning", "Commentary", "Heading1", "Heading2", "Heading3", "ListBullet")
    prose = [text for style in styles for text in document.texts(style)]
    assert len(prose) > 30
    assert [text for text in prose if text not in shown] == []
    paragraphs = [block for each in made.chapters for block in each.blocks if block.kind == "paragraph"]
    written = set(prose)
    for block in paragraphs:
        assert " ".join("".join(texts(block.content)).replace("\u00a0", " ").split()) in written


def test_a_missing_figure_is_three_dots_as_everywhere(real):
    made, document = real
    wanted = sum(
        "".join(texts(one.content)) == "…"
        for each in made.chapters
        for block in each.blocks
        if block.kind == "table"
        for row in block.grid.body
        for one in row.cells
    )
    assert wanted and [said(cell) for cell in document.all("tc")].count("…") >= wanted


def test_paragraphs_keep_what_they_are_for_as_a_style_of_its_own_called_by_the_house_words():
    roles = ("lead", "finding", "warning", "commentary", "proposal")
    made = opened(loose(*(says(f"Đoạn {role}.", role) for role in roles)))
    for role, style in zip(roles, ("Lead", "Finding", "Warning", "Commentary", "Proposal"), strict=True):
        assert made.texts(style) == [f"Đoạn {role}."]
    assert made.texts("RoleLabel") == [
        "Kết quả nổi bật",
        "Lưu ý khi đọc",
        "Ghi chú của người biên soạn",
        "Đề xuất của người biên soạn",
    ]
    names = {style.style_id: style.name for style in made.document.styles}
    assert names["Lead"] == "Đoạn mở đầu" and names["Warning"] == "Lưu ý khi đọc"


def test_notes_and_source_stand_below_their_table_and_marks_lead_to_them(small):
    notes = small.texts("ExhibitNote")
    assert "Nguồn: Báo cáo" in notes and "a Số ước." in notes
    anchors = {node.get(qn("w:anchor")) for node in small.all("hyperlink")}
    assert mark_name("note-a") in anchors


def test_how_the_book_was_made_and_its_print_code_stand_at_the_end(real):
    _, document = real
    lines = document.texts("FactLine")
    assert any(line.endswith("0123456789ab") for line in lines)
    assert not any("Source Sans" in line for line in lines), "the type here is another"


def test_the_file_says_title_author_language_and_day_of_itself(real):
    made, document = real
    properties = document.document.core_properties
    assert (properties.title, properties.author) == (made.title, made.author)
    assert properties.language == TAGS[made.language]
    assert properties.created == properties.modified and properties.created.date().isoformat() == made.date


# ── what Word works out ──


def test_captions_are_counted_by_word_and_already_show_the_books_number(small):
    assert {"STYLEREF 1 \\s", "SEQ Bảng \\* ARABIC \\r 1", "SEQ Hình \\* ARABIC \\r 1"} <= set(small.instructions)
    assert [text.split(".")[0] for text in small.texts("Caption") if text.startswith("Bảng")] == ["Bảng 1"]


def test_a_second_exhibit_of_a_chapter_goes_on_counting_where_the_chapter_began():
    one, two = (
        table(Grid(grid(0).head, (Row((cell("x"),) * 3),), (1, 1, 1)), id=f"t{n}", number=f"Bảng\u00a01.{n}")
        for n in (1, 2)
    )
    counted = [text for text in opened(loose(one, two)).instructions if text.startswith("SEQ Bảng")]
    assert counted == ["SEQ Bảng \\* ARABIC \\r 1", "SEQ Bảng \\* ARABIC \\s 1"]


def test_every_field_is_closed_and_every_link_and_reference_leads_to_a_mark_that_is_there(real):
    _, document = real
    kinds = [node.get(qn("w:fldCharType")) for node in document.all("fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 100
    marks = [node.get(qn("w:name")) for node in document.all("bookmarkStart")]
    assert len(marks) == len(set(marks))
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", mark, re.ASCII) for mark in marks)
    led = {node.get(qn("w:anchor")) for node in document.all("hyperlink")} - {None}
    led |= {text.split()[1] for text in document.instructions if text.split()[0] in ("REF", "PAGEREF")}
    assert led and led <= set(marks)
    opened_, closed = ({node.get(qn("w:id")) for node in document.all(tag)} for tag in ("bookmarkStart", "bookmarkEnd"))
    assert opened_ == closed


def test_a_reference_repeats_the_number_it_leads_to_and_chosen_words_stay_as_chosen():
    both = Paragraph((Reference("plans", "Hình 1.1"), Text(" và "), Reference("plans", "hình trên")))
    made = opened(loose(figure(SVG), both, figures=whole().figures[:1]))
    assert [text for text in made.instructions if text.startswith("REF")] == ["REF plans \\h"]
    assert "Hình 1.1 và hình trên" in made.texts("BodyText")


def test_figures_in_prose_lead_to_their_row_in_the_register(real):
    made, document = real
    targets = {
        inline.target
        for each in made.chapters
        for block in each.blocks
        if block.kind == "paragraph"
        for inline in block.content
        if isinstance(inline, Fact)
    }
    anchors = {node.get(qn("w:anchor")) for node in document.all("hyperlink")}
    assert {mark_name(target) for target in targets if target} <= anchors


def test_contents_and_lists_are_fields_that_read_without_being_updated(real):
    made, document = real
    wanted = [each.title for each in made.chapters]
    shown = document.texts("TOC1")
    assert [text.lstrip("0123456789 ").removesuffix("…").strip() for text in shown[:-1]] == wanted
    assert len(document.texts("TableofFigures")) == len(made.figures) + len(made.tables)
    kinds = {"vi": ("Hình", "Bảng"), "en": ("Figure", "Table")}[made.language]
    tables_of = [text for text in document.instructions if text.startswith("TOC")]
    assert tables_of == ['TOC \\o "1-2" \\h \\z \\u', *(f'TOC \\h \\z \\c "{kind}"' for kind in kinds)]
    settings = document.document.settings.element
    assert settings.find(qn("w:updateFields")) is not None, "Word asks to count the pages when it opens the file"


def test_chapters_are_counted_by_word_from_the_number_the_book_gives_them():
    chapters = tuple(replace(each, number=number) for each, number in zip(whole().chapters, ("5", "7"), strict=True))
    made = opened(replace(whole(), whole=False, cover=None, chapters=chapters))
    starts = [node.get(qn("w:val")) for node in made.document.part.numbering_part.element.iter(qn("w:startOverride"))]
    assert starts[0] == "5" and "7" in starts
    usual = opened(whole()).styled("Heading1")[:2]
    assert [heading._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") for heading in usual] == [None, None], "the style counts"
    assert made.texts("Heading1")[:2] == [each.title for each in whole().chapters]


# ── tables and pictures ──


def test_head_rows_come_again_on_every_sheet_and_no_row_is_torn(real):
    made, document = real
    tables = [t for t in document.document.tables if t.style and t.style.style_id == "TableGrid"]
    for each in tables:
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in each.rows)
    headed = sum(row._tr.find(f".//{qn('w:tblHeader')}") is not None for each in tables for row in each.rows)
    grids = [block.grid for each in made.chapters for block in each.blocks if block.kind == "table"]
    grids += [panel.grid for panel in panels_of(made)]
    assert headed == sum(len(grid.head) for grid in grids)


def test_tables_are_as_wide_as_their_sheet_and_no_column_tears_a_short_word(real):
    _, document = real
    for each in document.document.tables:
        widths = [int(column.get(qn("w:w"))) for column in each._tbl.iter(qn("w:gridCol"))]
        total = sum(widths) / 56.7
        assert abs(total - 165) < 1 or abs(total - 252) < 1
        assert min(widths) / 56.7 > 8


def test_cells_over_several_columns_and_rows_cover_the_same_as_in_the_book():
    head = (
        Row((cell("Huyện", header="column", rowspan=2), cell("Kế hoạch", header="column", colspan=2))),
        Row((cell("giao", header="column"), cell("đạt", header="column"))),
    )
    body = (Row((cell("An Lão", header="row"), cell("1"), cell("2"))),)
    made = opened(loose(table(Grid(head, body, (1, 1, 1)))))
    (only,) = made.document.tables
    assert [[c.text for c in row.cells] for row in only.rows] == [
        ["Huyện", "Kế hoạch", "Kế hoạch"],
        ["Huyện", "giao", "đạt"],
        ["An Lão", "1", "2"],
    ]


def test_every_picture_and_procedure_says_in_words_what_it_shows(real):
    made, document = real
    spoken = [node.get("descr") for node in document.body.iter(qn("wp:docPr"))]
    wanted = [block.alt for each in made.chapters for block in each.blocks if block.kind == "figure"]
    assert spoken == [" ".join(text.split(" ")) for text in wanted] and all(len(text) > 60 for text in spoken)
    described = {node.get(qn("w:val")) for node in document.all("tblDescription")}
    assert {block.alt for each in made.chapters for block in each.blocks if block.kind == "steps"} <= described


def test_a_table_says_in_words_what_its_signs_mean(real):
    made, document = real
    described = [node.get(qn("w:val")) for node in document.all("tblDescription")]
    tables = [block for each in made.chapters for block in each.blocks if block.kind == "table"]
    cells = [cell for table in tables for row in table.grid.body for cell in row.cells if cell.spoken]
    wanted = {f"“{as_text(cell.content)}” {cell.spoken}" for cell in cells}  # without the mark of its note
    assert len(wanted) > 4
    assert [said for said in wanted if not any(said in words for words in described)] == []


def test_drawings_are_printed_in_their_true_size_and_never_wider_than_the_text(real):
    made, document = real
    figures = [block for each in made.chapters for block in each.blocks if block.kind == "figure"]
    for shape, block in zip(document.document.inline_shapes, figures, strict=True):
        assert abs(shape.width.mm - block.picture.width / 96 * 25.4) < 0.1 or abs(shape.width.mm - 165) < 0.1
        assert shape.width.mm <= 165.01


def test_a_bitmap_of_anybodys_is_in_the_document_and_a_damaged_one_is_named():
    made = opened(loose(figure(Picture("image/png", PNG, 0, 0), number="", title=())))
    assert len(made.document.inline_shapes) == 1
    for mime in ("image/png", "image/webp", "image/svg+xml"):
        with pytest.raises(BookError, match=r"Hình 1\.1"):
            word_document(loose(figure(Picture(mime, "AAAA", 10, 10))))


# ── words of anybody's ──


def test_every_run_names_its_language(real):
    made, document = real
    runs = document.all("r")
    assert len(runs) > 1000
    tags = [run.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) for run in runs]
    (foreign,) = {*TAGS.values()} - {TAGS[made.language]}
    # Terms, and what is not translated, are in the other.
    assert set(tags) == {*TAGS.values()} and tags.count(foreign) < 100


def test_emphasis_links_code_and_lists_within_lists_stay_what_they_are():
    inner = List(((says("trong"),),), ordered=True, start=3)
    made = opened(
        loose(
            Paragraph(
                (Strong((Text("đậm "), Emphasis(words("nghiêng")))), Link("https://vi.wikipedia.org", words("trang")))
            ),
            List(((says("một"), inner), (says("hai"), says("thêm")))),
            Quote((says("lời dẫn"),)),
            Preformatted("a\n  b"),
        )
    )
    runs = {run.text: run for p in made.styled("BodyText") for run in p.runs}
    assert runs["đậm "].bold and runs["nghiêng"].bold and runs["nghiêng"].italic
    assert [rel.target_ref for rel in made.document.part.rels.values() if rel.is_external] == [
        "https://vi.wikipedia.org"
    ]
    assert made.texts("ListBullet") == ["một", "hai"] and made.texts("ListNumber") == ["trong"]
    assert made.texts("ListContinue") == ["thêm"] and made.texts("Quote") == ["lời dẫn"]
    starts = [node.get(qn("w:val")) for node in made.document.part.numbering_part.element.iter(qn("w:startOverride"))]
    assert "3" in starts


def test_a_formula_is_an_equation_of_words_own_and_one_not_understood_is_as_written():
    made = opened(
        loose(
            DisplayFormula(r"r=\frac{T}{D}", FRACTION),
            Paragraph((Formula(r"\x", "<math><weird/></math>"), Formula("y", ""))),
        )
    )
    content = made.document.element.xml
    assert "<m:f>" in content and "<m:oMathPara>" in content
    assert made.texts("BodyText")[1].count("(công thức in như đã viết)") == 2


@pytest.mark.parametrize(
    ("latex", "element"),
    [
        (r"\frac{a}{b}", "m:f"),
        (r"\sqrt[3]{x}", "m:rad"),
        (r"\sum_{i=1}^{n} x_i", "m:sSubSup"),
        (r"\bar{x}", "m:bar"),
        (r"\hat{x}", "m:acc"),
        (r"\left(\frac{a}{b}\right)", "m:d"),
        (r"\begin{matrix}1&2\\3&4\end{matrix}", "m:mr"),
    ],
)
def test_what_latex_says_is_there_in_the_equation(latex, element):
    content = opened(loose(DisplayFormula(latex, mathml(latex)))).document.element.xml
    assert f"<{element}>" in content and "formula" not in content


def test_signs_that_no_document_can_hold_are_left_out_and_the_rest_stays():
    made = opened(loose(says("trước\x00\x0b\x1b[31m\ufffe sau 😀 漢字 <b>&amp;")))
    assert made.texts("BodyText") == ["trước sau 😀 漢字 <b>&amp;"]


def test_a_link_that_leads_nowhere_is_refused_with_the_nearest_place():
    with pytest.raises(BookError, match="plans"):
        word_document(loose(figure(SVG), Paragraph((Reference("plan", "Hình 1.1"),))))


def test_a_notebook_of_anybodys_is_a_document_whatever_it_holds():
    cells = [
        new_markdown_cell("# Sổ tay lạ\n\nMột đoạn với $x^2$.\n\n#### Nhảy cấp\n\n1. một\n   - trong"),
        new_code_cell("df", outputs=[output(text__html=FRAME, text__plain="df")]),
        new_code_cell("plt.show()", outputs=[output(image__png=PNG, text__plain="<Figure>")]),
    ]
    content, _ = YearbookDOCXExporter().from_notebook_node(from_dict(new_notebook(cells=cells)))
    made = Opened(content)
    assert made.texts("Heading1") == ["Sổ tay lạ"] and "1.5" in said(made.body)
    empty, _ = YearbookDOCXExporter().from_notebook_node(from_dict(new_notebook()))
    assert Opened(empty).texts("Title") == ["Sổ tay"] or said(Opened(empty).body) is not None


# ── the file ──


def test_the_same_book_gives_the_same_bytes(tmp_path):
    program = "import sys, hashlib; from tests.test_typeset import whole; from yearbook.press.print.word.document import word_document; print(hashlib.sha256(word_document(whole())).hexdigest())"
    digests = set()
    for seed, zone in (("1", "Asia/Ho_Chi_Minh"), ("2", "America/New_York")):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(PROJECT), "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        digests.add(done.stdout.strip())
    assert len(digests) == 1


def test_the_file_holds_no_day_of_its_making_and_nothing_of_another_program(small):
    with zipfile.ZipFile(io.BytesIO(small.content)) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name or "app.xml" in name for name in parts.namelist())
        assert "python-docx" not in parts.read("docProps/core.xml").decode()


def test_who_asks_for_no_word_document_never_imports_its_library():
    program = "import sys, yearbook.press.build, yearbook.press.print.writers, yearbook.commands.build; assert 'lxml' not in sys.modules; import yearbook.press.exporters; sys.exit('docx' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": str(PROJECT), "PATH": ""}, check=True)


def test_nbconvert_is_offered_the_exporter():
    offered = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"][
        "nbconvert.exporters"
    ]
    assert offered["yearbook_docx"] == f"{YearbookDOCXExporter.__module__}:{YearbookDOCXExporter.__name__}"


# Of ECMA-376, wml.xsd: as much as is used here. Word refuses a file that has another order.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs spacing ind contextualSpacing jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b i color sz szCs u vertAlign lang",
    "sectPr": "headerReference type pgSz pgMar titlePg",
    "tblPr": "tblStyle tblW tblBorders tblLayout tblCellMar tblLook tblDescription",
    "tcPr": "tcW gridSpan vMerge vAlign",
    "style": "name basedOn next qFormat pPr rPr tblPr",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr",
    "settings": "defaultTabStop characterSpacingControl updateFields compat themeFontLang decimalSymbol listSeparator",
}


@pytest.mark.parametrize("tag", ORDER)
def test_what_word_is_told_stands_in_the_order_that_word_insists_on(real, small, tag):
    for made in (real[1], small):
        parts = [
            made.document.part,
            *(r.target_part for r in made.document.part.rels.values() if "_element" in dir(r.target_part)),
        ]
        holders = [holder for part in parts for holder in part._element.iter(qn(f"w:{tag}"))]
        assert holders
        for holder in holders:
            places = [ORDER[tag].split().index(child.tag.rpartition("}")[2]) for child in holder]
            assert places == sorted(places), [child.tag for child in holder]


# ── the command ──


def test_the_manifest_names_it_it_is_kept_while_nothing_changes_and_put_back_where_it_was_changed(
    built, tmp_path, capsys
):
    workbook = copy_with_cache(built.workbook, tmp_path / "copy")
    quick = ["2021", "--language", "vi", "--no-pdf"]
    assert main([*quick, "--docx"], workbook) == 0
    made = workbook.outputs / "2021" / "yearbook.vi.docx"
    first = made.read_bytes()
    manifest = json.loads((workbook.outputs / "2021" / "manifest.json").read_text("utf-8"))
    assert "yearbook.vi.docx" in manifest["outputs"] and {"python-docx", "lxml"} <= set(manifest["packages"])
    capsys.readouterr()
    assert main([*quick, "--docx"], workbook) == 0
    assert "Nothing has changed" in capsys.readouterr().out
    made.write_bytes(b"somebody's own words")
    assert main([*quick, "--docx"], workbook) == 0 and made.read_bytes() == first


def test_the_params_ask_for_it_or_the_command_does_and_watch_never_does(built):
    edition = open_edition("2021", built.workbook)
    word = replace_formats(edition, "html", "docx")
    assert formats_of(Order("2021"), word) == ["html", "docx"] and formats_of(Order("2021"), edition) == [
        "html",
        "pdf",
        "png",
    ]
    assert formats_of(Order("2021", docx=True), edition) == ["html", "pdf", "png", "docx"]
    assert formats_of(Order("2021", pdf=False, docx=True), word) == ["html", "docx"]
    assert formats_of(Order("2021", docx=False), word) == ["html"]


def replace_formats(edition, *formats):
    return replace(edition, params=edition.params.model_copy(update={"formats": formats}))


def test_a_change_of_any_part_of_the_writer_makes_the_document_anew():
    names = behind("yearbook.press.print.word.document")
    for part in ("document", "tables", "styles", "packing", "formulas"):
        assert f"yearbook/press/print/word/{part}.py" in names


def test_a_format_that_is_none_is_refused_with_the_nearest(workbook, capsys):
    params = workbook.params / "defaults.yaml"
    params.write_text(params.read_text("utf-8").replace("formats: [html, pdf, png]", "formats: [html, dox]"), "utf-8")
    assert main(["2021"], workbook) == 1
    told = capsys.readouterr().err
    assert "formats" in told and "«dox»" in told and "Có phải «docx»?" in told and "Did you mean “docx”?" in told


# ── another program ──


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice on this machine: the document was not laid out")
def test_libreoffice_lays_it_out_with_the_books_own_numbers(built, tmp_path):
    made, document = yearbook_of(built, "vi")
    (tmp_path / "book.docx").write_bytes(document.content)
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "book.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = PdfReader(tmp_path / "book.pdf")
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).replace("\u00a0", " ").split())
    for entry in (*made.figures, *made.tables):
        number = entry.number.replace("\u00a0", " ")
        assert text.count(f"{number}. ") >= 2, f"{number} is not both listed and printed"
    assert 15 < len(pdf.pages) < 30
    assert "Error!" not in text
