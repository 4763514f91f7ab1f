"""Strict YAML: nothing is guessed, and what cannot be read is explained with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findyourcluster.mend import mended
from findyourcluster.yamlfile import Mapping, Scalar, parse
from tests.conftest import without_columns


def read(text: str) -> tuple[dict[str, str], list[str]]:
    """The scalars of a flat mapping, and the problems as sentences."""
    node, problems = parse(text, "data/x.yaml")
    values = {}
    if isinstance(node, Mapping):
        values = {key: value.text for key, (_, value) in node.entries.items() if isinstance(value, Scalar)}
    return values, [without_columns(str(problem)) for problem in problems]


@pytest.mark.parametrize("typed", ["01422266141", "8:45", "no", "NO", "1e5", "0382", "2026-02-31", "~", "true"])
def test_values_stay_the_text_that_was_typed(typed: str) -> None:
    assert read(f"value: {typed}\n") == ({"value": typed}, [])


def test_every_value_knows_its_line_and_column() -> None:
    node, _ = parse("a: 1\nb:\n  c: 2\n", "data/x.yaml", first_line=10)
    assert isinstance(node, Mapping)
    inner = node.entries["b"][1]
    assert isinstance(inner, Mapping)
    at = inner.entries["c"][1].at
    assert (at.file, at.line, at.column) == ("data/x.yaml", 12, 6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "title: Cluster 14: our schools\n",
            "data/x.yaml:1: There is a second colon in this line, so the computer cannot tell where the value ends."
            " Put the value in quotes.",
        ),
        (
            "tags:\n\t- ehcp\n",
            "data/x.yaml:2: There is a tab at the start of this line. YAML takes only spaces there. Use spaces.",
        ),
        ('a: 1\nb: "open\n', "data/x.yaml:2: A quotation mark is opened here and never closed. Close it."),
        (
            "a: 1\njust words\nb: 2\n",
            'data/x.yaml:2: "just words" is not a name, a colon and a value.'
            " Each line looks like this: title: What is a cluster?",
        ),
        (
            "name: @school\n",
            'data/x.yaml:1: The value begins with "@", which has a special meaning in YAML. Put the value in quotes.',
        ),
        (
            "name: *school\n",
            'data/x.yaml:1: A value that begins with * has a special meaning in YAML: "*school".'
            " Put the value in quotes.",
        ),
        (
            "name: &a x\n",
            "data/x.yaml:1: A value that begins with & has a special meaning in YAML. Put the value in quotes.",
        ),
        (
            "name: !!python/object/apply:os.system ['true']\n",
            "data/x.yaml:1: A value that begins with ! has a special meaning in YAML:"
            ' "tag:yaml.org,2002:python/object/apply:os.system". Put the value in quotes.',
        ),
        (
            "a: 1\na: 2\n",
            'data/x.yaml:2: "a" stands here twice: first on line 1, again on line 2. Keep one of them.',
        ),
        (
            "rows:\n  - a: 1\n    b: 2\n    a: 3\n    b: 4\n",
            'data/x.yaml:4: A new entry begins here without a hyphen, so "a" and more stand twice in the one above it.'
            " Put a hyphen before it.",
        ),
        (
            'a: "one\nb: two\n',
            "data/x.yaml:1: A quotation mark is opened here and never closed. Close it.",
        ),
        (
            'a: "one\nb: "two"\n',
            "data/x.yaml:1: A quotation mark is opened here and not closed on this line. Close it.",
        ),
        (
            "a: 1\n---\nb: 2\n",
            "data/x.yaml:2: A second part begins here with ---, and only the first would be read. Take out this line.",
        ),
        ("a:\n" + "  - " + "[" * 30 + "]" * 30 + "\n", "data/x.yaml:2: This is nested more than 20 levels deep."),
        (
            "a: 1\n  b: 2\n c: 3\n",
            "data/x.yaml:2: This line starts further in than the one that it belongs with."
            " Give it as many spaces at the start as its neighbours have.",
        ),
    ],
)
def test_what_cannot_be_read_is_explained(text: str, expected: str) -> None:
    assert read(text)[1] == [expected]


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    node, problems = parse(text, "data/x.yaml")
    assert node is None or problems or isinstance(node, object)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.from_regex(r"[0-9A-Za-z.:/-]{1,20}", fullmatch=True)
    )
)
def test_quoted_values_come_back_as_they_are(values: dict[str, str]) -> None:
    text = "".join(f'{key}: "{value}"\n' for key, value in values.items())
    assert read(text) == (values, [])


@pytest.mark.parametrize(
    ("text", "place", "cut", "pasted"),
    [
        ("name: School #2\n", (1, 14), "#2", 'name: "School #2"'),
        ("a: 1\nschools:\n  - name: The Brook # by Ann\n", (3, 21), "# by Ann", '  - name: "The Brook # by Ann"'),
        ("name: #2\n", (1, 7), "#2", 'name: "#2"'),
        ("- St John's #1\n", (1, 13), "#1", '- "St John\'s #1"'),
    ],
)
def test_a_hash_that_would_swallow_half_a_value(text: str, place: tuple[int, int], cut: str, pasted: str) -> None:
    _, problems = parse(text, "data/x.yaml")
    assert [(problem.at.line, problem.at.column) for problem in problems] == [place]
    assert problems[0].says == f'"{cut}" is left out here, because # begins a note to ourselves.'
    assert mended(text.splitlines()[place[0] - 1], problems[0]) == pasted


@pytest.mark.parametrize("text", ["# a note\na: 1\n", 'a: "School #2"\n', "a: C#\n", "a: # these\n  - b\n", "a: x#1\n"])
def test_a_hash_that_swallows_nothing(text: str) -> None:
    assert read(text)[1] == []


@pytest.mark.parametrize(
    ("text", "pasted"),
    [
        ("title: Cluster 14: our schools\n", 'title: "Cluster 14: our schools"'),
        ('  - title: The "Best": ours\n', '  - title: "The \\"Best\\": ours"'),
        ("tags:\n\t- ehcp\n", "  - ehcp"),
        ("name: @school\n", 'name: "@school"'),
        ("rows:\n  - a: 1\n\tb: 2\n", "    b: 2"),
        ("rows:\n  - a: 1\n    b: 2\n    a: 3\n    b: 4\n", "  - a: 3"),
        ('a: "one\nb: "two"\n', 'a: "one"'),
        ("menu:\n  - a\n  b\n  - c\n", "  - b"),
        ("cluster: 14 # new\n", "cluster: 14"),
    ],
)
def test_the_line_to_paste(text: str, pasted: str) -> None:
    _, problems = parse(text, "data/x.yaml")
    assert mended(text.splitlines()[problems[0].at.line - 1], problems[0]) == pasted
