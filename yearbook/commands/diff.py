"""`run_all.py diff [EDITION [EDITION]]`: what is otherwise in a book: figures, with the cause of each, and text."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from yearbook.commands.aside import made_now
from yearbook.commands.parsing import Parser, edition_named
from yearbook.errors import BookError, EditionError, UsageError
from yearbook.paths import Workbook, find_params, group_of

if TYPE_CHECKING:
    from yearbook.press.trace.figures import Printed

Title = tuple[str, str]


def run(workbook: Workbook, argv: list[str]) -> int:
    """Print what differs and write `outputs/<edition>/diff.html`; with --exit-code return 1 where something does."""
    parser = Parser(
        prog="run_all.py diff",
        description="Sách dựng bây giờ khác lần trước ở đâu, vì sao. / What would change in a book, and why.",
    )
    parser.add_argument(
        "editions",
        nargs="*",
        metavar="EDITION",
        help="một ấn bản so với lần dựng trước; hoặc hai ấn bản · one against its last build; or two editions",
    )
    parser.add_argument(
        "--since",
        metavar="COMMIT",
        help="so với một lần ghi của git; A..B: hai lần ghi · against a commit; A..B: two commits",
    )
    parser.add_argument("--exit-code", action="store_true", help="có gì khác thì trả về 1 · 1 where something differs")
    arguments = parser.parse_args(argv)
    named = arguments.editions
    if len(named) > 2 or (arguments.since and len(named) > 1):
        raise UsageError(
            "so nhiều nhất hai ấn bản; với --since chỉ một.",
            "two editions at most; with --since only one.",
            place="diff",
        )
    edition = named[-1] if named else edition_named(workbook, named)
    for each in (*named, edition):
        find_params(workbook, each)
    if arguments.since is not None:
        title, old, new = _since(workbook, edition, arguments.since)
    elif len(named) == 2:
        title, old, new = _two(workbook, *named)
    else:
        title, old, new = _last(workbook, edition)
    differs = _tell(workbook, edition, title, old, new)
    return int(differs and arguments.exit_code)


def _last(workbook: Workbook, edition: str) -> tuple[Title, Printed, Printed]:
    """Return the book that was built last, and the one that would be built now in the same languages."""
    from yearbook.press.trace.figures import on_disk

    old = on_disk(workbook.outputs / edition, edition, workbook.show(workbook.outputs / edition))
    (new,) = made_now(workbook, [edition], tuple(old.pages))
    title = (
        f"Ấn bản {edition}: dựng bây giờ so với lần dựng trước",
        f"Edition {edition}: as built now, against the last build",
    )
    return title, old, new


def _two(workbook: Workbook, older: str, newer: str) -> tuple[Title, Printed, Printed]:
    if older == newer or group_of(older) != group_of(newer):
        raise UsageError(
            "so hai ấn bản khác nhau của cùng một cụm.",
            "compare two editions, both of one group.",
            place=f"{older} {newer}",
        )
    old, new = made_now(workbook, [older, newer])
    return (f"Ấn bản {newer} so với ấn bản {older}", f"Edition {newer} against edition {older}"), old, new


def _since(workbook: Workbook, edition: str, since: str) -> tuple[Title, Printed, Printed]:
    first, apart, last = since.partition("..")
    first = first or "HEAD"
    old = _as_of(workbook, edition, first)
    new = _as_of(workbook, edition, last) if last else made_now(workbook, [edition])[0]
    until = (f"lần ghi {last}", f"commit {last}") if apart and last else ("bây giờ", "now")
    return (
        (
            f"Ấn bản {edition}: {until[0]} so với lần ghi {first}",
            f"Edition {edition}: {until[1]}, against commit {first}",
        ),
        old,
        new,
    )


def _as_of(workbook: Workbook, edition: str, commit: str) -> Printed:
    """Return an edition's book as a commit has it, built in a folder of its own."""
    from yearbook.press.trace.commits import brings_its_code, build_by_its_code, lay_out_commit
    from yearbook.press.trace.figures import on_disk

    with TemporaryDirectory(prefix="yearbook-") as folder:
        there = lay_out_commit(workbook, commit, Path(folder).resolve())
        print(f"Dựng lần ghi {commit} … / Building commit {commit} …", flush=True)
        if not brings_its_code(there):
            return made_now(there, [edition])[0]
        build_by_its_code(there, edition, commit)
        try:
            return on_disk(there.outputs / edition, edition, commit)
        except BookError:
            raise EditionError(
                "sách của lần ghi này chưa mang theo chứng cứ của các con số, nên không so được. Chọn lần ghi mới hơn.",
                "the book of this commit carries no evidence of its figures yet. Choose a later commit.",
                place=commit,
            ) from None


def _tell(workbook: Workbook, edition: str, title: Title, old: Printed, new: Printed) -> bool:
    """Print what differs, write it as a page, and tell whether something does."""
    from yearbook.press.outputs import writing
    from yearbook.press.print.changes import changes
    from yearbook.press.trace.differences import differences
    from yearbook.press.trace.report import NOTHING, lines

    found = differences(old, new)
    page = workbook.outputs / edition / "diff.html"
    with writing(workbook, page.parent):
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(changes(title, found), encoding="utf-8", newline="\n")
    print(" / ".join(title))
    print("\n".join(lines(found)) if found else NOTHING)
    print(f"  → {workbook.show(page)}")
    return bool(found)
