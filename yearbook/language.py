"""The words of the house in Vietnamese and English: numbers, dates, lists, sorting, labels."""

from __future__ import annotations

import datetime
import re
import string
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from yearbook.house_words import WORDS as WORDS

LANGUAGES = ("vi", "en")

_MARKDOWN_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>$~|#"})


class Day(Protocol):
    """A day, or a month or year where no more is known."""

    @property
    def year(self) -> int: ...
    @property
    def month(self) -> int | None: ...
    @property
    def day(self) -> int | None: ...


# Stands behind Vietnamese text that a book in another language prints because nobody has translated it.
UNTRANSLATED = "[vi]"
NBSP = "\u00a0"

# The Vietnamese alphabet; a tone mark decides only between words that are otherwise the same.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

# Characters that take no room on the page: controls, joiners, signs of direction, soft hyphens, variation selectors.
HIDDEN = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


def word(key: str, language: str) -> str:
    """Return one house word or label. Raises KeyError for a key that is not in the house's list."""
    return WORDS[key][LANGUAGES.index(language)]


def words(language: str) -> dict[str, str]:
    """Return all house words of one language, by key."""
    index = LANGUAGES.index(language)
    return {key: pair[index] for key, pair in WORDS.items()}


def number(value: Decimal | int, language: str, decimals: int | None = None) -> str:
    """Return a number with exactly `decimals` decimals: 1.864,5 in Vietnamese, 1,864.5 in English."""
    value = Decimal(value)
    if decimals is None:
        exponent = value.as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    text = format_decimal(value.copy_abs(), format=pattern, locale=language)
    return f"\u2212{text}" if value < 0 else text


def ordinal(value: int) -> str:
    """Return a place in an order in English: 1st, 2nd, 3rd, 4th, 11th."""
    last = 0 if value % 100 in (11, 12, 13) else value % 10
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def date(value: Day, language: str) -> str:
    """Return a date as far as it is known: 18/01/2022 (not CLDR's long form); 18 January 2022, March 2024."""
    if value.day is None:
        if value.month is None:
            return str(value.year)
        first = datetime.date(value.year, value.month, 1)
        return (
            f"{value.month}/{value.year}" if language == "vi" else format_date(first, f"MMMM{NBSP}y", locale=language)
        )
    value = datetime.date(value.year, value.month or 1, value.day)
    pattern = "dd/MM/y" if language == "vi" else f"d{NBSP}MMMM y"
    return format_date(value, pattern, locale=language)


def on_date(value: Day, language: str) -> str:
    """Return a date with the word before it: "ngày 18/01/2022", "tháng 3/2024"; "on 18 January", "in March"."""
    text = date(value, language)
    known = 2 if value.day else 1 if value.month else 0
    word_before = (("năm", "tháng", "ngày") if language == "vi" else ("in", "in", "on"))[known]
    return f"{word_before}{NBSP}{text}"


def day_and_month(value: datetime.date, language: str) -> str:
    """Return a day of the year: 19/5 in Vietnamese, 19 May in English.

    Vietnamese practice writes a zero before days 1-9 and before months 1 and 2 only.
    """
    pattern = ("dd/M" if value.month > 2 else "dd/MM") if language == "vi" else f"d{NBSP}MMMM"
    return format_date(value, pattern, locale=language)


def short_month(month: int, language: str) -> str:
    """Return the short name of a month: "thg 5" in Vietnamese, "May" in English."""
    return format_date(datetime.date(2001, month, 1), "MMM", locale=language)


def listing(items: Iterable[str], language: str) -> str:
    """Return names as a list in a sentence: "An Lão, Hoài Ân và Tây Sơn"."""
    return format_list(list(items), locale=language)


def sort_key(text: str) -> tuple[object, ...]:
    """Return a key that sorts as a Vietnamese dictionary does (Đ after D, Ân after An)."""
    letters, tones = [], []
    for character in unicodedata.normalize("NFC", text.casefold()):
        base, tone = character, 0
        for mark in unicodedata.normalize("NFD", character)[1:]:
            if mark in _TONES:
                tone = _TONES[mark]
                base = unicodedata.normalize("NFC", unicodedata.normalize("NFD", character).replace(mark, ""))
        letters.append(_ALPHABET.index(base) + 100 if base in _ALPHABET else ord(base) % 100)
        tones.append(tone)
    return letters, tones, text


def fold(text: str) -> str:
    """Return text in NFC with Ð (ETH) as Đ, hidden characters gone, and runs of any space as one space."""
    text = unicodedata.normalize("NFC", HIDDEN.sub("", text)).replace("\u00d0", "Đ")
    return " ".join(text.split())


def note_mark(before: int) -> str:
    """Return the mark of the note after so many: a, b … z, aa, ab …"""
    rounds, last = divmod(before, len(string.ascii_lowercase))
    return (note_mark(rounds - 1) if rounds else "") + string.ascii_lowercase[last]


def literal(text: str) -> str:
    """Return text as Markdown that means just that text."""
    return text.translate(_MARKDOWN_SIGNS)


def slug(text: str) -> str:
    """Return an ASCII id: "Kết quả thu ngân sách" → "ket-qua-thu-ngan-sach"."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in plain if not unicodedata.combining(c))
    return "-".join(part for part in kept.split("-") if part)


def month_names(language: str) -> list[str]:
    """Return the names of the months, in order."""
    return [format_date(datetime.date(2001, month, 1), "LLLL", locale=language) for month in range(1, 13)]
