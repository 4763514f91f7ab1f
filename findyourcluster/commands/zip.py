"""`build.py zip`: the whole site in one file, to take along where there is no internet."""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from findyourcluster.building import printable
from findyourcluster.fields import slugify
from findyourcluster.inputs import inputs_of
from findyourcluster.made import Made
from findyourcluster.making import make
from findyourcluster.model import Site
from findyourcluster.pipeline import Checkup, check, job_of
from findyourcluster.portable import FOLDER, START, Copy, portable
from findyourcluster.progress import Progress, Timings
from findyourcluster.publish import CannotPublish, publication
from findyourcluster.report import describe, report
from findyourcluster.saving import save_bytes

NAME = "find-your-cluster.zip"
LISTS = ("find", "find-by-town", "find-by-cluster")
"""The layouts of the pages in which a school is found without typing."""


def run(asked: argparse.Namespace) -> int:
    root: Path = asked.root
    out: Path = asked.out or root / NAME
    if out.is_dir():
        print(f"{out} is a folder. Name a file, such as --out {out / NAME}.", file=sys.stderr)
        return 2
    checkup = check(root, asked.today, Timings())
    report(checkup, f"{out.name} was not made.", asked.format)
    if checkup.problems:
        return 1
    # Opened as a file, the copy cannot keep pages for later; it is kept itself.
    settings = replace(checkup.site.settings, offline=False)
    checkup = replace(checkup, site=replace(checkup.site, settings=settings))
    site = checkup.shown
    try:
        files = portable(_published(checkup, root), _copy_of(site, asked.today))
        content = zipped(files, slugify(site.settings.name) or FOLDER, asked.today)
        save_bytes(out, content)
    except CannotPublish as why:
        print(why, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{out} cannot be written: {error.strerror or error}.", file=sys.stderr)
        return 2
    if asked.format == "text":
        print(describe(site))
        size = f"{len(content) / 1_000_000:.1f} MB"
        print(f"{len(files)} files in {out}, {size}. Whoever gets it unpacks it and opens {START}.")
    return 0


def _published(checkup: Checkup, root: Path) -> dict[str, bytes]:
    """What a build would publish, by path. It is made beside the site, which stays as it is, and data/ too."""
    pdf, why = printable(checkup.shown) if checkup.site.settings.pdf else (frozenset[str](), "")
    if why:
        print(why, file=sys.stderr)
    job = job_of(checkup, root, inputs_of(root).program, pdf=pdf)
    with tempfile.TemporaryDirectory() as folder, publication(Path(folder) / FOLDER) as place:
        made = make(job, place, Made(), Timings(), Progress(sys.stderr).told)
        return {path: (place.fresh / path).read_bytes() for path in made.files}


def _copy_of(site: Site, today: date) -> Copy:
    pages = {page.layout: page for page in site.pages}
    lists = tuple((pages[layout].title, pages[layout].address) for layout in LISTS if layout in pages)
    return Copy(today, site.settings.address, site.settings.owner, lists)


def zipped(files: Mapping[str, bytes], folder: str, day: date) -> bytes:
    """FILES as a zip that unpacks to FOLDER. The same files make the same zip: all are of the same DAY, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files, key=lambda name: (name != START, name)):
            entry = zipfile.ZipInfo(f"{folder}/{name}", (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.create_system = 3  # as on Unix, wherever it is made, so that the rights below are understood
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()
