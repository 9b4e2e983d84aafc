"""Headlines whose words depend on comparing figures: higher or lower, all or some."""

from __future__ import annotations

from typing import Any

from yearbook.desk import grids, measures
from yearbook.desk.frames import Edition
from yearbook.desk.wording import Words
from yearbook.ledger.qualifiers import SENSE
from yearbook.ledger.quantity import Quantity


def above_plans(edition: Edition) -> Words:
    """Say how many districts with figures are above both plans, and who has none."""
    return edition.say(
        vi="{share:start} có số liệu [[{every} ]]thu ngân sách vượt cả hai kế hoạch, của huyện và của tỉnh"
        "[[; {missing} chưa có số liệu]].",
        en="{share:start} with published figures collected more budget revenue than both plans, the district’s and the "
        "province’s[[; no figures are available for {missing}]].",
        role="finding",
        every=_every(edition),
        share=edition.say.out_of(measures.above_both_plans(edition), measures.reported(edition)),
        missing=measures.unreported(edition),
    )


def above_plans_short(edition: Edition) -> Words:
    """Say how many districts with figures are above both plans, as the title of a chart."""
    return edition.say(
        vi="{share:start} có số liệu [[{every} ]]vượt cả hai kế hoạch thu ngân sách",
        en="{share:start} with figures exceeded both revenue plans",
        every=_every(edition),
        share=edition.say.out_of(measures.above_both_plans(edition), measures.reported(edition)),
    )


def main_figures(edition: Edition) -> list[tuple[Any, Words, Words]]:
    """Return the key figures of the opening page: (figure, what it is, a small remark); an empty table is no 0."""
    say, nothing = edition.say, Quantity.missing()
    decided = int((edition.nominations.stage == "decided").sum())
    goods = [measures.combined(edition, what) for what in ("goods_weight", "goods_value")]
    where = [
        say(vi="[[{names} ]]cộng lại", en="[[{names} ]]together", names=_districts(edition, what))
        for what in ("goods_weight", "goods_value")
    ]
    return [
        (
            say(vi="{a}/{b}", en="{a}/{b}", a=len(measures.reported(edition)), b=len(edition.members)),
            say(vi="huyện có số liệu thu ngân sách", en="districts with revenue figures"),
            say(vi="năm {year}", en="{year}"),
        ),
        (goods[0].figure, say(vi="hàng hóa vận động được", en="of goods mobilised"), where[0]),
        (goods[1].figure, say(vi="giá trị hàng hóa vận động", en="worth of goods mobilised"), where[1]),
        (
            len(edition.shortcomings) or nothing,
            say(vi="hạn chế được nêu", en="shortcomings named"),
            say(
                vi="[[{n} chưa có nhiệm vụ trực tiếp]]",
                en="[[{n} without an explicit task]]",
                n=len(grids.without_task(edition)) if len(edition.shortcomings) else None,
            ),
        ),
        (
            len(grids.numbered_tasks(edition)) or nothing,
            say(vi="nhiệm vụ đánh số", en="numbered tasks"),
            say(vi="cho năm {next_year}", en="for {next_year}"),
        ),
        (
            len(edition.nominations) or nothing,
            say(vi="đề nghị khen thưởng", en="nominations"),
            say(vi="[[{n} đã có quyết định]]", en="[[{n} decided so far]]", n=decided)
            if decided
            else say(vi="chưa có thông tin về quyết định", en="no information on decisions yet"),
        ),
    ]


def plans_against_last_year(edition: Edition) -> Words:
    """Say whether each plan was above or below what was collected the year before."""
    say, ladders = edition.say, measures.growth_ladder(edition)
    if len(ladders) != 1:
        return say(
            vi="{names}: hai kế hoạch và số thực hiện so với năm {previous_year}",
            en="{names}: both plans and the result against {previous_year}",
            names=list(ladders),
        )
    ((name, (province, last, district, _)),) = ladders.items()
    return say(
        vi="{name}: kế hoạch tỉnh giao {province}, kế hoạch huyện giao {district} số thu năm {previous_year}",
        en="{name}: the province plan was {province}, the district plan {district} the revenue of {previous_year}",
        name=name,
        province=_compared(edition, province.figure, last.figure),
        district=_compared(edition, district.figure, last.figure),
    )


def one_revenue_two_rates(edition: Edition) -> Words:
    """Say, with the district that has growth figures, that one revenue gives two rates."""
    rows = measures.by_member(edition).dropna(subset=list(measures.RATES))
    first = rows.iloc[0] if len(rows) else None
    growth = first.previous_year if len(rows) else None
    if growth is not None and growth.says_its_sense:  # the sentence has a verb of its own, for a rise
        growth = growth.without(SENSE) if growth.direction == "up" else None
    return edition.say(
        vi="Tỷ lệ hoàn thành phụ thuộc vào kế hoạch: cùng một số thu, {name} đạt {province} kế hoạch tỉnh giao nhưng "
        "{district} kế hoạch huyện giao, trong khi thu chỉ tăng {growth} so với năm {previous_year}. Kế hoạch đặt càng "
        "thấp thì tỷ lệ càng cao.",
        en="A completion rate depends on the plan: with one and the same revenue, {name} reached {province} of the "
        "province plan but {district} of its own, while revenue rose {growth} on {previous_year}. The lower the "
        "plan, the higher the rate.",
        name=first.district_label if len(rows) else None,
        province=first.province_plan if len(rows) else None,
        district=first.district_plan if len(rows) else None,
        growth=growth,
    )


def plan_ratio_range(edition: Edition) -> Words:
    """Say between which values district plan ÷ province plan lies."""
    ratios = sorted(measures.plan_ratios(edition), key=lambda measure: measure.figure.value)
    return edition.say(
        vi="Kế hoạch huyện tự đặt bằng từ {low:number} đến {high} kế hoạch tỉnh giao. Tỷ số này tính được vì hai tỷ "
        "lệ hoàn thành có chung một số thu.",
        en="The districts’ own plans were between {low:number} and {high} the province’s. The ratio can be computed "
        "because both rates share one revenue.",
        low=ratios[0].figure if ratios else None,
        high=ratios[-1].figure if ratios else None,
    )


def unexplained_rest(edition: Edition) -> Words:
    """Say how much of a whole has no stated destination."""
    wholes = measures.parts_of_whole(edition)
    whole, _, rest = wholes[0] if wholes else (None, None, None)
    return edition.say(
        vi="{name}: trong {whole} hàng hóa, {rest} chưa rõ nơi đến",
        en="{name}: of {whole} of goods, {rest} have no stated destination",
        name=whole.district_label if wholes else None,
        whole=whole.figure if wholes else None,
        rest=rest.figure if wholes else None,
    )


def parts_condition(edition: Edition) -> Words:
    """Say on what condition a whole may be split: that the parts are within it."""
    wholes = measures.parts_of_whole(edition)
    whole, parts, _ = wholes[0] if wholes else (None, None, None)
    return edition.say(
        vi="Chỉ đúng nếu {parts} đều nằm trong {whole}; nguồn không nói rõ",
        en="Valid only if {parts} are all within the {whole}; the source does not say",
        whole=whole.figure if wholes else None,
        parts=list(parts.figure) if wholes else None,
    )


def _every(edition: Edition) -> str | None:
    """Return the word that only holds where all of them do."""
    return "đều" if len(measures.above_both_plans(edition)) == len(measures.reported(edition)) else None


def _districts(edition: Edition, what: str) -> list[str]:
    relief = edition.relief
    return edition.names(relief.district[(relief.what == what) & relief.figure.notna()])


def _compared(edition: Edition, figure: Quantity, reference: Quantity) -> Words:
    above = figure.exceeds(reference)
    if above is None:
        return edition.say(vi="xấp xỉ", en="about level with")
    return edition.say(vi="cao hơn", en="above") if above else edition.say(vi="thấp hơn", en="below")
