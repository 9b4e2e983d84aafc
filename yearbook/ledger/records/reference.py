"""What outlives a year: districts and their names, units and words of figures, indicators, awards, themes, terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from yearbook.ledger.columns import Row, column
from yearbook.ledger.records.tail import NOTE_EN, NOTE_VI, ORDER, YES_NO, english, row_id, text


class District(Row):
    """Đơn vị hành chính và tên gọi / Administrative units and their names"""

    id: str = row_id("hoai_an")
    sort: int = ORDER
    name_vi: str = text("Tên", "Name", ("Tên trong bảng", "The name in tables"), "Hoài Ân")
    full_vi: str = text("Tên đầy đủ", "Full name", ("Tên đầy đủ", "The full name"), "huyện Hoài Ân")
    full_en: str = english("Tên đầy đủ", "Full name", "Hoài Ân District")
    aliases: tuple[str, ...] = column(
        "texts",
        ("Cách viết khác", "Other spellings"),
        ("Ngăn bởi |", "Split by |"),
        "H. Hoài Ân|UBND huyện Hoài Ân",
        required=False,
    )
    valid_from: date | None = column(
        "date", ("Từ ngày", "Valid from"), ("Trống nếu không giới hạn", "Blank if open"), "", required=False
    )
    valid_to: date | None = column(
        "date",
        ("Đến ngày", "Valid to"),
        ("Ngày cuối còn tồn tại", "The last day it exists"),
        "30/06/2025",
        required=False,
    )
    note_vi: str = NOTE_VI
    note_en: str = NOTE_EN


class UnitRow(Row):
    """Đơn vị tính / Units of measure"""

    id: str = row_id("ty_dong")
    vi: str = text(
        "Cách viết",
        "Vietnamese",
        ("Mẫu có {} chỗ con số", "A pattern, {} stands for the number"),
        "{} tỷ đồng",
    )
    en_one: str = text(
        "Tiếng Anh, số ít", "English, one", ("Mẫu tiếng Anh số ít", "English singular"), "VND {} billion"
    )
    en_many: str = text("Tiếng Anh, số nhiều", "English, many", ("Mẫu số nhiều", "English plural"), "VND {} billion")
    dimension: str = text(
        "Đại lượng", "Dimension", ("Chỉ đổi trong một đại lượng", "Conversion stays inside it"), "money"
    )
    factor: Decimal = column(
        "number", ("Hệ số", "Factor"), ("So với đơn vị gốc", "Size in the base unit"), "1000000000"
    )
    integer: str = column(
        "code", ("Số nguyên", "Whole"), ("Chỉ nhận số nguyên", "Whole numbers only"), "no", codes=YES_NO
    )
    aliases: tuple[str, ...] = column(
        "texts",
        ("Cách viết khác", "Other spellings"),
        ("Ngăn bởi |", "Split by |"),
        "tỉ đồng",
        required=False,
    )


class QualifierRow(Row):
    """Chữ đứng quanh con số / Words around a number"""

    id: str = row_id("tren")
    sort: int = column(
        "integer",
        ("Thứ tự", "Order"),
        (
            "Trong các chữ cùng nghĩa, chữ đứng đầu dùng để in số tính ra",
            "Of words that say the same, the first is printed with computed figures",
        ),
        "1",
    )
    role: str = column(
        "code",
        ("Vai trò", "Role"),
        ("Chữ cho biết điều gì về con số", "What the word tells about the number"),
        "bound",
        codes={
            "bound": ("mức độ: trên, gần", "bound: more than, nearly"),
            "range": ("khoảng có hai đầu", "a range with two ends"),
            "sense": ("động từ: đạt, vượt, tăng", "verb: reached, above, up"),
            "mean": ("bình quân", "a mean"),
            "estimate": ("ước", "an estimate"),
            "multiplier": ("nghìn, triệu, đứng trước đơn vị", "thousand, million, before a unit"),
            "numeral": ("con số viết bằng chữ, sau «gấp», «hạng»", "a number in words, after a multiple or a rank"),
        },
    )
    vi: str = text(
        "Cách viết",
        "Vietnamese",
        (
            "Chữ đứng trước con số; nếu đứng cả hai bên thì {} là chỗ con số",
            "Words before the number; where they stand on both sides, {} is the number",
        ),
        "từ {} trở lên",
    )
    en: tuple[str, ...] = column(
        "texts",
        ("Tiếng Anh", "English"),
        (
            "Mẫu có {} chỗ con số (numeral: chữ số); sau | là mẫu khi bên trong còn chữ khác",
            "A pattern, {} stands for the number (numeral: in digits); after | the pattern around other words",
        ),
        "an estimated {}|estimated {}",
    )
    meaning: str = column(
        "code",
        ("Nghĩa", "Meaning"),
        ("Chỉ cho bound và sense", "For bound and sense only"),
        "at_least",
        required=False,
        codes={
            "at_least": ("giới hạn dưới", "a lower bound"),
            "at_most": ("giới hạn trên", "an upper bound"),
            "nearly": ("thấp hơn một chút", "a little below"),
            "about": ("ước chừng", "approximately"),
            "level": ("mức", "a level"),
            "completion": ("hoàn thành bao nhiêu của mốc", "how much of the base was reached"),
            "excess": ("phần vượt mốc", "the part above the base"),
            "change_up": ("mức tăng", "a rise"),
            "change_down": ("mức giảm", "a fall"),
            "fallen_to": ("mức sau khi giảm", "the level after a fall"),
            "risen_to": ("mức sau khi tăng", "the level after a rise"),
            "multiple": ("gấp bao nhiêu lần", "how many times"),
            "rank": ("thứ hạng", "a rank"),
        },
    )
    strict: str = column(
        "code",
        ("Không kể mốc", "Strict"),
        ("«trên 5» không gồm 5; «ít nhất 5» gồm cả 5", "“more than 5” leaves 5 out; “at least 5” does not"),
        "yes",
        codes=YES_NO,
    )
    number: Decimal | None = column(
        "number",
        ("Con số", "Number"),
        ("Chỉ cho multiplier và numeral", "For multiplier and numeral only"),
        "1000000",
        required=False,
    )


class Indicator(Row):
    """Chỉ tiêu / Indicators"""

    id: str = row_id("budget_revenue")
    name_vi: str = text("Tên", "Name", ("Tên chỉ tiêu", "The indicator's name"), "thu ngân sách nhà nước")
    name_en: str = english("Tên", "Name", "state budget revenue")
    dimension: str = text(
        "Đại lượng",
        "Dimension",
        (
            "Đo bằng đại lượng nào, theo cột dimension của bảng units; thứ hạng thì gõ rank",
            "What it is measured in, as in column dimension of table units; rank for a place in an order",
        ),
        "money",
    )
    core: str = column(
        "code",
        ("Bắt buộc", "Core"),
        ("Mỗi thành viên phải có dòng, dù chỉ là «…»", "Every member must have a row, be it “…”"),
        "yes",
        codes=YES_NO,
    )
    bases: tuple[str, ...] = column(
        "texts",
        ("Mốc bắt buộc", "Core bases"),
        ("Mốc so sánh bắt buộc, ngăn bởi |", "The bases each must have"),
        "district_plan|province_plan",
        required=False,
    )
    definition_vi: str = text("Định nghĩa", "Definition", ("Chỉ tiêu đo gì", "What it measures"), "")
    definition_en: str = english("Định nghĩa", "Definition")


class AwardType(Row):
    """Danh hiệu và hình thức khen thưởng / Titles and forms of commendation"""

    id: str = row_id("co_thi_dua_tinh")
    name_vi: str = text("Tên", "Name", ("Tên như nguồn in", "The name as printed"), "Cờ thi đua")
    name_en: str = english("Tên", "Name", "Emulation Flag")
    family: str = column(
        "code",
        ("Nhóm", "Family"),
        ("Hai nhóm khác nhau, không xếp chung một bậc", "Two families, never one ladder"),
        "title",
        codes={
            "title": ("danh hiệu thi đua", "emulation title"),
            "form": ("hình thức khen thưởng", "commendation"),
        },
    )
    level_vi: str = text("Cấp", "Level", ("Cấp quyết định", "The level that decides"), "tỉnh")
    level_en: str = english("Cấp", "Level", "province")
    valid_from: date | None = column(
        "date", ("Từ ngày", "Valid from"), ("Trống nếu không giới hạn", "Blank if open"), "", required=False
    )
    valid_to: date | None = column(
        "date",
        ("Đến ngày", "Valid to"),
        ("Trống nếu còn áp dụng", "Blank if still in force"),
        "31/12/2023",
        required=False,
    )
    law_vi: str = text("Căn cứ pháp lý", "Law", ("Luật áp dụng", "The law that applies"), "")
    law_en: str = english("Căn cứ pháp lý", "Law")


class Theme(Row):
    """Chủ đề / Themes"""

    id: str = row_id("advisory")
    name_vi: str = text("Tên", "Name", ("Tên chủ đề", "The theme's name"), "công tác tham mưu")
    name_en: str = english("Tên", "Name", "advisory work")


class Term(Row):
    """Thuật ngữ song ngữ / Bilingual terms"""

    id: str = row_id("cum_thi_dua")
    vi: str = text("Tiếng Việt", "Vietnamese", ("Thuật ngữ", "The term"), "cụm thi đua")
    en: str = text("Tiếng Anh", "English", ("Thuật ngữ tiếng Anh", "The English term"), "emulation cluster")
    meaning_vi: str = text("Nghĩa", "Meaning", ("Giải thích ngắn", "A short explanation"), "")
    meaning_en: str = english("Nghĩa", "Meaning")
