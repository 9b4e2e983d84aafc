"""Figures written by the thousand: a sound one reads as its exact value, a spoiled one so too, or it is refused.

What a figure must read as is worked out here by a small reader of its own, which knows nothing of the grammar.
"""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest

from tests.attacks.spoiling import PATIENCE, tried

UNITS = {
    "%": ("percent", False), " %": ("percent", False), " tấn": ("tonne", False), "ha": ("hectare", False),
    " kg": ("kg", False), " tỷ đồng": ("billion_dong", False), " triệu đồng": ("million_dong", False),
    " suất quà": ("parcel", True), " xã": ("commune", True), " người": ("person", True), " lần": ("times", False),
    " đồng": ("dong", True), " triệu lượt người": ("million_person_reached", False), " điểm": ("point", False),
}  # fmt: skip
BOUNDS = {
    "": "exact", "trên ": "at_least", "hơn ": "at_least", "ít nhất ": "at_least", "dưới ": "at_most", "gần ": "nearly",
    "không quá ": "at_most", "khoảng ": "about", "xấp xỉ ": "about", "TRÊN ": "at_least", "Hơn ": "at_least",
}  # fmt: skip
SPOIL = [
    *"0123456789.,,..  -+%/%…\u200b\u00a0\u2212\u2013'",
    "\t",
    "tr",
    "x",
    "0.",
    ".0",
    ",0",
    "000",
    ".000",
    "１",
    "²",
]
# A figure as this test reads it: words, then digits in groups of three or none, then decimals, then a unit.
_READ = re.compile(r"(?P<head>[^0-9.,+-]*)(?P<sign>[+-]?)(?P<number>[0-9.,]+)(?P<unit>[^0-9.,+-]*)")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(,[0-9]+)?")


def test_sound_figures_in_any_notation_read_as_their_exact_value(q, attack):
    _sound(q, attack, random.Random(1), 1000)


def test_spoiled_figures_are_refused_or_read_right(q, attack):
    _spoiled(q, attack, random.Random(1), 2000)


@pytest.mark.nightly
def test_ten_thousand_sound_figures_read_as_their_exact_value(q, attack):
    _sound(q, attack, random.Random(2), 10_000)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(3, 6))
def test_thousands_of_spoiled_figures_are_refused_or_read_right(q, attack, seed):
    _spoiled(q, attack, random.Random(seed), 10_000)


@pytest.mark.parametrize(
    "number", ["0.500", "0.125", "0.075", "0.005", "-0.017", "00.500", "000.001", "01.864", "0.000"]
)
@pytest.mark.parametrize("words", ["{} tấn", "{}%", "{} kg", "trên {} tấn", "dưới {}%", "từ {} đến 9 tấn", "{}-9 tấn"])
def test_a_group_of_three_after_a_leading_zero_is_never_a_thousand(q, words, number):
    came = tried(lambda: q(words.format(number)))
    assert came.refused and not came.fault


@pytest.mark.parametrize(
    "text",
    ["9" * n + unit for n in (21, 29, 150, 5000, 100_000) for unit in ("%", " tấn", "")]
    + ["0," + "3" * 29 + "%", "1." + "000." * 40 + "000 đồng", "trên " * 30 + "5%", "5" + " tấn" * 5000, "- " * 5000 + "5%"],
)  # fmt: skip
def test_a_figure_that_nobody_wrote_is_one_message_at_once(q, text):
    came = tried(lambda: q(text))
    assert came.refused and not came.fault and len(came.refused.text()) < 1000, PATIENCE


def _sound(q, attack, chance, times):
    for _ in range(times):
        text, value, unit, bound = _written(chance)
        came = tried(lambda text=text: q(text))
        if came.result is None:
            attack.hold(False, f"{text!r}: {came.fault or came.refused}")
            continue
        figure = came.result
        read = (figure.value, figure.unit.id, figure.bound)
        attack.hold(read == (value, unit, bound), f"{text!r} → {read}, not {(value, unit, bound)}")


def _spoiled(q, attack, chance, times):
    for _ in range(times):
        text, *_ = _written(chance)
        for _ in range(chance.choice([1, 1, 2])):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(["", *SPOIL]) + text[at + chance.randrange(2) :]
        came = tried(lambda text=text: q(text))
        if came.result is None or came.result.is_missing:
            attack.hold(not came.fault, f"{text!r}: {came.fault}")
            continue
        figure = came.result
        if figure.upper is not None or figure.whole is not None:
            first, second = _ends(text)
            read = figure.value, figure.upper if figure.whole is None else figure.whole
            attack.hold(read == (first, second) and None not in read, f"{text!r} → {read}, not {(first, second)}")
        else:
            attack.hold(figure.value == _meant(text), f"{text!r} → {figure.value}, not {_meant(text)}")


def _written(chance):
    """Return a figure in one of its notations, and what it is: value, unit, bound."""
    unit = chance.choice(list(UNITS))
    name, whole = UNITS[unit]
    digits = str(chance.randrange(10 ** chance.randrange(1, 13)))
    number = Decimal(digits)
    grouped = len(digits) > 3 and chance.random() < 0.6
    text = f"{int(digits):,}".replace(",", ".") if grouped else digits
    if not grouped and chance.random() < 0.1:
        text = "0" + text
    if not whole and chance.random() < 0.5 and name != "million_person_reached":
        decimals = "".join(chance.choices("0123456789", k=chance.randrange(1, 5)))
        text, number = f"{text},{decimals}", Decimal(f"{digits}.{decimals}")
    bound = chance.choice(list(BOUNDS))
    if not bound and chance.random() < 0.1:
        sign = chance.choice("+-−")
        text, number = sign + text, number if sign == "+" else -number
    spaces = chance.choice(["", "", " ", "\u00a0"])
    return f"{spaces}{bound}{text}{unit}{spaces}", number, name, BOUNDS[bound]


def _meant(text):
    """Return the one number a text holds, as this test reads it; None where it is in no notation that is sound."""
    match = _READ.fullmatch(_folded(text))
    if not match:
        return None
    number = _number(match["number"])
    return None if number is None else -number if match["sign"] == "-" else number


def _ends(text):
    numbers = re.findall(r"[0-9.,]+", _folded(text))
    return tuple(map(_number, numbers)) if len(numbers) == 2 else (None, None)


def _number(digits):
    if not (_GROUPED.fullmatch(digits) or _PLAIN.fullmatch(digits)):
        return None
    return Decimal(digits.replace(".", "").replace(",", "."))


def _folded(text):
    return " ".join(text.replace("\u2212", "-").replace("\u2013", "-").split())
