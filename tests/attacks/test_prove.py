"""No two different books carry one print code, nothing that was touched passes, and an archive stands by itself."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile

import pytest

from tests.attacks.test_setup import Clone
from tests.conftest import PROJECT, copy_with_cache
from tests.test_prove import WORDS, add_cell, hold_by_standard_tools, manifest_of, shown, small, with_other_line_ends
from yearbook.cli import main

__all__ = ["small"]
pytestmark = pytest.mark.nightly

# What makes a difference to the result: the cell (`{out}` is outside the workbook), and whether `verify` can hold it.
WAYS = {
    "a record of its own": ("open('../data/a.txt').read()", True),
    "a record of its own, read in bytes": ("open('../data/a.txt', 'rb').read()", True),
    "a file outside": ("open(r'{out}/a.txt').read()", True),
    "a database": ("__import__('sqlite3').connect(r'{out}/a.db').execute('select a from t').fetchall()", True),
    "a helper": ("__import__('helper').X", True),
    "a hidden file": ("open('../data/.hidden').read()", True),
    "another notebook": ("len(open('loose/other.ipynb').read())", True),
    "what lies in a folder": ("sorted(__import__('os').listdir('../data/folder'))", True),
    "whether a file is there": ("__import__('os').path.exists('../data/folder/b.txt')", True),
    "a size": ("__import__('os').path.getsize('../data/a.txt')", True),
    "a date": ("__import__('os').path.getmtime('../data/a.txt')", True),
    "a variable": ("__import__('os').environ.get('A_PRICE')", True),
    "every variable": ("dict(__import__('os').environ).get('A_PRICE')", True),
    "the time zone": ("__import__('datetime').datetime.fromtimestamp(0)", True),
    "the language": ("__import__('locale').setlocale(__import__('locale').LC_ALL, '')", True),
    "a program": ("__import__('subprocess').check_output(['cat', r'{out}/a.txt'])", True),
    "chance": ("__import__('random').random()", False),
    "a clock": ("__import__('time').time_ns()", False),
    "a process": ("__import__('os').getpid()", False),
}

# A process keeps the surroundings that it was started with.
SURROUNDINGS = {"a variable", "every variable", "the time zone", "the language"}


def prepare(book, out, step):
    """Put everything that a way may use in its first or second state."""
    text = "một\n" if step == 1 else "hai\r\n\r\n"
    (book.data / "folder").mkdir(exist_ok=True)
    out.mkdir(exist_ok=True)
    for path in (book.data / "a.txt", book.data / ".hidden", out / "a.txt"):
        path.write_bytes(text.encode())
        os.utime(path, (step * 1e9, step * 1e9))
    (book.data / "folder" / ("a.txt" if step == 1 else "b.txt")).write_text("x")
    (book.notebooks / "helper.py").write_text(f"X = {step}\n")
    os.utime(book.notebooks / "helper.py", (step * 1e9, step * 1e9))
    other = {
        "cells": [],
        "metadata": {"note": "x" * step, "kernelspec": {"name": "python3", "display_name": "x", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (book.notebooks / "loose").mkdir(exist_ok=True)
    (book.notebooks / "loose" / "other.ipynb").write_text(json.dumps(other))
    with sqlite3.connect(out / "a.db") as database:
        database.execute("create table if not exists t (a)")
        database.execute("insert into t values (1)")
    database.close()


class Here:
    """Runs a command in this process."""

    def __init__(self, book):
        self.book = book

    def __call__(self, *words):
        return main([*words], self.book)


class Apart(Here):
    """Runs a command in a process with surroundings of its own."""

    def __init__(self, book, around):
        super().__init__(book)
        self.around = {**os.environ, **around}

    def __call__(self, *words):
        program = (
            "import sys\nfrom pathlib import Path\nfrom yearbook.cli import main\nfrom yearbook.paths import Workbook\n"
            f"sys.exit(main({[*words]!r}, Workbook(Path({str(self.book.root)!r}))))"
        )
        return subprocess.run([sys.executable, "-c", program], env=self.around, cwd=PROJECT, check=False).returncode


def imported(code):
    """Return a cell that shows a value, with what it takes imported by name."""
    modules = re.findall(r"__import__\('(\w+)'\)", code)
    return "".join(f"import {name}\n" for name in modules) + shown(re.sub(r"__import__\('(\w+)'\)", r"\1", code))


def page_and_code(book):
    """Return the page as far as it does not name its code, and the code."""
    code = manifest_of(book)["print_codes"]["vi"]
    page = (book.outputs / "2021" / "yearbook.vi.html").read_text("utf-8")
    assert code in page
    return page.replace(code, ""), code


def test_whatever_makes_two_books_differ_gives_two_print_codes(small, tmp_path, attack):
    for number, (name, (code, lasts)) in enumerate(WAYS.items()):
        book, out = copy_with_cache(small, tmp_path / f"{number}"), tmp_path / f"{number} out"
        add_cell(book, imported(code.replace("{out}", str(out))))
        made = []
        for step in (1, 2):
            prepare(book, out, step)
            around = {"A_PRICE": str(step), "TZ": ("UTC", "Asia/Tokyo")[step - 1], "LC_ALL": ("C", "C.UTF-8")[step - 1]}
            run = Apart(book, around) if name in SURROUNDINGS else Here(book)
            attack.hold(run(*WORDS) == 0, f"{name}: does not build")
            made.append(page_and_code(book))
        attack.hold(made[0][0] != made[1][0], f"{name}: the books do not differ, and nothing is shown by this way")
        attack.hold(made[0][1] != made[1][1], f"{name}: two books carry {made[0][1]}")
        attack.hold(run("verify", "2021") == (0 if lasts else 1), f"{name}: verify says otherwise")


def test_any_byte_that_was_touched_in_an_output_is_found_in_its_file(small, tmp_path, capsys, attack):
    chance = random.Random(8)
    for number in range(12):
        book = copy_with_cache(small, tmp_path / f"{number}")
        name = chance.choice(sorted(manifest_of(book)["outputs"]))
        path = book.outputs / "2021" / name
        content = bytearray(path.read_bytes())
        spot = chance.randrange(len(content))
        content[spot] ^= 1 << chance.randrange(7)
        path.write_bytes(content)
        capsys.readouterr()
        code, said = main(["verify", "2021"], book), capsys.readouterr().out
        attack.hold(code == 1 and f"≠ {name}" in said and said.count("≠") == 1, f"byte {spot} of {name}: {said}")
        attack.hold(main(["archive", "2021"], book) == 1, f"byte {spot} of {name}: archived")


def test_any_input_that_was_touched_is_named_before_anything_is_compared(small, tmp_path, capsys, attack):
    book, chance = copy_with_cache(small, tmp_path / "copy"), random.Random(9)
    names = [name for name in manifest_of(book)["inputs"] if not name.startswith(("yearbook/", "requirements"))]
    for name in names:
        path = book.root / name
        content = path.read_bytes()
        spot = chance.randrange(len(content))
        if name.endswith(".ipynb"):
            spot = content.index(b'"source"') + 14
        path.write_bytes(content[:spot] + bytes([content[spot] ^ 1]) + content[spot + 1 :])
        capsys.readouterr()
        code, said = main(["verify", "2021"], book), capsys.readouterr()
        attack.hold(code == 1 and f"{name}: đã đổi" in said.err and not said.out, f"byte {spot} of {name}: {said}")
        path.write_bytes(content)
    capsys.readouterr()
    attack.hold(main(["verify", "2021"], book) == 0, f"all put back: {capsys.readouterr()}")


def test_a_stranger_sets_up_an_archive_of_the_whole_book_and_makes_the_same(built, tmp_path, attack):
    book = copy_with_cache(built.workbook, tmp_path / "copy")
    assert main(["2021", "--docx"], book) == 0 and main(["archive", "2021"], book) == 0
    clone = Clone.__new__(Clone)
    clone.root = root = tmp_path / "Sổ tay" / "mười năm sau"
    with zipfile.ZipFile(book.outputs / "2021" / "archive.zip") as packed:
        packed.extractall(root)
    shutil.rmtree(book.root)
    hold_by_standard_tools(root, notebook="01_overview")
    for step in ("as it was packed", "with other line ends"):
        if "other" in step:
            with_other_line_ends(root)
        done = clone.run("verify", "2021")
        said = done.stdout.decode() + done.stderr.decode()
        attack.hold(done.returncode == 0 and bool(re.search(r"= yearbook\.en\.docx", said)), f"{step}: {said}")
