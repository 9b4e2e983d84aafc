"""Markdown → blocks and inlines of the Book; raw HTML in it goes through the same sieve as any other HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import mistune

from yearbook.ledger.address import SCHEME, Address
from yearbook.press.bind import book
from yearbook.press.bind.foreign import blocks_of_html, cell, picture_from_address, text_of_html
from yearbook.press.bind.formula import mathml

_LANGUAGE = re.compile(r"lang:([a-z]{2,3})")
_PLUGINS = ("table", "strikethrough", "footnotes", "math")
Token = Mapping[str, Any]


@lru_cache
def _parser() -> Any:
    return mistune.create_markdown(renderer="ast", plugins=list(_PLUGINS))


def blocks(
    text: str, attachments: Mapping[str, Mapping[str, str]] | None = None, role: str = "text"
) -> tuple[book.Block, ...]:
    """Return the blocks of a Markdown text; its paragraphs get `role`. `attachments` are a notebook cell's pictures."""
    return tuple(block for token in _parser()(text) for block in _block(token, attachments or {}, role))


def inline(text: str) -> book.Inlines:
    """Return the inlines of a Markdown text that is a title, a cell or a note."""
    found: list[book.Inline] = []
    for token in _parser()(text):
        if token["type"] in ("paragraph", "block_text", "heading"):
            found += ([book.Break()] if found else []) + list(_inlines(token["children"]))
        elif token["type"] != "blank_line":
            found += ([book.Break()] if found else []) + [book.Text(_raw(token))]
    return tuple(found)


def _block(token: Token, attachments: Mapping, role: str) -> tuple[book.Block, ...]:
    kind = token["type"]
    if kind in ("paragraph", "block_text"):
        return _paragraph(token["children"], attachments, role)
    if kind == "heading":
        return (book.Heading(min(4, max(2, token["attrs"]["level"])), "", _inlines(token["children"])),)
    if kind == "list":
        return (_list(token, attachments),)
    if kind == "block_quote":
        return (book.Quote(tuple(b for child in token["children"] for b in _block(child, attachments, role))),)
    if kind == "block_code":
        return (book.Preformatted(token["raw"].rstrip("\n"), "code"),)
    if kind == "thematic_break":
        return (book.Rule(),)
    if kind == "block_math":
        return (book.DisplayFormula(token["raw"].strip(), mathml(token["raw"].strip(), "block")),)
    if kind == "table":
        return (_table(token),)
    if kind == "block_html":
        return blocks_of_html(token["raw"])
    if kind == "footnotes":
        items = tuple(
            tuple(b for child in item["children"] for b in _block(child, attachments, role))
            for item in token["children"]
        )
        return (book.List(items, ordered=True),)
    return ()


def _paragraph(children: list[Token], attachments: Mapping, role: str) -> tuple[book.Block, ...]:
    """Return a paragraph; pictures standing in it become blocks of their own, after it."""
    pictures = [child for child in children if child["type"] == "image"]
    words = _inlines([child for child in children if child["type"] != "image"])
    found: list[book.Block] = []
    if any(not isinstance(inline, book.Text) or inline.text.strip() for inline in words):
        found.append(book.Paragraph(words, role))
    for picture in pictures:
        address = picture["attrs"]["url"]
        name = address.removeprefix("attachment:")
        if address.startswith("attachment:") and name in attachments:
            mime, data = next(iter(attachments[name].items()))
            address = f"data:{mime};base64,{data}"
        found.append(picture_from_address(address, "".join(_raw(child) for child in picture["children"])))
    return tuple(found)


def _list(token: Token, attachments: Mapping) -> book.List:
    items = tuple(
        tuple(block for child in item["children"] for block in _block(child, attachments, "text"))
        for item in token["children"]
    )
    return book.List(items, token["attrs"]["ordered"], token["attrs"].get("start", 1) or 1)


def _table(token: Token) -> book.Table:
    head = tuple(
        cell(_inlines(c["children"]), c["attrs"]["align"], "column")
        for part in token["children"]
        if part["type"] == "table_head"
        for c in part["children"]
    )
    body = tuple(
        book.Row(tuple(cell(_inlines(c["children"]), c["attrs"]["align"]) for c in row["children"]))
        for part in token["children"]
        if part["type"] == "table_body"
        for row in part["children"]
    )
    grid = book.Grid((book.Row(head),), body, (1.0,) * len(head))
    return book.Table("", "", (), (), grid, (), ())


def _inlines(children: list[Token]) -> book.Inlines:
    return tuple(inline for token in children for inline in _inline(token))


def _inline(token: Token) -> book.Inlines:
    kind = token["type"]
    if kind == "text":
        return (book.Text(token["raw"]),)
    if kind in ("emphasis", "strong"):
        children = _inlines(token["children"])
        return (book.Emphasis(children) if kind == "emphasis" else book.Strong(children),)
    if kind == "codespan":
        return (book.Code(token["raw"]),)
    if kind == "link":
        return _link(token["attrs"]["url"], _inlines(token["children"]))
    if kind == "inline_math":
        return (book.Formula(token["raw"], mathml(token["raw"])),)
    if kind == "linebreak":
        return (book.Break(),)
    if kind == "softbreak":
        return (book.Text(" "),)
    if kind == "footnote_ref":
        return (book.Text(f" [{token['attrs']['index']}]"),)
    if kind == "inline_html":
        return (book.Text(text_of_html(token["raw"])),)
    return _inlines(token.get("children", [])) or (book.Text(_raw(token)),)


def fact(text: str, address: str) -> book.Inline:
    """Return a printed figure with how it was made; one whose address is garbled is only its words."""
    try:
        found = Address.parse(address)
    except (ValueError, RecursionError):
        return book.Text(text)
    return book.Fact(text, found.made, found.unit, found.name, found.assumption)


def _link(address: str, children: book.Inlines) -> book.Inlines:
    words = "".join(child.text for child in children if isinstance(child, book.Text))
    if address.startswith(SCHEME):
        return (fact(words, address),)
    if language := _LANGUAGE.fullmatch(address):
        return (book.Foreign(language[1], children),)
    if address.startswith("#"):
        return (book.Reference(address, words),)
    if address.startswith(("https://", "http://", "mailto:")):
        return (book.Link(address, children or (book.Text(address),)),)
    return children


def _raw(token: Token) -> str:
    return token.get("raw") or "".join(_raw(child) for child in token.get("children", []))
