"""Real reviews of other groups, entered with CSV and YAML alone, become books that fit them: tests/packs."""

from __future__ import annotations

import html
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from yearbook.cli import main
from yearbook.emulation.rules import RULES
from yearbook.ledger.edition import Edition, open_edition, problems_of
from yearbook.paths import Workbook

PROJECT = Path(__file__).resolve().parent.parent
PROVINCES = "tay_nam_bo/2023"
BLOCK = "bac_kan_khoi_van_hoa_xa_hoi/2022"
DISTRICTS = "quang_nam_mien_nui/2024"
EDITIONS = (PROVINCES, BLOCK, DISTRICTS)

# Figure as the source prints it → its words in English, by rule.
PRINTED = {
    PROVINCES: {
        "6,7%": "6.7%",
        "5,05%": "5.05%",
        "trên 98.000 tỷ đồng": "more than VND 98,000 billion",
        "vượt 7,7%": "7.7% above",
        "trên 23 tỷ USD": "more than USD 23 billion",
        "vượt 4,2%": "4.2% above",
        "379.702 tỷ đồng": "VND 379,702 billion",
        "đạt 96,6%": "reached 96.6%",
        "từ 97,7% đến 139,5%": "from 97.7% to 139.5%",
        "trung bình 71,2 triệu đồng/người/năm": "an average of VND 71.2 million per person per year",
    },
    DISTRICTS: {
        "từ 54,9% đến 83%": "from 54.9% to 83%",
        "54,9%": "54.9%",
        "83%": "83%",
        "đạt 127,04%": "reached 127.04%",
        "126,3%": "126.3%",
        "giảm 192,5%": "down 192.5%",
        "787 nhà": "787 houses",
        "754 nhà": "754 houses",
        "166,08%": "166.08%",
        "136%": "136%",
        "2 xã": "2 communes",
    },
    BLOCK: {},
}
FINDINGS = {
    PROVINCES: (
        "Toàn cụm: mức tăng trưởng bình quân 6,7%; cả nước: 5,05%.",
        "The whole cluster: average growth 6.7%; the country: 5.05%.",
    ),
    BLOCK: ("Hội nghị suy tôn, đề nghị khen thưởng 4 đơn vị.", "The conference voted to nominate 4 units for awards."),
    DISTRICTS: (
        "Toàn cụm: tỷ lệ giải ngân vốn đầu tư công từ 54,9% đến 83%.",
        "The whole cluster: disbursement of public investment from 54.9% to 83%.",
    ),
}
NEVER = {
    "vi": ("0 trong ", "Chưa có số liệu để", "phần chưa có số liệu"),
    "en": ("0 of ", "a part without data", " 1 main tasks"),
}


@dataclass(frozen=True)
class Packs:
    """The packs beside the project's own notebooks, contract and reference tables."""

    workbook: Workbook

    def opened(self, edition: str) -> Edition:
        return open_edition(edition, self.workbook)

    def text(self, edition: str, language: str) -> str:
        """Return what a reader of the page reads, without markup, in one line."""
        page = self._page(edition, language)
        page = re.sub(r"<(script|style)\b.*?</\1>|<details class=\"entries\">.*?</details>", " ", page, flags=re.S)
        page = re.sub(r"</?(?:a|b|strong|em|span|abbr|sup|wbr)\b[^>]*>", "", page)
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " | ", page)))

    def table(self, edition: str, language: str, title: str) -> str:
        """Return the text of the table under a title, from its rows to its source."""
        text = self.text(edition, language)
        after = text.rpartition(title)[2]
        return re.split(r"(?:Nguồn|Source):", after)[0]

    def _page(self, edition: str, language: str) -> str:
        return (self.workbook.outputs / edition / f"yearbook.{language}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    root = tmp_path_factory.mktemp("packs")
    shutil.copytree(PROJECT / "notebooks", root / "notebooks")
    for folder in ("reference", "contract"):
        shutil.copytree(PROJECT / "data" / folder, root / "data" / folder)
    for pack in sorted((PROJECT / "tests" / "packs").iterdir()):
        for folder in ("params", "data"):
            shutil.copytree(pack / folder, root / folder, dirs_exist_ok=True)
    workbook = Workbook(root)
    assert main([PROVINCES], workbook) == 0
    assert main([BLOCK, DISTRICTS, "--no-pdf"], workbook) == 0
    return Packs(workbook)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_pack_breaks_no_rule(packs, edition):
    problems = problems_of(packs.opened(edition), RULES)
    assert [problem.text() for problem in problems if problem.severity != "note"] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_figure_of_a_review_is_printed_with_its_words(packs, edition):
    recorded = {str(row.figure) for row in packs.opened(edition).rows("figures")}
    assert recorded == set(PRINTED[edition])
    for place, language in enumerate(("vi", "en")):
        text = packs.text(edition, language)
        for pair in PRINTED[edition].items():
            assert re.search(rf"\| {re.escape(pair[place])} \|", text), pair


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_finding_of_the_year_speaks_of_what_is_there(packs, edition):
    for language, finding in zip(("vi", "en"), FINDINGS[edition], strict=True):
        assert packs.text(edition, language).count(finding) == 1  # once: the cover of the page is close above


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_no_sentence_counts_or_points_to_what_is_not_there(packs, edition, language):
    text = packs.text(edition, language)
    assert [words for words in NEVER[language] if words in text] == []


@pytest.mark.parametrize(
    ("edition", "language", "words"),
    [
        (BLOCK, "vi", r"huyện|\bcụm\b|cụm trưởng|cụm phó|Bình Định|UBND tỉnh quyết định"),
        (BLOCK, "en", r"district|cluster|Bình Định"),
        (PROVINCES, "vi", r"huyện|\bkhối\b|Bình Định"),
        (PROVINCES, "en", r"district|block|Bình Định"),
        (DISTRICTS, "vi", r"\bkhối\b|cụm trưởng|cụm phó|Bình Định"),
        (DISTRICTS, "en", r"block|Bình Định"),
    ],
)
def test_a_book_has_no_word_of_another_group(packs, edition, language, words):
    assert re.findall(words, packs.text(edition, language), re.I) == []


def test_a_block_is_led_by_what_it_calls_its_head(packs):
    known = re.sub(r"[| ]{2,}", "|", packs.text(BLOCK, "vi").partition("Tổng hợp theo")[2])
    assert "Ban Dân tộc|Cờ thi đua của UBND tỉnh|trưởng khối|" in known


def test_a_block_without_an_economic_figure_has_no_chapter_on_the_economy(packs):
    for language, chapters in {
        "vi": ("Kinh tế – xã hội", "Hỗ trợ người dân |"),
        "en": ("Economy and society",),
    }.items():
        assert not re.search(rf"Ch(?:ương|apter) \d+ \|[ |]*{chapters[0]}", packs.text(BLOCK, language))


def test_figures_about_the_whole_stand_apart_from_those_of_members(packs):
    whole = packs.table(DISTRICTS, "en", "Figures about the whole, as the source states them")
    members = packs.table(DISTRICTS, "en", "Results by indicators")
    assert "from 54.9% to 83%" in whole and "from 54.9% to 83%" not in members
    assert "787 houses" in members and "Nam Giang" not in whole
    assert "of any one province" in packs.text(PROVINCES, "en")
    assert "Results of the members" not in packs.text(PROVINCES, "en")


def test_a_book_explains_only_the_terms_it_uses(packs):
    shown = {
        edition: [row for row in ("cụm thi đua", "suy tôn", "Cờ thi đua", "trưởng cụm, phó cụm", "Mặt trận") if row in
                  packs.text(edition, "vi").rpartition("Thuật ngữ Việt – Anh")[2]]
        for edition in EDITIONS
    }  # fmt: skip
    assert shown == {
        PROVINCES: ["cụm thi đua"],
        BLOCK: ["Cờ thi đua"],
        DISTRICTS: ["cụm thi đua", "trưởng cụm, phó cụm"],
    }


@pytest.mark.parametrize(("edition", "owed"), {PROVINCES: 2, BLOCK: 1, DISTRICTS: 2}.items())
def test_what_is_missing_names_no_table_that_the_group_never_owes(packs, edition, owed):
    never = ("Hỗ trợ người dân", "Ngày kỷ niệm trong năm sau", "Phong trào và đợt thi đua")
    missing = packs.text(edition, "vi").rpartition("Những gì còn thiếu")[2].partition("Thuật ngữ Việt – Anh")[0]
    assert missing.count("cả bảng") == owed and not any(table in missing for table in never)
    empty = [problem for problem in problems_of(packs.opened(edition), RULES) if problem.code == "M01"]
    assert len(empty) == owed and not {problem.named for problem in empty} & {"relief", "anniversaries", "movements"}


def test_members_that_are_not_named_are_counted_all_the_same(packs):
    for language, said in {"vi": "nêu tên 6 trong 9 huyện", "en": "name 6 of the 9 districts"}.items():
        assert packs.text(DISTRICTS, language).count(said) == 1  # on the cover
    assert "nêu tên" not in packs.text(BLOCK, "vi") and "sources name" not in packs.text(BLOCK, "en")


def test_where_nothing_is_known_of_any_member_no_chapter_promises_a_profile(packs):
    assert "Hồ sơ từng thành viên" not in packs.text(PROVINCES, "vi")
    assert "Hồ sơ từng thành viên" in packs.text(DISTRICTS, "vi")


def test_the_grid_of_members_cites_every_record_it_shows(packs):
    for edition, sources in {
        BLOCK: ("Trang Ban Dân tộc tỉnh Bắc Kạn", "Trang ict.backan.gov.vn"),
        DISTRICTS: ("Báo Quảng Nam", "Trang huyện Phước Sơn"),
    }.items():
        cited = packs.text(edition, "vi").partition("Tổng hợp theo")[2].partition("Nguồn:")[2][:120]
        assert all(source in cited for source in sources), cited


def test_a_book_speaks_of_figures_only_where_it_has_any(packs):
    for words in ("toàn bộ số liệu", "người biên soạn tính", "không tính tổng"):
        assert words not in packs.text(BLOCK, "vi")
    for edition in (PROVINCES, DISTRICTS):
        text = packs.text(edition, "vi")
        assert "toàn bộ số liệu đã công bố" in text and "Mọi con số in trong sách" in text
        assert "người biên soạn tính" not in text  # nothing was computed
    assert "phương hướng, nhiệm vụ năm 2025" not in packs.text(DISTRICTS, "vi")  # no task is known


def test_a_book_without_a_figure_explains_no_words_of_figures(packs):
    assert "ước đạt" not in packs.text(BLOCK, "vi") and "số ước" not in packs.text(BLOCK, "vi")
    assert "ước đạt" in packs.text(PROVINCES, "vi")


def test_an_award_is_told_as_far_as_the_source_tells_it(packs):
    rows = packs.opened(BLOCK).rows("honours")
    assert [(row.subject, row.award) for row in rows] == [
        ("ban_dan_toc", "co_ubnd_tinh"),
        *((subject, "bang_khen_chu_tich") for subject in ("so_tttt", "so_khcn", "so_ldtbxh")),
    ]
    assert {(row.stage, row.addressed_to_vi, row.reason_vi, row.decision_number) for row in rows} == {
        ("nominated", "", "", "")
    }
    assert "Cấp nhận đề nghị" not in packs.text(BLOCK, "vi") and "Addressed to" not in packs.text(BLOCK, "en")


def test_a_conference_of_which_the_month_alone_is_known_is_told_as_far_as_it_is(packs):
    assert "Tháng 3/2024, Cụm thi đua các tỉnh miền Tây Nam Bộ tổ chức" in packs.text(PROVINCES, "vi")
    assert "In March 2024, the emulation cluster" in packs.text(PROVINCES, "en")


@pytest.mark.parametrize("edition", [PROVINCES, DISTRICTS])
def test_both_languages_hold_the_same_numbers(packs, edition):
    vi = _numbers(packs.table(edition, "vi", "Mọi con số của nguồn"))
    en = _numbers(packs.table(edition, "en", "Every figure of the sources"))
    assert vi == [number.translate(str.maketrans(".,", ",.")) for number in en]
    assert len(vi) >= 2 * len(PRINTED[edition])  # each with the id of its record


def _numbers(text: str) -> list[str]:
    """Return the numbers of a text, but for the dates of sources."""
    return re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"(?:\d+/|March\s)20\d\d", "", text))


def test_a_book_of_another_group_is_also_printed(packs):
    folder = packs.workbook.outputs / PROVINCES
    assert [(folder / f"yearbook.{language}.pdf").read_bytes()[:5] for language in ("vi", "en")] == [b"%PDF-"] * 2


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_page_of_a_review_proves_itself(proved, packs, edition, language):
    state, words = proved(packs.workbook.outputs / edition / f"yearbook.{language}.html")
    assert state == "proved", words
