"""A YAML file that is mostly one long list, cut so that each entry of the list can be read by itself.

That gives what reading the whole file gives, for these reasons. An entry begins where a line has a hyphen as far in
as that of the first entry. If all before such a line was read without a mistake, nothing there can reach beyond it:
quotation marks and brackets are closed, and whatever has no end of its own (a text of several lines) ends where a
line stands no further in than the hyphen it belongs to. So the reader of YAML is in the same state before each entry.
What would break this (a mistake, a hyphen inside a text in quotes, a name marked with ?) makes `cut` or its caller
give up: then the file is read whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from findyourcluster.model import Place, Problem
from findyourcluster.yamltree import Mapping, Node, Scalar, Sequence

_TAIL = re.compile(r"[A-Za-z_][\w-]*:(?=[ \n])")
_MARKED_NAME = re.compile(r"^[ \t-]*\?(?:\s|$)", re.M)
"""A name marked as such: where its value is missing, that is said to stand where the next entry begins."""

Parse = Callable[[str, str, int], tuple[Node | None, list[Problem]]]
"""(text, file, its first line) → the tree and what is wrong with it, as `yamlfile.parse`."""


@dataclass(frozen=True, slots=True)
class LongList:
    """The parts of a file, which together are the file."""

    key: str  # what the list is called
    head: str  # all up to the first entry
    entries: list[str]  # whole lines each
    tail: str  # what follows the list: empty, or the next key on
    first_line: int  # of the first entry
    column: int  # of the hyphens

    @property
    def tail_line(self) -> int:
        return self.first_line + sum(entry.count("\n") for entry in self.entries)


def cut(text: str, key: str) -> LongList | None:
    """TEXT cut at the entries of the list KEY, at its top level; None where it can only be read whole."""
    begins = re.search(rf"^{key}: *\n(?: *(?:#.*)?\n)*( *)- ", text, re.M)
    if not begins or "\u2028" in text or "\u2029" in text:
        return None
    start, indent = begins.start(1), begins[1]
    mark = f"\n{indent}- "
    ends = re.compile(r"\n(?!- )[^\s#]" if not indent else r"\n[^\s#]").search(text, start)
    listed, tail = (text[start : ends.start() + 1], text[ends.start() + 1 :]) if ends else (text[start:], "")
    if tail and not _TAIL.match(tail):
        return None
    last = "\n" if listed.endswith("\n") else ""
    pieces = f"\n{listed.removesuffix(last)}".split(mark)[1:]
    entries = [f"{mark[1:]}{piece}\n" for piece in pieces]
    entries[-1] = entries[-1].removesuffix("\n") + last
    return LongList(key, text[:start], entries, tail, text.count("\n", 0, start) + 1, len(indent) + 1)


def frame(long: LongList, file: str, parse: Parse) -> Mapping | None:
    """What FILE holds besides the entries of LONG, which are left out; None where there is a mistake."""
    head, problems = parse(long.head, file, 1)
    if problems or not isinstance(head, Mapping) or next(reversed(head.entries), "") != long.key:
        return None
    at, value = head.entries[long.key]
    if not isinstance(value, Scalar) or value.text:
        return None
    entries = {**head.entries, long.key: (at, Sequence((), Place(file, long.first_line, long.column)))}
    if long.tail:
        tail, problems = parse(long.tail, file, long.tail_line)
        if problems or not isinstance(tail, Mapping) or tail.entries.keys() & entries.keys():
            return None
        entries |= tail.entries
    return Mapping(entries, head.at)


def items_of(run: str, lines: list[int], file: str, parse: Parse) -> list[Mapping] | None:
    """The entries that stand one below the other in RUN and begin on those LINES of FILE; None where they do not."""
    if _MARKED_NAME.search(run):
        return None
    node, problems = parse(run, file, lines[0])
    if problems or not isinstance(node, Sequence):
        return None
    items = [item for item in node.items if isinstance(item, Mapping)]
    if len(items) != len(node.items) or [item.at.line for item in items] != lines:
        return None
    return items
