"""Live and batch are one: a notebook run by hand with an edition in force shows what the build shows."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import PROJECT, copied
from yearbook.cli import main

NAMES = sorted(path.name for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb"))
# One with charts and one with a parameter that the edition overrides; a kernel for each takes longest of all here.
EVERY_DAY = ("02_economy.ipynb", "03_relief.ipynb")
AT_NIGHT = [name for name in NAMES if name not in EVERY_DAY]
# Runs every notebook in a kernel of its own, as JupyterLab would: its path is the session's name.
RUN = """
import os, sys
sys.modules["rfc3987_syntax"] = None
import nbformat
from nbclient import NotebookClient
folder, target, *names = sys.argv[1:]
for name in names:
    os.environ["JPY_SESSION_NAME"] = f"{folder}/{name}"
    notebook = nbformat.read(f"{folder}/{name}", as_version=4)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    nbformat.write(notebook, f"{target}/{name}")
"""


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """The 2021 edition with one override, built in Vietnamese; 2022 is there, and newer."""
    workbook = copied(tmp_path_factory.mktemp("live"))
    params = workbook.params / "2021.yaml"
    params.write_text(
        params.read_text("utf-8") + "\nsections:\n  relief: {money_unit: billion_dong}\n", encoding="utf-8"
    )
    assert main(["2021", "--no-pdf", "--language", "vi"], workbook) == 0
    return workbook


def shown(notebook):
    """What each cell but the parameters shows, without counts."""
    found = []
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] == "code" and not {"parameters", "injected-parameters"} & set(tags):
            found.append([output.get("data") and {k: "".join(v) if isinstance(v, list) else v for k, v in output["data"].items()} for output in cell["outputs"]])  # fmt: skip
    return found


def run_by_hand(names, batch, target):
    """Run notebooks with 2021 in force and no parameter changed, in two rows side by side."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "YEARBOOK_EDITION": "2021"}
    rows = [
        subprocess.Popen([sys.executable, "-c", RUN, str(batch.notebooks), str(target), *row], env=environment)
        for row in (names[::2], names[1::2])
    ]
    assert [row.wait() for row in rows] == [0, 0]
    return target


@pytest.fixture(scope="module")
def by_hand(batch, tmp_path_factory):
    return run_by_hand(EVERY_DAY, batch, tmp_path_factory.mktemp("by-hand"))


@pytest.fixture(scope="module")
def by_hand_at_night(batch, tmp_path_factory):
    return run_by_hand(AT_NIGHT, batch, tmp_path_factory.mktemp("by-hand"))


def assert_same_as_built(name, batch, by_hand):
    section = name.removesuffix(".ipynb").partition("_")[2]
    built = json.loads((batch.outputs / "2021" / "sections" / f"{section}.vi.ipynb").read_text("utf-8"))
    # The first cell shows who runs it by hand what the edition holds, and the book nothing.
    assert shown(json.loads((by_hand / name).read_text("utf-8")))[1:] == shown(built)[1:]


@pytest.mark.parametrize("name", EVERY_DAY)
def test_restart_and_run_all_shows_the_edition_the_lab_was_opened_for(batch, by_hand, name):
    assert_same_as_built(name, batch, by_hand)


@pytest.mark.nightly
@pytest.mark.parametrize("name", AT_NIGHT)
def test_restart_and_run_all_shows_it_in_every_other_section(batch, by_hand_at_night, name):
    assert_same_as_built(name, batch, by_hand_at_night)


def test_the_lab_refuses_an_edition_or_section_that_is_not_there(workbook, capsys):
    assert main(["lab", "2012"], workbook) == 1
    assert "không có ấn bản «2012»" in capsys.readouterr().err
    assert main(["lab", "2021", "--section", "econmy"], workbook) == 1
    assert "Có phải «economy»?" in capsys.readouterr().err
