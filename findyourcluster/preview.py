"""The live preview: the site on this machine, built again whenever a file changes (livereload).

The preview has a folder of its own; the published site is not touched. A change with mistakes in it is
explained on the terminal, and the last good pages stay up.
"""

from __future__ import annotations

import logging
import signal
import socket
import sys
import tempfile
from datetime import date
from pathlib import Path

from livereload import Server
from livereload.handlers import StaticFileHandler

from findyourcluster.pipeline import Timings, check, render
from findyourcluster.places import PROJECT
from findyourcluster.publish import publish
from findyourcluster.report import report_problems

HOST = "127.0.0.1"
PORTS_TRIED = 20


class _Pages(StaticFileHandler):  # type: ignore[misc]  # the library has no types
    """Files as a web host serves them: our own page for a wrong address."""

    def write_error(self, status_code: int, **details: object) -> None:
        page = Path(self.root) / "404.html"
        if status_code == 404 and page.is_file():  # noqa: PLR2004
            self.finish(page.read_bytes())
        else:
            super().write_error(status_code, **details)


def serve(root: Path, today: date, port: int, *, open_browser: bool) -> int:
    """Serves ROOT on the first free port from PORT on, until Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="find-your-cluster-") as folder:
        out = Path(folder) / "site"
        if not _build(root, today, out):
            return 1
        free = _free_port(port)
        if free is None:
            print(
                f"The ports {port} to {port + PORTS_TRIED - 1} are all in use. Choose another with --port.",
                file=sys.stderr,
            )
            return 2
        server = Server()
        server.SFH = _Pages
        for watched in _watched(root):
            server.watch(str(watched), lambda: _build(root, today, out))
        logging.getLogger("livereload").disabled = True
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the folder goes when the preview is ended
        print(f"Your site is at http://{HOST}:{free}/\nIt follows your edits. Press Ctrl-C to stop.", flush=True)
        server.serve(port=free, host=HOST, root=str(out), open_url_delay=0.5 if open_browser else None)
    return 0


def _build(root: Path, today: date, out: Path) -> bool:
    checkup = check(root, today, Timings())
    if checkup.problems:
        report_problems(checkup.problems, "The preview shows the last good pages until then.")
        return False
    publish(render(checkup, root, Timings()), out)
    return True


def _watched(root: Path) -> list[Path]:
    own = [root / name for name in ("content", "data", "templates", "static")]
    ours = [PROJECT / name for name in ("templates", "static")]
    return [folder for folder in dict.fromkeys([*own, *ours]) if folder.is_dir()]


def _free_port(first: int) -> int | None:
    for port in range(first, first + PORTS_TRIED):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            return port
    return None
