"""docs/first-hour.md done as printed, on a copy of the workbook: its commands, its edits, its cells, what it says one sees."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# How many seconds something that must happen may take: only a failure takes so long, however slow the machine is.
PATIENCE = 60
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
_NO_PART = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", "outputs", ".work", "tests", "docs")


@dataclass(frozen=True)
class Step:
    """One block of the tutorial, and the prose above it."""

    kind: str
    text: str
    above: str

    @property
    def file(self) -> str:
        """The file that the prose names last."""
        return [name for name in re.findall(r"`([^`\n]+)`", self.above) if "/" in name][-1]

    @property
    def tags(self) -> list[str]:
        """The languages that the prose names as tags."""
        return re.findall(r"the tag `(\w+)`", " ".join(self.above.split()))


def steps(markdown: str) -> list[Step]:
    """Return the blocks of the tutorial in their order."""
    found, end = [], 0
    for block in _BLOCK.finditer(markdown):
        found.append(Step(block[1], block[2], markdown[end : block.start()]))
        end = block.end()
    return found


class Hour:
    """Somebody who does what is printed, in a copy of the workbook under git."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(PROJECT, root, ignore=_NO_PART)
        shutil.copytree(PROJECT / "docs", root / "docs")
        self.root, self.said, self.under = root, "", ""
        self.watching: subprocess.Popen[str] | None = None
        self.address, self.before, self.told = "", "", False
        self.notebook = root / "notebooks"
        here = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONUNBUFFERED": "1"}
        names = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        self.around = {**os.environ, **here, **names, "GIT_CONFIG_GLOBAL": os.devnull}
        self.around.pop("PYTHONPATH", None)
        for command in ("git init -q", "git add -A", "git commit -q -m start"):
            self.sh(command)

    def do(self, step: Step) -> None:
        """Do what a block says."""
        if step.kind != "text" and self.told:
            self.before = folded(self.seen())
        self.told = step.kind == "text"
        getattr(self, f"do_{step.kind}")(step)

    def do_sh(self, step: Step) -> None:
        """Run commands, one a line; what is watched goes on in the background."""
        self.said = ""
        for command in step.text.splitlines():
            if " watch " in command:
                self.watch(command)
            elif " lab " in command:
                self.lab(command)
            else:
                self.stop()
                self.said += self.sh(command)

    def do_diff(self, step: Step) -> None:
        """Change a line of a file."""
        path = self.root / step.file
        old, new = (line[1:] for line in step.text.splitlines())
        text = path.read_text("utf-8")
        assert text.count(old) == 1 and new, f"{step.file}: “{old}” stands there {text.count(old)} times"
        path.write_text(text.replace(old, new), "utf-8")

    def do_csv(self, step: Step) -> None:
        """Save a file."""
        (self.root / step.file).write_text(step.text, "utf-8")

    def do_markdown(self, step: Step) -> None:
        """Add a Markdown cell above the last cell of the notebook that is open."""
        self.add({"cell_type": "markdown", "metadata": {"tags": step.tags}, "source": step.text.strip()})

    def do_python(self, step: Step) -> None:
        """Add a code cell above the last one, or mend the one that was added before."""
        cell = {
            "cell_type": "code",
            "metadata": {},
            "source": step.text.strip(),
            "outputs": [],
            "execution_count": None,
        }
        self.add(cell, again="again:" in step.above)
        self.under = self.ran()

    def do_text(self, step: Step) -> None:
        """Wait until every line of a block is seen: printed, in the page, on its card, or under the cell."""
        lines, deadline = [folded(line) for line in step.text.splitlines()], time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            seen = folded(self.seen())
            missing = [line for line in lines if line not in seen]
            if not missing:
                assert any(line not in self.before for line in lines), f"seen before anything was done: {lines}"
                return
            if self.watching is None:
                break
            time.sleep(0.3)
        raise AssertionError(f"not seen: {missing}\n{seen[-3000:]}")

    def add(self, cell: dict[str, object], again: bool = False) -> None:
        """Put a cell above the last one of the notebook that is open."""
        book = json.loads(self.notebook.read_text("utf-8"))
        book["cells"].insert(-1, cell | {"id": f"mine-{len(book['cells'])}"})
        if again:
            del book["cells"][-3]
        self.notebook.write_text(json.dumps(book, ensure_ascii=False, indent=1) + "\n", "utf-8")

    def ran(self) -> str:
        """Run the notebook that is open, as JupyterLab would for this edition; return what stands under a slip."""
        out = self.root / "outputs" / "run.ipynb"
        words = ["--engine", "yearbook", "-p", "edition", "2021", str(self.notebook), str(out)]
        run = [sys.executable, "-m", "papermill", *words]
        subprocess.run(
            run, cwd=self.root, env=self.around | {"PYTHONPATH": str(self.root)}, capture_output=True, check=False
        )
        outputs = [each for cell in json.loads(out.read_text("utf-8"))["cells"] for each in cell.get("outputs", ())]
        return "\n".join(line for each in outputs for line in each.get("traceback", ()))

    def sh(self, command: str) -> str:
        """Run a command to its end; return what it printed."""
        done = subprocess.run(
            command, shell=True, cwd=self.root, env=self.around, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start(self, command: str) -> subprocess.Popen[str]:
        """Start a command that does not end by itself."""
        return subprocess.Popen(
            command.split(), cwd=self.root, env=self.around, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip

    def watch(self, command: str) -> None:
        """Watch, at a port that is free and without opening a browser."""
        self.watching = self.start(f"{command} --no-browser --port 0")
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.watching.stdout.readline())
        self.address = found.group() if found else ""

    def lab(self, command: str) -> None:
        """Open JupyterLab, and go where it leads; from then on that notebook is open here."""
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            port = asked.getsockname()[1]
        lab = self.start(f"{command} --no-browser --allow-root --ServerApp.port={port}")
        late = threading.Timer(PATIENCE, lab.kill)
        late.start()
        try:
            found = next(filter(None, (re.search(r"http://\S+/yearbook\?\S+", line) for line in lab.stdout)))
            led = led_to(found.group())
        finally:
            late.cancel()
            ended(lab)
        self.notebook = self.root / re.search(r"notebooks/\w+\.ipynb", led).group()

    def stop(self) -> None:
        """Stop watching with Ctrl-C."""
        if self.watching:
            ended(self.watching)
        self.watching = None

    def seen(self) -> str:
        """Return all that can be seen now."""
        pages = ""
        if self.watching:
            pages = (
                plain(self.page("")) + plain(self.page("en")) + json.loads(self.page("shown?version=999999"))["error"]
            )
        return "\n".join((self.said, pages, self.under))

    def page(self, path: str) -> str:
        """Return what the watching server answers."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=PATIENCE) as answer:
            return answer.read().decode()


def ended(process: subprocess.Popen[str]) -> None:
    """End a command with Ctrl-C, pressed twice as JupyterLab asks for; with force only if it does not hear."""
    for _ in range(2):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.5)
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise


def led_to(address: str) -> str:
    """Return where an address leads; a server tells its own before it answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                return urllib.parse.unquote(answer.url)
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def plain(page: str) -> str:
    """Return the words of a page."""
    return html.unescape(re.sub(r"<(?!/?tspan)[^>]+>", "", re.sub(r"<(style|script).*?</\1>", "", page, flags=re.S)))


def folded(text: str) -> str:
    """Return text with single spaces."""
    return " ".join(text.split())
