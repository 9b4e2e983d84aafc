"""Rules for relief lines: how they relate to each other, and prices that cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.errors import WARNING, NotDerivableError, Problem
from yearbook.ledger.checks.case import Case
from yearbook.ledger.checks.figures import of_another_dimension
from yearbook.ledger.quantity import total

# Necessities cost between 3 and 100 million đồng a tonne; outside, a unit was most likely mistaken.
PRICE_LIMITS = (3, 100)
DIMENSIONS = {
    "goods_weight": "mass",
    "goods_value": "money",
    "fund": "money",
    "money_unspecified": "money",
    "parcels": "parcels",
}


def figures_are_measured_as_what_they_count(case: Case) -> Iterator[Problem]:
    for placed in case.tables.placed("relief"):
        figure, dimension = placed.row.figure, DIMENSIONS[placed.row.what]
        if not figure.is_missing and figure.dimension != dimension:
            yield of_another_dimension(case, "relief", placed, dimension)


def related_rows_exist(case: Case) -> Iterator[Problem]:
    for table, column in (("relief", "related"), ("tasks", "parent")):
        known = {row.id for row in case.tables[table]}
        for placed in case.tables.placed(table):
            target = getattr(placed.row, column)
            if target and target not in known:
                yield case.problem(
                    "K03",
                    table,
                    placed,
                    column,
                    f"không có dòng «{target}» trong bảng này.",
                    f"there is no row “{target}” in this table.",
                )


def relations_name_a_row(case: Case) -> Iterator[Problem]:
    for placed in case.tables.placed("relief"):
        if placed.row.relation != "separate" and not placed.row.related:
            yield case.problem(
                "X02",
                "relief",
                placed,
                "related",
                "quan hệ này cần mã của dòng liên quan.",
                "this relation needs the id of the related row.",
            )


def same_goods_are_weight_and_value(case: Case) -> Iterator[Problem]:
    rows = {row.id: row for row in case.tables["relief"]}
    for placed in case.tables.placed("relief"):
        row = placed.row
        other = rows.get(row.related)
        if row.relation != "same_goods_as" or other is None:
            continue
        mutual = other.related == row.id and other.district == row.district
        if not mutual or {row.what, other.what} != {"goods_weight", "goods_value"}:
            yield case.problem(
                "X02",
                "relief",
                placed,
                "related",
                f"{row.id} và {row.related} phải trỏ vào nhau, cùng huyện, một dòng khối lượng và một dòng giá trị.",
                f"{row.id} and {row.related} must point at each other: one district, one weight and one value.",
            )


def parts_stay_within_the_whole(case: Case) -> Iterator[Problem]:
    for placed in case.tables.placed("relief"):
        whole = placed.row
        parts = [row for row in case.tables["relief"] if row.related == whole.id and row.relation.endswith("part_of")]
        if not parts or whole.figure.is_missing or any(part.figure.is_missing for part in parts):
            continue
        try:
            together = total(part.figure for part in parts)
            too_much = together.exceeds(whole.figure)
        except NotDerivableError:
            continue
        if too_much:
            yield case.problem(
                "X01",
                "relief",
                placed,
                "figure",
                f"các phần cộng lại ({together}) lớn hơn {whole.figure}.",
                f"the parts together ({together.words('en')}) exceed {whole.figure.words('en')}.",
            )


def open_relations_are_explained(case: Case) -> Iterator[Problem]:
    rows = {row.id: row for row in case.tables["relief"]}
    for placed in case.tables.placed("relief"):
        row = placed.row
        if row.relation not in ("maybe_part_of", "unclear"):
            continue
        other = rows.get(row.related)
        if not row.note_vi and not (other and other.note_vi):
            yield case.problem(
                "X03",
                "relief",
                placed,
                "note_vi",
                "quan hệ chưa rõ: ghi điều chưa rõ vào ghi chú để in dưới bảng.",
                "an open relation: say in the note what is not clear, to be printed under the table.",
                WARNING,
            )


def goods_cost_what_goods_cost(case: Case) -> Iterator[Problem]:
    rows = {row.id: row for row in case.tables["relief"]}
    for placed in case.tables.placed("relief"):
        weight, value = placed.row, rows.get(placed.row.related)
        if weight.relation != "same_goods_as" or weight.what != "goods_weight" or value is None:
            continue
        if weight.figure.is_missing or value.figure.is_missing or not weight.figure.value:
            continue
        tonnes = weight.figure.value * weight.figure.unit.factor / case.tables.units["tonne"].factor
        millions = value.figure.value * value.figure.unit.factor / case.tables.units["million_dong"].factor
        price = millions / tonnes
        if not PRICE_LIMITS[0] <= price <= PRICE_LIMITS[1]:
            yield case.problem(
                "N14",
                "relief",
                placed,
                "figure",
                f"giá trị chia khối lượng là {price:.1f} triệu đồng/tấn: có nhầm triệu với tỷ, kg với tấn?".replace(
                    ".", ",", 1
                ),
                f"value over weight is {price:.1f} million đồng a tonne: was a unit mistaken?",
                WARNING,
            )
