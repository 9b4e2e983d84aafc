"""The project's records, each spoiled in one place."""

import pytest

from yearbook.emulation.rules import RULES
from yearbook.ledger.edition import open_edition, problems_of

SPOILED = [
    # table, seen, made, code
    ("figures", "E11;van_canh", "E11;vinh_thanh", "K02"),
    ("figures", "E11;van_canh;budget_revenue;province_plan", "E11;van_canh;budget_revenue;previous_year", "X14"),
    ("relief", "same_goods_as;R1", "same_goods_as;R3", "X02"),
    ("relief", "maybe_part_of;R4", "maybe_part_of;R44", "K03"),
    ("relief", "maybe_part_of;R4", "maybe_part_of;", "X02"),
    ("relief", ";16 tấn;", ";40 tấn;", "X01"),
    ("leadership", "deputy;tay_son", "deputy;an_lao", "X08"),
    ("leadership", "L2;2022;deputy", "L2;2022;head", "X08"),
    ("anniversaries", ";132;", ";131;", "X07"),
    ("anniversaries", "19/05/2022", "20/05/2022", "X07"),
    ("tasks", "main;N2;Tăng", "main;N9;Tăng", "K03"),
    ("members", "van_canh;4", "tay_son;4", "K03"),
]


def serious(workbook, edition="2021"):
    """What is wrong, without what is only noted."""
    return [p for p in problems_of(open_edition(edition, workbook), RULES) if p.severity != "note"]


def spoil(workbook, table, seen, made):
    path = workbook.data / "2021" / f"{table}.csv"
    text = path.read_text("utf-8-sig")
    assert seen in text
    path.write_text(text.replace(seen, made, 1), encoding="utf-8-sig")


@pytest.mark.parametrize(("table", "seen", "made", "code"), SPOILED)
def test_a_rule_across_rows_is_held(workbook, table, seen, made, code):
    assert serious(workbook) == []
    spoil(workbook, table, seen, made)
    assert code in {problem.code for problem in serious(workbook)}


@pytest.mark.parametrize("pair", [("E1", "E2"), ("E3", "E4"), ("E6", "E5")])
def test_swapped_plan_rates_are_noticed_for_every_district(workbook, pair):
    path = workbook.data / "2021" / "figures.csv"
    text = path.read_text("utf-8-sig")
    first, second = pair
    for old, new in ((f"{first};", "FIRST;"), (f"{second};", f"{first};"), ("FIRST;", f"{second};")):
        text = text.replace(f"\n{old}", f"\n{new}")
    lines = text.splitlines()
    swapped = {"district_plan": "province_plan", "province_plan": "district_plan"}
    for i, line in enumerate(lines):
        cells = line.split(";")
        if cells[0] in pair:
            cells[3] = swapped[cells[3]]
            lines[i] = ";".join(cells)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8-sig")
    found = serious(workbook)
    assert [(problem.code, problem.severity) for problem in found] == [("X04", "warning")]


def test_a_unit_that_has_ended_is_refused_for_later_years(workbook):
    (workbook.params / "2027.yaml").write_text(
        (workbook.params / "2021.yaml").read_text("utf-8").replace("year: 2021", "year: 2027"), encoding="utf-8"
    )
    (workbook.data / "2021").rename(workbook.data / "2027")
    found = [p for p in serious(workbook, "2027") if p.code == "T07"]
    assert {problem.code for problem in found} == {"T07"}
    assert len(found) == 5
