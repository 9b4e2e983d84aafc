"""A picture drawn as anybody would draw one stands in the book, built by the real command."""

import json
import re

import pytest
from pypdf import PdfReader

from tests.test_typeset import tags_named
from yearbook.cli import main
from yearbook.press.run.workers import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system cannot fork a warm process")

PLOTS = [
    "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.show()",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]}).plot.bar();",
    "%config InlineBackend.figure_formats = ['png']\nplt.plot([1, 2]); plt.show()",
]


def add_cells(workbook, name, sources):
    """Write code cells at the end of a section."""
    path = workbook.notebooks / name
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"] += [
        {"cell_type": "code", "id": f"plain-{order}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for order, source in enumerate(sources)
    ]  # fmt: skip
    path.write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")


def images(pdf):
    return [image for page in pdf.pages for image in page.images]


def test_an_ordinary_plot_is_in_the_page_and_in_the_pdf_with_the_house_words_for_no_words(workbook):
    command = ["2021", "--only", "economy", "--language", "vi"]
    folder = workbook.outputs / "2021" / "only"
    assert main(command, workbook) == 0
    before = PdfReader(folder / "economy.vi.pdf")
    house = re.findall(r"<svg.*?</svg>", (folder / "economy.vi.html").read_text("utf-8"), re.S)
    assert house and images(before) == []

    add_cells(workbook, "02_economy.ipynb", PLOTS)
    assert main(command, workbook) == 0
    page = (folder / "economy.vi.html").read_text("utf-8")
    pictures = re.findall(r'<img src="data:image/png;base64,([^"]{1000,})" alt="([^"]+)"', page)
    assert [alt for _, alt in pictures] == ["Hình không có lời mô tả"]
    assert re.findall(r"<svg.*?</svg>", page, re.S)[:-2] == house
    assert page.count('aria-label="Hình không có lời mô tả"') == 2

    pdf = PdfReader(folder / "economy.vi.pdf")
    assert len({image.data for image in images(pdf)}) == 1
    without_words = [tag for tag in tags_named(pdf, "/Figure") if tag.get("/Alt") == "Hình không có lời mô tả"]
    assert len(without_words) == 3
