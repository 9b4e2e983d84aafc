"""`outputs/.cache/`: what work gave, kept with what it read, so that only what changed is done again.

    slots/<slot>.json       for one piece of work: what was given to it, what it read, which content came of it
    contents/ab/abcdef…     contents, each under its own SHA-256

A slot keeps its last few results, newest first: going back to an earlier text costs nothing. Everything is checked when
it is taken out, nothing is believed for its date, and the folder may be deleted at any time. Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from yearbook.press.keep.states import ABSENT, LOOKED, state

KEPT = 4
# What a slot is written in; one of another kind was never written.
FORMAT = 3
MOST_BYTES = 1_000_000_000
# Sets of installed files, see `installed`: far more than any workbook has in use.
MOST_SETS = 60
_HALF = ".half-"


class Cache:
    """The cache of one workbook. States of files are looked up once for each, at the first question about it."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.folder = os.path.join(root, "outputs", ".cache")
        self._seen: dict[str, str] = {}

    def recall(self, slot: str, given: Mapping[str, Any]) -> tuple[dict[str, Any] | None, tuple[str, str]]:
        """Return the entry whose inputs are all as they are now, with its `content`, or None, and why: (kind, what).

        The kinds: "same", "new" (never done), "given" (other parameters), "changed", "appeared", "gone" (a thing read),
        "doubt" (nobody can vouch for it), "damaged".
        """
        entries = self._entries(slot)
        for entry in entries:
            if entry["given"] == given and not entry["doubts"] and not any(self._changes(entry)):
                content = self.content(entry["result"])
                return (None, ("damaged", "")) if content is None else (entry | {"content": content}, ("same", ""))
        return None, self._why(entries[0], given) if entries else ("new", "")

    def keep(
        self, slot: str, given: Mapping[str, Any], reads: Mapping[str, str], doubts: Iterable[str], content: bytes
    ) -> dict[str, Any]:
        """Keep what a piece of work gave, and return its entry."""
        result = hashlib.sha256(content).hexdigest()
        put(self._content_path(result), content)
        entry = {"given": dict(given), "reads": dict(reads), "doubts": list(doubts), "result": result}
        others = [
            old for old in self._entries(slot) if old["given"] != entry["given"] or old["reads"] != entry["reads"]
        ]
        whole = {"format": FORMAT, "slot": slot, "entries": [entry, *others][:KEPT]}
        text = json.dumps(whole, indent=1, sort_keys=True)
        check = hashlib.sha256(text.encode()).hexdigest()
        put(self._slot_path(slot), f"{check}\n{text}".encode())
        return entry

    def content(self, result: str) -> bytes | None:
        """Return a content by its SHA-256, or None where it is gone or damaged."""
        try:
            with open(self._content_path(result), "rb") as file:
                content = file.read()
        except OSError:
            return None
        with suppress(OSError):  # only for the order in which the oldest go; it may not be ours to write
            os.utime(self._content_path(result))
        return content if hashlib.sha256(content).hexdigest() == result else None

    def kept(self, slot: str, given: Mapping[str, Any]) -> bytes | None:
        """Return what a piece of work gave, if all is as it was."""
        entry, _ = self.recall(slot, given)
        return entry["content"] if entry else None

    def through(self, slot: str, given: Mapping[str, Any], reads: Iterable[str], work: Callable[[], bytes]) -> bytes:
        """Return what a pure piece of work gives, from the cache if it can; `reads` are the labels it hangs on."""
        kept = self.kept(slot, given)
        if kept is None:
            kept = work()
            self.keep(slot, given, {label: self.now(label) for label in reads}, (), kept)
        return kept

    def now(self, label: str) -> str:
        """Return the state of a thing read, as it was when it was first asked for."""
        if label not in self._seen:
            self._seen[label] = state(self.root, label)
        return self._seen[label]

    def stale(self, prefix: str) -> bool:
        """Tell whether any of the slots under a prefix must be done again, or none was ever done."""
        try:
            names = os.listdir(self._slot_path(prefix).removesuffix(".json"))
        except OSError:
            return True
        entries = [self._entries(f"{prefix}/{name.removesuffix('.json')}") for name in names]
        return not entries or any(not kept or any(self._changes(kept[0])) for kept in entries)

    def prune(self, most: int = MOST_BYTES) -> None:
        """Delete the contents that were longest not asked for, until the rest fits; and old sets of installed files."""
        for _, _, path in self._oldest_first("installed")[:-MOST_SETS]:
            with suppress(OSError):
                os.unlink(path)
        found = self._oldest_first("contents")
        total = sum(size for _, size, _ in found)
        for _, size, path in found:
            if total <= most:
                break
            with suppress(OSError):
                os.unlink(path)
                total -= size
        self._sweep()

    def _oldest_first(self, kind: str) -> list[tuple[float, int, str]]:
        """Return when each file of one kind was last asked for, its size and its path."""
        found = []
        for folder, _, names in os.walk(os.path.join(self.folder, kind)):
            for name in names:
                path = os.path.join(folder, name)
                with suppress(OSError):  # another build may tidy up as well
                    status = os.stat(path)
                    found.append((status.st_mtime, status.st_size, path))
        return sorted(found)

    def _sweep(self) -> None:
        """Delete the half files of writers that are gone."""
        for folder, _, names in os.walk(self.folder):
            for name in names:
                writer = name.rpartition(_HALF)[2]
                if _HALF in name and not _lives(writer):
                    with suppress(OSError):
                        os.unlink(os.path.join(folder, name))

    def _changes(self, entry: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        """Yield (kind, label) for each thing an entry read that is not as it was."""
        for label, then in entry["reads"].items():
            now = self.now(label)
            if now != then:
                kind = "gone" if now == ABSENT else "appeared" if then == ABSENT else "changed"
                yield kind, label.removeprefix(LOOKED)

    def _why(self, entry: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[str, str]:
        if entry["doubts"]:
            return "doubt", entry["doubts"][0]
        names = sorted(name for name in {*entry["given"], *given} if entry["given"].get(name) != given.get(name))
        if names:
            return "given", ", ".join(names)
        changes = list(self._changes(entry))
        kind = changes[0][0] if len({kind for kind, _ in changes}) == 1 else "changed"
        return kind, ", ".join(sorted(label for _, label in changes))

    def _entries(self, slot: str) -> list[dict[str, Any]]:
        try:
            with open(self._slot_path(slot), encoding="utf-8") as file:
                check, _, text = file.read().partition("\n")
        except (OSError, ValueError):
            return []
        if hashlib.sha256(text.encode()).hexdigest() != check:
            return []
        whole = json.loads(text)
        # One that was copied here from another place would print one chapter twice.
        if not isinstance(whole, dict) or (whole.get("format"), whole.get("slot")) != (FORMAT, slot):
            return []
        return whole["entries"]

    def _slot_path(self, slot: str) -> str:
        return os.path.join(self.folder, "slots", *f"{slot}.json".split("/"))

    def _content_path(self, result: str) -> str:
        return os.path.join(self.folder, "contents", result[:2], result)


def put(path: str, content: bytes) -> None:
    """Write a file beside its place and swap it in, so that a reader sees the old or the new one, never half."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    beside = f"{path}{_HALF}{os.getpid()}"
    with open(beside, "wb") as file:
        file.write(content)
    os.replace(beside, path)


def _lives(process: str) -> bool:
    """Tell whether a process is there; where that cannot be asked, assume it is."""
    if os.name != "posix" or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
