"""The ways to make the same book: the same sixteen notebook runs to HTML, by us and by others, each as a user would."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("vi", "en")
PINS = {
    "jupyter-book": ("jupyter-book==1.0.4.post1",),
    "ploomber": ("ploomber==0.23.3",),
    "snakemake": ("snakemake==9.15.0",),
    "doit": ("doit==0.37.0",),
}
# What every environment needs to run the notebooks, at the versions of our own lock.
NEEDED = (
    "pandas",
    "matplotlib",
    "papermill",
    "nbconvert",
    "ipykernel",
    "pydantic",
    "pyyaml",
    "babel",
    "font-source-sans-pro",
)


@dataclass(frozen=True)
class Way:
    """One way: `prepare(folder)` lays it out once, `command(python)` runs it there, `pages` is where its HTML is.

    `keeps` tells whether it skips what has not changed; `made` is what a cold run must not find.
    """

    name: str
    prepare: Callable[[Path], None]
    command: Callable[[str], list[str]]
    pages: str
    made: tuple[str, ...]
    keeps: bool = True
    environment: str = ""


def notebooks(folder: Path) -> list[Path]:
    return sorted((folder / "notebooks").glob("[0-9]*.ipynb"))


def jobs(folder: Path) -> list[tuple[str, str]]:
    """Return (notebook's name without suffix, language) of the sixteen jobs."""
    return [(path.stem, language) for language in LANGUAGES for path in notebooks(folder)]


def beside(python: str, command: str) -> str:
    """Return a command of the environment an interpreter belongs to."""
    return str(Path(python).with_name(command))


def nothing(_: Path) -> None:
    pass


def _papermill(stem: str, language: str) -> str:
    return (
        f"papermill notebooks/{stem}.ipynb out/{stem}.{language}.ipynb -k python3 --no-progress-bar --log-level ERROR "
        f"-r edition 2021 -r language {language}"
    )


def _nbconvert(stem: str, language: str) -> str:
    return f"jupyter nbconvert --log-level ERROR --to html out/{stem}.{language}.ipynb"


def _loop(folder: Path) -> None:
    lines = [line for job in jobs(folder) for line in (_papermill(*job), _nbconvert(*job))]
    (folder / "loop.sh").write_text("set -e\nmkdir -p out\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _one_process(folder: Path) -> None:
    (folder / "one.py").write_text(
        f"""
from pathlib import Path
import papermill
from nbconvert import HTMLExporter
Path("out").mkdir(exist_ok=True)
exporter = HTMLExporter()
for stem, language in {jobs(folder)!r}:
    target = f"out/{{stem}}.{{language}}.ipynb"
    papermill.execute_notebook(f"notebooks/{{stem}}.ipynb", target, dict(edition="2021", language=language),
        kernel_name="python3", progress_bar=False)
    Path(target).with_suffix(".html").write_text(exporter.from_filename(target)[0], encoding="utf-8")
""",
        encoding="utf-8",
    )


def _with_parameters(notebook: Path, language: str) -> str:
    content = json.loads(notebook.read_text("utf-8"))
    for cell in content["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            given = f'\nedition = "2021"\nlanguage = "{language}"'
            cell["source"] = "".join(cell["source"]) + given
    return json.dumps(content)


def write_book(folder: Path) -> None:
    """Lay out the notebooks for Jupyter Book, which knows no parameters: one copy for each language."""
    book = folder / "book"
    book.mkdir(exist_ok=True)
    for stem, language in jobs(folder):
        text = _with_parameters(folder / "notebooks" / f"{stem}.ipynb", language)
        target = book / f"{stem}.{language}.ipynb"
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, encoding="utf-8")
    pages = [f"{stem}.{language}" for stem, language in jobs(folder)]
    chapters = "".join(f"- file: {page}\n" for page in pages[1:])
    (book / "_toc.yml").write_text(f"format: jb-book\nroot: {pages[0]}\nchapters:\n{chapters}", encoding="utf-8")
    (book / "_config.yml").write_text(
        "title: x\nexecute:\n  execute_notebooks: cache\n  timeout: 300\n", encoding="utf-8"
    )


def _ploomber(folder: Path) -> None:
    tasks = [
        {
            "source": f"notebooks/{stem}.ipynb",
            "name": f"{stem}-{language}",
            "product": f"out/{stem}.{language}.html",
            "params": {"edition": "2021", "language": language},
            "static_analysis": "disable",
            "papermill_params": {"kernel_name": "python3"},
        }
        for stem, language in jobs(folder)
    ]
    pipeline = {
        "meta": {"extract_upstream": False, "extract_product": False},
        "executor": {"dotted_path": "ploomber.executors.Parallel", "processes": 2},
        "tasks": tasks,
    }
    for task in tasks:
        del task["papermill_params"]
    (folder / "pipeline.yaml").write_text(json.dumps(pipeline), encoding="utf-8")
    # Ploomber puts its own parameters behind this cell and wants these two names in it.
    for path in notebooks(folder):
        text = path.read_text("utf-8").replace(
            'edition = \\"newest\\"', 'upstream = None\\nproduct = None\\nedition = \\"newest\\"'
        )
        path.write_text(text, encoding="utf-8")


def _snakemake(folder: Path) -> None:
    stems = [path.stem for path in notebooks(folder)]
    (folder / "Snakefile").write_text(
        f"""
from glob import glob
STEMS, LANGUAGES = {stems!r}, {list(LANGUAGES)!r}
RECORDS = glob("data/2021/**", recursive=True) + glob("data/reference/*") + glob("data/contract/*") + ["params/2021.yaml"]
rule all:
    input: expand("out/{{stem}}.{{language}}.html", stem=STEMS, language=LANGUAGES)
rule section:
    input: nb="notebooks/{{stem}}.ipynb", records=[path for path in RECORDS if "." in path]
    output: "out/{{stem}}.{{language}}.html"
    wildcard_constraints: language="vi|en"
    shell: \"\"\"{_papermill("{wildcards.stem}", "{wildcards.language}")} && {_nbconvert("{wildcards.stem}", "{wildcards.language}")}\"\"\"
""",
        encoding="utf-8",
    )


def _doit(folder: Path) -> None:
    (folder / "dodo.py").write_text(
        f"""
from glob import glob
RECORDS = [p for p in glob("data/2021/**", recursive=True) + glob("data/reference/*") + glob("data/contract/*") + ["params/2021.yaml"] if "." in p]
def task_section():
    for stem, language in {jobs(folder)!r}:
        yield dict(name=f"{{stem}}.{{language}}", file_dep=[f"notebooks/{{stem}}.ipynb", *RECORDS],
            targets=[f"out/{{stem}}.{{language}}.html"],
            actions=["mkdir -p out", f{_papermill("{stem}", "{language}")!r}, f{_nbconvert("{stem}", "{language}")!r}])
""",
        encoding="utf-8",
    )


OURS = Way(
    "yearbook, HTML",
    nothing,
    lambda python: [sys.executable, "run_all.py", "2021", "--no-pdf"],
    "outputs/2021/*.html",
    ("outputs",),
)
WITH_PDF = Way(
    "yearbook, HTML + PDF",
    nothing,
    lambda python: [sys.executable, "run_all.py", "2021"],
    "outputs/2021/*.html",
    ("outputs",),
)
PEERS = (
    Way("papermill and nbconvert commands in a loop", _loop, lambda python: ["bash", "loop.sh"], "out/*.html", ("out",), keeps=False),
    Way("papermill and nbconvert in one process", _one_process, lambda python: [python, "one.py"], "out/*.html", ("out",), keeps=False),
    Way("Jupyter Book 1.0.4, cache", write_book, lambda python: [beside(python, "jupyter-book"), "build", "-q", "book"], "book/_build/html/*.html", ("book/_build",), environment="jupyter-book"),
    Way("Ploomber 0.23.3, 2 processes", _ploomber, lambda python: [beside(python, "ploomber"), "build", "--log", "ERROR"], "out/*.html", ("out", ".ploomber"), environment="ploomber"),
    Way("Snakemake 9.15, -c2", _snakemake, lambda python: [beside(python, "snakemake"), "-c2", "-q", "all"], "out/*.html", ("out", ".snakemake"), environment="snakemake"),
    Way("doit 0.37, -n2", _doit, lambda python: [beside(python, "doit"), "-n2", "-v0"], "out/*.html", ("out", ".doit.db"), environment="doit"),
)  # fmt: skip


def copy_of(project: Path, folder: Path) -> None:
    """Lay the notebooks, records and params out in a folder of their own."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("notebooks", "data", "params"):
        shutil.copytree(project / name, folder / name)
