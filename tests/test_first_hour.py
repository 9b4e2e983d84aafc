"""The tutorial holds: every command and every cell of docs/first-hour.md, as printed, shows what it says."""

import os
import shutil

import pytest

from tests.conftest import PROJECT
from tests.first_hour import Hour, steps
from yearbook.press.bind.expressions import expressions

TUTORIAL = (PROJECT / "docs" / "first-hour.md").read_text("utf-8")
ON_POSIX = pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX has them")
WITH_GIT = pytest.mark.skipif(not shutil.which("git"), reason="the tutorial undoes what it did with git")


def test_what_the_first_hour_prints_fits_the_workbook_it_is_for():
    texts = {}
    for step in steps(TUTORIAL):
        if step.kind == "diff":
            old, new = (line[1:] for line in step.text.splitlines())
            text = texts.get(step.file) or (PROJECT / step.file).read_text("utf-8")
            assert (text.count(old), text.count(new)) == (1, 0), step.text
            texts[step.file] = text.replace(old, new)
        elif step.kind == "markdown":
            assert step.tags in (["vi"], ["en"])
            assert [compile(value, step.text, "eval") for value in expressions(step.text)]
        elif step.kind == "python":
            compile(step.text, "", "exec")
        elif step.kind == "sh":
            assert all(line.startswith(("python3 run_all.py ", "git ")) for line in step.text.splitlines())
        else:
            assert step.kind in ("text", "csv"), "nothing stands there that nobody does"


@ON_POSIX
@WITH_GIT
@pytest.mark.nightly  # two minutes of a person at work
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
