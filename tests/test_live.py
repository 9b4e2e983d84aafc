"""Live and batch are one: a notebook run by hand with an edition in force shows what the build shows."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import PROJECT
from yearbook.cli import main

NAMES = sorted(path.name for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb"))
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
    from yearbook.paths import Workbook

    root = tmp_path_factory.mktemp("live")
    for folder in ("data", "params", "notebooks"):
        shutil.copytree(PROJECT / folder, root / folder)
    params = root / "params" / "2021.yaml"
    params.write_text(
        params.read_text("utf-8") + "\nsections:\n  relief: {money_unit: billion_dong}\n", encoding="utf-8"
    )
    workbook = Workbook(root)
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


@pytest.fixture(scope="module")
def by_hand(batch, tmp_path_factory):
    """Every notebook run with 2021 in force, and no parameter changed."""
    target = tmp_path_factory.mktemp("by-hand")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "YEARBOOK_EDITION": "2021"}
    command = [sys.executable, "-c", RUN, str(batch.notebooks), str(target), *NAMES]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return target


@pytest.mark.parametrize("name", NAMES)
def test_restart_and_run_all_shows_the_edition_the_lab_was_opened_for(batch, by_hand, name):
    section = name.removesuffix(".ipynb").partition("_")[2]
    built = json.loads((batch.outputs / "2021" / "sections" / f"{section}.vi.ipynb").read_text("utf-8"))
    assert shown(json.loads((by_hand / name).read_text("utf-8"))) == shown(built)


def test_the_lab_refuses_an_edition_or_section_that_is_not_there(workbook, capsys):
    assert main(["lab", "2012"], workbook) == 1
    assert "không có ấn bản «2012»" in capsys.readouterr().err
    assert main(["lab", "2021", "--section", "econmy"], workbook) == 1
    assert "Có phải «economy»?" in capsys.readouterr().err
