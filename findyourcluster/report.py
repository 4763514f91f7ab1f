"""Problems and counts as words on a terminal, and as data for other programs."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TextIO

from findyourcluster.model import Place, Problem, Site
from findyourcluster.pipeline import Checkup
from findyourcluster.plan import coverage
from findyourcluster.reading import measure, words
from findyourcluster.rules import all_rules
from findyourcluster.rules.passages import typed

FORMATS = ("text", "json", "github")
"""How problems can be printed: for people, for programs, and as annotations of GitHub's workflows."""

MOST_ALIKE = 5
"""Notes of one rule that are printed: a register brings hundreds, and others would drown among them."""

_BOLD, _RED, _GREEN, _FAINT, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[0m"


def report(checkup: Checkup, after: str, form: str) -> None:
    """Says what CHECKUP found, and AFTER, what the problems mean for the site."""
    if form == "json":
        print(json.dumps(as_data(checkup), ensure_ascii=False, indent=2))
    elif form == "github":
        for problem in (*checkup.problems, *checkup.advice):
            print(_annotation(problem))
        for sentence in checkup.not_checked:
            print(f"::notice title=not checked::{_escaped(sentence)}")
    else:
        if checkup.problems:
            report_problems(checkup.problems, after)
        else:
            _report_advice(checkup.advice)
        for sentence in checkup.not_checked:
            print(sentence)


def report_problems(problems: Sequence[Problem], after: str) -> None:
    """Says each problem, grouped by file, to the error output, and AFTER, what they mean for the site."""
    _print_all(problems, sys.stderr)
    count = len(problems)
    print(f"\n{count} problem{'s' if count > 1 else ''} to mend. {after}", file=sys.stderr)


def _report_advice(advice: Sequence[Problem]) -> None:
    """Says what is worth an editor's time, to the output: nothing is wrong with the site."""
    seen: Counter[str] = Counter()
    first = []
    for problem in advice:
        seen[problem.rule] += 1
        if seen[problem.rule] <= MOST_ALIKE:
            first.append(problem)
    _print_all(first, sys.stdout)
    for rule, count in seen.items():
        if count > MOST_ALIKE:
            print(f"\n{count - MOST_ALIKE} more notes of {rule}. All of them: check --format json")
    if advice:
        print(f"\n{len(advice)} note{'s' if len(advice) > 1 else ''} for editors; the site is fine.")


def _print_all(problems: Sequence[Problem], out: TextIO) -> None:
    whys = reasons()
    colour = _has_colour(out)
    for index, (_, group) in enumerate(groupby(problems, key=lambda problem: problem.at.file)):
        if index:
            print(file=out)
        for problem in group:
            print(_in_colour(problem) if colour else problem, file=out)
            if problem.paste:
                line = problem.paste.rstrip() if _moves(problem) else problem.paste.strip()
                print(f"    Paste: {_GREEN}{line}{_PLAIN}" if colour else f"    Paste: {line}", file=out)
            if why := whys.pop(problem.rule, ""):  # once is enough
                print(f"    {_FAINT}Why: {why}{_PLAIN}" if colour else f"    Why: {why}", file=out)


def _moves(problem: Problem) -> bool:
    """Whether the mend is about the spaces at the start of the line, which must be seen then."""
    swap = problem.swap
    return swap is not None and (swap.old[:1].isspace() or swap.new[:1].isspace())


def reasons() -> dict[str, str]:
    """Why each rule matters, by its name."""
    return {rule.name: " ".join(rule.why.split()) for rule in all_rules()}


def _has_colour(out: TextIO) -> bool:
    """Whether OUT shows colours: a terminal, unless its owner wants none (no-color.org)."""
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _in_colour(problem: Problem) -> str:
    place = f"{_BOLD}{problem.at.exact}{_PLAIN}"
    says = problem.says if problem.advice else f"{_RED}{problem.says}{_PLAIN}"
    return f"{place}: {says}" + (f" {problem.fix}" if problem.fix else "")


def in_template(error: Exception) -> Problem | None:
    """A mistake of a programmer in templates/, as a problem; None where ERROR is something else."""
    from jinja2 import TemplateError, TemplateSyntaxError  # noqa: PLC0415 (most runs meet none)

    if not isinstance(error, TemplateError):
        return None
    line = error.lineno if isinstance(error, TemplateSyntaxError) else 0
    name = (error.name if isinstance(error, TemplateSyntaxError) else None) or ""
    says = f"A template cannot be drawn: {error.message}."
    return Problem(Place(f"templates/{name}".rstrip("/"), line), "template", says, "Undo the last change there.")


def as_data(checkup: Checkup) -> dict[str, object]:
    """What CHECKUP found, as data: {"problems": [{file, line, column, rule, says, fix, paste, why}], "notes": …}.

    "not_checked" has a sentence for each thing that could not be looked at.
    """
    whys = reasons()
    return {
        "problems": [_as_data(problem, whys) for problem in checkup.problems],
        "notes": [_as_data(problem, whys) for problem in checkup.advice],
        "not_checked": list(checkup.not_checked),
    }


def _as_data(problem: Problem, whys: dict[str, str]) -> dict[str, object]:
    said = {"rule": problem.rule, "says": problem.says, "fix": problem.fix, "paste": problem.paste}
    return {**asdict(problem.at), **said, "why": whys.get(problem.rule, "")}


def _annotation(problem: Problem) -> str:
    """A line that GitHub's workflows show beside the line of the file."""
    at = problem.at
    message = f"{problem.says} {problem.fix}".strip() + (f"\nPaste: {problem.paste.strip()}" if problem.paste else "")
    place = f"file={_property(at.file)},line={max(at.line, 1)}" + (f",col={at.column}" if at.column else "")
    kind = "notice" if problem.advice else "error"
    return f"::{kind} {place},title={_property(problem.rule)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def describe(site: Site) -> str:
    """What the data holds, in a few lines."""
    covered = coverage(site)
    sure = ", ".join(f"{count} {confidence}" for confidence, count in covered.by_confidence)
    group = site.settings.group
    return (
        f"{len(site.clusters)} {group.many}, {covered.schools} schools, {len(site.pages)} pages.\n"
        f"The {group.one} of {covered.known} of {covered.schools} schools is known"
        f"{f' ({sure})' if sure else ''}; of {covered.unknown} no source states it."
    )


def readings(checkup: Checkup) -> str:
    """A table of how hard each page is to read, hardest first."""
    site, facts = checkup.site, {fact.id: fact.text for fact in checkup.site.facts}
    lines = ["", "LIX  sentences  words each  longest  long words  page"]
    rows = []
    for source in site.bodies:
        cited = (facts[id] for id in checkup.documents.of(source).facts)
        rows.append((measure([*(passage.prose for passage in typed(source)), *cited]), source.at.record.file))
    for reading, file in sorted(rows, key=lambda row: -row[0].lix):
        lines.append(
            f"{reading.lix:3.0f}  {reading.sentences:9}  {reading.mean:10.1f}  {len(words(reading.longest)):7}"
            f"  {reading.long_share:8.0f} %  {file}"
        )
    return "\n".join([*lines, "LIX, the reading measure: under 30 reads like a book for children, 40 like a novel."])
