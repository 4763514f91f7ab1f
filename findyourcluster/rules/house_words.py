"""Rules on the words that this site uses, and those that it does not: data/words.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from findyourcluster.model import HouseWord, Swap
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import all_words


@rule(
    "house-words",
    advice=True,
    bad="You need to ask the school in order to find out.",
    good="You need to ask the school to find out.",
)
def plain_and_kind_words_are_used(checked: Checked) -> Iterator[Finding]:
    """Plain words are read sooner, and kind ones hurt nobody; the list is in data/words.yaml."""
    return _avoided(checked, stop=False)


@rule(
    "words-that-mislead",
    bad="Ask the council for a statement of special educational needs.",
    good="Ask the council for an EHCP.",
)
def words_that_mislead_are_not_used(checked: Checked) -> Iterator[Finding]:
    """Told an old word, a parent asks for what is no longer there; data/words.yaml says which words stop the site."""
    return _avoided(checked, stop=True)


def _avoided(checked: Checked, *, stop: bool) -> Iterator[Finding]:
    listed = _List.of(word for word in checked.site.house_words if word.stop == stop)
    if not listed:
        return
    for passage in all_words(checked):
        for match in listed.pattern.finditer(passage.text):
            typed = match[0]
            entry = listed.find(typed)
            if entry and listed.pattern.match(passage.ours, match.start()):  # not in what others say, nor in a link
                word, prefer = entry
                prefer = _in_the_case_of(typed, prefer)
                swap = None if "\n" in typed else Swap(typed, prefer)
                says = f'This site does not say "{" ".join(typed.split())}". {word.why}'
                yield passage.place_of(match, checked.texts), says, f'Write "{prefer}".', swap


@dataclass(frozen=True, slots=True)
class _List:
    """House words, ready to be found. A word in capitals is found in capitals only: "LEA" is not "lea"."""

    pattern: re.Pattern[str]
    words: dict[str, tuple[HouseWord, str]]  # what is avoided → its entry, what to write instead

    @classmethod
    def of(cls, words: Iterator[HouseWord]) -> _List | None:
        found: dict[str, tuple[HouseWord, str]] = {}
        right: list[str] = []
        for word in words:
            right += filter(None, word.but_not)
            found |= {_key(avoid): (word, prefer) for avoid, prefer in word.instead.items() if avoid}
        if not found:
            return None
        phrases = sorted({*map(_key, right), *found}, key=lambda phrase: (-len(phrase), phrase))
        return cls(re.compile(rf"(?<![\w-])(?:{'|'.join(map(_phrase, phrases))})(?![\w-])", re.I), found)

    def find(self, typed: str) -> tuple[HouseWord, str] | None:
        """The entry of what was TYPED; None where it is right there."""
        return self.words.get(_key(typed)) or self.words.get(_key(typed.casefold()))


def _key(phrase: str) -> str:
    """PHRASE in small letters, but for words in capitals."""
    plain = phrase.replace("’", "'")
    return " ".join(word if _is_capitals(word) else word.casefold() for word in plain.split())


def _is_capitals(word: str) -> bool:
    return len(word) > 1 and word.removesuffix("s").isupper()


def _phrase(phrase: str) -> str:
    words = [f"(?-i:{re.escape(word)})" if _is_capitals(word) else re.escape(word) for word in phrase.split()]
    return r"\s+".join(words).replace("'", "['’]")


def _in_the_case_of(typed: str, prefer: str) -> str:
    if typed[:1].isupper() and not _is_capitals(typed.split(maxsplit=1)[0]):
        return prefer[:1].upper() + prefer[1:]
    return prefer
