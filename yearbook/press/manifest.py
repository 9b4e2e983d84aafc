"""What a yearbook was made from: every input by its content, the packages, and what came out."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from yearbook.ledger.edition import Edition
from yearbook.paths import DEFAULTS, group_of
from yearbook.press.keep.states import ABSENT, LOCK, THERE, TORN, UNSURE, is_file
from yearbook.press.keep.whose import PACKAGE, is_private

_PACKAGES = (
    "papermill",
    "nbconvert",
    "ipykernel",
    "pandas",
    "matplotlib",
    "babel",
    "jinja2",
    "mistune",
    "typst",
    "fonttools",
    "python-docx",
    "lxml",
)


@dataclass(frozen=True)
class Manifest:
    """The inputs and outputs of one edition, by SHA-256. `fingerprint` stands for all inputs together."""

    edition: str
    fingerprint: str
    python: str
    packages: Mapping[str, str]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]

    def text(self) -> str:
        """Return the manifest as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def inputs_of(edition: Edition, notebooks: Iterable[Path], state: Callable[[str], str]) -> dict[str, str]:
    """Return the SHA-256 of everything an edition is made from, by the path a person would look under.

    Opening, checking, binding and printing it read nothing else: its own params and records and those of the earlier
    editions, the contract and the reference tables, the notebooks, the package and the lock. They are the same in every
    language and for every section, so that the print code is known before any notebook has run. Of a notebook it is the
    SHA-256 of what counts in it; `state` looks a path up, see `reads.state`.
    """
    workbook, group = edition.workbook, group_of(edition.id)
    files = [*notebooks]
    for folder in (*workbook.contracts_of(group), *workbook.references_of(group)):
        files += _files_in(folder)
    for each in (edition, *edition.earlier):
        path = workbook.params / f"{each.id}.yaml"
        files += [path, path.with_stem(DEFAULTS), *_files_in(each.folder)]
    names = list(dict.fromkeys(workbook.show(path) for path in files))
    package = Path(PACKAGE)
    code = [path for path in package.rglob("*") if path.suffix in (".py", ".j2", ".css", ".js", ".typ", ".mplstyle")]
    names += [path.relative_to(package.parent).as_posix() for path in code] + [LOCK]
    return contents({name: state(name) for name in sorted(names)})


def contents(states: Mapping[str, str]) -> dict[str, str]:
    """Return the files among what was read, by their content, without the folders listed and the names looked for."""
    return {
        name: now
        for name, now in states.items()
        if is_file(name) and not name.startswith("outputs/") and now not in (ABSENT, THERE, TORN, UNSURE)
    }


def _files_in(folder: Path) -> list[Path]:
    inside = ((path, path.relative_to(folder).as_posix()) for path in folder.rglob("*"))
    return [path for path, name in inside if not is_private(name) and path.is_file()]


def fingerprint(inputs: Mapping[str, str]) -> str:
    """Return one short code for all inputs and the packages that turned them into a book."""
    whole = json.dumps([inputs, packages()], sort_keys=True)
    return digest(whole.encode())[:12]


@cache
def packages() -> dict[str, str]:
    """Return the versions of the packages that shape the output."""
    return {name: version(name) for name in _PACKAGES}


def manifest(edition: str, inputs: Mapping[str, str], outputs: Mapping[str, bytes]) -> Manifest:
    """Return the manifest of one build."""
    made = {name: digest(content) for name, content in sorted(outputs.items())}
    return Manifest(edition, fingerprint(inputs), platform.python_version(), packages(), inputs, made)


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()
