"""Shared by the tests: the units, small workbooks made of hand-written records, and the book built once."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from yearbook.cli import main
from yearbook.ledger.edition import open_edition
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.units import Units
from yearbook.paths import Workbook

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project() -> Workbook:
    return Workbook(PROJECT)


@pytest.fixture(scope="session")
def lexicon(project: Workbook) -> Lexicon:
    return open_edition("2021", project).tables.lexicon


@pytest.fixture(scope="session")
def units(lexicon: Lexicon) -> Units:
    return lexicon.units


@pytest.fixture(scope="session")
def q(lexicon: Lexicon):
    """Parse a figure: q("trên 100 tấn")."""
    return lambda text: Quantity.parse(text, lexicon)


def copy_with_cache(workbook: Workbook, root: Path) -> Workbook:
    """Copy a workbook with its outputs and their cache, so that only what a test changes runs again."""
    shutil.copytree(workbook.root, root)
    return Workbook(root)


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """A copy of the project's records, params and notebooks, to be spoiled by a test."""
    for folder in ("data", "params", "notebooks"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    return Workbook(tmp_path)


@dataclass(frozen=True)
class Built:
    """The whole 2021 yearbook, built once for all tests that read it."""

    folder: Path

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("whole")
    for folder in ("data", "params", "notebooks"):
        shutil.copytree(PROJECT / folder, root / folder)
    assert main(["2021"], Workbook(root)) == 0
    return Built(root / "outputs" / "2021")


def browser_path() -> str | None:
    """Return the browser on this machine, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium; without one the browser tests say so and skip, unless YEARBOOK_REQUIRE_BROWSER is set."""
    path = browser_path()
    if path is None:
        if os.environ.get("YEARBOOK_REQUIRE_BROWSER"):
            pytest.fail("no Chromium on this machine, and YEARBOOK_REQUIRE_BROWSER is set")
        pytest.skip("no Chromium on this machine: the page was not opened in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()
