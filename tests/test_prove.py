"""A book proves itself: built again elsewhere, from the files of its manifest alone, it is the same to the byte."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import pytest

from tests.conftest import PROJECT, copy_with_cache
from tests.made_up import lay_out
from yearbook.cli import main
from yearbook.press.prove.difference import first_difference
from yearbook.press.prove.manifest import read_manifest
from yearbook.press.prove.needed import lay_out as lay_out_again

WORDS = ("2021", "--no-pdf", "--language", "vi")
# What a checkout with other line ends changes; what else there is has none.
TEXT = (".py", ".csv", ".yaml", ".md", ".ipynb", ".j2", ".css", ".js", ".typ", ".mplstyle", ".lock", ".toml", ".json")


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """A made-up workbook of one chapter, with its book in Vietnamese; whoever changes it takes a copy."""
    workbook = lay_out(tmp_path_factory.mktemp("prove") / "sổ tay", 2021)
    for path in workbook.notebooks.glob("*.ipynb"):
        if "notes" not in path.name:
            path.unlink()
    assert main([*WORDS], workbook) == 0
    return workbook


@pytest.fixture
def book(small, tmp_path, monkeypatch, capsys):
    """A copy of the small workbook, where temporary files have a folder to themselves."""
    workbook = copy_with_cache(small, tmp_path / "copy")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    capsys.readouterr()
    return workbook


def manifest_of(workbook):
    return json.loads((workbook.outputs / "2021" / "manifest.json").read_text("utf-8"))


def add_cell(workbook, source):
    """Add a cell to the one chapter, whose result stands in the book."""
    path = workbook.notebooks / "08_notes.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    cell = {
        "cell_type": "code",
        "id": "added",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def shown(value):
    return f"from IPython.display import Markdown\nMarkdown('Thử: ' + str({value}))"


def test_a_book_built_again_elsewhere_from_what_its_manifest_names_is_the_same_and_nothing_is_left(
    book, capsys, tmp_path
):
    before = {path: path.read_bytes() for path in book.root.rglob("*") if path.is_file()}
    assert main(["verify", "2021"], book) == 0
    said = capsys.readouterr().out
    assert "  = yearbook.vi.html\n" in said and re.search(r"The same: \d+ files", said)
    assert {path: path.read_bytes() for path in book.root.rglob("*") if path.is_file()} == before
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_page_that_was_touched_is_named_with_its_line_and_what_stands_there(book, capsys):
    page = book.outputs / "2021" / "yearbook.vi.html"
    text = page.read_text("utf-8")
    spot = text.index("Niên giám")
    page.write_text(text[:spot] + "M" + text[spot + 1 :], encoding="utf-8", newline="\n")
    assert main(["verify", "2021"], book) == 1
    said = capsys.readouterr().out
    line = text.count("\n", 0, spot) + 1
    assert (
        f"≠ yearbook.vi.html: tệp trong outputs/ đã bị sửa, từ dòng {line} / the file in outputs/ was changed" in said
    )
    assert "Miên giám" in said and "Niên giám" in said and "  = sections/notes.vi.ipynb" in said


def test_a_result_that_is_never_the_same_is_named_and_no_two_such_books_carry_one_code(book, capsys):
    add_cell(book, "import random\n" + shown("random.random()"))
    codes = set()
    for _ in range(2):
        assert main([*WORDS], book) == 0
        codes.add(manifest_of(book)["print_codes"]["vi"])
        assert manifest_of(book)["print_codes"]["vi"] in (book.outputs / "2021/yearbook.vi.html").read_text("utf-8")
    assert len(codes) == 2 and len({code.partition(".")[0] for code in codes}) == 1
    assert manifest_of(book)["also_read"]["unseen"]["notes.vi"]
    capsys.readouterr()
    assert main(["verify", "2021"], book) == 1
    said = capsys.readouterr().out
    assert "≠ sections/notes.vi.ipynb: khác từ dòng " in said and "≠ manifest.json: vi: " in said and "chance" in said


def test_a_record_that_the_press_read_is_an_input_though_nobody_thought_of_it(book, monkeypatch):
    known = manifest_of(book)["inputs"]
    monkeypatch.setattr("yearbook.press.build.inputs_of", lambda *_: {})
    (book.data / "2021" / "commentary").mkdir(exist_ok=True)
    assert main([*WORDS, "--force"], book) == 0
    named = manifest_of(book)["inputs"]
    assert {"data/2021/members.csv", "data/2021/relief.csv", "data/contract/relief.yaml", "params/2021.yaml"} <= set(
        named
    )
    assert {name: known[name] for name in named if name in known} == named


def test_what_was_changed_since_is_named_and_nothing_is_compared(book, capsys):
    (book.data / "2021" / "members.csv").write_bytes(b"x")
    (book.data / "reference" / "units.csv").unlink()
    assert main(["verify", "2021"], book) == 1
    said = capsys.readouterr()
    assert (
        "data/2021/members.csv: đã đổi / changed" in said.err and "data/reference/units.csv: đã mất / gone" in said.err
    )
    assert said.out == "" and main(["archive", "2021"], book) == 1


def test_a_record_that_is_new_since_is_named(book, capsys):
    (book.data / "2021" / "commentary").mkdir(exist_ok=True)
    (book.data / "2021" / "commentary" / "notes.vi.md").write_text("Thêm.", encoding="utf-8")
    assert main(["verify", "2021"], book) == 1
    assert "data/2021/commentary/notes.vi.md: mới có / new" in capsys.readouterr().err


def test_another_package_or_font_than_the_books_is_named(book, capsys):
    path = book.outputs / "2021" / "manifest.json"
    manifest = manifest_of(book)
    manifest["packages"]["jinja2"] = "0.1"
    manifest["fonts"]["font_source_sans_pro/SourceSansPro-Regular.ttf"] = "0" * 64
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["verify", "2021"], book) == 1
    said = capsys.readouterr().err
    assert "jinja2: 0.1→" in said and "SourceSansPro-Regular.ttf: 000000000000→" in said


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{}", b'{"edition": "2021", "inputs": 3}', b"\xff\x00"])
@pytest.mark.parametrize("word", ["verify", "archive"])
def test_without_a_manifest_that_can_be_read_one_line_says_what_to_do(book, capsys, content, word):
    path = book.outputs / "2021" / "manifest.json"
    path.unlink() if content is None else path.write_bytes(content)
    assert main([word, "2021"], book) == 1
    said = capsys.readouterr().err
    assert "outputs/2021/manifest.json" in said and "python3 run_all.py 2021" in said and "Traceback" not in said


def test_a_manifest_from_strangers_takes_nothing_from_outside_the_workbook(book, tmp_path):
    (tmp_path / "secret.txt").write_text("x")
    path = book.outputs / "2021" / "manifest.json"
    manifest = manifest_of(book)
    manifest["also_read"]["names"] |= {"?data/../../secret.txt": "100000", f"?{tmp_path}/secret.txt": "100000"}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    lay_out_again(book, read_manifest(book, "2021"), tmp_path / "deep" / "fresh")
    assert not [path for path in (tmp_path / "deep").rglob("secret*")]
    assert main(["archive", "2021"], book) == 0
    with zipfile.ZipFile(path.with_name("archive.zip")) as packed:
        assert not [name for name in packed.namelist() if ".." in name or "secret" in name]


@pytest.mark.parametrize(
    ("was", "now", "place", "seen"),
    [
        (b"a\nb c\n", b"a\nb d\n", "line 2", ("b c", "b d")),
        (b"a\n", b"a\nb\n", "line 2", ("", "b")),
        ("x" * 99 + "đây" + "y" * 99, "x" * 99 + "kia" + "y" * 99, "line 1", ("đây", "kia")),
        (b"%PDF\x00\xff1", b"%PDF\x00\xff2", "byte 6", ("31", "32")),
        (b"\x00", b"\x00\x01", "byte 1", ("—", "01")),
    ],
    ids=["a line", "an end", "a long line", "bytes", "an end in bytes"],
)
def test_the_first_difference_is_told_by_its_place_and_both_extracts(was, now, place, seen):
    was, now = (each.encode() if isinstance(each, str) else each for each in (was, now))
    found = first_difference(was, now)
    assert found.en == place and seen[0] in found.was and seen[1] in found.now and len(found.was) < 90
    assert first_difference(was, was) is None


def test_the_first_difference_of_a_word_document_is_told_by_its_member(tmp_path):
    contents = []
    for text in ("một", "hai"):
        with zipfile.ZipFile(tmp_path / text, "w") as packed:
            packed.writestr("a.xml", "<a/>")
            packed.writestr("word/document.xml", f"<w>\n{text}</w>")
        contents.append((tmp_path / text).read_bytes())
    found = first_difference(*contents)
    assert (found.vi, found.en) == ("word/document.xml, dòng 2", "word/document.xml, line 2")


@pytest.mark.nightly
def test_a_stranger_makes_the_same_book_of_the_archive_however_lines_end_there(book, tmp_path):
    assert main(["archive", "2021"], book) == 0
    archive = book.outputs / "2021" / "archive.zip"
    content = archive.read_bytes()
    assert main(["archive", "2021"], book) == 0 and archive.read_bytes() == content
    root = tmp_path / "mười năm sau"
    with zipfile.ZipFile(archive) as packed:
        assert {"ARCHIVE.md", "run_all.py", "requirements.lock", "pyproject.toml"} <= set(packed.namelist())
        packed.extractall(root)
    shutil.rmtree(book.root)
    hold_by_standard_tools(root, notebook="08_notes")
    assert with_other_line_ends(root) > 300
    done = called(root, "verify", "2021")
    assert done.returncode == 0 and re.search(r"The same: \d+ files", done.stdout), done.stdout + done.stderr


def hold_by_standard_tools(root, notebook):
    """Hold that what docs/provenance.md has a reader type says twice the same of each code, and finds no other file."""
    if not shutil.which("jq") or not shutil.which("sha256sum"):
        return
    for block in re.findall(r"```sh\n(.*?)```", (PROJECT / "docs/provenance.md").read_text("utf-8"), re.S):
        done = subprocess.run(
            ["sh", "-ec", block.replace("01_overview", notebook)],
            cwd=root, env={**os.environ, "edition": "2021"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        told = [word for word in done.stdout.split() if word != "-"]
        assert done.returncode == 0 and told and told[::2] == told[1::2], done


def called(root, *words):
    """Run the program that lies in a folder, as its own front door would."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "yearbook", *words],
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1"}, cwd=root, capture_output=True,
        text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_a_book_of_files_that_strangers_lack_or_that_was_touched_is_not_archived(book, capsys, tmp_path):
    (tmp_path / "prices.csv").write_text("1")
    add_cell(book, shown(f"open(r'{tmp_path}/prices.csv').read()"))
    assert main([*WORDS], book) == 0
    assert str(tmp_path / "prices.csv") in manifest_of(book)["also_read"]["outside"]
    assert main(["archive", "2021"], book) == 1 and str(tmp_path / "prices.csv") in capsys.readouterr().err
    assert main(["verify", "2021"], book) == 0
    (tmp_path / "prices.csv").write_text("2")
    assert main(["verify", "2021"], book) == 1 and f"{tmp_path}/prices.csv: đã đổi" in capsys.readouterr().err
    (book.outputs / "2021" / "yearbook.vi.html").unlink()
    (tmp_path / "prices.csv").write_text("1")
    assert main(["archive", "2021"], book) == 1 and "yearbook.vi.html" in capsys.readouterr().err
    assert not list((book.outputs / "2021").glob("*archive*"))


def with_other_line_ends(root):
    """End every line of a checkout as Windows does, and return how many files that changed.

    An environment beside it is left alone: its files may be links to those of others.
    """
    count = 0
    for folder in ("data", "notebooks", "params", "yearbook", "*.*"):
        for path in root.glob(folder) if "*" in folder else (root / folder).rglob("*"):
            if path.is_file() and path.suffix in TEXT:
                content = path.read_bytes()
                path.unlink()
                path.write_bytes(content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
                count += path.read_bytes() != content
    return count


def test_git_is_told_how_lines_end_and_what_has_none():
    told = (PROJECT / ".gitattributes").read_text("utf-8").splitlines()
    assert "* text=auto eol=lf" in told
    kinds = {path.suffix for folder in ("docs", "tests", "data") for path in (PROJECT / folder).rglob("*") if path.is_file() and b"\0" in path.read_bytes()}  # fmt: skip
    assert {f"*{kind} binary" for kind in kinds - {".pyc"}} <= set(told)
