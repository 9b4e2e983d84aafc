"""The strict Vietnamese grammar of a figure: `[ước] [trên] 1.864,5 [tấn]`, or `…`, `-`, `x`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from yearbook.errors import QuantityError, nearest
from yearbook.language import fold
from yearbook.ledger.units import Unit, Units

EXACT, AT_LEAST, AT_MOST, NEARLY, ABOUT = "exact", "at_least", "at_most", "nearly", "about"


@dataclass(frozen=True)
class Qualifier:
    """A bound word: what it means, its English, and whether the bound itself is left out ("more than")."""

    vi: str
    en: str
    bound: str
    strict: bool = False


QUALIFIERS = (
    Qualifier("trên", "more than", AT_LEAST, strict=True),
    Qualifier("hơn", "more than", AT_LEAST, strict=True),
    Qualifier("ít nhất", "at least", AT_LEAST),
    Qualifier("không dưới", "at least", AT_LEAST),
    Qualifier("dưới", "less than", AT_MOST, strict=True),
    Qualifier("chưa đến", "less than", AT_MOST, strict=True),
    Qualifier("không quá", "at most", AT_MOST),
    Qualifier("tối đa", "at most", AT_MOST),
    Qualifier("gần", "nearly", NEARLY),
    Qualifier("khoảng", "about", ABOUT),
    Qualifier("xấp xỉ", "about", ABOUT),
    Qualifier("chừng", "about", ABOUT),
)
ESTIMATE_WORDS = ("ước đạt", "ước")
MISSING = {"…": "not_reported", "-": "not_occurring", "x": "not_applicable"}
REPORTED = "reported"

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
_NUMBER_LIKE = re.compile(r"[+-]?[\d.,]*\d")
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-"} | {chr(0xFF10 + digit): str(digit) for digit in range(10)})


@dataclass(frozen=True)
class Parts:
    """A figure taken apart; `value`, `unit` and `qualifier` are None where it has none."""

    status: str
    words: str
    value: Decimal | None = None
    decimals: int = 0
    unit: Unit | None = None
    qualifier: Qualifier | None = None
    estimate: bool = False


def take_apart(text: str, units: Units) -> Parts:
    """Take one figure apart. Raises QuantityError, whose message says what to type."""
    words = fold(text)
    if words in ("...", "…"):
        return Parts("not_reported", "…")
    if words.translate(_SIGNS) == "-":
        return Parts("not_occurring", "-")
    if words == "x":
        return Parts("not_applicable", "x")
    if not words:
        raise QuantityError(
            "N10",
            "ô trống. Nếu chưa có số liệu gõ «…»; nếu không phát sinh gõ «-».",
            "empty cell. Type “…” if the figure was not reported, “-” if nothing occurred.",
        )
    rest, estimate = _without_prefix(words, ESTIMATE_WORDS)
    qualifier = None
    for candidate in QUALIFIERS:
        shorter, found = _without_prefix(rest, (candidate.vi,))
        if found:
            rest, qualifier = shorter, candidate
            break
    rest = rest.translate(_SIGNS)
    match = _NUMBER_LIKE.match(rest)
    if not match:
        raise _unknown_word(words, rest)
    number, written_unit = match.group(), fold(rest[match.end() :])
    if not _NUMBER.fullmatch(number):
        raise _bad_number(number)
    unit = units.find(written_unit)
    if unit is None:
        raise _unknown_unit(written_unit, units)
    value = Decimal(number.replace(".", "").replace(",", "."))
    decimals = len(number.partition(",")[2])
    if unit.integer and decimals:
        meant = number.replace(",", ".") if decimals == 3 else number.partition(",")[0]
        raise QuantityError(
            "N03",
            f"«{number}»: «{written_unit}» phải là số nguyên. Có phải «{meant} {written_unit}»?",
            f"“{written_unit}” is counted in whole numbers. Did you mean “{meant}”?",
        )
    return Parts(REPORTED, words, value, decimals, unit, qualifier, bool(estimate))


def _without_prefix(text: str, prefixes: tuple[str, ...]) -> tuple[str, str]:
    for prefix in prefixes:
        if text.casefold().startswith(prefix + " "):
            return text[len(prefix) :].lstrip(), prefix
    return text, ""


def _bad_number(number: str) -> QuantityError:
    single_dot = number.count(".") == 1 and "," not in number
    if single_dot:
        meant = number.replace(".", ",")
        return QuantityError(
            "N01",
            f"«{number}»: dấu chấm là dấu hàng nghìn. Nếu là số thập phân, gõ «{meant}».",
            f"“{number}”: the dot separates thousands. For a decimal number type “{meant}”.",
        )
    return QuantityError(
        "N04",
        f"không đọc được số «{number}». Gõ dấu chấm cho hàng nghìn, dấu phẩy cho thập phân: «1.864,5».",
        f"“{number}” is not a number. Dots separate thousands, a comma the decimals: “1.864,5”.",
    )


def _unknown_unit(written: str, units: Units) -> QuantityError:
    near = nearest(written, units.written())
    hint = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
    known = ", ".join(units.written())
    return QuantityError(
        "N05",
        f"không có đơn vị «{written}».{hint[0]} Các đơn vị: {known}.",
        f"no unit “{written}”.{hint[1]} Units: {known}.",
    )


def _unknown_word(words: str, rest: str) -> QuantityError:
    known = [qualifier.vi for qualifier in QUALIFIERS]
    near = nearest(rest.split()[0], known)
    hint = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
    return QuantityError(
        "N04",
        f"«{words}» không phải là một con số.{hint[0]} Gõ như «trên 100 tấn», «118,3%» hoặc «…».",
        f"“{words}” is not a figure.{hint[1]} Type for instance “trên 100 tấn”, “118,3%” or “…”.",
    )
