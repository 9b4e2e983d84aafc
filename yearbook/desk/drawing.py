"""Drawing paper: a matplotlib figure in the house style, turned into SVG with the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from yearbook import palette
from yearbook.ledger.quantity import Quantity

WIDTH = 6.7  # inches: what a printed page has room for, so that words print in their true size
_STYLE = Path(__file__).with_name("house.mplstyle")


def draw(name: str, height: float, paint: Callable[[Axes], object]) -> str:
    """Return the SVG that `paint` draws on one pair of axes; `height` in inches, `name` keeps ids apart."""
    with house_style(name):
        figure = Figure(figsize=(WIDTH, height))
        paint(figure.add_axes((0, 0, 1, 1)))
        return written(figure)


@contextmanager
def house_style(name: str) -> Iterator[None]:
    """Let what is drawn inside look as the house's, whatever a notebook has set; `name` keeps ids apart."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings: dict[Any, Any] = {**settings_of(), "svg.hashsalt": name}
        matplotlib.rcParams.update(settings)
        yield


def written(figure: Figure) -> str:
    """Return a figure as SVG, with the same bytes every time."""
    buffer = io.BytesIO()
    FigureCanvasSVG(figure)
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return buffer.getvalue().decode("utf-8")


def settings_of(*styles: Path) -> dict[Any, Any]:
    """Return the house style for matplotlib, with what other style files set over it."""
    files = (matplotlib.rc_params_from_file(style, use_default_template=False) for style in (_STYLE, *styles))
    read = {name: value for file in files for name, value in file.items()}
    return {**read, **_colours(), "font.family": _house_font()}


def warm_up() -> None:
    """Draw once for nothing, so that fonts and layout are ready for the first figure."""
    draw("nothing", 1.0, lambda axes: axes.set_title("Ấm ế ữ"))


def _colours() -> dict[str, str]:
    ink, quiet, line = palette.INK.light, palette.QUIET.light, palette.LINE.light
    return {
        "text.color": ink,
        "axes.labelcolor": quiet,
        "axes.edgecolor": line,
        "xtick.color": quiet,
        "ytick.color": ink,
    }


def _house_font() -> str:
    """Make the house font known to matplotlib and return its name."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for weight in ("Regular", "Semibold", "Bold", "It"):
        path = str(palette.font_file(weight))
        if path not in known:
            font_manager.fontManager.addfont(path)
    return palette.FONT_FAMILY


def place(figure: Quantity) -> float:
    """Return where a figure lies on an axis: an excess over a whole beyond it, a fall below zero."""
    return float(figure.completion())
