"""`build.py import` and `build.py drift`: schools from the register, clusters from a spreadsheet, and what has changed
since. What would be written is said first; only with --write it is."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from findyourcluster.fields import did_you_mean
from findyourcluster.files import Folder
from findyourcluster.importing import (
    CannotImport,
    Change,
    Listed,
    Proof,
    applied,
    from_list,
    from_register,
)
from findyourcluster.lists import CannotReadList, Line, read_list
from findyourcluster.load import SCHOOLS, load
from findyourcluster.matching import Match
from findyourcluster.model import Group, Site
from findyourcluster.pipeline import UNREADABLE
from findyourcluster.places import PROJECT
from findyourcluster.register import CannotRead, Registered, read_links, read_register
from findyourcluster.saving import as_typed, save

EVERY = "all"
"""In the place of a council: those of all."""

COLUMNS = ("row", "school", "cluster", "urn", "found", "could be")
"""Those of the report, which can be filled in and imported again."""


def run(asked: argparse.Namespace) -> int:
    try:
        if asked.command == "drift":
            return _drift(asked)
        return _from_list(asked) if asked.list else _from_register(asked)
    except FileNotFoundError as error:
        print(f"{_not_there(Path(error.filename))}\nNothing was written.", file=sys.stderr)
        return 1
    except (CannotImport, CannotRead, CannotReadList, OSError) as why:
        print(f"{why}\nNothing was written.", file=sys.stderr)
        return 1


def _not_there(path: Path) -> str:
    """That there is no file at PATH, where that is, and what is there that it may be."""
    folder = path.resolve().parent
    there = [each.name for each in folder.iterdir() if each.is_file()] if folder.is_dir() else []
    return f"There is no file {path.name} in {folder}. {did_you_mean(path.name, there)}".strip()


def _from_register(asked: argparse.Namespace) -> int:
    site = _site(asked.root)
    proof = _proof(asked, site)
    return _told_and_written(
        asked, site, from_register(site, _register(asked, site), proof, successors=_links(asked), add=True)
    )


def _drift(asked: argparse.Namespace) -> int:
    """Status 1 where anything has changed, so that a workflow notices."""
    site = _site(asked.root)
    proof = _proof(asked, site) if asked.write else Proof("", asked.today)
    changes = from_register(site, _register(asked, site), proof, successors=_links(asked))
    if not changes:
        print("The register says what the site says.")
        return 0
    status = _told_and_written(asked, site, changes)
    return status if asked.write else 1


def _from_list(asked: argparse.Namespace) -> int:
    site = _site(asked.root)
    listed = from_list(site, read_list(asked.list, site.settings.group), _proof(asked, site))
    print(_of_list(listed, site))
    if asked.report:
        save(asked.report, _report(listed))
        print(f"Written: {asked.report}. Fill in the column urn of what is not sure, and import that file.")
    if listed.open:
        print("What is not sure is left out. A place that is not on the site, such as a college, can stay open.")
    return _told_and_written(asked, site, listed.changes)


def _told_and_written(asked: argparse.Namespace, site: Site, changes: Sequence[Change]) -> int:
    for change in changes:
        print(f"- {change.says}")
    to_write = [change for change in changes if change.values or change.entry or change.cluster]
    if not to_write:
        print("There is nothing to write.")
        return 0
    if not asked.write:
        print(f"{len(to_write)} of these can be written. Nothing was: do the same again with --write.")
        return 0
    path = asked.root / SCHOOLS
    save(path, applied(as_typed(path), site, to_write))
    root = "" if asked.root == PROJECT else f" --root {asked.root}"
    print(f"Written: {len(to_write)} changes in {SCHOOLS}. Now look for mistakes: build.py check{root}")
    return 0


# ---------------------------------------------------------------- what is read


def _site(root: Path) -> Site:
    loaded = load(Folder(root))
    if any(problem.at.file == SCHOOLS and problem.rule in UNREADABLE for problem in loaded.problems):
        raise CannotImport(f"There are mistakes in {SCHOOLS}. Run check, and mend them first.")
    return loaded.site


def _proof(asked: argparse.Namespace, site: Site) -> Proof:
    ids = [source.id for source in site.sources]
    if asked.source not in ids:
        meant = did_you_mean(asked.source, ids) if asked.source else ""
        says = f'data/sources.yaml has no entry with the id "{asked.source}". ' if asked.source else ""
        raise CannotImport(
            f"{says}Say where it comes from: --source with the id of an entry in data/sources.yaml. {meant}".strip()
            + " Add one for this file, with its title, its publisher and the day on which you got it."
        )
    return Proof(asked.source, asked.today, asked.confidence)


def _register(asked: argparse.Namespace, site: Site) -> list[Registered]:
    """The schools of the register that are meant: of the council that was named, or of those that SITE has any of."""
    every = list(read_register(asked.gias.read_bytes()))
    councils = {school.council for school in every}
    if asked.council == EVERY or (not asked.council and len(councils) < 2):  # noqa: PLR2004 (no choice)
        return every
    if asked.council:
        found = [school for school in every if school.is_of(asked.council)]
        if not found:
            says = f'The file has no school of the council "{asked.council}".'
            raise CannotImport(f"{says} {did_you_mean(asked.council, councils)} Its three digits will do, too.")
        return found
    ours = {school.urn for school in site.schools}
    known = {school.council for school in every if school.urn in ours}
    if not known:
        raise CannotImport(f"The file has schools of {len(councils)} councils. Say which you want: --council NAME.")
    return [school for school in every if school.council in known]


def _links(asked: argparse.Namespace) -> dict[str, str]:
    return read_links(asked.links.read_bytes()) if asked.links else {}


# ---------------------------------------------------------------- what is said of a list


def _of_list(listed: Listed, site: Site) -> str:
    titled = site.titles()
    sure = sum(match.sure for _, match in listed.matches)
    lines = [f"{len(listed.matches)} lines: {sure} sure, {len(listed.open)} for you to settle."]
    lines += [
        f"  row {line.row}: {line.school} ({_cluster(line, site.settings.group, titled)}). {_why(match)}"
        for line, match in listed.open
    ]
    return "\n".join(lines)


def _cluster(line: Line, group: Group, titled: Callable[[int], str]) -> str:
    """What LINE says of a cluster, as people read it."""
    if not line.cluster:
        return f"no {group.one}"
    return line.cluster if group.is_named else titled(int(line.cluster))


def _why(match: Match) -> str:
    if not match.found:
        return match.why
    return f"{match.why} Is it {' or '.join(f'{school.names[0]} ({school.id})' for school in match.found)}?"


def _report(listed: Listed) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line, match in listed.matches:
        writer.writerow(_row(line, match))
    return out.getvalue()


def _row(line: Line, match: Match) -> tuple[object, ...]:
    found = "sure" if match.sure else "doubtful" if match.found else "not found"
    could_be = "; ".join(f"{school.id} {school.names[0]}" for school in match.found)
    return line.row, line.school, line.cluster, match.found[0].id if match.sure else "", found, could_be
