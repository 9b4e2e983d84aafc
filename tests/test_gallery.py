"""The gallery shows every kind of exhibit there is, and what it prints of code is the code that runs."""

import inspect
import io
import json
import re

import pytest
from pypdf import PdfReader

from docs import refresh
from tests.conftest import PROJECT
from yearbook.desk import charts, exhibit, panels, tables

NOTEBOOK = json.loads(refresh.GALLERY.read_text("utf-8"))
MARKDOWN = refresh.MARKDOWN.read_text("utf-8")
IMAGES = PROJECT / "docs" / "images"
OPENING, KINDS = refresh.kinds(NOTEBOOK)
CODE = "\n".join(refresh.source(cell) for cell in NOTEBOOK["cells"])


def calls():
    """Return what a notebook may call to show something, as it is written there."""
    public = [
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in (charts, panels, tables)
        for name, made in vars(module).items()
        if inspect.isfunction(made) and made.__module__ == module.__name__ and not name.startswith("_")
    ]
    return [exhibit.__name__, *public]


@pytest.mark.parametrize("name", calls())
def test_every_function_that_shows_something_is_in_the_gallery(name):
    assert f"{name}(" in CODE


@pytest.mark.parametrize("look", [look for look in tables.LOOKS if look != "plain"])
def test_every_look_of_a_table_is_in_the_gallery(look):
    assert f'look="{look}"' in CODE


def test_the_code_beside_the_pictures_is_the_code_of_the_notebook():
    assert refresh.gallery_markdown(NOTEBOOK) == MARKDOWN, "run: python docs/refresh.py"
    printed = re.findall(r"^```(?:python|markdown)\n(.*?)\n```$", MARKDOWN, re.M | re.S)
    cells = [cell for cell in OPENING if cell["cell_type"] == "code"] + [cell for kind in KINDS for cell in kind.cells]
    assert printed == [refresh.source(cell) for cell in cells]


def test_every_kind_has_its_picture_and_every_picture_its_kind():
    assert {path.stem for path in (IMAGES / "gallery").glob("*")} == {kind.name for kind in KINDS}


def test_every_picture_that_a_document_shows_is_there_and_is_small():
    texts = {path: path.read_text("utf-8") for path in (PROJECT / "README.md", *(PROJECT / "docs").glob("*.md"))}
    shown = {path.parent / name for path, text in texts.items() for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)}
    assert shown == set(IMAGES.rglob("*.png"))
    assert sum(path.stat().st_size for path in shown) < 1_000_000


def test_every_heading_has_one_sentence_on_its_use_and_a_twin_in_the_other_language():
    spoken = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "markdown"]
    assert [cell["metadata"]["tags"][0] for cell in spoken] == ["vi", "en"] * (len(spoken) // 2)
    for cell in spoken:
        if refresh.source(cell).startswith("## "):
            assert len(refresh.source(cell).split("\n\n")) == 2, cell["id"]
    assert all(kind.cells for kind in KINDS)


def test_it_is_stored_without_what_it_showed():
    for cell in NOTEBOOK["cells"]:
        assert "user_expressions" not in cell["metadata"]
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)


def test_what_is_made_up_says_so():
    for kind in KINDS:
        code = "\n".join(map(refresh.source, kind.cells))
        if "made_up" in code:
            assert "made up" in kind.use and code.count("made-up") >= 1
        else:
            assert not re.search(r"\b(19|20)\d\d\b|\d,\d+%", code), f"{kind.name} types a figure of its own"


@pytest.mark.nightly
def test_the_press_makes_page_and_pdf_of_it_in_both_languages(tmp_path, monkeypatch):
    monkeypatch.setattr(refresh, "OUTPUTS", tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    refresh.make_gallery()
    for language in refresh.LANGUAGES:
        page = (tmp_path / f"gallery.{language}.html").read_text("utf-8")
        assert f'<html lang="{language}"' in page
        parts = re.split(r"<h2 id=", page.split("<main")[1])[1:]
        assert len(parts) == len(KINDS)
        assert all(len(re.findall(r"<(?:p|div|figure|ul|table)\b", part)) > 1 for part in parts), "something is shown"
        words = re.sub(r"<[^>]+>", "", page.split("<main")[1])
        assert not re.search(r"Quantity\(|dtype|Error|\{eval\}|\[\[[^…]", words)
        pdf = PdfReader(io.BytesIO((tmp_path / f"gallery.{language}.pdf").read_bytes()))
        assert len(pdf.pages) > 3
