"""Every mistake ends in one clear message, the right exit code, and the last good yearbook untouched.

The workbooks here are copies of the project's with one small notebook made up for the test.
"""

import csv
import errno
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
from tests.endings import ENDINGS, clear, command, still_there, write
from yearbook.cli import main
from yearbook.errors import BookError
from yearbook.press import build as press
from yearbook.press.print import writers
from yearbook.press.run import execute
from yearbook.press.run.calls import WorkerDiedError, longest
from yearbook.press.run.forks import LATE
from yearbook.press.run.interrupt import as_they_end, heeding_interrupts
from yearbook.press.run.workers import WarmExecutor, can_fork

# How many seconds something that must happen may take: only a failure takes so long, however slow the machine is.
PATIENCE = 180


@pytest.fixture
def small(workbook):
    """A workbook with one section that only prints, and no comments on others."""
    for path in (*workbook.notebooks.glob("*.ipynb"), *workbook.data.glob("*/commentary/*.md")):
        path.unlink()
    write(workbook, "print('xong')")
    return workbook


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
@pytest.mark.parametrize(
    ("kernel", "sign"),
    [
        ("warm", "SIGINT"),
        ("warm", "SIGTERM"),
        pytest.param("warm", "SIGHUP", marks=pytest.mark.nightly),
        pytest.param("jupyter", "SIGINT", marks=pytest.mark.nightly),
        pytest.param("jupyter", "SIGTERM", marks=pytest.mark.nightly),
    ],
)
def test_ctrl_c_and_kill_stop_cleanly_and_leave_no_process(small, kernel, sign):
    begun = small.root.with_suffix(".begun")
    write(small, f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(600)")
    program = f"from yearbook.cli import main; from yearbook.paths import Workbook; from pathlib import Path; import sys\nif __name__ == '__main__': sys.exit(main({[*QUICK, '--kernel', kernel]!r}, Workbook(Path({str(small.root)!r}))))"
    script = small.root / "go.py"
    script.write_text(program, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)], cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    bench = small.outputs / "2021" / ".building"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None and not begun.exists():
        time.sleep(0.05)
    os.killpg(process.pid, signal.Signals[sign])
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + signal.Signals[sign], err
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
    rows[0]["text_vi"] = "<script>alert(x)</script> *Quy trình* #x"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    assert run(workbook, "2021", "--only", "shortcomings", "--language", "vi", capsys=capsys)[0] == 0
    page = (workbook.outputs / "2021" / "only" / "shortcomings.vi.html").read_text("utf-8")
    assert "&lt;script&gt;alert(x)&lt;/script&gt; *Quy trình* #x" in page
    from pypdf import PdfReader

    text = " ".join(
        p.extract_text() for p in PdfReader(workbook.outputs / "2021" / "only" / "shortcomings.vi.pdf").pages
    )
    assert "<script>alert(x)</script> *Quy trình* #x" in " ".join(text.split())


@pytest.fixture
def executor():
    """A warm process without the desk, which these notebooks need not, and without its cost."""
    workers = WarmExecutor(2, desk=False)
    yield workers
    workers.shutdown(cancel_futures=True)


def outcomes(executor, workbook, *sources):
    """Run notebooks of one cell each, at once, and return what came of them."""
    jobs = []
    for number, source in enumerate(sources):
        write(workbook, source, name=f"{number}.ipynb")
        target = workbook.root / f"{number}.out.ipynb"
        jobs.append(execute.Job("x", "vi", workbook.root, workbook.notebooks / f"{number}.ipynb", {}, target))
    futures = [executor.submit(execute.run, job) for job in jobs]
    return [execute.answer(future, job) for future, job in zip(futures, jobs, strict=True)]


warm_only = pytest.mark.skipif(not can_fork(), reason="this system cannot fork a warm process")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@linux_only
def test_every_quick_way_to_end_is_heard_of_at_once_and_takes_no_other_with_it(executor, small):
    """Those of tests/endings.py that nobody has to wait for, and that leave the warm process alone."""
    quick = {name: ENDINGS[name] for name in QUICK_ENDINGS}
    found = outcomes(executor, small, *(source for source, _ in quick.values()))
    for (name, (_, wanted)), outcome in zip(quick.items(), found, strict=True):
        assert wanted == "ends" or bool(outcome.problem) == (wanted == "fails"), (name, outcome.problem)
        assert bool(outcome.left) == (wanted == "left"), (name, outcome.left)


@linux_only
def test_what_one_job_left_is_not_laid_to_another_that_ended_with_it():
    """In a process of its own, which becomes the parent of every orphan."""
    program = (
        "import subprocess, sys, time\n"
        "from yearbook.press.run.descendants import adopt_orphans, end_left\n"
        "adopt_orphans()\n"
        "leaves = \"import subprocess; subprocess.Popen(['sleep', '985'], stdout=subprocess.DEVNULL)\"\n"
        "one, other = (subprocess.Popen([sys.executable, '-c', code], start_new_session=True) for code in ('', leaves))\n"
        "time.sleep(1)\n"  # both have ended, and neither has been waited for
        "print(end_left(one.pid, [other.pid]), one.wait(), end_left(other.pid, []), other.wait())\n"
    )
    around = {**os.environ, "PYTHONPATH": str(PROJECT)}
    said = subprocess.run(
        [sys.executable, "-c", program], env=around, capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout.split() == ["()", "0", "('sleep", "985',)", "0"], said.stdout


QUICK_ENDINGS = (
    "exit()", "sys.exit(0)", "_exit(0)", "SIGSEGV", "no files", "stops itself", "a program", "a pool",
    "a program that ignores signs", "every descriptor closed", "pickle.dumps", "half a letter printed", "half a letter raised",
)  # fmt: skip


@warm_only
def test_a_warm_process_that_is_stopped_goes_on_and_one_that_is_killed_is_started_again(executor, small):
    stopping, killing = (ENDINGS[name][0] for name in ("stops its parent", "kills its parent"))
    (stopped,) = outcomes(executor, small, stopping)
    assert not stopped.problem
    first = executor._process.pid
    (killed,) = outcomes(executor, small, killing)
    assert killed.problem and "bị dừng đột ngột" in killed.problem[0]
    (good,) = outcomes(executor, small, "print('xong')")
    assert not good.problem and executor._process.pid != first


@linux_only
def test_a_job_past_its_time_is_ended_with_all_it_started(executor, small, monkeypatch):
    monkeypatch.setattr(execute.run, "longest_seconds", 1)
    source = ENDINGS["hears nothing at all"][0].replace(
        "time.sleep", "import subprocess\nsubprocess.Popen(['sleep', '986'])\ntime.sleep"
    )
    (late,) = outcomes(executor, small, source)
    assert "quá 1 giây" in late.problem[0]
    assert subprocess.run(["pgrep", "-fx", "sleep 986"], capture_output=True, check=False).stdout == b""


@linux_only
def test_a_build_that_is_killed_is_followed_by_all_it_started(small):
    begun = small.root.with_suffix(".begun")
    write(small, ENDINGS["a daemon"][0], f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(600)")
    process = subprocess.Popen(**command(small, *QUICK, mark="killed"))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None and not begun.exists():
        time.sleep(0.05)
    process.kill()
    process.communicate(timeout=PATIENCE)  # nothing holds its pipes
    left = still_there("killed", seconds=20)
    clear("killed")
    assert left == []


@warm_only
@pytest.mark.parametrize(("how", "says"), [(LATE, "quá 300 giây"), (-9, "bị dừng đột ngột")])
def test_a_typesetter_that_does_not_end_or_dies_is_one_message_that_names_the_file(how, says):
    future: Future = Future()
    future.set_exception(WorkerDiedError(how, longest(writers.printed)))
    with pytest.raises(BookError, match=f"yearbook.vi.pdf: .*{says}"):
        writers._answer(future, "yearbook.vi.pdf")
