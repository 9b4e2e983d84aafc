"""Whether what a worker sent can be believed: its shape, this section's notebook, and reads that agree with home.

Only an answer that nobody need ask about is taken; for anything else the job is run here. What a worker printed, and
whether it left out one record among those it read, cannot be told from here: the workers are one's own.
"""

from __future__ import annotations

import ast
import json
import math
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from yearbook.errors import YearbookError
from yearbook.press.keep.behind import behind
from yearbook.press.keep.states import LOOKED, state, what_counts
from yearbook.press.run.execute import Job, Outcome, run
from yearbook.press.run.warm import DESK, RUNNING

INJECTED = "injected-parameters"
_SHOWN = 200


class WrongAnswerError(YearbookError):
    """A worker's answer that cannot be believed; the job has no outcome yet."""


def shaped(answer: object) -> tuple[Outcome, bytes]:
    """Return an answer as what it must be: an outcome made of plain values, and the bytes of a notebook."""
    if not (type(answer) is tuple and len(answer) == 2 and type(answer[0]) is Outcome and type(answer[1]) is bytes):
        raise WrongAnswerError("trả lời không đúng dạng", "its answer is not what an answer looks like")
    outcome, notebook = answer
    problem, doubts = outcome.problem, outcome.doubts
    plain = type(outcome.seconds) in (int, float) and math.isfinite(outcome.seconds) and outcome.seconds >= 0
    plain = plain and type(outcome.reads) is dict and _are_texts(outcome.reads.items())
    plain = (
        plain
        and outcome.packages == ()
        and type(doubts) is tuple
        and _are_texts([doubts])
        and type(outcome.cell) is str
    )
    plain = plain and (problem is None or (type(problem) is tuple and len(problem) == 2 and _are_texts([problem])))
    if not plain:
        raise WrongAnswerError("trả lời không đúng dạng", "its answer is not what an answer looks like")
    return outcome, notebook


def hold_labels(reads: Mapping[str, str]) -> None:
    """Hold that everything read has a place in the workbook or the package. Raises WrongAnswerError."""
    for label in reads:
        name = label.removeprefix(LOOKED)
        parts = name.removesuffix("/").split("/")
        outside = "\0" in name or "\\" in name or ".." in parts or "" in parts or os.path.isabs(name)  # noqa: PTH117
        if outside or Path(name).drive:
            raise WrongAnswerError(
                f"nói đã đọc «{readable(label)}», ngoài sổ tay",
                f"it says that it read “{readable(label)}”, outside the workbook",
            )


def hold_reads(job: Job, reads: Mapping[str, str]) -> None:
    """Hold that a job read at least what every job does, and saw everything as it is here. Raises WrongAnswerError."""
    lacking = sorted({job.notebook.relative_to(job.root).as_posix(), *_always_read()} - reads.keys())
    if lacking:
        some = ", ".join(lacking[:3])
        raise WrongAnswerError(f"không nói đã đọc {some}", f"it does not say that it read {some}")
    differing = sorted(label for label, seen in reads.items() if state(str(job.root), label) != seen)
    if differing:
        some = ", ".join(readable(label.removeprefix(LOOKED)) for label in differing[:3])
        raise WrongAnswerError(f"thấy {some} khác với ở đây", f"it saw {some} otherwise than here")


def hold_notebook(job: Job, content: bytes, given: bytes) -> None:
    """Hold that a notebook is the one that was given, run to its end with the job's parameters.

    Raises WrongAnswerError.
    """
    try:
        notebook = json.loads(content)
        cells = [cell for cell in notebook["cells"] if INJECTED not in cell["metadata"].get("tags", [])]
        injected = [cell for cell in notebook["cells"] if cell not in cells]
        same = _asked(cells) == _asked(json.loads(what_counts(given))[1])
        same = same and len(injected) == 1 and _values("".join(injected[0]["source"])) == dict(job.parameters)
        good = same and _is_valid(notebook)
    except Exception:  # whatever else a notebook can be instead of one
        raise WrongAnswerError("trả lại sổ tay hỏng", "the notebook that it returned is broken") from None
    if not good:
        raise WrongAnswerError(
            "trả lại sổ tay khác với sổ tay đã giao", "it returned another notebook than the one it was given"
        )


def readable(text: str) -> str:
    """Return what somebody else wrote as one short line."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:_SHOWN])


def _are_texts(groups: Any) -> bool:
    return all(type(text) is str for group in groups for text in group)


def _asked(cells: Any) -> list[tuple[str, str]]:
    """Return what is asked of cells: their kinds and sources, whichever way a notebook is told."""
    return [
        (cell[0], cell[3]) if isinstance(cell, list) else (cell["cell_type"], "".join(cell["source"])) for cell in cells
    ]


def _values(source: str) -> dict[str, Any]:
    found = {}
    for line in ast.parse(source).body:
        if not (isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)):
            raise ValueError(source)
        found[line.targets[0].id] = ast.literal_eval(line.value)
    return found


def _is_valid(notebook: Any) -> bool:
    """Tell whether a notebook is as the format has it, and every error in it was expected."""
    from nbformat import ValidationError, from_dict, validate

    try:
        validate(from_dict(notebook))
    except ValidationError:
        return False
    unexpected = [cell for cell in notebook["cells"] if "raises-exception" not in cell["metadata"].get("tags", [])]
    return not any(output["output_type"] == "error" for cell in unexpected for output in cell.get("outputs", []))


@lru_cache
def _always_read() -> frozenset[str]:
    """Return the labels that no job is run without: the lock, and the code of the warm process."""
    ours = (module for module in (*DESK, *RUNNING) if module.startswith("yearbook."))
    return frozenset(behind(run.__module__, *ours, at_once=True))
