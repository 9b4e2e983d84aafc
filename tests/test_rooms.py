"""The rules between rooms: who may import whom, and what each room may know."""

import ast
import csv
import re
import subprocess
import sys

import pytest

from tests.conftest import PROJECT

ROOMS = ("ledger", "desk", "emulation", "press", "lab")
FORBIDDEN = {
    "ledger": {
        "yearbook.desk",
        "yearbook.emulation",
        "yearbook.press",
        "pandas",
        "matplotlib",
        "papermill",
        "nbconvert",
        "jinja2",
        "typst",
    },
    "desk": {"yearbook.emulation", "yearbook.press", "yearbook.lab", "papermill", "nbconvert", "jinja2", "typst"},
    "emulation": {"yearbook.press", "yearbook.lab", "papermill", "nbconvert", "jinja2", "typst"},
    "press": {"yearbook.desk", "yearbook.emulation", "yearbook.lab", "pandas", "matplotlib"},
    "lab": {"yearbook.desk", "yearbook.emulation", "yearbook.commands", "pandas", "matplotlib", "papermill"},
}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may_know(project, room):
    for path in (project.root / "yearbook" / room).rglob("*.py"):
        for name in imports(path):
            known = [ban for ban in FORBIDDEN[room] if name == ban or name.startswith(f"{ban}.")]
            assert not known, f"{path.name} imports {name}"


def test_emulation_imports_only_desk_and_ledger(project):
    """Beside its own modules, and those that stand in no room and so belong to all."""
    shared = {path.stem for path in (project.root / "yearbook").glob("*.py") if path.stem not in ("cli", "__main__")}
    for path in (project.root / "yearbook" / "emulation").rglob("*.py"):
        for name in imports(path):
            house, _, rest = name.partition(".")
            room = rest.partition(".")[0]
            assert house != "yearbook" or room in {"emulation", "desk", "ledger", *shared}, (
                f"{path.name} imports {name}"
            )


def test_only_commands_notebooks_and_tests_import_emulation(project):
    folders = [path for path in project.root.iterdir() if path.is_dir() and path.name not in ("tests", "outputs")]
    inside = [path for folder in folders if not folder.name.startswith(".") for path in folder.rglob("*.py")]
    for path in [*project.root.glob("*.py"), *inside]:
        place = path.relative_to(project.root)
        if any(part.startswith(".") for part in place.parts):
            continue
        if place.parts[:2] in (("yearbook", "emulation"), ("yearbook", "commands")):
            continue
        known = [
            name for name in imports(path) if name == "yearbook.emulation" or name.startswith("yearbook.emulation.")
        ]
        assert not known, f"{place} imports {known[0]}"


def test_no_module_imports_another_by_a_relative_name(project):
    """The rules between rooms are held by full names, so a module is always named in full."""
    for path in (project.root / "yearbook").rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        assert not any(isinstance(node, ast.ImportFrom) and node.level for node in nodes), path


def test_only_one_module_knows_typst(project):
    knowing = [
        p.name for p in (project.root / "yearbook").rglob("*.py") if any(n.split(".")[0] == "typst" for n in imports(p))
    ]
    assert knowing == ["typeset.py"]


def test_only_one_folder_knows_python_docx_and_lxml(project):
    for path in (project.root / "yearbook").rglob("*.py"):
        known = {name.split(".")[0] for name in imports(path)} & {"docx", "lxml"}
        assert not known or path.parent.name == "word", path


def test_importing_reads_no_record_and_no_environment(project):
    """Import every module in a folder without a workbook, with an audit hook watching what is opened."""
    program = """
import importlib, os, pkgutil, sys
import yearbook
opened = []
root = sys.argv[1]
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
for module in pkgutil.walk_packages(yearbook.__path__, "yearbook."):
    importlib.import_module(module.name)
bad = [path for path in opened if path.startswith(root) and any(f"/{part}/" in path[len(root):] for part in ("data", "params", "notebooks", "outputs")) and "site-packages" not in path]
sys.exit(f"opened at import: {bad}" if bad else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(project.root)],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_files_stay_small_enough_to_read(project):
    for path in (project.root / "yearbook").rglob("*.py"):
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= 400, f"{path} has {lines} lines"


def test_the_project_names_no_machine_path(project):
    for path in (project.root / "yearbook").rglob("*.py"):
        text = path.read_text("utf-8")
        assert "/home/" not in text and "/work/" not in text, path


# What an emulation cluster is, in both languages: only the room that says so, the contract and the notebooks may know.
DOMAIN = (
    r"\b(huyện|tỉnh|cụm|thi đua|kế hoạch|cờ thi đua|bằng khen|dịch|thu ngân sách|"
    r"districts?|provinces?|provincial|emulation|clusters?|certificates? of merit|epidemics?|budgets?)\b"
)
# Words of other trades that look the same, and examples of what a cell may hold.
ALLOWED = r"\.clusters\(|điều chỉnh|yearbook\.emulation|trình (dịch|duyệt)"


@pytest.mark.parametrize("room", ["ledger", "desk", "press"])
def test_only_the_room_of_the_domain_speaks_its_language(project, room):
    import re

    for path in sorted((project.root / "yearbook" / room).rglob("*")):
        if path.suffix in (".py", ".j2", ".js", ".typ", ".css"):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                found = re.search(DOMAIN, re.sub(ALLOWED, "", line), re.IGNORECASE)
                assert not found, f"{path.name}:{number} says “{found[0]}”"


def test_no_sentence_a_reader_sees_stands_in_the_package():
    for path in (*(PROJECT / "yearbook" / "emulation").glob("*.py"), *(PROJECT / "yearbook" / "desk").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and "vi" in {keyword.arg for keyword in node.keywords}:
                given = next(keyword.value for keyword in node.keywords if keyword.arg == "vi")
                words = re.sub(r"\{[^}]*\}", "", given.value) if isinstance(given, ast.Constant) else ""
                assert not re.search(r"\w", words), f"{path.name}:{node.lineno} says “{words}” itself"


def test_every_phrase_has_the_same_braces_in_both_languages_and_is_used():
    rows = list(csv.DictReader((PROJECT / "data/reference/phrases.csv").open(encoding="utf-8-sig"), delimiter=";"))
    code = "".join(path.read_text("utf-8") for path in (PROJECT / "yearbook/emulation").glob("*.py"))
    known = {"member", "members", "group"}  # the plural is a word of its own in English
    for row in rows:
        vi, en = (set(re.findall(r"\{(\w+)", row[name])) - known for name in ("vi", "en"))
        assert vi == en, row["id"]
        table, _, _ = row["id"].rpartition(".")
        used = f'"{row["id"]}"' in code or (f'f"{table}.{{' in code if table else False) or f'"{table}"' in code
        assert used, f"{row['id']} is not used"
