"""What a page needs to compute its own figures again: the data it carries, and the script that does it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from yearbook.press.bind.book import Book, Fact, Figure

VERSION = 1

_TEMPLATES = Path(__file__).with_name("templates")
# Pure first: numbers, words around them, what may be computed, what is printed; the walk over the page last.
SCRIPTS = ("proof_numbers.js", "proof_words.js", "proof_expressions.js", "proof_printed.js", "proof.js")
_SPARED = re.compile(r"^ *//.*\n|^ +", re.MULTILINE)


def spoken(book: Book) -> dict[str, list[tuple[str, str]]]:
    """Return the figures said of each drawing, by the id of the element that says them: their words and their rows."""
    found: dict[str, list[tuple[str, str]]] = {}
    for chapter in book.chapters:
        for block in chapter.blocks:
            if isinstance(block, Figure):
                said = [(part.text, part.target) for part in block.said if isinstance(part, Fact) and part.target]
                found |= {f"{block.id}--said": said} if said else {}
    return found


def key(expression: object) -> str:
    """Return what an expression is known by: its text as JSON, as a browser writes it."""
    return json.dumps(expression, ensure_ascii=False, separators=(",", ":"))


def block(
    language: str,
    *,
    units: Mapping[str, object],
    words: Mapping[str, object],
    records: Mapping[str, object],
    rows: Mapping[str, Sequence[str]],
    figures: Mapping[str, object],
    spoken: Mapping[str, Sequence[Sequence[str]]],
    numerals: Sequence[str],
) -> str:
    """Return the data of a page as JSON that may stand in a script element."""
    data = {
        "version": VERSION,
        "language": language,
        "units": units,
        "words": words,
        "records": records,
        "rows": rows,
        "figures": figures,
        "spoken": spoken,
        "numerals": numerals,
    }
    return key(data).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@lru_cache
def functions() -> str:
    """Return the script's functions, which by themselves do nothing, without indentation and remarks."""
    return "".join(_SPARED.sub("", (_TEMPLATES / name).read_text(encoding="utf-8")) for name in SCRIPTS)


@lru_cache
def script() -> str:
    """Return the script of a page: it begins once all is there, and is silent where numbers are not long enough."""
    return (
        '(()=>{if(typeof BigInt!=="function")return;\n'
        f"{functions()}"
        'if(document.readyState==="complete")prove();else addEventListener("load",prove);\n})();\n'
    )
