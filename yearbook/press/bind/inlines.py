"""What stands in a line: a paragraph, a title or a cell is a tuple of these. All text is plain text, never markup."""

from __future__ import annotations

from dataclasses import dataclass

from yearbook.ledger.expression import Expression


@dataclass(frozen=True)
class Text:
    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Emphasis:
    children: tuple[Inline, ...]
    kind: str = "emphasis"


@dataclass(frozen=True)
class Strong:
    children: tuple[Inline, ...]
    kind: str = "strong"


@dataclass(frozen=True)
class Code:
    text: str
    kind: str = "code"


@dataclass(frozen=True)
class Link:
    """An outside address (`https:`, `mailto:`); opened only when the reader follows it."""

    href: str
    children: tuple[Inline, ...]
    kind: str = "link"


@dataclass(frozen=True)
class Reference:
    """A cross-reference inside the book; `target` is a final id, or "" where the target is not in this book."""

    target: str
    text: str
    kind: str = "reference"


@dataclass(frozen=True)
class Fact:
    """A figure in the text, and how it was made; of a derived one what it is, and what it takes for granted.

    `unit` is the id of the unit it is printed in, "" where that is the one it was recorded or worked out in; `target`
    the id of its row in the register of figures, or ""; `id` is what that row leads back to, or "".
    """

    text: str
    made: Expression
    unit: str = ""
    name: str = ""
    assumption: str = ""
    target: str = ""
    id: str = ""
    kind: str = "fact"


@dataclass(frozen=True)
class Formula:
    """An inline formula: LaTeX as written (its spoken form) and the same as MathML ("" if not convertible)."""

    latex: str
    mathml: str
    kind: str = "formula"


@dataclass(frozen=True)
class Mark:
    """A superscript note mark (a, b, c …) pointing at a note under the same exhibit."""

    text: str
    target: str
    kind: str = "mark"


@dataclass(frozen=True)
class Foreign:
    """Words in another language than the book's: what is left untranslated, a term of the other language."""

    language: str
    children: tuple[Inline, ...]
    kind: str = "foreign"


@dataclass(frozen=True)
class Break:
    kind: str = "break"


Inline = Text | Emphasis | Strong | Code | Link | Reference | Fact | Formula | Mark | Foreign | Break
Inlines = tuple[Inline, ...]
