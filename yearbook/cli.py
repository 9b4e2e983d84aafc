"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import argparse
import subprocess
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from yearbook.errors import Problem, UsageError, YearbookError, nearest, suggestion
from yearbook.paths import Workbook, editions, find_params, find_workbook
from yearbook.press.cache import Cache
from yearbook.press.finished import remember, repeat
from yearbook.press.reads import recording

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from yearbook.press.build import Made
    from yearbook.press.execute import Job, Outcome

# What is asked for once, and does not make another book.
_ONCE = {"--explain", "--force"}

_DESCRIPTION = """Dựng niên giám từ số liệu và sổ tay. / Build the yearbook from records and notebooks.

  python3 run_all.py              mọi ấn bản trong params/        every edition in params/
  python3 run_all.py 2021         một ấn bản                      one edition
  python3 run_all.py lab          mở JupyterLab trên các sổ tay   open JupyterLab on the notebooks
  python3 run_all.py test         chạy bộ kiểm thử                run the test suite
"""


def main(argv: list[str] | None = None, workbook: Workbook | None = None) -> int:
    """Run the command line and return the exit code: 0, 1 for a mistake to mend, 2 for usage, 130 for Ctrl-C.

    The workbook is the one this package lies in, unless another is given.
    """
    argv = sys.argv[1:] if argv is None else argv
    try:
        workbook = workbook or find_workbook(Path(__file__))
        if argv[:1] == ["lab"]:
            return _lab(workbook, argv[1:])
        arguments = _parser().parse_args(argv)
        if arguments.list:
            return _list(workbook)
        if not {*argv} & _ONCE and repeat(str(workbook.root), argv):
            return 0
        return _build(workbook, arguments, argv)
    except YearbookError as error:
        print(error.text(), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nĐã dừng; niên giám cũ còn nguyên. / Stopped; the last yearbook is untouched.", file=sys.stderr)
        return 130


class _Parser(argparse.ArgumentParser):
    """A parser that answers a mistyped option with the nearest one."""

    def error(self, message: str) -> NoReturn:
        typed = next((word for word in message.split() if word.startswith("-")), "")
        near = nearest(typed, self._option_string_actions) if typed else None
        vi, en = (f" Có phải «{near}»?", f" Did you mean “{near}”?") if near else ("", "")
        raise UsageError(f"không hiểu lệnh.{vi} Xem --help.", f"{message}.{en} See --help.", place=typed)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="run_all.py", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
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
    parser.add_argument("--list", action="store_true", help="liệt kê ấn bản và chương · list editions and sections")
    return parser


def _build(workbook: Workbook, arguments: argparse.Namespace, argv: list[str]) -> int:
    from yearbook.language import LANGUAGES
    from yearbook.press.workers import can_fork, local_workers

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
    wanted = arguments.editions or editions(workbook) or [""]
    for edition in wanted:
        find_params(workbook, edition)
    kernel = arguments.kernel or ("warm" if can_fork() else "jupyter")
    if kernel == "warm" and not can_fork():
        raise UsageError(
            "máy này không dùng được «warm». Dùng --kernel jupyter.", "“warm” needs fork; use --kernel jupyter."
        )
    cache = Cache(str(workbook.root))
    early = arguments.force or any(cache.stale(f"jobs/{edition}") for edition in wanted)
    with (
        recording(cache.root) as reads,
        local_workers(kernel, early=early and not arguments.scheduler) as here,
        _workers(arguments.scheduler, here) as executor,
    ):
        # Imported while the warm process imports what it needs.
        from yearbook.press.build import Order, Press, Report, build

        languages = tuple(dict.fromkeys(arguments.language))
        only, pdf = tuple(arguments.only), not arguments.no_pdf
        orders = [Order(edition, only, languages, pdf, kernel, arguments.force) for edition in wanted]
        warnings: list[str] = []
        report = Report(partial(_warn, warnings), _explain if arguments.explain else _say_nothing, _progress)
        press = Press(workbook, executor, here, cache, reads, report)
        files = []
        for made in build(orders, press):
            _announce(workbook, made)
            files += [workbook.show(path) for path in made.files]
    cache.prune()
    if not press.doubts and not reads.torn:
        remember(cache, [word for word in argv if word not in _ONCE], reads.states, files, warnings)
    return 0


def _workers(scheduler: str | None, here: Executor) -> AbstractContextManager[Executor]:
    """Return where notebooks run: on the workers of a scheduler, or here."""
    if not scheduler:
        return nullcontext(here)
    from yearbook.press.remote import remote_workers

    return remote_workers(scheduler)


def _warn(warnings: list[str], problem: Problem) -> None:
    warnings.append(problem.text())
    print(problem.text(), file=sys.stderr)


def _say_nothing(*_: object) -> None:
    """Nobody asked why."""


def _explain(job: Job, why: tuple[str, str]) -> None:
    from yearbook.press.explain import explained

    print(f"  {explained(job, why)}", flush=True)


def _progress(outcome: Outcome, done: int, total: int) -> None:
    job, seconds = outcome.job, f"{outcome.seconds:.1f}".replace(".", ",")
    edition = f"{job.parameters['edition']} "
    print(f"  {edition}[{done:>2}/{total}] {job.section} {job.language}  {seconds} s", flush=True)


def _announce(workbook: Workbook, made: Made) -> None:
    from yearbook.press.outputs import left_over

    edition = made.order.edition
    ran, kept = made.ran, made.kept
    print(f"Ấn bản {edition}: chạy {ran}, giữ nguyên {kept} / Edition {edition}: ran {ran}, kept {kept}")
    for path in made.files:
        if path.suffix != ".ipynb":
            print(f"  → {workbook.show(path)}", flush=True)
    for path in [] if made.order.only else left_over(workbook.outputs / edition, made.files):
        print(f"  còn từ lần dựng trước / from an earlier build: {workbook.show(path)}")


def _list(workbook: Workbook) -> int:
    from yearbook.press.sections import find_sections

    print("Ấn bản / Editions:", ", ".join(editions(workbook)) or "—")
    print("Chương / Sections:")
    for section in find_sections(workbook):
        print(f"  {section.number}  {section.slug}")
    return 0


def _lab(workbook: Workbook, arguments: list[str]) -> int:
    process = subprocess.Popen([sys.executable, "-m", "jupyterlab", *arguments], cwd=workbook.notebooks)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab hears Ctrl-C itself, and asks


if __name__ == "__main__":
    sys.exit(main())
