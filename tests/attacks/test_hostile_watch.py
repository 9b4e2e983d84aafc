"""Whatever is sent to the watched page, it answers its own reader alone, stays up, and writes no traceback."""

import contextlib
import os
import random
import socket
import threading
import time

import pytest

from tests.test_watch import get, raw
from yearbook.press.watch import serve
from yearbook.press.watch.serve import Server
from yearbook.press.watch.waiting import Shown

pytestmark = [pytest.mark.nightly, pytest.mark.skipif(os.name == "nt", reason="resets are sent as POSIX has them")]
SEED = 20260124
SECRET = "Chỉ người đang sửa được xem"
KINDS = b"GET POST PUT DELETE HEAD OPTIONS TRACE CONNECT PATCH PRI get G\x00T".split(b" ")
PATHS = (
    b"/ /vi /en /shown /shown?version=0x /shown?version=&version=1 /shown?version=\xd9\xa3 /shown?%00 /yearbook.vi.pdf /favicon.ico "
    b"/../params/2021.yaml /..%2f..%2fetc/passwd /%2e%2e/%2e%2e/etc/passwd //etc/passwd /etc/passwd /vi/../../manifest.json "
    b"http://away.example/ http://127.0.0.1/ http://[::1 http://[ //[ * ? # /\xff\xfe /%zz /vi%00 /vi?x=%0d%0aX:y file:///etc/passwd "
    b"/.lock /manifest.json /sections/economy.vi.ipynb /yearbook.vi.html /con /vi; /vi. /VI"
).split(b" ")
HEADERS = (
    b"Host: 127.0.0.1:PORT|Host: localhost:PORT|Host: [::1]:PORT|Host: away.example|Host: away.example:PORT|Host: 127.0.0.1|Host:|"
    b"Host: 127.0.0.1:PORT@away.example|Host: 127.0.0.1:PORT, away.example|host:127.0.0.1:PORT|Host : 127.0.0.1:PORT|"
    b"Origin: http://away.example|Origin: null|Origin: http://127.0.0.1:PORT|Origin: http://127.0.0.1:1|Referer: http://away.example/|"
    b"Sec-Fetch-Site: cross-site|Sec-Fetch-Site: same-site|Sec-Fetch-Site: same-origin|Sec-Fetch-Dest: document|Sec-Fetch-Dest: iframe|"
    b"Content-Length: -1|Content-Length: 99999999999999999999|Transfer-Encoding: chunked|Expect: 100-continue|Connection: upgrade|"
    b"Upgrade: websocket|Range: bytes=0-|X: \x00|X\x00: y| folded|no colon|Cookie: a=b|Accept-Encoding: gzip|X-Forwarded-Host: 127.0.0.1:PORT"
).split(b"|")
VERSIONS = b"HTTP/1.1 HTTP/1.0 HTTP/0.9 HTTP/2.0 HTTP/9.9 HTTP/1 HTTP/x.y HTTP/1.1.1 HTTP/-1.1 http/1.1 FTP/1.0 ".split(
    b" "
)


def question(chance):
    """Return something somebody could send, and whether no answer to it may hold the book."""
    kind, path, version = (
        chance.choice(KINDS[:1] * 8 + KINDS),
        chance.choice(PATHS),
        chance.choice(VERSIONS[:1] * 6 + VERSIONS),
    )
    headers = [chance.choice(HEADERS[:2]), *chance.choices(HEADERS, k=chance.randrange(4))][chance.randrange(2) :]
    if b"shown" in path and not any(sign in path for sign in (b"0x", b"&", b"\xd9")):
        path = b"/shown?version=7"  # answered at once, for that is not what is shown
    asked = (
        b" ".join((kind, path, version)).rstrip() + b"\r\n" + b"".join(header + b"\r\n" for header in headers) + b"\r\n"
    )
    for _ in range(chance.choice((0, 0, 1, 3))):
        place = chance.randrange(len(asked))
        asked = (
            asked[:place]
            + bytes(chance.randrange(256) for _ in range(chance.randrange(3)))
            + asked[place + chance.randrange(3) :]
        )
    if chance.random() < 0.1:
        asked = asked[: chance.randrange(len(asked))]
    hosts = [line for line in asked.split(b"\r\n") if line.lower().startswith(b"host")]
    own = len(hosts) == 1 and hosts[0].partition(b":")[2].strip() in (
        b"127.0.0.1:PORT",
        b"localhost:PORT",
        b"[::1]:PORT",
    )
    foreign = b"away.example" in b"".join(
        line for line in asked.split(b"\r\n") if line.startswith((b"Host", b"Origin"))
    )
    return asked, foreign or not own


@pytest.fixture
def watched(tmp_path, monkeypatch):
    monkeypatch.setattr(serve._Handler, "timeout", 2)
    monkeypatch.setattr(serve, "WAIT_SECONDS", 0.2)
    (tmp_path / "outputs").mkdir()
    (tmp_path / "params.yaml").write_text(SECRET, "utf-8")
    (tmp_path / "outputs" / "manifest.json").write_text(SECRET, "utf-8")
    (tmp_path / "outputs" / "yearbook.vi.html").write_text(f"<body>{SECRET}</body>", encoding="utf-8")
    shown = Shown(1)
    server = Server(0, tmp_path / "outputs", ("vi", "en"), shown)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server, shown
    server.shutdown()
    server.server_close()


def test_strange_questions(attack, watched, capfd):
    server, _ = watched
    chance = random.Random(SEED)
    for _ in range(1500):
        asked, closed = question(chance)
        begun = time.monotonic()
        answer = raw(server.address, asked)
        faults = [
            *(["shown to others"] if closed and SECRET.encode() in answer else []),
            *(["root:"] if b"root:" in answer else []),
            *(["slow"] if time.monotonic() - begun > 5 else []),
            *(["a traceback"] if "Traceback" in capfd.readouterr().err else []),
        ]
        attack.hold(not faults, f"{asked!r}: {faults} {answer[:200]!r}")
    assert SECRET in get(server.address)


def test_readers_who_leave_stay_or_say_nothing(attack, watched, capfd):
    server, shown = watched
    chance = random.Random(SEED)
    port = server.server_address[1]
    left = []
    for order in range(300):
        reader = socket.create_connection(("127.0.0.1", port), timeout=5)
        asked = (
            f"GET {chance.choice(['/', '/shown?version=1', '/en'])} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()
        )
        with contextlib.suppress(ConnectionError):
            reader.sendall(asked[: chance.choice([0, 3, len(asked) - 1, len(asked), len(asked)])])
        if chance.random() < 0.5:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        if chance.random() < 0.8:
            reader.close()
        else:
            left.append(reader)
        if order % 10 == 0:
            shown.show("")
            time.sleep(0.05)
        if order % 30 == 0:
            while threading.active_count() > serve.MOST_READERS:  # those who said nothing are left after a while
                time.sleep(0.1)
            attack.hold(SECRET in get(server.address), f"reader {order}")
        attack.hold(not capfd.readouterr().err, f"reader {order}: a traceback")
    for reader in left:
        reader.close()
