"""A notebook run by hand: which edition is in force, and what its params file sets for this section."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

# Set by `run_all.py lab`; the session's name is the notebook's path, set by Jupyter itself.
EDITION, SESSION = "YEARBOOK_EDITION", "JPY_SESSION_NAME"


def edition_in_force() -> str:
    """Return the edition JupyterLab was opened for, or nothing."""
    return os.environ.get(EDITION, "")


def put_in_force(overrides: dict[str, dict[str, Any]]) -> None:
    """Give this notebook's parameters the values its edition sets for them, as a build would."""
    section = Path(os.environ.get(SESSION, "")).stem.partition("_")[2]
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell and section in overrides:
        shell.push(dict(overrides[section]))
