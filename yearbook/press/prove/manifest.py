"""What a yearbook was made from: every input by its content, what else was read, with what, and what came out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from yearbook.errors import ManifestError
from yearbook.ledger.edition import Edition
from yearbook.paths import DEFAULTS, Workbook, group_of
from yearbook.press.keep.states import (
    ABSENT,
    ASKED,
    IMPORTED,
    INSTALLED,
    LISTED,
    LOCK,
    LOOKED,
    ROOT,
    SURROUNDINGS,
    THERE,
    TOLD,
    VARIABLE,
    is_file,
)  # fmt: skip
from yearbook.press.keep.whose import PACKAGE, is_private
from yearbook.press.prove.code import made_from
from yearbook.press.prove.contents import Contents, digest
from yearbook.press.prove.environment import fonts, packages, system

NAME = "manifest.json"
HOW = {
    "inputs": "SHA-256 of each file of the workbook, the package and the lock. A file without NUL bytes is text, and "
    "CR LF counts as LF. Of notebooks/*.ipynb it is that of what counts in it: kinds, ids, tags, sources and "
    "attachments of its cells; of a name that ends with =, that of the whole notebook.",
    "also_read.outside": "The same for files outside the workbook, by their whole path.",
    "also_read.variables": "SHA-256 of the value of each variable of the environment that was asked for, or absent.",
    "also_read.folders": "SHA-256 of the names and kinds (/*: sizes and dates, too) of what lay in a folder.",
    "also_read.names": "What was found under a name that was looked for (?) or whose size and date were asked (!).",
    "also_read.approvals": "The same for the files that say who approved the book, which no code hangs on: an approval "
    "is of a print code.",
    "also_read.unseen": "What a section did that cannot be recorded, such as asking a clock or starting a program.",
    "fonts": "SHA-256 of each file.",
    "outputs": "SHA-256 of each file.",
    "fingerprint": "The first 12 digits of the SHA-256 of lines “<hash or version>  <name>”: inputs, then "
    "also_read.outside, fonts, packages, each sorted by name. The rest of also_read, and system, take no part in it.",
    "print_codes": "The fingerprint, a full stop, and the first 8 digits of the SHA-256 of what sha256sum prints for "
    "the executed notebooks of one language (sections/*.vi.ipynb), which show whatever made a difference to them.",
    "to check": "docs/provenance.md",
}

_OF_PACKAGE = (".py", ".typed", ".json", ".j2", ".css", ".js", ".typ", ".mplstyle")
_GROUPS = ("print_codes", "inputs", "packages", "fonts", "outputs")
_ALSO = ("outside", "approvals", "variables", "folders", "names", "place")


@dataclass(frozen=True)
class Manifest:
    """The inputs and outputs of one edition, by SHA-256. `fingerprint` stands for all inputs together.

    `system` is of the machine, and takes no part in any code.
    """

    edition: str
    fingerprint: str
    print_codes: Mapping[str, str]
    inputs: Mapping[str, str]
    also_read: Mapping[str, Mapping[str, Any]]
    packages: Mapping[str, str]
    fonts: Mapping[str, str]
    system: Mapping[str, Any]
    outputs: Mapping[str, str]
    made_how: Mapping[str, str]

    def written(self) -> bytes:
        """Return the manifest as JSON."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        return text.encode("utf-8", "backslashreplace")  # a path may hold bytes that are no letters


def inputs_of(edition: Edition, notebooks: Iterable[Path], state: Callable[[str], str]) -> dict[str, str]:
    """Return the state of everything an edition is made from, by the path a person would look under.

    Opening, checking, binding and printing it read nothing else: its own params and records and those of the earlier
    editions, the contract and the reference tables, the notebooks, the package and the lock. They are the same in every
    language and for every section, so that they are known before any notebook has run. `state` looks a path up, see
    `keep.states`.
    """
    workbook, group = edition.workbook, group_of(edition.id)
    files = [*notebooks]
    for folder in (*workbook.contracts_of(group), *workbook.references_of(group)):
        files += _files_in(folder)
    for each in (edition, *edition.earlier):
        path = workbook.params / f"{each.id}.yaml"
        files += [path, path.with_stem(DEFAULTS), *_files_in(each.folder)]
    names = [*dict.fromkeys(workbook.show(path) for path in files), *package_files(), LOCK]
    return {name: state(name) for name in sorted(names)}


def package_files() -> list[str]:
    """Return the files of this package, by their path from the folder it lies in."""
    package = Path(PACKAGE)
    files = (path for path in _files_in(package) if path.suffix in _OF_PACKAGE)
    return sorted(path.relative_to(package.parent).as_posix() for path in files)


def _files_in(folder: Path) -> list[Path]:
    inside = ((path, path.relative_to(folder).as_posix()) for path in folder.rglob("*"))
    return [path for path, name in inside if not is_private(name) and path.is_file()]


def fingerprint(contents: Contents) -> str:
    """Return one short code for all inputs and what turned them into a book, see `code`."""
    return made_from(contents.inside(), contents.outside(), fonts(), packages())


def manifest(
    edition: str,
    contents: Contents,
    unseen: Mapping[str, Iterable[str]],
    print_codes: Mapping[str, str],
    outputs: Mapping[str, bytes],
) -> Manifest:
    """Return the manifest of one build; `unseen` are the doubts about each section that had some."""
    own = f"outputs/{edition}/"  # what notebooks left there beside the book
    left = {label.removeprefix(own): now for label, now in contents.states.items() if label.startswith(own)}
    made = left | {name: digest(content) for name, content in outputs.items()}
    also = {**_also_read(contents), "unseen": {name: list(doubts) for name, doubts in unseen.items() if doubts}}
    return Manifest(
        edition, fingerprint(contents), print_codes, contents.inside(), also, packages(), fonts(), system(), made, HOW
    )


def _also_read(contents: Contents) -> dict[str, Mapping[str, str]]:
    """Return what notebooks were recorded as reading that is no content of a file of the workbook."""
    states = contents.states
    plain = {name: now for name, now in states.items() if is_file(name) and now in (ABSENT, THERE)}
    return {
        "outside": contents.outside(),
        "approvals": contents.approvals(),
        "variables": {name.removeprefix(VARIABLE): now for name, now in states.items() if name.startswith(VARIABLE)},
        "folders": {name: now for name, now in states.items() if _is_folder(name)},
        "names": plain | {name: now for name, now in states.items() if name.startswith((LOOKED, ASKED))},
        # That they were asked for, not what they are: a manifest says the same everywhere.
        "place": {name: "asked for" for name in states if name in (SURROUNDINGS, ROOT)},
    }


def _is_folder(name: str) -> bool:
    return name.endswith((LISTED, TOLD, IMPORTED)) and not name.startswith((LOOKED, ASKED, VARIABLE, INSTALLED))


def read_manifest(workbook: Workbook, edition: str) -> Manifest:
    """Return the manifest of the book that was built last. Raises ManifestError where there is none."""
    path = workbook.outputs / edition / NAME
    if not path.is_file():
        raise ManifestError(
            f"ấn bản này chưa có bản kê. Dựng trước: python3 run_all.py {edition}",
            f"this edition has no manifest yet. Build it first: python3 run_all.py {edition}",
            place=workbook.show(path),
        )
    try:
        content = json.loads(path.read_bytes())
        if content.keys() == Manifest.__annotations__.keys() and content["edition"] == edition:
            also = content["also_read"]
            groups = [
                *(content[name] for name in _GROUPS),
                *(also[name] for name in _ALSO),
                {"": content["fingerprint"]},
            ]
            if all(isinstance(value, str) for group in groups for value in group.values()):
                return Manifest(**content)
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
        pass
    raise ManifestError(
        f"bản kê hỏng, hoặc của phiên bản khác. Dựng lại: python3 run_all.py {edition}",
        f"the manifest is damaged, or of another version. Build again: python3 run_all.py {edition}",
        place=workbook.show(path),
    )
