"""Front and back matter: the title, the cover with the finding of the year, and how the book was made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from yearbook import language as house
from yearbook.ledger.citing import name_of
from yearbook.ledger.edition import Edition
from yearbook.press.bind.approval import approvers
from yearbook.press.bind.binding import bind, up_to_spread
from yearbook.press.bind.book import Book, Chapter, Colophon, Cover, Imprint, Inlines, Paragraph
from yearbook.press.bind.book_figures import listed
from yearbook.press.bind.evidence import evidence
from yearbook.press.bind.plain import as_text
from yearbook.press.bind.register import Entry, entries, register
from yearbook.press.bind.uses import Use, unmarked


def book(
    edition: Edition,
    language: str,
    drafts: Sequence[Chapter],
    fingerprint: str,
    *,
    whole: bool,
    registered: bool = True,
) -> Book:
    """Return the chapters of one language edition as a Book, with the register of its figures if `registered`.

    Raises BookError for a broken reference.
    """

    known: list[Entry] = []
    printed_in: set[str] = set()

    def registering(uses: Sequence[Use], number: str) -> tuple[Chapter | None, Mapping[str, str]]:
        known.extend(entries(edition, uses))
        printed_in.update(use.figure.unit for use in uses)
        units = {entry.made.text: entry.figure.unit.id if entry.figure.unit else "" for entry in known}
        return register(edition, language, known, number), units

    bound = bind(drafts, language=language, whole=whole, registering=registering if registered else None)
    chapters, figures, tables, rows = bound
    params = edition.params
    cover, imprint = _cover(edition, language, chapters), _imprint(edition, language)
    area = [params.area[language]] if params.area else []
    return Book(
        language=language,
        title=_title(edition, language),
        author=imprint.compiler,
        date=imprint.compiled,
        cover=cover,
        chapters=chapters,
        figures=figures,
        tables=tables,
        colophon=_colophon(
            edition,
            language,
            fingerprint,
            [entry.made.text for entry in known] if whole and registered else None,
            whole=whole,
        ),
        words=house.words(language),
        whole=whole,
        organiser=_start(params.organiser[language]),
        description=". ".join(filter(None, (cover.subtitle, as_text(cover.finding)))),
        keywords=(params.organiser[language], *area, str(params.year), fingerprint),
        imprint=imprint,
        evidence=evidence(edition, known, rows, printed_in) if known else None,
        listed=listed(edition, known, language) if known and whole else "",
        picture=_picture(edition, language, drafts) if whole else "",
        # Whatever was asked for this time: the bytes of a book do not hang on it.
        others=tuple(other for other in params.languages if whole and other != language),
    )


def _picture(edition: Edition, language: str, drafts: Sequence[Chapter]) -> str:
    """Return the name of the picture that lies beside a book, of the first chapter that has one; "" if none is made."""
    names = (f"{draft.id}.{language}.png" for draft in drafts if up_to_spread(draft))
    return next(names, "") if "png" in edition.params.formats else ""


def loose_book(draft: Chapter, language: str, date: str = "") -> Book:
    """Return one notebook by itself as a Book, without cover or lists."""
    chapters, figures, tables, _ = bind([draft], language=language, whole=False, strict=False)
    return Book(
        language, draft.title, "", date, None, chapters, figures, tables, None, house.words(language), whole=False
    )


def _cover(edition: Edition, language: str, chapters: Sequence[Chapter]) -> Cover:
    params = edition.params
    names = [name_of(edition, member.subject, language) for member in edition.rows("members")]
    meeting = params.conference
    subtitle = "cover_subtitle" if edition.rows("tasks") else "cover_subtitle_alone"
    years = house.word(subtitle, language).format(year=params.year, next_year=params.year + 1)
    conference = [house.date(meeting.date, language)] if meeting else [house.word("empty.not_yet", language)]
    conference += [meeting.venue[language]] if meeting and meeting.venue else []
    members, total = house.listing(names, language), params.members_total or len(names)
    if total > len(names):
        noun = params.word("member").of(total, language)
        members = house.word("cover_members_named", language).format(
            names=members, n=len(names), total=total, noun=noun
        )
    return Cover(
        title=_title(edition, language),
        subtitle=_start(f"{params.area[language]}: {years}" if params.area else years),
        finding=_finding(chapters),
        facts=(
            (house.word("cover_conference", language), ", ".join(conference)),
            (house.word("cover_members", language), members),
            (
                house.word("cover_data", language),
                house.date(params.published, language) if params.published else house.word("empty.not_yet", language),
            ),
            *_lines((("imprint_publisher", _published(_imprint(edition, language))),), language),
        ),
        state_mark=house.word("draft", language) if params.state == "draft" else "",
    )


def _imprint(edition: Edition, language: str) -> Imprint:
    """Return what the params say of the book itself; what begins a line begins with a capital."""
    params = edition.params
    said = {key: getattr(params, key) for key in ("compiler", "publisher", "place", "rights")}
    told = {key: pair[language] if pair else "" for key, pair in said.items()}
    compiled = params.compiled.iso() if params.compiled and params.compiled.exact else ""
    return Imprint(_start(told["compiler"]), compiled, _start(told["publisher"]), told["place"], _start(told["rights"]))


def _published(imprint: Imprint) -> str:
    """Return who publishes the book, and where: "Not officially published, no place of publication"."""
    return ", ".join(filter(None, (imprint.publisher, imprint.place)))


def _title(edition: Edition, language: str) -> str:
    """Return the book's title, as the params word it or as the house does."""
    params = edition.params
    pattern = params.title[language] if params.title else house.word("book_title", language)
    return pattern.format(year=params.year).replace("~", house.NBSP)


def _finding(chapters: Sequence[Chapter]) -> Inlines:
    for chapter in chapters:
        for block in chapter.blocks:
            if isinstance(block, Paragraph) and block.role == "finding":
                return unmarked(block.content)
    return ()


def _colophon(
    edition: Edition, language: str, fingerprint: str, printed: Collection[str] | None, *, whole: bool
) -> Colophon:
    """Return the last page; who approved the book is said where all its figures are `printed`, since it is of all."""
    main = [row for row in edition.rows("sources") if row.main == "yes"]
    titles = "; ".join((getattr(row, f"title_{language}") or row.title_vi) for row in main)
    imprint, compiled = _imprint(edition, language), edition.params.compiled
    approved = [] if printed is None else approvers(edition, language, fingerprint, printed)
    return Colophon(
        lines=(
            (
                house.word("colophon_edition", language),
                f"{edition.id} ({house.word(f'state.{edition.params.state}', language)})",
            ),
            *_lines(
                (
                    ("imprint_compiler", imprint.compiler),
                    ("imprint_compiled", house.date(compiled, language) if compiled else ""),
                    ("imprint_publisher", _published(imprint)),
                    ("imprint_rights", imprint.rights),
                    *(("approved_by", line) for line in approved),
                ),
                language,
            ),
            (house.word("colophon_sources", language), titles),
            *((_open_data(edition, language),) if whole else ()),
            (house.word("colophon_method", language), house.word("colophon_method_text", language)),
            (house.word("colophon_type", language), house.word("colophon_type_text", language)),
        ),
        fingerprint=fingerprint,
        citation=_citation(edition, language, fingerprint),
    )


def _open_data(edition: Edition, language: str) -> tuple[str, str]:
    """Return where the records and the register lie as data."""
    attached = house.word("colophon_data_attached", language) if "pdf" in edition.params.formats else ""
    return house.word("colophon_data", language), house.word("colophon_data_text", language).format(attached=attached)


def _citation(edition: Edition, language: str, fingerprint: str) -> str:
    """Return how to cite the book: who compiled it, its title, who published it where and when, and its print code."""
    imprint, compiled = _imprint(edition, language), edition.params.compiled
    state = "" if edition.params.state == "final" else f" ({house.word('state.draft', language)})"
    printed = ", ".join(filter(None, (_published(imprint), str(compiled.year) if compiled else "")))
    code = house.word("citation_code", language).format(code=fingerprint)
    parts = (imprint.compiler, _title(edition, language) + state, printed, code)
    return " ".join(f"{part}." for part in parts if part)


def _lines(pairs: Iterable[tuple[str, str]], language: str) -> tuple[tuple[str, str], ...]:
    """Return a line for each key that has something to say."""
    return tuple((house.word(key, language), said) for key, said in pairs if said)


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
