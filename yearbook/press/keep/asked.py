"""Questions that the interpreter raises no event for: what is there, how large, how old; and which variables are set.

While a notebook is listened to, the functions that answer them stand behind ones that note the question first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from yearbook.press.keep.states import ASKED, LOOKED, TOLD, VARIABLE, state
from yearbook.press.keep.whose import NOTEBOOK, asker, is_ours, named, path_of

if TYPE_CHECKING:
    from yearbook.press.keep.reads import Reads

# Callers that want to know what there is, and look at neither size nor date.
_KIND_ALONE = {
    *(
        "exists",
        "lexists",
        "isfile",
        "isdir",
        "islink",
        "ismount",
        "isjunction",
        "realpath",
        "_joinrealpath",
        "samefile",
    ),
    *("is_file", "is_dir", "exists", "is_symlink", "is_mount", "is_socket", "is_fifo", "is_block_device"),
    *("is_char_device", "samestat", "resolve", "_resolve", "_lexists", "walk", "_walk", "fwalk", "_fwalk", "_rglob"),
    *("mkdir", "makedirs", "expanduser", "which", "_access_check", "checkcache", "updatecache", "_select_from"),
}
# Variables set for every notebook by what runs it, and the same for all.
_OURS = {
    *("JUPYTER_PREFER_ENV_PATH", "PYTHONUTF8", "PYDEVD_DISABLE_FILE_VALIDATION", "PYTHONPATH", "MPLBACKEND"),
    *("SOURCE_DATE_EPOCH", "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "JPY_SESSION_NAME"),
    *("JPY_PARENT_PID", "JPY_INTERRUPT_EVENT", "PAPERMILL_INPUT_PATH", "PAPERMILL_OUTPUT_PATH"),
    "PYTHONDONTWRITEBYTECODE",
}
_OURS_BEGIN = "YEARBOOK_"
# What a terminal sets, and packages look at for their own sake: of interest where a notebook names it itself.
_OF_TERMINAL = {
    *("PWD", "OLDPWD", "SHLVL", "_", "COLUMNS", "LINES", "TERM", "FORCE_COLOR", "CLICOLOR", "NO_COLOR", "COLORTERM"),
    *("TMPDIR", "TEMP", "TMP", "PYDEVD_USE_FRAME_EVAL"),
}
_PYTHONS = os.path.join(os.path.dirname(os.__file__), "")
_MAPPINGS = {os.getenv.__code__.co_filename, os.environ.get.__func__.__code__.co_filename}  # type: ignore[attr-defined]
_PACKAGES = os.path.join(_PYTHONS, "site-packages", "")
_OF_WINDOWS = ("exists", "lexists", "isfile", "isdir", "islink", "isjunction")


@contextmanager
def questions(reads: Reads) -> Iterator[None]:
    """Note what is asked while the block runs."""
    replaced: list[tuple[Any, str, Any]] = []

    def put(owner: Any, name: str, wrapped: Callable[[Callable], Callable]) -> None:
        if hasattr(owner, name):
            replaced.append((owner, name, getattr(owner, name)))
            setattr(owner, name, wrapped(getattr(owner, name)))

    for name in ("stat", "lstat"):
        put(os, name, lambda ask: _of_status(reads, ask))
    for name in ("access", "readlink"):
        put(os, name, lambda ask: _of_kind(reads, ask))
    if os.name == "nt":
        for name in _OF_WINDOWS:
            put(os.path, name, lambda ask: _of_kind(reads, ask))
    put(os, "open", lambda ask: _of_content(reads, ask))
    put(os, "scandir", lambda ask: _of_listing(reads, ask))
    if reads.edition:
        variables = type(os.environ)
        put(variables, "__getitem__", lambda ask: _of_variable(reads, ask))
        put(variables, "__setitem__", lambda ask: _setting_variable(reads, ask))
        put(variables, "__iter__", lambda ask: _of_all_variables(reads, ask))
    try:
        yield
    finally:
        for owner, name, before in reversed(replaced):
            setattr(owner, name, before)


def _of_status(reads: Reads, ask: Callable) -> Callable:
    def status(path: Any, *arguments: Any, **options: Any) -> Any:
        frame = sys._getframe(1)
        while frame.f_code.co_name in ("stat", "lstat") and _is_pythons(frame.f_code.co_filename) and frame.f_back:
            frame = frame.f_back  # pathlib asks through a method of its own
        kind = frame.f_code.co_name in _KIND_ALONE and _is_pythons(frame.f_code.co_filename)
        reads.ask("os.stat", LOOKED if kind else ASKED, _whole(path, options))
        return ask(path, *arguments, **options)

    return status


def _of_kind(reads: Reads, ask: Callable) -> Callable:
    def kind(path: Any, *arguments: Any, **options: Any) -> Any:
        reads.ask("os.stat", LOOKED, _whole(path, options))
        return ask(path, *arguments, **options)

    return kind


def _of_content(reads: Reads, ask: Callable) -> Callable:
    """The event of an opened file does not tell that its name counts from another folder."""

    def opening(path: Any, flags: int, *arguments: Any, **options: Any) -> Any:
        if options.get("dir_fd") is None:
            return ask(path, flags, *arguments, **options)
        reads.ask("open", _whole(path, options), None, flags)
        with reads.unheard():
            return ask(path, flags, *arguments, **options)

    return opening


def _of_listing(reads: Reads, ask: Callable) -> Callable:
    def listing(path: Any = ".") -> Any:
        if not _is_pythons(sys._getframe(1).f_code.co_filename):  # who uses names and kinds alone
            reads.ask("os.scandir", TOLD, path)
        return ask(path)

    return listing


def _of_variable(reads: Reads, ask: Callable) -> Callable:
    def variable(variables: Any, name: Any) -> Any:
        _note_variable(reads, os.fsdecode(name))
        return ask(variables, name)

    return variable


def _setting_variable(reads: Reads, ask: Callable) -> Callable:
    def setting(variables: Any, name: Any, value: Any) -> Any:
        reads.own_variables.add(os.fsdecode(name))
        return ask(variables, name, value)

    return setting


def _of_all_variables(reads: Reads, ask: Callable) -> Callable:
    def every(variables: Any) -> Any:
        _note_variable(reads, "*")
        return ask(variables)

    return every


def _note_variable(reads: Reads, name: str) -> None:
    """Note a variable of the environment; "*" is all of them."""
    if name in _OURS or name in reads.own_variables or name.startswith(_OURS_BEGIN) or reads.is_deaf():
        return
    with reads.unheard():
        if asker(reads.root) != NOTEBOOK or (name in _OF_TERMINAL and not _asked_by_itself(reads.root)):
            return
        if name == "*":
            reads.doubt("uses", "os.environ")
        else:
            reads.states.setdefault(f"{VARIABLE}{name}", state(reads.root, f"{VARIABLE}{name}"))


def _asked_by_itself(root: str) -> bool:
    """Tell whether no package stands between a notebook and its question."""
    frame = sys._getframe(3)  # who asked the function that notes a variable
    while frame.f_back and frame.f_code.co_filename in _MAPPINGS:
        frame = frame.f_back
    file = frame.f_code.co_filename
    return not _is_pythons(file) and not is_ours(named(root, file))


def _is_pythons(file: str) -> bool:
    """Tell whether a file is of Python's own library, which is known to look at no more than it says."""
    return file.startswith(("<frozen", _PYTHONS)) and not file.startswith(_PACKAGES)


def _whole(path: Any, options: dict[str, Any]) -> Any:
    """Return a path whole that counts from an open folder."""
    folder = options.get("dir_fd")
    if folder is None or isinstance(path, int):
        return path
    return os.path.join(path_of(folder), os.fsdecode(path))
