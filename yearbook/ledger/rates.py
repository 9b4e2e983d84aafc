"""A rate against a base: what it says as percent of that base, whichever verb it was printed with."""

from __future__ import annotations

from yearbook.ledger.algebra import known
from yearbook.ledger.qualifiers import CHANGE, FALLEN_TO, RISEN_TO, SHARE
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.units import RATIO, Unit


def percent_of_base(figure: Quantity, percent: Unit, *, of_change: bool) -> Quantity | None:
    """Return a rate as percent of its base, or None for what is no rate or leaves it open.

    "vượt 7,7%" and "tăng 7,7%" are 107,7%, "giảm 2,1%" is 97,9%, "bằng 131,5%" is itself. A rate without a verb is
    what its base makes of it: a change where `of_change`, else a completion. "tăng 2,3 lần" may mean by or to.
    """
    if figure.is_missing or figure.dimension != RATIO or figure.mean:
        return None
    if figure.sense in (FALLEN_TO, RISEN_TO, SHARE) or (figure.sense == CHANGE and known(figure.unit).factor == 1):
        return None
    rate = figure.converted(percent)
    if figure.sense == CHANGE or (of_change and not figure.says_its_sense):
        return Quantity.constant(100, percent) + rate
    return rate.completion()
