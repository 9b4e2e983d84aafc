"""An executed notebook becomes a chapter: ours exactly, anyone else's degraded but never broken."""

import pytest

from yearbook.errors import BookError
from yearbook.ledger.expression import Expression
from yearbook.press.bind import book, markdown
from yearbook.press.bind.chapters import MOST_LINES, chapter

MIME = "application/vnd.yearbook+json"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt"><rect width="72" height="36" fill="red"/></svg>'
)


def code(*outputs, tags=()):
    return {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": "x", "outputs": list(outputs)}


def text(source, *tags, attachments=None):
    cell = {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": source}
    return cell | ({"attachments": attachments} if attachments else {})


def shown(**data):
    return {
        "output_type": "display_data",
        "data": {key.replace("__", "/"): value for key, value in data.items()},
        "metadata": {},
    }


def made(*cells, language="vi"):
    return chapter({"cells": list(cells)}, slug="s", number="1", language=language)


def blocks(*cells, **kw):
    return made(*cells, **kw).blocks


def words(inlines):
    return "".join(getattr(inline, "text", "") or words(getattr(inline, "children", ())) for inline in inlines)


def test_the_first_heading_is_the_title_and_only_one_language_is_kept():
    cells = (text("# Tổng quan", "vi"), text("# Overview", "en"), text("## Câu hỏi", "vi"), text("## Question", "en"))
    assert made(*cells).title == "Tổng quan"
    assert made(*cells, language="en").title == "Overview"
    assert [words(b.content) for b in blocks(*cells, language="en")] == ["Question"]


def test_code_parameters_and_removed_cells_are_never_printed():
    printed = {"output_type": "stream", "name": "stdout", "text": "no"}
    assert (
        blocks(
            code(),
            code(printed, tags=["parameters"]),
            code(printed, tags=["injected-parameters"]),
            code(printed, tags=["remove-cell"]),
        )
        == ()
    )


def test_the_richest_printable_form_of_an_output_is_taken():
    (block,) = blocks(code(shown(text__plain="p", text__markdown="**m**", text__html="<p>h</p>")))
    assert words(block.content) == "m"
    (block,) = blocks(code(shown(text__plain="p", text__html="<p>h</p>", image__png="AA==")))
    assert words(block.content) == "h"
    (block,) = blocks(
        code({"output_type": "display_data", "data": {"text/plain": "p", "image/svg+xml": SVG}, "metadata": {}})
    )
    assert isinstance(block, book.Figure) and (block.picture.width, block.picture.height) == (96, 48)


@pytest.mark.parametrize(
    "mime", ["application/javascript", "application/vnd.plotly.v1+json", "application/vnd.jupyter.widget-view+json"]
)
def test_what_has_no_place_in_print_is_replaced_by_a_line_that_says_so(mime):
    (block,) = blocks(code({"output_type": "display_data", "data": {mime: {}, "text/plain": "<obj>"}, "metadata": {}}))
    assert isinstance(block, book.Missing) and mime in block.text


def test_an_iframe_is_replaced_by_a_line_that_says_so():
    (block,) = blocks(code(shown(text__html="<iframe src='https://x'></iframe>", text__plain="<obj>")))
    assert isinstance(block, book.Missing)


def test_streams_join_lose_their_colours_and_keep_the_last_state_of_a_progress_bar():
    streams = [
        {"output_type": "stream", "name": "stdout", "text": part}
        for part in ("\x1b[31mđỏ\x1b[0m\n", "10%\r50%\r100%\n")
    ]
    (block,) = blocks(code(*streams))
    assert block.text == "đỏ\n100%"


def test_an_endless_output_is_cut_and_says_by_how_much():
    many = {"output_type": "stream", "name": "stdout", "text": "x\n" * 1000}
    (block,) = blocks(code(many))
    assert len(block.text.splitlines()) == MOST_LINES + 1 and str(1001 - MOST_LINES) in block.text
    (block,) = blocks(code({"output_type": "stream", "name": "stdout", "text": "y" * 5_000_000}))
    assert len(block.text) < 30_000


def test_an_expected_error_is_one_line_without_a_traceback():
    error = {"output_type": "error", "ename": "ValueError", "evalue": "sai", "traceback": ["\x1b[0;31mTraceback"]}
    (block,) = blocks(code(error, tags=["raises-exception"]))
    assert (block.role, block.text) == ("error", "ValueError: sai")


def payload(**fields):
    return code(
        {"output_type": "display_data", "data": {MIME: {"version": 2, **fields}, "text/plain": "p"}, "metadata": {}}
    )


def test_prose_of_ours_keeps_facts_references_and_role():
    (block,) = blocks(
        payload(
            kind="prose",
            role="warning",
            markdown="a [trên 100 tấn](fact:%5B%22%2B%22%2C%22R1%22%2C%22R2%22%5D) [](#x:y)",
        )
    )
    assert block.role == "warning"
    assert book.Fact("trên 100 tấn", Expression.parse('["+","R1","R2"]')) in block.content
    assert book.Reference("#x:y", "") in block.content


GRID = {"columns": [{"label": "A", "align": "left", "width": 1}, {"label": "B", "align": "right", "width": 2}], "row_headers": True,
        "rows": [{"cells": [{"text": "<b>", "role": "text"}, {"text": "1", "role": "figure", "fact": "R1", "mark": "a"}]}]}  # fmt: skip
TABLE = {
    "kind": "table",
    "id": "t",
    "title": "T",
    "subtitle": "",
    "grid": GRID,
    "source": "",
    "notes": [{"mark": "a", "markdown": "n"}],
    "wide": False,
    "look": "plain",
}


def test_a_table_of_ours_keeps_headers_facts_and_marks_and_its_text_is_data():
    (table,) = blocks(payload(**TABLE))
    first, second = table.grid.body[0].cells
    assert first.header == "row" and first.content == (book.Text("<b>"),)
    assert second.content == (book.Fact("1", Expression.record("R1")), book.Mark("a", ""))


@pytest.mark.parametrize("fault", [{"version": 1}, {"kind": "tabel"}, {"grid": {}}, {"grid": None}])
def test_a_garbled_output_of_ours_stops_the_book_and_names_the_cell(fault):
    with pytest.raises(BookError) as stopped:
        blocks(text("# x"), payload(**{**TABLE, **fault}))
    assert stopped.value.place == "s › ô 2, “x”"


def test_a_figure_of_ours_without_alt_text_is_refused():
    data = {
        MIME: {
            "version": 2,
            "kind": "figure",
            "id": "f",
            "title": "T",
            "subtitle": "",
            "alt": " ",
            "source": "",
            "notes": [],
            "data": None,
        },
        "image/svg+xml": SVG,
    }
    with pytest.raises(BookError, match="alt"):
        blocks(code({"output_type": "display_data", "data": data, "metadata": {}}))


def test_markdown_becomes_blocks_and_nothing_in_it_acts():
    found = markdown.blocks(
        "a <b>đậm</b> <script>x()</script> [l](https://e.org) [js](javascript:x) $x^2$\n\n- i\n\n```\nc\n```\n\n> q\n\n---\n"
    )
    kinds = [block.kind for block in found]
    assert kinds == ["paragraph", "list", "preformatted", "quote", "rule"]
    links = [inline for inline in found[0].content if isinstance(inline, book.Link)]
    assert [link.href for link in links] == ["https://e.org"]
    assert "js" in words(found[0].content)
    assert any(isinstance(inline, book.Formula) and "<math" in inline.mathml for inline in found[0].content)


def test_a_broken_formula_keeps_its_latex():
    (block,) = markdown.blocks("$$\\frac{a$$")
    assert block.latex == "\\frac{a"


def test_pictures_in_markdown_come_from_the_notebook_or_not_at_all():
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    attached = text("![một chấm](attachment:dot.png)", attachments={"dot.png": {"image/png": png}})
    (figure,) = blocks(attached)
    assert (figure.alt, figure.picture.width) == ("một chấm", 1)
    for address in ("https://example.org/a.png", "missing.png", "data:image/png;base64,!!!"):
        (block,) = markdown.blocks(f"![x]({address})")
        assert isinstance(block, book.Missing)


def test_an_output_beyond_all_measure_is_refused_with_its_cell():
    with pytest.raises(BookError, match="20,0 triệu chữ") as stopped:
        blocks(code(), code(shown(text__html="<p>" + "x" * 20_000_000)))
    assert stopped.value.place == "s › ô 2"


def test_tags_that_never_end_are_read_as_text_at_once():
    assert blocks(code(shown(text__html="<p>a</p>" + "<a " * 50_000)))
