"""A web host for tests: serves a folder as static hosts do, with the site's own page for wrong addresses."""

from __future__ import annotations

import functools
import http.server
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Hands out the service worker only where a test wants it: it asks for many pages behind a test's back."""

    def __init__(self, *args: Any, worker: bool, **options: Any) -> None:
        self.worker = worker
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        if self.path == "/worker.js" and not self.worker:
            self.send_error(404)
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(http.server.ThreadingHTTPServer):
    """Says nothing where a browser goes away before it has all, as browsers do."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Host:
    def __init__(self, folder: Path, worker: bool = False) -> None:
        handler = functools.partial(_Handler, directory=str(folder), worker=worker)
        self.server = _Server(("127.0.0.1", 0), handler)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()
