"""A worker that lies is named in one message, its job is run here, and nothing of what it said is kept."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from tests.attacks.lies import LIES
from tests.conftest import PROJECT, copied
from yearbook.cli import main
from yearbook.press.keep.cache import Cache
from yearbook.press.run import remote

pytestmark = pytest.mark.skipif(os.name == "nt", reason="workers need fork")
ONE = ["2021", "--only", "awards", "--language", "vi", "--no-pdf", "--force"]
SLOT = "jobs/2021/awards.vi.warm"
# What is no lie for certain is run here without a word; a problem that is none here is told.
WITHOUT_A_WORD = {"a doubt", "another job", "what earlier builds made", "what is hidden", "a link to elsewhere"}  # fmt: skip


@contextlib.contextmanager
def started(folder):
    """Start a scheduler and one worker that tells the lie it is asked for."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "LIE": str(folder / "lie.txt")}
    calls = [
        ["dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard"],
        ["dask_worker", address, "--nthreads", "1", "--local-directory", str(folder / "worker"), "--no-dashboard"],
    ]
    calls[1] += ["--preload", str(PROJECT / "tests" / "attacks" / "lies.py")]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{call[0]}", *call[1:]],
            cwd="/",
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for call in calls
    ]
    try:
        yield SimpleNamespace(address=address, lie=folder / "lie.txt", sent=folder / "lie.sent", processes=processes)
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with started(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """A workbook with what a liar may ask for, what its notebook gives when it is run here, and what it reads."""
    workbook = copied(tmp_path_factory.mktemp("truth"))
    (workbook.root / ".hidden").mkdir()
    (workbook.root / ".hidden" / "key").write_text("bí mật")
    (workbook.data / "link.csv").symlink_to("/etc/hostname")
    assert main(ONE, workbook) == 0
    return SimpleNamespace(workbook=workbook, **kept(workbook))


def kept(workbook):
    entry = Cache(str(workbook.root))._entries(SLOT)[0]
    code = ("yearbook/", "installed:")  # which of it is loaded hangs on what was run before
    reads = {label: now for label, now in entry["reads"].items() if not label.startswith(code)}
    return {"notebook": (workbook.outputs / "2021/only/sections/awards.vi.ipynb").read_bytes(), "reads": reads}


def told(lie, cluster, truth, capsys, monkeypatch):
    """Return what is wrong with a build whose only worker tells a lie; nothing, if all is well."""
    cluster.lie.write_text(lie, encoding="utf-8")
    cluster.sent.write_text("")
    monkeypatch.setattr(remote, "SILENT_SECONDS", 3.0 if lie in ("a hang", "a death") else 60.0)
    code = main([*ONE, "--scheduler", cluster.address], truth.workbook)
    said = capsys.readouterr().err
    after = kept(truth.workbook)
    sent = cluster.sent.read_text("utf-8").splitlines()
    faults = {
        "exit": code != 0,
        "another notebook": after["notebook"] != truth.notebook,
        "other reads": after["reads"] != truth.reads,
        "a traceback": "Traceback" in said or "\x1b" in said,
        "not one message": said.count("CẢNH BÁO") != (lie not in WITHOUT_A_WORD) or len(said) > 1500,
        "what stays at home was sent": any(label.startswith((".", "/", "outputs", "data/link")) for label in sent),
    }
    return [f"{lie}: {fault}: {said[:600]}" for fault, so in faults.items() if so]


@pytest.mark.nightly  # by day answers are held one by one, without workers
@pytest.mark.parametrize("lie", ["reads that are empty", "reads of '../../../etc/hostname'"])
def test_a_worker_that_lies_is_named_once_and_its_job_is_run_here(lie, cluster, truth, capsys, monkeypatch):
    assert told(lie, cluster, truth, capsys, monkeypatch) == []


@pytest.mark.nightly
def test_no_lie_is_believed(attack, cluster, truth, capsys, monkeypatch):
    for lie in LIES:
        faults = told(lie, cluster, truth, capsys, monkeypatch)
        attack.hold(not faults, "; ".join(faults))


@pytest.mark.nightly
@pytest.mark.parametrize("sign", [signal.SIGSTOP, signal.SIGKILL], ids=["stops", "ends"])
@pytest.mark.parametrize("who", [0, 1], ids=["scheduler", "only worker"])
def test_a_scheduler_or_a_worker_that_is_lost_in_the_middle_costs_no_book(who, sign, tmp_path, capsys, monkeypatch):
    from yearbook.commands import build as command

    monkeypatch.setattr(remote, "SILENT_SECONDS", 3.0)
    progress = command._progress
    begun = []
    with started(tmp_path) as cluster:
        cluster.lie.write_text("")

        def lose(outcome, done, total):
            progress(outcome, done, total)
            if done == 2:
                begun.append(time.monotonic())
                os.killpg(cluster.processes[who].pid, sign)

        monkeypatch.setattr(command, "_progress", lose)
        workbook = copied(tmp_path / "workbook")
        assert main(["2021", "--language", "vi", "--no-pdf", "--scheduler", cluster.address], workbook) == 0
        said = capsys.readouterr()
        assert "chạy 8, giữ nguyên 0" in said.out and "Traceback" not in said.err
        assert 1 <= said.err.count("CẢNH BÁO") <= 8 and time.monotonic() - begun[0] < 60
