"""A formula is drawn or shown as it was written; its words are kept, and nothing in it acts."""

import io
from xml.etree.ElementTree import fromstring

import pypdf
import pytest

from yearbook.press.bind import markdown
from yearbook.press.bind.book import Book, Chapter, DisplayFormula, Formula, Paragraph
from yearbook.press.bind.formula import mathml
from yearbook.press.print.page import page
from yearbook.press.print.typeset import typeset


def words(latex):
    return "".join(fromstring(mathml(latex)).itertext()).replace("\u00a0", " ")


def loose(*blocks):
    return Book("vi", "Thử", "", "", None, (Chapter("thu", "", "Thử", blocks),), (), (), None, {}, False)


def in_print(*blocks):
    pages = pypdf.PdfReader(io.BytesIO(typeset(loose(*blocks)))).pages
    return " ".join(part.extract_text() for part in pages).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"\text{số dân‹mục tiêu}", "số dân‹mục tiêu"),
        ("a<b", "a<b"),
        (r"\text{a < b và c > d & e}", "a < b và c > d & e"),
        (r"\text{<style>}", "<style>"),
        (r"\text{<meta/http-equiv=\"refresh\">}", '<meta/http-equiv=\\"refresh\\">'),
        (r"\fbox{x<y}", "x<y"),
        (r"\operatorname{arg max} x", "arg maxx"),
        ("x\x00y", "xy"),
    ],
)
def test_every_word_of_a_formula_is_kept_as_a_word(latex, said):
    assert words(latex).replace("argmax", "arg max") == said
    assert "\x00" not in mathml(latex)


@pytest.mark.parametrize(
    "latex",
    [r"\href{javascript:alert(1)}{x}", r"\href{https://example.org}{x}", r"\style{background:url(https://example.org)}{x}",
     r"\class{side}{x}", r"\id{page-top}{x}", r"\color{red;url(https://example.org)}x", r"\rule{1em;}{url(https://example.org)}x"],
)  # fmt: skip
def test_a_formula_leads_nowhere_fetches_nothing_and_borrows_no_style(latex):
    for element in fromstring(mathml(latex)).iter():
        assert set(element.attrib) <= {"display", "mathcolor", "mathbackground", "width", "height"}
        assert "example" not in str(element.attrib)
    assert "x" in words(latex)


def test_only_elements_of_formulas_come_out_of_any_latex():
    hostile = r"\text{</mtext></math><img src=x onerror=alert(1)>}\mathrm{<script>}\unknown{<b>}"
    tags = {element.tag.rpartition("}")[2] for element in fromstring(mathml(hostile)).iter()}
    assert tags <= {"math", "mrow", "mtext", "mi", "mo"}


@pytest.mark.parametrize("latex", ["\\frac{a", "{" * 4000 + "x" + "}" * 4000, "\\sqrt{" * 200 + "x" + "}" * 200])
def test_a_formula_that_cannot_be_drawn_stands_as_it_was_written_and_says_so(latex):
    assert mathml(latex) == ""
    latex = latex[:40]
    shown = page(loose(Paragraph((Formula(latex, ""),)), DisplayFormula(latex, "")))
    assert shown.count(f"<code>{latex}</code> <small>(công thức in như đã viết)</small>") == 2
    assert in_print(Paragraph((Formula(latex, ""),))).count("(công thức in như đã viết)") == 1


def test_the_page_and_the_pdf_say_the_same_words():
    blocks = markdown.blocks(r"Với $\text{số dân‹mục tiêu}$, $a<b$ và $\text{<style>}$ thì đủ.")
    shown = page(loose(*blocks))
    assert "<mtext>số\u00a0dân‹mục\u00a0tiêu</mtext>" in shown and "<mo>&lt;</mo>" in shown and "&lt;style&gt;" in shown
    said = in_print(*blocks)
    assert "số dân‹mục tiêu" in said and "a<b" in said and "<style>" in said and "thì đủ" in said


@pytest.mark.parametrize("latex", [r"\hspace{5cm} x", r"\kern 3mu x", r"\operatorname{arg max} x", r"\liminf x", r"\LaTeX x", r"\hspace{1furlong} x"])  # fmt: skip
def test_what_the_page_can_draw_does_not_cost_the_book_its_pdf(latex):
    assert "𝑥" in in_print(Paragraph((Formula(latex, mathml(latex)),)))
