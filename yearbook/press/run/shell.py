"""Cells run by IPython's own shell in this very process; what they show is kept as a notebook keeps it."""

from __future__ import annotations

import base64
import builtins
import io
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

Output = dict[str, Any]
# Drawings are outputs, whatever the machine prefers; in a drawing there is no clock, and no id by chance.
DRAWING = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "SOURCE_DATE_EPOCH": "0"}
DRAWING_SETTINGS = {"svg.hashsalt": "yearbook"}


class Recorder:
    """The outputs of the cell that runs, and every output of the notebook that may still be updated by its id."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self._shown: dict[str, list[Output]] = {}
        self._clear_first = False

    def new_cell(self) -> list[Output]:
        """Begin a cell and return the list its outputs will be in."""
        self.outputs, self._clear_first = [], False
        return self.outputs

    def add(self, output: Output, display_id: str | None = None) -> None:
        """Keep one output; a stream joins the same stream before it."""
        if self._clear_first:
            self.outputs.clear()
            self._clear_first = False
        output = _plain(output)
        last = self.outputs[-1] if self.outputs else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
            return
        if display_id:
            self.update(display_id, output["data"], output["metadata"])  # what is shown again changes everywhere
            self._shown.setdefault(display_id, []).append(output)
        self.outputs.append(output)

    def update(self, display_id: str, data: dict, metadata: dict) -> None:
        """Change what was shown under an id, in this cell or an earlier one."""
        for output in self._shown.get(display_id, []):
            output |= _plain({"data": data, "metadata": metadata})

    def clear(self, wait: bool) -> None:
        """Forget the cell's outputs, now or when the next one comes."""
        if wait:
            self._clear_first = True
        else:
            self.outputs.clear()


def _plain(output: Output) -> Output:
    """Return an output as a notebook file holds it: plain JSON in whole letters, pictures' bytes as base64."""
    text = json.dumps(output, default=lambda value: base64.b64encode(value).decode(), ensure_ascii=False)
    return json.loads(whole_letters(text))


def whole_letters(text: str) -> str:
    """Return text without halves of letters (lone surrogates), which no file can hold: � stands for each."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class _Publisher(DisplayPublisher):
    """`display()`, `update_display()` and `clear_output()`."""

    recorder: Recorder

    def publish(  # type: ignore[override]  # IPython hands on a source that it has given up
        self, data: dict, metadata: dict | None = None, *, transient: dict | None = None, update: bool = False, **_: Any
    ) -> None:
        display_id = (transient or {}).get("display_id")
        if update:
            self.recorder.update(display_id or "", data, metadata or {})
        else:
            output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
            self.recorder.add(output, display_id)

    def clear_output(self, wait: bool = False) -> None:
        self.recorder.clear(wait)


class _Hook(DisplayHook):
    """The value of a cell's last line."""

    recorder: Recorder
    _result: dict | None = None

    def start_displayhook(self) -> None:
        self._result = None

    def write_output_prompt(self) -> None:
        """A notebook shows no prompt in the output."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self._result = {"data": format_dict, "metadata": md_dict or {}}

    def finish_displayhook(self) -> None:
        if self._result is None:  # a value that shows itself has no result beside that
            return
        result = {"output_type": "execute_result", "execution_count": self.prompt_count, **self._result}
        self.recorder.add(result)


class _Stream(io.TextIOBase):
    """What is printed, kept under the name of its stream."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, name: str, recorder: Recorder) -> None:
        self.name, self._recorder = name, recorder

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._recorder.add({"output_type": "stream", "name": self.name, "text": text})
        return len(text)

    def writable(self) -> bool:
        return True


class NotebookShell(InteractiveShell):
    """IPython's shell without a terminal, a history or anyone to ask."""

    recorder: Recorder
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def enable_gui(self, gui: str | None = None) -> None:
        """No window opens from a notebook; its drawings are outputs."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        error = {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": stb}
        self.recorder.add(error)


def open_shell() -> NotebookShell:
    """Return the shell of this process; the first call makes it, which takes a moment."""
    if not NotebookShell.initialized():
        recorder = Recorder()
        for kind in (_Publisher, _Hook, NotebookShell):
            kind.recorder = recorder
        config = Config()
        config.HistoryManager.enabled = False
        config.InlineBackend.rc = DRAWING_SETTINGS
        os.environ |= DRAWING
        shell = NotebookShell.instance(config=config)
        shell.system = shell.system_piped  # type: ignore[method-assign]  # IPython's own way to choose one
    return NotebookShell.instance()


def take_over(shell: NotebookShell) -> None:
    """Turn this process's streams and input to the notebook, for good; and let it import its neighbours."""
    sys.stdout, sys.stderr = (_Stream(name, shell.recorder) for name in ("stdout", "stderr"))
    builtins.input = _nobody_to_ask
    if "" not in sys.path:
        sys.path.insert(0, "")


def run_cell(shell: NotebookShell, source: str) -> tuple[list[Output], int]:
    """Run one cell; return its outputs and its execution count."""
    outputs = shell.recorder.new_cell()
    count = shell.execution_count
    result = shell.run_cell(source, store_history=True)
    raised = result.error_before_exec or result.error_in_exec
    if raised and not any(output["output_type"] == "error" for output in outputs):
        # Even to print a traceback takes a file or some memory, which a cell may have used up.
        error = {"output_type": "error", "ename": type(raised).__name__, "evalue": str(raised), "traceback": []}
        shell.recorder.add(error)
    return outputs, count


def evaluated(shell: NotebookShell, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Return what each expression comes to, as a kernel answers `user_expressions`; what they print is nobody's."""
    shell.recorder.new_cell()
    return _plain(shell.user_expressions(dict(wanted)))


def _nobody_to_ask(*_: Any) -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")
