"""The conference and what follows from it: its facts, who leads, the days ahead."""

from __future__ import annotations

import numpy as np
import pandas as pd

from yearbook.desk.frames import Edition
from yearbook.desk.wording import Words
from yearbook.emulation.results import named, term


def fact_sheet(edition: Edition) -> dict[str, Words]:
    """Return the facts of the conference and of the cluster: heading → answer."""
    say, meeting, year = edition.say, edition.conference, term(edition)
    posts = edition.leadership[edition.leadership.term_year == year]
    return {
        say(vi="Ngày họp", en="Date"): say(vi="{date}", en="{date}", date=meeting.date),
        say(vi="Nơi họp", en="Place"): say(vi="{venue}", en="{venue}", venue=meeting.venue),
        say(vi="Nội dung", en="Purpose"): say(vi="{purpose}", en="{purpose}", purpose=meeting.purpose),
        say(vi="Thành viên", en="Members"): say(
            vi="{names}[[ (nguồn nêu tên {named})]]",
            en="{names}[[ (the sources name {named})]]",
            names=edition.names(edition.members.index),
            named=named(edition),
        ),
        say(vi="{head:start} năm {term}", en="{head:start} in {term}", term=year): _holders(edition, posts, "head"),
        say(vi="{deputy:start} năm {term}", en="{deputy:start} in {term}", term=year): _holders(
            edition, posts, "deputy"
        ),
    }


def fact_sources(edition: Edition) -> pd.DataFrame:
    """Return the source and place of every fact of the sheet."""
    meeting = pd.DataFrame([[edition.conference.source, edition.conference.locator]], columns=["source", "locator"])
    posts = edition.leadership[edition.leadership.term_year == term(edition)]
    return pd.concat([meeting, posts[["source", "locator"]], edition.members[["source", "locator"]]])


def calendar(edition: Edition) -> pd.DataFrame:
    """Return the days of the next year that the records name: the conference if it falls there, the anniversaries.

    A date of which only month or year is known has no place on a line of days, nor has the conference alone.
    """
    days = edition.anniversaries[["marked", "event", "source", "locator"]]
    meeting = edition.conference
    days = days.loc[np.array([day.exact is not None for day in days.marked], dtype=bool)]
    if len(days) and meeting.date and meeting.date.exact and meeting.date.year == edition.next_year:
        label = edition.say(vi="Hội nghị tổng kết", en="Review conference")
        first = pd.DataFrame([[meeting.date, str(label), meeting.source, meeting.locator]], columns=days.columns)
        days = pd.concat([first, days], ignore_index=True)
    return days


def anniversaries(edition: Edition) -> pd.DataFrame:
    """Return the anniversaries with the number of years as stated and as computed (marked year − original year)."""
    days, say = edition.anniversaries, edition.say
    computed = [marked.year - origin.year for marked, origin in zip(days.marked, days.origin, strict=True)]
    stated = [None if pd.isna(years) else int(years) for years in days.years_stated]
    return days.assign(
        years_stated=pd.Series(stated, index=days.index, dtype=object),
        years_computed=[say(vi="{n} (tính toán)", en="{n} (computed)", n=years) for years in computed],
    )


def anniversary_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of the table of anniversaries."""
    say = edition.say
    return {
        "event": say(vi="Sự kiện", en="Event"),
        "origin": say(vi="Ngày gốc", en="Original day"),
        "marked": say(vi="Kỷ niệm", en="Marked on"),
        "years_stated": say(vi="Số năm, theo nguồn", en="Years, as stated"),
        "years_computed": say(vi="Số năm, tính toán", en="Years, computed"),
    }


def _holders(edition: Edition, posts: pd.DataFrame, role: str) -> Words:
    return edition.say(vi="{names}", en="{names}", names=edition.holders(posts[posts.role == role]))
