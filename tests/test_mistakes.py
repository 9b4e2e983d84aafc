"""What an analyst will get wrong: each mistake has one code, one place, and words that say what to do."""

import unicodedata

import pytest

from tests.made_up import lay_out
from yearbook.cli import main
from yearbook.emulation.rules import RULES
from yearbook.ledger.edition import open_edition, problems_of

B, R, L, N, A, S, T = "figures", "relief", "leadership", "honours", "anniversaries", "shortcomings", "tasks"

# table, what stood there, what was typed, code, column or "", the essential words
RECORDS = [
    (B, "118,3%", "118.3%", "N01", "figure", "gõ «118,3»"),
    (B, "118,3%", "1.2.3%", "N04", "figure", "không đọc được số"),
    (B, "118,3%", "12,34,5%", "N04", "figure", "không đọc được số"),
    (B, "118,3%", "118,3 phần", "N05", "figure", "không có đơn vị"),
    (B, "118,3%", "118,3", "N16", "figure", "Gõ cả đơn vị"),
    (B, "118,3%", "vượt 18,3% dự toán", "N18", "figure", "cột mốc so sánh"),
    (B, "118,3%", "118,3 tỷ đồng", "N16", "figure", "Có mốc so sánh thì gõ tỷ lệ"),
    (B, "118,3%", "118,3\u200b%", "T08", "figure", "ký tự ẩn"),
    (B, "118,3%", "đạt vượt 18,3%", "N17", "figure", "nói hai điều"),
    (B, "118,3%", "hơn nhiều", "N04", "figure", "không phải là một con số"),
    (B, "118,3%", "", "N10", "figure", "gõ «…»"),
    (B, "118,3%", "0%", "N11", "figure", "thật sự bằng 0"),
    (B, "118,3%", "18,3%", "N12", "figure", "«vượt 18,3%» là mức vượt"),
    (B, "tăng 27,71%", "27,71%", "N20", "figure", "tăng, giảm hay bằng"),
    (B, "tăng 27,71%", "tăng 127,71%", "N12", "figure", "mức tăng"),
    (B, "118,3%", "#REF!", "F09", "figure", "lỗi Excel"),
    (B, "155,6%", "99,6%", "X04", "figure", "đổi chỗ hai tỷ lệ"),
    (B, "E1;hoai_an", "E1;Hoai An", "T05", "subject", "Có phải «hoai_an»"),
    (B, "E1;hoai_an", "E1;Văn Canh", "T05", "subject", "Có phải «vân canh»"),
    (B, "E1;hoai_an", "E1;Phù Cát", "T06", "subject", "không có «Phù Cát»"),
    (B, "E1;hoai_an", "E1;UBND huyện Hoài Ân", "T04", "subject", "hiểu «UBND huyện Hoài Ân» là «hoai_an»"),
    (B, "E1;hoai_an", "E1; hoai_an ", "T02", "subject", "khoảng trắng thừa"),
    (B, "chỉ tiêu huyện", unicodedata.normalize("NFD", "chỉ tiêu huyện"), "T01", "base_as_printed", "dựng sẵn"),
    (B, "kế hoạch tỉnh giao", "Ðơn vị giao", "T03", "base_as_printed", "Đ"),
    (B, "E1;hoai_an", "“E1”;hoai_an", "T09", "id", "chữ không dấu"),
    (B, "not_stated;review_2021;p3", "final;review_2021;p3", "T06", "status", "không nằm trong danh sách"),
    (B, "district_plan;2021;118,3%", "district_plan;2020;118,3%", "Y06", "as_of", "của năm 2020"),
    (B, "district_plan;2021;118,3%", "district_plan;năm;118,3%", "D01", "as_of", "không phải ngày"),
    (B, "stated;;\nE2", "stated;;\nTổng cộng;;;;;;;;;;;;\nE2", "F08", "", "dòng cộng"),
    (B, "118,3%;kế", "118,3%;kế;kế", "F04", "", "ngăn cột"),
    (B, "not_stated;review_2021;p3", "not_stated;;p3", "K04", "source", "không có nguồn"),
    (B, "not_stated;review_2021;p3", "not_stated;review_2012;p3", "K03", "source", "Có phải «review_20"),
    (B, "id;subject", "Mã số;district", "F06", "Mã số", "cột lạ"),
    (B, "id;subject", "id;id", "F06", "", "có hai lần"),
    (B, "E2;hoai_an", "E1;hoai_an", "K03", "id", "đã có ở dòng"),
    (R, "1.864 suất quà", "1,864 suất quà", "N03", "figure", "số nguyên"),
    (R, "trên 100 tấn", "trên 100 suất quà", "N16", "figure", "với đơn vị như «kg»"),
    (R, "1.864 suất quà", "1.864 tấn", "N16", "figure", "«suất quà»"),
    (R, "trên 1,3 tỷ đồng", "1.300 tỷ đồng", "N02", "figure", "Có phải «1,300 tỷ đồng»"),
    (R, "trên 1,3 tỷ đồng", "trên 1,3 tỷ đồg", "N05", "figure", "Có phải «tỷ đồng»"),
    (R, "trên 1,3 tỷ đồng", "trên 1,3 triệu đồng", "N14", "figure", "nhầm triệu với tỷ"),
    (R, ";16 tấn;", ";40 tấn;", "X01", "figure", "lớn hơn"),
    (R, "same_goods_as;R1", "same_goods_as;R3", "X02", "related", "trỏ vào nhau"),
    (R, "maybe_part_of;R4", "maybe_part_of;R44", "K03", "related", "không có dòng"),
    (R, "maybe_part_of;R4", "maybe_part_of;", "X02", "related", "cần mã"),
    (L, "L2;2022;deputy", "L2;2022;head", "X08", "role", "đúng một cụm trưởng"),
    (L, "deputy;tay_son", "deputy;an_lao", "X08", "subject", "trùng với cụm trưởng"),
    (L, "L2;2022", "L2;2032", "Y06", "term_year", "năm 2032"),
    (N, "bang_khen_tinh;tay_son", "co_thi_dua_tinh;tay_son", "X09", "award", "Cờ thi đua"),
    (N, "Committee;nominated", "Committee;decided", "X10", "stage", "số và ngày quyết định"),
    (N, "Committee;nominated;;", "Committee;decided;1/QĐ;01/01/2022", "X10", "decision_date", "trước ngày hội nghị"),
    (A, ";132;", ";131;", "X07", "years_stated", "132 năm"),
    (A, "19/05/2022", "20/05/2022", "X07", "marked", "khác ngày, tháng"),
    (A, "19/05/2022", "31/04/2022", "D02", "marked", "không tồn tại"),
    (A, "19/05/2022", "19/05/22", "D02", "marked", "dd/mm/yyyy"),
    (A, "19/05/2022", "2022-05-19", "D01", "marked", "dd/mm/yyyy"),
    (A, "19/05/2022", "19/05/2021", "Y06", "marked", "năm 2021"),
    (T, "main;N2;Tăng", "main;N9;Tăng", "K03", "parent", "không có dòng"),
    (S, "some_districts;review_2021", "nơi khác;review_2021", "T06", "scope", "Được dùng"),
    ("documents", "07/04/2014", "07/04/2024", "X12", "issued", "sau ngày hội nghị"),
    ("sources", "20/01/2022", "10/01/2022", "X13", "published", "trước ngày hội nghị"),
    ("movements", "province_inferred;covid_movement", "cluster;covid_movement", "X15", "launcher_verified", "khác"),
    ("members", "van_canh;4", "Toàn cụm;4", "X17", "subject", "không phải một thành viên"),
    ("members", "van_canh;4", "tay_son;4", "K03", "id", "đã có ở dòng"),
    ("members", "van_canh;4;no;review_2022", "van_canh;4;no;", "K04", "source", "chưa có nguồn"),
    ("claims", "Many criteria of socio-economic development met or exceeded the plan.", "", "T10", "text_en", "[vi]"),
    ("claims", "Nhiều tiêu chí kinh tế – xã hội đạt hoặc vượt kế hoạch.", "", "T10", "text_vi", "ô trống"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "seen", "typed", "code", "column", "words"), RECORDS)
def test_a_mistake_in_a_record_has_its_code_its_place_and_what_to_do(workbook, table, seen, typed, code, column, words):
    path = workbook.data / "2021" / f"{table}.csv"
    text = path.read_text("utf-8-sig")
    assert seen in text
    line = text[: text.index(seen)].count("\n") + 1
    path.write_text(text.replace(seen, typed, 1), encoding="utf-8-sig")
    found = [p for p in problems_of(open_edition("2021", workbook), RULES) if p.code == code]
    assert found, code
    problem = next((p for p in found if words in p.vi), found[0])
    assert words in problem.vi and problem.en
    assert problem.file == f"data/2021/{table}.csv" and (not column or problem.column == column)
    assert code in ("F06", "F08", "X01", "X02", "X04", "N14", "X08", "X09", "K03", "T10") or problem.row == line


WHOLE_FILES = [
    ("claims.csv", None, "F00", "không đọc được tệp"),
    ("claims.csv", "Hoµi ¢n".encode("latin-1"), "F01", "UniKey"),
    ("claims.csv", "id;HoÃ i Ã‚n".encode(), "F02", "sai mã"),
    ("claims.csv", "BẢNG NHẬN ĐỊNH\nid;sort".encode("utf-8-sig"), "F07", "dòng 1 phải là tên cột"),
    ("~$claims.xlsx", b"x", "F10", "tệp tạm"),
    ("figrues.csv", b"x", "F11", "Có phải «figures.csv»"),
    ("commentary/econmy.vi.md", b"x", "F11", "Có phải «economy.vi.md»"),
]


@pytest.mark.parametrize(("name", "content", "code", "words"), WHOLE_FILES)
def test_a_mistake_with_a_file_is_named(workbook, name, content, code, words):
    path = workbook.data / "2021" / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    found = [p for p in problems_of(open_edition("2021", workbook), RULES) if p.code == code]
    assert len(found) == 1 and words in found[0].vi and found[0].file == f"data/2021/{name}"


@pytest.mark.parametrize("name", ["commentary/relief.vi.md", "claims.csv", "../reference/units.csv", "commentary"])
def test_a_link_that_leads_out_of_the_workbook_is_refused_and_named(workbook, tmp_path_factory, name):
    path = (workbook.data / "2021" / name).resolve()
    elsewhere = tmp_path_factory.mktemp("elsewhere") / path.name
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    found = [p for p in problems_of(open_edition("2021", workbook), RULES) if p.code == "F24"]
    assert [(p.severity, p.file) for p in found] == [("error", workbook.show(path))]
    path.unlink()
    elsewhere.rename(workbook.root / path.name)
    path.symlink_to(workbook.root / path.name)
    assert [p for p in problems_of(open_edition("2021", workbook), RULES) if p.severity == "error"] == []


def test_a_missing_bom_is_noted_and_stops_nothing(workbook):
    path = workbook.data / "2021" / "claims.csv"
    path.write_text(path.read_text("utf-8-sig"), encoding="utf-8")
    found = problems_of(open_edition("2021", workbook), RULES)
    assert ("F03", "note") in {(p.code, p.severity) for p in found}


REFERENCE = [
    ("units", "money;1000000000;", "money;0;", "N19", "factor", "lớn hơn 0"),
    ("units", "mass;1000;", "mass;-1000;", "N19", "factor", "lớn hơn 0"),
    ("units", "{} tonnes;", "tonnes;", "N19", "en_many", "mẫu phải có {}"),
    ("units", "kg;{} kg", "kg;{} tấn", "N19", "vi", "«tấn» đã có"),
    ("units", "times;{} lần", "time;{} lần", "N19", "id", "thiếu dòng «times»"),
    ("qualifiers", "more than {};at_least", "more than {};", "N19", "meaning", "cần nghĩa"),
    ("qualifiers", "more than {};at_least", "more than;at_least", "N19", "en", "mẫu phải có {}"),
    ("qualifiers", ";nearly;", ";about;", "N19", "meaning", "thiếu dòng «nearly»"),
    ("qualifiers", "{} million;;no;1000000", "{} million;;no;", "N19", "number", "multiplier"),
    ("indicators", "economy;money", "economy;monney", "N16", "dimension", "Có phải «money»"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "seen", "typed", "code", "column", "words"), REFERENCE)
def test_a_mistake_in_the_words_and_units_of_figures_is_one_of_their_table(
    workbook, table, seen, typed, code, column, words
):
    path = workbook.reference / f"{table}.csv"
    text = path.read_text("utf-8-sig")
    assert seen in text
    path.write_text(text.replace(seen, typed, 1), encoding="utf-8-sig")
    found = [p for p in problems_of(open_edition("2021", workbook), RULES) if p.severity == "error"]
    assert any(p.code == code and p.column == column and words in p.vi for p in found), found
    assert {p.file for p in found} == {f"data/reference/{table}.csv"}


@pytest.mark.parametrize(("typed", "code"), [("118,3", "N16"), ("118,3 tỷ đồng", "N16")])
def test_a_figure_without_its_unit_never_reaches_the_final_book(workbook, capsys, typed, code):
    path = workbook.data / "2021" / "figures.csv"
    path.write_text(path.read_text("utf-8-sig").replace(";118,3%;", f";{typed};"), encoding="utf-8-sig")
    assert main(["2021", "--only", "economy", "--no-pdf"], workbook) == 1
    err = capsys.readouterr().err
    assert f"[{code}] data/2021/figures.csv › dòng 2 › cột «figure»" in err and "118,3%" in err
    assert not (workbook.outputs / "2021").exists()


@pytest.mark.parametrize("typed", ["tăng 27,71%", "bằng 127,71%", "giảm 2,1%"])
def test_a_figure_against_last_year_may_be_a_change_or_a_level(workbook, typed):
    path = workbook.data / "2021" / "figures.csv"
    path.write_text(path.read_text("utf-8-sig").replace(";tăng 27,71%;", f";{typed};"), encoding="utf-8-sig")
    assert [p for p in problems_of(open_edition("2021", workbook), RULES) if p.severity != "note"] == []


# In the made-up cluster of three years: edition, table, seen, typed, code, severity, the essential words
BETWEEN_YEARS = [
    (2022, "task_status", "N1;N1;partly_done;Một huyện đã sửa.;Một huyện đã sửa.;report;p1;stated;;\n", "", "Y01", "warning", "nhiệm vụ «N1»"),
    (2022, "task_status", "N2.1;N2.1;done", "N2.7;N2.7;done", "Y02", "error", "không có nhiệm vụ «N2.7»"),
    (2022, "leadership", "L1;2022;head;tay", "L1;2022;head;nam", "Y03", "warning", "năm trước bầu «tay»"),
    (2022, "figures", ";112%;", ";112 tỷ đồng;", "Y04", "warning", "chuỗi bị đứt"),
    (2022, "revisions", "2021;E1;111,5%", "2021;E99;111,5%", "K03", "error", "không có dòng số liệu"),
    (2022, "revisions", "2021;E1;111,5%", "2021;E1;111,5 tấn", "N16", "error", "không phải đại lượng"),
    (2022, "revisions", "2021;E1;111,5%", "2021;E1;111,6%", "Y05", "note", "110% → mới 111,6%"),
    (2022, "shortcomings", "Quy chế vẫn cũ.;Quy chế vẫn cũ.;2021-S2", "Quy chế cũ.;Quy chế cũ.;", "Y07", "warning", "gõ «2021-S2»"),
    (2022, "shortcomings", "2021-S2", "2021-S9", "K03", "error", "không năm nào"),
    (2022, "figures", ";112%;", ";110%;", "Y08", "warning", "y như năm 2021"),
    (2023, "members", "dong;1;yes", "nam;1;yes", "T07", "error", "kết thúc hoạt động"),
    (2022, "figures", "E1;dong;budget_revenue;district_plan;2022", "E1;dong;budget_revenue;district_plan;2021", "Y06", "error", "Chép nhầm"),
]  # fmt: skip


@pytest.mark.parametrize(("year", "table", "seen", "typed", "code", "severity", "words"), BETWEEN_YEARS)
def test_a_mistake_between_years_is_found(tmp_path, year, table, seen, typed, code, severity, words):
    pack = lay_out(tmp_path)
    path = pack.data / str(year) / f"{table}.csv"
    text = path.read_text("utf-8-sig")
    assert seen in text
    path.write_text(text.replace(seen, typed, 1), encoding="utf-8-sig")
    found = [p for p in problems_of(open_edition(str(year), pack), RULES) if p.code == code]
    assert found and found[0].severity == severity and words in found[0].vi


def test_last_years_folder_under_a_new_name_is_refused(tmp_path, capsys):
    import shutil

    pack = lay_out(tmp_path, 2021)
    shutil.copytree(pack.data / "2021", pack.data / "2022")
    text = (pack.params / "2021.yaml").read_text("utf-8").replace("2022", "2023").replace("2021", "2022")
    (pack.params / "2022.yaml").write_text(text, encoding="utf-8")
    assert main(["2022"], pack) == 1
    err = capsys.readouterr().err
    assert "[Y06]" in err and "bản chép của năm trước" in err
    assert not (pack.outputs / "2022").exists()


def test_a_final_edition_waits_until_every_warning_is_acknowledged(workbook, capsys):
    path = workbook.data / "2021" / "figures.csv"
    path.write_text(path.read_text("utf-8-sig").replace("155,6%", "99,6%"), encoding="utf-8-sig")
    assert main(["2021", "--only", "awards", "--no-pdf"], workbook) == 1
    assert "còn 1 cảnh báo chưa xác nhận" in capsys.readouterr().err
    table = workbook.data / "2021" / "acknowledgements.csv"
    table.write_text(
        table.read_text("utf-8-sig") + "X04-E1;Đã đối chiếu với nguồn.;Tổ biên soạn;20/01/2022\n", encoding="utf-8-sig"
    )
    assert main(["2021", "--only", "awards", "--no-pdf"], workbook) == 0
    assert main(["check", "2021"], workbook) == 0
    assert "Đã xác nhận (Tổ biên soạn): Đã đối chiếu với nguồn." in capsys.readouterr().out
    path.write_text(path.read_text("utf-8-sig").replace("99,6%", "155,6%"), encoding="utf-8-sig")
    assert [p.code for p in problems_of(open_edition("2021", workbook), RULES) if p.named == "X04-E1"] == ["A01"]
