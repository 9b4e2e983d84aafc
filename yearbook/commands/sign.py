"""`run_all.py sign EDITION --by NAME --role ROLE`: a person approves the figures of a book as it is printed."""

from __future__ import annotations

import datetime
import unicodedata
from typing import TYPE_CHECKING

from yearbook.commands import build
from yearbook.commands.parsing import Parser, edition_named
from yearbook.errors import ERROR, ApprovalError, BusyError, FormsError
from yearbook.language import fold
from yearbook.paths import Workbook, find_params

if TYPE_CHECKING:
    from yearbook.ledger.edition import Edition

DESCRIPTION = """Duyệt các con số của sách như đang in. / Approve the figures of the book as it is printed.
Không có mật khẩu: lịch sử git của data/ là bằng chứng. / No password: the history of data/ in git is the evidence."""
_LONGEST = 200


def run(workbook: Workbook, argv: list[str]) -> int:
    """Build the book, put down who approves which figures of which print, and print it with that."""
    parser = Parser(prog="run_all.py sign", description=DESCRIPTION)
    parser.add_argument("edition", nargs="*", metavar="EDITION", help="mặc định: mới nhất · the newest by default")
    parser.add_argument("--by", default="", metavar="NAME", help="họ tên người duyệt · the name of who approves")
    parser.add_argument("--role", default="", metavar="ROLE", help="chức vụ · the office they hold")
    parser.add_argument("--note", default="", metavar="NOTE", help="ghi chú, không in · a note, not printed")
    arguments = parser.parse_args(argv)
    edition = edition_named(workbook, arguments.edition)
    find_params(workbook, edition)
    said = {name: _text(name, getattr(arguments, name)) for name in ("by", "role", "note")}
    for name, vi, en in (("by", "họ tên người duyệt", "who approves"), ("role", "chức vụ", "the office they hold")):
        if not said[name]:
            raise ApprovalError(
                f"chưa ghi {vi}. Gõ: python3 run_all.py sign {edition} --by \"HỌ TÊN\" --role \"CHỨC VỤ\"",
                f"it is not said {en}. Nothing was approved.",
                place=f"--{name}",
            )  # fmt: skip
    opened = _without_errors(workbook, edition)
    before = _records(opened)
    if code := build.to_be_signed(workbook, edition):
        return code
    _sign(workbook, edition, said, before)
    return build.run(workbook, [edition])


def _text(name: str, typed: str) -> str:
    """Return a text as a cell of the records holds it. Raises ApprovalError for what no cell can hold."""
    text = fold(typed)
    controls = any(unicodedata.category(sign) == "Cc" and not sign.isspace() for sign in typed)
    if controls or not text.isprintable() or len(text) > _LONGEST:
        raise ApprovalError(
            f"có ký tự không in được, hoặc dài quá {_LONGEST} chữ. Gõ lại; chưa duyệt gì.",
            f"has characters that cannot be printed, or more than {_LONGEST}. Nothing was approved.",
            place=f"--{name}",
        )
    return text


def _without_errors(workbook: Workbook, edition: str) -> Edition:
    from dataclasses import replace

    from yearbook.emulation.rules import RULES
    from yearbook.ledger.edition import open_edition, problems_of

    opened = open_edition(edition, workbook)
    problems = problems_of(opened, replace(RULES, approved=False))
    count = sum(problem.severity == ERROR for problem in problems)
    if count:
        raise ApprovalError(
            f"số liệu còn {count} lỗi nên chưa duyệt được. Xem và sửa: python3 run_all.py check {edition}",
            f"the records hold {count} error(s), and cannot be approved. See them: python3 run_all.py check {edition}",
            place=workbook.show(opened.folder),
        )
    return opened


def _records(edition: Edition) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in sorted(edition.folder.rglob("*")) if path.is_file()}


def _sign(workbook: Workbook, edition: str, said: dict[str, str], before: dict[str, bytes]) -> None:
    """Write the register of the book that stands in outputs, and the row that is of it."""
    from yearbook.emulation.rules import RULES
    from yearbook.ledger import approvals
    from yearbook.ledger.edition import open_edition
    from yearbook.ledger.forms import taking
    from yearbook.ledger.forms.merging import Change
    from yearbook.ledger.writing import cells
    from yearbook.press.bind.printed import printed_last
    from yearbook.press.outputs import alone, writing
    from yearbook.press.prove.manifest import read_manifest

    opened = open_edition(edition, workbook)
    with writing(workbook, opened.folder), alone(workbook, workbook.outputs / edition):
        printed = printed_last(workbook, opened)
        codes = read_manifest(workbook, edition).print_codes
        if printed is None or _records(opened) != before:
            raise BusyError(
                "số liệu hoặc sách đã đổi trong lúc duyệt; chưa duyệt gì. Chạy lại.",
                "records or book changed meanwhile; nothing was approved. Run again.",
                place=workbook.show(opened.folder),
            )
        figures = approvals.register(opened, printed)
        content = approvals.written(figures)
        hashed = approvals.hash_of(content)
        row = {
            **said,
            # A clock is asked by the command a person gives, never by a build.
            "day": f"{datetime.date.today():%d/%m/%Y}",
            "register": hashed,
            "figures": str(len(figures)),
            "print_codes": "|".join(f"{language} {code}" for language, code in sorted(codes.items())),
        }
        row["id"] = approvals.id_of(row)
        described = opened.contract[approvals.TABLE]
        same = next((cells(described, each) for each in opened.rows(approvals.TABLE) if each.id == row["id"]), None)
        row["note"] = row["note"] or (same or {}).get("note", "")
        change = Change(approvals.TABLE, row["id"], same, row, "sign")
        path = approvals.path_of(opened, hashed)
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(content)
        beside.replace(path)
        if problems := taking.problems_after(opened, [change], workbook, RULES):
            raise FormsError(problems)
        files = taking.write(opened, [change])
    shown = ", ".join(f"{code} ({language})" for language, code in sorted(codes.items(), reverse=True))
    print(f"Đã duyệt {len(figures)} con số của ấn bản {edition}, mã bản in {shown}: {said['by']}, {said['role']}.")
    print(f"  Approved {len(figures)} figures of edition {edition}.")
    for file in (*files, path):
        print(f"  → {workbook.show(file)}")
    print("  Lưu hai tệp này vào git: lịch sử là bằng chứng. / Commit both: their history is the evidence.", flush=True)
