"""`run_all.py archive [EDITION]`: one file from which a stranger builds the same book again."""

from __future__ import annotations

from yearbook.commands.parsing import Parser, edition_named
from yearbook.paths import Workbook, find_params


def run(workbook: Workbook, argv: list[str]) -> int:
    """Write `outputs/<edition>/archive.zip`, and print its SHA-256 and how to use it."""
    parser = Parser(
        prog="run_all.py archive",
        description="Gói sách, số liệu, sổ tay, mã vào một tệp. / Put book, records, notebooks, code into one file.",
    )
    parser.add_argument("edition", nargs="*", metavar="EDITION", help="mặc định: mới nhất · the newest by default")
    edition = edition_named(workbook, parser.parse_args(argv).edition)
    find_params(workbook, edition)
    from yearbook.press.outputs import alone, writing
    from yearbook.press.prove.archive import write_archive
    from yearbook.press.prove.contents import digest
    from yearbook.press.prove.manifest import read_manifest
    from yearbook.press.prove.needed import hold_unchanged
    from yearbook.press.prove.note import unsure

    manifest = read_manifest(workbook, edition)
    hold_unchanged(workbook, manifest)
    folder = workbook.outputs / edition
    with writing(workbook, folder), alone(workbook, folder):
        path = write_archive(workbook, manifest)
        content = path.read_bytes()
    for line in unsure(manifest):
        print(f"  LƯU Ý: không lưu trữ được / cannot be archived: {line}")
    size = f"{len(content) / 1_000_000:.1f}".replace(".", ",")
    print(f"  → {workbook.show(path)} ({size} MB)\n    SHA-256 {digest(content)}")
    print(f"Giải nén ở máy khác rồi chạy / unpack elsewhere, then run: python3 run_all.py verify {edition}")
    return 0
