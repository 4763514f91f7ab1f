"""What a body of Markdown becomes: its HTML in pieces, what it cites, and all that the checks want to know of it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType

from findyourcluster.addresses import Target
from findyourcluster.model import Fragment, Page, Place, Problem, Translation
from findyourcluster.tags import Removed
from findyourcluster.translation import mark

CALLOUTS = {
    "in-short": mark("In short"),
    "right": mark("Your right"),
    "ask": mark("Ask your school"),
    "law": mark("What the law asks"),
    "helps": mark("What helps your request"),
    "note": mark("Good to know"),
}
"""The boxes that `!!! KIND` makes, with the headings that they get."""

FIGURES = ("how-a-cluster-works", "twenty-weeks", "who-is-who")
"""The pictures with words in them, each a template of its name in templates/figures/."""

DRAWINGS = ("child", "clock", "law", "money", "no", "people", "phone", "plan", "school", "talk", "write", "yes")
"""The small drawings beside a line of an easy-read page, all in templates/parts/drawings.html."""

CITABLE = ("cluster", "contact", "drawing", "fact", "figure", "phone", "school")
"""What `{{ KIND: id }}` can name."""

BOXES = ("contact", "figure")
"""Those of CITABLE that make a box, and so stand alone on a line."""

MAIN = 2
"""The level of a page's main headings."""


@dataclass(frozen=True, slots=True)
class Citation:
    kind: str  # one of CITABLE
    id: str
    at: Place
    html: str = ""  # of a fact: its sentence, with the words explained that the page meets in it first


@dataclass(frozen=True, slots=True)
class Link:
    typed: str
    target: Target
    at: Place
    words: str | None = None  # what parents read of it; None where that cannot be told


@dataclass(frozen=True, slots=True)
class Image:
    address: str
    alt: str
    at: Place
    typed: str = ""  # the address as its writer typed it, in Markdown


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    id: str
    text: str
    at: Place


@dataclass(frozen=True, slots=True)
class Document:
    """A body, rendered. `parts` are safe HTML and citations, in order."""

    parts: tuple[str | Citation, ...]
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    ids: frozenset[str] = frozenset()
    removed: tuple[tuple[Removed, Place], ...] = ()  # what was typed as HTML and is not published
    foreign: bool = False  # whether it is not in the language of the page that shows it
    unreviewed: bool = False  # whether it is a translation that no person has checked
    outdated: bool = False  # whether it is one whose original has changed since

    @property
    def text(self) -> str:
        """The words that parents see, without code; citations are left out."""
        words = "".join(part if isinstance(part, str) else " " for part in self.parts)
        return html.unescape(re.sub(r"<(code|pre)\b.*?</\1>|<[^>]*>", "", words, flags=re.S))

    @property
    def code(self) -> tuple[str, ...]:
        """What is shown as it is typed, as programs are."""
        words = "".join(part if isinstance(part, str) else " " for part in self.parts)
        found = re.findall(r"<(pre|code)\b[^>]*>(.*?)</\1>", words, re.S)
        return tuple(html.unescape(re.sub(r"<[^>]*>", "", shown)) for _, shown in found)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(part for part in self.parts if isinstance(part, Citation))

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """Its main headings: (id, text)."""
        return tuple((heading.id, heading.text) for heading in self.headings if heading.level == MAIN and heading.id)

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts that it cites, in order."""
        return tuple(citation.id for citation in self.citations if citation.kind == "fact")


@dataclass(frozen=True, slots=True)
class Documents:
    """The bodies of all pages and fragments, by name."""

    pages: Mapping[str, Document]
    fragments: Mapping[str, Document]
    translations: Mapping[str, Document] = field(default_factory=lambda: MappingProxyType({}))  # by file

    @property
    def all(self) -> tuple[Document, ...]:
        return (*self.pages.values(), *self.fragments.values())

    def of_translation(self, translation: Translation) -> Document:
        return self.translations[translation.at.record.file]

    def of(self, source: Page | Fragment) -> Document:
        return (self.pages if isinstance(source, Page) else self.fragments)[source.name]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What bodies depend on besides their own words."""

    known: Mapping[str, AbstractSet[str]]  # what can be cited: one of CITABLE → ids
    hidden: AbstractSet[str]  # the addresses that nobody can see yet
    moved: Mapping[str, str]  # addresses that lead on → where they lead to (see `addresses.redirects`)

    def leads(self, address: str) -> tuple[str, bool]:
        """Where a link to ADDRESS leads in the end, and whether parents can follow it."""
        there = self.moved.get(address, address)
        return there, there not in self.hidden


@dataclass(frozen=True, slots=True)
class Typeset:
    """A body made into a Document, what is wrong with it, and what it relied on in its Surroundings."""

    document: Document
    problems: tuple[Problem, ...]
    cited: tuple[tuple[str, str], ...]  # (one of CITABLE, an id that is known)
    led: tuple[tuple[str, str, bool], ...]  # (an address, and what `leads` said of it)

    def holds(self, surroundings: Surroundings) -> bool:
        """Whether it would come out the same in these SURROUNDINGS."""
        return all(name in surroundings.known[kind] for kind, name in self.cited) and all(
            surroundings.leads(address) == (there, seen) for address, there, seen in self.led
        )
