"""A build always ends, whatever its notebooks do, says why in one message, and leaves no process behind.

Every way to end or to hang is tried with the real command, each with a time limit.
"""

import sys

import pytest

from tests.endings import ENDINGS, ended, write

pytestmark = [pytest.mark.nightly, pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")]

QUICK = ("2021", "--language", "vi", "--no-pdf")
# No limit of a notebook is waited for here: these are lowered before.
LIMITS = "from yearbook.press.run import execute, calls\nexecute.CELL_SECONDS = 4\nexecute.run.longest_seconds = 8"
SECONDS = 25


def small(workbook):
    for path in (*workbook.notebooks.glob("*.ipynb"), *workbook.data.glob("*/commentary/*.md")):
        path.unlink()
    return workbook


def fault(outcome, done):
    """Return what is wrong with how a build ended, if anything."""
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


@pytest.mark.parametrize("kernel", ["warm", "jupyter"])
def test_every_way_to_end_ends_in_one_message_and_leaves_nothing(workbook, attack, kernel):
    small(workbook)
    for name, (source, outcome) in ENDINGS.items():
        write(workbook, source, "print('xong')")
        # The limits are lowered where the notebook is run as well: by the process that imports them.
        done = ended(workbook, *QUICK, "--kernel", kernel, mark=f"{kernel} {name}", seconds=SECONDS, before=LIMITS)
        wrong = fault(outcome, done)
        print(f"{kernel:<8} {name:<40} {done.code} {done.seconds:.1f} s {wrong}")
        attack.hold(not wrong, f"{kernel}, {name}: {wrong}\n{done.said[-600:]}")
