"""Sheets for paper: HTML → PDF that screen readers can read (tagged, PDF/UA), by WeasyPrint, in processes side by side.

WeasyPrint is an extra (`pdf` in pyproject.toml), and it needs Pango, which is no Python package. Where either is
missing, `ready_to_print` says so, and the site does not speak of PDFs.
"""

from __future__ import annotations

import html
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import as_completed
from dataclasses import dataclass
from functools import lru_cache
from logging.handlers import QueueHandler
from queue import SimpleQueue as Queue
from typing import Any

from findyourcluster.outputs.qr import qr_svg
from findyourcluster.workers import workers

SIZES = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62)
"""What a sheet is made smaller by, one after the other, until it fits."""

ALONE = 12
"""Sheets that are made sooner here than in processes that must start first."""

VERSION = 1
"""Of the making: raise it when this file makes something else of the same sheet, so that no old one is kept."""

_OPTIONS = {"pdf_variant": "pdf/ua-1"}

PANGO = """\
The PDFs were not made: they need Pango, a part of the system that draws letters, and it is missing here.
  Debian, Ubuntu: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
  macOS:          brew install pango
  Windows:        https://doc.courtbouillon.org/weasyprint/stable/first_steps.html#windows
The site was built without them."""

EXTRA = """\
The PDFs were not made: what makes them is not installed. Get it with: python3 build.py build --install-pdf
The site was built without them."""


LETTERS = """\
The PDFs in {language} were not made: no font of this machine has all of its letters.
  Debian, Ubuntu: sudo apt install fonts-noto-core
  elsewhere:      https://fonts.google.com/noto
The rest was built."""


class CannotPrint(Exception):
    """Why no PDFs can be made here, as sentences for a person."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of sheet; templates/paper/NAME.html draws it."""

    name: str
    points: float  # the size of its letters, where there is room
    most: int  # pages that it may take, for which it is made smaller; 0: as many as it needs


PAPERS = (Paper("poster", 14, 1), Paper("leaflet", 13, 2), Paper("large-print", 18, 0))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document for PAPER."""

    paper: Paper
    html: str

    @property
    def key(self) -> str:
        """What changes when the PDF does."""
        return f"pdf {VERSION} {_version()} {self.paper} {self.html}"


def ready_to_print() -> None:
    """Raises CannotPrint where there is no WeasyPrint, or it lacks the part of the system that it needs."""
    try:
        _version()
    except ImportError:
        raise CannotPrint(EXTRA) from None
    except OSError:  # as its libraries say that they are missing
        raise CannotPrint(PANGO) from None


@lru_cache(maxsize=64)
def has_letters(text: str) -> bool:
    """Whether fonts of this machine have all letters of TEXT: a sheet would have empty boxes in place of the others."""
    from weasyprint import HTML  # noqa: PLC0415 (an extra, and slow to load)

    heard: Queue[logging.LogRecord] = Queue()
    ear = QueueHandler(heard)
    log = logging.getLogger("weasyprint")
    log.addHandler(ear)
    try:
        HTML(string=f"<p>{html.escape(text)}</p>").write_pdf()
    finally:
        log.removeHandler(ear)
    return not any("glyph" in heard.get().getMessage() for _ in range(heard.qsize()))


@lru_cache(maxsize=1)
def _version() -> str:
    import weasyprint  # noqa: PLC0415 (an extra, and slow to load)

    return str(weasyprint.__version__)


def print_all(sheets: Mapping[str, Sheet], told: Callable[[int], None]) -> Iterator[tuple[str, bytes]]:
    """(name, PDF) of SHEETS as they are done, in any order. TOLD hears how many are."""
    if len(sheets) < ALONE:
        for done, (name, sheet) in enumerate(sheets.items(), 1):
            yield name, pdf(sheet)
            told(done)
        return
    count = min(os.cpu_count() or 1, len(sheets) // ALONE + 1)
    with workers(count, "spawn") as pool:  # the same on every system
        waiting = {pool.submit(pdf, sheet): name for name, sheet in sheets.items()}
        for done, ready in enumerate(as_completed(waiting), 1):
            yield waiting[ready], ready.result()
            told(done)


def pdf(sheet: Sheet) -> bytes:
    """SHEET as a PDF, the same bytes each time. It loads nothing from the disk or the network."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 (an extra, and slow to load)

    most = sheet.paper.most
    document = HTML(string=sheet.html, url_fetcher=_fetcher())
    for size in SIZES:
        letters = CSS(string=f"html {{ font-size: {sheet.paper.points * size:.2f}pt }}")
        rendered = document.render(stylesheets=[letters], **_OPTIONS)
        if not most or len(rendered.pages) <= most:
            break
    return bytes(rendered.write_pdf(**_OPTIONS))


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    """Gives WeasyPrint the codes that sheets show, `qr:` and the address that one leads to; and nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class Codes(URLFetcher):  # type: ignore[misc]  # it has no types
        def fetch(self, url: str, headers: object = None) -> Any:
            del headers
            scheme, _, address = url.partition(":")
            if scheme != "qr":
                raise FatalURLFetchingError(f"A sheet shows nothing from elsewhere: {url}")
            return URLFetcherResponse(url, qr_svg(address), {"Content-Type": "image/svg+xml"})

    return Codes()
