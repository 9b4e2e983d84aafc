"""Titles that say what the figures show: which words, by computation; the words are phrases."""

from __future__ import annotations

from typing import Any

from yearbook.desk.frames import Edition
from yearbook.desk.words import Words
from yearbook.emulation import measures, results


def above_plans(edition: Edition) -> Words:
    """Say how many of the members with figures are above every plan; missing where nobody has any."""
    above, reported = results.above_every_plan(edition), results.reported(edition)
    together = "all" if len(above) == len(reported) > 1 else "some"
    return edition.phrase(
        f"above_plans.{together}",
        a=edition.count(above, zero=True),
        b=edition.count(reported),
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


def _first_whole(edition: Edition) -> Any:
    wholes = measures.parts_of_whole(edition)
    return wholes[0] if wholes else (None, None, None)
