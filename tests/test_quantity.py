import pytest

from yearbook.errors import NotDerivableError, QuantityError
from yearbook.ledger.quantity import Quantity, total

AS_PRINTED = [
    "118,3%", "173,57%", "27,71%", "trên 100 tấn", "trên 1,3 tỷ đồng", "hơn 600 triệu đồng", "42,5 tấn",
    "1.864 suất quà", "hơn 1,185 tỷ đồng", "khoảng 20", "ước đạt 772 tỷ đồng", "không quá 1.000.000 đồng", "…", "-", "x",
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
    ],
)
def test_a_figure_keeps_its_words_in_both_languages(q, text, vi, en):
    assert (q(text).words("vi"), q(text).words("en")) == (vi, en)


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("118.3", "N01", "«118,3»"),
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
