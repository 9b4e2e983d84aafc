"""Who approved which figures of a book: a row of table `approvals`, and beside it every figure as it was approved.

What was approved is a file of its own, `approved/<hash>.json`, a figure a line: its hash is what `sha256sum` prints for
it, and what has changed since can be told figure by figure. No password is asked: the history of these files, in
version control, is the evidence of who wrote a row and when.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yearbook.errors import NotDerivableError
from yearbook.ledger.edition import Edition
from yearbook.ledger.evaluating import evaluate
from yearbook.ledger.expression import COUNT, RECORD, Expression
from yearbook.ledger.finding import find
from yearbook.ledger.printing import limits_of
from yearbook.ledger.quantity import Quantity

TABLE, FOLDER = "approvals", "approved"
_SHORT = 12


@dataclass(frozen=True)
class State:
    """What one figure comes to: its words in Vietnamese, value, limits and unit; all as text, "" for what is not."""

    words: str
    value: str
    low: str
    high: str
    unit: str


@dataclass(frozen=True)
class Approved:
    """One figure as it was approved, and the languages of the books that printed it."""

    languages: tuple[str, ...]
    state: State


# Figures by how they were made: the text of their expression.
Register = Mapping[str, Approved]


@dataclass(frozen=True)
class Approval:
    """One row of the table, and the register it is of."""

    row: Any
    register: Register

    def print_code(self, language: str) -> str:
        """Return the print code that was approved, of the book in one language."""
        codes: dict[str, str] = dict(code.partition(" ")[::2] for code in self.row.print_codes)
        return codes.get(language) or next(iter(codes.values()))


def state_now(edition: Edition, key: str) -> State | None:
    """Return what a figure comes to by the records of today; None where they do not allow it, or have no such row."""
    try:
        made = Expression.parse(key)
        figure = evaluate(made, lambda record: find(edition, record).figure, edition.units)
        if not all(_is_there(edition, *counted) for counted in _counted(made)):
            return None
        low, high = (None, None) if figure.is_missing else limits_of(figure)
        words = find(edition, key).words if made.operation == RECORD else figure.words("vi")
    except (KeyError, IndexError, ArithmeticError, ValueError, NotDerivableError):
        return None
    unit = figure.unit.id if figure.unit else ""
    ends = ["" if end is None else f"{end:f}" for end in (low, high)]
    return State(words, _value(figure), ends[0], ends[1], unit)


def _value(figure: Quantity) -> str:
    if figure.is_missing:
        return ""
    value = f"{figure.rounded():f}"
    return value if figure.upper is None else f"{value}..{figure.rounded_upper():f}"


def _counted(made: Expression) -> Iterable[tuple[str, str]]:
    if made.operation == COUNT:
        yield from ((made.given[0], row) for row in made.given[1:])
    for operand in made.operands:
        yield from _counted(operand)


def _is_there(edition: Edition, table: str, row: str) -> bool:
    years = (edition, *edition.earlier)
    return table not in edition.contract or any(row in each.by_id(table) for each in years)


def register(edition: Edition, printed: Mapping[str, Iterable[str]]) -> Register:
    """Return what there is to approve: every figure that a book prints, in any of its languages, in order of key."""
    languages: dict[str, list[str]] = {}
    for language in sorted(printed):
        for key in set(printed[language]):
            languages.setdefault(key, []).append(language)
    states = {key: state_now(edition, key) for key in sorted(languages)}
    return {key: Approved(tuple(languages[key]), state) for key, state in states.items() if state}


def written(figures: Register) -> bytes:
    """Return a register as the file that is approved: JSON, a figure a line, the same bytes on every machine."""
    lines = []
    for key, approved in sorted(figures.items()):
        state = approved.state
        cells = (" ".join(approved.languages), state.words, state.value, state.low, state.high, state.unit)
        lines.append(json.dumps([Expression.parse(key).json, *cells], ensure_ascii=False))
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def hash_of(content: bytes) -> str:
    """Return the hash of a register, however a checkout ends its lines."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def path_of(edition: Edition, register_hash: str) -> Path:
    """Return the file of the register that has a hash."""
    return edition.folder / FOLDER / f"{register_hash[:_SHORT]}.json"


def id_of(cells: Mapping[str, str]) -> str:
    """Return the id of a row: made of its other cells, but for the note, so that one edited by hand is noticed."""
    told = [cells[name] for name in ("by", "role", "day", "register", "figures", "print_codes")]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:_SHORT]


def read_register(path: Path, register_hash: str) -> Register | None:
    """Return the register that was approved; None where its file is not there, or no longer what was approved."""
    try:
        content = path.read_bytes()
        if hash_of(content) != register_hash:
            return None
        rows = json.loads(content)
        return {
            Expression.of(made).text: Approved(tuple(languages.split()), State(*state))
            for made, languages, *state in rows
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def standing(edition: Edition) -> list[Approval]:
    """Return the last approval of each person in each office, in the order of the table; one that is broken is none."""
    if TABLE not in edition.contract:
        return []
    last: dict[tuple[str, str], Any] = {}
    for row in edition.rows(TABLE):
        last.pop((row.by, row.role), None)
        last[row.by, row.role] = row
    read = [(row, read_register(path_of(edition, row.register), row.register)) for row in last.values()]
    return [Approval(row, figures) for row, figures in read if figures is not None]


def changed(approval: Approval, edition: Edition, language: str, printed: Iterable[str]) -> list[str]:
    """Return the figures of a book in one language that are not as they were approved: changed, added or gone."""
    then = {key: each.state for key, each in approval.register.items() if language in each.languages}
    now = {key: state_now(edition, key) for key in printed}
    return sorted(key for key in {*then, *now} if then.get(key) != now.get(key))
