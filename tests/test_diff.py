"""`run_all.py diff`: what is otherwise in a book, each figure with its cause, in the terminal and as a page."""

import json
import re
import subprocess
from dataclasses import replace

import pytest

from tests.conftest import copy_with_cache
from tests.made_up import lay_out
from yearbook.cli import main
from yearbook.paths import Workbook
from yearbook.press.print.changes import changes
from yearbook.press.trace.causes import CODE, RECORD_CHANGED, causes
from yearbook.press.trace.differences import differences
from yearbook.press.trace.figures import on_disk
from yearbook.press.trace.page import Chapter, Line
from yearbook.press.trace.report import lines

TRIED = """\
rates = edition.figures.figure
tried = rates.iloc[1].divided_by(rates.iloc[0], edition.unit("times"), 2).told("Thử")
again = rates.iloc[0].divided_by(rates.iloc[1], edition.unit("times"), 1).told("Lại")"""


@pytest.fixture(scope="module")
def two_years(tmp_path_factory) -> Workbook:
    """Two made-up editions in Vietnamese, of one chapter with a figure of its own; whoever changes them takes a copy."""
    workbook = lay_out(tmp_path_factory.mktemp("two"), 2021, 2022)
    for path in [*workbook.notebooks.glob("*.ipynb")]:
        if path.stem != "03_relief":
            path.unlink()
    for path in workbook.params.glob("*.yaml"):
        edit(path, "languages: [vi, en]", "languages: [vi]")
    path = workbook.notebooks / "03_relief.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    code = {"cell_type": "code", "id": "try", "source": TRIED, "outputs": [], "execution_count": None, "metadata": {}}
    said = {
        "cell_type": "markdown",
        "id": "tried",
        "source": "Thử {eval}`tried`, {eval}`again`, từ {eval}`rates.iloc[0]`.",
        "metadata": {},
    }
    notebook["cells"] += [code, said]
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), "utf-8")
    relief = (workbook.data / "2021" / "relief.csv").read_text("utf-8-sig")
    relief = relief.replace("trên 10 tấn", "trên 12 tấn").replace("trên 150 triệu", "trên 160 triệu")
    (workbook.data / "2022" / "relief.csv").write_text(relief, "utf-8-sig")
    assert main(["2021", "2022", "--no-pdf"], workbook) == 0
    return workbook


@pytest.fixture
def book(two_years, tmp_path, capsys) -> Workbook:
    workbook = copy_with_cache(two_years, tmp_path / "copy")
    capsys.readouterr()
    return workbook


@pytest.fixture
def diff(book, capsys):
    """Run `diff …` and return what it printed."""

    def run(*words):
        capsys.readouterr()
        assert main(["diff", *words], book) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture(scope="module")
def printed(two_years):
    """The book of 2021, read again."""
    return on_disk(two_years.outputs / "2021", "2021", "outputs/2021")


def edit(path, old, new):
    text = path.read_text("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8-sig" if path.suffix == ".csv" else "utf-8")


def test_a_book_as_it_was_built_differs_in_nothing_and_without_one_the_message_says_what_to_do(diff, book, capsys):
    assert "Không có gì khác. / Nothing differs." in diff("2021", "--exit-code")
    assert "Không có gì khác" in (book.outputs / "2021" / "diff.html").read_text("utf-8")
    page = book.outputs / "2021" / "yearbook.vi.html"
    page.write_text("<!doctype html><p>cũ", "utf-8")
    assert main(["diff", "2021"], book) == 1
    assert "outputs/2021/yearbook.vi.html" in capsys.readouterr().err
    page.unlink()
    assert main(["diff", "2021"], book) == 1
    assert "Dựng trước" in capsys.readouterr().err


def test_a_record_is_the_cause_of_every_figure_that_stands_on_it_is_counted_by_it_or_is_told_by_it(book, capsys):
    page, relief = book.outputs / "2021" / "yearbook.vi.html", book.data / "2021" / "relief.csv"
    built = page.read_bytes()
    edit(book.data / "2021" / "figures.csv", "110%", "112,5%")
    row = relief.read_text("utf-8-sig").splitlines()[2].replace("trên 150 triệu đồng", "25 suất quà")
    row = row.replace("R2;", "R3;", 1).replace("goods_value", "parcels").replace("same_goods_as;R1", "separate;")
    edit(relief, "trên 10 tấn", "…")
    edit(relief, "goods_value", "fund")
    relief.write_text(f"{relief.read_text('utf-8-sig').rstrip()}\n{row}\n", "utf-8-sig")
    assert main(["diff", "2021", "--exit-code"], book) == 1
    out = capsys.readouterr().out
    assert "số liệu đã đổi / records changed: data/2021/figures.csv, data/2021/relief.csv" in out
    assert re.search(r"~ 110% → 112,5%  Đông, .* \(E1\)\n +số liệu / record: E1: 110% → 112,5%\n", out)
    assert re.search(r"~ 1,09 lần → 1,07 lần  Thử \(E2 ÷ E1\)\n +số liệu / record: E1: 110% → 112,5%\n", out)
    assert re.search(r"số liệu / record: R2: Đông, giá trị hàng.* → Đông, quỹ", out)
    assert "+ 25 suất quà" in out and "(R3)" in out and "− trên 10 tấn" in out
    assert "số liệu / record: relief: R1 → R3" in out
    assert "Thử 1,09" not in out, "a line in which nothing but figures differ is no other text"
    assert page.read_bytes() == built


def test_another_method_other_decimals_and_another_unit_are_told_apart(diff, book):
    notebook = book.notebooks / "03_relief.ipynb"
    edit(notebook, "rates.iloc[1].divided_by(rates.iloc[0]", "rates.iloc[3].divided_by(rates.iloc[0]")
    edit(notebook, '\\"times\\"), 1)', '\\"times\\"), 3)')
    edit(notebook, "million_dong", "billion_dong")
    out = diff("2021")
    assert "sổ tay đã đổi / notebooks changed: notebooks/03_relief.ipynb" in out
    assert re.search(r"~ 1,09 lần → 0,92 lần  Thử \(E4 ÷ E1\)\n +cách tính / method: E2 ÷ E1 → E4 ÷ E1\n", out)
    assert re.search(r"~ 0,9 lần → 0,917 lần  Lại .*\n +làm tròn, đơn vị / rounding, unit: decimals: 1 → 3\n", out)
    assert re.search(r"~ trên 150 triệu đồng .*\(R2\)\n +làm tròn, đơn vị / rounding, unit: .*150.* → .*0,15 tỷ", out)


def test_text_and_exhibits_that_changed_are_told_by_chapter_and_marked_on_the_page(diff, book):
    edit(book.notebooks / "03_relief.ipynb", "thành một tổng: giá trị", "thành một <tổng>: giá trị")
    edit(book.notebooks / "03_relief.ipynb", "# Hỗ trợ người dân", "# Trợ giúp người dân")
    edit(book.notebooks / "03_relief.ipynb", 'id=\\"money\\"', 'id=\\"cash\\"')
    out = diff("2021")
    assert "Con số:" not in out
    assert "Chương 1 Trợ giúp người dân: 2 dòng / lines\n" in out
    assert "− Chương 1 Hỗ trợ người dân\n" in out and "+ Chương 1 Trợ giúp người dân\n" in out
    assert "+ [vi] Bảng 1.2" in out and "− [vi] Bảng 1.2" in out
    page = (book.outputs / "2021" / "diff.html").read_text("utf-8")
    assert (
        "<del>Hỗ</del><ins>Trợ</ins>" in page and "&lt;tổng&gt;" in page and not re.search(r"(src|href)=|<script", page)
    )


def test_two_editions_are_matched_by_what_their_figures_are_about(diff, book):
    out = diff("2021", "2022")
    assert re.search(r"~ 110% → 112%  Đông, thu ngân sách, kế hoạch huyện giao \(E1\)\n", out)
    assert re.search(r"~ 1,09 lần → 1,05 lần  Thử \(E2 ÷ E1\)", out)
    assert re.search(r"~ trên 10 tấn → trên 12 tấn  Đông, .*\n +số liệu / record: R1: trên 10 tấn → trên 12 tấn", out)
    assert "Con số: 0 thêm, 0 bỏ, " in out, "last year's rows are found again by what they say"
    assert "Ấn bản 2022 so với ấn bản 2021" in (book.outputs / "2022" / "diff.html").read_text("utf-8")
    assert main(["diff", "2021", "2021"], book) == 2


def test_same_records_and_same_formula_but_another_value_is_the_code(printed):
    was = next(known for known in printed.figures.values() if known.about == "Thử")
    now = replace(was, value={**was.value, "value": "1.10"})
    assert [cause.kind for cause in causes(was, now, printed, printed, {}, {})] == [CODE]
    assert causes(was, was, printed, printed, {}, {}) == ()


def test_a_unit_that_is_described_otherwise_is_a_record(printed):
    pages = {
        name: replace(page, proof={**page.proof, "units": {**page.proof["units"], "percent": {"factor": "0.02"}}})
        for name, page in printed.pages.items()
    }
    was = printed.figures["E1"]
    now = replace(was, value={**was.value, "low": "109.4"})
    (cause,) = causes(was, now, printed, replace(printed, pages=pages), {}, {})
    assert (cause.kind, cause.what) == (RECORD_CHANGED, "units.csv: percent")


def test_a_method_that_only_records_changed_is_called_so(printed):
    inputs = {**printed.inputs, "data/2021/figures.csv": "0"}
    found = differences(printed, replace(printed, inputs=inputs))
    assert (
        found.only_records
        and not found
        and list(lines(found)) == ["số liệu đã đổi / records changed: data/2021/figures.csv"]
    )


def test_what_differs_in_the_same_places_of_both_languages_is_told_once(printed):
    def page(text):
        chapter = Chapter("relief", "Chương 1", (Line(text, text),))
        return replace(printed.pages["vi"], chapters=(chapter,))

    old, new = (replace(printed, pages={"vi": page(text), "en": page(text)}) for text in ("một hai ba", "một hai bốn"))
    found = differences(old, new)
    assert [line for line in lines(found) if "[en]" in line] == ["  [en] như trên, 1 dòng / as above, 1 lines"]
    assert "<del>ba</del><ins>bốn</ins>" in changes(("a", "b"), found)


def git(book, *words):
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(book.root), *who, *words], check=True, capture_output=True)


def test_a_commit_is_built_aside_and_compared_with_what_is_now(diff, book):
    git(book, "init", "-q")
    (book.root / ".gitignore").write_text("outputs/\n", "utf-8")
    git(book, "add", ".")
    git(book, "commit", "-qm", "first")
    edit(book.data / "2021" / "figures.csv", "110%", "112,5%")
    assert "số liệu / record: E1: 110% → 112,5%" in diff("2021", "--since", "HEAD")
    assert main(["diff", "2021", "--since", "nowhere"], book) == 2


def test_without_git_or_a_repository_the_reason_is_told(book, capsys, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(book.root.parent))
    assert main(["diff", "2021", "--since", "HEAD"], book) == 1
    assert "kho git" in capsys.readouterr().err
    monkeypatch.setenv("PATH", "")
    assert main(["diff", "2021", "--since", "HEAD"], book) == 1
    assert "Cài git" in capsys.readouterr().err
