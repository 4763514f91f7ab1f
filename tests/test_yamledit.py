"""Values of YAML files changed by program: the value, and not a byte besides."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findyourcluster.places import PROJECT
from findyourcluster.yamledit import CannotEdit, Value, at_path, plain, with_value
from findyourcluster.yamlfile import parse

TEXT = """\
# Schools.
schools:
  - urn: 107626
    name: Birkby Junior School
    aliases:
      - Birkby Juniors
    # seen in the register
    town: Huddersfield

    note: "Quoted: it stays so"
    membership:
      source: page
      checked: 2026-11-24
  # the next one
  - urn: 107628
    name: Ashbrow
    tags:
    - a
    - b
"""


def changed_lines(before: str, after: str) -> list[str]:
    return [
        line
        for line in difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
        if line[:1] in "+-" and not line.startswith(("+++", "---"))
    ]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("schools", 0, "town"), "Dewsbury", ["-    town: Huddersfield", "+    town: Dewsbury"]),
        (("schools", 0, "urn"), "107627", ["-  - urn: 107626", "+  - urn: 107627"]),
        (("schools", 0, "town"), "A: b", ["-    town: Huddersfield", '+    town: "A: b"']),
        (("schools", 0, "town"), "A #1", ["-    town: Huddersfield", '+    town: "A #1"']),
        (("schools", 0, "note"), "New", ['-    note: "Quoted: it stays so"', '+    note: "New"']),
        (("schools", 0, "town"), "01422 266141", ["-    town: Huddersfield", '+    town: "01422 266141"']),
        (("schools", 0, "town"), None, ["-    town: Huddersfield"]),
        (("schools", 0, "aliases"), ["One", "Two"], ["-      - Birkby Juniors", "+      - One", "+      - Two"]),
        (("schools", 0, "membership", "source"), "other", ["-      source: page", "+      source: other"]),
        (("schools", 0, "cluster"), "14", ["+    cluster: 14"]),
        (("schools", 1, "tags"), ["c"], ["-    - a", "-    - b", "+      - c"]),
        (("schools", 1, "phones"), [{"number": "1"}], ["+    phones:", "+      - number: 1"]),
    ],
)
def test_only_the_lines_of_the_value_change(
    path: tuple[str | int, ...], value: Value | None, expected: list[str]
) -> None:
    assert changed_lines(TEXT, with_value(TEXT, path, value)) == expected


def test_a_first_key_that_goes_leaves_its_hyphen_to_the_next() -> None:
    assert "  - name: Birkby Junior School" in with_value(TEXT, ("schools", 0, "urn"), None)


def test_a_new_key_stands_where_the_order_says() -> None:
    changed = with_value(TEXT, ("schools", 1, "phase"), "primary", ["urn", "name", "phase", "tags"])
    assert "    name: Ashbrow\n    phase: primary\n    tags:" in changed


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: {b: 1, c: 2}\n", ("a", "b")),
        ("a: 1\na: 2\n", ("a",)),
        ("- 1\n", ("a",)),
        (TEXT, ("schools", 7, "town")),
    ],
)
def test_what_a_program_cannot_change_is_refused(text: str, path: tuple[str | int, ...]) -> None:
    with pytest.raises(CannotEdit):
        with_value(text, path, "x")


SCHOOLS = (PROJECT / "data/schools.yaml").read_text("utf-8")


@settings(max_examples=25, deadline=None)
@given(
    index=st.integers(0, 150),
    key=st.sampled_from(["urn", "name", "town", "note", "aliases", "cluster", "closed", "website"]),
    value=st.one_of(
        st.none(),
        st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40),
        st.lists(st.sampled_from(["A", "b: c", "- d", "#e", "'", '"', "x #y"]), min_size=1, max_size=3),
    ),
)
def test_whatever_is_typed_the_rest_of_the_file_stays(index: int, key: str, value: str | list[str] | None) -> None:
    path = ("schools", index, key)
    before = parse(SCHOOLS, "")[0]
    try:
        after = with_value(SCHOOLS, path, value)
    except CannotEdit:
        assert value is None  # nothing is left of the record, say: never for something to write
        return
    read = parse(after, "")[0]
    wanted = " ".join(value.split()) if isinstance(value, str) else value
    assert plain(at_path(read, path)) == (
        [" ".join(item.split()) for item in wanted] if isinstance(wanted, list) else wanted or ""
    )
    others = [plain(at_path(before, ("schools", other))) for other in range(170) if other != index]
    assert [plain(at_path(read, ("schools", other))) for other in range(170) if other != index] == others
    assert SCHOOLS.count("#") <= after.count("#") + 0
