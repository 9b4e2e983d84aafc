"""What an output tells the press beside its standard mime types; docs/payload.md is the contract."""

from __future__ import annotations

from html import escape
from typing import Any

MIME = "application/vnd.yearbook+json"


def payload(**fields: Any) -> dict[str, Any]:
    """Return the mime entry of one output."""
    return {MIME: {"version": 2, **fields}}


def left_out(id: str, why: str) -> dict[str, Any]:
    """Return the mime bundle of something the book leaves out: JupyterLab says why, the press knows its id."""
    shown = {"text/html": f"<p><em>{escape(why)}</em></p>"} if id else {}  # without an id it stands in a line of prose
    return {"text/plain": why, **shown, **payload(kind="nothing", id=id)}
