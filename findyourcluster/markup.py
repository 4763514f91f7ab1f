"""Markdown → safe HTML, with all that the checks want to know about it; of each body once, until something changes.

What comes out are `documents`; the work is done in `typeset`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from findyourcluster.addresses import Target, redirects
from findyourcluster.documents import (
    CALLOUTS,
    CITABLE,
    DRAWINGS,
    FIGURES,
    Citation,
    Document,
    Documents,
    Heading,
    Image,
    Link,
    Surroundings,
    Typeset,
)
from findyourcluster.model import Fragment, Page, Place, Problem, Site, Swap
from findyourcluster.remembered import Memory, key_of, plain, whole
from findyourcluster.tags import Removed

if TYPE_CHECKING:
    from findyourcluster.typeset import Typesetter

__all__ = [
    "CALLOUTS",
    "CITABLE",
    "DRAWINGS",
    "FIGURES",
    "Citation",
    "Document",
    "Documents",
    "Heading",
    "Image",
    "Link",
    "render_documents",
]

MAKERS = (
    "addresses", "characters", "clock", "documents", "fields", "filenames", "lines", "markup", "model", "remembered",
    "slips", "tags", "translation", "typeset", "yamlfile", "yamlreader", "yamltree",
)  # fmt: skip
"""The modules of ours that make what is remembered of a body, and the libraries behind them."""
_LIBRARIES = ("markdown", "nh3")

_KINDS = (Typeset, Document, Citation, Link, Target, Image, Heading, Removed, Problem, Place, Swap)
"""The nouns that a Typeset is made of."""

_DEPENDS_ON_MORE = ("citation", "too-deep")
"""Rules that say more than the body and what is right in it can tell: the names that there are, the stack's depth."""


def render_documents(
    site: Site, hidden: frozenset[str] = frozenset(), memory: Memory | None = None
) -> tuple[Documents, list[Problem]]:
    """Every body of SITE, and what is wrong with its markup. Links to the addresses HIDDEN become plain words.

    What stands in MEMORY is not rendered again.
    """
    setter = _Setter(_surroundings(site, hidden), memory or Memory())
    pages = {page.name: setter.document(page) for page in site.pages}
    fragments = {fragment.name: setter.document(fragment) for fragment in site.fragments}
    translations = {each.at.record.file: setter.document(each.page) for each in site.translations}
    return Documents(pages, fragments, translations), setter.problems


def _surroundings(site: Site, hidden: frozenset[str]) -> Surroundings:
    known = {
        "cluster": {str(cluster.number) for cluster in site.clusters},
        "contact": {contact.id for contact in site.contacts},
        "drawing": set(DRAWINGS),
        "fact": {fact.id for fact in site.facts},
        "figure": set(FIGURES),
        "phone": {contact.id for contact in site.contacts if contact.phones},
        "school": {school.urn for school in site.schools if school.urn} | {s.slug for s in site.schools},
    }
    return Surroundings(known, hidden, redirects(site))


class _Setter:
    """Has bodies typeset that are not remembered, or that would not come out as they did."""

    def __init__(self, surroundings: Surroundings, memory: Memory) -> None:
        self.surroundings = surroundings
        self.shelf = memory.shelf("documents", MAKERS, _LIBRARIES)
        self.problems: list[Problem] = []

    def document(self, source: Page | Fragment) -> Document:
        """The body of SOURCE; what is wrong with it is noted."""
        done = self._remembered(source) or self._made(source)
        self.problems += done.problems
        return done.document

    def _remembered(self, source: Page | Fragment) -> Typeset | None:
        kept = self.shelf.get(_key(source))
        done: Typeset | None = whole(kept, _KINDS) if kept else None
        return done if done and done.holds(self.surroundings) else None

    def _made(self, source: Page | Fragment) -> Typeset:
        done = self.typesetter.typeset(source)
        if not any(problem.rule in _DEPENDS_ON_MORE for problem in done.problems):
            self.shelf.put(_key(source), plain(done, _KINDS))
        return done

    @cached_property
    def typesetter(self) -> Typesetter:
        from findyourcluster.typeset import Typesetter  # noqa: PLC0415 (where all is remembered nobody needs it)

        return Typesetter(self.surroundings)


def _key(source: Page | Fragment) -> bytes:
    own = (source.name, source.address, str(source.sound)) if isinstance(source, Page) else ("", "", "")
    return key_of(source.at.record.file, str(source.body_line), source.body, *own)
