"""The house colours and type, once, for charts, page and PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FONT_FAMILY = "Source Sans Pro"


@dataclass(frozen=True)
class Colour:
    """One house colour: its role, and its value on a light and on a dark page (`#rrggbb`)."""

    name: str
    light: str
    dark: str


PAPER = Colour("paper", "#fffdf9", "#15191c")
PANEL = Colour("panel", "#f4efe6", "#1f2529")
INK = Colour("ink", "#1d2529", "#e9e6df")
QUIET = Colour("quiet", "#59646a", "#a9b2b5")
LINE = Colour("line", "#d8d1c4", "#3a4348")
FOREST = Colour("forest", "#1f5d4c", "#7cc4ab")
CLAY = Colour("clay", "#a8481f", "#eb9a72")
RIVER = Colour("river", "#2a5f8a", "#86b8e0")
SAND = Colour("sand", "#cdbb96", "#8b7d5f")

COLOURS = (PAPER, PANEL, INK, QUIET, LINE, FOREST, CLAY, RIVER, SAND)


def css_variables(scheme: str) -> str:
    """Return the colours as CSS custom properties for `light` or `dark`."""
    return "".join(f"--{colour.name}:{getattr(colour, scheme)};" for colour in COLOURS)


def font_folder() -> Path:
    """Return the folder of the house font, from its pinned wheel."""
    from importlib.util import find_spec

    spec = find_spec("font_source_sans_pro")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("font_source_sans_pro")
    return Path(spec.submodule_search_locations[0]) / "files"


def font_file(weight: str) -> Path:
    """Return the file of one face: `Regular`, `It`, `Semibold` or `Bold`."""
    return font_folder() / f"SourceSansPro-{weight}.ttf"
