"""What axe finds in every page we make: in light, in dark, on phones and as it is printed."""

from importlib.resources import files

import pytest

from tests.conftest import copy_with_cache
from yearbook.cli import main

NIGHT = pytest.mark.nightly
LANGUAGES = ("vi", pytest.param("en", marks=NIGHT))
LOOKS = {
    "light": (1280, {}),
    "dark": (1280, {"color_scheme": "dark"}),
    "phone": (390, {}),
    "small phone": (320, {"color_scheme": "dark"}),
    "print": (1280, {"media": "print"}),
}
ALLOWED = {
    "print": {"target-size"},  # nobody taps on paper
}
# A table may own its caption in ARIA 1.3, and must name its role where it is laid out as cards; axe holds to ARIA 1.2.
CAPTION = ("aria-required-children", "children which are not allowed: [role=caption]")
# A region wider than its room by the pixel that rounding makes hides nothing; page.js gives it no tab stop either.
FOUND = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.flatMap(one => one.nodes
    .filter(node => {
        const seen = document.querySelector(node.target[0]);
        return one.id !== 'scrollable-region-focusable' || seen.scrollWidth > seen.clientWidth + 1;
    })
    .map(node => [one.id, one.impact, node.target.join(' '), node.failureSummary])))"""


@pytest.fixture(scope="session")
def axe():
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def overview(tmp_path_factory, built):
    """The overview by itself, and the list of what is missing, beside a copy of the book."""
    workbook = copy_with_cache(built.workbook, tmp_path_factory.mktemp("alone") / "workbook")
    assert main(["2021", "--only", "overview", "--no-pdf"], workbook) == 0
    assert main(["check", "2021"], workbook) == 0
    return workbook.outputs / "2021"


@pytest.fixture(scope="module")
def looked_at(browser, axe):
    """Open a page and return what axe finds in it, as it looks."""
    pages = {}

    def looked(path, look):
        if path not in pages:
            pages[path] = browser.new_page()
            pages[path].goto(path.as_uri())
            pages[path].evaluate("document.fonts.ready")
            pages[path].evaluate(axe)
        width, media = LOOKS[look]
        pages[path].set_viewport_size({"width": width, "height": 900})
        pages[path].emulate_media(**{"media": "screen", "color_scheme": "light"} | media)
        found = [each for each in pages[path].evaluate(FOUND) if each[0] not in ALLOWED.get(look, set())]
        return [each for each in found if (each[0], each[-1].rpartition("has ")[2]) != CAPTION]

    yield looked
    for page in pages.values():
        page.close()


@NIGHT
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", ("vi", "en"))
def test_axe_finds_nothing_in_the_book(looked_at, built, language, look):
    assert looked_at(built.folder / f"yearbook.{language}.html", look) == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_the_overview_alone(looked_at, overview, language, look):
    assert looked_at(overview / "only" / f"overview.{language}.html", look) == []


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_the_list_to_tick_off(looked_at, overview, look):
    assert looked_at(overview / "check.html", look) == []


def test_axe_would_find_something(browser, axe):
    """A look through which everything passes proves nothing."""
    page = browser.new_page()
    page.set_content("<p style='color: #ccc; background: #fff'>Too pale</p><img src='data:,'>")
    page.evaluate(axe)
    assert {"color-contrast", "image-alt", "html-has-lang"} <= {each[0] for each in page.evaluate(FOUND)}
    page.close()
