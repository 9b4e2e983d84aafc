from tests.made_up import CONTRACT, EDITION_TABLES, REFERENCE_TABLES
from yearbook.ledger.codebook import codebook
from yearbook.ledger.edition import open_edition


def test_the_codebook_says_what_the_contract_says(project):
    assert (project.data / "README.md").read_text("utf-8") == codebook(CONTRACT)


def test_every_table_has_a_file_whose_header_is_its_contract(project):
    for folder, tables in ((project.data / "2021", EDITION_TABLES), (project.reference, REFERENCE_TABLES)):
        assert {path.stem for path in folder.glob("*.csv")} == set(tables)
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
