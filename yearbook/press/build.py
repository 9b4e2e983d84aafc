"""The recipe: records and notebooks become the yearbook, and nothing is replaced until all of it is good."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from yearbook.errors import BusyError, ExecutionError, OutputError
from yearbook.ledger.edition import Edition, open_edition
from yearbook.paths import Workbook
from yearbook.press.chapters import chapter
from yearbook.press.execute import Job, Outcome, run_jobs
from yearbook.press.manifest import fingerprint, inputs_of, manifest
from yearbook.press.matter import book
from yearbook.press.sections import Section, check_overrides, chosen_sections, find_sections


@dataclass(frozen=True)
class Order:
    """What was asked for: empty `only` and `languages` mean all of the edition's."""

    edition: str
    only: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pdf: bool = True


Report = Callable[[Outcome, int, int], None]


def build(workbook: Workbook, order: Order, report: Report) -> list[Path]:
    """Build one edition and return the files made. Raises YearbookError; the last good yearbook then stands."""
    edition = open_edition(order.edition, workbook)
    sections = find_sections(workbook)
    check_overrides(sections, edition.params.sections, f"params/{edition.id}.yaml")
    chosen = chosen_sections(sections, list(order.only))
    languages = order.languages or edition.params.languages
    folder = workbook.outputs / edition.id
    with _writing(workbook, folder), _alone(folder), _bench(folder) as bench:
        jobs = [_job(edition, section, language, bench) for language in languages for section in chosen]
        _run(workbook, jobs, folder, report)
        inputs = inputs_of(workbook, edition.id, [section.path for section in sections])
        files = {}
        for language in languages:
            files |= _printed(edition, chosen, language, bench, fingerprint(inputs), order)
        files |= {f"sections/{job.target.name}": job.target.read_bytes() for job in jobs}
        if not order.only:
            files["manifest.json"] = manifest(edition.id, inputs, files).text().encode()
        return _published(folder, bench, files)


def _job(edition: Edition, section: Section, language: str, bench: Path) -> Job:
    overrides = edition.params.sections.get(section.slug, {})
    parameters = {"edition": edition.id, "language": language, **overrides}
    return Job(section.slug, language, section.path, parameters, bench / f"{section.slug}.{language}.ipynb")


def _run(workbook: Workbook, jobs: Sequence[Job], folder: Path, report: Report) -> None:
    for done, outcome in enumerate(run_jobs(jobs), 1):
        if outcome.problem:
            raise _failure(workbook, folder, outcome)
        report(outcome, done, len(jobs))


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


def _published(folder: Path, bench: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write every file beside its place first, then move all into place, the manifest last."""
    waiting = bench / "finished"
    for name, content in files.items():
        path = waiting / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (waiting / name).replace(folder / name)
    shutil.rmtree(folder / "failed", ignore_errors=True)
    return [folder / name for name in files]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the edition for one build at a time; the lock goes with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            yield
    except Timeout:
        raise BusyError(
            "một lần dựng khác của ấn bản này đang chạy. Đợi xong rồi chạy lại.",
            "another build of this edition is under way. Wait for it, then run again.",
            place=f"outputs/{folder.name}",
        ) from None


@contextmanager
def _bench(folder: Path) -> Iterator[Path]:
    """Make a folder to work in, on the same disk as the outputs, and clear it away in the end."""
    bench = folder / ".building"
    shutil.rmtree(bench, ignore_errors=True)
    bench.mkdir(parents=True)
    try:
        yield bench
    finally:
        shutil.rmtree(bench, ignore_errors=True)


@contextmanager
def _writing(workbook: Workbook, folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one line that says what to do."""
    try:
        yield
    except OSError as error:
        reasons = {
            errno.ENOSPC: (
                "hết chỗ trên đĩa. Xóa bớt rồi chạy lại.",
                "the disk is full. Free some space and run again.",
            ),
            errno.EROFS: (
                "ổ đĩa chỉ đọc. Chép sổ tay sang chỗ ghi được.",
                "the disk is read-only. Copy the workbook elsewhere.",
            ),
            errno.EACCES: (
                "không được phép ghi. Kiểm tra quyền của thư mục, và đóng tệp đang mở trong chương trình khác.",
                "writing is not allowed. Check the folder's rights, and close the file in other programs.",
            ),
        }
        vi, en = reasons.get(
            error.errno, (f"không ghi được ({error.strerror}).", f"could not write ({error.strerror}).")
        )
        place = workbook.show(Path(error.filename)) if error.filename else workbook.show(folder)
        raise OutputError(vi, en, place=place) from None
