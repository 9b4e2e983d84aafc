"""Whatever somebody writes into a commentary, a cell or an output, only words, formulas and drawings reach the page."""

import base64
import io
import json
import threading

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pypdf import PdfReader

from tests.conftest import copied
from yearbook.cli import main
from yearbook.press.exporters import YearbookHTMLExporter, YearbookPDFExporter
from yearbook.press.watch.serve import Server
from yearbook.press.watch.waiting import Shown

# How long something that must happen may take: only a failure takes so long, however slow the machine is.
PATIENCE = 120_000
AWAY = "https://away.example"
RUN = "window.ran=1;alert(1)"
INNOCENT = "Lời lành"
# Each stands between innocent words, which must be on the page.
FORMULAS = [
    rf'\text{{<meta/http-equiv="refresh"/content="0;url={AWAY}/">}}',
    r"\text{<style>}",
    r"\text{<!--}",
    rf'\text{{<img/src="{AWAY}/x"/onerror="{RUN}">}}',
    rf"\text{{</mtext></math><script>{RUN}</script>}}",
    rf"\href{{javascript:{RUN}}}{{x}}",
    rf"\style{{background:url({AWAY}/s)}}{{x}}",
    r"\text{<textarea>}",
    r"\text{<plaintext>}",
    r"\text{số dân‹mục tiêu}",
    "a<b",
]
TAGS = [
    f"<script>{RUN}</script>",
    f"<script src='{AWAY}/x.js'></script>",
    f"<img src='{AWAY}/x.png' onerror='{RUN}'>",
    "<img src='//away.example/x.png'>",
    f"<img src=x onerror={RUN}>",
    f"<iframe src='{AWAY}' srcdoc='<script>{RUN}</script>'></iframe>",
    f"<link rel=stylesheet href='{AWAY}/x.css'>",
    f"<base href='{AWAY}/'>",
    f"<meta http-equiv=refresh content='0;url={AWAY}'>",
    f"<style>@import '{AWAY}/x.css'; * {{ display: none }}</style>",
    f"<form action='{AWAY}'><input autofocus onfocus='{RUN}'></form>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg onload='{RUN}'><image href='{AWAY}/x.png'/></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
    f"<math><mtext><img src=x onerror='{RUN}'></mtext></math>",
    f"<a href='javascript:{RUN}'>đi</a>",
    f"<object data='{AWAY}/x.swf'></object>",
    f"<embed src='{AWAY}/x.swf'>",
    f"<video src='{AWAY}/x.mp4' onerror='{RUN}'></video>",
    f"<details open ontoggle='{RUN}'>chi tiết</details>",
    f"<body onload='{RUN}' background='{AWAY}/x.png'>",
    f"<div style='background:url({AWAY}/x.png);position:fixed;inset:0'>khối</div>",
    f"<p onmouseover='{RUN}'>đoạn</p>",
]
MARKDOWN = [
    f"[đi](javascript:{RUN})",
    f"[đi](JaVaScRiPt:{RUN})",
    f"[đi](data:text/html,<script>{RUN}</script>)",
    f"<javascript:{RUN}>",
    f"![ảnh]({AWAY}/x.png)",
    "![ảnh](//away.example/x.png)",
    f"![ảnh](data:text/html,<script>{RUN}</script>)",
    f"![ảnh](javascript:{RUN})",
    f'![ảnh"onerror="{RUN}](x.png)',
    f"[đi][x]\n\n[x]: javascript:{RUN}",
    f'[đi]({AWAY} "a" onclick="{RUN}")',
    f"`<script>{RUN}</script>`",
    f"# <img src=x onerror={RUN}>",
    f"- <img src=x onerror={RUN}>\n- mục",
]
DRAWINGS = [
    f"<rect onload='{RUN}' ONERROR='{RUN}' width='9' height='9'/>",
    f"<image HREF='{AWAY}/x.png' width='9' height='9'/><image xlink:HREF='{AWAY}/y.png' width='9' height='9'/>",
    f"<use HREF='{AWAY}/x.svg#a'/>",
    f"<rect fill='url(#a) url({AWAY}/x)' width='9' height='9'/>",
    f"<rect style='fill:url(#a);mask-image:image-set(\"{AWAY}/x.png\" 1x)' width='9' height='9'/>",
    rf"<rect style='mask:\75rl({AWAY}/x.png)' width='9' height='9'/>",
    f"<STYLE>@import '{AWAY}/x.css';</STYLE>",
    f"<SCRIPT>{RUN}</SCRIPT>",
    f"<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='{RUN}'/></foreignObject>",
    f"<title><image src='{AWAY}/x.png' onerror='{RUN}'/></title>",
    f"<animate attributeName='href' values='javascript:{RUN}' onbegin='{RUN}'/><set attributeName='href' to='{AWAY}'/>",
    f"<a href='{AWAY}'><text>chữ</text></a>",
]


def drawing(content):
    return f"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='20' height='20'><g id='a'/>{content}</svg>"


def in_markdown():
    """Return Markdown of everything hostile, and how many innocent words stand in it."""
    svg = base64.b64encode(drawing(DRAWINGS[0]).encode()).decode()
    hostile = [*(f"a ${latex}$ b" for latex in FORMULAS), *(f"$$\n{latex}\n$$" for latex in FORMULAS), *MARKDOWN]
    hostile += [*TAGS, *(f"trong câu {tag} là" for tag in TAGS), f"![ảnh](data:image/svg+xml;base64,{svg})"]
    return "".join(f"{piece}\n\n{INNOCENT} {order}.\n\n" for order, piece in enumerate(hostile)), len(hostile)


def in_outputs():
    """Return outputs of everything hostile as any library could give them, by mime type."""
    return [
        *({"text/html": f"{tag}<p>{INNOCENT} H{order}.</p>"} for order, tag in enumerate(TAGS) if "<!--" not in tag),
        *({"text/html": f"<table><tr><td>{tag}</td><td>{INNOCENT} T{order}.</td></tr></table>"} for order, tag in enumerate(TAGS) if "<!--" not in tag),
        *({"text/latex": f"${latex}$"} for latex in FORMULAS),
        *({"image/svg+xml": drawing(content)} for content in DRAWINGS),
        *({"text/markdown": f"{tag}\n\n{INNOCENT} M{order}."} for order, tag in enumerate(TAGS)),
        {"text/plain": TAGS[0]},
        {"image/png": f'"onerror="{RUN}'},
        {"application/javascript": RUN, "text/plain": f"<script>{RUN}</script>"},
        {"text/html": f"<script>{RUN}</script>", "text/plain": TAGS[0]},
    ]  # fmt: skip


def innocent_words():
    count = in_markdown()[1]
    html = [order for order, tag in enumerate(TAGS) if "<!--" not in tag]
    return [f"{INNOCENT} {name}." for name in (*range(count), *(f"{kind}{order}" for kind in "HT" for order in html), *(f"M{order}" for order in range(len(TAGS))))]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Build a section with everything hostile in its commentary, its Markdown and its outputs; gives the folder."""
    workbook = copied(tmp_path_factory.mktemp("hostile"))
    text, _ = in_markdown()
    comment = workbook.data / "2021" / "commentary" / "economy.vi.md"
    comment.write_text(text.replace(INNOCENT, "Lời bình"), "utf-8")
    acknowledged = workbook.data / "2021" / "acknowledgements.csv"  # the comments are numbered
    acknowledged.write_text(acknowledged.read_text("utf-8-sig") + "T16-economy.vi.md;thử;thử;28/11/2026\n", "utf-8-sig")
    path = workbook.notebooks / "02_economy.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    show = f"from IPython.display import display\nfor shown in {in_outputs()!r}:\n    display(shown, raw=True)"
    notebook["cells"] += [
        {"cell_type": "markdown", "id": "hostile-text", "metadata": {}, "source": text},
        {"cell_type": "code", "id": "hostile-code", "metadata": {}, "source": show, "outputs": [], "execution_count": None},
    ]  # fmt: skip
    path.write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")
    assert main(["2021", "--only", "economy", "--language", "vi"], workbook) == 0
    return workbook.outputs / "2021" / "only"


@pytest.fixture(scope="module")
def foreign():
    """The same in somebody else's notebook, which was executed somewhere else."""
    text, _ = in_markdown()
    outputs = [new_output("display_data", data) for data in in_outputs()]
    outputs.append(new_output("error", ename=TAGS[0], evalue=TAGS[2], traceback=[TAGS[0]]))
    cells = [new_markdown_cell(text), new_code_cell("x", outputs=outputs)]
    return nbformat.from_dict(new_notebook(cells=cells))


@pytest.fixture(params=["under its rules", "without its rules"])
def reader(request, browser):
    """A browser that tells all it does; without the page's rules, only the sieves stand between."""
    context = browser.new_context(bypass_csp=request.param == "without its rules")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.asked, page.heard = [], []
    page.on("request", lambda asked: page.asked.append(asked.url))
    page.on("dialog", lambda dialog: (page.heard.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: page.heard.append(message.text))
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on("popup", lambda popup: page.heard.append(popup.url))
    context.route("**/away.example/**", lambda route: route.abort())
    yield page
    context.close()


# Resolves after a picture that cannot be had has said so: whatever the page began before it has said so too.
SETTLED = """() => new Promise(done => {
  const last = new Image();
  last.onerror = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)));
  last.src = "data:image/png;base64,AAAA";
})"""


def settle(page):
    """Wait until what acts late has acted, however slow the machine is; then a moment more."""
    page.wait_for_load_state("load")
    page.evaluate(SETTLED)
    page.wait_for_timeout(250)


def look_around(page):
    """Wait for what acts late, and touch everything that can be touched."""
    settle(page)
    page.evaluate("document.querySelectorAll('main *').forEach(e => { e.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})); e.dispatchEvent(new Event('focus')); })")  # fmt: skip
    settle(page)


def assert_quiet(page, address, scripts):
    assert page.url == address and page.heard == []
    assert page.evaluate("window.ran") is None
    assert page.locator("script").count() == scripts
    foreign = "iframe, object, embed, form, input, link, base, video, template, main style, main meta, main script, foreignObject, image[href]:not([href^='data:image/png']), img:not([src^='data:image/'])"
    assert page.evaluate(f"[...document.querySelectorAll({json.dumps(foreign)})].map(e => e.outerHTML)") == []
    acting = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^on/i.test(a.name) || /^\\s*(javascript|data:text)/i.test(a.value)).map(a => a.name + a.value)"
    assert [said for said in page.evaluate(acting) if not said.startswith(("alt", "aria-label"))] == []
    leading = "[...document.querySelectorAll('main [href]')].filter(e => !e.getAttribute('href').startsWith('#') && e.localName !== 'a').map(e => e.outerHTML)"
    assert page.evaluate(leading) == []


def assert_says(page, words):
    said = page.locator("main").inner_text()
    assert [one for one in words if one not in said] == []
    drawn = page.evaluate("[...document.querySelectorAll('math')].filter(e => e.getClientRects().length && e.getBoundingClientRect().width > 1).map(e => e.textContent)")  # fmt: skip
    assert {"a<b", "số\u00a0dân‹mục\u00a0tiêu", "<style>"} <= set(drawn)


def test_the_book_opens_in_silence_and_says_every_innocent_word(reader, book):
    address = (book / "economy.vi.html").as_uri()
    reader.goto(address)
    look_around(reader)
    assert [url for url in reader.asked if not url.startswith("data:")] == [address]
    assert_quiet(reader, address, scripts=3)
    assert_says(reader, [*innocent_words(), *(f"Lời bình {order}." for order in range(in_markdown()[1]))])


def test_the_watched_book_asks_only_its_server_and_shows_mistakes(reader, book, tmp_path):
    (tmp_path / "yearbook.vi.html").write_bytes((book / "economy.vi.html").read_bytes())
    shown = Shown()
    server = Server(0, tmp_path, ("vi",), shown)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        reader.goto(server.address)
        look_around(reader)
        shown.show(f"LỖI: {TAGS[2]}")
        alert = reader.get_by_role("alert")
        alert.wait_for()
        assert alert.inner_text() == f"LỖI: {TAGS[2]}"
        assert {url.partition("?")[0] for url in reader.asked if not url.startswith("data:")} <= {
            server.address, f"{server.address}shown", f"{server.address}favicon.ico",
        }  # fmt: skip
        assert f"{server.address}shown" in {url.partition("?")[0] for url in reader.asked}
        assert_quiet(reader, server.address, scripts=4)
        assert_says(reader, innocent_words())
        shown.show()
        reader.locator("script[data-version='2']").wait_for(state="attached")
    finally:
        server.shutdown()
        server.server_close()


def test_a_foreign_notebook_opens_in_silence_and_says_every_innocent_word(reader, foreign, tmp_path):
    page, _ = YearbookHTMLExporter().from_notebook_node(foreign)
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    address = (tmp_path / "page.html").as_uri()
    reader.goto(address)
    look_around(reader)
    assert [url for url in reader.asked if not url.startswith("data:")] == [address]
    assert_quiet(reader, address, scripts=1)
    assert_says(reader, innocent_words())


def test_the_pdf_leads_nowhere_but_where_a_link_says(foreign, book):
    pdf, _ = YearbookPDFExporter().from_notebook_node(foreign)
    for content in (pdf, (book / "economy.vi.pdf").read_bytes()):
        printed = PdfReader(io.BytesIO(content))
        said = " ".join(" ".join(page.extract_text() for page in printed.pages).split())
        assert [one for one in innocent_words() if one not in said] == []
        catalog = printed.trailer["/Root"]
        assert "/OpenAction" not in catalog and "/JavaScript" not in catalog.get("/Names", {})
        actions = [note.get_object().get("/A", {}) for page in printed.pages for note in page.get("/Annots", [])]
        assert {action["/S"] for action in actions if action} <= {"/URI", "/GoTo"}
        assert {action["/URI"].partition(":")[0] for action in actions if "/URI" in action} <= {
            "https",
            "http",
            "mailto",
        }
