"""Tables as Word's own: head rows that come again on every sheet, and no row torn between two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yearbook.press.bind.book import Card, Cards, Cell, Grid, Row, Spread, Steps, Table
from yearbook.press.bind.plain import as_text
from yearbook.press.print.drawable import drawable
from yearbook.press.print.word.elements import Element, twips, w
from yearbook.press.print.word.exhibits import caption, foot
from yearbook.press.print.word.fields import marked, run
from yearbook.press.print.word.paragraphs import paragraph, runs, words_of
from yearbook.press.print.word.sheets import UPRIGHT
from yearbook.press.print.word.writing import Writing

# A table of so many rows and letters keeps together; a longer one would leave too much of a sheet empty.
_ROWS, _LETTERS = 9, 900
# A longer row might not stand on any sheet.
_LONGEST_ROW = 2500
# In millimetres: the signs of the type of tables, and what stands at both sides of a cell.
_BROAD, _CAPITAL, _DIGIT, _LETTER, _NARROW, _SIDES = 3.5, 2.8, 1.95, 1.8, 1.1, 3.8
# A longer address may be torn, and a longer figure with its unit; a name of so much is kept on one line where there is
# room.
_ADDRESS, _FIGURE, _NAME = 32, 38, 21


def tabular(table: Table, writing: Writing, room: float) -> list[Element]:
    """Return a table: caption, rows, source and notes; one without rows says so."""
    if not table.grid.body:
        nothing = run(writing.words["spoken_not_reported"], writing, "italic")
        return [*caption(table, writing), paragraph("BodyText", [nothing]), *foot(table, writing)]
    spoken = words_of(table.title)
    return [*caption(table, writing), grid_of(table.grid, table.look, spoken, writing, room), *foot(table, writing)]


def card_table(cards: Cards, writing: Writing) -> list[Element]:
    """Return key figures as a table: the figure, and what it is."""
    rows = [
        w("tr", _row_properties(head=False, whole=True), *_card(card, writing, last=card is cards.items[-1]))
        for card in cards.items
    ]
    return [_table(rows, (50.0, UPRIGHT - 50.0), "", first_row=False), _after_table(writing)]


def spread_tables(spread: Spread, writing: Writing, room: float) -> list[Element]:
    """Return the tables of a spread one below the other, each under its title: so they can be edited."""
    made: list[Element] = []
    for panel in (panel for band in spread.bands for column in band for panel in column):
        title = paragraph("PanelTitle", runs(panel.title, writing))
        made += [title, grid_of(panel.grid, "plain", words_of(panel.title), writing, room), _after_table(writing)]
    return [*made, *foot(spread, writing)]


def step_table(steps: Steps, writing: Writing) -> list[Element]:
    """Return a procedure as a table: the place, the step, how far it is."""
    widths = (12.0, UPRIGHT - 62.0, 50.0)
    rows = []
    for number, step in enumerate(steps.items, 1):
        weight = ("bold",) if step.state != "ahead" else ()
        label = [paragraph("TableText", runs(step.label, writing, *weight))]
        label += [paragraph("TableText", runs(step.note, writing))] if step.note else []
        state = paragraph("TableText", [run(writing.words[f"step_{step.state}"], writing, *weight)])
        count = paragraph("TableText", [run(str(number), writing)], w("keepNext"), w("jc", val="center"))
        cells = zip(([count], label, [state]), widths, strict=True)
        rows.append(
            w("tr", _row_properties(head=False, whole=True), *(_cell(content, width) for content, width in cells))
        )
    spoken = steps.alt or writing.words["picture_without_words"]
    return [*caption(steps, writing), _table(rows, widths, spoken, first_row=False), *foot(steps, writing)]


def grid_of(grid: Grid, look: str, spoken: str, writing: Writing, room: float) -> Element:
    """Return rows and columns as a table as wide as its room."""
    widths = widths_of(grid, room)
    short = len(grid.body) <= _ROWS and sum(map(_letters, grid.body)) <= _LETTERS
    rows = []
    for part, head in ((grid.head, True), (grid.body, False)):
        for place, (row, cells) in enumerate(zip(part, spread(part), strict=True)):
            # The last row stays with source and notes; no row of a long table stands alone on a sheet.
            keep = head or short or place in (0, len(part) - 2, len(part) - 1)
            mark = row.id
            made = []
            for column, span, cell, goes_on in cells:
                width = sum(widths[column : column + span])
                content = _content(None if goes_on else cell, look, writing, mark, keep=keep)
                hangs = "continue" if goes_on else "restart" if cell and cell.rowspan > 1 else ""
                made.append(_cell(content, width, span, hangs))
                mark = ""
            rows.append(w("tr", _row_properties(head=head, whole=_letters(row) <= _LONGEST_ROW), *made))
    return _table(rows, widths, ". ".join(filter(None, (spoken, _signs_of(grid)))), first_row=bool(grid.head))


def _signs_of(grid: Grid) -> str:
    """Return what the signs of a table say aloud: Word reads a cell as it is printed, and a table's description."""
    cells = (cell for row in grid.body for cell in row.cells if cell.spoken)
    said = dict.fromkeys((as_text(cell.content), cell.spoken) for cell in cells)
    return "; ".join(f"“{sign}” {words}" for sign, words in said)


def spread(rows: Sequence[Row]) -> Iterator[list[tuple[int, int, Cell | None, bool]]]:
    """Yield of each row its cells: column, columns covered, the cell, and whether it only goes on from above."""
    hanging: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        line: list[tuple[int, int, Cell | None, bool]] = []
        column, cells = 0, list(row.cells)
        while cells or any(left > 0 and at >= column for at, (left, _) in hanging.items()):
            left, above = hanging.get(column, (0, None))
            goes_on = left > 0
            if not goes_on and not cells:
                line.append((column, 1, None, False))
                column += 1
                continue
            cell = above if goes_on and above else cells.pop(0)
            hanging[column] = (left - 1 if goes_on else cell.rowspan - 1), cell
            line.append((column, cell.colspan, cell, goes_on))
            column += cell.colspan
        yield line


def widths_of(grid: Grid, room: float) -> tuple[float, ...]:
    """Return the widths of the columns: by their weights, but none too narrow for its longest word."""
    count = max(len(grid.widths), *(sum(cell.colspan for cell in row.cells) for row in (*grid.head, *grid.body)))
    weights = [max(weight, 0.1) for weight in grid.widths] + [1.0] * (count - len(grid.widths))
    needed, wished = [_SIDES] * count, [_SIDES] * count
    for line in (*spread(grid.head), *spread(grid.body)):
        for column, span, cell, _ in line:
            if span == 1 and cell:
                text = words_of(cell.content)
                needed[column] = max(needed[column], *(_breadth(word) + _SIDES for word in text.split(" ")))
                wished[column] = max(wished[column], needed[column], min(_breadth(text), _NAME) + _SIDES)
    if sum(wished) <= room:
        return _shared(room, weights, wished)
    if sum(needed) <= room:
        return _shared(room, weights, needed)
    return tuple(need * room / sum(needed) for need in needed)


def _shared(room: float, weights: Sequence[float], least: Sequence[float]) -> tuple[float, ...]:
    """Return room shared out by weight, where nobody gets less than the least."""
    held: set[int] = set()
    while True:
        left = room - sum(least[column] for column in held)
        share = sum(weight for column, weight in enumerate(weights) if column not in held) or 1
        widths = [least[column] if column in held else weight * left / share for column, weight in enumerate(weights)]
        tight = {column for column, width in enumerate(widths) if width < least[column]}
        if not tight:
            return tuple(widths)
        held |= tight


def _breadth(text: str) -> float:
    """Return the room that a word or a name needs; a blank that does not break is part of it."""
    return min(_FIGURE if "\u00a0" in text else _ADDRESS, sum(map(_breadth_of, text)))


def _breadth_of(sign: str) -> float:
    if sign in "mMwW%":
        return _BROAD
    if sign.isupper():
        return _CAPITAL
    return _DIGIT if sign.isdecimal() else _LETTER if sign.isalpha() else _NARROW


def _letters(row: Row) -> int:
    return sum(len(words_of(cell.content)) for cell in row.cells)


def _content(cell: Cell | None, look: str, writing: Writing, mark: str, *, keep: bool) -> list[Element]:
    if cell is None:
        return [paragraph("TableText", marked(mark, [], writing))]
    centred = look == "coverage" and not cell.header
    side = "center" if centred else cell.align
    looks = ("bold",) if cell.header == "row" else ("code",) if cell.role == "code" else ()
    style = "TableHeading" if cell.header == "column" else "TableText"
    jc = w("jc", val=side) if cell.header != "column" and side in ("right", "center") else None
    content = marked(mark, runs(cell.content, writing, *looks), writing)
    return [paragraph(style, content, w("keepNext") if keep else None, jc)]


def _card(card: Card, writing: Writing, *, last: bool) -> list[Element]:
    about = [paragraph("TableText", runs(card.label, writing))]
    about += [paragraph("TableText", runs(card.note, writing, "italic"))] if card.note else []
    keep = None if last else w("keepNext")
    figure = paragraph("TableText", runs(card.figure, writing, "bold"), keep)
    return [_cell([figure], 50.0), _cell(about, UPRIGHT - 50.0)]


def _cell(content: Sequence[Element], width: float, span: int = 1, hangs: str = "") -> Element:
    properties = w(
        "tcPr",
        w("tcW", w=twips(width), type="dxa"),
        w("gridSpan", val=span) if span > 1 else None,
        w("vMerge", val=hangs) if hangs else None,
        w("vAlign", val="center"),
    )
    return w("tc", properties, *content)


def _row_properties(*, head: bool, whole: bool) -> Element:
    return w("trPr", w("cantSplit") if whole else None, w("tblHeader") if head else None)


def _table(rows: Sequence[Element], widths: Sequence[float], spoken: str, *, first_row: bool) -> Element:
    properties = w(
        "tblPr",
        w("tblStyle", val="TableGrid"),
        w("tblW", w=sum(map(twips, widths)), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0420" if first_row else "0400", firstRow=int(first_row), noVBand=1),
        w("tblDescription", val=drawable(spoken)) if spoken else None,
    )
    columns = w("tblGrid", *(w("gridCol", w=twips(width)) for width in widths))
    return w("tbl", properties, columns, *rows)


def _after_table(writing: Writing) -> Element:
    """Return what keeps a table apart from the next one: two that touch become one."""
    return paragraph("TableText", [run("", writing)])
