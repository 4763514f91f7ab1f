"""The interface's own words, marked for translators, and as a catalogue has them.

Templates mark theirs with `{% trans %}` and `_()`; Python with `mark()`, or with `say()` where they are said at once.
What a language has no words for is said in those that stand in the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from findyourcluster.model import Group

Say = Callable[[str], str]
"""Words of the interface or the data → the same in a language."""


_CLUSTER = re.compile(r"(?<![\w{(-])(?:([Aa]) )?([Cc])luster(s?)( of schools)?(?![\w})-])")
"""The word for a group of schools in this program; not where a title is filled in: "{cluster}", "%(cluster)s"."""


def mark(words: str) -> str:
    """WORDS unchanged, marked so that translators' tools find them."""
    return words


def in_words_of(group: Group) -> Say:
    """What says the program's words with those that GROUP has for clusters."""
    return mark if group == Group(title=group.title, folder=group.folder) else partial(_with_group, group)


def _with_group(group: Group, words: str) -> str:
    """WORDS of the program with those of GROUP in the place of "cluster", "a cluster" and "clusters"."""

    def called(match: re.Match[str]) -> str:
        article, first, several, of_schools = match.groups()
        said = group.many if several else group.a if article else group.one
        said = said[0].upper() + said[1:] if (article or first).isupper() else said
        return said if "school" in said.casefold() else said + (of_schools or "")

    return _CLUSTER.sub(called, words)


class _Catalogue(GNUTranslations):
    """A catalogue that is asked in the words of a council."""

    def __init__(self, words: bytes, own: Say) -> None:
        super().__init__(BytesIO(words))
        self.own = own

    def gettext(self, message: str) -> str:
        return super().gettext(self.own(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return super().ngettext(self.own(msgid1), self.own(msgid2), n)


class _Own(NullTranslations):
    """The program's words, in those of a council."""

    def __init__(self, own: Say) -> None:
        super().__init__()
        self.own = own

    def gettext(self, message: str) -> str:
        return self.own(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.own(msgid1 if n == 1 else msgid2)


@lru_cache(maxsize=64)
def translations(words: bytes, group: Group) -> NullTranslations:
    """The catalogue with WORDS, those of a .mo file, for a site whose own language has those of GROUP for clusters.

    No words: the program's own.
    """
    own = in_words_of(group)
    return _Catalogue(words, own) if words else _Own(own)


MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)

_DAY = mark("{day} {month} {year}")


def in_words(day: date, say: Say = mark) -> str:
    """A date as people read it, whatever the machine's language: "24 November 2026"."""
    if say is mark:
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return say(_DAY).format(day=day.day, month=say(MONTHS[day.month - 1]), year=day.year)
