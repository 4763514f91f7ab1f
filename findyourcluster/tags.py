"""HTML as Markdown makes it, before it is made safe: the words of its links, and what will be taken out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True)
class Removed:
    """A tag that parents would not see, or an ATTRIBUTE of it that does nothing."""

    tag: str
    attribute: str = ""
    value: str = ""


@dataclass(slots=True)
class Seen:
    links: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # as typed → the words, in order
    removed: list[Removed] = field(default_factory=list)


def look(dirty: str, tags: Set[str], attributes: Mapping[str, Set[str]]) -> Seen:
    """What stands in DIRTY, of which TAGS and their ATTRIBUTES ("*": of every tag) are kept."""
    reader = _Reader(tags, attributes)
    reader.feed(dirty)
    reader.close()
    reader.end_link()
    return reader.seen


class _Reader(HTMLParser):
    def __init__(self, tags: Set[str], attributes: Mapping[str, Set[str]]) -> None:
        super().__init__()
        self.tags = tags
        self.attributes = attributes
        self.seen = Seen()
        self.link: str | None = None
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.tags:
            self.seen.removed.append(Removed(tag))
            return
        known = self.attributes.get("*", frozenset()) | self.attributes.get(tag, frozenset())
        for name, value in attrs:
            if (name not in known and not _is_markdowns_own(tag, name, value or "")) or _is_words(name, value or ""):
                self.seen.removed.append(Removed(tag, name, value or ""))
        values = dict(attrs)
        if tag == "span" and not values.keys() & {"lang", "dir", "id"} and not self._was_removed(tag):
            self.seen.removed.append(Removed("span"))
        if tag == "a" and values.get("href") is not None:
            self.end_link()
            self.link = values["href"]
        elif tag == "img" and self.link is not None:
            self.words.append(values.get("alt") or "")

    def _was_removed(self, tag: str) -> bool:
        return bool(self.seen.removed) and self.seen.removed[-1].tag == tag

    def handle_data(self, data: str) -> None:
        if self.link is not None:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.end_link()

    def end_link(self) -> None:
        if self.link is not None:
            self.seen.links[self.link].append(" ".join("".join(self.words).split()))
        self.link, self.words = None, []


def _is_markdowns_own(tag: str, name: str, value: str) -> bool:
    """Whether Markdown makes this attribute itself: of a cell the side to which it keeps, of a link its title."""
    if name == "title":
        return tag in ("a", "img")
    return tag in ("td", "th") and name == "style" and value.startswith("text-align")


def _is_words(name: str, value: str) -> bool:
    """Whether a word processor left its name for a kind of paragraph."""
    return name == "class" and any(word.startswith("Mso") for word in value.split())
