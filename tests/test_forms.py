"""Excel, both ways: nothing is lost or invented in form → fill → take → form, and what Excel spoils is refused."""

import datetime
import io
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.made_up import CONTRACT, EDITION_TABLES
from yearbook.cli import main
from yearbook.ledger.edition import open_edition
from yearbook.ledger.forms.blank import form
from yearbook.ledger.forms.names import LISTS, MEMORY, heading, sheets_of
from yearbook.ledger.forms.words import in_words

SHEETS = sheets_of(CONTRACT)
FIGURES, NOTES, RELIEF = SHEETS["figures"], SHEETS["notes"], SHEETS["relief"]
_blank = {}


def blank(workbook, district=""):
    """Return the form of 2021, made once for the same records: to make one takes as long as to take it."""
    paths = sorted(path for folder in (workbook.data, workbook.params) for path in folder.rglob("*") if path.is_file())
    records = district, *((path.relative_to(workbook.root), path.read_bytes()) for path in paths)
    if records not in _blank:
        _blank[records] = form(open_edition("2021", workbook), district)
    return load_workbook(io.BytesIO(_blank[records]))


@pytest.fixture
def filled(workbook, tmp_path):
    """Make the form of 2021, change it, and take it: filled(change, "--yes") → exit code."""

    def take(change, *arguments, name="form.xlsx", district=""):
        path = tmp_path / name
        book = blank(workbook, district)
        change(book)
        book.save(path)
        return main(["take", str(path), *arguments], workbook)

    return take


@pytest.fixture
def forms(workbook, tmp_path):
    """Make forms of 2021, change them, and take them in one command: forms({path: (change, district)}) → exit code."""

    def take(changes, *arguments):
        for name, (change, district) in changes.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            book = blank(workbook, district)
            change(book)
            book.save(path)
        return main(["take", *(str(tmp_path / name) for name in changes), *arguments], workbook)

    return take


def column(table, name):
    return list(EDITION_TABLES[table].columns).index(name) + 1


def put(book, table, line, name, value, number_format=None):
    cell = book[SHEETS[table]].cell(line, column(table, name))
    cell.value = value
    if number_format:
        cell.number_format = number_format


def records(workbook):
    return {path.name: path.read_bytes() for path in (workbook.data / "2021").glob("*.csv")}


def test_every_heading_of_a_table_is_its_own():
    """A form's headings are how its columns are known again."""
    for table, described in EDITION_TABLES.items():
        headings = [heading(column).casefold() for column in described.columns.values()]
        assert len(headings) == len(set(headings)), table


def test_a_form_that_comes_back_untouched_changes_nothing(workbook, filled, capsys):
    before = records(workbook)
    assert filled(lambda book: None) == 0
    assert "không có gì khác" in capsys.readouterr().out and records(workbook) == before


def test_what_is_taken_is_what_the_next_form_shows(workbook, filled):
    def fill(book):
        put(book, "figures", 9, "figure", "trên 101,5%")
        put(book, "figures", 9, "note_vi", "Số mới = «đã duyệt»; xem tr. 2")

    assert filled(fill, "--yes") == 0
    again = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
    assert again[SHEETS["figures"]].cell(9, column("figures", "figure")).value == "trên 101,5%"
    assert again[SHEETS["figures"]].cell(9, column("figures", "note_vi")).value == "Số mới = «đã duyệt»; xem tr. 2"
    changed = records(workbook)
    assert filled(lambda book: None) == 0 and records(workbook) == changed


def test_the_form_has_text_cells_meanings_and_lists_to_choose_from(workbook):
    book = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
    assert book.sheetnames[0] == "Hướng dẫn" and "…" in " ".join(str(c.value) for c in book["Hướng dẫn"]["A"])
    sheet = book[SHEETS["figures"]]
    assert {cell.number_format for line in sheet.iter_rows(min_row=2, max_row=12) for cell in line} == {"@"}
    assert sheet.column_dimensions["F"].number_format == "@"
    assert "118,3%" in sheet.cell(1, column("figures", "figure")).comment.text
    choices = {str(choice.sqref).split(":")[0]: choice.formula1 for choice in sheet.data_validations.dataValidation}
    assert choices[sheet.cell(2, column("figures", "status")).coordinate].startswith("='Danh mục'!")
    assert sheet.cell(2, column("figures", "status")).value == "nguồn không nói rõ"


def test_nothing_is_written_without_a_yes(workbook, filled, monkeypatch, capsys):
    before = records(workbook)
    monkeypatch.setattr("builtins.input", lambda *_: "k")
    assert filled(lambda book: put(book, "figures", 9, "figure", "101%")) == 0
    out = capsys.readouterr().out
    assert (
        "Kết quả của năm E8 · Vĩnh Thạnh: sửa / changed (form.xlsx" in out
        and "Số liệu: … → 101%" in out
        and "Chưa ghi gì" in out
    )
    assert records(workbook) == before
    monkeypatch.setattr("builtins.input", lambda *_: "c")
    assert filled(lambda book: put(book, "figures", 9, "figure", "101%")) == 0
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
        book[SHEETS["claims"]].delete_rows(14)

    assert filled(change, "--yes") == 0
    out = capsys.readouterr().out
    assert "Ghi chú về dữ liệu Q99: mới / new" in out and "Nhận định không kèm số liệu C10: bỏ / removed" in out
    assert b"Q99;99;low;" in records(workbook)["notes.csv"] and b"\nC10;" not in records(workbook)["claims.csv"]


def test_one_districts_own_form_leaves_the_others_alone(workbook, filled):
    before = records(workbook)

    def change(book):
        assert book[SHEETS["figures"]].cell(2, 1).value == "E10" and SHEETS["claims"] not in book.sheetnames
        put(book, "figures", 2, "figure", "99,5%")

    assert filled(change, "--yes", district="van_canh", name="van-canh.xlsx") == 0
    after = records(workbook)
    assert [name for name in before if before[name] != after[name]] == ["figures.csv"]
    assert after["figures.csv"].count(b"\n") == before["figures.csv"].count(b"\n")


def test_two_forms_that_disagree_are_refused(workbook, tmp_path, capsys):
    before = records(workbook)
    for name, figure in (("a.xlsx", "101%"), ("b.xlsx", "102%")):
        book = blank(workbook)
        put(book, "figures", 9, "figure", figure)
        book.save(tmp_path / name)
    assert main(["take", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx"), "--yes"], workbook) == 1
    assert (
        "[K05] b.xlsx › Kết quả của năm › dòng 9: «E8» khác với a.xlsx › Kết quả của năm › dòng 9 (Số liệu: «101%» · «102%»)"
        in capsys.readouterr().err
    )
    assert records(workbook) == before


def fill(book, table, line, **cells):
    for name, value in cells.items():
        put(book, table, line, name, value)


def like(workbook, table, row, **cells):
    """A change that adds a row at the end of a form: a row of the records, with other cells."""

    def change(book):
        edition = open_edition("2021", workbook)
        words = in_words(edition, EDITION_TABLES[table], edition.row(table, row)) | cells
        fill(book, table, 40, **words)

    return change


def test_one_districts_form_cannot_touch_a_row_of_another(workbook, filled, capsys):
    before = records(workbook)
    assert (
        filled(like(workbook, "figures", "E3", figure="999,9%"), "--yes", district="hoai_an", name="hoai-an.xlsx") == 1
    )
    err = capsys.readouterr().err
    assert "[K06] hoai-an.xlsx › Kết quả của năm › dòng 40: dòng ghi «An Lão»" in err and "riêng của «Hoài Ân»" in err
    assert records(workbook) == before


def test_an_id_typed_over_another_is_refused(workbook, filled, capsys):
    before = records(workbook)

    def change(book):
        put(book, "figures", 2, "id", "E3")

    assert filled(change, "--yes", district="hoai_an", name="hoai-an.xlsx") == 1
    err = capsys.readouterr().err
    assert "[K09] hoai-an.xlsx › Kết quả của năm › dòng 2: dòng này là «E1» mà ô mã nay là «E3»" in err
    assert filled(at("id", None), "--yes", district="hoai_an", name="hoai-an.xlsx") == 1
    assert "[K09] hoai-an.xlsx" in capsys.readouterr().err and records(workbook) == before


def test_a_row_handed_to_another_district_is_refused(workbook, filled, capsys):
    before = records(workbook)
    assert filled(at("subject", "an_lao"), "--yes", district="hoai_an") == 1
    assert "[K06] form.xlsx › Kết quả của năm › dòng 2" in capsys.readouterr().err and records(workbook) == before


def test_the_same_new_id_in_the_forms_of_two_districts_is_two_rows(workbook, forms, capsys):
    both = {
        f"{district}.xlsx": (like(workbook, "relief", "R3", id=number, subject=district), district)
        for district, number in (("tay_son", "R90"), ("an_lao", "r90"))
    }
    assert forms(both, "--yes") == 0
    said = capsys.readouterr()
    assert "[K05] an_lao.xlsx › Hỗ trợ người dân › dòng 40: mã mới «r90» đã dùng ở tay_son.xlsx" in said.err
    assert b"\nR90;tay_son;" in records(workbook)["relief.csv"] and b"\nR91;an_lao;" in records(workbook)["relief.csv"]


def test_a_new_id_that_is_anothers_since_is_another_row_and_the_same_form_again_is_not(
    workbook, forms, tmp_path, capsys
):
    new = {district: like(workbook, "relief", "R3", id="R1", subject=district) for district in ("tay_son", "an_lao")}
    for district in new:
        assert forms({f"{district}.xlsx": (new[district], district)}, "--yes") == 0
    taken = records(workbook)["relief.csv"]
    assert b"\nR10;tay_son;" in taken and b"\nR11;an_lao;" in taken and b"\nR1;hoai_an;" in taken
    paths = [tmp_path / f"{district}.xlsx" for district in new]
    capsys.readouterr()
    assert main(["take", *map(str, paths), "--yes"], workbook) == 0
    assert "không có gì khác" in capsys.readouterr().out and records(workbook)["relief.csv"] == taken


def test_a_new_row_without_an_id_is_given_the_next_one(workbook, filled, capsys):
    assert filled(like(workbook, "relief", "R3", id=None, subject="tay_son"), "--yes", district="tay_son") == 0
    assert "Hỗ trợ người dân R10 · Tây Sơn: mới / new" in capsys.readouterr().out
    assert b"\nR10;tay_son;" in records(workbook)["relief.csv"]


@pytest.mark.parametrize("district", ["", "tay_son"])
def test_an_id_that_differs_from_a_known_one_by_case_alone_is_refused(workbook, filled, capsys, district):
    before = records(workbook)

    def change(book):
        put(book, "figures", 2, "id", book[SHEETS["figures"]]["A2"].value.lower())

    assert filled(change, "--yes", district=district) == 1
    assert "[K03] form.xlsx › Kết quả của năm › dòng 2" in capsys.readouterr().err and records(workbook) == before


def test_two_forms_of_one_name_are_both_read_and_told_apart(workbook, forms, capsys):
    both = {
        "a/form.xlsx": (at("figure", "101%"), "hoai_an"),
        "b/form.xlsx": (at("figure", "102%"), "an_lao"),
    }
    assert forms(both, "--yes") == 0
    assert records(workbook)["figures.csv"].count(b"101%") == 1 and b"102%" in records(workbook)["figures.csv"]
    before = records(workbook)
    assert forms({"a/form.xlsx": (at("figure", "103%"), ""), "b/form.xlsx": (at("figure", "104%"), "")}, "--yes") == 1
    err = capsys.readouterr().err
    assert "b/form.xlsx › Kết quả của năm › dòng 2" in err and "a/form.xlsx › Kết quả của năm › dòng 2" in err
    assert records(workbook) == before


def test_the_same_form_given_twice_is_said_and_counted_once(workbook, filled, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("builtins.input", lambda *_: "k")
    assert filled(at("figure", "101%")) == 0
    (tmp_path / "copy.xlsx").write_bytes((tmp_path / "form.xlsx").read_bytes())
    capsys.readouterr()
    paths = [str(tmp_path / name) for name in ("form.xlsx", "copy.xlsx", "form.xlsx")]
    assert main(["take", *paths, "--yes"], workbook) == 0
    said = capsys.readouterr()
    assert said.err.count("chỉ đọc một lần") == 2 and "copy.xlsx: giống hệt form.xlsx" in said.err
    assert said.out.count("Kết quả của năm E1 · Hoài Ân: sửa / changed") == 1


def test_a_row_of_spaces_is_an_empty_row(workbook, filled, capsys):
    before = records(workbook)

    def change(book):
        book[SHEETS["figures"]]["A20"] = " "
        book[SHEETS["figures"]]["C21"] = "\u00a0 "
        book[SHEETS["notes"]].cell(40, 60).value = " "

    assert filled(change, "--yes") == 0
    assert "không có gì khác" in capsys.readouterr().out and records(workbook) == before


@pytest.mark.parametrize("value", [None, "tấn"])
def test_a_cell_in_the_last_row_of_a_sheet_costs_nothing_and_is_not_lost(workbook, filled, capsys, value):
    before = records(workbook)

    def change(book):
        book[SHEETS["figures"]].cell(1_048_576, 3).number_format = "0.00"
        book[SHEETS["notes"]].cell(1_048_576, 1).value = value

    start = time.process_time()  # not the clock's: a busy machine is no fault of the form
    assert filled(change, "--yes") == (1 if value else 0)
    assert time.process_time() - start < 5
    if value:
        assert "[T09] form.xlsx › Ghi chú về dữ liệu › cột «A1048576»" in capsys.readouterr().err
    assert records(workbook) == before


def test_a_row_far_below_the_others_is_taken(workbook, filled, capsys):
    def change(book):
        note = {"id": "Q99", "sort": "99", "severity": "thấp", "text_vi": "Thử.", "text_en": "Test."}
        fill(book, "notes", 900_000, **note, treatment_vi="Không.", treatment_en="None.", source="review_2021")

    assert filled(change, "--yes") == 0
    assert (
        "Ghi chú về dữ liệu Q99: mới / new" in capsys.readouterr().out and b"\nQ99;" in records(workbook)["notes.csv"]
    )


def test_columns_moved_with_their_headings_are_read_and_named_where_they_are(workbook, filled, capsys):
    before = records(workbook)

    def move(book):
        sheet = book[SHEETS["figures"]]
        figures = [sheet.cell(line, 6).value for line in range(1, sheet.max_row + 1)]
        sheet.delete_cols(6)
        sheet.insert_cols(1)
        for line, value in enumerate(figures, 1):
            sheet.cell(line, 1).value = value

    assert filled(move) == 0 and records(workbook) == before
    assert "không có gì khác" in capsys.readouterr().out

    def move_and_spoil(book):
        move(book)
        book[SHEETS["figures"]].cell(2, 1).value = "118.3%"

    assert filled(move_and_spoil, "--yes") == 1
    assert "[N01] form.xlsx › Kết quả của năm › cột «A2»" in capsys.readouterr().err


def test_a_sheet_that_is_gone_leaves_its_table_as_it_is_and_is_said(workbook, filled, capsys):
    before = records(workbook)
    assert filled(lambda book: book.remove(book[SHEETS["claims"]]), "--yes") == 0
    assert "[F17] form.xlsx: biểu không còn trang tính «Nhận định không kèm số liệu»" in capsys.readouterr().err
    assert records(workbook) == before


def test_a_table_that_is_no_districts_is_not_taken_from_a_districts_form(workbook, filled, capsys):
    before = records(workbook)
    whole = blank(workbook)

    def add(book):
        sheet = book.create_sheet(SHEETS["claims"])
        for line in whole[SHEETS["claims"]].iter_rows(max_row=3, values_only=True):
            sheet.append(line)

    assert filled(add, "--yes", district="hoai_an") == 1
    assert "[F11] form.xlsx › Nhận định không kèm số liệu: biểu riêng của «Hoài Ân»" in capsys.readouterr().err
    assert records(workbook) == before


def test_records_that_change_while_the_question_waits_are_not_written_over(workbook, filled, monkeypatch, capsys):
    path = workbook.data / "2021" / "figures.csv"

    def answer(*_):
        path.write_bytes(path.read_bytes().replace(b"143,2%", b"143,3%"))
        return "c"

    monkeypatch.setattr("builtins.input", answer)
    assert filled(at("figure", "101%")) == 1
    assert "số liệu đã đổi trong lúc chờ" in capsys.readouterr().err
    assert b"143,3%" in path.read_bytes() and b"101%" not in path.read_bytes()


def test_a_cell_too_long_for_excel_is_never_cut_in_silence(workbook, capsys):
    path = workbook.data / "2021" / "notes.csv"
    note = f"Q99;99;low;;{'Dài. ' * 7_000};Long.;Không.;None.;review_2021;p1\n"
    path.write_text(path.read_text("utf-8-sig") + note, encoding="utf-8-sig")
    assert main(["form", "2021"], workbook) == 1
    assert "Excel chỉ giữ 32767" in capsys.readouterr().err


def test_a_form_damaged_inside_is_one_line(workbook, filled, tmp_path, capsys):
    assert filled(lambda book: None) == 0
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(tmp_path / "form.xlsx") as whole, zipfile.ZipFile(damaged, "w") as half:
        for name in whole.namelist():
            content = whole.read(name)
            half.writestr(name, content[: len(content) // 2] if name.endswith("sheet5.xml") else content)
    assert main(["take", str(damaged)], workbook) == 1
    assert "damaged.xlsx: không phải tệp Excel" in capsys.readouterr().err


def titled(book):
    book[SHEETS["figures"]].insert_rows(1)
    book[SHEETS["figures"]]["A1"] = "BẢNG SỐ LIỆU"


def hidden(book):
    book[SHEETS["figures"]].row_dimensions[3].hidden = True


def twice(book):
    for position in range(1, 14):
        book[SHEETS["figures"]].cell(13, position).value = book[SHEETS["figures"]].cell(2, position).value


def hidden_columns(book):
    """Hide D to F as Excel does: one entry for the three."""
    dimension = book[SHEETS["figures"]].column_dimensions["D"]
    dimension.min, dimension.max, dimension.hidden = 4, 6, True
    del book[SHEETS["figures"]].column_dimensions["E"], book[SHEETS["figures"]].column_dimensions["F"]


def inserted(book):
    book[SHEETS["figures"]].insert_cols(4)


def at(name, value, number_format=None, table="figures", line=2):
    return lambda book: put(book, table, line, name, value, number_format)


MISTAKES = [
    (at("figure", "=1+1"), "F09", "Kết quả của năm › cột «F2»", "chưa có kết quả lưu"),
    (at("figure", "#REF!"), "F09", "Kết quả của năm › cột «F2»", "lỗi Excel"),
    (lambda book: book[SHEETS["figures"]].merge_cells("A3:B3"), "F07", "Kết quả của năm › dòng 3", "Bỏ gộp ô"),
    (hidden, "F12", "Kết quả của năm › dòng 3", "bị ẩn"),
    (titled, "F07", "Kết quả của năm › dòng 1", "«BẢNG SỐ LIỆU»"),
    (at("id", "Tổng cộng", line=13), "F08", "Kết quả của năm › dòng 13", "dòng cộng"),
    (at("figure", 1.18345, "0.0%"), "N06", "Kết quả của năm › cột «F2»", "hiện 118,3% nhưng chứa 118,345%"),
    (at("figure", 118.3), "N05", "Kết quả của năm › cột «F2»", "không có đơn vị"),
    (at("figure", datetime.datetime(2022, 3, 18)), "D01", "Kết quả của năm › cột «F2»", "thành ngày 18/03/2022"),
    (at("figure", "118.3%"), "N01", "Kết quả của năm › cột «F2»", "gõ «118,3»"),
    (at("figure", "118,3 phần"), "N05", "Kết quả của năm › cột «F2»", "không có đơn vị"),
    (at("figure", True), "N04", "Kết quả của năm › cột «F2»", "không phải là một con số"),
    (at("figure", None), "N10", "Kết quả của năm › cột «F2»", "gõ «…»"),
    (at("subject", "Văn Canh"), "T05", "Kết quả của năm › cột «B2»", "Có phải"),
    (at("status", "chắc chắn"), "T06", "Kết quả của năm › cột «H2»", "Được dùng"),
    (at("id", "E 1"), "T09", "Kết quả của năm › cột «A2»", "chữ không dấu"),
    (at("id", "E2"), "K03", "Kết quả của năm", "đã có ở dòng 2"),
    (
        at("marked", "31/04/2022", table="anniversaries"),
        "D02",
        "Ngày kỷ niệm trong năm sau › cột «E2»",
        "không tồn tại",
    ),
    (at("years_stated", 131, table="anniversaries"), "X07", "Ngày kỷ niệm trong năm sau › dòng 2", "132 năm"),
    (at("figure", "40 tấn", table="relief", line=8), "X01", "relief", "lớn hơn"),
    (at("source", None), "K04", "Kết quả của năm › dòng 2", "không có nguồn"),
    (lambda book: book.create_sheet("figrues"), "F11", "form.xlsx › figrues", "không có bảng"),
    (
        lambda book: setattr(book[SHEETS["figures"]], "title", "Ket qua cua nam"),
        "F11",
        "form.xlsx › Ket qua cua nam",
        "Có phải «Kết quả của năm»?",
    ),
    (
        lambda book: setattr(book[SHEETS["figures"]], "title", "Kết quả của năm 2"),
        "F11",
        "form.xlsx › Kết quả của năm 2",
        "Có phải «Kết quả của năm»?",
    ),
    (
        lambda book: setattr(book[SHEETS["figures"]], "sheet_state", "hidden"),
        "F12",
        "form.xlsx › Kết quả của năm",
        "trang tính này bị ẩn",
    ),
    (
        lambda book: setattr(book[SHEETS["figures"]], "sheet_state", "veryHidden"),
        "F12",
        "form.xlsx › Kết quả của năm",
        "bị ẩn",
    ),
    (hidden_columns, "F12", "Kết quả của năm › cột «D1»", "cột này bị ẩn"),
    (twice, "K01", "Kết quả của năm › dòng 13", "giống hệt"),
    (at("id", "e1", line=3), "K03", "Kết quả của năm › cột «A3»", "chữ hoa, chữ thường"),
    (inserted, "F06", "Kết quả của năm › dòng 1", "cột thứ 4 không có tên"),
    (
        lambda book: book[SHEETS["figures"]].cell(3, 20, "12 tấn"),
        "F16",
        "Kết quả của năm › cột «T3»",
        "«12 tấn» đứng ở cột không có tên",
    ),
    (lambda book: book[SHEETS["figures"]].cell(90, 20, "12 tấn"), "F16", "Kết quả của năm › cột «T90»", "không có tên"),
    (lambda book: book[SHEETS["figures"]].merge_cells("F2:F3"), "F07", "Kết quả của năm › dòng 2", "Bỏ gộp ô"),
    (at("figure", 118.3, '0.0"%"'), "N05", "Kết quả của năm › cột «F2»", "chỉ còn con số 118,3"),
    (at("figure", 118.3, "0.0\\%"), "N05", "Kết quả của năm › cột «F2»", "chỉ còn con số 118,3"),
    (at("note_vi", 0.5, "0%"), "N06", "Kết quả của năm › cột «L2»", "theo định dạng «0%»"),
    (at("locator", 7, "000"), "N06", "Kết quả của năm › cột «J2»", "theo định dạng «000»"),
    (at("figure", datetime.time(12, 30)), "D01", "Kết quả của năm › cột «F2»", "thành giờ 12:30:00"),
    (at("id", "E\u200b1"), "T08", "Kết quả của năm › cột «A2»", "U+200B"),
    (at("figure", "118\u00ad,3%"), "T08", "Kết quả của năm › cột «F2»", "U+00AD"),
]


def by_day_and_night(mistakes):
    """Yield every mistake, marked for the night where its code stands above already: by day there is one of each."""
    codes = [code for _, code, _, _ in mistakes]
    for position, mistake in enumerate(mistakes):
        yield pytest.param(*mistake, marks=[pytest.mark.nightly] if codes[position] in codes[:position] else [])


@pytest.mark.parametrize(("change", "code", "place", "words"), list(by_day_and_night(MISTAKES)))
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
    assert (
        "[N06] form.xlsx › Kết quả của năm › cột «F2»: ô định dạng phần trăm: đã đọc 119,3%" in capsys.readouterr().err
    )
    assert b"E1;hoai_an;budget_revenue;district_plan;2021;119,3%" in records(workbook)["figures.csv"]


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
    assert main(["form", "2021", "--member", "tay_sno"], workbook) == 2
    assert "Có phải «tay_son»?" in capsys.readouterr().err
    assert main(["form", "2021"], workbook) == 0
    assert (workbook.outputs / "2021" / "form.xlsx").is_file()


def corrected(workbook, table, old, new):
    path = workbook.data / "2021" / f"{table}.csv"
    text = path.read_text("utf-8-sig")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8-sig")


@pytest.fixture
def sent(workbook, tmp_path):
    """Make a form as the records are now: sent(change, district) → its path."""

    def send(change=lambda book: None, district="", name="sent.xlsx"):
        book = blank(workbook, district)
        change(book)
        book.save(tmp_path / name)
        return str(tmp_path / name)

    return send


def test_what_was_corrected_since_is_kept_where_the_form_did_not_change_it(workbook, sent, capsys):
    path = sent(at("note_vi", "Đã xem lại."))
    corrected(workbook, "figures", "118,3%", "118,4%")
    assert main(["take", path, "--yes"], workbook) == 0
    text = records(workbook)["figures.csv"].decode("utf-8-sig")
    assert "118,4%" in text and "118,3%" not in text and "Đã xem lại." in text
    assert "118,3%" not in capsys.readouterr().out


def test_what_both_sides_changed_is_asked_with_both_places(workbook, sent, capsys):
    path = sent(at("figure", "119%"))
    corrected(workbook, "figures", "118,3%", "118,4%")
    before = records(workbook)
    assert main(["take", path, "--yes"], workbook) == 1
    err = capsys.readouterr().err
    assert "[K07] sent.xlsx › Kết quả của năm › cột «F2»" in err and "chưa ghi gì" in err
    assert "«118,3%»; số liệu nay (data/2021/figures.csv › dòng 2): «118,4%»; biểu: «119%»" in err
    assert records(workbook) == before
    assert main(["take", path, "--yes", "--prefer", "records"], workbook) == 0 and records(workbook) == before
    assert main(["take", path, "--yes", "--prefer", "form"], workbook) == 0
    assert b";119%;" in records(workbook)["figures.csv"]


def test_rows_that_came_or_went_since_stay_as_they_are(workbook, sent, capsys):
    path = sent()
    corrected(workbook, "notes", "Q1;", "Q77;")
    before = records(workbook)
    assert main(["take", path, "--yes"], workbook) == 0
    assert "dòng «Q1» đã bị bỏ khỏi số liệu" in capsys.readouterr().err and records(workbook) == before


def test_a_row_dropped_by_the_form_and_corrected_since_is_asked(workbook, sent, capsys):
    path = sent(lambda book: book[SHEETS["notes"]].delete_rows(2))
    corrected(workbook, "notes", "Q1;1;high", "Q1;1;low")
    assert main(["take", path, "--yes"], workbook) == 1
    assert "[K07] sent.xlsx › Ghi chú về dữ liệu: biểu bỏ dòng «Q1»" in capsys.readouterr().err


def test_a_form_without_a_memory_says_so_and_removes_nothing(workbook, sent, capsys):
    def older(book):
        book.remove(book[MEMORY])
        book[SHEETS["notes"]].delete_rows(2)
        put(book, "figures", 2, "figure", "119%")

    path = sent(older)
    assert main(["take", path, "--yes"], workbook) == 0
    assert "[F22] sent.xlsx: biểu không có trang tính ẩn «Bản gốc»" in capsys.readouterr().err
    assert b"\nQ1;" in records(workbook)["notes.csv"] and b"119%" in records(workbook)["figures.csv"]


@pytest.mark.parametrize("sheet", [MEMORY, LISTS])
def test_a_hidden_sheet_that_was_changed_is_refused(workbook, filled, capsys, sheet):
    assert filled(lambda book: setattr(book[sheet].cell(3, 2), "value", "khác"), "--yes") == 1
    assert "[F23] form.xlsx › Bản gốc" in capsys.readouterr().err


def test_two_forms_that_change_other_cells_of_a_row_are_taken_together(workbook, forms):
    assert forms({"a.xlsx": (at("figure", "119%"), ""), "b.xlsx": (at("note_vi", "Đã xem."), "hoai_an")}, "--yes") == 0
    assert b"E1;hoai_an;budget_revenue;district_plan;2021;119%;" in records(workbook)["figures.csv"]
    assert "Đã xem." in records(workbook)["figures.csv"].decode("utf-8-sig")


def test_a_new_row_taken_and_corrected_since_is_not_added_again(workbook, sent, capsys):
    path = sent(like(workbook, "relief", "R3", id=None, subject="tay_son", figure="trên 7 triệu đồng"), "tay_son")
    assert main(["take", path, "--yes"], workbook) == 0
    corrected(workbook, "relief", "trên 7 triệu đồng", "trên 8 triệu đồng")
    before = records(workbook)
    assert main(["take", path, "--yes"], workbook) == 1
    err = capsys.readouterr().err
    assert "[K08] sent.xlsx › Hỗ trợ người dân › dòng 40" in err and "data/2021/relief.csv › dòng 11" in err
    assert records(workbook) == before


def test_a_new_row_names_another_new_row_by_the_id_it_was_typed_with(workbook, filled):
    def change(book):
        both = {"subject": "tay_son", "relation": "cùng số hàng với"}
        like(workbook, "relief", "R3", id="R1", related="R2", **both)(book)
        row = in_words(open_edition("2021", workbook), EDITION_TABLES["relief"], next(iter(relief_rows(workbook))))
        weight = {"what": row["what"], "figure": "5 tấn"}
        fill(book, "relief", 41, **(row | both | weight | {"id": "R2", "related": "R1"}))

    assert filled(change, "--yes", district="tay_son") == 0
    lines = records(workbook)["relief.csv"].decode("utf-8-sig").splitlines()
    assert lines[-2].startswith("R10;tay_son;") and ";R11;review_2021" in lines[-2]
    assert lines[-1].startswith("R11;tay_son;") and ";R10;review_2021" in lines[-1]


def relief_rows(workbook):
    return open_edition("2021", workbook).rows("relief")


def beside(book):
    book[SHEETS["figures"]]["C3"].comment = Comment("Số này tạm tính", "Anh Ba")
    book["Hướng dẫn"]["B20"] = "Đề nghị sửa tên huyện"
    book["Hướng dẫn"]["A3"] = "Đã gõ đè"


def test_what_stands_beside_the_tables_is_reported(workbook, filled, capsys):
    before = records(workbook)
    assert filled(beside, "--yes") == 0
    err = capsys.readouterr().err
    assert "[F18] form.xlsx › Kết quả của năm › cột «C3»: ghi chú của ô không vào số liệu: «Số này tạm tính»" in err
    assert "[F20] form.xlsx › Hướng dẫn › cột «B20»" in err and "«Đề nghị sửa tên huyện»" in err
    assert "[F20] form.xlsx › Hướng dẫn › cột «A3»" in err and records(workbook) == before


def struck(book):
    book[SHEETS["figures"]]["F2"].font = Font(strike=True)


def partly_struck(book):
    void = TextBlock(InlineFont(strike=True), "118,3%")
    book[SHEETS["figures"]]["F2"].value = CellRichText(void, " 119%")


@pytest.mark.parametrize("change", [struck, partly_struck])
def test_a_value_that_is_struck_through_is_refused(workbook, filled, capsys, change):
    before = records(workbook)
    assert filled(change, "--yes") == 1
    assert "[F19] form.xlsx › Kết quả của năm › cột «F2»" in capsys.readouterr().err and records(workbook) == before


def test_names_stand_in_words_and_are_chosen_in_words(workbook, filled):
    book = blank(workbook)
    sheet = book[SHEETS["figures"]]
    shown = [sheet.cell(2, column("figures", name)).value for name in ("subject", "indicator", "base", "source")]
    assert shown == ["Hoài Ân", "thu ngân sách", "kế hoạch huyện giao", "Bài tổng kết năm 2021"]
    assert filled(at("source", "Trang huyện An Lão, tổng kết năm 2022"), "--yes") == 0
    assert b";not_stated;review_2022;p3;" in records(workbook)["figures.csv"].splitlines()[1]


def test_a_label_changed_since_still_means_what_it_meant(workbook, sent):
    path = sent(at("status", "chính thức", line=3))
    reference = workbook.reference / "codes.csv"
    text = reference.read_text("utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith("status.") and ";chính thức;" in line)
    reference.write_text(text.replace(row, row.replace(";chính thức;", ";đã chốt;")), encoding="utf-8-sig")
    assert main(["take", path, "--yes"], workbook) == 0
    code = row.partition(";")[0].partition(".")[2].encode()
    assert records(workbook)["figures.csv"].splitlines()[2].count(b";" + code + b";") == 1


def test_text_that_looks_like_a_formula_stays_text_in_a_form(workbook):
    texts = ["=1+1", "+84 256", "-5", "@Ba"]
    path = workbook.data / "2021" / "notes.csv"
    lines = path.read_text("utf-8-sig").splitlines(keepends=True)
    added = [f"Q{90 + n};{90 + n};low;;{text};{text};Không.;None.;review_2021;p1\n" for n, text in enumerate(texts)]
    path.write_text("".join([*lines, *added]), encoding="utf-8-sig")
    content = form(open_edition("2021", workbook))
    sheet = load_workbook(io.BytesIO(content))[NOTES]
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value in texts]
    assert len(cells) == 8 and {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    (workbook.root / "again.xlsx").write_bytes(content)
    before = records(workbook)
    assert main(["take", str(workbook.root / "again.xlsx"), "--yes"], workbook) == 0 and records(workbook) == before


def test_a_line_end_that_excel_spells_out_is_no_text(workbook, filled):
    assert filled(at("note_vi", "Số_x000D_\nthử."), "--yes") == 0
    assert "Số thử." in records(workbook)["figures.csv"].decode("utf-8-sig")


def test_every_table_prints_one_page_wide_with_its_headings_on_each(workbook):
    for sheet in blank(workbook).worksheets:
        if sheet.sheet_state == "visible":
            assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth == 1, sheet.title
            assert sheet.page_setup.fitToHeight == 0
            assert sheet.title == "Hướng dẫn" or sheet.print_title_rows == "$1:$1"


def test_a_row_is_as_high_as_its_longest_cell_needs(workbook):
    sheet = blank(workbook)[SHEETS["claims"]]
    for line in range(2, sheet.max_row + 1):
        needed = max(
            len(str(cell.value or "")) / sheet.column_dimensions[cell.column_letter].width for cell in sheet[line]
        )
        assert sheet.row_dimensions[line].height >= 14 * needed


def test_a_locked_and_an_old_file_are_called_so(workbook, tmp_path, capsys):
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for content, words in ((old + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"), (old, "dạng cũ .xls")):
        (tmp_path / "x.xlsx").write_bytes(content)
        assert main(["take", str(tmp_path / "x.xlsx")], workbook) == 1
        err = capsys.readouterr().err
        assert words in err and "Chưa ghi gì" in err


def test_a_file_that_holds_too_much_is_refused_before_it_is_read(workbook, filled, tmp_path, capsys):
    assert filled(lambda book: None) == 0
    huge = tmp_path / "huge.xlsx"
    rows = "".join(f'<row r="{line}"/>' for line in range(1_000, 102_000)).encode()
    with zipfile.ZipFile(tmp_path / "form.xlsx") as whole, zipfile.ZipFile(huge, "w", zipfile.ZIP_DEFLATED) as package:
        for name in whole.namelist():
            content = whole.read(name)
            package.writestr(
                name, content.replace(b"</sheetData>", rows + b"</sheetData>") if "sheet3" in name else content
            )
    assert main(["take", str(huge)], workbook) == 1
    assert "hơn 100.000 dòng" in capsys.readouterr().err


def test_a_row_that_is_no_row_is_never_passed_over(workbook, filled, tmp_path, capsys):
    assert filled(lambda book: None) == 0
    odd = tmp_path / "odd.xlsx"
    with zipfile.ZipFile(tmp_path / "form.xlsx") as whole, zipfile.ZipFile(odd, "w") as package:
        for name in whole.namelist():
            content = whole.read(name)
            if name.endswith("sheet3.xml"):
                content = content.replace(b'<row r="3"', b'<rox r="3"', 1)
                at_end = content.index(b"</row>", content.index(b"<rox"))
                content = content[:at_end] + b"</rox>" + content[at_end + 6 :]
            package.writestr(name, content)
    assert main(["take", str(odd), "--yes"], workbook) == 1
    assert "«rox»" in capsys.readouterr().err


def test_a_take_stopped_between_two_files_is_finished_by_the_next(workbook, filled, monkeypatch, capsys):
    def both(book):
        put(book, "figures", 2, "figure", "119%")
        put(book, "notes", 2, "severity", "thấp")

    before = records(workbook)
    moved, replace = [], Path.replace

    def stopped(self, target):
        if str(target).endswith(".csv"):
            moved.append(target)
            if len(moved) == stop and "data" in str(target) and str(workbook.root) in str(target):
                raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stopped)
    stop = 4  # two files for the look ahead in a copy, then the first of two for good
    assert filled(both, "--yes") == 130
    assert records(workbook) != before and b";119%;" in records(workbook)["figures.csv"]
    monkeypatch.undo()
    assert main(["check", "2021"], workbook) in (0, 1)  # any command will do
    assert "nốt lần nhận trước bị ngắt" in capsys.readouterr().out
    assert b"\nQ1;1;low;" in records(workbook)["notes.csv"]
    assert not [path for path in (workbook.data / "2021").iterdir() if path.name.startswith(".")]
