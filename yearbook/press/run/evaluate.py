"""Expressions in Markdown cells, evaluated between the code cells around them, in every way of running a notebook."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from queue import Empty
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.client import NotebookClient
from nbclient.exceptions import CellTimeoutError
from nbclient.util import ensure_async
from nbformat import NotebookNode, from_dict

from yearbook.press.bind.expressions import KEPT, expressions, failed

WAIT_SECONDS = 300
_ASSIGNED = re.compile(r"^([A-Za-z_]\w*) =", re.MULTILINE)


class ExpressionError(RuntimeError):
    """An expression in prose raised: which, and why. `notebook` is as far as it ran, `index` the place of the cell."""

    def __init__(self, notebook: NotebookNode, index: int, expression: str, result: Mapping[str, Any]) -> None:
        super().__init__(f"{{eval}}`{expression}`: {result['ename']}: {result['evalue']}")
        self.notebook, self.index = notebook, index


def asked(cell: NotebookNode) -> dict[str, str]:
    """Return what a kernel is to evaluate for a cell: nothing for one that is not Markdown or holds no expression."""
    wanted = dict.fromkeys(expressions(cell.source)) if cell.cell_type == "markdown" else {}
    return {str(place): expression for place, expression in enumerate(wanted)}


def keep(cell: NotebookNode, wanted: Mapping[str, str], results: Mapping[str, Any]) -> None:
    """Keep in a cell what a kernel made of its expressions, as JupyterLab's MyST extension does."""
    kept = [{"expression": expression, "result": dict(results[place])} for place, expression in wanted.items()]
    cell.metadata[KEPT] = from_dict(kept)


def hold_expressions(notebook: NotebookNode) -> None:
    """Raise ExpressionError for the first expression of an executed notebook that raised."""
    found = failed(notebook)
    if found:
        raise ExpressionError(notebook, *found)


def say_which(notebook: Mapping[str, Any], path: str) -> None:
    """Let a notebook that is to run here know its name and what it was given, as JupyterLab and a build do."""
    os.environ["JPY_SESSION_NAME"] = path
    given = ["".join(c["source"]) for c in notebook["cells"] if "injected-parameters" in c["metadata"].get("tags", [])]
    os.environ["YEARBOOK_GIVEN"] = " ".join(_ASSIGNED.findall("\n".join(given)))


class EvaluatingClient(NotebookClient):
    """A client of a kernel that does not pass Markdown cells over."""

    async def async_execute_cell(self, cell: NotebookNode, cell_index: int, *given: Any, **named: Any) -> NotebookNode:
        """Run a code cell as ever; evaluate the expressions of a Markdown cell."""
        wanted = asked(cell)
        if wanted:
            keep(cell, wanted, await self._answers(cell, wanted))
            if not self.allow_errors:
                hold_expressions(self.nb)
        return await super().async_execute_cell(cell, cell_index, *given, **named)

    execute_cell = run_sync(async_execute_cell)

    async def _answers(self, cell: NotebookNode, wanted: Mapping[str, str]) -> Mapping[str, Any]:
        assert self.kc is not None
        request = await ensure_async(
            self.kc.execute("", silent=True, store_history=False, user_expressions=dict(wanted))
        )
        seconds = self._get_timeout(cell) or WAIT_SECONDS
        while True:
            try:
                reply = await ensure_async(self.kc.shell_channel.get_msg(timeout=seconds))
            except Empty:
                raise CellTimeoutError.error_from_timeout_and_cell("timeout", seconds, cell) from None
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]["user_expressions"]
