"""`python -m yearbook`: first the question whether anything is left to do, before anything heavy is imported."""

from __future__ import annotations

import os
import sys

from yearbook.press.keep.finished import repeat

if __name__ == "__main__":
    # A terminal that has no sign for a letter shows its code, and what was made stays made.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = sys.argv[1:]
    if repeat(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), arguments):  # noqa: PTH100, PTH120
        sys.exit(0)
    from yearbook.cli import main

    sys.exit(main(arguments))
