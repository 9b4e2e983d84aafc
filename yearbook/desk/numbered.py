"""`exhibit(anything, title=…, source=…)`: number, caption and source for what was made plainly."""

from __future__ import annotations

import base64
import io
import sys
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from yearbook import language as house
from yearbook.desk.exhibits import Exhibit
from yearbook.desk.grid import markdown_of
from yearbook.desk.plain_tables import table_of
from yearbook.desk.plainly import known_here
from yearbook.desk.words import Words
from yearbook.errors import UsageError

_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


def exhibit(
    shown: Any,
    *,
    title: Words | str,
    subtitle: Words | str = "",
    source: Words | str = "",
    alt: str = "",
    id: str = "",
    narrow: Any = None,
) -> Exhibit:
    """Give a drawing, a picture or a frame its number, caption and source.

    A figure of matplotlib, axes, or whatever shows itself as SVG, PNG or JPEG is a numbered figure: `alt` says it to
    who cannot see it, else the title does; `narrow` is the same drawing made for a phone, some 3 inches wide. A frame,
    series or index is a numbered table, with all its rows. `id` is what a reference names it by. Raises UsageError for
    anything else.
    """
    language = title.language if isinstance(title, Words) else known_here().language
    title = _words(title, language)
    if not title.strip():
        raise UsageError("exhibit cần một tiêu đề: title=say(vi=…, en=…).", "exhibit needs a title: title=say(…).")
    if title.missing or (isinstance(shown, pd.DataFrame | pd.Series | pd.Index) and not len(shown)):
        return Exhibit.nothing(id, title)
    subtitle, source = _words(subtitle, language), _words(source, language)
    if isinstance(shown, pd.DataFrame | pd.Series | pd.Index):
        return table_of(shown, known_here(), title=title, subtitle=subtitle, source=source, id=id, whole=True)
    mime, data = _drawn(shown, id or house.slug(title))
    content: dict[str, Any] = {
        "id": id,
        "title": title.markdown,
        "subtitle": markdown_of(subtitle),
        "alt": house.literal(alt.strip()) or ". ".join(filter(None, (title.markdown, markdown_of(subtitle)))),
        "source": markdown_of(source),
        "notes": [],
        "data": None,
    }
    if narrow is not None:
        content["narrow"] = dict(
            zip(("mime", "data"), _drawn(narrow, f"{id or house.slug(title)}-narrow"), strict=True)
        )
    svg, bitmap = (data, ("", "")) if mime == _PICTURES[0] else ("", (mime, data))
    return Exhibit("figure", language, content, svg, title, subtitle, source, bitmap=bitmap)


def _words(text: Words | str, language: str) -> Words:
    return text if isinstance(text, Words) else Words(text, house.literal(text), language)


def _drawn(shown: Any, name: str) -> tuple[str, str]:
    """Return the drawing of anything that has one: its mime type, and SVG or base64."""
    figure = _figure_of(shown)
    if figure is not None:
        return _PICTURES[0], _svg(figure, name)
    for mime, picture in _pictures_of(shown):
        return mime, base64.b64encode(picture).decode() if isinstance(picture, bytes) else picture
    kind = type(shown).__name__
    raise UsageError(
        f"exhibit không đánh số được «{kind}». Nhận: hình matplotlib (fig, ax), DataFrame, Series, Index, ảnh.",
        f"exhibit cannot number “{kind}”. It takes a matplotlib figure or axes, a DataFrame, Series, Index, a picture.",
    )


def _figure_of(shown: Any) -> Figure | None:
    """Return the figure that something of matplotlib stands in: itself, axes, an artist, an array or list of them."""
    if isinstance(shown, Figure):
        return shown
    if isinstance(shown, Artist):
        return shown.get_figure(root=True)
    if isinstance(shown, np.ndarray | list | tuple) and len(shown):
        return _figure_of(shown.flat[0] if isinstance(shown, np.ndarray) else shown[0])
    return None


def _svg(figure: Figure, name: str) -> str:
    buffer = io.BytesIO()
    canvas = figure.canvas
    with matplotlib.rc_context({"svg.hashsalt": name, "svg.fonttype": "none"}):
        FigureCanvasSVG(figure)
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    figure.set_canvas(canvas)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)  # else it would be shown once more, without a number
    return buffer.getvalue().decode("utf-8")


def _pictures_of(shown: Any) -> list[tuple[str, Any]]:
    """Return what something shows of itself as a picture, the sharpest first."""
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(shown)  # type: ignore[no-untyped-call]  # IPython has few types
    return [(mime, data[mime]) for mime in _PICTURES if mime in data]
