"""Sections may be added, removed, renamed and reordered: whatever then dangles is said, where it stands and what to do."""

import json

import pytest
import yaml

from yearbook.cli import main

QUICK = ("2021", "--language", "vi", "--no-pdf")


@pytest.fixture
def two(workbook):
    """A workbook with two sections of its own, `first` and `second`, and no comments on others."""
    for path in (*workbook.notebooks.glob("*.ipynb"), *workbook.data.glob("*/commentary/*.md")):
        path.unlink()
    write(workbook, "01_first.ipynb", "print('một')")
    write(workbook, "02_second.ipynb", TABLE)
    return workbook


OPENING = 'from yearbook.desk import exhibit, open_edition\nimport pandas as pd\nedition = open_edition(edition, language)\nsay = edition.say\n'  # fmt: skip
TABLE = OPENING + "exhibit(pd.DataFrame({'a': [1]}), title='Bảng', id='x')"


def write(workbook, name, *sources):
    def cell(order, kind, source, tags=()):
        more = {"outputs": [], "execution_count": None} if kind == "code" else {}
        return {"cell_type": kind, "id": f"c{order}", "metadata": {"tags": list(tags)}, "source": source, **more}

    cells = [cell(0, "markdown", f"# {name}"), cell(1, "code", 'edition = "newest"\nlanguage = "vi"', ["parameters"])]
    cells += [cell(n, "markdown" if source.startswith("#") else "code", source) for n, source in enumerate(sources, 2)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (workbook.notebooks / name).write_text(json.dumps(notebook), encoding="utf-8")


def built(workbook, capsys, *command):
    code = main(list(command or QUICK), workbook)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out + err


def change_params(workbook, name, **values):
    path = workbook.params / name
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text("utf-8")), **values}, allow_unicode=True), "utf-8")


REFER = OPENING + "say(vi='Xem {at}.', en='See {at}.', at=edition.refer('second:x'))"


def test_a_new_order_gives_new_numbers_and_no_reference_breaks(two, capsys):
    write(two, "01_first.ipynb", REFER)
    change_params(two, "2021.yaml", chapters=["second", "first"])
    assert built(two, capsys)[0] == 0
    page = (two.outputs / "2021" / "yearbook.vi.html").read_text("utf-8")
    assert "Bảng\u00a01.1" in page.split("Xem ")[1][:200]


def test_a_reference_into_a_section_that_was_removed_names_file_and_cell_and_what_to_do(two, capsys):
    write(two, "01_first.ipynb", REFER)
    (two.notebooks / "02_second.ipynb").unlink()
    code, said = built(two, capsys)
    assert code == 1
    assert "notebooks/01_first.ipynb (vi) › ô 3, “01_first.ipynb” (c2): «second:x» dẫn tới chương «second»" in said
    assert "Sửa hoặc bỏ liên kết, hoặc thêm chương." in said


def test_a_reference_to_a_section_that_was_renamed_suggests_its_new_name(two, capsys):
    write(two, "01_first.ipynb", REFER)
    (two.notebooks / "02_second.ipynb").rename(two.notebooks / "02_seconds.ipynb")
    assert "Có phải «seconds»?" in built(two, capsys)[1]


def test_a_reference_to_an_exhibit_that_is_gone_names_file_and_cell_and_what_to_do(two, capsys):
    write(two, "01_first.ipynb", "print(1)", REFER.replace("second:x", "second:y"))
    code, said = built(two, capsys)
    assert code == 1 and "› ô 4, “01_first.ipynb” (c3): không có hình, bảng nào mang mã «second:y»" in said
    assert "Sửa liên kết, hoặc id=…" in said


def test_a_link_with_words_into_a_section_that_was_removed_is_printed_as_words_and_noticed_once(two, capsys):
    cite = OPENING + "exhibit(pd.DataFrame({'a': [1]}), title='Bảng', source=edition.cite(edition.figures))"
    write(two, "01_first.ipynb", cite, cite.replace("'a'", "'b'"))
    code, said = built(two, capsys)
    assert code == 0
    (notice,) = [line for line in said.splitlines() if "[B02]" in line]
    assert "notebooks/01_first.ipynb (vi) › ô 3" in notice and "«notes:sources»" in notice and "2 chỗ" in notice


def test_two_exhibits_of_one_id_name_the_cell_of_the_second(two, capsys):
    write(two, "02_second.ipynb", TABLE, TABLE)
    code, said = built(two, capsys)
    assert code == 1 and "02_second.ipynb (vi) › ô 4" in said and "Đổi id=… ở ô này." in said


@pytest.mark.parametrize("file", ["2021.yaml", "defaults.yaml"])
def test_a_chapter_in_the_params_that_no_notebook_makes_names_the_file_that_says_so_and_what_to_do(two, capsys, file):
    change_params(two, file, chapters=["first", "econmy"])
    for command in (QUICK, ("check", "2021")):
        code, said = built(two, capsys, *command)
        assert code == 1 and f"params/{file}" in said and "không có chương «econmy»" in said
        assert "notebooks/NN_econmy.ipynb" in said


@pytest.mark.parametrize("file", ["2021.yaml", "defaults.yaml"])
def test_a_parameter_of_a_section_that_was_removed_names_the_file_that_sets_it(two, capsys, file):
    change_params(two, file, sections={"economy": {"reference": 90}})
    code, said = built(two, capsys)
    assert code == 1 and f"params/{file} › sections" in said and "Sửa hoặc bỏ tên này" in said


@pytest.mark.parametrize("why", ["removed", "no chapter"])
def test_a_comment_on_a_section_that_no_chapter_is_any_more_is_said_by_check(two, capsys, why):
    commentary = two.data / "2021" / "commentary" / "second.vi.md"
    commentary.write_text("Lời.", "utf-8")
    assert "second.vi.md" not in built(two, capsys, "check", "2021")[1]
    if why == "removed":
        (two.notebooks / "02_second.ipynb").unlink()
    else:
        change_params(two, "2021.yaml", chapters=["first"])
    said = built(two, capsys, "check", "2021")[1]
    assert "data/2021/commentary/second.vi.md" in said and "Đổi tên theo một chương (first), hoặc xóa." in said


def test_a_notebook_that_prints_the_comment_on_a_section_that_is_gone_names_its_cell(two, capsys):
    write(two, "01_first.ipynb", OPENING + "edition.commentary('third')")
    code, said = built(two, capsys)
    assert code == 1 and "01_first.ipynb (vi) › ô 3" in said and "không có chương «third»" in said
