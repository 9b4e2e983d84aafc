"""The columns that many tables share: id, district, order, and the tail that says where a row comes from."""

from __future__ import annotations

from typing import Any

from yearbook.ledger.columns import column

YES_NO = {"yes": ("có", "yes"), "no": ("không", "no")}
EVIDENCE = {
    "stated": ("nguồn nêu", "stated by the source"),
    "inferred": ("suy luận của người biên soạn", "inferred by the editors"),
    "external": ("theo nguồn khác", "from another source"),
}


def row_id(example: str) -> Any:
    """Declare the row's own id."""
    return column("id", ("Mã", "Id"), ("Mã của dòng, giữ nguyên về sau", "The row's id, never changed"), example)


def text(vi: str, en: str, meaning: tuple[str, str], example: str, *, required: bool = True) -> Any:
    """Declare a column of plain text."""
    return column("text", (vi, en), meaning, example, required=required)


def english(vi: str, en: str, example: str = "") -> Any:
    """Declare the English twin of a Vietnamese text column."""
    meaning = (
        "Bản tiếng Anh của cột cùng tên; để trống thì in tiếng Việt kèm dấu [vi]",
        "The English of the column of the same name; where blank, the Vietnamese is printed with [vi]",
    )
    return column("text", (f"{vi} (tiếng Anh)", f"{en} (English)"), meaning, example, required=False)


DISTRICT = column(
    "reference",
    ("Huyện", "District"),
    ("Huyện mà dòng này nói tới; gõ mã hoặc tên", "The district the row is about; its id or its name"),
    "hoai_an",
    table="districts",
)
ORDER = column("integer", ("Thứ tự", "Order"), ("Thứ tự in", "The order of printing"), "1")
THEME = column(
    "reference", ("Chủ đề", "Theme"), ("Chủ đề của dòng", "The theme of the row"), "advisory", table="themes"
)
SOURCE = column(
    "reference",
    ("Nguồn", "Source"),
    (
        "Nguồn của dòng này; chỉ để trống khi dòng chưa nêu điều gì, hoặc mang từ năm trước sang và chưa xác nhận",
        "Where the row comes from; blank only where it says nothing yet, or was carried over and not confirmed",
    ),
    "review_2021",
    required=False,
    table="sources",
)
LOCATOR = column(
    "text",
    ("Vị trí", "Place"),
    (
        "Chỗ trong nguồn: p3 = đoạn 3 của bài, title = tiêu đề, photo = chú thích ảnh; trống nếu nguồn không nói gì",
        "Where in the source: p3 = its paragraph 3, title, photo = the caption; blank if the source is silent",
    ),
    "p3",
    required=False,
)
EVIDENCE_COLUMN = column(
    "code",
    ("Căn cứ", "Evidence"),
    ("Nguồn nêu thẳng, suy luận, hay theo nguồn khác", "Stated, inferred, or from another source"),
    "stated",
    codes=EVIDENCE,
)
NOTE_VI = text("Ghi chú", "Note", ("Ghi chú in dưới bảng", "A note printed under the table"), "", required=False)
NOTE_EN = english("Ghi chú", "Note")
