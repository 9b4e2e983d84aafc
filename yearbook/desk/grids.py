"""Two-way tables: who has figures on what, and which shortcoming has a task."""

from __future__ import annotations

from typing import Any

import pandas as pd

from yearbook.desk.frames import Edition
from yearbook.desk.measures import by_member
from yearbook.desk.tables import Mark
from yearbook.ledger.quantity import Quantity

_SIGNS = {"explicit": "●", "partial": "◐", "general": "○"}


def coverage(edition: Edition) -> pd.DataFrame:
    """Return members × topics: the rates, the number of relief figures, whether nominated, the post held next year.

    Relief is "…" where a district is not mentioned (the source gives examples only); nominations and posts are "-"
    (their lists are complete) unless the whole list is still to come.
    """
    say, relief, posts = edition.say, edition.relief, edition.leadership
    posts = posts[posts.term_year == edition.next_year]
    rates = by_member(edition)
    counts = relief[relief.figure.notna()].groupby("district").size()
    absent, nothing = Quantity.missing("not_occurring"), Quantity.missing()
    rates["relief"] = [
        say(vi="{n} số liệu", en="{n} figures", n=int(counts[district])) if district in counts else nothing
        for district in rates.index
    ]
    not_nominated = absent if len(edition.nominations) else nothing
    not_elected = absent if len(posts) else nothing
    rates["nomination"] = [
        say(vi="có tên", en="named") if district in set(edition.nominations.district) else not_nominated
        for district in rates.index
    ]
    doubt = {"inferred": str(say(vi=" (suy luận)", en=" (inferred)"))}
    held = {row.district: row.role_label + doubt.get(row.evidence, "") for row in posts.itertuples()}
    rates["post"] = [say.plain(held[district]) if district in held else not_elected for district in rates.index]
    return rates


def coverage_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of the coverage grid, in order."""
    say = edition.say
    return {
        "district_label": say(vi="Huyện", en="District"),
        "district_plan": say(vi="So với kế hoạch huyện", en="Against district plan"),
        "province_plan": say(vi="So với kế hoạch tỉnh", en="Against province plan"),
        "previous_year": say(vi="So với năm {previous_year}", en="Change on {previous_year}"),
        "relief": say(vi="Hỗ trợ người dân", en="Relief"),
        "nomination": say(vi="Đề nghị khen thưởng", en="Nomination"),
        "post": say(vi="Nhiệm vụ năm {next_year}", en="Post in {next_year}"),
    }


def rates(edition: Edition) -> pd.DataFrame:
    """Return members × rates with, as a note, what the source calls each base."""
    table = by_member(edition)
    budget = edition.budget
    words = edition.say(vi="Nguồn gọi mốc so sánh là", en="The source calls the bases")
    quotes = {
        district: "; ".join(f"«{text}»" for text in rows.base_as_printed if text)
        for district, rows in budget.groupby("district")
    }
    table["note"] = [f"{words} {quotes[district]}." if quotes.get(district) else "" for district in table.index]
    return table


def rates_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of the table of rates."""
    headings = coverage_headings(edition)
    return {name: headings[name] for name in ("district_label", "district_plan", "province_plan", "previous_year")}


def relief_lines(edition: Edition) -> pd.DataFrame:
    """Return the relief lines, each relation naming the row it points at: "cùng số hàng với R2"."""
    relief = edition.relief
    relations = [f"{row.relation_label} {row.related}".strip() for row in relief.itertuples()]
    lines = relief.assign(relation_label=relations)
    lines.attrs = relief.attrs
    return lines


def answers(edition: Edition) -> pd.DataFrame:
    """Return shortcomings × tasks with ● (explicit), ◐ (in part), ○ (general), and the verdict of the editors."""
    links, say = edition.links, edition.say
    tasks = leaf_tasks(edition)
    found = {(link.shortcoming, link.task): link for link in links.itertuples()}
    rows: list[dict[str, Any]] = []
    for shortcoming in edition.shortcomings.itertuples():
        row: dict[str, Any] = {"id": shortcoming.id, "theme": shortcoming.theme_label}
        for task in tasks.id:
            link = found.get((shortcoming.id, task))
            row[task] = (
                Mark(_SIGNS[link.strength], link.strength_label) if link else Mark("", say(vi="không", en="none"))
            )
        row["verdict"] = _verdict(
            edition, [link.strength for link in found.values() if link.shortcoming == shortcoming.id]
        )
        rows.append(row)
    return pd.DataFrame(rows, index=[row["id"] for row in rows])


def answers_headings(edition: Edition) -> dict[str, str]:
    """Return the headings of the matrix: theme, one column per task, verdict."""
    say = edition.say
    tasks = {task: task for task in leaf_tasks(edition).id}
    return (
        {"id": say(vi="Mã", en="Id"), "theme": say(vi="Hạn chế", en="Shortcoming")}
        | tasks
        | {"verdict": say(vi="Nhận định", en="Verdict")}
    )


def numbered_tasks(edition: Edition) -> pd.DataFrame:
    """Return the numbered tasks, without the parts they are split into."""
    tasks = edition.tasks
    return tasks[(tasks.group == "main") & (tasks.parent == "")]


def leaf_tasks(edition: Edition) -> pd.DataFrame:
    """Return the numbered tasks that are not split further."""
    tasks = edition.tasks
    return tasks[(tasks.group == "main") & ~tasks.id.isin(set(tasks.parent))]


def without_task(edition: Edition) -> pd.DataFrame:
    """Return the shortcomings that no task answers explicitly, not even in part."""
    links = edition.links
    answered = set(links.shortcoming[links.strength.isin(["explicit", "partial"])])
    return edition.shortcomings[~edition.shortcomings.id.isin(answered)]


def _verdict(edition: Edition, strengths: list[str]) -> str:
    say = edition.say
    if "explicit" in strengths:
        return str(say(vi="có nhiệm vụ trực tiếp", en="has an explicit task"))
    if "partial" in strengths:
        return str(say(vi="được đáp ứng một phần", en="answered in part"))
    return str(say(vi="chưa có nhiệm vụ trực tiếp", en="no explicit task"))
