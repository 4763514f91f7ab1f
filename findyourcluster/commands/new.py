"""`build.py new page` and `build.py new school`: something to begin with, and what to do next."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from findyourcluster.beginning import SCHOOLS, CannotBegin, NewSchool, begin_school, nearly
from findyourcluster.files import Folder
from findyourcluster.load import load, page_address
from findyourcluster.pipeline import UNREADABLE
from findyourcluster.saving import as_typed, save
from findyourcluster.writing import write_page


def run(asked: argparse.Namespace) -> int:
    try:
        return _page(asked) if asked.kind == "page" else _school(asked)
    except (CannotBegin, OSError) as why:
        print(f"{why}\nNothing was written.", file=sys.stderr)
        return 1


def _page(asked: argparse.Namespace) -> int:
    root: Path = asked.root
    if asked.urn or asked.town:
        raise CannotBegin("A page has no --urn and no --town. For a school write: new school NAME.")
    file = write_page(root, asked.name, asked.title, asked.today)
    name = file.removeprefix("content/").removesuffix(".md")
    if name != asked.name:
        print(f'Its name is spelt "{name}", because it becomes the address.')
    print(
        f"Written: {file}. It is a draft, so parents do not see it yet.\n"
        f"Next: write where it says TO DO. `build.py check` lists what is missing.\n"
        f"When it is done, take out the line draft: yes. It will stand at {page_address(name)}."
    )
    return 0


def _school(asked: argparse.Namespace) -> int:
    root: Path = asked.root
    if asked.title:
        raise CannotBegin("A school has no --title: its name is what you give.")
    loaded = load(Folder(root))
    if any(problem.at.file == SCHOOLS and problem.rule in UNREADABLE for problem in loaded.problems):
        raise CannotBegin(f"There are mistakes in {SCHOOLS}. Run `build.py check`, and mend them first.")
    new = NewSchool(asked.name, asked.urn, asked.town)
    begun = begin_school(loaded.site, as_typed(root / SCHOOLS), new, asked.today)
    save(root / SCHOOLS, begun.text)
    print(f"Added: {begun.at}")
    if near := nearly(loaded.site, asked.name):
        print(f"Its name is much like that of {near.name} ({near.at.record}). Is it another school?")
    print(
        "Next: write the id of a source from data/sources.yaml in place of to-do, and add what you know:\n"
        "phase, locality, town, postcode, website, and the cluster where a source states it.\n"
        "`build.py check` says what is missing; nothing is published until it finds no problem."
    )
    return 0
