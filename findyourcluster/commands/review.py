"""`build.py review`: what is due, as a checklist for an adviser to sign, a calendar file, or data."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, timedelta

from findyourcluster.due import as_calendar, as_data, due
from findyourcluster.pipeline import check
from findyourcluster.progress import Timings
from findyourcluster.review import sheet


def run(asked: argparse.Namespace) -> int:
    checkup = check(asked.root, asked.today, Timings())
    if checkup.problems:
        count = len(checkup.problems)
        print(f"Besides, `build.py check` finds {count} problem{'s' if count > 1 else ''}.\n", file=sys.stderr)
    days = checkup.site.settings.review_soon if asked.within is None else asked.within
    far = asked.all or days > (date.max - asked.today).days
    until = date.max if far else asked.today + timedelta(days=days)
    if asked.ics:
        calendar = as_calendar(due(checkup, until), checkup.site.settings, asked.today)
        sys.stdout.buffer.write(calendar.encode("utf-8"))  # its line ends are not those of this machine
        sys.stdout.flush()
    elif asked.format == "json":
        print(json.dumps({"due": as_data(due(checkup, until))}, ensure_ascii=False, indent=2))
    else:
        print(sheet(checkup, until))
    return 0
