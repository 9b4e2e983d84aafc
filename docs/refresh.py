#!/usr/bin/env python3
"""One command for what the documentation shows: the gallery as pages and PDFs, its Markdown, and every picture.

    python docs/refresh.py              everything (needs Chromium and poppler-utils)
    python docs/refresh.py --no-pictures    the gallery and docs/gallery.md only

Run it in the environment of `run_all.py test`. The pages go to outputs/gallery/, the rest beside this file.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
PROJECT = DOCS.parent
GALLERY, MARKDOWN = DOCS / "gallery.ipynb", DOCS / "gallery.md"
IMAGES, OUTPUTS = DOCS / "images", PROJECT / "outputs" / "gallery"
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
        "The notebook is [gallery.ipynb](gallery.ipynb). The records are those of 2021; figures that are made up say so.",
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
        words = ["--engine", "yearbook", "--cwd", str(DOCS), "--no-progress-bar", "-p", "language", language]
        run([sys.executable, "-m", "papermill", str(GALLERY), str(executed), *words])
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

# What stands between a heading of the gallery and the next one, without the sentence on its use.
_BOXES = """() => [...document.querySelectorAll('.chapter > h2')].map(head => {
  const shown = [];
  for (let next = head.nextElementSibling; next && next.tagName !== 'H2'; next = next.nextElementSibling) shown.push(next);
  const boxes = shown.slice(1).map(each => each.getBoundingClientRect());
  const [left, top] = [Math.min(...boxes.map(b => b.left)), Math.min(...boxes.map(b => b.top))];
  return {x: left, y: top + scrollY, width: Math.max(...boxes.map(b => b.right)) - left,
          height: Math.max(...boxes.map(b => b.bottom)) - top};
})"""
_EDGE, _SCALE, _COLOURS = 14, 1.5, 48
_SLIP = ("2021/figures.csv", "118,3%", "118.3%")
_UNKNOWN = ("2021/figures.csv", "E10;van_canh", "E10;Văn Canh")


@contextmanager
def opened_browser() -> Iterator[Any]:
    """Give a headless Chromium."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def kept(content: bytes, path: Path) -> None:
    """Write a picture with as few colours as it needs."""
    import io

    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(content)).convert("RGB").quantize(_COLOURS).save(path, optimize=True)


def picture_gallery(browser: Any) -> None:
    """Take a picture of every kind from the page of the gallery."""
    shutil.rmtree(IMAGES / "gallery", ignore_errors=True)
    page = browser.new_page(viewport={"width": 860, "height": 900}, device_scale_factor=_SCALE)
    page.goto((OUTPUTS / f"gallery.{SHOWN}.html").as_uri())
    _, found = kinds(json.loads(GALLERY.read_text("utf-8")))
    for kind, box in zip(found, page.evaluate(_BOXES), strict=True):
        clip = {
            "x": box["x"] - _EDGE,
            "y": box["y"] - _EDGE,
            "width": box["width"] + 2 * _EDGE,
            "height": box["height"] + 2 * _EDGE,
        }
        kept(page.screenshot(clip=clip, full_page=True), IMAGES / "gallery" / f"{kind.name}.png")
    page.close()


def picture_book(browser: Any, root: Path) -> None:
    """Take pictures of the page and the PDF of a book."""
    import io

    from PIL import Image
    from pypdf import PdfReader

    built = root / "outputs" / "2021"
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((built / "yearbook.vi.html").as_uri())
    page.locator("#economy--plans").evaluate("(it) => scrollTo(0, it.getBoundingClientRect().top + scrollY - 40)")
    page.wait_for_timeout(300)
    kept(page.screenshot(), IMAGES / "page.png")
    page.close()

    pdf = built / "yearbook.vi.pdf"
    texts = [sheet.extract_text() for sheet in PdfReader(pdf).pages]
    chapter = next(i for i, text in enumerate(texts, 1) if "Hình 2.1" in text and "Bảng 2.1" in text and i > 3)
    sheets = []
    for number in (1, chapter):
        drawn = ["pdftoppm", "-r", "80", "-png", "-singlefile", "-f", str(number), str(pdf)]
        run([*drawn, str(root / f"sheet-{number}")])
        sheets.append(Image.open(root / f"sheet-{number}.png").convert("RGB"))
    width, height = sheets[0].size
    both = Image.new("RGB", (2 * width + 12, height), "#d8d0c4")
    both.paste(sheets[0], (0, 0))
    both.paste(sheets[1], (width + 12, 0))
    content = io.BytesIO()
    both.save(content, "png")
    kept(content.getvalue(), IMAGES / "pdf.png")


def spoil(root: Path, *slips: tuple[str, str, str]) -> None:
    """Put slips into the records of a copy."""
    for file, good, bad in slips:
        path = root / "data" / file
        text = path.read_text("utf-8")
        if good not in text:
            raise SystemExit(f"data/{file}: no “{good}” to spoil")
        path.write_text(text.replace(good, bad, 1), "utf-8")
