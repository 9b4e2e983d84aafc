import random
from decimal import Decimal

import pytest

from yearbook.errors import NotDerivableError, QuantityError
from yearbook.ledger.qualifiers import BOUND, ESTIMATE, MEAN, MULTIPLE, RANK, SENSE
from yearbook.ledger.quantity import Quantity, total
from yearbook.ledger.rates import percent_of_base

AS_PRINTED = [
    "118,3%", "173,57%", "27,71%", "trên 100 tấn", "trên 1,3 tỷ đồng", "hơn 600 triệu đồng", "42,5 tấn",
    "1.864 suất quà", "hơn 1,185 tỷ đồng", "khoảng 20 người", "+5%", "-2,1%", "05 nhà", "gần 500ha", "Trên 100 tấn",
    "từ 5% trở lên", "khoảng 5-7%", "thứ 3/11 xã", "xếp thứ hai", "gấp ba lần", "gần gấp đôi", "tăng gấp đôi", "ước đạt 772 tỷ đồng", "không quá 1.000.000 đồng", "…", "-", "x",
]  # fmt: skip


@pytest.mark.parametrize("text", AS_PRINTED)
def test_a_figure_prints_back_exactly_as_it_was_typed(q, text):
    assert str(q(text)) == text


def test_spaces_are_folded_and_nothing_else(q):
    assert str(q("  trên\u00a0 1,3   tỷ đồng ")) == "trên 1,3 tỷ đồng"


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("trên 1,3 tỷ đồng", "trên 1,3\u00a0tỷ\u00a0đồng", "more than VND\u00a01.3\u00a0billion"),
        ("1.864 suất quà", "1.864\u00a0suất\u00a0quà", "1,864\u00a0gift\u00a0parcels"),
        ("1 tấn", "1\u00a0tấn", "1\u00a0tonne"),
        ("118,3%", "118,3%", "118.3%"),
        ("ước đạt 772 tỷ đồng", "ước đạt 772\u00a0tỷ\u00a0đồng", "an estimated VND\u00a0772\u00a0billion"),
        ("gần 20 tấn", "gần 20\u00a0tấn", "nearly 20\u00a0tonnes"),
        ("…", "…", "…"),
        ("gần 500ha", "gần 500ha", "nearly 500\u00a0ha"),
        ("từ 54,9% đến 83%", "từ 54,9% đến 83%", "from 54.9% to 83%"),
    ],
)
def test_a_figure_keeps_its_words_in_both_languages(q, text, vi, en):
    assert (q(text).words("vi"), q(text).words("en")) == (vi, en)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("tăng 27,71%", "up 27.71%"),
        ("giảm 2,1%", "down 2.1%"),
        ("tăng khoảng 2,3 lần", "up about 2.3 times"),
        ("vượt 18,3%", "18.3% above"),
        ("vượt trên 5%", "more than 5% above"),
        ("đạt hơn 114%", "reached more than 114%"),
        ("giảm còn khoảng 4,5%", "down to about 4.5%"),
        ("bằng 131,5%", "131.5%"),
        ("gấp 10 lần", "10 times"),
        ("gần gấp đôi", "nearly 2 times"),
        ("12/15 xã", "12 of 15 communes"),
        ("27/27 chỉ tiêu", "27 of 27 targets"),
        ("88,25/90 điểm", "88.25 of 90 points"),
        ("hạng Nhất", "1st"),
        ("thứ 4", "4th"),
        ("thứ 11", "11th"),
        ("xếp thứ 22", "ranked 22nd"),
        ("thứ 3/11 xã", "3rd of 11 communes"),
        ("bình quân 71,2 triệu đồng/người/năm", "an average of VND 71.2 million per person per year"),
        ("bình quân trên 90%", "on average more than 90%"),
        ("ước đạt gần 58.000 tỷ đồng", "estimated nearly VND 58,000 billion"),
        ("trên 1,1 nghìn tỷ đồng", "more than VND 1.1 trillion"),
        ("hơn 2,2 triệu lượt người", "more than 2.2 million people reached"),
        ("1 triệu người", "1 million people"),
        ("5-7%", "5–7%"),
        ("6 - 8 triệu đồng/người/tháng", "VND 6–8 million per person per month"),
        ("ước đạt 6-8 tỷ đồng", "an estimated VND 6–8 billion"),
        ("từ 6 đến 8 triệu đồng", "from VND 6 million to VND 8 million"),
        ("từ 5% trở lên", "5% or more"),
        ("1 xã", "1 commune"),
    ],
)
def test_a_figure_is_said_in_english_as_an_editor_would(q, text, english):
    assert q(text).words("en").replace("\u00a0", " ") == english


@pytest.mark.parametrize("unit", [
    "lượt người", "lượt", "đoàn viên", "hội viên", "tập thể", "cá nhân", "lao động", "hộ", "nhà", "căn", "xã", "huyện",
    "tỉnh", "thôn", "phường", "trường", "mô hình", "công trình", "dự án", "sáng kiến", "đề tài", "chỉ tiêu", "tiêu chí",
    "phong trào", "văn bản", "lớp", "buổi", "cuộc", "cuốn", "ha", "m²", "km", "m³", "tạ", "tạ/ha", "tấn/ha", "kg/người",
    "lít", "con", "cây", "doanh nghiệp", "hợp tác xã", "điểm", "đơn vị", "cơ quan", "đồng/người/tháng", "USD", "‰", "giờ",
    "triệu đồng/người/năm", "triệu đồng/người/tháng", "triệu đồng/tháng", "triệu đồng/năm", "triệu đồng/ha", "tháng",
    "MW", "kWh", "triệu USD", "triệu đồng/tấn", "nghìn tấn", "ngàn đồng", "tỉ đồng",
])  # fmt: skip
def test_what_reports_count_has_a_unit_with_english_for_one_and_for_many(q, unit):
    one, many = q(f"1 {unit}").words("en"), q(f"2 {unit}").words("en")
    assert one.replace("1", "") and many.replace("2", "")
    assert str(q(f"05 {unit}")) == f"05 {unit}"


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("0.500 tấn", "N01", "gõ «0,500»"),
        ("0.075 kg", "N01", "gõ «0,075»"),
        ("0.125%", "N01", "gõ «0,125»"),
        ("dưới 0.005", "N01", "gõ «0,005»"),
        ("0.500.000 đồng", "N04", "0.500.000"),
        ("trên -0.017 tấn", "N17", "dấu + hoặc -"),
        ("tăng -5%", "N17", "«giảm …»"),
        ("-12/15 xã", "N17", "dấu + hoặc -"),
        ("-5-7%", "N17", "dấu + hoặc -"),
        ("7-5%", "N17", "số đầu phải nhỏ hơn"),
        ("5 tấn - 7 tạ", "N17", "cùng một đơn vị"),
        ("15/12 xã", "N17", "một phần"),
        ("17/20%", "N17", "một phần"),
        ("trên hơn 5%", "N17", "«trên» và «hơn»"),
        ("đạt vượt 5%", "N17", "«đạt» và «vượt»"),
        ("12\u200b tấn", "N15", "U+200B"),
        ("118,3\u00ad%", "N15", "U+00AD"),
        ("\ufeff5%", "N15", "U+FEFF"),
        ("\u202e5%", "N15", "U+202E"),
        ("5\u2066%", "N15", "U+2066"),
        ("5\u2060%", "N15", "U+2060"),
        ("１２ tấn", "N15", "0–9"),
        ("١٢ tấn", "N15", "0–9"),
        ("1" * 29 + " đồng", "N04", "chữ số"),
        ("1 864 suất quà", "N04", "1.864,5"),
        ("gấp 10", "N16", "«gấp 10 lần»"),
        ("trên 2 triệu", "N16", "«trên 2 triệu đồng»"),
        ("1,8645 nghìn suất quà", "N03", "số nguyên"),
        ("hạng 1,5", "N03", "số nguyên"),
        ("2,2 triệu lượt ngưòi", "N05", "Có phải «triệu lượt người»"),
        ("5 phần trăm", "N05", "thêm một dòng vào data/reference/units.csv"),
        ("12,5% và 7%", "N18", "hai con số"),
        ("tăng 5% so với năm 2020", "N18", "(base)"),
        ("118.3", "N01", "«118,3»"),
        ("-0%", "N15", "Gõ «0%»"),
        ("-0,0 tấn", "N15", "Gõ «0,0 tấn»"),
        ("hạng 0", "N15", "hạng 1"),
        ("12.5 tấn", "N01", "«12,5»"),
        ("1,864 suất quà", "N03", "«1.864 suất quà»"),
        ("1.234.56 tấn", "N04", "1.864,5"),
        ("12,34,5 tấn", "N04", "12,34,5"),
        ("12,5 tỷ đồg", "N05", "«tỷ đồng»"),
        ("900tr", "N05", "«tr»"),
        ("tren 100 tấn", "N04", "«trên»"),
        ("không rõ", "N04", "không rõ"),
        ("", "N10", "«…»"),
        ("…%", "N04", "…%"),
    ],
)
def test_a_mistyped_figure_is_refused_with_what_to_type(q, text, code, says):
    with pytest.raises(QuantityError) as refused:
        q(text)
    assert refused.value.code == code
    assert says in refused.value.vi


def test_a_sum_of_lower_bounds_is_a_lower_bound(q):
    assert str(q("trên 100 tấn") + q("42,5 tấn")) == "trên 142,5 tấn"
    assert str(q("trên 1,3 tỷ đồng") + q("hơn 600 triệu đồng")) == "trên 1,9 tỷ đồng"


def test_an_exact_figure_less_a_lower_bound_is_an_upper_bound(q):
    assert str(q("42,5 tấn") - q("trên 10 tấn")) == "dưới 32,5 tấn"


def test_a_lower_bound_is_never_rounded_up(q, units):
    value = q("trên 600 triệu đồng").divided_by(q("42,5 tấn"), units["million_dong_per_tonne"], 1)
    assert str(value) == "trên 14,1 triệu đồng/tấn"
    assert str(value.to_decimals(0)) == "trên 14 triệu đồng/tấn"
    assert str(q("trên 0,99 tấn").to_decimals(0)) == "trên 0 tấn"


@pytest.mark.parametrize(
    ("left", "right"), [("trên 5 tấn", "trên 2 tấn"), ("dưới 5 tấn", "dưới 2 tấn")]
)  # fmt: skip
def test_a_difference_or_quotient_of_two_like_bounds_is_refused(q, units, left, right):
    with pytest.raises(NotDerivableError):
        q(left) - q(right)
    with pytest.raises(NotDerivableError):
        q(left).divided_by(q(right), units["times"], 2)


def test_an_exact_figure_over_a_lower_bound_is_an_upper_bound(q, units):
    assert str(q("10 tấn").divided_by(q("trên 4 tấn"), units["times"], 1)) == "dưới 2,5 lần"


def test_an_approximate_figure_makes_the_result_approximate(q):
    assert str(q("khoảng 10 tấn") + q("2 tấn")) == "khoảng 12 tấn"


def test_a_quotient_carries_the_limits_that_rounding_leaves(q, units):
    ratio = q("155,6%").divided_by(q("118,3%"), units["times"], 3)
    assert str(ratio) == "1,315 lần"
    assert (round(float(ratio.low), 4), round(float(ratio.high), 4)) == (1.3143, 1.3163)


def test_spaces_that_do_not_break_are_spaces(q):
    assert str(q("trên\u202f1,3\u00a0tỷ\u2007đồng")) == "trên 1,3 tỷ đồng"


def test_an_unknown_unit_is_answered_without_listing_all_units(q):
    with pytest.raises(QuantityError) as refused:
        q("5 thúng")
    assert len(refused.value.vi) < 160


def test_a_change_enters_a_computation_with_its_sign(q, units):
    hundred = Quantity.constant(100, units["percent"])
    fall = q("giảm 2,1%")
    assert (fall.value, fall.signed, float(fall)) == (Decimal("2.1"), Decimal("-2.1"), -2.1)
    assert str(hundred + fall) == "97,9%" and str(hundred - fall) == "102,1%"
    assert str(hundred + q("tăng 27,71%")) == "127,71%"
    assert str(hundred + q("giảm hơn 5%")) == "dưới 95%"
    assert str(hundred + q("tăng hơn 5%")) == "trên 105%"


def test_a_range_computes_with_both_ends(q, units):
    assert str(q("5-7 tấn") + q("1 tấn")) == "6-8 tấn"
    assert str(q("10 tấn") - q("5-7 tấn")) == "3-5 tấn"
    assert str(q("5-7 tấn") + q("trên 1 tấn")) == "trên 6 tấn"
    assert str(q("10 tấn").divided_by(q("4-5 tấn"), units["times"], 1)) == "2,0-2,5 lần"
    total_ = q("5-7 tấn") + q("1,0 tấn")
    assert (total_.low, total_.high) == (Decimal("5.95"), Decimal("8.05"))


def test_ranks_and_means_are_not_added(q):
    for left, right in (("hạng Nhất", "hạng nhì"), ("bình quân 5 tấn", "2 tấn")):
        with pytest.raises(NotDerivableError):
            q(left) + q(right)


def test_nothing_is_rounded_silently(q):
    large, small = q("99999999999999999999 kg"), q("0,0000000000000000001 kg")
    assert large.low == Decimal("99999999999999999998.5")
    assert (large + small).value == Decimal("99999999999999999999.0000000000000000001")
    assert q("99999999999999999999 nghìn tỷ suất quà").unit.id == "trillion_parcel"
    assert large.words("en") == "99,999,999,999,999,999,999\u00a0kg"


def test_counted_things_are_exact_and_rounded_ones_are_not(q):
    assert q("1.864 suất quà").low == 1864
    assert (q("1,8 triệu suất quà").low, q("1,8 triệu suất quà").high) == (Decimal("1.75"), Decimal("1.85"))


@pytest.mark.parametrize(
    ("text", "of_change", "percent"),
    [("118,3%", False, "118,3%"), ("đạt 118,3%", False, "118,3%"), ("vượt 7,7%", False, "107,7%"),
     ("vượt hơn 7%", False, "trên 107%"), ("27,71%", True, "127,71%"), ("tăng 27,71%", True, "127,71%"),
     ("giảm 2,1%", True, "97,9%"), ("bằng 131,5%", True, "131,5%"), ("gấp 2,5 lần", True, "250%"),
     ("tăng 2,3 lần", True, None), ("giảm còn 4,5%", True, None), ("5 tỷ đồng", False, None), ("…", False, None)],
)  # fmt: skip
def test_a_rate_is_percent_of_its_base_whatever_its_verb(q, units, text, of_change, percent):
    rate = percent_of_base(q(text), units["percent"], of_change=of_change)
    assert (rate and str(rate.without(SENSE))) == percent


def _made_up(lexicon, chance):
    """Return a figure as a report may print it, from the words and units of the workbook."""
    unit = chance.choice([unit for unit in lexicon.units.all if unit.name("vi")])
    number = str(chance.randrange(1, 10 ** chance.randrange(1, 7)))
    if not unit.integer and chance.random() < 0.5:
        number += f",{chance.randrange(10):01d}{chance.choice(['', '5'])}"
    elif len(number) > 3 and chance.random() < 0.7:
        number = f"{int(number):,}".replace(",", ".")
    text = unit.vi.replace("{}", number)
    for role in (BOUND, SENSE, MEAN, ESTIMATE):
        words = [w for w in lexicon.having(role) if w.meaning not in (RANK, MULTIPLE)]
        if chance.random() < 0.4:
            text = chance.choice(words).pattern.replace("{}", text)
    return text


def test_whatever_is_printed_is_read_back_as_the_same_figure(q, lexicon):
    chance = random.Random(2021)
    for _ in range(3000):
        text = _made_up(lexicon, chance)
        figure = q(text)
        assert str(figure) == text
        assert q(figure.words("vi")) == figure
        assert "{" not in figure.words("en")


def test_no_text_ends_in_anything_but_a_figure_or_advice(q, lexicon):
    chance = random.Random(2022)
    pieces = [
        *"0123456789.,%/+- …x\u00a0\u200b",
        "–",
        "đồng",
        "tỷ ",
        "triệu ",
        "xã",
        " đến ",
        "từ ",
        "lần",
        "đôi",
        "nhất",
    ]
    pieces += [word.vi.replace("{}", " ") + " " for word in lexicon.qualifiers]
    pieces += [unit.name("vi") for unit in lexicon.units.all]
    read = 0
    for _ in range(10_000):
        text = "".join(chance.choices(pieces, k=chance.randrange(1, 7)))
        try:
            figure = q(text)
        except QuantityError as refused:
            assert refused.vi and refused.en
            continue
        assert q(str(figure)) == figure and str(q(str(figure))) == str(figure)
        assert figure.words("en") and figure.words("vi")
        read += 1
    assert read > 100


def test_a_missing_figure_never_enters_a_computation(q, units):
    for attempt in (
        lambda: q("…") + q("1 tấn"),
        lambda: q("1 tấn") - q("…"),
        lambda: q("1 tấn").divided_by(q("…"), units["times"], 1),
        lambda: total([q("…")]),
        lambda: total([]),
    ):
        with pytest.raises(NotDerivableError):
            attempt()
    assert float(q("…")) != float(q("…")), "a missing figure is not a number"


def test_units_convert_inside_a_dimension_only(q, units):
    assert str(q("trên 1,3 tỷ đồng").converted(units["million_dong"])) == "trên 1.300 triệu đồng"
    with pytest.raises(NotDerivableError):
        q("1 tấn") + q("1 tỷ đồng")


def test_lines_that_may_overlap_are_not_added_but_parts_may_be_taken_away(q):
    whole = q("42,5 tấn").traced("R4", overlaps=["R6"])
    part = q("12,5 tấn").traced("R6", overlaps=["R4"])
    with pytest.raises(NotDerivableError):
        whole + part
    assert str(whole - part) == "30,0 tấn"
    assert (whole - part).facts == ("R4", "R6")


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [("trên 100 tấn", "42,5 tấn", True), ("trên 1,3 tỷ đồng", "hơn 600 triệu đồng", None), ("40 tấn", "42,5 tấn", False),
     ("118,3%", "118,3%", None), ("trên 42 tấn", "42,5 tấn", None)],
)  # fmt: skip
def test_one_figure_exceeds_another_only_where_their_limits_do_not_meet(q, left, right, answer):
    assert q(left).exceeds(q(right)) is answer


def test_a_constant_has_no_uncertainty(units):
    hundred = Quantity.constant(100, units["percent"])
    assert hundred.low == hundred.high == 100
