"""How hard the words are to read: measured for every page, and held to on rights."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findyourcluster.model import Place
from findyourcluster.reading import LONGEST, abbreviations, hard_passives, heavy_words, measure, sentences, words
from findyourcluster.rules.passages import Passage
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


# ---------------------------------------------------------------- sentence by sentence


def notes(project: Project, rule: str) -> list[str]:
    """The notes of RULE: place and sentence."""
    found = json.loads(project.run("check", "--format", "json")[1])["notes"]
    return [f"{note['file']}:{note['line']}: {note['says']}" for note in found if note["rule"] == rule]


def test_a_sentence_of_several_long_words_is_shown_with_them(project: Project) -> None:
    heavy = "The collaborative arrangements strengthen multidisciplinary participation and much else besides, we say."
    project.append("content/about.md", f"Short. {heavy}\n")
    line = line_of(project, "content/about.md", heavy)
    assert notes(project, "plain-words") == [
        f"content/about.md:{line}: This sentence has 5 long words"
        " (collaborative, arrangements, strengthen, multidisciplinary, participation):"
        ' "The collaborative arrangements strengthen multidisciplinary ..."'
    ]


@pytest.mark.parametrize(
    "light",
    [
        "Everything here is information for headteachers and grandparents.",
        "The Collaborative Arrangements Partnership is a name.",
        "collaborative arrangements",
        "“Collaborative arrangements strengthen participation.”",
    ],
)
def test_easy_words_names_and_quotations_are_not_heavy(project: Project, light: str) -> None:
    project.append("content/about.md", f"{light}\n")
    assert notes(project, "plain-words") == []


def test_the_words_of_terms_are_known_on_this_site(project: Project) -> None:
    project.append(
        "data/glossary.yaml",
        "  - term: Psychologist\n    full: Comprehensive Neurological Practitioner\n    meaning: One.\n",
    )
    project.append("data/words.yaml", "  - physiotherapists\n")
    project.append("content/about.md", "A comprehensive neurological practitioner asks physiotherapists.\n")
    assert notes(project, "plain-words") == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The request is decided by the council.", ["is decided by the council"]),
        ("It was looked at by a panel.", ["was looked at by a panel"]),
        ("The group is run by parents.", ["is run by parents"]),
        ("It has not been written by Mrs Gray.", ["been written by Mrs"]),
        ("The plan is sent and the school is told.", ["is sent", "is told"]),
        ("The plan is sent.", []),
        ("It is sent by post.", []),
        ("It is sent by Friday, or by January.", []),
        ("It must be sent by the end of May.", []),
        ("It is decided by law.", []),
        ("Parents who are worried, and children who are disabled.", []),
        ("She is interested and he is tired.", []),
        ("You are by the school.", []),
        ("The council decides. The school helps.", []),
    ],
)
def test_who_does_it_comes_first(sentence: str, found: list[str]) -> None:
    assert hard_passives(sentence) == found


def test_a_passive_is_shown_with_its_sentence_and_the_law_is_left_alone(project: Project) -> None:
    passive = "The request is decided by the council."
    project.append("content/about.md", f"Ask. {passive}\n")
    project.append(FACTS, A_FACT.format(text="The plan is made by the council.", law="An Act", confidence="A"))
    line = line_of(project, "content/about.md", passive)
    assert notes(project, "who-does-it") == [
        f'content/about.md:{line}: "is decided by the council": who does it comes late or not at all in "{passive}"'
    ]


def test_initials_that_nobody_explains_are_found_once_a_page(project: Project) -> None:
    project.append("content/about.md", "Ask the QZX. The QZX knows.\n")
    line = line_of(project, "content/about.md", "Ask the QZX")
    assert notes(project, "abbreviation-explained") == [
        f'content/about.md:{line}: "QZX" is explained neither here nor in the glossary.'
    ]


@pytest.mark.parametrize(
    "explained",
    [
        "Ask the QZX (the office for forms).",
        "Ask the office for forms (QZX). The QZX knows.",
        "Ask the **QZX** (the office for forms).",
        "QZX means the office for forms.",
        "The QZX is a charity.",
        "An EHCP, the EHCP Team, KIAS and the NHS.",
        "DO NOT SHOUT AT US",
        "Part II and part IX.",
        "The postcode HD1 6HE and size A4.",
    ],
)
def test_initials_that_are_explained_or_known_are_not(project: Project, explained: str) -> None:
    project.append("content/about.md", f"{explained}\n")
    assert notes(project, "abbreviation-explained") == []


def test_initials_in_a_fact_may_be_explained_by_the_page_that_cites_it(project: Project) -> None:
    project.append(FACTS, A_FACT.format(text="Ask the QZX.", law="", confidence="A"))
    assert len(notes(project, "abbreviation-explained")) == 1
    project.append("content/about.md", "QZX means the office for forms.\n\n{{ fact: ours }}\n")
    assert notes(project, "abbreviation-explained") == []


def test_the_owner_may_stop_the_site_for_long_sentences(project: Project) -> None:
    project.append("content/about.md", f"\n{LONG}\n")
    project.append("data/site.yaml", "stop_for:\n  - short-sentences\n")
    assert project.problems() == [f"content/about.md:{line_of(project, 'content/about.md', LONG)}: {TOO_LONG}"]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('aAZ -.!()[]{}<>@/"“”`&;\n|>#'))))
def test_any_text_can_be_looked_at_and_positions_stay(text: str) -> None:
    passage = Passage(text, Place("content/x.md", 3))
    assert len(passage.plain) == len(passage.ours) == len(passage.prose) == len(text)
    for _, sentence in sentences(text):
        assert all(word in sentence for word in heavy_words(sentence))
        hard_passives(sentence)
    assert all(text[match.start() : match.end()] == match[0] for match in abbreviations(text))


@pytest.mark.parametrize(
    "piece", ["a", "A", "AB ", "@", "-", "a.", "a-", "<a", "“", '"', "is ", "is a", "(A", "{{", "]("]
)
def test_a_very_long_line_comes_to_an_end(piece: str) -> None:
    text = piece * (20_000 // len(piece))  # where time grew with the square of it, nobody would see this test end
    passage = Passage(text, Place("content/x.md", 3))
    for _, sentence in sentences(passage.ours):
        heavy_words(sentence)
        hard_passives(sentence)
    list(abbreviations(text))
