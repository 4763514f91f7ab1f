"""The words that people typed, in passages that rules can search: a sentence may run over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from findyourcluster.lines import readable
from findyourcluster.model import AccessCheck, AccessGap, Fragment, Page, Place, Places
from findyourcluster.reading import sentences
from findyourcluster.rules import Checked

_UNREAD = re.compile(
    r"\{\{.*?\}\}|(`+).*?\1|!?\[[^\]]*\]\([^)]*\)|<!--.*?-->|<a\b.*?</a>|<[^>]*>|\{:[^}]*\}|^ *\[[^\]]*\]:.*",
    re.S | re.M,
)
_NOT_READ = re.compile(
    r"\{\{.*?\}\}|\{[:#.][^}]*\}|`[^`]*`|</?[a-z][^<>]*>|&#?\w+;|\]\([^)]*\)|^!!! *[\w-]+"
    r"|https?://\S+|(?<!\S)\S+@\S+|(?<![\w.-])[\w-]+(?:\.[\w-]{2,})+|(?<!\w)/[\w/#.-]+",
    re.I | re.M,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|^ *>.*$", re.M)
_LONGEST_VALUE = 40  # lines
_BOX = re.compile(r"!!! *([\w-]+)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a body, or the words of one value in data/. Line breaks in `text` are as typed."""

    text: str
    place: Place
    box: str = ""  # the kind of box in which it stands

    @property
    def in_body(self) -> bool:
        """Whether it is typed just so in the text of a page; else it is a value in data/."""
        return not self.place.column

    def at(self, position: int) -> Place:
        """The place of the character at POSITION of `text`."""
        if self.place.column:
            return self.place  # of a value in data/: how it was broken into lines is not known here
        line = self.place.line + self.text.count("\n", 0, position)
        return Place(self.place.file, line, position - self.text.rfind("\n", 0, position))

    @property
    def said(self) -> str:
        """The text without what it cites, and without what a parent is to say; positions stay."""
        return _said(self.text)

    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Each sentence of `said` with its position; line breaks are spaces."""
        return _sentences(self.text)

    @property
    def prose(self) -> str:
        """The text as it is read aloud, without headings and what it cites; positions stay."""
        return _prose(self.text)

    @property
    def unlinked(self) -> str:
        """The text without links, code, HTML and what it cites; positions stay."""
        return _unlinked(self.text)

    @property
    def plain(self) -> str:
        """The text without what nobody reads aloud: code, addresses, HTML, what it cites; positions stay."""
        return _plain(self.text)

    @property
    def ours(self) -> str:
        """As `plain`, without what it quotes from others or what a parent is to say; positions stay."""
        return _ours(self.text)

    def place_of(self, found: re.Match[str], texts: Mapping[str, str]) -> Place:
        """Where FOUND stands, to the column. TEXTS: the words of each file."""
        if not self.place.column:
            return self.at(found.start())
        same = re.compile(rf"(?<!\w){re.escape(found[0])}(?!\w)")
        before = len(same.findall(self.text, 0, found.start()))
        lines = texts.get(self.place.file, "").split("\n")
        for number in range(self.place.line, min(self.place.line + _LONGEST_VALUE, len(lines) + 1)):
            start = self.place.column - 1 if number == self.place.line else 0
            for match in same.finditer(lines[number - 1], start):
                if not before:
                    return Place(self.place.file, number, match.start() + 1)
                before -= 1
        return self.place


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


# Many rules look at the same texts, and most texts are the same at the next look while somebody edits.
_remembered = lru_cache(maxsize=20_000)


@_remembered
def _said(text: str) -> str:
    return re.sub(r"(?m)^ *>.*$", _blank, re.sub(r"\{\{.*?\}\}", _blank, text))


@_remembered
def _sentences(text: str) -> tuple[tuple[int, str], ...]:
    return tuple(sentences(_said(text).replace("\n", " ")))


@_remembered
def _prose(text: str) -> str:
    prose = re.sub(r"\{\{.*?\}\}|\]\([^)]*\)|^!!! *[\w-]+|^#.*|(?m:^ *(?:[-*+>]|\d+\.) )", _blank, text)
    return re.sub(r"[*\[\]|`]", " ", prose.replace("|", ".")).replace("\n", " ")


@_remembered
def _unlinked(text: str) -> str:
    return _UNREAD.sub(_blank, text)


@_remembered
def _plain(text: str) -> str:
    return _NOT_READ.sub(_blank, text)


@_remembered
def _ours(text: str) -> str:
    return _QUOTED.sub(_blank, _plain(text))


def typed(source: Page | Fragment) -> tuple[Passage, ...]:
    """The paragraphs of a body. A line of a list begins one of its own."""
    return _typed(source.body, source.at.record.file, source.body_line)


@lru_cache(maxsize=1_000)
def _typed(body: str, file: str, first: int) -> tuple[Passage, ...]:
    return tuple(_paragraphs(readable(body), file, first))


def _paragraphs(body: str, file: str, first: int) -> Iterator[Passage]:
    lines = body.split("\n")
    start = 0
    box = ""
    for index in range(len(lines) + 1):
        ends = index == len(lines) or not lines[index].strip()
        begins = not ends and re.match(r" *(?:[-*+]|\d+\.) |!!!|#", lines[index])
        if (ends or begins) and start < index:
            yield Passage("\n".join(lines[start:index]), Place(file, first + start), box)
            start = index
        if ends:
            start = index + 1
        elif found := _BOX.match(lines[index]):
            box = found[1]
        elif not lines[index].startswith("    "):
            box = ""


def passages(checked: Checked) -> list[Passage]:
    """All words that parents read, from bodies and from data."""
    return checked.once(_passages)


def _passages(checked: Checked) -> list[Passage]:
    site = checked.site
    values: list[tuple[Places, str, str]] = [
        *((page.at, "description", page.description) for page in site.pages),
        *((fact.at, "text", fact.text) for fact in site.facts),
        *((contact.at, "what", contact.what) for contact in site.contacts),
        *((contact.at, "emails", email) for contact in site.contacts for email in contact.emails),
        *((term.at, "meaning", term.meaning) for term in site.terms),
        *((kind.at, "reason", kind.reason) for kind in site.kinds),
        *((school.at, "note", school.note) for school in site.schools if school.note),
        *((school.at, "doubt", school.doubt) for school in site.schools if school.doubt),
    ]
    in_bodies = [passage for source in site.bodies for passage in typed(source)]
    return in_bodies + [Passage(text, at.of(key)) for at, key, text in values if text]


def all_words(checked: Checked) -> Iterator[Passage]:
    """Those of `passages`, and besides them titles, names that lead on, and notes."""
    site = checked.site
    yield from passages(checked)
    values: list[tuple[Places, str, str]] = [
        *((page.at, "title", page.title) for page in site.pages),
        *((page.at, "short", page.short) for page in site.pages),
        *((contact.at, "unknown", contact.unknown) for contact in site.contacts),
        *((contact.at, "phones", phone.note) for contact in site.contacts for phone in contact.phones),
        *((setting.at, "note", setting.note) for kind in site.kinds for setting in kind.settings),
        *((correction.at, "now", correction.now) for correction in site.corrections),
        *((check.at, key, text) for check in site.access_checks for key, text in _words_of(check, "what how found")),
        *((gap.at, key, text) for gap in site.access_gaps for key, text in _words_of(gap, "what why instead until")),
        *((reform.at, "text", reform.text) for reform in (site.reform,) if reform),
        (site.settings.at, "description", site.settings.description),
    ]
    for at, key, text in values:
        if text:
            yield Passage(text, at.of(key))


def _words_of(record: AccessCheck | AccessGap, keys: str) -> Iterator[tuple[str, str]]:
    for key in keys.split():
        yield key, getattr(record, key)
