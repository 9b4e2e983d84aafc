"""Anyone's SVG → a small, safe one: text kept as text, ids of its own, nothing that acts or asks for a file.

What may stay is listed; all else goes. A browser reads names on a page without regard to case, so they are compared so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from yearbook.ledger.address import SCHEME, Address
from yearbook.press.bind.book import Picture


def _named(words: str) -> dict[str, str]:
    """Return names by themselves in small letters."""
    return {name.lower(): name for name in words.split()}


_ELEMENTS = _named(
    """svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath clipPath mask pattern
    marker linearGradient radialGradient stop filter feColorMatrix feComposite title desc image switch a"""
)
# What stands in a style as well as in an attribute of its own.
_LOOKS = _named(
    """fill fill-opacity fill-rule stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width opacity color stop-color stop-opacity clip-path clip-rule mask filter
    marker-start marker-mid marker-end display visibility overflow shape-rendering text-rendering image-rendering
    color-interpolation vector-effect paint-order mix-blend-mode transform transform-origin font font-family font-size
    font-style font-weight font-variant font-stretch text-anchor dominant-baseline alignment-baseline baseline-shift
    letter-spacing word-spacing text-decoration white-space writing-mode direction unicode-bidi"""
)
_ATTRIBUTES = _LOOKS | _named(
    """id href style d points x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height viewBox preserveAspectRatio
    rotate textLength lengthAdjust startOffset pathLength offset gradientUnits gradientTransform spreadMethod
    patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerWidth markerHeight
    markerUnits refX refY orient filterUnits primitiveUnits in in2 operator k1 k2 k3 k4 type values result
    color-interpolation-filters"""
)
_FUNCTIONS = frozenset("matrix translate rotate scale skewx skewy rgb rgba hsl hsla".split())  # noqa: SIM905
_FUNCTION = re.compile(r"([^\s,(:;]*)\s*\(")
# Signs with which a style imports, hides what it says, or names an address.
_NEVER = re.compile(r"[\\@:\x00-\x08\x0e-\x1f\x7f]|/\*")
_SVG = ("{http://www.w3.org/2000/svg}", "")
_BITMAP = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*")
_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_LOCAL = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_LENGTH = re.compile(r"\s*([\d.]+)\s*(px|pt|mm|cm|in|)\s*")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
# More than any chart is made of; a few lines that use each other can ask for a billion.
_MOST_DRAWN = 500_000
_HOUSE_STROKES = "stroke-linejoin:round;stroke-linecap:butt"


class UnreadableSvgError(ValueError):
    """The drawing is not well-formed, or tries to make a reader's machine unfold it without end."""


def clean(text: str, prefix: str) -> Picture:
    """Return a drawing fit to stand inside any page; `prefix` makes its ids unique. Raises UnreadableSvgError."""
    try:
        root = fromstring(text.strip().encode())
        if _element(root.tag) != "svg":
            raise UnreadableSvgError
        return _cleaned(root, prefix)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise UnreadableSvgError from None


def _cleaned(root: Element, prefix: str) -> Picture:
    width, height = (_pixels(root.get(side, "")) for side in ("width", "height"))
    box = root.get("viewBox", "").strip()
    if len(_numbers(box)) != 4:
        box = f"0 0 {_short(width or 300)} {_short(height or 150)}"
    if not (width and height):
        *_, width, height = _numbers(box)
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise UnreadableSvgError
    if _drawn(root, {element.get("id"): element for element in root.iter()}, {}) > _MOST_DRAWN:
        raise UnreadableSvgError
    used = set(
        re.findall(r"#([\w.:-]+)", " ".join(value for element in root.iter() for value in element.attrib.values()))
    )
    ids: dict[str, str] = {}
    for element in root.iter():
        own = element.get("id")
        if own is not None and own in used:
            ids.setdefault(own, f"{prefix}-{len(ids) + 1}")
    inside = "".join(_written(child, ids) for child in root)
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{escape(box)}" width="{_short(width)}" '
        f'height="{_short(height)}" style="{_HOUSE_STROKES}">{inside}</svg>'
    )
    return Picture("image/svg+xml", whole, width, height)


def _drawn(element: Element, by_id: dict[str | None, Element], known: dict[Element, float]) -> float:
    """Return how many elements are drawn where one stands, with what it uses; one that uses itself never ends."""
    if element not in known:
        known[element] = math.inf
        addresses = [value for key, value in element.attrib.items() if _name(key).lower() == "href"]
        used = [by_id[address[1:]] for address in addresses if address[:1] == "#" and address[1:] in by_id]
        known[element] = 1 + sum(_drawn(part, by_id, known) for part in [*element, *used])
    return known[element]


def _written(element: Element, ids: dict[str, str]) -> str:
    """Return one element and what is in it; what is not kept is dropped with its content, links are unwrapped."""
    name = _element(element.tag)
    tail = _text(element.tail, name)
    if not name:
        return tail
    # What stands in a name or a description is HTML to a browser: only words may.
    children = [] if name in ("title", "desc") else list(element)
    inside = _text(element.text, name) + "".join(_written(child, ids) for child in children)
    if name == "a":
        return _led(element, inside) + tail
    attributes = "".join(f' {key}="{value}"' for key, value in _attributes(element, name, ids).items())
    if not inside.strip() and name in ("g", "defs"):
        return tail
    return (f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>") + tail


def _led(element: Element, inside: str) -> str:
    """Return words that lead to how a figure was made as such; what leads anywhere else is only its words."""
    address = next((value for key, value in element.attrib.items() if _name(key).lower() == "href"), "")
    if not address.startswith(SCHEME) or "<a " in inside:
        return inside
    try:
        found = Address.parse(address)
    except (ValueError, RecursionError):
        return inside
    return f'<a class="fact" href="{SCHEME}{_quoted(found.text)}">{inside}</a>'


_LED = re.compile(rf'<a class="fact" href="{SCHEME}([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def figures_in(drawing: str) -> Iterator[tuple[str, Address]]:
    """Yield the words of every figure in a cleaned drawing, and how it was made."""
    for address, inside in _LED.findall(drawing):
        yield unescape(_TAG.sub("", inside)).strip(), Address.parse(unescape(address))


def led(drawing: str, target_of: Callable[[Address], str]) -> str:
    """Return a cleaned drawing whose figures lead to their rows in the register; without one, only their words stay."""

    def leading(found: re.Match[str]) -> str:
        target = target_of(Address.parse(unescape(found[1])))
        # Whoever uses the keyboard or listens has the same figures in the chart's table.
        return f'<a class="fact" href="#{escape(target)}" tabindex="-1">{found[2]}</a>' if target else found[2]

    return _LED.sub(leading, drawing)


def _text(text: str | None, name: str) -> str:
    if not text or (not text.strip() and name not in ("text", "tspan", "textPath")):
        return ""
    return escape(text, quote=False)


def _attributes(element: Element, name: str, ids: dict[str, str]) -> dict[str, str]:
    """Return what is said about an element and may stay, as it is written; of two with one name the first."""
    kept: dict[str, str] = {}
    value: str | None
    for key, value in sorted(element.attrib.items()):
        key = _ATTRIBUTES.get(_name(key).lower(), "")
        if key == "id":
            value = ids.get(value, "")
        elif key == "href":
            value = _address(value.strip(), name, ids)
        elif key == "style":
            value = ";".join(_declarations(value.replace("; ", ";").replace(": ", ":"), ids))
        else:
            value = _settled(value, ids)
        if key and value is not None and (value or key not in ("id", "href", "style")):
            kept.setdefault(key, _quoted(value))
    return kept


def _address(value: str, name: str, ids: dict[str, str]) -> str:
    """Return where an element may lead: into its own drawing, or to a bitmap it carries itself."""
    if value.startswith("#"):
        return f"#{ids[value[1:]]}" if value[1:] in ids else ""
    return value if name == "image" and _BITMAP.fullmatch(value) else ""


def _declarations(style: str, ids: dict[str, str]) -> Iterator[str]:
    for declaration in style.split(";"):
        look, colon, value = declaration.partition(":")
        settled = _settled(value, ids)
        if not declaration.strip():
            yield declaration
        elif look.strip().lower() in _LOOKS and settled is not None:
            yield f"{look}{colon}{settled}"


def _settled(value: str, ids: dict[str, str]) -> str | None:
    """Return a value with ids of the drawing's own and short numbers, or None if it could fetch something."""
    others = _LOCAL.sub("", value)
    called = {function.lower() for function in _FUNCTION.findall(others)}
    if _NEVER.search(others) or called - _FUNCTIONS:
        return None
    value = _LOCAL.sub(lambda match: f"url(#{ids.get(match[1], 'none')})", value)
    return _NUMBER.sub(lambda match: _short(float(match[0])), value)


def _quoted(value: str) -> str:
    return escape(value, quote=False).replace('"', "&quot;")


def _element(tag: object) -> str:
    """Return the name of an element that may stay, or "" for any other."""
    name = _name(tag)
    return _ELEMENTS.get(name.lower(), "") if isinstance(tag, str) and tag[: -len(name)] in _SVG else ""


def _name(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _numbers(text: str) -> list[float]:
    """Return the numbers of a list of nothing but numbers, else none."""
    try:
        found = [float(part) for part in re.split(r"[\s,]+", text)]
    except ValueError:
        return []
    return found if all(map(math.isfinite, found)) else []


def _pixels(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _PIXELS[match[2]] if match else 0.0


def _short(number: float) -> str:
    """Return a number with two decimals at most: at one, edges move visibly."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
