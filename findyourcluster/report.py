"""Problems and counts as words on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from findyourcluster.model import Problem, Site
from findyourcluster.pipeline import Checkup
from findyourcluster.plan import coverage
from findyourcluster.reading import measure, words
from findyourcluster.rules.passages import typed


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
