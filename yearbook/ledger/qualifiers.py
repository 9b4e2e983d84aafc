"""The words that stand around a number: what each of them says, and how it is said in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

EXACT, AT_LEAST, AT_MOST, NEARLY, ABOUT, BETWEEN = "exact", "at_least", "at_most", "nearly", "about", "range"

LEVEL, COMPLETION, EXCESS, CHANGE = "level", "completion", "excess", "change"
FALLEN_TO, RISEN_TO, MULTIPLE, SHARE, SCORE, RANK = "fallen_to", "risen_to", "multiple", "share", "score", "rank"
CHANGE_UP, CHANGE_DOWN = "change_up", "change_down"
DIRECTIONS = {CHANGE_UP: "up", CHANGE_DOWN: "down"}

BOUND, SENSE, MEAN, ESTIMATE, RANGE, MULTIPLIER, NUMERAL = (
    "bound", "sense", "mean", "estimate", "range", "multiplier", "numeral",
)  # fmt: skip
# What a word of each role may mean; of the others, the role says all.
MEANINGS = {
    BOUND: (AT_LEAST, AT_MOST, NEARLY, ABOUT),
    SENSE: (LEVEL, COMPLETION, EXCESS, CHANGE_UP, CHANGE_DOWN, FALLEN_TO, RISEN_TO, MULTIPLE, RANK),
}
# Roles of words that stand before (or around) the number; each says one thing, so each stands there once.
AROUND = (BOUND, SENSE, MEAN, ESTIMATE)

HOLE = "{}"
DIGITS = r"[0-9.,]*[0-9]"


@dataclass(frozen=True)
class Qualifier:
    """One word, or words, around a number.

    `vi` has a `{}` for each number where words stand on both sides ("từ {} trở lên"); without, they stand before it.
    `en` are patterns: the first around a number, the last around other words ("an estimated 5%", "estimated up 5%").
    `strict` leaves the bound itself out. `number` is what a multiplier or a numeral stands for.
    """

    id: str
    vi: str
    en: tuple[str, ...]
    role: str
    meaning: str = ""
    strict: bool = False
    number: Decimal | None = None

    @property
    def pattern(self) -> str:
        """The Vietnamese with its holes: "trên {}"."""
        return self.vi if HOLE in self.vi else f"{self.vi} {HOLE}"

    def english(self, around_words: bool) -> str:
        """Return the English pattern that goes around a number, or around other words."""
        return self.en[-1 if around_words else 0]

    def name(self, language: str) -> str:
        """Return the words alone, around an n where they need one: "trên", "từ n trở lên", "more than"."""
        pattern = self.pattern if language == "vi" else self.en[0]
        return pattern.removesuffix(HOLE).replace(HOLE, "n").strip()

    def stripped_from(self, text: str) -> tuple[int, int] | None:
        """Return how many characters these words take at the start and at the end of a text, or None."""
        before, after = self.pattern.casefold().split(HOLE)
        start, end = len(before), len(text) - len(after)
        if start >= end or (text[:start].casefold(), text[end:].casefold()) != (before, after):
            return None
        return len(before), len(after)

    def ends_of(self, text: str) -> re.Match[str] | None:
        """Match a text with these words around two numbers: groups first, its unit, second, its unit."""
        start, middle, end = (re.escape(part) for part in self.pattern.split(HOLE))
        if not any(character.isalpha() for character in self.vi):
            middle = f" ?{middle} ?"
        return re.fullmatch(f"{start}({DIGITS})(.*?){middle}({DIGITS})(.*){end}", text, re.IGNORECASE)
