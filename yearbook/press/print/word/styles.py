"""The styles of the document: the layout of official documents (Decree 30/2020/NĐ-CP), black on white."""

from __future__ import annotations

from collections.abc import Mapping

from yearbook.press.print.word.elements import Element, twips, w
from yearbook.press.print.word.sheets import UPRIGHT

TYPE, MONO = "Times New Roman", "Courier New"
# In points. The decree asks for 13 to 14; tables may be smaller.
BODY, SMALL = 13, 11
# The order in which Word wants what it is told of a paragraph, and of a run.
_PARAGRAPH = (
    *("keepNext", "keepLines", "numPr", "pBdr", "shd", "tabs"),
    *("spacing", "ind", "contextualSpacing", "jc", "outlineLvl"),
)
_RUN = ("rFonts", "b", "i", "sz")


def styles(words: Mapping[str, str], tag: str) -> list[Element]:
    """Return the defaults and every style; those of our own are called by the house's words."""
    built_in = [
        _style("Normal", "Normal", based="", default=True, after=6, line=1.15),
        _style("BodyText", "Body Text", jc="both", first=10),
        _style("Title", "Title", jc="center", size=20, bold=True, before=60, after=10, following="Subtitle"),
        _style("Subtitle", "Subtitle", jc="center", size=14, after=18),
        _style("Heading1", "heading 1", level=0, size=14, bold=True, before=24, after=8, number=1, left=10, first=-10),
        _style("Heading2", "heading 2", level=1, size=13, bold=True, before=16),
        _style("Heading3", "heading 3", level=2, size=13, bold=True, italic=True, before=12),
        _style("Heading4", "heading 4", level=3, size=13, italic=True, before=10),
        _style("TOCHeading", "TOC Heading", size=14, bold=True, before=18, after=8, keep=True, jc="center"),
        _style("TOC1", "toc 1", after=3, tabs=((10, "left"), (UPRIGHT, "right")), left=10, first=-10, bold=True),
        _style("TOC2", "toc 2", after=2, tabs=((UPRIGHT, "right"),), left=10),
        _style("TableofFigures", "table of figures", after=2, tabs=((UPRIGHT, "right"),), left=10, first=-10),
        _style("Caption", "caption", bold=True, before=12, after=3, keep=True),
        _style("ListBullet", "List Bullet", after=3, jc="both"),
        _style("ListNumber", "List Number", after=3, jc="both"),
        _style("ListContinue", "List Continue", after=3, jc="both"),
        _style("Quote", "Quote", italic=True, left=10, right=10, jc="both"),
        _style("Header", "header", after=0, jc="center", line=1),
        _character("Hyperlink", "Hyperlink", w("color", val="000000"), w("u", val="single")),
        _table(),
    ]
    own = [
        _style("Lead", words["style.lead"], based="BodyText", size=14, first=0, after=10, keep=True),
        _style("RoleLabel", words["style.role_label"], bold=True, size=12, before=8, after=2, keep=True, left=4),
        _style("Finding", words["finding"], size=14, bold=True, edge=18, left=4),
        _style("Warning", words["warning"], edge=18, left=4, jc="both"),
        _style("Commentary", words["commentary"], italic=True, edge=6, left=4, jc="both"),
        _style("Proposal", words["proposal"], edge=6, left=4, jc="both"),
        _style("ExhibitSubtitle", words["style.exhibit_subtitle"], size=12, italic=True, after=3, keep=True),
        _style("Drawing", words["style.drawing"], jc="center", after=4, keep=True, line=1),
        _style("ExhibitNote", words["style.exhibit_note"], size=SMALL, before=4, after=8, line=1, together=True),
        _style("TableText", words["style.table_text"], size=SMALL, before=1, after=1, line=1),
        _style("TableHeading", words["style.table_heading"], based="TableText", bold=True, jc="center", keep=True),
        _style("PanelTitle", words["style.panel_title"], bold=True, before=8, after=3, keep=True, line=1),
        _style("Letterhead", words["style.letterhead"], jc="center", size=12, after=0, line=1),
        _style("FactLine", words["style.fact_line"], left=50, first=-50, tabs=((50, "left"),)),
        _style("Preformatted", words["style.preformatted"], size=10, font=MONO, line=1, shade="F2F2F2"),
        _character("Code", words["style.code"], w("rFonts", ascii=MONO, hAnsi=MONO, cs=MONO), w("sz", val=22)),
    ]
    return [_defaults(tag), *built_in, *own]


def _defaults(tag: str) -> Element:
    fonts = w("rFonts", ascii=TYPE, hAnsi=TYPE, eastAsia=TYPE, cs=TYPE)
    looks = w("rPr", fonts, w("color", val="000000"), w("sz", val=2 * BODY), w("szCs", val=2 * BODY))
    looks.append(w("lang", val=tag, eastAsia=tag, bidi="ar-SA"))
    return w("docDefaults", w("rPrDefault", looks), w("pPrDefault"))


def _style(
    identity: str,
    name: str,
    *,
    based: str = "Normal",
    following: str = "",
    default: bool = False,
    level: int | None = None,
    number: int = 0,
    edge: int = 0,
    shade: str = "",
    tabs: tuple[tuple[float, str], ...] = (),
    before: float | None = None,
    after: float | None = None,
    line: float | None = None,
    left: float | None = None,
    right: float | None = None,
    first: float | None = None,
    jc: str = "",
    keep: bool = False,
    together: bool = False,
    size: float = 0,
    bold: bool = False,
    italic: bool = False,
    font: str = "",
) -> Element:
    """Return a style of paragraphs; sizes and spaces are in points, indents in millimetres."""
    heading = level is not None
    of_paragraph = {
        "keepNext": w("keepNext") if keep or heading else None,
        "keepLines": w("keepLines") if heading else None,
        "numPr": w("numPr", w("numId", val=number)) if number else None,
        "pBdr": w("pBdr", w("left", val="single", sz=edge, space=6, color="000000")) if edge else None,
        "shd": w("shd", val="clear", color="auto", fill=shade) if shade else None,
        "tabs": w("tabs", *(_stop(place, side) for place, side in tabs)) if tabs else None,
        "spacing": _spacing(before, after, line),
        "ind": _indent(left, right, first),
        "contextualSpacing": w("contextualSpacing") if together else None,
        "jc": w("jc", val=jc) if jc else None,
        "outlineLvl": w("outlineLvl", val=level) if heading else None,
    }
    of_run = {
        "rFonts": w("rFonts", ascii=font, hAnsi=font, cs=font) if font else None,
        "b": w("b") if bold else None,
        "i": w("i") if italic else None,
        "sz": w("sz", val=round(2 * size)) if size else None,
    }
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val=based) if based else None,
        w("next", val=following or ("BodyText" if heading else identity)),
        w("qFormat"),
        w("pPr", *(of_paragraph.get(tag) for tag in _PARAGRAPH)),
        w("rPr", *(of_run.get(tag) for tag in _RUN)),
        type="paragraph",
        styleId=identity,
        **({"default": 1} if default else {}),
    )


def _spacing(before: float | None, after: float | None, line: float | None) -> Element | None:
    told = {"before": (before, 20), "after": (after, 20), "line": (line, 240)}
    kept = {name: round(value * unit) for name, (value, unit) in told.items() if value is not None}
    return w("spacing", **kept, **({"lineRule": "auto"} if line else {})) if kept else None


def _indent(left: float | None, right: float | None, first: float | None) -> Element | None:
    told = {"left": left, "right": right, "hanging" if first and first < 0 else "firstLine": first}
    kept = {name: abs(twips(value)) for name, value in told.items() if value is not None}
    return w("ind", **kept) if kept else None


def _stop(place: float, side: str) -> Element:
    return w("tab", val=side, pos=twips(place), **({"leader": "dot"} if side == "right" else {}))


def _character(identity: str, name: str, *looks: Element) -> Element:
    return w("style", w("name", val=name), w("qFormat"), w("rPr", *looks), type="character", styleId=identity)


def _table() -> Element:
    """Return the style of tables: a line around every cell, as official documents have it."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = w("tblBorders", *(w(side, val="single", sz=4, space=0, color="000000") for side in sides))
    inner = w("tblCellMar", *(w(side, w=twips(1.6), type="dxa") for side in ("left", "right")))
    return w(
        "style", w("name", val="Table Grid"), w("qFormat"), w("tblPr", lines, inner), type="table", styleId="TableGrid"
    )
