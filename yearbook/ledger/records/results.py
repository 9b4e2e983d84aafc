"""What the year brought: budget figures, relief lines, and claims that came without a figure."""

from __future__ import annotations

from yearbook.ledger.columns import Row, column
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.records.tail import (
    DISTRICT,
    EVIDENCE_COLUMN,
    LOCATOR,
    NOTE_EN,
    NOTE_VI,
    ORDER,
    SOURCE,
    english,
    row_id,
    text,
)

FIGURE = column(
    "figure",
    ("Số liệu", "Figure"),
    (
        "Con số đúng như nguồn in, cả chữ và đơn vị: «trên 100 tấn»; «…» chưa có số liệu, «-» không phát sinh",
        "The figure exactly as printed, with its words and unit; “…” not reported, “-” did not occur",
    ),
    "118,3%",
)


class BudgetFigure(Row):
    """Số liệu ngân sách, mỗi dòng một con số / Budget figures, one a row"""

    id: str = row_id("E1")
    district: str = DISTRICT
    indicator: str = column(
        "reference",
        ("Chỉ tiêu", "Indicator"),
        ("Chỉ tiêu được đo", "What is measured"),
        "budget_revenue",
        table="indicators",
    )
    base: str = column(
        "code",
        ("So với", "Compared with"),
        (
            "Mốc so sánh. Tỷ lệ không có động từ, so với kế hoạch là mức hoàn thành (118,3% nghĩa là vượt 18,3%), "
            "so với năm trước là mức tăng",
            "The base. A rate without a verb is completion against a plan (118.3% means 18.3% above it), change "
            "against last year",
        ),
        "district_plan",
        codes={
            "district_plan": ("kế hoạch huyện giao", "district plan"),
            "province_plan": ("kế hoạch tỉnh giao", "province plan"),
            "previous_year": ("năm trước", "previous year"),
            "none": ("không so sánh", "no base"),
        },
    )
    base_year: int = column("integer", ("Năm gốc", "Base year"), ("Năm của mốc so sánh", "The base's year"), "2021")
    figure: Quantity = FIGURE
    base_as_printed: str = text(
        "Cách gọi trong nguồn",
        "Base as printed",
        ("Nguồn gọi mốc so sánh thế nào", "What the source calls the base"),
        "chỉ tiêu của huyện",
        required=False,
    )
    status: str = column(
        "code",
        ("Trạng thái", "Status"),
        ("Số chính thức, sơ bộ, ước hay đã điều chỉnh", "Actual, preliminary, estimated or revised"),
        "not_stated",
        codes={
            "actual": ("chính thức", "actual"),
            "preliminary": ("sơ bộ", "preliminary"),
            "estimate": ("ước", "estimate"),
            "revised": ("đã điều chỉnh", "revised"),
            "not_stated": ("nguồn không nói rõ", "not stated"),
        },
    )
    source: str = SOURCE
    locator: str = LOCATOR
    evidence: str = EVIDENCE_COLUMN
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class ReliefLine(Row):
    """Hỗ trợ người dân trong dịch, mỗi dòng một con số / Relief during the epidemic, one figure a row"""

    id: str = row_id("R1")
    district: str = DISTRICT
    actor_vi: str = text("Bên thực hiện", "Actor", ("Ai làm, theo nguồn", "Who did it, as stated"), "Huyện Hoài Ân")
    actor_en: str = english("Bên thực hiện", "Actor")
    what: str = column(
        "code",
        ("Nội dung", "What"),
        ("Con số đo cái gì", "What the figure measures"),
        "goods_weight",
        codes={
            "goods_weight": ("khối lượng hàng", "weight of goods"),
            "goods_value": ("giá trị hàng", "value of goods"),
            "fund": ("quỹ hỗ trợ", "support fund"),
            "parcels": ("suất quà", "gift parcels"),
            "money_unspecified": ("tiền, chưa rõ loại", "money, kind not stated"),
        },
    )
    flow: str = column(
        "code",
        ("Hoạt động", "Activity"),
        ("Vận động, gửi đi, chuyển về tỉnh hay trao", "Mobilised, sent, handed to the province or given"),
        "mobilised",
        codes={
            "mobilised": ("vận động", "mobilised"),
            "sent": ("gửi đi", "sent"),
            "transferred": ("chuyển về tỉnh", "handed to the province"),
            "given": ("trao tặng", "given"),
        },
    )
    figure: Quantity = FIGURE
    destination: str = column(
        "code",
        ("Nơi nhận", "Destination"),
        ("Nơi nhận, theo nguồn", "Where it went, as stated"),
        "not_stated",
        codes={
            "in_district": ("trong huyện", "within the district"),
            "province": ("tỉnh", "the province"),
            "ho_chi_minh_city": ("Thành phố Hồ Chí Minh", "Hồ Chí Minh City"),
            "not_stated": ("không nêu", "not stated"),
        },
    )
    relation: str = column(
        "code",
        ("Quan hệ", "Relation"),
        ("Quan hệ với dòng khác của cùng huyện", "How the row relates to another row of its district"),
        "same_goods_as",
        codes={
            "same_goods_as": ("cùng số hàng với", "the same goods as"),
            "part_of": ("là một phần của", "part of"),
            "maybe_part_of": ("có thể là một phần của", "possibly part of"),
            "separate": ("khoản riêng", "separate"),
            "unclear": ("chưa rõ quan hệ với", "relation unclear with"),
        },
    )
    related: str = column(
        "id",
        ("Dòng liên quan", "Related row"),
        ("Mã của dòng liên quan trong bảng này", "Id of the related row in this table"),
        "R2",
        required=False,
        table="relief",
    )
    source: str = SOURCE
    locator: str = LOCATOR
    evidence: str = EVIDENCE_COLUMN
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class Claim(Row):
    """Nhận định không kèm số liệu / Claims without a figure"""

    id: str = row_id("C1")
    sort: int = ORDER
    area: str = column(
        "code",
        ("Lĩnh vực", "Field"),
        ("Nhận định thuộc lĩnh vực nào", "The field it belongs to"),
        "economy",
        codes={
            "economy": ("kinh tế, ngân sách", "economy and budget"),
            "society": ("văn hóa, xã hội", "culture and society"),
            "defence": ("quốc phòng, an ninh", "defence and security"),
            "emulation": ("thi đua", "emulation"),
            "epidemic": ("phòng, chống dịch", "epidemic"),
        },
    )
    text_vi: str = text("Nhận định", "Claim", ("Nhận định, viết lại bằng lời của mình", "In one's own words"), "")
    text_en: str = english("Nhận định", "Claim")
    evidence_vi: str = text(
        "Số liệu kèm theo",
        "Figures given",
        ("Nguồn có số liệu nào đỡ cho nhận định", "What figures support it"),
        "",
    )
    evidence_en: str = english("Số liệu kèm theo", "Figures given")
    source: str = SOURCE
    locator: str = LOCATOR
