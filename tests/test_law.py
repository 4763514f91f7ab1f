"""What real pages for parents get wrong about the law, and how `check` catches it here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Project
from tests.test_pages_made import words

FACTS, PAGE = "data/facts.yaml", "content/questions.md"

TWENTY = "This sentence does not say from when the 20 weeks run. They run from the day when the council receives the"
ONE_TIME = "This gives one time to appeal, and there are two."
NOT_THEY = "cannot make the request: the law names others."
NO_SOURCE = (
    "is a statement on rights or money, without a source. Cite the fact: {{ fact: its-id }}, from data/facts.yaml."
)

A_FACT = """  - id: ours
    text: "{text}"
    law: {law}
    source: register
    checked: 2026-11-24
    review_by: 2027-02-24
    confidence: {confidence}
"""


def add_fact(project: Project, text: str, law: str = "An Act", confidence: str = "A") -> None:
    project.append(FACTS, A_FACT.format(text=text, law=law, confidence=confidence))


def found(project: Project, about: str) -> list[str]:
    """The problems that say ABOUT."""
    return [problem for problem in project.problems() if about in problem]


# ---------------------------------------------------------------- 1. when the 20 weeks start


@pytest.mark.parametrize(
    "wrong",
    [
        "A plan comes 20 weeks after the council agrees to assess.",
        "The 20 weeks start once a decision to assess is made.",
        "You get the plan within twenty weeks.",
    ],
)
def test_twenty_weeks_that_do_not_start_with_the_request_are_found(project: Project, wrong: str) -> None:
    add_fact(project, wrong)
    assert len(found(project, TWENTY)) == 1


def test_twenty_weeks_from_the_request_are_right(project: Project) -> None:
    add_fact(project, "The final plan must come within 20 weeks of the council receiving the request.")
    assert found(project, TWENTY) == []


# ---------------------------------------------------------------- 2. local practice and the law


def test_local_practice_in_a_box_of_law_is_found(project: Project) -> None:
    project.append(PAGE, "!!! law\n    {{ fact: not }}\n\n    {{ fact: ehc-6wk }}\n")
    assert found(project, "no law") == [
        f'{PAGE}:31: The fact "not" rests on no law, and stands in a box of what the law asks.'
        " Move it to a box of its own: !!! helps"
    ]


def test_what_helps_a_request_never_stands_without_what_the_law_asks(project: Project) -> None:
    project.append(PAGE, "!!! helps\n    Send what you have.\n")
    assert found(project, "helps a request") == [
        f"{PAGE}:30: This page says what helps a request, and not what the law asks."
        " Add a box above it, !!! law, that cites the legal test."
    ]
    project.append(PAGE, "!!! law\n    {{ fact: ehc-6wk }}\n")
    assert project.problems() == []


# ---------------------------------------------------------------- 3. two times to appeal


@pytest.mark.parametrize(
    "wrong",
    [
        "You have 2 months to appeal.",
        "The Tribunal must get it within two months of the letter.",
        "Appeal within 2 months, or 1 month from the certificate.",
    ],
)
def test_one_time_to_appeal_without_the_other_is_found(project: Project, wrong: str) -> None:
    add_fact(project, wrong)
    assert len(found(project, ONE_TIME)) == 1


def test_both_times_and_the_later_of_them_are_right(project: Project) -> None:
    add_fact(project, "Appeal within 2 months of the letter, or 1 month from the certificate: the later day counts.")
    assert found(project, ONE_TIME) == []


# ---------------------------------------------------------------- 4. who can ask


@pytest.mark.parametrize(
    "wrong",
    [
        "Any practitioner can request an assessment.",
        "Anyone who knows the child can ask for an EHCP.",
        "Your doctor can also ask the council for an EHC needs assessment.",
        "Health visitors may\nrequest an assessment.",
    ],
)
def test_people_whom_the_law_does_not_name_are_found(project: Project, wrong: str) -> None:
    project.append(PAGE, wrong + " {{ fact: not }}\n")
    assert len(found(project, NOT_THEY)) == 1


@pytest.mark.parametrize(
    "right",
    [
        "A parent can ask for an EHCP.",
        "A doctor cannot ask for an assessment.",
        "Other people, such as a doctor, can tell the council about a child.",
        "Ask your doctor. You can ask for an assessment.",
    ],
)
def test_people_whom_the_law_names_are_right(project: Project, right: str) -> None:
    project.append(PAGE, right + "\n")
    assert project.problems() == []


# ---------------------------------------------------------------- 5. old names: see test_dates_and_words.py
# ---------------------------------------------------------------- 6. words that the reform may change


def test_a_fact_on_the_law_that_may_change_has_the_tag_that_finds_it(project: Project) -> None:
    project.write(
        "data/reform.yaml",
        "tag: law\nlaws: SEND Regulations 2014\ntext: It may change.\nsource: register\nchecked: 2026-11-24\n"
        "warn_after: 30\nstop_after: 60\nlook_at: Look.\n",
    )
    assert project.problems() == [
        f'{FACTS}:12: The fact "ehc-6wk" rests on the SEND Regulations 2014, which may change, and has no tag law.'
        " Add to its tags: - law"
    ]


# ---------------------------------------------------------------- sources


def test_what_others_explain_must_name_them(project: Project) -> None:
    add_fact(project, "The whole test is short.", confidence="B")
    assert found(project, "confidence B")[0].endswith(
        'The fact "ours" has confidence B, and does not say who explains it. Begin it: "As IPSEA explains, …"'
    )


def test_a_fact_that_nobody_has_read_up_is_not_published(project: Project) -> None:
    add_fact(project, "It is so.", confidence="C")
    assert found(project, '"C" is not a confidence that we know. It can be: A, B.')


@pytest.mark.parametrize(
    "typed",
    [
        "The council must help.",
        "You are entitled to a place.",
        "You have a right to help.",
        "The law says that schools share.",
        "Each cluster gets £5,000.",
        "You can appeal.",
        "!!! note\n    The school must reply.",
    ],
)
def test_a_right_or_a_sum_without_a_source_is_found(project: Project, typed: str) -> None:
    project.append(PAGE, f"## More\n\n{typed}\n")
    assert len(found(project, NO_SOURCE)) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "The council must help. {{ fact: not }}",
        "{{ fact: not }}\n\nSo the council must help.",
        '!!! ask\n    > "What must the council do? Am I entitled to help?"',
        "[What the council must do](/questions/)",
        "!!! in-short\n    The council must help.",
    ],
)
def test_a_right_beside_its_source_a_question_and_a_link_are_fine(project: Project, typed: str) -> None:
    project.append(PAGE, f"## More\n\n{typed}\n")
    assert project.problems() == []


@pytest.mark.parametrize("typed", ["Ring 01422 266141.", "Ring +44 1422 266141.", "Write to help@kias.example today."])
def test_a_number_or_an_email_typed_by_hand_is_found(project: Project, typed: str) -> None:
    project.append(PAGE, typed + "\n")
    assert found(project, "is a phone number or email typed by hand.")[0].endswith(
        "Cite whose it is, such as {{ contact: kias }}, or add them to data/contacts.yaml."
    )


def test_a_fact_that_no_page_cites_is_a_note_to_editors(project: Project) -> None:
    add_fact(project, "It is so.")
    status, out, _ = project.run("check")
    assert status == 0
    assert 'No page cites the fact "ours".' in out


# ---------------------------------------------------------------- the pages of Kirklees


def page(built: Path, address: str) -> str:
    return (built / address.strip("/") / "index.html").read_text("utf-8")


def test_asking_for_an_ehcp_shows_the_law_and_what_helps_in_two_boxes(built: Path) -> None:
    asking = page(built, "/your-rights/asking/")
    law, helps = (
        asking[asking.index(f'class="callout callout-{box}"') :].partition("</div>")[0] for box in ("law", "helps")
    )
    assert "What the law asks" in law
    assert "the council must assess if it thinks two things are so" in re.sub("<[^>]*>", "", law)
    assert "Kirklees" not in law
    assert "What helps your request" in helps
    assert "Kirklees Council’s page says" in helps.replace("&#39;", "’").replace("'", "’")
    assert "within 20 weeks of receiving the request" in words(asking)


RIGHTS = ["/your-rights/asking/", "/your-rights/having-a-plan/", "/your-rights/disagreeing/", "/your-rights/dates/"]


@pytest.mark.parametrize("address", [*RIGHTS, "/what-it-does-not-mean/"])
def test_each_page_on_rights_begins_with_the_short_answer_and_the_promise(built: Path, address: str) -> None:
    text = words(page(built, address))
    short, promise, rest = (text.index(said) for said in ("In short", "Your rights stay the same", "cluster working"))
    assert short < promise < rest
    assert (
        "Kirklees Council says that cluster working does not change the right to ask for, or to have, an EHCP." in text
    )
    for said in (
        "This is information, not legal advice. See who can help",
        "No adviser who knows the law has checked this page yet.",
        "The law may change",
        "Education for All Bill",
    ):
        assert said in text, said
