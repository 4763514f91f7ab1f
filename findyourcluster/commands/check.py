"""`build.py check`: every check, without publishing."""

from __future__ import annotations

import argparse

from findyourcluster.commands.build import print_timings
from findyourcluster.pipeline import Timings, check
from findyourcluster.report import describe, readings, report_advice, report_problems


def run(asked: argparse.Namespace) -> int:
    timings = Timings()
    checkup = check(asked.root, asked.today, timings)
    if checkup.problems:
        report_problems(checkup.problems, "The site cannot be published with them.")
        return 1
    report_advice(checkup.advice)
    print(describe(checkup.site))
    print("No problems found.")
    if asked.reading:
        print(readings(checkup))
    if asked.timings:
        print_timings(timings)
    return 0
