"""Photographs of an edition, each with its caption, its words for who cannot see it, and its credit."""

from __future__ import annotations

import base64
from typing import Any

import pandas as pd

from yearbook import language as house
from yearbook.desk.exhibits import Exhibit, InTurn
from yearbook.desk.frames import Edition
from yearbook.desk.words import Words
from yearbook.errors import UsageError
from yearbook.ledger.photographs import FOLDER, small_copy


def show(edition: Edition, rows: pd.DataFrame) -> InTurn | Exhibit:
    """Show rows of the table `photographs` one after the other, as numbered figures; none where there are none.

    The book carries a small copy of each, without what the camera noted of place and maker. Raises UsageError for a
    file that cannot be read.
    """
    if rows.empty:
        return Exhibit.nothing("photographs", edition.say.plain(house.word("photographs", edition.language)))
    return InTurn(tuple(_shown(edition, rows.loc[[row_id]]) for row_id in rows.index))


def _said(text: str, language: str) -> Words:
    """Return a caption, which says so where it is in another language than the book."""
    own = text.markdown if isinstance(text, Words) else house.literal(text)
    return Words(text, f"[{own}](lang:vi)" if text.endswith(f" {house.UNTRANSLATED}") else own, language)


def _shown(edition: Edition, rows: pd.DataFrame) -> Exhibit:
    row, say = rows.iloc[0], edition.say
    try:
        picture = small_copy(edition.records.folder / FOLDER / row.file)
    except (OSError, ValueError):
        raise UsageError(f"không đọc được ảnh «{row.file}».", f"the photograph “{row.file}” cannot be read.") from None
    title = _said(row.caption, edition.language)
    taken = "" if row.taken is None or pd.isna(row.taken) else house.date(row.taken, edition.language)
    where = say.plain(", ".join(filter(None, (row.place, taken))))
    credit = house.word("photograph_by", edition.language).format(credit=row.credit)
    source = say(vi="{credit}; {cited}", en="{credit}; {cited}", credit=credit, cited=edition.cite(rows))
    content: dict[str, Any] = {
        "id": house.slug(f"photograph-{rows.index[0]}"),
        "title": title.markdown,
        "subtitle": where.markdown,
        "alt": house.literal(row.alt),
        "source": source.markdown,
        "notes": [],
        "data": None,
    }
    drawn = ("image/jpeg", base64.b64encode(picture).decode())
    return Exhibit("figure", edition.language, content, "", title, where, source, bitmap=drawn)
