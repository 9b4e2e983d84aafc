"""`run_all.py take FORM.xlsx…`: returned forms into the records, after everything was looked at."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from yearbook.commands.parsing import Parser
from yearbook.errors import ERROR, BusyError, EditionError, FormsError, RecordsError
from yearbook.paths import Workbook

if TYPE_CHECKING:
    from yearbook.ledger.edition import Edition
    from yearbook.ledger.forms.merging import Change

_YES = ("c", "có", "co", "y", "yes")


def run(workbook: Workbook, argv: list[str]) -> int:
    """Check the forms, show what would change, ask, and write. Nothing is written while anything is wrong."""
    parser = Parser(prog="run_all.py take", description="Nhận biểu đã điền. / Take returned forms.")
    parser.add_argument("forms", nargs="+", type=Path, metavar="FORM.xlsx")
    parser.add_argument("--yes", action="store_true", help="ghi không hỏi · write without asking")
    parser.add_argument(
        "--prefer",
        choices=("form", "records"),
        default="",
        help="ô mà biểu và số liệu cùng đổi: theo biểu, hay giữ số liệu · whose word counts where both changed a cell",
    )
    arguments = parser.parse_args(argv)
    with _nothing_written():
        return _take(workbook, arguments.forms, arguments.prefer, sure=arguments.yes)


def _take(workbook: Workbook, paths: list[Path], prefer: str, *, sure: bool) -> int:
    from yearbook.emulation.rules import RULES
    from yearbook.ledger.edition import open_edition
    from yearbook.ledger.forms import taking
    from yearbook.ledger.forms.merging import changes
    from yearbook.ledger.forms.opened import opened
    from yearbook.ledger.forms.returned import returned
    from yearbook.press.outputs import writing

    forms = [opened(content, file) for file, content in _contents(paths).items()]
    named = {form.edition for form in forms}
    if len(named) > 1:
        raise EditionError(
            f"các biểu thuộc nhiều ấn bản: {', '.join(sorted(named))}. Nhận từng ấn bản một.",
            "the forms are of several editions. Take one edition at a time.",
            place="take",
        )
    edition = open_edition(named.pop(), workbook)
    standing = _records(edition.folder)
    read = [returned(edition, form) for form in forms]
    problems = [problem for form in read for problem in form.problems]
    changed: list[Change] = []
    if not _wrong(problems):
        changed, conflicts = changes(edition, read, prefer)
        problems += conflicts
    if not _wrong(problems):
        problems += taking.problems_after(edition, changed, workbook, RULES)
    if _wrong(problems):
        raise FormsError(problems)
    for problem in problems:
        print(problem.text(), file=sys.stderr)
    if not changed:
        print("Biểu không có gì khác số liệu hiện có; chưa ghi gì. / The forms hold nothing new; nothing was written.")
        return 0
    _show(edition, changed)
    if not sure and not _agreed():
        print("Chưa ghi gì. / Nothing was written.")
        return 0
    with writing(workbook, edition.folder), _one_at_a_time(workbook, edition.id):
        if _records(edition.folder) != standing:
            raise BusyError(
                "số liệu đã đổi trong lúc chờ trả lời; chưa ghi gì. Chạy lại lệnh để so với số liệu mới.",
                "the records changed while waiting for the answer; nothing was written. Run the command again.",
                place=workbook.show(edition.folder),
            )
        for path in taking.write(edition, changed):
            print(f"  → {workbook.show(path)}")
    return 0


def finish_takes(workbook: Workbook) -> None:
    """Finish what a take that was stopped had begun to write, before anybody reads half of it."""
    from yearbook.ledger.forms.landing import finish, unfinished
    from yearbook.press.outputs import writing

    for folder in unfinished(workbook.data):
        with writing(workbook, folder), _one_at_a_time(workbook, folder.relative_to(workbook.data).as_posix()):
            for path in finish(folder):
                print(
                    f"  → {workbook.show(path)} (nốt lần nhận trước bị ngắt / left over from a take that was stopped)"
                )


@contextmanager
def _one_at_a_time(workbook: Workbook, edition: str) -> Iterator[None]:
    """Hold the records of an edition, so that two commands never write what they looked at before the other wrote."""
    from filelock import FileLock, Timeout

    folder = workbook.outputs / edition
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".take.lock", timeout=10):
            yield
    except Timeout:
        raise BusyError(
            "một lệnh take khác của ấn bản này đang ghi; chưa ghi gì. Chạy lại sau.",
            "another take of this edition is writing; nothing was written. Run the command again.",
            place=workbook.show(folder),
        ) from None


@contextmanager
def _nothing_written() -> Iterator[None]:
    """Let every refusal say that nothing was written."""
    try:
        yield
    except FormsError:
        raise
    except RecordsError as error:
        raise FormsError(error.problems) from None
    except EditionError as error:
        vi, en = f"{error.vi} Chưa ghi gì vào số liệu.", f"{error.en} Nothing was written to the records."
        raise EditionError(vi, en, place=error.place) from None


def _wrong(problems: Iterable[object]) -> bool:
    return any(getattr(problem, "severity", "") == ERROR for problem in problems)


def _contents(paths: list[Path]) -> dict[str, bytes]:
    """Return each form once, by its file name, or by its path where another form is called the same."""
    contents: dict[str, bytes] = {}
    names = [path.name for path in set(paths)]
    for path in paths:
        file = path.name if names.count(path.name) == 1 else path.as_posix()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise EditionError(
                f"không đọc được tệp ({error.strerror}).", f"cannot be read ({error.strerror}).", place=str(path)
            ) from None
        same = next((other for other, held in contents.items() if held == content), None)
        if same:
            print(f"{file}: giống hệt {same}, chỉ đọc một lần. / the same as {same}, read once.", file=sys.stderr)
        else:
            contents[file] = content
    return contents


def _records(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def _show(edition: Edition, changed: Iterable[Change]) -> None:
    """Print every change in the words of the form: its sheet, the row, whose it is, and each cell."""
    from yearbook.ledger.forms.names import sheets_of
    from yearbook.ledger.forms.words import Words, called

    words, sheets = Words(edition), sheets_of(edition.contract)
    for change in changed:
        table = edition.contract[change.table]
        word = "mới / new" if change.before is None else "bỏ / removed" if change.after is None else "sửa / changed"
        subject = (change.after or change.before or {}).get("subject", "")
        whose = f" · {called(edition, subject)}" if subject else ""
        print(f"{sheets[change.table]} {change.row}{whose}: {word} ({change.place})")
        for column, old, new in change.cells if change.after else ():
            before, after = (words.label(table, column, cell) or "(trống)" for cell in (old, new))
            print(f"    {table.columns[column].heading[0]}: {before} → {after}")


def _agreed() -> bool:
    try:
        return input("Ghi vào số liệu? [c/K] / Write to the records? [y/N] ").strip().casefold() in _YES
    except EOFError:
        return False
