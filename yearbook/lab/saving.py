"""What JupyterLab stores of a section: what was written, never what was shown, so that a run changes nothing in git."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yearbook.press.bind.sections import is_scratch

_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# What JupyterLab notes of a run, of a cell's look, or as its own default.
_NOTED = ("ExecuteTime", "collapsed", "execution", "heading_collapsed", "hidden", "scrolled", "user_expressions")
_DEFAULTS = {
    "editable": (True,),
    "jupyter": ({}, {"outputs_hidden": False}, {"source_hidden": False}),
    "slideshow": ({}, {"slide_type": ""}),
    "tags": ([],),
}


def before_saving(model: Mapping[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Strip a notebook that is about to be stored below `notebooks/`; the analyst's scratch stays as it is."""
    place = Path(contents_manager.root_dir, *path.strip("/").split("/"))
    if model["type"] == "notebook" and model["content"]["nbformat"] == 4 and is_stored_clean(place):
        strip(model["content"])


def is_stored_clean(path: Path) -> bool:
    """Tell whether a notebook lies below the `notebooks/` of a workbook and is no scratch."""
    folder = next((folder for folder in path.parents if folder.name == "notebooks"), None)
    return folder is not None and (folder.parent / "params").is_dir() and not is_scratch(path)


def strip(notebook: dict[str, Any]) -> None:
    """Take out what a run left in a notebook, and what JupyterLab wrote about itself."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        metadata = cell["metadata"]
        for name in _NOTED:
            metadata.pop(name, None)
        for name, values in _DEFAULTS.items():
            if metadata.get(name) in values:
                del metadata[name]
    about = notebook["metadata"]
    for name in ("signature", "widgets"):
        about.pop(name, None)
    # The kernel that ran names itself and its version; another machine's would differ.
    if about.get("kernelspec", {}).get("name") == _KERNEL["name"]:
        about["kernelspec"] = dict(_KERNEL)
    if "language_info" in about:
        about["language_info"] = {"name": about["language_info"].get("name", _KERNEL["language"])}
