"""How hard a text is to read: its sentences, how long they are, and what makes one of them heavy.

Of a page, it is what people typed and the facts that it cites; not headings, and not what templates add.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

LONGEST = 25
"""The words that a sentence may have: beyond them, readers lose the thread (GOV.UK's content guidance)."""

LONG_WORD = 6
"""The letters beyond which a word counts as long, in LIX (Björnsson, 1968)."""

_SENTENCE = re.compile(r"\S.*?(?:[.?!]+[\"”’')]*(?=\s|$)|$)", re.S)
_WORD = re.compile(r"[^\W_](?:[\w'’.,/:@-]*\w)?")

TOO_LONG_WORD = 9
"""The letters beyond which a word makes a sentence heavy, where several come together."""

_EASY = frozenset(
    "afternoons appointment appointments everything everywhere government grandparent grandparents headteacher"
    " headteachers information themselves understand understanding understands yourselves".split()
)
"""Long words that everybody knows, and that have no plainer ones."""

_LIKE_ADJECTIVES = (
    "advanced|allowed|ashamed|based|called|closed|concerned|confused|detailed|disabled|excited|experienced|gifted"
    "|interested|involved|limited|located|mixed|named|needed|pleased|qualified|related|scared|shut|skilled|supposed|tired"
    "|used|worried"
)
_IRREGULAR = (
    "begun|bought|brought|built|caught|chosen|done|drawn|driven|felt|forgotten|found|given|heard|held|hidden|kept|known"
    "|laid|led|left|lent|lost|made|meant|met|paid|put|read|run|said|seen|sent|set|shown|shut|sold|spent|spoken|taken|taught"
    "|thought|told|understood|won|written"
)
_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being)\s+"
    r"(?:(?:not|never|also|still|only|often|always|then|now|already|usually|first|\w+ly)\s+)?"
    rf"(?!(?:{_LIKE_ADJECTIVES})\b)(?:\w+ed|{_IRREGULAR})\b"
    r"(?:\s+(?:about|after|at|for|into|of|on|out|over|to|up|with)(?=\s+by\b))?"
    r"(?P<by>\s+by\s+(?!the\s+(?:end|time|day|date|law)\b|(?i:all|any)\s+means\b)"
    r"(?:(?:the|an?|your|our|their|his|her|its|this|that|each|every|any|some|all)\s+\w+"
    r"|(?:people|parents|carers|schools|councils|teachers|someone|somebody|experts|professionals|everyone|everybody)\b"
    r"|(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September"
    r"|October|November|December)[A-Z]\w+))?"
)
_SHOUTED = re.compile(r"(?<![A-Z])[A-Z]{2,}+(?:[^\w.?!]++[A-Z]{2,}+){2,}")
_CAPITALS = re.compile(r"[A-Z][A-Z&]")
_ABBREVIATION = re.compile(r"(?<![\w&-])[A-Z](?:[A-Z&]{0,5}[A-Z])(?=s?(?![\w&-]))")
_ROMAN = re.compile(r"[IVX]+")


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


def shortened(sentence: str, most: int = 70) -> str:
    """SENTENCE as it is named in a note: whole, or its first words."""
    plain = " ".join(sentence.split())
    return plain if len(plain) <= most else plain[:most].rpartition(" ")[0] + " ..."


def heavy_words(sentence: str, known: Container[str] = ()) -> list[str]:
    """The long words of SENTENCE that may have plainer ones: not names, not those KNOWN, each once."""
    found = (word for word in words(sentence) if len(word) > TOO_LONG_WORD and word.isalpha() and word.islower())
    return list(dict.fromkeys(word for word in found if word not in _EASY and word not in known))


def hard_passives(sentence: str) -> list[str]:
    """What hides who does it: "is decided by the council"; or where nobody is named, two such in one sentence."""
    found = list(_PASSIVE.finditer(sentence))
    named = [match for match in found if match["by"]]
    return [" ".join(match[0].split()) for match in (found if len(found) > 1 else named)]


def abbreviations(text: str) -> Iterator[re.Match[str]]:
    """Words in capitals, such as LEA; not whole sentences in capitals, and not II."""
    if not _CAPITALS.search(text):
        return iter(())
    calm = _SHOUTED.sub(lambda match: " " * len(match[0]), text)
    return (match for match in _ABBREVIATION.finditer(calm) if not _ROMAN.fullmatch(match[0]))


def measure(texts: Iterable[str]) -> Reading:
    """TEXTS, each of whole sentences, as one."""
    found = [(sentence, words(sentence)) for text in texts for _, sentence in sentences(text)]
    found = [(sentence, its) for sentence, its in found if its]
    every = [word for _, its in found for word in its]
    longest = max(found, key=lambda pair: len(pair[1]), default=("", []))[0]
    return Reading(len(found), len(every), sum(len(word) > LONG_WORD for word in every), longest)
