#!/usr/bin/env python3
"""One command, one table: how fast the book is made, by us, by others, and at the limit, side by side in one run.

    python3 benchmarks/run.py                everything (about half an hour; needs a network the first time)
    python3 benchmarks/run.py --rounds 1     a quick look
    python3 benchmarks/run.py --many 100     only many editions at once

Ratios count, seconds are this machine's. Every way makes the same sixteen jobs (eight sections in two languages). The
ways take turns in every round, and medians are shown. All runs may write bytecode, as they may on a user's machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from memory import peak
from ways import LANGUAGES, NEEDED, OURS, PEERS, PINS, WITH_PDF, Way, copy_of, write_book

PROJECT = Path(__file__).resolve().parent.parent
WORK = PROJECT / "benchmarks" / ".work"
SCENES = ("cold", "nothing to do", "one notebook edited", "one record edited")
LIMIT = "the limit"


def main() -> int:
    """Run what was asked for and write the tables to `benchmarks/results.md`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", metavar="WORDS", help="only ways whose name holds these words, and ours")
    parser.add_argument("--many", type=int, metavar="EDITIONS")
    arguments = parser.parse_args()
    project = prepared_project()
    if arguments.many:
        report("many.md", many_editions(project, arguments.many))
        return 0
    ways = (OURS, WITH_PDF, *(way for way in PEERS if arguments.only in way.name))
    pythons = {way.name: python_of(way, project) for way in ways}
    folders = {way.name: laid_out(way, project) for way in ways}
    books = WORK / "books"
    must(run([str(venv_python(project)), str(PROJECT / "benchmarks" / "limit.py"), "--prepare", str(books)], project))
    seconds: dict[str, dict[str, list[float]]] = {}
    wrong: dict[str, set[str]] = {}
    for number in range(1, arguments.rounds + 1):
        one_round(number, ways, pythons, folders, books, seconds, wrong)
        report("results.md", tables(seconds, wrong, {}, number))
    memory = {way.name: peak_memory(way, pythons, folders) for way in ways}
    report("results.md", tables(seconds, wrong, memory, arguments.rounds))
    return 0


def prepared_project() -> Path:
    """Return a clean copy of the project with its own environment, made as a user makes it."""
    copy = WORK / "project"
    for left in copy.glob("*") if copy.exists() else ():
        if left.name != ".venv":  # what a newer project no longer has would be part of it
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    names = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / name, copy / name)
    must(run([sys.executable, "run_all.py", "2021"], copy))
    return copy


def python_of(way: Way, project: Path) -> str:
    """Return the interpreter of a way's own environment, at the versions of our lock, making it first if need be."""
    ours = str(venv_python(project))
    if way in (OURS, WITH_PDF):
        return ""
    if not way.environment:
        return ours
    folder = WORK / "environments" / way.environment
    python = str(venv_python(folder, ""))
    if not Path(python).exists():
        must(run([ours, "-m", "uv", "venv", "-q", "--python", sys.executable, str(folder)], project))
        pins = [*NEEDED, *PINS[way.environment]]
        install = [ours, "-m", "uv", "pip", "install", "-q", "--python", python, "-c", "requirements.lock"]
        must(run([*install, "--compile-bytecode", *pins], project))
    return python


def laid_out(way: Way, project: Path) -> Path:
    """Return the folder a way works in: ours are copies of the project, sharing its environment."""
    if not way.environment and way in (OURS, WITH_PDF):
        folder = WORK / ("html" if way is OURS else "pdf")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(project, folder, ignore=shutil.ignore_patterns("outputs", ".venv", ".git", "benchmarks"))
        (folder / ".venv").symlink_to(project / ".venv")
        return folder
    folder = WORK / "ways" / "".join(sign for sign in way.name.lower() if sign.isalnum())
    copy_of(project, folder)
    way.prepare(folder)
    return folder


def one_round(number, ways, pythons, folders, books, seconds, wrong) -> None:
    """Time every way in every scene once, the ways in turns."""

    def note(scene: str, name: str, took: float) -> None:
        seconds.setdefault(scene, {}).setdefault(name, []).append(took)
        print(f"round {number}  {scene:<20} {name:<45} {took:7.2f} s", flush=True)

    for scene in SCENES:
        figure = f"118,{number}{len(seconds)}%"
        for way in ways if number % 2 else reversed(ways):
            folder, python = folders[way.name], pythons[way.name]
            if scene == "cold":
                for made in way.made:
                    remove(folder / made)
            elif not way.keeps:
                continue
            if scene == "one notebook edited":
                edit_notebook(folder, number)
            elif scene == "one record edited":
                edit_record(folder, figure)
            if way.environment == "jupyter-book":
                write_book(folder)  # what a user of Jupyter Book must do to have parameters; not timed
            note(scene, way.name, timed(way.command(python), folder, python))
            pages = " ".join(path.read_text("utf-8") for path in folder.glob(way.pages))
            if "118," not in pages:
                sys.exit(f"{way.name} ran, but its pages lack a figure that the records hold")
            if scene == "one record edited" and figure.rstrip("%") not in pages:
                wrong.setdefault(way.name, set()).add("misses a changed record")
    limit = [str(venv_python(WORK / "project")), str(PROJECT / "benchmarks" / "limit.py")]
    note("cold", f"{LIMIT} (cells, one process a core)", timed([*limit, "-", "2021"], folders[OURS.name], limit[0]))
    note("cold", f"{LIMIT} (cells and bare Typst)", timed([*limit, str(books), "2021"], folders[OURS.name], limit[0]))


def edit_notebook(folder: Path, number: int) -> None:
    path = folder / "notebooks" / "02_economy.ipynb"
    content = json.loads(path.read_text("utf-8"))
    cell = [cell for cell in content["cells"] if cell["cell_type"] == "code"][-1]
    cell["source"] = "".join(cell["source"]).partition("\n# edited")[0] + f"\n# edited {number} {time.time_ns()}"
    path.write_text(json.dumps(content), encoding="utf-8")


def edit_record(folder: Path, figure: str) -> None:
    path = folder / "data" / "2021" / "figures.csv"
    lines = path.read_text("utf-8-sig").splitlines(keepends=True)
    cells = lines[1].split(";")
    cells[5] = figure
    lines[1] = ";".join(cells)
    path.write_text("".join(lines), encoding="utf-8-sig")


def peak_memory(way: Way, pythons, folders) -> float:
    """Return the peak of one more cold run, in megabytes."""
    folder, python = folders[way.name], pythons.get(way.name, "")
    for made in way.made:
        remove(folder / made)
    options = {"cwd": folder, "env": environment(python), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return peak(way.command(python), **options)


def many_editions(project: Path, count: int) -> str:
    """Return a table about many editions, made up by copying 2021's records, against the limit for the same."""
    folder = WORK / "many"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("outputs", ".venv", ".git", "benchmarks"))
    (folder / ".venv").symlink_to(project / ".venv")
    names = [f"made-up/{number:03}" for number in range(1, count + 1)]
    for name in names:
        (folder / "params" / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(folder / "params" / "2021.yaml", folder / "params" / f"{name}.yaml")
        shutil.copytree(folder / "data" / "2021", folder / "data" / name)
    for path in (folder / "params").glob("*.yaml"):
        path.unlink()
    python = str(venv_python(project))
    must(run([python, str(PROJECT / "benchmarks" / "limit.py"), "--prepare", str(WORK / "books")], project))
    limit = timed([python, str(PROJECT / "benchmarks" / "limit.py"), str(WORK / "books"), *names], folder, python)
    from memory import _share, _tree

    options = {"cwd": folder, "env": environment(python), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begun = time.monotonic()
    process = subprocess.Popen([python, "-m", "yearbook", "--all"], **options)
    parent, others = [], []
    while process.poll() is None:
        parent.append(_share(process.pid))
        others.append(max([_share(each) for each in _tree(process.pid)[1:]] or [0]))
        time.sleep(0.5)
    took = time.monotonic() - begun
    if process.returncode:
        sys.exit("run_all.py --all failed on the made-up editions")
    quarter = max(1, len(parent) // 4)
    early, late = statistics.median(parent[quarter : 2 * quarter]), statistics.median(parent[-quarter:])
    return (
        f"{count} editions × 7 sections × 2 languages, HTML and PDF, cold, {os.cpu_count()} cores, one run\n\n"
        "| | seconds | jobs a second | share of the limit |\n|---|---|---|---|\n"
        f"| the limit (cells and bare Typst, all cores) | {limit:.0f} | {14 * count / limit:.1f} | 1.00 |\n"
        f"| `run_all.py --all` | {took:.0f} | {14 * count / took:.1f} | {limit / took:.2f} |\n\n"
        f"Memory of the parent: {early:.0f} MB in the second quarter of the run, {late:.0f} MB in the last.\n"
        f"Largest share of any other process: {max(others):.0f} MB.\n"
    )


def tables(seconds, wrong, memory, rounds: int) -> str:
    """Return the results in Markdown: ratios to ours first, then seconds."""
    lines = [f"Medians of {rounds} rounds on {os.cpu_count()} cores; ratios to `yearbook, HTML` in the same run.", ""]
    ours = {scene: statistics.median(seconds[scene][OURS.name]) for scene in seconds}
    lines += ["| | " + " | ".join(SCENES) + " | peak memory | wrong answers |", "|---|" + "---|" * (len(SCENES) + 2)]
    names = list(dict.fromkeys(name for scene in seconds.values() for name in scene))
    for name in sorted(names, key=lambda name: statistics.median(seconds["cold"][name])):
        cells = []
        for scene in SCENES:
            took = seconds.get(scene, {}).get(name)
            if took is None:
                cells.append("as cold" if scene != "cold" and LIMIT not in name else "")
            else:
                median = statistics.median(took)
                cells.append(f"{median / ours[scene]:.1f} × ({median:.2f} s)")
        megabytes = f"{memory[name]:.0f} MB" if name in memory else ""
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {megabytes} | {', '.join(wrong.get(name, ()))} |")
    return "\n".join(lines) + "\n"


def environment(python: str) -> dict[str, str]:
    """Return the environment of a run: the way's own commands first, our desk importable, bytecode allowed."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    if python:
        kept["PATH"] = os.pathsep.join([str(Path(python).parent), kept["PATH"]])
        kept["PYTHONPATH"] = str(WORK / "project")
    return kept | {"PYTHONUTF8": "1", "JUPYTER_PREFER_ENV_PATH": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def timed(command: list[str], folder: Path, python: str) -> float:
    begun = time.monotonic()
    done = subprocess.run(command, cwd=folder, env=environment(python), capture_output=True, text=True, check=False)
    took = time.monotonic() - begun
    must(done)
    return took


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=folder, env=environment(""), capture_output=True, text=True, check=False)


def must(done: subprocess.CompletedProcess) -> None:
    if done.returncode:
        sys.exit(f"{done.args}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")


def venv_python(folder: Path, venv: str = ".venv") -> Path:
    return folder / venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def report(name: str, text: str) -> None:
    (PROJECT / "benchmarks" / name).write_text(text, encoding="utf-8")
    print(text, flush=True)


if __name__ == "__main__":
    assert LANGUAGES
    sys.exit(main())
