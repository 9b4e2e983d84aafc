import json

import pytest

from yearbook.errors import EditionError, SectionError
from yearbook.ledger.params import read_params
from yearbook.press.bind.sections import check_overrides, chosen_sections, find_sections


def cell(text, tags=()):
    return {
        "cell_type": "code",
        "id": "a",
        "metadata": {"tags": list(tags)},
        "source": text,
        "outputs": [],
        "execution_count": None,
    }


def write(workbook, name, *cells):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (workbook.notebooks / name).write_text(json.dumps(notebook), encoding="utf-8")


GOOD = 'edition = "newest"\nlanguage = "vi"'


def test_the_sections_are_found_in_reading_order(project):
    slugs = ["overview", "economy", "relief", "awards", "shortcomings", "tasks", "members", "notes"]
    assert [section.slug for section in find_sections(project)] == slugs
    assert [section.number for section in find_sections(project)] == list("12345678")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([cell("x = 1")], "đúng một ô gắn thẻ «parameters», thấy 0"),
        ([cell(GOOD, ["parameters"]), cell(GOOD, ["parameters"])], "thấy 2"),
        ([cell('edition = "newest"', ["parameters"])], "thiếu «language»"),
        ([cell(GOOD + "\nx: int = 3", ["parameters"])], "x: int = 3"),
        ([cell(GOOD + "\nx = len('a')", ["parameters"])], "chỉ được gán giá trị cụ thể"),
        ([cell(GOOD + "\nx = = 3", ["parameters"])], "chỉ được gán giá trị cụ thể"),
    ],
)
def test_a_notebook_without_proper_parameters_is_refused_before_anything_runs(workbook, cells, says):
    write(workbook, "09_extra.ipynb", *cells)
    with pytest.raises(SectionError) as refused:
        find_sections(workbook)
    assert refused.value.place.startswith("notebooks/09_extra.ipynb")
    assert says in refused.value.vi


def test_an_equals_sign_in_a_comment_does_not_hide_a_parameter(workbook):
    write(workbook, "09_extra.ipynb", cell(GOOD + "\nlimit = 3  # at most = 3", ["parameters"]))
    assert find_sections(workbook)[-1].parameters["limit"] == 3


@pytest.mark.parametrize("name", ["9_extra.ipynb", "09 extra.ipynb", "09_Extra.ipynb", "extra.ipynb"])
def test_a_misnamed_notebook_is_refused_and_an_underscored_one_left_alone(workbook, name):
    write(workbook, name, cell(GOOD, ["parameters"]))
    with pytest.raises(SectionError, match="NN_ten"):
        find_sections(workbook)
    (workbook.notebooks / name).rename(workbook.notebooks / f"_{name}")
    assert len(find_sections(workbook)) == 8


def test_two_sections_never_share_a_number_or_a_name(workbook):
    write(workbook, "02_extra.ipynb", cell(GOOD, ["parameters"]))
    with pytest.raises(SectionError, match="02_e"):
        find_sections(workbook)


def test_a_file_that_is_no_notebook_is_named(workbook):
    (workbook.notebooks / "09_extra.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(SectionError, match="09_extra"):
        find_sections(workbook)


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        ({"econmy": {"reference": 90}}, "«economy»"),
        ({"economy": {"refrence": 90}}, "«reference»"),
        ({"economy": {"reference": "90"}}, "khác kiểu"),
        ({"economy": {"edition": "2020"}}, "không có tham số «edition»"),
    ],
)
def test_an_override_the_notebook_does_not_declare_is_refused_with_the_nearest_name(project, overrides, says):
    with pytest.raises(SectionError) as refused:
        check_overrides(find_sections(project), overrides, "params/2021.yaml")
    assert says in refused.value.vi


@pytest.mark.parametrize("slip", ["leed", "findng", "comentary", "EN"])
def test_a_mistyped_tag_of_prose_is_an_error_with_the_nearest_and_never_plain_text(workbook, slip):
    write(workbook, "09_more.ipynb", cell(GOOD, ["parameters"]), {**cell("Chữ.", [slip]), "cell_type": "markdown"})
    with pytest.raises(SectionError, match=f"«{slip}».*Có phải «") as stopped:
        find_sections(workbook)
    assert stopped.value.place == "notebooks/09_more.ipynb › ô 2"


@pytest.mark.parametrize("tag", ["my-own", "draft", "english", "slide", "lead", "en"])
def test_a_tag_of_the_analysts_own_is_left_alone(workbook, tag):
    write(workbook, "09_more.ipynb", cell(GOOD, ["parameters"]), {**cell("Chữ.", [tag]), "cell_type": "markdown"})
    assert find_sections(workbook)[-1].slug == "more"


def test_an_unknown_section_names_the_nearest(project):
    with pytest.raises(SectionError) as refused:
        chosen_sections(find_sections(project), ["ecnomy"])
    assert "«economy»" in refused.value.vi


@pytest.mark.parametrize(
    ("seen", "made", "place", "says"),
    [
        ("state: final", "stat: final", "stat", "khóa lạ «stat». Có phải «state»?"),
        ("state: final", "state: fnal", "state", "«fnal»"),
        ("year: 2021", "", "year", "thiếu khóa «year»"),
        ("  date: 2022-01-18", "  date: 2022-13-18", "conference.date", "không hợp lệ"),
        ("  host: hoai_an", "  hosst: hoai_an", "conference", "host"),
        ("state: final", "state: final\nstate: draft", "dòng", "hai lần"),
        ("state: final", "state: [final", "dòng", "sai cú pháp"),
        ("state: final", "state: final\n? [a, b]\n: 1", "dòng", "khóa phải là một từ"),
        ("year: 2021", "year: &a [2021]\nsections: *a", "dòng", "hãy viết ra"),
        ("year: 2021", "year: " + "[" * 3000 + "]" * 3000, "dòng", "lồng nhau quá 20 tầng"),
        ("year: 2021", "year: " + "2" * 5000, "dòng", "số dài quá 20 chữ"),
        ("year: 2021", "year: !!int x", "dòng", "không đúng kiểu"),
        ("state: final", "state: final\nwords: {member: {vi: huyện, en: district, en_mny: x}}", "en_mny", "«en_many»"),
        ("state: final", "state: final\nexpects: [{indicator: a, base: [b]}]", "expects.0.base", "«bases»"),
    ],
)
def test_a_mistyped_params_file_names_key_and_place(workbook, seen, made, place, says):
    path = workbook.params / "2021.yaml"
    path.write_text(path.read_text("utf-8").replace(seen, made, 1), encoding="utf-8")
    with pytest.raises(EditionError) as refused:
        read_params(path, workbook.show)
    assert refused.value.place.startswith("params/2021.yaml › ") and place in refused.value.text()
    assert says in refused.value.text()


def test_an_empty_params_file_is_one_clear_line(workbook):
    (workbook.params / "2021.yaml").write_text("", encoding="utf-8")
    with pytest.raises(EditionError, match="trống"):
        read_params(workbook.params / "2021.yaml", workbook.show)


def test_a_params_file_of_references_multiplied_is_refused_at_once(workbook):
    lines = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))
    (workbook.params / "2021.yaml").write_text(f"a0: &a0 [{', '.join('x' * 9)}]\n{lines}", encoding="utf-8")
    with pytest.raises(EditionError, match="dòng 2"):
        read_params(workbook.params / "2021.yaml", workbook.show)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda cell: cell["metadata"].update(tags=None), "«metadata.tags»"),
        (lambda cell: cell.pop("source"), "«source»"),
        (lambda cell: cell.update(source=["a", 1]), "«source»"),
        (lambda cell: cell.update(outputs=[{}]), "«output_type»"),
        (lambda cell: cell.pop("cell_type"), "«cell_type»"),
        (lambda cell: cell.update(source="x" * 300_000), "0,3 triệu chữ"),
    ],
)
def test_a_garbled_cell_is_named(workbook, spoil, says):
    spoiled = cell("x = 1", [])
    spoil(spoiled)
    write(workbook, "09_more.ipynb", cell(GOOD, ["parameters"]), spoiled)
    with pytest.raises(SectionError) as stopped:
        find_sections(workbook)
    assert stopped.value.place == "notebooks/09_more.ipynb › ô 2" and says in stopped.value.vi


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda notebook: notebook.pop("metadata"), "«kernelspec»"),
        (lambda notebook: notebook["metadata"].clear(), "chọn kernel Python 3"),
        (lambda notebook: notebook["metadata"].update(kernelspec=None), "«kernelspec»"),
        (lambda notebook: notebook["metadata"]["kernelspec"].pop("language"), "«language»"),
        (lambda notebook: notebook.update(nbformat_minor="x"), "«nbformat_minor»"),
    ],
)
def test_a_notebook_that_does_not_say_what_runs_it_is_named_before_anything_runs(workbook, spoil, says):
    path = workbook.notebooks / "09_more.ipynb"
    write(workbook, path.name, cell(GOOD, ["parameters"]))
    notebook = json.loads(path.read_text("utf-8"))
    spoil(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(SectionError) as stopped:
        find_sections(workbook)
    assert stopped.value.place == "notebooks/09_more.ipynb" and says in stopped.value.vi
