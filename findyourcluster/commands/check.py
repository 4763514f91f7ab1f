"""`build.py check`: every check, without publishing."""

from __future__ import annotations

import argparse

from findyourcluster.pipeline import check
from findyourcluster.progress import Timings
from findyourcluster.report import describe, readings, report


def run(asked: argparse.Namespace) -> int:
    timings = Timings()
    checkup = check(asked.root, asked.today, timings, spell=True)
    report(checkup, "The site cannot be published with them.", asked.format)
    if checkup.problems:
        return 1
    if asked.format != "text":
        return 0
    print(describe(checkup.shown))
    print("No problems found.")
    if asked.reading:
        print(readings(checkup))
    if asked.timings:
        timings.say()
    return 0
