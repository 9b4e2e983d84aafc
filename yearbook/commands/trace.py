"""`run_all.py trace [EDITION] WHAT`: where a figure comes from, where it is printed, and what is derived from it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from yearbook.commands.parsing import Parser
from yearbook.errors import UsageError, require
from yearbook.language import LANGUAGES, fold
from yearbook.paths import Workbook, editions, find_params, newest

if TYPE_CHECKING:
    from yearbook.press.trace.figures import Printed


def run(workbook: Workbook, argv: list[str]) -> int:
    """Print what is known of every figure that is meant; return 1 where there is none, with the nearest."""
    parser = Parser(
        prog="run_all.py trace",
        description="Con số này từ đâu, in ở đâu, suy ra những gì. / Where a figure comes from and leads to.",
    )
    parser.add_argument("words", nargs="+", metavar="[EDITION] WHAT", help=
        "«118,3%», E1, T1.rank, «E2÷E1», tên · a figure as printed, an id, a formula, part of a name")  # fmt: skip
    parser.add_argument("--language", metavar="LANGUAGE", help="chỉ vi hoặc en · only vi or en")
    arguments = parser.parse_args(argv)
    if arguments.language:
        require(arguments.language, LANGUAGES, "ngôn ngữ", "language")
    edition, what = _asked_for(workbook, arguments.words)
    from yearbook.commands.aside import made_now
    from yearbook.ledger.edition import open_edition
    from yearbook.press.trace.found import found, nearest_to
    from yearbook.press.trace.telling import Telling, named

    (book,) = made_now(workbook, [edition])
    languages = [arguments.language] if arguments.language else list(book.pages)
    telling = Telling(open_edition(edition, workbook), book.figures, languages)
    figures = found(book.figures, what)
    lines = ["\n".join(telling.lines(figure)) for figure in figures]
    if not lines:
        try:
            lines = ["\n".join(telling.unprinted(fold(what)))]
        except (KeyError, AttributeError):
            near = [f"\n       {named(figure)}  {figure.about}" for figure in nearest_to(book.figures, what)]
            print(
                f"LỖI: ấn bản {edition} không có con số nào là «{what}».{' Gần nhất:' if near else ''}\n"
                f"     No figure of edition {edition} is “{what}”.{' The nearest:' if near else ''}{''.join(near)}",
                file=sys.stderr,
            )
            return 1
    print("\n\n".join(lines))
    _tell_age(workbook, book, len(lines))
    return 0


def _asked_for(workbook: Workbook, words: list[str]) -> tuple[str, str]:
    """Return the edition and what is asked for; of one word alone, of the newest."""
    if len(words) == 1:
        edition, what = newest(workbook), "" if words[0] in editions(workbook) else words[0]
    else:
        edition, what = words[0], " ".join(words[1:])
        find_params(workbook, edition)
    if not fold(what):
        raise UsageError("thiếu con số cần tìm. Xem --help.", "no figure to look for. See --help.", place="trace")
    return edition, what


def _tell_age(workbook: Workbook, book: Printed, count: int) -> None:
    """Say what was looked at, and whether the book that was built last is older."""
    from yearbook.press.prove.manifest import NAME, read_manifest
    from yearbook.press.trace.differences import inputs_changed
    from yearbook.press.trace.report import listed

    vi, en = (f"{count} con số, như {book.edition} dựng bây giờ", f"{count} figure(s), as {book.edition} is now")
    print(f"\n{vi}. / {en}.")
    if not (workbook.outputs / book.edition / NAME).is_file():
        return
    changed = inputs_changed(read_manifest(workbook, book.edition).inputs, book.inputs)
    if changed:
        names = listed([name for _, names in changed for name in names])
        print(
            f"LƯU Ý: sách đã dựng cũ hơn: {names} đã đổi. Dựng lại: python3 run_all.py {book.edition}\n"
            "     The book that was built is older: these changed. Build it again.",
            file=sys.stderr,
        )
