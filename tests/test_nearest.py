"""What somebody probably meant is what Python's own close matches say, found sooner."""

from __future__ import annotations

import difflib

from hypothesis import given, settings
from hypothesis import strategies as st

from findyourcluster.fields import nearest

NAMES = st.text("abAB-/ßc", max_size=9) | st.text("ab", min_size=190, max_size=230)


@settings(max_examples=300, deadline=None)
@given(NAMES, st.lists(NAMES, max_size=9))
def test_the_nearest_name_is_that_of_difflib(typed: str, names: list[str]) -> None:
    found = difflib.get_close_matches(typed.casefold(), [name.casefold() for name in sorted(set(names))], 1, 0.6)
    expected = next(name for name in sorted(set(names)) if name.casefold() == found[0]) if found else ""
    assert nearest(typed, names) == expected
