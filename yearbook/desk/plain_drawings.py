"""What is drawn plainly, with pyplot or by pandas, in the house's type, colours and numbers."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib
from cycler import cycler
from matplotlib import scale, ticker
from matplotlib._pylab_helpers import Gcf
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from yearbook import palette
from yearbook.desk.drawing import settings_of

_STYLE = Path(__file__).with_name("plain.mplstyle")
_FORMATS = {"svg"}  # sharp on paper, its words are words, and it follows the page into the dark
_MIMES = ("image/svg+xml", "image/png", "image/jpeg")
_MINUS = "\u2212"
_FEWEST_GROUPED = 10_000  # a number of four digits may be a year


def take_house_style(language: str) -> None:
    """Let what is drawn from now on look as the house's own charts do, its numbers as the language writes them."""
    ink, line = palette.INK.light, palette.LINE.light
    colours = [colour.light for colour in (palette.FOREST, palette.CLAY, palette.RIVER, palette.SAND, palette.QUIET)]
    inked = ("boxprops", "whiskerprops", "capprops", "flierprops")
    settings: dict[Any, Any] = {
        **settings_of(_STYLE),
        "axes.prop_cycle": cycler(color=colours),
        "grid.color": line,
        "patch.edgecolor": ink,
        "hatch.color": ink,
        "boxplot.flierprops.markeredgecolor": ink,
        **{f"boxplot.{part}.color": ink for part in inked},
    }
    matplotlib.rcParams.update(settings)
    scale.register_scale(_SCALES[language])


def show_drawings(shell: Any) -> None:
    """Let a notebook show figures as vector drawings, where it has not chosen another format, and axes as figures."""
    from IPython.core.pylabtools import select_figure_formats
    from matplotlib_inline.config import InlineBackend

    backend = InlineBackend.instance(parent=shell)
    if backend.figure_formats == {"png"}:
        backend.figure_formats = _FORMATS
    choose: Any = select_figure_formats  # IPython has few types
    choose(shell, backend.figure_formats, **backend.print_figure_kwargs)
    for mime in _MIMES:
        formatter = shell.display_formatter.formatters[mime]
        formatter.for_type(Axes, partial(_figure_of, formatter))


def _figure_of(formatter: Any, axes: Axes) -> Any:
    """Return the drawing of axes that stand alone; an open figure is shown when its cell ends."""
    figure = axes.get_figure(root=True)
    if "matplotlib.pyplot" in sys.modules and any(m.canvas.figure is figure for m in Gcf.get_all_fig_managers()):
        return None
    try:
        return formatter.lookup_by_type(Figure)(figure)
    except KeyError:
        return None


class _Numbers(ticker.ScalarFormatter):
    """The numbers along an axis, in one language."""

    point, group = ",", "."

    def __call__(self, x: float, pos: int | None = None) -> str:
        text = super().__call__(x, pos)
        whole, point, decimals = text.partition(".")
        if self.get_offset() == "" and whole.lstrip(_MINUS).isdigit() and abs(x) >= _FEWEST_GROUPED:
            sign = _MINUS if x < 0 else ""
            whole = sign + f"{int(whole.lstrip(_MINUS)):,}".replace(",", self.group)
        return whole + (self.point + decimals if point else "")

    def get_offset(self) -> str:
        return super().get_offset().replace(".", self.point)


class _EnglishNumbers(_Numbers):
    point, group = ".", ","


class _VietnameseScale(scale.LinearScale):
    numbers: type[_Numbers] = _Numbers

    def set_default_locators_and_formatters(self, axis: Axis) -> None:
        super().set_default_locators_and_formatters(axis)
        axis.set_major_formatter(self.numbers())


class _EnglishScale(_VietnameseScale):
    numbers = _EnglishNumbers


_SCALES = {"vi": _VietnameseScale, "en": _EnglishScale}
