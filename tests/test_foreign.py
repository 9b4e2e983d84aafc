"""HTML and SVG from any library are read for what they say; nothing that acts survives."""

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from yearbook.press import book
from yearbook.press.foreign import blocks_of_html
from yearbook.press.svg import UnreadableSvgError, clean


def cells(row):
    return ["".join(getattr(inline, "text", "") for inline in cell.content) for cell in row.cells]


def test_a_plain_frame_becomes_a_table_with_headers_and_numbers_at_the_right():
    (table,) = blocks_of_html(pd.DataFrame({"Huyện": ["An Lão"], "số": [1.5]}).to_html())
    assert cells(table.grid.head[0]) == ["", "Huyện", "số"]
    assert cells(table.grid.body[0]) == ["0", "An Lão", "1.5"]
    assert [cell.header for cell in table.grid.body[0].cells] == ["row", "", ""]
    assert table.grid.body[0].cells[2].align == "right" == table.grid.head[0].cells[2].align


def test_a_two_row_header_keeps_its_spans():
    columns = pd.MultiIndex.from_product([["2020", "2021"], ["a", "b"]])
    (table,) = blocks_of_html(pd.DataFrame(np.arange(8).reshape(2, 4), columns=columns).to_html())
    assert len(table.grid.head) == 2
    assert [cell.colspan for cell in table.grid.head[0].cells] == [1, 2, 2]
    assert len(table.grid.widths) == 5


def test_a_styler_brings_its_words_and_not_its_style():
    found = blocks_of_html(pd.DataFrame({"a": [1.0]}).style.set_caption("Đầu đề").to_html())
    (table,) = [block for block in found if isinstance(block, book.Table)]
    assert found == (table,)
    assert table.title == (book.Text("Đầu đề"),)


def test_scripts_styles_and_frames_leave_no_words():
    assert blocks_of_html("<script>alert(1)</script><style>p{}</style><iframe>x</iframe>") == ()


def test_words_in_any_element_are_kept_in_order():
    found = blocks_of_html("<div><h2>Tên</h2>mở<p>giữa</p><ul><li>một</li><li>hai</li></ul><pre>a\n b</pre>cuối</div>")
    assert [block.kind for block in found] == ["heading", "paragraph", "paragraph", "list", "preformatted", "paragraph"]
    assert found[3].items[1][0].content == (book.Text("hai"),)


def test_broken_html_is_read_as_far_as_it_goes():
    (table,) = blocks_of_html("<table><tr><td>a<td>b</table>") or (None,)
    assert table is None or isinstance(table, book.Table)
    assert blocks_of_html("<p>x <b>y")[0].kind == "paragraph"


def drawn():
    figure = Figure(figsize=(2, 1))
    figure.add_subplot(title="Đường").plot([1, 2, 3])
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        import io

        buffer = io.StringIO()
        figure.savefig(buffer, format="svg")
    return buffer.getvalue()


def test_a_real_drawing_gets_smaller_keeps_its_text_and_its_size():
    raw = drawn()
    picture = clean(raw, "economy-3")
    assert len(picture.data) < 0.7 * len(raw)
    assert ">Đường<" in picture.data and "viewBox" in picture.data and "clipPath" in picture.data
    assert (picture.width, picture.height) == (192, 96)
    assert "<metadata" not in picture.data and "<style" not in picture.data


def test_two_drawings_never_share_an_id():
    import re

    first, second = (set(re.findall(r' id="([^"]+)"', clean(drawn(), prefix).data)) for prefix in ("a-1", "b-1"))
    assert first and not first & second


def test_every_reference_inside_a_drawing_still_arrives():
    import re

    data = clean(drawn(), "p").data
    ids = set(re.findall(r' id="([^"]+)"', data))
    used = set(re.findall(r"url\(#([^)]+)\)", data)) | set(re.findall(r'href="#([^"]+)"', data))
    assert used and used <= ids


@pytest.mark.parametrize(
    "hostile",
    ['<script>alert(1)</script>', '<rect onload="alert(1)"/>', '<a href="javascript:alert(1)"><text>x</text></a>',
     '<foreignObject><p>alert(1)</p></foreignObject>', '<image href="https://x/alert(1).png"/>', '<use href="https://x#alert(1)"/>',
     '<rect style="fill:url(https://x/alert(1))"/>', '<animate attributeName="href" values="alert(1)"/>', '<set to="alert(1)"/>'],
)  # fmt: skip
def test_nothing_in_a_drawing_acts_or_fetches(hostile):
    picture = clean(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{hostile}</svg>', "p")
    assert "alert" not in picture.data and "https://x" not in picture.data


def test_an_entity_bomb_and_a_torn_file_are_refused():
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    for text in (bomb, "<svg><g>", "không phải svg", "<html></html>"):
        with pytest.raises(UnreadableSvgError):
            clean(text, "p")
