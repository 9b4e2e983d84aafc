"""Every record here is made up for the test."""

import itertools

import pytest

from tests.conftest import crossed
from tests.made_up import EDITION_TABLES
from yearbook.cli import main
from yearbook.emulation.rules import RULES
from yearbook.errors import RecordsError
from yearbook.ledger.delimited import garbled, records
from yearbook.ledger.edition import checked_edition, open_edition, problems_of
from yearbook.ledger.reading import read_table

HEADER = "id;subject;indicator;base;as_of;figure;base_as_printed;status;source;locator;evidence;note_vi;note_en"
ROW = "E1;{district};budget_revenue;district_plan;2021;{figure};;not_stated;review_2021;p3;stated;;"


def budget(workbook, *lines, encoding="utf-8-sig", newline="\n"):
    """Replace the budget table by hand-written lines and return the problems found in that file."""
    (workbook.data / "2021" / "figures.csv").write_bytes(newline.join([*lines, ""]).encode(encoding))
    problems = problems_of(open_edition("2021", workbook), RULES)
    return [p for p in problems if p.file == "data/2021/figures.csv" and p.severity != "note"]


def row(figure="118,3%", district="hoai_an"):
    return ROW.format(figure=figure, district=district)


def figures(workbook):
    return [str(row.figure) for row in open_edition("2021", workbook).tables["figures"]]


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
    assert [problem.code for problem in found if problem.column == "subject" and problem.row] == []


@pytest.mark.parametrize(
    ("name", "meant"), [("Văn Canh", "vân canh"), ("Hoai An", "hoai_an"), ("Vĩnh Thanh", "vĩnh thạnh")]
)
def test_a_near_miss_of_a_name_is_asked_about_never_guessed(workbook, name, meant):
    (problem,) = budget(workbook, HEADER, row(district=name))
    assert (problem.code, problem.row, problem.column) == ("T05", 2, "subject")
    assert f"Có phải «{meant}»" in problem.vi
    assert "Did you mean" in problem.en


def test_eth_is_read_as_the_vietnamese_letter(workbook):
    budget(workbook, HEADER, row().replace(";;not_stated", ";ÐƠN VỊ;not_stated"))
    assert open_edition("2021", workbook).tables["figures"][0].base_as_printed == "ĐƠN VỊ"


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
        ("F14", 4, "figure"), ("N01", 2, "figure"), ("N03", 5, "figure"), ("T05", 6, "subject"), ("N05", 6, "figure"),
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
        ([HEADER, row().replace("2021;118", "năm;118")], "D01", 2, "không phải ngày"),
        ([HEADER, row().replace("district_plan", "distrct_plan")], "K03", 2, "«district_plan»"),
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
    (problem,) = [p for p in problems_of(open_edition("2021", workbook), RULES) if p.severity != "note"]
    assert (problem.code, problem.column) == (code, "marked")


def test_a_missing_table_is_one_problem(workbook):
    (workbook.data / "2021" / "claims.csv").unlink()
    assert [(p.code, p.file) for p in problems_of(open_edition("2021", workbook), RULES) if p.severity != "note"] == [
        ("F00", "data/2021/claims.csv")
    ]


def test_the_message_has_file_row_and_column_in_vietnamese_with_english_under_it(workbook):
    budget(workbook, HEADER, row("118.3"))
    with pytest.raises(RecordsError) as stopped:
        checked_edition("2021", workbook, RULES)
    first, second, *_ = stopped.value.text().splitlines()
    assert first.startswith("LỖI [N01] data/2021/figures.csv › dòng 2 › cột «figure»: «118.3»")
    assert "type “118,3”" in second


def everything(workbook, table, content):
    """Replace a table by bytes and return what is wrong with the edition."""
    (workbook.data / "2021" / f"{table}.csv").write_bytes(content)
    return [p for p in problems_of(open_edition("2021", workbook), RULES) if p.severity != "note"]


def lines_of(workbook, table):
    return (workbook.data / "2021" / f"{table}.csv").read_text("utf-8-sig").splitlines()


def test_a_stray_quote_stops_a_final_edition_and_names_the_line_it_opens_in(workbook, capsys):
    path = workbook.data / "2021" / "claims.csv"
    lines = lines_of(workbook, "claims")
    start, _, last = lines[3].rpartition(";")
    lines[3] = f'{start};"{last}'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    assert main(["2021", "--only", "awards", "--no-pdf"], workbook) == 1
    err = capsys.readouterr().err
    assert f"[F14] data/2021/claims.csv › dòng 4 › cột «locator»: dấu ngoặc kép mở trước «{last}» không đóng" in err
    assert main(["check", "2021"], workbook) == 1
    assert "F14" in (workbook.outputs / "2021" / "check.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('"chỉ tiêu', "không đóng trên dòng này"),
        ('"chỉ tiêu" huyện', "đã đóng ngoặc kép mà sau đó còn «huyện;"),
        ('"chỉ\ntiêu"', "kéo dài 2 dòng"),
        ('"chỉ\n""tiêu""\nhuyện"', "kéo dài 3 dòng"),
        ('chỉ tiêu|"huyện"', "có dấu ngoặc kép ngay sau «|»"),
    ],
)
def test_a_quote_that_goes_wrong_is_named_and_costs_no_other_row(workbook, typed, words):
    second = row().replace("E1", "E2").replace(";;not_stated", f";{typed};not_stated")
    found = budget(workbook, HEADER, row(), second, row("118.3").replace("E1", "E3"))
    assert [(p.code, p.row) for p in found] == [("F14", 3), ("N01", 4)] and words in found[0].vi


def test_quotes_that_belong_to_a_cell_are_kept(workbook):
    wordings = ['"kế hoạch; chỉ tiêu"', '"gọi là ""chỉ tiêu"""', 'gọi là "chỉ tiêu"', '"chỉ tiêu" ']
    lines = [row().replace("E1", f"E{n}").replace(";;not", f";{w};not") for n, w in enumerate(wordings, 1)]
    budget(workbook, HEADER, *lines)
    kept = [row.base_as_printed for row in open_edition("2021", workbook).tables["figures"]]
    assert kept == ["kế hoạch; chỉ tiêu", 'gọi là "chỉ tiêu"', 'gọi là "chỉ tiêu"', "chỉ tiêu"]


def with_a_quote(lines):
    """Every way to put one quote into a cell: (line, at its start, in its middle or at its end, the lines)."""
    for number, line in enumerate(lines):
        ends = [at for at, sign in enumerate(line) if sign == ";" and line[:at].count('"') % 2 == 0] + [len(line)]
        for start, end in itertools.pairwise([-1, *ends]):
            for at in {start + 1, (start + 1 + end) // 2, end}:
                yield number + 1, [*lines[:number], line[:at] + '"' + line[at:], *lines[number + 1 :]]


@pytest.mark.parametrize("table", EDITION_TABLES)
def test_one_quote_too_many_anywhere_is_reported_at_its_line_or_takes_no_row_away(project, table):
    lines = lines_of(project, table)
    for line, spoiled in with_a_quote(lines):
        said = []
        found = records("\n".join(spoiled), lambda code, vi, en, row, column, said=said: said.append(row))
        assert said == [line] or (not said and len(found) == len(lines)), spoiled[line - 1]


@pytest.mark.parametrize("table", EDITION_TABLES)
def test_one_quote_too_many_in_a_file_is_reported_at_its_line_or_takes_no_row_away(project, tmp_path, table):
    tables = open_edition("2021", project).tables
    path, whole = tmp_path / "t.csv", len(tables.placed(table))
    for line, spoiled in itertools.islice(with_a_quote(lines_of(project, table)), 0, None, 11):
        path.write_text("\n".join(spoiled), encoding="utf-8-sig")
        rows, problems = read_table(path.read_bytes(), "t", EDITION_TABLES[table], tables.vocabulary(table))
        assert line in [p.row for p in problems if p.severity == "error"] or len(rows) == whole, spoiled[line - 1]


@pytest.mark.parametrize(
    "words", ["AN LÃO", "THỊ XÃ", "ĐÃ", "“THỊ XÃ”", "«XÃ»", "XÃ\u00a0AN", "XÃ – PHƯỜNG", "ĐÃ…", "XÃ²", "«Cá»”", "«mã xá»…", "ÂẤẢẲÊÊ", "tháng", "Ì", "Æ"]
)  # fmt: skip
def test_letters_that_also_stand_in_garbled_text_are_letters(workbook, words):
    assert budget(workbook, HEADER, row().replace(";;not_stated", f";{words};not_stated")) != []  # one row is too few
    assert open_edition("2021", workbook).tables["figures"][0].base_as_printed == words.replace("\u00a0", " ")


def misread(text, page):
    """Return text as UTF-8 looks when it is read in another code page."""
    return "".join(
        bytes([byte]).decode(page, "ignore") or chr(byte) for byte in text.encode()
    )  # undefined bytes stay what they are


WORDS = ["và", "bão số 5", "Nguyễn", "đồng", "ƠN", "HỒNG", "VÙNG", "ưu", "hoà".replace("à", "a\u0300"), "“a”", "ũ", "ĩ"]


@pytest.mark.parametrize(("words", "page"), crossed(WORDS, ["cp1252", "latin-1", "cp1258"]))
def test_what_was_read_in_another_code_page_is_refused_at_its_line(workbook, words, page):
    (problem,) = everything(workbook, "figures", f"{HEADER}\n{row()}\n{misread(words, page)}\n".encode("utf-8-sig"))
    assert (problem.code, problem.file, problem.row) == ("F02", "data/2021/figures.csv", 3)
    assert "65001" in problem.vi


def test_every_table_is_sound_and_none_is_once_garbled(project):
    for path in sorted(project.data.glob("*/*.csv")):
        text = path.read_text("utf-8-sig")
        assert garbled(text) is None, path
        for page in ("cp1252", "latin-1", "cp1258"):
            assert text.isascii() or garbled(misread(text, page)), (path, page)


def test_a_letter_that_was_lost_is_refused(workbook):
    (problem,) = everything(workbook, "figures", f"{HEADER}\n{row()};Ho\ufffdi Ân\n".encode("utf-8-sig"))
    assert (problem.code, problem.row) == ("F02", 2)


def test_line_ends_of_an_old_mac_read_the_same(workbook):
    budget(workbook, HEADER, row(), row("119%").replace("E1", "E2"), newline="\r")
    assert figures(workbook) == ["118,3%", "119%"]


def test_a_file_cut_inside_its_last_cell_is_a_warning_that_shows_where(workbook):
    whole = f"{HEADER}\n{row()}\n".encode("utf-8-sig")
    assert "F25" not in {p.code for p in everything(workbook, "figures", whole)}
    for cut in (1, 2, 4):
        (problem,) = [p for p in everything(workbook, "figures", whole[:-cut]) if p.code == "F25"]
        last = whole[:-cut].decode("utf-8-sig").splitlines()[-1]
        assert problem.severity == "warning" and problem.row == 2 and f"«{last[-24:]}»" in problem.vi
    assert "F25" not in {p.code for p in everything(workbook, "figures", HEADER.encode("utf-8-sig"))}


def test_a_nul_is_one_message_with_its_line(workbook, capsys):
    (problem,) = everything(workbook, "figures", f"{HEADER}\n{row()}\n\x00".encode("utf-8-sig"))
    assert (problem.code, problem.row) == ("F15", 3) and "CSV UTF-8" in problem.vi
    assert main(["check", "2021"], workbook) == 1
    assert {p.code for p in everything(workbook, "figures", f"{HEADER}\n{row()}".encode("utf-16-le"))} <= {"F01", "F15"}


def test_a_cell_longer_than_most_is_read_whole(workbook):
    long = "Ghi chú dài. " * 20_000
    budget(workbook, HEADER, row() + long, row().replace("E1", "E2") + f'"{long};"')
    notes = [row.note_en for row in open_edition("2021", workbook).tables["figures"]]
    assert notes == [long.strip(), f"{long};"]


def test_what_stands_in_a_column_without_a_name_is_refused(workbook):
    found = budget(workbook, HEADER + ";;", row() + ";;tấn", row("119%").replace("E1", "E2") + ";;")
    assert [(p.code, p.row) for p in found] == [("F16", 2)] and "«tấn»" in found[0].vi


def test_ids_that_differ_by_case_alone_are_refused(workbook):
    (problem,) = budget(workbook, HEADER, row(), row("119%").replace("E1", "e1"))
    assert (problem.code, problem.row, problem.column) == ("K03", 3, "id") and "chữ hoa, chữ thường" in problem.vi


HIDDEN = ["\u200b", "\u200c", "\u200d", "\u00ad", "\ufeff", "\u2060", "\u200e", "\u202e", "\u2066", "\ufe0f", "\u0007"]
EXACT = {
    "id": ("E1;", "E{}1;"),
    "subject": ("hoai_an", "hoai{}_an"),
    "base": ("district_plan", "district{}_plan"),
    "as_of": ("2021", "20{}21"),
    "figure": ("118,3%", "118{},3%"),
    "source": ("review_2021", "{}review_2021"),
}


@pytest.mark.parametrize(("column", "sign"), crossed(list(EXACT), HIDDEN))
def test_a_hidden_character_in_an_id_a_code_or_a_figure_is_refused_with_its_position(workbook, column, sign):
    seen, typed = EXACT[column]
    (problem,) = budget(workbook, HEADER, row().replace(seen, typed.format(sign), 1))
    assert (problem.code, problem.row, problem.column) == ("T08", 2, column)
    assert f"U+{ord(sign):04X}" in problem.vi and f"vị trí {typed.index('{}') + 1}" in problem.vi


def test_a_hidden_character_in_a_date_is_refused(workbook):
    path = workbook.data / "2021" / "anniversaries.csv"
    text = path.read_text("utf-8-sig")
    (problem,) = everything(workbook, "anniversaries", text.replace("19/05/2022", "19/05/\u200e2022", 1).encode())
    assert (problem.code, problem.column) == ("T08", "marked")


def test_a_hidden_character_in_running_text_is_dropped_and_noted(workbook):
    budget(workbook, HEADER, row().replace(";;not_stated", ";chỉ\u00ad ti\u200bêu\u202e;not_stated"))
    assert open_edition("2021", workbook).tables["figures"][0].base_as_printed == "chỉ tiêu"
    notes = [p for p in open_edition("2021", workbook).tables.problems() if p.code == "T08"]
    assert [(p.severity, p.row, p.column) for p in notes] == [("note", 2, "base_as_printed")]
    assert "U+00AD SOFT HYPHEN ở vị trí 4, sau «chỉ»" in notes[0].vi


def test_a_control_character_is_refused_even_in_running_text(workbook):
    (problem,) = budget(workbook, HEADER, row().replace(";;not_stated", ";chỉ\u00ad\u0008;not_stated"))
    assert (problem.code, problem.column) == ("T08", "base_as_printed") and "U+0008" in problem.vi


@pytest.mark.parametrize(
    ("table", "seen", "typed", "code"),
    [
        ("leadership", ";2022;", f";{'2' * 5000};", "T14"),
        ("leadership", ";2022;", f";{'2' * 10};", "N04"),
        ("leadership", ";2022;", ";٢٠٢٢;", "N04"),
        ("figures", "118,3%", "9" * 200_000 + "%", "T14"),
        ("figures", "118,3%", "5 " + "tấn " * 5000, "T14"),
        ("figures", ";hoai_an;", f";{'hoai_an ' * 5000};", "T14"),
        ("figures", ";2021;", f";{'2' * 5000};", "T14"),
    ],
)
def test_what_is_far_too_long_for_its_column_is_one_short_message_at_once(workbook, table, seen, typed, code):
    text = (workbook.data / "2021" / f"{table}.csv").read_text("utf-8-sig")
    problem, *_ = everything(workbook, table, text.replace(seen, typed, 1).encode("utf-8-sig"))
    assert (problem.code, problem.row) == (code, 2) and len(problem.vi) < 200


@pytest.mark.parametrize("factor", ["0", "-5", "1" * 21, f"0.{'0' * 20}1", "1e3", "", "1,5"])
def test_a_unit_whose_size_makes_no_sense_is_named(workbook, factor):
    units = workbook.reference / "units.csv"
    units.write_text(units.read_text("utf-8").replace("mass;100;", f"mass;{factor};"), encoding="utf-8")
    found = [p for p in open_edition("2021", workbook).tables.problems() if p.severity == "error"]
    assert [(p.file, p.column) for p in found] == [("data/reference/units.csv", "factor")]
