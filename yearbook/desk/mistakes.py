"""A slip in a cell told in three lines: what is wrong, in which line, what to type; the whole trace a click away.

IPython asks this for the mistakes an analyst makes and mends; every other exception is shown as ever.
"""

from __future__ import annotations

import linecache
import sys
import traceback
from collections.abc import Iterable
from html import escape
from types import TracebackType
from typing import Any

import pandas as pd

from yearbook import language as house
from yearbook.desk.payload import left_out
from yearbook.errors import YearbookError, nearest, suggestion

TOLD = (YearbookError, NameError, KeyError, AttributeError)


def tell_mistakes(shell: Any, language: str) -> None:
    """Have a shell tell slips in three lines, in a language."""

    def show(
        shell: Any, kind: type[BaseException], error: BaseException, trace: TracebackType, tb_offset: Any = None
    ) -> None:
        said = told(error, trace, shell.user_ns)
        if said is None:
            shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
            return
        sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace  # for %tb
        place = 0 if language == "vi" else 1
        what, *advice = said[place].split(". ", 1)
        lines = [what.rstrip(".") + ".", house.word("mistake_line", language).format(*_line(trace)), *advice]
        shell._showtraceback(kind, "\n     ".join(said), lines)
        shell.display_pub.publish(_whole(kind, error, trace, language))

    shell.set_custom_exc(TOLD, show)


def told(error: BaseException, trace: TracebackType, names: Iterable[str]) -> tuple[str, str] | None:
    """Return (Vietnamese, English) of a slip: what is wrong and what to type; None for what is no slip of ours."""
    if isinstance(error, YearbookError):
        where = f"{error.place}: " if error.place else ""
        return where + error.vi, where + error.en
    if isinstance(error, NameError):
        return _unknown("tên", "name", str(error.name), names)
    if isinstance(error, AttributeError) and error.name:
        known = [name for name in dir(error.obj) if not name.startswith("_")]
        if isinstance(error.obj, pd.DataFrame):
            return _unknown("cột", "column", error.name, error.obj.columns, always=True)
        return _unknown("tên", "name", error.name, known)
    asked = _asked(trace)
    if isinstance(error, KeyError) and error.args and asked is not None:
        frame, labels = asked
        if isinstance(frame, pd.DataFrame) and labels.equals(frame.columns):
            return _unknown("cột", "column", str(error.args[0]), labels, always=True)
        return _unknown("dòng", "row", str(error.args[0]), labels, always=True)
    return None


def _unknown(vi: str, en: str, asked: str, known: Iterable[Any], always: bool = False) -> tuple[str, str] | None:
    """Tell of a name that is not there, with the nearest; where none is near only `always`."""
    names = [str(name) for name in known]
    if nearest(asked, names) is None and not always:
        return None
    hint_vi, hint_en = suggestion(asked, names)
    return f"không có {vi} «{asked}».{hint_vi}", f"no {en} “{asked}”.{hint_en}"


def _asked(trace: TracebackType) -> tuple[pd.DataFrame | pd.Series, pd.Index] | None:
    """Return the frame or series that lacks a label, and the labels it was looked for among, from pandas' own hands."""
    held = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(trace)]
    frames = [holder for holder in held if isinstance(holder, pd.DataFrame | pd.Series)]
    labels = [holder for holder in held if isinstance(holder, pd.Index)]
    return (frames[0], labels[-1]) if frames and labels else None


def _line(trace: TracebackType) -> tuple[int, str]:
    """Return the number and the text of the cell's line that was running."""
    running = (1, "")
    for frame, number in traceback.walk_tb(trace):
        name = frame.f_code.co_filename
        if name.startswith("<ipython-input") or "ipykernel_" in name:
            running = number, linecache.getline(name, number).strip()
    return running


def _whole(kind: type[BaseException], error: BaseException, trace: TracebackType, language: str) -> dict[str, Any]:
    text = "".join(traceback.format_exception(kind, error, trace))
    heading = house.word("mistake_trace", language)
    return left_out("", heading) | {
        "text/html": f"<details><summary>{heading}</summary><pre>{escape(text)}</pre></details>"
    }
