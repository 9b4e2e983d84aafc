"""How tables stand on paper: their columns take few lines, and the register repeats nothing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from pypdf import PdfReader

from tests.test_typeset import cell, opened, pages_with, words
from yearbook.ledger.edition import open_edition
from yearbook.ledger.expression import Expression
from yearbook.press.bind.binding import REGISTER
from yearbook.press.bind.book import (
    Book,
    Chapter,
    Emphasis,
    Fact,
    Grid,
    Mark,
    Note,
    Panel,
    Reference,
    Row,
    Spread,
    Table,
    Text,
)
from yearbook.press.bind.plain import as_text
from yearbook.press.print.condensed import condensed
from yearbook.press.print.fitting import Cells, fitted
from yearbook.press.print.measured import MEASURE, cells_of, column_widths, with_measured_columns

WIDTH = MEASURE * 72 / 25.4


def chance_table(chance: random.Random) -> Cells:
    """Made up: short codes, names, and columns with much to say, as tables of reviews have them."""
    kinds = [chance.choice(((1, 1), (1, 3), (2, 6), (6, 25))) for _ in range(chance.randint(2, 6))]
    rows = [
        [[chance.uniform(8, 30) for _ in range(chance.randint(*kind))] for kind in kinds]
        for _ in range(chance.randint(2, 20))
    ]
    return Cells.of(rows, [5.0] * len(kinds), 2.0)


def chance_widths(chance: random.Random, cells: Cells) -> list[float]:
    shares = [chance.random() for _ in cells.least]
    spare = WIDTH - sum(cells.least)
    return [least + spare * share / sum(shares) for least, share in zip(cells.least, shares, strict=True)]


@pytest.mark.parametrize("seed", range(12))
def test_columns_take_no_more_lines_than_the_best_of_a_thousand_widths_by_chance(seed):
    chance = random.Random(seed)
    cells = chance_table(chance)
    equal = [WIDTH / len(cells.least)] * len(cells.least)
    widths = fitted(cells, equal, WIDTH)
    assert widths is not None and sum(widths) == pytest.approx(WIDTH) and cells.whole(widths)
    best = min(sum(cells.rows(chance_widths(chance, cells))) for _ in range(1000))
    assert sum(cells.rows(widths)) <= best


def test_a_table_whose_longest_words_are_wider_than_the_sheet_keeps_its_weights():
    cells = Cells.of([[[300.0], [300.0]]], [5.0, 5.0], 2.0)
    assert fitted(cells, [WIDTH / 2] * 2, WIDTH) is None


def test_a_cell_takes_as_many_lines_as_its_words_fill():
    cells = Cells.of([[[10.0, 10.0, 10.0, 10.0], [5.0]]], [0.0, 0.0], 2.0)
    assert [cells.rows([wide, 5.0]) for wide in (46.0, 45.9, 22.5, 21.9, 10.0)] == [[1], [2], [2], [4], [4]]


def test_a_name_and_the_mark_of_its_note_stay_on_one_line():
    named = replace(cell("Cờ thi đua", header="row"), content=(Text("Cờ thi đua"), Mark("a", "t--note-a")))
    long = cell("đơn vị xuất sắc, dẫn đầu cụm, và nhiều lời khác nữa cho đủ hai dòng của một ô trong bảng này " * 3)
    grid = Grid(
        (Row((cell("Tên", header="column"), cell("Lý do", header="column"))),), (Row((named, long)),) * 3, (1, 9.0)
    )
    table = Table("t", "Bảng 1.1", words("Tên"), (), grid, (), (Note("a", "t--note-a", words("Chú.")),))
    lines = opened(loose_chapter(table)).pages[0].extract_text(extraction_mode="layout").splitlines()
    assert sum("Cờ thi đua" in line for line in lines) == 3
    widths = column_widths(grid, WIDTH)
    plain = cells_of((Row((cell("Cờ thi đua", header="row"), long)),), 2).least[0]
    assert plain < cells_of(grid.body, 2).least[0] <= widths[0]


def test_a_cell_of_nothing_but_line_ends_is_as_narrow_as_an_empty_one():
    assert (
        cells_of((Row((cell("\n" * 30), cell(""))),), 2).least[0] == cells_of((Row((cell(""), cell(""))),), 2).least[0]
    )


def test_an_address_and_an_id_break_after_their_dots_and_a_number_does_not():
    head = Row((cell("Nơi", header="column"), cell("Chữ", header="column")))
    least = {
        text: cells_of((head, Row((cell(text), cell("x")))), 2).least[0]
        for text in ("K1.years_stated", "years_stated", "1.864.000.000.000", "1.864")
    }
    assert least["K1.years_stated"] == least["years_stated"]
    assert least["1.864.000.000.000"] > 2 * least["1.864"]


def test_a_printed_address_is_copied_without_a_gap():
    grid = Grid((Row((cell("Nơi", header="column"),)),), (Row((cell("dichvucong.tiengiang.gov.vn"),)),), (1.0,))
    book = loose_chapter(Table("t", "Bảng 1.1", words("Nguồn"), (), grid, (), ()))
    assert pages_with(opened(book), "dichvucong.tiengiang.gov.vn") == [1]


def loose_chapter(*blocks, id: str = "loose") -> Book:
    return Book("vi", "Sổ", "", "", None, (Chapter(id, "", "Sổ", blocks),), (), (), None, {}, whole=False)


def test_panels_that_stand_side_by_side_fill_their_band_and_say_as_much_in_as_few_lines():
    def panel(text):
        head = Row((cell("Chỉ tiêu", header="column"), cell("Số", header="column")))
        return Panel(words("Kết quả"), Grid((head,), (Row((cell(text), cell("143,2%"))),), (30.0, 6.0)))

    short, long = panel("thu ngân sách"), panel("thu ngân sách nhà nước, so với kế hoạch huyện giao")
    book = with_measured_columns(loose_chapter(Spread("s", (((short,), (long,)),))))
    (band,) = book.chapters[0].blocks[0].bands
    taken = [sum(column[0].grid.widths) for column in band]
    assert sum(taken) == pytest.approx(WIDTH - 7 * 72 / 25.4, abs=0.1) and taken[1] > taken[0]


def small(rows, headings=("Chỉ tiêu", "Số")):
    head = Row(tuple(cell(name, header="column") for name in headings))
    return Panel(
        words("Kết quả"), Grid((head,), tuple(Row(tuple(map(cell, row))) for row in rows), (1.0,) * len(headings))
    )


def test_of_the_widths_of_a_band_one_that_tears_no_word_goes_first():
    names, long = small([["vanphong_ubnd_sontay_qng"] * 2]), small([[PROSE * 3, "143,2%"]] * 12)
    book = with_measured_columns(loose_chapter(Spread("s", (((names,), (long,)),))))
    (band,) = book.chapters[0].blocks[0].bands
    rows = (*band[0][0].grid.head, *band[0][0].grid.body)
    assert cells_of(rows, 2).whole(band[0][0].grid.widths)


def test_a_band_of_panels_that_is_taller_than_a_page_goes_on_and_loses_no_row():
    tall = small([[f"dòng thứ {n}", "1"] for n in range(90)])
    pdf = opened(loose_chapter(Spread("s", (((tall,), (small([["a", "1"]] * 5),)),))))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert [n for n in range(90) if f"dòng thứ {n} " not in text] == [] and len(pdf.pages) == 2


def test_more_notes_than_a_page_holds_are_all_printed():
    notes = tuple(Note("", "", words(f"Ghi chú số {n}.")) for n in range(120))
    rows = tuple(Row((cell(f"Ô {n}"), cell("x"))) for n in range(30))
    grid = Grid((Row((cell("Tên", header="column"), cell("Số", header="column"))),), rows, (1.0, 1.0))
    pdf = opened(loose_chapter(Table("t", "Bảng 1.1", words("Ghi chú"), (), grid, (), notes)))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert [n for n in range(120) if f"Ghi chú số {n}." not in text] == []


PROSE = "một điều cần biết về các phong trào thi đua "


@pytest.mark.parametrize("times", [5, 13, 30, 300])
def test_a_long_cell_leaves_every_other_column_room_for_its_words(times):
    head = Row(tuple(cell(name, header="column") for name in ("Mã", "Mức độ", "Điều cần biết", "Việc đã làm")))
    rows = tuple(
        Row((cell("Q1"), cell(word), cell(PROSE * times), cell(PROSE * times))) for word in ("trungbình", "nghiêmtrọng")
    )
    grid = Grid((head,), rows, (1.0, 1.0, 8.0, 8.0))
    assert cells_of((head, *rows), 4).whole(column_widths(grid, WIDTH))


def test_one_long_row_does_not_make_thirty_others_take_a_line_more():
    rows = [("Q0", PROSE * 17, "ngắn"), *((f"Q{n}", "ngắn", PROSE * 2) for n in range(30))]
    lines = tuple(Row(tuple(map(cell, row))) for row in rows)
    widths = column_widths(Grid((), lines, (1.0, 3.0, 3.0)), WIDTH)
    assert cells_of(lines, 3).rows(widths)[1:] == [1] * 30


# ── the register on paper ──


def register(*rows: Row, notes=()) -> Book:
    head = Row(tuple(cell(name, header="column") for name in ("Mã", "Con số", "Về điều gì", "Nguồn, vị trí", "Dùng ở")))
    table = Table("figures--records", "Bảng 9.1", words("Con số"), (), Grid((head,), rows, (1.0,) * 5), (), notes)
    return loose_chapter(table, id=REGISTER)


def row(figure: str, about: str, assumed: str, source: str, place: str) -> Row:
    says = (Text(f"{about}; "), Emphasis(words(assumed))) if assumed else (Text(about),)
    where = (Reference(f"notes--{source}", source), Text(f", {place}"))
    made = Fact(figure, Expression.record(figure))
    used = Reference("lines", "Bảng 1.1"), Text("; "), Reference("chapter", f"Chương {figure}")
    return Row(tuple(replace(cell(""), content=content) for content in ((Text("E1"),), (made,), says, where, used)))


SAME = [row(f"{n}%", f"huyện {n}", "với giả định chung", "Bài tổng kết", f"đoạn {n}") for n in range(3)]


def test_what_rows_of_the_register_repeat_stands_once_below_them_on_paper():
    (table,) = condensed(register(*SAME)).chapters[0].blocks
    assert [as_text(each.cells[3].content) for each in table.grid.body] == ["đoạn 0", "đoạn 1", "đoạn 2"]
    assert [each.cells[3].content[0].target for each in table.grid.body] == ["notes--Bài tổng kết"] * 3
    assert as_text(table.source) == "Bài tổng kết"
    assert [as_text(each.cells[2].content) for each in table.grid.body] == ["huyện 0", "huyện 1", "huyện 2"]
    assert {each.cells[2].content[-1] for each in table.grid.body} == {Mark("a", "figures--records--note-a")}
    assert [each.cells[4] for each in table.grid.body] == [
        each.cells[4] for each in SAME
    ]  # where it is printed stays whole
    assert [(note.mark, as_text(note.content)) for note in table.notes] == [("a", "Với giả định chung.")]


def test_rows_of_several_sources_keep_theirs_and_what_one_row_alone_assumes_stays_in_it():
    other = row("9%", "huyện 9", "với giả định riêng", "Báo", "trang 2")
    once = [row(f"{n}%", f"huyện {n}", "", "Bài tổng kết", f"đoạn {n}") for n in range(3)]
    book = register(*once, other)
    assert condensed(book) == book


def test_more_assumptions_than_letters_are_all_told_apart():
    rows = [row(f"{n}.{m}%", "huyện", f"giả định {n}", f"Nguồn {m}", "đoạn") for n in range(30) for m in (0, 1)]
    (table,) = condensed(register(*rows)).chapters[0].blocks
    assert [note.mark for note in table.notes][25:] == ["z", "aa", "ab", "ac", "ad"]


def test_the_tables_of_other_chapters_stay_as_they_are():
    book = register(*SAME)
    other = replace(book, chapters=(replace(book.chapters[0], id="economy"),))
    assert condensed(other) == other


def test_every_figure_of_the_register_stands_in_print_with_its_formula(built):
    """The whole way: what the page says of each figure stands in the PDF, sources and assumptions once."""
    pdf = PdfReader(built.folder / "yearbook.vi.pdf")
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages[-3:]).replace("\u00a0", " ").split())
    assert "R4 − R6 − R7" in text and "142,45 trở lên" in text
    for figure in open_edition("2021", built.workbook).rows("relief"):
        assert f"{figure.id} {figure.figure.words('vi')}".replace("\u00a0", " ") in text
    page = built.text("yearbook.vi.html")
    assert text.count("iả định mức tăng và mức hoàn thành") == 1 < page.count("iả định mức tăng và mức hoàn thành")
