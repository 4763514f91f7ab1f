"""Rules on what spreadsheets make of our table of schools."""

from __future__ import annotations

from collections.abc import Iterator

from findyourcluster.model import Place, School, Swap
from findyourcluster.rules import Checked, Finding, rule

FORMULA_SIGNS = "=+-@"
"""What the first character of a cell must not be (OWASP, CSV injection)."""


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
        for value, at in _words(school):
            if value.startswith(tuple(FORMULA_SIGNS)):
                says = f'"{value}" begins with {value[0]}, which spreadsheets take for a formula.'
                right = value.lstrip(f"{FORMULA_SIGNS} ")
                yield at, says, "Begin with a letter or a figure.", Swap(value, right) if right else None


def _words(school: School) -> Iterator[tuple[str, Place]]:
    for key in ("name", "type", "locality", "town", "note", "doubt"):
        if value := getattr(school, key):
            yield value, school.at.of(key)
    for key in ("aliases", "former_names"):
        yield from ((value, school.at.item(key, index)) for index, value in enumerate(getattr(school, key)))
