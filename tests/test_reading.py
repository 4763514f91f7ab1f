"""How hard the words are to read: measured for every page, and held to on rights."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findyourcluster.reading import LONGEST, measure, sentences, words
from tests.conftest import Project
from tests.test_law import A_FACT, FACTS, PAGE

LONG = "You " + "can " * LONGEST + "ask."
TOO_LONG = 'The sentence "You can can can can ..." has 27 words. Make two of it: at most 25 words are easy to follow.'


def line_of(project: Project, file: str, typed: str) -> int:
    return (project.root / file).read_text("utf-8").split(typed)[0].count("\n") + 1


def test_a_long_sentence_in_a_fact_of_law_stops_the_site(project: Project) -> None:
    project.append(FACTS, A_FACT.format(text=LONG, law="An Act", confidence="A"))
    assert project.problems() == [f"{FACTS}:{line_of(project, FACTS, LONG)}: {TOO_LONG}"]


def test_a_long_sentence_on_a_page_that_cites_the_law_stops_the_site(project: Project) -> None:
    project.append(FACTS, A_FACT.format(text="It is so.", law="An Act", confidence="A"))
    project.append(PAGE, f"\n- Short.\n- {LONG}\n\n{{{{ fact: ours }}}}\n")
    assert project.problems() == [f"{PAGE}:{line_of(project, PAGE, LONG)}: {TOO_LONG}"]


def test_elsewhere_it_is_a_note_to_editors(project: Project) -> None:
    project.append("content/about.md", f"\n{LONG}\n")
    status, out, _ = project.run("check")
    assert status == 0
    assert TOO_LONG in out


@pytest.mark.parametrize("quoted", [f'"{LONG}"', f"“{LONG}”", f"The law says: “{LONG}”"])
def test_a_quotation_is_not_ours_to_shorten(project: Project, quoted: str) -> None:
    project.append("content/about.md", f"\n{quoted}\n")
    assert "at most 25 words" not in project.run("check")[1]


def test_check_can_say_how_hard_each_page_is_to_read(project: Project) -> None:
    project.append("content/about.md", "\n## A heading is not counted\n\nShort words. Extraordinarily complicated.\n")
    status, out, _ = project.run("check", "--reading")
    assert status == 0
    rows = re.findall(r"^ *(\d+) +(\d+) +([\d.]+) +(\d+) +(\d+) % +(content/\S+)$", out, re.M)
    assert sorted(row[-1] for row in rows) == sorted(
        path.relative_to(project.root).as_posix() for path in (project.root / "content").rglob("*.md")
    )
    assert [int(row[0]) for row in rows] == sorted((int(row[0]) for row in rows), reverse=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("Costs £1.50 at www.example.org today.", ["Costs £1.50 at www.example.org today."]),
        ("“He said so.” Then no stop", ["“He said so.”", "Then no stop"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, found: list[str]) -> None:
    assert [sentence for _, sentence in sentences(text)] == found


@given(st.text())
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert [word for _, sentence in sentences(text) for word in words(sentence)] == words(text)
    assert all(text[start : start + len(sentence)] == sentence for start, sentence in sentences(text))


def test_the_measures_are_those_of_lix() -> None:
    reading = measure(["The cat sat. The elephants wandered slowly."])
    assert (reading.sentences, reading.words, reading.long_words) == (2, 7, 2)
    assert reading.lix == pytest.approx(7 / 2 + 100 * 2 / 7)
    assert measure([]).lix == 0
