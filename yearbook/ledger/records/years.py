"""What ties a year to the ones before it: what became of the tasks, figures revised since, warnings acknowledged."""

from __future__ import annotations

from datetime import date

from yearbook.ledger.columns import Row, column
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.records.results import FIGURE
from yearbook.ledger.records.tail import (
    EVIDENCE_COLUMN,
    LOCATOR,
    NOTE_EN,
    NOTE_VI,
    SOURCE,
    english,
    row_id,
    text,
)

STATUSES = {
    "not_reported": ("chưa báo cáo", "not reported"),
    "not_started": ("chưa thực hiện", "not started"),
    "in_progress": ("đang thực hiện", "in progress"),
    "partly_done": ("hoàn thành một phần", "partly done"),
    "done": ("hoàn thành", "done"),
    "carried_over": ("chuyển năm sau", "carried over"),
    "dropped": ("không còn phù hợp", "dropped"),
}


class TaskStatus(Row):
    """Kết quả nhiệm vụ mà năm trước đề ra / What became of the tasks set the year before"""

    id: str = row_id("N2.1")
    task: str = column(
        "id", ("Nhiệm vụ", "Task"), ("Mã nhiệm vụ trong ấn bản năm trước", "Its id in last year's edition"), "N2.1"
    )
    status: str = column(
        "code",
        ("Kết quả", "Status"),
        ("Làm tới đâu", "How far it got"),
        "not_reported",
        codes=STATUSES,
    )
    result_vi: str = text("Việc đã làm", "What was done", ("Ngắn gọn, theo nguồn", "Briefly"), "", required=False)
    result_en: str = english("Việc đã làm", "What was done")
    source: str = SOURCE
    locator: str = LOCATOR
    evidence: str = EVIDENCE_COLUMN
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class Revision(Row):
    """Số liệu năm trước nay đã điều chỉnh / Figures of earlier years, revised since"""

    id: str = row_id("V1")
    year: int = column("integer", ("Năm", "Year"), ("Năm của số liệu cũ", "The year of the figure"), "2021")
    row: str = column("id", ("Dòng", "Row"), ("Mã của dòng trong ấn bản năm đó", "Its id in that edition"), "E1")
    figure: Quantity = FIGURE
    reason_vi: str = text("Lý do", "Reason", ("Vì sao điều chỉnh", "Why it was revised"), "", required=False)
    reason_en: str = english("Lý do", "Reason")
    source: str = SOURCE
    locator: str = LOCATOR


class Acknowledgement(Row):
    """Cảnh báo đã xem và giữ nguyên số liệu, kèm lý do / Warnings looked into, with the reason why the record stands"""

    id: str = column(
        "id",
        ("Mã cảnh báo", "Warning"),
        ("Mã mà lệnh check in ra cạnh cảnh báo", "The id that check prints beside the warning"),
        "X04-E1",
    )
    reason: str = text("Lý do", "Reason", ("Vì sao số liệu vẫn đúng", "Why the record is right all the same"), "")
    by: str = text("Người xác nhận", "By", ("Ai đã xem", "Who looked into it"), "")
    day: date = column("date", ("Ngày", "Day"), ("Ngày xác nhận", "The day of it"), "20/01/2023")
