"""What the data must agree on, and how a disagreement is said."""

from __future__ import annotations

import pytest

from findyourcluster.rules import RULES
from tests.conftest import Project

SCHOOLS = "data/schools.yaml"
ASHBROW = "    name: Ashbrow School\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            SCHOOLS,
            f"urn: 107628\n{ASHBROW}",
            "urn: 107626\n    name: Birkby Junior School\n    slug: birkby-again\n",
            [
                f"{SCHOOLS}:31: Birkby Junior School stands here a second time: first on line 11. Keep one of them.",
            ],
        ),
        (
            SCHOOLS,
            "urn: 107628",
            "urn: 107626",
            [
                f"{SCHOOLS}:31: URN 107626 belongs to Birkby Junior School (line 11) and to Ashbrow School."
                " Look the right one up in the official register of schools.",
            ],
        ),
        (
            SCHOOLS,
            "    slug: st-josephs-catholic-primary-academy-dewsbury\n",
            "    slug: st-josephs-catholic-primary-academy-huddersfield\n",
            [
                f"{SCHOOLS}:54: The address /schools/st-josephs-catholic-primary-academy-huddersfield/ is taken"
                f" already, by {SCHOOLS}:46. Add a line: slug: st-josephs-catholic-primary-academy-148483",
            ],
        ),
        (
            SCHOOLS,
            "    cluster: 14",
            "    cluster: 41",
            [
                f"{SCHOOLS}:26: Birkby Junior School is in Cluster 41, but there is no such cluster."
                " The clusters are 1, 3, 14.",
            ],
        ),
        (
            SCHOOLS,
            "  - number: 3\n",
            "  - number: 1\n",
            [
                "data/site.yaml:10: cluster_count is 3, but data/schools.yaml lists 2 clusters. Make them agree.",
                f"{SCHOOLS}:6: Cluster 1 stands here a second time: first on line 5. Keep one of them.",
                f"{SCHOOLS}:6: The address /clusters/1/ is taken already, by {SCHOOLS}:5."
                " Give one of them another name.",
            ],
        ),
        (
            SCHOOLS,
            "area: upper-dale",
            "area: uper-dale",
            [
                f'{SCHOOLS}:8: Cluster 14 is in the area "uper-dale", but there is no such area.'
                ' Did you mean "upper-dale"?',
            ],
        ),
        (
            SCHOOLS,
            "    cluster: 14\n    membership:\n      source: school-page\n      checked: 2026-11-24\n"
            "      confidence: published by a school\n",
            "    cluster: 14\n",
            [
                f"{SCHOOLS}:26: Birkby Junior School is in Cluster 14, and no source says so."
                " Add membership: with source, checked and confidence below it, or take the cluster out.",
            ],
        ),
        (
            SCHOOLS,
            "source: school-page",
            "source: school-pages",
            [f'{SCHOOLS}:28: There is no source "school-pages" in data/sources.yaml. Did you mean "school-page"?'],
        ),
        (
            SCHOOLS,
            "    slug: st-josephs-catholic-primary-academy-dewsbury\n    phase: primary\n    town: Dewsbury\n",
            "    slug: st-josephs-catholic-primary-academy-dewsbury\n    phase: primary\n",
            [
                f"{SCHOOLS}:46: 2 schools are called St Joseph's Catholic Primary Academy, and this one has no town."
                " Add a line: town: and its town.",
            ],
        ),
        (
            "data/facts.yaml",
            "id: ehc-6wk",
            "id: not",
            [
                "content/questions.md:22: There is no fact \"ehc-6wk\" in the data.",
                'data/facts.yaml:10: The fact "not" stands here a second time: first on line 2.'
                " Give one of them another id, or keep one.",
            ],
        ),
        (
            "data/contacts.yaml",
            "    unknown: Its contact details are to come.\n",
            "",
            [
                "data/contacts.yaml:13: The Forum has no phone, email or website."
                " Add one, or a line unknown: that says what is not known yet.",
            ],
        ),
        (
            "data/contacts.yaml",
            "    source: register\n",
            "",
            [
                "data/contacts.yaml:2: KIAS has a phone or email, and no source says so."
                " Add a line: source: and the id of one in data/sources.yaml.",
            ],
        ),
        (
            "data/site.yaml",
            "owner_contact: forum",
            "owner_contact: form",
            [
                'data/site.yaml:9: owner_contact names "form", which is not in data/contacts.yaml.'
                ' Did you mean "forum"?',
            ],
        ),
        (
            "data/site.yaml",
            "register_link: https://register.example/{urn}",
            "register_link: https://register.example/",
            ["data/site.yaml:12: register_link must have {urn} where a school's number goes."],
        ),
    ],
)  # fmt: skip
def test_a_disagreement_is_explained(project: Project, file: str, old: str, new: str, expected: list[str]) -> None:
    project.change(file, old, new)
    assert sorted(project.problems()) == sorted(expected)


def test_a_school_in_two_clusters_is_explained_with_both_lines(project: Project) -> None:
    project.change(SCHOOLS, "urn: 107628", "urn: 107626")
    project.change(SCHOOLS, ASHBROW, "    name: Birkby Junior School\n    slug: birkby-again\n")
    text = (project.root / SCHOOLS).read_text("utf-8")
    second = text.rindex("    cluster: 14")
    project.write(SCHOOLS, text[:second] + "    cluster: 3" + text[second + len("    cluster: 14") :])
    assert project.problems() == [
        f"{SCHOOLS}:42: Birkby Junior School is in Cluster 14 (line 26) and in Cluster 3 (line 42)."
        " Keep the entry that its source states."
    ]


def test_every_rule_has_a_name_of_its_own_and_says_why_it_matters() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert all(rule.why.endswith(".") for rule in RULES)


# ---------------------------------------------------------------- lists of a cluster

LISTED = """    lists:
      - cluster: 14
        schools:
          - Birkby Juniors
          - 107628
"""
SOURCES = "data/sources.yaml"
AGAIN = "Read the source again, and mend the one that is wrong."


@pytest.fixture
def listed(project: Project) -> Project:
    """The small project, where the school's page lists its cluster: by an alias, and by a URN."""
    project.change(SOURCES, "    seen: 2026-11-24\n", f"    seen: 2026-11-24\n{LISTED}")
    return project


def test_a_list_that_agrees_is_no_news(listed: Project) -> None:
    assert listed.problems() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            SOURCES,
            "- Birkby Juniors",
            "- Birkby Junior Scool",
            [
                f'{SCHOOLS}:28: Birkby Junior School is in Cluster 14 because "school-page" says so, and its list'
                f" ({SOURCES}:9) does not have it. {AGAIN}",
                f'{SOURCES}:9: "Birkby Junior Scool" is no school in data/schools.yaml.'
                ' Did you mean "Birkby Junior School"?',
            ],
        ),
        (
            SOURCES,
            "          - 107628\n",
            "          - 107628\n          - 148482\n",
            [
                f'{SOURCES}:11: "school-page" lists St Joseph\'s Catholic Primary Academy in Cluster 14,'
                f" and {SCHOOLS}:46 has it in no cluster. {AGAIN}"
            ],
        ),
        (
            SOURCES,
            "          - 107628\n",
            "          - 107628\n          - St Joseph's Catholic Primary Academy\n",
            [
                f"{SOURCES}:11: 2 schools are or were called St Joseph's Catholic Primary Academy."
                " Write the URN of the one that is meant."
            ],
        ),
        (
            SOURCES,
            "          - 107628\n",
            "",
            [
                f'{SCHOOLS}:43: Ashbrow School is in Cluster 14 because "school-page" says so, and its list'
                f" ({SOURCES}:9) does not have it. {AGAIN}"
            ],
        ),
        (
            SCHOOLS,
            "    cluster: 14\n",
            "    cluster: 3\n",
            [
                f'{SOURCES}:9: "school-page" lists Birkby Junior School in Cluster 14,'
                f" and {SCHOOLS}:26 has it in Cluster 3. {AGAIN}"
            ],
        ),
        (
            SOURCES,
            "    licence: Open Government Licence v3.0\n",
            "    lists:\n      - cluster: 14\n        schools:\n          - Ashbrow School\n",
            [
                f'{SOURCES}:19: "register" and "school-page" ({SOURCES}:9) do not list the same schools for Cluster 14:'
                " birkby-junior-school. Read both again; take the list of the older one out if it is out of date."
            ],
        ),
    ],
)
def test_a_list_that_does_not_agree(listed: Project, file: str, old: str, new: str, expected: list[str]) -> None:
    listed.change(file, old, new)
    assert listed.problems() == expected


# ---------------------------------------------------------------- schools that closed


@pytest.mark.parametrize(
    ("day", "noted"), [("2026-11-24", True), ("2026-11-25", False)], ids=["closed today", "closes tomorrow"]
)
def test_a_school_that_closed_and_is_still_in_a_cluster_is_a_note(project: Project, day: str, noted: bool) -> None:
    project.change(SCHOOLS, "    source: register", f"    closed: {day}\n    source: register")
    status, out, _ = project.run("check")
    assert status == 0
    says = "Birkby Junior School closed on 24 November 2026, and is still in Cluster 14."
    assert (f"{says} Take cluster: and membership: out, or closed: if it is open." in out) == noted


def test_a_closed_school_that_somebody_looked_at_since_stops_the_site(project: Project) -> None:
    project.change(SCHOOLS, "    source: register", "    closed: 2026-08-31\n    source: register")
    assert project.problems() == [
        f"{SCHOOLS}:27: Birkby Junior School closed on 31 August 2026, and is still in Cluster 14."
        " Take cluster: and membership: out, or closed: if it is open."
    ]


# ---------------------------------------------------------------- notes that stop a site


def test_the_owner_says_which_notes_stop_the_site(project: Project) -> None:
    project.append("data/site.yaml", "stop_for:\n  - review-soon\n")
    assert project.run("check", "--today", "2027-01-22")[0] == 0
    status, _, err = project.run("check", "--today", "2027-01-24")
    assert status == 1
    assert "is to be looked at again by" in err


def test_what_stops_the_site_is_a_rule_that_exists(project: Project) -> None:
    project.append("data/site.yaml", "stop_for:\n  - reviw-soon\n  - everything\n")
    assert [problem.split(": ", 1)[1] for problem in project.problems()] == [
        'stop_for names "reviw-soon", which is not a rule that gives notes. Did you mean "review-soon"?',
        'stop_for names "everything", which is not a rule that gives notes. `build.py explain` lists them all.',
    ]
