"""A new edition: what carries over, and that nothing is ever overwritten."""

import errno
from pathlib import Path

import pytest

from yearbook.cli import main
from yearbook.emulation.rules import RULES
from yearbook.ledger.edition import open_edition, problems_of


@pytest.fixture
def alone(workbook):
    """A workbook that has the 2021 edition only."""
    import shutil

    (workbook.params / "2022.yaml").unlink()
    shutil.rmtree(workbook.data / "2022")
    return workbook


def test_a_new_edition_carries_over_who_is_there_and_asks_for_the_rest(alone, capsys):
    assert main(["new", "2022"], alone) == 0
    out = capsys.readouterr().out
    assert " 1. params/2022.yaml" in out and "python3 run_all.py check 2022" in out
    edition = open_edition("2022", alone)
    assert edition.params.state == "draft" and edition.params.conference is None
    assert [row.subject for row in edition.rows("members")] == [
        "an_lao",
        "hoai_an",
        "tay_son",
        "van_canh",
        "vinh_thanh",
    ]
    assert [(row.term_year, row.role, row.subject) for row in edition.rows("leadership")] == [
        (2022, "head", "an_lao"),
        (2022, "deputy", "tay_son"),
    ]
    assert len(edition.rows("figures")) == 10 and all(str(row.figure) == "…" for row in edition.rows("figures"))
    tasks = [row.id for row in open_edition("2021", alone).rows("tasks")]
    assert [(row.task, row.status) for row in edition.rows("task_status")] == [(task, "not_reported") for task in tasks]
    assert edition.rows("sources") == [] and edition.rows("honours") == []


def test_a_new_edition_has_no_error_and_builds_at_once_as_a_draft_without_a_change_to_any_notebook(alone, capsys):
    assert main(["new", "2022"], alone) == 0
    problems = problems_of(open_edition("2022", alone), RULES)
    assert {(p.code, p.severity) for p in problems if p.severity != "note"} == {("K04", "warning")}
    missing = [p.named for p in problems if p.code in ("M01", "M03")]
    assert {"conference", "published", "relief", "tasks", "honours"} <= set(missing)
    assert len([p for p in problems if p.code == "M02"]) == 10
    assert main(["2022", "--language", "vi", "--no-pdf"], alone) == 0
    page = (alone.outputs / "2022" / "yearbook.vi.html").read_text("utf-8")
    assert "DỰ THẢO" in page and "chưa báo cáo" in page
    assert "155,6" not in page and ">0<" not in page


def test_new_never_overwrites(alone, capsys):
    assert main(["new", "2022"], alone) == 0
    before = {path: path.read_bytes() for path in (alone.data / "2022").iterdir()}
    assert main(["new", "2022"], alone) == 1
    assert "không ghi đè" in capsys.readouterr().err
    (alone.params / "2022.yaml").unlink()
    assert main(["new", "2022"], alone) == 1
    assert before == {path: path.read_bytes() for path in (alone.data / "2022").iterdir()}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("22",), 2, "Gõ bốn chữ số"),
        (("2020",), 1, "không sau năm 2021"),
        (("2021",), 1, "đã có"),
        (("2022", "--from", "2012"), 1, "Có phải «2021»?"),
        ((), 2, "--help"),
    ],
)
def test_a_wrong_year_is_one_line(alone, capsys, arguments, code, says):
    assert main(["new", *arguments], alone) == code
    assert says in capsys.readouterr().err


def test_a_district_that_has_ended_is_not_carried_over(alone):
    assert main(["new", "2026"], alone) == 0
    assert open_edition("2026", alone).rows("members") == []


def test_the_2022_draft_is_what_is_public_and_no_more(project):
    edition = open_edition("2022", project)
    assert edition.params.state == "draft"
    assert [p.text() for p in problems_of(edition, RULES) if p.severity != "note"] == []
    figures = [(row.subject, str(row.figure)) for row in edition.rows("figures") if not row.figure.is_missing]
    assert figures == [("an_lao", "ước đạt 772 tỷ đồng")]
    from yearbook.desk.frames import Edition
    from yearbook.emulation.apparatus import still_missing

    missing = still_missing(Edition(edition, "vi"))
    assert list(missing.who[:2]) == ["An Lão, Hoài Ân, Tây Sơn, Vân Canh, Vĩnh Thạnh"] * 2
    assert [edition.rows(t) for t in ("relief", "shortcomings", "tasks", "honours", "claims")] == [[]] * 5


def test_check_of_a_clean_edition_is_remembered_and_a_mistake_is_seen_at_once(workbook, capsys):
    assert main(["check", "2021"], workbook) == 0
    first = capsys.readouterr().out
    assert "2021: 0 lỗi, 0 cảnh báo" in first and (workbook.outputs / "2021" / "check.html").is_file()
    assert main(["check", "2021"], workbook) == 0
    assert capsys.readouterr().out == first
    path = workbook.data / "2021" / "figures.csv"
    path.write_text(
        path.read_text("utf-8-sig").replace("118,3%", "118.3%").replace("155,6%", "1.2.3%"), encoding="utf-8-sig"
    )
    assert main(["check", "2021"], workbook) == 1
    out = capsys.readouterr().out
    assert out.startswith("data/2021/figures.csv\n  LỖI [N01] dòng 2 › cột «figure»") and "2 lỗi" in out
    page = (workbook.outputs / "2021" / "check.html").read_text("utf-8")
    assert page.count('type="checkbox"') == 2 and "N04" in page


def test_check_says_what_keeps_the_records_from_being_looked_at(workbook, capsys):
    (workbook.params / "2021.yaml").write_text("year: 2021\nstat: final\n", encoding="utf-8")
    assert main(["check", "2021"], workbook) == 1
    assert "[P00] cột «stat»: khóa lạ «stat». Có phải «state»?" in capsys.readouterr().out


def test_a_body_that_has_ended_is_carried_over_as_its_successors_and_the_command_says_so(alone, capsys):
    path = alone.reference / "subjects.csv"
    header, *lines = path.read_text("utf-8-sig").splitlines()
    names = header.split(";")
    ended = dict(zip(names, next(line for line in lines if line.startswith("an_lao;")).split(";"), strict=True))
    other = [line for line in lines if not line.startswith("an_lao;")]
    heirs = [dict(ended, id=f"an_{part}", name_vi=f"An {part}", aliases="", valid_to="") for part in ("bac", "nam")]
    ended |= {"valid_to": "31/12/2021", "successors": "an_bac|an_nam"}
    rows = [";".join(row[name] for name in names) for row in (ended, *heirs)]
    path.write_text("\n".join([header, *rows, *other]) + "\n", encoding="utf-8-sig")
    assert main(["new", "2022"], alone) == 0
    assert "An Lão: đã kết thúc, thay bằng An bac, An nam." in capsys.readouterr().out
    members = [row.subject for row in open_edition("2022", alone).rows("members")]
    assert members[:2] == ["an_bac", "an_nam"] and "an_lao" not in members


def test_a_first_edition_begins_from_nothing_and_later_ones_stay_in_their_folder(alone):
    assert main(["new", "khoi_so/2023"], alone) == 0
    assert open_edition("khoi_so/2023", alone).rows("members") == []
    assert main(["new", "khoi_so/2024"], alone) == 0
    assert "ấn bản khoi_so/2023" in (alone.params / "khoi_so" / "2024.yaml").read_text("utf-8")
    assert main(["new", "2022"], alone) == 0
    assert "ấn bản 2021" in (alone.params / "2022.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.ENOSPC, "hết chỗ trên đĩa"), (errno.EROFS, "ổ đĩa chỉ đọc"), (errno.EPERM, "không được phép ghi")],
)
@pytest.mark.parametrize("after", [0, 7, "params", "folder"])
def test_what_the_disk_refuses_is_one_message_and_leaves_nothing(alone, capsys, monkeypatch, number, says, after):
    before = sorted(path for path in alone.root.rglob("*") if "outputs" not in path.parts)
    written, kept, renamed = [], Path.write_text, Path.rename

    def write(path, *content, **how):
        written.append(path)
        if len(written) > (after if isinstance(after, int) else 10_000) or (
            after == "params" and path.suffix == ".new"
        ):
            raise OSError(number, "refused", str(path))
        return kept(path, *content, **how)

    def rename(path, target):
        if after == "folder" and path.name == ".2022.new":
            raise OSError(number, "refused", str(path))
        return renamed(path, target)

    monkeypatch.setattr(Path, "write_text", write)
    monkeypatch.setattr(Path, "rename", rename)
    assert main(["new", "2022"], alone) == 1
    said = capsys.readouterr().err
    assert says in said and "Traceback" not in said and written
    assert sorted(path for path in alone.root.rglob("*") if "outputs" not in path.parts) == before
