"""Small changes to a text that somebody typed, which keep every other byte of it: line ends, comments, order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from findyourcluster.yamlfile import Mapping as YamlMapping
from findyourcluster.yamlfile import Scalar, parse, quoted

MARK = "\ufeff"  # the byte order mark that some editors begin a file with
_PLAINLY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 .,'()&/-]*[A-Za-z0-9.)])?")
"""What YAML can only read as it stands: to ask it takes long, and a register has thousands of values."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True, slots=True)
class Edit:
    """OLD, which stands on LINE from COLUMN on (both counted from 1), becomes NEW. Without OLD, NEW is put in there."""

    line: int
    column: int
    old: str
    new: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """TEXT with EDITS made in it. A line that is put in ends as the first line of TEXT does."""
    mark = MARK if text.startswith(MARK) else ""
    lines = lines_of(text.removeprefix(MARK))
    end = re.search(r"[\r\n]*$", lines[0])
    line_end = end[0] if end and end[0] else "\n"
    in_order = sorted(dict.fromkeys(edits), key=lambda edit: (edit.line, edit.column))
    for edit in in_order[::-1]:  # from the end on, so that the places before it stay
        new = edit.new.replace("\n", line_end)
        if edit.line > len(lines):  # behind the last line
            unended = bool(lines[-1]) and not lines[-1].endswith(("\r", "\n"))
            lines[-1] += (line_end if unended else "") + new
            continue
        line = lines[edit.line - 1]
        at = line.find(edit.old, edit.column - 1)
        if at >= 0:
            lines[edit.line - 1] = line[:at] + new + line[at + len(edit.old) :]
    return mark + "".join(lines)


def lines_of(text: str) -> list[str]:
    """The lines of TEXT with their ends, numbered as the loader numbers them; at least one."""
    return [line for line in _LINE.findall(text) if line] or [""]


def as_entry(values: Mapping[str, str], indent: str) -> str:
    """The lines of an entry of a list in YAML, INDENT before its hyphen, with VALUES by their keys."""
    lines = [f"{key}: {yaml_value(value)}" for key, value in values.items()]
    return "".join(f"{indent}{'- ' if not at else '  '}{line}\n" for at, line in enumerate(lines))


def yaml_value(value: str) -> str:
    """VALUE as it is typed after a key: in quotes only where YAML would read something else."""
    if _PLAINLY.fullmatch(value):
        return value
    node, problems = parse(f"key: {value}", "")
    entry = node.entries.get("key") if isinstance(node, YamlMapping) else None
    plain = not problems and entry is not None and isinstance(entry[1], Scalar) and entry[1].text == value
    return value if plain and value else quoted(value)
