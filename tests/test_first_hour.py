"""The tutorial holds: every command and every cell of docs/first-hour.md, as printed, shows what it says."""

import os
import shutil

import pytest

from tests.conftest import PROJECT
from tests.first_hour import Hour, steps

pytestmark = [
    pytest.mark.nightly,  # two minutes of a person at work
    pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX has them"),
    pytest.mark.skipif(not shutil.which("git"), reason="the tutorial undoes what it did with git"),
]
TUTORIAL = (PROJECT / "docs" / "first-hour.md").read_text("utf-8")


def test_whoever_does_what_the_first_hour_prints_sees_what_it_says(tmp_path):
    hour, first = Hour(tmp_path / "workbook"), {}
    book = hour.root / "outputs" / "2021"
    try:
        for step in steps(TUTORIAL):
            hour.do(step)
            if not first and step.kind == "sh":
                first = {path.name: path.read_bytes() for path in book.glob("yearbook.*")}
    finally:
        hour.stop()
    assert len(first) == 4
    assert first == {path.name: path.read_bytes() for path in book.glob("yearbook.*")}, "all of it was undone"
