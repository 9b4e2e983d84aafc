"""A real JupyterLab in a real browser: run, read in light and dark, write one line, save, and leave nothing behind."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

from tests.conftest import PROJECT
from tests.test_watch import PROGRAM

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX has them")
RAN = """() => jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === "code")
  .every(cell => cell.model.executionCount && cell.model.executionState !== "running")"""
# How much every text of every output stands out from the ground it stands on; the least of all.
CONTRAST = """() => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d");
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgba(getComputedStyle(node).backgroundColor);
      if (colour[3] === 255) return light(colour);
    }
    return 1;
  };
  const texts = [...document.querySelectorAll(".jp-OutputArea-output :is(td, th, p, small, strong, svg text)")]
    .filter(node => node.textContent.trim());
  const least = texts.map(node => {
    const style = getComputedStyle(node), own = node.closest("svg") ? style.fill : style.color;
    const [a, b] = [light(rgba(own)), ground(node)].sort();
    return (b + 0.05) / (a + 0.05);
  });
  return {texts: texts.length, drawn: document.querySelectorAll(".jp-OutputArea-output svg text").length,
          least: Math.min(...least)};
}"""


def git(root, *words):
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-C", str(root), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def lab(workbook):
    """Open JupyterLab on a copy of the workbook kept in git; gives its process and address, and ends it at last."""
    root = workbook.root
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_code_cell("1"), nbformat.v4.new_markdown_cell("Giá trị là {eval}`1+1`.")]
    nbformat.write(notebook, workbook.notebooks / "_values.ipynb")
    (root / "go.py").write_text(PROGRAM, encoding="utf-8")
    (root / ".gitignore").write_text(f".jupyter/\n{(PROJECT / '.gitignore').read_text('utf-8')}", encoding="utf-8")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "x")
    places = {f"JUPYTER_{name}_DIR": str(root / ".jupyter" / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    words = ["lab", "2021", "--section", "economy", "--language", "en", "--no-browser", "--expose-app-in-browser"]
    process = subprocess.Popen(
        [sys.executable, "go.py", str(root), *words, *(["--allow-root"] if os.geteuid() == 0 else [])],
        cwd=root,
        env={**os.environ, **places, "PYTHONPATH": str(PROJECT), "IPYTHONDIR": str(root / ".jupyter")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if "127.0.0.1" in line:
            break
    address = re.search(r"http://127\.0\.0\.1\S+", said[-1])[0]
    answers(address)
    yield workbook, address, process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)


def answers(address):
    """Wait until the server listens; it says where before it does."""
    for _ in range(100):
        try:
            return urllib.request.urlopen(address.replace("/yearbook?", "/api?"), timeout=30).close()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def ends_with_all_it_started(process, root, sign):
    """Send the front door alone a signal; nothing that names the workbook may be left."""
    process.send_signal(sign)
    process.stdout.read()
    process.wait(timeout=20)
    deadline = time.monotonic() + 10
    while subprocess.run(["pgrep", "-f", str(root)], capture_output=True, check=False).stdout:
        assert time.monotonic() < deadline, "a server or a kernel is left behind"
        time.sleep(0.1)


@pytest.mark.nightly
def test_run_all_read_write_one_line_and_save(lab, browser):
    workbook, address, process = lab
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(60_000)
    page.goto(address)
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
    page.wait_for_function("() => jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'")
    assert page.evaluate("jupyterapp.shell.currentWidget.context.path") == "notebooks/02_economy.ipynb"
    assert {"data", "params", "notebooks"} <= set(page.locator(".jp-DirListing-itemText").all_inner_texts())

    page.locator("[data-command='notebook:restart-run-all']").first.click()
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_function(RAN)
    page.locator(".jp-OutputArea-output svg").first.wait_for()
    shown = page.locator(".jp-Notebook").inner_text()
    assert "Budget revenue by district" in shown and "118.3%" in shown, "the edition and the language are in force"
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
        page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")
        page.wait_for_timeout(300)
        seen = page.evaluate(CONTRAST)
        assert seen["drawn"] > 10 and seen["texts"] > 40 and seen["least"] >= 4.5, (theme, seen)
    page.evaluate("jupyterapp.shell.activateById('table-of-contents')")
    headings = page.locator(".jp-TableOfContents-content").first
    headings.get_by_text("Kết quả của các thành viên").wait_for()

    page.keyboard.press("Control+s")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    assert git(workbook.root, "status", "--short") == "", "a run and a save without an edit change nothing"

    page.locator(".jp-MarkdownCell h1", has_text="Kinh tế – xã hội").first.dblclick()
    page.keyboard.press("Enter")
    page.wait_for_selector(".jp-MarkdownCell .cm-content:focus")
    page.keyboard.press("Control+End")
    page.keyboard.type(" năm qua")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    assert git(workbook.root, "status", "--short").split() == ["M", "notebooks/02_economy.ipynb"]
    assert git(workbook.root, "diff", "--numstat").split() == ["1", "1", "notebooks/02_economy.ipynb"]
    assert "# Kinh tế – xã hội năm qua" in git(workbook.root, "diff")

    page.evaluate("void jupyterapp.commands.execute('docmanager:open', {path: 'notebooks/_values.ipynb'})")
    page.wait_for_function("() => jupyterapp.shell.currentWidget?.context?.path === 'notebooks/_values.ipynb'")
    page.wait_for_function("() => jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'")
    page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    page.locator(".jp-MarkdownCell:visible").get_by_text(re.compile(r"Giá trị là\s*2\s*\.")).wait_for()
    page.close()
    ends_with_all_it_started(process, workbook.root, signal.SIGTERM)


def test_the_door_asks_for_the_token_and_one_ctrl_c_ends_server_and_kernels(lab):
    workbook, address, process = lab
    with urllib.request.urlopen(address.partition("?")[0], timeout=30) as answer:
        assert "/login" in answer.url
    base, token = address.split("/yearbook?token=")
    request = urllib.request.Request(
        f"{base}/api/kernels", json.dumps({"name": "python3"}).encode(), {"Authorization": f"token {token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 201
    with urllib.request.urlopen(f"{base}/custom/custom.css?token={token}", timeout=30) as answer:
        assert b"jp-RenderedSVG" in answer.read(), "a drawing plainly made has a ground in the dark"
    assert subprocess.run(["pgrep", "-f", f"kernel.*{workbook.root}"], capture_output=True, check=False).stdout
    ends_with_all_it_started(process, workbook.root, signal.SIGINT)
