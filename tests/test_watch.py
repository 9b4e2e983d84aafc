"""The book while somebody edits: made again at every save, on this machine alone, and gone without a trace."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.conftest import PROJECT
from yearbook.cli import main

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX has them")
PROGRAM = "import sys; from pathlib import Path; from yearbook.cli import main; from yearbook.paths import Workbook\nif __name__ == '__main__': sys.exit(main(sys.argv[2:], Workbook(Path(sys.argv[1]))))"


@pytest.fixture
def watched(workbook):
    """Watch a copy of the workbook with two sections; gives its address, and ends it with Ctrl-C."""
    for path in workbook.notebooks.glob("*.ipynb"):
        if "economy" not in path.name and "notes" not in path.name:
            path.unlink()
            for comment in workbook.data.glob(f"*/commentary/{path.stem.partition('_')[2]}.*.md"):
                comment.unlink()
    (workbook.root / "go.py").write_text(PROGRAM, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "go.py", str(workbook.root), "watch", "2021", "--no-browser", "--port", "0"],
        cwd=workbook.root,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline()).group()
    yield workbook, address, process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=20)


def get(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def shown(address, after):
    """Wait for the next thing shown."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        answer = json.loads(get(f"{address}shown?version={after}"))
        if answer["version"] != after:
            return answer
    raise AssertionError("nothing new was shown")


def test_an_edit_a_mistake_and_its_mending_all_reach_the_page(watched):
    workbook, address, process = watched
    first = shown(address, 0)
    assert first["error"] == "" and "118,3" in get(address) and "Economy" in get(f"{address}en")
    assert "/shown?version=" in get(address) and "Content-Security-Policy" not in get(address)

    notebook = workbook.notebooks / "02_economy.ipynb"
    notebook.write_text(
        notebook.read_text("utf-8").replace("Kế hoạch đặt cao hay thấp?", "Kế hoạch nào cao hơn?"), "utf-8"
    )
    second = shown(address, first["version"])
    assert second["error"] == "" and "Kế hoạch nào cao hơn?" in get(address)

    records = workbook.data / "2021" / "budget.csv"
    good = records.read_bytes()
    records.write_bytes(good.replace(b"118,3%", b"118.3%"))
    third = shown(address, second["version"])
    assert "data/2021/budget.csv › dòng 2 › cột «figure»" in third["error"] and "Kế hoạch nào cao hơn?" in get(address)
    records.write_bytes(good.replace(b"118,3%", b"119,3%"))
    fourth = shown(address, third["version"])
    assert fourth["error"] == "" and "119,3" in get(address)

    comment = workbook.data / "2021" / "commentary" / "notes.vi.md"
    comment.parent.mkdir(exist_ok=True)
    comment.write_text("Một lời bình mới.\n", encoding="utf-8")
    fifth = shown(address, fourth["version"])
    assert fifth["error"] == "" and "Một lời bình mới." in get(address)

    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=20) == 0
    left = subprocess.run(["pgrep", "-f", str(workbook.root)], capture_output=True, text=True, check=False)
    assert left.stdout == "" and "Traceback" not in process.stdout.read()


def test_nobody_else_is_answered(watched):
    _, address, _ = watched
    request = urllib.request.Request(address, headers={"Host": "example.org"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=10)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{address}../params/2021.yaml")


def test_a_port_that_cannot_be_had_is_one_line(workbook, capsys):
    assert main(["watch", "2021", "--no-browser", "--port", "99999999"], workbook) == 1
    assert "Chọn cổng khác bằng --port" in capsys.readouterr().err
