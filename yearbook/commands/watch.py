"""`run_all.py watch [EDITION]`: the book in the browser, made again at every save."""

from __future__ import annotations

import os
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial

from yearbook.commands.parsing import Parser, edition_named
from yearbook.emulation import IN_NOTEBOOKS
from yearbook.errors import OutputError, YearbookError
from yearbook.paths import Workbook, find_params
from yearbook.press.keep.cache import Cache
from yearbook.press.keep.reads import Reads, recording
from yearbook.press.run.workers import can_fork, local_workers
from yearbook.press.watch.waiting import Shown, is_code, wait_for_change

PORT = 8422


def run(workbook: Workbook, argv: list[str]) -> int:
    """Serve the book on loopback until Ctrl-C; an error shows on the page until it is mended."""
    parser = Parser(prog="run_all.py watch", description="Xem niên giám khi đang sửa. / See the book while editing.")
    parser.add_argument("edition", nargs="*", metavar="EDITION", help="mặc định: mới nhất · the newest by default")
    parser.add_argument("--port", type=int, default=PORT, help="cổng bận thì lấy cổng kế · if taken, the next")
    parser.add_argument("--pdf", action="store_true", help="làm cả PDF · make the PDF too")
    parser.add_argument("--no-browser", action="store_true", help="không mở trình duyệt · do not open the browser")
    arguments = parser.parse_args(argv)
    edition = edition_named(workbook, arguments.edition)
    find_params(workbook, edition)
    kernel = "warm" if can_fork() else "jupyter"
    with local_workers(kernel, early=True, modules=IN_NOTEBOOKS, editions=[(workbook.root, edition)]) as executor:
        from yearbook.language import LANGUAGES
        from yearbook.press.watch.serve import open_server

        shown = Shown()
        try:
            server = open_server(arguments.port, workbook.outputs / edition, LANGUAGES, shown, arguments.pdf)
        except (OSError, OverflowError):
            raise OutputError(
                f"không mở được cổng {arguments.port}. Chọn cổng khác bằng --port.",
                f"port {arguments.port} cannot be opened. Choose another with --port.",
                place="watch",
            ) from None
        port = server.server_address[1]
        if arguments.port not in (0, port):
            print(f"Cổng {arguments.port} đang bận, dùng cổng {port}. / Port {arguments.port} is taken: now {port}.")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"{server.address}  (Ctrl-C để dừng / to stop)", flush=True)
        if not arguments.no_browser:
            webbrowser.open(server.address)
        try:
            make = partial(_made, workbook, edition, arguments.pdf, kernel, executor)
            # The same again, at the address that the browser shows.
            words = ["watch", edition, "--port", str(port), "--no-browser", *(["--pdf"] if arguments.pdf else [])]
            _make_again_and_again(str(workbook.root), make, shown, words)
        except KeyboardInterrupt:
            print("\nĐã dừng xem. / Stopped watching.")
        finally:
            server.shutdown()
            server.server_close()
    return 0


def _make_again_and_again(root: str, make: Callable[[Reads], str], shown: Shown, words: list[str]) -> None:
    """Make the book at every change; where the program changed, begin anew with these words."""
    states: dict[str, str] = {}
    while True:
        begun = time.monotonic()
        with recording(root) as reads:
            error = make(reads)
        # What was looked at before stays watched: a mistake may have kept the rest from being read.
        states |= reads.states
        shown.show(error)
        print(f"\n{error}" if error else f"  {time.monotonic() - begun:.1f} s".replace(".", ","), flush=True)
        changed = wait_for_change(root, states)
        print(", ".join(sorted(label.removeprefix("?") for label in changed)[:3]), end="", flush=True)
        if is_code(changed):
            os.execv(sys.executable, [sys.executable, "-m", "yearbook", *words])


def _made(workbook: Workbook, edition: str, pdf: bool, kernel: str, executor: Executor, reads: Reads) -> str:
    """Make the book of one edition; return what went wrong, if anything."""
    from yearbook.emulation.rules import RULES
    from yearbook.press.build import Order, Press, Report, build

    press = Press(workbook, executor, executor, Cache(str(workbook.root)), reads, Report(), RULES)
    try:
        list(build([Order(edition, pdf=pdf, docx=False, kernel=kernel)], press))
    except YearbookError as error:
        return error.text()
    return ""
