"""Touching a figure shows its row of the register at that place; without script the link leads there."""

import pytest


@pytest.fixture(scope="module")
def address(built):
    return (built.folder / "yearbook.vi.html").as_uri()


@pytest.fixture(params=[(1280, 900), (390, 800), (320, 600)], ids=lambda size: str(size[0]))
def page(request, browser, address):
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def card(page):
    return page.locator("#page-card:popover-open")


def test_a_figure_shows_its_row_within_the_window_and_closes_back_to_it(page):
    figure = page.locator("#economy--ratios a.fact").first
    figure.click()
    text = card(page).inner_text().replace("\u00a0", " ")
    assert all(words in text for words in ("1,212", "E4 ÷ E3", "1,2116–1,2126", "với giả định", "Bảng 2.2"))
    box, window = card(page).bounding_box(), page.viewport_size
    assert box["x"] >= 0 and box["y"] >= 0
    assert box["x"] + box["width"] <= window["width"] and box["y"] + box["height"] <= window["height"]
    page.keyboard.press("Escape")
    assert card(page).count() == 0
    assert page.evaluate("document.activeElement.id") == figure.get_attribute("id")


def test_an_input_of_the_formula_shows_its_own_row_and_a_use_leads_there(page):
    page.locator("#economy--ratios a.fact").first.click()
    card(page).locator("a", has_text="E4").first.click()
    text = card(page).inner_text()
    assert "173,57%" in text and "Bài tổng kết năm 2021" in text
    card(page).locator("a", has_text="Bảng 2.1").click()
    assert card(page).count() == 0 and page.url.partition("#")[2].startswith("use-")


def test_a_figure_of_a_chart_shows_its_row(page):
    page.locator("#economy--plans svg a.fact:visible").first.click()
    assert "143,2%" in card(page).inner_text()


def test_what_was_opened_once_leaves_the_page_proved(page):
    page.locator("#proof-result.proved").wait_for(timeout=20_000)
    page.locator("#economy--ratios a.fact").first.click()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids))


def test_without_script_a_figure_leads_to_its_row(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("#economy--ratios a.fact").first.click()
    assert page.url.endswith("#figure-e4-e3-times-3")
    context.close()
