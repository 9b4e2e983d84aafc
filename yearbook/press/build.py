"""The recipe: records and notebooks become the yearbook, and nothing is replaced until all of it is good."""

from __future__ import annotations

import json
import shutil
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from yearbook.errors import WARNING, BusyError, ExecutionError, Problem, RecordsError
from yearbook.ledger.approvals import standing
from yearbook.ledger.case import Rules
from yearbook.ledger.edition import Edition, checked_edition, problems_of
from yearbook.ledger.resources import resources
from yearbook.paths import Workbook
from yearbook.press.bind.binding import up_to_spread
from yearbook.press.bind.book import Book, Chapter
from yearbook.press.bind.chapters import chapter
from yearbook.press.bind.matter import book
from yearbook.press.bind.notices import notices
from yearbook.press.bind.printed import printed as figures_of
from yearbook.press.bind.sections import Section, chosen_sections, sections_of
from yearbook.press.keep.cache import Cache
from yearbook.press.keep.installed import SAME, label_of
from yearbook.press.keep.reads import Reads, overheard
from yearbook.press.keep.states import is_file
from yearbook.press.keep.whose import BEGAN
from yearbook.press.outputs import PART, alone, publish, working_folder, writing
from yearbook.press.print.data_package import FOLDER, data_package
from yearbook.press.print.writers import Writers
from yearbook.press.prove.code import came_to
from yearbook.press.prove.contents import Contents
from yearbook.press.prove.manifest import NAME, fingerprint, inputs_of, manifest
from yearbook.press.run.execute import Job, Outcome, answer, run
from yearbook.press.run.interrupt import as_they_end

FORCED, AUDITED = ("forced", ""), ("audited", "")
# A job, its executed notebook, what it read, and the doubts whether that is all.
Executed = tuple[Job, bytes, Mapping[str, str], Sequence[str]]
# Whatever the press itself reads there is an input, were it unknown to `inputs_of`.
_RECORDS = ("data/", "params/")


@dataclass(frozen=True)
class Order:
    """What was asked for: empty `only` and `languages` mean all of the edition's. `force` runs what has not changed,
    and so does `audit`, which holds what comes of it against what was kept.

    Without `pdf` none is made; `docx` makes a Word document or not, whatever the params say. What is made `aside` is
    put in no place.
    """

    edition: str
    only: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pdf: bool = True
    docx: bool | None = None
    kernel: str = "warm"
    force: bool = False
    audit: bool = False
    aside: bool = False


def unheard(*_: object) -> None:
    """Take what nobody asked to hear."""


@dataclass(frozen=True)
class Report:
    """Whom to tell; by default nobody.

    `warned` of each warning in the records; `decided` of each job whether it runs and why: (kind, what), see
    `Cache.recall`; `finished` of each job that ran, with its place in the row.
    """

    warned: Callable[[Problem], None] = unheard
    decided: Callable[[Job, tuple[str, str]], None] = unheard
    finished: Callable[[Outcome, int, int], None] = unheard


@dataclass(frozen=True)
class Made:
    """One edition as it was made: its files, how many notebooks ran or were kept, and, after an audit, which of those
    that would have been kept came to something else. `contents` are the files by their name in the folder.
    """

    order: Order
    files: list[Path]
    ran: int
    kept: int
    differing: tuple[str, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Press:
    """What every build works with: `executor` runs notebooks, `printers` typeset; `reads` is what this process reads.

    `rules` is what the records are held against; `doubts` gathers what notebooks did that nobody can keep an eye on,
    `left` whose the extra files are: label → slot of a job.
    """

    workbook: Workbook
    executor: Executor
    printers: Executor
    cache: Cache
    reads: Reads
    report: Report
    rules: Rules
    doubts: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def build(orders: Iterable[Order], press: Press) -> Iterator[Made]:
    """Build editions in order, each in three steps, so that no worker waits: the next one's notebooks are under way
    while one is printed, and its pages are printed while the PDF of the one before is typeset.

    Raises YearbookError; the last good yearbook of that edition then stands.
    """
    begun: deque[Generator[Made | None, None, None]] = deque()
    printed: deque[Generator[Made | None, None, None]] = deque()
    try:
        for order in chain(orders, (None, None)):
            if order:
                begun.append(_steps(order, press))
                next(begun[-1])
            if begun and (len(begun) > 1 or not order):
                printed.append(begun.popleft())
                next(printed[-1])
            if printed and (len(printed) > 1 or not order):
                made = next(printed.popleft())
                if made:
                    yield made
    finally:
        for edition in (*begun, *printed):
            edition.close()


def _steps(order: Order, press: Press) -> Generator[Made | None, None, None]:
    """Make one edition: check it and set its notebooks going, print its books, put everything in its place."""
    workbook = press.workbook
    contents, unseen = Contents(press.cache.root), dict[str, Sequence[str]]()
    with overheard(press.cache.root) as own:
        edition, warnings = checked_edition(order.edition, workbook, press.rules)
    contents.add(_of_records(own))
    for warning in warnings:
        press.report.warned(warning)
    sections = sections_of(workbook, edition)
    chosen = chosen_sections(sections, list(order.only))
    folder = workbook.outputs / edition.id
    with writing(workbook, folder), alone(workbook, folder), working_folder(folder) as bench:
        jobs = _jobs(order, edition, chosen, bench, workbook)
        believed: dict[Job, bytes] = {}
        kept, running = _set_going(jobs, order, press, believed)
        yield None

        contents.add(inputs_of(edition, [section.path for section in sections], press.cache.now))
        writers = Writers(press.cache, press.printers, edition.id, _formats(order, edition), bench)
        name = "-".join(section.slug for section in chosen) if order.only else "yearbook"
        notebooks: dict[Job, bytes] = {}
        drafts: dict[Job, Chapter] = {}
        printed: dict[str, str] = {}
        books: dict[str, Book] = {}
        tables = [] if order.only else resources(edition)

        def print_code(language: str) -> str:
            own = {f"sections/{job.target.name}": notebooks[job] for job in jobs if job.language == language}
            return f"{fingerprint(contents)}.{came_to(own)}"

        def print_in(language: str) -> None:
            chapters = [drafts[job] for job in jobs if job.language == language]
            printed[language] = print_code(language)
            made = book(edition, language, chapters, printed[language], whole=not order.only)
            if made.whole:
                books[language] = made
                made = replace(made, attached=data_package(edition, tables, [made]))
            writers.send(made, f"{name}.{language}")
            for chapter in filter(None, map(up_to_spread, chapters)):
                page = book(edition, language, [chapter], printed[language], whole=False, registered=False)
                writers.send_picture(replace(page, colophon=None), f"{chapter.id}.{language}")

        with overheard(press.cache.root) as own:
            for job, notebook, reads, doubts in chain(kept, _as_they_come(running, order, press)):
                # What a notebook read beside is known when it has run, and a book is printed again if it was too early.
                contents.add(reads)
                unseen[job.target.stem] = doubts
                notebooks[job], drafts[job] = notebook, _draft(job, notebook, chosen, workbook)
                if all(other in drafts for other in jobs if other.language == job.language):
                    print_in(job.language)
            contents.add(_of_records(own))
            for language, code in list(printed.items()):
                if code != print_code(language):
                    print_in(language)
            _hold_approved(order, edition, jobs, drafts, warnings, press)
        _tell_notices(jobs, drafts, order, press)
        yield None

        in_order = {language: place for place, language in enumerate(order.languages or edition.params.languages)}
        files = dict(sorted(writers.files().items(), key=lambda item: (in_order[item[0].split(".")[-2]], item[0])))
        data = data_package(edition, tables, [books[language] for language in in_order]) if books else {}
        files |= {f"{FOLDER}/{name}": content.encode() for name, content in data.items()}
        files |= {f"sections/{job.target.name}": notebooks[job] for job in jobs}
        if order.only:
            files = {f"{PART}/{name}": content for name, content in files.items()}
        else:
            files[NAME] = manifest(edition.id, contents, unseen, printed, files).written()
        if press.reads.torn:
            raise _changed_meanwhile(press)
        differing = tuple(job.target.stem for job, content in believed.items() if notebooks[job] != content)
        placed = [] if order.aside else publish(workbook, folder, bench, files)
        yield Made(order, placed, len(running), len(kept), differing, files)


def _hold_approved(
    order: Order,
    edition: Edition,
    jobs: Sequence[Job],
    drafts: Mapping[Job, Chapter],
    told: Sequence[Problem],
    press: Press,
) -> None:
    """Hold what the notebooks print against what was approved, since the records alone cannot tell what is new or gone.

    Raises RecordsError in a final edition, as for any warning.
    """
    languages = {job.language for job in jobs}
    if order.only or languages != set(edition.params.languages) or not (press.rules.approved and standing(edition)):
        return
    printed = set[str]()
    for language in languages:
        printed |= figures_of(edition, language, [drafts[job] for job in jobs if job.language == language])
    found = [problem for problem in problems_of(edition, press.rules, printed) if problem.severity == WARNING]
    found = [problem for problem in found if problem not in told]
    if found and edition.params.state == "final":
        raise RecordsError(found)
    for problem in found:
        press.report.warned(problem)


def _formats(order: Order, edition: Edition) -> list[str]:
    """Return what the book is printed as: what the params say, less or more as was asked for."""
    taken = {"pdf": not order.pdf, "png": not order.pdf, "docx": order.docx is not None}
    formats: list[str] = [name for name in edition.params.formats if not taken.get(name)]
    return [*formats, "docx"] if order.docx else formats


def _jobs(
    order: Order, edition: Edition, sections: Sequence[Section], bench: Path, workbook: Workbook
) -> Sequence[Job]:
    """Return the jobs of an edition: every section in every language."""
    jobs = []
    for language in order.languages or edition.params.languages:
        for section in sections:
            overrides = edition.params.sections.get(section.slug, {})
            parameters = {"edition": edition.id, "language": language, **overrides}
            target = bench / f"{section.slug}.{language}.ipynb"
            jobs.append(Job(section.slug, language, workbook.root, section.path, parameters, target, order.kernel))
    return jobs


def _set_going(
    jobs: Sequence[Job], order: Order, press: Press, believed: dict[Job, bytes]
) -> tuple[list[Executed], dict[Future[Outcome], Job]]:
    """Return the jobs that have been run as they are now, and set the others going; in an audit all, and `believed`
    takes what would have been kept.
    """
    kept: list[Executed] = []
    running = {}
    for job in jobs:
        entry, why = (None, FORCED) if order.force else press.cache.recall(job.slot, job.given)
        if entry and order.audit:
            believed[job] = entry["content"]
            entry, why = None, AUDITED
        press.report.decided(job, why)
        if entry:
            _agree(job, entry["reads"], press)
            kept.append((job, entry["content"], entry["reads"], ()))
        else:
            running[press.executor.submit(run, job)] = job
    return kept, running


def _as_they_come(running: Mapping[Future[Outcome], Job], order: Order, press: Press) -> Iterator[Executed]:
    """Yield every job as it ends, and keep it with what it read."""
    for done, future in enumerate(as_they_end(running.keys()), 1):
        job = running[future]
        outcome = answer(future, job)
        _agree(job, outcome.reads, press)
        if outcome.problem:
            raise _failure(press.workbook, order.edition, outcome)
        press.doubts.extend(outcome.doubts)
        if outcome.left:
            press.report.warned(_left_running(press.workbook, outcome))
        notebook = job.target.read_bytes()
        reads = {**outcome.reads, **_installed(outcome, press)}
        press.cache.keep(job.slot, job.given, reads, outcome.doubts, notebook)
        press.report.finished(outcome, done, len(running))
        yield job, notebook, outcome.reads, outcome.doubts


def _of_records(reads: Reads) -> dict[str, str]:
    """Return the files that were read of the records, by whomever."""
    return {label: then for label, then in reads.states.items() if label.startswith(_RECORDS) and is_file(label)}


def _installed(outcome: Outcome, press: Press) -> dict[str, str]:
    """Return what a job hangs on among what is installed; `press.reads` takes part in it."""
    root = press.cache.root
    states = {label_of(root, files, BEGAN): SAME for files in outcome.packages or press.reads.packages() if files}
    press.reads.include(states)
    return states


def _draft(job: Job, content: bytes, sections: Sequence[Section], workbook: Workbook) -> Chapter:
    number = next(section.number for section in sections if section.slug == job.section)
    file = f"{workbook.show(job.notebook)} ({job.language})"
    return chapter(json.loads(content), slug=job.section, number=number, language=job.language, file=file)


def _tell_notices(jobs: Sequence[Job], drafts: Mapping[Job, Chapter], order: Order, press: Press) -> None:
    """Tell what a reader might miss, in the language that is printed first."""
    first = [drafts[job] for job in jobs if job.language == jobs[0].language]
    for notice in notices(first, whole=not order.only):
        press.report.warned(notice)


def _agree(job: Job, states: Mapping[str, str], press: Press) -> None:
    """Hold what a job read, and the files it left, against what everybody else read and left."""
    for label in states:
        if label.startswith("outputs/") and press.left.setdefault(label, job.slot) != job.slot:
            # Whichever wrote last, the other would be kept as if the file were its own.
            raise ExecutionError(
                "hai sổ tay (hoặc một sổ tay ở hai ngôn ngữ) cùng ghi tệp này. Đặt tên riêng, ví dụ có language.",
                "two notebooks, or one in two languages, write this file. Name them apart, by language perhaps.",
                place=label,
            )
    press.reads.include(states)
    if press.reads.torn:
        raise _changed_meanwhile(press)


def _changed_meanwhile(press: Press) -> BusyError:
    labels = ", ".join(label.removeprefix("?") for label in press.reads.torn)
    return BusyError(
        "đã thay đổi trong khi dựng. Chạy lại.", "changed while the book was being made. Run again.", place=labels
    )


def _left_running(workbook: Workbook, outcome: Outcome) -> Problem:
    """Tell that a notebook had left programs running, which were ended with it."""
    programs = "; ".join(outcome.left)
    return Problem(
        "B03", WARNING, f"{workbook.show(outcome.job.notebook)} ({outcome.job.language})", None, "",
        f"sổ tay để lại chương trình còn chạy, đã dừng: {programs}. Đợi hoặc dừng nó ngay trong sổ tay.",
        f"the notebook left a program running, which was ended: {programs}. Wait for it or end it in the notebook.",
    )  # fmt: skip


def _failure(workbook: Workbook, edition: str, outcome: Outcome) -> ExecutionError:
    """Keep the failing notebook where the analyst can open it, and name it."""
    job, (vi, en) = outcome.job, outcome.problem or ("", "")
    kept_vi = kept_en = ""
    if job.target.is_file():
        kept = workbook.outputs / edition / "failed" / job.target.name
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(job.target, kept)
        kept_vi, kept_en = (
            f"\n     {word} {workbook.show(kept)}"
            for word in ("Sổ tay đã chạy tới chỗ lỗi:", "The notebook as far as it ran:")
        )
    place = f"{workbook.show(job.notebook)} ({job.language})" + (f" › ô {outcome.cell}" if outcome.cell else "")
    return ExecutionError(vi + kept_vi, en + kept_en, place=place)
