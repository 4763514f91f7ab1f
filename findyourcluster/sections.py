"""The sections of a body, each with a short digest: what a translation was made from, and what changed since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from findyourcluster.addresses import heading_anchor
from findyourcluster.model import Fragment, Page

TOP = "top"
"""The section before the first heading, with the title and the description."""

_HEADING = re.compile(r"##\s+(.*?)\s*#*\s*")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_LETTERS = 8  # of a digest: enough to tell that something changed, few enough to look at


@dataclass(frozen=True, slots=True)
class Section:
    name: str  # of its heading as an anchor, or TOP
    heading: str
    digest: str


def sections(page: Page | Fragment) -> tuple[Section, ...]:
    """The sections of PAGE in their order. White space at the ends of lines, and empty lines, do not count."""
    head = (page.title, page.description) if isinstance(page, Page) else ()
    found: dict[str, Section] = {}
    for heading, lines in _cut(page.body):
        name = _unused(heading_anchor(heading) or "part" if heading else TOP, found)
        text = "\n".join(line for line in (*(() if heading else head), heading, *lines) if line)
        found[name] = Section(name, heading, sha256(text.encode("utf-8")).hexdigest()[:_LETTERS])
    return tuple(found.values())


def digests(page: Page | Fragment) -> dict[str, str]:
    """The digests of the sections of PAGE, by their names."""
    return {section.name: section.digest for section in sections(page)}


def outdated(made_from: Mapping[str, str], original: Page | Fragment) -> tuple[str, ...]:
    """What changed in ORIGINAL since a translation was MADE FROM it, section by section, in sentences."""
    now = sections(original)
    said = []
    for section in now:
        named = f'"{section.heading}"' if section.heading else "the top"
        if section.name not in made_from:
            said.append(f"{named} is new.")
        elif made_from[section.name] != section.digest:
            said.append(f"{named} has changed.")
    there = {section.name for section in now}
    said += [f'"{name}" is not there any more.' for name in made_from if name not in there]
    return tuple(said)


def _cut(body: str) -> Iterator[tuple[str, list[str]]]:
    """The headings of BODY, the first of them empty, each with the lines below it."""
    heading, fenced = "", False
    lines: list[str] = []
    for line in map(str.strip, body.split("\n")):
        fenced ^= bool(_FENCE.match(line))
        found = None if fenced else _HEADING.fullmatch(line)
        if found:
            yield heading, lines
            heading, lines = found[1], []
        else:
            lines.append(line)
    yield heading, lines


def _unused(name: str, taken: Mapping[str, object]) -> str:
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    return free
