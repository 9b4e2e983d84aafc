"""Questions that the interpreter raises no event for: what is there, how large, how old; and which variables are set.

While a notebook is listened to, the functions that answer them stand behind ones that note the question first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from yearbook.press.keep.states import ASKED, LOOKED, TOLD
from yearbook.press.keep.whose import path_of

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
_PYTHONS = os.path.join(os.path.dirname(os.__file__), "")
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
        reads.asked_variable(name)
        return ask(variables, name)

    return variable


def _setting_variable(reads: Reads, ask: Callable) -> Callable:
    def setting(variables: Any, name: Any, value: Any) -> Any:
        reads.own_variables.add(os.fsdecode(name))
        return ask(variables, name, value)

    return setting


def _of_all_variables(reads: Reads, ask: Callable) -> Callable:
    def every(variables: Any) -> Any:
        reads.asked_variable("*")
        return ask(variables)

    return every


def _is_pythons(file: str) -> bool:
    """Tell whether a file is of Python's own library, which is known to look at no more than it says."""
    return file.startswith(("<frozen", _PYTHONS)) and not file.startswith(_PACKAGES)


def _whole(path: Any, options: dict[str, Any]) -> Any:
    """Return a path whole that counts from an open folder."""
    folder = options.get("dir_fd")
    if folder is None or isinstance(path, int):
        return path
    return os.path.join(path_of(folder), os.fsdecode(path))
