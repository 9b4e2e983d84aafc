"""Shared by the tests: the units, small workbooks made of hand-written records, and the book built once."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.made_up import lay_out
from yearbook.cli import main
from yearbook.ledger.edition import open_edition
from yearbook.ledger.lexicon import Lexicon
from yearbook.ledger.quantity import Quantity
from yearbook.ledger.units import Units
from yearbook.paths import Workbook
from yearbook.press.run import workers

PROJECT = Path(__file__).resolve().parent.parent
ATTACK = "attack"  # the property of a test that tells of an attack: name, tries, faults


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was attacked, how often, and what was not held."""
    reports = [report for kind in ("", "passed", "failed", "error") for report in terminalreporter.stats.get(kind, [])]
    rows = [value for report in reports for name, value in getattr(report, "user_properties", ()) if name == ATTACK]
    if rows:
        terminalreporter.section("attacks")
    for name, tried, faults in sorted(map(tuple, {tuple(row) for row in rows})):
        terminalreporter.write_line(f"{name:<72} {tried:>6} tries {faults:>5} faults")


def sampled(values: Sequence[object], by_day: int) -> list[object]:
    """Return all values, marked for the night but for some, spread over them."""
    values = list(values)
    chosen = {place * len(values) // by_day for place in range(by_day)}
    return [pytest.param(each, marks=[] if at in chosen else [pytest.mark.nightly]) for at, each in enumerate(values)]


def crossed(*axes: Sequence[object]) -> list[object]:
    """Return every combination, marked for the night but for as many as show each value once."""
    longest = max(len(axis) for axis in axes)
    by_day = {tuple(axis[place % len(axis)] for axis in axes) for place in range(longest)}
    combinations = itertools.product(*axes)
    return [pytest.param(*each, marks=[] if each in by_day else [pytest.mark.nightly]) for each in combinations]


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


class OneWarmProcess:
    """Gives every build here the same warm process: to import the desk takes longer than most notebooks run.

    It is the real one, asked by the real executor, and each job is a fork of it as ever; only its end is put off. What
    is left under way by a build that fails is stopped with it, and another environment gets another one, because a
    process keeps the variables it was started with. Builds in processes of their own know nothing of this.
    """

    def __init__(self) -> None:
        self._executor: workers.WarmExecutor | None = None
        self._around: object = None

    @contextmanager
    def local_workers(
        self, kernel: str, *, early: bool = False, modules: Sequence[str] = (), editions: object = ()
    ) -> Iterator[Executor]:
        """Give the shared process, which has read the records of no edition: each test has its own."""
        if kernel != "warm":
            with own_workers(kernel, early=early, modules=modules) as fresh:
                yield fresh
            return
        executor = self._for(tuple(modules), early)
        try:
            yield executor
        except BaseException:
            if executor._futures:
                self.end(cancel=True)
            raise
        for future in list(executor._futures.values()):
            future.exception()

    def end(self, *, cancel: bool = False) -> None:
        if self._executor:
            self._executor.shutdown(cancel_futures=cancel)
        self._executor = None

    def _for(self, modules: tuple[str, ...], early: bool) -> workers.WarmExecutor:
        variables = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
        around = (modules, variables, Path.cwd())
        if around != self._around or not self._lives():
            self.end()
            self._executor = workers.WarmExecutor(os.cpu_count() or 1, early=early, modules=modules)
            self._around = around
        return self._executor

    def _lives(self) -> bool:
        process = self._executor and self._executor._process
        return bool(self._executor) and (process is None or process.poll() is None)


own_workers = workers.local_workers


@pytest.fixture(scope="session", autouse=True)
def one_warm_process() -> Iterator[None]:
    """Let the builds of this session share a warm process."""
    shared = OneWarmProcess()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "local_workers", shared.local_workers)
        yield
    shared.end()


def copied(root: Path) -> Workbook:
    """Copy the project's records, params and notebooks."""
    for folder in ("data", "params", "notebooks"):
        shutil.copytree(PROJECT / folder, root / folder)
    return Workbook(root)


def copy_with_cache(workbook: Workbook, root: Path) -> Workbook:
    """Copy a workbook with its outputs and their cache, so that only what a test changes runs again."""
    shutil.copytree(workbook.root, root)
    return Workbook(root)


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    """A copy of the project's records, params and notebooks, to be spoiled by a test."""
    return copied(tmp_path)


@dataclass(frozen=True)
class Built:
    """The whole 2021 yearbook, built once for all tests that read it."""

    workbook: Workbook
    folder: Path

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    workbook = copied(tmp_path_factory.mktemp("whole"))
    assert main(["2021"], workbook) == 0
    return Built(workbook, workbook.outputs / "2021")


@pytest.fixture(scope="session")
def three_years(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The made-up cluster of tests/made_up.py with its three books, built once; whoever changes it takes a copy."""
    workbook = lay_out(tmp_path_factory.mktemp("years"))
    assert main(["--no-pdf"], workbook) == 0
    return workbook


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


@pytest.fixture(scope="session")
def proved(browser):
    """Open a page as a reader does, and return what it says of its own figures: proved or disproved, and the words."""
    tab = browser.new_page()
    complaints = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))

    def read(path: Path) -> tuple[str, str]:
        tab.goto(path.as_uri())
        result = tab.locator("#proof-result:not(:empty)")
        result.wait_for(timeout=20_000)
        assert complaints == []
        assert tab.locator("span.fact").count() == 0, "a figure that leads nowhere"
        return str(result.get_attribute("class")), str(result.text_content())

    yield read
    tab.close()
