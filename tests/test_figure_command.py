"""`run_all.py figure`: what a reader of JSON, and a person at a terminal, may rely on."""

import json
import shutil
import subprocess
import sys

import pytest

from yearbook.cli import main
from yearbook.paths import Workbook

READ = {
    "vượt 7,7%": {"sense": "excess", "bound": "exact", "value": "7.7", "unit": "%", "en": "7.7% above"},
    "giảm trên 2,10%": {"sense": "change", "direction": "down", "bound": "at_least", "value": "2.10"},
    "ước đạt gần 58.000 tỷ đồng": {"estimate": True, "bound": "nearly", "value": "58000", "unit": "tỷ đồng"},
    "trung bình 71,2 triệu đồng/người/năm": {"mean": "trung bình", "unit": "triệu đồng/người/năm"},
    "từ 54,9% đến 83%": {"bound": "range", "low": "54.9", "high": "83", "en": "from 54.9% to 83%"},
    "88,25/90 điểm": {"sense": "score", "part": "88.25", "whole": "90", "en": "88.25 of 90 points"},
    "hạng Nhất": {"sense": "rank", "value": "1", "en": "1st"},
    "-2,1%": {"sense": "level", "value": "-2.1", "en": "−2.1%"},
    "…": {"sense": "not_reported", "en": "…"},
}


@pytest.fixture
def only_reference(tmp_path, project) -> Workbook:
    """A workbook with nothing in it but the reference tables."""
    for folder in ("reference", "contract"):
        shutil.copytree(project.data / folder, tmp_path / "data" / folder)
    return Workbook(tmp_path)


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_a_figure_is_described_as_it_is_read(only_reference, capsys, text, expected):
    assert main(["figure", text], only_reference) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1 and "\\u" not in printed
    assert {"text": text, **expected}.items() <= json.loads(printed).items()


def test_several_figures_are_a_line_each_and_one_refused_does_not_hide_the_others(only_reference, capsys):
    assert main(["figure", "118,3%", "118.3%", "5 tấn"], only_reference) == 1
    out, err = capsys.readouterr()
    assert [json.loads(line)["text"] for line in out.splitlines()] == ["118,3%", "5 tấn"]
    assert "gõ «118,3»" in err and "Traceback" not in err


def test_no_figure_at_all_is_a_usage_error(only_reference, capsys):
    assert main(["figure"], only_reference) == 2
    assert "thiếu con số" in capsys.readouterr().err


def test_a_faulty_reference_table_is_named(only_reference, capsys):
    path = only_reference.reference / "units.csv"
    path.write_text(path.read_text("utf-8-sig").replace("mass;1000;", "mass;0;", 1), encoding="utf-8-sig")
    assert main(["figure", "5 tấn"], only_reference) == 1
    assert "[N19] data/reference/units.csv" in capsys.readouterr().err


def test_reading_a_figure_imports_neither_pandas_nor_matplotlib(project):
    program = (
        "import sys; from yearbook.cli import main; code = main(['figure', 'vượt 7,7%']); "
        "heavy = {'pandas', 'numpy', 'matplotlib', 'nbformat'} & set(sys.modules); sys.exit(str(heavy) if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        cwd=project.root, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [["figure", "118,3%"], ["--list"], ["check", "2021"]])
def test_a_reader_who_leaves_ends_a_command_in_silence(project, command):
    left = subprocess.Popen(
        [sys.executable, "-m", "yearbook", *command], cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    left.stdout.close()
    assert (left.stderr.read(), left.wait()) == (b"", 141)
