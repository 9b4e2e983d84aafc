"""What stands after `fact:` where a notebook's output prints a figure: how it was made, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode

from yearbook.ledger.expression import Expression
from yearbook.ledger.figure import Figure

SCHEME = "fact:"


@dataclass(frozen=True)
class Address:
    """How a printed figure was made; of a derived one its name and assumption, as Markdown.

    `unit` is the id of the unit it is printed in.
    """

    made: Expression
    unit: str = ""
    name: str = ""
    assumption: str = ""

    @property
    def text(self) -> str:
        """The address without its scheme: `R1`, or an expression with the rest behind a question mark."""
        told = {"unit": self.unit, "name": self.name, "assumption": self.assumption}
        rest = urlencode({key: value for key, value in told.items() if value}, quote_via=quote)
        return quote(self.made.text, safe="") + (f"?{rest}" if rest else "")

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read an address with or without its scheme. Raises ValueError."""
        made, _, rest = text.removeprefix(SCHEME).partition("?")
        told = dict(parse_qsl(rest, keep_blank_values=True))
        keys = ("unit", "name", "assumption")
        return cls(Expression.parse(unquote(made)), *(told.get(key, "") for key in keys))


def address_of(figure: Figure) -> Address | None:
    """Return the address of a figure that was made of something; None for any other."""
    if figure.made is None or figure.is_missing:
        return None
    return Address(figure.made, figure.unit.id if figure.unit else "", figure.name, figure.assumption)
