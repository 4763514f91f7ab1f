"""The interface's own words, marked for translators, and as a catalogue has them.

Templates mark theirs with `{% trans %}` and `_()`; Python with `mark()`, or with `say()` where they are said at once.
What a language has no words for is said in those that stand in the program.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

Say = Callable[[str], str]
"""Words of the interface or the data → the same in a language."""


def mark(words: str) -> str:
    """WORDS unchanged, marked so that translators' tools find them."""
    return words


@lru_cache(maxsize=64)
def translations(words: bytes) -> NullTranslations:
    """The catalogue with WORDS, those of a .mo file; none: the words of the program stand for themselves."""
    return GNUTranslations(BytesIO(words)) if words else NullTranslations()


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
