"""A figure that keeps its words: it is parsed, printed, compared, added and divided, or it refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from yearbook.errors import NotDerivableError
from yearbook.language import NBSP, fold, number
from yearbook.ledger.grammar import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    EXACT,
    MISSING,
    NEARLY,
    QUALIFIERS,
    REPORTED,
    Qualifier,
    take_apart,
)
from yearbook.ledger.units import Unit, Units

_SIGN_OF_MISSING = {status: sign for sign, status in MISSING.items()}
_OPPOSITE = {EXACT: EXACT, AT_LEAST: AT_MOST, AT_MOST: AT_LEAST, ABOUT: ABOUT, NEARLY: ABOUT}
_ROUNDING = {AT_LEAST: ROUND_FLOOR, AT_MOST: ROUND_CEILING}


@dataclass(frozen=True)
class Quantity:
    """One figure in words.

    `low` and `high` are the limits the figure is known to lie between, in its own unit: half a unit of the last
    printed digit for an exact figure, open (None) on the side a bound word leaves open. `facts` are the ids of
    the records it stands on; `overlaps` are records that may count the same thing and so never join a sum.
    """

    status: str
    value: Decimal | None = None
    unit: Unit | None = None
    decimals: int = 0
    qualifier: Qualifier | None = None
    estimate: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    printed: str = ""
    facts: tuple[str, ...] = ()
    overlaps: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, text: str, units: Units) -> Quantity:
        """Read a figure as printed. Raises QuantityError, whose message says what to type."""
        parts = take_apart(text, units)
        if parts.status != REPORTED:
            return cls(parts.status, printed=parts.words)
        bound = parts.qualifier.bound if parts.qualifier else EXACT
        half = Decimal(0) if parts.unit.integer else Decimal(1).scaleb(-parts.decimals) / 2
        low, high = {
            EXACT: (parts.value - half, parts.value + half),
            AT_LEAST: (parts.value, None),
            AT_MOST: (None, parts.value),
        }.get(bound, (None, None))
        return cls(
            REPORTED,
            parts.value,
            parts.unit,
            parts.decimals,
            parts.qualifier,
            parts.estimate,
            low,
            high,
            parts.words,
        )

    @classmethod
    def constant(cls, value: int | Decimal, unit: Unit) -> Quantity:
        """Return an exact number that is not a measurement, such as the 100 of a percentage."""
        value = Decimal(value)
        return cls(REPORTED, value, unit, max(0, -value.as_tuple().exponent), low=value, high=value)

    @classmethod
    def missing(cls, status: str = "not_reported") -> Quantity:
        """Return a figure that is not there: "…", "-" or "x"."""
        return cls(status, printed=_SIGN_OF_MISSING[status])

    @property
    def is_missing(self) -> bool:
        return self.status != REPORTED

    @property
    def bound(self) -> str:
        return self.qualifier.bound if self.qualifier else EXACT

    def __float__(self) -> float:
        return float("nan") if self.is_missing else float(self.value)

    def __str__(self) -> str:
        return self.printed or fold(self.words("vi"))

    def words(self, language: str, *, with_unit: bool = True) -> str:
        """Return the figure in one language with its bound word, and its unit after a non-breaking space."""
        if self.is_missing:
            return self.printed
        text = number(self.rounded(), language, self.decimals)
        if self.printed.startswith("+"):
            text = "+" + text
        if with_unit:
            text = self.unit.pattern(language, self.value).replace(" ", NBSP).replace("{}", text).strip(NBSP)
        if self.qualifier:
            text = f"{self.qualifier.vi if language == 'vi' else self.qualifier.en} {text}"
        if self.estimate:
            text = f"ước đạt {text}" if language == "vi" else f"an estimated {text}"
        return text

    def rounded(self) -> Decimal:
        """Return the value to its decimals; a lower bound is rounded down and an upper bound up."""
        return self.value.quantize(Decimal(1).scaleb(-self.decimals), _ROUNDING.get(self.bound, ROUND_HALF_UP))

    def to_decimals(self, decimals: int) -> Quantity:
        """Return the same figure, printed with that many decimals."""
        return replace(self, decimals=decimals, printed="")

    def traced(self, *facts: str, overlaps: Iterable[str] = ()) -> Quantity:
        """Return the same figure, standing on those records."""
        return replace(self, facts=facts, overlaps=frozenset(overlaps))

    def converted(self, unit: Unit, decimals: int | None = None) -> Quantity:
        """Return the same figure in another unit of its dimension, with just the digits it needs.

        Raises NotDerivableError across dimensions.
        """
        if self.is_missing or unit == self.unit:
            return self
        if unit.dimension != self.unit.dimension:
            raise _refusal(
                f"không đổi được {self.unit.name('vi')} ra {unit.name('vi')}",
                f"{self.unit.name('en')} cannot be converted to {unit.name('en')}",
            )
        ratio = self.unit.factor / unit.factor
        if decimals is None:
            decimals = max(0, -(self.value * ratio).normalize().as_tuple().exponent)
        scaled = [None if limit is None else limit * ratio for limit in (self.low, self.high)]
        return replace(
            self,
            value=self.value * ratio,
            unit=unit,
            decimals=decimals,
            low=scaled[0],
            high=scaled[1],
            printed="",
        )

    def __add__(self, other: Quantity) -> Quantity:
        return self._combined(other, +1)

    def __sub__(self, other: Quantity) -> Quantity:
        return self._combined(other, -1)

    def divided_by(self, other: Quantity, unit: Unit, decimals: int) -> Quantity:
        """Return the quotient in `unit` ("lần", "%", "triệu đồng/tấn").

        Raises NotDerivableError if the units do not fit, or if both figures are bounds that leave the quotient open.
        """
        self._needs_value(), other._needs_value()
        if other.value <= 0 or self.value < 0 or (other.low is not None and other.low <= 0):
            raise _refusal("mẫu số phải dương", "the divisor must be positive")
        wanted = _quotient_dimension(self.unit.dimension, other.unit.dimension)
        if unit.dimension != wanted:
            raise _refusal(
                f"{self.unit.name('vi')} chia {other.unit.name('vi')} không ra {unit.name('vi')}",
                f"{self.unit.name('en')} over {other.unit.name('en')} is not {unit.name('en')}",
            )
        qualifier = self._joint_qualifier(other, _OPPOSITE[other.bound])
        scale = self.unit.factor / other.unit.factor / unit.factor
        low = self.low / other.high * scale if self.low is not None and other.high else None
        high = self.high / other.low * scale if self.high is not None and other.low else None
        return Quantity(
            REPORTED,
            self.value / other.value * scale,
            unit,
            decimals,
            qualifier,
            self.estimate or other.estimate,
            low,
            high,
            facts=self.facts + tuple(fact for fact in other.facts if fact not in self.facts),
        )

    def exceeds(self, other: Quantity) -> bool | None:
        """Return whether this figure is certainly larger; None where the bounds leave it open."""
        self._needs_value(), other._needs_value()
        other = other.converted(self.unit)
        if self.low is not None and other.high is not None and self.low > other.high:
            return True
        if self.high is not None and other.low is not None and self.high <= other.low:
            return False
        return None

    def _combined(self, other: Quantity, sign: int) -> Quantity:
        self._needs_value(), other._needs_value()
        if sign > 0 and (set(self.facts) & other.overlaps or set(other.facts) & self.overlaps):
            raise _refusal(
                f"{self} và {other} có thể tính trùng cùng một khoản",
                f"{self.words('en')} and {other.words('en')} may count the same thing twice",
            )
        other = other.converted(self.unit)
        qualifier = self._joint_qualifier(other, other.bound if sign > 0 else _OPPOSITE[other.bound])
        other_low, other_high = (other.low, other.high) if sign > 0 else (other.high, other.low)
        low = self.low + sign * other_low if None not in (self.low, other_low) else None
        high = self.high + sign * other_high if None not in (self.high, other_high) else None
        return Quantity(
            REPORTED,
            self.value + sign * other.value,
            self.unit,
            max(self.decimals, other.decimals),
            qualifier,
            self.estimate or other.estimate,
            low,
            high,
            facts=self.facts + tuple(fact for fact in other.facts if fact not in self.facts),
            overlaps=self.overlaps | other.overlaps,
        )

    def _joint_qualifier(self, other: Quantity, other_bound: str) -> Qualifier | None:
        """Return the bound word of a result, `other_bound` being the way `other` pulls it."""
        bounds = {self.bound, other_bound} - {EXACT}
        if {AT_LEAST, AT_MOST} <= bounds:
            raise _refusal(
                f"«{self}» và «{other}» đều là giới hạn, kết quả không xác định",
                f"“{self.words('en')}” and “{other.words('en')}” are both bounds; the result is undefined",
            )
        if not bounds:
            return None
        if bounds & {ABOUT, NEARLY}:
            return _qualifier(ABOUT, strict=False)
        strict = any(q.strict for q in (self.qualifier, other.qualifier) if q)
        return _qualifier(bounds.pop(), strict)

    def _needs_value(self) -> None:
        if self.is_missing:
            raise _refusal("có số liệu chưa được báo cáo (…)", "a figure was not reported (…)")


def _qualifier(bound: str, strict: bool) -> Qualifier:
    return next(q for q in QUALIFIERS if q.bound == bound and q.strict == strict)


def _quotient_dimension(upper: str, lower: str) -> str:
    if upper == lower:
        return "ratio"
    return upper if lower == "ratio" else f"{upper}/{lower}"


def _refusal(vi: str, en: str) -> NotDerivableError:
    return NotDerivableError(f"Không tính được: {vi}.", f"Not derivable: {en}.")


def total(quantities: Iterable[Quantity]) -> Quantity:
    """Return the sum, keeping bounds.

    Raises NotDerivableError if one is missing, the units differ in kind, or lines may overlap; and for no lines.
    """
    quantities = list(quantities)
    if not quantities:
        raise _refusal("không có dòng nào", "there are no lines")
    result = quantities[0]
    result._needs_value()
    for quantity in quantities[1:]:
        result = result + quantity
    return result
