"""`run_all.py new YEAR`: start the edition of a new year."""

from __future__ import annotations

import re

from yearbook.commands.parsing import Parser
from yearbook.errors import UsageError
from yearbook.paths import Workbook, editions, group_of, newest

_NOTHING = "nothing"
_GROUP = re.compile(r"[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)*")

# In the order in which one table needs another: (file, Vietnamese, English).
_TO_FILL_IN = (
    ("params/{edition}.yaml", "hội nghị, ngày công bố, ai biên soạn và xuất bản", "conference, dates, who made it"),
    ("data/{edition}/sources.csv", "các tài liệu của năm", "the year's documents"),
    ("data/{edition}/members.csv", "xác nhận thành viên, ghi nguồn", "confirm the members, with a source"),
    ("data/{edition}/leadership.csv", "xác nhận; thêm người được bầu cho năm sau", "confirm; add who was elected next"),
    ("data/{edition}/figures.csv", "thay «…» bằng số liệu đã công bố", "replace “…” where a figure was published"),
    ("data/{edition}/task_status.csv", "kết quả từng nhiệm vụ năm trước", "what became of each of last year's tasks"),
    ("data/{edition}/relief.csv, claims.csv, movements.csv", "kết quả khác trong năm", "what else the year brought"),
    ("data/{edition}/shortcomings.csv, tasks.csv, links.csv", "hạn chế, nhiệm vụ năm tới", "shortcomings and tasks"),
    ("data/{edition}/documents.csv, anniversaries.csv", "văn bản, ngày kỷ niệm", "documents and anniversaries"),
    ("data/{edition}/honours.csv, standings.csv", "khen thưởng, điểm, hạng", "awards, scores, ranks"),
)  # fmt: skip


def run(workbook: Workbook, argv: list[str]) -> int:
    """Make the edition and print what is to be filled in, in order."""
    parser = Parser(prog="run_all.py new", description="Mở ấn bản năm mới. / Start the edition of a new year.")
    parser.add_argument(
        "edition", metavar="[GROUP/]YEAR", help="ấn bản mới, ví dụ 2023 hoặc tay_nam_bo/2023 · the new edition"
    )
    parser.add_argument(
        "--from",
        dest="parent",
        metavar="EDITION",
        help="ấn bản gốc; «nothing» là không có (mặc định: mới nhất) · the parent, or “nothing”; else the newest",
    )
    arguments = parser.parse_args(argv)
    group, year = group_of(arguments.edition), arguments.edition.rpartition("/")[2]
    if not year.isdigit() or len(year) != 4:
        raise UsageError(
            f"«{year}» không phải là năm. Gõ bốn chữ số, ví dụ 2022, hoặc ten_cum/2022.",
            f"“{year}” is not a year. Type four digits, for instance 2022, or name/2022.",
            place="new",
        )
    if group and not _GROUP.fullmatch(group):
        raise UsageError(
            f"tên thư mục «{group}» chỉ gồm chữ thường không dấu, số, gạch dưới, gạch nối.",
            f"the folder “{group}” may hold only unaccented small letters, digits, underscores and hyphens.",
            place="new",
        )
    from yearbook.emulation.newyear import start_edition
    from yearbook.ledger.edition import open_edition
    from yearbook.press.outputs import writing

    own = [each for each in editions(workbook) if group_of(each) == group]
    named = arguments.parent or (newest(workbook, group) if own else _NOTHING)
    parent = None if named == _NOTHING else open_edition(named, workbook)
    with writing(workbook, workbook.data / arguments.edition):
        made = start_edition(workbook, arguments.edition, int(year), parent)
    vi, en = (
        (f"từ {parent.id}", f"made from {parent.id}")
        if parent
        else ("ấn bản đầu tiên của nhóm", "the first of its group")
    )
    print(f"Đã tạo ấn bản {arguments.edition} (bản nháp), {vi}. / Edition {arguments.edition} (a draft), {en}.")
    for old, new in made.succeeded:
        after = ", ".join(new)
        print(
            f"  {old}: đã kết thúc, thay bằng {after}. / {old} has ended; {after} takes its place."
            if new
            else f"  {old}: đã kết thúc, chưa có đơn vị kế tục (successors). / {old} has ended, without a successor."
        )
    print("Cần điền, theo thứ tự / to be filled in, in this order:")
    for number, (file, vi, en) in enumerate(_TO_FILL_IN, 1):
        print(f"  {number:>2}. {file.format(edition=arguments.edition)}: {vi} / {en}")
    print(f"Rồi / then: python3 run_all.py check {arguments.edition}")
    return 0
