"""The recipe: records and notebooks become the yearbook, and nothing is replaced until all of it is good."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from yearbook.errors import ExecutionError, Problem
from yearbook.ledger.edition import Edition, checked_edition
from yearbook.paths import Workbook
from yearbook.press.chapters import chapter
from yearbook.press.execute import Job, Outcome, run_jobs
from yearbook.press.manifest import fingerprint, inputs_of, manifest
from yearbook.press.matter import book
from yearbook.press.outputs import alone, publish, working_folder, writing
from yearbook.press.sections import Section, check_overrides, chosen_sections, find_sections
from yearbook.press.workers import local_workers


@dataclass(frozen=True)
class Order:
    """What was asked for: empty `only` and `languages` mean all of the edition's."""

    edition: str
    only: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pdf: bool = True
    kernel: str = "warm"


@dataclass(frozen=True)
class Report:
    """Whom to tell: `warned` of each warning in the records, `finished` of each job with its place in the row."""

    warned: Callable[[Problem], None]
    finished: Callable[[Outcome, int, int], None]


def build(workbook: Workbook, order: Order, report: Report) -> list[Path]:
    """Build one edition and return the files made. Raises YearbookError; the last good yearbook then stands."""
    edition, warnings = checked_edition(order.edition, workbook)
    for warning in warnings:
        report.warned(warning)
    sections = find_sections(workbook)
    check_overrides(sections, edition.params.sections, f"params/{edition.id}.yaml")
    chosen = chosen_sections(sections, list(order.only))
    languages = order.languages or edition.params.languages
    folder = workbook.outputs / edition.id
    with writing(workbook, folder), alone(workbook, folder), working_folder(folder) as bench:
        jobs = [_job(edition, section, language, bench, order.kernel) for language in languages for section in chosen]
        _run(workbook, jobs, folder, report)
        inputs = inputs_of(workbook, edition.id, [section.path for section in sections])
        files = {}
        for language in languages:
            files |= _printed(edition, chosen, language, bench, fingerprint(inputs), order)
        files |= {f"sections/{job.target.name}": job.target.read_bytes() for job in jobs}
        if not order.only:
            files["manifest.json"] = manifest(edition.id, inputs, files).text().encode()
        return publish(folder, bench, files)


def _job(edition: Edition, section: Section, language: str, bench: Path, kernel: str) -> Job:
    overrides = edition.params.sections.get(section.slug, {})
    parameters = {"edition": edition.id, "language": language, **overrides}
    return Job(section.slug, language, section.path, parameters, bench / f"{section.slug}.{language}.ipynb", kernel)


def _run(workbook: Workbook, jobs: Sequence[Job], folder: Path, report: Report) -> None:
    with local_workers(jobs[0].kernel) as executor:
        for done, outcome in enumerate(run_jobs(jobs, executor), 1):
            if outcome.problem:
                raise _failure(workbook, folder, outcome)
            report.finished(outcome, done, len(jobs))


def _failure(workbook: Workbook, folder: Path, outcome: Outcome) -> ExecutionError:
    """Keep the failing notebook where the analyst can open it, and name it."""
    job, (vi, en) = outcome.job, outcome.problem
    kept_vi = kept_en = ""
    if job.target.is_file():
        kept = folder / "failed" / job.target.name
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(job.target, kept)
        kept_vi, kept_en = (
            f"\n     {word} {workbook.show(kept)}"
            for word in ("Sổ tay đã chạy tới chỗ lỗi:", "The notebook as far as it ran:")
        )
    place = f"{workbook.show(job.notebook)} ({job.language})" + (f" › ô {outcome.cell}" if outcome.cell else "")
    return ExecutionError(vi + kept_vi, en + kept_en, place=place)


def _printed(
    edition: Edition, sections: Sequence[Section], language: str, bench: Path, print_code: str, order: Order
) -> dict[str, bytes]:
    drafts = []
    for section in sections:
        notebook = json.loads((bench / f"{section.slug}.{language}.ipynb").read_text(encoding="utf-8"))
        drafts.append(chapter(notebook, slug=section.slug, number=section.number, language=language))
    made = book(edition, language, drafts, print_code, whole=not order.only)
    name = "yearbook" if not order.only else "-".join(section.slug for section in sections)
    files = {}
    if "html" in edition.params.formats:
        from yearbook.press.page import page

        files[f"{name}.{language}.html"] = page(made).encode()
    if "pdf" in edition.params.formats and order.pdf:
        from yearbook.press.typeset import typeset

        files[f"{name}.{language}.pdf"] = typeset(made)
    return files
