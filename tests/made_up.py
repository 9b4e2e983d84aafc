"""A made-up cluster over three years, for tests only: no district, figure or decision in it is real.

2021 begins; 2022 brings an estimate, a new indicator, a revision of 2021 and a decided award; in 2023 one district is gone.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from yearbook.ledger.contract import EDITION, REFERENCE, Contract
from yearbook.ledger.writing import written
from yearbook.paths import Workbook

PROJECT = Path(__file__).resolve().parent.parent
CONTRACT = Contract([PROJECT / "data" / "contract"], str)
EDITION_TABLES, REFERENCE_TABLES = CONTRACT.of(EDITION), CONTRACT.of(REFERENCE)

PARAMS = """\
year: {year}
state: final
published: {next_year}-02-01
compiler: {{vi: nhóm thử, en: the testers}}
compiled: {next_year}-03-15
publisher: {{vi: chưa xuất bản, en: not published}}
place: {{vi: tỉnh Giả Định, en: Made-up Province}}
rights: {{vi: chỉ để thử, en: for tests only}}
languages: [vi, en]
formats: [html, pdf]
title:
  vi: Niên giám thi đua năm {{year}}
  en: Emulation yearbook {{year}}
organiser:
  vi: cụm giả định (số liệu thử)
  en: made-up cluster (test data)
area:
  vi: tỉnh Giả Định
  en: Made-up Province
words:
  member: {{vi: huyện, en: district, en_many: districts}}
  group: {{vi: cụm, en: cluster, en_many: clusters}}
  head: {{vi: cụm trưởng, en: head, en_many: heads}}
  deputy: {{vi: cụm phó, en: deputy head, en_many: deputy heads}}
expects:
  - {{indicator: budget_revenue, bases: [district_plan, province_plan]}}
expects_tables: [claims, relief, movements, honours, shortcomings, tasks, anniversaries]
award_path: provincial_2003
conference:
  date: {next_year}-01-15
  host: dong
  venue: {{vi: huyện Đông, en: Đông District}}
  purpose: {{vi: Họp thử, en: A test meeting}}
  source: report
  locator: p1
"""
TAIL = {"source": "report", "locator": "p1", "evidence": "stated"}


def row(**cells):
    return {**TAIL, **cells}


def figures(year, *figures):
    """Rows from (district, base, figure): the base year follows from the base."""
    rows = []
    for number, (district, base, figure, *more) in enumerate(figures, 1):
        extra = dict(zip(("indicator", "status"), more, strict=False))
        rows.append(
            row(id=f"E{number}", subject=district, base=base, as_of=str(year), figure=figure)
            | {"indicator": "budget_revenue", "status": "actual"}
            | extra
        )
    return rows


def plans(**by_district):
    """(district, base, figure) for both plans of each district."""
    return [
        (district, base, figure)
        for district, pair in by_district.items()
        for base, figure in zip(("district_plan", "province_plan"), pair, strict=True)
    ]


def members(*districts):
    return [row(subject=district, sort=str(i), named="yes") for i, district in enumerate(districts, 1)]


def post(number, year, role, district):
    return row(id=f"L{number}", term_year=str(year), role=role, subject=district, chosen="elected")


def shortcoming(number, theme, text, recurs_from=""):
    return row(
        id=f"S{number}",
        sort=str(number),
        theme=theme,
        text_vi=text,
        text_en=text,
        recurs_from=recurs_from,
        scope="cluster",
    )


def task(name, text, parent=""):
    return row(id=name, sort=name.replace(".", "")[1:], group="main", parent=parent, text_vi=text, text_en=text)


def nomination(number, award, district, **more):
    return row(
        id=f"A{number}", sort=str(number), award=award, subject=district, recipient_vi=f"UBND {district}",
        recipient_en=f"PC of {district}", proposed_by_vi="cụm", proposed_by_en="cluster", addressed_to_vi="tỉnh",
        addressed_to_en="province",
    ) | {"stage": "nominated"} | more  # fmt: skip


def status(name, what, result=""):
    return row(id=name, task=name, status=what, result_vi=result, result_en=result)


SOURCE = [row(id="report", sort="1", kind="report", main="yes", short_vi="Báo cáo thử", short_en="Test report", title_vi="Báo cáo thử", title_en="Test report")]  # fmt: skip

YEARS = {
    2021: {
        "members": members("dong", "tay", "nam"),
        "leadership": [post(1, 2022, "head", "tay"), post(2, 2022, "deputy", "dong")],
        "figures": figures(2021, *plans(dong=("110%", "120%"), tay=("95,5%", "101%"), nam=("…", "…"))),
        "shortcomings": [shortcoming(1, "advisory", "Tham mưu chậm."), shortcoming(2, "regulations", "Quy chế cũ.")],
        "tasks": [task("N1", "Sửa quy chế."), task("N2", "Nêu gương."), task("N2.1", "Tìm gương mới.", "N2")],
        "honours": [nomination(1, "co_thi_dua_tinh", "dong"), nomination(2, "bang_khen_tinh", "tay")],
        "claims": [row(id="C1", sort="1", area="economy", text_vi="Kinh tế khá.", text_en="The economy did well.", evidence_vi="không có", evidence_en="none")],
        "movements": [row(id="M1", sort="1", name_vi="Phong trào thử", name_en="Test movement", joined="yes", planned="yes", counted="yes", launcher_stated="province", launcher_verified="unverified")],
        "links": [row(id="S2-N1", shortcoming="S2", task="N1", strength="explicit", reason_vi="Nói thẳng.", reason_en="Says so.")],
        "documents": [row(id="D1", kind_vi="Chỉ thị", kind_en="Directive", number="1-CT/TH", issued="01/02/2021", issuer_vi="Tỉnh Giả Định", issuer_en="Made-up Province", subject_vi="về thử nghiệm", subject_en="on testing", tasks="N1", verified="no")],
        "anniversaries": [row(id="K1", event_vi="Ngày thử", event_en="Test day", origin="01/03/1972", marked="01/03/2022", years_stated="50", tasks="N2")],
        "proposals": [dict(id="B1", sort="1", answers="S2", text_vi="Số quy chế đã sửa", text_en="Rules mended", unit_vi="số lượng", unit_en="count")],
        "notes": [row(id="Q1", sort="1", severity="low", about="R1", text_vi="Số liệu thử.", text_en="Test data.", treatment_vi="Không có gì là thật.", treatment_en="Nothing is real.")],
        "relief": [
            row(id="R1", subject="dong", actor_vi="Huyện Đông", actor_en="Đông", what="goods_weight", flow="mobilised", figure="trên 10 tấn", destination="not_stated", relation="same_goods_as", related="R2"),
            row(id="R2", subject="dong", actor_vi="Huyện Đông", actor_en="Đông", what="goods_value", flow="mobilised", figure="trên 150 triệu đồng", destination="not_stated", relation="same_goods_as", related="R1"),
        ],
    },
    2022: {
        "members": members("dong", "tay", "nam"),
        "leadership": [post(1, 2022, "head", "tay"), post(2, 2022, "deputy", "dong"), post(3, 2023, "head", "dong"), post(4, 2023, "deputy", "tay")],
        "figures": figures(
            2022,
            *plans(dong=("112%", "118%"), tay=("…", "…"), nam=("88%", "85%")),
            ("dong", "", "ước đạt 100 tỷ đồng", "agro_output", "estimate"),
        ),
        "shortcomings": [shortcoming(1, "regulations", "Quy chế vẫn cũ.", "2021-S2"), shortcoming(2, "procedure", "Hồ sơ muộn.")],
        "tasks": [task("N1", "Nộp hồ sơ đúng hạn.")],
        "task_status": [status("N1", "partly_done", "Một huyện đã sửa."), status("N2", "not_reported") | {"source": ""}, status("N2.1", "done", "Có ba gương mới.")],
        "honours": [nomination(1, "co_thi_dua_tinh", "tay", stage="decided", decision_number="12/QĐ-UBND", decision_date="20/03/2023")],
        "activities": [row(id="H1", sort="1", kind="mutual_check", held="07/2022", text_vi="Kiểm tra chéo thử.", text_en="A mutual check, as a test.")],
        "reflections": [
            row(id="G1", sort="1", kind="cause", text_vi="Thiếu người thử.", text_en="Too few testers."),
            row(id="G2", sort="2", kind="recommendation", text_vi="Đề nghị thử thêm.", text_en="Test more.", addressed_to_vi="tỉnh Giả Định", addressed_to_en="Made-up Province"),
        ],
        "role_models": [row(id="T1", sort="1", subject="tay", name_vi="Tổ thử nghiệm", name_en="The test team", group="collective", merit_vi="Thử nhiều.", merit_en="Tested much.")],
        "photographs": [row(id="P1", sort="1", file="thu.png", subject="tay", caption_vi="Buổi kiểm tra thử", caption_en="The test inspection", alt_vi="Một ô màu xanh trên nền trắng, thay cho ảnh thật.", alt_en="A green square on white, in place of a real photograph.", credit="Tổ thử nghiệm", taken="07/2022", place_vi="huyện Tây", place_en="Tây District")],
        "acknowledgements": [dict(id="X04-E5", reason="Huyện tự đặt thấp hơn tỉnh.", by="Tổ thử", day="20/01/2023")],
        "revisions": [dict(id="V1", year="2021", row="E1", figure="111,5%", reason_vi="Quyết toán.", reason_en="Final account.", source="report", locator="p2")],
    },
    2023: {
        "members": members("dong", "tay"),
        "leadership": [post(1, 2023, "head", "dong"), post(2, 2023, "deputy", "tay"), post(3, 2024, "head", "tay")],
        "figures": figures(2023, *plans(dong=("105%", "107,25%"), tay=("99%", "103%"))),
        "shortcomings": [shortcoming(1, "advisory", "Tham mưu lại chậm.", "2021-S1")],
        "tasks": [task("N1", "Giữ hạn nộp.")],
        "task_status": [status("N1", "carried_over")],
        "honours": [nomination(1, "bang_khen_tinh", "dong")],
        "standings": [
            row(id="T1", sort="1", subject="dong", score="88,25/90 điểm", rank="hạng Nhất"),
            row(id="T2", sort="2", subject="tay", score="87 điểm", rank="hạng 2"),
        ],
    },
}  # fmt: skip

SUBJECTS = [
    dict(
        id="dong",
        kind="district",
        sort="1",
        name_vi="Đông",
        full_vi="huyện Đông",
        full_en="Đông District",
        aliases="H. Đông",
    ),
    dict(
        id="nam",
        kind="district",
        sort="2",
        name_vi="Nam",
        full_vi="huyện Nam",
        full_en="Nam District",
        valid_to="31/12/2022",
    ),
    dict(id="tay", kind="district", sort="3", name_vi="Tây", full_vi="huyện Tây", full_en="Tây District"),
]


def lay_out(root: Path, *years: int) -> Workbook:
    """Write the made-up workbook, all three years or some, beside the project's own notebooks."""
    shutil.copytree(PROJECT / "notebooks", root / "notebooks")
    for folder in ("reference", "contract"):
        shutil.copytree(PROJECT / "data" / folder, root / "data" / folder)
    put(root / "data" / "reference", "subjects", SUBJECTS)
    (root / "params").mkdir()
    workbook = Workbook(root)
    for year in years or YEARS:
        put_year(workbook, year)
    return workbook


def put_year(workbook: Workbook, year: int) -> None:
    """Write the params and records of one year."""
    text = PARAMS.format(year=year, next_year=year + 1)
    (workbook.params / f"{year}.yaml").write_text(text, encoding="utf-8")
    folder = workbook.data / str(year)
    folder.mkdir()
    for table in EDITION_TABLES:
        put(folder, table, SOURCE if table == "sources" else YEARS[year].get(table, []))
    for photograph in YEARS[year].get("photographs", []):
        (folder / "photographs").mkdir(exist_ok=True)
        (folder / "photographs" / photograph["file"]).write_bytes(picture())


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 800), **options: object) -> bytes:
    """Return a made-up photograph: a green square on white."""
    from PIL import Image

    made, target = Image.new("RGB", size, "white"), io.BytesIO()
    made.paste((32, 96, 80), (size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2))
    made.save(target, kind, **options)
    return target.getvalue()


def put(folder: Path, table: str, records: list[dict[str, str]]) -> None:
    """Write one table."""
    known = set(CONTRACT[table].columns)
    kept = [{name: cell for name, cell in record.items() if name in known} for record in records]
    (folder / f"{table}.csv").write_text(written(CONTRACT[table], kept), encoding="utf-8-sig", newline="\n")
