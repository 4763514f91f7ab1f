"""Rules on how hard the words are to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from findyourcluster.reading import (
    LONGEST,
    abbreviations,
    hard_passives,
    heavy_words,
    sentences,
    shortened,
    words,
)
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import Passage, typed

NOWHERE: Mapping[str, list[Passage]] = MappingProxyType({})
_HEAVY = 3  # long words in one sentence from which on it is hard to read

_LONG = (
    "You can ask the school for help at any time and you do not have to wait for the end of the term or for the next"
    " meeting of the cluster."
)
_SHORT = "You can ask the school for help at any time. You do not have to wait for the next meeting."
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


@rule(
    "plain-words",
    advice=True,
    bad="Participation in collaborative conversations strengthens relationships.",
    good="Talking together helps people to trust each other.",
)
def sentences_have_few_long_words(checked: Checked) -> Iterator[Finding]:
    """One long word is no trouble; several in a sentence send a tired reader back to its start."""
    known = {word for term in checked.site.terms for word in words(f"{term.term} {term.full}".casefold())}
    known |= {word.casefold() for word in checked.site.also_right}
    for passage, position, sentence in _our_sentences(checked):
        heavy = heavy_words(sentence, known)
        if len(heavy) >= _HEAVY:
            says = f'This sentence has {len(heavy)} long words ({", ".join(heavy)}): "{shortened(sentence)}"'
            yield passage.at(position), says, "Can plainer words say it?"


@rule(
    "who-does-it",
    advice=True,
    bad="The request is looked at by the council.",
    good="The council looks at the request.",
)
def sentences_say_who_does_it(checked: Checked) -> Iterator[Finding]:
    """Who decides, who asks, who pays: a parent needs to know, and finds it soonest at the start of a sentence."""
    for passage, position, sentence in _our_sentences(checked):
        if passives := hard_passives(sentence):
            listed = " and ".join(f'"{passive}"' for passive in passives)
            says = f'{listed}: who does it comes late or not at all in "{shortened(sentence)}"'
            yield passage.at(position), says, "Begin with who does it, as in: The council decides."


@rule(
    "abbreviation-explained",
    advice=True,
    bad="Ask for a form from the QZX.",
    good="Ask for a form from the QZX (the office for forms).",
)
def abbreviations_are_explained(checked: Checked) -> Iterator[Finding]:
    """Initials shut out whoever is new to them; those of the glossary are explained on every page by themselves."""
    known = _known_abbreviations(checked)
    citing: dict[str, list[Passage]] = {}
    for source in checked.site.bodies:
        found = list(typed(source))
        for passage, match in _unexplained(found, known):
            yield passage.at(match.start()), *_not_explained(match[0])
        for fact in checked.documents.of(source).facts:
            citing.setdefault(fact, []).extend(found)
    for passage, around in _of_data(checked, citing):
        for _, match in _unexplained([passage], known, around):
            yield passage.place_of(match, checked.texts), *_not_explained(match[0])


def _not_explained(abbreviation: str) -> tuple[str, str]:
    says = f'"{abbreviation}" is explained neither here nor in the glossary.'
    fix = "Write it out, or explain it in brackets or in data/glossary.yaml."
    return says, f"{fix} If everybody knows it, add it to also_right in data/words.yaml."


def _unexplained(
    passages: Sequence[Passage], known: set[str], around: Sequence[Passage] = ()
) -> Iterator[tuple[Passage, re.Match[str]]]:
    """The first of each abbreviation that neither PASSAGES, a page or a value, nor those AROUND it explain."""
    met = set(known)
    for passage in passages:
        for match in abbreviations(passage.plain):
            if match[0] not in met:
                met.add(match[0])
                if not any(_explains(other.plain, match[0]) for other in (*passages, *around)):
                    yield passage, match


def _explains(text: str, abbreviation: str) -> bool:
    """Whether TEXT says what it means: in brackets after it, before it and it in brackets, or "LEA means …"."""
    word = rf"(?<!\w){re.escape(abbreviation)}s?(?!\w)"
    said = rf"{word}[*_]*\s+(?:\(|means\b|stands for\b|is (?:an?|the|short for)\b)|\([^()]*{word}[^()]*\)"
    return re.search(said, text) is not None


def _known_abbreviations(checked: Checked) -> set[str]:
    """Those of terms, of people to ask and of sources, which the site explains or names; and what is also right."""
    site = checked.site
    settings = site.settings
    named = [*site.also_right, settings.name, settings.council, settings.owner, settings.team_name, *settings.team]
    named += [word for term in site.terms for word in (term.term, term.full, *term.formerly)]
    named += [contact.name for contact in site.contacts]
    named += [word for source in site.sources for word in (source.title, source.publisher)]
    named += [name for school in site.schools for name in (school.name, *school.aliases, *school.former_names)]
    named += [setting.name for kind in site.kinds for setting in kind.settings]
    return {match[0] for name in named for match in abbreviations(name)}


def _of_data(
    checked: Checked, citing: Mapping[str, list[Passage]] = NOWHERE
) -> Iterator[tuple[Passage, Sequence[Passage]]]:
    """The sentences of data/ that pages are made of, each with what stands around it on the pages CITING it."""
    for fact in checked.site.facts:
        yield Passage(fact.text, fact.at.of("text")), citing.get(fact.id, ())
    for term in checked.site.terms:
        yield Passage(term.meaning, term.at.of("meaning")), ()
    for contact in checked.site.contacts:
        yield Passage(contact.what, contact.at.of("what")), ()


def _our_sentences(checked: Checked) -> Iterator[tuple[Passage, int, str]]:
    """Each sentence that is not somebody else's, with its position in its passage."""
    law = {fact.at.of("text") for fact in checked.site.facts if fact.law}  # weighed word by word against the law
    data = (passage for passage, _ in _of_data(checked) if passage.place not in law)
    for passage in (*(passage for source in checked.site.bodies for passage in typed(source)), *data):
        for position, sentence in sentences(passage.prose):
            if not _quoted(sentence):
                yield passage, position, sentence


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
