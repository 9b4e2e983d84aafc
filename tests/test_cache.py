"""Only what changed runs again: each kind of input is changed by one byte, and exactly the jobs that used it run."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from tests.conftest import PROJECT, copy_with_cache
from yearbook.cli import main
from yearbook.press.keep import cache as press_cache
from yearbook.press.keep import reads, states, whose
from yearbook.press.keep.behind import behind
from yearbook.press.keep.cache import Cache

SECTIONS = ("overview", "economy", "relief", "shortcomings", "tasks", "awards", "members", "notes")
QUICK = ["2021", "--no-pdf", "--language", "vi"]


@pytest.fixture(scope="module")
def made(built, tmp_path_factory):
    """A copy of the whole built 2021 edition with its cache; a test changes one thing and puts it back."""
    return copy_with_cache(built.workbook, tmp_path_factory.mktemp("cache") / "made")


def to_run(workbook):
    """Return why each job that would run would run: {"economy.vi": (kind, what)}."""
    cache = Cache(str(workbook.root))
    found = {}
    for path in (workbook.outputs / ".cache" / "slots" / "jobs" / "2021").glob("*.json"):
        name = path.name.removesuffix(".json")
        given = json.loads(path.read_text("utf-8").partition("\n")[2])["entries"][0]["given"]
        entry, why = cache.recall(f"jobs/2021/{name}", given)
        if entry is None:
            found[name.removesuffix(".warm")] = why
    return found


@pytest.fixture
def changed(made):
    """Change a file by one function of its text, and put it back afterwards."""
    before = {}

    def change(name, by):
        path = made.root / name
        before[path] = path.read_bytes() if path.is_file() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(by(before[path]))
        return to_run(made)

    yield change
    for path, content in before.items():
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)


def one_byte_more(content):
    return (content or b"") + b" "


def jobs(*sections, languages=("vi", "en")):
    return {f"{section}.{language}" for section in sections for language in languages}


def test_what_was_just_made_has_nothing_to_run(made):
    assert to_run(made) == {}


def test_every_record_runs_at_least_the_notebooks_that_name_it(made, changed):
    for path in sorted((made.data / "2021").glob("*.csv")):
        table = path.stem
        users = {
            section.stem.partition("_")[2]
            for section in made.notebooks.glob("*.ipynb")
            if f"edition.{table}"
            in "".join(
                c["source"] if isinstance(c["source"], str) else "".join(c["source"])
                for c in json.loads(section.read_text("utf-8"))["cells"]
                if c["cell_type"] == "code"
            )
        }
        name = f"data/2021/{table}.csv"
        ran = changed(name, one_byte_more)
        assert jobs(*users) <= set(ran), table
        assert set(ran.values()) <= {("changed", name)}, table
        path.write_bytes(path.read_bytes()[:-1])
    assert to_run(made) == {}


def test_the_budget_runs_exactly_the_notebooks_that_open_it(changed):
    assert set(changed("data/2021/figures.csv", one_byte_more)) == jobs("overview", "economy", "members", "notes")


@pytest.mark.parametrize("old", [b"dumbbell(", b"# "])
def test_a_notebooks_code_and_its_prose_run_that_notebook_alone(changed, old):
    ran = changed("notebooks/02_economy.ipynb", lambda content: content.replace(old, old + b" ", 1))
    assert ran == dict.fromkeys(jobs("economy"), ("changed", "notebooks/02_economy.ipynb"))


def test_a_tag_is_part_of_a_notebook(changed):
    ran = changed("notebooks/04_awards.ipynb", lambda content: content.replace(b'"vi"\n', b'"vj"\n', 1))
    assert set(ran) == jobs("awards")


@pytest.mark.parametrize(
    "change",
    [
        lambda notebook: notebook["metadata"].update(toc={"base": 2}),
        lambda notebook: notebook["cells"][3]["metadata"].update(collapsed=True),
        lambda notebook: next(c for c in notebook["cells"] if c["cell_type"] == "code").update(execution_count=7, outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}]),
        lambda notebook: notebook["metadata"].update(kernelspec={"name": "my-env", "display_name": "Mine"}),
    ],
    ids=["metadata", "cell metadata", "outputs", "kernel"],
)  # fmt: skip
def test_what_an_editor_leaves_in_a_notebook_runs_nothing(changed, change):
    def by(content):
        notebook = json.loads(content)
        change(notebook)
        return json.dumps(notebook).encode()

    assert changed("notebooks/02_economy.ipynb", by) == {}


def test_commentary_runs_its_own_section_in_its_own_language(changed):
    assert set(changed("data/2021/commentary/relief.vi.md", one_byte_more)) == {"relief.vi"}


def test_a_file_that_was_looked_for_in_vain_runs_who_looked_when_it_appears(made, changed):
    missing = [section for section in SECTIONS if not (made.data / "2021" / "commentary" / f"{section}.vi.md").exists()]
    name = f"data/2021/commentary/{missing[0]}.vi.md"
    assert changed(name, lambda _: b"x") == {f"{missing[0]}.vi": ("appeared", name)}


def test_the_params_run_all_of_their_edition_and_a_new_edition_runs_nothing(changed):
    assert set(changed("params/2022.yaml", lambda _: b"year: 2022")) == set()
    assert set(changed("params/2021.yaml", one_byte_more)) == jobs(*SECTIONS)


def test_a_reference_table_runs_who_used_it(changed):
    assert set(changed("data/reference/terms.csv", one_byte_more)) == jobs("notes")
    assert jobs("economy", "relief") <= set(changed("data/reference/units.csv", one_byte_more))


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package and its lock, to be changed."""
    shutil.copytree(PROJECT / "yearbook", tmp_path / "yearbook", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "requirements.lock", tmp_path)
    monkeypatch.setattr(states, "PACKAGE", str(tmp_path / "yearbook"))
    monkeypatch.setattr(whose, "PACKAGE", str(tmp_path / "yearbook"))
    return tmp_path


@pytest.mark.parametrize("name", ["yearbook/desk/charts.py", "yearbook/desk/house.mplstyle", "requirements.lock"])
def test_the_desk_its_style_and_the_lock_run_who_used_them(made, package, name):
    assert to_run(made) == {}
    path = package / name
    path.write_bytes(path.read_bytes() + b"\n")
    drawing = {"overview", "economy", "relief", "shortcomings", "tasks", "awards", "members", "notes"}
    ran = to_run(made)
    if name.endswith("mplstyle"):
        assert (
            jobs("economy", "relief") <= set(ran) <= jobs(*drawing)
        )  # opening an edition sets the style of plain charts
    else:
        assert set(ran) == jobs(*drawing)


@pytest.mark.parametrize(
    "name", ["yearbook/press/print/typeset.py", "yearbook/press/print/templates/page.css", "yearbook/cli.py"]
)
def test_what_only_prints_runs_no_notebook(made, package, name):
    (package / name).write_bytes((package / name).read_bytes() + b"\n")
    assert to_run(made) == {}


def test_another_python_runs_everything_and_says_so(made, monkeypatch):
    slot = "jobs/2021/economy.vi.warm"
    cache = Cache(str(made.root))
    given = json.loads((made.outputs / ".cache/slots" / f"{slot}.json").read_text("utf-8").partition("\n")[2])[
        "entries"
    ][0]["given"]
    assert cache.recall(slot, given | {"python": "3.99"}) == (None, ("given", "python"))
    assert cache.recall(slot, given | {"parameter decimals": 2}) == (None, ("given", "parameter decimals"))


def test_a_damaged_result_is_not_believed(made):
    cache = Cache(str(made.root))
    slot = "jobs/2021/awards.en.warm"
    text = (made.outputs / ".cache/slots" / f"{slot}.json").read_text("utf-8")
    given = json.loads(text.partition("\n")[2])["entries"][0]["given"]
    entry, _ = cache.recall(slot, given)
    path = made.outputs / ".cache/contents" / entry["result"][:2] / entry["result"]
    good = path.read_bytes()
    path.write_bytes(good[:-1])
    assert cache.recall(slot, given) == (None, ("damaged", ""))
    path.write_bytes(good)
    (made.outputs / ".cache/slots" / f"{slot}.json").write_text(text.replace("2021", "2022"), "utf-8")
    assert cache.recall(slot, given) == (None, ("new", ""))
    (made.outputs / ".cache/slots" / f"{slot}.json").write_text(text, "utf-8")


def test_the_cache_stays_within_its_bound_and_drops_the_oldest(tmp_path):
    cache = Cache(str(tmp_path))
    kept = [cache.keep(f"s{i}", {}, {}, (), bytes([i]) * 1000)["result"] for i in range(5)]
    for age, result in enumerate(reversed(kept)):
        path = tmp_path / "outputs/.cache/contents" / result[:2] / result
        os.utime(path, (1000 - age, 1000 - age))
    cache.prune(most=3000)
    assert [cache.content(result) is not None for result in kept] == [False, False, True, True, True]


def test_going_back_to_an_earlier_text_costs_nothing(tmp_path):
    cache = Cache(str(tmp_path))
    (tmp_path / "a").write_text("1")
    one = states.state(str(tmp_path), "a")
    cache.keep("s", {}, {"a": one}, (), b"one")
    (tmp_path / "a").write_text("2")
    cache = Cache(str(tmp_path))
    assert cache.recall("s", {}) == (None, ("changed", "a"))
    cache.keep("s", {}, {"a": states.state(str(tmp_path), "a")}, (), b"two")
    (tmp_path / "a").write_text("1")
    cache = Cache(str(tmp_path))
    assert cache.content(cache.recall("s", {})[0]["result"]) == b"one"
    assert press_cache.KEPT >= 2


class Said:
    """Runs the command line on a workbook and keeps what it said."""

    def __init__(self, workbook, capsys):
        self.workbook, self.capsys = workbook, capsys

    def __call__(self, *arguments, code=0):
        self.capsys.readouterr()
        assert main([*QUICK, *arguments], self.workbook) == code
        return self.capsys.readouterr().out


@pytest.fixture
def said(workbook, capsys):
    for path in sorted(workbook.notebooks.glob("*.ipynb"))[2:]:
        if "notes" not in path.name:
            path.unlink()
            for comment in workbook.data.glob(f"*/commentary/{path.stem.partition('_')[2]}.*.md"):
                comment.unlink()
    return Said(workbook, capsys)


def test_the_whole_way_from_a_first_build_to_nothing_to_do(said):
    first = said("--explain")
    assert "economy vi: chạy, vì chưa có kết quả nào / runs, there is no result yet" in first
    assert "chạy 3, giữ nguyên 0" in first
    page = said.workbook.outputs / "2021" / "yearbook.vi.html"
    book = page.read_bytes()
    assert said().startswith("Không có gì thay đổi. / Nothing has changed.\n  = outputs/2021/yearbook.vi.html")
    page.unlink()
    assert "chạy 0, giữ nguyên 3" in said() and page.read_bytes() == book
    records = said.workbook.data / "2021" / "figures.csv"
    records.write_bytes(records.read_bytes().replace(b"118,3%", b"118,4%"))
    third = said("--explain")
    assert "economy vi: chạy, vì data/2021/figures.csv đã thay đổi / runs: data/2021/figures.csv changed" in third
    assert "118,4" in page.read_text("utf-8")
    forced = said("--force")
    assert "chạy 3, giữ nguyên 0" in forced and said().startswith("Không có gì thay đổi")


def test_a_kept_book_is_the_book_a_full_run_makes(said):
    said()
    path = said.workbook.notebooks / "02_economy.ipynb"
    path.write_text(path.read_text("utf-8").replace("# ", "#  ", 1), encoding="utf-8")
    assert "chạy 1, giữ nguyên 2" in said()
    folder = said.workbook.outputs
    kept = {
        path: path.read_bytes()
        for path in (folder / "2021").rglob("*.*")
        if path.suffix in (".html", ".ipynb", ".json")
    }
    shutil.rmtree(folder)
    said()
    assert len(kept) == 6
    assert [path.name for path, content in kept.items() if path.read_bytes() != content] == []


def add_cell(workbook, source, name="added"):
    path = workbook.notebooks / "02_economy.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"].append({"cell_type": "code", "id": name, "metadata": {"tags": ["remove-cell"]}, "source": source, "outputs": [], "execution_count": None})  # fmt: skip
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.mark.parametrize("kernel", ["warm", pytest.param("jupyter", marks=pytest.mark.nightly)])
def test_a_notebook_that_starts_a_program_is_never_taken_for_unchanged(said, kernel):
    only = ("--only", "economy", "--kernel", kernel)
    add_cell(said.workbook, "import subprocess\nsubprocess.run(['true'])")
    said(*only)
    slot = said.workbook.outputs / f".cache/slots/jobs/2021/economy.vi.{kernel}.json"
    read = json.loads(slot.read_text("utf-8").partition("\n")[2])["entries"][0]["reads"]
    assert {"data/2021/figures.csv", "notebooks/02_economy.ipynb", "yearbook/desk/charts.py"} <= set(read)
    assert "data/2021/relief.csv" not in read
    again = said(*only, "--explain")
    assert "economy vi: chạy, vì không theo dõi hết được: sổ tay chạy chương trình true" in again


def test_what_a_notebook_opens_lists_and_looks_for_is_known_though_nothing_was_declared(said):
    (said.workbook.data / "extra").mkdir()
    (said.workbook.data / "extra" / "a.txt").write_text("x")
    (said.workbook.notebooks / "neighbour.py").write_text("X = 1")
    add_cell(
        said.workbook,
        "import os, pathlib, neighbour\nos.listdir('../data/extra')\nopen('../data/extra/a.txt').read()\npathlib.Path('../data/no.csv').exists()",
    )
    said()
    for name, kind in (("data/extra/a.txt", "đã thay đổi"), ("data/extra/b.txt", "đã thay đổi"), ("data/no.csv", "mới có"), ("notebooks/neighbour.py", "đã thay đổi")):  # fmt: skip
        path = said.workbook.root / name
        path.write_text("X = 2")
        out = said("--explain")
        assert "chạy 1, giữ nguyên 2" in out and kind in out, name


def test_what_python_and_editors_keep_for_themselves_is_not_read(tmp_path):
    for name in ("notebooks/__pycache__", "notebooks/.ipynb_checkpoints", "data"):
        (tmp_path / name).mkdir(parents=True)
    with reads.recording(str(tmp_path)) as seen:
        list(tmp_path.rglob("*"))
        for name in ("notebooks/__pycache__/a.pyc", "data/~$a.xlsx", "data/.a.csv.swp"):
            (tmp_path / name).write_bytes(b"")
            (tmp_path / name).read_bytes()
        list(tmp_path.rglob("*"))
    assert [label for label in seen.states if "__pycache__" in label or "/." in label or "~$" in label] == []
    assert seen.torn == [] and "data/" in seen.states


def clone_of_project(folder):
    """Copy the project without what was made of it."""
    for name in ("yearbook", "data", "params", "notebooks"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "requirements.lock", folder)
    return folder


def built_by(python, clone, *arguments, **environment):
    """Build in a clone by its own code, in a process of its own; return what it said."""
    done = subprocess.run(
        [python, "-m", "yearbook", "2021", "--no-pdf", *arguments],
        cwd=clone, env={**os.environ, "PYTHONPATH": str(clone), **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.nightly  # by day every build of a clone writes none
def test_a_first_build_that_writes_its_bytecode_is_not_stopped_by_that(tmp_path, monkeypatch):
    """A clone's first run makes `__pycache__` folders while it lists the code it is made from."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    clone = clone_of_project(tmp_path / "clone")
    built_by(sys.executable, clone, "--only", "awards")
    assert list(clone.glob("yearbook/__pycache__/*.pyc"))


@pytest.mark.skipif(os.name == "nt", reason="the folders of an environment have other names there")
@pytest.mark.nightly
@pytest.mark.parametrize("kernel", ["warm", "jupyter"])
def test_a_workbook_inside_the_environment_that_runs_it_notices_a_changed_record(tmp_path, kernel):
    # Before the environment: code that is written while a build begins may not be what was loaded.
    clone, python = clone_of_project(tmp_path / "yb" / "book"), str(tmp_path / "yb" / "bin" / "python")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "yb")], check=True)
    packages = next((tmp_path / "yb").glob("lib/python*/site-packages"))
    (packages / "shared.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    only = ("--only", "economy", "--language", "vi", "--kernel", kernel)
    built_by(python, clone, *only)
    assert built_by(python, clone, *only).startswith("Không có gì thay đổi")
    records = clone / "data" / "2021" / "figures.csv"
    records.write_bytes(records.read_bytes() + b"\n")
    said = built_by(python, clone, *only, "--explain")
    assert "economy vi: chạy, vì data/2021/figures.csv đã thay đổi" in said


@pytest.mark.skipif(os.name == "nt", reason="the folders of an environment have other names there")
@pytest.mark.nightly
@pytest.mark.parametrize("kernel", ["warm", "jupyter"])
def test_code_that_changes_in_the_environment_is_noticed_though_the_lock_does_not(tmp_path, kernel):
    clone, python = clone_of_project(tmp_path / "book"), str(tmp_path / "yb" / "bin" / "python")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "yb")], check=True)
    packages = next((tmp_path / "yb").glob("lib/python*/site-packages"))
    (packages / "shared.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    (packages / "shelf.py").write_text("X = 1\n")
    add_cell(SimpleNamespace(notebooks=clone / "notebooks"), "import shelf\nshelf.X")
    only = ("--only", "economy", "--language", "vi", "--kernel", kernel)
    for _ in range(2):  # after the first, what was installed a moment before it began may not be what was loaded
        built_by(python, clone, *only)
    assert "giữ nguyên 1" in built_by(python, clone, *only, "--explain")
    (packages / "shelf.py").write_text("X = 2\n")
    again = built_by(python, clone, *only, "--explain")
    assert "economy vi: chạy, vì gói phần mềm đã cài đã thay đổi / runs: what is installed changed" in again


def test_where_modules_are_looked_for_is_noted_though_python_knew_already_what_lies_there(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.util.find_spec("shelf_that_is_not_there") is None
    with reads.recording(str(tmp_path), "2021") as seen:
        pass
    assert {"./*.py", "notebooks/*.py"} <= set(seen.states)
    assert not [label for label in seen.states if label.startswith(str(PROJECT)) and label.endswith("*.py")]


@pytest.mark.nightly
@pytest.mark.parametrize("kernel", ["warm", "jupyter"])
def test_a_module_that_was_looked_for_in_vain_and_appears_beside_the_package_is_noticed(tmp_path, kernel):
    clone = clone_of_project(tmp_path / "clone")
    add_cell(SimpleNamespace(notebooks=clone / "notebooks"), "try:\n    import shelf\nexcept ImportError:\n    pass")
    only = ("--only", "economy", "--language", "vi", "--kernel", kernel)
    built_by(sys.executable, clone, *only)
    (clone / "shelf.py").write_text("X = 1\n")
    assert "chạy 1" in built_by(sys.executable, clone, *only)


@pytest.mark.nightly
def test_code_saved_while_a_build_begins_is_built_by_the_next(tmp_path):
    clone = clone_of_project(tmp_path / "clone")
    only = ("--only", "awards", "--language", "vi")
    late = clone / "yearbook" / "house_words.py"
    # As if at the moment at which it is loaded: whether that was the old or the new one nobody can tell.
    os.utime(late, (time.time() + 1.5,) * 2)
    built_by(sys.executable, clone, *only)
    # The notebooks were run by a process that began later; what this one made of them is made again.
    assert "giữ nguyên 1" in built_by(sys.executable, clone, *only)
    assert built_by(sys.executable, clone, *only).startswith("Không có gì thay đổi")


@pytest.mark.parametrize("kernel", ["warm", pytest.param("jupyter", marks=pytest.mark.nightly)])
def test_a_helper_saved_while_its_notebook_runs_is_run_by_the_next_build(said, tmp_path_factory, monkeypatch, kernel):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    helper, second = (
        said.workbook.notebooks / "neighbour.py",
        1_600_000_000,
    )  # both are saved in: bytecode knows no more
    helper.write_text("X = 1")
    os.utime(helper, (second, second))
    once = tmp_path_factory.mktemp("once") / "saved"
    program = f"import os, pathlib; pathlib.Path({str(helper)!r}).write_text('X = 2')"
    program += f"; os.utime({str(helper)!r}, ({second}, {second}))"
    add_cell(
        said.workbook,
        f"import neighbour, pathlib, threading\nif not pathlib.Path({str(once)!r}).exists():\n"
        f"    pathlib.Path({str(once)!r}).touch()\n    get_ipython().system_raw({sys.executable + ' -c ' + chr(34) + program + chr(34)!r})\n"
        "neighbour.X",
    )
    only = ("--only", "economy", "--kernel", kernel)
    said(*only)
    assert helper.read_text() == "X = 2"
    assert "chạy 1, giữ nguyên 0" in said(*only)
    page = (said.workbook.outputs / "2021" / "only" / "sections" / "economy.vi.ipynb").read_text("utf-8")
    assert '"text/plain": "2"' in page or '"2"' in page


@pytest.mark.parametrize(
    ("home", "kernel"),
    [
        pytest.param("the workbook", "warm", marks=pytest.mark.nightly),
        pytest.param("the workbook", "jupyter", marks=pytest.mark.nightly),
        pytest.param("elsewhere", "warm", marks=pytest.mark.nightly),
        pytest.param("elsewhere", "jupyter", marks=pytest.mark.nightly),
    ],
)
def test_a_second_build_in_an_empty_home_has_nothing_to_run(tmp_path, home, kernel):
    """IPython, Jupyter and matplotlib keep files of their own at home; no notebook hangs on those."""
    clone = clone_of_project(tmp_path / "clone")
    folder = clone if home == "the workbook" else tmp_path / "home"
    folder.mkdir(exist_ok=True)
    variables = {name: "" for name in os.environ if name.startswith(("XDG_", "MPLCONFIG", "IPYTHON", "JUPYTER"))}
    asked = ("--only", "economy", "--language", "vi", "--kernel", kernel)
    first = built_by(sys.executable, clone, *asked, HOME=str(folder), **variables)
    assert "chạy 1, giữ nguyên 0" in first
    second = built_by(sys.executable, clone, *asked, "--explain", HOME=str(folder), **variables)
    assert "chạy 0, giữ nguyên 1" in second, second
    assert built_by(sys.executable, clone, *asked, HOME=str(folder), **variables).startswith("Không có gì thay đổi")


READING = {
    "open": "open({0!r}).read()",
    "pandas": "import pandas\npandas.read_csv({0!r})",
    "a thread": "from concurrent.futures import ThreadPoolExecutor\nimport pandas\nlist(ThreadPoolExecutor().map(pandas.read_csv, [{0!r}]))",
    "a database": "import sqlite3\nsqlite3.connect({0!r}).close()",
    "a database by its address": "import sqlite3\nsqlite3.connect('file:' + {0!r} + '?mode=ro', uri=True).close()",
}


@pytest.mark.parametrize("kernel", ["warm", pytest.param("jupyter", marks=pytest.mark.nightly)])
def test_a_file_outside_the_workbook_is_an_input_like_any_other(said, tmp_path_factory, kernel):
    folder = tmp_path_factory.mktemp("elsewhere")
    for number, (way, source) in enumerate(READING.items()):
        outside = folder / f"{number}.csv"
        outside.write_bytes(b"" if "database" in way else b"a,b\n1,2\n")
        add_cell(said.workbook, source.format(str(outside)), f"added-{number}")
    asked = ("--only", "economy", "--kernel", kernel)
    said(*asked)
    slot = said.workbook.outputs / f".cache/slots/jobs/2021/economy.vi.{kernel}.json"
    entry = json.loads(slot.read_text("utf-8").partition("\n")[2])["entries"][0]
    assert {str(folder / f"{number}.csv") for number in range(len(READING))} <= set(entry["reads"])
    assert entry["doubts"] == []
    assert "giữ nguyên 1" in said(*asked, "--explain")
    first = folder / "0.csv"
    first.write_text("a,b\n1,3\n")
    again = said(*asked, "--explain")
    assert f"economy vi: chạy, vì {first} đã thay đổi / runs: {first} changed\n" in again


def test_a_database_in_the_workbook_is_an_input_and_one_in_memory_is_none(said):
    add_cell(said.workbook, "import sqlite3\nsqlite3.connect(':memory:').close()\nsqlite3.connect('file:a?mode=memory', uri=True).close()")  # fmt: skip
    said("--only", "economy")
    assert "economy vi: giữ nguyên" in said("--only", "economy", "--explain")
    (said.workbook.data / "a.db").write_bytes(b"")
    add_cell(said.workbook, "sqlite3.connect('../data/a.db').close()", "another")
    said("--only", "economy")
    (said.workbook.data / "a.db").write_bytes(b"SQLite")
    assert "vì data/a.db đã thay đổi / " in said("--only", "economy", "--explain")


def test_a_module_from_outside_the_workbook_is_an_input(said, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "helper_from_outside.py").write_text("X = 1")
    add_cell(said.workbook, f"import sys\nsys.path.append({str(folder)!r})\nimport helper_from_outside")
    said("--only", "economy")
    assert "economy vi: giữ nguyên" in said("--only", "economy", "--explain")
    (folder / "helper_from_outside.py").write_text("X = 2")
    assert f"{folder / 'helper_from_outside.py'} changed" in said("--only", "economy", "--explain")


def test_what_a_notebook_made_itself_outside_and_reads_again_is_no_doubt(said):
    add_cell(said.workbook, "import pathlib, tempfile\nwith tempfile.TemporaryDirectory() as f, tempfile.TemporaryFile() as g:\n    p = pathlib.Path(f, 'a')\n    p.write_text('x'), p.read_text(), list(p.parent.iterdir())")  # fmt: skip
    said("--only", "economy")
    assert "economy vi: giữ nguyên" in said("--only", "economy", "--explain")


def test_a_hidden_file_that_a_notebook_reads_is_known(said):
    (said.workbook.data / ".hidden.csv").write_text("1")
    add_cell(said.workbook, "open('../data/.hidden.csv').read()")
    said("--only", "economy")
    (said.workbook.data / ".hidden.csv").write_text("2")
    assert "vì data/.hidden.csv đã thay đổi" in said("--only", "economy", "--explain")


def test_what_a_module_imports_in_brackets_over_lines_is_behind_it_too(package):
    assert "yearbook/press/keep/cache.py" in behind("yearbook.press.print.writers")
    (package / "yearbook" / "one.py").write_text(
        "from yearbook.press.bind import (\n    binding,  # first\n    svg as drawing,\n)\nfrom yearbook import (\n    errors,\n)\nimport yearbook.palette"
    )
    wanted = {f"yearbook/{name}.py" for name in ("one", "press/bind/binding", "press/bind/svg", "errors", "palette")}
    assert wanted <= behind("yearbook.one")


def test_a_file_that_changes_while_the_book_is_made_stops_it(said, capsys):
    add_cell(
        said.workbook,
        "p = '../data/2021/claims.csv'\nopen(p).read()\nimport subprocess\nsubprocess.run(f'echo >> {p}', shell=True)\nopen(p).read();",
    )
    assert main(QUICK, said.workbook) == 1
    assert "data/2021/claims.csv: đã thay đổi trong khi dựng" in capsys.readouterr().err


def test_nothing_to_do_is_decided_before_anything_heavy_is_imported(said):
    said()
    program = f"""
import sys
from yearbook.press.keep.finished import repeat
assert repeat({str(said.workbook.root)!r}, {QUICK!r})
heavy = {{"pandas", "matplotlib", "pydantic", "IPython", "nbformat", "papermill", "jinja2", "typst", "argparse", "dataclasses"}}
sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "") and "Nothing has changed" in done.stdout
