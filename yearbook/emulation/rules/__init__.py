"""Rules across rows, tables and years: what no single cell can show."""

from __future__ import annotations

from dataclasses import replace

from yearbook.emulation.rules import (
    figures,
    files,
    honours,
    members,
    missing,
    photographs,
    relief,
    sources,
    typed,
    years,
)
from yearbook.emulation.views import VIEWS
from yearbook.ledger.case import Rules

RULES = Rules(
    (
        files.every_file_is_read,
        photographs.every_photograph_can_be_printed,
        photographs.every_photograph_is_shown,
        files.no_link_leads_out_of_the_workbook,
        sources.the_conference_is_known,
        figures.what_is_expected_is_known,
        years.rows_are_of_this_year,
        years.figures_are_not_last_years,
        members.no_group_is_its_own_member,
        members.the_members_are_no_more_than_the_group_has,
        members.members_exist_in_the_year,
        relief.related_rows_exist,
        figures.one_value_per_key,
        figures.expected_figures_have_a_row_for_every_member,
        figures.indicators_have_a_known_dimension,
        figures.figures_are_measured_as_their_indicator,
        relief.figures_are_measured_as_what_they_count,
        figures.revised_figures_keep_their_dimension,
        figures.a_change_has_its_verb,
        figures.zeros_are_meant,
        figures.rates_are_plausible,
        figures.plans_are_not_swapped,
        relief.relations_name_a_row,
        relief.same_goods_are_weight_and_value,
        relief.parts_stay_within_the_whole,
        relief.open_relations_are_explained,
        relief.goods_cost_what_goods_cost,
        relief.amounts_are_of_one_size,
        members.rows_are_about_members_or_another_kind,
        members.one_head_and_another_deputy,
        honours.every_row_says_who,
        honours.decided_awards_have_their_decision,
        honours.single_awards_are_single,
        honours.awards_are_in_force,
        sources.what_is_said_has_a_source,
        sources.anniversaries_agree,
        sources.documents_are_older_than_the_conference,
        sources.the_book_is_younger_than_its_sources,
        sources.launchers_agree,
        years.last_years_tasks_have_a_status,
        years.the_head_is_the_one_elected,
        years.shortcomings_are_this_years,
        years.series_keep_their_unit,
        years.revisions_name_what_they_revise,
        typed.no_figure_is_typed_into_the_records,
        sources.every_text_is_in_both_languages,
        missing.the_edition_is_not_closed,
        missing.tables_without_a_row,
        missing.expected_figures_to_come,
    ),
    VIEWS,
)

# What `check` looks at besides: a notebook is every year's, and the book of a finished year does not wait for it.
CHECKED = replace(RULES, rules=(*RULES.rules, typed.no_figure_is_typed_into_a_notebook))
