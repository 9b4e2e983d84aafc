"""Open data beside and inside the book: whoever knows the Data Package standard needs nothing else."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from frictionless import Package
from pypdf import PdfReader

from tests.conftest import PROJECT, copy_with_cache, sampled
from tests.made_up import lay_out
from yearbook.cli import main
from yearbook.language import NBSP, words
from yearbook.ledger.edition import open_edition
from yearbook.ledger.expression import Expression
from yearbook.ledger.resources import resources
from yearbook.press.bind import matter
from yearbook.press.bind.book import Chapter, Fact, Paragraph
from yearbook.press.print.data_package import DESCRIPTOR, data_package
from yearbook.press.print.typeset import typeset
from yearbook.press.prove.contents import digest

NUMBERS = ("value", "upper", "low", "high", "bound", "unit", "decimals")


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))


def said_by_the_standard(folder):
    report = Package(str(folder / DESCRIPTOR)).validate()
    return [*report.errors, *((task.name, error.message) for task in report.tasks for error in task.errors)]


def laid(folder, files):
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return folder


def proof_of(page):
    return json.loads(re.search(r'id="proof">(.*?)</script>', page, re.DOTALL)[1])


def made_by_hand(workbook, edition, expressions, language="vi"):
    """Return the package of a book of one sentence that prints these figures."""
    opened = open_edition(edition, workbook)
    facts = tuple(Fact(each, Expression.parse(each)) for each in expressions)
    draft = Chapter("a", "1", "A", (Paragraph(facts),))
    book = matter.book(opened, language, [draft], "0123456789ab.01234567", whole=True)
    return book, data_package(opened, resources(opened), [book])


# ── what the standard says ──


def test_the_package_of_a_book_is_valid_by_the_standard(built):
    assert said_by_the_standard(built.folder / "data") == []


@pytest.mark.nightly  # by day: the 2021 book, and bounds of every kind
@pytest.mark.parametrize("edition", ["2021", "2022", "2023"])
def test_the_packages_of_a_made_up_group_are_valid_by_the_standard(three_years, edition):
    assert said_by_the_standard(three_years.outputs / edition / "data") == []


@pytest.mark.parametrize("spoil", [("figures.csv", "118,3%", "118,4%"), ("tasks.csv", "N1;", "N9;")])
def test_a_table_that_was_altered_is_no_longer_valid(built, tmp_path, spoil):
    name, seen, typed = spoil
    shutil.copytree(built.folder / "data", tmp_path / "data")
    path = tmp_path / "data" / name
    path.write_text(path.read_text("utf-8").replace(seen, typed, 1), encoding="utf-8", newline="")
    assert name.removesuffix(".csv") in [table for table, _ in said_by_the_standard(tmp_path / "data")]


# ── what is in it ──


def test_every_record_of_the_edition_is_there_as_it_was_typed(built):
    recorded = {
        path.stem: rows_of(path.read_text("utf-8-sig")) for path in (built.workbook.data / "2021").glob("*.csv")
    }
    packed = {path.stem: rows_of(path.read_text("utf-8-sig")) for path in (built.folder / "data").glob("*.csv")}
    assert {name for name, rows in recorded.items() if rows} <= set(packed)
    assert [name for name, rows in recorded.items() if rows and rows != packed[name]] == []


def test_what_the_records_point_at_is_there_and_nothing_else(built):
    described = json.loads((built.folder / "data" / DESCRIPTOR).read_text("utf-8"))
    names = {each["name"] for each in described["resources"]}
    assert {"subjects", "indicators", "codes", "units", "qualifiers", "sources"} <= names
    assert not {"phrases", "terms", "standings", "photographs"} & names
    assert {path.stem for path in (built.folder / "data").glob("*.csv")} == names
    figures = next(each for each in described["resources"] if each["name"] == "figures")
    assert figures["title_en"] == "Results of the year, one figure a row"
    assert figures["schema"]["fields"][5]["kind"] == "figure", "our own keys are kept"


def test_a_figure_that_did_not_occur_or_does_not_apply_is_not_a_blank(workbook):
    path = workbook.data / "2021" / "revisions.csv"
    path.write_text("\ufeffid;year;row;figure;reason_vi;reason_en;source;locator\n", encoding="utf-8")
    path = workbook.data / "2021" / "tasks.csv"
    head, first, *rest = path.read_text("utf-8-sig").splitlines()
    column = head.split(";").index("target")
    for sign in ("-", "x"):
        cells = next(csv.reader([first], delimiter=";"))
        cells[column] = sign
        path.write_text("\ufeff" + "\n".join([head, ";".join(cells), *rest]) + "\n", encoding="utf-8")
        (tasks,) = [each for each in resources(open_edition("2021", workbook)) if each.path == "tasks.csv"]
        assert rows_of(tasks.content)[0]["target"] == sign


def test_every_figure_of_a_book_is_in_the_register_with_its_bounds(built, three_years):
    for pages in (built.folder, *(three_years.outputs / year for year in ("2021", "2022", "2023"))):
        listed = {row["made"]: row for row in rows_of((pages / "data" / "book-figures.csv").read_text("utf-8"))}
        seen = set()
        for language in ("vi", "en"):
            for key, figure in proof_of((pages / f"yearbook.{language}.html").read_text("utf-8"))["figures"].items():
                made = Expression.of(json.loads(key))
                if made.operation == "<>":
                    continue  # the limits of a figure are in its own row
                seen.add(made.text)
                row = listed[made.text]
                told = {name: "" if figure[name] is None else str(figure[name]) for name in NUMBERS}
                assert {name: row[name] for name in NUMBERS} == told, made.text
                assert row[f"words_{language}"] and NBSP not in row[f"words_{language}"]
        assert seen == set(listed)


def test_a_figure_tells_what_it_is_where_it_comes_from_and_where_it_is_printed(built):
    listed = {row["made"]: row for row in rows_of((built.folder / "data" / "book-figures.csv").read_text("utf-8"))}
    e1 = listed["E1"]
    assert (e1["kind"], e1["words_vi"], e1["words_en"], e1["value"]) == ("record", "118,3%", "118.3%", "118.3")
    assert (e1["edition"], e1["table"], e1["row"], e1["column"]) == ("2021", "figures", "E1", "figure")
    assert (e1["source"], e1["locator"]) == ("review_2021", "p3")
    assert "thu ngân sách" in e1["about_vi"] and "budget revenue" in e1["about_en"]
    assert "Bảng 2.1" in e1["used_in_vi"].split("|") and "Table 2.1" in e1["used_in_en"].split("|")
    whole = [row for row in listed.values() if row["kind"] == "derived" and row["assumes_vi"]]
    assert whole and all(row["about_vi"] and row["about_en"] and row["assumes_en"] for row in whole)
    assert listed["E7"]["direction"] == "up" and {row["kind"] for row in listed.values()} >= {"record", "count"}


# What is recorded → value, upper, low, high, bound, direction.
BOUNDS = {
    "trên 10 tấn": ("10", "", "10.0", "", "at_least", ""),
    "dưới 10,5 tấn": ("10.5", "", "", "10.50", "at_most", ""),
    "gần 10 tấn": ("10", "", "", "", "nearly", ""),
    "khoảng 10 tấn": ("10", "", "", "", "about", ""),
    "6–8 tấn": ("6", "8", "6.0", "8.0", "range", ""),
    "10,0 tấn": ("10.0", "", "9.95", "10.05", "exact", ""),
    "giảm 2,3 tấn": ("2.3", "", "2.25", "2.35", "exact", "down"),
}


@pytest.mark.parametrize("recorded", sampled(BOUNDS, 3))
def test_bounds_are_kept_in_the_data(tmp_path, recorded):
    workbook = lay_out(tmp_path / "book")
    path = workbook.data / "2021" / "relief.csv"
    text = path.read_text("utf-8-sig")
    assert "trên 10 tấn" in text
    path.write_text("\ufeff" + text.replace("trên 10 tấn", recorded), encoding="utf-8")
    _, files = made_by_hand(workbook, "2021", ["R1"])
    row = next(row for row in rows_of(files["book-figures.csv"]) if row["made"] == "R1")
    names = ("value", "upper", "low", "high", "bound", "direction")
    assert tuple(row[name] for name in names) == BOUNDS[recorded] and row["words_vi"] == recorded
    assert said_by_the_standard(laid(tmp_path / "data", files)) == []


# ── the same, and whole ──

PROGRAM = """
import hashlib, sys
from pathlib import Path
from yearbook.ledger.edition import open_edition
from yearbook.ledger.expression import Expression
from yearbook.ledger.resources import resources
from yearbook.paths import Workbook
from yearbook.press.bind import matter
from yearbook.press.bind.book import Chapter, Fact, Paragraph
from yearbook.press.print.data_package import data_package
opened = open_edition("2021", Workbook(Path(sys.argv[1])))
made = ["E1", "R1", '["+","R1","R4"]', '["#","tasks","N1","N2"]']
draft = Chapter("a", "1", "A", (Paragraph(tuple(Fact(each, Expression.parse(each)) for each in made)),))
book = matter.book(opened, "vi", [draft], "0123456789ab.01234567", whole=True)
files = data_package(opened, resources(opened), [book])
print(len(files), hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest())
"""


def test_the_same_records_give_the_same_bytes():
    said = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(PROJECT)],
            env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Asia/Ho_Chi_Minh"), ("2", "America/New_York"))
    ]
    assert said[0] == said[1] and int(said[0].split()[0]) > 20


def test_the_package_is_in_the_manifest_and_is_made_again_where_it_is_gone(built, tmp_path, capsys):
    named = json.loads(built.text("manifest.json"))["outputs"]
    data = {f"data/{path.name}": path.read_bytes() for path in (built.folder / "data").iterdir()}
    assert {name: digest(content) for name, content in data.items()} == {
        name: hashed for name, hashed in named.items() if name.startswith("data/")
    }
    workbook = copy_with_cache(built.workbook, tmp_path / "copy")
    again = workbook.outputs / "2021" / "data"
    for path in again.iterdir():
        path.unlink()
    (again / "standings.csv").write_text("of a table that had rows once", encoding="utf-8")
    assert main(["2021"], workbook) == 0
    made = {f"data/{path.name}": path.read_bytes() for path in again.iterdir() if path.stem != "standings"}
    said = capsys.readouterr().out
    assert made == data and "→ outputs/2021/data/datapackage.json" in said
    assert re.findall(r"data/\S+\.csv", said) == ["data/standings.csv"], "it is named as left from an earlier build"


def test_a_part_of_a_book_has_no_package(built, tmp_path):
    workbook = copy_with_cache(built.workbook, tmp_path / "copy")
    shutil.rmtree(workbook.outputs / "2021" / "data")
    assert main(["2021", "--only", "relief", "--language", "vi", "--no-pdf"], workbook) == 0
    assert not list((workbook.outputs / "2021").rglob("data"))
    page = next(workbook.outputs.rglob("relief.vi.html")).read_text("utf-8")
    assert words("vi")["colophon_data"] not in page


# ── inside the book ──


def test_the_pdf_carries_the_package_and_stays_a_pdf_ua(built):
    for language in ("vi", "en"):
        printed = PdfReader(io.BytesIO((built.folder / f"yearbook.{language}.pdf").read_bytes()))
        attached = {name: content[0] for name, content in printed.attachments.items()}
        beside = {path.name: path.read_bytes() for path in (built.folder / "data").iterdir()}
        own = {DESCRIPTOR, "book-figures.csv"}  # they tell of this one book
        assert set(attached) == set(beside)
        assert [name for name in beside if name not in own and attached[name] != beside[name]] == []
        claims = printed.trailer["/Root"]["/Metadata"].get_data().decode()
        assert "<pdfuaid:part>1<" in claims
        assert "<pdfaid:part>3<" in claims and "<pdfaid:conformance>A<" in claims


def test_what_the_pdf_carries_is_a_valid_package(built, tmp_path):
    printed = PdfReader(io.BytesIO((built.folder / "yearbook.en.pdf").read_bytes()))
    (tmp_path / "data").mkdir()
    for name, content in printed.attachments.items():
        (tmp_path / "data" / name).write_bytes(content[0])
    assert said_by_the_standard(tmp_path / "data") == []


def test_a_book_without_data_stays_fit_for_keeping(project):
    book, _ = made_by_hand(project, "2021", ["E1"])
    claims = PdfReader(io.BytesIO(typeset(book))).trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2<" in claims and "<pdfuaid:part>1<" in claims


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_book_says_where_its_data_lie_and_what_others_may_do_with_them(built, language):
    page = built.text(f"yearbook.{language}.html")
    said = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    where = said[words(language)["colophon_data"]]
    assert "data/" in where and "PDF" in where and "Apache" in said[words(language)["imprint_rights"]]
    head = json.loads((built.folder / "data" / DESCRIPTOR).read_text("utf-8"))
    assert "Apache" in head["rights"] and "Apache" in head["rights_en"]
    assert head["print_codes"] == json.loads(built.text("manifest.json"))["print_codes"]


# ── from the page ──


def opened(browser, path: Path):
    page = browser.new_context(offline=True, reduced_motion="reduce").new_page()
    page.goto(path.as_uri())
    return page


def taken(page, selector):
    with page.expect_download() as download:
        page.click(selector)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_register_is_taken_from_the_page_as_its_reader_reads_numbers(built, browser, language):
    page = opened(browser, built.folder / f"yearbook.{language}.html")
    name, content = taken(page, "#page-take [data-take=csv]")
    assert name == f"book-figures.{language}.csv" and content.startswith(b"\xef\xbb\xbf")
    between, point = {"vi": (";", ","), "en": (",", ".")}[language]
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=between)
    house = words(language)
    assert head[:4] == [house["take_made"], house["register_figure"], house["value"], house["take_upper"]]
    figures = proof_of(built.text(f"yearbook.{language}.html"))["figures"]
    numbers = [
        [(figure[name] or "").replace(".", point) for name in ("value", "upper", "low", "high")]
        for key, figure in figures.items()
        if not key.startswith('["<>"')
    ]
    assert sorted(row[2:6] for row in rows) == sorted(numbers)
    by_id = {row[0]: row for row in rows}
    assert by_id["R1"][6] == house["bound.at_least"] and by_id["R1"][5] == "" and by_id["R1"][2] == "100"
    assert by_id["E1"][1] == {"vi": "118,3%", "en": "118.3%"}[language] and by_id["E1"][7] == "%"
    page.context.close()


def test_the_data_of_the_page_are_taken_as_they_are(built, browser):
    page = opened(browser, built.folder / "yearbook.vi.html")
    name, content = taken(page, "#page-take [data-take=json]")
    assert name == "book-figures.vi.json"
    assert json.loads(content) == proof_of(built.text("yearbook.vi.html"))
    page.context.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_table_and_every_chart_of_the_book_is_taken_as_csv(built, browser, language):
    page = opened(browser, built.folder / f"yearbook.{language}.html")
    exhibits = "[...document.querySelectorAll('.exhibit.table[id], .exhibit[id]:has(.drawing)')]"
    assert page.evaluate(f"{exhibits}.length") > 15
    assert page.evaluate(f"{exhibits}.filter(one => !one.querySelector('[data-take=csv]')).map(one => one.id)") == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for place in page.locator(".exhibit .data [data-take=csv]").all():
        with page.expect_download() as download:
            place.click()
        text = Path(download.value.path()).read_text("utf-8-sig")
        assert {"vi": ";", "en": ","}[language] in text.splitlines()[0]
        assert not re.search({"vi": r"\d\.\d+%", "en": r"\d,\d+%"}[language], text)
    page.context.close()


def test_without_javascript_no_download_is_offered(built, browser):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((built.folder / "yearbook.vi.html").as_uri())
    assert page.locator("#page-take").count() == 1 and not page.locator("#page-take").is_visible()
    context.close()
