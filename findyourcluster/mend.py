"""The corrected line of a problem, to paste: as typed, with the one thing changed that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce

from findyourcluster.model import Problem


def with_lines_to_paste(problems: Iterable[Problem], texts: Mapping[str, str]) -> Iterator[Problem]:
    """PROBLEMS, those that know their mend with the whole line as it should be. TEXTS: the words of each file."""
    problems = list(problems)
    alike: dict[tuple[str, int, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.at.file, problem.at.line, problem.rule), []).append(problem)
    lines: dict[str, list[str]] = {}
    for problem in problems:
        file, number = problem.at.file, problem.at.line
        if problem.swap is None or file not in texts:
            yield problem
            continue
        if file not in lines:
            lines[file] = texts[file].split("\n")
        every = lines[file]
        line = every[number - 1] if 0 < number <= len(every) else ""
        yield replace(problem, paste=mended(line, problem) and _with_all(line, alike[file, number, problem.rule]))


def _with_all(line: str, alike: list[Problem]) -> str:
    """LINE with the mends of all problems of one rule: pasting one after the other must not undo the first."""
    last_first = sorted(alike, key=lambda each: -each.at.column)  # so that the columns of the others stay true
    return reduce(lambda words, each: mended(words, each) or words, last_first, line)


def mended(line: str, problem: Problem) -> str:
    """LINE with the mend of PROBLEM made in it; empty where it cannot be made."""
    if problem.swap is None or not problem.swap.old:
        return ""
    old, new = problem.swap.old, problem.swap.new
    at = line.find(old, max(problem.at.column - 1, 0))
    at = line.find(old) if at < 0 else at
    return line[:at] + new + line[at + len(old) :] if at >= 0 else ""
