"""`run_all.py form [EDITION]`: the records as an Excel form to send out."""

from __future__ import annotations

from yearbook.commands.parsing import Parser, edition_named
from yearbook.errors import UsageError, suggestion
from yearbook.paths import Workbook


def run(workbook: Workbook, argv: list[str]) -> int:
    """Write `outputs/<edition>/form.xlsx`, or one district's own form."""
    parser = Parser(prog="run_all.py form", description="Tạo biểu Excel. / Make the Excel form.")
    parser.add_argument("edition", nargs="*", metavar="EDITION", help="mặc định: mới nhất · the newest by default")
    parser.add_argument("--district", metavar="DISTRICT", help="chỉ một huyện · one district's own form")
    arguments = parser.parse_args(argv)
    from yearbook.ledger.edition import open_edition
    from yearbook.ledger.forms.blank import form
    from yearbook.press.outputs import writing

    edition = open_edition(edition_named(workbook, arguments.edition), workbook)
    members = [row.district for row in edition.rows("members")]
    if arguments.district and arguments.district not in members:
        vi, en = suggestion(arguments.district, members)
        raise UsageError(f"cụm không có huyện «{arguments.district}».{vi}", f"no member “{arguments.district}”.{en}")
    content = form(edition, arguments.district or "")
    name = f"form-{arguments.district}.xlsx" if arguments.district else "form.xlsx"
    path = workbook.outputs / edition.id / name
    with writing(workbook, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"  → {workbook.show(path)}")
    return 0
