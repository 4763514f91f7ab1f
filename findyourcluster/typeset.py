"""Markdown → safe HTML. A body becomes a Document; volunteers' raw HTML passes an allow-list (nh3), so nothing can run.

The two libraries behind it take a moment to load: `markup` asks this module only for bodies that are new to it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from findyourcluster.addresses import Target, forwarded, heading_anchor, resolve
from findyourcluster.characters import UNPRINTABLE, without_references
from findyourcluster.documents import (
    BOXES,
    CALLOUTS,
    CITABLE,
    Citation,
    Document,
    Heading,
    Image,
    Link,
    Surroundings,
    Typeset,
)
from findyourcluster.fields import did_you_mean, swap_for
from findyourcluster.lines import Lines
from findyourcluster.model import Fragment, Page, Place, Problem
from findyourcluster.slips import CITATION, slips
from findyourcluster.tags import Removed, Seen, look

_TAG = re.compile(r"<[a-z][^>]*>")
_TOKEN = re.compile("\ue000(\\d+)\ue001")  # stands for a citation on its way through Markdown

_PLACEHOLDERS = re.compile("[\x02\x03]")  # of Markdown's own, where it loses count of them

_TAGS = set(
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6"
    " hr i img ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u"
    " ul".split()
)
_ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir"},
    "a": {"href"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_CLASSES = {"callout", "callout-title", *(f"callout-{kind}" for kind in CALLOUTS)}


_MOST_REMOVED = 200
"""Tags that are left out, of which is said where they stand: with more, the page was pasted as a whole."""


class Typesetter:
    """One Markdown engine for all bodies: making one costs more than using it."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self.problems: list[Problem] = []
        self.tokens = _CitationTokens()
        self.markdown = Markdown(
            extensions=[
                TocExtension(slugify=lambda text, _: heading_anchor(text), toc_depth="2-3"),
                "admonition",
                "attr_list",
                "def_list",
                "sane_lists",
                "smarty",
                "tables",
                self.tokens,
                _Callouts(),
            ],
            output_format="html",
        )

    def typeset(self, source: Page | Fragment) -> Typeset:
        """The body of SOURCE, and what is wrong with it."""
        self.problems = []
        lines = Lines(source)
        citations = list(self._citations(lines))
        collected = _Collected(source if isinstance(source, Page) else None, lines, self.surroundings)
        document = self._document(source, lines, citations, collected)
        cited = tuple((citation.kind, citation.id) for citation in citations)
        led = tuple((address, *self.surroundings.leads(address)) for address in collected.asked)
        return Typeset(document, tuple(self.problems), cited, led)

    def _document(
        self, source: Page | Fragment, lines: Lines, citations: list[Citation], collected: _Collected
    ) -> Document:
        self.tokens.found = []
        try:
            self.markdown.reset()
            # A number in HTML may stand for a character that we use for tokens, or that nobody can see.
            made = self.markdown.convert(UNPRINTABLE.sub("\ufffd", lines.readable()))
            dirty = without_references(_PLACEHOLDERS.sub("", made))
        except RecursionError:
            says = "This page is nested too deeply to be read."
            self.problems.append(Problem(Place(lines.file), "too-deep", says))
            self.problems += slips(lines, "", (), CALLOUTS, CITABLE)
            return Document(())
        clean = nh3.clean(
            dirty,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            attribute_filter=collected.attribute,
            clean_content_tags={"script", "style"},
            link_rel=None,
            url_schemes=_SCHEMES,
        )
        clean = self._plain_attributes(clean, lines)
        seen = look(dirty, _TAGS, _ATTRIBUTES)
        again = Lines(source)
        document = Document(
            parts=tuple(_split(clean, self._in_order(citations))),
            headings=tuple(_headings(clean, lines)),
            links=(*_with_words(collected.links, seen), *_refused(seen, again)),
            images=tuple(_images(clean, lines)),
            ids=frozenset(html.unescape(found) for found in re.findall(r' id="([^"]*)"', clean)),
            removed=tuple((removed, again.search(_pattern(removed))) for removed in seen.removed[:_MOST_REMOVED]),
        )
        found = slips(lines, document.text, document.code, CALLOUTS, CITABLE)
        self.problems += [slip for slip in found if _is_news(slip, source)]
        return document

    def _citations(self, lines: Lines) -> Iterator[Citation]:
        """The citations of a body that are right; those that are not become problems."""
        for number, line in lines.numbered():
            for match in CITATION.finditer(line):
                kind, name = match.groups()
                at = Place(lines.file, number, match.start() + 1)
                if kind not in CITABLE:
                    says = f'"{kind}" is not something that a page can cite.'
                    fix = did_you_mean(kind, CITABLE, show_all=True)
                    self.problems.append(Problem(at, "citation", says, fix, swap=swap_for(kind, CITABLE)))
                elif name not in self.surroundings.known[kind]:
                    says = f'There is no {kind} "{name}" in the data.'
                    known = self.surroundings.known[kind]
                    fix, mend = did_you_mean(name, known), swap_for(name, known)
                    self.problems.append(Problem(at, "citation", says, fix, swap=mend))
                elif kind in BOXES and not (line.strip() == match[0] and lines.alone(number)):
                    says = f"{match[0]} makes a box, so it must stand alone on its line."
                    self.problems.append(Problem(at, "citation", says, "Put an empty line before and after it."))
                else:
                    yield Citation(kind, name, at)

    def _plain_attributes(self, clean: str, lines: Lines) -> str:
        """CLEAN without citations in attributes, such as the description of a picture; each is a problem."""

        def refuse(match: re.Match[str]) -> str:
            kind, name = self.tokens.found[int(match[1])]
            cited = rf"\{{\{{ *{kind} *: *{re.escape(name)} *\}}\}}"
            at = lines.search(re.compile(rf"(?:!\[[^\]]*|=[\"'][^\"']*|\([^)]*){cited}"))
            says = f"{{{{ {kind}: {name} }}}} stands where only plain words can stand."
            self.problems.append(Problem(at, "citation", says, "Write the words themselves there."))
            return "-"  # with nothing between its slashes an address would lead to another site

        return _TAG.sub(lambda tag: _TOKEN.sub(refuse, tag[0]), clean)

    def _in_order(self, citations: list[Citation]) -> list[Citation | None]:
        """What each token stands for: the right citations in the order in which Markdown met them."""
        places = {(citation.kind, citation.id): citation for citation in reversed(citations)}
        return [places.get(found) for found in self.tokens.found]


def _is_news(slip: Problem, source: Page | Fragment) -> bool:
    """Whether SLIP is more than what is known of SOURCE already: that its top block is none."""
    return slip.rule != "front-matter" or not isinstance(source, Page) or source.sound


# ---------------------------------------------------------------- Markdown extensions of ours


class _CitationTokens(Extension):
    """Replaces `{{ kind: id }}` with a token that the sanitiser lets through."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        extension = self

        class Processor(InlineProcessor):
            def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802, ARG002
                extension.found.append((m[1], m[2]))
                return f"\ue000{len(extension.found) - 1}\ue001", m.start(0), m.end(0)

        md.inlinePatterns.register(Processor(CITATION.pattern, md), "citation", 175)


class _Callouts(Extension):
    """Gives the boxes of `!!! kind` our class names and headings."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        class Processor(Treeprocessor):
            def run(self, root: Element) -> None:
                for box in root.iter("div"):
                    classes = box.get("class", "").split()
                    if classes[:1] == ["admonition"] and len(classes) > 1:
                        _dress(box, classes[1])

        md.treeprocessors.register(Processor(md), "callouts", 30)


def _dress(box: Element, kind: str) -> None:
    box.set("class", f"callout callout-{kind}")
    for title in box:
        if title.get("class") == "admonition-title":
            title.set("class", "callout-title")
            if title.text == kind.capitalize():
                title.text = CALLOUTS.get(kind, kind)


class _Collected:
    """Sees every attribute that the sanitiser keeps; notes links and turns them into addresses."""

    def __init__(self, page: Page | None, lines: Lines, surroundings: Surroundings) -> None:
        self.page = page
        self.lines = lines
        self.surroundings = surroundings
        self.links: list[Link] = []
        self.asked: dict[str, None] = {}  # the addresses that links lead to, before it is known whether they moved

    def attribute(self, tag: str, name: str, value: str) -> str | None:
        if name == "class":
            return " ".join(word for word in value.split() if word in _CLASSES) or None
        if tag == "a" and name == "href":
            typed = resolve(value, self.page)
            self.asked[typed.address] = None
            target = forwarded(typed, self.surroundings.moved)
            self.links.append(Link(value, target, self.lines.place_of_link(value)))
            leads = target.address not in self.surroundings.hidden and not target.href.startswith("//")
            return target.href if leads else None
        if tag == "img" and name == "src":
            return re.sub("^//", "https://", resolve(value, self.page).href)
        return value


def _refused(seen: Seen, lines: Lines) -> Iterator[Link]:
    """Links of kinds that the sanitiser takes out, such as javascript:."""
    for typed, words in seen.links.items():
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", typed, re.I)
        if scheme and scheme[1].casefold() not in _SCHEMES:
            yield from (Link(typed, Target(typed), lines.place_of_link(typed), each) for each in words)


def _pattern(removed: Removed) -> re.Pattern[str]:
    """Where what was REMOVED begins, as it was typed."""
    attribute = rf"|\b{re.escape(removed.attribute)} *=" if removed.attribute else ""
    return re.compile(rf"<{re.escape(removed.tag)}\b{attribute}", re.I)


def _with_words(links: list[Link], seen: Seen) -> Iterator[Link]:
    """LINKS, each with the words that parents read of it."""
    unread = {typed: iter(words) for typed, words in seen.links.items()}
    for link in links:
        yield replace(link, words=next(unread.get(link.typed, iter(())), None))


def _images(clean: str, lines: Lines) -> Iterator[Image]:
    for tag in re.findall(r"<img[^>]*>", clean):
        source = re.search(r' src="([^"]*)"', tag)
        alt = re.search(r' alt="([^"]*)"', tag)
        address = html.unescape(source[1]) if source else ""
        name = address.rpartition("/")[2]
        at = lines.place("]()" if address == "#" else name)
        typed = re.search(rf"\(([^()\s]*{re.escape(name)})", lines.line(at.line)) if name else None
        yield Image(address, html.unescape(alt[1]) if alt else "", at, typed[1] if typed else "")


def _headings(clean: str, lines: Lines) -> Iterator[Heading]:
    written = _heading_lines(lines)
    for level, attributes, inner in re.findall(r"<h([1-6])([^>]*)>(.*?)</h\1>", clean, re.S):
        found = re.search(r' id="([^"]*)"', attributes)
        text = html.unescape(re.sub(r"<[^>]*>", "", inner))
        at = next(written, Place(lines.file, lines.first))
        yield Heading(int(level), html.unescape(found[1]) if found else "", text, at)


def _heading_lines(lines: Lines) -> Iterator[Place]:
    """Where headings stand: `## words`, words underlined with === or ---, or an HTML heading."""
    before = ""
    for number, line in lines.numbered():
        if re.match(r"\s{0,3}#{1,6}", line) or re.search(r"<h[1-6]\b", line, re.I):
            yield Place(lines.file, number)
        elif re.match(r"^(=+|-+)[ ]*$", line) and before.strip():
            yield Place(lines.file, number - 1)
        before = line


def _split(clean: str, citations: list[Citation | None]) -> Iterator[str | Citation]:
    """CLEAN cut at its tokens; a citation that was wrong leaves nothing (its problem stops the build)."""
    for index, citation in enumerate(citations):
        if citation and citation.kind in BOXES:  # a box cannot stand in a paragraph
            clean = clean.replace(f"<p>\ue000{index}\ue001</p>", f"\ue000{index}\ue001")
    for index, piece in enumerate(_TOKEN.split(clean)):
        if index % 2 == 0:
            if piece:
                yield piece
        elif (citation := citations[int(piece)]) is not None:
            yield citation
