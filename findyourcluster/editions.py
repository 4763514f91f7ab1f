"""The site in each of its languages: the same records and pages, with the words that the language has for them.

Inside an edition addresses are those of the site's own language: "/find/". Its prefix is put before them when pages
are drawn, so that everything leads on in the reader's language. What is not translated falls back to the original.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from findyourcluster.addresses import language_address
from findyourcluster.documents import CALLOUTS, Document, Documents, Heading
from findyourcluster.model import (
    Catalogue,
    Contact,
    Fact,
    Fragment,
    Group,
    Language,
    Page,
    Places,
    Reform,
    SettingKind,
    Settings,
    Site,
    Term,
    Translation,
)
from findyourcluster.sections import outdated
from findyourcluster.translation import Say, translations

_CALLOUT = re.compile(r'(?<=<p class="callout-title">)([^<]*)(?=</p>)')
_ID = re.compile(r'(?<= id=")([^"]*)(?=")')


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of the site."""

    language: Language
    words: bytes = b""  # its catalogue, as `translation.translations` takes it; empty: words are as they were written
    prefix: str = ""  # what its addresses begin with: "/ur"; empty: those of the site's own language
    reviewed: bool = True  # whether a person has checked its catalogue
    foreign: frozenset[str] = frozenset()  # words of the data for which it has none
    original: str = ""  # the code of the site's own language
    group_in_original: Group = field(default_factory=Group)  # what clusters are called in that

    @property
    def is_main(self) -> bool:
        return not self.prefix

    @property
    def attributes(self) -> str:
        """What says on a tag that it is in this language; empty for the main one."""
        direction = "rtl" if self.language.rtl else "ltr"
        return "" if self.is_main else f' lang="{self.language.code}" dir="{direction}"'

    @property
    def say(self) -> Say:
        return translations(self.words, self.group_in_original).gettext


def main_edition(settings: Settings) -> Edition:
    """The site in its own language."""
    name = settings.language_name or settings.language
    language = Language(settings.language, name, Places(settings.at.of("language")))
    return Edition(language, group_in_original=settings.group)


def prefix_of(language: Language) -> str:
    return language_address(language).removesuffix("/")


def edition_of(site: Site, documents: Documents, catalogue: Catalogue) -> tuple[Edition, Site, Documents]:
    """SITE and its DOCUMENTS in the language of CATALOGUE."""
    words = _Words(translations(catalogue.words, Group()).gettext)  # data is in the council's words already
    language = catalogue.language
    translated = {_key(each): each for each in site.translations if each.language == language.code}
    pages = tuple(_page(page, translated.get(("page", page.name)), words) for page in site.pages)
    originals = {page.name: page for page in (*site.pages, *site.retired)}
    made = Documents(
        pages={
            name: _document(documents.pages[name], page, translated.get(("page", name)), documents, words)
            for name, page in originals.items()
        },
        fragments={
            part.name: _document(
                documents.fragments[part.name], part, translated.get(("part", part.name)), documents, words
            )
            for part in site.fragments
        },
    )
    localized = replace(
        site,
        settings=_settings(site.settings, language, words),
        pages=pages,
        retired=tuple(_page(page, translated.get(("page", page.name)), words) for page in site.retired),
        facts=tuple(_fact(fact, words) for fact in site.facts),
        contacts=tuple(_contact(contact, words) for contact in site.contacts),
        terms=tuple(_term(term, words) for term in site.terms),
        kinds=tuple(_kind(kind, words) for kind in site.kinds),
        reform=_reform(site.reform, words) if site.reform else None,
        translations=(),
        catalogues=(),
    )
    foreign = frozenset(words.unknown)
    settings = site.settings
    edition = Edition(
        language,
        catalogue.words,
        prefix_of(language),
        catalogue.is_reviewed,
        foreign,
        original=settings.language,
        group_in_original=settings.group,
    )
    return edition, localized, made


def words_of_data(site: Site) -> Iterator[tuple[str, str]]:
    """What a catalogue may have of the data of SITE: (words, where they stand), in the order of the files."""
    asked: list[str] = []

    def collect(text: str) -> str:
        asked.append(text)
        return text

    words = _Words(collect)
    for page in (*site.pages, *site.retired):
        _page(page, None, words)
        yield from _taken(asked, page.at.record.file)
    _settings(site.settings, Language("", "", site.settings.at), words)
    yield from _taken(asked, "data/site.yaml")
    for fact in site.facts:
        _fact(fact, words)
        yield from _taken(asked, f"data/facts.yaml#{fact.id}")
    for contact in site.contacts:
        _contact(contact, words)
        yield from _taken(asked, f"data/contacts.yaml#{contact.id}")
    for term in site.terms:
        _term(term, words)
        yield from _taken(asked, f"data/glossary.yaml#{term.slug}")
    for kind in site.kinds:
        _kind(kind, words)
        yield from _taken(asked, f"data/schools.yaml#{kind.id}")
    if site.reform:
        _reform(site.reform, words)
        yield from _taken(asked, "data/reform.yaml")


def _taken(asked: list[str], where: str) -> Iterator[tuple[str, str]]:
    yield from [(text, where) for text in asked]
    asked.clear()


class _Words:
    """SAY, which remembers what it had no words for."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.unknown: set[str] = set()

    def __call__(self, text: str) -> str:
        if not text:
            return text
        said = self.say(text)
        if said == text:
            self.unknown.add(text)
        return said

    def each(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self, texts))


# ---------------------------------------------------------------- records


def _settings(settings: Settings, language: Language, words: _Words) -> Settings:
    return replace(
        settings,
        language=language.code,
        description=words(settings.description),
        group=replace(settings.group, one=words(settings.group.one), title=words(settings.group.title)),
        team_name=words(settings.team_name),
        team=words.each(settings.team),
    )


def _fact(fact: Fact, words: _Words) -> Fact:
    return replace(fact, text=words(fact.text))


def _contact(contact: Contact, words: _Words) -> Contact:
    return replace(
        contact,
        name=words(contact.name),
        what=words(contact.what),
        unknown=words(contact.unknown),
        phones=tuple(replace(phone, note=words(phone.note)) for phone in contact.phones),
    )


def _term(term: Term, words: _Words) -> Term:
    return replace(term, term=words(term.term), full=words(term.full), meaning=words(term.meaning))


def _kind(kind: SettingKind, words: _Words) -> SettingKind:
    return replace(kind, name=words(kind.name), reason=words(kind.reason))


def _reform(reform: Reform, words: _Words) -> Reform:
    return replace(reform, text=words(reform.text))


# ---------------------------------------------------------------- pages


def _key(translation: Translation) -> tuple[str, str]:
    return ("page" if translation.of_page else "part", translation.page.name)


def _page(page: Page, translation: Translation | None, words: _Words) -> Page:
    if translation is None or not isinstance(translation.page, Page):
        return replace(page, title=words(page.title), short=words(page.short), standing="untranslated")
    own = translation.page
    return replace(
        page,
        title=own.title,
        short=own.short,
        description=own.description,
        at=own.at,
        standing="outdated" if outdated(translation.made_from, page) else "translated",
    )


def _document(
    original: Document, page: Page | Fragment, translation: Translation | None, documents: Documents, words: _Words
) -> Document:
    """The body that is shown in the place of ORIGINAL, which is that of PAGE."""
    if translation is None:
        return replace(original, foreign=True)
    document = documents.of_translation(translation)
    document = _with_anchors_of(original, document)
    titles = {title: words.say(title) for title in CALLOUTS.values()}
    old = bool(outdated(translation.made_from, page))
    document = replace(document, unreviewed=not translation.is_reviewed, outdated=old)
    return _each_text(document, lambda text: _CALLOUT.sub(lambda title: titles.get(title[0], title[0]), text))


def _with_anchors_of(original: Document, document: Document) -> Document:
    """DOCUMENT with the anchors of ORIGINAL, heading by heading: a link to a part leads there in any language."""
    if [heading.level for heading in original.headings] != [heading.level for heading in document.headings]:
        return document
    pairs = zip(document.headings, original.headings, strict=True)
    anchors = {ours.id: theirs.id for ours, theirs in pairs if ours.id and theirs.id}
    renamed = _each_text(document, lambda text: _ID.sub(lambda found: anchors.get(found[0], found[0]), text))
    headings: list[Heading] = [
        replace(heading, id=anchors.get(heading.id, heading.id)) for heading in document.headings
    ]
    return replace(renamed, headings=tuple(headings))


def _each_text(document: Document, change: Callable[[str], str]) -> Document:
    return replace(document, parts=tuple(change(part) if isinstance(part, str) else part for part in document.parts))
