"""The recipe: records and notebooks become the yearbook, and nothing is replaced until all of it is good."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from yearbook.errors import BusyError, ExecutionError, Problem
from yearbook.ledger.edition import Edition, checked_edition
from yearbook.paths import Workbook
from yearbook.press.book import Chapter
from yearbook.press.cache import Cache
from yearbook.press.chapters import chapter
from yearbook.press.execute import Job, Outcome, answer, run
from yearbook.press.manifest import fingerprint, inputs_of, manifest
from yearbook.press.matter import book
from yearbook.press.outputs import alone, publish, working_folder, writing
from yearbook.press.reads import Reads
from yearbook.press.sections import Section, check_overrides, chosen_sections, find_sections
from yearbook.press.writers import Writers

FORCED = ("forced", "")


@dataclass(frozen=True)
class Order:
    """What was asked for: empty `only` and `languages` mean all of the edition's. `force` runs what has not changed."""

    edition: str
    only: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pdf: bool = True
    kernel: str = "warm"
    force: bool = False


@dataclass(frozen=True)
class Report:
    """Whom to tell.

    `warned` of each warning in the records; `decided` of each job whether it runs and why: (kind, what), see
    `Cache.recall`; `finished` of each job that ran, with its place in the row.
    """

    warned: Callable[[Problem], None]
    decided: Callable[[Job, tuple[str, str]], None]
    finished: Callable[[Outcome, int, int], None]


@dataclass(frozen=True)
class Made:
    """One edition as it was made. `sure` is false where a notebook left doubts."""

    order: Order
    files: list[Path]
    ran: int
    kept: int
    sure: bool


@dataclass(frozen=True)
class _Begun:
    """An edition whose notebooks are under way: `running` on the executor, `kept` from the cache.

    `doubts` gathers what notebooks did that nobody can keep an eye on.
    """

    order: Order
    edition: Edition
    sections: Sequence[Section]
    chosen: Sequence[Section]
    bench: Path
    running: dict[Future[Outcome], Job]
    kept: dict[Job, bytes]
    jobs: Sequence[Job]
    stack: ExitStack
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Press:
    """What every build works with; `reads` records what this process reads."""

    workbook: Workbook
    executor: Executor
    cache: Cache
    reads: Reads
    report: Report


def build(orders: Iterable[Order], press: Press) -> Iterator[Made]:
    """Build editions in order; the notebooks of the next are under way while one is printed.

    Raises YearbookError; the last good yearbook of that edition then stands.
    """
    under_way: list[_Begun] = []
    try:
        for order in orders:
            under_way.append(_begin(order, press))
            if len(under_way) > 1:
                yield _finish(under_way.pop(0), press)
        while under_way:
            yield _finish(under_way.pop(0), press)
    finally:
        for begun in under_way:
            begun.stack.close()


def _begin(order: Order, press: Press) -> _Begun:
    """Check an edition, and set going those of its notebooks that have not been run as they are now."""
    workbook = press.workbook
    edition, warnings = checked_edition(order.edition, workbook)
    for warning in warnings:
        press.report.warned(warning)
    sections = find_sections(workbook)
    check_overrides(sections, edition.params.sections, f"params/{edition.id}.yaml")
    chosen = chosen_sections(sections, list(order.only))
    folder = workbook.outputs / edition.id
    with ExitStack() as stack:
        stack.enter_context(writing(workbook, folder))
        stack.enter_context(alone(workbook, folder))
        bench = stack.enter_context(working_folder(folder))
        languages = order.languages or edition.params.languages
        jobs = [
            _job(workbook, edition, section, language, bench, order) for language in languages for section in chosen
        ]
        running, kept = {}, {}
        for job in jobs:
            content, why = _recalled(job, order, press)
            press.report.decided(job, why)
            if content is None:
                running[press.executor.submit(run, job)] = job
            else:
                kept[job] = content
        return _Begun(order, edition, sections, chosen, bench, running, kept, jobs, stack.pop_all())
    raise AssertionError("unreachable")


def _job(workbook: Workbook, edition: Edition, section: Section, language: str, bench: Path, order: Order) -> Job:
    overrides = edition.params.sections.get(section.slug, {})
    parameters = {"edition": edition.id, "language": language, **overrides}
    target = bench / f"{section.slug}.{language}.ipynb"
    return Job(section.slug, language, workbook.root, section.path, parameters, target, order.kernel)


def _recalled(job: Job, order: Order, press: Press) -> tuple[bytes | None, tuple[str, str]]:
    if order.force:
        return None, FORCED
    entry, why = press.cache.recall(job.slot, job.given)
    if entry is None:
        return None, why
    _agree(entry["reads"], press)
    return press.cache.content(entry["result"]), why


def _finish(begun: _Begun, press: Press) -> Made:
    """Print each book once its notebooks have run, and put everything in its place when all is good."""
    order, edition, workbook = begun.order, begun.edition, press.workbook
    with begun.stack:
        inputs = inputs_of(workbook, edition.id, [section.path for section in begun.sections])
        print_code = fingerprint(inputs)
        formats = [name for name in edition.params.formats if order.pdf or name != "pdf"]
        writers = Writers(press.cache, formats)
        files: dict[str, bytes] = {}
        executed: dict[Job, bytes] = {}
        drafts: dict[Job, Chapter] = {}
        for job, content in _notebooks_as_they_come(begun, press):
            executed[job], drafts[job] = content, _draft(job, content, begun.chosen)
            wanted = [other for other in begun.jobs if other.language == job.language]
            if all(other in drafts for other in wanted):
                chapters = [drafts[other] for other in wanted]
                made = book(edition, job.language, chapters, print_code, whole=not order.only)
                name = "-".join(section.slug for section in begun.chosen) if order.only else "yearbook"
                files |= writers.printed(made, edition.id, f"{name}.{job.language}")
        files |= {f"sections/{job.target.name}": executed[job] for job in begun.jobs}
        if not order.only:
            files["manifest.json"] = manifest(edition.id, inputs, files).text().encode()
        if press.reads.torn:
            raise _changed_meanwhile(press)
        published = publish(workbook.outputs / edition.id, begun.bench, files)
        return Made(order, published, len(begun.running), len(begun.kept), not begun.doubts)


def _notebooks_as_they_come(begun: _Begun, press: Press) -> Iterator[tuple[Job, bytes]]:
    """Yield every job with its executed notebook: what was kept at once, the others as they end."""
    yield from begun.kept.items()
    for done, future in enumerate(as_completed(begun.running), 1):
        job = begun.running[future]
        outcome = answer(future, job)
        if outcome.problem:
            raise _failure(press.workbook, begun.order.edition, outcome)
        _agree(outcome.reads, press)
        begun.doubts.extend(outcome.doubts)
        content = job.target.read_bytes()
        press.cache.keep(job.slot, job.given, outcome.reads, outcome.doubts, content)
        press.report.finished(outcome, done, len(begun.running))
        yield job, content


def _draft(job: Job, content: bytes, sections: Sequence[Section]) -> Chapter:
    number = next(section.number for section in sections if section.slug == job.section)
    return chapter(json.loads(content), slug=job.section, number=number, language=job.language)


def _agree(states: Mapping[str, str], press: Press) -> None:
    """Hold what a job read against what everybody else read."""
    for label, state in states.items():
        press.reads.note(label, state)
    if press.reads.torn:
        raise _changed_meanwhile(press)


def _changed_meanwhile(press: Press) -> BusyError:
    labels = ", ".join(label.removeprefix("?") for label in press.reads.torn)
    return BusyError(
        "đã thay đổi trong khi dựng. Chạy lại.", "changed while the book was being made. Run again.", place=labels
    )


def _failure(workbook: Workbook, edition: str, outcome: Outcome) -> ExecutionError:
    """Keep the failing notebook where the analyst can open it, and name it."""
    job, (vi, en) = outcome.job, outcome.problem
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
