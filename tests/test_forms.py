"""Excel, both ways: nothing is lost or invented in form → fill → take → form, and what Excel spoils is refused."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from yearbook.cli import main
from yearbook.ledger.edition import open_edition
from yearbook.ledger.forms.blank import form, heading
from yearbook.ledger.records import EDITION_TABLES


@pytest.fixture
def filled(workbook, tmp_path):
    """Make the form of 2021, change it, and take it: filled(change, "--yes") → exit code."""

    def take(change, *arguments, name="form.xlsx", district=""):
        path = tmp_path / name
        book = load_workbook(io.BytesIO(form(open_edition("2021", workbook), district)))
        change(book)
        book.save(path)
        return main(["take", str(path), *arguments], workbook)

    return take


def column(table, name):
    return list(EDITION_TABLES[table].columns()).index(name) + 1


def put(book, table, line, name, value, number_format=None):
    cell = book[table].cell(line, column(table, name))
    cell.value = value
    if number_format:
        cell.number_format = number_format


def records(workbook):
    return {path.name: path.read_bytes() for path in (workbook.data / "2021").glob("*.csv")}


def test_every_heading_of_a_table_is_its_own():
    """A form's headings are how its columns are known again."""
    for table, row_type in EDITION_TABLES.items():
        headings = [heading(column).casefold() for column in row_type.columns().values()]
        assert len(headings) == len(set(headings)), table


def test_a_form_that_comes_back_untouched_changes_nothing(workbook, filled, capsys):
    before = records(workbook)
    assert filled(lambda book: None) == 0
    assert "không có gì khác" in capsys.readouterr().out and records(workbook) == before


def test_what_is_taken_is_what_the_next_form_shows(workbook, filled):
    def fill(book):
        put(book, "budget", 9, "figure", "trên 101,5%")
        put(book, "budget", 9, "note_vi", "Số mới = «đã duyệt»; xem tr. 2")

    assert filled(fill, "--yes") == 0
    again = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
    assert again["budget"].cell(9, column("budget", "figure")).value == "trên 101,5%"
    assert again["budget"].cell(9, column("budget", "note_vi")).value == "Số mới = «đã duyệt»; xem tr. 2"
    changed = records(workbook)
    assert filled(lambda book: None) == 0 and records(workbook) == changed


def test_the_form_has_text_cells_meanings_and_lists_to_choose_from(workbook):
    book = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
    assert book.sheetnames[0] == "Hướng dẫn" and "…" in " ".join(str(c.value) for c in book["Hướng dẫn"]["A"])
    sheet = book["budget"]
    assert {cell.number_format for line in sheet.iter_rows(min_row=2, max_row=12) for cell in line} == {"@"}
    assert sheet.column_dimensions["F"].number_format == "@"
    assert "118,3%" in sheet.cell(1, column("budget", "figure")).comment.text
    choices = {str(choice.sqref).split(":")[0]: choice.formula1 for choice in sheet.data_validations.dataValidation}
    assert choices[sheet.cell(2, column("budget", "status")).coordinate].startswith("='Danh mục'!")
    assert sheet.cell(2, column("budget", "base")).value == "kế hoạch huyện giao"


def test_nothing_is_written_without_a_yes(workbook, filled, monkeypatch, capsys):
    before = records(workbook)
    monkeypatch.setattr("builtins.input", lambda *_: "k")
    assert filled(lambda book: put(book, "budget", 9, "figure", "101%")) == 0
    out = capsys.readouterr().out
    assert "budget E8: sửa / changed" in out and "figure: … → 101%" in out and "Chưa ghi gì" in out
    assert records(workbook) == before
    monkeypatch.setattr("builtins.input", lambda *_: "c")
    assert filled(lambda book: put(book, "budget", 9, "figure", "101%")) == 0
    assert records(workbook) != before


def test_new_and_removed_rows_are_named_and_written(workbook, filled, capsys):
    row = {
        "id": "Q99",
        "sort": "99",
        "severity": "thấp",
        "text_vi": "Thử.",
        "text_en": "Test.",
        "treatment_vi": "Không.",
        "treatment_en": "None.",
        "source": "review_2021",
    }

    def change(book):
        for name, value in row.items():
            put(book, "notes", 30, name, value)
        book["claims"].delete_rows(11)

    assert filled(change, "--yes") == 0
    out = capsys.readouterr().out
    assert "notes Q99: mới / new" in out and "claims C10: bỏ / removed" in out
    assert b"Q99;99;low;" in records(workbook)["notes.csv"] and b"\nC10;" not in records(workbook)["claims.csv"]


def test_one_districts_own_form_leaves_the_others_alone(workbook, filled):
    before = records(workbook)

    def change(book):
        assert book["budget"].cell(2, 1).value == "E10" and "claims" not in book.sheetnames
        put(book, "budget", 2, "figure", "99,5%")

    assert filled(change, "--yes", district="van_canh", name="van-canh.xlsx") == 0
    after = records(workbook)
    assert [name for name in before if before[name] != after[name]] == ["budget.csv"]
    assert after["budget.csv"].count(b"\n") == before["budget.csv"].count(b"\n")


def test_two_forms_that_disagree_are_refused(workbook, tmp_path, capsys):
    before = records(workbook)
    for name, figure in (("a.xlsx", "101%"), ("b.xlsx", "102%")):
        book = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
        put(book, "budget", 9, "figure", figure)
        book.save(tmp_path / name)
    assert main(["take", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx"), "--yes"], workbook) == 1
    assert "[K05] b.xlsx › budget › dòng 9: «E8» khác với a.xlsx" in capsys.readouterr().err
    assert records(workbook) == before


def titled(book):
    book["budget"].insert_rows(1)
    book["budget"]["A1"] = "BẢNG SỐ LIỆU"


def hidden(book):
    book["budget"].row_dimensions[3].hidden = True


def at(name, value, number_format=None, table="budget", line=2):
    return lambda book: put(book, table, line, name, value, number_format)


MISTAKES = [
    (at("figure", "=1+1"), "F09", "budget › cột «F2»", "chưa có kết quả lưu"),
    (at("figure", "#REF!"), "F09", "budget › cột «F2»", "lỗi Excel"),
    (lambda book: book["budget"].merge_cells("A3:B3"), "F07", "budget › dòng 3", "Bỏ gộp ô"),
    (hidden, "F12", "budget › dòng 3", "bị ẩn"),
    (titled, "F07", "budget › dòng 1", "«BẢNG SỐ LIỆU»"),
    (at("id", "Tổng cộng", line=13), "F08", "budget › dòng 13", "dòng cộng"),
    (at("figure", 1.18345, "0.0%"), "N06", "budget › cột «F2»", "hiện 118,3% nhưng chứa 118,345%"),
    (at("figure", 118.3), "N05", "budget › cột «F2»", "không có đơn vị"),
    (at("figure", datetime.datetime(2022, 3, 18)), "D01", "budget › cột «F2»", "thành ngày 18/03/2022"),
    (at("figure", "118.3%"), "N01", "budget › cột «F2»", "gõ «118,3»"),
    (at("figure", "118,3 phần"), "N05", "budget › cột «F2»", "không có đơn vị"),
    (at("figure", True), "N04", "budget › cột «F2»", "không phải là một con số"),
    (at("figure", None), "N10", "budget › cột «F2»", "gõ «…»"),
    (at("district", "Văn Canh"), "T05", "budget › cột «B2»", "Có phải"),
    (at("status", "chắc chắn"), "T06", "budget › cột «H2»", "Được dùng"),
    (at("id", "E 1"), "T09", "budget › cột «A2»", "chữ không dấu"),
    (at("id", "E2"), "K03", "budget", "đã có ở dòng 2"),
    (at("marked", "31/04/2022", table="anniversaries"), "D02", "anniversaries › cột «E2»", "không tồn tại"),
    (at("years_stated", 131, table="anniversaries"), "X07", "anniversaries › dòng 2", "132 năm"),
    (at("figure", "40 tấn", table="relief", line=8), "X01", "relief", "lớn hơn"),
    (at("source", None), "K04", "budget › dòng 2", "không có nguồn"),
    (lambda book: book.create_sheet("bugdet"), "F11", "form.xlsx › bugdet", "không có bảng"),
]


@pytest.mark.parametrize(("change", "code", "place", "words"), MISTAKES)
def test_a_mistake_in_a_form_names_sheet_and_cell_and_nothing_is_written(
    workbook, filled, capsys, change, code, place, words
):
    before = records(workbook)
    assert filled(change, "--yes") == 1
    err = capsys.readouterr().err
    line = next((line for line in err.splitlines() if f"[{code}]" in line), err)
    assert place in line and words in line
    assert records(workbook) == before and "Traceback" not in err


def test_a_percent_cell_that_shows_all_it_holds_is_read_and_asked_about(workbook, filled, capsys):
    assert filled(at("figure", 1.193, "0.0%"), "--yes") == 0
    assert "[N06] form.xlsx › budget › cột «F2»: ô định dạng phần trăm: đã đọc 119,3%" in capsys.readouterr().err
    assert b"E1;hoai_an;budget_revenue;district_plan;2021;119,3%" in records(workbook)["budget.csv"]


def test_a_real_date_and_a_whole_number_are_read_as_typed(workbook, filled):
    def change(book):
        put(book, "anniversaries", 2, "marked", datetime.datetime(2022, 5, 19))
        put(book, "anniversaries", 2, "years_stated", 132)

    before = records(workbook)
    assert filled(change, "--yes") == 0 and records(workbook) == before


@pytest.mark.parametrize("content", [b"not a form", b"PK\x03\x04broken"])
def test_a_file_that_is_no_form_is_one_line(workbook, tmp_path, capsys, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    assert main(["take", str(path)], workbook) == 1
    assert "x.xlsx: không phải tệp Excel" in capsys.readouterr().err
    assert main(["take", str(tmp_path / "none.xlsx")], workbook) == 1


def test_a_district_that_is_no_member_gets_no_form(workbook, capsys):
    assert main(["form", "2021", "--district", "tay_sno"], workbook) == 2
    assert "Có phải «tay_son»?" in capsys.readouterr().err
    assert main(["form", "2021"], workbook) == 0
    assert (workbook.outputs / "2021" / "form.xlsx").is_file()
