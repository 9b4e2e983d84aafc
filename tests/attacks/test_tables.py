"""Tables spoiled by the hundred: each is refused with its place, or reads as what it was but for the spot that changed.

Every spoiled table is made of the project's own.
"""

from __future__ import annotations

import random
import re

import pytest

from tests.attacks.spoiling import NASTY, spoiled_bytes, tried
from tests.made_up import EDITION_TABLES, REFERENCE_TABLES
from yearbook.emulation.rules import RULES
from yearbook.errors import ERROR, WARNING
from yearbook.ledger.edition import open_edition, problems_of

# Problems of a file as a whole: no line of it can be named.
_OF_THE_FILE = {"F00", "F01", "F03"}


def test_spoiled_tables_are_refused_with_their_place_or_read_as_what_they_were(workbook, attack):
    _spoil(workbook, attack, random.Random(1), 60)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 5))
def test_two_thousand_spoiled_tables_are_refused_or_read_as_what_they_were(workbook, attack, seed):
    _spoil(workbook, attack, random.Random(seed), 700)


def _spoil(workbook, attack, chance, times):
    files = [f"data/2021/{name}.csv" for name in EDITION_TABLES] + [f"data/reference/{n}.csv" for n in REFERENCE_TABLES]
    tables = open_edition("2021", workbook).tables
    sound = {name: tables.placed(name) for name in (*EDITION_TABLES, *REFERENCE_TABLES)}
    for number in range(times):
        file = chance.choice(files)
        path = workbook.root / file
        before = path.read_bytes()
        way = chance.choice(WAYS)
        spoiled, touched, extra = way(before, chance)
        path.write_bytes(spoiled)
        came = tried(lambda: _read(workbook))
        name = path.stem
        what = f"{number} {way.__name__} {file} {_difference(before, spoiled)}"
        if came.fault:
            attack.hold(False, f"{what}: {came.fault}")
        elif came.refused:
            attack.hold(bool(came.refused.place), f"{what}: refused without a place")
        else:
            tables, problems = came.result
            stopping = [p for p in problems if p.severity == ERROR]
            nameless = [p for p in stopping if p.file == file and p.row is None and not p.column]
            wrong = "" if all(p.code in _OF_THE_FILE for p in nameless) else f"no place: {nameless[0]}"
            if not stopping:
                cut = any(p.severity == WARNING and p.file == file for p in problems)
                wrong = "" if cut else _changed(sound[name], tables.placed(name), touched, extra)
            attack.hold(not wrong, f"{what}: {wrong}")
        path.write_bytes(before)


def _read(workbook):
    edition = open_edition("2021", workbook)
    problems = problems_of(edition, RULES)
    return edition.tables, problems


def _changed(before, after, touched, extra):
    """Return what differs beyond the spot that was touched: rows gone or more, other rows, two cells of one row."""
    if extra is not None and len(after) != len(before) + extra:
        return f"{len(before)} rows became {len(after)}"
    there = {vars_of(placed)["__key__"]: vars_of(placed) for placed in after}
    for placed in before:
        mine = vars_of(placed)
        if placed.line in touched:
            continue
        if there.get(mine["__key__"]) != mine:
            return f"row {placed.line} is not what it was"
    lines = {placed.line: vars_of(placed) for placed in after}
    for placed in before:
        if len(touched) == 1 and placed.line in touched and placed.line in lines:
            mine, its = vars_of(placed), lines[placed.line]
            differing = [name for name in mine if name != "__key__" and mine[name] != its[name]]
            if len(differing) > 1:
                return f"{differing} of row {placed.line} changed together"
    return ""


def vars_of(placed):
    cells = dict(vars(placed.row))
    return {"__key__": next(iter(cells.values())), **cells}


def _difference(before, after):
    start = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    return f"at {start}: {before[max(0, start - 10) : start + 10]!r} → {after[max(0, start - 10) : start + 15]!r}"


# Each way returns the spoiled file, the lines it touched, and how many rows more there are (None: it cannot be told).


def a_sign_more(content, chance):
    text = content.decode("utf-8")
    at = chance.randrange(1, len(text) + 1)
    line = _line(text, at)
    sign = chance.choice(NASTY)
    # A sign between two lines may join or part them; that is seen in the number of cells.
    return (text[:at] + sign + text[at:]).encode(), {line, line + 1} if text[at - 1] == "\n" else {line}, 0


def a_sign_less(content, chance):
    text = content.decode("utf-8")
    at = chance.randrange(1, len(text))
    return (text[:at] + text[at + 1 :]).encode(), {_line(text, at)}, 0


def a_sign_changed(content, chance):
    text = content.decode("utf-8")
    at = chance.choice([m.start() for m in re.finditer(r'[;"\n,.0-9%]', text)])
    sign = chance.choice([*';",.\n\r\t|0-', "\u2028", "\u00a0"])
    return (text[:at] + sign + text[at + 1 :]).encode(), {_line(text, at)}, 0


def a_cell_replaced(content, chance):
    lines = content.decode("utf-8").split("\n")
    number = chance.randrange(1, max(2, len(lines) - 1))
    cells = lines[number].split(";")
    place = chance.randrange(len(cells))
    cells[place] = chance.choice([*NASTY, "AN LÃO", "THỊ XÃ ĐÃ", "TRUE", "1/2/2021", "x" * 200_000, "0", "-1", "1e9"])
    lines[number] = ";".join(cells)
    return "\n".join(lines).encode(), {number + 1}, 0 if len(lines) > 2 else None


def another_line_end(content, chance):
    end = chance.choice([b"\r", b"\r\n"])
    times = chance.choice([-1, 1, 3])
    return content.replace(b"\n", end, times), set(), 0


def blank_lines(content, chance):
    lines = content.split(b"\n")
    at = chance.randrange(1, len(lines))
    return b"\n".join([*lines[:at], chance.choice([b"", b";;;", b"  ", b'""', b"\xc2\xa0"]), *lines[at:]]), _ALL, 0


def lines_swapped(content, chance):
    head, *lines, last = content.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join([head, *lines, last]), _ALL, 0


def a_line_twice(content, chance):
    head, *lines, last = content.split(b"\n")
    return b"\n".join([head, *lines, *chance.sample(lines, min(1, len(lines))), last]), _ALL, None


def decomposed(content, chance):
    import unicodedata

    return unicodedata.normalize("NFD", content.decode("utf-8")).encode(), set(), 0


def another_mark(content, chance):
    mark = chance.choice([b"", b"\xef\xbb\xbf\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"sep=;\n\xef\xbb\xbf"])
    return mark + content.removeprefix(b"\xef\xbb\xbf"), set(), 0


def misread(content, chance):
    """One line as it looks when its bytes are taken for another code page."""
    lines = content.decode("utf-8-sig").split("\n")
    number = chance.randrange(len(lines))
    page = chance.choice(["cp1252", "latin-1", "cp1258"])
    signs = (bytes([byte]).decode(page, "ignore") or chr(byte) for byte in lines[number].encode())
    # Text without a Vietnamese letter reads the same in every code page.
    lines[number] = "".join(signs)
    return "\n".join(lines).encode("utf-8-sig"), set(), 0


def bytes_lost(content, chance):
    spoiled = spoiled_bytes(content, chance)
    # Whole lines may be gone, which nobody can see; what is left must be what it was.
    return spoiled, _ALL, None


class _All:
    def __contains__(self, line):
        return True

    def __len__(self):
        return 2


_ALL = _All()
WAYS = (
    a_sign_more, a_sign_more, a_sign_more, a_sign_less, a_sign_less, a_sign_changed, a_sign_changed, a_cell_replaced,
    a_cell_replaced, another_line_end, blank_lines, lines_swapped, a_line_twice, decomposed, another_mark, misread,
    bytes_lost, bytes_lost,
)  # fmt: skip


def _line(text, at):
    return text.count("\n", 0, at) + 1
