"""What a YAML file holds, as a tree of values that know their places; and that tree as plain tuples, to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from findyourcluster.model import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    at: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: dict[str, tuple[Place, Node]]  # key → where the key stands, its value
    at: Place


Node = Scalar | Sequence | Mapping

Packed = tuple[int, int, Any]
"""A node: how many lines below the first of its text it stands, its column, and what it holds: a text, a tuple of
packed items, or a dictionary of key → (line of the key, column of the key, packed value)."""


def packed(node: Node, first_line: int) -> Packed:
    """NODE, of a text that begins on FIRST_LINE of its file, as plain values; the same wherever that text stands."""
    line, column = node.at.line - first_line, node.at.column
    if isinstance(node, Scalar):
        return line, column, node.text
    if isinstance(node, Sequence):
        return line, column, tuple(packed(item, first_line) for item in node.items)
    held = {
        key: (at.line - first_line, at.column, packed(value, first_line)) for key, (at, value) in node.entries.items()
    }
    return line, column, held


def unpacked(kept: Packed, file: str, first_line: int) -> Node:
    """The node that `packed` made KEPT of, in a text that begins on FIRST_LINE of FILE."""
    below, column, held = kept
    at = Place(file, first_line + below, column)
    if isinstance(held, str):
        return Scalar(held, at)
    if isinstance(held, tuple):
        return Sequence(tuple(unpacked(item, file, first_line) for item in held), at)
    entries = {
        key: (Place(file, first_line + below, column), unpacked(value, file, first_line))
        for key, (below, column, value) in held.items()
    }
    return Mapping(entries, at)


def quoted(value: str) -> str:
    """VALUE in quotes, which YAML reads back as it is."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
