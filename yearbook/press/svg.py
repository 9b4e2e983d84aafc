"""Anyone's SVG → a small, safe one: text kept as text, ids of its own, nothing that acts or asks for a file."""

from __future__ import annotations

import re
from html import escape
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from yearbook.press.book import Picture

_KEPT = frozenset(
    """svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath clipPath mask pattern
    marker linearGradient radialGradient stop title desc image switch a""".split()  # noqa: SIM905 - reads as words
)
_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_LOCAL = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_LENGTH = re.compile(r"\s*([\d.]+)\s*(px|pt|mm|cm|in|)\s*")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_HOUSE_STROKES = "stroke-linejoin:round;stroke-linecap:butt"


class UnreadableSvgError(ValueError):
    """The drawing is not well-formed, or tries to make a reader's machine unfold it without end."""


def clean(text: str, prefix: str) -> Picture:
    """Return a drawing fit to stand inside any page; `prefix` makes its ids unique. Raises UnreadableSvgError."""
    try:
        root = fromstring(text.strip().encode())
    except (ParseError, DefusedXmlException, ValueError):
        raise UnreadableSvgError from None
    if _name(root.tag) != "svg":
        raise UnreadableSvgError
    width, height = (_pixels(root.get(side, "")) for side in ("width", "height"))
    box = root.get("viewBox") or f"0 0 {_short(width or 300)} {_short(height or 150)}"
    if not (width and height):
        *_, width, height = (float(part) for part in re.split(r"[\s,]+", box.strip()))
    used = set(
        re.findall(r"#([\w.:-]+)", " ".join(value for element in root.iter() for value in element.attrib.values()))
    )
    ids: dict[str, str] = {}
    for element in root.iter():
        if element.get("id") in used:
            ids.setdefault(element.get("id"), f"{prefix}-{len(ids) + 1}")
    inside = "".join(_written(child, ids) for child in root)
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{escape(box)}" width="{_short(width)}" '
        f'height="{_short(height)}" style="{_HOUSE_STROKES}">{inside}</svg>'
    )
    return Picture("image/svg+xml", whole, width, height)


def _written(element: Element, ids: dict[str, str]) -> str:
    """Return one element and what is in it; what is not kept is dropped with its content, links are unwrapped."""
    name = _name(element.tag)
    tail = _text(element.tail, name)
    if name not in _KEPT:
        return tail
    inside = _text(element.text, name) + "".join(_written(child, ids) for child in element)
    if name == "a":
        return inside + tail
    attributes = "".join(_attributes(element, name, ids))
    if not inside.strip() and name in ("g", "defs"):
        return tail
    return (f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>") + tail


def _text(text: str | None, name: str) -> str:
    if not text or (not text.strip() and name not in ("text", "tspan", "textPath")):
        return ""
    return escape(text, quote=False)


def _attributes(element: Element, name: str, ids: dict[str, str]):
    for key, value in sorted(element.attrib.items()):
        key = _name(key)
        if key == "id":
            if value in ids:
                yield f' id="{ids[value]}"'
        elif key == "href":
            local = value.strip().removeprefix("#")
            if value.strip().startswith("#") and local in ids:
                yield f' href="#{ids[local]}"'
            elif name == "image" and re.match(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*$", value.strip()):
                yield f' href="{value.strip()}"'
        elif not _acts(key, value):
            value = _LOCAL.sub(lambda match: f"url(#{ids.get(match[1], 'none')})", value)
            value = _NUMBER.sub(lambda match: _short(float(match[0])), value)
            value = value.replace("; ", ";").replace(": ", ":") if key == "style" else value
            yield f' {key}="{_quoted(value)}"'


def _quoted(value: str) -> str:
    return escape(value, quote=False).replace('"', "&quot;")


def _acts(key: str, value: str) -> bool:
    """Tell whether an attribute could run something or fetch something."""
    lowered = value.casefold().replace(" ", "")
    fetches = "url(" in lowered and not _LOCAL.search(value)
    return (
        key.startswith("on")
        or key in ("version", "class", "space")
        or "script:" in lowered
        or "@import" in lowered
        or fetches
    )


def _name(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _pixels(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _PIXELS[match[2]] if match else 0.0


def _short(number: float) -> str:
    """Return a number with two decimals at most: at one, edges move visibly."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
