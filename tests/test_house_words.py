"""House words: what the site avoids, what it writes instead, and why. They are data."""

from __future__ import annotations

import json

import pytest

from findyourcluster.places import PROJECT
from tests.conftest import Project

ABOUT, WORDS = "content/about.md", "data/words.yaml"


def notes(project: Project) -> list[str]:
    """The notes on house words: what they say and the line to paste."""
    found = json.loads(project.run("check", "--format", "json")[1])["notes"]
    return [f"{note['says']} {note['paste']}" for note in found if note["rule"] == "house-words"]


def test_a_word_to_avoid_is_a_note_with_the_reason_and_the_line_to_paste(project: Project) -> None:
    project.append(ABOUT, "Ask in order to know.\n")
    line = (project.root / ABOUT).read_text("utf-8").count("\n")
    status, out, _ = project.run("check")
    assert status == 0
    assert (
        f'{ABOUT}:{line}:5: This site does not say "in order to". The short word says the same. Write "to".\n'
        "    Paste: Ask to know.\n"
    ) in out


@pytest.mark.parametrize(
    ("typed", "pasted"),
    [
        ("Utilise the form.", "Use the form."),
        ("The school utilises it.", "The school uses it."),
        ("IN ORDER TO KNOW", "to KNOW"),
        ("Ask the LEA.", "Ask the council."),
        ("For the disabled, too.", "For disabled people, too."),
        ("A word like **in order to** is found.", "A word like **to** is found."),
    ],
)
def test_the_preferred_word_takes_the_form_of_the_one_typed(project: Project, typed: str, pasted: str) -> None:
    project.append(ABOUT, f"{typed}\n")
    (note,) = notes(project)
    assert note.endswith(f" {pasted}")


def test_a_phrase_that_runs_over_two_lines_is_found(project: Project) -> None:
    project.append(ABOUT, "Ask in order\nto know.\n")
    assert notes(project) == ['This site does not say "in order to". The short word says the same. ']


@pytest.mark.parametrize(
    "typed",
    [
        "Utilised tools.",  # not one of the forms listed
        "The lea is green.",  # not the abbreviation
        "Ask about the disabled child.",  # said to be right
        'They wrote “in order to” and "utilise".',
        "> I write in order to ask.",
        "See `in order to` and [the page](/words/#in-order-to).",
        "A pre-utilise-word.",
    ],
)
def test_other_words_and_the_words_of_others_are_left_alone(project: Project, typed: str) -> None:
    project.write("content/extra.md", f"---\ntitle: Extra\ndescription: More.\n---\n\n{typed}\n")
    assert notes(project) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ABOUT, "title: About this information", "title: In order to know"),
        ("data/facts.yaml", "text: Cluster working does", "text: In order to help, cluster working does"),
        ("data/glossary.yaml", "meaning: A legal document", "meaning: A legal document in order to help"),
        ("data/contacts.yaml", "what: Free advice", "what: Free advice in order to help"),
    ],
)
def test_data_is_looked_at_too(project: Project, file: str, old: str, new: str) -> None:
    project.change(file, old, new)
    assert len(notes(project)) == 1


def test_a_word_that_would_mislead_a_parent_stops_the_site(project: Project) -> None:
    project.append(ABOUT, "Ask for a statement of special educational needs.\n")
    line = (project.root / ABOUT).read_text("utf-8").count("\n")
    assert project.problems() == [
        f'{ABOUT}:{line}: This site does not say "statement of special educational needs".'
        ' Statements have ended. Write "EHCP".'
    ]


def test_the_owner_may_stop_the_site_for_every_house_word(project: Project) -> None:
    project.append("data/site.yaml", "stop_for: house-words\n")
    project.append(ABOUT, "Ask in order to know.\n")
    assert len(project.problems()) == 1


def test_a_site_without_house_words_is_fine(project: Project) -> None:
    (project.root / WORDS).unlink()
    project.append(ABOUT, "Ask in order to know.\n")
    assert project.problems() == []
    assert notes(project) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "prefer: [use, uses]",
            "prefer: [use, uses, used]",
            f"{WORDS}:7: avoid has 2 words and prefer has 3, so nobody can tell which goes with which."
            " Give one word for all of them, or one for each, in the same order.",
        ),
        (
            "    prefer: to\n",
            "    prefers: to\n",
            f'{WORDS}:4: This house word has no "prefer", and needs one. Is "prefers" meant to be "prefer"?',
        ),
        (
            "    stop: yes",
            "    stop: perhaps",
            f'{WORDS}:16: stop is yes or no, and "perhaps" is neither. Write stop: yes, or take the line out.',
        ),
        (
            "    why: Statements have ended.\n",
            "",
            f'{WORDS}:13: This house word has no "why", and needs one. Add a line: why: …',
        ),
        (
            "also_right:",
            "also_rigth:",
            f'{WORDS}:17: "also_rigth" is not something that a words file has. Did you mean "also_right"?',
        ),
        (
            "avoid: [utilise, utilises]",
            'avoid: [utilise, ""]',
            f"{WORDS}:6: A line of avoid or prefer has no words. Write some, or take the line out.",
        ),
        (
            "avoid: [utilise, utilises]",
            "avoid: [utilise, [utilises]]",
            f"{WORDS}:6: avoid must be a list, one to a line, each with a hyphen before it.",
        ),
    ],
)
def test_a_slip_in_the_list_is_explained(project: Project, old: str, new: str, expected: str) -> None:
    project.change(WORDS, old, new)
    assert expected in project.problems()


# ---------------------------------------------------------------- the list of this repository


@pytest.fixture
def ours(project: Project) -> Project:
    """The small project, with the house words of this repository's own site."""
    project.write(WORDS, (PROJECT / WORDS).read_text("utf-8"))
    return project


@pytest.mark.parametrize(
    ("typed", "pasted"),
    [
        ("My son suffers from epilepsy.", "My son has epilepsy."),
        ("A school for the disabled.", "A school for disabled people."),
        ("A pupil who is in a normal school.", "A pupil who is in a mainstream school."),
        ("Help for a special needs child.", "Help for a child with SEND."),
        ("Ask an LEA officer.", "Ask a council officer."),
        ("Ask prior to the meeting.", "Ask before the meeting."),
        ("Ask for an EHC Plan.", "Ask for an EHCP."),
        ("The SENCO ensures that it happens.", "The SENCO makes sure that it happens."),
        ("Some help, e.g. a book.", "Some help, for example a book."),
    ],
)
def test_our_list_mends_what_people_write(ours: Project, typed: str, pasted: str) -> None:
    ours.append(ABOUT, f"{typed}\n")
    (note,) = notes(ours)
    assert note.endswith(f" {pasted}")


@pytest.mark.parametrize(
    "typed", ["Ask for a statement of SEN.", "He is on School Action Plus.", "A statemented child."]
)
def test_our_list_stops_what_would_mislead(ours: Project, typed: str) -> None:
    ours.append(ABOUT, f"{typed}\n")
    assert len(ours.problems()) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "You may also see it called an EHC plan.",
        "Read our accessibility statement and your bank statement.",
        "Ask the disabled children's team.",
        "It is normal to worry. School action is planned.",
    ],
)
def test_our_list_leaves_alone_what_is_right(ours: Project, typed: str) -> None:
    ours.append(ABOUT, f"{typed}\n")
    assert (ours.problems(), notes(ours)) == ([], [])
