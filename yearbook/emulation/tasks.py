"""Tasks and the shortcomings they answer."""

from __future__ import annotations

from typing import Any

import pandas as pd

from yearbook.desk.columns import headed
from yearbook.desk.frames import Edition
from yearbook.desk.grid import Blank, Mark
from yearbook.desk.words import one_after_another
from yearbook.ledger.emptiness import NONE

_SIGNS = {"explicit": "●", "partial": "◐", "general": "○"}


def answers(edition: Edition) -> pd.DataFrame:
    """Return shortcomings × tasks with ● (explicit), ◐ (in part), ○ (general), - (none), and the editors' verdict.

    The reason of each judgement is its note.
    """
    links, phrase = edition.links, edition.phrase
    if links.empty:
        return pd.DataFrame()
    tasks = leaves(edition)
    found = {(link.shortcoming, link.task): link for link in links.itertuples()}
    rows: list[dict[str, Any]] = []
    for shortcoming in edition.shortcomings.itertuples():
        row: dict[str, Any] = {"id": shortcoming.id, "theme": shortcoming.theme_label}
        for task in tasks.id:
            link = found.get((shortcoming.id, task))
            row[task] = _mark(link) if link else Blank(NONE)
        row["verdict"] = _verdict(
            edition, [link.strength for link in found.values() if link.shortcoming == shortcoming.id]
        )
        rows.append(row)
    headings = {"id": phrase("answers.id"), "theme": phrase("answers.theme")}
    headings |= {task: task for task in tasks.id} | {"verdict": phrase("answers.verdict")}
    return headed(pd.DataFrame(rows, index=[row["id"] for row in rows]), headings)


def answered(edition: Edition) -> pd.DataFrame:
    """Return each shortcoming with the tasks that answer it explicitly or in part, in the editors' view."""
    links, phrase = edition.links, edition.phrase
    if links.empty:
        return pd.DataFrame()
    texts, direct = edition.tasks.text, links[links.strength.isin(["explicit", "partial"])]
    rows = []
    for shortcoming in edition.shortcomings.itertuples():
        found = direct[direct.shortcoming == shortcoming.id]
        tasks = [phrase("answered.task", id=link.task, text=texts[link.task]) for link in found.itertuples()]
        rows.append(
            {
                "text": shortcoming.text,
                "tasks": one_after_another(tasks, edition.language) or phrase("answers.unanswered"),
            }
        )
    headings = {name: phrase(f"answered.{name}") for name in ("text", "tasks")}
    return headed(pd.DataFrame(rows, index=list(edition.shortcomings.index)), headings)


def link_sources(edition: Edition) -> pd.DataFrame:
    """Return source and place of every shortcoming, and of every task that is held against one."""
    tasks = edition.tasks[edition.tasks.id.isin(set(edition.links.task))]
    return pd.concat([rows[["source", "locator"]] for rows in (edition.shortcomings, tasks)])


def numbered(edition: Edition) -> pd.DataFrame:
    """Return the main tasks, without the parts they are split into."""
    tasks = edition.tasks
    return tasks[(tasks.group == "main") & (tasks.parent == "")]


def leaves(edition: Edition) -> pd.DataFrame:
    """Return the main tasks that are not split further."""
    tasks = edition.tasks
    return tasks[(tasks.group == "main") & ~tasks.id.isin(set(tasks.parent))]


def without_task(edition: Edition) -> pd.DataFrame:
    """Return the shortcomings that no task answers explicitly, not even in part."""
    links = edition.links
    answered = set(links.shortcoming[links.strength.isin(["explicit", "partial"])])
    return edition.shortcomings[~edition.shortcomings.id.isin(answered)]


def _mark(link: Any) -> Mark:
    return Mark(_SIGNS[link.strength], link.strength_label, note=link.reason)


def _verdict(edition: Edition, strengths: list[str]) -> str:
    best = next((strength for strength in ("explicit", "partial") if strength in strengths), "unanswered")
    return str(edition.phrase(f"answers.{best}"))


def movements(edition: Edition, **wanted: str) -> pd.DataFrame:
    """Return the movements that are wanted (`joined="yes"`), each with its kind where one is stated: "(đặc biệt)"."""
    rows = edition.where("movements", **wanted)
    names = [f"{name} ({kind})" if kind else name for name, kind in zip(rows["name"], rows.kind_label, strict=True)]
    kept = rows.assign(name=pd.Series(names, index=rows.index, dtype=object))
    kept.attrs = rows.attrs
    return kept
