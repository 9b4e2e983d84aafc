"""nbconvert's face of the press: any notebook as a page or a PDF, ours or anyone's."""

from importlib.metadata import entry_points

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from yearbook.press.exporters import YearbookHTMLExporter, YearbookPDFExporter

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FRAME = "<style scoped>td{}</style><table><thead><tr><th></th><th>số</th></tr></thead><tbody><tr><th>0</th><td>1.5</td></tr></tbody></table>"


def output(**data):
    return new_output("display_data", {key.replace("__", "/"): value for key, value in data.items()})


@pytest.fixture
def foreign():
    """A notebook as someone else would write it: pandas, plots, prints, LaTeX, an expected error, a script."""
    cells = [
        new_markdown_cell("# Sổ tay lạ\n\nMột đoạn với $x^2$ và <script>alert(1)</script>.\n\n#### Nhảy cấp"),
        new_code_cell("df", outputs=[output(text__html=FRAME, text__plain="df")]),
        new_code_cell("plt.show()", outputs=[output(image__png=PNG, text__plain="<Figure>")]),
        new_code_cell("print()", outputs=[new_output("stream", name="stdout", text="xin chào 漢字 😀\n")]),
        new_code_cell(
            "1/0",
            outputs=[new_output("error", ename="ZeroDivisionError", evalue="chia cho 0", traceback=[])],
            metadata={"tags": ["raises-exception"]},
        ),
        new_code_cell("Latex", outputs=[output(text__latex=r"$\frac{a}{b}$", text__plain="x")]),
        new_code_cell("Javascript", outputs=[output(application__javascript="alert(1)", text__plain="<JS>")]),
    ]
    return nbformat.from_dict(new_notebook(cells=cells))


def test_jupyter_offers_both_exporters():
    names = {entry.name for entry in entry_points(group="nbconvert.exporters")}
    assert {"yearbook_html", "yearbook_pdf"} <= names


def test_a_foreign_notebook_becomes_a_page_that_says_everything_and_runs_nothing(foreign):
    page, _ = YearbookHTMLExporter().from_notebook_node(foreign)
    for words in (
        "Sổ tay lạ",
        "Nhảy cấp",
        "1.5",
        "xin chào 漢字 😀",
        "ZeroDivisionError: chia cho 0",
        "<mfrac>",
        f"base64,{PNG}",
    ):
        assert words in page, words
    assert page.count("<script") == 1, "only the page's own"
    assert "Nội dung tương tác không in được" in page
    assert "df" not in page.split("<main")[1].split("</main")[0].replace("pdf", ""), "code is not printed"


def test_a_foreign_notebook_becomes_a_pdf_whatever_it_holds(foreign):
    pdf, _ = YearbookPDFExporter().from_notebook_node(foreign)
    assert pdf.startswith(b"%PDF")


def test_an_empty_notebook_is_still_a_document():
    for exporter in (YearbookHTMLExporter(), YearbookPDFExporter()):
        made, _ = exporter.from_notebook_node(nbformat.from_dict(new_notebook()))
        assert len(made) > 500


def test_a_section_of_ours_keeps_its_number_and_its_language(built):
    notebook = nbformat.read(built.folder / "sections" / "economy.en.ipynb", as_version=4)
    page, _ = YearbookHTMLExporter().from_notebook_node(notebook, {"metadata": {"name": "02_economy"}})
    assert '<html lang="en"' in page and "Figure\u00a02.1" in page
    assert "another part of the yearbook" not in page or "fact-" not in page
