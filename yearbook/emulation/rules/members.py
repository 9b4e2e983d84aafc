"""Rules for members and posts: who is in, whom a row may be about, who leads."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.emulation.views import MEMBERS, POSTS, SUBJECTS, Post
from yearbook.errors import Problem
from yearbook.ledger.case import Case, Seen

_ABOUT_ANYBODY = ("figures", "relief", "standings", "honours")


def no_group_is_its_own_member(case: Case) -> Iterator[Problem]:
    """Refuse a row of the whole among the members: a total line that names the group."""
    kinds = {row.id: row.kind for row in case.rows(SUBJECTS)}
    for seen in case.seen(MEMBERS):
        if kinds[seen.row.subject] == "cluster":
            yield case.problem(
                "X17",
                "members",
                seen,
                "subject",
                f"«{seen.row.subject}» là cả cụm, khối, không phải một thành viên. Xóa dòng này; số liệu chung "
                "ghi ở bảng figures.",
                f"“{seen.row.subject}” is the whole group, not a member. Delete the row; figures about the whole "
                "are rows of table figures.",
            )


def the_members_are_no_more_than_the_group_has(case: Case) -> Iterator[Problem]:
    total, named = case.params.members_total, len(case.rows(MEMBERS))
    if total is not None and total < named:
        yield case.of_params(
            "X18",
            "members_total",
            f"{case.params.word('group').vi} có {total} thành viên, mà bảng members nêu tên {named}. Sửa số này, hoặc "
            "xóa dòng không phải thành viên.",
            f"the {case.params.word('group').en} has {total} members, yet table members names {named}. Correct the "
            "number, or delete the row that is no member.",
        )


def members_exist_in_the_year(case: Case) -> Iterator[Problem]:
    subjects = {row.id: row for row in case.rows(SUBJECTS)}
    for seen in case.seen(MEMBERS):
        subject = subjects[seen.row.subject]
        if subject.valid_to and subject.valid_to.year < case.params.year:
            after = ", ".join(subject.successors)
            yield case.problem(
                "T07",
                "members",
                seen,
                "subject",
                f"«{subject.full_vi}» đã kết thúc hoạt động năm {subject.valid_to.year}; "
                f"năm {case.params.year} phải dùng đơn vị mới{f': {after}' if after else ''}.",
                f"“{subject.full_en or subject.full_vi}” ended in {subject.valid_to.year}; "
                f"{case.params.year} needs its successor{f': {after}' if after else ''}.",
            )
        if subject.valid_from and subject.valid_from.year > case.params.year:
            yield case.problem(
                "T07",
                "members",
                seen,
                "subject",
                f"«{subject.full_vi}» chỉ có từ năm {subject.valid_from.year}.",
                f"“{subject.full_en or subject.full_vi}” exists only from {subject.valid_from.year}.",
            )


def rows_are_about_members_or_another_kind(case: Case) -> Iterator[Problem]:
    """Refuse a row about a body that could be a member and is none; the group, or a comparator, is another kind."""
    members = {row.subject for row in case.rows(MEMBERS)}
    kinds = {row.id: row.kind for row in case.rows(SUBJECTS)}
    of_members = {kinds[member] for member in members}
    for table in (*_ABOUT_ANYBODY, "leadership"):
        for placed in case.tables.placed(table):
            subject = placed.row.subject
            if subject and subject not in members and (table == "leadership" or kinds[subject] in of_members):
                yield case.problem(
                    "X08",
                    table,
                    Seen(placed.row, placed),
                    "subject",
                    f"«{subject}» không phải thành viên (bảng members).",
                    f"“{subject}” is not a member (table members).",
                )


def one_head_and_another_deputy(case: Case) -> Iterator[Problem]:
    terms: dict[int, list[Seen[Post]]] = {}
    head, deputy = case.params.word("head"), case.params.word("deputy")
    for seen in case.seen(POSTS):
        terms.setdefault(seen.row.term_year, []).append(seen)
    for year, posts in terms.items():
        heads = [post for post in posts if post.row.role == "head"]
        if len(heads) != 1:
            yield case.problem(
                "X08",
                "leadership",
                posts[0],
                "role",
                f"năm {year} phải có đúng một {head.vi}.",
                f"{year} needs exactly one {head.en}.",
            )
        for post in posts:
            if post.row.role == "deputy" and heads and post.row.subject == heads[0].row.subject:
                yield case.problem(
                    "X08",
                    "leadership",
                    post,
                    "subject",
                    f"{deputy.vi} trùng với {head.vi}.",
                    f"the {deputy.en} is the {head.en}.",
                )
