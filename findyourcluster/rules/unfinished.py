"""Rules on what somebody has begun and not finished."""

from __future__ import annotations

import re
from collections.abc import Iterator

from findyourcluster.fields import did_you_mean, swap_for
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import passages

_TO_DO = re.compile(r"\bTO ?DO\b:?")


@rule("to-do", bad="TO DO: say how long it takes.", good="It takes about a minute.")
def nothing_is_left_to_do(checked: Checked) -> Iterator[Finding]:
    """A note to ourselves means nothing to a parent, and says that nobody finished the page."""
    for passage in passages(checked):
        for match in _TO_DO.finditer(passage.text):
            says = f'"{match[0].rstrip(":")}" says that something is still to be written here.'
            yield passage.at(match.start()), says, "Write it, or take it out."


@rule(
    "school-taken-over",
    where="data/schools.yaml schools",
    bad="""
        name: Old Mill School
        merged_into: hilltop-school
    """,
    good="""
        name: Old Mill School
        closed: 2026-08-31
        merged_into: hilltop-school
    """,
)
def a_school_that_was_taken_over_has_closed(checked: Checked) -> Iterator[Finding]:
    """A parent whose school has closed is led to the school that took it over."""
    slugs = {school.slug for school in checked.site.schools}
    for school in checked.site.schools:
        other = school.merged_into
        if not other:
            continue
        at = school.at.of("merged_into")
        if not school.closed:
            says = f"{school.name} was merged into another school, and has no closing day."
            yield at, says, "Add a line: closed: and the first day on which it is no longer a school."
        if other == school.slug:
            yield at, f"{school.name} cannot have taken over itself.", "Name the school that took it over."
        elif other not in slugs:
            says = f'There is no school "{other}" that could have taken over {school.name}.'
            fix = did_you_mean(other, slugs) or "Write the last part of its address."
            yield at, says, fix, swap_for(other, slugs)
