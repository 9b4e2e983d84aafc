"""A figure that computes without losing its words: it is compared, added and divided, or it refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from yearbook.errors import NotDerivableError
from yearbook.ledger.algebra import WIDE, OpenResultError, Span, Term, known
from yearbook.ledger.figure import Figure, decimals_of
from yearbook.ledger.grammar import REPORTED
from yearbook.ledger.qualifiers import BETWEEN, BOUND, EXACT, EXCESS, RANK
from yearbook.ledger.units import RATIO, Unit, quotient_dimension


@dataclass(frozen=True)
class Quantity(Figure):
    """A figure that can be computed with.

    A change enters a computation with its sign; of a share only the part does. A result keeps the bound, how it was
    made, and that one of its figures was an estimate.
    """

    def converted(self, unit: Unit, decimals: int | None = None) -> Quantity:
        """Return the same figure in another unit of its dimension, with just the digits it needs.

        Raises NotDerivableError across dimensions.
        """
        if self.is_missing or unit == self.unit:
            return self
        own = known(self.unit)
        if unit.dimension != self.dimension:
            raise _refusal(
                f"không đổi được {own.name('vi')} ra {unit.name('vi')}",
                f"{own.name('en')} cannot be converted to {unit.name('en')}",
            )
        ratio = WIDE.divide(own.factor, unit.factor)
        numbers = (self.value, self.upper, self.whole, self.low, self.high)
        value, upper, whole, low, high = (None if n is None else WIDE.multiply(n, ratio) for n in numbers)
        if decimals is None and self.typed is None:
            decimals = max(0, self.decimals - ratio.adjusted())  # what was computed may have digits without end
        elif decimals is None:
            printed = (value, upper)
            decimals = max(decimals_of(n.normalize(WIDE)) for n in printed if n is not None)
        scaled = replace(self, value=value, upper=upper, whole=whole, low=low, high=high)
        return replace(scaled, unit=unit, decimals=decimals, typed=None)

    def completion(self) -> Quantity:
        """Return an excess over a whole as the completion of it: "vượt 7,7%" is 107,7%. Others stay as they are."""
        if self.is_missing or self.sense != EXCESS or known(self.unit).dimension != RATIO:
            return self
        unit = known(self.unit)
        return Quantity.constant(WIDE.divide(1, unit.factor), unit) + self

    def __add__(self, other: Quantity) -> Quantity:
        if set(self.facts) & other.overlaps or set(other.facts) & self.overlaps:
            raise _refusal(
                f"{self} và {other} có thể tính trùng cùng một khoản",
                f"{self.words('en')} and {other.words('en')} may count the same thing twice",
            )
        return self._summed(other, +1)

    def __sub__(self, other: Quantity) -> Quantity:
        return self._summed(other, -1)

    def divided_by(self, other: Quantity, unit: Unit, decimals: int) -> Quantity:
        """Return the quotient in `unit` ("lần", "%", "triệu đồng/tấn").

        Raises NotDerivableError if the units do not fit, or if both figures are bounds that leave the quotient open.
        """
        upper, lower = self._term(), other._term()
        if known(upper.face.low) < 0 or any(end is not None and end <= 0 for end in (lower.face.low, lower.limits.low)):
            raise _refusal("mẫu số phải dương", "the divisor must be positive")
        own, its = known(self.unit), known(other.unit)
        if unit.dimension != quotient_dimension(self.dimension, other.dimension):
            raise _refusal(
                f"{own.name('vi')} chia {its.name('vi')} không ra {unit.name('vi')}",
                f"{own.name('en')} over {its.name('en')} is not {unit.name('en')}",
            )
        scale = WIDE.divide(own.factor, WIDE.multiply(its.factor, unit.factor))
        try:
            result = self._computed(other, upper.over(lower, scale), unit, decimals)
        except OpenResultError:
            raise _left_open(self, other) from None
        made = self.made.over(other.made, unit.id, decimals) if self.made and other.made else None
        return replace(result, made=made)

    def exceeds(self, other: Quantity) -> bool | None:
        """Return whether this figure is certainly larger; None where the bounds leave it open."""
        mine, _ = self._term(), other._term()
        return mine.exceeds(other.converted(known(self.unit))._term())

    def __lt__(self, other: object) -> bool:
        """Refuse to be compared as a plain number: bounds and missing values often leave it open."""
        raise _refusal(
            "số liệu có thể là giới hạn hoặc còn thiếu nên không so bằng <, >, max, min. Dùng a.exceeds(b) "
            "(True, False, hoặc None khi chưa chắc), hoặc float(a) khi chỉ cần con số",
            "figures may be bounds or missing, so <, >, max and min are refused. Use a.exceeds(b) (True, False, or "
            "None where it is open), or float(a) for the bare number",
        )

    __gt__ = __le__ = __ge__ = __lt__

    def _summed(self, other: Quantity, sign: int) -> Quantity:
        mine, _ = self._term(), other._term()
        if self.mean or other.mean:
            raise _refusal("số bình quân không cộng, trừ được", "means are not added or subtracted")
        unit = known(self.unit)
        alike = other.converted(unit)
        its = alike._term() if sign > 0 else -alike._term()
        try:
            result = self._computed(other, mine + its, unit, max(self.decimals, alike.decimals))
        except OpenResultError:
            raise _left_open(self, other) from None
        made = None
        if self.made and other.made:
            made = self.made + other.made if sign > 0 else self.made - other.made
        return replace(result, made=made, overlaps=self.overlaps | other.overlaps)

    def _term(self) -> Term:
        """Return the number to compute with. Raises NotDerivableError for a figure that is not there, and for ranks."""
        if self.is_missing:
            raise _refusal("có số liệu chưa được báo cáo (…)", "a figure was not reported (…)")
        if self.sense == RANK:
            raise _refusal("thứ hạng không cộng, chia, so sánh như số đo được", "ranks are not computed with")
        word = self.word(BOUND)
        face = Span(self.value, self.value if self.upper is None else self.upper)
        term = Term(face, Span(self.low, self.high), self.bound, bool(word and word.strict))
        return -term if self.direction == "down" else term

    def _computed(self, other: Quantity, term: Term, unit: Unit, decimals: int) -> Quantity:
        lexicon = self.lexicon if self.lexicon.qualifiers else other.lexicon
        ranged = term.face.low != term.face.high
        words = [lexicon.estimate_word] if self.estimate or other.estimate else []
        words += [lexicon.bound_word(term.bound, term.strict)] if term.bound not in (EXACT, BETWEEN) else []
        words += [lexicon.range_word] if ranged else []
        return Quantity(
            REPORTED,
            term.face.low,
            unit,
            decimals,
            tuple(words),
            term.face.high if ranged else None,
            low=term.limits.low,
            high=term.limits.high,
            lexicon=lexicon,
        )


def total(quantities: Iterable[Quantity]) -> Quantity:
    """Return the sum, keeping bounds.

    Raises NotDerivableError if one is missing, the units differ in kind, or lines may overlap; and for no lines.
    """
    quantities = list(quantities)
    if not quantities:
        raise _refusal("không có dòng nào", "there are no lines")
    result = quantities[0]
    result._term()
    for quantity in quantities[1:]:
        result = result + quantity
    return result


def _left_open(figure: Quantity, other: Quantity) -> NotDerivableError:
    return _refusal(
        f"«{figure}» và «{other}» đều là giới hạn, kết quả không xác định",
        f"“{figure.words('en')}” and “{other.words('en')}” are both bounds; the result is undefined",
    )


def _refusal(vi: str, en: str) -> NotDerivableError:
    return NotDerivableError(f"Không tính được: {vi}.", f"Not derivable: {en}.")
