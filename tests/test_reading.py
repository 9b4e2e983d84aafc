"""Every record here is made up for the test."""

import pytest

from yearbook.errors import RecordsError
from yearbook.ledger.edition import checked_edition, open_edition, problems_of

HEADER = "id;district;indicator;base;base_year;figure;base_as_printed;status;source;locator;evidence;note_vi;note_en"
ROW = "E1;{district};budget_revenue;district_plan;2021;{figure};;not_stated;review_2021;p3;stated;;"


def budget(workbook, *lines, encoding="utf-8-sig", newline="\n"):
    """Replace the budget table by hand-written lines and return the problems found in that file."""
    (workbook.data / "2021" / "budget.csv").write_bytes(newline.join(lines).encode(encoding))
    problems = problems_of(open_edition("2021", workbook), workbook)
    return [p for p in problems if p.file == "data/2021/budget.csv" and p.severity != "note"]


def row(figure="118,3%", district="hoai_an"):
    return ROW.format(figure=figure, district=district)


def figures(workbook):
    return [str(row.figure) for row in open_edition("2021", workbook).tables["budget"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_any_delimiter_and_unicode_encoding_reads_the_same(workbook, encoding, delimiter):
    cells = (f'"{cell}"' if "," in cell else cell for cell in row().split(";"))
    budget(workbook, HEADER.replace(";", delimiter), delimiter.join(cells), encoding=encoding)
    assert figures(workbook) == ["118,3%"]


@pytest.mark.parametrize(
    "name", ["hoai_an", "Hoài Ân", "H. Hoài Ân", "HOÀI ÂN", "Hoa\u0300i  A\u0302n", "huyện\u00a0Hoài Ân"]
)
def test_known_names_of_a_district_are_understood(workbook, name):
    found = budget(workbook, HEADER, row(district=name))
    assert [problem.code for problem in found if problem.column == "district" and problem.row] == []


@pytest.mark.parametrize(
    ("name", "meant"), [("Văn Canh", "vân canh"), ("Hoai An", "hoai_an"), ("Vĩnh Thanh", "vĩnh thạnh")]
)
def test_a_near_miss_of_a_name_is_asked_about_never_guessed(workbook, name, meant):
    (problem,) = budget(workbook, HEADER, row(district=name))
    assert (problem.code, problem.row, problem.column) == ("T05", 2, "district")
    assert f"Có phải «{meant}»" in problem.vi
    assert "Did you mean" in problem.en


def test_eth_is_read_as_the_vietnamese_letter(workbook):
    budget(workbook, HEADER, row().replace(";;not_stated", ";ÐƠN VỊ;not_stated"))
    assert open_edition("2021", workbook).tables["budget"][0].base_as_printed == "ĐƠN VỊ"


def test_every_problem_is_found_in_one_pass_at_the_row_a_spreadsheet_shows(workbook):
    found = budget(
        workbook,
        HEADER,
        row("118.3"),
        "",
        row('"42,5\ntấn"').replace("E1", "E2"),
        row("1,864 suất quà").replace("E1", "E3"),
        row("12,5 tỷ đồg", district="Văn Canh").replace("E1", "E4"),
    )
    assert [(p.code, p.row, p.column) for p in found] == [
        ("N01", 2, "figure"), ("N03", 5, "figure"), ("T05", 6, "district"), ("N05", 6, "figure"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "code", "row_number", "says"),
    [
        ([HEADER.replace(";", ","), row().replace(";", ",")], "F04", 2, "dấu chấm phẩy"),
        ([HEADER.replace(";", "|"), row()], "F07", 1, "dòng 1"),
        (["Thu ngân sách năm 2021", HEADER, row()], "F07", 1, "trang trí"),
        ([HEADER.replace("figure", "figrue"), row()], "F06", 1, "«figure»"),
        ([HEADER.replace(";locator", ""), row()], "F06", 1, "thiếu cột «locator»"),
        ([HEADER, row(), "Tổng cộng;;;;;392,6%;;;;;;;"], "F08", 3, "dòng cộng"),
        ([HEADER, row("#REF!")], "F09", 2, "#REF!"),
        ([HEADER, row(), row("118,4%")], "K03", 3, "«E1»"),
        ([HEADER, row(), row()], "K01", 3, "giống hệt"),
        ([HEADER, row().replace("2021;118", "năm;118")], "N04", 2, "số nguyên"),
        ([HEADER, row().replace("district_plan", "distrct_plan")], "T06", 2, "«district_plan»"),
        ([HEADER, row().replace("E1;", "Đ1;")], "T09", 2, "«Đ1»"),
        ([HEADER, row("")], "N10", 2, "ô trống"),
    ],
)
def test_a_faulty_file_says_what_is_wrong_and_what_to_do(workbook, lines, code, row_number, says):
    found = budget(workbook, *lines)
    assert code in [problem.code for problem in found]
    problem = next(problem for problem in found if problem.code == code)
    assert problem.row == row_number
    assert says in problem.vi


def test_a_legacy_encoding_is_named(workbook):
    assert [p.code for p in budget(workbook, HEADER, "Hoµi ¢n", encoding="cp1252")] == ["F01"]
    assert [p.code for p in budget(workbook, HEADER, row().replace("E1;hoai_an", "E1;HoÃ i Ã‚n"))] == ["F02"]


@pytest.mark.parametrize(
    ("text", "code"), [("31/4/2022", "D02"), ("19/5/22", "D02"), ("2022-05-19", "D01"), ("5/19/2022", "D02")]
)
def test_an_impossible_date_is_refused(workbook, text, code):
    path = workbook.data / "2021" / "anniversaries.csv"
    path.write_text(path.read_text("utf-8-sig").replace("19/05/2022", text, 1), encoding="utf-8-sig")
    (problem,) = [p for p in problems_of(open_edition("2021", workbook), workbook) if p.severity != "note"]
    assert (problem.code, problem.column) == (code, "marked")


def test_a_missing_table_is_one_problem(workbook):
    (workbook.data / "2021" / "claims.csv").unlink()
    assert [
        (p.code, p.file) for p in problems_of(open_edition("2021", workbook), workbook) if p.severity != "note"
    ] == [("F00", "data/2021/claims.csv")]


def test_the_message_has_file_row_and_column_in_vietnamese_with_english_under_it(workbook):
    budget(workbook, HEADER, row("118.3"))
    with pytest.raises(RecordsError) as stopped:
        checked_edition("2021", workbook)
    first, second, *_ = stopped.value.text().splitlines()
    assert first.startswith("LỖI [N01] data/2021/budget.csv › dòng 2 › cột «figure»: «118.3»")
    assert "type “118,3”" in second
