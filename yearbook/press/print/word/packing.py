"""The finished file: what it says of itself, and the same bytes every time."""

from __future__ import annotations

import datetime
import io
import zipfile

from docx.document import Document

from yearbook.errors import BookError
from yearbook.press.bind.book import Book
from yearbook.press.print.drawable import drawable
from yearbook.press.print.word.elements import Element, replace_children, w
from yearbook.press.print.word.writing import TAGS

# A file must carry a date; a loose notebook has none of its own. Zip files know no earlier day.
_NO_DATE = "1980-01-01"
_DAY_IN_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
# What the empty document of the library brings along, and nobody needs.
_UNNEEDED = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects", "webSettings")


def say_of_itself(document: Document, book: Book, title: str) -> None:
    """Write title, author, language and date into the properties. Raises BookError for a date that is none."""
    try:
        day = datetime.datetime.fromisoformat(book.date or _NO_DATE)
    except ValueError:
        raise BookError(
            f"ngày của sách «{book.date}» không có thật.", f"the book's date “{book.date}” is not a date."
        ) from None
    properties = document.core_properties
    properties.title, properties.author = drawable(title), drawable(book.author)
    properties.last_modified_by, properties.comments = drawable(book.author), ""
    properties.keywords = drawable("; ".join(book.keywords))
    properties.subject = drawable(book.cover.subtitle) if book.cover else ""
    properties.language, properties.revision = TAGS[book.language], 1
    properties.identifier = book.colophon.fingerprint if book.colophon else ""
    properties.created = properties.modified = day


def settle(document: Document, language: str) -> None:
    """Ask Word to work out the fields when it opens the file, and to lay it out as it does now, not as in 2007."""
    replace_children(
        document.settings.element,
        [
            w("defaultTabStop", val=720),
            w("characterSpacingControl", val="doNotCompress"),
            w("updateFields", val="true"),
            w("compat", _compatible("compatibilityMode", 15)),
            w("themeFontLang", val=TAGS[language], eastAsia=TAGS[language]),
            w("decimalSymbol", val="," if language == "vi" else "."),
            w("listSeparator", val=";" if language == "vi" else ","),
        ],
    )


def packed(document: Document) -> bytes:
    """Return the file, with nothing in it of the day and the machine it was made on."""
    for holder in (document.part.package, document.part):
        for name, relation in list(holder.rels.items()):
            if any(kind in relation.reltype for kind in _UNNEEDED):
                del holder.rels[name]
    made, fixed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as file:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _DAY_IN_ZIP)
            entry.create_system, entry.compress_type = _UNIX, zipfile.ZIP_DEFLATED
            file.writestr(entry, parts.read(name), compresslevel=9)
    return fixed.getvalue()


def _compatible(name: str, value: object) -> Element:
    return w("compatSetting", name=name, uri="http://schemas.microsoft.com/office/word", val=value)
