"""What the contract promises: the standard validates it, a table or a column is YAML and CSV, a mistake is one message."""

import io
import shutil

import pandas as pd
import pytest
import yaml
from frictionless import Package, Schema
from openpyxl import load_workbook

from yearbook import language
from yearbook.cli import main
from yearbook.desk.frames import Edition
from yearbook.emulation.rules import RULES
from yearbook.errors import ContractError, UsageError
from yearbook.ledger.codebook import codebook
from yearbook.ledger.contract import Contract
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.edition import open_edition, problems_of
from yearbook.ledger.forms.blank import form
from yearbook.ledger.forms.names import sheets_of

TASKS = "data/contract/tasks.yaml"


def replaced(workbook, file, seen, typed):
    """Replace text that stands in a file once or more, the first time it does."""
    path = workbook.root / file
    text = path.read_text("utf-8-sig")
    assert seen in text, seen
    path.write_text(text.replace(seen, typed, 1), encoding="utf-8-sig" if file.endswith(".csv") else "utf-8")


def appended(workbook, file, text):
    path = workbook.root / file
    path.write_text(path.read_text("utf-8-sig") + text, encoding="utf-8-sig" if file.endswith(".csv") else "utf-8")


def table(workbook, name, schema, rows="", folder="data/2021"):
    """Write a table: its schema, and its rows into one folder."""
    (workbook.contract / f"{name}.yaml").write_text(schema, encoding="utf-8")
    (workbook.root / folder / f"{name}.csv").write_text(rows, encoding="utf-8-sig")


def found(workbook, edition="2021"):
    """Return what is wrong with the records, beside notes."""
    return [p for p in problems_of(open_edition(edition, workbook), RULES) if p.severity != "note"]


def contract_of(workbook):
    return Contract(workbook.contracts_of(""), workbook.show)


def sheet_of(workbook, name):
    return load_workbook(io.BytesIO(form(open_edition("2021", workbook))))[sheets_of(contract_of(workbook))[name]]


# --- the standard ---------------------------------------------------------------------------------------------------


def package(workbook, edition):
    """Return an edition as the standard sees it: its tables and the reference tables, keys of either among them."""
    resources = []
    for path in sorted(workbook.contract.glob("*.yaml")):
        schema = yaml.safe_load(path.read_text("utf-8"))
        folder = "reference" if schema["place"] == "reference" else edition
        resources.append(
            {
                "name": path.stem,
                "path": f"{folder}/{path.stem}.csv",
                "type": "table",
                "scheme": "file",
                "format": "csv",
                "encoding": "utf-8-sig",
                "dialect": {"csv": {"delimiter": ";"}},
                "schema": schema,
            }
        )
    return Package.from_descriptor({"name": "yearbook", "resources": resources}, basepath=str(workbook.data))


def said_by_the_standard(workbook, edition="2021"):
    report = package(workbook, edition).validate()
    tasks = [(task.name, error.type) for task in report.tasks for error in task.errors]
    return [*tasks, *(("package", error.type) for error in report.errors)]


def test_every_schema_is_a_table_schema(project):
    paths = sorted(project.contract.glob("*.yaml"))
    assert len(paths) > 20
    for path in paths:
        descriptor = yaml.safe_load(path.read_text("utf-8"))
        assert Schema.validate_descriptor(descriptor).valid, path.name
        assert [f.name for f in Schema.from_descriptor(descriptor).fields] == [f["name"] for f in descriptor["fields"]]


@pytest.mark.parametrize("edition", ["2021", "2022"])
def test_the_records_of_an_edition_are_valid_by_the_standard(project, edition):
    assert said_by_the_standard(project, edition) == []


@pytest.mark.parametrize(
    ("file", "seen", "typed", "kind"),
    [
        ("data/2021/figures.csv", "E1;hoai_an;", "E1;hoai_em;", "foreign-key"),
        ("data/2021/members.csv", "an_lao;1;yes;", "an_lao;first;yes;", "type-error"),
        pytest.param("data/2021/figures.csv", "E2;hoai_an;", "E1;hoai_an;", "primary-key", marks=pytest.mark.nightly),
        pytest.param("data/2021/tasks.csv", "N1;", ";", "constraint-error", marks=pytest.mark.nightly),
        pytest.param(
            "data/2021/members.csv", "an_lao;1;yes;", "an_lao;1;maybe;", "type-error", marks=pytest.mark.nightly
        ),
        ("data/reference/units.csv", ";1000;", ";nghìn;", "type-error"),
    ],
)
def test_the_standard_and_the_workbook_refuse_the_same(workbook, file, seen, typed, kind):
    replaced(workbook, file, seen, typed)
    assert kind in [said for _, said in said_by_the_standard(workbook)]
    assert [p for p in found(workbook) if p.severity == "error" and p.file == file]


# --- a column, a code, a table ----------------------------------------------------------------------------------------

AREA = """\
  - name: area_ha
    type: number
    title: Diện tích
    title_en: Area
    description: Diện tích tự nhiên, hecta
    description_en: The area in hectares
    example: '75319.5'
"""


def with_an_area(workbook):
    appended(workbook, "data/contract/members.yaml", AREA)
    for edition in ("2021", "2022"):
        path = workbook.data / edition / "members.csv"
        head, *rows = path.read_text("utf-8-sig").splitlines()
        rows = [f"{row};{'75319.5' if number == 0 else ''}" for number, row in enumerate(rows)]
        path.write_text("\n".join([f"{head};area_ha", *rows]) + "\n", encoding="utf-8-sig")


def test_a_column_is_added_by_yaml_and_csv_alone(workbook, tmp_path, capsys):
    with_an_area(workbook)
    assert main(["check", "2021"], workbook) == 0
    edition = Edition(open_edition("2021", workbook), "en")
    assert float(edition.members.area_ha.iloc[0]) == 75319.5 and edition.members.area_ha.iloc[1] is None
    assert edition.members.attrs["headings"]["area_ha"] == "Area"
    sheet = sheet_of(workbook, "members")
    head = next(cell for cell in sheet[1] if cell.value == "Diện tích")
    assert "hecta" in head.comment.text and sheet.cell(2, head.column).value == "75319.5"
    assert "| `area_ha`<br>Diện tích · Area | Diện tích tự nhiên, hecta" in codebook(contract_of(workbook))
    book = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
    book["Thành viên trong năm"].cell(3, head.column).value = "100.5"
    book.save(tmp_path / "form.xlsx")
    assert main(["take", str(tmp_path / "form.xlsx"), "--yes"], workbook) == 0
    assert "Diện tích: (trống) → 100.5" in capsys.readouterr().out
    assert ";100.5\n" in (workbook.data / "2021" / "members.csv").read_text("utf-8-sig")
    assert said_by_the_standard(workbook) == []


def test_a_column_is_held_to_its_kind(workbook):
    with_an_area(workbook)
    replaced(workbook, "data/2021/members.csv", "75319.5", "rộng")
    assert [(p.code, p.column) for p in found(workbook)] == [("N04", "area_ha")]


def test_a_code_is_added_by_a_row(workbook, tmp_path):
    replaced(workbook, "data/2021/figures.csv", ";not_stated;", ";audited;")
    assert [(p.code, p.column) for p in found(workbook)] == [("T06", "status")]
    appended(workbook, "data/reference/codes.csv", "status.audited;đã kiểm toán;audited;\n")
    assert main(["check", "2021"], workbook) == 0
    for place, label in enumerate(("đã kiểm toán", "audited")):
        figures = Edition(open_edition("2021", workbook), language.LANGUAGES[place]).figures
        assert label in set(figures.status_label)
    book = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
    offered = {cell.value for row in book["Danh mục"].iter_rows() for cell in row}
    status = next(cell.column for cell in book["Kết quả của năm"][1] if cell.value == "Trạng thái")
    assert "đã kiểm toán" in offered
    book["Kết quả của năm"].cell(3, status).value = "đã kiểm toán"
    book.save(tmp_path / "form.xlsx")
    assert main(["take", str(tmp_path / "form.xlsx"), "--yes"], workbook) == 0
    assert (workbook.data / "2021" / "figures.csv").read_text("utf-8-sig").count(";audited;") == 2


VISITS = """\
title: Kiểm tra chéo
title_en: Cross visits
description: |
  Ai đến
  thăm ai
place: edition
order: 30
optional: true
primaryKey: id
foreignKeys:
- {fields: subject, reference: {resource: subjects, fields: id}}
fields:
- {name: id, type: string, kind: id, title: Mã, example: V1, constraints: {required: true}}
- {name: sort, type: integer, title: Thứ tự}
- {name: subject, type: string, title: Đơn vị}
- {name: day, type: string, kind: date, title: Ngày, title_en: Day}
- {name: cost, type: string, kind: figure, title: Chi phí, title_en: Cost}
- {name: after, type: string, kind: references, table: visits, title: Sau}
- {name: mood, type: string, title: Không khí, categories: [vui, {value: calm, label: trầm, label_en: calm}]}
- {name: said_vi, type: string, title: Lời}
- {name: said_en, type: string, title: Lời (tiếng Anh)}
"""
VISITED = """\
id;sort;subject;day;cost;after;mood;said_vi;said_en
V1;;hoai_an;3/2021;trên 2 triệu đồng;;vui;Cảm ơn.;Thanks.
V2;1;Tây Sơn;2021;…;V1;calm;Chào.;
"""


def test_a_table_is_added_by_yaml_and_csv_alone(workbook, tmp_path, capsys):
    table(workbook, "visits", VISITS, VISITED)
    assert main(["check", "2021"], workbook) == 0
    assert "visits" in capsys.readouterr().out  # how the name of a member was understood
    edition = Edition(open_edition("2021", workbook), "en")
    visits = edition.visits
    assert list(visits.index) == ["V2", "V1"]  # a row without a place is the last
    assert list(visits.subject) == ["tay_son", "hoai_an"] and list(visits.said) == ["Chào. [vi]", "Thanks."]
    assert list(visits.mood_label) == ["calm", "vui"] and visits.after["V2"] == ("V1",)
    assert str(visits.day["V1"]) == "03/2021" and visits.cost["V1"].facts == ("V1",)
    assert visits.attrs["headings"]["cost"] == "Cost"
    assert "## visits.csv\n\nKiểm tra chéo / Cross visits\n\nAi đến thăm ai" in codebook(contract_of(workbook))
    book = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
    assert [cell.value for cell in book["Kiểm tra chéo"][1]][:4] == ["Mã", "Thứ tự", "Đơn vị", "Ngày"]
    new = ["V3", "2", "an_lao", "20/05/2021", "3 triệu đồng", "V4", "trầm", "Xong.", "Done."]
    for position, value in enumerate(new, 1):
        book["Kiểm tra chéo"].cell(4, position).value = value
        book["Kiểm tra chéo"].cell(5, position).value = {1: "V4", 3: "an_lao", 5: "…"}.get(position)
    book.save(tmp_path / "form.xlsx")
    assert main(["take", str(tmp_path / "form.xlsx"), "--yes"], workbook) == 0
    text = (workbook.data / "2021" / "visits.csv").read_text("utf-8-sig")
    assert "V3;2;an_lao;20/05/2021;3 triệu đồng;V4;calm;Xong.;Done.\n" in text


def test_a_table_of_a_members_rows_is_in_its_own_form(workbook):
    table(workbook, "visits", VISITS, VISITED)
    book = load_workbook(io.BytesIO(form(open_edition("2021", workbook), "tay_son")))
    assert [cell.value for cell in book["Kiểm tra chéo"]["A"]] == ["Mã", "V2"]


def test_a_mistake_in_a_row_of_an_added_table_is_found(workbook):
    table(workbook, "visits", VISITS, VISITED.replace("V1;calm", "V9;buồn"))
    assert {(p.code, p.column) for p in found(workbook)} == {("K03", "after"), ("T06", "mood")}


def test_an_optional_table_may_be_absent_and_any_other_may_not(workbook):
    table(workbook, "visits", VISITS)
    (workbook.data / "2021" / "visits.csv").unlink()
    assert found(workbook) == [] and len(Edition(open_edition("2021", workbook), "vi").visits) == 0
    replaced(workbook, "params/defaults.yaml", "expects_tables: [", "expects_tables: [visits, ")
    assert "[M01] " in "\n".join(
        p.text() for p in problems_of(open_edition("2021", workbook), RULES) if "visits" in p.file
    )
    replaced(workbook, "data/contract/visits.yaml", "optional: true\n", "")
    assert [(p.code, p.file) for p in found(workbook)] == [("F00", "data/2021/visits.csv")]


def test_a_row_without_its_key_is_none(workbook):
    schema = VISITS.replace(", constraints: {required: true}", "")
    table(workbook, "visits", schema, VISITED.replace("V1;;hoai_an", ";;hoai_an").replace("V1;calm", ";calm"))
    assert [(p.code, p.column) for p in found(workbook)] == [("T10", "id")]


def test_a_csv_without_a_contract_is_an_ordinary_frame(workbook, capsys):
    content = "nơi;dân số;tỷ lệ;ghi chú\nAn Lão;24.200;1,5;…\nHoài Ân;84.437;-0,25;12\n"
    (workbook.data / "2021" / "dan_so.csv").write_text(content, encoding="utf-8-sig")
    read = Edition(open_edition("2021", workbook), "vi").read("dan_so")
    assert type(read) is pd.DataFrame and list(read.columns) == ["nơi", "dân số", "tỷ lệ", "ghi chú"]
    assert list(read["dân số"]) == [24200, 84437] and list(read["tỷ lệ"]) == [1.5, -0.25]
    assert list(read["ghi chú"]) == ["…", "12"]
    assert main(["check", "2021"], workbook) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "F11" in line]
    assert len(said) == 1 and "LƯU Ý" in said[0]
    with pytest.raises(UsageError, match="dan_so"):
        Edition(open_edition("2021", workbook), "vi").read("dan_soo")
    with pytest.raises(UsageError):
        Edition(open_edition("2021", workbook), "vi").read("figures")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('a;b\n1;"hai\n3;4\n5;6\n', "không đóng trên dòng này"),
        ("a;b\n1;2;3\n", "dòng 2 có 3 ô"),
        ("a;a\n1;2\n", "có hai cột tên «a»"),
        ("a;b\n1\x00;2\n", "NUL"),
        ("a;b\nHuyá»‡n;2\n", "sai mã"),
    ],
)
def test_a_csv_without_a_contract_loses_no_row_in_silence_either(workbook, content, said):
    (workbook.data / "2021" / "dan_so.csv").write_text(content, encoding="utf-8-sig")
    with pytest.raises(UsageError, match=said):
        Edition(open_edition("2021", workbook), "vi").read("dan_so")


def test_a_number_too_long_for_arithmetic_stays_as_it_is_written(workbook):
    (workbook.data / "2021" / "dan_so.csv").write_text(f"a;b\n{'9' * 5000};{'x' * 200_000}\n", encoding="utf-8-sig")
    read = Edition(open_edition("2021", workbook), "vi").read("dan_so")
    assert list(read["a"]) == ["9" * 5000] and len(read["b"][0]) == 200_000


# --- mistakes in a schema ---------------------------------------------------------------------------------------------

SOURCE = "{fields: source, reference: {resource: sources, fields: id}}"
SCHEMAS = [
    ("title: Nhiệm vụ năm sau", "title: [Nhiệm vụ", "tasks.yaml › dòng", "YAML sai cú pháp"),
    ("order: 11", "order: 11\norder: 12", "tasks.yaml › dòng 6", "«order» viết hai lần"),
    ("order: 11", "order: sau cùng", "tasks.yaml › order", "số nguyên"),
    ("place: edition", "place: năm", "tasks.yaml › place", "edition hoặc reference"),
    ("fields:\n", "columns:\n", "tasks.yaml", "không có danh sách «fields»"),
    ("order: 11", "ordr: 11", "tasks.yaml", "Có phải «order»"),
    ("primaryKey: id", "primaryKey: idd", "tasks.yaml › primaryKey", "Có phải «id»"),
    ("primaryKey: id", "primaryKey: [id, sort]", "tasks.yaml › primaryKey", "một cột"),
    ("    kind: date", "    knd: date", "tasks.yaml › due", "khóa lạ «knd». Có phải «kind»"),
    ("    kind: date", "    kind: dat", "tasks.yaml › due › kind", "Có phải «date»"),
    ("    kind: date", "    kind: reference", "tasks.yaml › due", "cùng «table»"),
    ("    kind: date", "    kind: references\n    table: taks", "tasks.yaml › due", "không có bảng «taks». Có phải «tasks»"),
    ("    kind: date", "    kind: code", "tasks.yaml › due", "«codes» hoặc «categories»"),
    ("    kind: date", "    kind: date\n    table: tasks", "tasks.yaml › due", "cùng «table»"),
    ("type: string\n    kind: date", "type: date", "tasks.yaml › due › type", "Viết «kind: date»"),
    ("type: integer", "type: intger", "tasks.yaml › sort › type", "Có phải «integer»"),
    ("type: integer", "type: integer\n    kind: text", "tasks.yaml › sort", "trái với phần còn lại"),
    ("type: integer", "type: boolean", "tasks.yaml › sort", "trueValues"),
    ("{required: true}", "{requird: true}", "tasks.yaml › id › constraints", "Có phải «required»"),
    ("constraints: {required: true}", "constraints: required", "tasks.yaml › id", "{required: true}"),
    ("{value: main,", "{valeu: main,", "tasks.yaml › group › categories", "cần «value»"),
    ("{value: main,", "{value: no,", "tasks.yaml › group › categories", "trong dấu nháy"),
    ("name: due", "name: hạn", "tasks.yaml › hạn", "chữ không dấu"),
    ("name: due", "name: text_vi", "tasks.yaml › text_vi", "có hai lần"),
    ("name: due", "nme: due", "tasks.yaml › fields", "cần «name»"),
    (SOURCE, SOURCE.replace("sources", "sorces"), "tasks.yaml › source", "Có phải «sources»"),
    (SOURCE, SOURCE.replace("source,", "sourse,"), "tasks.yaml › foreignKeys", "Có phải «source»"),
    (SOURCE, "{fields: source, resource: sources}", "tasks.yaml › foreignKeys", "mỗi khóa ngoại"),
    (SOURCE, SOURCE.replace("reference:", "refrence:"), "tasks.yaml › foreignKeys", "mỗi khóa ngoại"),
    (SOURCE, f"{SOURCE}\n- {{fields: target, reference: {{resource: anniversaries, fields: id}}}}", "tasks.yaml", "trỏ vòng quanh: tasks → anniversaries → tasks"),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "typed", "place", "words"), SCHEMAS)
def test_a_mistake_in_a_schema_is_one_message_with_its_place(workbook, capsys, seen, typed, place, words):
    replaced(workbook, TASKS, seen, typed)
    assert main(["2021", "--only", "tasks", "--no-pdf"], workbook) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"LỖI: data/contract/{place}") and words in err and "Traceback" not in err
    assert err.count("LỖI") == 1 and len(err.splitlines()) == 2
    assert main(["check", "2021"], workbook) == 1
    out = capsys.readouterr().out
    assert out.count("[P00]") == 1 and "1 lỗi" in out


def removed(name, file):
    """A change that takes a column out of a contract."""

    def change(workbook):
        path = workbook.root / file
        schema = yaml.safe_load(path.read_text("utf-8"))
        schema["fields"] = [each for each in schema["fields"] if each["name"] != name]
        path.write_text(yaml.safe_dump(schema, allow_unicode=True, sort_keys=False), encoding="utf-8")

    return change


RELIED_ON = [
    ("figures", "figure", "loại figure"),
    ("relief", "relation", "cột «relation»"),
    ("anniversaries", "origin", "loại date"),
    ("subjects", "successors", "cột «successors»"),
    ("codes", "name_en", "cột «name_en»"),
    ("units", "factor", "loại number"),
    ("qualifiers", "meaning", "cột «meaning»"),
    ("acknowledgements", "reason", "cột «reason»"),
]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("[" * 100_000, "lồng nhau quá 20 tầng"),
        ("fields: " + "{a: " * 40 + "1" + "}" * 40, "lồng nhau quá 20 tầng"),
        ("a: &a [1, 2]\nfields: [*a, *a]\n", "dùng lại một chỗ khác"),
        ("fields: " + "x" * 200_000, "lớn hơn"),
        ("fields: !!int chín\n", "YAML sai cú pháp"),
        ("fields: !!bool chín\n", "YAML sai cú pháp"),
        ("fields: !!timestamp chín\n", "YAML sai cú pháp"),
    ],
    ids=["brackets", "braces", "an alias", "large", "an integer", "a yes", "a day"],
)
def test_a_schema_that_python_would_fall_over_is_one_message(workbook, capsys, written, words):
    (workbook.root / TASKS).write_text(written, "utf-8")
    assert main(["check", "2021"], workbook) == 1
    said = "".join(capsys.readouterr())
    assert "data/contract/tasks.yaml" in said and words in said and "Traceback" not in said


@pytest.mark.parametrize(("name", "column", "words"), RELIED_ON)
@pytest.mark.parametrize("command", [["check", "2021"], ["2021", "--only", "tasks", "--no-pdf"]])
def test_a_column_the_rules_rely_on_cannot_go(workbook, capsys, command, name, column, words):
    removed(column, f"data/contract/{name}.yaml")(workbook)
    assert main(command, workbook) == 1
    said = "".join(capsys.readouterr())
    assert f"data/contract/{name}.yaml" in said and "chương trình cần cột" in said and words in said
    assert "Traceback" not in said


def test_a_column_the_rules_rely_on_keeps_its_kind(workbook, capsys):
    replaced(workbook, "data/contract/figures.yaml", "kind: figure", "kind: text")
    assert main(["check", "2021"], workbook) == 1
    assert "chương trình cần cột «figure» loại figure" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["figure", "3 tấn"], ["form", "2021"], ["check", "2021"]])
def test_words_and_units_lack_no_column_the_lexicon_relies_on(workbook, capsys, command):
    removed("factor", "data/contract/units.yaml")(workbook)
    assert main(command, workbook) == 1
    assert "data/contract/units.yaml" in "".join(capsys.readouterr())


def test_a_table_the_rules_rely_on_cannot_go(workbook, capsys):
    (workbook.contract / "honours.yaml").unlink()
    assert main(["check", "2021"], workbook) == 1
    assert "không có bảng «honours»" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["my-visits", "thăm", "class", "v" * 32])
def test_a_table_has_a_name_that_python_and_excel_take(workbook, capsys, name):
    table(workbook, name, VISITS.replace("table: visits", f"table: {name}"), VISITED)
    assert main(["form", "2021"], workbook) == 1
    err = capsys.readouterr().err
    assert f"data/contract/{name}.yaml: tên bảng" in err and len(err.splitlines()) == 2


def test_a_key_that_was_left_blank_is_none(workbook):
    schema = VISITS.replace("title_en: Cross visits", "title_en:").replace("title: Lời}", "title: }")
    table(workbook, "visits", schema, VISITED)
    visits = contract_of(workbook)["visits"]
    assert visits.title == ("Kiểm tra chéo", "Kiểm tra chéo") and visits.columns["said_vi"].heading[0] == "said_vi"
    assert "None" not in codebook(contract_of(workbook)).partition("## visits.csv")[2].partition("\n## ")[0]


# --- who is meant -----------------------------------------------------------------------------------------------------

HOMONYM = "hoai_an_b;6;district;Hoài Ân;;huyện Hoài Ân (mới);Hoài Ân District;;01/07/2021;;;;\n"


def test_homonyms_are_refused_by_name_and_told_apart_by_id(workbook):
    appended(workbook, "data/reference/subjects.csv", HOMONYM)
    assert found(workbook) == []
    replaced(workbook, "data/2021/figures.csv", "E1;hoai_an;", "E1;Hoài Ân;")
    problems = found(workbook)
    assert [(p.code, p.column, p.row) for p in problems] == [("T11", "subject", 2)]
    assert "«hoai_an» hoặc «hoai_an_b»" in problems[0].vi and "Gõ mã" in problems[0].vi
    replaced(workbook, "data/2021/figures.csv", "E1;Hoài Ân;", "E1;HUYỆN HOÀI ÂN;")  # a name of one alone
    assert found(workbook) == []
    assert open_edition("2021", workbook).row("figures", "E1").subject == "hoai_an"


def test_a_row_may_name_a_row_of_its_own_table_wherever_it_stands(workbook):
    row = "an_lao_a;7;district;An Lão A;;xã An Lão A;An Lão A;An Lão nhỏ;01/07/2025;;;;\n"
    appended(workbook, "data/reference/subjects.csv", row)
    replaced(
        workbook,
        "data/reference/subjects.csv",
        "UBND An Lão;;30/06/2025;;",
        "UBND An Lão;;30/06/2025;An Lão nhỏ|tay_son;",
    )
    assert found(workbook) == []
    assert open_edition("2021", workbook).row("subjects", "an_lao").successors == ("an_lao_a", "tay_son")
    replaced(workbook, "data/reference/subjects.csv", "An Lão nhỏ|tay_son", "An Lão to")
    assert [(p.code, p.column) for p in found(workbook)] == [("T05", "successors")]


# --- a group's own ----------------------------------------------------------------------------------------------------


@pytest.fixture
def grouped(workbook):
    """The workbook with the edition of 2021 also as one of the group "nhom"."""
    for folder in ("data", "params"):
        (workbook.root / folder / "nhom").mkdir()
    shutil.copytree(workbook.data / "2021", workbook.data / "nhom" / "2021")
    for name in ("2021.yaml", "defaults.yaml"):
        shutil.copy(workbook.params / name, workbook.params / "nhom" / name)
    for folder in ("contract", "reference"):
        (workbook.data / "nhom" / folder).mkdir()
    return workbook


def test_a_groups_own_reference_rows_take_the_shared_ones_place(grouped):
    head = (grouped.reference / "themes.csv").read_text("utf-8-sig").splitlines()[0]
    own = f"{head}\nadvisory;tham mưu riêng;our own advice\nours;của nhóm;ours\n"
    (grouped.data / "nhom" / "reference" / "themes.csv").write_text(own, encoding="utf-8-sig")
    assert found(grouped, "nhom/2021") == []
    themes = Edition(open_edition("nhom/2021", grouped), "vi").themes
    assert themes.name["advisory"] == "tham mưu riêng" and themes.name["ours"] == "của nhóm"
    assert len(themes) > 2 and list(themes.index).count("advisory") == 1
    assert "ours" not in Edition(open_edition("2022", grouped), "vi").themes.index
    (grouped.data / "nhom" / "reference" / "themes.csv").write_text(f"{head}\nours;;ours\n", encoding="utf-8-sig")
    assert [p.file for p in found(grouped, "nhom/2021")] == ["data/nhom/reference/themes.csv"]


def test_a_groups_own_contract_takes_the_shared_ones_place(grouped):
    own = grouped.data / "nhom" / "contract"
    shared = (grouped.contract / "notes.yaml").read_text("utf-8")
    (own / "notes.yaml").write_text(shared.replace("    title: Mã\n", "    title: Số hiệu\n", 1), encoding="utf-8")
    heading = {e: open_edition(e, grouped).contract["notes"].columns["id"].heading[0] for e in ("nhom/2021", "2022")}
    assert heading == {"nhom/2021": "Số hiệu", "2022": "Mã"}
    (own / "figures.yaml").write_text((grouped.contract / "figures.yaml").read_text("utf-8"), encoding="utf-8")
    removed("status", "data/nhom/contract/figures.yaml")(grouped)
    with pytest.raises(ContractError, match=r"^LỖI: data/nhom/contract/figures\.yaml: chương trình cần cột «status»"):
        problems_of(open_edition("nhom/2021", grouped), RULES)
    assert [p for p in found(grouped, "2022") if p.severity == "error"] == []


def test_a_group_may_have_tables_of_its_own(grouped):
    own = grouped.data / "nhom"
    kinds = "place: reference\nfields:\n- {name: id, kind: id}\n- {name: name_vi}\n"
    (own / "contract" / "moods.yaml").write_text(kinds, encoding="utf-8")
    (own / "reference" / "moods.csv").write_text("id;name_vi\nvui;vui vẻ\n", encoding="utf-8-sig")
    (own / "contract" / "visits.yaml").write_text(VISITS, encoding="utf-8")
    (own / "2021" / "visits.csv").write_text(VISITED, encoding="utf-8-sig")
    assert found(grouped, "nhom/2021") == []
    edition = Edition(open_edition("nhom/2021", grouped), "vi")
    assert edition.moods.name_vi["vui"] == "vui vẻ" and len(edition.visits) == 2
    assert "visits" not in open_edition("2022", grouped).contract


# --- a day as far as it is known --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "iso", "vi", "en"),
    [
        ("18/01/2022", "2022-01-18", "ngày 18/01/2022", "on 18 January 2022"),
        ("8/1/2022", "2022-01-08", "ngày 08/01/2022", "on 8 January 2022"),
        ("3/2024", "2024-03", "tháng 3/2024", "in March 2024"),
        ("2024", "2024", "năm 2024", "in 2024"),
        ("29/02/2024", "2024-02-29", "ngày 29/02/2024", "on 29 February 2024"),
        ("0987", "0987", "năm 987", "in 987"),
    ],
)
def test_a_partial_date_is_read_and_printed_in_both_languages(typed, iso, vi, en):
    day = PartialDate.parse(typed)
    assert day.iso() == iso and PartialDate.from_iso(iso) == day and PartialDate.parse(str(day)) == day
    assert [language.on_date(day, each).replace("\u00a0", " ") for each in ("vi", "en")] == [vi, en]


@pytest.mark.parametrize(
    "typed",
    [
        "00/2022",
        "13/2022",
        "0/5/2022",
        "00/05/2022",
        "31/04/2022",
        "29/02/2023",
        "0000",
        "22",
        "18-01-2022",
        "٢٠٢٢",
        "2022-01",
    ],
)
def test_a_date_that_does_not_exist_is_none(typed):
    with pytest.raises(ValueError):
        PartialDate.parse(typed)


@pytest.mark.parametrize("written", ["2022-00", "2022-00-05", "2022-05-00", "2022-13", "22", "18/01/2022"])
def test_a_date_of_params_that_does_not_exist_is_none(written):
    with pytest.raises(ValueError):
        PartialDate.from_iso(written)


@pytest.mark.parametrize(
    ("one", "other", "certain"),
    [
        ("17/01/2022", "18/01/2022", True),
        ("18/01/2022", "18/01/2022", False),
        ("01/2022", "02/2022", True),
        ("01/2022", "18/01/2022", False),
        ("18/01/2022", "01/2022", False),
        ("2021", "01/01/2022", True),
        ("2022", "31/12/2022", False),
        ("2022", "2022", False),
    ],
)
def test_a_partial_date_is_before_another_only_for_certain(one, other, certain):
    assert PartialDate.parse(one).before(PartialDate.parse(other)) is certain
    assert not PartialDate.parse(other).before(PartialDate.parse(one))


def test_partial_dates_have_no_other_order():
    with pytest.raises(TypeError):
        sorted([PartialDate.parse("2022"), PartialDate.parse("01/2022")])
