"""A notebook writes nothing of the workbook but its extra files, and what is kept is never taken for something else."""

import json
import shutil

import pytest

from tests.conftest import sampled
from tests.test_cache import QUICK, Said, add_cell
from yearbook.cli import main
from yearbook.press.keep.cache import Cache


@pytest.fixture
def said(workbook, capsys):
    for path in sorted(workbook.notebooks.glob("*.ipynb")):
        if "economy" not in path.name:
            path.unlink()
            for comment in workbook.data.glob(f"*/commentary/{path.stem.partition('_')[2]}.*.md"):
                comment.unlink()
    return Said(workbook, capsys)


WRITING = {
    "data/2021/figures.csv": "open('../data/2021/figures.csv', 'w')",
    "data/2021/claims.csv": "import pandas\npandas.DataFrame({'a': [1]}).to_csv('../data/2021/claims.csv')",
    "data/2021/relief.csv": "import os\nos.remove('../data/2021/relief.csv')",
    "data/2021/awards": "import os\nos.mkdir('../data/2021/awards')",
    "params/2021.yaml": "import pathlib\npathlib.Path('../params/2021.yaml').write_text('')",
    "notebooks/02_economy.ipynb": "import os\nos.rename('02_economy.ipynb', 'moved.ipynb')",
    "data/reference": "import shutil\nshutil.rmtree('../data/reference', ignore_errors=False)",
    "outputs/2021/yearbook.vi.html": "open('../outputs/2021/yearbook.vi.html', 'a')",
    "outputs/2022": "import os\nos.makedirs('../outputs/2022/extra')",
    "outputs/.cache": "import shutil\nshutil.rmtree('../outputs/.cache')",
}


@pytest.mark.parametrize("name", sampled(WRITING, 3))
def test_a_notebook_that_writes_what_is_not_its_own_is_stopped_with_the_cell_and_the_path(said, capsys, name):
    before = {path: path.read_bytes() for path in said.workbook.root.rglob("*") if path.is_file() and "outputs" not in path.parts}  # fmt: skip
    (said.workbook.outputs / ".cache").mkdir(parents=True, exist_ok=True)
    add_cell(said.workbook, WRITING[name])
    before.pop(said.workbook.notebooks / "02_economy.ipynb")
    assert main(QUICK, said.workbook) == 1
    told = capsys.readouterr().err
    assert "02_economy.ipynb (vi) › ô " in told and name in told and "outputs/2021/extra/" in told
    assert {path: path.read_bytes() for path in before} == before


def test_temporary_files_and_the_extra_folder_are_free_and_what_is_missing_there_is_made_again(said):
    add_cell(
        said.workbook,
        "import pathlib, tempfile, shutil\n"
        "with tempfile.TemporaryDirectory() as folder:\n    pathlib.Path(folder, 'a', ).write_text('x')\n"
        "extra = pathlib.Path('../outputs/2021/extra')\nextra.mkdir(exist_ok=True)\n"
        "(extra / 'table.csv').write_text('a')\n(extra / 'table.csv').read_text()",
    )
    said()
    table = said.workbook.outputs / "2021" / "extra" / "table.csv"
    assert table.read_text() == "a" and "giữ nguyên" in said("--language", "vi", "--explain")
    assert said().startswith("Không có gì thay đổi")
    table.unlink()
    assert "outputs/2021/extra/table.csv không còn" in said("--explain") and table.read_text() == "a"
    table.write_text("b")
    said()
    assert table.read_text() == "a"


@pytest.mark.parametrize("content", ["language", "'the same'"])
def test_two_languages_that_leave_one_file_are_told_to_name_it_apart(said, capsys, content):
    add_cell(
        said.workbook,
        "import pathlib\nextra = pathlib.Path('../outputs/2021/extra')\nextra.mkdir(exist_ok=True)\n"
        f"(extra / 'table.csv').write_text({content})",
    )
    assert main(["2021", "--no-pdf"], said.workbook) == 1
    told = capsys.readouterr().err
    assert "outputs/2021/extra/table.csv: hai sổ tay" in told and "Chạy lại" not in told
    assert main(["2021", "--no-pdf", "--language", "vi"], said.workbook) == 0


def test_a_slot_that_was_copied_over_another_is_not_believed(tmp_path):
    cache = Cache(str(tmp_path))
    cache.keep("jobs/2021/one.vi.warm", {}, {}, (), b"one")
    slots = tmp_path / "outputs/.cache/slots/jobs/2021"
    shutil.copy(slots / "one.vi.warm.json", slots / "two.vi.warm.json")
    assert cache.recall("jobs/2021/two.vi.warm", {}) == (None, ("new", ""))


@pytest.mark.parametrize("text", ["[]", "{}", "null", "3", json.dumps([{"given": {}, "result": "x"}])])
def test_a_slot_of_another_format_was_never_written(tmp_path, text):
    import hashlib

    slot = tmp_path / "outputs/.cache/slots/s.json"
    slot.parent.mkdir(parents=True)
    slot.write_text(f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}")
    assert Cache(str(tmp_path)).recall("s", {}) == (None, ("new", ""))


def test_an_audit_names_what_was_kept_and_comes_out_otherwise(said, capsys):
    add_cell(said.workbook, "import os\n'so far'")
    said()
    assert "mọi kết quả đã giữ đều đúng" in said("--audit")
    slot = said.workbook.outputs / ".cache/slots/jobs/2021/economy.vi.warm.json"
    entry = json.loads(slot.read_text("utf-8").partition("\n")[2])["entries"][0]
    other = Cache(str(said.workbook.root)).content(entry["result"]).replace(b"so far", b"so long")
    Cache(str(said.workbook.root)).keep("jobs/2021/economy.vi.warm", entry["given"], entry["reads"], (), other)
    said("--audit", code=1)
    assert main([*QUICK, "--audit"], said.workbook) == 0


def test_an_audit_says_which_result_differs(said, capsys):
    said()
    slot = said.workbook.outputs / ".cache/slots/jobs/2021/economy.vi.warm.json"
    entry = json.loads(slot.read_text("utf-8").partition("\n")[2])["entries"][0]
    cache = Cache(str(said.workbook.root))
    cache.keep("jobs/2021/economy.vi.warm", entry["given"], entry["reads"], (), cache.content(entry["result"]) + b" ")
    assert main([*QUICK, "--audit"], said.workbook) == 1
    assert "2021/economy.vi" in capsys.readouterr().err
