"""The page as a person opens it: phone and desktop, light and dark, with the network off."""

import pytest

SIZES = {"phone": (360, 740), "desktop": (1440, 900)}


@pytest.fixture(params=[("vi", "phone"), ("vi", "desktop"), ("en", "phone")], ids="-".join)
def opened(request, browser, built):
    language, size = request.param
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    page = context.new_page()
    page.said, page.asked = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto((built.folder / f"yearbook.{language}.html").as_uri())
    page.width = width
    yield page
    context.close()


def test_it_opens_offline_without_a_request_or_a_complaint(opened):
    assert [url for url in opened.asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in opened.asked if url.startswith("file:")]) == 1
    assert opened.said == []


def test_it_never_scrolls_sideways(opened):
    assert opened.evaluate("document.documentElement.scrollWidth") <= opened.width


def test_its_type_is_the_house_font(opened):
    assert opened.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('16px \"Source Sans Pro\"', 'Vĩnh Thạnh'))"
    )


def test_text_is_never_tiny(opened):
    smallest = opened.evaluate(
        """Math.min(...[...document.querySelectorAll('p,td,th,li,a,summary,figcaption,dd,svg text')]
           .filter(e => e.textContent.trim() && e.getClientRects().length)
           .map(e => e.closest('svg') ? parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a : parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert smallest >= 9.5


def test_the_keyboard_reaches_the_content_first(opened):
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    assert opened.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_every_chapter_can_be_reached_from_the_contents(opened):
    links = opened.evaluate(
        "[...document.querySelectorAll('nav a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
    )
    assert {"overview", "economy", "relief", "shortcomings", "tasks", "awards", "notes"} <= set(links)


def test_dark_is_dark(opened):
    def lightness():
        return opened.evaluate(
            "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).slice(0,3).reduce((a, b) => a + +b, 0)"
        )

    light = lightness()
    opened.emulate_media(color_scheme="dark")
    assert lightness() < 200 < light


def test_it_reads_without_javascript(browser, built):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((built.folder / "yearbook.vi.html").as_uri())
    assert page.locator("text=trên 100").first.is_visible() or page.locator("text=Trên 100").first.is_visible()
    context.close()
