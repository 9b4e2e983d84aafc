"""What is wrong or missing in an edition, as one offline page to tick off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from yearbook import palette
from yearbook.errors import SEVERITY_WORDS, Problem
from yearbook.press.print.page import environment


def checklist(edition: str, problems: Sequence[Problem]) -> str:
    """Return the page: problems by file, each with a box whose tick stays in the reader's browser."""
    in_order = sorted(problems, key=lambda problem: problem.file)
    return (
        environment()
        .get_template("check.html.j2")
        .render(
            edition=edition,
            groups=[(file, list(group)) for file, group in groupby(in_order, key=lambda problem: problem.file)],
            words=SEVERITY_WORDS,
            colours=palette.css_variables("light"),
            dark=palette.css_variables("dark"),
            counts=counted(problems),
        )
    )


def counted(problems: Sequence[Problem]) -> str:
    """Return "2 lỗi, 1 cảnh báo, 3 lưu ý / 2 errors, 1 warnings, 3 notes"."""
    numbers = {severity: sum(problem.severity == severity for problem in problems) for severity in SEVERITY_WORDS}
    vi = ", ".join(f"{numbers[severity]} {words[0].lower()}" for severity, words in SEVERITY_WORDS.items())
    en = ", ".join(f"{numbers[severity]} {words[1].lower()}(s)" for severity, words in SEVERITY_WORDS.items())
    return f"{vi} / {en}"
