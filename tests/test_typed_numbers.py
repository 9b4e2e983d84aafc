"""Numbers in words: a text names the figure of a record, and a numeral typed by hand is warned of."""

import json
import re

import pytest

from tests.conftest import copy_with_cache
from tests.made_up import lay_out
from yearbook.cli import main
from yearbook.desk.frames import Edition
from yearbook.emulation import tasks
from yearbook.emulation.rules import CHECKED, RULES
from yearbook.errors import UsageError
from yearbook.ledger.edition import open_edition, problems_of
from yearbook.ledger.named import figure_named
from yearbook.ledger.numerals import TABLE, Numerals

NOTE = "In cả hai tên."  # the treatment of Q12


def replaced(workbook, file, seen, typed):
    path = workbook.root / file
    encoding = "utf-8-sig" if file.endswith(".csv") else "utf-8"
    text = path.read_text(encoding)
    assert seen in text
    path.write_text(text.replace(seen, typed), encoding=encoding)


def noted(workbook, text, language="vi"):
    """Write a text into a note of 2021, and return what the desk makes of it."""
    replaced(workbook, "data/2021/notes.csv", {"vi": NOTE, "en": "Both are printed."}[language], text)
    return Edition(open_edition("2021", workbook), language).notes.treatment["Q12"]


def comment(workbook, text, language="vi"):
    path = workbook.data / "2021" / "commentary" / f"relief.{language}.md"
    path.write_text(text, encoding="utf-8")


def found(workbook, code, edition="2021"):
    return [problem for problem in problems_of(open_edition(edition, workbook), CHECKED) if problem.code == code]


def numerals(workbook, names=()):
    tables = open_edition("2021", workbook).tables
    return Numerals(tables[TABLE], tables.lexicon, frozenset(names))


def test_a_note_names_a_figure_and_prints_it_with_its_words_and_link(workbook):
    vi = noted(workbook, "Huyện vận động {R4}, trị giá {R5}.")
    assert (
        vi == "Huyện vận động 42,5\N{NO-BREAK SPACE}tấn, trị giá hơn 600\N{NO-BREAK SPACE}triệu\N{NO-BREAK SPACE}đồng."
    )
    said = Edition(open_edition("2021", workbook), "vi").say(vi="{x}", en="{x}", x=vi)
    figure = Edition(open_edition("2021", workbook), "vi").relief.figure["R4"]
    linked = Edition(open_edition("2021", workbook), "vi").say(vi="{x}", en="{x}", x=figure).markdown
    assert linked in said.markdown
    en = noted(workbook, "{R4:number} of {R4}", "en")
    assert en == "42.5 of 42.5\N{NO-BREAK SPACE}tonnes"


def test_a_note_is_data_and_never_markup_also_where_it_names_a_figure(workbook):
    words = noted(workbook, "{{R4}} *{R4}* [x](y) của {member}")
    assert words.startswith("{R4} *42,5") and words.endswith("* [x](y) của huyện")
    assert words.markdown.startswith("{R4} \\*[42,5") and "\\[x\\](y)" in words.markdown


def test_an_untranslated_note_names_its_figure_in_the_language_it_is_written_in(workbook):
    replaced(workbook, "data/2021/notes.csv", f"{NOTE};Both are printed.", "Có {R4}.;")
    words = Edition(open_edition("2021", workbook), "en").notes.treatment["Q12"]
    assert words == "Có 42,5\N{NO-BREAK SPACE}tấn. [vi]"


def test_a_figure_that_is_missing_prints_its_sign(workbook):
    assert noted(workbook, "Vân Canh: {E10}.") == "Vân Canh: …."


def test_a_comment_names_figures_among_its_markdown_and_its_formulas_stay(workbook):
    comment(workbook, "**Hàng** {R4}, `{R4}`, $\\frac{1}{x}$, {{x}}<style>a { top: 0 }</style>")
    words = Edition(open_edition("2021", workbook), "vi").commentary("relief")
    assert words.role == "commentary"
    assert re.fullmatch(
        r"\*\*Hàng\*\* \[42,5.tấn\]\([^)]+\), `\{R4\}`, \$\\frac\{1\}\{x\}\$, \{x\}<style>.*", words.markdown
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [("{R44}", "«R44»"), ("{r4}", "Có phải «R4»?"), ("{R4:unit}", "«unit»"), ("{R4", "ngoặc"), ("R4}", "ngoặc")],
)
def test_what_nothing_is_called_is_an_error_with_its_place_and_the_nearest_name(workbook, text, said):
    replaced(workbook, "data/2021/notes.csv", NOTE, f"Có {text}.")
    comment(workbook, f"Một\n\nCó {text}.")
    note, remark = found(workbook, "T15")
    assert note.severity == remark.severity == "error"
    assert (note.file, note.row, note.column) == ("data/2021/notes.csv", 13, "treatment_vi")
    assert (remark.file, remark.row) == ("data/2021/commentary/relief.vi.md", 3)
    assert said in note.vi and said in remark.vi


def test_a_notebook_run_by_hand_is_told_of_a_wrong_name_as_well(workbook):
    replaced(workbook, "data/2021/notes.csv", NOTE, "Có {R44}.")
    with pytest.raises(UsageError, match="R44"):
        _ = Edition(open_edition("2021", workbook), "vi").notes


def test_a_figure_of_an_earlier_year_is_named_with_its_year_and_has_its_row(tmp_path):
    workbook = lay_out(tmp_path)
    name, figure = next(iter(Edition(open_edition("2021", workbook), "vi").relief.figure.items()))
    path = workbook.data / "2022" / "commentary"
    path.mkdir(exist_ok=True)
    (path / "relief.vi.md").write_text(f"Năm trước: {{2021-{name}}}.", encoding="utf-8")
    edition = Edition(open_edition("2022", workbook), "vi")
    assert edition.commentary("relief") == f"Năm trước: {figure.words('vi')}."
    assert figure_named(edition.records, f"2021-{name}").facts == (f"2021-{name}",)
    assert not found(workbook, "T15", "2022")


def test_a_row_with_several_figures_is_named_with_the_column(workbook):
    row = "T1;1;tay_son;;;95 điểm;thứ 2;;;review_2021;p3;stated;;"
    path = workbook.data / "2021" / "standings.csv"
    path.write_text(path.read_text("utf-8-sig") + row + "\n", encoding="utf-8-sig")
    assert noted(workbook, "Điểm {T1.score}, xếp {T1.rank}.") == "Điểm 95\N{NO-BREAK SPACE}điểm, xếp thứ 2."
    replaced(workbook, "data/2021/notes.csv", "{T1.score}", "{T1}")
    (problem,) = found(workbook, "T15")
    assert problem.vi == "dòng «T1» có nhiều số: {T1.score}, {T1.rank}."


def test_the_project_has_no_number_typed_by_hand(project):
    assert found(project, "T16", "2021") == found(project, "T16", "2022") == []


@pytest.mark.parametrize(
    "text",
    [
        "ngày 18/01/2022, tháng 3/2024, dịp 2/9, năm 2021", "nhiệm kỳ 2021 - 2026, giai đoạn 2021–2025, 5 năm",
        "đoạn 3, 4 và 7; mục 2, lần thứ 20, số 0", "Nghị định 98/2023/NĐ-CP, 34-CT/TW, 2746/HD-BTĐKT",
        "COVID-19, Đại hội XIII, N2.1, {R4}", "3 tháng, năm 2021 lần đầu tiên", "Đề án 2.000 cán bộ xã",
    ],
)  # fmt: skip
def test_a_day_a_name_and_a_numbering_are_no_figures(project, text):
    assert numerals(project, ["Đề án 2.000 cán bộ"]).typed(text, "vi") == []


@pytest.mark.parametrize(
    "text",
    [
        "18 January 2022, January 18, 2022, March 2024, in 2021, the 2020s", "the 20th congress, the 13th, no. 5",
        "paragraphs 3, 4 and 7; section 2; para. 4", "Directive 34-CT/TW, Decree 98/2023/NĐ-CP, COVID-19, N2.1",
        "a five-year and a 5-year plan for 2021–2025, 3 months",
    ],
)  # fmt: skip
def test_a_day_a_name_and_a_numbering_are_no_figures_in_english_either(project, text):
    assert numerals(project).typed(text, "en") == []


@pytest.mark.parametrize(
    ("text", "language", "typed"),
    [
        ("vận động 42,5 tấn", "vi", ["42,5"]), ("1.864 suất quà và 118,3%", "vi", ["1.864", "118,3"]),
        ("1950 tấn gạo năm 1950", "vi", ["1950"]), ("với số 600 triệu đồng", "vi", ["600"]),
        ("đoạn 3 và 5 người", "vi", ["5"]), ("16tấn, 16-tấn, 0%", "vi", ["16", "16", "0"]),
        ("5/7 huyện, từ 5 đến 7%", "vi", ["5", "7", "5", "7"]), ("Đề án 2.000 người", "vi", ["2.000"]),
        ("raised 42.5 tonnes, VND 600 million, USD100", "en", ["42.5", "600", "100"]),
        ("1,864 parcels in 2021, a 16-tonne load", "en", ["1,864", "16"]),
    ],
)  # fmt: skip
def test_a_measured_number_is_a_figure_whatever_it_looks_like(project, text, language, typed):
    assert [each.numeral for each in numerals(project).typed(text, language)] == typed


def test_a_numeral_in_any_words_of_ours_is_a_warning_with_its_place_and_what_to_write(workbook):
    replaced(workbook, "data/2021/notes.csv", NOTE, "Tây Sơn vận động 42,5 tấn.")
    comment(workbook, "Một.\n\nRaised 42.5 tonnes, 77 in all.", "en")
    replaced(workbook, "params/defaults.yaml", "cụm thi đua các huyện", "cụm thi đua 5 huyện")
    path = workbook.notebooks / "03_relief.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    code = [number for number, cell in enumerate(notebook["cells"], 1) if cell["cell_type"] == "code"][-2]
    notebook["cells"][0]["source"] = ["# Hỗ trợ\n", "\n", "Đã trao {eval}`len([16])`, 12,5 tấn."]
    cell = notebook["cells"][code - 1]
    cell["source"] = [*cell["source"], '\nsay(vi="Có 16 tấn", en="{x} and 3.5 tonnes", x=16)']
    path.write_text(json.dumps(notebook), encoding="utf-8")
    told = {(problem.file, problem.row, problem.column): problem for problem in found(workbook, "T16")}
    assert {problem.severity for problem in told.values()} == {"warning"}
    note = told["data/2021/notes.csv", 13, "treatment_vi"]
    assert "«42,5» ({R4})" in note.vi and "“42,5” ({R4})" in note.en and note.key == "T16-Q12"
    remark = told["data/2021/commentary/relief.en.md", 3, ""]
    assert "«42.5» ({R4}), «77»." in remark.vi
    assert "«5»" in told["params/2021.yaml", None, "organiser.vi"].vi
    assert "«12,5» ({R6})." in told["notebooks/03_relief.ipynb › ô 1", 3, ""].vi
    line = "".join(cell["source"]).count("\n") + 1
    said = [problem.vi for problem in found(workbook, "T16") if problem.file == f"notebooks/03_relief.ipynb › ô {code}"]
    assert len(said) == 2 and "«16» ({R7})" in said[0] and "«3.5»." in said[1]
    assert len(told) == 5 and (f"notebooks/03_relief.ipynb › ô {code}", line, "") in told


def test_check_tells_of_a_typed_numeral_on_its_page_and_a_final_edition_waits_for_a_word(workbook, capsys):
    replaced(workbook, "data/2021/notes.csv", NOTE, "Tây Sơn vận động 42,5 tấn.")
    assert main(["check", "2021"], workbook) == 0
    assert "T16-Q12" in capsys.readouterr().out
    assert "«42,5» ({R4})" in (workbook.outputs / "2021" / "check.html").read_text("utf-8")
    assert main(["2021", "--no-pdf"], workbook) == 1
    replaced(workbook, "data/2021/acknowledgements.csv", "day", "day\nT16-Q12;như nguồn in;BT;28/11/2026")
    assert [problem.severity for problem in found(workbook, "T16")] == ["note"]


def test_a_year_kind_of_writing_is_a_row_and_needs_no_code(workbook):
    replaced(workbook, "data/2021/notes.csv", NOTE, "Theo Đề án 06 và bến 12.")
    assert "«06», «12»" in found(workbook, "T16")[0].vi
    path = workbook.reference / "numerals.csv"
    path.write_text(path.read_text("utf-8-sig") + "scheme;20;Đề án {n}|bến {n};scheme {n}\n", encoding="utf-8-sig")
    assert found(workbook, "T16") == []


def test_a_changed_record_is_changed_wherever_the_book_says_it(built, tmp_path):
    """Where a note and a comment name R4, nothing of its old figure is left in either language."""
    workbook = copy_with_cache(built.workbook, tmp_path / "copy")
    noted(workbook, "Tây Sơn vận động {R4}.")
    noted(workbook, "Tây Sơn raised {R4}.", "en")
    comment(workbook, "Trong {R4} ấy có hàng gửi đi.")
    comment(workbook, "Of those {R4} some were sent on.", "en")
    replaced(workbook, "data/2021/relief.csv", "42,5 tấn", "43,5 tấn")
    assert main(["2021", "--no-pdf"], workbook) == 0
    for language, old, new in (("vi", "42,5", "43,5"), ("en", "42.5", "43.5")):
        page = (workbook.outputs / "2021" / f"yearbook.{language}.html").read_text("utf-8")
        text = re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert old not in text and text.count(new) >= 4
        assert re.search(rf'<a class="fact"[^>]*href="#[^"]+"[^>]*>{new}[^<]*</a> (ấy|some)', page)


def test_a_named_figure_keeps_its_link_where_texts_are_put_together(workbook):
    replaced(workbook, "data/2021/tasks.csv", "Không ngừng nâng cao", "Trên {R1} nâng cao")
    replaced(workbook, "data/2021/links.csv", "S1-N2.2;S1;N2.2;general", "S1-N2.2;S1;N2.2;explicit")
    edition = Edition(open_edition("2021", workbook), "vi")
    told = tasks.answered(edition).tasks["S1"]
    assert told.count("N2.") == 2 and "](fact" in told.markdown and edition.say.plain(told) is told


def test_a_final_book_does_not_wait_for_a_notebook_that_every_year_shares(workbook):
    path = workbook.notebooks / "04_awards.ipynb"
    path.write_text(path.read_text("utf-8").replace("# Phong trào", "# 77 phong trào", 1), encoding="utf-8")
    assert [problem.file for problem in found(workbook, "T16")] == ["notebooks/04_awards.ipynb › ô 1"]
    assert not [problem for problem in problems_of(open_edition("2021", workbook), RULES) if problem.code == "T16"]


def test_an_id_that_two_tables_of_figures_have_is_an_error_in_the_later_one(workbook):
    path = workbook.data / "2021" / "relief.csv"
    path.write_text(path.read_text("utf-8-sig").replace("\nR3;", "\nE1;", 1), encoding="utf-8-sig")
    (problem,) = found(workbook, "T18")
    assert (problem.named, problem.column, problem.row) == ("E1", "id", 4) and "figures.csv" in problem.vi
