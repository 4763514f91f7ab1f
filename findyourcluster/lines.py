"""What stands on which line of a body, as its writer's editor numbers them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from findyourcluster.model import Fragment, Page, Place

_TOO_DEEP = re.compile(r"(?:\[\s*){40}|(?:>[ \t]*){40}|(?:[*_]){200}")
_LONGEST_LINE = 20_000  # characters


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
        return "\n".join("" if is_too_deep(line) else line for line in self.lines)

    def blocks(self) -> Iterator[list[tuple[int, str]]]:
        """Lines that follow each other without an empty one between them."""
        block: list[tuple[int, str]] = []
        for number, line in (*self.numbered(), (0, "")):
            if line.strip():
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


def is_too_deep(line: str) -> bool:
    """Whether Markdown would need very long, or more stack than there is, for LINE."""
    return len(line) > _LONGEST_LINE or bool(_TOO_DEEP.search(line))
