"""Prose is Markdown with values inline, and says the same in every way of running a notebook.

The notebooks here are made up for the test.
"""

import json
import os
import re
import subprocess
import sys

import nbformat
import pytest

from tests.conftest import PROJECT
from yearbook.cli import main
from yearbook.errors import BookError, SectionError
from yearbook.press.bind.chapters import chapter
from yearbook.press.bind.expressions import expressions
from yearbook.press.bind.filling import filled
from yearbook.press.bind.sections import find_sections

PARAMETERS = 'edition = "2021"\nlanguage = "vi"'


def ok(text, **data):
    return {"status": "ok", "data": {"text/plain": text, **data}, "metadata": {}}


def cell(source, first=False, **values):
    kept = [{"expression": name, "result": result} for name, result in values.items()]
    metadata = {"user_expressions": kept} if kept else {}
    return {"cell_type": "markdown", "source": source, "metadata": metadata}


def own(kind, **fields):
    return {"application/vnd.yearbook+json": {"version": 1, "kind": kind, **fields}}


NOTHING = ok("Chưa có", **own("nothing", id=""))
FIGURE = ok("trên 4,5 tấn", **own("prose", role="text", markdown="[trên 4,5 tấn](fact:R4)"))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Có {eval}`x` và {eval}`f('a', b)`.", ["x", "f('a', b)"]),
        ("``{eval}`x` `` là cách viết", []),
        ("```\n{eval}`x`\n```\nrồi {eval}`y`", ["y"]),
        ("`{eval}` không có gì", []),
    ],
)
def test_expressions_are_found_where_they_are_meant_and_not_in_code(source, found):
    assert expressions(source) == found


def test_a_figure_in_prose_keeps_its_words_and_its_record():
    assert filled(cell("Huyện nhận {eval}`x`.", x=FIGURE), "vi") == "Huyện nhận [trên 4,5 tấn](fact:R4)."


def test_a_paragraph_whose_value_is_missing_is_left_out_and_the_others_stay():
    source = "Có {eval}`x`.\n\nCó {eval}`y`.\n\n- một {eval}`x`\n- hai {eval}`y`\n"
    assert filled(cell(source, x=NOTHING, y=FIGURE), "vi").split() == [
        "Có", "[trên", "4,5", "tấn](fact:R4).", "-", "hai", "[trên", "4,5", "tấn](fact:R4)",
    ]  # fmt: skip


def test_a_clause_in_double_brackets_drops_out_alone():
    source = "Họp[[, tại {eval}`x`]] và [[, nhận {eval}`y`]] [[wiki]]"
    assert filled(cell(source, x=NOTHING, y=FIGURE), "vi") == "Họp và , nhận [trên 4,5 tấn](fact:R4) [[wiki]]"


def test_double_brackets_inside_code_stay_as_they_are_written():
    source = "Có {eval}`y`.\n\n```\nHọp[[, tại {eval}`x`]]\n```"
    printed = filled(cell(source, x=NOTHING, y=FIGURE), "vi")
    assert printed.endswith("```\nHọp[[, tại {eval}`x`]]\n```") and printed.startswith("Có [trên")


def test_a_table_or_chart_in_a_sentence_is_an_error_that_names_it():
    table = ok("pandas prints it", **own("table", id="a"))
    with pytest.raises(BookError, match=re.escape("{eval}`rows.figure` là một bảng hay hình")):
        filled(cell("Có {eval}`rows.figure`.", **{"rows.figure": table}), "vi")


def test_of_a_cell_tagged_first_only_the_first_whole_paragraph_stands():
    source = "A {eval}`x`\n\nB {eval}`y`\n\nC"
    assert filled(cell(source, x=NOTHING, y=FIGURE), "vi", first=True) == "B [trên 4,5 tấn](fact:R4)"


@pytest.mark.parametrize(
    ("python", "vi", "en"),
    [
        ("'An Lão'", "An Lão", "An Lão"),
        ("['An Lão', 'Hoài Ân', 'Tây Sơn']", "An Lão, Hoài Ân và Tây Sơn", "An Lão, Hoài Ân, and Tây Sơn"),
        ("2021", "2021", "2021"),
        ("12345", "12.345", "12,345"),
        ("1.5", "1,5", "1.5"),
        ("'<b>*x*</b>'", "\\<b\\>\\*x\\*\\</b\\>", "\\<b\\>\\*x\\*\\</b\\>"),
    ],
)
def test_plain_values_print_as_a_reader_writes_them(python, vi, en):
    assert filled(cell("{eval}`x`", x=ok(python)), "vi") == vi
    assert filled(cell("{eval}`x`", x=ok(python)), "en") == en


@pytest.mark.parametrize("python", ["None", "''", "[]", "()"])
def test_what_is_not_there_is_missing_and_never_printed(python):
    assert filled(cell("Có {eval}`x`.", x=ok(python)), "vi") == ""


def test_an_expression_that_nobody_evaluated_stays_as_it_was_written():
    assert filled(cell("Có {eval}`x`."), "vi") == "Có {eval}`x`."


def test_the_role_of_a_paragraph_is_a_tag_of_its_cell():
    lead = {**cell("Mở đầu."), "metadata": {"tags": ["vi", "lead"]}}
    (block,) = chapter({"cells": [lead]}, slug="a", number="1", language="vi").blocks
    assert block.role == "lead"


def notebook(*prose, language="vi"):
    cells = [
        nbformat.v4.new_markdown_cell("# Nhỏ", id="title"),
        nbformat.v4.new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(
            "from yearbook.desk import open_edition\nedition = open_edition(edition, language)\nn = 3", id="open"
        ),
        *(
            nbformat.v4.new_markdown_cell(text, id=f"prose-{place}", metadata={"tags": tags})
            for place, (text, *tags) in enumerate(prose)
        ),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


@pytest.fixture
def small(workbook):
    """A workbook with one section, and no comments on others."""
    for path in (*workbook.notebooks.glob("*.ipynb"), *workbook.data.glob("*/commentary/*.md")):
        path.unlink()
    return workbook


def put(workbook, *prose):
    nbformat.write(notebook(*prose), workbook.notebooks / "01_small.ipynb")


FIGURES = "Nhận {eval}`edition.relief.figure['R4']`, {eval}`n` lần, {eval}`edition.year`."
PRINTED = "Nhận 42,5 tấn, 3 lần, 2021."


def words(path):
    from pypdf import PdfReader

    if path.suffix == ".pdf":
        return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())
    return re.sub(r"<[^>]*>", "", path.read_text("utf-8"))


@pytest.mark.parametrize("kernel", ["warm", pytest.param("jupyter", marks=pytest.mark.nightly)])
def test_a_build_prints_values_in_prose_with_their_records(small, capsys, kernel):
    put(small, (FIGURES, "vi"), ("{eval}`n` times", "en"))
    assert main(["2021", "--language", "vi", "--no-pdf", "--kernel", kernel], small) == 0, capsys.readouterr().err
    page = words(small.outputs / "2021" / "yearbook.vi.html")
    assert PRINTED in page.replace("\xa0", " ")
    executed = json.loads((small.outputs / "2021" / "sections" / "small.vi.ipynb").read_text("utf-8"))
    kept = [c["metadata"]["user_expressions"] for c in executed["cells"] if "user_expressions" in c["metadata"]]
    assert [entry["expression"] for entry in kept[0]] == ["edition.relief.figure['R4']", "n", "edition.year"]
    assert kept[0][0]["result"]["data"]["text/plain"].endswith("tấn")


@pytest.mark.parametrize("kernel", ["warm", pytest.param("jupyter", marks=pytest.mark.nightly)])
def test_a_list_of_figures_or_days_is_told_in_words_with_their_records(small, capsys, kernel):
    put(small, ("Gửi {eval}`list(edition.relief.figure[['R6', 'R7']])`, họp {eval}`[edition.conference.date]`.", "vi"))
    assert main(["2021", "--language", "vi", "--no-pdf", "--kernel", kernel], small) == 0, capsys.readouterr().err
    page = words(small.outputs / "2021" / "yearbook.vi.html").replace("\xa0", " ")
    assert "Gửi 12,5 tấn và 16 tấn, họp 18/01/2022." in page


def test_a_slip_in_the_other_language_stops_the_build_and_is_named(small, capsys):
    put(small, ("## Kết quả\n\n{eval}`n` lần", "vi"), ("## Results\n\n{eval}`m` times", "en"))
    assert main(["2021", "--language", "vi", "--no-pdf"], small) == 1
    said = capsys.readouterr().err
    assert "{eval}`m`: NameError" in said and "ô 5" in said and "(prose-1)" in said and "Traceback" not in said


def test_an_expression_that_is_no_python_is_named_before_anything_runs(small):
    put(small, ("{eval}`n +` lần", "vi"))
    with pytest.raises(SectionError, match="n \\+") as raised:
        find_sections(small)
    assert "notebooks/01_small.ipynb › ô 4" in raised.value.text()


@pytest.mark.parametrize("kinds", [["html"], pytest.param(["pdf"], marks=pytest.mark.nightly)])
def test_exporters_and_papermill_evaluate_prose_as_a_build_does(small, tmp_path, kinds):
    put(small, (FIGURES, "vi"))
    source = small.notebooks / "01_small.ipynb"
    run = {"cwd": PROJECT, "capture_output": True, "text": True, "check": False}
    for kind in kinds:
        done = subprocess.run(
            [sys.executable, "-m", "nbconvert", "--execute", "--to", f"yearbook_{kind}", str(source),
             "--output-dir", str(tmp_path)], **run,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert PRINTED in words(tmp_path / f"01_small.{kind}").replace("\xa0", " ")
    done = subprocess.run(
        [sys.executable, "-m", "papermill", "--engine", "yearbook", str(source), str(tmp_path / "out.ipynb")], **run
    )
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(tmp_path / "out.ipynb", 4)
    assert [e["expression"] for e in executed.cells[-1].metadata["user_expressions"]][1:] == ["n", "edition.year"]


@pytest.mark.nightly  # by day: the one run through papermill beside it, and test_live
def test_what_an_edition_sets_for_a_section_holds_however_the_notebook_is_run(small, tmp_path, monkeypatch):
    params = small.params / "2021.yaml"
    params.write_text(params.read_text("utf-8") + "\nsections:\n  small: {level: 90}\n", encoding="utf-8")
    made = notebook(("Mức {eval}`level`.", "vi"))
    made.cells[1].source += "\nlevel = 100"
    source = small.notebooks / "01_small.ipynb"
    nbformat.write(made, source)
    run = {"cwd": small.notebooks, "capture_output": True, "text": True, "check": False,
           "env": {**os.environ, "PYTHONPATH": str(PROJECT)}}  # fmt: skip
    nbconvert = [sys.executable, "-m", "nbconvert", "--execute", "--to", "yearbook_html", str(source)]
    done = subprocess.run([*nbconvert, "--output-dir", str(tmp_path)], **run)
    assert done.returncode == 0, done.stderr
    assert "Mức 90." in words(tmp_path / "01_small.html")
    for given, level in ((), "90"), (("-p", "level", "80"), "80"):
        out = tmp_path / "out.ipynb"
        papermill = [sys.executable, "-m", "papermill", "--engine", "yearbook", *given, str(source), str(out)]
        done = subprocess.run(papermill, **run)
        assert done.returncode == 0, done.stderr
        executed = nbformat.read(out, 4)
        assert executed.cells[-1].metadata["user_expressions"][0]["result"]["data"]["text/plain"] == level


def test_words_show_in_lab_as_they_are_read_and_not_in_quotes(small, capsys):
    made = notebook(("{eval}`word` và {eval}`edition.relief.figure['R4']`", "vi"))
    made.cells[2].source += "\nword = say(vi='một\\u00a0từ', en='a\\u00a0word')"
    made.cells.append(nbformat.v4.new_code_cell("word", id="shown"))
    made.cells[2].source = made.cells[2].source.replace("n = 3", "n = 3\nsay = edition.say")
    nbformat.write(made, small.notebooks / "01_small.ipynb")
    assert main(["2021", "--language", "vi", "--no-pdf"], small) == 0, capsys.readouterr().err
    executed = nbformat.read(small.outputs / "2021" / "sections" / "small.vi.ipynb", 4)
    assert executed.cells[-1].outputs[0]["data"]["text/plain"].split() == ["một", "từ"]
    first = executed.cells[-2].metadata["user_expressions"][0]["result"]["data"]["text/plain"]
    assert first.split() == ["một", "từ"]
