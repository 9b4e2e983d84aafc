"""Who approved a book, as its last page says it."""

from __future__ import annotations

from collections.abc import Collection

from yearbook import language as house
from yearbook.ledger.approvals import Approval, changed, standing
from yearbook.ledger.edition import Edition


def approvers(edition: Edition, language: str, fingerprint: str, printed: Collection[str]) -> list[str]:
    """Return a line for each person who approved a final edition, or that nobody has; nothing for a draft.

    `printed` are the figures of the book, `fingerprint` is its print code.
    """
    if edition.params.state != "final":
        return []
    approvals = standing(edition)
    if not approvals:
        return [house.word("approval_none", language)]
    return [_line(approval, edition, language, fingerprint, printed) for approval in approvals]


def _line(approval: Approval, edition: Edition, language: str, fingerprint: str, printed: Collection[str]) -> str:
    row, code = approval.row, approval.print_code(language)
    said = house.word("approval", language).format(
        by=row.by, role=row.role, day=house.date(row.day, language), code=code
    )
    count = len(changed(approval, edition, language, printed))
    if count:
        which = "approval_changed" if count > 1 else "approval_changed_one"
        return said + house.word(which, language).format(count=house.number(count, language))
    return said if code == fingerprint else said + house.word("approval_unchanged", language)
