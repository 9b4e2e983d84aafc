"""What JupyterLab shows of an edition: which it is, in which language and state, what it holds and what it lacks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from yearbook import language as house
from yearbook.desk import live
from yearbook.desk.payload import left_out
from yearbook.ledger.contract import EDITION

if TYPE_CHECKING:
    from yearbook.desk.frames import Edition


def summary(edition: Edition) -> dict[str, Any]:
    """Return the mime bundle of an edition; the book prints none of it.

    Where a run makes the book nobody looks, and a table that is counted is a table that was read.
    """
    shown = left_out("", headline(edition))
    return shown | {"text/html": _html(edition)} if live.by_hand() else shown


def headline(edition: Edition) -> str:
    """Return the edition, its language and its state in one line."""
    language, params = edition.language, edition.records.params
    return house.word("summary", language).format(
        edition=edition.records.id,
        language=house.word(f"language.{language}", language),
        state=house.word(f"state.{params.state}", language),
    )


def _html(edition: Edition) -> str:
    language, contract = edition.language, edition.records.contract
    place = house.LANGUAGES.index(language)
    filled, empty = [], []
    for name, table in contract.of(EDITION).items():
        rows = len(edition.records.rows(name))
        columns = ", ".join(table.columns)
        if rows:
            cells = (f"<code>edition.{name}</code>", escape(table.title[place]), str(rows), escape(columns))
            filled.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        else:
            empty.append(f"{escape(table.title[place])} (<code>{name}</code>)")
    heads = "".join(f"<th>{house.word(f'summary_{part}', language)}</th>" for part in _HEADS)
    links = " · ".join(
        f'<a href="../{path}">{path}</a>'
        for path in (f"params/{edition.records.id}.yaml", f"data/{edition.records.id}/")
    )
    lacking = f"<p>{house.word('summary_empty', language)}: {'; '.join(empty)}</p>" if empty else ""
    return (
        f"<details><summary><strong>{escape(headline(edition))}</strong> · {links}</summary>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(filled)}</tbody></table>{lacking}</details>"
    )


_HEADS = ("name", "table", "rows", "columns")
