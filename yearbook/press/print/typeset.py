"""Book → PDF: the only module that knows Typst. All a book says reaches the template as data, never as markup."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import re
import shutil
import string
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from yearbook import language, palette
from yearbook.errors import BookError, suggestion
from yearbook.press.bind.book import Book, Picture, as_json
from yearbook.press.print.columns import on_sheets
from yearbook.press.print.condensed import condensed
from yearbook.press.print.data_package import FOLDER, mime_of
from yearbook.press.print.drawable import drawable
from yearbook.press.print.measured import TYPE, with_measured_columns
from yearbook.press.print.spots import spots

_TEMPLATES = Path(__file__).with_name("templates")
_FACES = ("Regular", "It", "Semibold", "SemiboldIt")
# The wheel names them one by one in a type of its own. Of the standards for keeping only PDF/A-3 may carry any file.
_STANDARDS: list[Any] = ["a-2a", "ua-1"]
_STANDARDS_WITH_FILES: list[Any] = ["a-3a", "ua-1"]
# A PDF/A must carry a date; a loose notebook has none of its own.
_NO_DATE = "1980-01-01"

# A page of a telephone's messenger: its small type can be read when it is touched, and it stays under 500 kB.
_PICTURE_PPI = 144.0
_BITMAPS = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF")
_NOT_IN_ANY_FONT = re.compile(r'the text `"(.+?)"` could not be displayed')


def typeset(book: Book, *, as_picture: bool = False) -> bytes:
    """Return the book as one tagged PDF (PDF/UA-1 and PDF/A-2a), or as a PNG of one page as long as it takes.

    What is attached to it makes it PDF/A-3a. Raises BookError if it cannot be printed.
    """
    attached = {} if as_picture else {f"{FOLDER}/{name}": text.encode() for name, text in book.attached.items()}
    book = replace(book, listed="", attached={}, evidence=None)
    content = _mapped(as_json(with_measured_columns(on_sheets(condensed(book)))), drawable)
    content["attached"] = [{"file": file, "mime": mime_of(file)} for file in attached]
    content["picture"] = as_picture
    content["words"] = language.words(book.language) | content["words"]
    titles = (content["title"], *(chapter["title"] for chapter in content["chapters"]), content["words"]["untitled"])
    content["title"] = next(title for title in titles if title.strip())
    _check_links(content)
    _settle_levels(content)
    _settle_formulas(content)
    pictures = _take_pictures(content)
    try:
        return _compile(content, pictures, attached)
    except typst.TypstError as error:
        missing = _missing_signs(error.diagnostic)
        if not missing:
            raise _book_error(error, pictures) from None
    # An emoji in an analyst's output must not cost the book its PDF: it is printed by its code.
    codes = {ord(sign): f"[U+{ord(sign):04X}]" for sign in missing}
    for picture in pictures.values():
        if picture["mime"] == "image/svg+xml":
            picture["data"] = picture["data"].translate(codes)
    try:
        return _compile(_mapped(content, lambda text: text.translate(codes)), pictures, attached)
    except typst.TypstError as error:
        raise _book_error(error, pictures) from None


def _compile(content: dict[str, Any], pictures: dict[str, dict[str, Any]], attached: dict[str, bytes]) -> bytes:
    try:
        day = datetime.datetime.fromisoformat(content["date"] or _NO_DATE).replace(tzinfo=datetime.UTC)
    except ValueError:
        said = content["date"]
        raise BookError(f"ngày của sách «{said}» không có thật.", f"the book's date “{said}” is not a date.") from None
    house = {
        "colours": {colour.name: colour.light for colour in palette.COLOURS},
        "font": palette.FONT_FAMILY,
        "table_type": TYPE,
        "day": {"year": day.year, "month": day.month, "day": day.day},
    }
    files = {"main.typ" if file.stem == "book" else file.name: file.read_bytes() for file in _TEMPLATES.glob("*.typ")}
    files["book.json"] = json.dumps(content | house, ensure_ascii=False).encode()
    drawings = {name: picture["data"].encode() for name, picture in pictures.items() if _is_drawing(picture["mime"])}
    bitmaps = {name: _bitmap(picture) for name, picture in pictures.items() if name not in drawings}
    standards = _STANDARDS_WITH_FILES if attached else _STANDARDS
    with _compiler(files | drawings | attached, bitmaps) as compiler:
        if content["picture"]:
            printed, warnings = compiler.compile_with_warnings(format="png", ppi=_PICTURE_PPI)
        else:
            printed, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standards, timestamp=day)
    if warnings:
        said = "; ".join(warning.message for warning in warnings)
        raise BookError(f"Typst không in được bản PDF sạch: {said}.", f"Typst could not print a clean PDF: {said}.")
    if not isinstance(printed, bytes):
        raise TypeError("Typst returned pages where one PDF, or one picture, was asked for")
    return printed


def rasters(pictures: Sequence[tuple[str, Picture]], dots_per_inch: float = 220) -> list[bytes]:
    """Return pictures, each with what it is called, as PNG in their order. Raises BookError for a damaged one."""
    drawings: dict[str, bytes] = {}
    bitmaps: dict[str, bytes] = {}
    named: dict[str, dict[str, Any]] = {}
    for number, (said, picture) in enumerate(pictures, 1):
        drawing = _is_drawing(picture.mime)
        name = f"picture-{number}.{'svg' if drawing else 'bitmap'}"
        named[name] = {"said": said, "data": picture.data}
        if drawing:
            drawings[name] = picture.data.encode()
        else:
            bitmaps[name] = _bitmap(named[name])
    if not named:
        return []
    sheets = "#pagebreak()".join(f'#image("{name}")' for name in named)
    source = f"#set page(width: auto, height: auto, margin: 0pt)\n{sheets}"
    with _compiler({"main.typ": source.encode(), **drawings}, bitmaps) as compiler:
        try:
            made: Any = compiler.compile(format="png", ppi=dots_per_inch)
        except typst.TypstError as error:
            raise _book_error(error, named) from None
    return list(made) if isinstance(made, list) else [made]


@contextmanager
def _compiler(files: dict[str, bytes], bitmaps: Mapping[str, bytes]) -> Iterator[typst.Compiler]:
    """Give a compiler of files that sees these and the house's fonts, and nothing else of the disk."""
    # Typst takes fonts and bitmaps from a folder only.
    with TemporaryDirectory() as folder:
        # The wheel has every face twice (OTF, TTF), and which one Typst takes hangs on the order of the disk.
        for face in _FACES:
            shutil.copy(palette.font_file(face), folder)
        for name, content in bitmaps.items():
            Path(folder, name).write_bytes(content)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
        source: Any = files  # the wheel takes files by name, which its types do not say
        yield typst.Compiler(source, root=folder, font_paths=fonts, ignore_system_fonts=True)


def _is_drawing(mime: str) -> bool:
    return mime == "image/svg+xml"


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(item, change) for item in value]
    return value


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Walk every dict of the book, in the order of print."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)


def _check_links(content: dict[str, Any]) -> None:
    """Refuse a link that leads nowhere, and an id that stands for two places."""
    anchors = Counter(node["id"] for node in _nodes(content["chapters"]) if node.get("id"))
    for anchor, count in anchors.items():
        if count > 1:
            raise BookError(f"mã «{anchor}» dùng cho {count} chỗ.", f"the id “{anchor}” stands for {count} places.")
    for node in _nodes(content if content["whole"] else content["chapters"]):
        target = node.get("target")
        if target and target not in anchors:
            near_vi, near_en = suggestion(target, anchors)
            said = node.get("text") or node.get("number", "")
            raise BookError(
                f"«{said}» dẫn tới «{target}», nhưng trong sách không có chỗ đó.{near_vi}",
                f"“{said}” leads to “{target}”, which is not in the book.{near_en}",
            )


def _settle_levels(content: dict[str, Any]) -> None:
    """Give every heading a level that follows on the one before: a tagged PDF must not skip any."""
    whole = content["whole"]
    for chapter in content["chapters"]:
        titled = bool(chapter["title"]) and (whole or chapter["title"] != content["title"])
        chapter["level"] = 0 if not titled else 1 if whole else 2
        last = chapter["level"] or 1
        for node in _nodes(chapter["blocks"]):
            if node.get("kind") == "heading":
                node["level"] = last = max(2, min(node["level"] + (chapter["level"] == 2), last + 1))


def _settle_formulas(content: dict[str, Any]) -> None:
    """Leave a formula whose MathML cannot be read to be printed as LaTeX."""
    for node in _nodes(content):
        if node.get("mathml"):
            try:
                fromstring(node["mathml"])
            except (ParseError, DefusedXmlException):
                node["mathml"] = ""


def _take_pictures(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Take the drawings out of the book as files of their own; the book keeps their names."""
    pictures: dict[str, dict[str, Any]] = {}
    for node in _nodes(content["chapters"]):
        if node.get("kind") == "figure":
            name = f"picture-{len(pictures) + 1}.{'svg' if 'svg' in node['picture']['mime'] else 'bitmap'}"
            said = node["number"] or node["alt"]
            node["spots"] = [asdict(spot) for spot in spots(node["picture"]["data"])] if "svg" in name else []
            pictures[name] = {"mime": node["picture"]["mime"], "data": node["picture"].pop("data"), "said": said}
            node["picture"]["file"] = name
            node["narrow"] = None  # a sheet is wide
    return pictures


def _bitmap(picture: dict[str, Any]) -> bytes:
    try:
        data = base64.b64decode(picture["data"])
    except binascii.Error:
        data = b""
    if not data.startswith(_BITMAPS):
        said = picture["said"]
        raise BookError(f"ảnh của «{said}» bị hỏng.", f"the picture of “{said}” is damaged.")
    return data


def _missing_signs(diagnostic: str) -> set[str]:
    """Return the signs that Typst found in none of its fonts; it writes some as `\\u{f8ff}`."""
    texts = "".join(_NOT_IN_ANY_FONT.findall(diagnostic))
    return set(re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), texts)) - set(string.printable)


def _book_error(error: typst.TypstError, pictures: dict[str, dict[str, Any]]) -> BookError:
    """Say what Typst said, and in whose drawing, if it was in one."""
    # Every link was checked before; Typst misses their labels when something else kept it from setting the page.
    said = [line for line in re.findall(r"^error: (.+)$", error.diagnostic, re.M) if not line.startswith("label ")]
    message = said[0] if said else error.message
    named = next((picture["said"] for name, picture in pictures.items() if name in error.diagnostic), "")
    return BookError(
        f"Typst không in được sách: {message}.",
        f"Typst could not print the book: {message}.",
        place=f"«{named}»" if named else "",
    )
