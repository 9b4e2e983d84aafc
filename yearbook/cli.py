"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from yearbook.errors import UsageError, YearbookError, nearest
from yearbook.paths import Workbook, editions, find_params, find_workbook

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
        return _build(workbook, arguments)
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
    parser.add_argument("--list", action="store_true", help="liệt kê ấn bản và chương · list editions and sections")
    return parser


def _build(workbook: Workbook, arguments: argparse.Namespace) -> int:
    from yearbook.errors import suggestion
    from yearbook.language import LANGUAGES

    for language in arguments.language:
        if language not in LANGUAGES:
            vi, en = suggestion(language, LANGUAGES)
            raise UsageError(
                f"không có ngôn ngữ «{language}».{vi}", f"no language “{language}”.{en}", place="--language"
            )
    wanted = arguments.editions or editions(workbook) or [""]
    for edition in wanted:
        find_params(workbook, edition)
    from yearbook.press.build import Order, Report, build
    from yearbook.press.outputs import left_over
    from yearbook.press.workers import can_fork

    kernel = arguments.kernel or ("warm" if can_fork() else "jupyter")
    if kernel == "warm" and not can_fork():
        raise UsageError(
            "máy này không dùng được «warm». Dùng --kernel jupyter.", "“warm” needs fork; use --kernel jupyter."
        )

    report = Report(lambda problem: print(problem.text(), file=sys.stderr), _progress)

    for edition in wanted:
        order = Order(
            edition, tuple(arguments.only), tuple(dict.fromkeys(arguments.language)), not arguments.no_pdf, kernel
        )
        print(f"Ấn bản {edition} / Edition {edition}", flush=True)
        made = build(workbook, order, report)
        for path in made:
            if path.suffix != ".ipynb":
                print(f"  → {workbook.show(path)}")
        for path in [] if arguments.only else left_over(workbook.outputs / edition, made):
            print(f"  còn từ lần dựng trước / from an earlier build: {workbook.show(path)}")
    return 0


def _progress(outcome, done: int, total: int) -> None:
    seconds = f"{outcome.seconds:.1f}".replace(".", ",")
    print(f"  [{done:>2}/{total}] {outcome.job.section} {outcome.job.language}  {seconds} s", flush=True)


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
