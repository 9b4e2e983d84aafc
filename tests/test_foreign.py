"""HTML and SVG from any library are read for what they say; nothing that acts survives."""

import base64
import re

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from yearbook.press.bind import book
from yearbook.press.bind.foreign import blocks_of_html
from yearbook.press.bind.svg import UnreadableSvgError, clean


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


@pytest.mark.parametrize(
    "tag", ["style", "script", "template", "noscript", "iframe", "object", "select", "button", "head"]
)
def test_what_is_opened_and_never_closed_does_not_hide_the_rest(tag):
    said = "".join(
        inline.text for block in blocks_of_html(f"<p>trước</p><{tag}>x\n\n<p>Lời sau.") for inline in block.content
    )
    assert said.startswith("trước") and "Lời sau." in said
    shut = blocks_of_html(f"<{tag}>x<b>y</b></{tag}><p>sau")
    assert [block.content for block in shut] == [(book.Text("sau"),)]


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
    first, second = (set(re.findall(r' id="([^"]+)"', clean(drawn(), prefix).data)) for prefix in ("a-1", "b-1"))
    assert first and not first & second


def test_two_drawings_in_an_html_text_never_share_an_id():
    addresses = (base64.b64encode(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect id="a" width="{side}"/><use href="#a"/></svg>'.encode()).decode() for side in (1, 2))  # fmt: skip
    found = blocks_of_html("".join(f'<img src="data:image/svg+xml;base64,{address}">' for address in addresses))
    first, second = (set(re.findall(r' id="([^"]+)"', figure.picture.data)) for figure in found)
    assert first and second and not first & second


def test_every_reference_inside_a_drawing_still_arrives():
    data = clean(drawn(), "p").data
    ids = set(re.findall(r' id="([^"]+)"', data))
    used = set(re.findall(r"url\(#([^)]+)\)", data)) | set(re.findall(r'href="#([^"]+)"', data))
    assert used and used <= ids


@pytest.mark.parametrize(
    "hostile",
    ['<script>alert(1)</script>', '<rect onload="alert(1)"/>', '<a href="javascript:alert(1)"><text>x</text></a>',
     '<foreignObject><p>alert(1)</p></foreignObject>', '<image href="https://x/alert(1).png"/>', '<use href="https://x#alert(1)"/>',
     '<rect style="fill:url(https://x/alert(1))"/>', '<animate attributeName="href" values="alert(1)"/>', '<set to="alert(1)"/>',
     '<SCRIPT>alert(1)</SCRIPT>', '<rect ONERROR="alert(1)"/>', '<image OnError="alert(1)" href="data:image/png;base64,x"/>',
     '<use HREF="https://x#alert(1)"/>', '<image xlink:HREF="https://x"/>', '<image xlink:href="//x/alert(1)"/>', '<IMAGE SRC="https://x"/>',
     '<image href="data:image/svg+xml;base64,alert"/>', '<image href="data:text/html,alert(1)"/>', '<image href=" java&#10;script:alert(1)"/>',
     '<a xlink:href=" &#1234;javascript:alert(1)"><rect id="https://x"/></a>', '<a href="https://x"><text>chữ</text></a>',
     '<rect fill="url(#a) url(https://x)"/>', '<rect fill="url(#a)" style="fill:url(#a);mask:url(https://x)"/>', '<rect fill="URL( &quot;https://x&quot; )"/>',
     '<rect style="fill:image-set(&quot;https://x&quot; 1x)"/>', '<rect style="background-image:-webkit-image-set(&quot;https://x&quot; 1x)"/>',
     r'<rect style="fill:\75rl(https://x)"/>', r'<rect style="fill:u\72 l(https://x)"/>', '<rect style="fill:u/**/rl(https://x)"/>', '<rect style="@import \'https://x\'"/>',
     '<rect style="width:expression(alert(1))"/>', '<rect style="behavior:url(https://x)"/>', '<rect style="position:fixed;inset:0;content:\'alert\'"/>',
     '<rect fill="src(&quot;https://x&quot;)"/>', '<rect fill="paint(alert)"/>', '<style>@import "https://x"; /* alert */</style>', '<STYLE>*{fill:url(https://x)}</STYLE>',
     '<foreignobject><p>alert(1)</p></foreignobject>', '<animateTransform onbegin="alert(1)" begin="0s"/>', '<SET attributeName="href" to="alert(1)"/>',
     '<animate attributeName="href" to="https://x"/>', '<use href="https://x"/>', '<use href="data:image/svg+xml,alert"/>', '<feImage href="https://x"/>',
     '<filter id="f"><feImage href="https://x"/></filter><rect filter="url(#f)"/>', '<filter><feColorMatrix xlink:href="https://x"/></filter>',
     '<title><image src="https://x" onerror="alert(1)"/><style>alert</style></title>', '<desc><a href="https://x"><text>alert</text></a></desc>',
     '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>', '<h:image xmlns:h="http://www.w3.org/1999/xhtml" src="https://x"/>',
     '<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">alert(1)</handler>', '<rect xml:base="https://x"/>', '<g class="alert"><rect/></g>',
     '<text>&lt;script&gt;<script>alert(1)</script></text>', '<iframe src="https://x"/>', '<link href="https://x"/>', '<meta content="alert"/>', '<cursor xlink:href="https://x"/>',
     '<rect style="cursor:url(https://x),auto"/>', '<rect cursor="url(https://x)"/>', '<linearGradient id="g" href="https://x"/><rect fill="url(#g)"/>'],
)  # fmt: skip
def test_nothing_in_a_drawing_acts_or_fetches(hostile):
    namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    data = clean(f'<svg {namespaces} width="9" height="9"><rect id="a"/>{hostile}</svg>', "p").data
    assert "alert" not in data and "https://x" not in data and "//x" not in data
    assert (
        re.findall(r"<(?!/?(?:svg|rect|text|use|image|g|filter|feColorMatrix|title|desc|linearGradient)\b)", data) == []
    )
    assert re.findall(r"\s(?:on\w+|src|xlink:\w+)=", data, re.I) == []


@pytest.mark.parametrize(
    "kept",
    ['<rect fill="url(#p-1)"/>', '<rect style="fill:rgb(1,2,3);opacity:.5"/>', '<path d="M0 0L1 1" transform="matrix(1 0 0 1 0 0)"/>',
     '<text font-family="&quot;Liberation Sans&quot;, Arial" style="white-space:pre" x="1" y="2">chữ &lt;b&gt;</text>',
     '<g clip-path="url(#p-1)"><use href="#p-1"/></g>', '<image href="data:image/png;base64,iVBORw0KGgo="/>', '<title>chữ</title>'],
)  # fmt: skip
def test_what_only_draws_is_kept_as_it_is(kept):
    """As matplotlib, Altair and Plotly write it."""
    given = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="a"/>{kept.replace("p-1", "a")}<use href="#a"/></svg>'
    assert kept in clean(given, "p").data


def test_of_two_attributes_that_a_browser_takes_for_one_only_one_is_left():
    given = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><g id="a"><rect/></g><use href="#a" xlink:href="#a" Fill="red" fill="blue"/></svg>'
    data = clean(given, "p").data
    assert data.count("href=") == 1 and data.lower().count("fill=") == 1


def test_soft_shades_keep_the_filter_they_are_drawn_with():
    import io

    figure, buffer = Figure(figsize=(2, 1)), io.StringIO()
    figure.add_subplot().pcolormesh([[0, 1], [1, 0]], shading="gouraud")
    figure.savefig(buffer, format="svg")
    data = clean(buffer.getvalue(), "p").data
    assert "<feColorMatrix" in data and set(re.findall(r'filter="url\(#([^)]+)', data)) <= set(
        re.findall(r'<filter[^>]* id="([^"]+)', data)
    )


@pytest.mark.parametrize(
    "sides", ['width="nan" height="9"', 'viewBox="0 0 nan nan"', 'viewBox="0 0 1e999 1"', 'viewBox="0 0 0 0"', 'width="1.2.3" height="4"', 'width="0" height="0" viewBox="a"']
)  # fmt: skip
def test_a_drawing_always_has_a_size_that_can_be_printed(sides):
    try:
        picture = clean(f'<svg xmlns="http://www.w3.org/2000/svg" {sides}><rect/></svg>', "p")
    except UnreadableSvgError:
        return
    assert 0 < picture.width < 10_000 and 0 < picture.height < 10_000


def test_a_drawing_that_unfolds_without_end_is_refused():
    layers = "".join(
        f'<g id="g{n}">{f"<use href=&quot;#g{n - 1}&quot;/>".replace("&quot;", chr(34)) * 10}</g>' for n in range(1, 10)
    )
    for hostile in (f'<rect id="g0"/>{layers}', '<g id="a"><use href="#a"/></g>', '<g id="a"><use href="#b"/></g><use id="b" xlink:href="#a"/>'):  # fmt: skip
        with pytest.raises(UnreadableSvgError):
            clean(f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{hostile}</svg>', "p")  # fmt: skip


def test_a_drawing_nested_beyond_measure_is_refused():
    with pytest.raises(UnreadableSvgError):
        clean(
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
            + "<g>" * 5000
            + "<rect/>"
            + "</g>" * 5000
            + "</svg>",
            "p",
        )


def test_an_entity_bomb_and_a_torn_file_are_refused():
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    for text in (bomb, "<svg><g>", "không phải svg", "<html></html>"):
        with pytest.raises(UnreadableSvgError):
            clean(text, "p")
