"""Rules on words: time limits stand in facts, and old names stand nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from findyourcluster.model import Fragment, Page, Place, Places
from findyourcluster.rules import Checked, Finding, rule

_NUMBER = r"(?:\d+|one|two|three|four|five|six|eight|ten|twelve|fourteen|fifteen|sixteen|twenty)"
_TIME_LIMIT = re.compile(
    rf"\b(?:within|in|at least|by|after|before|more than|less than) {_NUMBER} (?:working )?(?:day|week|month)s?\b",
    re.I,
)


@rule("time-limit-cited")
def time_limits_stand_in_facts(checked: Checked) -> Iterator[Finding]:
    """A time limit typed by hand can be wrong, and stays wrong when the law changes; a fact has its source."""
    for at, line in _typed_lines(checked):
        if match := _TIME_LIMIT.search(line):
            says = f'"{match[0]}" is a time limit in our own words.'
            yield at, says, "Cite the fact that states it, such as {{ fact: ehc-6wk }}, or add one to data/facts.yaml."


@rule("retired-name")
def retired_names_stand_nowhere(checked: Checked) -> Iterator[Finding]:
    """Old names and addresses live on for years; a parent who writes to one gets no answer."""
    retired = [(old, term.term) for term in checked.site.terms for old in term.formerly]
    for at, line in (*_typed_lines(checked), *_record_lines(checked)):
        for old, new in retired:
            explained = new.casefold() in line.casefold()
            if not explained and re.search(rf"(?<!\w){re.escape(old)}(?!\w)", line, re.I):
                yield at, f'"{old}" is what {new} was called before.', f"Write {new}."


def _typed_lines(checked: Checked) -> Iterator[tuple[Place, str]]:
    """Each line of every body, without what it cites."""
    sources: list[Page | Fragment] = [*checked.site.pages, *checked.site.fragments]
    for source in sources:
        for number, line in enumerate(source.body.split("\n"), source.body_line):
            yield Place(source.at.record.file, number), re.sub(r"\{\{.*?\}\}", "", line)


def _record_lines(checked: Checked) -> Iterator[tuple[Place, str]]:
    """The words of facts, contacts and schools that parents read."""
    site = checked.site
    records: list[tuple[Places, str, str]] = [
        *((fact.at, "text", fact.text) for fact in site.facts),
        *((contact.at, "what", contact.what) for contact in site.contacts),
        *((contact.at, "emails", email) for contact in site.contacts for email in contact.emails),
        *((school.at, "note", school.note) for school in site.schools),
    ]
    for at, key, text in records:
        yield at.of(key), text
