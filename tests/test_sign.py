"""A person approves the figures of a book: what is bound to the approval, what it changes, and what is told later."""

import csv
import hashlib
import html
import json
import re
import shutil

import pytest

from tests.conftest import PROJECT, copy_with_cache
from tests.made_up import CONTRACT, YEARS, lay_out, put, row
from yearbook.cli import main
from yearbook.ledger import approvals
from yearbook.ledger.edition import open_edition
from yearbook.press.bind.approval import approvers as approval_lines

AN = ("--by", "Lê Thị Ân", "--role", "Chủ tịch")
BA = ("--by", "Trần Văn Ba", "--role", "Phó chủ tịch")
R4 = row(id="R4", subject="tay", actor_vi="Huyện Tây", actor_en="Tây", what="goods_weight", flow="mobilised",
         figure="42,5 tấn", destination="not_stated", relation="separate")  # fmt: skip


@pytest.fixture(scope="session")
def unsigned(tmp_path_factory):
    """A made-up workbook of one chapter, a final edition in two languages that nobody has approved yet."""
    workbook = lay_out(tmp_path_factory.mktemp("sign") / "sổ tay", 2021)
    for path in workbook.notebooks.glob("*.ipynb"):
        if "relief" not in path.name:
            path.unlink()
    params = workbook.params / "2021.yaml"
    params.write_text(params.read_text("utf-8").replace("[html, pdf]", "[html]"), encoding="utf-8")
    put(workbook.data / "2021", "relief", [*YEARS[2021]["relief"], R4])
    assert main(["2021"], workbook) == 0
    return workbook


@pytest.fixture(scope="session")
def signed_once(unsigned, tmp_path_factory):
    workbook = copy_with_cache(unsigned, tmp_path_factory.mktemp("signed") / "sổ tay")
    assert main(["sign", "2021", *AN, "--note", "đã đọc; “kỹ”"], workbook) == 0
    return workbook


@pytest.fixture
def book(unsigned, tmp_path, capsys):
    workbook = copy_with_cache(unsigned, tmp_path / "copy")
    capsys.readouterr()
    return workbook


@pytest.fixture
def signed(signed_once, tmp_path, capsys):
    workbook = copy_with_cache(signed_once, tmp_path / "copy")
    capsys.readouterr()
    return workbook


def rows(workbook):
    path = workbook.data / "2021" / "approvals.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def codes(workbook):
    return json.loads((workbook.outputs / "2021" / "manifest.json").read_text("utf-8"))["print_codes"]


def approvers(workbook, language="vi"):
    """Return what the last page says of who approved the book."""
    page = (workbook.outputs / "2021" / f"yearbook.{language}.html").read_text("utf-8")
    label = {"vi": "Người duyệt", "en": "Approved by"}[language]
    return [html.unescape(said) for said in re.findall(f"<dt>{label}</dt><dd>(.*?)</dd>", page)]


def edit(workbook, file, seen, typed):
    path = workbook.root / file
    text = path.read_text("utf-8-sig")
    assert seen in text
    path.write_text(text.replace(seen, typed, 1), encoding="utf-8-sig" if file.endswith(".csv") else "utf-8")


def differing(workbook, capsys):
    """Return what `check` says of figures that nobody has approved as they are: figure → (code, old → new)."""
    capsys.readouterr()
    main(["check", "2021"], workbook)
    told = re.findall(r"CẢNH BÁO \[(V0\d)\] .*?con số «(.*?)» .*?\): (.*?)\. Xem lại", capsys.readouterr().out)
    return {figure: (code, change) for code, figure, change in told}


def test_an_approval_is_of_every_figure_and_leaves_the_print_code_as_it_was(signed, unsigned):
    (approved,) = rows(signed)
    assert (approved["by"], approved["role"], approved["note"]) == ("Lê Thị Ân", "Chủ tịch", "đã đọc; “kỹ”")
    assert codes(signed) == codes(unsigned)
    assert approved["print_codes"] == "|".join(f"{language} {code}" for language, code in sorted(codes(signed).items()))
    content = (signed.data / "2021" / "approved" / f"{approved['register'][:12]}.json").read_bytes()
    assert hashlib.sha256(content).hexdigest() == approved["register"]
    figures = {json.dumps(made): rest for made, *rest in json.loads(content)}
    assert figures['"R4"'] == ["en vi", "42,5 tấn", "42.5", "42.45", "42.55", "tonne"]
    assert len(figures) == int(approved["figures"]) and any("R4" in made and "+" in made for made in figures)
    for language, code in codes(signed).items():
        (said,) = approvers(signed, language)
        assert said.startswith("Lê Thị Ân, Chủ tịch, ") and said.endswith(code)


@pytest.mark.nightly
def test_to_build_an_approved_book_again_changes_no_byte_of_it(signed):
    folder = signed.outputs / "2021"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name[0] != "."}
    assert main(["2021", "--force"], signed) == 0
    assert {name: (folder / name).read_bytes() for name in before} == before


@pytest.mark.nightly
def test_an_approved_book_is_proved_and_archived_with_its_approval(signed, capsys):
    assert main(["verify", "2021"], signed) == 0 and "= yearbook.vi.html" in capsys.readouterr().out
    assert main(["archive", "2021"], signed) == 0
    shutil.rmtree(signed.data / "2021" / "approved")
    assert main(["verify", "2021"], signed) == 1 and "approved/" in capsys.readouterr().err


def test_check_names_exactly_the_figures_that_changed_and_those_made_of_them(signed, capsys):
    edit(signed, "data/2021/relief.csv", "42,5 tấn", "43,5 tấn")
    told = differing(signed, capsys)
    assert told["R4"] == ("V01", "42,5 tấn → 43,5 tấn")
    assert "R1 + R4" in told and all(code == "V01" and "R4" in figure for figure, (code, _) in told.items())
    assert main(["2021"], signed) == 1 and "relief.csv › dòng 4" in capsys.readouterr().err
    assert main(["sign", "2021", *AN], signed) == 0
    assert differing(signed, capsys) == {} and len(rows(signed)) == 2
    assert len(approvers(signed)) == 1 and approvers(signed)[0].endswith(codes(signed)["vi"])
    # What is approved is the book of the records as they are, which was built for it.
    assert approvals.standing(open_edition("2021", signed))[0].register["R4"].state.words == "43,5 tấn"
    assert "43,5" in (signed.outputs / "2021" / "yearbook.vi.html").read_text("utf-8")


def test_an_acknowledged_change_is_printed_as_one_and_a_further_change_asks_again(signed, capsys):
    edit(signed, "data/2021/relief.csv", "42,5 tấn", "43,5 tấn")
    main(["check", "2021"], signed)
    keys = re.findall(r"acknowledge with row (\S+)\)", capsys.readouterr().out)
    known = [dict(id=key, reason="Đã đối chiếu.", by="BT", day="28/11/2026") for key in keys]
    put(signed.data / "2021", "acknowledgements", known)
    old = codes(signed)["vi"]
    assert main(["2021"], signed) == 0
    (said,) = approvers(signed)
    assert f"mã bản in {old} (bản in trước; {len(keys)} con số của bản này khác khi duyệt)" in said
    assert f"{len(keys)} figures are no longer as approved" in approvers(signed, "en")[0]
    edit(signed, "data/2021/relief.csv", "43,5 tấn", "44,5 tấn")
    assert differing(signed, capsys)["R4"] == ("V01", "42,5 tấn → 44,5 tấn")


@pytest.mark.nightly
def test_figures_that_are_new_or_gone_are_told_and_stop_a_final_edition(signed, capsys):
    put(signed.data / "2021", "relief", [*YEARS[2021]["relief"], dict(R4, id="R5")])
    told = differing(signed, capsys)
    assert told["R4"] == ("V02", "42,5 tấn → —")
    edit(signed, "params/2021.yaml", "state: final", "state: draft")
    assert main(["2021"], signed) == 0 and "«R5» mới có" in capsys.readouterr().err
    edit(signed, "params/2021.yaml", "state: draft", "state: final")
    told = differing(signed, capsys)
    assert told["R5"] == ("V03", "— → 42,5 tấn") and told["R1 + R5"][0] == "V03" and told["R1 + R4"][0] == "V02"
    assert main(["sign", "2021", *AN], signed) == 0 and differing(signed, capsys) == {}


def test_a_new_figure_that_only_the_notebooks_know_of_stops_a_final_edition(signed, capsys):
    """As if R4 had not been printed when the book was approved; the records are the same."""
    (approval,) = approvals.standing(open_edition("2021", signed))
    content = approvals.written({key: state for key, state in approval.register.items() if key != "R4"})
    (approved,) = rows(signed)
    approved |= {"register": approvals.hash_of(content), "figures": str(len(approval.register) - 1)}
    approved["id"] = approvals.id_of(approved)
    (signed.data / "2021" / "approved" / f"{approved['register'][:12]}.json").write_bytes(content)
    write(signed, [approved])
    assert main(["2021"], signed) == 1
    said = capsys.readouterr().err
    assert "[V03]" in said and "«R4» mới có" in said and said.count("[V0") == 1
    assert differing(signed, capsys) == {"R4": ("V03", "— → 42,5 tấn")}


def write(workbook, records):
    put(workbook.data / "2021", "approvals", records)


def test_who_approved_an_earlier_print_stands_beside_who_approved_this_one(signed, capsys):
    (an,) = rows(signed)
    (approval,) = approvals.standing(open_edition("2021", signed))
    edit(signed, "data/2021/relief.csv", "42,5 tấn", "43,5 tấn")
    edition, printed = open_edition("2021", signed), {language: approval.register for language in ("vi", "en")}
    content = approvals.written(approvals.register(edition, printed))
    code = "0123456789ab.01234567"
    ba = an | {"by": BA[1], "role": BA[3], "register": approvals.hash_of(content), "print_codes": f"vi {code}"}
    ba["id"] = approvals.id_of(ba)
    (signed.data / "2021" / "approved" / f"{ba['register'][:12]}.json").write_bytes(content)
    write(signed, [an, ba])
    said = approval_lines(open_edition("2021", signed), "vi", code, printed["vi"])
    assert codes(signed)["vi"] in said[0] and "(bản in trước; " in said[0]
    assert said[1].startswith("Trần Văn Ba, Phó chủ tịch, ") and said[1].endswith(f"mã bản in {code}")
    assert differing(signed, capsys) == {}
    edit(signed, "params/2021.yaml", "state: final", "state: draft")
    assert approval_lines(open_edition("2021", signed), "vi", code, printed["vi"]) == []


@pytest.mark.nightly
def test_each_of_two_approvers_is_told_by_what_they_approved(signed, capsys):
    assert main(["sign", "2021", *BA], signed) == 0
    before = rows(signed)
    assert main(["sign", "2021", *BA], signed) == 0 and rows(signed) == before
    assert [said.partition(",")[0] for said in approvers(signed)] == ["Lê Thị Ân", "Trần Văn Ba"]
    first = codes(signed)["vi"]
    edit(signed, "data/2021/relief.csv", "42,5 tấn", "43,5 tấn")
    assert main(["sign", "2021", *BA], signed) == 0
    an, ba = approvers(signed)
    assert first in an and "khác khi duyệt" in an
    assert ba.endswith(codes(signed)["vi"]) and codes(signed)["vi"] != first
    # Somebody has looked at each figure as it is now.
    assert differing(signed, capsys) == {}


@pytest.mark.nightly
def test_a_text_that_changed_leaves_the_figures_approved_and_the_page_says_which_print_was(signed, capsys):
    old = codes(signed)["vi"]
    edit(signed, "params/2021.yaml", "nhóm thử", "nhóm thử hai")
    assert main(["2021"], signed) == 0 and codes(signed)["vi"] != old
    assert approvers(signed)[0].endswith(f"mã bản in {old} (bản in trước; từ đó không con số nào thay đổi)")
    assert differing(signed, capsys) == {}


@pytest.mark.parametrize(
    "name",
    [
        'Nguyễn <b>&amp; Con</b>\n"Út";  #1 {R4} $x$ \\ | \u200bÂn',
        *(
            pytest.param(name, marks=pytest.mark.nightly)
            for name in ("=1+1", "\ufeff Lê", "O’B., *J.*", "李 🖊", "…", "-")
        ),
    ],
)
def test_a_name_is_printed_and_kept_as_it_was_typed(book, name):
    assert main(["sign", "2021", "--by", name, "--role", name, "--note", name], book) == 0
    plain = " ".join(name.replace("\u200b", "").replace("\ufeff", "").split())
    assert [rows(book)[0][cell] for cell in ("by", "role", "note")] == [plain] * 3
    assert approvers(book)[0].startswith(f"{plain}, {plain}, ngày ")
    assert main(["check", "2021"], book) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--by"),
        (("--by", "  ", "--role", "x"), "--by"),
        (("--by", "Lê Thị Ân"), "--role"),
        (("--by", "\u200b", "--role", "x"), "--by"),
        (("--by", "a\x00b", "--role", "x"), "--by"),
        (("--by", "a\udcff", "--role", "x"), "--by"),
        ((*AN, "--note", "x" * 5000), "--note"),
    ],
)
def test_nobody_approves_without_a_name_and_an_office(book, capsys, words, said):
    assert main(["sign", "2021", *words], book) == 1
    assert said in capsys.readouterr().err and rows(book) == []


def test_what_check_finds_wrong_is_not_approved(book, capsys):
    edit(book, "data/2021/relief.csv", "42,5 tấn", "42,5 tấnn")
    assert main(["sign", "2021", *AN], book) == 1
    said = capsys.readouterr().err
    assert said.count("LỖI") == 1 and "python3 run_all.py check 2021" in said and rows(book) == []


def test_only_the_note_of_an_approval_is_edited_by_hand(signed, capsys):
    (row,) = rows(signed)
    write(signed, [row | {"note": "ghi thêm"}])
    assert main(["2021"], signed) == 0
    for cell, typed in (("by", "Người khác"), ("role", "Giám đốc"), ("day", "01/01/2020"), ("figures", "3")):
        write(signed, [row | {cell: typed}])
        assert main(["check", "2021"], signed) == 1 and "[V04]" in capsys.readouterr().out, cell
    write(signed, [row])
    path = next((signed.data / "2021" / "approved").iterdir())
    content = path.read_bytes()
    path.write_bytes(content.replace(b"\n", b"\r\n"))  # as another checkout may have it
    assert main(["check", "2021"], signed) == 0
    for spoiled in (content.replace(b"42,5", b"43,5"), b"", b"[1]", b"\xff"):
        path.write_bytes(spoiled)
        assert main(["2021"], signed) == 1 and "[V05]" in capsys.readouterr().err


def test_a_final_edition_that_nobody_approved_says_so(unsigned):
    assert approvers(unsigned) == ["chưa có ai duyệt"]
    assert approvers(unsigned, "en") == ["not yet approved by anybody"]


@pytest.mark.nightly
def test_a_draft_can_be_approved_and_names_nobody(book):
    edit(book, "params/2021.yaml", "state: final", "state: draft")
    assert main(["sign", "2021", *AN], book) == 0
    assert approvers(book) == [] and len(rows(book)) == 1


def test_no_form_or_notebook_has_the_approvals(project):
    assert "approvals" not in CONTRACT.of("edition") and "approvals" in CONTRACT.of("apart")
    assert "approvals" in (PROJECT / "data" / "README.md").read_text("utf-8")
