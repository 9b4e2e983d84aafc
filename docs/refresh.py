#!/usr/bin/env python3
"""One command for what the documentation shows: the gallery as pages and PDFs, its Markdown, and every picture.

    python docs/refresh.py                  everything: some minutes, with Chromium and poppler-utils
    python docs/refresh.py --no-pictures    the gallery and docs/gallery.md only

Run it in the environment of `run_all.py test`. The pages go to outputs/gallery/, the rest beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
PROJECT = DOCS.parent
GALLERY, MARKDOWN = DOCS / "gallery.ipynb", DOCS / "gallery.md"
OUTPUTS = PROJECT / "outputs" / "gallery"
# The documentation is in English; the pages are made in both.
SHOWN, LANGUAGES = "en", ("vi", "en")
sys.path.insert(0, str(PROJECT))


# ── the gallery ──


@dataclass(frozen=True)
class Kind:
    """One kind of the gallery: its name, heading and use, and the cells that make it."""

    name: str
    heading: str
    use: str
    cells: tuple[dict[str, Any], ...]


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell."""
    return "".join(cell["source"])


def spoken(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells of the language shown."""
    tags = [set(cell["metadata"].get("tags", ())) for cell in notebook["cells"]]
    return [
        cell
        for cell, own in zip(notebook["cells"], tags, strict=True)
        if SHOWN in own or not own.intersection(LANGUAGES)
    ]


def kinds(notebook: dict[str, Any]) -> tuple[list[dict[str, Any]], list[Kind]]:
    """Return the cells before the first kind, and every kind."""
    opening: list[dict[str, Any]] = []
    found: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    for cell in spoken(notebook):
        if cell["cell_type"] == "markdown" and source(cell).startswith("## "):
            found.append((cell, []))
        else:
            (found[-1][1] if found else opening).append(cell)
    made = []
    for head, cells in found:
        heading, _, use = source(head).partition("\n\n")
        name = head["id"].removesuffix(f"-when-{SHOWN}")
        made.append(Kind(name, heading.removeprefix("## "), use, tuple(cells)))
    return opening, made


def fenced(cell: dict[str, Any]) -> str:
    """Return a cell as it stands in Markdown: its text, and for prose the tags it needs."""
    if cell["cell_type"] == "code":
        return f"```python\n{source(cell)}\n```"
    tags = ", ".join(f"`{tag}`" for tag in cell["metadata"]["tags"])
    return f"A Markdown cell, tagged {tags}:\n\n```markdown\n{source(cell)}\n```"


def gallery_markdown(notebook: dict[str, Any]) -> str:
    """Return docs/gallery.md: every kind with its picture and the cells that make it."""
    opening, found = kinds(notebook)
    parts = [
        "# Gallery",
        "<!-- Written by docs/refresh.py from gallery.ipynb: edit the notebook, then run `python docs/refresh.py`. -->",
        source(next(cell for cell in opening if "lead" in cell["metadata"].get("tags", ()))),
        "From [gallery.ipynb](gallery.ipynb), on the records of 2021; figures that are made up say so.",
        " · ".join(f"[{kind.heading}](#{anchor(kind.heading)})" for kind in found),
        "Every cell below stands on these:",
        *(fenced(cell) for cell in opening if cell["cell_type"] == "code"),
    ]
    for kind in found:
        parts += [f"## {kind.heading}", kind.use, f"![{kind.heading}](images/gallery/{kind.name}.png)"]
        parts += [fenced(cell) for cell in kind.cells]
    return "\n\n".join(parts) + "\n"


def anchor(heading: str) -> str:
    """Return what a heading is linked by."""
    return "".join(sign for sign in heading.lower() if sign.isalnum() or sign in " -").replace(" ", "-")


def make_gallery() -> None:
    """Run the gallery in both languages, and print it as pages and PDFs."""
    import nbformat

    from yearbook.press.exporters import YearbookHTMLExporter, YearbookPDFExporter

    OUTPUTS.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        executed = OUTPUTS / f"gallery.{language}.ipynb"
        words = ["--engine", "yearbook", "--no-progress-bar", "-p", "language", language]
        run([sys.executable, "-m", "papermill", GALLERY.name, str(executed), *words], cwd=DOCS)
        notebook = nbformat.read(executed, as_version=4)
        named = {"metadata": {"name": GALLERY.stem}}
        for exporter in (YearbookHTMLExporter(), YearbookPDFExporter()):
            printed, _ = exporter.from_notebook_node(notebook, named)
            content = printed.encode() if isinstance(printed, str) else printed
            executed.with_suffix(exporter.file_extension).write_bytes(content)


def run(command: Sequence[str], **given: Any) -> subprocess.CompletedProcess[str]:
    """Run a quiet command; raise SystemExit with what it said if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **given)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done


# ── the pictures ──


def make_pictures() -> None:
    """Take every picture: of the gallery, and of what whoever does the tutorial sees on the way."""
    from docs import pictures
    from tests.first_hour import Hour, steps

    _, found = kinds(json.loads(GALLERY.read_text("utf-8")))
    with tempfile.TemporaryDirectory() as scratch, pictures.opened_browser() as browser:
        pictures.picture_gallery(browser, OUTPUTS / f"gallery.{SHOWN}.html", [kind.name for kind in found])
        hour = Hour(Path(scratch) / "workbook")
        tutorial = steps((DOCS / "first-hour.md").read_text("utf-8"))
        slip, own = (next(step for step in tutorial if words in step.text) for words in ("[N01]", "1.864\n1,864"))
        try:
            for step in tutorial[: tutorial.index(own) + 1]:
                hour.do(step)
                if step is tutorial[0]:
                    pictures.picture_book(browser, hour.root / "outputs" / "2021", Path(scratch))
                    pictures.picture_charts(browser, hour.root)
                if step is slip:
                    pictures.picture_watch(browser, hour.address)
            pictures.picture_first_hour(browser, hour.address)
        finally:
            hour.stop()
        pictures.picture_check(browser, hour.root)


def main() -> None:
    """Make all of it again, or all but the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--no-pictures", action="store_true", help="no browser is needed")
    arguments = parser.parse_args()
    os.environ["PYTHONPATH"] = str(PROJECT)
    make_gallery()
    MARKDOWN.write_text(gallery_markdown(json.loads(GALLERY.read_text("utf-8"))), "utf-8")
    if not arguments.no_pictures:
        make_pictures()
    print(f"{OUTPUTS.relative_to(PROJECT)}/, {MARKDOWN.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
