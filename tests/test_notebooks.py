"""The rules a section's notebook keeps, for every notebook of the book."""

import ast
import json
import re

import pytest

from tests.conftest import PROJECT
from yearbook.ledger.edition import open_edition
from yearbook.paths import Workbook
from yearbook.press.bind.expressions import expressions

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
BANNED = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.AsyncFunctionDef)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return json.loads(request.param.read_text("utf-8"))


def text(cell):
    return "".join(cell["source"])


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_the_eight_sections_are_there():
    names = [
        "01_overview",
        "02_economy",
        "03_relief",
        "04_awards",
        "05_shortcomings",
        "06_tasks",
        "07_members",
        "08_notes",
    ]
    assert [path.stem for path in NOTEBOOKS] == names


def test_it_is_stored_clean(notebook):
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[a-z][a-z0-9-]*", i) for i in ids)
    for cell in code_cells(notebook):
        assert cell["outputs"] == [] and cell["execution_count"] is None


def test_it_opens_with_title_parameters_and_one_import_cell(notebook):
    vi, en, parameters, opening, *rest = notebook["cells"]
    assert (vi["metadata"]["tags"], en["metadata"]["tags"]) == (["vi"], ["en"])
    assert text(vi).startswith("# ") and text(en).startswith("# ")
    assert parameters["metadata"]["tags"] == ["parameters"]
    for line in text(parameters).splitlines():
        assert re.fullmatch(r"[a-z_]+ = .+  # .+ · .+", line), f"no meaning in both languages: {line}"
    assert "import" in text(opening)
    assert not any("import " in text(cell) for cell in rest if cell["cell_type"] == "code")
    assert not any(re.match(r"# ", text(cell)) for cell in rest)


def test_every_markdown_cell_speaks_one_language_and_has_its_twin(notebook):
    spoken = [cell["metadata"]["tags"] for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    assert [tags[0] for tags in spoken] == ["vi", "en"] * (len(spoken) // 2)
    assert [tags[1:] for tags in spoken[::2]] == [tags[1:] for tags in spoken[1::2]]


def test_prose_is_markdown_and_code_holds_no_paragraph(notebook):
    for cell in code_cells(notebook):
        assert "role=" not in text(cell), f"{cell['id']}: prose belongs in a Markdown cell"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            assert expressions(text(cell)) or "{" not in text(cell), cell["id"]


def test_code_cells_are_sentences_not_programs(notebook):
    for cell in code_cells(notebook)[2:]:
        tree = ast.parse(text(cell))
        assert not any(isinstance(node, BANNED) for node in ast.walk(tree)), cell["id"]
        values = all(isinstance(node, ast.Assign) for node in tree.body)
        assert values or isinstance(tree.body[-1], ast.Expr), f"{cell['id']} does not end in the thing shown"
        assert not re.search(r"^\s*[%!]|plt\.|print\(|open\(|\.csv|/data|\.\./", text(cell), re.M), cell["id"]
        assert len(text(cell).splitlines()) <= 9, f"{cell['id']} is too long to read as a sentence"
        assert max(map(len, text(cell).splitlines())) <= 110, f"{cell['id']} has a line over 110 characters"


def test_no_year_district_or_figure_is_typed_into_it(notebook):
    edition = open_edition("2021", Workbook(PROJECT))
    names = [row.name_vi for row in edition.rows("subjects")]
    for cell in notebook["cells"]:
        assert not re.search(r"\b(19|20)\d\d\b", text(cell)), cell["id"]
        assert not any(name in text(cell) for name in names), cell["id"]
        if "parameters" not in cell["metadata"].get("tags", []):
            assert not re.search(r"\d+[.,]\d+", text(cell)), cell["id"]


def test_its_exhibits_have_title_subtitle_or_headings_and_source_in_both_languages(notebook):
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(text(cell))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                assert {keyword.arg for keyword in node.keywords} >= {"vi", "en"}, cell["id"]
