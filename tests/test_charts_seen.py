"""How charts are seen: in the light, in the dark, in forced colours, on paper, and without any colour."""

from __future__ import annotations

import re

import pytest

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced, light": {"color_scheme": "light", "forced_colors": "active"},
    "forced, dark": {"color_scheme": "dark", "forced_colors": "active"},
    "print": {"media": "print"},
}
TEXT, DRAWN = 4.5, 3.0  # contrast that WCAG asks of words and of what has to be seen to understand a drawing

# What is drawn stands on the nearest ground that is painted; a grid line is no more than a help, and may be faint.
FAINT = """([text, drawn]) => {
  const part = value => { value /= 255; return value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const seen = colour => { const found = numbers(colour); return found.length > 2 && (found[3] ?? 1) > .5 ? found : null; };
  const against = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const ground = start => {
    for (let one = start; one; one = one.parentElement) {
      const found = seen(getComputedStyle(one).backgroundColor);
      if (found) return found;
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
  };
  const faint = [];
  for (const svg of document.querySelectorAll('.drawing:not(.foreign) svg')) {
    if (!svg.getClientRects().length) continue;
    const paper = ground(svg), fills = [...svg.querySelectorAll('path, rect, use')];
    const line = getComputedStyle(svg).getPropertyValue('--line').trim();
    for (const word of svg.querySelectorAll('text')) {
      const box = word.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
      const under = fills.filter(one => {
        const its = one.getBoundingClientRect(), fill = getComputedStyle(one).fill;
        return seen(fill) && its.width > box.width && its.left < x && its.right > x && its.top < y && its.bottom > y;
      }).map(one => seen(getComputedStyle(one).fill)).pop();
      const contrast = against(seen(getComputedStyle(word).fill) || [0, 0, 0], under || paper);
      if (contrast < text) faint.push(`${word.textContent}: ${contrast.toFixed(2)}`);
    }
    for (const use of svg.querySelectorAll('use')) {
      const look = getComputedStyle(use), own = seen(look.stroke) || seen(look.fill);
      if (own && against(own, paper) < drawn) faint.push(`a mark: ${against(own, paper).toFixed(2)}`);
    }
  }
  return faint;
}"""


@pytest.fixture(scope="module", params=["vi", "en"])
def page(request, browser, built):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((built.folder / f"yearbook.{request.param}.html").as_uri())
    yield page
    page.close()


def plans(built, drawing):
    """Return the wide or the narrow drawing of both plans."""
    text = built.text("yearbook.vi.html")
    figure = text[text.index('id="economy--plans"') :]
    found = re.findall(r"<svg.*?</svg>", figure[: figure.index("</figure>")], re.S)
    return found[0 if drawing == "wide" else 1]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [390, 1280])
def test_words_and_marks_of_a_chart_stand_out_from_their_ground(page, look, width):
    page.emulate_media(**{"media": "screen", "color_scheme": "light", "forced_colors": "none"} | LOOKS[look])
    page.set_viewport_size({"width": width, "height": 900})
    assert page.locator(".drawing svg:visible").count() >= 3
    assert page.evaluate(FAINT, [TEXT, DRAWN]) == []
    assert len(page.evaluate(FAINT, [22, 22])) > 20  # more than black on white: it does see them


@pytest.mark.parametrize("drawing", ["wide", "narrow"])
def test_lengths_begin_at_the_plan_and_are_as_long_as_what_lies_above_it(built, drawing):
    stems = re.findall(
        r'd="M ([\d.]+) [\d.]+\s+L ([\d.]+) [\d.]+\s+" style="fill:none;stroke:var\(--(?:forest|clay)\)',
        plans(built, drawing),
    )
    starts, lengths = {start for start, _ in stems}, [float(end) - float(start) for start, end in stems]
    above = [43.2, 73.57, 18.3, 55.6, 26.61, 75.56]  # An Lão, Hoài Ân, Tây Sơn, each against both plans
    assert len(starts) == 1 and len(lengths) == 6
    assert [length / lengths[0] for length in lengths] == pytest.approx([each / above[0] for each in above], rel=0.001)


@pytest.mark.parametrize("drawing", ["wide", "narrow"])
def test_what_is_compared_is_told_apart_without_colour(built, drawing):
    """Two plans have marks of two shapes: what is left of a chart in grey still says which is which."""
    svg = plans(built, drawing)
    shapes = {name: path for path, name in re.findall(r'<path d="([^"]+)" id="([^"]+)"', svg)}
    used = re.findall(r'<use [^>]*href="#([^"]+)"', svg)
    assert len(used) == 6 and len({shapes[name] for name in used}) == 2
