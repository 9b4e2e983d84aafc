"""What the desk wrote beside an output (docs/payload.md) → blocks; a fault in it stops the book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from yearbook.errors import BookError
from yearbook.press.bind import book, markdown
from yearbook.press.bind.plain import as_text

MIME = "application/vnd.yearbook+json"
VERSION = 2


def blocks_of_payload(payload: Mapping[str, Any], shown: book.Block | None, place: str) -> tuple[book.Block, ...]:
    """Return the blocks of one output; `shown` is its picture, if it has one. Raises BookError naming the place."""
    try:
        if payload["version"] != VERSION:
            raise KeyError("version")
        return _KINDS[payload["kind"]](payload, shown, place)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BookError(
            f"kết quả của ô này thiếu hoặc sai «{error.args[0] if error.args else error}»; chạy lại sổ tay.",
            f"this cell's output lacks or garbles “{error.args[0] if error.args else error}”; run the notebook again.",
            place=place,
        ) from None


def _prose(payload: Mapping[str, Any], shown: book.Block | None, place: str) -> tuple[book.Block, ...]:
    return markdown.blocks(payload["markdown"], role=payload["role"])


def _nothing(payload: Mapping[str, Any], shown: book.Block | None, place: str) -> tuple[book.Block, ...]:
    return (book.Absent(payload["id"]),)


def _figure(payload: Mapping[str, Any], shown: book.Block | None, place: str) -> tuple[book.Block, ...]:
    if not isinstance(shown, book.Figure):
        raise BookError("hình không vẽ được.", "the figure has no drawing that can be read.", place=place)
    said = markdown.inline(payload["alt"])
    if not as_text(said).strip():
        raise BookError("hình thiếu lời mô tả (alt).", "the figure lacks its description (alt).", place=place)
    return (
        book.Figure(
            payload["id"],
            "",
            markdown.inline(payload["title"]),
            markdown.inline(payload["subtitle"]),
            as_text(said),
            shown.picture,
            markdown.inline(payload["source"]),
            _notes(payload),
            _grid(payload["data"]) if payload["data"] else None,
            shown.narrow,
            said,
        ),
    )


def _table(payload: Mapping[str, Any], shown: book.Block | None, place: str) -> tuple[book.Block, ...]:
    return (
        book.Table(
            payload["id"],
            "",
            markdown.inline(payload["title"]),
            markdown.inline(payload["subtitle"]),
            _grid(payload["grid"]),
            markdown.inline(payload["source"]),
            _notes(payload),
            payload["wide"],
            payload["look"],
        ),
    )


def _cards(payload: Mapping[str, Any], shown: book.Block | None, place: str) -> tuple[book.Block, ...]:
    cards = (tuple(markdown.inline(item[part]) for part in ("figure", "label", "note")) for item in payload["items"])
    return (book.Cards(tuple(book.Card(*parts) for parts in cards)),)


def _spread(payload: Mapping[str, Any], shown: book.Block | None, place: str) -> tuple[book.Block, ...]:
    bands: list[tuple[tuple[book.Panel, ...], ...]] = []
    for wide, run in groupby(payload["panels"], key=lambda panel: bool(panel["wide"])):
        panels = [book.Panel(markdown.inline(panel["title"]), _grid(panel["grid"])) for panel in run]
        bands += [((panel,),) for panel in panels] if wide else [_in_two_columns(panels)]
    title = markdown.inline(payload["title"])
    spread = book.Spread(payload["id"], tuple(bands), markdown.inline(payload["source"]))
    return (book.Heading(2, "", title), spread) if title else (spread,)


def _in_two_columns(panels: Sequence[book.Panel]) -> tuple[tuple[book.Panel, ...], ...]:
    """Return panels in their order in two columns, each where there are fewer rows so far."""
    columns: tuple[list[book.Panel], list[book.Panel]] = ([], [])
    rows = [0, 0]
    for panel in panels:
        shorter = rows.index(min(rows))
        columns[shorter].append(panel)
        rows[shorter] += len(panel.grid.body) + 3  # its title, its head, the space below
    return tuple(tuple(column) for column in columns if column)


def _steps(payload: Mapping[str, Any], shown: book.Block | None, place: str) -> tuple[book.Block, ...]:
    steps = tuple(
        book.Step(markdown.inline(item["label"]), markdown.inline(item["note"]), item["state"])
        for item in payload["items"]
    )
    return (
        book.Steps(
            payload["id"],
            "",
            markdown.inline(payload["title"]),
            markdown.inline(payload["subtitle"]),
            as_text(markdown.inline(payload["alt"])),
            steps,
            markdown.inline(payload["source"]),
            _notes(payload),
        ),
    )


_KINDS: dict[str, Callable[..., tuple[book.Block, ...]]] = {
    "nothing": _nothing,
    "prose": _prose,
    "figure": _figure,
    "table": _table,
    "cards": _cards,
    "steps": _steps,
    "spread": _spread,
}


def _notes(payload: Mapping[str, Any]) -> tuple[book.Note, ...]:
    return tuple(book.Note(note["mark"], "", markdown.inline(note["markdown"])) for note in payload["notes"])


def _grid(grid: Mapping[str, Any]) -> book.Grid:
    columns = grid["columns"]
    head = book.Row(tuple(book.Cell((book.Text(c["label"]),), "text", c["align"], header="column") for c in columns))
    above = tuple(
        book.Row(tuple(book.Cell((book.Text(c["label"]),), header="column", colspan=c["span"]) for c in row))
        for row in grid.get("above", ())
    )
    body = tuple(
        book.Row((book.Cell((book.Text(row["gap"]),), "missing", colspan=len(columns)),))
        if "gap" in row
        else book.Row(
            tuple(
                _cell(cell, column["align"], "row" if grid["row_headers"] and order == 0 else "")
                for order, (cell, column) in enumerate(zip(row["cells"], columns, strict=True))
            ),
        )
        for row in grid["rows"]
    )
    return book.Grid((*above, head), body, tuple(float(column["width"]) for column in columns))


def _cell(cell: Mapping[str, Any], align: str, header: str) -> book.Cell:
    text = cell["text"]
    if cell.get("fact"):
        content: book.Inlines = (markdown.fact(text, cell["fact"]),)
    elif "markdown" in cell:
        content = markdown.inline(cell["markdown"])
    else:
        content = (book.Text(text),)
    if cell.get("language"):
        content = (book.Foreign(cell["language"], content),)
    if cell.get("mark"):
        content += (book.Mark(cell["mark"], ""),)
    return book.Cell(content, cell["role"], align, cell.get("spoken", ""), header)
