"""What was weak and what comes next: shortcomings, tasks, links, movements, documents, anniversaries."""

from __future__ import annotations

from datetime import date

from yearbook.ledger.columns import Row, column
from yearbook.ledger.records.tail import (
    EVIDENCE_COLUMN,
    LOCATOR,
    NOTE_EN,
    NOTE_VI,
    ORDER,
    SOURCE,
    THEME,
    YES_NO,
    english,
    row_id,
    text,
)

LAUNCHERS = {
    "prime_minister": ("Thủ tướng Chính phủ", "Prime Minister"),
    "province": ("tỉnh", "province"),
    "cluster": ("các địa phương trong cụm", "localities of the cluster"),
    "province_and_cluster": ("UBND tỉnh và cụm", "province and cluster"),
    "not_stated": ("không nêu", "not stated"),
    "unverified": ("chưa kiểm chứng", "not verified"),
}


class Movement(Row):
    """Phong trào và đợt thi đua / Movements and campaigns"""

    id: str = row_id("M1")
    sort: int = ORDER
    name_vi: str = text("Tên như in", "Name as printed", ("Tên phong trào như nguồn in", "As the source prints it"), "")
    name_en: str = english("Tên như in", "Name as printed")
    official_vi: str = text(
        "Tên chính thức",
        "Official name",
        ("Tên chính thức, nếu khác", "The official name, if it differs"),
        "",
        required=False,
    )
    joined: str = column(
        "code",
        ("Trong năm", "In the year"),
        ("Có trong kết quả của năm", "Part of the year's results"),
        "yes",
        codes=YES_NO,
    )
    planned: str = column(
        "code",
        ("Năm sau", "Next year"),
        ("Có trong nhiệm vụ năm sau", "Part of next year's tasks"),
        "yes",
        codes=YES_NO,
    )
    counted: str = column(
        "code",
        ("Được đếm", "Counted"),
        ("Nằm trong số phong trào mà nguồn đếm", "Among the movements the source counts"),
        "yes",
        codes=YES_NO,
    )
    launcher_stated: str = column(
        "code",
        ("Bên phát động, theo nguồn", "Launched by, as stated"),
        ("Nguồn nói ai phát động", "Who launched it according to the source"),
        "prime_minister",
        codes=LAUNCHERS,
    )
    launcher_verified: str = column(
        "code",
        ("Bên phát động, đã kiểm chứng", "Launched by, verified"),
        ("Đối chiếu với nguồn khác", "Checked against another source"),
        "prime_minister",
        codes=LAUNCHERS,
    )
    verified_in: str = column(
        "reference",
        ("Nguồn kiểm chứng", "Verified in"),
        ("Nguồn dùng để đối chiếu", "The source of the check"),
        "movements_2020",
        required=False,
        table="sources",
    )
    source: str = SOURCE
    locator: str = LOCATOR
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class Shortcoming(Row):
    """Tồn tại, hạn chế / Shortcomings"""

    id: str = row_id("S1")
    sort: int = ORDER
    theme: str = THEME
    text_vi: str = text("Hạn chế", "Shortcoming", ("Viết bằng lời của mình", "In one's own words"), "")
    text_en: str = english("Hạn chế", "Shortcoming")
    recurs_from: str = column(
        "id",
        ("Tái diễn từ", "Recurs from"),
        ("Nếu năm trước đã nêu: năm và mã ở năm đó", "If an earlier year named it: that year and the id there"),
        "2021-S2",
        required=False,
    )
    scope: str = column(
        "code",
        ("Phạm vi", "Scope"),
        ("Nguồn nói về ai", "Whom the source speaks of"),
        "some_districts",
        codes={
            "advisory_body": ("cơ quan tham mưu", "advisory body"),
            "some_districts": ("một số địa phương", "some localities"),
            "cluster": ("cả cụm", "the whole cluster"),
            "not_stated": ("không nêu", "not stated"),
        },
    )
    source: str = SOURCE
    locator: str = LOCATOR
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class Task(Row):
    """Nhiệm vụ năm sau / Tasks for the next year"""

    id: str = row_id("N2.1")
    sort: int = ORDER
    group: str = column(
        "code",
        ("Nhóm", "Group"),
        ("Định hướng chung hay nhiệm vụ đánh số", "General orientation or numbered task"),
        "main",
        codes={
            "orientation": ("định hướng chung", "orientation"),
            "main": ("nhiệm vụ đánh số", "numbered task"),
        },
    )
    parent: str = column(
        "id",
        ("Thuộc", "Part of"),
        ("Mã nhiệm vụ lớn hơn", "Id of the larger task"),
        "N2",
        required=False,
        table="tasks",
    )
    text_vi: str = text("Nhiệm vụ", "Task", ("Viết bằng lời của mình", "In one's own words"), "")
    text_en: str = english("Nhiệm vụ", "Task")
    owner_vi: str = text("Chủ trì", "Owner", ("Ai chủ trì, nếu nguồn nêu", "Who leads, if stated"), "", required=False)
    owner_en: str = english("Chủ trì", "Owner")
    due: date | None = column(
        "date",
        ("Thời hạn", "Due"),
        ("Thời hạn, nếu nguồn nêu", "The deadline, if stated"),
        "31/12/2022",
        required=False,
    )
    target: str = text("Mục tiêu", "Target", ("Mục tiêu có số, nếu có", "A target figure, if any"), "", required=False)
    source: str = SOURCE
    locator: str = LOCATOR
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class TaskLink(Row):
    """Hạn chế nào có nhiệm vụ tương ứng / Which shortcoming has a task"""

    id: str = row_id("S1-N2.1")
    shortcoming: str = column(
        "reference", ("Hạn chế", "Shortcoming"), ("Mã hạn chế", "Its id"), "S1", table="shortcomings"
    )
    task: str = column("reference", ("Nhiệm vụ", "Task"), ("Mã nhiệm vụ", "Its id"), "N2.1", table="tasks")
    strength: str = column(
        "code",
        ("Mức độ", "Strength"),
        ("Nhiệm vụ đáp ứng hạn chế tới đâu", "How far the task answers the shortcoming"),
        "explicit",
        codes={
            "explicit": ("trực tiếp", "explicit"),
            "partial": ("trực tiếp một phần", "explicit in part"),
            "general": ("chung, gián tiếp", "general or indirect"),
        },
    )
    reason_vi: str = text("Lý do", "Reason", ("Vì sao đánh giá như vậy", "Why it is judged so"), "")
    reason_en: str = english("Lý do", "Reason")
    evidence: str = EVIDENCE_COLUMN


class Document(Row):
    """Văn bản được dẫn / Documents cited"""

    id: str = row_id("D1")
    kind_vi: str = text("Loại văn bản", "Kind", ("Loại văn bản", "The kind of document"), "Chỉ thị")
    kind_en: str = english("Loại văn bản", "Kind")
    number: str = text("Số, ký hiệu", "Number", ("Số và ký hiệu", "Its number and symbol"), "34-CT/TW")
    issued: date = column("date", ("Ngày", "Date"), ("Ngày ban hành", "The day it was issued"), "07/04/2014")
    issuer_vi: str = text("Cơ quan ban hành", "Issuer", ("Như nguồn in", "As printed"), "Bộ Chính trị (khóa XI)")
    issuer_en: str = english("Cơ quan ban hành", "Issuer")
    subject_vi: str = text("Trích yếu", "Subject", ("Về việc gì", "What it is about"), "")
    subject_en: str = english("Trích yếu", "Subject")
    tasks: tuple[str, ...] = column(
        "references",
        ("Nhiệm vụ", "Tasks"),
        ("Nhiệm vụ dẫn văn bản", "The tasks that cite it"),
        "N1",
        required=False,
        table="tasks",
    )
    verified: str = column(
        "code",
        ("Đã đối chiếu", "Verified"),
        ("Đã đối chiếu với nguồn khác chưa", "Checked elsewhere or not"),
        "yes",
        codes=YES_NO,
    )
    source: str = SOURCE
    locator: str = LOCATOR
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class Anniversary(Row):
    """Ngày kỷ niệm trong năm sau / Anniversaries in the next year"""

    id: str = row_id("K1")
    event_vi: str = text("Sự kiện", "Event", ("Sự kiện được kỷ niệm", "What is marked"), "Quốc khánh")
    event_en: str = english("Sự kiện", "Event")
    origin: date = column("date", ("Ngày gốc", "Original day"), ("Ngày xảy ra", "The day it happened"), "02/09/1945")
    marked: date = column("date", ("Ngày kỷ niệm", "Marked on"), ("Ngày kỷ niệm", "The day it is marked"), "02/09/2022")
    years_stated: int | None = column(
        "integer",
        ("Số năm theo nguồn", "Years as stated"),
        ("Để trống nếu nguồn không in", "Blank if not printed"),
        "77",
        required=False,
    )
    tasks: tuple[str, ...] = column(
        "references",
        ("Nhiệm vụ", "Tasks"),
        ("Nhiệm vụ nêu ngày này", "The tasks that name it"),
        "N2.6",
        required=False,
        table="tasks",
    )
    source: str = SOURCE
    locator: str = LOCATOR
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class Proposal(Row):
    """Chỉ tiêu theo dõi do người biên soạn đề xuất / Indicators the editors propose, so that tasks can be reported"""

    id: str = row_id("B1")
    sort: int = ORDER
    answers: tuple[str, ...] = column(
        "ids",
        ("Cho", "For"),
        ("Mã hạn chế, nhiệm vụ cần theo dõi, ngăn bởi |", "Ids of shortcomings and tasks to follow up"),
        "S2|N1",
        required=False,
    )
    text_vi: str = text("Đề xuất", "Proposal", ("Nên báo cáo con số nào", "Which figure to report"), "")
    text_en: str = english("Đề xuất", "Proposal")
    unit_vi: str = text("Đơn vị tính", "Unit", ("Tính bằng gì", "In what it is counted"), "số lượng")
    unit_en: str = english("Đơn vị tính", "Unit")
