"""Whatever a notebook uses, its result is never taken for the newest when that has changed."""

from __future__ import annotations

import json
import os
import py_compile
import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests.attacks.ways import ALWAYS, APPEARS, CONTENT, FOLDER, GOES, TOUCHED, VARIABLE, WAYS
from tests.conftest import own_workers
from yearbook.press.keep.cache import Cache
from yearbook.press.keep.installed import SAME, label_of
from yearbook.press.keep.whose import BEGAN
from yearbook.press.run.execute import Job, run

BY_DAY = 12  # every twelfth way, another one first each time the list grows


def lay_out(root, outside):
    """Make a small workbook, and a folder outside it, with one of everything."""
    for folder in (root / "data", root / "notebooks/pack", root / ".settings", root / "outputs", root / "params"):
        folder.mkdir(parents=True)
    for folder in (outside / "first", outside / ".config"):
        folder.mkdir(parents=True)
    texts = {
        root: ("data/a.csv", "data/.hidden", ".settings/a", "notebooks/pack/data.txt"),
        outside: ("a.csv", ".config/a"),
    }
    for folder, names in texts.items():
        for name in names:
            (folder / name).write_text("1,2\n")
    for path in (
        *(root / "notebooks" / name for name in ("helper.py", "pack/__init__.py", "pack/part.py")),
        *(root / ".settings/dotted.py", outside / "outer.py"),
    ):
        path.write_text("X = 1\n")
    (root / "notebooks/clock.py").write_text("import time\nf = lambda: time.time()\n")
    (root / "notebooks/terminal.py").write_text(
        "import os\nf = lambda: os.environ['COLUMNS'] if 'COLUMNS' in os.environ else ''\n"
    )
    (outside / "source.py").write_text("X = 1\n")
    py_compile.compile(str(outside / "source.py"), str(root / "notebooks/compiled.pyc"))
    with zipfile.ZipFile(outside / "z.zip", "w") as archive:
        archive.writestr("zipped.py", "X = 1\n")
    (root / "notebooks/09_other.ipynb").write_text(json.dumps(notebook("1")))
    for path in (root / "data/a.db", outside / "a.db"):
        with sqlite3.connect(path) as database:
            database.execute("create table t (a)")
        database.close()
    (root / "data/link").symlink_to("a.csv")
    (outside / "book").symlink_to(root)
    (outside / "a.xml").write_text("<table><tr><td>1</td></tr></table>")
    (outside / "a.typ").write_text('#read("a.csv")')


def notebook(code):
    cells = [
        {"cell_type": "code", "id": "given", "metadata": {"tags": ["parameters"]}, "source": "edition = language = ''"},
        {"cell_type": "code", "id": "way", "metadata": {}, "source": code},
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [cell | {"outputs": [], "execution_count": None} for cell in cells]
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def change(kind, path, monkeypatch):
    """Change what a way uses."""
    if kind == VARIABLE:
        monkeypatch.setenv(path, {"TZ": "Asia/Tokyo", "LC_ALL": "POSIX"}.get(path, "changed"))
    elif kind == TOUCHED:
        os.utime(path, (1_000_000_000, 1_000_000_000))
    elif kind == GOES:
        Path(path).unlink()
    elif kind == FOLDER:
        Path(path).unlink()
        Path(path).mkdir()
    else:
        assert os.path.lexists(path) is (kind == CONTENT), path
        with Path(path).open("ab") as file:
            file.write(b"X = 3\n")


def tried(way, folder, workers, monkeypatch, kernel="warm"):
    """Run a notebook that uses something, change that, and return what the cache says before and after."""
    root, outside = folder / "book", folder / "outside"
    lay_out(root, outside)
    places = {"root": root, "out": outside}
    path = root / "notebooks/01_way.ipynb"
    code = way.code.replace("{root}", str(root)).replace("{out}", str(outside))
    path.write_text(json.dumps(notebook(code)))
    target = root / "outputs/2021/.building/way.ipynb"
    target.parent.mkdir(parents=True)
    job = Job("way", "vi", root, path, {"edition": "2021", "language": "vi"}, target, kernel)
    outcome = workers.submit(run, job).result()
    assert outcome.problem is None, outcome.problem
    reads = {**outcome.reads, **{label_of(str(root), files, BEGAN): SAME for files in outcome.packages if files}}
    Cache(str(root)).keep(job.slot, job.given, reads, outcome.doubts, b"{}")
    before = Cache(str(root)).recall(job.slot, job.given)[1]
    change(way.kind, way.path.format(**places), monkeypatch)
    return before, Cache(str(root)).recall(job.slot, job.given)[1]


def hold_ways(ways, tmp_path, attack, kernel="warm"):
    with pytest.MonkeyPatch.context() as settled:
        settled.setenv("SHELF", "first")
        with own_workers(kernel) as workers:
            for number, way in enumerate(ways):
                with pytest.MonkeyPatch.context() as monkeypatch:
                    before, after = tried(way, tmp_path / str(number), workers, monkeypatch, kernel)
                attack.hold(after[0] != "same", f"{way.name}: stale, {after}")
                attack.hold(
                    (before[0] == "same") is (way.until != ALWAYS), f"{way.name}: before anything changed {before}"
                )


def test_a_change_in_what_a_notebook_used_is_noticed_whatever_the_way(tmp_path, attack):
    hold_ways(WAYS[::BY_DAY], tmp_path, attack)


@pytest.mark.nightly
def test_a_change_in_what_a_notebook_used_is_noticed_in_every_way(tmp_path, attack):
    hold_ways(WAYS, tmp_path, attack)


@pytest.mark.nightly
def test_a_change_in_what_a_notebook_used_is_noticed_by_a_kernel_too(tmp_path, attack):
    hold_ways(WAYS[::5], tmp_path, attack, "jupyter")


def test_the_ways_are_many_and_each_is_named_once():
    assert len(WAYS) >= 108 and len({way.name for way in WAYS}) == len(WAYS)
    assert {way.kind for way in WAYS} == {CONTENT, APPEARS, GOES, FOLDER, TOUCHED, VARIABLE}
