"""Model → problems. A rule is a small function; a file here holds the rules on one subject.

To add one, write a generator of Problems over `Checked` and put `@rule("its-name")` above it. Its docstring
says to a volunteer why it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from findyourcluster.markup import Documents
from findyourcluster.model import Place, Problem, Site


@dataclass(frozen=True, slots=True)
class Checked:
    """What rules look at: the site as typed, its bodies rendered, and the day."""

    site: Site
    documents: Documents
    today: date


Finding = tuple[Place, str, str]  # where, what is wrong, the fix
Find = Callable[[Checked], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    why: str
    advice: bool  # what it finds is worth an editor's time, and no reason to stop the site
    find: Find


RULES: list[Rule] = []


def rule(name: str, *, advice: bool = False) -> Callable[[Find], Find]:
    def register(find: Find) -> Find:
        RULES.append(Rule(name, find.__doc__ or "", advice, find))
        return find

    return register


def broken_rules(checked: Checked) -> list[Problem]:
    """What every rule finds."""
    # Each registers its rules.
    from findyourcluster.rules import data, dates, law, pages, reading, wording  # noqa: F401, PLC0415

    return [Problem(at, each.name, says, fix, each.advice) for each in RULES for at, says, fix in each.find(checked)]
