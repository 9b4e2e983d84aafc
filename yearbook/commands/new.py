"""`run_all.py new YEAR`: start the edition of a new year."""

from __future__ import annotations

from yearbook.commands.parsing import Parser
from yearbook.errors import UsageError
from yearbook.paths import Workbook, newest

# In the order in which one table needs another: (file, Vietnamese, English).
_TO_FILL_IN = (
    ("params/{edition}.yaml", "hội nghị (conference) và ngày công bố", "the conference and the day of publication"),
    ("data/{edition}/sources.csv", "các tài liệu của năm", "the year's documents"),
    ("data/{edition}/members.csv", "xác nhận thành viên, ghi nguồn", "confirm the members, with a source"),
    ("data/{edition}/leadership.csv", "xác nhận; thêm người được bầu cho năm sau", "confirm; add who was elected next"),
    ("data/{edition}/budget.csv", "thay «…» bằng số liệu đã công bố", "replace “…” where a figure was published"),
    ("data/{edition}/task_status.csv", "kết quả từng nhiệm vụ năm trước", "what became of each of last year's tasks"),
    ("data/{edition}/relief.csv, claims.csv, movements.csv", "kết quả khác trong năm", "what else the year brought"),
    ("data/{edition}/shortcomings.csv, tasks.csv, links.csv", "hạn chế, nhiệm vụ năm tới", "shortcomings and tasks"),
    ("data/{edition}/documents.csv, anniversaries.csv", "văn bản, ngày kỷ niệm", "documents and anniversaries"),
    ("data/{edition}/nominations.csv", "đề nghị khen thưởng", "nominations"),
)  # fmt: skip


def run(workbook: Workbook, argv: list[str]) -> int:
    """Make the edition and print what is to be filled in, in order."""
    parser = Parser(prog="run_all.py new", description="Mở ấn bản năm mới. / Start the edition of a new year.")
    parser.add_argument("year", metavar="YEAR", help="năm của ấn bản mới · the year of the new edition")
    parser.add_argument(
        "--from", dest="parent", metavar="EDITION", help="ấn bản gốc (mặc định: mới nhất) · the parent, else the newest"
    )
    arguments = parser.parse_args(argv)
    if not arguments.year.isdigit() or len(arguments.year) != 4:
        raise UsageError(
            f"«{arguments.year}» không phải là năm. Gõ bốn chữ số, ví dụ 2022.",
            f"“{arguments.year}” is not a year. Type four digits, for instance 2022.",
            place="new",
        )
    from yearbook.ledger.edition import open_edition
    from yearbook.ledger.newyear import start_edition

    parent = open_edition(arguments.parent or newest(workbook), workbook)
    made = start_edition(workbook, int(arguments.year), parent)
    edition = made[0].relative_to(workbook.params).with_suffix("").as_posix()
    print(f"Đã tạo ấn bản {edition} (bản nháp) từ {parent.id}. / Edition {edition} (a draft) made from {parent.id}.")
    print("Cần điền, theo thứ tự / to be filled in, in this order:")
    for number, (file, vi, en) in enumerate(_TO_FILL_IN, 1):
        print(f"  {number:>2}. {file.format(edition=edition)}: {vi} / {en}")
    print(f"Rồi / then: python3 run_all.py check {edition}")
    return 0
