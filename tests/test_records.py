from tests.conftest import own_workers as local_workers
from tests.made_up import CONTRACT, EDITION_TABLES, REFERENCE_TABLES
from yearbook.ledger.approvals import TABLE
from yearbook.ledger.codebook import codebook
from yearbook.ledger.edition import open_edition
from yearbook.paths import Workbook


def test_the_codebook_says_what_the_contract_says(project):
    assert (project.data / "README.md").read_text("utf-8") == codebook(CONTRACT)


def test_every_table_has_a_file_whose_header_is_its_contract(project):
    for folder, tables in ((project.data / "2021", EDITION_TABLES), (project.reference, REFERENCE_TABLES)):
        assert {path.stem for path in folder.glob("*.csv")} - {TABLE} == set(tables)
        for name, table in tables.items():
            content = (folder / f"{name}.csv").read_bytes()
            assert content.startswith(b"\xef\xbb\xbf"), f"{name}.csv has no BOM for Excel"
            header = content.decode("utf-8-sig").splitlines()[0]
            assert header.split(";") == list(table.columns)


def test_every_column_is_described_in_both_languages(project):
    lists = open_edition("2021", project).tables
    for table in (*EDITION_TABLES.values(), *REFERENCE_TABLES.values()):
        for name, column in table.columns.items():
            assert all(column.heading) and all(column.meaning), f"{table.name}.{name}"
            known = lists.codes(column.codes) if column.codes else column.categories
            assert all(all(pair) for pair in known.values())
            assert column.example in known or column.kind != "code", f"{table.name}.{name}"


def test_the_2021_edition_has_all_its_records(project):
    edition = open_edition("2021", project)
    counts = {table: len(edition.rows(table)) for table in EDITION_TABLES}
    reported = [row for row in edition.rows("figures") if not row.figure.is_missing]
    assert len(reported) == 7 and counts["figures"] == 11
    assert counts["relief"] == 9 and all(not row.figure.is_missing for row in edition.rows("relief"))
    assert (counts["members"], counts["shortcomings"], counts["honours"], counts["documents"]) == (5, 5, 3, 2)
    assert (counts["claims"], counts["movements"], counts["anniversaries"], counts["tasks"]) == (13, 10, 3, 13)
    external = [row.subject for row in edition.rows("members") if row.evidence == "external"]
    assert external == ["van_canh"]


def test_every_text_of_2021_is_in_both_languages(project):
    edition = open_edition("2021", project)
    for table, described in EDITION_TABLES.items():
        for row in edition.rows(table):
            for name in described.columns:
                if name.endswith("_vi") and f"{name[:-3]}_en" in described.columns:
                    assert bool(getattr(row, name)) == bool(getattr(row, f"{name[:-3]}_en")), f"{table} {row} {name}"


def test_a_table_is_read_again_as_soon_as_it_or_what_it_names_differs_in_one_byte(workbook):
    first = open_edition("2021", workbook).tables
    again = open_edition("2021", workbook).tables
    assert first.placed("figures") is again.placed("figures")

    records = workbook.data / "2021" / "figures.csv"
    records.write_bytes(records.read_bytes().replace(b"118,3%", b"118,4%"))
    changed = open_edition("2021", workbook).tables
    assert changed["figures"][0].figure.words("vi") == "118,4%"
    assert changed.placed("relief") is first.placed("relief")

    subjects = workbook.reference / "subjects.csv"
    subjects.write_bytes(subjects.read_bytes().replace(b"hoai_an", b"hoai_ant"))
    assert {p.code for p in open_edition("2021", workbook).tables.problems() if p.severity == "error"}

    schema = workbook.data / "contract" / "relief.yaml"
    schema.write_text(schema.read_text("utf-8").replace("required: true", "required: false", 1), encoding="utf-8")
    assert open_edition("2021", workbook).tables.contract["relief"] is not first.contract["relief"]


def test_records_that_change_after_the_warm_process_read_them_are_those_a_notebook_sees(workbook):
    editions = [(workbook.root, "2021")]
    with local_workers("warm", early=True, editions=editions) as executor:
        assert executor.submit(first_figure, workbook.root).result() == "118,3%"
        records = workbook.data / "2021" / "figures.csv"
        records.write_bytes(records.read_bytes().replace(b"118,3%", b"118,4%"))
        assert executor.submit(first_figure, workbook.root).result() == "118,4%"


def first_figure(root):
    return open_edition("2021", Workbook(root)).tables["figures"][0].figure.words("vi")
