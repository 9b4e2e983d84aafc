"""The conference and what follows from it: its facts, the days ahead, the path of a nomination."""

from __future__ import annotations

import pandas as pd

from yearbook.desk.frames import Edition
from yearbook.desk.wording import Words

# Where a nomination stands, by its stage: which of the four steps is under way.
_STEP_OF_STAGE = {"nominated": 0, "reviewed": 1, "decided": 3, "declined": 3, "withdrawn": 0}


def fact_sheet(edition: Edition) -> dict[str, Words]:
    """Return the facts of the conference and of the cluster: heading → answer."""
    say, meeting = edition.say, edition.conference
    posts = edition.leadership[edition.leadership.term_year == edition.next_year]
    return {
        say(vi="Ngày họp", en="Date"): say(vi="{date}", en="{date}", date=meeting.date),
        say(vi="Nơi họp", en="Place"): say(vi="{venue}", en="{venue}", venue=meeting.venue),
        say(vi="Nội dung", en="Purpose"): say(vi="{purpose}", en="{purpose}", purpose=meeting.purpose),
        say(vi="Thành viên", en="Members"): say(vi="{names}", en="{names}", names=edition.names(edition.members.index)),
        say(vi="Cụm trưởng năm {next_year}", en="Head in {next_year}"): _holders(edition, posts, "head"),
        say(vi="Cụm phó năm {next_year}", en="Deputy head in {next_year}"): _holders(edition, posts, "deputy"),
    }


def fact_sources(edition: Edition) -> pd.DataFrame:
    """Return the source and place of every fact of the sheet."""
    meeting = pd.DataFrame([[edition.conference.source, edition.conference.locator]], columns=["source", "locator"])
    posts = edition.leadership[edition.leadership.term_year == edition.next_year]
    return pd.concat([meeting, posts[["source", "locator"]], edition.members[["source", "locator"]]])


def calendar(edition: Edition) -> pd.DataFrame:
    """Return the days of the next year that the records name: the conference if it falls there, the anniversaries."""
    days = edition.anniversaries[["marked", "event", "source", "locator"]]
    meeting = edition.conference
    if meeting.date and meeting.date.year == edition.next_year:
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


def award_procedure(edition: Edition) -> list[tuple[Words, Words, str]]:
    """Return the four steps from the cluster's vote to the decision, and how far the nominations, if any, have got."""
    say = edition.say
    reached = min((_STEP_OF_STAGE[stage] for stage in edition.nominations.stage), default=-1)
    steps = [
        (
            say(vi="Cụm bình xét, suy tôn", en="Cluster assesses and acclaims"),
            say(vi="bỏ phiếu tại hội nghị, gửi đề nghị", en="votes at the conference, sends its proposal"),
        ),
        (
            say(vi="Cơ quan thường trực thẩm định", en="Standing body reviews"),
            say(
                vi="cơ quan thi đua, khen thưởng của tỉnh xem hồ sơ",
                en="the province’s emulation body checks the dossier",
            ),
        ),
        (
            say(vi="Hội đồng xét", en="Council considers"),
            say(vi="hội đồng thi đua, khen thưởng tỉnh", en="the provincial emulation and commendation council"),
        ),
        (
            say(vi="Chủ tịch UBND tỉnh quyết định", en="Chairman of the province decides"),
            say(vi="ký quyết định khen thưởng", en="signs the decision"),
        ),
    ]
    states = ["done" if i < reached else "current" if i == reached else "ahead" for i in range(len(steps))]
    return [(label, note, state) for (label, note), state in zip(steps, states, strict=True)]


def _holders(edition: Edition, posts: pd.DataFrame, role: str) -> Words:
    return edition.say(vi="{names}", en="{names}", names=edition.holders(posts[posts.role == role]))
