"""The PDF writer's promises, on small books made by hand."""

from __future__ import annotations

import base64
import io
import os
import struct
import subprocess
import sys
import time
import unicodedata
import zlib
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from tests.tagged import rows_that_stand_alone, tables
from yearbook.errors import BookError
from yearbook.ledger.expression import Expression
from yearbook.press.bind.book import (
    Book,
    Card,
    Cards,
    Cell,
    Chapter,
    Code,
    Colophon,
    Cover,
    DisplayFormula,
    Fact,
    Figure,
    Formula,
    Grid,
    Heading,
    List,
    ListEntry,
    Mark,
    Note,
    Paragraph,
    Picture,
    Preformatted,
    Quote,
    Reference,
    Row,
    Step,
    Steps,
    Table,
    Text,
)  # fmt: skip
from yearbook.press.print.measured import cells_of, column_widths
from yearbook.press.print.typeset import typeset

FRACTION = "<math><mrow><mi>r</mi><mo>=</mo><mfrac><mi>T</mi><mi>D</mi></mfrac></mrow></math>"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="60" viewBox="0 0 400 60">'
    '<text x="10" y="30" style="font: 600 13px Source Sans Pro">Huyện Phù Mỹ vượt 73,57%</text></svg>'
)


def words(text: str) -> tuple[Text, ...]:
    return (Text(text),)


def says(text: str, role: str = "text") -> Paragraph:
    return Paragraph(words(text), role)


def cell(text: str, **options) -> Cell:
    return Cell(words(text), **options)


def grid(rows: int, columns: int = 3) -> Grid:
    head = Row(tuple(cell(f"Cột {column}", header="column") for column in range(columns)))
    body = (Row(tuple(cell(f"Ô {row}.{column}") for column in range(columns)), id=f"row-{row}") for row in range(rows))
    return Grid((head,), tuple(body), (1.0,) * columns)


def table(content: Grid, **options) -> Table:
    given = {"id": "lines", "number": "Bảng 1.1", "title": words("Các dòng số liệu"), "source": words("Báo cáo")}
    return Table(**given | {"subtitle": (), "grid": content, "notes": ()} | options)


def figure(picture: Picture, **options) -> Figure:
    given = {"id": "plans", "number": "Hình 1.1", "title": words("Vượt dự toán"), "alt": "Phù Mỹ vượt 73,57%"}
    return Figure(**given | {"subtitle": (), "picture": picture, "source": (), "notes": ()} | options)


SVG = Picture("image/svg+xml", DRAWING, 400, 60)
MARGIN = 23.5 * 72 / 25.4  # of a sheet, in points


def png() -> str:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x20\x60\x50" * 4) * 4)
    return base64.b64encode(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    ).decode()


def loose(*blocks, **options) -> Book:
    chapter = Chapter("loose", "", "Sổ rời", blocks)
    given = {"language": "vi", "title": "Sổ rời", "author": "", "date": "", "cover": None, "chapters": (chapter,)}
    return Book(**given | {"figures": (), "tables": (), "colophon": None, "whole": False} | options)


def whole(**options) -> Book:
    overview = Chapter("overview", "1", "Tổng quan", (
        says("Sáu huyện cùng vượt thu ngân sách.", "lead"),
        Paragraph((Text("Đạt "), Fact("173,57%", Expression.record("R1"), target="row-2"), Text(", xem "), Reference("plans", "Hình 1.1"), Text("."))),
        Cards((Card(words("trên 100 tấn"), words("gạo"), words("số của năm huyện")),)),
        Heading(2, "overview--data", words("Số liệu có ở đâu")),
        figure(SVG),
        table(grid(120), notes=(Note("a", "note-a", words("Số ước.")),)),
        Paragraph((Text("Một điều cần ghi nhớ"), Mark("a", "note-a"))),
    ))  # fmt: skip
    awards = Chapter("awards", "2", "Khen thưởng", (
        Heading(4, "awards--deep", words("Nhảy cấp")),
        Steps("way", "Hình 2.1", words("Năm bước"), (), "Ba bước, đang ở bước hai", (
            Step(words("Bình xét"), (), "done"), Step(words("Suy tôn"), (), "current"), Step(words("Quyết định"), (), "ahead"),
        ), ()),
        Paragraph((Formula("r = T/D", FRACTION), Code("số liệu"))),
        DisplayFormula(r"\boxed{x}", ""),
        Quote((says("Thi đua là yêu nước."),)),
        List(((says("một"),), (says("hai"),)), ordered=True),
        Preformatted("a   b\n1   2"),
        says("Con số này là số ước.", "warning"),
    ))  # fmt: skip
    given = {
        "language": "vi", "title": "Niên giám thi đua năm 2021", "author": "Cụm thi đua", "date": "2022-01-18",
        "cover": Cover("Niên giám thi đua năm 2021", "Miền núi", words("Cả ba huyện vượt kế hoạch."), (("Hội nghị", "18/01/2022"),)),
        "chapters": (overview, awards),
        "figures": (ListEntry("plans", "Hình 1.1", "Vượt dự toán"), ListEntry("way", "Hình 2.1", "Năm bước")),
        "tables": (ListEntry("lines", "Bảng 1.1", "Các dòng số liệu"),),
        "colophon": Colophon((("Ấn bản", "2021"),), "abc123"),
    }  # fmt: skip
    return Book(**given | options)


@pytest.fixture(scope="module")
def printed() -> pypdf.PdfReader:
    return opened(whole())


def opened(book: Book) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(typeset(book)))


def text_of(pdf: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in pdf.pages)


def pages_with(pdf: pypdf.PdfReader, text: str) -> list[int]:
    return [number for number, page in enumerate(pdf.pages, 1) if text in page.extract_text()]


def tags(pdf: pypdf.PdfReader) -> list[dict]:
    found, waiting = [], [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            found.append(node)
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def tags_named(pdf: pypdf.PdfReader, name: str) -> list[dict]:
    return [tag for tag in tags(pdf) if tag.get("/S") == name]


def test_the_pdf_says_that_it_is_pdf_ua_1_and_pdf_a_2a(printed):
    claims = printed.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1<" in claims
    assert "<pdfaid:part>2<" in claims and "<pdfaid:conformance>A<" in claims


def test_title_author_language_and_date_are_the_books_own(printed):
    assert printed.metadata.title == "Niên giám thi đua năm 2021"
    assert printed.metadata.author == "Cụm thi đua"
    assert printed.metadata.creation_date.date().isoformat() == "2022-01-18"
    assert printed.trailer["/Root"]["/Lang"] == "vi-VN"
    assert opened(whole(language="en")).trailer["/Root"]["/Lang"] == "en-GB"


def test_every_picture_and_formula_says_what_it_shows(printed):
    spoken = {tag.get("/Alt") for tag in tags_named(printed, "/Figure") + tags_named(printed, "/Formula")}
    assert {"Phù Mỹ vượt 73,57%", "Ba bước, đang ở bước hai", "r = T/D"} <= spoken
    unspoken = opened(loose(figure(SVG, alt="")))
    assert [tag["/Alt"] for tag in tags_named(unspoken, "/Figure")] == ["Hình không có lời mô tả"]


def test_bookmarks_name_every_chapter_with_its_number(printed):
    names = [entry.title for entry in printed.outline if not isinstance(entry, list)]
    assert "1 Tổng quan" in [" ".join(name.split()) for name in names]
    assert "2 Khen thưởng" in [" ".join(name.split()) for name in names]


def test_contents_give_the_page_that_each_entry_is_on_and_no_exhibit_is_listed(printed):
    contents = printed.pages[0].extract_text()
    line = next(line for line in contents.splitlines() if "Khen thưởng" in line)
    assert line.split()[-1] == str(pages_with(printed, "Nhảy cấp")[-1])
    assert "Vượt dự toán" not in contents and pages_with(printed, "Sáu huyện cùng vượt") == [2]


def test_more_chapters_than_a_cover_has_room_for_are_listed_on_a_page_with_their_headings():
    chapters = tuple(
        Chapter(f"c{n}", str(n), f"Chương thứ {n}", (Heading(2, f"c{n}--a", words(f"Mục {n}")), says("Chữ.")))
        for n in range(1, 31)
    )
    for count, place, headings in ((20, 0, 0), (30, 1, 30)):
        pdf = opened(whole(chapters=chapters[:count], figures=(), tables=()))
        listed = "".join(pdf.pages[at - 1].extract_text() for at in pages_with(pdf, "Mục lục"))
        assert pages_with(pdf, "Mục lục")[0] == place + 1
        assert all(f"Chương thứ {n}" in listed for n in range(1, count + 1))
        assert sum(f"Mục {n} " in listed.replace("\n", " ") for n in range(1, count + 1)) == headings


LONG_NAME = "Một tên chương rất dài, nói hết mọi điều trong năm của cụm thi đua miền núi và trung du "


@pytest.mark.parametrize(
    ("chapter", "title", "finding"),
    [(LONG_NAME * 2, "Niên giám", "Vượt."), ("Chương", LONG_NAME * 4, "Vượt."), ("Chương", "Niên giám", LONG_NAME * 9)],
    ids=["chapters", "title", "finding"],
)
def test_nothing_on_a_cover_stands_on_another_or_out_of_the_sheet(chapter, title, finding):
    chapters = tuple(Chapter(f"c{n}", str(n), f"{chapter} {n}", (says("Chữ."),)) for n in range(1, 15))
    cover = replace(whole().cover, title=title.strip(), finding=words(finding.strip()))
    sheet = opened(whole(chapters=chapters, figures=(), tables=(), title=title.strip(), cover=cover)).pages[0]
    found = []
    sheet.extract_text(
        visitor_text=lambda text, sheet, matrix, *_: found.append((text, matrix[5], sheet)) if text.strip() else None
    )
    said = " ".join(sheet.extract_text().split())
    assert " ".join(title.split()) in said and "18/01/2022" in said
    heights = [round(matrix * sheet[3] + sheet[5]) for _, matrix, sheet in found]
    assert all(20 < height < 830 for height in heights), heights
    finds, facts = (
        next(h for (text, *_), h in zip(found, heights, strict=True) if words in text)
        for words in ("Kết quả", "Hội nghị")
    )
    lowest = [h for (text, *_), h in zip(found, heights, strict=True) if "Chương" in text or "chương" in text]
    assert finds > facts and all(height > facts + 12 or height > finds for height in lowest)


def test_the_imprint_stands_at_the_foot_of_the_last_page(printed):
    assert pages_with(printed, "Thông tin ấn bản") == [len(printed.pages)]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Niên giám thi đua, khen thưởng năm 2021", ["Niên giám thi đua,", "khen thưởng năm 2021"]),
        ("Niên giám năm 2021", ["Niên giám năm 2021"]),
    ],
)
def test_a_title_on_the_cover_ends_its_lines_at_commas_rather_than_between_two_syllables(title, lines):
    pdf = opened(whole(title=title, cover=replace(whole().cover, title=title)))
    said = [line.strip() for line in pdf.pages[0].extract_text().splitlines()]
    assert [line for line in said if line and line in title] == lines


def test_entries_references_facts_and_marks_are_links_inside_the_book(printed):
    def targets(page):
        return [a.get_object() for a in page.get("/Annots", ()) if "/Dest" in a.get_object() or "/A" in a.get_object()]

    assert len(targets(printed.pages[0])) == 2  # two chapters
    body = [link for page in printed.pages[1:] for link in targets(page)]
    assert len(body) == 3


def test_running_heads_name_book_and_chapter_but_not_where_a_chapter_opens(printed):
    opening, next_page = (
        printed.pages[number - 1].extract_text() for number in pages_with(printed, "(tiếp theo)")[0:1] * 2
    )
    assert "Niên giám thi đua năm 2021" in next_page and "1 Tổng quan" in " ".join(opening.split())
    first = printed.pages[pages_with(printed, "Sáu huyện cùng vượt")[0] - 1].extract_text()
    assert "Niên giám" not in first


def test_the_draft_mark_is_on_every_page_and_only_on_a_draft(printed):
    draft = opened(whole(cover=replace(whole().cover, state_mark="DỰ THẢO")))
    assert pages_with(draft, "DỰ THẢO") == list(range(1, len(draft.pages) + 1))
    assert pages_with(printed, "DỰ THẢO") == []


def test_a_long_table_repeats_its_head_and_says_that_it_goes_on(printed):
    later = pages_with(printed, "Bảng 1.1 (tiếp theo)")
    assert later and later == [page for page in pages_with(printed, "Cột 2") if page in later]
    assert len(pages_with(printed, "Cột 2")) == len(later) + 1
    text = text_of(printed)
    assert all(f"Ô {row}.2" in text for row in range(60))


def test_a_caption_stays_with_the_first_rows_of_its_table():
    for lines in range(20, 34):
        pdf = opened(
            loose(*(says(f"Đoạn {line}") for line in range(lines)), Heading(2, "h", words("Mục này")), table(grid(30)))
        )
        assert pages_with(pdf, "Mục này") == pages_with(pdf, "Các dòng số liệu") == pages_with(pdf, "Ô 0.0")


def test_a_short_table_is_never_split():
    for lines in range(20, 34):
        pdf = opened(loose(*(says(f"Đoạn {line}") for line in range(lines)), table(grid(6))))
        assert pages_with(pdf, "Ô 0.0") == pages_with(pdf, "Ô 5.0") == pages_with(pdf, "Nguồn: Báo cáo")


def test_the_notes_of_a_long_table_never_stand_on_a_page_without_its_rows():
    for lines in range(20, 34):
        pdf = opened(loose(*(says(f"Đoạn {line}") for line in range(lines)), table(grid(12))))
        assert pages_with(pdf, "Ô 11.0") == pages_with(pdf, "Nguồn: Báo cáo")


LONG_CELL = "Một câu dài về việc đã làm trong năm, có đủ chủ ngữ và vị ngữ. " * 4


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        (grid(10), {}),
        (grid(14), {"source": ()}),
        (grid(9, 12), {"wide": True}),
        (grid(10), {"look": "matrix"}),
        (grid(30), {"look": "coverage"}),
        (
            Grid(grid(0).head, tuple(Row((cell(f"{row}"), cell(LONG_CELL), cell("…"))) for row in range(2)), (1, 3, 1)),
            {},
        ),
        (
            Grid(grid(0).head, tuple(Row((cell(f"{row}"), cell(LONG_CELL), cell("…"))) for row in range(3)), (1, 3, 1)),
            {},
        ),
        (Grid((), grid(9).body, (1, 1, 1)), {"number": "", "title": ()}),
        (
            Grid(
                grid(0).head,
                tuple(
                    Row((*((cell("nhóm", rowspan=2),) if row % 2 == 0 else ()), cell(f"Ô {row}"), cell("số")))
                    for row in range(10)
                ),
                (1, 1, 1),
            ),
            {},
        ),
    ],
    ids=("plain", "no-foot", "wide", "matrix", "tiles", "two-long-rows", "three-long-rows", "no-head", "groups"),
)
def test_no_first_or_last_row_of_a_table_stands_alone_on_a_page_and_a_table_stays_one(shape, options):
    several = []
    for lines in range(28):
        several += [says(f"Đoạn {line}") for line in range(lines)]
        several.append(table(shape, **{"id": f"lines-{lines}", "notes": ()} | options))
    pdf = opened(loose(*(block if isinstance(block, Paragraph) else without_ids(block) for block in several)))
    assert [len(rows) for rows in tables(pdf)] == [len(shape.body)] * 28
    assert rows_that_stand_alone(pdf) == []
    assert any(len(set(rows)) > 1 for rows in tables(pdf)) == (len(shape.body) > 3)


def without_ids(block: Table) -> Table:
    return replace(block, grid=replace(block.grid, body=tuple(replace(row, id="") for row in block.grid.body)))


def test_a_row_that_hangs_is_read_in_its_place_and_can_be_linked_to():
    pdf = opened(loose(table(grid(9)), Paragraph((Fact("số", Expression.record("R1"), target="row-8"),))))
    text = text_of(pdf)
    assert text.index("Ô 7.2") < text.index("Ô 8.0") < text.index("Ô 8.2") < text.index("Nguồn")


def test_a_printed_table_tears_no_word_and_takes_no_more_lines_than_its_weights_would():
    head = Row(tuple(cell(name, header="column") for name in ("Mã", "Mức độ", "Điều cần biết")))
    body = tuple(Row((cell(f"Q{n}"), cell("trungbình"), cell(LONG_CELL))) for n in range(6))
    by_weight = Grid((head,), body, (1.0, 1.0, 8.0))
    widths = column_widths(by_weight, 462.0)
    assert sum(widths) == pytest.approx(462, abs=0.1)
    cells = cells_of((head, *body), 3)
    assert cells.whole(widths) and not cells.whole([46.2, 46.2, 369.6])
    assert sum(cells.rows(widths)) <= sum(cells.rows([46.2, 56.2, 359.6]))
    assert column_widths(grid(9), 462.0) == pytest.approx((154, 154, 154))  # what fits stays as it was


def test_closing_words_never_stand_alone_on_a_page():
    for lines in range(20, 34):
        pdf = opened(
            loose(*(says(f"Đoạn {line}") for line in range(lines)), table(grid(6)), says("Lời kết", "commentary"))
        )
        assert pages_with(pdf, "Lời kết") == pages_with(pdf, "Ô 5.0")


def test_a_wide_table_turns_its_page_and_takes_a_short_opening_with_it():
    pdf = opened(loose(says("Lời dẫn"), table(grid(5, 12), wide=True), says("Lời kết")))
    assert [page.mediabox.width > page.mediabox.height for page in pdf.pages] == [True]


def test_long_text_before_a_wide_table_stays_on_upright_pages():
    pdf = opened(
        loose(
            *(says("Nhiều chữ. " * 60) for _ in range(5)),
            Heading(2, "h", words("Mục này")),
            table(grid(5, 12), wide=True),
        )
    )
    assert [page.mediabox.width > page.mediabox.height for page in pdf.pages] == [False, True]
    assert pages_with(pdf, "Mục này") == [2]


def test_words_in_a_drawing_can_be_found(printed):
    assert pages_with(printed, "Huyện Phù Mỹ vượt 73,57%")


def test_a_drawing_in_a_font_we_lack_is_set_in_the_house_font():
    pdf = opened(loose(figure(replace(SVG, data=DRAWING.replace("Source Sans Pro", "'DejaVu Sans'")))))
    assert all("SourceSansPro" in name for name in font_names(pdf))


def font_names(pdf: pypdf.PdfReader) -> set[str]:
    return {font.get_object()["/BaseFont"] for page in pdf.pages for font in fonts_of(page)}


def fonts_of(page) -> list:
    found, waiting = [], [page["/Resources"]]
    while waiting:
        resources = waiting.pop().get_object()
        found.extend(resources.get("/Font", {}).values())
        for form in resources.get("/XObject", {}).values():
            if "/Resources" in form.get_object():
                waiting.append(form.get_object()["/Resources"])
    return found


def test_a_bitmap_is_printed():
    pdf = opened(loose(figure(Picture("image/png", png(), 40, 40))))
    assert len(pdf.pages[0].images) == 1


@pytest.mark.parametrize(
    "picture", [Picture("image/png", "A", 4, 4), Picture("image/png", "AAAA", 4, 4), replace(SVG, data="<svg")]
)
def test_a_damaged_picture_is_refused_by_the_name_of_its_figure(picture):
    with pytest.raises(BookError, match=r"Hình 1\.1"):
        typeset(loose(figure(picture)))


def test_text_is_printed_as_it_is_and_never_as_markup():
    said = '# $x$ *sao* _gạch_ <script>alert(1)</script> @a `b` [c] #panic() \\ ~ --- "quotes"'
    pdf = opened(loose(says(said), Heading(2, "h", words(said)), table(Grid((), (Row((cell(said),)),), (1,)))))
    assert (
        text_of(pdf).replace("\n", " ").count("# $x$ *sao* _gạch_ <script>alert(1)</script> @a `b` [c] #panic()") == 3
    )
    assert '~ --- "quotes"' in text_of(pdf)


def test_vietnamese_copies_out_composed_and_whole():
    letters = "Đường ấẩẫậ ềểễệ ốổỗộ ữựỷỹ Ứng Hoà"
    text = text_of(opened(loose(says(unicodedata.normalize("NFD", letters)), Preformatted(letters))))
    assert text.count(letters) == 2
    assert unicodedata.is_normalized("NFC", text)


def test_a_sign_that_no_font_has_is_printed_by_its_code():
    pdf = opened(
        loose(
            says("xong \U0001f600 漢 \x1b[31mđỏ\x1b[0m \x07"), figure(replace(SVG, data=DRAWING.replace("Phù", "漢")))
        )
    )
    assert "xong [U+1F600] [U+6F22] đỏ" in text_of(pdf)


def test_signs_that_the_house_font_lacks_come_from_the_second_one():
    pdf = opened(loose(says("● trực tiếp ○ gián tiếp")))
    assert "● trực tiếp ○ gián tiếp" in text_of(pdf)
    assert {name.split("+")[1] for name in font_names(pdf)} == {
        "SourceSansPro-Regular", "SourceSansPro-Semibold", "DejaVuSansMono",
    }  # fmt: skip


def test_words_too_long_for_a_line_break_and_copy_out_whole():
    address = "a1b2c3d4e5" * 30
    pdf = opened(
        loose(says(address), Preformatted(address), table(Grid((), (Row((cell("c" * 90), cell("d"))),), (1, 9))))
    )
    assert text_of(pdf).replace("\n", "").count(address) == 2
    assert max(map(len, text_of(pdf).splitlines())) < 120


def test_headings_never_skip_a_level():
    pdf = opened(loose(Heading(4, "a", words("A")), Heading(2, "b", words("B")), Heading(4, "c", words("C"))))
    levels = [int(tag["/S"][2:]) for tag in tags(pdf) if str(tag.get("/S")) in ("/H1", "/H2", "/H3", "/H4")]
    assert levels == [1, 2, 2, 3]


@pytest.mark.parametrize(
    "formula",
    [Formula("\\boxed{x}", ""), Formula("\\boxed{x}", "<math"), Formula("\\boxed{x}", "<math><menclose/></math>")],
)
def test_a_formula_not_known_here_is_printed_as_its_latex(formula):
    assert "\\boxed{x}" in text_of(opened(loose(Paragraph((formula,)))))


@pytest.mark.parametrize(
    "book",
    [
        loose(chapters=()),
        loose(chapters=(), whole=True),
        loose(title=""),
        loose(table(Grid((), (), ()))),
        loose(
            table(Grid((), (Row((cell("một"), cell("hai"))), Row((cell("ba"),))), (1, 1)), number="", title=(), id="")
        ),
        loose(chapters=(Chapter("a", "", "", (says("chữ"),)),), whole=True),
        whole(cover=None, colophon=None),
        loose(figure(SVG, id="", number="", title=())),
        loose(Cards(()), Quote(()), List(()), Preformatted(""), Paragraph(())),
    ],
)
def test_a_book_that_lacks_something_is_still_printed(book):
    assert len(opened(book).pages) >= 1


def test_a_loose_notebook_has_no_cover_and_no_lists():
    pdf = opened(loose(says("Chữ"), cover=whole().cover, figures=whole().figures))
    assert len(pdf.pages) == 1
    assert "Mục lục" not in text_of(pdf) and text_of(pdf).startswith("Sổ rời")


def test_a_reference_without_target_is_printed_and_one_to_nowhere_is_refused():
    assert "phần khác" in text_of(opened(loose(Paragraph((Reference("", "phần khác"),)))))
    with pytest.raises(BookError, match=r"«Hình 9» dẫn tới «plan».*Có phải «plans»"):
        typeset(loose(figure(SVG), Paragraph((Reference("plan", "Hình 9"),))))


def test_an_id_that_stands_for_two_places_is_refused():
    with pytest.raises(BookError, match="«h» dùng cho 2 chỗ"):
        typeset(loose(Heading(2, "h", words("A")), Heading(2, "h", words("B"))))


def test_a_date_that_is_none_is_refused():
    with pytest.raises(BookError, match="2021-13-99"):
        typeset(loose(date="2021-13-99"))


def test_a_warning_of_typst_is_refused(monkeypatch):
    monkeypatch.setattr("yearbook.palette.FONT_FAMILY", "No Such Family")
    with pytest.raises(BookError, match="no such family"):
        typeset(loose(says("Chữ")))


def test_the_same_book_gives_the_same_bytes_in_any_process():
    code = (
        "import sys, hashlib; sys.path.insert(0, 'tests'); import test_typeset as t; "
        "print(hashlib.sha256(t.typeset(t.whole())).hexdigest())"
    )
    project = Path(__file__).resolve().parent.parent
    sums = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=project, check=True, capture_output=True, text=True,
            env=os.environ | {"PYTHONPATH": str(project), "TZ": zone, "PYTHONHASHSEED": seed},
        ).stdout
        for zone, seed in (("Asia/Ho_Chi_Minh", "1"), ("America/New_York", "2"))
    }  # fmt: skip
    assert len(sums) == 1


def test_the_house_font_is_taken_from_one_format_whatever_the_order_of_the_disk(printed):
    fonts = [font.get_object() for page in printed.pages for font in fonts_of(page)]
    kinds = {font["/DescendantFonts"][0]["/Subtype"] for font in fonts if "SourceSansPro" in font["/BaseFont"]}
    assert kinds == {"/CIDFontType2"}


def test_fifteen_pages_take_well_under_the_time_of_a_coffee():
    book = whole(chapters=tuple(Chapter(f"c{n}", str(n), "Chương", tuple(says("Chữ và số. " * 40) for _ in range(22))) for n in range(8)),
                 figures=(), tables=())  # fmt: skip
    start = time.process_time()
    pdf = typeset(book)
    assert time.process_time() - start < 3
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) >= 15  # as many as a year with its register and more


def test_a_figure_in_a_drawing_leads_to_its_row_from_where_it_stands():
    """A picture in a PDF has no links itself: over each of its figures lies a place that leads on."""
    look = 'style="font-size:12px;text-anchor:middle"'
    words = f'<a class="fact" href="#row-2" tabindex="-1"><text {look} x="300" y="30">173,57%</text></a>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 60" width="400" height="60">{words}</svg>'
    pdf = opened(loose(figure(Picture("image/svg+xml", drawing, 400, 60)), table(grid(3))))
    (link,) = [each.get_object() for each in pdf.pages[0]["/Annots"]]
    left, foot, right, top = map(float, link["/Rect"])
    assert left < MARGIN + 300 * 0.75 < right and 5 < top - foot < 20
    assert link["/Contents"] and link["/StructParent"] is not None
