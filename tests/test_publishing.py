"""Publishing is all or nothing: a program killed anywhere leaves the old book, the new one, or one that the next command
finishes before it does anything else; a file that cannot be replaced leaves the old one.
"""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.conftest import PROJECT
from yearbook.cli import main
from yearbook.errors import OutputError
from yearbook.press import publishing
from yearbook.press.outputs import alone, finish_all, publish, working_folder, writing

OLD = {"book.html": b"old", "sections/a.ipynb": b"old a", "sections/b.ipynb": b"old b", "manifest.json": b"old m"}
NEW = {"book.html": b"new", "sections/a.ipynb": b"new a", "sections/c.ipynb": b"new c", "manifest.json": b"new m"}
# Every call by which a disk is changed but for writing into a file of our own.
CHANGING = ("replace", "rename", "link", "unlink", "mkdir", "rmdir", "open")


def publishes(workbook, files):
    folder = workbook.outputs / "2021"
    with writing(workbook, folder), alone(workbook, folder), working_folder(folder) as bench:
        publish(workbook, folder, bench, files)
    return folder


def seen(folder):
    """Return what a reader finds: not what a name with a dot keeps for itself."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: content for name, content in found.items() if not name.startswith(".")}


def killed_at(number, work):
    """Do the work in a fork that kills itself at its n-th change to the disk; tell whether it came that far."""
    process = os.fork()
    if not process:
        try:
            done = 0

            def dying(real):
                def change(*arguments, **named):
                    nonlocal done
                    done += 1
                    if done == number:
                        os.kill(os.getpid(), signal.SIGKILL)
                    return real(*arguments, **named)

                return change

            for name in CHANGING:
                setattr(os, name, dying(getattr(os, name)))
            work()
        finally:
            os._exit(0)
    return os.waitpid(process, 0)[1] != 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize(
    ("first", "step"),
    [
        (OLD, 3),
        pytest.param(OLD, 1, marks=pytest.mark.nightly),
        pytest.param({}, 1, marks=pytest.mark.nightly),
    ],
    ids=["a book", "a book, everywhere", "nothing, everywhere"],
)
def test_a_kill_at_every_change_leaves_the_old_book_or_one_the_next_command_finishes(
    workbook, first, step, monkeypatch
):
    monkeypatch.setattr(os, "fsync", lambda _: None)  # the power stays on
    number, finished = 0, 0
    while True:
        number += step
        folder = publishes(workbook, first)
        for name in [name for name in seen(folder) if name not in first]:
            (folder / name).unlink()
        if not killed_at(number, lambda: publishes(workbook, NEW)):
            break
        committed = (folder / publishing.JOURNAL).exists() or seen(folder) != first
        finish_all(workbook)
        assert seen(folder) == ({**first, **NEW} if committed else first), number
        assert not (folder / publishing.JOURNAL).exists() and not (workbook.outputs / ".publishing").exists(), number
        finished += committed
    assert finished * step > 4 and number > 20


def test_every_command_finishes_the_move_before_it_does_anything_else(workbook, capsys):
    folder = publishes(workbook, OLD)
    with alone(workbook, folder), working_folder(folder) as bench:
        publishing.prepare(folder, bench / "finished", NEW)
        publishing.begin(folder, bench / "finished")
    (workbook.outputs / ".publishing").mkdir()
    (workbook.outputs / ".publishing" / "2021").touch()
    assert main(["--list"], workbook) == 0
    assert seen(folder) == {**OLD, **NEW}


@pytest.mark.parametrize("stuck", sorted(NEW))
def test_a_file_that_cannot_be_replaced_leaves_the_old_book_whole(workbook, monkeypatch, stuck):
    folder = publishes(workbook, OLD)
    real = os.replace

    def refuse(here, there):
        if os.fspath(there) == os.fspath(folder / stuck):
            raise PermissionError(1, "Operation not permitted", os.fspath(there))
        return real(here, there)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(OutputError, match="không được phép ghi"):
            publishes(workbook, NEW)
    assert seen(folder) == OLD
    assert not (folder / publishing.JOURNAL).exists() and not (workbook.outputs / ".publishing").exists()
    publishes(workbook, NEW)
    assert seen(folder) == {**OLD, **NEW}


def test_a_part_of_the_book_leaves_what_the_manifest_names_alone(built, tmp_path):
    from tests.conftest import copy_with_cache

    workbook = copy_with_cache(built.workbook, tmp_path / "copy")
    folder = workbook.outputs / "2021"
    path = workbook.notebooks / "01_overview.ipynb"
    path.write_text(path.read_text("utf-8").replace('"# ', '"# X ', 1), encoding="utf-8")
    named = {
        name: (folder / name).read_bytes()
        for name in json.loads((folder / "manifest.json").read_text("utf-8"))["outputs"]
    }
    assert main(["2021", "--only", "overview", "--language", "vi"], workbook) == 0
    assert {name: (folder / name).read_bytes() for name in named} == named
    assert (folder / "only" / "overview.vi.png").is_file() and (folder / "only/sections/overview.vi.ipynb").is_file()


@pytest.mark.skipif(
    os.name == "nt" or (os.geteuid() == 0 and not shutil.which("setpriv")), reason="rights do not hold here"
)
def test_outputs_that_cannot_be_written_are_no_matter_where_nothing_is_to_be_done(small_built):
    """Rights hold for root only once it has given up the right to pass them over."""
    workbook, command = small_built
    bound = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    for path in (workbook.outputs, *workbook.outputs.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def said():
        done = subprocess.run([*bound, *command], cwd=PROJECT, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stdout + done.stderr
        return done.returncode, done.stdout + done.stderr

    code, text = said()
    assert code == 0 and "Nothing has changed" in text, text
    path = workbook.notebooks / "01_small.ipynb"
    path.write_text(path.read_text("utf-8").replace("xong", "khác"), encoding="utf-8")
    code, text = said()
    assert code == 1 and text.count("LỖI") == 1 and "không được phép ghi" in text, text


@pytest.fixture
def small_built(workbook, tmp_path_factory):
    from tests.endings import write

    for path in (*workbook.notebooks.glob("*.ipynb"), *workbook.data.glob("*/commentary/*.md")):
        path.unlink()
    write(workbook, "print('xong')")
    words = ["2021", "--language", "vi", "--no-pdf"]
    assert main(words, workbook) == 0
    program = f"import sys\nfrom pathlib import Path\nfrom yearbook.cli import main\nfrom yearbook.paths import Workbook\nsys.exit(main({words!r}, Workbook(Path({str(workbook.root)!r}))))"
    yield workbook, [sys.executable, "-c", program]
    for path in (workbook.outputs, *workbook.outputs.rglob("*")):
        path.chmod(0o755)
