"""What an analyst makes plainly, with pandas and matplotlib, stands in the house's format: in Lab and in the book.

Every notebook here runs as a build runs it, in the warm process and in a kernel of its own.
"""

import json
import re
import shutil

import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure
from pypdf import PdfReader

from tests.conftest import PROJECT
from tests.test_parity import cells_of, notebook
from yearbook.cli import main
from yearbook.desk import exhibit
from yearbook.desk.frames import Edition
from yearbook.desk.plain_tables import Known, grid_of
from yearbook.errors import UsageError
from yearbook.ledger.edition import open_edition
from yearbook.press.bind import book
from yearbook.press.bind.chapters import chapter
from yearbook.press.exporters import YearbookHTMLExporter, YearbookPDFExporter
from yearbook.press.run import execute
from yearbook.press.run.workers import can_fork, local_workers

VI, EN = Known("vi"), Known("en")


def texts(grid):
    return [[cell["text"] for cell in row["cells"]] if "gap" not in row else row["gap"] for row in grid["rows"]]


def labels(grid):
    return [column["label"] for column in grid["columns"]]


def shown(frame, known=VI):
    return grid_of(frame, known)[0]


# ── frames ──


def test_numbers_of_a_frame_are_written_as_the_language_writes_them_with_equally_many_decimals():
    frame = pd.DataFrame({"a": [1234.5, 2.25, None], "n": [1234567, 2, -3]})
    assert texts(shown(frame)) == [["1.234,50", "1.234.567"], ["2,25", "2"], ["…", "−3"]]
    assert texts(shown(frame, EN)) == [["1,234.50", "1,234,567"], ["2.25", "2"], ["…", "−3"]]


@pytest.mark.parametrize("name", ["year", "as_of_year", "năm", "Năm"])
def test_a_year_is_never_grouped(name):
    assert texts(shown(pd.DataFrame({name: [2021, 2022]}))) == [["2021"], ["2022"]]


@pytest.mark.parametrize("name", ["id", "mã", "ma_so_id"])
def test_an_id_is_never_grouped(name):
    assert texts(shown(pd.DataFrame({name: [10021]}))) == [["10021"]]


def test_a_column_that_a_year_only_heads_is_grouped():
    assert texts(shown(pd.DataFrame({"năm 2021": [12345], "year": [12345]}))) == [["12.345", "12.345"]]


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        ([1e-9, 1.0], ["1,00·10^−9", "1,00·10^0"]),
        ([0.00423, 12.0], ["0,00423", "12,00000"]),
        ([1 / 3], ["0,333"]),
        ([100 / 3], ["33,33"]),
        ([float("inf")], ["∞"]),
        ([True, False], ["có", "không"]),
        ([pd.Timestamp("2021-03-04"), pd.NaT], ["04/03/2021", "chưa có thông tin"]),
        ([pd.NA, None, ""], ["chưa có thông tin"] * 3),
        ([1, pd.NA, None], ["1", "…", "…"]),
        ([["a", 1234]], ["a, 1.234"]),
    ],
)
def test_every_kind_of_value_is_printed_as_the_house_prints_it(values, printed):
    assert [row[0] for row in texts(shown(pd.DataFrame({"x": values})))] == printed


def test_an_index_of_row_numbers_is_no_column_and_one_that_says_something_is():
    frame = pd.DataFrame({"a": [1, 2, 3]})
    assert labels(shown(frame)) == ["a"] == labels(shown(frame[frame.a > 1]))
    assert labels(shown(frame.groupby(["x", "y", "y"]).sum())) == ["", "a"]
    assert texts(shown(pd.Series([5, 6], index=[2020, 2021], name="a"))) == [["2020", "5"], ["2021", "6"]]


def test_text_stands_left_and_figures_right():
    grid = shown(pd.DataFrame({"tên": ["a", "b"], "số": [1, None]}))
    assert [column["align"] for column in grid["columns"]] == ["left", "right"]


def test_a_pivoted_frame_keeps_its_headings_over_headings():
    frame = pd.DataFrame({"k": ["a", "a"], "year": [2020, 2021], "x": [1.5, 2.0]})
    grid = shown(frame.pivot(index="k", columns="year", values="x"))
    assert labels(grid) == ["k", "2020", "2021"]
    assert grid["above"] == [[{"label": "", "span": 1}, {"label": "year", "span": 2}]]


@pytest.mark.parametrize(("known", "said"), [(VI, "… và 240 dòng nữa"), (EN, "… and 240 more rows")])
def test_a_long_frame_is_cut_as_pandas_cuts_it_and_says_so_in_words(known, said):
    rows = texts(shown(pd.DataFrame({"a": range(250)}), known))
    assert len(rows) == 11 and rows[5] == said
    assert rows[4] == ["4"] and rows[6] == ["245"]


def test_a_wide_frame_says_which_columns_are_not_shown():
    grid, remarks = grid_of(pd.DataFrame({f"c{i}": [i] for i in range(52)}), VI)
    assert len(grid["columns"]) == 20
    assert remarks == ["… và 32 cột nữa, từ “c10” tới “c41”, không in"]


@pytest.fixture(scope="module")
def edition(project):
    return Edition(open_edition("2021", project), "vi")


def test_columns_of_the_contract_have_its_headings_and_figures_keep_their_words_and_facts(edition):
    frame = edition.figures[["subject_label", "figure"]]
    ids = {"figures": set(frame.index)}
    grid = shown(frame, Known("vi", records=ids.__getitem__))
    assert labels(grid) == ["Đơn vị", "Số liệu"]
    cell = next(row["cells"][1] for row in grid["rows"] if row["cells"][1]["text"] == "tăng 27,71%")
    assert cell["fact"] == "E7?unit=percent"


def test_a_code_beside_its_label_says_that_it_is_one(edition):
    assert labels(shown(edition.figures[["subject", "subject_label"]]))[-2:] == ["Đơn vị (mã)", "Đơn vị"]


# ── exhibit ──


def drawn():
    figure = Figure(figsize=(2, 1))
    figure.add_subplot().plot([1, 2])
    return figure


def test_exhibit_numbers_a_figure_axes_or_a_list_of_axes_with_words_that_say_what_it_is():
    figure = drawn()
    for given in (figure, figure.axes[0], figure.axes, figure.axes[0].lines[0]):
        made = exhibit(given, title="Đường", subtitle="cả năm", source="Tự vẽ_", id="d")
        bundle = made._repr_mimebundle_()
        content = next(iter(value for key, value in bundle.items() if "yearbook" in key))
        assert content["kind"] == "figure" and content["alt"] == "Đường. cả năm" and content["source"] == "Tự vẽ\\_"
        assert "<svg" in bundle["image/svg+xml"]


def test_exhibit_makes_of_a_frame_a_numbered_table_with_all_its_rows(edition):
    made = exhibit(pd.DataFrame({"a": range(250)}), title=edition.say(vi="Bảng {year}", en="{year}"), id="b")
    assert made.kind == "table" and made.content["title"] == "Bảng 2021"
    assert len(made.content["grid"]["rows"]) == 250


def test_exhibit_numbers_any_picture():
    from IPython.display import Image

    made = exhibit(Image(data=b"\x89PNG\r\n\x1a\n" + b"0" * 30, format="png"), title="Ảnh", alt="một ảnh")
    assert made.kind == "figure" and made.bitmap[0] == "image/png" and made.content["alt"] == "một ảnh"


def test_exhibit_refuses_what_it_does_not_know_and_says_what_it_takes():
    with pytest.raises(UsageError, match=r"«dict».*DataFrame.*ảnh"):
        exhibit({}, title="x")
    with pytest.raises(UsageError, match="tiêu đề"):
        exhibit(drawn(), title=" ")


def test_an_exhibit_of_no_rows_or_with_a_missing_title_is_left_out(edition):
    assert exhibit(pd.DataFrame({"a": []}), title="x").kind == "nothing"
    assert exhibit(drawn(), title=edition.say(vi="{x}", en="{x}", x=None)).kind == "nothing"


# ── in every way of running ──

OPENING = """from yearbook.desk import exhibit, open_edition
import pandas as pd
edition = open_edition("2021", "{language}")
f = pd.DataFrame({{"subject": ["a", "a", "b"], "year": [2020, 2021, 2021], "x": [1.5, 2.25, 3]}})"""
PLAIN = [
    'edition.figures[["subject_label", "figure"]]',
    'edition.figures.groupby("subject_label").size()',
    'f.groupby("subject").agg({"x": ["mean", "max"], "year": ["min"]})',
    "f.x\nf.columns",
    'f.style.highlight_max(subset=["x"])',
    "pd.DataFrame({f'c{i}': [i] for i in range(52)})",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(); ax.plot([0.5, 1.5], [10000, 30000]); ax",
    "ax",
    'f.plot(x="year", y="x")',
    "plt.plot([1.5, 2.5]); plt.show()",
    "plt.hist([1, 2, 2])",
    "f.plot(x='year', subplots=True)",
    "fig",
    'fig, ax = plt.subplots(); ax.bar(["a"], [1.5])\nexhibit(fig, title="Cột", source="Tự vẽ", id="cot")',
    'exhibit(f, title="Bảng tự làm", id="bang")',
]


def executed(root, kernel):
    """Execute the plain notebook in both languages; return {(kernel, language): path}."""
    for folder in ("data", "params", "notebooks"):
        shutil.copytree(PROJECT / folder, root / folder)
    made = {}
    with local_workers(kernel) as executor:
        for language in ("vi", "en"):
            source = root / "notebooks" / f"_plain.{language}.ipynb"
            notebook(source, [(OPENING.format(language=language), ()), *((cell, ()) for cell in PLAIN)])
            target = root / f"{kernel}.{language}.ipynb"
            job = execute.Job("plain", language, root, source, {"edition": "2021"}, target, kernel)
            made[kernel, language] = target, executor.submit(execute.run, job)
        for _, future in made.values():
            assert future.result().problem is None, future.result().problem
    return {way: target for way, (target, _) in made.items()}


@pytest.fixture(scope="module")
def ways(tmp_path_factory):
    """The plain notebook in both languages, executed as a build does here."""
    return executed(tmp_path_factory.mktemp("plain"), "warm" if can_fork() else "jupyter")


@pytest.fixture(scope="module")
def by_kernel(tmp_path_factory):
    """The plain notebook in both languages, executed in a kernel."""
    return executed(tmp_path_factory.mktemp("kernel"), "jupyter")


@pytest.mark.nightly  # by day test_parity compares some of it
@pytest.mark.skipif(not can_fork(), reason="this system cannot fork a warm process")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_plain_work_shows_the_same_in_the_warm_process_as_in_a_kernel(ways, by_kernel, language):
    for warm, jupyter in zip(cells_of(ways["warm", language]), cells_of(by_kernel["jupyter", language]), strict=True):
        assert warm == jupyter


def blocks_of(ways, language="vi"):
    made = json.loads(next(path for (_, own), path in ways.items() if own == language).read_text("utf-8"))
    return chapter(made, slug="s", number="1", language=language).blocks


def test_in_the_book_stands_no_line_about_axes_and_no_picture_twice(ways):
    blocks = blocks_of(ways)
    assert [block for block in blocks if isinstance(block, book.Preformatted)] == []
    pictures = [block.picture.data for block in blocks if isinstance(block, book.Figure)]
    assert len(pictures) == 8 and pictures[0][:50] == pictures[1][:50], "axes alone are shown as their figure"


def test_plain_drawings_are_in_the_house_type_and_colours_with_the_numbers_of_the_language(ways):
    vi, en = (
        next(b for b in blocks_of(ways, name) if isinstance(b, book.Figure)).picture.data for name in ("vi", "en")
    )
    assert "Source Sans Pro" in vi and "#1f5d4c" in vi
    assert ">10.000<" in vi and ">0,6<" in vi
    assert ">10,000<" in en and ">0.6<" in en
    assert not re.search(r"fill: ?#ffffff", vi), "the page shows through"


def test_a_styled_frame_has_the_decimal_sign_of_the_language_and_the_same_bytes_every_time(ways):
    for path in ways.values():
        (html,) = ["".join(o["data"]["text/html"]) for c in cells_of(path) for o in c[1] if "#T_" in str(o.get("data"))]
        assert ("2,250000" in html) == (".vi." in path.name)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_exporters_show_plain_work_as_a_build_does(ways, language):
    made = nbformat.read(next(path for (_, own), path in ways.items() if own == language), as_version=4)
    for cell in made.cells:
        cell.source = (
            cell.source.replace('"x"', f'"x"\nlanguage = "{language}"')
            if "parameters" in str(cell.metadata)
            else cell.source
        )
    name = {"metadata": {"name": "plain"}}
    page, _ = YearbookHTMLExporter().from_notebook_node(made, name)
    assert "tăng 27,71%" in page or language == "en"
    assert page.count("<svg") >= 8 and "Axes" not in page and "Bảng tự làm" in page
    pdf, _ = YearbookPDFExporter().from_notebook_node(made, name)
    assert pdf.startswith(b"%PDF")


# ── notices ──


def test_a_picture_that_nobody_numbered_is_a_notice_of_the_build_and_no_error(workbook, capsys):
    from tests.test_plain_plots import PLOTS, add_cells

    add_cells(workbook, "02_economy.ipynb", PLOTS[:1])
    assert main(["2021", "--only", "economy", "--language", "vi", "--no-pdf"], workbook) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "[B01]" in line]
    assert len(said) == 1 and said[0].startswith("LƯU Ý [B01] notebooks/02_economy.ipynb (vi) › ô ")
    assert "(plain-0)" in said[0] and "exhibit(fig, title=…, source=…)" in said[0]
    assert main(["2021", "--only", "economy", "--language", "vi", "--no-pdf"], workbook) == 0
    assert "[B01]" in capsys.readouterr().err, "it is said again when nothing has changed"


def test_a_numbered_picture_is_no_notice(workbook, capsys):
    from tests.test_plain_plots import add_cells

    add_cells(
        workbook,
        "02_economy.ipynb",
        [
            "import matplotlib.pyplot as plt\nfrom yearbook.desk import exhibit\nfig = plt.figure(); exhibit(fig, title='Hình thử', source='s')"
        ],
    )
    assert main(["2021", "--only", "economy", "--language", "vi"], workbook) == 0
    assert "[B01]" not in capsys.readouterr().err
    page = (workbook.outputs / "2021" / "only" / "economy.vi.html").read_text("utf-8")
    assert re.search(r"Hình.2\.\d+</\w+>\s*<[^>]+>Hình thử", page) or "Hình thử" in page
    assert "Hình thử" in "".join(
        p.extract_text() for p in PdfReader(workbook.outputs / "2021" / "only" / "economy.vi.pdf").pages
    )
