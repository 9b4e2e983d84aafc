"""Tables where they have no room: when each one's rows become cards, and what every cell is called there.

A page cannot measure itself without a script, so how much room a table needs is reckoned here from its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yearbook.press.bind.book import Cell, Grid, Row
from yearbook.press.bind.plain import as_text

# In characters: a name is kept on one line, a sentence is given room to run.
_NAME, _SENTENCE = 12, 28
# In rem, as page.css sets tables: a letter, the space beside a cell, the least that words and sentences are given.
_LETTER, _BESIDE, _WORDS, _SENTENCES = 0.44, 0.95, 4.5, 8.0
_TILES = 0.45  # more beside a cell where cells are tiles
# A table that no sheet of text has room for is set tighter, and takes the margin beside the text.
_SHEET, _SMALLER, _CLOSER = 44, 0.9, 0.35
# Widths at which tables fold, in rem: there is room for what needs less on every screen, and for more on none.
_ALWAYS = 16
_WIDTHS = (20, 24, 28, 32, 36, 40, 44, 47, 54, 64)


def breadth(cell: Cell) -> str:
    """Return "brief" for a cell of a word or two and "long" for a sentence: the style gives them room."""
    length = len(as_text(cell.content))
    return "brief" if length <= _NAME else "long" if length >= _SENTENCE else ""


def fold(grid: Grid, look: str = "plain") -> str:
    """Return the classes of a table: "fold-40" where it becomes cards below 40 rem, "" if it always has room.

    "tight" is one that a sheet of text has no room for.
    """
    columns: dict[int, float] = {}
    beside = _BESIDE + (_TILES if look == "coverage" else 0)
    for rows, head in ((grid.head, True), (grid.body, False)):
        for _, cells in _placed(rows):
            for column, cell in cells:
                if cell.colspan == 1:
                    columns[column] = max(columns.get(column, 0.0), _needs(cell, head) + beside)
    needed = sum(columns.values())
    if needed <= _ALWAYS:
        return ""
    tight = needed > _SHEET
    if tight:
        needed = needed * _SMALLER - len(columns) * _CLOSER
    return f"{'tight ' if tight else ''}fold-{next((w for w in _WIDTHS if needed <= w), _WIDTHS[-1])}"


def labelled(grid: Grid) -> Iterator[tuple[Row, list[tuple[Cell, str]]]]:
    """Yield the rows of a table with what each of their cells is called: the headings over it, from the top."""
    headings: dict[int, list[str]] = {}
    for _, cells in _placed(grid.head):
        for column, cell in cells:
            for under in range(column, column + cell.colspan):
                headings.setdefault(under, []).append(as_text(cell.content))
    for row, cells in _placed(grid.body):
        yield row, [(cell, _called(cell, headings.get(column, []))) for column, cell in cells]


def style(rules: str) -> str:
    """Return the rules of cards for every width at which a table may fold, from the one set in cards.css."""
    conditions = [f"@container room (max-width:{width}rem)" for width in _WIDTHS]
    # What no screen has room for is folded on all of them.
    conditions[-1] = "@container room (min-width:0)"
    folded = (
        f"{condition}{{{rules.replace('.folded', f'.fold-{width}')}}}"
        for condition, width in zip(conditions, _WIDTHS, strict=True)
    )
    return f"@media screen{{{''.join(folded)}}}\n"


def _placed(rows: Sequence[Row]) -> Iterator[tuple[Row, list[tuple[int, Cell]]]]:
    """Yield rows with the column each cell begins at, past what reaches down from the rows above."""
    reaching: dict[int, int] = {}
    for row in rows:
        cells: list[tuple[int, Cell]] = []
        column, reaching = 0, {under: left - 1 for under, left in reaching.items() if left > 1}
        begun: dict[int, int] = {}
        for cell in row.cells:
            while column in reaching:
                column += 1
            cells.append((column, cell))
            begun |= dict.fromkeys(range(column, column + cell.colspan), cell.rowspan)
            column += cell.colspan
        reaching |= begun
        yield row, cells


def _called(cell: Cell, headings: Sequence[str]) -> str:
    return "" if cell.header or cell.colspan > 1 else " · ".join(filter(None, dict.fromkeys(headings)))


def _needs(cell: Cell, head: bool) -> float:
    """Return the least room a cell takes: one of a word or two and a figure stay on one line."""
    text = as_text(cell.content)
    longest = max(map(len, text.split(" "))) * _LETTER
    kind = breadth(cell)
    if head:
        return longest
    if kind == "brief" or (cell.role == "figure" and kind != "long"):
        return len(text) * _LETTER
    return max(longest, _SENTENCES if kind == "long" else _WORDS)
