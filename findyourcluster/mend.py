"""The corrected line of a problem, to paste: as typed, with the one thing changed that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from findyourcluster.model import Problem


def with_lines_to_paste(problems: Iterable[Problem], texts: Mapping[str, str]) -> Iterator[Problem]:
    """PROBLEMS, those that know their mend with the whole line as it should be. TEXTS: the words of each file."""
    lines: dict[str, list[str]] = {}
    for problem in problems:
        file, number = problem.at.file, problem.at.line
        if problem.swap is None or file not in texts:
            yield problem
            continue
        every = lines.setdefault(file, texts[file].split("\n"))
        line = every[number - 1] if 0 < number <= len(every) else ""
        yield replace(problem, paste=mended(line, problem))


def mended(line: str, problem: Problem) -> str:
    """LINE with the mend of PROBLEM made in it; empty where it cannot be made."""
    if problem.swap is None or not problem.swap.old:
        return ""
    old, new = problem.swap.old, problem.swap.new
    at = line.find(old, max(problem.at.column - 1, 0))
    at = line.find(old) if at < 0 else at
    return line[:at] + new + line[at + len(old) :] if at >= 0 else ""
