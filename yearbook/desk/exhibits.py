"""A figure or table as a notebook shows it: what JupyterLab displays, and what the press is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from yearbook import language as house
from yearbook import palette
from yearbook.desk.payload import left_out, payload
from yearbook.desk.words import Words


@dataclass(frozen=True)
class Exhibit:
    """One exhibit. `kind` is figure, table, spread, cards, steps or nothing; `content` is what docs/payload.md
    lists for it.

    The drawing of a figure is `svg`, or `bitmap`: (mime type, base64).
    """

    kind: str
    language: str
    content: dict[str, Any]
    svg: str = ""
    title: str = ""
    subtitle: str = ""
    source: str = ""
    notes: tuple[tuple[str, Words], ...] = field(default=())
    bitmap: tuple[str, str] = ("", "")

    @classmethod
    def nothing(cls, id: str, title: Words) -> Exhibit:
        """Return an exhibit that has nothing to show: the book leaves it out."""
        return cls("nothing", title.language, {"id": id}, title=title)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if self.kind == "nothing":
            return left_out(self.content["id"], f"{self.title}: {house.word('nothing_to_show', self.language)}")
        bundle = {"text/plain": self.title or self.kind, "text/html": self._preview()}
        if self.svg:
            bundle["image/svg+xml"] = self.svg
        elif self.bitmap[1]:
            bundle[self.bitmap[0]] = self.bitmap[1]
        return bundle | payload(kind=self.kind, **self.content)

    def _preview(self) -> str:
        """Return the exhibit as simple HTML for JupyterLab; the press never reads it."""
        body = _themed(self.svg) if self.svg else _bitmap_preview(*self.bitmap) or _PREVIEWS[self.kind](self.content)
        head = f"<strong>{escape(self.title)}</strong><br><small>{escape(self.subtitle)}</small>" if self.title else ""
        source = f"{house.word('source', self.language)}: {self.source}" if self.source else ""
        notes = "<br>".join(escape(f"{mark} {text}".strip()) for mark, text in self.notes)
        foot = "<br>".join(part for part in (escape(source), notes) if part)
        return f"<div>{head}{body}<p><small>{foot}</small></p></div>"


@dataclass(frozen=True)
class InTurn:
    """Exhibits that a cell shows one after the other, as many as there are."""

    shown: tuple[Exhibit, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for exhibit in self.shown:
            display(exhibit)  # type: ignore[no-untyped-call]


def _bitmap_preview(mime: str, data: str) -> str:
    return f'<img src="data:{mime};base64,{data}" alt="">' if data else ""


# What a chart is painted with, by its value on a light page; its white is the ground it stands on.
_PAINTS = {colour.light: colour.name for colour in palette.COLOURS} | {"#ffffff": palette.PAPER.name}
_PAINT = re.compile("|".join(_PAINTS))
# A dark JupyterLab, and a dark VS Code.
_DARK = "[data-jp-theme-light=false] .yearbook,.vscode-dark .yearbook"


def _themed(svg: str) -> str:
    """Return a chart that is light on a dark page, as in the book."""
    painted = _PAINT.sub(lambda found: f"var(--{_PAINTS[found[0]]},{found[0]})", svg)
    painted = painted.replace(f"'{palette.FONT_FAMILY}'", f"'{palette.FONT_FAMILY}',sans-serif")
    colours = f".yearbook{{{palette.css_variables('light')}}}{_DARK}{{{palette.css_variables('dark')}}}"
    return f'<style>{colours}</style><div class="yearbook">{painted[painted.index("<svg") :]}</div>'


def _table_preview(content: dict[str, Any]) -> str:
    grid = content["grid"]
    sides = [column["align"] for column in grid["columns"]]
    above = "".join(
        _line(_cell("th", heading["label"], span=heading["span"]) for heading in row) for row in grid.get("above", ())
    )
    labels = zip(grid["columns"], sides, strict=True)
    head = _line(_cell("th", column["label"], side) for column, side in labels)
    rows = "".join(
        _line([_cell("td", row["gap"], span=len(sides))])
        if "gap" in row
        else _line(_cell("td", c["text"], side, c.get("mark", "")) for c, side in zip(row["cells"], sides, strict=True))
        for row in grid["rows"]
    )
    return f"<table><thead>{above}{head}</thead><tbody>{rows}</tbody></table>"


def _line(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _cell(name: str, text: str, side: str = "left", mark: str = "", span: int = 1) -> str:
    over = f' colspan="{span}"' if span > 1 else ""
    return f'<{name} style="text-align:{side}"{over}>{escape(text)}<sup>{escape(mark)}</sup></{name}>'


def _cards_preview(content: dict[str, Any]) -> str:
    return "".join(f"<p><b>{escape(card['plain'])}</b> {escape(card['label'])}</p>" for card in content["items"])


def _steps_preview(content: dict[str, Any]) -> str:
    return (
        "<ol>"
        + "".join(f"<li>{escape(step['label'])} – {escape(step['note'])}</li>" for step in content["items"])
        + "</ol>"
    )


def _spread_preview(content: dict[str, Any]) -> str:
    return "".join(f"<p><b>{escape(panel['plain'])}</b></p>{_table_preview(panel)}" for panel in content["panels"])


_PREVIEWS = {"spread": _spread_preview, "table": _table_preview, "cards": _cards_preview, "steps": _steps_preview}
