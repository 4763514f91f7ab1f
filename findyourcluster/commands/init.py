"""`build.py init`: a site for another council, ready to be filled."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.places import PROJECT
from findyourcluster.records import UNFIT, group_of
from findyourcluster.saving import save
from findyourcluster.starting import TAKEN, Answers, starter

_SMALL = ("and", "for", "of", "the")
"""Words that have no capital letter in a name."""

Wrong = Callable[[str], str]
"""An answer → what is wrong with it; empty where nothing is."""

Ask = Callable[[str, str, Wrong], str]
"""(question, what to take where nothing is answered, what can be wrong) → the answer."""


class CannotStart(Exception):
    """Why no site can be begun, as sentences for a person."""


def run(asked: argparse.Namespace) -> int:
    folder: Path = asked.folder
    try:
        if folder.exists() and (not folder.is_dir() or any(path.name != ".git" for path in folder.iterdir())):
            raise CannotStart(f"There is something at {folder} already. Name a folder that is new or empty.")
        answers = _answers(asked, _default if asked.yes else _question)
        if faults := list(answers.faults()):
            raise CannotStart("\n".join(faults))
        files = _files(answers, asked, folder)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            save(path, text)
    except (CannotStart, OSError) as why:
        print(f"{why}\nNothing was begun.", file=sys.stderr)
        return 1
    except EOFError:
        print("\nNobody is there to answer. Say it in options, and the rest with --yes.", file=sys.stderr)
        return 2
    print(
        f"A site for {answers.place} is in {folder}: {len(files)} files. README.md there says what to do next.\n"
        f"Look at it: python3 build.py serve --root {folder}"
    )
    return 0


def _files(answers: Answers, asked: argparse.Namespace, folder: Path) -> dict[str, str]:
    law = load(Folder(PROJECT)).site
    typed = {name: (PROJECT / name).read_text("utf-8") for name in TAKEN}
    try:
        program = Path(os.path.relpath(PROJECT / "build.py", folder)).as_posix()
    except ValueError:  # on Windows, another drive
        program = (PROJECT / "build.py").as_posix()
    program = f'"{program}"' if " " in program else program
    return starter(answers, asked.today, law, typed, program)


def _answers(asked: argparse.Namespace, ask: Ask) -> Answers:
    place = asked.place or ask("Which district is it for, as its people call it?", "Milltown", _words)
    council = asked.council or ask("What is its council called?", f"{place} Council", _words)
    owner = asked.owner or ask("Who makes the site?", f"{place} Parent Carer Forum", _words)
    groups = asked.group or ask("What are groups of schools called there: one, several?", "cluster, clusters", _group)
    one, _, many = (part.strip() for part in groups.partition(","))
    question = "What is one of them called? Write {number} or {name} where its own goes."
    title = asked.title or ask(question, group_of(one, many).title, _title)
    if wrong := _group(groups) or _title(title):
        raise CannotStart(wrong)
    count = asked.count
    if count is None and "{number}" in title:
        count = int(ask("How many are there? 0 where you do not know yet.", "0", _number))
    name = asked.name or ask("What is the site to be called?", f"Find Your {_as_name(one)}", _words)
    return Answers(place, council, owner, name, group_of(one, many, title=title), count or 0)


def _words(said: str, what: str = "It") -> str:
    unfit = UNFIT.search(said)
    return f"{what} cannot have {unfit[0]!r} in it." if unfit else ""


def _group(said: str) -> str:
    if said.partition(",")[2].strip():
        return _words(said, "The word for a group")
    return 'Write the word for one group and for several, with a comma between: "locality, localities".'


def _title(said: str) -> str:
    if "{number}" not in said and "{name}" not in said:
        return "What one of them is called must have {number} or {name} in it."
    return _words(said.replace("{number}", "").replace("{name}", ""), "What one of them is called")


def _number(said: str) -> str:
    return "" if said.isdecimal() else f'"{said}" is not a number.'


def _as_name(words: str) -> str:
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in words.split())


def _default(_: str, default: str, __: Wrong) -> str:
    return default


def _question(question: str, default: str, wrong: Wrong) -> str:
    while True:
        answer = input(f"{question} [{default}] ").strip() or default
        if not (why := wrong(answer)):
            return answer
        print(why)
