"""Rules on what spreadsheets make of our table of schools."""

from __future__ import annotations

import re
from collections.abc import Iterator

from findyourcluster.model import School, Swap
from findyourcluster.rules import Checked, Finding, rule

FORMULA_SIGNS = "=+-@＝＋－＠"
"""What the first character of a cell must not be (OWASP, CSV injection); Excel takes the wide ones of Asia for theirs.

Cells are refused, not changed: an apostrophe before them would stand in a school's name for all other programs. A tab
or an end of line cannot begin a value: white space around and in values is one plain space.
"""

_FORMULA = re.compile(rf"(?:^|; *)([{re.escape(FORMULA_SIGNS)}])")
"""Where words are separated by semicolons, as in much of Europe, a cell begins behind each."""


@rule(
    "spreadsheet-safe",
    where="data/schools.yaml schools",
    bad="""
        name: Old Mill School
        aliases:
          - "=Old Mill"
    """,
    good="""
        name: Old Mill School
        aliases:
          - "Old Mill"
    """,
)
def no_cell_is_a_formula(checked: Checked) -> Iterator[Finding]:
    """Offices open our table of schools as a spreadsheet. Words that begin with = + - or @ are a formula to it, and it
    may do what that says."""
    for school in checked.site.schools:
        for value, key, index in _words(school):
            if match := _FORMULA.search(value):
                at = school.at.of(key) if index is None else school.at.item(key, index)
                says = f'"{value}" begins with {match[1]}, which spreadsheets take for a formula.'
                right = value.lstrip(f"{FORMULA_SIGNS} ") if not match.start() else ""
                yield at, says, "Begin with a letter or a figure.", Swap(value, right) if right else None


def _words(school: School) -> Iterator[tuple[str, str, int | None]]:
    """Each value that stands in the table, with its key, and its number where it is one of a list."""
    for key in ("name", "type", "locality", "town", "note", "doubt"):
        if value := getattr(school, key):
            yield value, key, None
    for key in ("aliases", "former_names"):
        yield from ((value, key, index) for index, value in enumerate(getattr(school, key)) if value)
