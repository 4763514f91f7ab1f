"""Model → problems. A rule is a small function; a file here holds the rules on one subject.

To add one, write a generator of Problems over `Checked` and put `@rule("its-name")` above it. Its docstring
says to a volunteer why it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from findyourcluster.markup import Documents
from findyourcluster.model import Place, Problem, Site


@dataclass(frozen=True, slots=True)
class Checked:
    """What rules look at: the site as typed, and its bodies rendered."""

    site: Site
    documents: Documents


Finding = tuple[Place, str, str]  # where, what is wrong, the fix


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    why: str
    find: Callable[[Checked], Iterator[Finding]]


RULES: list[Rule] = []


def rule(name: str) -> Callable[[Callable[[Checked], Iterator[Finding]]], Callable[[Checked], Iterator[Finding]]]:
    def register(find: Callable[[Checked], Iterator[Finding]]) -> Callable[[Checked], Iterator[Finding]]:
        RULES.append(Rule(name, find.__doc__ or "", find))
        return find

    return register


def broken_rules(site: Site, documents: Documents) -> list[Problem]:
    """What every rule finds."""
    from findyourcluster.rules import data, pages  # noqa: F401, PLC0415 (each registers its rules)

    checked = Checked(site, documents)
    return [Problem(at, each.name, says, fix) for each in RULES for at, says, fix in each.find(checked)]
