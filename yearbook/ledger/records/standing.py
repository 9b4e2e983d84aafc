"""Who and from where: sources, members, leadership, nominations, and the notes on the data."""

from __future__ import annotations

from datetime import date

from yearbook.ledger.columns import Row, column
from yearbook.ledger.records.tail import (
    DISTRICT,
    EVIDENCE_COLUMN,
    LOCATOR,
    NOTE_EN,
    NOTE_VI,
    ORDER,
    SOURCE,
    YES_NO,
    english,
    row_id,
    text,
)


class Source(Row):
    """Nguồn tài liệu / Sources"""

    id: str = row_id("review_2021")
    sort: int = ORDER
    kind: str = column(
        "code",
        ("Loại", "Kind"),
        ("Loại tài liệu", "The kind of document"),
        "article",
        codes={
            "article": ("bài viết", "article"),
            "report": ("báo cáo", "report"),
            "decision": ("quyết định", "decision"),
            "web_page": ("trang thông tin", "web page"),
        },
    )
    main: str = column(
        "code",
        ("Nguồn chính", "Main source"),
        ("Có phải nguồn chính của ấn bản không", "Whether it is the edition's main source"),
        "yes",
        codes=YES_NO,
    )
    short_vi: str = text("Tên ngắn", "Short name", ("Tên in sau chữ «Nguồn»", "The name printed after “Source”"), "")
    short_en: str = english("Tên ngắn", "Short name")
    title_vi: str = text("Tên tài liệu", "Title", ("Tên đầy đủ", "The full title"), "")
    title_en: str = english("Tên tài liệu", "Title")
    author: str = text("Tác giả", "Author", ("Người viết", "Who wrote it"), "Nguyễn Hồng Quân", required=False)
    publisher: str = text("Nơi công bố", "Publisher", ("Nơi công bố, nếu biết", "If known"), "", required=False)
    published: date | None = column(
        "date",
        ("Ngày công bố", "Published"),
        ("Ngày công bố", "The day it was published"),
        "20/01/2022",
        required=False,
    )
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class Member(Row):
    """Thành viên của cụm trong năm / Members of the cluster in the year"""

    district: str = DISTRICT
    sort: int = ORDER
    named: str = column(
        "code",
        ("Nguồn chính có nêu", "Named in the main source"),
        ("Nguồn chính có nhắc tên huyện không", "Whether the main source names the district"),
        "yes",
        codes=YES_NO,
    )
    source: str = SOURCE
    locator: str = LOCATOR
    evidence: str = EVIDENCE_COLUMN
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class Leadership(Row):
    """Cụm trưởng, cụm phó / Head and deputy head of the cluster"""

    id: str = row_id("L1")
    term_year: int = column("integer", ("Năm", "Year"), ("Năm giữ nhiệm vụ", "The year of the post"), "2022")
    role: str = column(
        "code",
        ("Nhiệm vụ", "Post"),
        ("Cụm trưởng hay cụm phó", "Head or deputy head"),
        "head",
        codes={"head": ("cụm trưởng", "head"), "deputy": ("cụm phó", "deputy head")},
    )
    district: str = DISTRICT
    chosen: str = column(
        "code",
        ("Cách chọn", "How chosen"),
        ("Được chọn thế nào", "How it was chosen"),
        "elected",
        codes={
            "elected": ("hội nghị bầu", "elected by the conference"),
            "appointed": ("được phân công", "appointed"),
            "rotation": ("luân phiên", "by rotation"),
            "unknown": ("không rõ", "unknown"),
        },
    )
    source: str = SOURCE
    locator: str = LOCATOR
    evidence: str = EVIDENCE_COLUMN
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class Nomination(Row):
    """Đề nghị khen thưởng / Nominations"""

    id: str = row_id("A1")
    sort: int = ORDER
    award: str = column(
        "reference",
        ("Hình thức", "Award"),
        ("Danh hiệu hoặc hình thức khen thưởng", "The title or form of commendation"),
        "co_thi_dua_tinh",
        table="award_types",
    )
    district: str = DISTRICT
    organisation_vi: str = text("Đơn vị", "Unit", ("Đơn vị được đề nghị", "Who is nominated"), "UBND huyện Hoài Ân")
    organisation_en: str = english("Đơn vị", "Unit")
    reason_vi: str = text("Lý do", "Reason", ("Lý do nguồn nêu", "The reason given"), "", required=False)
    reason_en: str = english("Lý do", "Reason")
    proposed_by_vi: str = text("Bên đề nghị", "Proposed by", ("Ai đề nghị", "Who proposes"), "hội nghị cụm")
    proposed_by_en: str = english("Bên đề nghị", "Proposed by")
    addressed_to_vi: str = text("Gửi tới", "Addressed to", ("Cấp nhận đề nghị", "To whom"), "UBND tỉnh")
    addressed_to_en: str = english("Gửi tới", "Addressed to")
    stage: str = column(
        "code",
        ("Bước", "Stage"),
        (
            "Đang ở bước nào; «decided» phải có số và ngày quyết định",
            "“decided” needs a decision's number and date",
        ),
        "nominated",
        codes={
            "nominated": ("được đề nghị tặng", "nominated"),
            "reviewed": ("đang thẩm định", "under review"),
            "decided": ("được tặng", "awarded"),
            "declined": ("không được tặng", "declined"),
            "withdrawn": ("đã rút", "withdrawn"),
        },
    )
    decision_number: str = text(
        "Số quyết định",
        "Decision no.",
        ("Số quyết định khen thưởng", "Number of the decision"),
        "",
        required=False,
    )
    decision_date: date | None = column(
        "date",
        ("Ngày quyết định", "Decision date"),
        ("Ngày quyết định khen thưởng", "Date of the decision"),
        "15/03/2022",
        required=False,
    )
    source: str = SOURCE
    locator: str = LOCATOR
    evidence: str = EVIDENCE_COLUMN
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class DataNote(Row):
    """Ghi chú về dữ liệu: điểm khác thường trong nguồn / Notes on the data: oddities of the sources"""

    id: str = row_id("Q1")
    sort: int = ORDER
    severity: str = column(
        "code",
        ("Mức", "Weight"),
        ("Ảnh hưởng tới cách đọc số liệu", "How much it bears on reading the data"),
        "high",
        codes={"high": ("cao", "high"), "medium": ("vừa", "medium"), "low": ("thấp", "low")},
    )
    about: tuple[str, ...] = column(
        "ids",
        ("Liên quan", "About"),
        ("Mã các dòng liên quan, ngăn bởi |", "Ids of the rows, split by |"),
        "R6|R7",
        required=False,
    )
    text_vi: str = text("Điều cần biết", "What to know", ("Điểm khác thường", "The oddity"), "")
    text_en: str = english("Điều cần biết", "What to know")
    treatment_vi: str = text("Cách xử lý", "Treatment", ("Niên giám làm gì", "What the yearbook does about it"), "")
    treatment_en: str = english("Cách xử lý", "Treatment")
    source: str = SOURCE
    locator: str = LOCATOR
