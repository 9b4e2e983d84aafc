"""A photograph has its place in the book: with words and credit, small, and without what the camera noted."""

from __future__ import annotations

import base64
import io
import re
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.conftest import copy_with_cache
from tests.made_up import lay_out, picture
from tests.tagged import elements
from yearbook.cli import main
from yearbook.emulation.rules import RULES
from yearbook.ledger.edition import open_edition, problems_of
from yearbook.ledger.photographs import BOX, LARGEST_COPY, small_copy


@pytest.fixture(scope="module")
def book(tmp_path_factory, three_years):
    """The made-up year with a photograph, as page, PDF and Word document."""
    workbook = copy_with_cache(three_years, tmp_path_factory.mktemp("photographs") / "workbook")
    assert main(["2022", "--docx"], workbook) == 0
    return workbook.outputs / "2022"


def noted() -> bytes:
    """Return a photograph as a telephone writes it: on its side, saying where it was taken and by what."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    exif[0x010F] = "MaybeAPhone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (14.0, 8.0, 21.0)
    return picture("JPEG", (3000, 2000), exif=exif, comment=b"home")


@pytest.mark.nightly
def test_a_photograph_is_in_page_pdf_and_word_with_its_words_and_credit(book):
    for language, alt, credit in (
        ("vi", "Một ô màu xanh trên nền trắng, thay cho ảnh thật.", "ảnh: Tổ thử nghiệm"),
        ("en", "A green square on white, in place of a real photograph.", "photograph: Tổ thử nghiệm"),
    ):
        page = (book / f"yearbook.{language}.html").read_text("utf-8")
        assert f'alt="{alt}"' in page and credit in page
        assert 'id="awards--photograph-p1"' in page
        pdf = PdfReader(book / f"yearbook.{language}.pdf")
        sheet = next(sheet for sheet in pdf.pages if credit in " ".join(sheet.extract_text().split()))
        assert len(sheet.images) == 1
        assert alt.encode("utf-16-be") in pdf_bytes(pdf)
    docx = (book / "yearbook.vi.docx").read_bytes()
    archive = zipfile.ZipFile(io.BytesIO(docx))
    assert "thay cho ảnh thật" in archive.read("word/document.xml").decode()
    assert any(name.endswith((".jpg", ".jpeg")) for name in archive.namelist())


def pdf_bytes(pdf: PdfReader) -> bytes:
    figures = elements(pdf.trailer["/Root"]["/StructTreeRoot"], "/Figure")
    return b"".join(str(figure.get("/Alt", "")).encode("utf-16-be") for figure in figures)


def test_what_a_page_carries_is_small_upright_and_says_nothing_of_the_camera(tmp_path):
    path = tmp_path / "phone.jpg"
    path.write_bytes(noted())
    written = small_copy(path)
    shown = Image.open(io.BytesIO(written))
    assert len(written) <= LARGEST_COPY
    assert shown.height > shown.width and shown.height <= BOX[1]  # turned as it was held
    assert not shown.getexif() and "comment" not in shown.info and "icc_profile" not in shown.info
    assert b"MaybeAPhone" not in written and b"Exif" not in written and b"home" not in written
    assert small_copy(path) == written


def test_what_shines_through_a_png_stands_on_white(tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(path)
    assert Image.open(io.BytesIO(small_copy(path))).getpixel((5, 5)) == (255, 255, 255)


def test_a_noisy_photograph_stays_below_the_limit(tmp_path):
    path = tmp_path / "noise.png"
    Image.effect_noise((1600, 1200), 90).save(path)
    assert len(small_copy(path)) <= LARGEST_COPY


@pytest.mark.nightly
def test_the_page_of_a_book_with_a_photograph_grows_by_less_than_its_limit(book):
    page = (book / "yearbook.vi.html").read_text("utf-8")
    photographs = re.findall(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", page)
    assert photographs and all(len(base64.b64decode(each)) <= LARGEST_COPY for each in photographs)


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    return lay_out(tmp_path_factory.mktemp("laid"), 2022)


def found(workbook, spoil=lambda folder: None, **cells):
    folder = workbook.data / "2022"
    table, file = folder / "photographs.csv", folder / "photographs" / "thu.png"
    before, kept = table.read_text("utf-8-sig"), file.read_bytes()
    for old, new in cells.items():
        table.write_text(before.replace({"file": "thu.png", "alt": "Một ô màu xanh trên nền trắng, thay cho ảnh thật.",
                                         "credit": "Tổ thử nghiệm"}[old], new), encoding="utf-8-sig")  # fmt: skip
    spoil(file)
    try:
        problems = problems_of(open_edition("2022", workbook), RULES)
        return [(p.code, p.column, p.vi) for p in problems if "photographs" in p.file]
    finally:
        table.write_text(before, encoding="utf-8-sig")
        for path in (folder / "photographs").iterdir():
            path.unlink()
        file.write_bytes(kept)


def linked(file):
    file.rename(file.with_name(".elsewhere.png"))
    file.symlink_to(file.with_name(".elsewhere.png"))


def test_a_source_and_a_caption_that_nobody_translated_say_so_aloud(tmp_path):
    workbook = lay_out(tmp_path, 2021, 2022)
    params = workbook.params / "2022.yaml"
    params.write_text(params.read_text("utf-8").replace("state: final", "state: draft"), encoding="utf-8")
    for name, said in {"sources": "Test report", "photographs": "The test inspection"}.items():
        path = workbook.data / "2022" / f"{name}.csv"
        path.write_text(path.read_text("utf-8-sig").replace(said, "", 1), encoding="utf-8-sig")
    assert main(["2022", "--only", "awards", "--language", "en", "--no-pdf"], workbook) == 0
    page = (workbook.outputs / "2022" / "only" / "awards.en.html").read_text("utf-8")
    assert '<span lang="vi">Buổi kiểm tra thử [vi]</span>' in page
    assert re.search(r'<span lang="vi"><(a|span) [^>]*>Báo cáo thử \[vi\]', page)


@pytest.mark.parametrize(
    ("spoil", "cells", "code", "column", "said"),
    [
        (lambda file: file.unlink(), {}, "P01", "file", "không có tệp"),
        (linked, {}, "P01", "file", "liên kết"),
        (lambda file: file.write_bytes(b"GIF89a"), {}, "P01", "file", "không đọc được"),
        (lambda file: file.write_bytes(picture()[:900]), {}, "P01", "file", "không đọc được"),
        (lambda file: file.write_bytes(picture() + b"\0" * 20_000_001), {}, "P01", "file", "quá 20 MB"),
        (lambda file: file.write_bytes(picture(size=(8000, 8000))), {}, "P01", "file", "không đọc được"),
        (lambda file: None, {"file": "../figures.csv"}, "P01", "file", "không gõ đường dẫn"),
        (lambda file: None, {"file": "/etc/hostname"}, "P01", "file", "không gõ đường dẫn"),
        (lambda file: None, {"file": "thu.svg"}, "P01", "file", "JPEG hoặc PNG"),
        (lambda file: None, {"alt": ""}, "T10", "alt_vi", "ô trống"),
        (lambda file: None, {"credit": ""}, "T10", "credit", "ô trống"),
        (lambda file: file.with_name("thu2.png").write_bytes(picture()), {}, "P02", "", "Có phải «thu.png»"),
    ],
    ids=("missing", "link", "gif", "cut", "heavy", "huge", "above", "absolute", "svg", "no-alt", "no-credit", "unused"),
)
def test_what_is_wrong_with_a_photograph_is_found_before_anything_is_printed(laid, spoil, cells, code, column, said):
    assert found(laid) == []
    problems = found(laid, spoil, **cells)
    assert [p[:2] for p in problems if said in p[2]] and (code, column) in {p[:2] for p in problems}, problems
