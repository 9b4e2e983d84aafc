"""Rules for what stands behind a row: its source, the days named in it, and both languages."""

from __future__ import annotations

from collections.abc import Iterator

from yearbook.emulation.views import ANNIVERSARIES, DOCUMENTS, MOVEMENTS, SOURCES
from yearbook.errors import ERROR, NOTE, WARNING, Problem, suggestion
from yearbook.ledger.case import Case, Seen
from yearbook.ledger.contract import EDITION

_CARRIED_OVER = ("members", "leadership")
_SAYS_NOTHING = {"task_status": ("status", "not_reported")}


def what_is_said_has_a_source(case: Case) -> Iterator[Problem]:
    for table, described in case.tables.contract.of(EDITION).items():
        if "source" not in described.columns:
            continue
        for placed in case.tables.placed(table):
            row = placed.row
            name, nothing = _SAYS_NOTHING.get(table, ("", None))
            figures = [getattr(row, column) for column in described.figures]
            silent = (figures and all(f.is_missing for f in figures)) or (name and getattr(row, name) == nothing)
            if row.source or silent:
                continue
            carried = table in _CARRIED_OVER
            yield case.problem(
                "K04",
                table,
                Seen(placed.row, placed),
                "source",
                "dòng mang từ năm trước sang, chưa có nguồn của năm này."
                if carried
                else "dòng này nêu một điều mà không có nguồn. Gõ mã trong bảng sources.",
                "carried over from last year, without a source of this year."
                if carried
                else "the row states something without a source. Type an id of table sources.",
                WARNING if carried else ERROR,
            )


def the_conference_is_known(case: Case) -> Iterator[Problem]:
    conference = case.params.conference
    if conference is None:
        return
    subjects = case.tables["subjects"]
    known = {"host": [row.id for row in subjects], "source": [row.id for row in case.rows(SOURCES)]}
    for key, names in known.items():
        value = getattr(conference, key)
        if value not in names and (value or key == "source"):
            vi, en = suggestion(value, names)
            yield case.of_params("K03", f"conference.{key}", f"không có «{value}».{vi}", f"no “{value}”.{en}")
    if conference.date.year not in (case.params.year, case.params.year + 1):
        yield case.of_params(
            "D04",
            "conference.date",
            f"hội nghị tổng kết năm {case.params.year} phải họp trong năm đó hoặc năm {case.params.year + 1}.",
            f"the conference for {case.params.year} is held that year or the next.",
        )


def anniversaries_agree(case: Case) -> Iterator[Problem]:
    for placed in case.seen(ANNIVERSARIES):
        row = placed.row
        years = row.marked.year - row.origin.year
        if (row.origin.day, row.origin.month) != (row.marked.day, row.marked.month):
            yield case.problem(
                "X07",
                "anniversaries",
                placed,
                "marked",
                "ngày kỷ niệm khác ngày, tháng của ngày gốc.",
                "the day marked differs from the original day and month.",
            )
        elif row.years_stated is not None and row.years_stated != years:
            yield case.problem(
                "X07",
                "anniversaries",
                placed,
                "years_stated",
                f"{row.origin.year}→{row.marked.year} là {years} năm, tệp ghi {row.years_stated}.",
                f"{row.origin.year}→{row.marked.year} is {years} years, the file says {row.years_stated}.",
            )


def documents_are_older_than_the_conference(case: Case) -> Iterator[Problem]:
    conference = case.params.conference
    if conference is None:
        return
    for placed in case.seen(DOCUMENTS):
        if conference.date.before(placed.row.issued):
            yield case.problem(
                "X12",
                "documents",
                placed,
                "issued",
                "văn bản ban hành sau ngày hội nghị.",
                "the document is dated after the conference.",
                WARNING,
            )
    for source in case.seen(SOURCES):
        published = source.row.published
        if source.row.main == "yes" and published and published.before(conference.date):
            yield case.problem(
                "X13",
                "sources",
                source,
                "published",
                "nguồn chính công bố trước ngày hội nghị. Kiểm tra hai ngày.",
                "the main source was published before the conference. Check both days.",
            )


def the_book_is_younger_than_its_sources(case: Case) -> Iterator[Problem]:
    compiled, published = case.params.compiled, case.params.published
    if compiled and published and compiled.before(published):
        yield case.of_params(
            "X19",
            "compiled",
            f"sách biên soạn xong trước ngày đăng nguồn (published: {published}). Kiểm tra hai ngày.",
            f"the book was compiled before its sources were published ({published}). Check both days.",
        )


def launchers_agree(case: Case) -> Iterator[Problem]:
    for placed in case.seen(MOVEMENTS):
        row = placed.row
        compared = row.launcher_verified != "unverified" and row.launcher_stated != "not_stated"
        if compared and row.launcher_stated != row.launcher_verified:
            yield case.problem(
                "X15",
                "movements",
                placed,
                "launcher_verified",
                "bên phát động theo nguồn khác với bên đã kiểm chứng; nên có một dòng ở bảng notes.",
                "the launcher stated differs from the one verified; a row in table notes should say so.",
                NOTE,
            )


def every_text_is_in_both_languages(case: Case) -> Iterator[Problem]:
    for table, described in case.tables.contract.of(EDITION).items():
        names = [name for name in described.columns if name.endswith("_en")]
        for placed in case.tables.placed(table) if names else ():
            for name in names:
                if getattr(placed.row, f"{name.removesuffix('_en')}_vi", "") and not getattr(placed.row, name):
                    yield case.problem(
                        "T10",
                        table,
                        Seen(placed.row, placed),
                        name,
                        "chưa có bản tiếng Anh; bản tiếng Anh sẽ in tiếng Việt kèm dấu [vi].",
                        "no English yet; the English edition prints the Vietnamese with [vi].",
                        NOTE,
                    )
