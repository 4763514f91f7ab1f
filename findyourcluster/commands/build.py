"""`build.py build`: the site, from content/ and data/ to the published folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from findyourcluster.earlier import keep_published
from findyourcluster.pipeline import Timings, check, render
from findyourcluster.publish import CannotPublish, publish
from findyourcluster.report import describe, report


def run(asked: argparse.Namespace) -> int:
    root: Path = asked.root
    out: Path = asked.out or root / "site"
    timings = Timings()
    checkup = check(root, asked.today, timings)
    if checkup.problems:
        report(checkup, "Nothing was published; the site is as it was.", asked.format)
        return 1
    contents = render(checkup, root, timings)
    try:
        with timings.of("publish"):
            count = publish(contents, out)
    except CannotPublish as why:
        print(why, file=sys.stderr)
        return 2
    keep_published(root, out, checkup.texts)
    report(checkup, "", asked.format)
    if asked.format != "text":
        return 0
    print(describe(checkup.shown))
    print(f"{count} files published to {out}.")
    if asked.timings:
        print_timings(timings)
    return 0


def print_timings(timings: Timings) -> None:
    for stage, seconds in timings.seconds.items():
        print(f"  {stage:8} {seconds:6.3f} s")
    print(f"  {'in all':8} {sum(timings.seconds.values()):6.3f} s")
