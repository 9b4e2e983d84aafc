"""Titles that say what the figures show, and the key figures: which words, by computation; the words are phrases."""

from __future__ import annotations

from typing import Any

from yearbook.desk.frames import Edition
from yearbook.desk.words import Words
from yearbook.emulation import measures, results, tasks
from yearbook.ledger.quantity import Quantity


def above_plans(edition: Edition) -> Words:
    """Say how many of the members with figures are above every plan; missing where nobody has any."""
    above, reported = results.above_every_plan(edition), results.reported(edition)
    together = "all" if len(above) == len(reported) > 1 else "some"
    return edition.phrase(
        f"above_plans.{together}",
        a=len(above),
        b=len(reported) or None,
        both=edition.phrase("above_plans.both") if len(results.plans(edition)) == 2 else None,
        indicator=results.headline_name(edition) if results.plans(edition) else None,
    )


def plans_against_last_year(edition: Edition) -> Words:
    """Say whether each plan was above or below the result of the year before."""
    ladders = measures.growth_ladder(edition)
    if len(ladders) != 1:
        return edition.phrase("ladder.title_many", names=list(ladders))
    ((name, (assigned, last, own, _)),) = ladders.items()
    plans = results.plan_names(edition)
    words = [str(edition.phrase(f"compared.{place}")) for place in ("above", "below", "about")]
    return edition.phrase(
        "ladder.title",
        name=name,
        assigned_plan=plans[1],
        own_plan=plans[0],
        assigned=edition.say.compared(assigned.figure, last.figure, *words),
        own=edition.say.compared(own.figure, last.figure, *words),
    )


def unexplained_rest(edition: Edition) -> Words:
    """Say how much of a whole has no stated destination."""
    whole, _, rest = _first_whole(edition)
    return edition.phrase(
        "split.title",
        name=whole.subject_label if rest else None,
        whole=whole.figure if rest else None,
        rest=rest.figure if rest else None,
    )


def parts_condition(edition: Edition) -> Words:
    """Say on what condition a whole may be split: that the parts are within it."""
    whole, parts, rest = _first_whole(edition)
    return edition.phrase(
        "split.condition", whole=whole.figure if rest else None, parts=list(parts.figure) if rest else None
    )


def key_figures(edition: Edition) -> list[tuple[Any, Words, Words]]:
    """Return the key figures of the opening page: (figure, what it is, a small remark); what is unknown is missing."""
    phrase, nothing = edition.phrase, Quantity.missing()
    reported, shortcomings = results.reported(edition), len(edition.shortcomings)
    honours, decided = len(edition.honours), len(edition.where("honours", stage="decided"))
    numbered = len(tasks.numbered(edition))
    unanswered = len(tasks.without_task(edition)) if len(edition.links) else None
    return [
        (
            edition.say(vi="{a}/{b}", en="{a}/{b}", a=len(reported) or None, b=results.how_many(edition)),
            phrase("cards.reported", indicator=results.headline_name(edition) if reported else None),
            phrase("cards.year"),
        ),
        *_whole(edition),
        *_goods(edition),
        (
            shortcomings or nothing,
            _counted(edition, "shortcoming", shortcomings),
            phrase("cards.unanswered", n=unanswered),
        ),
        (numbered or nothing, _counted(edition, "task", numbered), phrase("cards.next_year")),
        (
            honours or nothing,
            _counted(edition, "honour", honours),
            phrase("cards.decided", n=decided) if decided else phrase("cards.undecided"),
        ),
    ]


def _counted(edition: Edition, what: str, n: int) -> Words:
    """Return the word for a number of things: one, or more."""
    return edition.phrase(f"cards.{what}" if n == 1 else f"cards.{what}s")


def _goods(edition: Edition) -> list[tuple[Quantity, Words, Words]]:
    """Return what members mobilised together, of each kind that may be added, as key figures."""
    labels, place = edition.records.tables.codes("relief_what"), 0 if edition.language == "vi" else 1
    relief = edition.relief[edition.relief.figure.notna()]
    return [
        (
            measures.combined(edition, what).figure,
            edition.phrase("cards.mobilised", what=labels[what][place]),
            edition.phrase("cards.together", names=edition.names(relief.subject[relief.what == what])),
        )
        for what in measures.combined_kinds(edition)
    ]


def _whole(edition: Edition) -> list[tuple[Quantity, Words, Words]]:
    """Return, for each indicator, the first figure stated about the group as a whole, as a key figure."""
    rows, say = results.of_the_group(edition), edition.say
    rows = rows[rows.subject == rows.subject.iloc[0]].drop_duplicates("indicator") if len(rows) else rows
    return [(row.figure, say.plain(row.what), say.plain(row.subject_label)) for row in rows.itertuples()]


def _first_whole(edition: Edition) -> Any:
    wholes = measures.parts_of_whole(edition)
    return wholes[0] if wholes else (None, None, None)
