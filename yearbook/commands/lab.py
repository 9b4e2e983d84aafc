"""`run_all.py lab [EDITION] [--section SECTION]`: JupyterLab on the notebooks, with one edition in force."""

from __future__ import annotations

import os
import subprocess
import sys

from yearbook.paths import Workbook, find_params


def run(workbook: Workbook, argv: list[str]) -> int:
    """Open JupyterLab; options that are not ours are handed on to it."""
    section, rest = _taken(argv, "--section")
    edition = rest.pop(0) if rest and not rest[0].startswith("-") else ""
    environment = dict(os.environ)
    if edition:
        find_params(workbook, edition)
        environment["YEARBOOK_EDITION"] = edition
    if section:
        from yearbook.press.bind.sections import chosen_sections, find_sections

        rest.append(chosen_sections(find_sections(workbook), [section])[0].path.name)
    process = subprocess.Popen([sys.executable, "-m", "jupyterlab", *rest], cwd=workbook.notebooks, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab hears Ctrl-C itself, and asks


def _taken(argv: list[str], option: str) -> tuple[str, list[str]]:
    """Return the value of an option, and the words without it."""
    for position, word in enumerate(argv):
        if word == option and position + 1 < len(argv):
            return argv[position + 1], [*argv[:position], *argv[position + 2 :]]
        if word.startswith(f"{option}="):
            return word.partition("=")[2], [*argv[:position], *argv[position + 1 :]]
    return "", list(argv)
