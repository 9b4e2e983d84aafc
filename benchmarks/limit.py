"""The limit: one warm plain process for each core executes the cells, nothing else, and the bare Typst compiles the books.

python limit.py EDITION...        all editions, on all cores
python limit.py --prepare BOOKS   keep what Typst is given for the two books, for the runs to come
"""

from __future__ import annotations

import ast
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path


def execute_and_compile(part: int, parts: int, editions: list[str], books: Path | None) -> None:
    """Execute every `parts`-th notebook of every edition, showing what each cell shows, then every `parts`-th book."""
    import yearbook.desk  # noqa: F401

    os.chdir("notebooks")
    sections = [json.loads(path.read_text("utf-8")) for path in sorted(Path().glob("[0-9]*.ipynb"))]
    jobs = [(edition, notebook, language) for edition in editions for notebook in sections for language in ("vi", "en")]
    for edition, notebook, language in jobs[part::parts]:
        names: dict[str, object] = {}
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                continue
            source = "".join(cell["source"])
            if "parameters" in cell["metadata"].get("tags", []):
                source += f"\nedition = {edition!r}\nlanguage = {language!r}"
            tree = ast.parse(source)
            shown = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "cell", "exec"), names)
            if shown is not None:
                value = eval(compile(ast.Expression(shown.value), "cell", "eval"), names)
                if hasattr(value, "_repr_mimebundle_"):
                    value._repr_mimebundle_()
    if books is None:
        return
    import typst

    given = sorted(books.glob("*.pickle"))
    for number, path in [(number, path) for number, _ in enumerate(editions) for path in given][part::parts]:
        files, options = pickle.loads(path.read_bytes())
        # Typst remembers what it has set: every book must say something else, as books of other years do.
        files["book.json"] = json.dumps(_another(json.loads(files["book.json"]), f" {number}")).encode()
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(books / "fonts")])
        compiler = typst.Compiler(files, root=str(books / "fonts"), font_paths=fonts, ignore_system_fonts=True)
        compiler.compile_with_warnings(**options)


def _another(value: object, mark: str) -> object:
    """Return the same book with a mark behind every piece of text."""
    if isinstance(value, dict):
        return {
            key: item + mark if key == "text" and isinstance(item, str) else _another(item, mark)
            for key, item in value.items()
        }
    return [_another(item, mark) for item in value] if isinstance(value, list) else value


def prepare(books: Path) -> None:
    """Keep what Typst is given for the books of 2021, from an ordinary build."""
    import shutil

    import typst

    from yearbook.ledger.edition import open_edition
    from yearbook.paths import find_workbook
    from yearbook.press.bind.chapters import chapter
    from yearbook.press.bind.matter import book
    from yearbook.press.bind.sections import find_sections
    from yearbook.press.print.typeset import typeset

    shutil.rmtree(books, ignore_errors=True)
    books.mkdir(parents=True)
    workbook = find_workbook()
    compiler = typst.Compiler

    class Kept:
        def __init__(self, files, root, **options):
            self.files, self.compiler = files, compiler(files, root=root, **options)
            shutil.copytree(root, books / "fonts", dirs_exist_ok=True)

        def compile_with_warnings(self, **options):
            (books / f"{language}.pickle").write_bytes(pickle.dumps((self.files, options)))
            return self.compiler.compile_with_warnings(**options)

    typst.Compiler = Kept
    for language in ("vi", "en"):
        drafts = []
        for section in find_sections(workbook):
            executed = workbook.outputs / "2021" / "sections" / f"{section.slug}.{language}.ipynb"
            notebook = json.loads(executed.read_text("utf-8"))
            drafts.append(chapter(notebook, slug=section.slug, number=section.number, language=language))
        typeset(book(open_edition("2021", workbook), language, drafts, "limit", whole=True))


if __name__ == "__main__":
    if sys.argv[1] == "--prepare":
        prepare(Path(sys.argv[2]))
    elif sys.argv[1] == "--part":
        part, parts, books, *wanted = sys.argv[2:]
        execute_and_compile(int(part), int(parts), wanted, Path(books) if books != "-" else None)
    else:
        books, *wanted = sys.argv[1:]
        cores = os.cpu_count() or 1
        parts = [[sys.executable, __file__, "--part", str(part), str(cores), books, *wanted] for part in range(cores)]
        running = [subprocess.Popen(command) for command in parts]
        sys.exit(max(process.wait() for process in running))
