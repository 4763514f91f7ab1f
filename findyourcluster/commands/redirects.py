"""`build.py redirects`: the addresses that lead on, for the settings of a web host."""

from __future__ import annotations

import argparse

from findyourcluster.addresses import redirects
from findyourcluster.outputs.redirects import FORMATS
from findyourcluster.pipeline import check
from findyourcluster.progress import Timings
from findyourcluster.report import report


def run(asked: argparse.Namespace) -> int:
    checkup = check(asked.root, asked.today, Timings())
    if checkup.problems:
        report(checkup, "There may be more addresses than can be told now.", "text")
        return 1
    print(FORMATS[asked.format](redirects(checkup.shown)), end="")
    return 0
