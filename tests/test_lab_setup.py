"""What `lab` is opened with, and what JupyterLab stores: decided without a server."""

import json
import os
import shlex
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
import yaml

from tests.conftest import PROJECT
from yearbook.cli import main
from yearbook.commands.lab import parsed
from yearbook.lab.opening import address, environment, workspace
from yearbook.lab.saving import before_saving
from yearbook.paths import Workbook
from yearbook.press.bind.sections import find_sections

NAMES = sorted(path.name for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["2012"], "không có ấn bản «2012»"),
        (["--edition", "2012"], "không có ấn bản «2012»"),
        (["--language", "en_GB"], "không có ngôn ngữ «en_GB»"),
        (["--section", "econmy"], "Có phải «economy»?"),
        (["--langauge", "vi"], "Có phải «--language»?"),
        (["2021", "--editon=2022"], "Có phải «--edition»?"),
        (["2021", "--edition", "2022"], "nêu hai ấn bản"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_nearest(workbook, capsys, typed, said):
    assert main(["lab", *typed], workbook) != 0
    assert said in capsys.readouterr().err


def test_what_is_not_ours_goes_to_jupyterlab_as_it_was_typed():
    arguments, rest = parsed(["2021", "--port", "8899", "--language", "en", "--ServerApp.token=x", "--no-browser"])
    assert (arguments.edition, arguments.language) == ("2021", "en")
    assert rest == ["--port", "8899", "--ServerApp.token=x", "--no-browser"]
    assert parsed(["--section", "economy", "2021"])[0].edition == "2021"
    assert parsed(["--port", "8899"])[0].edition == ""


def test_no_option_of_jupyterlab_is_taken_for_one_of_ours_mistyped():
    from jupyterlab.labapp import LabApp

    lab = LabApp()
    names = [name for known in (*lab.flags, *lab.aliases) for name in ([known] if isinstance(known, str) else known)]
    assert "no-browser" in names
    typed = [f"--{name}" for name in names if len(name) > 1]
    assert parsed(typed)[1] == typed


def test_editions_and_workbooks_do_not_share_their_tabs(workbook, tmp_path):
    names = [workspace(workbook, edition) for edition in ("2021", "2022", "khoi_thi_dua/2022", "")]
    names.append(workspace(Workbook(tmp_path / "other"), "2021"))
    assert len(set(names)) == 5
    assert all(name.replace("-", "").replace("_", "").isalnum() for name in names), "JupyterLab takes no other signs"


def test_a_notebook_that_cannot_be_read_does_not_keep_the_lab_from_opening(workbook):
    (workbook.notebooks / "03_relief.ipynb").write_text("{", encoding="utf-8")
    (workbook.notebooks / "Tên lạ.ipynb").write_text("{", encoding="utf-8")
    assert address(workbook, "2021", "economy").endswith("/tree/notebooks/02_economy.ipynb?file-browser-path=/")
    assert "/tree/notebooks/01_overview.ipynb" in address(workbook, "", "")


def test_settings_of_ones_own_are_still_read():
    made = environment("2021", "en", "/lab", {"JUPYTER_CONFIG_PATH": "mine", "YEARBOOK_LANGUAGE": "vi", "HOME": "h"})
    assert made["JUPYTER_CONFIG_PATH"].endswith(f"{os.pathsep}mine") and made["HOME"] == "h"
    assert (made["YEARBOOK_EDITION"], made["YEARBOOK_LANGUAGE"]) == ("2021", "en")


def saved(workbook, path, model):
    before_saving(model=model, path=path, contents_manager=SimpleNamespace(root_dir=str(workbook.root)))
    return nbformat.writes(nbformat.from_dict(model["content"])) + "\n"


def ran(text):
    """A notebook as JupyterLab hands it over after a run."""
    notebook = nbformat.reads(text, as_version=4)
    notebook.metadata.kernelspec.display_name = "Python 3 (ipykernel)"
    notebook.metadata.language_info |= {"version": "3.11.7", "file_extension": ".py", "pygments_lexer": "ipython3"}
    for cell in notebook.cells:
        cell.metadata |= {"editable": True, "slideshow": {"slide_type": ""}}
        if cell.cell_type == "markdown":
            cell.metadata["user_expressions"] = [{"expression": "1+1", "result": {"status": "ok", "data": {}}}]
        else:
            cell.execution_count, cell.outputs = 3, [nbformat.v4.new_output("stream", text="x\n")]
            cell.metadata |= {"execution": {"iopub.status.idle": "now"}, "scrolled": True}
    return {"type": "notebook", "content": notebook}


@pytest.mark.parametrize("name", NAMES)
def test_a_section_that_was_run_is_stored_as_it_was(workbook, name):
    text = (workbook.notebooks / name).read_text("utf-8")
    assert saved(workbook, f"/notebooks/{name}", ran(text)) == text


@pytest.mark.parametrize("path", ["notebooks/_try.ipynb", "notebooks/Untitled1.ipynb", "try.ipynb", "data/x.ipynb"])
def test_scratch_keeps_its_outputs(workbook, path):
    text = (workbook.notebooks / NAMES[0]).read_text("utf-8")
    assert '"execution_count": 3' in saved(workbook, path, ran(text))


def test_scratch_among_the_sections_stops_no_build(workbook):
    for name in ("_try.ipynb", "Untitled.ipynb", "Untitled1.ipynb"):
        (workbook.notebooks / name).write_text("{}", encoding="utf-8")
    assert len(find_sections(workbook)) == len(NAMES)


def test_the_hook_at_a_commit_stores_the_same_as_the_lab(workbook):
    hooks = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    (hook,) = [hook for hook in hooks if hook["id"] == "nbstripout"]
    path = workbook.notebooks / NAMES[0]
    text = path.read_text("utf-8")
    content = ran(text)["content"]
    content.metadata.kernelspec.display_name = "Python 3"
    for cell in content.cells:
        del cell.metadata["editable"], cell.metadata["slideshow"]
    nbformat.write(content, path)
    assert path.read_text("utf-8") != text
    program = "import sys; from nbstripout._nbstripout import main; sys.exit(main())"
    subprocess.run([sys.executable, "-c", program, *hook["args"], str(path)], check=True)
    assert path.read_text("utf-8") == text, shlex.join(hook["args"])


def test_the_language_of_the_lab_is_in_force_where_the_edition_is(workbook, monkeypatch):
    from yearbook.desk import open_edition

    monkeypatch.chdir(workbook.notebooks)
    monkeypatch.setenv("YEARBOOK_LANGUAGE", "en")
    assert open_edition("newest", "vi").language == "en"
    assert open_edition("2021", "vi").language == "vi", "a build says what it wants"


def test_the_settings_name_modules_that_are_there():
    folder = PROJECT / "yearbook" / "lab" / "settings"
    (name,) = json.loads((folder / "jupyter_server_config.d" / "yearbook.json").read_text("utf-8"))["ServerApp"]["jpserver_extensions"]  # fmt: skip
    assert __import__(name, fromlist=["x"])._jupyter_server_extension_points() == [{"module": name}]
