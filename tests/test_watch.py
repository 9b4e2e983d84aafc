"""The book while somebody edits: made again at every save, on this machine alone, and gone without a trace."""

import base64
import contextlib
import hashlib
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest

from tests.conftest import PROJECT
from yearbook.cli import main
from yearbook.press.bind.book import Book
from yearbook.press.print.page import page as printed
from yearbook.press.watch import serve
from yearbook.press.watch.serve import Server, open_server
from yearbook.press.watch.waiting import Shown

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX has them")
# How many seconds something that must happen may take: only a failure takes so long, however slow the machine is.
PATIENCE = 180
PROGRAM = "import sys; from pathlib import Path; from yearbook.cli import main; from yearbook.paths import Workbook\nif __name__ == '__main__': sys.exit(main(sys.argv[2:], Workbook(Path(sys.argv[1]))))"


@pytest.fixture
def watched(workbook):
    """Watch a copy of the workbook with two sections at a taken port; gives its address, and ends it with Ctrl-C."""
    for path in workbook.notebooks.glob("*.ipynb"):
        if "economy" not in path.name and "notes" not in path.name:
            path.unlink()
            for comment in workbook.data.glob(f"*/commentary/{path.stem.partition('_')[2]}.*.md"):
                comment.unlink()
    (workbook.root / "go.py").write_text(PROGRAM, encoding="utf-8")
    other = socket.create_server(("127.0.0.1", 0))
    taken = str(other.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "go.py", str(workbook.root), "watch", "2021", "--no-browser", "--pdf", "--port", taken],
        cwd=workbook.root,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = process.stdout.readline()
    assert f"Cổng {taken} đang bận" in said, said
    address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline()).group()
    assert address.split(":")[2].strip("/") in said
    yield workbook, address, process
    other.close()
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=PATIENCE)


@pytest.fixture
def served(tmp_path):
    """Serve one small page; gives its address and its file."""
    page = tmp_path / "yearbook.vi.html"
    page.write_text(printed(Book("vi", "Thử", "", "", None, (), (), (), None)), encoding="utf-8")
    server = Server(0, tmp_path, ("vi",), Shown())
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.address, page
    server.shutdown()
    server.server_close()


def get(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def shown(address, after):
    """Wait for the next thing shown."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = json.loads(get(f"{address}shown?version={after}"))
        if answer["version"] != after:
            return answer
    raise AssertionError("nothing new was shown")


def test_an_edit_a_mistake_and_its_mending_all_reach_the_page(watched):
    workbook, address, process = watched
    first = shown(address, 0)
    assert first["error"] == "" and "118,3" in get(address) and "Economy" in get(f"{address}en")
    assert "/shown?version=" in get(address)
    with urllib.request.urlopen(f"{address}yearbook.vi.pdf", timeout=30) as answer:
        assert answer.read(4) == b"%PDF"

    notebook = workbook.notebooks / "02_economy.ipynb"
    notebook.write_text(
        notebook.read_text("utf-8").replace("## Kết quả của các thành viên", "## Kết quả của từng thành viên"),
        "utf-8",
    )
    second = shown(address, first["version"])
    assert second["error"] == "" and "Kết quả của từng thành viên" in get(address)

    records = workbook.data / "2021" / "figures.csv"
    good = records.read_bytes()
    records.write_bytes(good.replace(b"118,3%", b"118.3%"))
    third = shown(address, second["version"])
    assert "data/2021/figures.csv › dòng 2 › cột «figure»" in third["error"] and "Kết quả của từng thành viên" in get(
        address
    )
    records.write_bytes(good.replace(b"118,3%", b"119,3%"))
    fourth = shown(address, third["version"])
    assert fourth["error"] == "" and "119,3" in get(address)

    comment = workbook.data / "2021" / "commentary" / "notes.vi.md"
    comment.parent.mkdir(exist_ok=True)
    comment.write_text("Một lời bình mới.\n", encoding="utf-8")
    fifth = shown(address, fourth["version"])
    assert fifth["error"] == "" and "Một lời bình mới." in get(address)

    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0
    left = subprocess.run(["pgrep", "-f", str(workbook.root)], capture_output=True, text=True, check=False)
    assert left.stdout == "" and "Traceback" not in process.stdout.read()


def rules(policy):
    return {rule.split()[0]: set(rule.split()[1:]) for rule in policy.split(";")}


def test_the_watched_page_is_read_under_the_rules_of_the_file(served):
    address, page = served
    with urllib.request.urlopen(address, timeout=10) as answer:
        given, text = rules(answer.headers["Content-Security-Policy"]), answer.read().decode()
    own = rules(re.search(r'Content-Security-Policy" content="([^"]+)"', page.read_text("utf-8"))[1])
    assert given.pop("connect-src") == {"'self'"}
    (live,) = given["script-src"] - own["script-src"]
    (script,) = re.findall(r'<script data-version="\d+">(.*?)</script>', text, re.S)
    assert live == f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
    assert given | {"script-src": given["script-src"] - {live}} == own
    assert "http-equiv" not in text.lower(), "the file's own rules would keep the live script from running"


@pytest.mark.parametrize("name", ["example.org", "example.org:{port}", "127.0.0.1.example.org:{port}", "127.0.0.1", "localhost:1", "0.0.0.0:{port}", ""])  # fmt: skip
def test_a_name_that_somebody_made_lead_here_is_not_answered(served, name):
    address, _ = served
    request = urllib.request.Request(address, headers={"Host": name.format(port=address.split(":")[2].strip("/"))})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=10)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machine_is_answered_under_each_of_its_names(served, name):
    address, _ = served
    port = address.split(":")[2].strip("/")
    with urllib.request.urlopen(
        urllib.request.Request(address, headers={"Host": f"{name}:{port}"}), timeout=10
    ) as answer:
        assert answer.status == 200


def test_a_question_that_makes_no_sense_is_one_line_and_no_traceback(served, capfd):
    with pytest.raises(urllib.error.HTTPError, match="400"):
        get(f"{served[0]}shown?version=x")
    assert "Traceback" not in capfd.readouterr().err


def raw(address, asked, wait=True):
    """Send bytes as they are, and return what is answered; nothing where nobody waits for it."""
    host, port = address.removeprefix("http://").strip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as reader:
        reader.sendall(asked.replace(b"PORT", port.encode()))
        if not wait:
            return b""
        with contextlib.suppress(OSError):  # who is turned away at once may be gone already
            reader.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while more := reader.recv(65536):
                answer += more
        return answer


HOST = b"Host: 127.0.0.1:PORT\r\n"


@pytest.mark.parametrize(
    ("asked", "code"),
    [(b"GET / HTTP/1.1\r\n" + HOST + b"Origin: http://away.example\r\n\r\n", b"403"),
     (b"GET /shown?version=9 HTTP/1.1\r\n" + HOST + b"Origin: null\r\n\r\n", b"403"),
     (b"GET /shown?version=9 HTTP/1.1\r\n" + HOST + b"Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: empty\r\n\r\n", b"403"),
     (b"GET /vi HTTP/1.1\r\n" + HOST + b"Sec-Fetch-Site: same-site\r\nSec-Fetch-Dest: iframe\r\n\r\n", b"403"),
     (b"GET / HTTP/1.1\r\n" + HOST + b"Host: away.example\r\n\r\n", b"403"),
     (b"GET / HTTP/1.1\r\n\r\n", b"403"),
     (b"GET / HTTP/1.1\r\n" + HOST + b"Sec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: document\r\n\r\n", b"200"),
     (b"GET http://[ HTTP/1.1\r\n" + HOST + b"\r\n", b"400"),
     (b"GET /shown?version=" + b"9" * 5000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", b"400"),
     (b"GET /shown?version=-1 HTTP/1.1\r\n" + HOST + b"\r\n", b"400"),
     (b"GET /%2e%2e/params/2021.yaml HTTP/1.1\r\n" + HOST + b"\r\n", b"404"),
     (b"GET /yearbook.vi.html HTTP/1.1\r\n" + HOST + b"\r\n", b"404"),
     (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nx=1", b"501"),
     (b"OPTIONS / HTTP/1.1\r\n" + HOST + b"\r\n", b"501"),
     (b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 70_000 + b"\r\n\r\n", b"431"),
     (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", b"431"),
     (b"GET /" + b"y" * 70_000, b"414"),
     (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", b"400"),
     (b"\x00\xff\r\n\r\n", b"400"),
     (b"GET / HTTP/99999999999.1\r\n\r\n", b"")],
)  # fmt: skip
def test_a_strange_question_is_answered_as_one_and_leaves_no_traceback(served, capfd, asked, code):
    answer = raw(served[0], asked)
    assert code in answer.partition(b"\n")[0] or code in answer[:600]
    assert (b"200 OK" in answer) is (code == b"200") and b"118,3" not in answer
    assert get(served[0])
    assert capfd.readouterr().err == ""


def test_no_other_page_may_ask_for_the_book_or_show_it_as_its_own(served):
    with urllib.request.urlopen(served[0], timeout=10) as answer:
        assert answer.headers["X-Frame-Options"] == "DENY" and "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


STOLEN = """<body><script>
  const tried = [];
  for (const path of ["vi", "shown?version=9", ""]) {
    tried.push(fetch("ADDRESS" + path).then(answer => answer.text()).catch(() => ""));
    tried.push(fetch("ADDRESS" + path, { mode: "no-cors" }).then(answer => answer.text()).catch(() => ""));
  }
  const frame = document.createElement("iframe"), script = document.createElement("script");
  frame.src = "ADDRESS"; script.src = "ADDRESS";
  document.body.append(frame, script);
  window.stolen = Promise.all(tried);
</script><a href="ADDRESS">sách</a></body>"""


def test_a_page_of_somebody_else_can_neither_read_the_book_nor_show_it_but_may_lead_to_it(browser, served):
    address, _ = served
    context = browser.new_context()
    page = context.new_page()
    answered = []
    page.on("response", lambda answer: answered.append((answer.url, answer.status)))
    html = STOLEN.replace("ADDRESS", address)
    page.route("http://away.example/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto("http://away.example/")
    assert set(page.evaluate("window.stolen")) == {""}
    page.wait_for_load_state("load")
    assert {status for url, status in answered if url.startswith(address)} <= {403}
    page.get_by_role("link").click()
    page.wait_for_url(address)
    assert "Thử" in page.title()
    context.close()


def test_whoever_is_slow_is_left_and_keeps_nobody_waiting(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(serve._Handler, "timeout", 0.3)
    server = Server(0, tmp_path, ("vi",), Shown())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    slow = [socket.create_connection(server.server_address) for _ in range(20)]
    for reader in slow:
        reader.sendall(b"GET / HT")
    assert "Đang dựng" in get(server.address)
    for reader in slow:
        reader.settimeout(30)
        assert reader.recv(1) == b""
        reader.close()
    server.shutdown()
    server.server_close()
    assert capfd.readouterr().err == ""


def test_more_readers_than_there_can_be_are_left(served, monkeypatch, capfd):
    monkeypatch.setattr(serve, "MOST_READERS", 0)
    assert raw(served[0], b"GET / HTTP/1.1\r\n" + HOST + b"\r\n") == b""
    monkeypatch.undo()
    assert get(served[0]) and capfd.readouterr().err == ""


def test_a_reader_who_has_left_when_the_answer_comes_is_not_told_of(tmp_path, capfd):
    shown = Shown()
    server = Server(0, tmp_path, ("vi",), shown)
    server.daemon_threads = False  # so that closing the server waits for the answers under way
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for _ in range(3):
        with socket.create_connection(server.server_address) as reader:
            reader.sendall(b"GET /shown?version=0 HTTP/1.0\r\nHost: localhost:%d\r\n\r\n" % server.server_address[1])
            # Leaves with a reset, as a browser that is killed does, so that the answer cannot be written.
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            time.sleep(0.2)
    shown.show()
    server.shutdown()
    server.server_close()
    assert capfd.readouterr().err == ""


def test_nobody_else_is_answered(watched):
    _, address, _ = watched
    request = urllib.request.Request(address, headers={"Host": "example.org"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request, timeout=10)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{address}../params/2021.yaml")


def test_the_page_leads_to_the_other_language_and_to_its_pdf(tmp_path):
    for language in ("vi", "en"):
        page = printed(Book(language, "Thử", "", "", None, (), (), (), None))
        (tmp_path / f"yearbook.{language}.html").write_text(page, encoding="utf-8")
        (tmp_path / f"yearbook.{language}.pdf").write_bytes(b"%PDF-1.7")
    for pdf in (True, False):
        server = Server(0, tmp_path, ("vi", "en"), Shown(), pdf)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert 'href="/en" hreflang="en"' in get(server.address)
        assert 'href="/vi" hreflang="vi"' in get(f"{server.address}en")
        assert ('href="/yearbook.en.pdf"' in get(f"{server.address}en")) is pdf
        if pdf:
            assert get(f"{server.address}yearbook.en.pdf").startswith("%PDF")
        else:
            with pytest.raises(urllib.error.HTTPError, match="404"):
                get(f"{server.address}yearbook.en.pdf")
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("chapter", ["economy", "awards"])
def test_the_other_language_opens_where_the_reader_was(browser, built, chapter):
    server = Server(0, built.folder, ("vi", "en"), Shown(1), True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(server.address)
    top = "name => document.getElementById(name).getBoundingClientRect().top"
    page.evaluate("name => document.getElementById(name).scrollIntoView()", chapter)
    before = page.evaluate(top, chapter)
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en")
    assert page.evaluate("document.documentElement.lang") == "en" and said == []
    assert abs(page.evaluate(top, chapter) - before) < 5
    page.close()
    server.shutdown()
    server.server_close()


def test_a_tab_that_is_closed_while_it_waits_leaves_no_traceback(served, capfd):
    address, _ = served
    port = int(address.split(":")[2].strip("/"))
    for path in ("/", "/shown?version=0"):
        with socket.create_connection(("127.0.0.1", port)) as tab:
            # A connection that is reset, and not ended.
            tab.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            tab.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        with socket.create_connection(("127.0.0.1", port)) as tab:
            tab.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            tab.sendall(b"GET")
    time.sleep(0.3)
    assert get(address)
    assert capfd.readouterr().err == ""


def test_a_taken_port_is_answered_with_the_next(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = open_server(port, tmp_path, ("vi",), Shown(), False)
        server.server_close()
    assert port < server.server_address[1] <= port + 20


def test_a_port_that_cannot_be_had_is_one_line(workbook, capsys):
    assert main(["watch", "2021", "--no-browser", "--port", "99999999"], workbook) == 1
    assert "Chọn cổng khác bằng --port" in capsys.readouterr().err
