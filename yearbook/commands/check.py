"""`run_all.py check [EDITION]`: everything that is wrong or missing, at once, without running anything."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from yearbook.commands.parsing import Parser, edition_named
from yearbook.errors import ERROR, SEVERITY_WORDS, WARNING, Problem, RecordsError, YearbookError
from yearbook.paths import Workbook, find_params
from yearbook.press.keep.cache import Cache
from yearbook.press.keep.finished import remember, repeat
from yearbook.press.keep.reads import recording

if TYPE_CHECKING:
    from yearbook.ledger.edition import Edition


def run(workbook: Workbook, argv: list[str]) -> int:
    """Print the problems by file, write `outputs/<edition>/check.html`, and return 1 if any is an error."""
    parser = Parser(prog="run_all.py check", description="Xem còn thiếu, sai gì. / What is missing or wrong.")
    parser.add_argument("edition", nargs="*", metavar="EDITION", help="mặc định: mới nhất · the newest by default")
    named = parser.parse_args(argv).edition
    command = ["check", *argv]
    if repeat(str(workbook.root), command):
        return 0
    cache = Cache(str(workbook.root))
    with recording(cache.root) as reads:
        edition = edition_named(workbook, named)
        find_params(workbook, edition)
        from yearbook.press.outputs import writing
        from yearbook.press.print.checklist import checklist, counted

        problems, hangs_on = _problems(workbook, edition)
        page = workbook.outputs / edition / "check.html"
        with writing(workbook, page.parent):
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(checklist(edition, problems), encoding="utf-8", newline="\n")
    said = "\n".join([*_lines(problems), f"{edition}: {counted(problems)}", f"  → {workbook.show(page)}"])
    print(said)
    if any(problem.severity == ERROR for problem in problems):
        return 1
    remember(cache, command, reads.states, [workbook.show(page), *hangs_on], said)
    return 0


def _problems(workbook: Workbook, edition: str) -> tuple[list[Problem], list[str]]:
    """Return what is wrong, and which outputs were asked for that: of an approved book, what it printed last."""
    from yearbook.emulation.rules import CHECKED
    from yearbook.ledger.edition import open_edition, problems_of
    from yearbook.press.bind.sections import sections_of

    try:
        opened = open_edition(edition, workbook)
        sections_of(workbook, opened)
        if not _is_approved(opened):
            return problems_of(opened, CHECKED), []
        from yearbook.press.bind.printed import printed_last, sections_built

        last = printed_last(workbook, opened)
        printed = None if last is None else {key for keys in last.values() for key in keys}
        return problems_of(opened, CHECKED, printed), list(sections_built(workbook, opened).values())
    except YearbookError as error:
        # Without params or sections there is nothing to hold the records against.
        file, _, column = error.place.partition(" › ")
        return [Problem("P00", ERROR, file, None, column, error.vi, error.en, column)], []


def _is_approved(edition: Edition) -> bool:
    from yearbook.ledger.approvals import standing

    try:
        return bool(standing(edition))
    except RecordsError:  # told with all the others
        return False


def _lines(problems: list[Problem]) -> list[str]:
    lines = []
    in_order = sorted(problems, key=lambda problem: problem.file)
    for file, group in groupby(in_order, key=lambda problem: problem.file):
        lines.append(file)
        for problem in group:
            word = SEVERITY_WORDS[problem.severity][0]
            spot = f"{problem.spot}: " if problem.spot else ""
            lines += [f"  {word} [{problem.code}] {spot}{problem.vi}", f"       {problem.en}"]
            if problem.severity == WARNING:
                lines.append(f"       (xác nhận bằng dòng / acknowledge with row {problem.key})")
    return lines
