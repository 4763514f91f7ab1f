"""What a new site begins with: pages, data, its own README and workflow. The law in it is that of this project's data,
of which it takes what the pages cite.

Templates are in starter/, with `<<` and `>>` in the place of braces, which pages have for facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from findyourcluster.clock import facts_shown
from findyourcluster.fields import slugify
from findyourcluster.longlist import cut
from findyourcluster.model import Group, Site
from findyourcluster.records import UNFIT

STARTER = Path(__file__).resolve().parent / "starter"

REVIEW = timedelta(days=56)
"""How soon what nobody has checked for this site yet is to be looked at."""

_HIDDEN = ("gitignore", "github/")
"""What cannot lie in the starter under its own name, which begins with a dot: tools would take it for theirs."""

TAKEN = ("data/facts.yaml", "data/sources.yaml", "data/contacts.yaml", "data/words.yaml", "data/reform.yaml")
"""What a new site takes of this project's data, or of which it takes a part."""

NATIONAL = ("ipsea", "sossen", "ombudsman")
"""The contacts of this project whom parents in all of England can ask."""

_GROUPS = "content/GROUPS.md"
_CITED = re.compile(r"\{\{ fact: ([\w-]+)")
_SOURCE = re.compile(r"^ *source: ([\w-]+)", re.M)


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody who begins a site says of it."""

    place: str
    council: str
    owner: str
    name: str
    group: Group
    count: int = 0  # of clusters that are known by their numbers; 0 where they have names or it is not known

    def faults(self) -> Iterator[str]:
        """What is wrong with them, as sentences."""
        title = re.sub(r"\{(?:number|name)\}", "", self.group.title)
        for what, said in {**self._said(), "What one of them is called": f"{title} "}.items():
            if not said:
                yield f"{what} is missing."
            elif unfit := UNFIT.search(said):
                yield f"{what} cannot have {unfit[0]!r} in it."
        if self.count < 0:
            yield "How many there are cannot be less than 0."
        if self.count and "{number}" not in self.group.title:
            yield "Only groups that are known by their numbers can be counted."

    def _said(self) -> Mapping[str, str]:
        words = {"The place": self.place, "The council": self.council, "The owner": self.owner, "The name": self.name}
        return {**words, "The word for a group": self.group.one, "The word for groups": self.group.many}


def starter(answers: Answers, today: date, law: Site, files: Mapping[str, str], program: str) -> dict[str, str]:
    """The files of a new site by their names. LAW: this project's data, whose FILES are typed like this.

    FILES: those of TAKEN. PROGRAM: where build.py is, seen from the new site.
    """
    templates = dict(_templates())
    facts = {*facts_shown(), *(id for text in templates.values() for id in _CITED.findall(text))}
    group = answers.group
    chosen = _chosen(files["data/facts.yaml"], "facts", [fact.id in facts for fact in law.facts])
    contacts = _chosen(files["data/contacts.yaml"], "contacts", [each.id in NATIONAL for each in law.contacts])
    texts = (chosen, contacts, files["data/reform.yaml"], templates["data/contacts.yaml"])
    cited = {id for text in texts for id in _SOURCE.findall(text)}
    values = {
        "place": answers.place,
        "council": answers.council,
        "owner": answers.owner,
        "name": answers.name,
        "slug": slugify(answers.name),
        "one": group.one,
        "many": group.many,
        "a": group.a,
        "One": _capital(group.one),
        "Many": _capital(group.many),
        "title": group.title,
        "folder": group.folder,
        "count": answers.count,
        "today": today.isoformat(),
        "checked": min(fact.checked for fact in law.facts if fact.id in facts).isoformat(),
        "soon": (today + REVIEW).isoformat(),
        "program": program,
        "facts": chosen,
        "national": contacts.removeprefix("contacts:\n"),
        "sources": _chosen(files["data/sources.yaml"], "sources", [source.id in cited for source in law.sources]),
        "words": _chosen(files["data/words.yaml"], "words", [True] * len(law.house_words)),
        "reform": files["data/reform.yaml"].rstrip("\n"),
    }
    environment = Environment(
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,
    )
    return {_file_name(name, group): environment.from_string(text).render(values) for name, text in templates.items()}


def _templates() -> Iterator[tuple[str, str]]:
    for path in sorted(STARTER.rglob("*")):
        if path.is_file():
            yield path.relative_to(STARTER).as_posix(), path.read_text("utf-8")


def _file_name(template: str, group: Group) -> str:
    if template == _GROUPS:
        return f"content/{group.folder}.md"
    return f".{template}" if template.startswith(_HIDDEN) else template


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _chosen(text: str, key: str, wanted: Sequence[bool]) -> str:
    """The entries of the list KEY in TEXT that are WANTED, as they are typed."""
    long = cut(text, key)
    assert long is not None, f"the list {key} of this project is well written"
    entries = [entry for entry, is_wanted in zip(long.entries, wanted, strict=True) if is_wanted]
    lines = [line for entry in entries for line in entry.splitlines() if line.strip() and "# ----" not in line]
    return "\n".join((f"{key}:", *lines))
