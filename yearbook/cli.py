"""The command line: which word was typed, and the exit code."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from yearbook.commands import WORDS
from yearbook.errors import YearbookError
from yearbook.ledger.forms.landing import unfinished
from yearbook.paths import Workbook, find_workbook
from yearbook.press.run.interrupt import exit_code, heeding_interrupts


def main(argv: list[str] | None = None, workbook: Workbook | None = None) -> int:
    """Run the command line and return the exit code: 0, 1 for a mistake to mend, 2 for usage, 130 for Ctrl-C.

    The workbook is the one this package lies in, unless another is given.
    """
    argv = sys.argv[1:] if argv is None else argv
    word, rest = (argv[0], argv[1:]) if argv[:1] and argv[0] in WORDS else ("build", argv)
    try:
        workbook = workbook or find_workbook(Path(__file__))
        with heeding_interrupts():
            if (workbook.outputs / ".publishing").is_dir():
                import_module("yearbook.press.outputs").finish_all(workbook)
            if unfinished(workbook.data):
                import_module("yearbook.commands.take").finish_takes(workbook)
            return import_module(f"yearbook.commands.{word}").run(workbook, rest)
    except YearbookError as error:
        print(error.text(), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nĐã dừng; niên giám cũ còn nguyên. / Stopped; the last yearbook is untouched.", file=sys.stderr)
        return exit_code()


if __name__ == "__main__":
    sys.exit(main())
