"""`run_all.py trace`: a figure leads to its row, its source, its formula, its places, and what is derived from it."""

import shutil

import pytest

from tests.conftest import PROJECT, copy_with_cache
from tests.made_up import lay_out
from yearbook.cli import main
from yearbook.language import NBSP
from yearbook.ledger.edition import open_edition
from yearbook.ledger.expression import Expression
from yearbook.ledger.quantity import Quantity
from yearbook.paths import Workbook
from yearbook.press.bind.book import Fact
from yearbook.press.bind.plain import as_text
from yearbook.press.bind.register import Entry, _Register
from yearbook.press.bind.uses import Use
from yearbook.press.trace.figures import _uses, on_disk
from yearbook.press.trace.found import found

KEPT = ("02_economy", "03_relief")


@pytest.fixture(scope="module")
def traced(tmp_path_factory) -> Workbook:
    """A made-up edition of two chapters, built once; whoever changes it takes a copy."""
    workbook = lay_out(tmp_path_factory.mktemp("traced"), 2021)
    for path in workbook.notebooks.glob("*.ipynb"):
        if path.stem not in KEPT:
            path.unlink()
    assert main(["2021", "--no-pdf"], workbook) == 0
    return workbook


@pytest.fixture
def trace(traced, capsys):
    """Run `trace 2021 …` and return the exit code and what it said."""

    def run(*words, workbook=traced):
        capsys.readouterr()
        code = main(["trace", "2021", *words], workbook)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_printed_figure_leads_to_its_row_its_source_its_places_and_what_is_derived_from_it(trace):
    code, out, err = trace("110%")
    assert (code, err) == (0, "")
    assert out.startswith("110%   (E1)\n")
    for told in (
        "Đông, thu ngân sách, kế hoạch huyện giao",
        "budget revenue, district plan",
        "data/2021/figures.csv › dòng 2 › cột «figure»",
        "Báo cáo thử, đoạn 1",
        "Test report, para. 1",
        "Bảng 1.1, Hình 1.1",
        "Table 1.1, Figure 1.1",
        "E2 ÷ E1 = 1,091 lần",
    ):
        assert told in out, told


def test_a_derived_figure_leads_to_its_formula_inputs_limits_and_assumption(trace):
    _, out, _ = trace("E2÷E1")
    for told in (
        "1,091 lần / 1.091 times",
        "E2 ÷ E1",
        "E2 = 120%: data/2021/figures.csv › dòng 3",
        "E1 = 110%: data/2021/figures.csv › dòng 2",
        "1,0814–1,1005",
        "với giả định",
        "assuming",
        "Chương 1, Bảng 1.2 ×2",
    ):
        assert told in out, (told, out)


def test_the_places_of_a_figure_are_read_as_the_register_groups_them(workbook):
    say = _Register(open_edition("2021", workbook), "vi")
    given = [
        ("Chương", "1", "a"),
        ("Bảng", "2.1", "b"),
        ("Bảng", "2.2", "c"),
        ("Bảng", "2.2", "d"),
        ("Chương", "7", "e"),
    ]
    fact = Fact("1", Expression.record("E1"))
    uses = tuple(Use(target, f"{kind}{NBSP}{number}", fact) for kind, number, target in given)
    written = as_text(say._uses(Entry(fact.made, Quantity.missing(), uses=uses))).replace(NBSP, " ")
    assert written == "Chương 1, 7; Bảng 2.1, 2.2 (2)"
    assert list(_uses(written)) == ["Chương 1", "Chương 7", "Bảng 2.1", "Bảng 2.2 ×2"]


# The figure that is meant, by each way to ask for it.
ASKED = {
    "E3": ["E3", "e3", "95,5%", "95.5%", "95,5"],
    "R1": ["trên 10 tấn", "more than 10 tonnes", "10 tấn", "khối lượng hàng", "khoi luong", "WEIGHT of goods"],
    "R2": ["trên\u00a0150 triệu đồng", "trên 150 triệu đồng"],
    "E4 ÷ E3": ["E4/E3", "E4 ÷ E3", "e4÷e3", "1,058", "1.058 times", "1,0518–1,0634"],
}


def test_a_figure_is_found_by_its_id_its_formula_its_words_in_either_language_and_part_of_its_name(traced):
    figures = on_disk(traced.outputs / "2021", "2021", "outputs/2021").figures
    for meant, ways in ASKED.items():
        for asked in ways:
            assert [known.made.formula_text for known in found(figures, asked)] == [meant], asked


def test_what_is_not_there_is_answered_with_the_nearest_and_fails(trace):
    code, out, err = trace("95,6%")
    assert (code, out) == (1, "") and "E3 (95,5%)" in err and "Traceback" not in err
    assert trace("")[0] == 2 and main(["trace", "2021"], Workbook(PROJECT)) == 2


def test_one_language_alone_is_told_on_request(trace):
    _, out, _ = trace("E1", "--language", "en")
    assert "Table 1.1" in out and "Bảng" not in out and "về" not in out
    assert trace("E1", "--language", "fr")[0] == 2


def test_a_record_that_no_page_prints_is_found_all_the_same(trace, traced, tmp_path):
    workbook = copy_with_cache(traced, tmp_path / "copy")
    (workbook.notebooks / "03_relief.ipynb").unlink()
    code, out, _ = trace("R1", workbook=workbook)
    assert code == 0 and "trên 10 tấn" in out and "relief.csv › dòng 2" in out and "không in ở đâu" in out


def test_nothing_old_is_told_and_a_book_that_is_older_is_called_so(trace, traced, tmp_path):
    workbook = copy_with_cache(traced, tmp_path / "copy")
    path, page = workbook.data / "2021" / "figures.csv", workbook.outputs / "2021" / "yearbook.vi.html"
    path.write_text(path.read_text("utf-8-sig").replace("95,5%", "97,5%"), "utf-8-sig")
    built = page.read_bytes()
    code, out, err = trace("E3", workbook=workbook)
    assert code == 0 and out.startswith("97,5%") and "E4 ÷ E3 = 1,036" in out
    assert "cũ hơn: data/2021/figures.csv" in err
    assert page.read_bytes() == built


def test_nothing_needs_to_be_built_before_and_nothing_is_put_among_the_outputs(trace, traced, tmp_path):
    workbook = copy_with_cache(traced, tmp_path / "copy")
    shutil.rmtree(workbook.outputs / "2021")
    code, out, err = trace("E1", workbook=workbook)
    assert code == 0 and "(E1)" in out and err == ""
    assert [path.name for path in (workbook.outputs / "2021").iterdir() if path.name != ".lock"] == []
