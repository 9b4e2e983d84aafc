"""`run_all.py [EDITION…]`: build yearbooks, and say what was done and why."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from yearbook.commands import WORDS
from yearbook.commands.parsing import Parser
from yearbook.errors import EditionError, Problem, UsageError, nearest, suggestion
from yearbook.paths import Workbook, editions, find_params
from yearbook.press.keep.cache import Cache
from yearbook.press.keep.finished import remember, repeat
from yearbook.press.keep.installed import SAME, label_of
from yearbook.press.keep.reads import recording
from yearbook.press.keep.whose import BEGAN

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from yearbook.press.build import Made
    from yearbook.press.run.execute import Job, Outcome

DESCRIPTION = """Dựng niên giám từ số liệu và sổ tay. / Build the yearbook from records and notebooks.

  python3 run_all.py              mọi ấn bản trong params/        every edition in params/
  python3 run_all.py 2021         một ấn bản                      one edition
  python3 run_all.py new 2022     mở ấn bản năm mới               start the edition of a new year
  python3 run_all.py check 2022   xem còn thiếu, sai gì           what is missing or wrong
  python3 run_all.py form 2022    tạo biểu Excel                  make the Excel form
  python3 run_all.py take A.xlsx  nhận biểu đã điền               take returned forms
  python3 run_all.py watch 2022   xem niên giám khi đang sửa      see the book while editing
  python3 run_all.py lab [2022]   mở JupyterLab trên các sổ tay   open JupyterLab on the notebooks
  python3 run_all.py verify 2021  dựng lại, so từng tệp           build again and compare
  python3 run_all.py sign 2021    duyệt các con số của sách       approve the figures of the book
  python3 run_all.py archive 2021 gói một tệp để lưu trữ          one file to keep it by
  python3 run_all.py trace 118,3%    con số này từ đâu, in ở đâu     where a figure comes from
  python3 run_all.py diff 2021    dựng lại thì khác gì, vì sao    what would change, and why
  python3 run_all.py test         chạy bộ kiểm thử                run the test suite
"""
# What is asked for once, and does not make another book.
_ONCE = {"--explain", "--force", "--audit"}
# With more editions than this, each is one line.
MANY = 4


def run(workbook: Workbook, argv: list[str]) -> int:
    """Build what was asked for; with `--list` only say what there is."""
    arguments = parser().parse_args(argv)
    if arguments.list:
        return _list(workbook)
    if not {*argv} & _ONCE and repeat(str(workbook.root), argv):
        return 0
    return _build(workbook, arguments, argv)


def to_be_signed(workbook: Workbook, edition: str) -> int:
    """Build a whole edition, whatever its figures were when they were approved last; nothing vouches for it later."""
    return _build(workbook, parser().parse_args([edition]), ["sign", edition], approved=False)


def parser() -> Parser:
    """Return the options of a build."""
    parser = Parser(prog="run_all.py", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "editions",
        nargs="*",
        metavar="EDITION",
        help="tên tệp trong params/ không có đuôi · a file in params/ without suffix",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="SECTION",
        help="chỉ chương này, thành một tệp riêng · only this section, as a file of its own",
    )
    parser.add_argument("--language", action="append", default=[], metavar="LANGUAGE", help="vi hoặc en · vi or en")
    parser.add_argument("--no-pdf", action="store_true", help="không làm PDF · make no PDF")
    parser.add_argument("--docx", action="store_true", help="làm cả bản Word · make the Word document too")
    parser.add_argument(
        "--kernel",
        choices=("warm", "jupyter"),
        help="warm: một tiến trình nạp sẵn; jupyter: mỗi sổ tay một kernel · one warm process, or a kernel each",
    )
    parser.add_argument(
        "--explain",
        action="store_true",
        help="nói vì sao từng sổ tay chạy hay không · say why each notebook runs or not",
    )
    parser.add_argument("--all", action="store_true", help="mọi ấn bản (mặc định) · every edition (the default)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="nhiều máy qua Dask: tcp://… · many machines, by Dask")
    parser.add_argument("--force", action="store_true", help="chạy lại tất cả · run everything again")
    parser.add_argument(
        "--audit",
        action="store_true",
        help="chạy lại cả những gì đã giữ, so với bản đã giữ · run again what was kept, and compare",
    )
    parser.add_argument("--list", action="store_true", help="liệt kê ấn bản và chương · list editions and sections")
    return parser


def _build(workbook: Workbook, arguments: argparse.Namespace, argv: list[str], *, approved: bool = True) -> int:
    from yearbook.emulation import IN_NOTEBOOKS
    from yearbook.language import LANGUAGES
    from yearbook.press.run.workers import can_fork, local_workers

    for language in arguments.language:
        if language not in LANGUAGES:
            vi, en = suggestion(language, LANGUAGES)
            raise UsageError(
                f"không có ngôn ngữ «{language}».{vi}", f"no language “{language}”.{en}", place="--language"
            )
    if arguments.all and arguments.editions:
        raise UsageError(
            "--all là mọi ấn bản; bỏ tên ấn bản đi.", "--all means every edition; name none.", place="--all"
        )
    kernel = arguments.kernel or ("warm" if can_fork() else "jupyter")
    if kernel == "warm" and not can_fork():
        raise UsageError(
            "máy này không dùng được «warm». Dùng --kernel jupyter.", "“warm” needs fork; use --kernel jupyter."
        )
    cache = Cache(str(workbook.root))
    with recording(cache.root) as reads, ExitStack() as stack:
        # Which editions there are is read as well: with a new one there is something to do.
        wanted = arguments.editions or editions(workbook) or [""]
        for edition in wanted:
            _find(workbook, edition)
        early = arguments.force or arguments.audit or any(cache.stale(f"jobs/{edition}") for edition in wanted)
        named = [(workbook.root, edition) for edition in wanted if edition]
        early = early and not arguments.scheduler
        here = stack.enter_context(local_workers(kernel, early=early, modules=IN_NOTEBOOKS, editions=named))
        executor = stack.enter_context(_workers(arguments.scheduler, here))
        # Imported while the warm process imports what it needs.
        from yearbook.emulation.rules import RULES
        from yearbook.press.build import Order, Press, Report, build, unheard
        from yearbook.press.outputs import writing

        languages = tuple(dict.fromkeys(arguments.language))
        only, pdf, docx = tuple(arguments.only), not arguments.no_pdf, arguments.docx or None
        orders = [
            Order(edition, only, languages, pdf, docx, kernel, arguments.force, arguments.audit) for edition in wanted
        ]
        warnings: list[str] = []
        many = len(orders) > MANY
        report = Report(
            partial(_warn, warnings),
            _explain if arguments.explain else unheard,
            unheard if many else _progress,
        )
        press = Press(workbook, executor, here, cache, reads, report, replace(RULES, approved=approved))
        files, differing = [], []
        for number, made in enumerate(build(orders, press), 1):
            _announce(workbook, made, f"[{number}/{len(orders)}] " if many else "")
            differing += [f"{made.order.edition}/{name}" for name in made.differing]
            files += [workbook.show(path) for path in made.files]
    with writing(workbook, workbook.outputs):
        cache.prune()
    if not press.doubts and not reads.torn:
        shown = [f"  = {file}" for file in files if not file.endswith(".ipynb")]
        said = "\n".join(["Không có gì thay đổi. / Nothing has changed.", *shown])
        plain = [word for word in argv if word not in _ONCE]
        own = {label_of(cache.root, files, BEGAN): SAME for files in reads.packages() if files}
        with writing(workbook, workbook.outputs):
            remember(cache, plain, reads.states | own, files, said, "\n".join(warnings))
    return _audited(differing) if arguments.audit else 0


def _audited(differing: list[str]) -> int:
    """Say what came of an audit; what differs is already in its place, new."""
    if not differing:
        print("Kiểm lại: mọi kết quả đã giữ đều đúng. / Audit: everything that was kept is what comes of it now.")
        return 0
    names = ", ".join(differing)
    print(
        f"LỖI: kết quả đã giữ khác với kết quả chạy lại (đã thay bằng bản mới): {names}. Sổ tay này dùng một thứ không"
        f" theo dõi được; xem docs/reliability.md.\n     What was kept is not what comes of it now (replaced): {names}."
        " These notebooks use something that cannot be seen; see docs/reliability.md.",
        file=sys.stderr,
    )
    return 1


def _find(workbook: Workbook, edition: str) -> None:
    """Hold that an edition is there; a word of the command line that was mistyped looks like one that is not."""
    try:
        find_params(workbook, edition)
    except EditionError:
        meant = nearest(edition, (*WORDS, *editions(workbook)))
        if meant not in WORDS:
            raise
        raise UsageError(
            f"không có lệnh «{edition}». Có phải «{meant}»?", f"Did you mean “{meant}”?", place=edition
        ) from None


def _workers(scheduler: str | None, here: Executor) -> AbstractContextManager[Executor]:
    """Return where notebooks run: on the workers of a scheduler, or here."""
    if not scheduler:
        return nullcontext(here)
    from yearbook.press.run.remote import remote_workers

    return remote_workers(scheduler, here)


def _warn(warnings: list[str], problem: Problem) -> None:
    warnings.append(problem.text())
    print(problem.text(), file=sys.stderr)


def _explain(job: Job, why: tuple[str, str]) -> None:
    from yearbook.press.explain import explained

    print(f"  {explained(job, why)}", flush=True)


def _progress(outcome: Outcome, done: int, total: int) -> None:
    job, seconds = outcome.job, f"{outcome.seconds:.1f}".replace(".", ",")
    edition = f"{job.parameters['edition']} "
    print(f"  {edition}[{done:>2}/{total}] {job.section} {job.language}  {seconds} s", flush=True)


def _announce(workbook: Workbook, made: Made, place: str) -> None:
    from yearbook.press.outputs import left_over

    edition = made.order.edition
    ran, kept = made.ran, made.kept
    said = f"{place}Ấn bản {edition}: chạy {ran}, giữ nguyên {kept} / Edition {edition}: ran {ran}, kept {kept}"
    print(said, flush=True)
    if place:
        return
    for path in made.files:
        if path.suffix not in (".ipynb", ".csv"):
            print(f"  → {workbook.show(path)}", flush=True)
    for path in [] if made.order.only else left_over(workbook.outputs / edition, made.files):
        print(f"  còn từ lần dựng trước / from an earlier build: {workbook.show(path)}")


def _list(workbook: Workbook) -> int:
    from yearbook.press.bind.sections import find_sections

    print("Ấn bản / Editions:", ", ".join(editions(workbook)) or "—")
    print("Chương / Sections:")
    for section in find_sections(workbook):
        print(f"  {section.number}  {section.slug}")
    return 0
