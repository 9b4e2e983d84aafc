"""A notebook run by hand: which edition is in force, and what its params file sets for this section."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yearbook.desk.filling import bundle
from yearbook.desk.mistakes import tell_mistakes
from yearbook.desk.words import Names, Reference, Words, Year
from yearbook.ledger.dates import PartialDate
from yearbook.ledger.quantity import Quantity

# What is said in words, by itself or in a list.
_SPOKEN = (Quantity, Year, Names, Words, Reference, PartialDate, datetime.date)
# Set by `run_all.py lab`; the session's name is the notebook's path, set by Jupyter itself.
EDITION, LANGUAGE, SESSION = "YEARBOOK_EDITION", "YEARBOOK_LANGUAGE", "JPY_SESSION_NAME"
# Set where something else runs the notebook: the parameters it was given, which no edition overrides.
GIVEN = "YEARBOOK_GIVEN"


def notebook_shell() -> Any:
    """Return the shell of the notebook that runs here, or None outside of one."""
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None


def by_hand() -> bool:
    """Tell whether a person runs the notebook, in JupyterLab or another editor, and not a build."""
    return GIVEN not in os.environ


def edition_in_force() -> str:
    """Return the edition JupyterLab was opened for, or nothing."""
    return os.environ.get(EDITION, "")


def language_in_force() -> str:
    """Return the language JupyterLab was opened for, or nothing."""
    return os.environ.get(LANGUAGE, "")


def speak(language: str) -> None:
    """Show this notebook's figures, dates and words in a language, in the line where prose asks for them."""
    shell = notebook_shell()
    if shell is None:
        return
    formatter = shell.display_formatter.mimebundle_formatter
    tell_mistakes(shell, language)
    for kind in _SPOKEN:
        formatter.for_type(kind, lambda value, **_: bundle(value, language))
    # Words are text to Python, which would show them in quotes and their non-breaking spaces as “\xa0”.
    plain = shell.display_formatter.formatters["text/plain"]
    plain.for_type(Words, lambda value, printer, _: printer.text(str(bundle(value, language)["text/plain"])))
    for listed in (list, tuple):
        formatter.for_type(listed, lambda value, **_: bundle(value, language) if _is_listed(value) else None)


def _is_listed(value: Sequence[Any]) -> bool:
    """Tell whether a plain list holds figures, days or words of the desk: Python would show how they are stored."""
    return any(isinstance(item, _SPOKEN) for item in value) and all(isinstance(item, (*_SPOKEN, str)) for item in value)


def put_in_force(language: str, overrides: dict[str, dict[str, Any]]) -> None:
    """Give this notebook's parameters the language in force and what its edition sets for them, as a build would."""
    section = Path(os.environ.get(SESSION, "")).stem.partition("_")[2]
    shell = notebook_shell()
    given = os.environ.get(GIVEN, "").split()
    if shell:
        sets = {"language": language, **overrides.get(section, {})}
        shell.push({name: value for name, value in sets.items() if name not in given})
