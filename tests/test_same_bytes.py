"""The same inputs give the same bytes, whatever the machine's hash seed, time zone and locale."""

import os
import subprocess
import sys

import pytest

from tests.conftest import PROJECT, copied

PROGRAM = """
import sys
from pathlib import Path
from yearbook.cli import main
from yearbook.paths import Workbook
if __name__ == "__main__":
    sys.exit(main(["2021", "--only", "relief", "--language", "vi"], Workbook(Path(sys.argv[1]))))
"""


def begun(root, **environment):
    """Begin a build in a process of its own."""
    root.mkdir()
    copied(root)
    script = root / "go.py"
    script.write_text(PROGRAM, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(script), str(root)],
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def made(root, process):
    said, _ = process.communicate()
    assert process.returncode == 0, said
    folder = root / "outputs" / "2021"
    return {path.name: path.read_bytes() for path in folder.rglob("*.*") if path.is_file() and path.name != ".lock"}


@pytest.mark.nightly
@pytest.mark.skipif(os.name == "nt", reason="time zones are not set by TZ there")
def test_two_builds_in_different_places_and_times_are_the_same(tmp_path):
    one, two = tmp_path / "một", tmp_path / "hai"
    here = begun(one, PYTHONHASHSEED="1", TZ="Asia/Ho_Chi_Minh", LC_ALL="C.UTF-8")
    there = begun(two, PYTHONHASHSEED="2", TZ="America/New_York", LC_ALL="C")
    first, second = made(one, here), made(two, there)
    assert set(first) == {"relief.vi.html", "relief.vi.pdf", "relief.vi.ipynb"}
    assert [name for name in first if first[name] != second[name]] == []
