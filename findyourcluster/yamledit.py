"""One value of a YAML text changed, and not a byte besides: notes, order and spacing stay as people wrote them.

Libraries that read and write YAML anew take minutes on the schools of England, and move notes about. Here the strict
reader says where a value stands, only its lines are written anew, and the result is read again to see that nothing
else has changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence as AnySequence

from findyourcluster.edits import yaml_value
from findyourcluster.yamlfile import Mapping, Node, Scalar, Sequence, parse, quoted

Value = str | AnySequence["Value"] | AnyMapping[str, "Value"]
"""What a key holds: words, a list, or keys of its own."""

Step = str | int
"""A key of a mapping, or the place in a list, from 0."""


class CannotEdit(Exception):
    """Why the value cannot be changed by program, as a sentence for a person."""


def plain(node: Node | None) -> Value:
    """NODE without its places."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else ""


def at_path(node: Node | None, path: AnySequence[Step]) -> Node | None:
    """What stands at PATH below NODE; None where there is nothing."""
    for step in path:
        if isinstance(step, str) and isinstance(node, Mapping) and step in node.entries:
            node = node.entries[step][1]
        elif isinstance(step, int) and isinstance(node, Sequence) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def with_value(text: str, path: AnySequence[Step], value: Value | None, order: AnySequence[str] = ()) -> str:
    """TEXT with VALUE at PATH, whose last step is a key; with None, without that key.

    A key that is new stands behind the last one that comes before it in ORDER. Raises CannotEdit.
    """
    *above, key = path
    root, problems = parse(text, "")
    if problems:
        raise CannotEdit("This file has a mistake that must be mended first, as text.")
    parent = at_path(root, above)
    if not isinstance(parent, Mapping) or not isinstance(key, str):
        raise CannotEdit("There is no such entry any more.")
    lines = text.split("\n")
    if key in parent.entries:
        _replace(lines, parent, key, value)
    elif value is not None:
        _insert(lines, parent, key, value, order)
    changed = "\n".join(lines)
    wanted = _changed(plain(root), path, value)
    read, problems = parse(changed, "")
    if problems or plain(read) != wanted:
        raise CannotEdit("This entry is written in a way that only a person can change. Change it as text.")
    return changed


def _replace(lines: list[str], parent: Mapping, key: str, value: Value | None) -> None:
    at, node = parent.entries[key]
    start, end = at.line - 1, _end(lines, at.line - 1, at.column - 1, node)
    before = lines[start][: at.column - 1]  # spaces, or those and the hyphen that begins a list's item
    if value is not None:
        in_quotes = isinstance(node, Scalar) and lines[start][node.at.column - 1 :].startswith('"')
        written = _written(key, value, at.column - 1, in_quotes=in_quotes)
        lines[start:end] = [before + written[0].lstrip(), *written[1:]]
        return
    del lines[start:end]
    if "-" in before and start < len(lines):  # the next key begins the item now
        lines[start] = before + lines[start].lstrip()


def _insert(lines: list[str], parent: Mapping, key: str, value: Value, order: AnySequence[str]) -> None:
    earlier = set(order[: order.index(key)]) if key in order else set(parent.entries)
    behind = [name for name in parent.entries if name in earlier] or list(parent.entries)[:1]
    at, node = parent.entries[behind[-1]]
    end = _end(lines, at.line - 1, at.column - 1, node)
    lines[end:end] = _written(key, value, at.column - 1)


def _end(lines: list[str], start: int, indent: int, node: Node) -> int:
    """The line behind the last one of the value whose key stands on line START, INDENT in. Notes after it stay."""
    end = start + 1
    for index in range(start + 1, len(lines)):
        words = lines[index].lstrip()
        if not words or words.startswith("#"):
            continue
        further = len(lines[index]) - len(words)
        if further > indent or (isinstance(node, Sequence) and further == indent and words.startswith("-")):
            end = index + 1
        else:
            break
    return end


def _written(key: str, value: Value, indent: int, *, in_quotes: bool = False) -> list[str]:
    """The lines of KEY and VALUE."""
    space = " " * indent
    if isinstance(value, str):
        return [f"{space}{key}: {scalar(value, in_quotes=in_quotes)}".rstrip()]
    lines = [f"{space}{key}:"]
    if isinstance(value, AnyMapping):
        for inner, its in value.items():
            lines += _written(inner, its, indent + 2)
        return lines
    for item in value:
        if isinstance(item, AnyMapping):
            inside = [line for inner, its in item.items() for line in _written(inner, its, indent + 4)]
            lines += [f"{space}  - {inside[0].lstrip()}", *inside[1:]]
        elif isinstance(item, str):
            lines.append(f"{space}  - {scalar(item)}")
    return lines


_LIKE_A_PHONE = re.compile(r"0[\d ]{6,}|\+\d[\d ]+")


def scalar(value: str, *, in_quotes: bool = False) -> str:
    """VALUE as YAML on one line: as it is where it can be, else in quotes (IN_QUOTES: always).

    Phone numbers are quoted too: other programs would read them as numbers.
    """
    value = " ".join(value.split())
    return quoted(value) if in_quotes or _LIKE_A_PHONE.fullmatch(value) else yaml_value(value)


def _changed(data: Value, path: AnySequence[Step], value: Value | None) -> Value:
    """DATA as it should be after the change."""
    step, *rest = path
    if isinstance(data, AnyMapping) and isinstance(step, str):
        if rest:
            return {**data, step: _changed(data[step], rest, value)}
        others = {key: its for key, its in data.items() if key != step}
        return others if value is None else {**others, step: _as_read(value)}
    if isinstance(data, AnySequence) and not isinstance(data, str) and isinstance(step, int):
        return [_changed(item, rest, value) if index == step else item for index, item in enumerate(data)]
    return data


def _as_read(value: Value) -> Value:
    """VALUE as the reader will give it back: white space in words is one space."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, AnyMapping):
        return {key: _as_read(its) for key, its in value.items()}
    return [_as_read(item) for item in value]
