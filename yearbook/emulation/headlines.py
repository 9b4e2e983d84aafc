"""Sentences whose words depend on comparing figures: higher or lower, all or some."""

from __future__ import annotations

from typing import Any

from yearbook.desk.frames import Edition
from yearbook.desk.wording import Words
from yearbook.emulation import measures, results, tasks
from yearbook.ledger.algebra import known
from yearbook.ledger.quantity import Quantity


def above_plans(edition: Edition, role: str = "finding") -> Words:
    """Say how many members with figures are above every plan, and who has none; nothing where nobody has any."""
    plans = results.plans(edition)
    above, reported = results.above_every_plan(edition), results.reported(edition)
    return edition.say(
        vi="{share:start} có số liệu [[{every} ]]có {indicator} vượt [[{both} ]]{plans}"
        "[[; {missing} chưa có số liệu]].",
        en="{share:start} with published figures exceeded [[{both} ]]{plans} for {indicator}"
        "[[; no figures are available for {missing}]].",
        role=role,
        every=_every(above, reported),
        share=edition.say.out_of(above, reported),
        both=_both(edition, plans),
        plans=[_the(edition, results.base_name(edition, plan, "name")) for plan in plans],
        indicator=results.indicator_name(edition, results.headline(edition)) if reported else None,
        missing=results.unreported(edition),
    )


def above_plans_short(edition: Edition) -> Words:
    """Say how many members with figures are above every plan, as the title of a chart."""
    plans = results.plans(edition)
    above, reported = results.above_every_plan(edition), results.reported(edition)
    return edition.say(
        vi="{share:start} có số liệu [[{every} ]]vượt [[{both} ]]kế hoạch {indicator}",
        en="{share:start} with figures exceeded [[{both} ]]plans for {indicator}",
        every=_every(above, reported),
        share=edition.say.out_of(above, reported),
        both=_both(edition, plans),
        indicator=results.indicator_name(edition, results.headline(edition)) if reported else None,
    )


def of_the_group(edition: Edition) -> Words:
    """Say the first figure stated about the group as a whole, beside the same of a body to compare with."""
    rows = results.of_the_group(edition)
    row = rows.iloc[0] if len(rows) else None
    same = rows[(rows.indicator == row.indicator) & (rows.base == row.base)].iloc[1:] if row is not None else rows
    other = same.iloc[0] if len(same) else None
    return edition.say(
        vi="{subject:start}: {indicator} {figure}[[ so với {base}]][[; {other}: {beside}]].",
        en="{subject:start}: {indicator} {figure}[[ against the {base}]][[; {other}: {beside}]].",
        other=other.subject_label if other is not None else None,
        beside=other.figure if other is not None else None,
        role="finding",
        subject=row.subject_label if row is not None else None,
        indicator=row.indicator_label if row is not None else None,
        figure=row.figure if row is not None else None,
        base=row.base_label if row is not None and row.base else None,
    )


def what_is_published(edition: Edition) -> Words:
    """Say of whom the sources give figures where no member owes any: of some members, or only about the whole."""
    own, whole, say = results.others(edition), results.of_the_group(edition), edition.say
    words = {"vi": "số liệu", "en": "figure"}
    return say.first(
        say(
            vi="Nguồn nêu {n} số liệu của {names}[[ và {m} số liệu chung]].",
            en="The sources give {n} {figures} of {names}[[ and {m} about the whole]].",
            role="lead",
            n=len(own) or None,
            m=len(whole) or None,
            names=edition.names(own.subject),
            figures=say.noun(len(own), **words),
        ),
        say(
            vi="Nguồn nêu {m} số liệu chung, không nêu số liệu của riêng {member} nào.",
            en="The sources give {m} {figures} about the whole, and none of any one {member}.",
            role="lead",
            m=len(whole) or None,
            figures=say.noun(len(whole), **words),
        ),
    )


def proposed(edition: Edition) -> Words:
    """Say how many were proposed for awards, as members where all of them are; nothing where none is recorded."""
    rows, say = edition.honours, edition.say
    members = set(rows.subject) if rows.subject.isin(set(edition.members.index)).all() else set()
    n = len(members) or sum(int(count or 1) for count in rows["count"])
    whom = edition.records.params.word("member").of(n, edition.language)
    return say(
        vi="Hội nghị đề nghị khen thưởng {n} {whom}.",
        en="The conference proposed {n} {whom} for awards.",
        role="finding",
        n=n or None,
        whom=whom if members else say.noun(n, vi="tập thể, cá nhân", en="recipient"),
    )


def main_figures(edition: Edition) -> list[tuple[Any, Words, Words]]:
    """Return the key figures of the opening page: (figure, what it is, a small remark); what is unknown is missing."""
    say, nothing = edition.say, Quantity.missing()
    shortcomings, honours = edition.shortcomings, edition.honours
    decided = len(honours[honours.stage == "decided"])
    members, reported = results.how_many(edition), results.reported(edition)
    labels = edition.records.tables.codes("relief_what")
    sums = [(what, measures.combined(edition, what)) for what in measures.combined_kinds(edition)]
    place = 0 if edition.language == "vi" else 1
    goods = [
        (
            measure.figure,
            say(vi="{what}, vận động được", en="{what}, mobilised", what=labels[what][place]),
            say(vi="{names} cộng lại", en="{names} together", names=_givers(edition, what)),
        )
        for what, measure in sums
    ]
    return [
        (
            say(vi="{a}/{b}", en="{a}/{b}", a=len(reported) or None, b=members),
            say(
                vi="{member} có số liệu {indicator}",
                en="{members} with figures on {indicator}",
                indicator=results.indicator_name(edition, results.headline(edition)) if reported else None,
            ),
            say(vi="năm {year}", en="{year}"),
        ),
        *_whole(edition),
        *goods,
        (
            len(shortcomings) or nothing,
            say.noun(len(shortcomings), vi="hạn chế được nêu", en="shortcoming named", en_many="shortcomings named"),
            say(
                vi="[[{n} chưa có nhiệm vụ trực tiếp]]",
                en="[[{n} without an explicit task]]",
                n=len(tasks.without_task(edition)) if len(edition.links) else None,
            ),
        ),
        (
            len(tasks.numbered(edition)) or nothing,
            say.noun(len(tasks.numbered(edition)), vi="nhiệm vụ chủ yếu", en="main task"),
            say(vi="cho năm {next_year}", en="for {next_year}"),
        ),
        (
            len(honours) or nothing,
            say.noun(len(honours), vi="đề nghị khen thưởng", en="nomination"),
            say(vi="{n} đã có quyết định", en="{n} decided so far", n=decided)
            if decided
            else say(vi="chưa có thông tin về quyết định", en="no information on decisions yet"),
        ),
    ]


def plans_against_last_year(edition: Edition) -> Words:
    """Say whether each plan was above or below the result of the year before."""
    say, ladders = edition.say, measures.growth_ladder(edition)
    if len(ladders) != 1:
        return say(
            vi="{names}: hai kế hoạch và số thực hiện so với năm {previous_year}",
            en="{names}: both plans and the result against {previous_year}",
            names=list(ladders),
        )
    ((name, (assigned, last, own, _)),) = ladders.items()
    plans = [results.base_name(edition, plan, "name") for plan in results.plans(edition)]
    return say(
        vi="{name}: {assigned_plan} {assigned}, {own_plan} {own} số thực hiện năm {previous_year}",
        en="{name}: the {assigned_plan} was {assigned}, the {own_plan} {own} the result of {previous_year}",
        name=name,
        assigned_plan=plans[1],
        own_plan=plans[0],
        assigned=_compared(edition, assigned.figure, last.figure),
        own=_compared(edition, own.figure, last.figure),
    )


def one_result_two_rates(edition: Edition) -> Words:
    """Say, with the member that has growth figures, that one result gives two rates."""
    plans, growth = results.plans(edition), results.change(edition)
    two = len(plans) == 2 and growth
    rows: Any = results.by_member(edition).dropna(subset=[*plans, growth]) if two else []
    first: Any = rows.iloc[0] if len(rows) else None
    known = first is not None
    return edition.say(
        vi="Tỷ lệ hoàn thành phụ thuộc vào kế hoạch: cùng một số thực hiện, {name} đạt {assigned} {assigned_plan} "
        "nhưng {own} {own_plan}, trong khi thực hiện {growth} so với năm {previous_year}. Kế hoạch đặt càng thấp thì "
        "tỷ lệ càng cao.",
        en="A completion rate depends on the plan: with one and the same result, {name} reached {assigned} of the "
        "{assigned_plan} but {own} of the {own_plan}, while the result was {growth} on {previous_year}. The lower the "
        "plan, the higher the rate.",
        name=first.subject_label if known else None,
        assigned=first[plans[1]] if known else None,
        own=first[plans[0]] if known else None,
        assigned_plan=results.base_name(edition, plans[1], "name") if known else None,
        own_plan=results.base_name(edition, plans[0], "name") if known else None,
        growth=first[growth] if known else None,
    )


def plan_ratio_range(edition: Edition) -> Words:
    """Say between which values own plan ÷ assigned plan lies."""
    ratios = sorted(measures.plan_ratios(edition), key=lambda measure: known(measure.figure.value))
    names = [results.base_name(edition, plan, "name") for plan in results.plans(edition)] if ratios else [None, None]
    return edition.say(
        vi="{own:start} bằng từ {low:number} đến {high} {assigned}. Tỷ số này tính với giả định hai tỷ lệ hoàn thành "
        "có chung một số thực hiện.",
        en="The {own} was between {low:number} and {high} the {assigned}. The ratio assumes that both rates share one "
        "result.",
        own=names[0],
        assigned=names[1],
        low=ratios[0].figure if ratios else None,
        high=ratios[-1].figure if ratios else None,
    )


def unexplained_rest(edition: Edition) -> Words:
    """Say how much of a whole has no stated destination."""
    wholes = measures.parts_of_whole(edition)
    whole: Any
    rest: Any
    whole, _, rest = wholes[0] if wholes else (None, None, None)
    return edition.say(
        vi="{name}: trong {whole} hàng hóa, {rest} chưa rõ nơi đến",
        en="{name}: of {whole} of goods, {rest} have no stated destination",
        name=whole.subject_label if wholes else None,
        whole=whole.figure if wholes else None,
        rest=rest.figure if wholes else None,
    )


def parts_condition(edition: Edition) -> Words:
    """Say on what condition a whole may be split: that the parts are within it."""
    wholes = measures.parts_of_whole(edition)
    whole: Any
    parts: Any
    whole, parts, _ = wholes[0] if wholes else (None, None, None)
    return edition.say(
        vi="Với giả định {parts} đều nằm trong {whole}; nguồn không nói rõ",
        en="Assuming that {parts} are all within the {whole}; the source does not say",
        whole=whole.figure if wholes else None,
        parts=list(parts.figure) if wholes else None,
    )


def _whole(edition: Edition) -> list[tuple[Quantity, Words, Words]]:
    """Return, for each indicator, the first figure stated about the group as a whole, as a key figure."""
    rows, say = results.of_the_group(edition), edition.say
    rows = rows[rows.subject == rows.subject.iloc[0]].drop_duplicates("indicator") if len(rows) else rows
    return [(row.figure, say.plain(row.what), say.plain(row.subject_label)) for row in rows.itertuples()]


def _every(part: list[str], whole: list[str]) -> str | None:
    """Return the word that only holds where all of them do."""
    return "đều" if len(part) == len(whole) > 1 else None


def _both(edition: Edition, plans: list[str]) -> str | None:
    if len(plans) != 2:
        return None
    return "cả hai" if edition.language == "vi" else "both"


def _the(edition: Edition, name: str) -> str:
    return name if edition.language == "vi" else f"the {name}"


def _givers(edition: Edition, what: str) -> list[str]:
    relief = edition.relief
    return edition.names(relief.subject[(relief.what == what) & relief.figure.notna()])


def _compared(edition: Edition, figure: Quantity, reference: Quantity) -> Words:
    above = figure.exceeds(reference)
    if above is None:
        return edition.say(vi="xấp xỉ", en="about level with")
    return edition.say(vi="cao hơn", en="above") if above else edition.say(vi="thấp hơn", en="below")
