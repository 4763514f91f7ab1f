"""Rules on how hard the words are to read."""

from __future__ import annotations

from collections.abc import Iterator

from findyourcluster.reading import LONGEST, sentences, words
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import Passage, typed

_LONG = (
    "Ask the school for a meeting with the head and the class teacher, bring notes of what you see at home,"
    " and ask them to write down what they will do."
)
_SHORT = (
    "Ask the school for a meeting with the head and the class teacher. Bring notes of what you see at home."
    " Ask them to write down what they will do."
)
_PAGE = "---\ntitle: Next steps\n---\n\n"


@rule(
    "short-sentences-on-rights",
    bad=_LONG,
    good=_SHORT,
)
def rights_are_told_in_short_sentences(checked: Checked) -> Iterator[Finding]:
    """A parent who loses the thread of a sentence on rights may lose the right."""
    return _long_sentences(checked, on_rights=True)


@rule(
    "short-sentences",
    where="page",
    bad=_PAGE + _LONG,
    good=_PAGE + _SHORT,
    advice=True,
)
def sentences_are_short(checked: Checked) -> Iterator[Finding]:
    """Long sentences are hard to follow, more so when English is not your first language."""
    return _long_sentences(checked, on_rights=False)


def _long_sentences(checked: Checked, *, on_rights: bool) -> Iterator[Finding]:
    """Of pages that cite the law and of facts that rest on it, or of all others."""
    law = {fact.id for fact in checked.site.facts if fact.law}
    for source in checked.site.bodies:
        if on_rights == (not law.isdisjoint(checked.documents.of(source).facts)):
            for passage in typed(source):
                yield from _too_long(passage, passage.prose)
    for fact in checked.site.facts:
        if on_rights == (fact.id in law):
            yield from _too_long(Passage(fact.text, fact.at.of("text")), fact.text)
    for term in checked.site.terms if not on_rights else ():
        yield from _too_long(Passage(term.meaning, term.at.of("meaning")), term.meaning)


def _too_long(passage: Passage, prose: str) -> Iterator[Finding]:
    for position, sentence in sentences(prose):
        every = words(sentence)
        if len(every) > LONGEST and not _quoted(sentence):
            start = " ".join(every[:5])
            says = f'The sentence "{start} ..." has {len(every)} words.'
            yield passage.at(position), says, f"Make two of it: at most {LONGEST} words are easy to follow."


def _quoted(sentence: str) -> bool:
    """Whether the sentence is somebody else's, such as the law's own words."""
    return sentence.startswith(("“", '"')) or sentence.endswith(("”", '"'))
