"""Rules for relief lines: how they relate to each other, and prices that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from yearbook.emulation.rules.figures import of_another_dimension
from yearbook.emulation.views import CODES, RELIEF
from yearbook.errors import WARNING, NotDerivableError, Problem
from yearbook.ledger.algebra import known
from yearbook.ledger.case import Case, Seen
from yearbook.ledger.quantity import total

# Necessities cost between 3 and 100 million đồng a tonne; outside, a unit was most likely mistaken.
PRICE_LIMITS = (3, 100)
_WHAT = "relief_what."


def figures_are_measured_as_what_they_count(case: Case) -> Iterator[Problem]:
    dimensions = {row.id.partition(".")[2]: row.dimension for row in case.rows(CODES) if row.id.startswith(_WHAT)}
    for seen in case.seen(RELIEF):
        dimension = dimensions.get(seen.row.what)
        if dimension and not seen.row.figure.is_missing and seen.row.figure.dimension != dimension:
            yield of_another_dimension(case, "relief", seen, dimension)


def related_rows_exist(case: Case) -> Iterator[Problem]:
    for table, column in (("relief", "related"), ("tasks", "parent")):
        known = {row.id for row in case.tables[table]}
        for placed in case.tables.placed(table):
            target = getattr(placed.row, column)
            if target and target not in known:
                yield case.problem(
                    "K03",
                    table,
                    Seen(placed.row, placed),
                    column,
                    f"không có dòng «{target}» trong bảng này.",
                    f"there is no row “{target}” in this table.",
                )


def relations_name_a_row(case: Case) -> Iterator[Problem]:
    for placed in case.seen(RELIEF):
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
    rows = {row.id: row for row in case.rows(RELIEF)}
    for placed in case.seen(RELIEF):
        row = placed.row
        other = rows.get(row.related)
        if row.relation != "same_goods_as" or other is None:
            continue
        mutual = other.related == row.id and other.subject == row.subject
        dimensions = {known(one.figure.unit).dimension for one in (row, other) if not one.figure.is_missing}
        if not mutual or not dimensions <= {"mass", "money"} or (len(dimensions) == 1 and row.what == other.what):
            yield case.problem(
                "X02",
                "relief",
                placed,
                "related",
                f"{row.id} và {row.related} phải trỏ vào nhau, cùng đơn vị, một dòng khối lượng và một dòng giá trị.",
                f"{row.id} and {row.related} must point at each other: one unit, one weight and one value.",
            )


def parts_stay_within_the_whole(case: Case) -> Iterator[Problem]:
    for placed in case.seen(RELIEF):
        whole = placed.row
        parts = [row for row in case.rows(RELIEF) if row.related == whole.id and row.relation.endswith("part_of")]
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
    rows = {row.id: row for row in case.rows(RELIEF)}
    for placed in case.seen(RELIEF):
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
    rows = {row.id: row for row in case.rows(RELIEF)}
    for placed in case.seen(RELIEF):
        weight, value = placed.row, rows.get(placed.row.related)
        if weight.relation != "same_goods_as" or value is None:
            continue
        if weight.figure.is_missing or value.figure.is_missing or not weight.figure.value:
            continue
        mass, money = known(weight.figure.unit), known(value.figure.unit)
        if (mass.dimension, money.dimension) != ("mass", "money"):
            continue
        tonnes = weight.figure.value * mass.factor / case.tables.units["tonne"].factor
        millions = known(value.figure.value) * money.factor / case.tables.units["million_dong"].factor
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


def amounts_are_of_one_size(case: Case) -> Iterator[Problem]:
    """Ask about an amount a thousand times larger than every other one of its subject: a dot typed for a comma?"""
    amounts: dict[tuple[str, str], list[tuple[Seen[Any], Decimal]]] = {}
    for seen in case.seen(RELIEF):
        figure = seen.row.figure
        if not figure.is_missing and figure.value:
            unit = known(figure.unit)
            size = figure.value * unit.factor
            amounts.setdefault((seen.row.subject, unit.dimension), []).append((seen, size))
    for found in amounts.values():
        for seen, size in found:
            others = [other for row, other in found if row is not seen]
            if others and size >= 1000 * max(others) and "." in str(seen.row.figure):
                meant = str(seen.row.figure).replace(".", ",", 1)
                yield case.problem(
                    "N02",
                    "relief",
                    seen,
                    "figure",
                    f"lớn gấp nghìn lần mọi số khác của đơn vị này. Có phải «{meant}»?",
                    f"a thousand times every other figure of this unit. Did you mean “{meant}”?",
                    WARNING,
                )
