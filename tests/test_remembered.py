"""What is read in parts, or was read before, is what reading the whole file anew gives; whatever was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import findyourcluster.load as loading
from findyourcluster.files import Copy
from findyourcluster.load import Loaded, load
from findyourcluster.places import PROJECT
from findyourcluster.remembered import Memory

SCHOOLS = "data/schools.yaml"
TEXTS = {
    name: (PROJECT / "tests/projects/small" / name).read_text("utf-8")
    for name in (SCHOOLS, "data/site.yaml", "data/sources.yaml")
}
PROJECTS_OWN = (PROJECT / SCHOOLS).read_text("utf-8")

ODD = [
    "\t", "  ", "   - ", "  - ", "- ", "-", ":", ": ", " #", "# note", "'", '"', "“", "|", ">", "|+", "?", "? ", "&a ",
    "*a", "!tag ", "---", "...", "%YAML 1.2", "[", "]", "{", "}", ",", "@", "`", "\\", "\u00a0", "\u2028", "é", "😀",
    "\n", "\n\n", "\r\n", "\x0c", "name: Again", "urn: 100001", "schools:", "clusters:\n", "cluster: x",
    "checked: soon", '"\n  - urn: "', "'\n  - name: '",
    "note: |\n      - a\n", "note: >-\n      words\n", "  -\n    name: A\n",
]  # fmt: skip


def as_read(loaded: Loaded) -> tuple[object, ...]:
    """All that LOADED tells, with the places of every value of every school."""
    return (
        loaded.site,
        loaded.problems,
        loaded.complete,
        [(school.at.record, dict(school.at.keys)) for school in loaded.site.schools],
    )


def files(schools: str) -> Copy:
    return Copy({name: text.encode("utf-8", "surrogatepass") for name, text in {**TEXTS, SCHOOLS: schools}.items()})


def read_whole(schools: str) -> Loaded:
    """As the program reads where it cannot cut."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loading, "cut", lambda *_: None)
        return load(files(schools))


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    """A list of schools after some slips of the hand."""
    text = draw(st.sampled_from([TEXTS[SCHOOLS], PROJECTS_OWN[:6000] + "\nnot_in_clusters: []\n"]))
    if draw(st.booleans()):  # as some programs write lists
        text = text.replace("\n  ", "\n")
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["type", "delete", "insert", "repeat", "swap", "deeper", "shallower", "cut"])):
            case "type":
                column = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:column] + draw(st.sampled_from(ODD)) + lines[at][column:]
            case "delete":
                del lines[at : at + draw(st.integers(1, 3))]
            case "insert":
                lines.insert(at, draw(st.sampled_from(["", "  ", "    ", "      "])) + draw(st.sampled_from(ODD)))
            case "repeat":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "deeper":
                lines[at] = draw(st.sampled_from([" ", "  ", "\t"])) + lines[at]
            case "shallower":
                lines[at] = lines[at][draw(st.integers(1, 2)) :]
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        text = "\n".join(lines)
    return text


@settings(max_examples=300, deadline=None)
@given(mistyped(), st.integers(1, 4))
def test_a_file_read_in_parts_is_the_file_read_whole(text: str, run: int) -> None:
    whole = as_read(read_whole(text))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loading, "_RUN", run)
        assert as_read(load(files(text))) == whole


@settings(max_examples=150, deadline=None)
@given(st.lists(mistyped(), min_size=1, max_size=4))
def test_what_was_read_before_changes_nothing(texts: list[str]) -> None:
    memory = Memory()
    for text in (TEXTS[SCHOOLS], *texts, *texts):
        assert as_read(load(files(text), memory=memory)) == as_read(read_whole(text))
        memory.save()
