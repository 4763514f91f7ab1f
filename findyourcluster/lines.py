"""What stands on which line of a body, as its writer's editor numbers them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from findyourcluster.model import Fragment, Page, Place

_DEEPEST = 40
"""So many of a kind that are opened and not closed, or within each other, are a slip of the hand or worse."""
_TOO_DEEP = re.compile(rf"(?:\[\s*){{{_DEEPEST}}}|(?:>[ \t]*){{{_DEEPEST}}}|(?:[*_]){{200}}|^(?:\t| {{4}}){{20}}")
_LONGEST_LINE = 5_000  # characters
_LONGEST_BLOCK = 20_000  # characters
_MOST_LINES = 300  # of a block
_MOST_BACKTICKS = 200


class Lines:
    """The lines of a body, numbered as in the editor's own file."""

    def __init__(self, source: Page | Fragment) -> None:
        self.file = source.at.record.file
        self.first = source.body_line
        self.lines = source.body.split("\n")
        self._met: dict[str, Place] = {}

    def numbered(self) -> Iterator[tuple[int, str]]:
        return enumerate(self.lines, self.first)

    def alone(self, number: int) -> bool:
        """Whether the lines before and after line NUMBER are empty, or begin a box."""
        before, after = self.line(number - 1), self.line(number + 1)
        return (not before.strip() or before.startswith("!!!")) and not after.strip()

    def line(self, number: int) -> str:
        """Line NUMBER of the file; empty beyond the body."""
        index = number - self.first
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def readable(self) -> str:
        """The body without the lines that are too deep, which have a problem of their own."""
        return _without(self.numbered(), self.endless)

    @cached_property
    def endless(self) -> frozenset[int]:
        """The lines for which Markdown would need very long, or more stack than there is."""
        return frozenset(_endless(self.numbered()))

    def blocks(self) -> Iterator[list[tuple[int, str]]]:
        """Lines that follow each other without an empty one between them."""
        block: list[tuple[int, str]] = []
        for number, line in (*self.numbered(), (0, "")):
            if line.strip() and number not in self.endless:
                block.append((number, line))
            elif block:
                yield block
                block = []

    def place(self, text: str) -> Place:
        """Where TEXT stands; where it comes several times, each call gives the next."""
        return self._next(text, re.compile(re.escape(text))) or Place(self.file, self.first)

    def place_of_link(self, address: str) -> Place:
        """Where a link leads to ADDRESS; where several do, each call gives the next."""
        whole = rf"(?<=[(\"'<=\s]){re.escape(address)}(?=[)\"'>\s]|$)" if address.strip() else r"(?<=\]\()\s*(?=\))"
        return self._next(f"({address})", re.compile(whole)) or self.place(address)

    def _next(self, name: str, pattern: re.Pattern[str]) -> Place | None:
        met = self._met.get(name)
        start = met.line - self.first if met else 0
        for index in range(start, len(self.lines)):
            found = pattern.search(self.lines[index], met.column if met and index == start else 0)
            if found:
                self._met[name] = Place(self.file, index + self.first, found.start() + 1)
                return self._met[name]
        return met

    def search(self, pattern: re.Pattern[str]) -> Place:
        """Where PATTERN first matches; the start of the body where it nowhere does."""
        for number, line in self.numbered():
            if match := pattern.search(line):
                return Place(self.file, number, match.start() + 1)
        return Place(self.file, self.first)


def readable(body: str) -> str:
    """BODY without the lines that are too deep; the others keep their numbers."""
    lines = list(enumerate(body.split("\n")))
    return _without(lines, frozenset(_endless(lines)))


def _without(lines: Iterable[tuple[int, str]], left_out: frozenset[int]) -> str:
    """LINES, with empty ones where those stand that are LEFT OUT."""
    return "\n".join("" if number in left_out else line for number, line in lines)


def _endless(lines: Iterable[tuple[int, str]]) -> Iterator[int]:
    """The numbers of those of LINES that are too long, or too deep together with what stands above them.

    For each thing that is opened Markdown looks for its end as far as its block goes, and for a tag beyond that.
    """
    block = _Block()
    tags = 0
    for number, line in lines:
        if not line.strip():
            block = _Block()
            continue
        block.add(line)
        tags = max(tags + line.count("<") - line.count(">"), 0)
        if is_too_deep(line) or block.is_endless or (tags > _DEEPEST and "<" in line):
            yield number
            block = _Block()  # what is left out ends the block


@dataclass(slots=True)
class _Block:
    """Lines that follow each other without an empty one between them."""

    characters: int = 0
    lines: int = 0
    square: int = 0  # brackets that are opened and not closed
    round: int = 0
    backticks: int = 0

    def add(self, line: str) -> None:
        self.characters += len(line)
        self.lines += 1
        self.square = max(self.square + line.count("[") - line.count("]"), 0)
        self.round = max(self.round + line.count("(") - line.count(")"), 0)
        self.backticks += line.count("`")

    @property
    def is_endless(self) -> bool:
        return (
            self.characters > _LONGEST_BLOCK
            or self.lines > _MOST_LINES
            or max(self.square, self.round) > _DEEPEST
            or self.backticks > _MOST_BACKTICKS
        )


def is_too_deep(line: str) -> bool:
    """Whether LINE alone is too long or too deep."""
    return len(line) > _LONGEST_LINE or bool(_TOO_DEEP.search(line))
