"""A command that would do again what it did: decided by content, from the cache and the standard library alone."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence

from yearbook.press.keep.cache import Cache


def repeat(root: str, arguments: Sequence[str]) -> bool:
    """Say what this command has to say, if all that it read and wrote is as it was; else return False."""
    if os.path.isdir(os.path.join(root, "outputs", ".publishing")):
        return False  # a book that is not whole yet
    cache = Cache(root)
    content = cache.kept(_slot(arguments), _given(arguments))
    if content is None:
        return False
    said, warned = json.loads(content)
    if warned:
        print(warned, file=sys.stderr)
    print(said)
    return True


def remember(
    cache: Cache, arguments: Sequence[str], reads: Mapping[str, str], files: Iterable[str], said: str, warned: str = ""
) -> None:
    """Keep what a command read, the files it made, and what it has to say as long as nothing changes."""
    now = Cache(cache.root)
    written = {file: now.now(file) for file in files}
    cache.keep(_slot(arguments), _given(arguments), {**reads, **written}, (), json.dumps([said, warned]).encode())


def _slot(arguments: Sequence[str]) -> str:
    return f"commands/{hashlib.sha256(json.dumps(list(arguments)).encode()).hexdigest()[:16]}"


def _given(arguments: Sequence[str]) -> dict[str, object]:
    return {"python": sys.version, "arguments": list(arguments)}
