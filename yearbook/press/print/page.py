"""Book → one HTML file that carries its own type, style and drawings and asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from yearbook import language, palette
from yearbook.ledger.algebra import known
from yearbook.press.bind.book import Book, Chapter, Picture
from yearbook.press.bind.plain import as_text
from yearbook.press.print import folding, proof
from yearbook.press.print.numerals import numerals

_TEMPLATES = Path(__file__).with_name("templates")
# What the page does and how it looks, in the order of the page.
_SCRIPTS, _STYLES = ("page.js", "search.js", "take.js", "card.js"), ("page.css", "use.css", "narrow.css")
_SPARED = re.compile(r"^ +(?://.*\n)?|^//.*\n", re.MULTILINE)

_LOCALES = {"vi": "vi_VN", "en": "en_GB"}
_HOUSE_COLOURS = {colour.light: f"var(--{colour.name})" for colour in palette.COLOURS}
# The white of an open marker is the paper showing through.
_PAINTS = _HOUSE_COLOURS | {"#ffffff": "var(--paper)"}
_PAINTED = re.compile(rf"((?:fill|stroke|stop-color|color)(?:\s*:\s*|=[\"']))({'|'.join(_PAINTS)})\b", re.IGNORECASE)


def page(book: Book, font_faces: str | None = None) -> str:
    """Return the book as one complete HTML file: text, type, style and drawings, and no address to fetch.

    `font_faces` is the style that carries the house type, if it is at hand already.
    """
    if font_faces is None:
        from yearbook.press.print.fonts import font_faces as made

        font_faces = made()
    drawn = (
        environment()
        .get_template("page.html.j2")
        .render(
            book=book,
            # A hand-made book may bring only some words; the house has them all.
            words=language.words(book.language) | book.words,
            paper={"light": palette.PAPER.light, "dark": palette.PAPER.dark},
            locales=_LOCALES,
            style=Markup(_style(font_faces)),
            script=Markup(script()),
            policy=Markup(policy(script(), proof.script())),
        )
    )
    return _proving(drawn, book) if book.evidence else drawn


def _proving(drawn: str, book: Book) -> str:
    """Return a page with the evidence of its figures, and the script that computes them again."""
    evidence = known(book.evidence)
    spoken = proof.spoken(book)
    data = proof.block(
        book.language,
        units=evidence.units,
        words=evidence.words,
        records=evidence.records,
        rows=evidence.rows,
        figures=evidence.figures,
        spoken=spoken,
        numerals=numerals(drawn, spoken),
    )
    body, end = drawn.rsplit("</body>", 1)
    block = f'<script type="application/json" id="proof">{data}</script>\n<script>{proof.script()}</script>\n'
    return f"{body}{block}</body>{end}"


@lru_cache
def script() -> str:
    """Return everything the page can do, without the indentation and remarks that nobody reads there."""
    return "".join(_SPARED.sub("", read(name)) for name in _SCRIPTS)


def policy(*scripts: str) -> str:
    """Return the rules a page is read under: it may show what it carries and run these scripts, and nothing else."""
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        f"script-src {allowed}; base-uri 'none'; form-action 'none'"
    )


@lru_cache
def environment() -> Environment:
    """Return the templates, read and compiled."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "drawing": _drawing,
        "mathml": Markup,
        "plain": as_text,
        "breadth": folding.breadth,
        "fold": folding.fold,
        "labelled": folding.labelled,
    }
    environment.tests |= {"in_house_colours": _in_house_colours, "titled_apart": _titled_apart}
    environment.get_template("page.html.j2")
    return environment


def _style(font_faces: str) -> str:
    light = f"color-scheme:light;{palette.css_variables('light')}"
    dark = f"color-scheme:dark;{palette.css_variables('dark')}"
    # Dark is for screens only, so that a page printed at night is still black on white.
    return (
        f"{font_faces}:root{{{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
        f"{''.join(map(read, _STYLES))}{folding.style(read('cards.css'))}"
    )


def read(name: str) -> str:
    """Return a file that stands beside the templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _drawing(picture: Picture) -> Markup:
    """Return the SVG with the house's colours as variables, so that it follows the page into the dark."""
    if not _in_house_colours(picture):
        return Markup(picture.data)
    return Markup(_PAINTED.sub(lambda match: match[1] + _PAINTS[match[2].lower()], picture.data))


def _in_house_colours(picture: Picture) -> bool:
    """Tell whether a drawing is ours: a foreign one may be black on white, and keeps a light ground."""
    paints = (match[2].lower() for match in _PAINTED.finditer(picture.data))
    return "svg" in picture.mime and any(paint in _HOUSE_COLOURS for paint in paints)


def _titled_apart(chapter: Chapter, book: Book) -> bool:
    """Tell whether a chapter needs a heading of its own beside the page's title."""
    return bool(chapter.title) and (book.whole or chapter.title != book.title)
