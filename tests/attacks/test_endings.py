"""A build always ends, whatever its notebooks do, says why in one message, and leaves no process behind.

Every way to end or to hang is tried with the real command, each with a time limit.
"""

import random
import signal
import subprocess
import sys
import time

import pytest

from tests.endings import ENDINGS, clear, command, ended, still_there, write

pytestmark = [pytest.mark.nightly, pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")]

QUICK = ("2021", "--language", "vi", "--no-pdf")
# No limit of a notebook is waited for here, and none of them needs the desk, which takes longest to import.
LIMITS = """
from yearbook.press.run import execute, workers
execute.run.longest_seconds = 5
started = workers.WarmExecutor.__init__
workers.WarmExecutor.__init__ = lambda *given, **named: started(*given, **{**named, "desk": False})
"""
SECONDS = 25


def small(workbook):
    for path in (*workbook.notebooks.glob("*.ipynb"), *workbook.data.glob("*/commentary/*.md")):
        path.unlink()
    return workbook


def fault(outcome, done, kernel="warm"):
    """Return what is wrong with how a build ended, if anything."""
    if kernel == "jupyter" and outcome == "left":
        outcome = "works"  # a kernel that ends takes its group with it, and nobody need say so
    if done.code is None:
        return "hangs"
    if "Traceback" in done.said or 'File "' in done.said:
        return "a traceback"
    if done.left:
        return f"outlived by {done.left}"
    wanted = {"fails": {1}, "late": {1}, "works": {0}, "left": {0}, "ends": {0, 1}}[outcome]
    if done.code not in wanted:
        return f"exit code {done.code}"
    if done.code == 1 and done.said.count("LỖI") != 1:
        return "not one message"
    if outcome == "left" and "CẢNH BÁO [B03]" not in done.said:
        return "nothing said of what was left running"
    return ""


# What only the warm process can suffer from; a kernel is another program, and takes some seconds to start.
IN_A_KERNEL = (
    "exit()", "sys.exit(0)", "_exit(0)", "SIGKILL", "SIGSEGV", "its whole group", "no files", "stops itself",
    "stops its parent", "kills its parent", "interrupts its parent", "hears nothing at all", "waits for itself", "a program",
    "a program in a session of its own", "a daemon", "a stopped fork", "a busy executor", "garbage into every descriptor",
    "every descriptor closed", "open()", "an audit hook that raises", "half a letter printed", "half a letter raised",
)  # fmt: skip


@pytest.mark.parametrize("kernel", ["warm", "jupyter"])
def test_every_way_to_end_ends_in_one_message_and_leaves_nothing(workbook, attack, kernel):
    small(workbook)
    for name in ENDINGS if kernel == "warm" else IN_A_KERNEL:
        source, outcome = ENDINGS[name]
        write(workbook, source, "print('xong')")
        done = ended(workbook, *QUICK, "--kernel", kernel, mark=f"{kernel} {name}", seconds=SECONDS, before=LIMITS)
        wrong = fault(outcome, done, kernel)
        print(f"{kernel:<8} {name:<40} {done.code} {done.seconds:.1f} s {wrong}")
        attack.hold(not wrong, f"{kernel}, {name}: {wrong}\n{done.said[-600:]}")


@pytest.mark.parametrize("kernel", ["warm", "jupyter"])
def test_a_build_that_is_asked_to_end_at_any_moment_ends_and_leaves_nothing(workbook, attack, kernel):
    """By each sign at times by chance (seeded), while notebooks that start programs run and a book is printed."""
    small(workbook)
    for number in range(4):
        source = ENDINGS["a program in a session of its own"][0] + "\ntime.sleep(0.4)"
        write(workbook, "import time", source, name=f"0{number + 1}_small{number}.ipynb")
    chance = random.Random(20211128)
    for number in range(12 if kernel == "warm" else 4):
        sign = ("SIGINT", "SIGTERM", "SIGHUP", "SIGKILL")[number % 4]
        after = chance.uniform(0.3, 4 if kernel == "warm" else 8)
        mark = f"{kernel} {sign} {number}"
        process = subprocess.Popen(**command(workbook, "2021", "--force", "--kernel", kernel, mark=mark))
        time.sleep(after)
        process.send_signal(signal.Signals[sign])
        try:
            said, _ = process.communicate(timeout=SECONDS)
            hung = ""
        except subprocess.TimeoutExpired:
            process.kill()
            said, hung = b"", "hangs"
        left = still_there(mark, seconds=12)
        clear(mark)
        wrong = hung or (f"outlived by {left}" if left else "") or ("a traceback" if b"Traceback" in said else "")
        attack.hold(not wrong, f"{kernel}, {sign} after {after:.2f} s: {wrong}\n{said.decode(errors='replace')[-600:]}")
