"""An edition's records and the register of its figures as a Data Package: a descriptor, and a CSV file a table.

https://datapackage.org: whoever knows the standard needs nothing of this workbook. docs/data.md says what is in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yearbook.ledger.edition import Edition
from yearbook.ledger.resources import Resource, resource
from yearbook.press.bind.book import Book
from yearbook.press.bind.book_figures import NAME, joined, schema

FOLDER, DESCRIPTOR = "data", "datapackage.json"


def data_package(edition: Edition, tables: Sequence[Resource], books: Sequence[Book]) -> dict[str, str]:
    """Return the files of the package by name; `books` are those of one or more languages of the edition, `tables` its
    resources.
    """
    figures = joined([book.listed for book in books if book.listed])
    all_of_it = [*tables, *([resource(NAME, schema(), figures)] if figures else [])]
    descriptor = _written(_head(edition, books), [each.descriptor for each in all_of_it])
    return {DESCRIPTOR: descriptor} | {each.path: each.content for each in all_of_it}


def mime_of(file: str) -> str:
    """Return what kind of file one of a package is."""
    return "text/csv" if file.endswith(".csv") else "application/json"


def _head(edition: Edition, books: Sequence[Book]) -> dict[str, Any]:
    """Return what the package says of itself: in the first language, and in each other under keys of its own."""
    name = "-".join(("yearbook", *edition.id.lower().split("/")))
    head: dict[str, Any] = {"name": name, "edition": edition.id, "state": edition.params.state}
    for place, book in enumerate(books):
        told = {"title": book.title, "description": book.description, "rights": book.imprint.rights}
        told |= {"compiler": book.author, "citation": book.colophon.citation if book.colophon else ""}
        ending = f"_{book.language}" if place else ""
        head |= {f"{key}{ending}": text for key, text in told.items() if text}
    head["print_codes"] = {book.language: book.colophon.fingerprint for book in books if book.colophon}
    return head


def _written(head: Mapping[str, Any], described: Iterable[Mapping[str, Any]]) -> str:
    """Return the descriptor as JSON, one resource a line."""
    first = json.dumps(head, ensure_ascii=False)[:-1]
    # A schema may hold a day, which YAML reads as such.
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, default=str) for each in described)
    return f'{first}, "resources": [\n{lines}\n]}}\n'
