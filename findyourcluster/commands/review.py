"""`build.py review`: a checklist of what is due, for an adviser to sign."""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta

from findyourcluster.pipeline import Timings, check
from findyourcluster.review import sheet


def run(asked: argparse.Namespace) -> int:
    checkup = check(asked.root, asked.today, Timings())
    if checkup.problems:
        count = len(checkup.problems)
        print(f"Besides, `build.py check` finds {count} problem{'s' if count > 1 else ''}.\n", file=sys.stderr)
    days = checkup.site.settings.review_soon if asked.within is None else asked.within
    far = asked.all or days > (date.max - asked.today).days
    print(sheet(checkup, date.max if far else asked.today + timedelta(days=days)))
    return 0
