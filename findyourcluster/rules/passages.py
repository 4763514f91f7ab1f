"""The words that people typed, in passages that rules can search: a sentence may run over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from findyourcluster.model import Fragment, Page, Place, Places
from findyourcluster.reading import sentences
from findyourcluster.rules import Checked

_UNREAD = re.compile(
    r"\{\{.*?\}\}|(`+).*?\1|!?\[[^\]]*\]\([^)]*\)|<!--.*?-->|<a\b.*?</a>|<[^>]*>|\{:[^}]*\}|^ *\[[^\]]*\]:.*",
    re.S | re.M,
)
_BOX = re.compile(r"!!! *([\w-]+)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a body, or the words of one value in data/. Line breaks in `text` are as typed."""

    text: str
    place: Place
    box: str = ""  # the kind of box in which it stands
    whole_lines: bool = False  # whether it is typed just so, from the start of a line on

    def at(self, position: int) -> Place:
        """The place of the character at POSITION of `text`."""
        line = self.place.line + self.text.count("\n", 0, position)
        if self.whole_lines:
            return Place(self.place.file, line, position - self.text.rfind("\n", 0, position))
        return self.place if line == self.place.line else Place(self.place.file, line)

    @property
    def said(self) -> str:
        """The text without what it cites, and without what a parent is to say; positions stay."""
        said = re.sub(r"\{\{.*?\}\}", _blank, self.text)
        return re.sub(r"(?m)^ *>.*$", _blank, said)

    def sentences(self) -> Iterator[tuple[int, str]]:
        """Each sentence of `said` with its position; line breaks are spaces."""
        return sentences(self.said.replace("\n", " "))

    @property
    def prose(self) -> str:
        """The text as it is read aloud, without headings and what it cites; positions stay."""
        prose = re.sub(r"\{\{.*?\}\}|\]\([^)]*\)|^!!! *[\w-]+|^#.*|(?m:^ *(?:[-*+>]|\d+\.) )", _blank, self.text)
        return re.sub(r"[*\[\]|`]", " ", prose.replace("|", ".")).replace("\n", " ")

    @property
    def unlinked(self) -> str:
        """The text without links, code, HTML and what it cites; positions stay."""
        return _UNREAD.sub(_blank, self.text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def typed(source: Page | Fragment) -> Iterator[Passage]:
    """The paragraphs of a body. A line of a list begins one of its own."""
    lines = source.body.split("\n")
    start = 0
    box = ""
    for index in range(len(lines) + 1):
        ends = index == len(lines) or not lines[index].strip()
        begins = not ends and re.match(r" *(?:[-*+]|\d+\.) |!!!|#", lines[index])
        if (ends or begins) and start < index:
            place = Place(source.at.record.file, source.body_line + start)
            yield Passage("\n".join(lines[start:index]), place, box, whole_lines=True)
            start = index
        if ends:
            start = index + 1
        elif found := _BOX.match(lines[index]):
            box = found[1]
        elif not lines[index].startswith("    "):
            box = ""


def passages(checked: Checked) -> Iterator[Passage]:
    """All words that parents read, from bodies and from data."""
    site = checked.site
    for source in site.bodies:
        yield from typed(source)
    values: list[tuple[Places, str, str]] = [
        *((page.at, "description", page.description) for page in site.pages),
        *((fact.at, "text", fact.text) for fact in site.facts),
        *((contact.at, "what", contact.what) for contact in site.contacts),
        *((contact.at, "emails", email) for contact in site.contacts for email in contact.emails),
        *((term.at, "meaning", term.meaning) for term in site.terms),
        *((kind.at, "reason", kind.reason) for kind in site.kinds),
        *((school.at, "note", school.note) for school in site.schools),
        *((school.at, "doubt", school.doubt) for school in site.schools),
    ]
    for at, key, text in values:
        if text:
            yield Passage(text, at.of(key))
