"""Words explained: on each page the first use of a term leads to its meaning, which stands on the same page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from findyourcluster.markup import Citation, Document
from findyourcluster.model import Fact, Term

_TAG = re.compile(r"(<[^>]*>)")
_PLAIN = re.compile(r"<(/?)(a|h[1-6]|code|pre|dt)\b|<(/?)p( class=\"callout-title\")?>")


class Words:
    """The terms of a site, ready to be found in its documents."""

    def __init__(self, terms: Iterable[Term], facts: Iterable[Fact]) -> None:
        terms = sorted(terms, key=lambda term: -len(term.term))
        self.terms = {term.slug: term for term in terms}
        self.facts = {fact.id: fact.text for fact in facts}
        names = [f"(?P<t{index}>{_name(term)})" for index, term in enumerate(terms)]
        self.slugs = [term.slug for term in terms]
        self.pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(names) or '(?!)'})s?(?![\w-])")

    def explain(self, documents: Sequence[Document], but: str = "") -> tuple[list[Document], tuple[Term, ...]]:
        """DOCUMENTS as one page shows them, the first use of each term a link; and those terms, A to Z.

        Terms that are explained on the page BUT itself, by name, are left alone; and so is what is in another language.
        """
        page = _Page(self, documents, {slug for slug, term in self.terms.items() if but and term.see == but})
        explained = [
            document if document.foreign else replace(document, parts=tuple(page.parts(document)))
            for document in documents
        ]
        return explained, tuple(sorted(page.met.values(), key=lambda term: term.term.casefold()))


def _name(term: Term) -> str:
    """A pattern for the term: as it is written where it is an abbreviation, else in any case."""
    name = re.escape(html.escape(term.term))
    return name if term.full else f"(?i:{name})"


class _Page:
    """One page on its way through; it remembers which terms it has met."""

    def __init__(self, words: Words, documents: Sequence[Document], known: set[str]) -> None:
        self.words = words
        self.known = known
        self.met: dict[str, Term] = {}
        self.inside = 0  # links, headings and the like, where no link may stand
        self.text = " ".join(self._text(document) for document in documents).casefold()

    def parts(self, document: Document) -> Iterable[str | Citation]:
        for part in document.parts:
            if isinstance(part, str):
                pieces = _TAG.split(part)
                yield "".join(self._piece(piece, "".join(pieces[at + 1 : at + 3])) for at, piece in enumerate(pieces))
            elif part.kind == "fact":
                yield replace(part, html=self._link_first(html.escape(self.words.facts[part.id], quote=False)))
            else:
                yield part

    def _text(self, document: Document) -> str:
        return " ".join(
            re.sub(r"<[^>]*>", " ", part) if isinstance(part, str) else self.words.facts.get(part.id, "")
            for part in document.parts
        )

    def _piece(self, piece: str, after: str) -> str:
        """PIECE, a tag or the text between two; AFTER is the tag and the text that follow it."""
        if not piece.startswith("<"):
            return self._link_first(piece, spell_out=True, after=re.sub(r"^</(strong|em|b|i)>", "", after))
        if found := _PLAIN.match(piece):
            tag_ends, _, paragraph_ends, title = found.groups()
            if tag_ends is not None:
                self.inside += -1 if tag_ends else 1
            elif title:
                self.inside += 100  # more than can be nested: until the title's paragraph ends
            elif paragraph_ends and self.inside >= 100:  # noqa: PLR2004
                self.inside -= 100
        return piece

    def _link_first(self, text: str, *, spell_out: bool = False, after: str = "") -> str:
        """TEXT, HTML without tags, with links at the first uses; abbreviations spelt out where SPELL_OUT."""

        def link(match: re.Match[str]) -> str:
            slug = self.words.slugs[int((match.lastgroup or "t0")[1:])]
            term = self.words.terms[slug]
            if slug in self.known or self.inside:
                return match[0]
            self.known.add(slug)
            self.met[slug] = term
            explained = (text + after).startswith(" (", match.end())  # by the writer, right there
            in_full = f" ({html.escape(term.full)})" if spell_out and self._unsaid(term) and not explained else ""
            return f'<a class="word" id="use-{slug}" href="#word-{slug}">{match[0]}</a>{in_full}'

        return self.words.pattern.sub(link, text)

    def _unsaid(self, term: Term) -> bool:
        """Whether TERM is an abbreviation that the page never spells out."""
        return bool(term.full) and term.full.casefold() not in self.text
