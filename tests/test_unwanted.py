"""The preview and the editing screen under what nobody means well, or means at all: broken requests, other names,
crowds of saves, and ways out of the folder."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import Project, files_in
from tests.servers import address_said_by, free_port, get, started, within
from tests.test_editor import QUESTIONS, Screen

SAVES = int(os.environ.get("SAVES", "1000"))
"""How often a file is saved as fast as it goes."""

CRLF = b"\r\n"
WHOLE = b"Connection: close\r\n\r\n"

BROKEN = [
    b"",
    b"\x00" * 100,
    b"\xff\xfe\xfd" * 1000,
    b"GET" + CRLF * 2,
    b"GET /" + CRLF * 2,
    b"GET / HTTP/9.9" + CRLF * 2,
    b"GET / HTTP/1.1\r\n" + WHOLE,  # nobody's name
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n" + WHOLE,
    b"GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET //evil.example/ HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET / HTTP/1.1\r\nHost: {host}\r\n" + b"X: y\r\n" * 20_000 + WHOLE,
    b"GET /\x00/ HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /%00/ HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /%ff%fe/ HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /../../../etc/passwd HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /..%5c..%5cwindows%5cwin.ini HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /_preview/state.json?address=%00 HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /_preview/source?file=../../etc/passwd HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /_preview/source?file=%ff HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /_preview/../build.py HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n" + WHOLE,
    b"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 999999999999\r\n" + WHOLE,
    b"POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /_edit/save HTTP/1.1\r\nHost: {host}\r\nOrigin: null\r\nContent-Length: 2\r\n" + WHOLE + b"{}",
    b"POST /_edit/picture?name=../../x HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\n" + WHOLE + b"xx",
    b"PUT /questions/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\n" + WHOLE + b"x",
    b"DELETE /questions/ HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"TRACE / HTTP/1.1\r\nHost: {host}\r\nCookie: secret\r\n" + WHOLE,
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: {host}\r\n" + WHOLE,
    b"GET /livereload HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + CRLF,
    b"GET /livereload HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\nOrigin: http://{host}\r\n\r\n" + b"\xff" * 500,
]


@pytest.fixture(params=["serve", "edit"])
def home(request: pytest.FixtureRequest, project: Project) -> Iterator[str]:
    """The address of a running preview, and of a running editing screen."""
    with started(request.param, project, free_port()) as process:
        yield address_said_by(process)
        assert process.poll() is None, "it runs still"


def answer(home: str, request: bytes) -> bytes:
    """The bytes that come back for those of REQUEST, until the other side ends it or says no more."""
    host = urlsplit(home).netloc
    said = b""
    line = socket.create_connection(("127.0.0.1", urlsplit(home).port or 0), timeout=2)
    with line, contextlib.suppress(OSError):
        line.sendall(request.replace(b"{host}", host.encode()))
        line.shutdown(socket.SHUT_WR)
        while len(said) < 1_000_000 and (more := line.recv(65536)):
            said += more
    return said


def tree(folder: Path) -> dict[str, bytes]:
    return files_in(folder, but=".cache")


def test_broken_requests_change_nothing_tell_nothing_and_stop_nothing(project: Project, home: str) -> None:
    (project.root.parent / "secret.txt").write_text("secret")
    before = tree(project.root.parent)
    for request in BROKEN:
        said = answer(home, request)
        assert b"Traceback" not in said, request[:60]
        assert b"root:" not in said, request[:60]
        assert b"secret" not in said, request[:60]
        assert not said.startswith(b"HTTP/1.1 2") or b"<html" in said or b"{" in said, request[:60]
        assert get(f"{home}/questions/")[0] == 200, request[:60]
    assert tree(project.root.parent) == before


def test_noise_does_no_harm(project: Project, home: str) -> None:
    dice = random.Random(7)
    before = tree(project.root)
    for _ in range(150):
        request = bytearray(dice.choice(BROKEN) or b"GET / HTTP/1.1")[:2000]
        for _ in range(dice.randrange(1, 20)):
            request[dice.randrange(len(request))] = dice.randrange(256)
        assert b"Traceback" not in answer(home, bytes(request))
    assert get(f"{home}/")[0] == 200
    assert tree(project.root) == before


def test_many_who_say_nothing_keep_nobody_out(home: str) -> None:
    port = urlsplit(home).port or 0
    with contextlib.ExitStack() as open_lines:
        for _ in range(200):
            line = open_lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            line.sendall(b"GET / HTTP/1.1\r\nX: ")  # and never ends
        assert get(f"{home}/questions/")[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1:1", "[::1]", ""]
)
def test_another_name_for_this_machine_gets_nothing(home: str, host: str) -> None:
    """A website may point its own name at this machine, and then read what our pages say: DNS rebinding."""
    for path in ("/", "/questions/", "/_preview/state.json", "/_edit/", "/_edit/files"):
        connection = http.client.HTTPConnection(urlsplit(home).netloc, timeout=10)
        connection.request("GET", path, headers={"Host": host})
        said = connection.getresponse()
        assert (said.status, b"Small Clusters" in said.read()) in ((403, False), (400, False)), path
        connection.close()


def test_only_this_machine_can_reach_it(home: str) -> None:
    port = urlsplit(home).port or 0
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            with contextlib.suppress(OSError):
                line.connect(("192.0.2.1", 9))
            own = line.getsockname()[0]
    if not own.startswith(("127.", "0.")):  # it has an address on a network
        with pytest.raises(OSError):
            socket.create_connection((own, port), timeout=2)


# ---------------------------------------------------------------- crowds of saves


def test_a_thousand_saves_as_fast_as_they_go_end_with_the_last_one(project: Project, home: str) -> None:
    path = project.root / QUESTIONS
    text = path.read_text("utf-8")
    for number in range(SAVES):
        path.write_text(f"{text}\nSave number {number} is here.\n", "utf-8")
    assert within(60, f"Save number {SAVES - 1} is here.", f"{home}/questions/")


def test_saves_from_the_screen_follow_each_other_and_none_is_lost(project: Project) -> None:
    with started("edit", project, free_port()) as process:
        screen = Screen(address_said_by(process))
        token = screen.token
        opened: dict[str, object] = dict(screen.open(QUESTIONS))
        text = str(opened["text"])
        count = max(SAVES // 20, 20)
        for number in range(count):
            new = f"{text}\nSave number {number} is here.\n"
            data = {"file": QUESTIONS, "text": new, "version": opened["version"]}
            status, opened = screen.post("save", data, **{"X-Token": token})
            assert status == 200, opened
        assert (project.root / QUESTIONS).read_text("utf-8") == f"{text}\nSave number {count - 1} is here.\n"
        assert len(list((project.root / ".history").rglob("*.*"))) < count * 2
        assert within(30, f"Save number {count - 1} is here.", f"{screen.home}/questions/")


# ---------------------------------------------------------------- ways out


def test_a_folder_that_leads_elsewhere_is_no_way_out(project: Project) -> None:
    outside = project.root.parent / "outside"
    outside.mkdir()
    (outside / "page.md").write_text('---\ntitle: "Secret"\n---\n\nsecret\n', "utf-8")
    (project.root / "content/linked").symlink_to(outside)
    (project.root / "content/pictures").symlink_to(outside)
    before = tree(outside)
    with started("edit", project, free_port()) as process:
        screen = Screen(address_said_by(process))
        assert "linked" not in get(f"{screen.home}/_edit/files")[1]
        for path in ("file", "versions"):
            assert get(f"{screen.home}/_edit/{path}?file=content/linked/page.md")[0] == 404
        for path in ("save", "type", "aside", "restore"):
            given = {"file": "content/linked/page.md", "text": "x", "version": "", "id": "x"}
            assert screen.post(path, given)[0] == 404
        screen.post("new", {"name": "linked/new", "title": "New"})
        screen.post("new", {"name": "../new", "title": "New"})
        screen.post("picture?name=x", PNG)
    assert tree(outside) == before
    assert not (project.root.parent / "new.md").exists()


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "000000050001a5f645400000000049454e44ae426082"
)
