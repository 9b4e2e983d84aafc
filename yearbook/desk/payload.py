"""What an output tells the press beside its standard mime types; docs/payload.md is the contract."""

from __future__ import annotations

from typing import Any

MIME = "application/vnd.yearbook+json"


def payload(**fields: Any) -> dict[str, Any]:
    """Return the mime entry of one output."""
    return {MIME: {"version": 1, **fields}}
