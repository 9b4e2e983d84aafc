"""`run_all.py verify [EDITION]`: build a book again elsewhere, from nothing kept, and compare with its manifest."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from yearbook.commands import build
from yearbook.commands.parsing import Parser, edition_named
from yearbook.paths import Workbook, find_params

if TYPE_CHECKING:
    from yearbook.press.prove.manifest import Manifest


def run(workbook: Workbook, argv: list[str]) -> int:
    """Print for each output whether it is the same, or where it begins to differ; return 1 if one does."""
    parser = Parser(
        prog="run_all.py verify",
        description="Dựng lại trong một thư mục mới và so từng tệp. / Build again in a fresh folder and compare.",
    )
    parser.add_argument("edition", nargs="*", metavar="EDITION", help="mặc định: mới nhất · the newest by default")
    edition = edition_named(workbook, parser.parse_args(argv).edition)
    find_params(workbook, edition)
    from yearbook.press.prove.manifest import read_manifest
    from yearbook.press.prove.needed import hold_unchanged, lay_out

    manifest = read_manifest(workbook, edition)
    hold_unchanged(workbook, manifest)
    print(
        f"Dựng lại ấn bản {edition} trong một thư mục mới … / Building edition {edition} again, in a fresh folder …",
        flush=True,
    )
    with TemporaryDirectory(prefix="yearbook-") as folder:
        fresh = lay_out(workbook, manifest, Path(folder).resolve())
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            build.run(fresh, _as_it_was_asked_for(fresh, manifest))
        differing = _compare(workbook, manifest, fresh)
    return _told(edition, len(manifest.outputs), differing, manifest)


def _as_it_was_asked_for(workbook: Workbook, manifest: Manifest) -> list[str]:
    """Return the words that build what a manifest names."""
    from yearbook.ledger.edition import open_edition

    words = [manifest.edition]
    if set(manifest.print_codes) != set(open_edition(manifest.edition, workbook).params.languages):
        words += [word for language in manifest.print_codes for word in ("--language", language)]
    kinds = {name.rpartition(".")[2] for name in manifest.outputs if "/" not in name}
    return words + ([] if kinds & {"pdf", "png"} else ["--no-pdf"]) + (["--docx"] if "docx" in kinds else [])


def _compare(workbook: Workbook, manifest: Manifest, fresh: Workbook) -> int:
    """Print what came of each output, and return how many are not the same."""
    from yearbook.press.prove.comparison import compared, other_codes
    from yearbook.press.prove.manifest import read_manifest

    again, differing = read_manifest(fresh, manifest.edition), 0
    for name, difference in compared(
        workbook.outputs / manifest.edition, manifest, fresh.outputs / again.edition, again
    ):
        if difference is None:
            print(f"  = {name}")
            continue
        differing += 1
        print(f"  ≠ {name}: {difference.vi} / {difference.en}")
        if difference.was or difference.now:
            print(f"      trong outputs/ · in outputs/: {difference.was}")
            print(f"      dựng lại · built again:       {difference.now}")
    for name, then, now in other_codes(manifest, again):
        differing += 1
        print(f"  ≠ manifest.json: {name}: {then} → {now}")
    return differing


def _told(edition: str, count: int, differing: int, manifest: Manifest) -> int:
    """Say what came of it all, and what is otherwise on this machine, where that may be the reason."""
    if not differing:
        codes = ", ".join(manifest.print_codes.values())
        print(f"Giống hệt: {count} tệp. / The same: {count} files. Mã bản in / print code: {codes}")
        return 0
    from yearbook.press.prove.environment import system

    for name, here in system().items():
        then = manifest.system.get(name)
        if then != here:
            print(f"  LƯU Ý: {name}: {_short(then, here)} → {_short(here, then)}")
    for section, doubts in manifest.also_read["unseen"].items():
        print(f"  LƯU Ý: {section}: {', '.join(doubts)}")
    print(
        f"LỖI: {differing} chỗ khác với bản kê của ấn bản {edition}.\n     {differing} differ from the manifest.",
        file=sys.stderr,
    )
    return 1


def _short(mine: object, theirs: object) -> str:
    """Return a value as a note says it; of two mappings only what is not in the other."""
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return ", ".join(f"{name} {value}" for name, value in mine.items() if theirs.get(name) != value) or "—"
    return str(mine)
