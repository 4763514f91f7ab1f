"""`build.py notices`: an email to the office of each school for which something changed. Nothing is sent."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

from findyourcluster.model import Site
from findyourcluster.notices import Notice, changes_since, notices
from findyourcluster.pipeline import check
from findyourcluster.progress import Timings
from findyourcluster.report import report
from findyourcluster.translation import in_words

_BETWEEN = "\n\n" + "-" * 72 + "\n\n"


def run(asked: argparse.Namespace) -> int:
    checkup = check(asked.root, asked.today, Timings())
    if checkup.problems:
        report(checkup, "No email is written from a site that has problems.", "text")
        return 1
    site = checkup.shown
    if not site.settings.address:
        at = site.settings.at.record.file
        print(f"{at} has no address:, so no email can say where a page is. Add that of the site.", file=sys.stderr)
        return 1
    if (urlsplit(site.settings.address).hostname or "").endswith(".example"):
        print(f"Before you send any: {site.settings.address} is not a real address.", file=sys.stderr)
    changes = changes_since(site, asked.since)
    found = notices(site, changes)
    if asked.format == "json":
        day = min((change.day for change in changes), default=asked.since)
        data = {"since": day.isoformat() if day else None, "notices": [_as_data(notice) for notice in found]}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        print(_as_words(found) if found else _nobody(site, asked))
    return 0


def _as_words(found: Sequence[Notice]) -> str:
    emails = (f"{notice.to}\nSubject: {notice.subject}\n\n{notice.body}" for notice in found)
    count = f"{len(found)} email{'s' if len(found) > 1 else ''} to send. Nothing was sent."
    return _BETWEEN.join([*emails, count])


def _nobody(site: Site, asked: argparse.Namespace) -> str:
    if not site.log:
        return "There is nobody to write to: no change of a school or a cluster has been published yet."
    if asked.since:
        return f"There is nobody to write to: nothing has changed for a school since {in_words(asked.since)}."
    return "There is nobody to write to: the last change is about no school that is open."


def _as_data(notice: Notice) -> dict[str, str]:
    return {
        "school": notice.school.slug,
        "urn": notice.school.urn,
        "name": notice.school.name,
        "to": notice.to,
        "subject": notice.subject,
        "body": notice.body,
        "page": notice.page,
        "share": notice.share,
    }
