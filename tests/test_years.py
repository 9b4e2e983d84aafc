"""Years meet: the made-up cluster of tests/made_up.py over three years."""

import re

import pytest

from tests.conftest import copy_with_cache
from tests.made_up import lay_out, put_year
from yearbook.cli import main
from yearbook.desk.frames import Edition
from yearbook.emulation import years
from yearbook.emulation.rules import RULES
from yearbook.ledger import edition as ledger


@pytest.fixture(scope="module")
def pack(three_years, tmp_path_factory):
    return copy_with_cache(three_years, tmp_path_factory.mktemp("made-up") / "pack")


def opened(pack, year, language="vi"):
    return Edition(ledger.open_edition(str(year), pack), language)


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_the_made_up_pack_breaks_no_rule(pack, year):
    problems = ledger.problems_of(ledger.open_edition(str(year), pack), RULES)
    assert [problem.text() for problem in problems if problem.severity != "note"] == []


def test_last_years_tasks_come_with_what_became_of_them(pack):
    results = years.task_results(opened(pack, 2022))
    assert list(zip(results.id, results.status, strict=True)) == [
        ("N1", "hoàn thành một phần"),
        ("N2", "chưa báo cáo"),
        ("N2.1", "hoàn thành"),
    ]
    assert str(years.tasks_reported(opened(pack, 2022))) == "2 trong 3 nhiệm vụ năm 2021 đề ra đã có báo cáo kết quả"


def test_a_task_without_a_status_prints_not_reported(pack):
    edition = opened(pack, 2023)
    edition._frames["task_status"] = edition.task_status.iloc[:0]
    assert list(years.task_results(edition).status) == ["chưa báo cáo"]


def test_themes_recur_over_the_years(pack):
    grid = years.recurrence(opened(pack, 2023)).set_index("theme")
    assert [str(value) for value in grid.loc["quy chế"]] == ["nêu", "tái diễn", "-"]
    assert [str(value) for value in grid.iloc[0]] == ["nêu", "-", "tái diễn"]


def test_the_roll_of_heads_has_every_year_that_is_known(pack):
    roll = years.leaders(opened(pack, 2023))
    assert [tuple(row) for row in roll.to_numpy()] == [
        ("2022", "Tây", "Đông"),
        ("2023", "Đông", "Tây"),
        ("2024", "Tây", ""),
    ]


def test_a_nomination_is_awarded_only_once_decided_and_a_former_member_is_marked(pack):
    grid = years.honours(opened(pack, 2023)).set_index("name")
    assert [str(value) for value in grid.loc["Tây"]] == ["Bằng khen (được đề nghị tặng)", "Cờ thi đua (được tặng)", "-"]
    assert [str(value) for value in grid.loc["Nam"]] == ["-", "-", "x"]
    assert [value.spoken for value in grid.loc["Nam"][:2]] == ["không được đề nghị"] * 2


def test_a_series_takes_the_revised_figure_and_breaks_where_one_is_missing(pack):
    series = years.series(opened(pack, 2023), "district_plan")
    assert [(str(p.figure), p.breaks, p.revised) for p in series["Đông"]] == [
        ("111,5%", True, True),
        ("112%", False, False),
        ("105%", False, False),
    ]
    assert [(str(p.figure), p.breaks) for p in series["Tây"]] == [("95,5%", True), ("…", True), ("99%", True)]
    assert [str(p.figure) for p in series["Nam"]] == ["…", "88%", "x"]


def test_a_figure_of_an_earlier_year_names_its_year_in_its_record(pack):
    series = years.series(opened(pack, 2022), "province_plan")
    assert [point.figure.facts for point in series["Đông"]] == [("2021-E2",), ("E2",)]


def test_revisions_show_the_old_figure_and_the_new(pack):
    (row,) = years.revisions(opened(pack, 2022)).itertuples()
    assert (row.id, str(row.old), str(row.new)) == ("2021-E1", "110%", "111,5%")


def test_with_one_edition_nothing_of_it_shows(pack):
    first = opened(pack, 2021)
    tables = (years.task_results, years.recurrence, years.leaders, years.honours, years.revisions)
    assert all(table(first).empty for table in tables)
    assert years.series(first, "district_plan") == {}


@pytest.fixture(scope="module")
def books(pack):
    return {year: (pack.outputs / str(year) / "yearbook.vi.html").read_text("utf-8") for year in (2021, 2022, 2023)}


EXHIBITS = ("tasks--results", "shortcomings--recurrence", "awards--roll", "awards--nominated-by-year", "economy--own-plan-by-year", "notes--revisions")  # fmt: skip


def test_the_book_of_a_later_year_has_the_exhibits_of_all_years_and_the_first_has_none(books):
    assert [name for name in EXHIBITS if f'id="{name}"' in books[2021]] == []
    assert [name for name in EXHIBITS if f'id="{name}"' not in books[2022]] == []
    for year in (2022, 2023):
        # In a chart the sign stands right behind its figure, and is no part of it.
        assert re.search(r">111,5%</text>\s*</a>(?:\s*</?g>)*\s*<text[^>]*> r</text>", books[year])
    assert "notes--revisions" not in books[2023]


def test_activities_causes_recommendations_and_role_models_are_printed_where_there_are_any(books):
    ids = ("awards--activities", "shortcomings--causes", "tasks--recommendations", "awards--models")
    assert [name for name in ids if f'id="{name}"' in books[2021]] == []
    assert [name for name in ids if f'id="{name}"' not in books[2022]] == []
    for words in ("Kiểm tra chéo thử.", "7/2022", "Thiếu người thử.", "tỉnh Giả Định", "Tổ thử nghiệm"):
        assert words in books[2022]


def test_a_foreword_opens_the_book_and_is_no_comment(pack, capsys):
    folder = pack.data / "2023" / "commentary"
    folder.mkdir(exist_ok=True)
    (folder / "foreword.vi.md").write_text("Lời nói đầu thử, **của hội nghị**.\n", encoding="utf-8")
    assert main(["2023", "--only", "overview", "--language", "vi", "--no-pdf"], pack) == 0
    assert "foreword" not in capsys.readouterr().err
    page = (pack.outputs / "2023" / "only" / "overview.vi.html").read_text("utf-8")
    after = page[page.index("Lời nói đầu</h") :] if "Lời nói đầu</h" in page else page[page.index(">Lời nói đầu") :]
    assert "Lời nói đầu thử, <strong>của hội nghị</strong>." in after and 'class="commentary"' not in after[:400]
    (folder / "foreword.vi.md").unlink()


def test_a_comment_on_the_overview_stands_under_no_heading_of_a_foreword_that_nobody_wrote(pack):
    comment = pack.data / "2023" / "commentary" / "overview.vi.md"
    comment.parent.mkdir(exist_ok=True)
    comment.write_text("Lời bình thử về tổng quan.\n", encoding="utf-8")
    assert main(["2023", "--only", "overview", "--language", "vi", "--no-pdf"], pack) == 0
    page = (pack.outputs / "2023" / "only" / "overview.vi.html").read_text("utf-8")
    assert "Lời bình thử về tổng quan." in page and "Lời nói đầu" not in page
    comment.unlink()


def test_a_figure_of_an_earlier_year_leads_to_its_row(books):
    assert 'id="figure-2021-e2"' in books[2022] and "ước đạt 100\u00a0tỷ\u00a0đồng" in books[2022]


def test_a_newer_edition_touches_no_older_book(pack, books, capsys):
    (pack.params / "2024.yaml").write_text("year: 2024\nstate: draft\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["2021", "2022", "2023", "--no-pdf", "--explain"], pack) == 0
    assert "chạy 16" not in capsys.readouterr().out
    (pack.params / "2024.yaml").unlink()


def test_a_new_edition_is_built_and_checked_by_commands_that_name_none(tmp_path, capsys):
    """What was remembered as "nothing has changed" held only for the editions there were."""
    workbook = lay_out(tmp_path, 2021)
    build = ["--only", "awards", "--no-pdf"]
    assert main(build, workbook) == main(["check"], workbook) == 0
    put_year(workbook, 2022)
    capsys.readouterr()
    assert main(build, workbook) == 0
    assert "Edition 2022: ran 2" in capsys.readouterr().out
    assert main(["check"], workbook) == 0
    assert "2022: 0 lỗi" in capsys.readouterr().out


@pytest.mark.parametrize("year", [2021, 2022, 2023])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_with_revised_figures_scores_and_ranks_proves_itself(proved, pack, year, language):
    state, words = proved(pack.outputs / str(year) / f"yearbook.{language}.html")
    assert state == "proved", words


def test_figures_of_one_row_lead_to_places_of_their_own(pack, books):
    rows = opened(pack, 2023).standings
    assert [figure.facts for figure in (*rows.score, *rows["rank"])] == [
        ("T1.score",), ("T2.score",), ("T1.rank",), ("T2.rank",),
    ]  # fmt: skip
    assert 'id="figure-t1-score"' in books[2023] and 'id="figure-t1-rank"' in books[2023]
