"""A notebook gives the same outputs in the warm process as in a kernel of its own, however awkward it is.

The one difference: the text of tracebacks (a kernel names its temporary files in them), which is never printed.
"""

import json
import multiprocessing

import pytest

from yearbook.press import execute
from yearbook.press.workers import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork a warm process")

EXPECTED = "raises-exception"
CELLS = [
    ("from IPython.display import HTML, Image, display, update_display, clear_output\nHTML('<b>đậm</b>')", ()),
    ("display('trước', display_id='a'); display('khác', display_id='b')", ()),
    ("update_display('sau', display_id='a')", ()),
    ("handle = display('x', display_id=True); handle.update('y'); handle.display('z')", ()),
    ("print(1); clear_output(wait=True); print(2)", ()),
    ("print(1); clear_output(); print(2); clear_output(wait=True)", ()),
    ("import sys\nprint('a'); print('b', file=sys.stderr); print('c'); sys.stdout.write('d'); sys.stdout.flush()", ()),
    ("print('trước lỗi'); 1 / 0; print('sau lỗi')", (EXPECTED,)),
    ("raise ValueError('chữ\\nhai dòng')", (EXPECTED,)),
    ("x =", (EXPECTED,)),
    ("%%capture kept\nprint('giữ')", ()),
    ("kept.stdout", ()),
    ("%%bash\necho từ bash; echo lỗi >&2", ()),
    ("!echo từ hệ thống", ()),
    ("%%html\n<p>magic</p>", ()),
    ("import asyncio\nawait asyncio.sleep(0.01)\n'đã chờ'", ()),
    ("input('tên? ')", (EXPECTED,)),
    ("sys.exit(2)", (EXPECTED,)),
    ("import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()", ()),
    ("import warnings\nwarnings.filterwarnings('ignore'); warnings.warn('im'); 'lặng'", ()),
    ("import logging\nlogging.getLogger().warning('nhật ký')", ()),
    ("import pandas as pd\npd.DataFrame({'số': [1.5, None], 'chữ': ['a', 'b']})", ()),
    ("import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);", ()),
    ("fig, ax = plt.subplots(); ax.bar([1], [2]); plt.show(); 'sau hình'", ()),
    ("plt.figure(figsize=(1, 1)); plt.plot([1])\nplt.close('all')", ()),
    ("display({'text/plain': 'p', 'application/json': {'a': 1}}, raw=True)", ()),
    ("Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + b'0' * 30, format='png')", ()),
    ("class Own:\n    def _repr_markdown_(self): return '**own**'\nOwn()", ()),
    ("_ is not None, 5;", ()),
    ("In[1][:4], len(Out) > 3", ()),
    ("None", ()),
    ("   ", ()),
    ("get_ipython().__class__.__mro__[-2].__name__", ()),
]


def notebook(path, cells):
    made = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {"tags": list(tags)}, "source": source, "outputs": [], "execution_count": None}
        for i, (source, tags) in enumerate([("edition = 'x'", ("parameters",)), *cells])
    ]  # fmt: skip
    metadata = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    path.write_text(
        json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8"
    )


def executed(tmp_path, kernel, cells):
    """Run the cells one way; return (source, outputs without tracebacks, execution count) for each."""
    notebook(tmp_path / "awkward.ipynb", cells)
    job = execute.Job(
        "awkward", "vi", tmp_path, tmp_path / "awkward.ipynb", {"edition": "y"}, tmp_path / f"{kernel}.ipynb", kernel
    )
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        outcome = pool.apply(execute.run, (job,))
    assert outcome.problem is None, outcome.problem
    found = []
    for cell in json.loads((tmp_path / f"{kernel}.ipynb").read_text("utf-8"))["cells"]:
        for output in cell["outputs"]:
            output.pop("traceback", None)
        found.append(("".join(cell["source"]), cell["outputs"], cell["execution_count"]))
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parity")
    return [executed(folder, kernel, CELLS) for kernel in ("warm", "jupyter")]


@pytest.mark.parametrize("position", range(len(CELLS) + 2))
def test_every_awkward_cell_gives_the_same_both_ways(both, position):
    warm, jupyter = (way[position] for way in both)
    assert warm == jupyter


def test_fifty_megabytes_of_output_are_the_same_both_ways(tmp_path):
    cells = [("print('x' * 50_000_000)", ())]
    assert executed(tmp_path, "warm", cells) == executed(tmp_path, "jupyter", cells)


def test_what_programs_write_past_python_is_kept(tmp_path):
    (*_, (_, outputs, _)) = executed(tmp_path, "warm", [("import os\n_ = os.system('echo thấp')", ())])
    assert outputs == [{"name": "stdout", "output_type": "stream", "text": ["thấp\n"]}]
