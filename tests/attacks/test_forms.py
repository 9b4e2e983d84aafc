"""Many forms, many hands: edits, corrections since, copies and interruptions; what anyone wrote is kept or asked about."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import random
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from openpyxl import load_workbook

from tests.conftest import PROJECT
from tests.made_up import CONTRACT, EDITION_TABLES
from yearbook.cli import main
from yearbook.ledger.edition import open_edition
from yearbook.ledger.forms.blank import form
from yearbook.ledger.forms.names import sheets_of

pytestmark = pytest.mark.nightly
SHEETS = sheets_of(CONTRACT)
DISTRICTS = ("hoai_an", "an_lao", "tay_son")
_TAKE = """
import sys
from pathlib import Path
from yearbook.cli import main
from yearbook.paths import Workbook
sys.exit(main(["take", *sys.argv[2:], "--yes"], Workbook(Path(sys.argv[1]))))
"""


def column(table, name):
    return list(EDITION_TABLES[table].columns).index(name) + 1


def rows(workbook, table):
    text = (workbook.data / "2021" / f"{table}.csv").read_text("utf-8-sig")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def correct(workbook, table, key, name, text):
    found = rows(workbook, table)
    found[key][name] = text
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(EDITION_TABLES[table].columns), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(found.values())
    (workbook.data / "2021" / f"{table}.csv").write_text(stream.getvalue(), encoding="utf-8-sig")


def take(workbook, *paths, more=()):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(["take", *map(str, paths), "--yes", *more], workbook)
    return code, said.getvalue()


def restored(workbook, standing):
    for name, content in standing.items():
        (workbook.data / "2021" / name).write_bytes(content)


def standing_records(workbook):
    return {path.name: path.read_bytes() for path in (workbook.data / "2021").glob("*.csv")}


def test_what_form_and_records_changed_is_kept_or_asked(workbook, attack):
    """Both sides write notes at random; afterwards each cell is what the one that changed it wrote, or nothing is."""
    content = form(open_edition("2021", workbook))
    standing = standing_records(workbook)
    before = rows(workbook, "figures")
    keys = list(before)
    for seed in range(45):
        chance = random.Random(seed)
        cells = [(key, name) for key in keys for name in ("note_vi", "note_en", "base_as_printed")]
        mine = {cell: f"Biểu {n}" for n, cell in enumerate(chance.sample(cells, 4))}
        theirs = {cell: f"Sổ {n}" for n, cell in enumerate(chance.sample(cells, chance.choice((3, 12))))}
        book = load_workbook(io.BytesIO(content))
        for (key, name), text in mine.items():
            book[SHEETS["figures"]].cell(keys.index(key) + 2, column("figures", name)).value = text
        path = workbook.root / "form.xlsx"
        book.save(path)
        for (key, name), text in theirs.items():
            correct(workbook, "figures", key, name, text)
        corrected = rows(workbook, "figures")
        code, said = take(workbook, path)
        now = rows(workbook, "figures")
        both = set(mine) & set(theirs)
        if both:
            good = code == 1 and now == corrected and said.count("[K07]") == len(both)
            code, _ = take(workbook, path, more=("--prefer", chance.choice(("form", "form", "records"))))
            good = good and code == 0
            now = rows(workbook, "figures")
        else:
            good = code == 0
        expected = {cell: before[cell[0]][cell[1]] for cell in cells} | theirs | mine
        for key, name in cells:
            allowed = {expected[key, name], theirs.get((key, name), expected[key, name])}
            good = good and now[key][name] in allowed
        attack.hold(good, f"seed {seed}: {code} {said[-300:]}")
        restored(workbook, standing)


def test_new_rows_of_many_districts_all_survive_once(workbook, attack):
    """Each brings rows without ids, with the same id, or with another's; taken in any order, and taken again."""
    edition = open_edition("2021", workbook)
    blanks = {district: form(edition, district) for district in DISTRICTS}
    standing, before = standing_records(workbook), rows(workbook, "relief")
    sheet = SHEETS["relief"]
    for seed in range(30):
        chance = random.Random(seed)
        paths, brought = [], []
        for district in DISTRICTS:
            book = load_workbook(io.BytesIO(blanks[district]))
            example = load_workbook(io.BytesIO(blanks["hoai_an"]))[sheet]
            for number in range(chance.choice((1, 2))):
                for name in EDITION_TABLES["relief"].columns:
                    book[sheet].cell(40 + number, column("relief", name)).value = example.cell(
                        4, column("relief", name)
                    ).value
                figure, note = f"{chance.randrange(2, 900)} triệu đồng", f"Của {district} {number} {seed}"
                typed = chance.choice((None, "R1" if district != "hoai_an" else None, "R50", "moi"))
                said = {"id": typed if number == 0 else None, "subject": edition.row("subjects", district).name_vi}
                for name, text in {**said, "figure": figure, "note_vi": note}.items():
                    book[sheet].cell(40 + number, column("relief", name)).value = text
                brought.append((district, figure, note))
            paths.append(workbook.root / f"{district}.xlsx")
            book.save(paths[-1])
        chance.shuffle(paths)
        together = chance.random() < 0.5
        codes = [take(workbook, *paths)] if together else [take(workbook, path) for path in paths]
        now = rows(workbook, "relief")
        new = [(row["subject"], row["figure"], row["note_vi"]) for key, row in now.items() if key not in before]
        kept = all(now[key] == row for key, row in before.items())
        again = take(workbook, *paths)
        good = all(code == 0 for code, _ in codes) and kept and sorted(new) == sorted(brought)
        good = good and again[0] == 0 and rows(workbook, "relief") == now
        attack.hold(good, f"seed {seed}: {[code for code, _ in codes]} {again} {codes[0][1][-300:]}")
        restored(workbook, standing)


def test_a_killed_take_leaves_old_or_new_once_the_next_ran(workbook, attack):
    """Killed after every so many milliseconds: nothing is written in part, and the next take makes it whole."""
    book = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
    for table, name in (("figures", "note_vi"), ("notes", "text_vi"), ("claims", "text_vi"), ("relief", "note_vi")):
        book[SHEETS[table]].cell(2, column(table, name)).value = "Đã sửa."
    path = workbook.root / "form.xlsx"
    book.save(path)
    standing = standing_records(workbook)
    start = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", _TAKE, str(workbook.root), str(path)]
    subprocess.run(command, env=environment, capture_output=True, check=True)
    whole, new = time.monotonic() - start, standing_records(workbook)
    for number in range(25):
        restored(workbook, standing)
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * (0.5 + 0.55 * number / 25))
        process.kill()
        process.wait()
        pieces = standing_records(workbook)
        parts = all(content in (standing[name], new[name]) for name, content in pieces.items())
        code, said = take(workbook, path)
        good = parts and code == 0 and standing_records(workbook) == new
        attack.hold(good, f"killed after {number}/25: {code} {said[-200:]}")


def test_two_takes_at_once_lose_nothing_in_silence(workbook, attack):
    """Two people take two forms at the same moment: each is written, or its command says that it was not."""
    edition = open_edition("2021", workbook)
    standing = standing_records(workbook)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"}
    for number in range(6):
        commands = []
        for district in ("hoai_an", "tay_son"):
            book = load_workbook(io.BytesIO(form(edition, district)))
            book[SHEETS["figures"]].cell(2, column("figures", "note_vi")).value = f"Của {district}."
            path = workbook.root / f"{district}.xlsx"
            book.save(path)
            commands.append([sys.executable, "-c", _TAKE, str(workbook.root), str(path)])
        run = lambda command: subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: E731
        with ThreadPoolExecutor() as pool:
            done = list(pool.map(run, commands))
        text = (workbook.data / "2021" / "figures.csv").read_text("utf-8-sig")
        good = all(
            (f"Của {district}." in text) == (one.returncode == 0) and not re.search("Traceback", one.stderr)
            for district, one in zip(("hoai_an", "tay_son"), done, strict=True)
        )
        attack.hold(good, f"{number}: {[(one.returncode, one.stderr[-200:]) for one in done]}")
        restored(workbook, standing)
