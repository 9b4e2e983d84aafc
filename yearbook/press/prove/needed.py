"""The files a book is made from again: what its manifest names and nothing else, once they are held to be the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from yearbook.errors import ManifestError
from yearbook.ledger.edition import open_edition
from yearbook.paths import Workbook
from yearbook.press.bind.sections import sections_of
from yearbook.press.keep.states import ABSENT, ASKED, IMPORTED, LISTED, LOCK, LOOKED, TOLD, VARIABLE, WHOLE, state
from yearbook.press.keep.whose import importable, is_private
from yearbook.press.prove.contents import hash_now
from yearbook.press.prove.environment import fonts, packages
from yearbook.press.prove.manifest import Manifest, inputs_of

_SHOWN = 8


def hold_unchanged(workbook: Workbook, manifest: Manifest) -> None:
    """Hold that everything a manifest names is as it was. Raises ManifestError with what is not."""
    changed = list(_changed(workbook, manifest)) or list(_appeared(workbook, manifest))
    if not changed:
        return
    more = len(changed) - _SHOWN
    named = [f"\n       {label}: {vi} / {en}" for label, vi, en in changed[:_SHOWN]]
    listed = "".join(named) + (f"\n       … +{more}" if more > 0 else "")
    raise ManifestError(
        "không so được: những thứ sau không còn như khi dựng. Đưa về như cũ, hoặc dựng lại "
        f"(python3 run_all.py {manifest.edition}).",
        "cannot be compared: these are no longer what they were when the book was built. Put them back, or build "
        f"again.{listed}",
        place=f"outputs/{manifest.edition}",
    )


def _changed(workbook: Workbook, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    root = str(workbook.root)
    also = manifest.also_read
    for label, then in sorted({**manifest.inputs, **also["outside"], **also["approvals"]}.items()):
        now = hash_now(root, label)
        if now != then:
            yield label, *(("đã mất", "gone") if now == ABSENT else ("đã đổi", "changed"))
    for name, then in sorted(manifest.also_read["variables"].items()):
        if state(root, f"{VARIABLE}{name}") != then:
            yield f"{VARIABLE}{name}", "đã đổi", "changed"
    for was, here in ((manifest.packages, packages()), (manifest.fonts, fonts())):
        for name in sorted({*was, *here}):
            if was.get(name) != here.get(name):
                versions = [hashes.get(name, "—")[:12] for hashes in (was, here)]
                yield name, *(("→".join(versions),) * 2)


def _appeared(workbook: Workbook, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    """Yield what a build would read now, and did not then; asked once all that was read is as it was."""
    edition = open_edition(manifest.edition, workbook)
    sections = [section.path for section in sections_of(workbook, edition)]
    for label, now in inputs_of(edition, sections, lambda label: state(str(workbook.root), label)).items():
        if label not in {**manifest.inputs, **manifest.also_read["approvals"]} and now != ABSENT:
            yield label, "mới có", "new"


def own_files(workbook: Workbook, manifest: Manifest) -> tuple[dict[str, Path], list[str]]:
    """Return the files of the workbook that a book is made from again, and the folders; by their label.

    Beside the inputs they are what lay in folders that were listed, and under names that were looked for.
    """
    listed = manifest.also_read["folders"]
    labels = [
        *manifest.inputs,
        *manifest.also_read["approvals"],
        *(name.removeprefix(LOOKED).removeprefix(ASKED) for name in manifest.also_read["names"]),
    ]
    labels += [label for folder in listed for label in _entries(workbook, folder)]
    labels += [_folder(folder) for folder in listed]
    own = [label for label in dict.fromkeys(label.removesuffix(WHOLE) for label in labels) if _is_own(label)]
    paths = {label: workbook.root / label for label in sorted(own)}
    return (
        {label: path for label, path in paths.items() if path.is_file()},
        [label for label, path in paths.items() if path.is_dir()],
    )


def _is_own(label: str) -> bool:
    parts = label.split("/")
    elsewhere = parts[0] in ("yearbook", "outputs", "", ".") or ".." in parts or Path(label).is_absolute()
    return not elsewhere and label != LOCK


def _folder(label: str) -> str:
    return label.removesuffix(TOLD).removesuffix(IMPORTED).removesuffix(LISTED)


def _entries(workbook: Workbook, label: str) -> Iterable[str]:
    folder = workbook.root / _folder(label)
    if not _is_own(_folder(label)) or not folder.is_dir():
        return []
    names = sorted(path.name for path in folder.iterdir() if not is_private(path.name))
    return [f"{_folder(label)}/{name}" for name in names if not label.endswith(IMPORTED) or importable(name)]


def lay_out(workbook: Workbook, manifest: Manifest, root: Path) -> Workbook:
    """Copy what a book is made from into a fresh folder."""
    files, folders = own_files(workbook, manifest)
    for label in folders:
        (root / label).mkdir(parents=True, exist_ok=True)
    for label, path in files.items():
        (root / label).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, root / label)
    return Workbook(root)
