"""The manifest names what a book was made from, earlier editions included; the print code stands for all of it."""

import json
import shutil

import pytest

from tests.conftest import copy_with_cache
from tests.made_up import lay_out
from tests.test_cache import add_cell
from yearbook.cli import main
from yearbook.press.keep.states import is_file

QUICK = ("--no-pdf", "--only", "economy")


def manifest_of(workbook, edition):
    return json.loads((workbook.outputs / edition / "manifest.json").read_text("utf-8"))


def printed_code(workbook, name, code):
    """Tell whether a book carries a print code."""
    return code in (workbook.outputs / "2022" / name).read_text("utf-8")


@pytest.fixture(scope="module")
def pack(three_years, tmp_path_factory):
    """A copy of the made-up workbook with its three books, where the 2022 edition was asked for last."""
    workbook = copy_with_cache(three_years, tmp_path_factory.mktemp("manifest") / "pack")
    shutil.rmtree(workbook.outputs / ".cache/slots/commands")
    assert main(["2022", "--no-pdf"], workbook) == 0
    return workbook


def test_every_content_file_read_on_the_way_is_an_input(pack):
    named = manifest_of(pack, "2022")["inputs"]
    for slots in ("commands", "jobs/2022"):
        for path in (pack.outputs / ".cache/slots" / slots).rglob("*.json"):
            read = json.loads(path.read_text("utf-8").partition("\n")[2])["entries"][0]["reads"]
            contents = {
                name: state
                for name, state in read.items()
                if name.startswith(("data/", "params/", "notebooks/")) and is_file(name) and len(state) == 64
            }
            assert contents and contents.items() <= named.items()
    assert {"data/2021/figures.csv", "params/2021.yaml", "requirements.lock", "yearbook/desk/charts.py"} <= set(named)
    assert "data/2023/figures.csv" not in named and "params/2023.yaml" not in named


def test_another_record_of_an_earlier_year_gives_another_print_code_and_the_old_one_again(pack):
    before = (pack.outputs / "2022" / "manifest.json").read_bytes()
    record = pack.data / "2021" / "figures.csv"
    content = record.read_bytes()
    record.write_bytes(content.replace(b"95,5%", b"95,6%"))
    assert main(["2022", "--no-pdf"], pack) == 0
    old, new = json.loads(before), manifest_of(pack, "2022")
    assert old["fingerprint"] != new["fingerprint"]
    assert [name for name in old["inputs"] if old["inputs"][name] != new["inputs"][name]] == ["data/2021/figures.csv"]
    assert all(printed_code(pack, f"yearbook.{language}.html", new["fingerprint"]) for language in ("vi", "en"))
    record.write_bytes(content)
    assert main(["2022", "--no-pdf"], pack) == 0
    assert (pack.outputs / "2022" / "manifest.json").read_bytes() == before


def test_cold_and_kept_builds_have_the_same_manifest_to_the_byte(pack):
    manifest = pack.outputs / "2022" / "manifest.json"
    cold = manifest.read_bytes()
    manifest.unlink()
    assert main(["2022", "--no-pdf"], pack) == 0
    assert manifest.read_bytes() == cold
    shutil.rmtree(pack.outputs)
    assert main(["2022", "--no-pdf"], pack) == 0
    assert manifest.read_bytes() == cold


def test_a_newer_edition_does_not_touch_the_print_code(pack, tmp_path):
    code = manifest_of(pack, "2022")["fingerprint"]
    assert main(["2022", *QUICK, "--language", "vi"], workbook := lay_out(tmp_path, 2021, 2022)) == 0
    assert printed_code(workbook, "only/economy.vi.html", code)


@pytest.mark.parametrize(
    "asked",
    [
        ("--language", "vi"),
        ("--language", "en"),
        pytest.param(("--kernel", "jupyter", "--language", "vi"), marks=pytest.mark.nightly),
        pytest.param(("--kernel", "jupyter", *QUICK[1:], "--language", "vi"), marks=pytest.mark.nightly),
        QUICK[1:],
    ],
    ids=["Vietnamese alone", "English alone", "a kernel each", "one section in a kernel", "one section"],
)
def test_the_print_code_is_the_same_however_the_book_is_asked_for(pack, tmp_path, asked):
    code = manifest_of(pack, "2022")["fingerprint"]
    workbook = copy_with_cache(pack, tmp_path / "copy")
    for page in (workbook.outputs / "2022").rglob("*.html"):
        page.unlink()
    assert main(["2022", "--no-pdf", *asked], workbook) == 0
    pages = list((workbook.outputs / "2022").rglob("*.html"))
    assert pages
    for page in pages:
        assert code in page.read_text("utf-8"), page.name


def test_a_file_of_an_editor_is_no_input(pack):
    inside = pack.data / "2022" / ".ipynb_checkpoints" / "figures-checkpoint.csv"
    inside.parent.mkdir()
    inside.write_text("x")
    (pack.data / "2022" / "~$figures.csv").write_text("x")
    code = manifest_of(pack, "2022")["fingerprint"]
    assert main(["2022", "--no-pdf", "--language", "vi", "--force"], pack) == 0
    assert manifest_of(pack, "2022")["fingerprint"] == code


@pytest.mark.nightly
def test_a_notebooks_own_file_is_an_input_of_both_languages_though_one_alone_reads_it(three_years, tmp_path):
    workbook = copy_with_cache(three_years, tmp_path / "copy")
    add_cell(workbook, "if edition.language == 'en':\n    open('../data/extra.txt').read()")
    codes = []
    for content in ("1", "2"):
        (workbook.data / "extra.txt").write_text(content)
        assert main(["2021"], workbook) == 0
        manifest = manifest_of(workbook, "2021")
        assert "data/extra.txt" in manifest["inputs"]
        for language in ("vi", "en"):
            assert manifest["fingerprint"] in (workbook.outputs / "2021" / f"yearbook.{language}.html").read_text(
                "utf-8"
            )
        codes.append((manifest["fingerprint"], manifest["outputs"]["yearbook.vi.pdf"]))
    assert codes[0][0] != codes[1][0] and codes[0][1] != codes[1][1]
    (workbook.outputs / "2021" / "manifest.json").unlink()
    assert main(["2021"], workbook) == 0 and manifest_of(workbook, "2021") == manifest
