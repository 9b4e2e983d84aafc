"""The pictures of the documentation, taken by Chromium from what the workbook makes."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfReader

IMAGES = Path(__file__).resolve().parent / "images"
# What stands between a heading of the gallery and the next one, without the sentence on its use.
_BOXES = """() => [...document.querySelectorAll('.chapter > h2')].map(head => {
  const shown = [];
  for (let next = head.nextElementSibling; next && next.tagName !== 'H2'; next = next.nextElementSibling)
    shown.push(next);
  const boxes = shown.slice(1).map(each => each.getBoundingClientRect());
  const top = Math.min(...boxes.map(b => b.top)), whole = document.querySelector('.text').getBoundingClientRect();
  return {x: whole.left, y: top + scrollY, width: whole.width, height: Math.max(...boxes.map(b => b.bottom)) - top};
})"""
_TO = "(it) => scrollTo({top: it.getBoundingClientRect().top + scrollY - 40, behavior: 'instant'})"
_EDGE, _APART, _SCALE, _COLOURS = 14, 40, 1.5, 128
_WIDTH = 960
_SETTLE_MILLISECONDS = 400
_SLIPS = (("figures.csv", "118,3%", "118.3%"), ("figures.csv", "E10;van_canh", "E10;Văn Canh"))


@contextmanager
def opened_browser() -> Iterator[Any]:
    """Give a headless Chromium."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def picture_gallery(browser: Any, file: Path, names: Sequence[str]) -> None:
    """Take a picture of every kind from the page of the gallery."""
    shutil.rmtree(IMAGES / "gallery", ignore_errors=True)
    page = opened(browser, file.as_uri(), _WIDTH, scale=_SCALE)
    for name, box in zip(names, page.evaluate(_BOXES), strict=True):
        sides = {"x": box["x"] - _EDGE, "y": box["y"] - _EDGE}
        sides |= {side: box[side] + 2 * _EDGE for side in ("width", "height")}
        keep(page.screenshot(clip=sides, full_page=True), f"gallery/{name}.png")
    page.close()


def picture_book(browser: Any, built: Path, scratch: Path) -> None:
    """Take pictures of the page and the PDF of a book."""
    page = opened(browser, (built / "yearbook.vi.html").as_uri(), 1280)
    at(page, "#economy--plans")
    keep(page.screenshot(), "page.png")
    page.close()
    pdf, sheets = built / "yearbook.vi.pdf", []
    texts = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(pdf).pages]
    chapter = next(number for number, text in enumerate(texts, 1) if "Bảng 2.1" in text and "Nguồn:" in text)
    for number in (1, chapter):
        drawn = ["pdftoppm", "-r", "80", "-png", "-singlefile", "-f", str(number), str(pdf), str(scratch / f"{number}")]
        subprocess.run(drawn, check=True)
        sheets.append(Image.open(scratch / f"{number}.png").convert("RGB"))
    width, height = sheets[0].size
    both, content = Image.new("RGB", (2 * width + 12, height), "#d8d0c4"), io.BytesIO()
    for order, sheet in enumerate(sheets):
        both.paste(sheet, (order * (width + 12), 0))
    both.save(content, "png")
    keep(content.getvalue(), "pdf.png")


def picture_charts(browser: Any, root: Path) -> None:
    """Take a picture of the same records three times: plotted plainly, as the book draws them, and that on a phone."""
    sides = [_plotted_plainly(root)]
    for width in (760, 360):
        page = opened(browser, (root / "outputs" / "2021" / "yearbook.en.html").as_uri(), width, scale=_SCALE)
        sides.append(Image.open(io.BytesIO(page.locator("#economy--plans").screenshot())).convert("RGB"))
        page.close()
    height = max(side.height for side in sides)
    both = Image.new("RGB", (sum(side.width for side in sides) + 2 * _APART, height), "white")
    left = 0
    for side in sides:
        both.paste(side, (left, (height - side.height) // 2))
        left += side.width + _APART
    content = io.BytesIO()
    both.save(content, "png")
    keep(content.getvalue(), "charts.png")


def _plotted_plainly(root: Path) -> Image.Image:
    """Return what pandas and matplotlib draw of the rates of 2021 where nobody tells them more."""
    from matplotlib import pyplot

    from yearbook.desk.frames import Edition
    from yearbook.ledger.edition import open_edition
    from yearbook.paths import Workbook

    edition = Edition(open_edition("2021", Workbook(root)), "en")
    rates = edition.figures.pivot(index="subject_label", columns="base", values="figure")
    content = io.BytesIO()
    with pyplot.style.context("default"):
        rates.astype(float).plot.bar(figsize=(6, 5)).figure.savefig(content, dpi=130, bbox_inches="tight")
        pyplot.close("all")
    return Image.open(content).convert("RGB")


def picture_watch(browser: Any, address: str) -> None:
    """Take a picture of the page that is watched while a record holds a slip."""
    page = opened(browser, address, 1100, 760)
    at(page, "#relief--split")
    page.wait_for_selector("text=[N01]")
    keep(page.screenshot(), "watch.png")
    page.close()


def picture_check(browser: Any, root: Path) -> None:
    """Take a picture of what `check` says of two slips, which it puts into the records."""
    for file, good, bad in _SLIPS:
        spoil(root, file, good, bad)
    check = [sys.executable, "run_all.py", "check", "2021"]
    subprocess.run(check, cwd=root, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, check=False)
    page = opened(browser, (root / "outputs" / "2021" / "check.html").as_uri(), 900, 560)
    keep(page.screenshot(), "check.png")
    page.close()


def picture_first_hour(browser: Any, address: str) -> None:
    """Take a picture of the chart and the table that the tutorial adds."""
    page = opened(browser, address, 860, 900)
    table = page.locator(".exhibit", has_text="Lớp tập huấn").first
    table.evaluate("(it) => scrollTo({top: it.getBoundingClientRect().bottom + scrollY - innerHeight + 30})")
    page.wait_for_timeout(_SETTLE_MILLISECONDS)
    keep(page.screenshot(), "first-hour.png")
    page.close()


def opened(browser: Any, address: str, width: int, height: int = 900, scale: float = 1) -> Any:
    """Open a page, its type loaded."""
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => 0)")
    return page


def at(page: Any, place: str) -> None:
    """Bring a place to the top of what is seen."""
    page.locator(place).evaluate(_TO)
    page.wait_for_timeout(_SETTLE_MILLISECONDS)


def spoil(root: Path, file: str, good: str, bad: str) -> None:
    """Put a slip into a record; raise SystemExit where there is nothing to spoil."""
    path = root / "data" / "2021" / file
    text = path.read_text("utf-8")
    if good not in text:
        raise SystemExit(f"{path.name}: no “{good}” to spoil")
    path.write_text(text.replace(good, bad, 1), "utf-8")


def keep(content: bytes, name: str) -> None:
    """Write a picture with few colours, the rare ones among them."""
    path = IMAGES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    picture.quantize(_COLOURS, kmeans=2).save(path, optimize=True)
