"""A slip in a cell is told in three lines, in JupyterLab and in a build alike: what, where, what to type."""

import json

import nbformat
import pytest

from tests.conftest import sampled
from tests.test_failing_well import QUICK, run, small, write  # noqa: F401 - a fixture and its tools
from yearbook.press.bind.expressions import failed

OPEN = "from yearbook.desk import open_edition, tables, charts\nedition = open_edition(edition, language)\nsay = edition.say"

SLIPS = {
    "placeholder": ('say(vi="{yaer}", en="{year}")', "không có giá trị tên «yaer». Có phải «year»?"),
    "column of a frame": ('edition.relief["figur"]', "không có cột «figur». Có phải «figure»?"),
    "column as attribute": ("edition.relief.figur", "không có cột «figur». Có phải «figure»?"),
    "row": ('edition.relief.loc["R44"]', "không có dòng «R44». Có: R1, R2"),
    "table": ("edition.releif", "không có bảng «releif». Có phải «relief»?"),
    "name": ("editon.relief", "không có tên «editon». Có phải «edition»?"),
    "method": ("edition.reed('x')", "không có bảng «reed»"),
    "code": ('edition.where("claims", area="economi")', "không có giá trị của cột area «economi». Có phải «economy»?"),
    "word": ("edition.word.membr", "không có từ «membr». Có phải «member»?"),
    "phrase": ('edition.phrase("compted.name")', "không có lời «compted.name». Có phải «computed.name»?"),
    "mixed units": ("edition.relief.figure.sum()", ""),
    "mean": ("edition.relief.figure.mean()", "«mean» không áp dụng cho cột số liệu"),
    "max": ("max(edition.relief.figure)", "Dùng a.exceeds(b)"),
    "comparison": ("edition.relief.figure.iloc[0] > 3", "Dùng a.exceeds(b)"),
    "comparison of a column": ("edition.relief[edition.relief.figure > 3]", "Dùng a.exceeds(b)"),
}


@pytest.mark.parametrize("slip", sampled(SLIPS, 5))
def test_a_slip_is_one_message_that_says_what_where_and_what_to_do(small, capsys, slip):  # noqa: F811
    source, says = SLIPS[slip]
    write(small, OPEN, f"x = 1\n{source}")
    code, err = run(small, *QUICK, capsys=capsys)
    assert code == 1 and "Traceback" not in err
    first, second, *_ = err.splitlines()
    assert first.startswith("LỖI: notebooks/01_small.ipynb (vi) › ô 4, “Nhỏ” (c2): ") and says in first, err
    assert second.startswith("     ") and "Error:" not in first
    kept = json.loads((small.outputs / "2021" / "failed" / "small.vi.ipynb").read_text("utf-8"))
    error = [output for output in kept["cells"][-1]["outputs"] if output["output_type"] == "error"]
    assert len(error[0]["traceback"]) <= 3
    assert f"Dòng 2 của ô: {source}" in error[0]["traceback"][1]


def test_what_is_no_slip_keeps_its_whole_trace(small, capsys):  # noqa: F811
    write(small, OPEN, "1 / 0")
    assert run(small, *QUICK, capsys=capsys)[0] == 1
    kept = nbformat.read(small.outputs / "2021" / "failed" / "small.vi.ipynb", 4)
    assert failed(kept) is None
    assert "ZeroDivisionError" in "".join(kept.cells[-1].outputs[-1]["traceback"])
