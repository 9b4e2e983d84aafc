"""`run_all.py lab [EDITION]`: JupyterLab on the workbook, with one edition and language in force."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from yearbook.commands.parsing import Parser
from yearbook.errors import UsageError, nearest, require
from yearbook.lab.opening import address, environment, options
from yearbook.language import LANGUAGES
from yearbook.paths import Workbook, find_params

# How like one of ours an option must be to be taken for it mistyped; none of JupyterLab's own comes as near.
_ALIKE = 0.85


def run(workbook: Workbook, argv: list[str]) -> int:
    """Open JupyterLab; options that are not ours are handed on to it."""
    arguments, rest = parsed(argv)
    if arguments.edition:
        find_params(workbook, arguments.edition)
    if arguments.language:
        require(arguments.language, LANGUAGES, "ngôn ngữ", "language")
    opens = address(workbook, arguments.edition, arguments.section)
    given = environment(arguments.edition, arguments.language, opens, os.environ)
    command = [sys.executable, "-m", "jupyterlab", *options(workbook), *rest]
    os.chdir(workbook.root)
    sys.stdout.flush()
    if os.name == "posix":
        # The server takes this process's place: whoever ends the command ends the server, which ends its kernels.
        os.execve(command[0], command, given)
    process = subprocess.Popen(command, env=given)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab hears Ctrl-C itself


def parsed(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Return our options, and the words that are JupyterLab's. Raises UsageError for one of ours that is mistyped."""
    parser = Parser(
        prog="run_all.py lab",
        usage="run_all.py lab [EDITION] [--section SECTION] [--language vi|en] [JupyterLab …]",
        description="Mở JupyterLab trên cả cuốn. / Open JupyterLab on the whole workbook.",
        epilog="Tùy chọn khác được chuyển cho JupyterLab. / Other options go to JupyterLab: jupyter lab --help",
        allow_abbrev=False,
    )
    parser.add_argument("--edition", default="", help="mặc định: mới nhất · the newest by default")
    parser.add_argument("--section", default="", help="mở sổ tay của chương này · open the notebook of this section")
    parser.add_argument("--language", default="", help="vi hoặc en, thay cho ô parameters · instead of the cell's")
    arguments, rest = parser.parse_known_args(argv)
    if rest and not rest[0].startswith("-"):
        named = rest.pop(0)
        if arguments.edition not in ("", named):
            raise UsageError(
                f"nêu hai ấn bản: «{named}» và «{arguments.edition}». Bỏ một.",
                f"two editions: “{named}” and “{arguments.edition}”. Name one.",
                place="--edition",
            )
        arguments.edition = named
    for word in rest:
        meant = nearest(word.partition("=")[0], ("--edition", "--section", "--language"), _ALIKE)
        if word.startswith("--") and meant:
            raise UsageError(f"không có tùy chọn này. Có phải «{meant}»?", f"Did you mean “{meant}”?", place=word)
    return arguments, rest
