"""Broken, oversized and doctored spreadsheets through the command `take`: refused in words, or read as they are."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
import zipfile
from xml.etree import ElementTree

import pytest

from tests.attacks.spoiled_spreadsheets import SPOILING, as_excel_saves, packed, parts_of
from tests.conftest import PROJECT
from yearbook.cli import main
from yearbook.ledger.edition import open_edition
from yearbook.ledger.forms.blank import form

pytestmark = pytest.mark.nightly
TRIES, SECONDS, GIGABYTES = 2_000, 10, 1.2
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAKE = """
import sys
from pathlib import Path
from yearbook.cli import main
from yearbook.paths import Workbook
sys.exit(main(["take", sys.argv[1], "--yes"], Workbook(Path(sys.argv[2]))))
"""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def records(workbook):
    return {path.name: path.read_bytes() for path in (workbook.data / "2021").glob("*.csv")}


class TooSlow(BaseException):
    """Not an Exception, so that nothing on the way can take it for a broken file."""


def taken(workbook, content):
    """Take a file in this process: (exit code, all that was printed); a traceback or a hang is told as its name."""
    path = workbook.root / "spoilt.xlsx"
    path.write_bytes(content)
    said = io.StringIO()

    def late(*_):
        raise TooSlow

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(["take", str(path), "--yes"], workbook)
    except BaseException as error:  # whatever comes out of a command is what is looked for
        return f"{type(error).__name__}: {error}", said.getvalue()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return code, said.getvalue()


def grids(content):
    """What the cells of every sheet hold, read from the XML alone: sheet → cell → text; None where it is broken."""
    try:
        parts = parts_of(content)
        strings = [
            "".join(text.text or "" for text in item.iter(f"{_MAIN}t"))
            for item in ElementTree.fromstring(parts.get("xl/sharedStrings.xml", b"<none/>")).iter(f"{_MAIN}si")
        ]
        names = [sheet.get("name") for sheet in ElementTree.fromstring(parts["xl/workbook.xml"]).iter(f"{_MAIN}sheet")]
        found = {}
        for number, name in enumerate(names, 1):
            cells = found[name] = {}
            for cell in ElementTree.fromstring(parts[f"xl/worksheets/sheet{number}.xml"]).iter(f"{_MAIN}c"):
                value = cell.findtext(f"{_MAIN}v")
                inline = cell.find(f"{_MAIN}is")
                if inline is not None:
                    value = "".join(text.text or "" for text in inline.iter(f"{_MAIN}t"))
                elif value and cell.get("t") == "s":
                    value = strings[int(value)]
                if value and value.strip():
                    cells[cell.get("r")] = " ".join(value.split())
    except Exception:  # a file that this cannot read must not be taken either
        return None
    return found


def differing(one, other):
    """The rows of tables in which two files differ, "sheet › row"."""
    spots = set()
    for name in {*one, *other} - {"Bản gốc", "Danh mục", "Hướng dẫn"}:
        mine, theirs = one.get(name, {}), other.get(name, {})
        spots |= {(name, re.sub(r"\D", "", cell)) for cell in {*mine, *theirs} if mine.get(cell) != theirs.get(cell)}
    return spots


def test_two_thousand_spoilt_spreadsheets_are_refused_or_read_as_they_are(workbook, attack):
    """Whoever takes a file says every row that differs, and none that does not."""
    edition = open_edition("2021", workbook)
    wholes = [form(edition, "hoai_an"), form(edition, "tay_son"), form(edition, "hoai_an"), form(edition)]
    packages = [as_excel_saves(parts_of(whole)) if number else parts_of(whole) for number, whole in enumerate(wholes)]
    known = [(parts, grids(packed(parts))) for parts in packages]
    standing = records(workbook)
    for seed in range(TRIES):
        chance = random.Random(seed)
        spoil = SPOILING[seed % len(SPOILING)]
        parts, whole = known[-1] if seed % 20 == 19 else known[seed % 3]
        content = spoil(parts, chance)
        code, said = taken(workbook, content)
        now = records(workbook)
        if code == 1:
            good = now == standing and re.search("chưa ghi gì", said, re.IGNORECASE)
        elif code == 0:
            there = grids(content)
            told = set(re.findall(r"\(spoilt\.xlsx › (.*?)(?: › dòng (\d+))?\)$", said, re.MULTILINE))
            moved = differing(whole, there) if there is not None else None
            gone = set(re.findall("không còn trang tính «(.*?)»", said))
            missing = {
                (name, row) for name, row in moved or () if not {(name, row), (name, "")} & told and name not in gone
            }
            good = moved is not None and not missing and bool(told) == (now != standing) and (moved or not told)
            good = good or (moved is not None and not told and (not missing or all_alike(whole, there, moved)))
        else:
            good = False
        attack.hold(bool(good), f"{spoil.__name__}, seed {seed}: {code} {said[-300:]}")
        if now != standing:
            for name, text in standing.items():
                (workbook.data / "2021" / name).write_bytes(text)


def all_alike(one, other, spots):
    """Tell whether rows that differ do so in nothing that is read: spaces, case, an id instead of its name."""
    for name, row in spots:
        for cells in (one, other):
            assert cells is not None
        mine = {cell: text for cell, text in one.get(name, {}).items() if re.sub(r"\D", "", cell) == row}
        theirs = {cell: text for cell, text in other.get(name, {}).items() if re.sub(r"\D", "", cell) == row}
        if {cell: text.casefold() for cell, text in mine.items()} != {
            cell: text.casefold() for cell, text in theirs.items()
        }:
            return False
    return True


def heavy(parts):
    """Yield files that are small and cost much, or are much."""
    sheet = "xl/worksheets/sheet3.xml"

    def within(name, end, added):
        return packed(parts | {name: parts[name].replace(end.encode(), (added + end).encode(), 1)})

    def rows(count, row):
        return within(sheet, "</sheetData>", "".join(row.format(number) for number in range(1000, 1000 + count)))

    def after(added):
        return packed(parts | {sheet: parts[sheet].replace(b"</sheetData>", b"</sheetData>" + added.encode())})

    figure = '<row r="{0}"><c r="A{0}" t="str"><v>E{0}</v></c><c r="F{0}" t="str"><v>trên {0} tấn</v></c></row>'
    rule = '<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="1"><formula>1</formula>'
    laughs = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(12))
    comment = "".join(f'<comment ref="B{n}" authorId="0"><text><t>x</t></text></comment>' for n in range(2, 15_000))
    comments = next((name for name in parts if "comments" in name), sheet)
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    yield (
        "a styled cell in the last row",
        within(sheet, "</sheetData>", '<row r="1048576"><c r="C1048576" s="1"/></row>'),
    )
    yield "a million empty rows", rows(1_000_000, '<row r="{0}" ht="15" customHeight="1"/>')
    yield "98 000 empty rows", rows(98_000, '<row r="{0}" ht="15" customHeight="1"/>')
    yield "90 000 styled cells", rows(90_000, '<row r="{0}"><c r="B{0}" s="1"/></row>')
    yield "90 000 cells of text", rows(90_000, '<row r="{0}"><c r="B{0}" t="s"><v>5</v></c></row>')
    yield "9 000 figures", rows(9_000, figure)
    yield "40 000 figures", rows(40_000, figure)
    yield "a huge dimension", within(sheet, "<sheetViews", '<dimension ref="A1:XFD1048576"/>')
    yield "all cells merged", after('<mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>')
    yield "all cells linked", after('<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>')
    yield "50 000 styles", within("xl/styles.xml", "</cellXfs>", '<xf numFmtId="49"/>' * 50_000)
    yield "15 000 comments", within(comments, "</commentList>", comment)
    yield "18 000 rules", after(f"{rule}</cfRule></conditionalFormatting>" * 18_000)
    yield "50 000 columns", within(sheet, "</cols>", '<col min="1" max="16384" width="9"/>' * 50_000)
    yield "deep", packed(parts | {"xl/workbook.xml": b"<a>" * 100_000})
    yield "laughs", packed(parts | {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY a "ha">' + laughs + b"]><a>&m;</a>"})
    yield "a bomb", packed(parts | {"xl/media/image1.png": bytes(300_000_000)})
    yield "a bomb of spaces", packed(parts | {"docProps/core.xml": b" " * 100_000_000})
    yield "5 000 parts", packed(parts | {f"xl/x{number}.xml": b"<a/>" for number in range(5_000)})
    yield "95 000 texts", within("xl/sharedStrings.xml", "</sst>", "<si><t>x</t></si>" * 95_000)
    yield "95 000 pieces of a text", within("xl/sharedStrings.xml", "</si></sst>", "<r><t>x</t></r>" * 95_000)
    yield "a text of 100 MB", within("xl/sharedStrings.xml", "</sst>", f"<si><t>{'x' * 100_000_000}</t></si>")
    yield "a cell of 20 MB", rows(1, f'<row r="{{0}}"><c r="B{{0}}" t="str"><v>{"x" * 20_000_000}</v></c></row>')
    yield "a link outside", packed(parts | {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    yield "an old .xls", OLD + bytes(5_000)
    yield "a locked one", OLD + "EncryptedPackage".encode("utf-16-le") + bytes(5_000)
    yield "strict", packed({name: text.replace(_MAIN.strip("{}").encode(), strict) for name, text in parts.items()})
    yield "nothing", b""
    yield "an archive of nothing", packed({})
    yield "no texts", packed({name: text for name, text in parts.items() if "sharedStrings" not in name})


def test_no_spreadsheet_takes_long_or_much_memory(workbook, attack):
    """Each in a process of its own, as a person runs it."""
    parts = as_excel_saves(parts_of(form(open_edition("2021", workbook), "hoai_an")))
    standing = records(workbook)
    for what, content in heavy(parts):
        path = workbook.root / "heavy.xlsx"
        path.write_bytes(content)
        limit = int(GIGABYTES * 2**30)
        start = time.monotonic()
        try:
            done = subprocess.run(
                [sys.executable, "-c", _TAKE, str(path), str(workbook.root)],
                cwd=PROJECT,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
                env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"},
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),  # noqa: B023
            )
            took, said, code = time.monotonic() - start, done.stdout + done.stderr, done.returncode
        except subprocess.TimeoutExpired:
            took, said, code = 60.0, "over a minute", -1
        good = code in (0, 1) and "Traceback" not in said and took < SECONDS and records(workbook) == standing
        attack.hold(good, f"{what}: {code} after {took:.1f} s {said[-400:]}")


def test_an_archive_with_a_locked_member_is_called_locked(workbook, attack):
    whole = form(open_edition("2021", workbook), "hoai_an")
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        names = package.namelist()
    for name in names:
        content = bytearray(whole)
        at = content.rindex(name.encode())
        content[at - 46 + 8] |= 1
        code, said = taken(workbook, bytes(content))
        attack.hold(code == 1 and "mật khẩu" in said, f"{name}: {code} {said[-200:]}")
