"""`run_all.py form [EDITION]`: the records as an Excel form to send out."""

from __future__ import annotations

from yearbook.commands.parsing import Parser, edition_named
from yearbook.errors import UsageError, suggestion
from yearbook.paths import Workbook


def run(workbook: Workbook, argv: list[str]) -> int:
    """Write `outputs/<edition>/form.xlsx`, or one member's own form."""
    parser = Parser(prog="run_all.py form", description="Tạo biểu Excel. / Make the Excel form.")
    parser.add_argument("edition", nargs="*", metavar="EDITION", help="mặc định: mới nhất · the newest by default")
    parser.add_argument("--member", metavar="MEMBER", help="chỉ một thành viên · one member's own form")
    arguments = parser.parse_args(argv)
    from yearbook.ledger.edition import open_edition
    from yearbook.ledger.forms.blank import form
    from yearbook.press.outputs import writing

    edition = open_edition(edition_named(workbook, arguments.edition), workbook)
    members = [row.subject for row in edition.rows("members")]
    if arguments.member and arguments.member not in members:
        vi, en = suggestion(arguments.member, members)
        raise UsageError(f"không có thành viên «{arguments.member}».{vi}", f"no member “{arguments.member}”.{en}")
    content = form(edition, arguments.member or "")
    name = f"form-{arguments.member}.xlsx" if arguments.member else "form.xlsx"
    path = workbook.outputs / edition.id / name
    with writing(workbook, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"  → {workbook.show(path)}")
    return 0
