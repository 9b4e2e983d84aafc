"""What a group says of itself in its params: its words in shared rows, the tables it owes, how many members it has."""

import io

import pytest
from openpyxl import load_workbook

from yearbook.desk.frames import Edition
from yearbook.emulation import apparatus, results
from yearbook.emulation.rules import RULES
from yearbook.errors import EditionError
from yearbook.ledger.edition import open_edition, problems_of
from yearbook.ledger.forms.blank import form

BLOCK = """\
words:
  member: {vi: sở, en: department, en_many: departments}
  group: {vi: khối, en: block, en_many: blocks}
  head: {vi: trưởng khối, en: head, en_many: heads}
  deputy: {vi: phó khối, en: deputy head, en_many: deputy heads}
"""


def added(workbook, text):
    """Add keys to the edition of 2021."""
    path = workbook.params / "2021.yaml"
    path.write_text(path.read_text("utf-8") + text, encoding="utf-8")


def replaced(workbook, file, seen, typed):
    path = workbook.root / file
    encoding = "utf-8-sig" if file.endswith(".csv") else "utf-8"
    text = path.read_text(encoding)
    assert seen in text
    path.write_text(text.replace(seen, typed, 1), encoding=encoding)


def found(workbook, code):
    return [problem for problem in problems_of(open_edition("2021", workbook), RULES) if problem.code == code]


def labels(workbook, place):
    records = open_edition("2021", workbook)
    named = (("shortcomings", "scope", "cluster"), ("relief", "destination", "in_district"),
             ("movements", "launcher_stated", "cluster"))  # fmt: skip
    return [records.label(*names)[place] for names in named]


def test_shared_rows_speak_in_the_words_of_the_group(workbook):
    assert labels(workbook, 0) == ["cả cụm", "trong huyện", "các huyện trong cụm"]
    assert labels(workbook, 1) == ["the whole cluster", "within the district", "districts of the cluster"]
    added(workbook, BLOCK)
    assert labels(workbook, 0) == ["cả khối", "trong sở", "các sở trong khối"]
    assert labels(workbook, 1) == ["the whole block", "within the department", "departments of the block"]
    for language, definition in {"vi": "của sở trong năm", "en": "A department’s budget revenue"}.items():
        edition = Edition(open_edition("2021", workbook), language)
        assert definition in edition.indicators.definition["budget_revenue"]
        assert "{" not in "".join(apparatus.terms(edition).meaning)


def test_a_form_offers_and_takes_back_the_words_of_the_group(workbook):
    added(workbook, BLOCK)
    book = load_workbook(io.BytesIO(form(open_edition("2021", workbook))))
    offered = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert {"trong sở", "cả khối"} <= offered and not any("{" in text for text in offered)
    replaced(workbook, "data/2021/shortcomings.csv", ";some_districts;", ";cả khối;")
    assert open_edition("2021", workbook).row("shortcomings", "S2").scope == "cluster"


def test_no_shared_row_names_the_first_group(project):
    for table in ("codes", "indicators"):
        for row in open_edition("2021", project).tables[table]:
            if not row.id.startswith("subject_kind."):
                text = (project.reference / f"{table}.csv").read_text("utf-8-sig")
                line = next(line for line in text.splitlines() if line.startswith(f"{row.id};"))
                said = line.partition(";")[2]
                assert not any(word in said for word in ("huyện", "cụm", "Bình Định", "district", "cluster")), line


def test_a_word_the_group_does_not_have_is_refused_at_its_row(workbook):
    replaced(workbook, "data/reference/codes.csv", "cả {group}", "cả {gruop}")
    (problem,) = found(workbook, "T12")
    assert (problem.severity, problem.column, problem.named) == ("error", "name_vi", "scope.cluster")
    assert problem.file == "data/reference/codes.csv" and problem.row and "Có phải «group»" in problem.vi


def test_a_group_names_the_tables_it_owes(workbook):
    replaced(workbook, "params/defaults.yaml", "expects_tables: [", "expects_tables: [standings, documets, ")
    (problem,) = found(workbook, "K03")
    assert problem.column == "expects_tables" and "Có phải «documents»" in problem.vi and problem.en
    replaced(workbook, "params/defaults.yaml", "documets, ", "")
    assert [problem.named for problem in found(workbook, "M01")] == ["standings"]
    missing = apparatus.still_missing(Edition(open_edition("2021", workbook), "vi"))
    assert list(missing.what)[-1] == "Điểm và xếp hạng"
    added(workbook, "expects_tables: []\n")
    assert found(workbook, "M01") == []


def test_a_group_with_fewer_members_than_are_named_is_refused(workbook):
    added(workbook, "members_total: 4\n")
    (problem,) = found(workbook, "X18")
    assert (problem.severity, problem.file, problem.column) == ("error", "params/2021.yaml", "members_total")
    assert "cụm có 4 thành viên, mà bảng members nêu tên 5" in problem.vi and "Sửa số này" in problem.vi
    assert "has 4 members, yet table members names 5. Correct" in problem.en
    replaced(workbook, "params/2021.yaml", "members_total: 4", "members_total: 5")
    assert found(workbook, "X18") == []


@pytest.mark.parametrize("written", ["0", "-3", "năm", "5.5"])
def test_a_number_of_members_that_is_none_is_refused_at_its_key(workbook, written):
    added(workbook, f"members_total: {written}\n")
    with pytest.raises(EditionError, match=r"params/2021\.yaml › members_total"):
        open_edition("2021", workbook)


def test_books_count_members_that_are_not_named(workbook):
    added(workbook, "members_total: 12\n")
    vi, en = (Edition(open_edition("2021", workbook), language) for language in ("vi", "en"))
    assert (len(results.reported(vi)), float(results.how_many(vi))) == (3, 12)
    assert results.unreported(vi)[-1] == "7 huyện không nêu tên"
    assert results.unreported(en)[-1] == "7 unnamed districts"
    assert "7 huyện không nêu tên" in apparatus.still_missing(vi).who.iloc[0]
