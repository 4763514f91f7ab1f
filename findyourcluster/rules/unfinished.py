"""Rules on what somebody has begun and not finished."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
