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

from yearbook.paths import Workbook

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


def inputs_of(
    workbook: Workbook, edition: str, notebooks: Iterable[Path], state: Callable[[str], str]
) -> dict[str, str]:
    """Return the SHA-256 of everything an edition is made from, by the path a person would look under.

    Of a notebook it is that of what counts in it; `state` looks a path up, see `reads.state`.
    """
    files = [workbook.params / f"{edition}.yaml", *notebooks]
    for folder in (workbook.data / edition, workbook.reference):
        files += [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$"))]
    names = [workbook.show(path) for path in files]
    package = Path(__file__).resolve().parent.parent
    code = [path for path in package.rglob("*") if path.suffix in (".py", ".j2", ".css", ".js", ".typ", ".mplstyle")]
    names += [path.relative_to(package.parent).as_posix() for path in code]
    return {name: state(name) for name in sorted(names)}


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
