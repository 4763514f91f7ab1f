"""The strict reader behind `yamlfile`, on the events of PyYAML.

PyYAML's own loaders guess: they read the phone number 01422266141 as 206138465, "no" as False, and of two
equal keys keep the last. Here every scalar stays the text that was typed; `fields` converts it. Anchors,
aliases and tags are refused, so a file can neither explode nor run anything. A `#` that would cut a value short is
refused too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import yaml

from findyourcluster.characters import UNPRINTABLE, UNSEEN
from findyourcluster.model import Place, Problem, Swap
from findyourcluster.yamltree import Mapping, Node, Scalar, Sequence, quoted

if TYPE_CHECKING:
    from yaml import Mark
    from yaml._yaml import Mark as CMark

_LONGEST_LINE = 5_000  # characters
_MOST_PROBLEMS = 100
"""With more, the file is no slip of the hand, and nobody would read them."""

DEEPEST = 20
"""Levels of nesting that any of our files needs, with room to spare."""

_ODD_SPACE = re.compile(r"^[ \t]*(?:- *)?[\w-]*(:?)([\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+)")
"""A space at the start of a line, or after a name, that looks like one and counts as a letter."""

_NO_SPACE = re.compile(r"^\s*(?:- +)?([a-z_]+:)(?![\s/]|$)(?!//)")
_CURLY = re.compile(r"^\s*(?:- +)?(?:[a-z_]+: +)?([“”„‘].*[“”’])\s*$")

_BRACKET = re.compile(r"^\s*(?:- +)?(?:[\w-]+: +)?([\[{])")
_QUOTE_INSIDE = re.compile(r"""^\s*(?:- +)?(?:[\w-]+: +)?((['"]).*\2.*\S)\s*$""")

_CURLY_MARKS = ("“", "”", "„", "‘")

_HASH = re.compile(r"^\s*[^#\s].*\s#")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is installed: the same events, sooner


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Builder:
    """Makes the tree of TEXT; see `yamlfile.parse`."""

    def __init__(self, text: str, file: str, first_line: int, depth: int) -> None:
        self.text = text
        self.file = file
        self.offset = first_line
        self.depth = depth
        self.problems: list[Problem] = []
        self.lines = text.splitlines()
        self.last = max(len(self.lines) - 1, 0)  # the index of the last line
        self.hashes = {index for index, line in enumerate(self.lines) if _HASH.search(line)} if " #" in text else set()

    def build(self) -> tuple[Node | None, list[Problem]]:
        if odd := next(self._endless_lines(), None) or next(self._odd_spaces(), None):
            return None, [odd]
        try:
            root = self._document(iter(_LOADER(self.text).get_event, None))
        except _Refused as refused:
            root, self.problems = None, [*self.problems, refused.problem]
        except yaml.MarkedYAMLError as error:
            root, why = None, self._explain(error)
            if why.at.line not in {problem.at.line for problem in self.problems}:  # said once is enough
                self.problems.append(why)
        except (yaml.YAMLError, RecursionError):
            says = "This file cannot be read as YAML."
            root, self.problems = None, [*self.problems, Problem(Place(self.file), "yaml", says)]
        if isinstance(root, Scalar) and (joined := next(self._joined(root.at.line), None)):
            return None, [*self.problems, joined]
        return root, self.problems

    def _endless_lines(self) -> Iterator[Problem]:
        """Lines that nobody typed: to look in them for what is wrong takes long."""
        for number, line in enumerate(self.lines, self.offset):
            if len(line) > _LONGEST_LINE:
                says = f"This line is {len(line):,} characters long; {_LONGEST_LINE:,} is the most that it may have."
                yield Problem(Place(self.file, number), "yaml", says, "Say it shorter, or break it up.")

    def _odd_spaces(self) -> Iterator[Problem]:
        """Where a space stands that was pasted from elsewhere, and that YAML takes for a letter."""
        if self.text.isascii():
            return
        for number, line in enumerate(self.lines, self.offset):
            if match := _ODD_SPACE.match(line):
                says = "There is a space here that only looks like one: it was pasted from somewhere else."
                swap = Swap(match[2], " " * len(match[2]))
                at = Place(self.file, number, match.start(2) + 1)
                yield Problem(at, "yaml", says, "Delete it and press the space bar.", swap=swap)

    def _joined(self, last: int) -> Iterator[Problem]:
        """Where a name has no space behind its colon, on line LAST or just above it."""
        for number in (last, last - 1, last - 2):
            if number >= self.offset and (match := _NO_SPACE.match(self._line(number))):
                says = f'There is no space behind "{match[1]}", so the computer takes the whole line for one word.'
                at = Place(self.file, number, match.start(1) + 1)
                yield Problem(at, "yaml", says, "Put a space behind the colon.", swap=Swap(match[1], f"{match[1]} "))

    def _place(self, mark: Mark | CMark | None) -> Place:
        if mark is None:
            return Place(self.file)
        line = mark.line
        if line <= self.last:
            return Place(self.file, line + self.offset, mark.column + 1)
        return Place(self.file, self.last + self.offset)  # what is missing at the end is said of the last line

    # ---- events → tree

    def _document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                continue
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    says = "A second part begins here with ---, and only the first would be read."
                    raise _Refused(Problem(self._place(event.start_mark), "yaml", says, "Take out this line."))
                continue
            root = self._node(event, events, self.depth)
        return None if isinstance(root, Scalar) and not root.text else root

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        at = self._place(event.start_mark)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            self._refuse_magic(event, at)
        if depth > DEEPEST:
            raise _Refused(Problem(at, "yaml", f"This is nested more than {DEEPEST} levels deep."))
        if isinstance(event, yaml.ScalarEvent):
            if event.style == '"' and (odd := UNPRINTABLE.search(event.value) or UNSEEN.search(event.value)):
                says = f"There is a character here that cannot be seen or printed (U+{ord(odd[0]):04X})."
                raise _Refused(Problem(at, "encoding", says, "Take the \\ and what stands for it out."))
            if not event.style:
                if self.hashes:
                    self._warn_of_hash(event)
                if event.value[:1] in _CURLY_MARKS:
                    self._warn_of_curly_quotes(event.value, at)
            return Scalar(event.value, at)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(events), yaml.SequenceEndEvent):
                items.append(self._node(inner, events, depth + 1))
            return Sequence(tuple(items), at)
        return self._mapping(at, events, depth)

    def _mapping(self, at: Place, events: Iterator[yaml.Event], depth: int) -> Mapping:
        entries: dict[str, tuple[Place, Node]] = {}
        twice: list[Scalar] = []
        while not isinstance(inner := next(events), yaml.MappingEndEvent):
            key = self._node(inner, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                if _BRACKET.match(self._line(key.at.line)):
                    raise _Refused(self._bracket(key.at))
                raise _Refused(Problem(key.at, "yaml", "A name was expected here, before a colon."))
            if key.text in entries:
                twice.append(key)
                if len(twice) > _MOST_PROBLEMS:
                    raise _Refused(next(self._standing_twice(entries, twice)))
            else:
                entries[key.text] = (key.at, value)
        if twice:
            self.problems += self._standing_twice(entries, twice)
        return Mapping(entries, at)

    def _standing_twice(self, entries: dict[str, tuple[Place, Node]], twice: list[Scalar]) -> Iterator[Problem]:
        """A name that has two values; or, where several have, an entry that begins without its hyphen."""
        first = next(iter(entries), "")
        if len(twice) > 1 and twice[0].text == first and "- " in self._line(entries[first][0].line):
            at, name = twice[0].at, twice[0].text
            says = f'A new entry begins here without a hyphen, so "{name}" and more stand twice in the one above it.'
            swap = Swap(f"  {name}:", f"- {name}:")
            yield Problem(Place(at.file, at.line), "duplicate-key", says, "Put a hyphen before it.", swap=swap)
            return
        for key in twice[:_MOST_PROBLEMS]:
            line = entries[key.text][0].line
            says = f'"{key.text}" stands here twice: first on line {line}, again on line {key.at.line}.'
            yield Problem(key.at, "duplicate-key", says, "Keep one of them.")

    def _refuse_magic(self, event: yaml.Event, at: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            says = f'A value that begins with * has a special meaning in YAML: "*{event.anchor}".'
            raise _Refused(Problem(at, "yaml", says, "Put the value in quotes."))
        if getattr(event, "anchor", None):
            says = "A value that begins with & has a special meaning in YAML."
            raise _Refused(Problem(at, "yaml", says, "Put the value in quotes."))
        if (tag := getattr(event, "tag", None)) and not (isinstance(event, yaml.ScalarEvent) and tag == "!"):
            says = f'A value that begins with ! has a special meaning in YAML: "{tag}".'
            raise _Refused(Problem(at, "yaml", says, "Put the value in quotes."))

    def _warn_of_hash(self, event: yaml.ScalarEvent) -> None:
        """Notes a comment behind a value without quotes: it may be half of a name."""
        start, end = event.start_mark, event.end_mark
        if start is None or end is None or end.line not in self.hashes:
            return
        line = self.lines[end.line]
        cut = line[end.column :].strip()
        if not cut.startswith("#"):
            return
        begins = start.column if start.line == end.line else len(line) - len(line.lstrip())
        value = line[begins:].strip()
        if start.line == end.line and re.fullmatch(r"[0-9-]+|yes|no", event.value):
            says = f'"{cut}" stands behind a value, where it may be taken for a part of it.'
            fix = "Put the note on a line of its own, above this one."
            at, whole = Place(self.file, end.line + self.offset, end.column + 2), line[start.column :]
            self.problems.append(Problem(at, "hash", says, fix, swap=Swap(whole, event.value)))
            return
        says = f'"{cut}" is left out here, because # begins a note to ourselves.'
        fix = "Put the whole value in quotes, or the note on a line of its own."
        swap = Swap(value, quoted(value)) if start.line == end.line else None
        self.problems.append(
            Problem(Place(self.file, end.line + self.offset, end.column + 2), "hash", says, fix, swap=swap)
        )

    def _warn_of_curly_quotes(self, value: str, at: Place) -> None:
        """Notes a value in typographic quotes, which parents would see and which do no quoting."""
        if value and (match := _CURLY.match(self._line(at.line))):
            says = "The quotes around this value are typographic ones, which parents would see."
            swap = Swap(match[1], quoted(match[1][1:-1]))
            self.problems.append(Problem(at, "yaml", says, 'Use straight quotes: ".', swap=swap))

    # ---- the parser's errors in plain words

    def _explain(self, error: yaml.MarkedYAMLError) -> Problem:
        at = self._place(error.problem_mark or error.context_mark)
        told = f"{error.context or ''} {error.problem or ''}"
        if "quoted scalar" in told and error.context_mark:
            return self._in_quotes(told, at, self._place(error.context_mark))
        line = self._line(at.line)
        if joined := next(self._joined(at.line), None):
            return joined
        if "mapping values are not allowed" in told and not re.match(r"\s*(?:- +)?[^:]*: .*: ", line):
            says = "This line starts further in than the one that it belongs with."
            return Problem(at, "yaml", says, "Give it as many spaces at the start as its neighbours have.")
        if "mapping values are not allowed" in told:
            says = "There is a second colon in this line, so the computer cannot tell where the value ends."
            return Problem(at, "yaml", says, "Put the value in quotes.", swap=_quotes_for(line))
        if "\t" in (start := line[: len(line) - len(line.lstrip())]):
            says = "There is a tab at the start of this line. YAML takes only spaces there."
            return Problem(at, "yaml", says, "Use spaces.", swap=Swap(start, self._indent_below(at.line - 1)))
        if "cannot start any token" in told:
            says = f'The value begins with "{line[at.column - 1 : at.column]}", which has a special meaning in YAML.'
            return Problem(at, "yaml", says, "Put the value in quotes.", swap=_quotes_for(line))
        if "flow " in told and error.context_mark:
            return self._bracket(self._place(error.context_mark))
        if match := _BRACKET.match(line):
            return self._bracket(Place(self.file, at.line, match.start(1) + 1))
        if match := _QUOTE_INSIDE.match(line):
            says = "The quotation mark that opens this value is closed before the value ends."
            swap = Swap(match[1], quoted(match[1].strip(match[2]) if match[1].endswith(match[2]) else match[1]))
            return Problem(at, "yaml", says, "Put the whole value in quotes.", swap=swap)
        if "could not find expected ':'" in told:
            at = self._place(error.context_mark) if error.context_mark else at
            words = self._line(at.line).strip()
            if self._line(at.line - 1).lstrip().startswith("- ") and ":" not in words:
                says = f'"{words}" stands in a list, without a hyphen before it.'
                return Problem(at, "yaml", says, "Put a hyphen and a space there.", swap=Swap(words, f"- {words}"))
            says = f'"{words}" is not a name, a colon and a value.'
            return Problem(at, "yaml", says, "Each line looks like this: title: What is a cluster?")
        if "expected" in told:
            says = "This line does not fit the lines above it."
            fix = "Check that it starts as far in as its neighbours, and that quotes and brackets are closed."
            return self._open_quote(at.line) or Problem(at, "yaml", says, fix)
        return Problem(at, "yaml", f"YAML cannot read this line ({error.problem}).", "Put the value in quotes.")

    def _in_quotes(self, told: str, at: Place, begins: Place) -> Problem:
        if "escape" in told:
            says = "There is a \\ in this value, which has a special meaning in double quotes."
            return Problem(at, "yaml", says, "Take it out, or use single quotes: '.")
        return Problem(begins, "yaml", "A quotation mark is opened here and never closed.", "Close it.")

    def _open_quote(self, last: int) -> Problem | None:
        """The value above line LAST whose quotation mark is not closed on its line, should there be one."""
        for number in range(last, max(last - 3, self.offset - 1), -1):
            if match := re.match(r"""^\s*(?:- +)?(?:[\w-]+: +)?((['"])[^'"]*)$""", self._line(number)):
                says = "A quotation mark is opened here and not closed on this line."
                at = Place(self.file, number, match.start(1) + 1)
                return Problem(at, "yaml", says, "Close it.", swap=Swap(match[1], f"{match[1].rstrip()}{match[2]}"))
        return None

    def _indent_below(self, number: int) -> str:
        """The spaces with which a line begins that goes with line NUMBER."""
        above = self._line(number)
        spaces = re.match(r" *(?:- +(?=[\w-]+:))?", above)
        deeper = "  " if above.rstrip().endswith(":") else ""
        return (" " * len(spaces[0]) if spaces else "") + deeper

    def _bracket(self, at: Place) -> Problem:
        line = self._line(at.line)
        says = f'The value begins with "{line[at.column - 1 : at.column]}", which has a special meaning in YAML.'
        return Problem(at, "yaml", says, "Put the value in quotes.", swap=_quotes_for(line))

    def _line(self, number: int) -> str:
        index = number - self.offset
        return self.lines[index] if 0 <= index < len(self.lines) else ""


def _quotes_for(line: str) -> Swap | None:
    """Puts the value on LINE in quotes."""
    match = re.match(r"^\s*(?:- +)?[^:\s][^:]*: +(.*?)\s*$", line) or re.match(r"^\s*- +(.*?)\s*$", line)
    return Swap(match[1], quoted(match[1])) if match else None
