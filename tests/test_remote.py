"""The same jobs on a real Dask scheduler with two worker processes on this machine."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from tests.conftest import PROJECT
from yearbook.cli import main
from yearbook.errors import SetupError
from yearbook.press.run import remote

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


def test_workers_give_the_same_notebooks_as_this_machine(cluster, workbook, built):
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
    monkeypatch.setattr(remote, "LOCK", "requirements-dev.lock")
    assert main(["2021", "--scheduler", cluster.address], workbook) == 1
    assert "máy nhận việc chạy bản khác" in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_is_one_line(workbook, monkeypatch, capsys):
    monkeypatch.setattr(remote, "SECONDS_TO_CONNECT", 1)
    started = time.monotonic()
    assert main(["2021", "--scheduler", "tcp://127.0.0.1:9"], workbook) == 1
    assert "không gọi được bộ điều phối" in capsys.readouterr().err
    assert time.monotonic() - started < 30


def test_an_address_that_is_none_is_one_line(workbook, capsys):
    assert main(["2021", "--scheduler", "foo"], workbook) == 1
    assert "tcp://MÁY:CỔNG" in capsys.readouterr().err


def test_a_mistake_found_elsewhere_is_told_as_it_was():
    import pickle

    error = pickle.loads(pickle.dumps(SetupError("sai", "wrong", place="ở đây")))
    assert (error.text(), error.place) == ("LỖI: ở đây: sai\n     wrong", "ở đây")
