"""How hard a text is to read: its sentences, how long they are, and its share of long words.

Of a page, it is what people typed and the facts that it cites; not headings, and not what templates add.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 25
"""The words that a sentence may have: beyond them, readers lose the thread (GOV.UK's content guidance)."""

LONG_WORD = 6
"""The letters beyond which a word counts as long, in LIX (Björnsson, 1968)."""

_SENTENCE = re.compile(r"\S.*?(?:[.?!]+[\"”’')]*(?=\s|$)|$)", re.S)
_WORD = re.compile(r"[^\W_](?:[\w'’.,/:@-]*\w)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """The measures of one text."""

    sentences: int
    words: int
    long_words: int
    longest: str  # its longest sentence

    @property
    def mean(self) -> float:
        """Words in a sentence."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def long_share(self) -> float:
        """Long words per cent."""
        return 100 * self.long_words / self.words if self.words else 0.0

    @property
    def lix(self) -> float:
        """Below 30 reads like a book for children, 40 like a novel, 50 like a newspaper, 60 like an official paper."""
        return self.mean + self.long_share


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence of TEXT with its position; a stop inside a number or an address ends none."""
    for match in _SENTENCE.finditer(text):
        yield match.start(), match[0]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def measure(texts: Iterable[str]) -> Reading:
    """TEXTS, each of whole sentences, as one."""
    found = [(sentence, words(sentence)) for text in texts for _, sentence in sentences(text)]
    found = [(sentence, its) for sentence, its in found if its]
    every = [word for _, its in found for word in its]
    longest = max(found, key=lambda pair: len(pair[1]), default=("", []))[0]
    return Reading(len(found), len(every), sum(len(word) > LONG_WORD for word in every), longest)
