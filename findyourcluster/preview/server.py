"""Shows the live preview to a browser on this machine. Nothing here writes a file."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import html
import json
import logging
import mimetypes
import signal
import socket
import sys
import threading
import webbrowser
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import PeriodicCallback
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from findyourcluster.model import Problem
from findyourcluster.places import PROJECT
from findyourcluster.preview.live import Live
from findyourcluster.preview.watch import Watch
from findyourcluster.report import reasons, report_problems

HERE = "127.0.0.1"
PORTS_TRIED = 20
LOOK_EVERY = 60  # milliseconds between two looks at the files
TOOLS = "/_preview/"
"""Below this address lie the preview's own files, which are no part of the site."""

_STATIC = Path(__file__).parent / "static"
_NEVER_KEEP = "no-store"  # a browser that kept a page would show yesterday's


@dataclass
class Show:
    """A preview that runs: what it shows, to whom it answers, and where a problem's file can be seen."""

    live: Live
    hosts: set[str] = field(default_factory=set)  # "127.0.0.1:8000": the names that browsers may call us by
    editing: bool = False
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))

    async def rebuild(self) -> None:
        """Builds in the background, then tells every page that is open."""
        before = self.live.shown.problems
        shown = await asyncio.get_running_loop().run_in_executor(self.pool, self.live.build)
        if self.live.typed:
            pass  # the editing screen says what is wrong with half a sentence; the terminal need not
        elif shown.problems and shown.problems != before:
            report_problems(shown.problems, "The preview shows the last good pages until then.")
        elif before and not shown.problems:
            print("All mended.", flush=True)
        Reload.reload_waiters("*")


class Handler(RequestHandler):
    """Answers only to browsers that call us by our own name: another website cannot read through them."""

    show: Show

    def initialize(self, show: Show) -> None:
        self.show = show

    def prepare(self) -> None:
        if self.request.host not in self.show.hosts:
            self.set_status(403)
            self.finish("This preview answers only to its own address, which the terminal shows.")

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", _NEVER_KEEP)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.clear_header("Server")

    def send_json(self, data: object, status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(data, ensure_ascii=False))


class Reload(LiveReloadHandler):  # type: ignore[misc]  # the library has no types
    """Tells open pages that there is something new."""

    watcher = type("NoWatcher", (), {"filepath": "*"})  # we look at the files ourselves
    live_css = False

    def initialize(self, show: Show) -> None:
        self.show = show

    def check_origin(self, origin: str) -> bool:
        return origin.partition("://")[2] in self.show.hosts and self.request.host in self.show.hosts

    def open(self, *_: str, **__: str) -> None:
        LiveReloadHandler.waiters.add(self)

    def on_message(self, message: str | bytes) -> None:
        """Pages listen; they have nothing to say."""


class Pages(Handler):
    """The site as a web host would serve it, each page with our script."""

    def get(self, path: str) -> None:
        shown = self.show.live.shown
        if not shown.pages:
            self._say_why_not()
            return
        wanted = path + "index.html" if path.endswith("/") or not path else path
        if wanted not in shown.pages and f"{path}/index.html" in shown.pages:
            self.redirect(f"/{path}/")
            return
        if wanted not in shown.pages:
            self.set_status(404)
            wanted = "404.html"
        content = self.show.live.page(wanted) if wanted in shown.pages else b"Not found."
        self.set_header("Content-Type", _media_type(wanted))
        self.finish(with_tools(content, shown.digest(wanted)) if wanted.endswith(".html") else content)

    head = get

    def _say_why_not(self) -> None:
        page = (_STATIC / "nothing.html").read_bytes()
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(with_tools(page, ""))


class Tools(Handler):
    """The preview's own script and styles."""

    def get(self, name: str) -> None:
        self.set_header("Content-Type", _media_type(name))
        self.finish((_STATIC / name).read_bytes())


class State(Handler):
    """What is wrong now, in the same words as on the terminal; what an editor should know of one page."""

    def get(self) -> None:
        shown = self.show.live.shown
        address = self.get_query_argument("address", "/")
        path = address.lstrip("/") + ("index.html" if address.endswith("/") else "")
        path = path if path in shown.pages else "404.html"
        source = shown.sources.get(address)
        self.send_json(
            {
                "digest": shown.digest(path) if shown.pages else "",
                "ribbon": shown.ribbons.get(address, ""),
                "source": source.file if source else "",
                "sourceLink": link_to(source.file, source.line, editing=self.show.editing) if source else "",
                "problems": [problem_as_data(problem, editing=self.show.editing) for problem in shown.problems],
                "notes": [
                    problem_as_data(note, editing=self.show.editing)
                    for note in shown.advice
                    if source and note.at.file == source.file
                ],
                "editing": self.show.editing,
            }
        )


class Source(Handler):
    """A file of content/ or data/ with its lines numbered, as it was when the site was last read."""

    def get(self) -> None:
        name = self.get_query_argument("file", "")
        checkup = self.show.live.shown.checkup
        text = checkup.texts.get(name) if checkup else None
        if text is None:
            self.set_status(404)
            self.finish("There is no such file.")
            return
        lines = "\n".join(
            f'<li id="line-{number}">{html.escape(line) or "&nbsp;"}</li>'
            for number, line in enumerate(text.split("\n"), 1)
        )
        page = (_STATIC / "source.html").read_text("utf-8")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page.replace("{file}", html.escape(name)).replace("{lines}", lines))


def problem_as_data(problem: Problem, *, editing: bool) -> dict[str, Any]:
    at = problem.at
    return {
        "where": at.exact,
        "file": at.file,
        "line": at.line,
        "column": at.column,
        "rule": problem.rule,
        "says": problem.says,
        "fix": problem.fix,
        "paste": problem.paste,
        "why": reasons().get(problem.rule, ""),
        "link": link_to(at.file, at.line, editing=editing),
    }


def link_to(file: str, line: int, *, editing: bool) -> str:
    """Where FILE can be changed, or at least seen, at LINE; empty where it is none that people edit."""
    if not file.startswith(("content/", "data/")):
        return ""
    if editing:
        return f"/_edit/?file={quote(file)}&line={line}"
    return f"{TOOLS}source?file={quote(file)}#line-{line}"


def with_tools(page: bytes, digest: str) -> bytes:
    """PAGE with the preview's script; its own bytes are as parents would get them."""
    tools = (
        f'<link rel="stylesheet" href="{TOOLS}preview.css">'
        f'<script src="{TOOLS}preview.js" data-digest="{digest}" defer></script>'
    )
    return page.replace(b"</head>", tools.encode() + b"</head>", 1)


def _media_type(path: str) -> str:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    kind = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}.get(Path(path).suffix, kind)
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


Routes = list[tuple[str, type[RequestHandler], dict[str, Any]]]


def serve(root: Path, today: date, port: int, *, open_browser: bool, lan: bool = False) -> int:
    """Serves ROOT on the first free port from PORT on, until Ctrl-C. LAN: to phones on the same network too."""
    show = Show(Live(root, today))
    return asyncio.run(run(show, port, [], "/" if open_browser else "", lan=lan))


async def run(show: Show, port: int, more: Routes, open_at: str, *, lan: bool = False) -> int:
    """Serves SHOW, and MORE besides, until it is stopped; opens a browser at the address OPEN_AT, if any."""
    _be_quiet()
    sockets = _sockets(port, "0.0.0.0" if lan else HERE)
    if not sockets:
        print(
            f"The ports {port} to {port + PORTS_TRIED - 1} are all in use. Choose another with --port.", file=sys.stderr
        )
        return 2
    free = sockets[0].getsockname()[1]
    show.hosts |= {f"{name}:{free}" for name in (HERE, "localhost", *_addresses_on_the_network(lan))}
    with_show = {"show": show}
    ours: Routes = [
        (r"/livereload", Reload, with_show),
        (rf"{TOOLS}state\.json", State, with_show),
        (rf"{TOOLS}source", Source, with_show),
        (rf"{TOOLS}(preview\.js|preview\.css)", Tools, with_show),
    ]
    HTTPServer(Application([*more, *ours, (r"/(.*)", Pages, with_show)], log_function=_no_log)).add_sockets(sockets)
    watch = Watch(_watched(show.live.root))
    await show.rebuild()
    _say_where(free, show, open_at, lan=lan)
    busy = asyncio.Lock()

    async def look() -> None:
        if not busy.locked() and watch.changed():
            async with busy:
                await show.rebuild()

    PeriodicCallback(look, LOOK_EVERY).start()
    await _until_stopped()
    return 0


def _be_quiet() -> None:
    for name in ("livereload", "tornado.access", "tornado.general", "tornado.websocket"):
        logging.getLogger(name).disabled = True


def _no_log(_: RequestHandler) -> None:
    """The terminal is for problems, not for each picture that was asked for."""


def _sockets(first: int, host: str) -> list[socket.socket]:
    for port in range(first, first + PORTS_TRIED):
        try:
            return bind_sockets(port, host, family=socket.AF_INET)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    return []


def _addresses_on_the_network(lan: bool) -> list[str]:
    """This machine's address as phones on the same network see it. Nothing is sent to find it."""
    if not lan:
        return []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.connect(("192.0.2.1", 9))  # an address that is nobody's (RFC 5737)
        return [trial.getsockname()[0]]
    return []


def _say_where(port: int, show: Show, open_at: str, *, lan: bool) -> None:
    home = f"http://{HERE}:{port}"
    if show.editing:
        print(f"Your editing screen is at {home}/_edit/", flush=True)
    print(f"Your site is at {home}/\nIt follows your edits. Press Ctrl-C to stop.", flush=True)
    if lan:
        found = [host for host in show.hosts if not host.startswith((HERE, "localhost"))]
        print(f"On a phone on the same network: http://{found[0]}/" if found else "No network was found.", flush=True)
    if open_at:
        threading.Timer(0.2, webbrowser.open, [home + open_at]).start()


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        with contextlib.suppress(NotImplementedError, AttributeError):  # Windows ends us with KeyboardInterrupt
            loop.add_signal_handler(getattr(signal, name), stopped.set)
    await stopped.wait()


def _watched(root: Path) -> list[Path]:
    own = [root / name for name in ("content", "data", "templates", "static")]
    ours = [PROJECT / name for name in ("templates", "static")]
    return list(dict.fromkeys([*own, *ours]))
