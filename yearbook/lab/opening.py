"""What JupyterLab is opened with: one edition in force, its own set of tabs, the right notebook."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

from yearbook.errors import SectionError, suggestion
from yearbook.paths import Workbook

# Where the server is entered, and what tells it where that leads.
DOOR, OPENS = "/yearbook", "YEARBOOK_OPENS"
SETTINGS = Path(__file__).with_name("settings")
_PACKAGE = Path(__file__).resolve().parents[2]


def options(workbook: Workbook) -> list[str]:
    """Return JupyterLab's options: the whole workbook within reach, entered by the door, in the style of settings/."""
    return [f"--ServerApp.root_dir={workbook.root}", f"--LabApp.default_url={DOOR}", "--custom-css"]


def environment(edition: str, language: str, opens: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the server and its kernels: what is in force, and the house's settings of Jupyter."""
    # Without bytecode: of a helper saved twice in one second, that of the first would be run, here and by a build.
    ours = {"PYTHONDONTWRITEBYTECODE": "1", "YEARBOOK_EDITION": edition, "YEARBOOK_LANGUAGE": language, OPENS: opens}
    paths = {"JUPYTER_CONFIG_PATH": SETTINGS, "PYTHONPATH": _PACKAGE}
    return {
        **given,
        **{name: value for name, value in ours.items() if value},
        **{name: os.pathsep.join(filter(None, (str(path), given.get(name)))) for name, path in paths.items()},
    }


def address(workbook: Workbook, edition: str, section: str) -> str:
    """Return where JupyterLab opens: the notebook of a section, beside the folders of the workbook.

    Raises SectionError with the nearest name.
    """
    tabs = f"/lab/workspaces/{workspace(workbook, edition)}"
    notebook = notebook_of(workbook, section)
    return f"{tabs}/tree/{workbook.show(notebook)}?file-browser-path=/" if notebook else tabs


def workspace(workbook: Workbook, edition: str) -> str:
    """Return the name under which JupyterLab keeps the open tabs: one for each edition of each workbook."""
    place = f"{zlib.crc32(str(workbook.root).encode()):08x}"
    return f"{re.sub(r'[^A-Za-z0-9_]+', '-', edition) or 'newest'}-{place}"


def notebook_of(workbook: Workbook, section: str) -> Path | None:
    """Return the notebook of a section, or the first; by its name alone, for the rest may be what is to be mended."""
    known = {path.stem.partition("_")[2]: path for path in sorted(workbook.notebooks.glob("[0-9][0-9]_*.ipynb"))}
    if not section:
        return next(iter(known.values()), None)
    if section not in known:
        vi, en = suggestion(section, known)
        raise SectionError(f"không có chương «{section}».{vi}", f"no section “{section}”.{en}", place="--section")
    return known[section]
