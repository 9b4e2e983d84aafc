"""What papermill finds by the name `yearbook`: `papermill --engine yearbook in.ipynb out.ipynb`.

papermill looks for engines while it is being imported itself, so the real one may only be imported when it is used.
"""

from __future__ import annotations

from typing import Any


class LateEngine:
    """Stands for `engine.WarmEngine` until somebody asks it for something."""

    def __getattr__(self, name: str) -> Any:
        from yearbook.press.run.engine import WarmEngine

        return getattr(WarmEngine, name)


engine = LateEngine()
