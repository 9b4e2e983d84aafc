"""A notebook gives the same outputs in the warm process as in a kernel of its own, however awkward it is.

Both ways are started as a build starts them, once for all that is asked of them here. The one difference: the text of tracebacks (a kernel names its temporary
files in them), which is never printed.
"""

import json

import pytest

from yearbook.press.run import execute
from yearbook.press.run.workers import can_fork, local_workers

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork a warm process")

EXPECTED = "raises-exception"
CELLS = [
    ("from IPython.display import HTML, Image, display, update_display, clear_output\nHTML('<b>đậm</b>')", ()),
    ("display('trước', display_id='a'); display('khác', display_id='b')", ()),
    ("update_display('sau', display_id='a')", ()),
    ("handle = display('x', display_id=True); handle.update('y'); handle.display('z')", ()),
    ("class Shows:\n    def _ipython_display_(self): display('tự hiện')\nShows()", ()),
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
    ("pd.DataFrame({f'cột {i}': [i] for i in range(52)})", ()),
    ("pd.Series(range(100))", ()),
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
# What shows drawings stands in notebooks of its own: in each, matplotlib is met for the first time.
SETTING_UP = "import io\nimport matplotlib, pandas as pd\nfrom IPython.display import Image, display\nfrom matplotlib.figure import Figure"
DRAWINGS = {
    "an ordinary show": ["import matplotlib.pyplot as plt\nplt.plot([1, 2, 3], label='đường')\nplt.legend()\nplt.show()\nprint('sau')"],
    "two figures": ["import matplotlib.pyplot as plt\nplt.figure(); plt.plot([1]); plt.figure(); plt.bar([1], [2]); plt.title('hai')", "plt.get_fignums()"],
    "two shows": ["import matplotlib.pyplot as plt\nplt.plot([1]); plt.show()\nprint('giữa')\nplt.plot([2]); plt.show()"],
    "a bare figure": ["import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(2, 1)); ax.plot([1, 2])\nfig", "fig", "display(fig, fig)"],
    "a figure without pyplot": ["bare = Figure(figsize=(2, 1)); bare.add_subplot().plot([1, 2])\nbare", "import matplotlib.pyplot", "bare"],
    "axes as the last value": ["import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax", "ax.set_title('muộn')", "ax.figure"],
    "Series.plot": ["pd.Series([1, 3, 2], name='số').plot()", "pd.Series([1, 3, 2]).plot(kind='bar');"],
    "DataFrame.plot": ["frame = pd.DataFrame({'a': [1, 2], 'b': [2, 1]})\nframe.plot(title='hai cột')", "frame.plot.scatter('a', 'b')", "frame.hist()"],
    "close": ["import matplotlib.pyplot as plt\nplt.plot([1]); plt.close()", "fig = plt.figure(); plt.close(fig)\nfig", "plt.plot([1]); plt.close('all'); 'đã đóng'"],
    "open over cells": ["import matplotlib.pyplot as plt\nfig, ax = plt.subplots(); ax.plot([1, 2])", "ax.set_title('thêm')\nplt.gcf().number", "plt.show()", "fig"],
    "kept open": ["import matplotlib.pyplot as plt\n%config InlineBackend.close_figures = False\nplt.plot([1])", "plt.plot([2])", "plt.show()"],
    "saved and shown": ["import matplotlib.pyplot as plt\nfig, ax = plt.subplots(); ax.plot([1, 2])\nkept = io.BytesIO(); fig.savefig(kept, format='png'); plt.close(fig)\ndisplay(Image(kept.getvalue()))", "Image(kept.getvalue())"],
    "%matplotlib inline": ["%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1]); plt.show()", "%matplotlib inline\nplt.plot([2])"],
    "vector drawings": ["%config InlineBackend.figure_format = 'svg'\nimport matplotlib.pyplot as plt\nplt.plot([1, 2], marker='o'); plt.show()", "plt.bar([1], [2], hatch='/')"],
    "sharp drawings": ["%matplotlib inline\n%config InlineBackend.figure_formats = ['retina']\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()"],
    "a style of its own": ["import matplotlib.pyplot as plt\nplt.style.use('ggplot'); matplotlib.rcParams['figure.figsize'] = 3, 2\nplt.plot([1])", "plt.plot([2])\nplt.show()"],
    "seen without a window": ["import matplotlib.pyplot as plt\nplt.get_backend(), plt.isinteractive()", "matplotlib.get_backend()"],
    "a drawing that fails": ["import matplotlib.pyplot as plt\nplt.plot([1]); plt.title(r'$\\khong{$')"],
    "an error over a drawing": ["import matplotlib.pyplot as plt\nplt.plot([1])\n1 / 0", "plt.get_fignums()"],
    "the house's charts beside others": ["from yearbook.desk.drawing import draw\ndraw('x', 1, lambda axes: axes.plot([1]))[-200:]", "import matplotlib.pyplot as plt\nplt.plot([1]); plt.show()", "draw('x', 1, lambda axes: axes.plot([1]))[-200:]"],
}  # fmt: skip
# A picture with words after it, a figure as a value, a vector drawing, an error over one, the house's beside another's.
EVERY_DAY = (
    "an ordinary show",
    "a bare figure",
    "vector drawings",
    "an error over a drawing",
    "the house's charts beside others",
)
AT_NIGHT = [name for name in DRAWINGS if name not in EVERY_DAY]


def notebook(path, cells):
    made = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {"tags": list(tags)}, "source": source, "outputs": [], "execution_count": None}
        for i, (source, tags) in enumerate([("edition = 'x'", ("parameters",)), *cells])
    ]  # fmt: skip
    metadata = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    path.write_text(
        json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8"
    )


def laid_out(folder, kernel, cells):
    """Write the cells as a notebook, and return the job to run it one way."""
    notebook(folder / "awkward.ipynb", cells)
    return execute.Job(
        "awkward", "vi", folder, folder / "awkward.ipynb", {"edition": "y"}, folder / f"{kernel}.ipynb", kernel
    )


@pytest.fixture(scope="module")
def ways():
    """Where a build runs notebooks, by kernel: the warm process, and processes that start kernels."""
    with local_workers("warm") as warm, local_workers("jupyter") as jupyter:
        yield {"warm": warm, "jupyter": jupyter}


def executed(folder, ways, notebooks):
    """Run notebooks each way: {name: [cells of the warm process, cells of a kernel]}, as `cells_of` has them."""
    asked = {}
    for name, cells in notebooks.items():
        for kernel, executor in ways.items():
            place = folder / f"{len(asked)}"
            place.mkdir()
            job = laid_out(place, kernel, cells)
            asked[name, kernel] = job, executor.submit(execute.run, job)
    assert [outcome.problem for _, future in asked.values() if (outcome := future.result()).problem] == []
    return {name: [cells_of(asked[name, kernel][0].target) for kernel in ways] for name in notebooks}


def cells_of(path):
    """Return (source, outputs without tracebacks, execution count) for each cell of an executed notebook."""
    found = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell["outputs"]:
            output.pop("traceback", None)
        found.append(("".join(cell["source"]), cell["outputs"], cell["execution_count"]))
    return found


@pytest.fixture(scope="module")
def both(ways, tmp_path_factory):
    return executed(tmp_path_factory.mktemp("parity"), ways, {"awkward": CELLS})["awkward"]


def drawn_by(names, ways, folder):
    drawings = {name: [(SETTING_UP, ()), *((cell, (EXPECTED,)) for cell in DRAWINGS[name])] for name in names}
    return executed(folder, ways, drawings)


@pytest.fixture(scope="module")
def drawn(ways, tmp_path_factory):
    """The notebooks that draw as most do, executed both ways."""
    return drawn_by(EVERY_DAY, ways, tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="module")
def drawn_at_night(ways, tmp_path_factory):
    """All others."""
    return drawn_by(AT_NIGHT, ways, tmp_path_factory.mktemp("drawn"))


@pytest.mark.parametrize("name", EVERY_DAY)
def test_what_draws_shows_the_same_pictures_both_ways(drawn, name):
    warm, jupyter = drawn[name]
    assert warm == jupyter


@pytest.mark.nightly
@pytest.mark.parametrize("name", AT_NIGHT)
def test_what_draws_in_every_other_way_shows_the_same_pictures_both_ways(drawn_at_night, name):
    warm, jupyter = drawn_at_night[name]
    assert warm == jupyter


def assert_pictures(drawn, names):
    for name in names:
        warm, _ = drawn[name]
        assert any("image/png" in output.get("data", {}) for _, outputs, _ in warm for output in outputs), name


def test_an_ordinary_show_is_a_picture_in_the_warm_process(drawn):
    assert_pictures(drawn, ("an ordinary show", "a bare figure"))
    _, outputs, _ = drawn["vector drawings"][0][-1]
    assert "<svg" in "".join(outputs[-1]["data"]["image/svg+xml"])


@pytest.mark.nightly
def test_every_way_to_show_is_a_picture_in_the_warm_process(drawn_at_night):
    assert_pictures(drawn_at_night, ("two figures", "Series.plot", "axes as the last value"))


@pytest.mark.parametrize("kernel", ["warm", pytest.param("jupyter", marks=pytest.mark.nightly)])
def test_a_show_is_a_picture_whatever_the_machine_prefers(tmp_path, monkeypatch, kernel):
    monkeypatch.setenv("MPLBACKEND", "agg")
    show = DRAWINGS["an ordinary show"][0].removesuffix("\nprint('sau')")
    # Not the processes of the others: these are started under what the machine prefers.
    with local_workers(kernel) as executor:
        (found,) = executed(tmp_path, {kernel: executor}, {"show": [(show, ())]})["show"]
    (*_, (_, (drawing,), _)) = found
    assert "image/png" in drawing["data"]


@pytest.mark.parametrize("position", range(len(CELLS) + 2))
def test_every_awkward_cell_gives_the_same_both_ways(both, position):
    warm, jupyter = (way[position] for way in both)
    assert warm == jupyter


@pytest.mark.parametrize("megabytes", [2, pytest.param(50, marks=pytest.mark.nightly)])
def test_many_megabytes_of_output_are_the_same_both_ways(ways, tmp_path, megabytes):
    cells = [(f"print('x' * {megabytes}_000_000)", ())]
    warm, jupyter = executed(tmp_path, ways, {"much": cells})["much"]
    assert warm == jupyter


def test_what_programs_write_past_python_is_kept(ways, tmp_path):
    only = {"warm": ways["warm"]}
    ((*_, (_, outputs, _)),) = executed(tmp_path, only, {"low": [("import os\n_ = os.system('echo thấp')", ())]})["low"]
    assert outputs == [{"name": "stdout", "output_type": "stream", "text": ["thấp\n"]}]
