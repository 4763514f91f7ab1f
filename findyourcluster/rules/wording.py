"""Rules on words: time limits stand in facts, old names stand nowhere, contacts are cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from findyourcluster.model import Swap
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import passages, typed

_NUMBER = r"(?:\d+|one|two|three|four|five|six|eight|ten|twelve|fourteen|fifteen|sixteen|twenty)"
_TIME_LIMIT = re.compile(
    r"\b(?:within|in|at least|by|after|before|more than|less than|up to|has|have|takes?|gets?)"
    rf"\s+{_NUMBER}\s+(?:working\s+)?(?:day|week|month)s?\b",
    re.I,
)
_CONTACT = re.compile(r"(?<![\w/])(?:\+44 ?|0)\d{2,4} ?\d{3} ?\d{3,4}\b|(?<![\w:])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@rule("time-limit-cited", bad="You get an answer within 6 weeks.", good="{{ fact: ehc-6wk }}")
def time_limits_stand_in_facts(checked: Checked) -> Iterator[Finding]:
    """A time limit typed by hand can be wrong, and stays wrong when the law changes; a fact has its source."""
    for source in checked.site.bodies:
        for passage in typed(source):
            if match := _TIME_LIMIT.search(passage.said):
                says = f'"{" ".join(match[0].split())}" is a time limit in our own words.'
                fix = "Cite the fact that states it, such as {{ fact: ehc-6wk }}, or add one to data/facts.yaml."
                yield passage.at(match.start()), says, fix


@rule("contact-cited", bad="Ring us on 01632 960123.", good="{{ contact: helpline }}")
def contacts_are_cited(checked: Checked) -> Iterator[Finding]:
    """A number typed into a page is forgotten when it changes; a contact is checked again every few months."""
    example = next((f", such as {{{{ contact: {contact.id} }}}}" for contact in checked.site.contacts), "")
    for source in checked.site.bodies:
        for passage in typed(source):
            for match in _CONTACT.finditer(passage.text):
                fix = f"Cite whose it is{example}, or add them to data/contacts.yaml."
                yield passage.at(match.start()), f'"{match[0]}" is a phone number or email typed by hand.', fix


@rule("retired-name", bad="Write to the Statements Team.", good="Write to the Plans Team.")
def retired_names_stand_nowhere(checked: Checked) -> Iterator[Finding]:
    """Old names and addresses live on for years; a parent who writes to one gets no answer."""
    retired = [(old, term.term) for term in checked.site.terms for old in term.formerly]
    for passage in passages(checked):
        for old, new in retired:
            explained = new.casefold() in passage.said.casefold()
            for match in re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", passage.said, re.I):
                if not explained:
                    says = f'"{old}" is what {new} was called before.'
                    yield passage.at(match.start()), says, f"Write {new}.", Swap(match[0], new)
