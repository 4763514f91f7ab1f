"""Problems and counts as words on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from findyourcluster.model import Problem, Site
from findyourcluster.plan import coverage


def report_problems(problems: Sequence[Problem], after: str) -> None:
    """Says each problem on a line of its own, to the error output, and AFTER, what that means for the site."""
    for problem in problems:
        print(problem, file=sys.stderr)
    count = len(problems)
    print(f"\n{count} problem{'s' if count > 1 else ''} to mend. {after}", file=sys.stderr)


def report_advice(advice: Sequence[Problem]) -> None:
    """Says what is worth an editor's time, to the output: nothing is wrong with the site."""
    for note in advice:
        print(note)
    if advice:
        print(f"\n{len(advice)} note{'s' if len(advice) > 1 else ''} for editors; the site is fine.")


def describe(site: Site) -> str:
    """What the data holds, in a few lines."""
    covered = coverage(site)
    sure = ", ".join(f"{count} {confidence}" for confidence, count in covered.by_confidence)
    return (
        f"{len(site.clusters)} clusters, {covered.schools} schools, {len(site.pages)} pages.\n"
        f"The cluster of {covered.known} of {covered.schools} schools is known"
        f"{f' ({sure})' if sure else ''}; of {covered.unknown} no source states it."
    )
