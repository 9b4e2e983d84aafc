"""Every mistake ends in one clear message, the right exit code, and the last good yearbook untouched.

The workbooks here are copies of the project's with one small notebook made up for the test.
"""

import csv
import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future

import pytest
from filelock import FileLock

from tests.conftest import PROJECT
from yearbook.cli import main
from yearbook.press import build as press
from yearbook.press.run import execute
from yearbook.press.run.interrupt import as_they_end, heeding_interrupts

# How many seconds something that must happen may take: only a failure takes so long, however slow the machine is.
PATIENCE = 180
PARAMETERS = 'edition = "newest"\nlanguage = "vi"'


@pytest.fixture
def small(workbook):
    """A workbook with one section that only prints, and no comments on others."""
    for path in (*workbook.notebooks.glob("*.ipynb"), *workbook.data.glob("*/commentary/*.md")):
        path.unlink()
    write(workbook, "print('xong')")
    return workbook


def write(workbook, *sources, name="01_small.ipynb", tags=()):
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Nhỏ"}]
    for order, source in enumerate((PARAMETERS, *sources)):
        own_tags = ["parameters"] if order == 0 else list(tags)
        cells.append(
            {
                "cell_type": "code",
                "id": f"c{order}",
                "metadata": {"tags": own_tags},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
        )
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (workbook.notebooks / name).write_text(json.dumps(notebook), encoding="utf-8")


def run(workbook, *arguments, capsys):
    code = main(list(arguments), workbook)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, err


QUICK = ("2021", "--language", "vi", "--no-pdf")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("2012",), 1, "không có ấn bản «2012». Có phải «2022»?"),
        (("2021", "--only", "econmy"), 1, "Có phải «economy»?"),
        (("2021", "--language", "fr"), 2, "không có ngôn ngữ «fr»"),
    ],
)
def test_a_mistyped_command_names_the_nearest(workbook, capsys, arguments, code, says):
    seen, err = run(workbook, *arguments, capsys=capsys)
    assert (seen, says in err) == (code, True), err
    assert not (workbook.outputs / "2012").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--onyl", "economy"), "Có phải «--only»?"),
        (("--langauge", "vi"), "Có phải «--language»?"),
        (("--kernel", "x"), "--help"),
        (("chekc", "2021"), "Có phải «check»?"),
        (("--all", "2021"), "bỏ tên ấn bản"),
    ],
)
def test_a_mistyped_option_names_the_nearest_and_exits_with_2(workbook, capsys, arguments, says):
    code, err = run(workbook, *arguments, capsys=capsys)
    assert (code, says in err) == (2, True), err


def test_faulty_records_stop_the_build_before_anything_runs(workbook, capsys):
    path = workbook.data / "2021" / "figures.csv"
    path.write_text(path.read_text("utf-8-sig").replace("118,3%", "118.3%"), encoding="utf-8-sig")
    code, err = run(workbook, "2021", capsys=capsys)
    assert code == 1 and "figures.csv › dòng 2 › cột «figure»" in err and "1 lỗi" in err
    assert not workbook.outputs.exists()


def test_a_terminal_that_lacks_letters_shows_their_codes_and_stops_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "yearbook", "--list"], cwd=PROJECT, capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0", "LC_ALL": "C"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"") and b"\\u1ea4n b\\u1ea3n" in done.stdout


def test_an_empty_params_folder_says_what_to_make(workbook, capsys):
    for path in workbook.params.glob("*.yaml"):
        path.unlink()
    code, err = run(workbook, capsys=capsys)
    assert code == 1 and "params/ chưa có ấn bản nào" in err


BOTH_WAYS = pytest.mark.parametrize("kernel", ["warm", pytest.param("jupyter", marks=pytest.mark.nightly)])


@BOTH_WAYS
def test_a_cell_that_raises_is_named_and_its_notebook_kept_while_the_last_yearbook_stands(small, capsys, kernel):
    assert run(small, *QUICK, "--kernel", kernel, capsys=capsys)[0] == 0
    good = (small.outputs / "2021" / "yearbook.vi.html").read_bytes()
    write(small, "x = 1", "x / 0")
    code, err = run(small, *QUICK, "--kernel", kernel, capsys=capsys)
    assert code == 1
    assert "notebooks/01_small.ipynb (vi) › ô " in err and "(c2)" in err and "ZeroDivisionError" in err
    kept = small.outputs / "2021" / "failed" / "small.vi.ipynb"
    assert "outputs/2021/failed/small.vi.ipynb" in err and "ZeroDivisionError" in kept.read_text("utf-8")
    assert (small.outputs / "2021" / "yearbook.vi.html").read_bytes() == good
    assert not (small.outputs / "2021" / ".building").exists()


@BOTH_WAYS
def test_an_expected_error_is_printed_and_stops_nothing(small, capsys, kernel):
    write(small, "1 / 0", "print('đi tiếp')", tags=["raises-exception"])
    assert run(small, *QUICK, "--kernel", kernel, capsys=capsys) == (0, "")
    page = (small.outputs / "2021" / "yearbook.vi.html").read_text("utf-8")
    assert "ZeroDivisionError: division by zero" in page and "đi tiếp" in page


@BOTH_WAYS
def test_a_process_that_dies_is_reported_and_takes_no_other_with_it(small, capsys, kernel):
    write(small, "print('xong')", name="02_other.ipynb")
    write(small, "import os\nos._exit(3)")
    code, err = run(small, *QUICK, "--kernel", kernel, capsys=capsys)
    assert code == 1 and "01_small.ipynb" in err and "bị dừng đột ngột" in err


@BOTH_WAYS
def test_a_cell_that_takes_too_long_is_reported(small, monkeypatch, kernel):
    write(small, "import time\ntime.sleep(60)")
    monkeypatch.setattr(execute, "CELL_SECONDS", 1)
    job = execute.Job(
        "small", "vi", small.root, small.notebooks / "01_small.ipynb", {}, small.root / "out.ipynb", kernel
    )
    with multiprocessing.get_context("fork").Pool(1) as pool:
        outcome = pool.apply(execute.run, (job,))
    assert "quá 1 giây" in outcome.problem[0]


def test_a_second_build_at_the_same_time_is_turned_away(small, capsys):
    folder = small.outputs / "2021"
    folder.mkdir(parents=True)
    with FileLock(folder / ".lock"):
        code, err = run(small, *QUICK, capsys=capsys)
    assert code == 1 and "một lần dựng khác" in err


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "hết chỗ trên đĩa"),
        pytest.param(errno.EACCES, "không được phép ghi", marks=pytest.mark.nightly),
        pytest.param(errno.EROFS, "chỉ đọc", marks=pytest.mark.nightly),
    ],
)
def test_a_disk_that_refuses_is_one_line(small, capsys, monkeypatch, number, says):
    def refuse(*_):
        raise OSError(number, os.strerror(number), str(small.outputs / "2021" / "yearbook.vi.html"))

    monkeypatch.setattr(press, "inputs_of", refuse)
    code, err = run(small, *QUICK, capsys=capsys)
    assert code == 1 and says in err and "outputs/2021/yearbook.vi.html" in err


def test_outputs_that_is_a_file_is_one_line(small, capsys):
    small.outputs.write_text("", encoding="utf-8")
    code, err = run(small, *QUICK, capsys=capsys)
    assert code == 1 and "không ghi được" in err


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process group there")
@BOTH_WAYS
def test_ctrl_c_stops_cleanly_and_leaves_no_process(small, kernel):
    write(small, "import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(600)")
    program = f"from yearbook.cli import main; from yearbook.paths import Workbook; from pathlib import Path; import sys\nif __name__ == '__main__': sys.exit(main({[*QUICK, '--kernel', kernel]!r}, Workbook(Path({str(small.root)!r}))))"
    script = small.root / "go.py"
    script.write_text(program, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)], cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    bench = small.outputs / "2021" / ".building"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None and not (small.notebooks / "begun").exists():
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert "Đã dừng" in err and "Traceback" not in err
    assert not bench.exists()
    left = subprocess.run(["pgrep", "-f", str(small.root)], capture_output=True, text=True, check=False)
    assert left.stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to oneself there")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_that_python_drops_on_the_way_is_heard_by_who_waits():
    class Dropping:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), heeding_interrupts():
        never: Future = Future()
        late = threading.Timer(PATIENCE, never.set_result, [None])
        late.start()
        Dropping()  # its finalizer runs here, and what is raised in one goes nowhere
        for _ in as_they_end([never]):
            pytest.fail("Ctrl-C was lost")
    late.cancel()


def test_a_warning_is_shown_and_stops_no_draft(small, capsys):
    path = small.data / "2021" / "figures.csv"
    path.write_text(path.read_text("utf-8-sig").replace("155,6%", "99,6%"), encoding="utf-8-sig")
    params = small.params / "2021.yaml"
    params.write_text(params.read_text("utf-8").replace("state: final", "state: draft"), encoding="utf-8")
    code, err = run(small, *QUICK, capsys=capsys)
    assert code == 0 and "CẢNH BÁO [X04] data/2021/figures.csv › dòng 2" in err


def test_a_yearbook_left_from_an_earlier_build_is_named(small, capsys):
    folder = small.outputs / "2021"
    folder.mkdir(parents=True)
    (folder / "yearbook.en.pdf").write_bytes(b"old")
    assert main(list(QUICK), small) == 0
    assert "from an earlier build: outputs/2021/yearbook.en.pdf" in capsys.readouterr().out


def test_text_from_records_is_printed_as_text(workbook, capsys):
    path = workbook.data / "2021" / "shortcomings.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    rows[0]["text_vi"] = "<script>alert(1)</script> *Quy trình* #x"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    assert run(workbook, "2021", "--only", "shortcomings", "--language", "vi", capsys=capsys)[0] == 0
    page = (workbook.outputs / "2021" / "shortcomings.vi.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; *Quy trình* #x" in page
    from pypdf import PdfReader

    text = " ".join(p.extract_text() for p in PdfReader(workbook.outputs / "2021" / "shortcomings.vi.pdf").pages)
    assert "<script>alert(1)</script> *Quy trình* #x" in " ".join(text.split())
