"""The same jobs on a real Dask scheduler with two worker processes on this machine."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from tests.conftest import PROJECT
from yearbook.cli import main
from yearbook.errors import SetupError
from yearbook.press.run import parcel, remote
from yearbook.press.run.execute import Job, Outcome
from yearbook.press.run.workers import WorkerDiedError

# How many seconds something that must happen may take: only a failure takes so long.
PATIENCE = 60
pytestmark = pytest.mark.skipif(os.name == "nt", reason="workers need fork")


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two workers, each a process with one thread, none of which knows this folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    here = ["--no-dashboard"]
    scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), *here)
    scratch = tmp_path_factory.mktemp("scratch")
    workers = [
        start("dask_worker", address, "--no-nanny", "--nthreads", "1", "--local-directory", str(scratch / name), *here)
        for name in ("one", "two")
    ]
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    yield SimpleNamespace(address=address, workers=workers)
    for process in (*workers, scheduler):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def made(workbook):
    folder = workbook.outputs / "2021"
    return {path.name: path.read_bytes() for path in folder.rglob("*.*") if path.is_file() and path.name != ".lock"}


def test_workers_give_the_same_notebooks_as_this_machine(cluster, workbook, built, monkeypatch):
    monkeypatch.delattr(remote.TravellingExecutor, "_run_here")  # so that nothing is run here instead
    sections = ("economy", "awards")
    only = [word for section in sections for word in ("--only", section)]
    assert main(["2021", *only, "--language", "vi", "--no-pdf", "--scheduler", cluster.address], workbook) == 0
    here, there = made(built.workbook), made(workbook)
    names = [f"{section}.vi.ipynb" for section in sections]
    assert set(there) == {"economy-awards.vi.html", *names}
    assert [name for name in names if here[name] != there[name]] == []


@pytest.mark.nightly
def test_workers_give_the_same_bytes_as_this_machine_though_one_is_killed_in_the_middle(
    cluster, workbook, built, capsys, monkeypatch
):
    from yearbook.commands import build as command

    progress = command._progress

    def kill_one(outcome, done, total):
        progress(outcome, done, total)
        if done == 2:
            os.killpg(cluster.workers[0].pid, signal.SIGKILL)

    monkeypatch.setattr(command, "_progress", kill_one)
    assert main(["2021", "--scheduler", cluster.address], workbook) == 0, capsys.readouterr().err
    assert cluster.workers[0].wait(timeout=10) == -signal.SIGKILL
    assert "chạy 16, giữ nguyên 0" in capsys.readouterr().out
    here, there = made(built.workbook), made(workbook)
    assert set(here) == set(there)
    assert [name for name in here if here[name] != there[name]] == []


def test_what_a_job_looks_for_beyond_its_edition_is_sent_after_it(cluster, workbook):
    (workbook.data / "more").mkdir()
    (workbook.data / "more" / "a.txt").write_text("từ nhà")
    path = workbook.notebooks / "04_awards.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    looking = "import pathlib\nprint([p.read_text() for p in pathlib.Path('../data/more').glob('*.txt')])"
    cell = {"cell_type": "code", "id": "x", "metadata": {}, "execution_count": None, "outputs": [], "source": looking}
    path.write_text(json.dumps(notebook | {"cells": [*notebook["cells"], cell]}), encoding="utf-8")
    arguments = ["2021", "--only", "awards", "--language", "vi", "--no-pdf", "--scheduler", cluster.address]
    assert main(arguments, workbook) == 0
    assert "[&#39;từ nhà&#39;]" in (workbook.outputs / "2021" / "only" / "awards.vi.html").read_text("utf-8")


def test_a_worker_of_another_version_is_turned_away(cluster, workbook, monkeypatch, capsys):
    monkeypatch.setattr(parcel, "LOCK", "requirements-dev.lock")
    assert main(["2021", "--scheduler", cluster.address], workbook) == 1
    assert "máy nhận việc có Python, requirements.lock, mã" in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_is_one_line(workbook, monkeypatch, capsys):
    monkeypatch.setattr(remote, "SECONDS_TO_CONNECT", 1)
    started = time.monotonic()
    assert main(["2021", "--scheduler", "tcp://127.0.0.1:9"], workbook) == 1
    assert "không gọi được bộ điều phối" in capsys.readouterr().err
    assert time.monotonic() - started < 30


def test_an_address_that_is_none_is_one_line(workbook, capsys):
    assert main(["2021", "--scheduler", "foo"], workbook) == 1
    assert "tcp://MÁY:CỔNG" in capsys.readouterr().err


@pytest.mark.nightly
def test_a_mistake_in_a_notebook_is_told_as_if_it_had_run_here(cluster, workbook, capsys):
    path = workbook.notebooks / "04_awards.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    cell = {"cell_type": "code", "id": "x", "metadata": {}, "execution_count": None, "outputs": [], "source": "1 / 0"}
    path.write_text(json.dumps(notebook | {"cells": [*notebook["cells"], cell]}), encoding="utf-8")
    arguments = ["2021", "--only", "awards", "--language", "vi", "--no-pdf"]
    said = []
    for more in ([], ["--scheduler", cluster.address]):
        assert main([*arguments, *more], workbook) == 1
        said.append(capsys.readouterr().err)
    assert said[0] == said[1] and "ZeroDivisionError" in said[0]


def test_a_worker_whose_warm_process_died_starts_another(tmp_path, monkeypatch):
    begun = []

    class Executor:
        """Its process is dead, but for the second that is started."""

        def __init__(self, _workers):
            begun.append(self)

        def submit(self, call, job):
            future = Future()
            dead = len(begun) == 1
            future.set_exception(WorkerDiedError()) if dead else future.set_result(call(job))
            return future

        def shutdown(self, wait=True, cancel_futures=False):
            assert self is begun[0] and cancel_futures

    monkeypatch.setattr(parcel, "WarmExecutor", Executor)
    monkeypatch.setattr(parcel, "_warm", [])
    job = Job("a", "vi", tmp_path, tmp_path / "notebooks/a.ipynb", {"edition": "2021"}, tmp_path / "a.vi.ipynb")
    sent = parcel.Parcel(job, {"data/": b"", "notebooks/a.ipynb": b"{}"}, parcel.made_of())
    for _ in range(2):
        outcome, _ = parcel.run_parcel(lambda job: Outcome(job, 0.0), sent)
        assert outcome.problem is None
    assert len(begun) == 2


class Elsewhere:
    """Made-up workers, who answer when a test has them answer."""

    def __init__(self):
        self.sent, self.turned_away = [], []

    def send(self, heard, *call):
        self.sent.append(SimpleNamespace(heard=heard, call=call, release=lambda: None))
        return self.sent[-1]

    def answered(self, away):
        return "tcp://1.2.3.4:5"

    def answer(self, away):
        return away.said

    def turn_away(self, worker):
        self.turned_away.append(worker)


def away_from(tmp_path):
    notebook = tmp_path / "notebooks" / "a.ipynb"
    notebook.parent.mkdir()
    notebook.write_text("{}")
    return Job("a", "vi", tmp_path, notebook, {"edition": "2021"}, tmp_path / "a.vi.ipynb")


def test_nobody_waits_for_workers_who_do_not_answer(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(remote, "SILENT_SECONDS", 0.05)
    monkeypatch.setattr(remote, "LOOK_SECONDS", 0.01)
    job, workers = away_from(tmp_path), Elsewhere()
    with ThreadPoolExecutor(2) as here:
        executor = remote.TravellingExecutor(workers, here, "")
        futures = [executor.submit(lambda job: Outcome(job, 1.0), job) for _ in range(9)]
        assert [future.result(PATIENCE).seconds for future in futures] == [1.0] * 9
        workers.sent[0].said = (Outcome(job, 2.0), b"late")
        workers.sent[0].heard(workers.sent[0])
        executor.shutdown()
    assert not job.target.exists() and workers.turned_away == []
    assert capsys.readouterr().err.count("CẢNH BÁO") == 1


@pytest.mark.parametrize("said", [None, "xong", (1, b""), (None, b""), (Outcome(None, 1.0, reads={"../x": "absent"}), b""), (Outcome(None, 1.0), b"[]")])  # fmt: skip
def test_an_answer_that_cannot_be_believed_is_named_and_the_job_is_run_here(tmp_path, capsys, said):
    job, workers = away_from(tmp_path), Elsewhere()
    with ThreadPoolExecutor(1) as here:
        executor = remote.TravellingExecutor(workers, here, "")
        future = executor.submit(lambda job: Outcome(job, 7.0), job)
        workers.sent[0].said = said
        workers.sent[0].heard(workers.sent[0])
        assert future.result(PATIENCE).seconds == 7.0
        executor.shutdown()
    assert workers.turned_away == ["tcp://1.2.3.4:5"] and len(workers.sent) == 1
    error = capsys.readouterr().err
    assert error.count("CẢNH BÁO: tcp://1.2.3.4:5: 2021 a vi: ") == 1 and "Traceback" not in error


@pytest.mark.parametrize(("label", "inside"), [("data/link.csv", "elsewhere.csv"), (".hidden/key", ""), ("outputs/2021/x.html", "")])  # fmt: skip
def test_nothing_hidden_made_or_linked_from_elsewhere_is_sent(tmp_path, tmp_path_factory, label, inside):
    job = away_from(tmp_path)
    path = tmp_path / label
    path.parent.mkdir(parents=True)
    if inside:
        target = tmp_path_factory.mktemp("elsewhere") / inside
        target.write_text("bí mật")
        path.symlink_to(target)
    else:
        path.write_text("bí mật")
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "more.csv").write_text("x")
    assert parcel.files_lacking(job, {label: "absent"}, {}) is None
    assert parcel.files_lacking(job, {"./": "absent"}, {}).keys() == {"data/", "data/more.csv", "notebooks/", "notebooks/a.ipynb"}  # fmt: skip


def test_a_mistake_found_elsewhere_is_told_as_it_was():
    import pickle

    error = pickle.loads(pickle.dumps(SetupError("sai", "wrong", place="ở đây")))
    assert (error.text(), error.place) == ("LỖI: ở đây: sai\n     wrong", "ở đây")
