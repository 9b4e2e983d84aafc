"""Blocks of a chapter: each kind in its own way, paragraphs by what they are for."""

from __future__ import annotations

from collections.abc import Sequence

from yearbook.press.bind.book import (
    Absent,
    Block,
    Cards,
    DisplayFormula,
    Figure,
    Heading,
    List,
    Missing,
    Paragraph,
    Preformatted,
    Quote,
    Rule,
    Spread,
    Steps,
    Table,
)
from yearbook.press.print.word.elements import Element, w
from yearbook.press.print.word.fields import marked, run
from yearbook.press.print.word.formulas import formula
from yearbook.press.print.word.numbering import SIGNS, in_list, indent, number_of
from yearbook.press.print.word.paragraphs import paragraph, runs, said
from yearbook.press.print.word.pictures import drawn
from yearbook.press.print.word.sheets import UPRIGHT
from yearbook.press.print.word.tables import card_table, spread_tables, step_table, tabular
from yearbook.press.print.word.writing import CountedList, Writing

_LABELLED = {"finding": "Finding", "warning": "Warning", "commentary": "Commentary", "proposal": "Proposal"}
_DEEPEST_HEADING = 4


def printed(blocks: Sequence[Block], writing: Writing, room: float = UPRIGHT, text: str = "BodyText") -> list[Element]:
    """Return blocks as they stand in the document; `room` is what a table has, `text` the style of plain words."""
    return [element for block in blocks for element in _one(block, writing, room, text)]


def _one(block: Block, writing: Writing, room: float, text: str) -> list[Element]:
    match block:
        case Heading():
            style = f"Heading{min(block.level, _DEEPEST_HEADING)}"
            return [paragraph(style, marked(block.id, runs(block.content, writing), writing))]
        case Paragraph():
            return _paragraph(block, writing, text)
        case List():
            return _list(block, writing, room, 0)
        case Quote():
            return printed(block.blocks, writing, room, "Quote")
        case Preformatted():
            return [paragraph("Preformatted", [run(block.text, writing)])]
        case DisplayFormula():
            return [paragraph("BodyText", formula(block.latex, block.mathml, writing, display=True))]
        case Rule():
            line = w("pBdr", w("bottom", val="single", sz=4, space=1, color="000000"))
            return [paragraph("Normal", [], line)]
        case Missing():
            return [paragraph("BodyText", [run(block.text, writing, "italic")])]
        case Table():
            return tabular(block, writing, room)
        case Figure():
            return drawn(block, writing)
        case Cards():
            return card_table(block, writing)
        case Steps():
            return step_table(block, writing)
        case Spread():
            return spread_tables(block, writing, room)
        case Absent():
            return []


def _paragraph(block: Paragraph, writing: Writing, text: str) -> list[Element]:
    style = _LABELLED.get(block.role)
    if style is None:
        return [said("Lead" if block.role == "lead" else text, block.content, writing)]
    label = paragraph("RoleLabel", [run(writing.words[block.role], writing)])
    return [label, said(style, block.content, writing)]


def _list(block: List, writing: Writing, room: float, level: int) -> list[Element]:
    style, number = "ListBullet", SIGNS
    if block.ordered:
        writing.lists.append(CountedList("ordered", block.start, level))
        style, number = "ListNumber", number_of(len(writing.lists))
    made = []
    for item in block.items:
        for place, part in enumerate(item):
            if isinstance(part, Paragraph):
                options = in_list(number, level) if place == 0 else indent(level)
                made.append(said(style if place == 0 else "ListContinue", part.content, writing, options))
            elif isinstance(part, List):
                made += _list(part, writing, room, level + 1)
            else:
                made += _one(part, writing, room, "ListContinue")
    return made
