"""nbconvert's face of the press: any notebook as a page or a PDF, ours or anyone's."""

import io
from importlib.metadata import entry_points

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pypdf import PdfReader

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


def test_a_notebook_that_papermill_was_given_only_a_language_for_is_printed_in_that_language():
    cells = [
        new_code_cell('edition = "2021"\nlanguage = "vi"', metadata={"tags": ["parameters"]}),
        new_code_cell('# Parameters\nlanguage = "en"\n', metadata={"tags": ["injected-parameters"]}),
        new_markdown_cell("Words."),
    ]
    page, _ = YearbookHTMLExporter().from_notebook_node(nbformat.from_dict(new_notebook(cells=cells)))
    assert '<html lang="en"' in page


def in_both(*cells):
    """Print cells of anybody's as a page and as a PDF; return the words of both, and the PDF's pages."""
    made = nbformat.from_dict(new_notebook(cells=list(cells)))
    page, _ = YearbookHTMLExporter().from_notebook_node(made)
    pdf, _ = YearbookPDFExporter().from_notebook_node(made)
    return page, PdfReader(io.BytesIO(pdf))


def test_links_between_the_headings_of_anybodys_notebook_lead_there_and_others_are_words():
    page, pdf = in_both(
        new_markdown_cell(
            "# Sổ tay\n\n- [tới kết quả](#Kết-quả-năm)\n- [mã hóa](#K%E1%BA%BFt-qu%E1%BA%A3-n%C4%83m)\n- [đầu](#Sổ-tay)\n"
            '- [lạc](#khong-co)\n- [sổ khác](khac.ipynb)\n- <a href="#x">thô</a>'
        ),
        new_markdown_cell("## Kết quả năm\n\nChữ."),
    )
    assert page.count('class="reference" href="#notebook--ket-qua-nam"') == 2 and page.count('href="#notebook"') >= 1
    assert "lạc" in page and "khong-co" not in page and "sổ khác" in page
    assert sum("/Link" in str(note.get_object()) for note in pdf.pages[0].get("/Annots", ())) >= 3


def wide_table(columns, rows=2):
    head = "".join(f"<th>cột số {i}</th>" for i in range(columns))
    body = "".join(
        f"<tr><th>dòng {r}</th>" + "".join(f"<td>{1000 * r + i}</td>" for i in range(columns)) + "</tr>"
        for r in range(rows)
    )
    return f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>"


def test_a_table_of_52_columns_is_printed_in_parts_that_say_which_columns_they_have():
    page, pdf = in_both(new_code_cell("df", outputs=[output(text__html=wide_table(52))]))
    assert page.count(">cột số ") == 52
    text = " ".join("\n".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert "cột 2–" in text and "trong 53 cột" in text and "tiếp theo: cột" in text
    assert all(str(1000 + i) in text for i in range(52)), "no column is lost"
    assert text.count("dòng 1") > 1, "every part names its rows"


def test_a_table_that_a_sheet_has_room_for_stays_whole():
    _, pdf = in_both(new_code_cell("df", outputs=[output(text__html=wide_table(12))]))
    assert "tiếp theo" not in "".join(sheet.extract_text() for sheet in pdf.pages)


def test_spans_of_a_table_in_parts_cover_what_is_left_of_them():
    from yearbook.press.bind.foreign import blocks_of_html
    from yearbook.press.print.columns import parts_of

    above = "<tr><th></th><th colspan=26>nhóm một</th><th colspan=26>nhóm hai</th></tr>"
    (table,) = blocks_of_html(wide_table(52).replace("<thead>", f"<thead>{above}"))
    parts = parts_of(table, "vi")
    for part in parts:
        for row in (*part.grid.head, *part.grid.body):
            assert sum(cell.colspan for cell in row.cells) == len(part.grid.widths)
    assert sum(len(part.grid.widths) - 1 for part in parts) == 52


def test_raw_tables_in_anybodys_html_are_tables_however_they_are_written():
    page, _ = in_both(
        new_markdown_cell("<table><tr><td>một</td><td>1,5</td></tr></table>"),
        new_code_cell("HTML", outputs=[output(text__html="<div><table><tr><th>a<th>b<tr><td>1<td>2</table></div>")]),
    )
    assert "một" in page and "1,5" in page
    from yearbook.press.bind.foreign import blocks_of_html

    for text in ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "<table><tr><th>a<th>b<tr><td>1<td>2"):
        (table,) = blocks_of_html(text)
        said = [[cell.content[0].text for cell in row.cells] for row in (*table.grid.head, *table.grid.body)]
        assert said == [["a", "b"], ["1", "2"]]


BUNDLE = {"application/vnd.vegalite.v5+json": {"mark": "bar"}, "text/plain": "<VegaLite 5 object>"}


def test_of_an_interactive_chart_its_static_picture_is_printed_and_without_one_that_is_said():
    page, pdf = in_both(
        new_code_cell("chart", outputs=[new_output("display_data", BUNDLE | {"image/png": PNG, "text/html": "<div>xin đợi</div>"})]),
        new_code_cell("chart", outputs=[new_output("display_data", BUNDLE | {"text/html": "<div id=v></div><script>x</script>"})]),
    )  # fmt: skip
    assert f"base64,{PNG}" in page and "xin đợi" not in page
    assert "Nội dung tương tác không in được (application/vnd.vegalite.v5+json)" in page
    assert "VegaLite" not in page and len(pdf.pages) == 1


def test_words_with_formulas_in_latex_are_words_and_formulas():
    page, _ = in_both(new_code_cell("Latex", outputs=[output(text__latex=r"Cho $a$ và $\frac{b}{c}$.")]))
    assert "Cho" in page and page.count("<math") == 2
