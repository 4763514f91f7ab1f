"""`build.py build`: the site, from content/ and data/ to the published folder."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from findyourcluster.cache import Cache
from findyourcluster.compress import NO_BROTLI, compressed, has_brotli
from findyourcluster.earlier import keep_published
from findyourcluster.outputs.paper import CannotPrint, ready_to_print
from findyourcluster.pipeline import Checkup, Timings, check, render
from findyourcluster.publish import CannotPublish, publish
from findyourcluster.recording import CannotRecord, Record, keep, record_of
from findyourcluster.report import describe, report
from findyourcluster.yamledit import CannotEdit


def run(asked: argparse.Namespace) -> int:
    root: Path = asked.root
    out: Path = asked.out or root / "site"
    timings = Timings()
    checkup = check(root, asked.today, timings)
    record = None
    if is_own := out.resolve() == (root / "site").resolve():
        checkup = _with_addresses_to_come(checkup)
    if checkup.problems:
        report(checkup, "Nothing was published; the site is as it was.", asked.format)
        return 1
    pdf = asked.pdf or asked.install_pdf or checkup.site.settings.pdf
    if pdf and (why := why_no_pdfs()):
        print(why, file=sys.stderr)
        pdf = False
    compress = asked.compress or asked.install_compress or checkup.site.settings.compress
    if compress and not has_brotli():
        print(NO_BROTLI, file=sys.stderr)
    try:
        if is_own:  # elsewhere it is only tried out
            with timings.of("record"):
                record = record_of(checkup, root, out)
            checkup = record.checkup
        contents = render(checkup, root, timings, pdf=pdf, told=Progress(sys.stderr, "Making PDFs").told)
        if compress:
            with timings.of("compress"):
                told = Progress(sys.stderr, "Compressing files").told
                contents += list(compressed(contents, Cache(root / ".cache" / "compressed"), told))
        with timings.of("publish"):
            count = publish(contents, out)
    except CannotEdit as why:
        print(f"{why}\nNothing was published; the site is as it was.", file=sys.stderr)
        return 1
    except CannotPublish as why:
        print(why, file=sys.stderr)
        return 2
    if record and not _kept(record, root):
        return 2
    keep_published(root, out, checkup.texts)
    report(checkup, "", asked.format)
    if asked.format != "text":
        return 0
    print(describe(checkup.shown))
    print(f"{count} files published to {out}.")
    print("".join(f"{sentence}\n" for sentence in record.says) if record else "", end="")
    if asked.timings:
        print_timings(timings)
    return 0


def _with_addresses_to_come(checkup: Checkup) -> Checkup:
    """CHECKUP without the note that some addresses are new: this build adds them to those that are kept."""
    problems, advice = (
        tuple(problem for problem in found if problem.rule != "address-new")
        for found in (checkup.problems, checkup.advice)
    )
    return replace(checkup, problems=problems, advice=advice)


def _kept(record: Record, root: Path) -> bool:
    try:
        keep(record, root)
    except CannotRecord as why:
        print(
            f"The site is published. {why}\nNothing is lost: build it again when that is mended, before you publish"
            " anything else.",
            file=sys.stderr,
        )
        return False
    return True


def why_no_pdfs() -> str:
    """Why no PDFs can be made here, with how that is mended; empty where they can."""
    try:
        ready_to_print()
    except CannotPrint as why:
        return str(why)
    return ""


class Progress:
    """How far a long work is: one line that counts on a terminal, a line now and then in a log."""

    STEP = 100

    def __init__(self, stream: TextIO, doing: str) -> None:
        self.stream = stream
        self.doing = doing
        self.counts = stream.isatty()

    def told(self, done: int, of: int) -> None:
        line = f"{self.doing}: {done} of {of}"
        if self.counts:
            print(f"\r{line}", end="" if done < of else "\n", file=self.stream, flush=True)
        elif done % self.STEP == 0 or done == of:
            print(line, file=self.stream, flush=True)


def print_timings(timings: Timings) -> None:
    for stage, seconds in timings.seconds.items():
        print(f"  {stage:8} {seconds:6.3f} s")
    print(f"  {'in all':8} {sum(timings.seconds.values()):6.3f} s")
