"""Hostile text in every place that text can come from: the page holds the house's elements and nothing that acts."""

import base64
import csv
import html
import io
import random
import re
from html.parser import HTMLParser

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.conftest import copied
from tests.test_hostile import AWAY, DRAWINGS, FORMULAS, MARKDOWN, RUN, TAGS, drawing, settle
from yearbook.cli import main
from yearbook.press.bind import formula, svg
from yearbook.press.exporters import YearbookHTMLExporter

SEED = 20260124
# What the house's own templates write; drawings and formulas have lists of their own.
ELEMENTS = frozenset(
    """html head meta title style script body a abbr article aside blockquote br button caption code dd details div dl dt 
    em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr img kbd label li main nav ol p pre samp section small span 
    strong sub summary sup table tbody td th thead tr ul""".split()  # noqa: SIM905 - reads as words
)
ATTRIBUTES = frozenset(
    """id class lang dir href hreflang rel title alt src width height colspan rowspan scope start role tabindex hidden type 
    style charset content name property http-equiv media""".split()  # noqa: SIM905 - reads as words
)
# What the press puts around a figure of a drawing.
LED = {("a", "class", "fact"), ("a", "tabindex", "-1")}
LEADS = re.compile(r"#.*|https?://\S.*|mailto:\S+|yearbook\.(vi|en)\.html", re.DOTALL)
STYLES = re.compile(r"--natural:[\d.]+px|")
DRAWN = {name.lower() for name in svg._ELEMENTS.values()}
DRAWN_ATTRIBUTES = {name.lower() for name in svg._ATTRIBUTES.values()} | {"xmlns", "viewbox"}
WORDS = "Lời lành"


class Sieve(HTMLParser):
    """Notes everything on a page that no page of the house may hold."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults, self.text, self._within, self._scripts, self._data = [], [], [], 0, 0

    def handle_starttag(self, tag, attributes):
        inside = "svg" if "svg" in self._within else "math" if "math" in self._within else tag
        names = {"svg": DRAWN, "math": formula._ELEMENTS}.get(inside, ELEMENTS)
        allowed = {"svg": DRAWN_ATTRIBUTES, "math": formula._ATTRIBUTES | {"xmlns"}}.get(inside, ATTRIBUTES)
        if tag == "script" and dict(attributes).get("type") == "application/json":  # the evidence, which nobody runs
            self._data += 1
            if self._data > 1 or self._within != ["html", "body"]:
                self.faults.append(f"<{tag}> of data in {self._within[-3:]}")
            self._within.append(tag)
            return
        self._scripts += tag == "script"
        misplaced = tag in ("script", "style", "meta", "title") and "head" not in self._within and inside != "svg"
        if tag == "script" and self._data and self._within == ["html", "body"]:  # what computes the evidence anew
            misplaced = False
        if tag not in names or misplaced or self._scripts > 1 + self._data:
            self.faults.append(f"<{tag}> in {self._within[-3:]}")
        for name, value in attributes:
            value = value or ""
            if inside == "svg" and (tag, name, value) in LED:
                continue
            if name.startswith("on") or not (name in allowed or (inside == tag and re.match(r"(data|aria)-", name))):
                self.faults.append(f"<{tag} {name}={value[:60]}>")
            if inside == "svg" and (
                (name == "href" and not re.match(r"#|data:image/(png|jpeg);base64,", value))
                or re.search(r"\\|@|/\*|url\((?!#)|image-set|javascript:", value, re.I)
            ):
                self.faults.append(f"<{tag} {name}={value[:60]}>")
            if inside != "svg" and (
                (name == "href" and not LEADS.fullmatch(value))
                or (name == "src" and not value.startswith("data:image/"))
                or (name == "style" and not STYLES.fullmatch(value))
                or (name == "http-equiv" and value != "Content-Security-Policy")
            ):
                self.faults.append(f"<{tag} {name}={value[:60]}>")
        if tag not in ("meta", "br", "hr", "img"):
            self._within.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if self._within and self._within[-1] == tag:
            self._within.pop()
        elif tag not in ("meta", "br", "hr", "img"):
            self.faults.append(f"</{tag}> in {self._within[-3:]}")

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.faults.append(f"<!--{data[:60]}")

    def handle_pi(self, data):
        self.faults.append(f"<?{data[:60]}")


def looked_through(page):
    sieve = Sieve()
    sieve.feed(page)
    sieve.close()
    return sieve.faults, " ".join("".join(sieve.text).split())


def changed(chance, text):
    """Return a hostile text as somebody might write it who knows what sieves look for."""
    ways = (
        lambda: "".join(sign.swapcase() if chance.random() < 0.5 else sign for sign in text),
        lambda: text.replace("<", "<" + chance.choice(["/", "\0", " ", "\t", "!", "?", "<", "svg/", "math><"]), 1),
        lambda: text.replace(" ", chance.choice(["/", "\t", "\n", "\f", "\xa0", "/**/"])),
        lambda: html.escape(text),
        lambda: "".join(f"&#{ord(sign)}" + chance.choice([";", ""]) if sign in "<>\"'" else sign for sign in text),
        lambda: text.replace("javascript:", chance.choice(["java\tscript:", "&#106;avascript:", "javascript&colon;", "\x01javascript:", "vbscript:", "data:text/html,"])),
        lambda: text + chance.choice(["-->", "]]>", "</p>", "</table>", "</svg>", "</title>", "</style>", "\u2028", "\ufeff"]),
        lambda: chance.choice(["<!--", "<![CDATA[", "<table><td>", "<svg>", "<math>", "<p ", '"', "'>", "`", "**", "[", "\\"]) + text,
        lambda: text[: chance.randrange(1, len(text))],
        lambda: text.translate({ord("<"): "＜", ord("i"): "ı"}) + text,
        lambda: text.replace("=", "\n=\n").replace(">", " / >"),
    )  # fmt: skip
    return chance.choice(ways)()


def hostile(count):
    chance = random.Random(SEED)
    seeds = [*TAGS, *MARKDOWN, *(f"${latex}$" for latex in FORMULAS), *map(drawing, DRAWINGS)]
    found = list(seeds)
    while len(found) < count:
        text = changed(chance, chance.choice(seeds))
        if chance.random() < 0.5:
            text = changed(chance, text)
        found.append(text)
    return found


def latex(text):
    return "\\text{" + text.replace("$", "") + "}"


def frame(text):
    return f"<table><caption>{text}</caption><thead><tr><th>{text}</th></tr></thead><tbody><tr><td>{text}</td></tr></table>"


def output(**data):
    return lambda text: new_code_cell("x", outputs=[new_output("display_data", {k.replace("_", "/", 1).replace("_xml", "+xml"): v(text) for k, v in data.items()})])  # fmt: skip


def itself(text):
    return text


# Every place in a notebook that text can stand in, each with a cell that holds it there.
PLACES = {
    "markdown": lambda text: new_markdown_cell(f"Câu {text} hết.\n\n{text}"),
    "heading": lambda text: new_markdown_cell("## " + text.replace("\n", " ")),
    "list": lambda text: new_markdown_cell(f"- {text}\n- mục"),
    "quote": lambda text: new_markdown_cell(f"> {text}"),
    "code": lambda text: new_markdown_cell(f"`{text}`\n\n```{text}\n{text}\n```"),
    "table of markdown": lambda text: new_markdown_cell("| a |\n|---|\n| " + text.replace("\n", " ") + " |"),
    "footnote": lambda text: new_markdown_cell(f"Câu[^1].\n\n[^1]: {text}"),
    "link": lambda text: new_markdown_cell(f"[đi]({text}) [đi](<{text}>) <{text}> [{text}](https://example.org '{text}')"),
    "fact": lambda text: new_markdown_cell(f"[{text}](fact:{text}) [{text}](lang:en) [{text}](#{text})"),
    "picture": lambda text: new_markdown_cell(f"![{text}]({text}) ![{text}](data:image/png;base64,iVBORw0KGgo=)"),
    "formula": lambda text: new_markdown_cell(f"${latex(text)}$\n\n$$\n{latex(text)}\n$$"),
    "picture of markdown": lambda text: new_markdown_cell(f"![ảnh](data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()})"),
    "html": output(text_html=itself),
    "table of html": output(text_html=frame),
    "attributes of html": output(text_html=lambda text: f'<p title="{text}" id={text} onclick="{text}">c</p><img alt="{text}" src="{text}"><td colspan="{text}">'),
    "words": output(text_plain=itself),
    "latex": output(text_latex=lambda text: f"${latex(text)}$"),
    "markdown shown": output(text_markdown=itself),
    "drawing": output(image_svg_xml=drawing),
    "text of a drawing": output(image_svg_xml=lambda text: drawing(f"<title>{html.escape(text)}</title><text style='{html.escape(text)}' fill='{html.escape(text)}'>{html.escape(text)}</text>")),
    "whole drawing": output(image_svg_xml=itself),
    "bitmap": output(image_png=itself),
    "script": output(application_javascript=itself),
    "printed": lambda text: new_code_cell("x", outputs=[new_output("stream", name="stdout", text=text)]),
    "error": lambda text: new_code_cell("x", outputs=[new_output("error", ename=text, evalue=text, traceback=[text])]),
}  # fmt: skip


def printed(cells):
    page, _ = YearbookHTMLExporter().from_notebook_node(nbformat.from_dict(new_notebook(cells=cells)))
    return page


def assert_silent(browser, page, path):
    """Open a page without its rules, and hold that it asks nobody and runs nothing."""
    path.write_text(page, encoding="utf-8")
    context = browser.new_context(bypass_csp=True)
    opened = context.new_page()
    heard = []
    opened.on("request", lambda asked: heard.append(asked.url))
    opened.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    opened.on("popup", lambda popup: heard.append(popup.url))
    context.route(f"{AWAY}/**", lambda route: route.abort())
    opened.goto(path.as_uri())
    settle(opened)
    ran, where = opened.evaluate("window.ran"), opened.url
    context.close()
    assert [one for one in heard if not one.startswith("data:") and one != path.as_uri()] == []
    assert ran is None and where == path.as_uri()


def pages(texts):
    """Yield (place, text, page): of one page for all texts of a place, or of one each where something is wrong."""
    for place, cell in PLACES.items():
        cells = [
            each for order, text in enumerate(texts) for each in (cell(text), new_markdown_cell(f"{WORDS} {order}."))
        ]
        page = printed(cells)
        faults, said = looked_through(page)
        if not faults and all(f"{WORDS} {order}." in said for order in range(len(texts))):
            yield place, None, page, []
            continue
        for order, text in enumerate(texts):
            page = printed([cell(text), new_markdown_cell(f"{WORDS} {order}.")])
            faults, said = looked_through(page)
            yield place, text, page, faults + ([] if f"{WORDS} {order}." in said else ["lost words"])


def test_every_place_takes_hostile_text_for_text():
    texts = [TAGS[2], TAGS[9], f"${FORMULAS[0]}$", drawing(DRAWINGS[0]), f'"onerror="{RUN}']
    assert [(place, text, faults) for place, text, _, faults in pages(texts) if faults] == []


@pytest.mark.nightly
def test_hostile_text_in_every_place_of_a_notebook(attack, browser, tmp_path):
    texts = hostile(500)
    for begin in range(0, len(texts), 100):
        some = texts[begin : begin + 100]
        for place, text, page, faults in pages(some):
            for _ in some if text is None else [text]:
                attack.hold(not faults, f"{place}: {text!r}: {faults[:3]}")
            if begin == 0 and text is None:
                assert_silent(browser, page, tmp_path / f"{place}.html")


def spoiled(workbook, texts):
    """Put hostile texts into every free text of the records, the comments and the params; return how many.

    Braces are written as the braces they are: what they name is refused with its place, see test_typed_numbers.
    """
    used = 0
    braced = [text.replace("{", "{{").replace("}", "}}") for text in texts]

    def after(text, hostile=braced):
        nonlocal used
        used += 1
        return f"{text} {hostile[used % len(hostile)]}"

    for path in sorted((workbook.data / "2021").glob("*.csv")):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
        for row in rows[1:]:
            for place, column in enumerate(rows[0]):
                if re.fullmatch(r"(text|note|treatment|evidence|title|short|goods)_(vi|en)", column) and row[place]:
                    row[place] = after(row[place])
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), "utf-8-sig")
    for path in (workbook.data / "2021" / "commentary").glob("*.md"):
        for text in braced:
            path.write_text(f"{path.read_text('utf-8')}\n\n{after('Lời')}\n\n{text}\n", "utf-8")
    path = workbook.params / "2021.yaml"
    params = yaml.safe_load(path.read_text("utf-8"))
    for key in ("compiler", "publisher", "place", "rights"):
        for language in params[key]:
            params[key][language] = after(params[key][language], texts)
    path.write_text(yaml.safe_dump(params | {"state": "draft"}, allow_unicode=True), "utf-8")
    return used


def written(texts):
    """Return the texts that can stand in a record: one line, of signs that a file of records may hold."""
    return [text for text in texts if text.isprintable()]


@pytest.mark.nightly
def test_hostile_text_in_records_comments_and_params(attack, browser, tmp_path, capsys):
    texts = written(hostile(400))
    for begin in range(0, len(texts), 80):
        workbook = copied(tmp_path / str(begin))
        used = spoiled(workbook, texts[begin : begin + 80])
        code = main(["2021", "--no-pdf"], workbook)
        attack.hold(code == 0, f"{begin}: {capsys.readouterr().err[:800]}")
        pages = sorted((workbook.outputs / "2021").glob("*.html"))
        for path in pages:
            faults, said = looked_through(path.read_text("utf-8"))
            for _ in range(used):
                attack.hold(not faults, f"{begin} {path.name}: {list(dict.fromkeys(faults))[:5]}")
            assert ("118,3" in said or "118.3" in said) and len(said) > 50_000
        for path in pages[-1:]:
            assert_silent(browser, path.read_text("utf-8"), tmp_path / "page.html")
