"""Rules on what spreadsheets make of our table of schools."""

from __future__ import annotations

from collections.abc import Iterator

from findyourcluster.model import School, Swap
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
        for value, key, index in _words(school):
            if value[0] in FORMULA_SIGNS:
                at = school.at.of(key) if index is None else school.at.item(key, index)
                says = f'"{value}" begins with {value[0]}, which spreadsheets take for a formula.'
                right = value.lstrip(f"{FORMULA_SIGNS} ")
                yield at, says, "Begin with a letter or a figure.", Swap(value, right) if right else None


def _words(school: School) -> Iterator[tuple[str, str, int | None]]:
    """Each value that stands in the table, with its key, and its number where it is one of a list."""
    for key in ("name", "type", "locality", "town", "note", "doubt"):
        if value := getattr(school, key):
            yield value, key, None
    for key in ("aliases", "former_names"):
        yield from ((value, key, index) for index, value in enumerate(getattr(school, key)) if value)
