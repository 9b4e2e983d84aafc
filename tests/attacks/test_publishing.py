"""A build killed at every change of its folder leaves the old book, the new one, or one that the next command finishes.

The real command is killed at its n-th rename, for every n; then any command is run, and the folder looked at.
"""

import subprocess
import sys
from itertools import count

import pytest

from tests.endings import ended, write
from yearbook.cli import main

pytestmark = [pytest.mark.nightly, pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")]

WORDS = ("2021", "--no-pdf")
KILLED_AT = """
import os, signal
done = 0
def dying(real):
    def change(*arguments, **named):
        global done
        done += 1
        if done == {number}:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return change
for name in ("replace", "rename", "link"):
    setattr(os, name, dying(getattr(os, name)))
"""


def published(workbook):
    """Return what a reader finds in the folder of the edition."""
    folder = workbook.outputs / "2021"
    paths = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: content for name, content in found.items() if not name.startswith(".")}


def test_a_build_killed_at_every_rename_leaves_one_book_or_the_next_command_makes_it_one(workbook, attack):
    for path in (*workbook.notebooks.glob("*.ipynb"), *workbook.data.glob("*/commentary/*.md")):
        path.unlink()
    books = {}
    for said in ("một", "hai"):
        write(workbook, f"print({said!r})")
        assert main([*WORDS], workbook) == 0
        books[said] = published(workbook)
    assert books["một"] != books["hai"]
    one, other = "một", "hai"
    for number in count(1):
        write(workbook, f"print({one!r})")
        done = ended(workbook, *WORDS, "--force", mark="renames", seconds=30, before=KILLED_AT.format(number=number))
        if done.code == 0:
            break
        next_one = ended(workbook, "--list", mark="next", seconds=30)
        good = published(workbook) in books.values()
        attack.hold(good and next_one.code == 0 and not done.left, f"killed at rename {number}: {next_one.said[-300:]}")
        last = ended(workbook, *WORDS, mark="last", seconds=30)
        good = last.code == 0 and published(workbook) == books[one]
        # Where nothing is done, nothing is swept.
        names = (".building", ".publishing", *(() if "Nothing has changed" in last.said else ("*.half-*",)))
        left = [path for name in names for path in workbook.outputs.rglob(name)]
        attack.hold(good and not left, f"killed at rename {number}, then built: {left} {last.said[-300:]}")
        one, other = other, one
    assert number > 10


def test_an_immutable_file_leaves_the_old_book_and_says_so(workbook, attack):
    for path in (*workbook.notebooks.glob("*.ipynb"), *workbook.data.glob("*/commentary/*.md")):
        path.unlink()
    write(workbook, "print('một')")
    assert main([*WORDS], workbook) == 0
    old = published(workbook)
    write(workbook, "print('hai')")
    for name in old:
        path = workbook.outputs / "2021" / name
        if subprocess.run(["chattr", "+i", path], capture_output=True, check=False).returncode:
            pytest.skip("no file can be made immutable here")
        try:
            done = ended(workbook, *WORDS, mark="immutable", seconds=30)
            good = done.code == 1 and published(workbook) == old and done.said.count("LỖI") == 1
            attack.hold(good and "Traceback" not in done.said, f"{name}: {done.code} {done.said[-400:]}")
        finally:
            subprocess.run(["chattr", "-i", path], check=False)
    assert main([*WORDS], workbook) == 0
    attack.hold(published(workbook) != old, "it can be published again")
