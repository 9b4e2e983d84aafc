"""One job: a section in one language → its executed notebook, through papermill, from file to file."""

from __future__ import annotations

import itertools
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from yearbook.errors import YearbookError
from yearbook.press.bind.expressions import KEPT
from yearbook.press.bind.places import place_in_lab
from yearbook.press.keep.reads import recording
from yearbook.press.keep.states import SEED
from yearbook.press.run.calls import WorkerDiedError, within
from yearbook.press.run.forks import BEAT_SECONDS
from yearbook.press.run.warm import without_grammar
from yearbook.press.run.workers import ignore_interrupts, import_path

_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_PRINTED_ADDRESS = re.compile(r"(?<= at )0x[0-9a-f]{6,}")  # what is printed may hold other numbers of that form
_TEMPORARY = re.compile(r"[^\s(]*[/\\]ipykernel_\d+[/\\]\d+\.py|<ipython-input-\d+-[0-9a-f]+>|(?<=\()\d+\.py(?=, line)")
START_SECONDS, CELL_SECONDS = 60, 300
# A section takes a second. Whoever writes one that may take longer cuts it in cells, and this is what three of the
# longest may take; it also ends what no limit of a cell can, because the notebook has put that out of action.
JOB_SECONDS = 3 * CELL_SECONDS


@dataclass(frozen=True, eq=False)
class Job:
    """What is to be run: plain values only, so that it can travel to another process.

    `kernel` is "warm" (IPython's shell in a fork of the warm process) or "jupyter" (a kernel of its own).
    """

    section: str
    language: str
    root: Path
    notebook: Path
    parameters: Mapping[str, Any]
    target: Path
    kernel: str = "warm"

    @property
    def slot(self) -> str:
        """The place of the job's results in the cache."""
        return f"jobs/{self.parameters['edition']}/{self.section}.{self.language}.{self.kernel}"

    @property
    def given(self) -> dict[str, Any]:
        """What the job hangs on beside what it reads."""
        return {"python": sys.version, **{f"parameter {name}": value for name, value in self.parameters.items()}}


@dataclass(frozen=True)
class Outcome:
    """What came of a job. `problem` is None if it ran through, else (Vietnamese, English), with the cell if known.

    `reads`, `doubts` and `packages` are what it read, as `reads.Reads` has them; `left` are programs it had left
    running.
    """

    job: Job
    seconds: float
    problem: tuple[str, str] | None = None
    cell: str = ""
    reads: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    packages: tuple[frozenset[str], ...] = ()
    left: tuple[str, ...] = ()


def answer(future: Future[Outcome], job: Job) -> Outcome:
    """Wait for the outcome of a job; one whose process died, or was spoiled by its notebook, has one as well."""
    try:
        outcome = future.result()
        return replace(outcome, left=getattr(future, "left", ()) or outcome.left)
    except WorkerDiedError as error:
        vi, en = error.why()
    except BrokenProcessPool:
        vi, en = WorkerDiedError().why()
    except YearbookError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return Outcome(
            job,
            0,
            (
                f"sổ tay đã thay đổi chính Python đang chạy nó, nên không ghi được kết quả ({said})",
                f"the notebook changed the very Python that runs it, and its outcome could not be written ({said})",
            ),
        )
    return Outcome(job, 0, (f"tiến trình chạy sổ tay {vi}", f"the process running the notebook {en}"))


@within(JOB_SECONDS)
def run(job: Job) -> Outcome:
    """Run one job and write its executed notebook, whole or up to the failing cell."""
    begun = time.monotonic()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with recording(str(job.root), str(job.parameters.get("edition", ""))) as reads:
        from_kernel = job.target.with_suffix(".reads.json")
        try:
            problem, cell = _executed(job, from_kernel)
        except KeyboardInterrupt:
            problem, cell = _STOPPED, ""
        finally:
            ignore_interrupts()
    doubts, packages = reads.doubts, reads.packages()  # what is known of this process
    if from_kernel.is_file():
        # What this process itself starts and asks is the kernel; what the notebook does is said by the kernel.
        states, doubts, *loaded = json.loads(from_kernel.read_text(encoding="utf-8"))
        reads.include(states)
        packages = frozenset(loaded[0]), frozenset(loaded[1])
    return Outcome(job, time.monotonic() - begun, problem, cell, reads.states, tuple(doubts), packages)


_STOPPED_ITSELF = (
    "ô này thoát giữa chừng (exit, SystemExit); các ô sau chưa chạy. Bỏ lệnh thoát",
    "this cell exits (exit, SystemExit), and those after it did not run. Remove that",
)
_STOPPED = ("đã dừng theo yêu cầu", "stopped on request")


def _executed(job: Job, reads_of_kernel: Path) -> tuple[tuple[str, str] | None, str]:
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    os.environ["PYTHONUTF8"] = "1"
    # The debugger's warning about frozen modules would stand in the output of every notebook.
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    # Bytecode knows its source by the second: of a helper saved twice in one, that of the first would be run again.
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    # A kernel must find this package even where the project is not registered in the environment.
    os.environ["PYTHONPATH"] = import_path()
    with without_grammar():
        import nbformat
        import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from yearbook.press.run.evaluate import ExpressionError

    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    for attempt in (1, 2):
        try:
            papermill.execute_notebook(
                str(job.notebook),
                str(job.target),
                parameters=dict(job.parameters),
                kernel_name="python3",
                cwd=str(job.notebook.parent),
                progress_bar=False,
                record_timing=False,
                request_save_on_cell_execute=False,
                start_timeout=START_SECONDS,
                execution_timeout=CELL_SECONDS,
                **_ways(job, reads_of_kernel),
            )
        except papermill.PapermillExecutionError as error:
            _clean(job.target)
            notebook = json.loads(job.target.read_text(encoding="utf-8"))
            failing = _failing_cell(notebook)
            if failing is None:
                return None, ""
            return _problem(error.ename, error.evalue), place_in_lab(notebook, failing, job.language)
        except ExpressionError as error:
            nbformat.write(error.notebook, str(job.target))
            _clean(job.target)
            return (str(error), str(error)), place_in_lab(error.notebook, error.index, job.language)
        except CellTimeoutError:
            return (f"một ô chạy quá {CELL_SECONDS} giây", f"a cell ran for more than {CELL_SECONDS} seconds"), ""
        except DeadKernelError:
            return ("kernel bị dừng đột ngột", "the kernel died"), ""
        except RuntimeError as error:
            # A kernel that did not start may have lost a race for its ports; a second try settles it.
            if attempt == 2:
                return (f"không khởi động được kernel: {error}", f"the kernel did not start: {error}"), ""
        except OSError as error:
            return (f"không ghi được: {error.strerror or error}", f"could not write: {error.strerror or error}"), ""
        else:
            _clean(job.target)
            notebook = json.loads(job.target.read_text(encoding="utf-8"))
            failing = _failing_cell(notebook)  # papermill takes `exit()` for a good end, wherever it stands
            if failing is None:
                return None, ""
            return _STOPPED_ITSELF, place_in_lab(notebook, failing, job.language)
    raise AssertionError("unreachable")


def _ways(job: Job, reads_of_kernel: Path) -> dict[str, Any]:
    """Return what papermill must be told to run a notebook in the warm process, or in a kernel of its own."""
    from papermill.engines import papermill_engines

    from yearbook.press.run.engine import NAME, WITH_KERNEL, KernelEngine, WarmEngine

    # Known by themselves only where the project is installed.
    papermill_engines.register(NAME, WarmEngine)
    papermill_engines.register(WITH_KERNEL, KernelEngine)
    if job.kernel == "warm":
        return {"engine_name": NAME}
    from jupyter_client.manager import AsyncKernelManager

    from yearbook.press.run.shell import DRAWING, DRAWING_SETTINGS

    class QuietKernelManager(AsyncKernelManager):
        """Kernels whose traffic is encrypted where both ends can, and who keep their own log to themselves."""

        transport_encryption = "auto"

        async def _async_start_kernel(self, **settings: Any) -> None:
            await super()._async_start_kernel(**settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            kernel = getattr(self.provisioner, "pid", None)
            if kernel and hasattr(signal, "SIGCONT"):
                threading.Thread(target=_keep_going, args=(kernel,), daemon=True).start()

        start_kernel = _async_start_kernel

    os.environ |= {"YEARBOOK_ROOT": str(job.root), "YEARBOOK_READS": str(reads_of_kernel), **DRAWING}
    os.environ |= {"YEARBOOK_EDITION": str(job.parameters.get("edition", "")), "PYTHONHASHSEED": SEED}
    settings = [f"--InlineBackend.rc={name}={value}" for name, value in DRAWING_SETTINGS.items()]
    return {
        "engine_name": WITH_KERNEL,
        "kernel_manager_class": QuietKernelManager,
        "extra_arguments": [f"--ext={recording.__module__}", *settings],
    }


def _keep_going(kernel: int) -> None:
    """Set a kernel going again that its notebook has stopped, as long as it is there."""
    with suppress(ProcessLookupError):
        while True:
            time.sleep(BEAT_SECONDS)
            os.kill(kernel, signal.SIGCONT)


def _problem(name: str, value: str) -> tuple[str, str]:
    """Return (Vietnamese, English) of what a cell raised; a mistake of the house's own tree says both itself."""
    vi, line, en = value.strip().removeprefix("LỖI: ").partition("\n     ")
    if line:
        return vi, en
    message = value.strip() or name
    return (f"{name}: {message}",) * 2


def _failing_cell(notebook: Mapping[str, Any]) -> int | None:
    """Return the index of the cell that raised, or None where every error was expected (tag `raises-exception`).

    papermill takes expected errors, too, for failures.
    """
    for index, cell in enumerate(notebook["cells"]):
        raised = any(output["output_type"] == "error" for output in cell.get("outputs", []))
        if raised and "raises-exception" not in cell["metadata"].get("tags", []):
            return index
    return None


def _clean(path: Path) -> None:
    """Leave of a notebook what it says, its tags and its outputs.

    What goes is what papermill adds about its own run (times, paths, random ids, error banners), and what an editor
    keeps about its looks: neither may make a difference to what is kept.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"] = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook["cells"] = [
        c for c in notebook["cells"] if "papermill-error-cell-tag" not in c["metadata"].get("tags", [])
    ]
    for cell in notebook["cells"]:
        cell["metadata"] = {name: cell["metadata"][name] for name in ("tags", KEPT) if cell["metadata"].get(name)}
        for kept in cell["metadata"].get(KEPT, []):
            if "text/plain" in kept["result"].get("data", {}):
                kept["result"]["data"]["text/plain"] = _ADDRESS.sub("0x…", kept["result"]["data"]["text/plain"])
        if "outputs" in cell:
            cell["outputs"] = _settled(cell["outputs"])
        if "injected-parameters" in cell["metadata"].get("tags", []):
            cell["id"] = "injected-parameters"
    path.write_text(
        json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n"
    )


def _settled(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return outputs without chance: what was printed in one go as one, no memory address, no temporary file's name.

    A kernel cuts and mixes its streams where its clock ticks, so what was printed stands before what was warned.
    """
    settled: list[dict[str, Any]] = []
    for output in outputs:
        if output["output_type"] == "stream":
            text = "".join(output["text"])
            if "ipykernel_" in text or "ipython-input" in text:
                text = "".join(_without_file_name(line) for line in text.splitlines(keepends=True))
            text = _PRINTED_ADDRESS.sub("0x…", text)
            same = [kept for kept in _last_streams(settled) if kept["name"] == output["name"]]
            if same:
                same[0]["text"] = ("".join(same[0]["text"]) + text).splitlines(keepends=True)
                continue
            output["text"] = text.splitlines(keepends=True)
            if output["name"] == "stdout" and _last_streams(settled):
                settled.insert(-1, output)
                continue
        elif output["output_type"] == "error":
            output["evalue"] = _without_file_name(output["evalue"])
        elif "text/plain" in output["data"]:
            output["data"]["text/plain"] = [_ADDRESS.sub("0x…", line) for line in output["data"]["text/plain"]]
        settled.append(output)
    return settled


def _without_file_name(line: str) -> str:
    """Return a line without the name of the temporary file a cell is compiled under; no such line is very long."""
    return _TEMPORARY.sub("<cell>", line) if len(line) < 2000 else line


def _last_streams(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the streams at the end of a list of outputs."""
    streams = itertools.takewhile(lambda output: output["output_type"] == "stream", reversed(outputs))
    return list(streams)
