"""Ways for a notebook to end, to hang, or to spoil what runs it; made up, none of them is anybody's notebook.

Each is the source of a cell, and whether the notebook must fail: "fails", "ends" (well or with a mistake), or "works".
What is started sleeps for LONG_SECONDS, so that it is found if it outlives its notebook.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import PROJECT

PARAMETERS = 'edition = "newest"\nlanguage = "vi"'
LONG_SECONDS = 987

ENDINGS = {
    # it ends
    "exit()": ("exit()", "fails"),
    "quit()": ("quit()", "fails"),
    "sys.exit()": ("import sys\nsys.exit()", "fails"),
    "sys.exit(0)": ("import sys\nsys.exit(0)", "fails"),
    "sys.exit(3)": ("import sys\nsys.exit(3)", "fails"),
    "SystemExit": ("raise SystemExit", "fails"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "fails"),
    "GeneratorExit": ("raise GeneratorExit", "fails"),
    "an exception of its own kind": ("class Mine(BaseException): pass\nraise Mine('x')", "fails"),
    "an exception that cannot be printed": (
        "class Mine(Exception):\n    def __str__(self): raise ValueError\nraise Mine",
        "fails",
    ),
    "an exception that cannot be pickled": ("raise type('Local', (Exception,), {})(lambda: 0)", "fails"),
    "_exit(0)": ("import os\nos._exit(0)", "fails"),
    "_exit(7)": ("import os\nos._exit(7)", "fails"),
    "abort": ("import os\nos.abort()", "fails"),
    "SIGKILL": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "fails"),
    "SIGTERM": ("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)", "fails"),
    "SIGHUP": ("import os, signal\nos.kill(os.getpid(), signal.SIGHUP)", "fails"),
    "SIGINT": ("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nimport time\ntime.sleep(1)", "fails"),
    "SIGSEGV": ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "fails"),
    "SIGALRM": ("import os, signal\nos.kill(os.getpid(), signal.SIGALRM)\nimport time\ntime.sleep(1)", "fails"),
    "SIGCHLD": ("import os, signal\nos.kill(os.getpid(), signal.SIGCHLD)", "ends"),
    "SIGPIPE": ("import os, signal\nos.kill(os.getpid(), signal.SIGPIPE)", "ends"),
    "its whole group": ("import os, signal\nos.killpg(0, signal.SIGKILL)", "fails"),
    "a bad address": ("import ctypes\nctypes.string_at(0)", "fails"),
    "recursion": ("def f(): f()\nf()", "fails"),
    "deep recursion in C": ("import sys\nsys.setrecursionlimit(10**8)\ndef f(): f()\nf()", "fails"),
    "no memory for one thing": ("x = bytearray(1 << 50)", "fails"),
    "no memory at all": (
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))\nx = []\nwhile True: x.append(bytearray(1 << 24))",
        "fails",
    ),
    "no files": (
        "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\nkept = []\nwhile True: kept.append(open('/dev/null'))",
        "fails",
    ),
    "no files, and says nothing": (
        "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\nkept = []\ntry:\n    while True: kept.append(open('/dev/null'))\nexcept OSError: pass",
        "ends",
    ),
    "no processes": (
        "import resource\nresource.setrlimit(resource.RLIMIT_NPROC, (1, 1))\nimport threading\n[threading.Thread(target=print).start() for _ in range(9)]",
        "ends",
    ),
    "no file may grow": ("import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))", "ends"),
    "no processor time": (
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
        "fails",
    ),
    # it does not end by itself
    "stops itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nprint('on')", "works"),
    "stops its parent": ("import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)\nprint('on')", "works"),
    "stops its parent and itself": (
        "import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)\nos.kill(os.getpid(), signal.SIGSTOP)",
        "works",
    ),
    "kills its parent": ("import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(600)", "fails"),
    "ends its parent": ("import os, signal, time\nos.kill(os.getppid(), signal.SIGTERM)\ntime.sleep(600)", "fails"),
    "interrupts its parent": ("import os, signal\nos.kill(os.getppid(), signal.SIGINT)", "ends"),
    "hangs up on its parent": ("import os, signal, time\nos.kill(os.getppid(), signal.SIGHUP)\ntime.sleep(9)", "fails"),
    "sleeps": ("import time\ntime.sleep(600)", "late"),
    "sleeps without hearing": (
        "import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(600)",
        "late",
    ),
    "hears nothing at all": (
        "import faulthandler, signal, time\nfaulthandler.cancel_dump_traceback_later()\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\ntime.sleep(600)",
        "late",
    ),
    "turns in circles": ("while True: pass", "late"),
    "turns in circles and swallows": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "late",
    ),
    "waits for itself": ("import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()", "late"),
    "reads its input": ("import sys\nprint(repr(sys.stdin.read()))", "ends"),
    "asks a question": ("input('?')", "fails"),
    # it leaves something running
    "a thread": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(987,)).start()",
        "works",
    ),
    "a program": ("import subprocess\nsubprocess.Popen(['sleep', '987'])", "left"),
    "a program of the shell": ("import os\nos.system('sleep 987 &')", "left"),
    "a program of IPython": ("!sleep 987 &", "ends"),
    "a program in a session of its own": (
        "import subprocess\nsubprocess.Popen(['sleep', '987'], start_new_session=True)",
        "left",
    ),
    "a daemon": (
        "import os, time\nif not os.fork():\n    os.setsid()\n    if os.fork(): os._exit(0)\n    time.sleep(987)\n    os._exit(0)",
        "left",
    ),
    "a program that ignores signs": (
        "import subprocess\nsubprocess.Popen(['sh', '-c', \"trap '' TERM INT HUP; sleep 987; sleep 987\"])",
        "left",
    ),
    "a fork": ("import os, time\nif not os.fork(): time.sleep(987); os._exit(0)", "left"),
    "a fork that goes on as the notebook": ("import os\nos.fork()\nprint('two')", "ends"),
    "a fork of a fork": (
        "import os, time\nif not os.fork():\n    if not os.fork(): time.sleep(987)\n    time.sleep(987)\n    os._exit(0)",
        "left",
    ),
    "a stopped fork": (
        "import os, signal, time\np = os.fork()\nif not p: time.sleep(987); os._exit(0)\nos.kill(p, signal.SIGSTOP)",
        "left",
    ),
    "processes": (
        "import multiprocessing, time\nmultiprocessing.get_context('fork').Process(target=time.sleep, args=(987,)).start()",
        "left",
    ),
    "a pool": (
        "import multiprocessing\npool = multiprocessing.get_context('fork').Pool(2)\nprint(pool.map(abs, [-1, 2]))",
        "works",
    ),
    "an open executor": (
        "from concurrent.futures import ProcessPoolExecutor\npool = ProcessPoolExecutor(2)\nprint(pool.submit(abs, -1).result())",
        "works",
    ),
    "a busy executor": (
        "from concurrent.futures import ProcessPoolExecutor\nimport time\npool = ProcessPoolExecutor(2)\nfor _ in range(4): pool.submit(time.sleep, 987)\ntime.sleep(0.3)",
        "ends",
    ),
    "a hundred programs": ("import subprocess\nfor _ in range(100): subprocess.Popen(['sleep', '987'])", "left"),
    "a program, and dies": ("import os, subprocess\nsubprocess.Popen(['sleep', '987'])\nos._exit(1)", "fails"),
    "a program, and kills its parent": (
        "import os, signal, subprocess, time\nsubprocess.Popen(['sleep', '987'])\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)",
        "fails",
    ),
    # it spoils what runs it
    "garbage into every descriptor": (
        "import os\nfor number in range(3, 256):\n    try: os.write(number, b'\\0\\0\\0\\x05garbage' * 99)\n    except OSError: pass",
        "ends",
    ),
    "every descriptor closed": ("import os\nos.closerange(0, 256)", "fails"),
    "every descriptor closed and taken again": (
        "import os\nos.closerange(3, 256)\nkept = [open('/dev/null') for _ in range(40)]",
        "ends",
    ),
    "open()": ("import builtins\nbuiltins.open = None", "ends"),
    "io.open": ("import io, builtins\nio.open = builtins.open = lambda *a, **k: 1 / 0", "ends"),
    "os.stat": ("import os\nos.stat = None", "ends"),
    "os.write, os.close, os._exit": ("import os\nos.write = os.close = os._exit = None", "ends"),
    "json.dumps": ("import json\njson.dumps = json.loads = lambda *a, **k: 1 / 0", "ends"),
    "pickle.dumps": ("import pickle\npickle.dumps = pickle.loads = lambda *a, **k: 1 / 0", "ends"),
    "Path": ("import pathlib\npathlib.Path.read_text = pathlib.Path.write_text = pathlib.Path.open = None", "ends"),
    "time": ("import time\ntime.monotonic = time.sleep = None", "ends"),
    "len": ("import builtins\nbuiltins.len = lambda _: -1", "ends"),
    "every builtin": ("import builtins\nfor name in ('isinstance', 'print', 'str', 'dict'): setattr(builtins, name, None)", "ends"),
    "modules": ("import sys\nsys.modules.clear()", "ends"),
    "the streams": ("import sys\nsys.stdout = sys.stderr = None\nprint('x')", "ends"),
    "an audit hook that raises": (
        "import sys\ndef hook(event, arguments): raise RuntimeError(event)\nsys.addaudithook(hook)",
        "ends",
    ),
    "an audit hook that raises at open": (
        "import sys\ndef hook(event, arguments):\n    if event == 'open': raise RuntimeError(event)\nsys.addaudithook(hook)",
        "ends",
    ),
    "a trace function that raises": ("import sys\nsys.settrace(lambda *a: 1 / 0)", "ends"),
    "half a letter printed": ("print('a\\udc80b')", "works"),
    "half a letter raised": ("raise ValueError('a\\udc80b')", "fails"),
    "half a letter shown": ("from IPython.display import HTML\ndisplay(HTML('<b>a\\ud800b</b>'))", "ends"),
    "half a letter as value": ("'a\\udfffb'", "works"),
    "another folder": ("import os\nos.chdir('/')", "works"),
    "no folder": ("import os, tempfile\nfolder = tempfile.mkdtemp()\nos.chdir(folder)\nos.rmdir(folder)", "ends"),
    "no environment": ("import os\nos.environ.clear()", "ends"),
    "another umask": ("import os\nos.umask(0o777)", "ends"),
}  # fmt: skip


def write(workbook, *sources, name="01_small.ipynb", tags=()):
    """Write a section that has these cells."""
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Nhỏ"}]
    for order, source in enumerate((PARAMETERS, *sources)):
        own_tags = ["parameters"] if order == 0 else list(tags)
        cells.append(
            {"cell_type": "code", "id": f"c{order}", "metadata": {"tags": own_tags}, "source": source, "outputs": [], "execution_count": None}
        )  # fmt: skip
    metadata = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (workbook.notebooks / name).write_text(json.dumps(notebook), encoding="utf-8")


@dataclass(frozen=True)
class Done:
    """How a command ended: `code` is None if it had to be ended; `left` are programs that outlived it."""

    code: int | None
    said: str
    seconds: float
    left: list[str]


def command(workbook, *words, mark, before=""):
    """Return how to start a command on a workbook in a process of its own; `before` is a program to run first."""
    program = f"{before}\nimport sys\nfrom pathlib import Path\nfrom yearbook.cli import main\nfrom yearbook.paths import Workbook\n"
    program += f"sys.exit(main({list(words)!r}, Workbook(Path({str(workbook.root)!r}))))"
    around = {**os.environ, "PYTHONPATH": str(PROJECT), "ENDING": mark, "PYTHONUTF8": "1"}
    around.pop("PYTEST_CURRENT_TEST", None)
    return {
        "args": [sys.executable, "-c", program], "cwd": PROJECT, "env": around, "start_new_session": True,
        "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT,
    }  # fmt: skip


def ended(workbook, *words, mark, seconds, before=""):
    """Run a command; it ends, with everything that holds its pipes, within so many seconds, or is ended."""
    begun = time.monotonic()
    process = subprocess.Popen(**command(workbook, *words, mark=mark, before=before))
    try:
        said, _ = process.communicate(timeout=seconds)
        code = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        said, code = b"", None
        clear(mark)
        said, _ = process.communicate()
    took = time.monotonic() - begun
    left = still_there(mark)
    clear(mark)
    return Done(code, said.decode(errors="replace"), took, left)


def still_there(mark, seconds=3.0):
    """Return the programs of a mark that are there after some seconds, by their words."""
    deadline = time.monotonic() + seconds
    while (found := _of(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return sorted(found.values())


def clear(mark):
    """End what is left of a mark."""
    for process in _of(mark):
        try:
            os.kill(process, 9)
        except ProcessLookupError:
            continue


def _of(mark):
    """Return the processes that were started, at whatever remove, with this mark."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"ENDING={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (
                    (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:80]
                )
        except OSError:
            continue
    return found
