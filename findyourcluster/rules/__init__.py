"""Model → problems. A rule is a small function; a file here holds the rules on one subject.

To add one, write a generator of Findings over `Checked` and put `@rule("its-name", …)` above it. Its docstring
says to a volunteer why it matters; its examples stand in docs/checks.md, and the tests try them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from inspect import cleandoc
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, TypeVar

from findyourcluster.addresses import taken_addresses
from findyourcluster.markup import Documents
from findyourcluster.model import Place, Problem, Site, Swap

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checked:
    """What rules look at: the site as typed, its bodies rendered, and the day."""

    site: Site
    documents: Documents
    today: date
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # the words of each file
    misspelt: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))  # with what they may be
    whole: bool = True  # whether all of it could be read: else some of what seems to be missing only has mistakes
    last: Callable[[], Site | None] = lambda: None  # reads the site as it was last published here, if that is known
    found: dict[Callable[[Checked], Any], Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, find: Callable[[Checked], T]) -> T:
        """What FIND finds here; many rules ask for the same."""
        if find not in self.found:
            self.found[find] = find(self)
        made: T = self.found[find]
        return made


def taken(checked: Checked) -> list[tuple[str, Place]]:
    """As `taken_addresses`, of the site as typed."""
    return taken_addresses(checked.site)


def addresses(checked: Checked) -> frozenset[str]:
    """Those of the site as typed."""
    return frozenset(address for address, _ in checked.once(taken))


def answered(checked: Checked) -> frozenset[str]:
    """The addresses at which parents find something on the day."""
    site = checked.site
    shown = site.shown_on(checked.today)
    as_typed = (len(shown.pages), shown.catalogues) == (len(site.pages), site.catalogues) and not shown.closed
    if as_typed:
        return checked.once(addresses)
    return frozenset(address for address, _ in taken_addresses(shown))


def published(checked: Checked) -> frozenset[str]:
    """The addresses that ever were."""
    return frozenset(each.address for each in checked.site.published)


Finding = tuple[Place, str, str] | tuple[Place, str, str, Swap | None]
"""Where, what is wrong, what to do about it; and the mend, where it needs no thought."""

Find = Callable[[Checked], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for, and why. `bad` and `good` are the same spot of a file before and after the mend.

    `where` is that spot:

    - "body": the end of a page
    - "top": lines of the block at the top of a page
    - "page": a page whole; "content/404.md": that page whole
    - "data/facts.yaml facts": a record of that list, of which only the lines that matter are given
    - "data/site.yaml": lines of that file, in place of those of the same name
    - "file": not what stands in a file, but what the file is called
    - "told": what cannot be typed, such as a photo; `bad` and `good` tell of it
    """

    name: str
    why: str
    advice: bool  # what it finds is worth an editor's time, and no reason to stop the site
    bad: str
    good: str
    where: str
    find: Find | None  # None: it is met while files are read


RULES: list[Rule] = []


def rule(
    name: str, *, bad: str = "", good: str = "", where: str = "body", advice: bool = False
) -> Callable[[Find], Find]:
    def register(find: Find) -> Find:
        RULES.append(Rule(name, find.__doc__ or "", advice, cleandoc(bad), cleandoc(good), where, find))
        return find

    return register


def met_while_reading(name: str, why: str, *, bad: str, good: str, where: str = "body") -> None:
    """Describes what the stages before the rules find."""
    RULES.append(Rule(name, why, False, cleandoc(bad), cleandoc(good), where, None))


def all_rules() -> list[Rule]:
    """Every rule: each module of this folder registers its own."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return RULES


def broken_rules(checked: Checked) -> list[Problem]:
    """What every rule finds. The site's owner may say which notes stop the site."""
    stops = checked.site.settings.stop_for
    return [
        _problem(each, each.advice and each.name not in stops, found)
        for each in all_rules()
        if each.find
        for found in each.find(checked)
    ]


def _problem(broken: Rule, advice: bool, found: Finding) -> Problem:
    match found:
        case (at, says, fix):
            return Problem(at, broken.name, says, fix, advice)
        case (at, says, fix, swap):
            return Problem(at, broken.name, says, fix, advice, swap)
