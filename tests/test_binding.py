import pytest

from yearbook.errors import BookError
from yearbook.ledger.expression import Expression
from yearbook.press.bind import book
from yearbook.press.bind.binding import bind
from yearbook.press.bind.book import (
    Absent,
    Cell,
    Chapter,
    Fact,
    Figure,
    Grid,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picture,
    Reference,
    Row,
    Table,
    Text,
)

PICTURE = Picture("image/png", "AA==", 1, 1)


def figure(local, title="T", alt="lời"):
    return Figure(local, "", (Text(title),) if title else (), (), alt, PICTURE, (), ())


def table(local, *rows, title="T", notes=()):
    return Table(local, "", (Text(title),) if title else (), (), Grid((), tuple(rows), (1.0,)), (), tuple(notes))


def chapter(slug, number, *blocks):
    return Chapter(slug, number, slug, blocks)


def bound(*drafts, whole=True, language="vi"):
    return bind(drafts, language=language, whole=whole)[:3]


def test_figures_and_tables_are_numbered_by_chapter_and_listed():
    chapters, figures, tables = bound(
        chapter("a", "1", figure("x"), table("y"), figure("z")), chapter("b", "2", figure("x"))
    )
    assert [entry.number for entry in figures] == ["Hình\u00a01.1", "Hình\u00a01.2", "Hình\u00a02.1"]
    assert [entry.number for entry in tables] == ["Bảng\u00a01.1"]
    assert chapters[1].blocks[0].id == "b--x"
    assert bound(chapter("a", "1", figure("x")), language="en")[1][0].number == "Figure\u00a01.1"


def test_ids_are_unique_ascii_slugs_of_the_chapter():
    (made,), *_ = bound(chapter("a", "1", *[Heading(2, "", (Text("Kết quả Đ"),))] * 2))
    assert [block.id for block in made.blocks] == ["a--ket-qua-d", "a--ket-qua-d-2"]


def test_a_source_that_is_not_translated_is_cited_in_its_own_language():
    cited = Paragraph((Reference("#y", "Báo cáo thử [vi]"), Reference("#y", "Test report")))
    for language, kinds in {"en": ["foreign", "reference"], "vi": ["reference", "reference"]}.items():
        (made,), *_ = bound(chapter("a", "1", table("y"), cited), language=language)
        assert [inline.kind for inline in made.blocks[1].content] == kinds
    (made,), *_ = bound(chapter("a", "1", table("y"), cited), language="en")
    assert made.blocks[1].content[0].language == "vi" and made.blocks[1].content[0].children[0].target == "a--y"


def test_what_has_no_title_gets_no_number_and_a_picture_without_words_says_so():
    (made,), figures, _ = bound(chapter("a", "1", figure("", title="", alt="")))
    assert made.blocks[0].number == "" and figures == ()
    assert made.blocks[0].alt == "Hình không có lời mô tả"


def refer(target, text=""):
    return Paragraph((Reference(target, text),))


def test_a_reference_leads_to_the_exhibit_and_reads_as_its_number():
    drafts = (
        chapter("a", "1", figure("x"), refer("#x"), refer("#b:y"), refer("#x", "xem hình")),
        chapter("b", "2", table("y")),
    )
    chapters, *_ = bound(*drafts)
    references = [block.content[0] for block in chapters[0].blocks[1:]]
    assert references == [
        Reference("a--x", "Hình\u00a01.1"),
        Reference("b--y", "Bảng\u00a02.1"),
        Reference("a--x", "xem hình"),
    ]


def test_a_reference_to_nothing_stops_a_whole_book_with_the_nearest_name():
    with pytest.raises(BookError) as stopped:
        bound(chapter("a", "1", figure("ladder"), refer("#lader")))
    assert "«ladder»" in stopped.value.vi and stopped.value.place == "a"


def test_in_a_part_of_the_book_a_reference_elsewhere_says_so():
    (made,), *_ = bound(chapter("a", "1", refer("#b:y")), whole=False)
    assert made.blocks[0].content == (Reference("", "phần khác của niên giám"),)


def test_a_doubled_exhibit_is_refused():
    with pytest.raises(BookError, match="«x»"):
        bound(chapter("a", "1", figure("x"), table("x")))


def test_figures_lead_to_their_row_in_the_register_and_the_register_back_to_them():
    made = [Expression.record("E1"), Expression.record("R1") + Expression.record("R4")]
    asked = (*made, made[1].limits, Expression.record("Q"))
    facts = Paragraph(tuple(Fact("1", each) for each in asked))
    row = Row((Cell((Fact("1", Expression.record("E1")),)),))
    told = []

    def registering(uses, number):
        told.extend(uses)
        rows = [Row((Cell((Text("1"), Reference(f"#figures:{told[0].target}", ""))),), each.text) for each in made]
        return chapter("figures", number, table("records", *rows)), {}

    drafts = [chapter("a", "1", facts, table("t", row))]
    chapters, *_ = bind(drafts, language="vi", whole=True, registering=registering)
    assert [fact.target for fact in chapters[0].blocks[0].content] == ["figure-e1", "figure-r1-r4", "figure-r1-r4", ""]
    assert [(use.target, use.place) for use in told] == [
        *((f"use-{place}", "Chương\N{NO-BREAK SPACE}1") for place in range(1, 5)),
        ("use-5", "Bảng\N{NO-BREAK SPACE}1.1"),
    ]
    register = chapters[1].blocks[0].grid.body
    assert [row.id for row in register] == ["figure-e1", "figure-r1-r4"]
    assert register[0].cells[0].content[1] == Reference("use-1", "Chương\N{NO-BREAK SPACE}1")


def test_note_marks_lead_to_the_notes_of_their_own_table():
    row = Row((Cell((Text("1"), Mark("a", ""))),))
    notes = (Note("a", "", (Text("n"),)),)
    chapters, *_ = bound(chapter("a", "1", table("x", row, notes=notes), table("y", row, notes=notes)))
    marks = [block.grid.body[0].cells[0].content[1].target for block in chapters[0].blocks]
    assert marks == ["a--x--note-a", "a--y--note-a"] == [block.notes[0].id for block in chapters[0].blocks]


def test_references_inside_lists_and_quotes_are_resolved_too():
    nested = book.List(((book.Quote((refer("#x"),)),),))
    (made,), *_ = bound(chapter("a", "1", figure("x"), nested))
    assert made.blocks[1].items[0][0].blocks[0].content[0].target == "a--x"


def test_what_has_nothing_to_show_is_left_out_with_the_headings_over_it_alone():
    heading = lambda text: Heading(2, "", (Text(text),))  # noqa: E731
    words = Paragraph((Text("words"),))
    blocks = (heading("A"), Absent("gone"), heading("B"), words, heading("C"), Absent(""), heading("D"))
    ((kept,), _, _) = bound(chapter("a", "1", *blocks), chapter("b", "2", heading("E"), Absent("x")))
    assert [block.content[0].text for block in kept.blocks] == ["B", "words", "D"], "a heading of its own stays"


def test_chapters_after_one_that_was_left_out_are_numbered_without_a_gap():
    chapters, _, _ = bound(chapter("a", "1", Absent("x")), chapter("b", "2", Paragraph((Text("words"),))))
    assert [(kept.id, kept.number) for kept in chapters] == [("b", "1")]


def test_a_reference_to_what_was_left_out_says_so():
    ((kept,), _, _) = bound(chapter("a", "1", Absent("gone"), Paragraph((Reference("#gone", ""),))), language="en")
    assert kept.blocks[0].content[0].text == "a part without data"


def test_a_section_of_two_words_can_refer_to_its_own_exhibits():
    (made,), *_ = bound(chapter("new_rural", "1", figure("x"), refer("#x")))
    assert made.blocks[1].content == (Reference("new-rural--x", "Hình\u00a01.1"),) and made.id == "new-rural"


def test_a_reference_to_a_heading_reads_as_its_words():
    (made,), *_ = bound(chapter("a", "1", Heading(2, "", (Text("Kết quả"),)), refer("#Kết-quả")))
    assert made.blocks[1].content == (Reference("a--ket-qua", "Kết quả"),)


def test_a_reference_to_nothing_names_the_place_of_its_block():
    draft = Chapter("a", "1", "a", (Paragraph((Text("x"),)), refer("#none")), ("ô 1", "ô 2"))
    with pytest.raises(BookError) as stopped:
        bound(draft)
    assert stopped.value.place == "ô 2"
    assert bound(Chapter("a", "1", "a", (Paragraph((Text("x"),)),), ("ô 1",)))[0][0].places == ()
