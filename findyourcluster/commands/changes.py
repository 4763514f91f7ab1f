"""`build.py changes`: what changed since the last published version, in sentences."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from findyourcluster.changes import Change, changes
from findyourcluster.earlier import NoVersion, at_revision, last_published
from findyourcluster.files import Files, Folder
from findyourcluster.load import Loaded, load
from findyourcluster.pipeline import UNREADABLE


def run(asked: argparse.Namespace) -> int:
    root: Path = asked.root
    try:
        than, files = _earlier(asked)
    except NoVersion as why:
        if asked.since or asked.against:
            print(why, file=sys.stderr)
            return 2
        print(_as_data(None, [], []) if asked.format == "json" else why)
        return 0
    old, new = load(files), load(Folder(root))
    unread = sorted(_unread(old) | _unread(new))
    found = [change for change in changes(old.site, new.site) if change.about.file not in unread]
    print(_as_data(than, found, unread) if asked.format == "json" else _as_words(than, found, unread))
    return 0


def _earlier(asked: argparse.Namespace) -> tuple[str, Files]:
    """What is compared with, in words, and its files."""
    if asked.since:
        return f'the revision "{asked.since}"', at_revision(asked.root, asked.since)
    if asked.against:
        if not (asked.against / "content").is_dir():
            raise NoVersion(f"{asked.against} has no folder content/ to compare with.")
        return str(asked.against), Folder(asked.against)
    return "the last published version", last_published(asked.root, asked.out or asked.root / "site")


def _unread(loaded: Loaded) -> set[str]:
    """The files of which too little could be read to say what changed in them."""
    return {problem.at.file for problem in loaded.problems if problem.rule in UNREADABLE}


def _as_words(than: str, found: Sequence[Change], unread: Sequence[str]) -> str:
    lines = [f"Nothing changed since {than}."]
    if found:
        lines = [f"What changed since {than}:"]
    for subject, group in groupby(found, key=lambda change: change.subject):
        lines += ["", subject, *(f"  {change.says} ({change.about})" for change in group)]
    if unread:
        lines += ["", f"Not compared, because there are mistakes in one of the versions: {', '.join(unread)}."]
    return "\n".join(lines)


def _as_data(than: str | None, found: Sequence[Change], unread: Sequence[str]) -> str:
    told = [{**asdict(change.about), "subject": change.subject, "says": change.says} for change in found]
    data = {"since": than, "changes": told, "not_compared": list(unread)}
    return json.dumps(data, ensure_ascii=False, indent=2)
