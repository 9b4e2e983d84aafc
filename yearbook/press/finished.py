"""A command that would do again what it did: decided by content, from the cache and the standard library alone."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence

from yearbook.press.cache import Cache


def repeat(root: str, arguments: Sequence[str]) -> bool:
    """Say again what this command said, if all that it read and wrote is as it was; else return False."""
    cache = Cache(root)
    entry, _ = cache.recall(_slot(arguments), _given(arguments))
    content = cache.content(entry["result"]) if entry else None
    if content is None:
        return False
    files, warnings = json.loads(content)
    if warnings:
        print(*warnings, sep="\n", file=sys.stderr)
    print("Không có gì thay đổi. / Nothing has changed.")
    for file in files:
        print(f"  = {file}")
    return True


def remember(
    cache: Cache, arguments: Sequence[str], reads: Mapping[str, str], files: Iterable[str], warnings: Sequence[str]
) -> None:
    """Keep what a command read, the files it made and what it warned of."""
    files = list(files)
    written = {file: Cache(cache.root).now(file) for file in files}
    shown = [file for file in files if not file.endswith(".ipynb")]
    cache.keep(_slot(arguments), _given(arguments), {**reads, **written}, (), json.dumps([shown, warnings]).encode())


def _slot(arguments: Sequence[str]) -> str:
    return f"commands/{hashlib.sha256(json.dumps(list(arguments)).encode()).hexdigest()[:16]}"


def _given(arguments: Sequence[str]) -> dict[str, object]:
    return {"python": sys.version, "arguments": list(arguments)}
