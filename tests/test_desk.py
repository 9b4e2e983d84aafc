"""What the analyst's vocabulary promises; figures are the project's own records unless a test makes its own."""

import random
import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from yearbook import language as house
from yearbook.desk import charts, tables
from yearbook.desk.drawing import place
from yearbook.desk.figures import FigureArray
from yearbook.desk.frames import Edition
from yearbook.desk.grid import Mark
from yearbook.desk.wording import Speaker
from yearbook.desk.words import Year
from yearbook.emulation import conference, coverage, measures, results, tasks, titles, years
from yearbook.errors import NotDerivableError, UsageError
from yearbook.ledger import edition as ledger
from yearbook.ledger.printing import limits_apart
from yearbook.ledger.quantity import Quantity
from yearbook.press.bind.markdown import inline
from yearbook.press.bind.plain import as_text


@pytest.fixture(scope="module", params=["vi", "en"])
def edition(request, project):
    return Edition(ledger.open_edition("2021", project), request.param)


@pytest.fixture(scope="module")
def vi(project):
    return Edition(ledger.open_edition("2021", project), "vi")


def test_a_figure_column_prints_words_gives_numbers_and_is_missing_where_the_figure_is(q):
    column = pd.Series(FigureArray([q("trên 100 tấn"), q("…"), q("42,5 tấn")]))
    assert list(column.astype(str)) == ["trên 100 tấn", "…", "42,5 tấn"]
    assert list(column.isna()) == [False, True, False]
    assert column.astype(float).iloc[2] == 42.5 and np.isnan(column.astype(float).iloc[1])
    assert len(column.dropna()) == 2


def test_a_figure_column_sums_with_bounds_and_refuses_the_rest(q):
    column = pd.Series(FigureArray([q("trên 100 tấn"), q("42,5 tấn")]))
    assert str(column.sum()) == "trên 142,5 tấn"
    for refused in (column.mean, column.max, column.median):
        with pytest.raises(NotDerivableError):
            refused()
    with pytest.raises(NotDerivableError):
        pd.Series(FigureArray([q("1 tấn"), q("…")])).sum()


def test_frames_filter_group_and_pivot_like_any_other(vi):
    wide = vi.figures.pivot(index="subject", columns="base", values="figure")
    assert str(wide.loc["tay_son", "province_plan"]) == "175,56%"
    assert wide.loc["hoai_an", "previous_year"].is_missing
    assert list(vi.relief.groupby("subject").size()) == [3, 6]
    assert str(vi.relief.loc["R8", "figure"]) == "1.864 suất quà"


def test_the_relief_lines_have_no_total(vi):
    money = vi.relief[[figure.unit.dimension == "money" for figure in vi.relief.figure]]
    for rows in (money, vi.relief[vi.relief.what == "goods_weight"], vi.relief):
        with pytest.raises(NotDerivableError):
            rows.figure.sum()


def test_an_unknown_table_names_the_nearest(vi):
    with pytest.raises(UsageError) as stopped:
        _ = vi.figurs
    assert "«figures»" in stopped.value.vi


def test_a_sentence_keeps_the_words_of_its_figures_and_names_their_records(edition):
    figure = edition.relief.figure["R2"]
    words = edition.say(vi="{f:start} hàng hóa.", en="{f:start} of goods.", f=figure)
    expected = {"vi": "Trên 1,3\u00a0tỷ\u00a0đồng hàng hóa.", "en": "More than VND\u00a01.3\u00a0billion of goods."}
    assert words == expected[edition.language]
    assert "](fact:R2?unit=billion_dong)" in words.markdown


def test_a_sentence_without_its_figure_says_so_instead_of_leaving_a_hole():
    say = Speaker("vi", {})
    assert say(vi="Đạt {x}.", en="", x=Quantity.missing()).missing
    assert say(vi="Có {x}.", en="", x=[]) == "Chưa có số liệu cho câu này; sách không in."
    assert say(vi="Có số[[, thiếu {x}]].", en="", x=[]) == "Có số."


def test_years_lists_and_record_text_are_written_as_they_should_be():
    say = Speaker("vi", {})
    assert (
        say(vi="{y}: {n} {names}", en="", y=Year(2021), n=1864, names=["An Lão", "Hoài Ân"])
        == "2021: 1.864 An Lão và Hoài Ân"
    )
    assert say(vi="{t}", en="", t="<b>*[x](y)").markdown == r"\<b\>\*\[x\](y)"


def test_allowed_measures_have_the_values_of_the_method(vi):
    figures = {row.id: str(row.figure) for row in measures.derived(vi).itertuples()}
    assert figures == {
        "plan_ratio_an_lao": "1,212 lần",
        "plan_ratio_hoai_an": "1,315 lần",
        "plan_ratio_tay_son": "1,387 lần",
        "ladder_tay_son_province_plan": "72,74%",
        "ladder_tay_son_district_plan": "100,87%",
        "combined_goods_weight": "trên 142,5 tấn",
        "combined_goods_value": "trên 1,9 tỷ đồng",
        "rest_of_R4": "14,0 tấn",
        "value_per_tonne_R4": "trên 14,1 triệu đồng/tấn",
    }


def test_no_printed_limit_lies_inside_the_true_one(q, units):
    chance = random.Random(2021)
    for _ in range(500):
        left, right = (f"{chance.randrange(1, 400)},{chance.randrange(100):02}%" for _ in range(2))
        figure = q(left).divided_by(q(right), units["times"], chance.randrange(5))
        low, high = (Decimal(end.replace(",", "")) for end in limits_apart(figure, "en")[1].split("–"))
        assert low <= figure.low and figure.high <= high, (left, right)
        step = Decimal(1).scaleb(-figure.decimals - 1)
        assert figure.low - low < step and high - figure.high < step, "no wider than rounding asks for"


def with_figures(workbook, **figures):
    """Return the 2021 edition with other budget figures, by the id of their row."""
    path = workbook.data / "2021" / "figures.csv"
    lines = [line.split(";") for line in path.read_text("utf-8-sig").splitlines()]
    for cells in lines:
        cells[5] = figures.get(cells[0], cells[5])
    path.write_text("\n".join(map(";".join, lines)) + "\n", encoding="utf-8-sig")
    return Edition(ledger.open_edition("2021", workbook), "vi")


def test_the_verb_of_a_figure_never_changes_what_is_computed_from_it(workbook, vi):
    said = with_figures(workbook, E1="vượt 18,3%", E2="đạt 155,6%", E5="vượt 75,56%", E7="bằng 127,71%")
    assert results.above_every_plan(said) == results.above_every_plan(vi)
    values = lambda edition: [(row.id, str(row.figure)) for row in measures.derived(edition).itertuples()]  # noqa: E731
    assert values(said) == values(vi)


def test_a_fall_lowers_the_level_of_the_year(workbook):
    ladder = measures.growth_ladder(with_figures(workbook, E7="giảm 2,1%"))["Tây Sơn"]
    assert str(ladder[-1].figure) == "97,9%" and "".join(map(str, ladder[-1].figure.made.formula({"E7"}))).startswith(
        "100 − "
    )


def test_an_excess_is_drawn_where_its_completion_lies(q):
    assert place(q("vượt 18,3%")) == 118.3 and place(q("118,3%")) == 118.3
    assert place(q("giảm 2,1%")) == -2.1 and place(q("5-7%")) == 6


def test_no_derived_figure_is_a_mean_a_cluster_total_or_hoai_ans_price_per_tonne(vi):
    ids = list(measures.derived(vi).id)
    assert "value_per_tonne_R1" not in ids, "a quotient of two lower bounds has no bound"
    assert not any("mean" in measure or "cluster" in measure for measure in ids)


def test_count_of_anything_but_rows_says_what_to_write(edition):
    with pytest.raises(UsageError, match=r"len\(…\)"):
        edition.count(["a", "b"])


def test_coverage_has_every_member_and_never_a_zero(edition):
    grid = coverage.grid(edition)
    assert len(grid) == 5
    shown = tables.show(grid, id="x", title=edition.say(vi="T", en="T"))
    cells = [cell for row in shown.content["grid"]["rows"] for cell in row["cells"]]
    assert not any(cell["text"] in ("0", "0%", "", "nan") for cell in cells)
    assert [cell["role"] for cell in shown.content["grid"]["rows"][3]["cells"][1:5]] == ["missing"] * 4
    assert all(cell["spoken"] for cell in cells if cell["role"] == "missing")


def test_the_gap_matrix_finds_the_two_shortcomings_without_a_task(vi):
    assert list(tasks.without_task(vi).id) == ["S2", "S4"]
    verdicts = dict(tasks.answers(vi).verdict)
    assert verdicts["S5"] == "được đáp ứng một phần" and verdicts["S1"] == "có nhiệm vụ trực tiếp"


def test_notes_are_lettered_once_and_marked_on_their_figures(vi):
    shown = tables.show(vi.relief, ["id", "figure"], id="x", title=vi.say(vi="T", en="T"), source=vi.cite(vi.relief))
    marks = [row["cells"][1].get("mark") for row in shown.content["grid"]["rows"]]
    assert marks == [None, None, "a", None, None, "b", "c", None, "d"]
    assert [note["mark"] for note in shown.content["notes"]] == ["a", "b", "c", "d"]


def test_a_sign_brings_its_own_note_and_notes_go_on_after_z(vi):
    links = list(vi.links.itertuples())
    answers = tasks.answers(vi)
    shown = tables.show(answers, id="x", look="matrix", title=vi.say(vi="T", en="T")).content
    signs = [cell for row in shown["grid"]["rows"] for cell in row["cells"] if cell["role"] == "mark"]
    notes = {note["mark"]: note["markdown"] for note in shown["notes"]}
    assert [notes[cell["mark"]] for cell in signs] == [house.literal(link.reason) for link in links]
    many = pd.DataFrame({"name": [f"{n}" for n in range(30)], "note": [f"ghi chú {n}" for n in range(30)]})
    lettered = tables.show(many, {"name": "Tên"}, id="y", title=vi.say(vi="T", en="T")).content["notes"]
    assert [note["mark"] for note in lettered][25:] == ["z", "aa", "ab", "ac", "ad"]


def test_a_note_that_is_missing_has_no_mark(vi):
    missing = vi.say(vi="Theo {x}", en="By {x}", x=None)
    rows = pd.DataFrame({"name": ["a", "b"], "sign": [Mark("●", "có", note=missing)] * 2, "note": [None, float("nan")]})
    shown = tables.show(
        rows, {"name": "Tên", "sign": "Dấu"}, id="x", marked="name", title=vi.say(vi="T", en="T")
    ).content
    assert shown["notes"] == [] and not any("mark" in cell for row in shown["grid"]["rows"] for cell in row["cells"])


def test_notes_on_a_column_that_is_not_shown_are_an_error_and_never_lost(vi):
    with pytest.raises(UsageError, match="subject"):
        tables.show(vi.relief, ["id", "figure"], id="x", marked="subject", title=vi.say(vi="T", en="T"))


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("Tổng kết phong trào", "tổng kết phong trào"),
        ("UBND huyện", "UBND huyện"),
        ("", None),
        ("đề ra", "đề ra"),
        ("Q1 năm nay", "Q1 năm nay"),
        ("Ở huyện", "ở huyện"),
    ],
)
def test_words_stand_inside_a_sentence_with_a_small_letter_but_for_an_abbreviation(vi, words, inside):
    said = vi.say.inside(words or None)
    assert said.missing if inside is None else said == inside


def test_a_book_without_a_foreword_has_no_heading_for_it_and_jupyterlab_says_where_to_write_one(vi):
    said = vi.commentary("foreword")
    assert said.missing and "data/2021/commentary/foreword.vi.md" in said and vi.commentary("economy") is None


def test_key_figures_keep_their_words_and_lead_to_their_records_and_what_is_missing_has_no_card(vi):
    name, whole = vi.say(vi="hàng hóa", en="goods"), measures.combined(vi, "goods_weight").figure
    missing = vi.figures.figure[vi.figures.figure.isna()].iloc[0]
    cards = tables.cards((whole, name, "a"), (missing, name, "b"), (len(vi.shortcomings), name, "c")).content["items"]
    assert [card["note"] for card in cards] == ["a", "c"] and cards[1]["figure"] == "5"
    assert cards[0]["figure"].startswith("[trên 142,5\u00a0tấn](fact:%5B%22%2B%22%2C%22R1%22%2C%22R4%22%5D?")


def test_sources_are_cited_with_their_places(vi):
    assert vi.cite(vi.claims) == "Bài tổng kết năm 2021, đoạn\u00a02, 3 và 4, chú thích ảnh"


def test_what_a_row_was_checked_against_is_cited_too(vi):
    assert vi.cite(vi.movements.loc[["M6"]]) == "Bài tổng kết năm 2021, đoạn\u00a09; Đồ họa bốn phong trào, 2020"


def exhibits(edition):
    say = edition.say
    title, line = say(vi="Tựa", en="Title"), say(vi="Nguồn", en="Source")
    common = {"title": title, "subtitle": title, "source": line}
    return [
        charts.dumbbell(results.by_member(edition), {"district_plan": "a", "province_plan": "b"}, label="subject_label", heading="h",
                        reference=100, reference_label=title, id="d", **common),
        charts.ladder(measures.growth_ladder(edition), measures.ladder_levels(edition), names="h", id="l", **common),
        charts.split(measures.parts_of_whole(edition), label="subject_label", names="h", part="destination_label", rest=title, id="s", **common),
        charts.dates(conference.calendar(edition), day="marked", label="event", id="t", **common),
    ]  # fmt: skip


def numbers(text):
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def test_every_number_of_a_charts_alt_text_stands_in_its_table(edition):
    for exhibit in exhibits(edition):
        cells = " ".join(cell["text"] for row in exhibit.content["data"]["rows"] for cell in row["cells"])
        headings = " ".join(column["label"] for column in exhibit.content["data"]["columns"])
        assert numbers(as_text(inline(exhibit.content["alt"]))) <= numbers(f"{cells} {headings}") | {"100"}, (
            exhibit.content["id"]
        )


def test_every_chart_says_its_figures_as_text(edition):
    for exhibit in exhibits(edition):
        drawn = " ".join(re.findall(r"<text[^>]*>([^<]*)<", exhibit.svg))
        for row in exhibit.content["data"]["rows"]:
            for cell in row["cells"]:
                if cell["role"] == "figure":
                    number = max(numbers(cell["text"]), key=len)
                    assert number in drawn, (exhibit.content["id"], number)


def test_a_member_without_figures_keeps_its_place_in_the_chart(vi):
    drawn = exhibits(vi)[0].svg
    for name in ("Vân Canh", "Vĩnh Thạnh"):
        assert name in drawn
    assert drawn.count("… chưa có số liệu") == 2


def test_a_lower_bound_is_drawn_with_an_arrow(q, vi):
    title = vi.say(vi="T", en="T")
    rows = pd.DataFrame({"name": ["A"], "left": FigureArray([q("90%")]), "right": FigureArray([q("trên 110%")])})
    plain = pd.DataFrame({"name": ["A"], "left": FigureArray([q("90%")]), "right": FigureArray([q("110%")])})
    draw = lambda frame: charts.dumbbell(  # noqa: E731
        frame, {"left": "l", "right": "r"}, label="name", heading="h", reference=100,
        reference_label=title, id="d", title=title, subtitle=title, source=title,
    ).svg  # fmt: skip
    assert "trên 110%" in draw(rows)
    assert draw(rows).count("<path") > draw(plain).count("<path")


def test_drawing_twice_gives_the_same_bytes(vi):
    assert [exhibit.svg for exhibit in exhibits(vi)] == [exhibit.svg for exhibit in exhibits(vi)]


def test_a_chart_without_data_says_so(vi):
    empty = results.by_member(vi).iloc[3:]
    title = vi.say(vi="T", en="T")
    shown = charts.dumbbell(empty, {"district_plan": "a", "province_plan": "b"}, label="subject_label", heading="h", reference=100, reference_label=title, id="d", title=title, subtitle=title, source=title)  # fmt: skip
    assert shown.kind == "nothing"


def test_titles_speak_of_all_or_some(edition):
    words = titles.above_plans(edition)
    expected = {"vi": "Cả 3 huyện có số liệu", "en": "All 3 districts with figures"}
    assert words.startswith(expected[edition.language])


MISSPELT = {
    "distrct_plan": lambda edition, title: years.series(edition, "distrct_plan"),
    "budget_revenu": lambda edition, title: years.series(edition, "district_plan", "budget_revenu"),
    "budget_revenues": lambda edition, title: results.by_member(edition, "budget_revenues"),
    "goods_wieght": lambda edition, title: measures.combined(edition, "goods_wieght"),
    "milion_dong": lambda edition, title: measures.money(edition, "milion_dong"),
    "hoai_am": lambda edition, title: edition.name("hoai_am"),
    "econmy": lambda edition, title: edition.commentary("econmy"),
    "defense": lambda edition, title: edition.where("claims", area=["economy", "defense"]),
    "aera": lambda edition, title: edition.where("claims", aera="economy"),
    "destinaton": lambda edition, title: tables.show(edition.relief, ["id", "destinaton"], id="x", title=title),
    "subjct": lambda edition, title: tables.show(edition.relief, ["id"], id="x", title=title, marked="subjct"),
    "matrx": lambda edition, title: tables.show(edition.relief, ["id"], id="x", title=title, look="matrx"),
    "markd": lambda edition, title: charts.dates(edition.anniversaries, day="markd", label="event", id="x", title=title, subtitle=title, source=title),
    "distict_plan": lambda edition, title: charts.dumbbell(results.by_member(edition), {"distict_plan": "a", "province_plan": "b"}, label="subject_label", heading="h", reference=100, reference_label=title, id="x", title=title, subtitle=title, source=title),
    "destination_lable": lambda edition, title: charts.split(measures.parts_of_whole(edition), label="subject_label", names="h", part="destination_lable", rest=title, id="x", title=title, subtitle=title, source=title),
    "yaer": lambda edition, title: edition.say(vi="{yaer}", en="{year}"),
    "naem": lambda edition, title: edition.say(vi="{name}", en="{naem}", name="A"),
    "strat": lambda edition, title: edition.say(vi="{name:strat}", en="{name}", name="A"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_name_is_an_error_with_the_nearest_and_never_an_empty_exhibit(vi, name):
    with pytest.raises(UsageError) as stopped:
        MISSPELT[name](vi, vi.say(vi="T", en="T"))
    assert f"«{name}»" in stopped.value.vi and "Có phải «" in stopped.value.vi


def test_what_the_editors_inferred_says_so_wherever_it_is_printed(vi):
    roll = years.leaders(Edition(ledger.open_edition("2022", vi.records.workbook), "vi"))
    assert roll["head"][roll.year == "2021"].item() == "Hoài Ân (suy luận)"
    assert roll["head"][roll.year == "2022"].item() == "UBND huyện An Lão"


def test_a_short_name_beside_a_wide_figure_keeps_to_one_line(vi):
    rows = pd.DataFrame({"who": ["toàn cụm"], "what": ["trung bình 71,2 triệu đồng/người/năm, " * 2]})
    headings = {"who": "Đơn vị", "what": "Số liệu"}
    shown = tables.show(rows, headings, id="x", title=vi.say(vi="T", en="T"))
    assert shown.content["grid"]["columns"][0]["width"] >= len("toàn cụm") + 1
