"""Rules on letters that look like others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from findyourcluster.model import Place, Places, Swap
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import all_words

_TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТХаеѕіјорсухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινοԌӏ",
    "ABESIJKMHOPCTXaesijopcyxhdqwABEZHIKMNOPTYXaivoGl",
)
"""Letters of Russian and Greek, and those of ours that they look like (Unicode's list of confusables)."""

_WORD = re.compile(r"[^\W\d_]+")


@rule(
    "letter-twins",
    where="data/schools.yaml schools",
    bad="name: Old Mіll School",  # a Russian і
    good="name: Old Mill School",
)
def words_are_of_one_alphabet(checked: Checked) -> Iterator[Finding]:
    """A Russian "а" in the middle of an English word looks right, and no search and no screen reader finds the word."""
    site = checked.site
    names: list[tuple[Places, str, str]] = [
        *((school.at, "name", school.name) for school in site.schools),
        *((school.at, "aliases", alias) for school in site.schools for alias in school.aliases),
        *((school.at, "town", school.town) for school in site.schools),
        *((contact.at, "name", contact.name) for contact in site.contacts),
        *((cluster.at, "name", cluster.name) for cluster in site.clusters),
        *((area.at, "name", area.name) for area in site.areas),
        *((term.at, "term", term.term) for term in site.terms),
        *((source.at, "title", source.title) for source in site.sources),
    ]
    found: list[tuple[Place, str]] = [(at.of(key), text) for at, key, text in names if not text.isascii()]
    for at, text in found:
        yield from ((at, *_said(word)) for word in _mixed(text))
    for passage in all_words(checked):
        if not passage.text.isascii():
            for word in _mixed(passage.text):
                yield passage.at(passage.text.index(word)), *_said(word)


def _mixed(text: str) -> Iterator[str]:
    """The words of TEXT that have letters of ours and twins of some."""
    for match in _WORD.finditer(text):
        word = match[0]
        if not word.isascii() and re.search("[A-Za-z]", word) and word.translate(_TWINS) != word:
            yield word


def _said(word: str) -> tuple[str, str, Swap | None]:
    odd = next(letter for letter in word if letter.translate(_TWINS) != letter)
    right = word.translate(_TWINS)
    says = f'In "{word}" the "{odd}" is another letter than it seems to be ({unicodedata.name(odd).lower()}).'
    return says, f"Type the word again: {right}", Swap(word, right)
