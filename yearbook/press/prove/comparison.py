"""One book held against another, file by file, and both against the manifest of the first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from yearbook.press.prove.contents import digest
from yearbook.press.prove.difference import Difference, first_difference
from yearbook.press.prove.manifest import Manifest


def compared(folder: Path, manifest: Manifest, fresh: Path, again: Manifest) -> Iterator[tuple[str, Difference | None]]:
    """Yield for each output of a book in `folder`, or of the one built again in `fresh`, where they begin to differ."""
    for name in sorted({*manifest.outputs, *again.outputs}):
        yield name, _difference(folder / name, fresh / name, manifest.outputs.get(name))


def _difference(old: Path, new: Path, then: str | None) -> Difference | None:
    if not old.is_file():
        return Difference("không có trong outputs/", "is not in outputs/")
    if not new.is_file():
        return Difference("không dựng lại được", "was not built again")
    was, now = old.read_bytes(), new.read_bytes()
    found = first_difference(was, now)
    if found is None:
        return None if digest(was) == then else Difference("khác với bản kê", "is not what the manifest says")
    if digest(now) == then:
        vi, en = f"tệp trong outputs/ đã bị sửa, từ {found.vi}", f"the file in outputs/ was changed, from {found.en} on"
    else:
        vi, en = f"khác từ {found.vi}", f"differs from {found.en} on"
    return Difference(vi, en, found.was, found.now)


def other_codes(manifest: Manifest, again: Manifest) -> list[tuple[str, str, str]]:
    """Return the codes that are not the same: name, then and now."""
    then, now = ({"fingerprint": each.fingerprint, **each.print_codes} for each in (manifest, again))
    names = sorted({*then, *now})
    return [(name, then.get(name, "—"), now.get(name, "—")) for name in names if then.get(name) != now.get(name)]
