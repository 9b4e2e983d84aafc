from yearbook.ledger.codebook import codebook
from yearbook.ledger.edition import open_edition
from yearbook.ledger.records import EDITION_TABLES, REFERENCE_TABLES


def test_the_codebook_says_what_the_row_types_say(project):
    assert (project.data / "README.md").read_text("utf-8") == codebook()


def test_every_table_has_a_file_whose_header_is_its_row_type(project):
    for folder, tables in ((project.data / "2021", EDITION_TABLES), (project.reference, REFERENCE_TABLES)):
        assert {path.stem for path in folder.glob("*.csv")} == set(tables)
        for name, row_type in tables.items():
            content = (folder / f"{name}.csv").read_bytes()
            assert content.startswith(b"\xef\xbb\xbf"), f"{name}.csv has no BOM for Excel"
            header = content.decode("utf-8-sig").splitlines()[0]
            assert header.split(";") == list(row_type.columns())


def test_every_column_is_described_in_both_languages():
    for row_type in (*EDITION_TABLES.values(), *REFERENCE_TABLES.values()):
        for name, column in row_type.columns().items():
            assert all(column.heading) and all(column.meaning), f"{row_type.__name__}.{name}"
            assert all(all(pair) for pair in column.codes.values())
            assert column.example in column.codes or not column.codes


def test_the_2021_edition_has_all_its_records(project):
    edition = open_edition("2021", project)
    counts = {table: len(edition.rows(table)) for table in EDITION_TABLES}
    reported = [row for row in edition.rows("budget") if not row.figure.is_missing]
    assert len(reported) == 7 and counts["budget"] == 11
    assert counts["relief"] == 9 and all(not row.figure.is_missing for row in edition.rows("relief"))
    assert (counts["members"], counts["shortcomings"], counts["nominations"], counts["documents"]) == (5, 5, 3, 2)
    assert (counts["claims"], counts["movements"], counts["anniversaries"], counts["tasks"]) == (10, 10, 3, 13)
    external = [row.district for row in edition.rows("members") if row.evidence == "external"]
    assert external == ["van_canh"]


def test_every_text_of_2021_is_in_both_languages(project):
    edition = open_edition("2021", project)
    for table, row_type in EDITION_TABLES.items():
        for row in edition.rows(table):
            for name in row_type.columns():
                if name.endswith("_vi") and f"{name[:-3]}_en" in row_type.columns():
                    assert bool(getattr(row, name)) == bool(getattr(row, f"{name[:-3]}_en")), f"{table} {row} {name}"
