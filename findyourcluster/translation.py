"""The interface's own words, marked for translators.

Templates mark theirs with `{% trans %}` and `_()`; Python with `mark()`. Until a language has its catalogue
of translations, the English words stand for themselves.
"""

from __future__ import annotations

from datetime import date
from gettext import NullTranslations


def mark(words: str) -> str:
    """WORDS unchanged, marked so that translators' tools find them."""
    return words


def translations(language: str) -> NullTranslations:
    """The catalogue for LANGUAGE ("en-GB")."""
    del language  # English is what the words are written in; catalogues come with the first translation
    return NullTranslations()


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


def in_words(day: date) -> str:
    """A date as people read it, whatever the machine's language: "24 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
