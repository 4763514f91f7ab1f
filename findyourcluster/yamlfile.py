"""Strict YAML: text in, a tree of values that know their places out.

The front door of `yamlreader`, which is loaded only when something has to be read.
"""

from __future__ import annotations

from findyourcluster.model import Problem
from findyourcluster.yamltree import Mapping, Node, Scalar, Sequence, quoted

__all__ = ["Mapping", "Node", "Scalar", "Sequence", "parse", "quoted"]


def parse(text: str, file: str, first_line: int = 1, depth: int = 0) -> tuple[Node | None, list[Problem]]:
    """The tree of TEXT, and what is wrong with it; None where it is empty or cannot be read.

    FIRST_LINE is the line of FILE on which TEXT begins (front matter begins on its second). DEPTH is how many levels
    deep TEXT stands where it was cut out of something larger.
    """
    from findyourcluster.yamlreader import Builder  # noqa: PLC0415 (what was read before needs none)

    return Builder(text, file, first_line, depth).build()
