"""Rules across rows, tables and years: what no single cell can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from yearbook.errors import NOTE, WARNING, Problem
from yearbook.ledger.checks import figures, files, missing, people, relief, sources, years
from yearbook.ledger.checks.case import Case

RULES: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    files.every_file_is_read,
    sources.the_conference_is_known,
    years.rows_are_of_this_year,
    years.figures_are_not_last_years,
    people.members_exist_in_the_year,
    relief.related_rows_exist,
    figures.one_value_per_budget_key,
    figures.core_indicators_have_a_row_for_every_member,
    figures.indicators_have_a_known_dimension,
    figures.figures_are_measured_as_their_indicator,
    relief.figures_are_measured_as_what_they_count,
    figures.revised_figures_keep_their_dimension,
    figures.figures_are_what_was_meant,
    figures.rates_are_plausible,
    figures.plans_are_not_swapped,
    relief.relations_name_a_row,
    relief.same_goods_are_weight_and_value,
    relief.parts_stay_within_the_whole,
    relief.open_relations_are_explained,
    relief.goods_cost_what_goods_cost,
    people.only_members_lead_and_are_nominated,
    people.one_head_and_another_deputy,
    people.decided_awards_have_their_decision,
    people.one_flag_for_the_cluster,
    people.awards_are_in_force,
    sources.what_is_said_has_a_source,
    sources.anniversaries_agree,
    sources.documents_are_older_than_the_conference,
    sources.launchers_agree,
    years.last_years_tasks_have_a_status,
    years.the_head_is_the_one_elected,
    years.shortcomings_are_this_years,
    years.series_keep_their_unit,
    years.revisions_name_what_they_revise,
    sources.every_text_is_in_both_languages,
    missing.the_edition_is_not_closed,
    missing.tables_without_a_row,
    missing.core_figures_to_come,
)


def check(case: Case) -> list[Problem]:
    """Return every problem that shows only across rows and tables; a warning that was acknowledged is a note."""
    found = [problem for rule in RULES for problem in rule(case)]
    reasons = {row.id: row for row in case.tables["acknowledgements"]}
    settled = [_settled(problem, reasons) for problem in found]
    keys = {problem.key for problem in found if problem.severity == WARNING}
    for placed in case.tables.placed("acknowledgements"):
        if placed.row.id not in keys:
            settled.append(
                case.problem(
                    "A01",
                    "acknowledgements",
                    placed,
                    "id",
                    "không còn cảnh báo nào mang mã này. Xóa dòng này.",
                    "no warning has this id any more. Delete the row.",
                    NOTE,
                )
            )
    return settled


def _settled(problem: Problem, reasons: dict) -> Problem:
    reason = reasons.get(problem.key)
    if problem.severity != WARNING or reason is None:
        return problem
    vi = f"{problem.vi} Đã xác nhận ({reason.by}): {reason.reason}"
    en = f"{problem.en} Acknowledged ({reason.by}): {reason.reason}"
    return replace(problem, severity=NOTE, vi=vi, en=en)
