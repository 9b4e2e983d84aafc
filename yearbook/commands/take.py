"""`run_all.py take FORM.xlsx…`: returned forms into the records, after everything was looked at."""

from __future__ import annotations

import sys
from pathlib import Path

from yearbook.commands.parsing import Parser
from yearbook.errors import ERROR, BusyError, EditionError, RecordsError
from yearbook.paths import Workbook

_YES = ("c", "có", "co", "y", "yes")


def run(workbook: Workbook, argv: list[str]) -> int:
    """Check the forms, show what would change, ask, and write. Nothing is written while anything is wrong."""
    parser = Parser(prog="run_all.py take", description="Nhận biểu đã điền. / Take returned forms.")
    parser.add_argument("forms", nargs="+", type=Path, metavar="FORM.xlsx")
    parser.add_argument("--yes", action="store_true", help="ghi không hỏi · write without asking")
    arguments = parser.parse_args(argv)
    from yearbook.emulation.rules import RULES
    from yearbook.ledger.edition import open_edition
    from yearbook.ledger.forms import taking
    from yearbook.ledger.forms.returned import edition_of
    from yearbook.press.outputs import writing

    contents = _contents(arguments.forms)
    named = {edition_of(content, file) for file, content in contents.items()}
    if len(named) > 1:
        raise EditionError(
            f"các biểu thuộc nhiều ấn bản: {', '.join(sorted(named))}. Nhận từng ấn bản một.",
            "the forms are of several editions. Take one edition at a time.",
            place="take",
        )
    edition = open_edition(named.pop(), workbook)
    standing = _records(edition.folder)
    forms = [taking.read_form(edition, content, file) for file, content in contents.items()]
    problems = [problem for form in forms for problem in form.problems]
    changed, conflicts = taking.changes(edition, forms)
    problems += conflicts
    if not any(problem.severity == ERROR for problem in problems):
        problems += taking.problems_after(edition, changed, workbook, RULES)
    if any(problem.severity == ERROR for problem in problems):
        raise RecordsError(problems)
    for problem in problems:
        print(problem.text(), file=sys.stderr)
    if not changed:
        print("Biểu không có gì khác số liệu hiện có. / The forms hold nothing new.")
        return 0
    _show(changed)
    if not arguments.yes and not _agreed():
        print("Chưa ghi gì. / Nothing was written.")
        return 0
    if _records(edition.folder) != standing:
        raise BusyError(
            "số liệu đã đổi trong lúc chờ trả lời; chưa ghi gì. Chạy lại lệnh để so với số liệu mới.",
            "the records changed while waiting for the answer; nothing was written. Run the command again.",
            place=workbook.show(edition.folder),
        )
    with writing(workbook, edition.folder):
        for path in taking.write(edition, changed):
            print(f"  → {workbook.show(path)}")
    return 0


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


def _show(changed) -> None:
    for change in changed:
        word = "mới / new" if change.before is None else "bỏ / removed" if change.after is None else "sửa / changed"
        print(f"{change.table} {change.row}: {word}")
        for column, old, new in change.cells if change.after else ():
            print(f"    {column}: {old or '(trống)'} → {new or '(trống)'}")


def _agreed() -> bool:
    try:
        return input("Ghi vào số liệu? [c/K] / Write to the records? [y/N] ").strip().casefold() in _YES
    except EOFError:
        return False
