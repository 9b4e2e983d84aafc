"""papermill's way into the warm process: a notebook's cells run by IPython's shell right here, without a kernel."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode, from_dict
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from yearbook.press.bind.expressions import failed
from yearbook.press.run.evaluate import EvaluatingClient, asked, hold_expressions, keep, say_which
from yearbook.press.run.shell import Recorder, evaluated, open_shell, run_cell, take_over, whole_letters

NAME, WITH_KERNEL = "yearbook", "yearbook-kernel"
GRACE_SECONDS = 10


class WarmEngine(Engine):
    """Runs one notebook in this process, once: made for a fork that ends with its notebook."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        execution_timeout: int | None = None,
        input_path: str | None = None,
        **_: Any,
    ) -> None:
        """Run the cells in order; stop at the first that raises unless it is tagged `raises-exception`.

        Raises CellTimeoutError if a cell takes more than `execution_timeout` seconds.
        """
        say_which(nb_man.nb, str(input_path or ""))
        ours, end = os.getpid(), os._exit
        shell = open_shell()
        take_over(shell)
        with _low_level_output(shell.recorder) as gather:
            for index, cell in enumerate(nb_man.nb.cells):
                if wanted := asked(cell):
                    with _time_limit(execution_timeout, cell):
                        keep(cell, wanted, evaluated(shell, wanted))
                    gather()
                    if failed({"cells": [cell]}):
                        break
                if cell.cell_type != "code" or not cell.source.strip():
                    continue
                with _time_limit(execution_timeout, cell):
                    outputs, cell.execution_count = run_cell(shell, cell.source)
                    if os.getpid() != ours:
                        end(0)  # a cell forked, and the notebook is its parent's
                gather()
                cell.outputs = outputs  # a later cell may still update what this one shows
                if any(output["output_type"] == "error" for output in outputs) and not _expected(cell):
                    nb_man.cell_exception(cell, index)
                    break
        for cell in nb_man.nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [from_dict(output) for output in cell.outputs]
        if not any(output.output_type == "error" for cell in nb_man.nb.cells for output in cell.get("outputs", [])):
            hold_expressions(nb_man.nb)


class _KernelClient(EvaluatingClient, PapermillNotebookClient):
    """papermill's client of a kernel, which evaluates prose as well, and takes `exit()` for an early end."""

    async def _check_raise_for_error(self, cell: NotebookNode, cell_index: int, exec_reply: dict | None) -> None:
        said = json.dumps(cell.outputs, ensure_ascii=False)
        if whole_letters(said) != said:
            cell.outputs = [from_dict(output) for output in json.loads(whole_letters(said))]
        await super()._check_raise_for_error(cell, cell_index, exec_reply)
        payload = exec_reply["content"].get("payload", []) if exec_reply else []
        if any(asked_for.get("source") == "ask_exit" for asked_for in payload):
            cell.outputs.append(
                from_dict({"output_type": "error", "ename": "SystemExit", "evalue": "", "traceback": []})
            )
            raise CellExecutionError("", "SystemExit", "")


class KernelEngine(Engine):
    """Runs one notebook in a kernel of its own, as papermill does, its prose too."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        input_path: str | None = None,
        **given: Any,
    ) -> None:
        """Run the cells in order. Raises what papermill's own engine does, and ExpressionError."""
        say_which(nb_man.nb, str(input_path or ""))
        settings = {name: value for name, value in given.items() if _KernelClient.class_traits().get(name)}
        _KernelClient(
            nb_man, timeout=execution_timeout, startup_timeout=start_timeout, kernel_name=kernel_name, **settings
        ).execute()


def _expected(cell: NotebookNode) -> bool:
    return "raises-exception" in cell.metadata.get("tags", [])


@contextmanager
def _time_limit(seconds: int | None, cell: NotebookNode) -> Iterator[None]:
    """Stop a cell that takes too long: by an exception, or, where it hears none, with the whole process."""
    late = []

    def interrupt(*_: Any) -> None:
        late.append(True)
        raise TimeoutError

    if not seconds:
        yield
        return
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    if late:
        raise CellTimeoutError.error_from_timeout_and_cell("timeout", seconds, cell)


@contextmanager
def _low_level_output(recorder: Recorder) -> Iterator[Any]:
    """Catch what programs write past Python, and hand it to the cell when it is done."""
    kept = {descriptor: os.dup(descriptor) for descriptor in (1, 2)}
    files = {name: tempfile.TemporaryFile() for name in ("stdout", "stderr")}  # noqa: SIM115 - closed below
    for descriptor, file in zip(kept, files.values(), strict=True):
        os.dup2(file.fileno(), descriptor)

    def gather() -> None:
        for name, file in files.items():
            file.seek(0)
            text = file.read().decode("utf-8", "replace")
            if text:
                recorder.add({"output_type": "stream", "name": name, "text": text})
            file.seek(0)
            file.truncate()

    try:
        yield gather
    finally:
        for descriptor, original in kept.items():
            os.dup2(original, descriptor)
            os.close(original)
        for file in files.values():
            file.close()
