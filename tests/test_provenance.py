"""Where everything comes from: the list of facts, the same as data, corrections, and the reviewer's sheet."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import Project
from tests.test_pages_made import words

REFORM = """\
tag: law
text: The law may change. Your rights have not changed.
source: register
checked: 2026-11-24
warn_after: 30
stop_after: 60
look_at: Look at the news.
"""


@pytest.fixture
def reformed(project: Project) -> Project:
    """The small project with a law that may change, on which one of its facts rests."""
    project.write("data/reform.yaml", REFORM)
    project.append("data/facts.yaml", "")
    project.change("data/facts.yaml", "    law: SEND Regulations", "    tags: law\n    law: SEND Regulations")
    return project


# ---------------------------------------------------------------- in view


def test_every_fact_stands_on_one_page_with_its_source_and_its_day(project: Project) -> None:
    project.build()
    page = project.page("/facts/")
    row = page[page.index('<tr id="fact-ehc-6wk">') :]
    row = row[: row.index("</tr>")]
    assert "The council must tell you its decision within 6 weeks of receiving the request." in row
    assert '<a href="https://law.example/5" rel="noopener">SEND Regulations 2014, regulation 5(1)<' in row
    assert "<td>24 November 2026</td>" in row
    assert page.count('<tr id="fact-') == 2


def test_a_correction_is_said_where_everybody_can_read_it(project: Project) -> None:
    project.build()
    assert "None yet. When we mend a mistake, we say so here." in words(project.page("/about/"))
    project.write(
        "data/corrections.yaml",
        "corrections:\n  - day: 2026-11-20\n    page: questions\n    was: Five weeks.\n    now: Six weeks.\n",
    )
    project.build()
    assert "20 November 2026, Questions parents ask. We said: “Five weeks.” This is right: “Six weeks.”" in words(
        project.page("/about/")
    )


def test_a_correction_of_a_page_that_is_not_there_is_a_problem(project: Project) -> None:
    project.write(
        "data/corrections.yaml", "corrections:\n  - day: 2026-11-20\n    page: question\n    was: A.\n    now: B.\n"
    )
    assert project.problems() == [
        'data/corrections.yaml:3: page names the page "question", which does not exist. Did you mean "questions"?'
    ]


def test_the_pages_that_a_change_of_the_law_would_touch_are_listed(reformed: Project) -> None:
    reformed.build()
    touched = words(reformed.page("/about/")).rpartition("would touch ")[2].partition("Every source")[0]
    assert "Questions parents ask Not yet checked by an adviser." in touched
    assert "First steps" not in touched
    reformed.change("content/guides/first-steps.md", "title:", "tags: law\ntitle:")
    reformed.build()
    assert "The law may change. Your rights have not changed." in reformed.page("/guides/first-steps/")


def test_all_of_it_is_there_as_data(reformed: Project) -> None:
    reformed.build()
    data = json.loads((reformed.site / "data/facts.json").read_text("utf-8"))
    assert [fact["id"] for fact in data["facts"]] == ["not", "ehc-6wk"]
    assert data["facts"][1]["checked"] == "2026-11-24"
    assert data["facts"][1]["source"] in {source["id"] for source in data["sources"]}
    assert data["reform"]["text"] == "The law may change. Your rights have not changed."
    assert data["corrections"] == []
    assert data["contacts"][0]["id"] == "kias"


# ---------------------------------------------------------------- the reviewer's sheet


def review(project: Project, *more: str) -> str:
    status, out, err = project.run("review", *more)
    assert (status, err) == (0, "")
    return out


def test_the_sheet_has_a_box_for_each_thing_due_with_its_source(project: Project) -> None:
    out = review(project, "--today", "2027-02-20")
    assert (
        "- [ ] ehc-6wk (data/facts.yaml:11)\n"
        "      The council must tell you its decision within 6 weeks of receiving the request.\n"
        "      SEND Regulations 2014, regulation 5(1)\n"
        "      Source: Register of schools (Department for Education) https://law.example/5\n"
        "      To be looked at again by 24 February 2027.\n"
        "      Shown on: /questions/\n"
    ) in out
    assert "- [ ] KIAS (data/contacts.yaml:12)\n      01422 266141" in out
    assert "- [ ] not (" not in out
    assert re.search(r"Checked by: _+ +For: _+ +Date: _+", out)


def test_nothing_due_is_an_empty_sheet_and_everything_can_be_asked_for(project: Project) -> None:
    assert "- [ ]" not in review(project)
    assert "- [ ] not (" in review(project, "--all")
    assert "- [ ] not (" in review(project, "--within", "999999999")
    assert "- [ ] ehc-6wk (" in review(project, "--within", "92")
    assert "- [ ] ehc-6wk (" not in review(project, "--within", "91")


def test_pages_about_rights_stay_on_the_sheet_until_an_adviser_signs(reformed: Project) -> None:
    out = review(reformed)
    assert "## Pages about rights that no adviser has checked yet (1)\n\n- [ ] Questions parents ask (" in out
    assert "- [ ] ehc-6wk (" in out
    assert "It touches: /questions/" in out
    reformed.change("content/questions.md", "title:", "reviewed_by: A. N. Adviser\nreviewed_on: 2026-11-20\ntitle:")
    out = review(reformed)
    assert "no adviser" not in out
    assert "- [ ] ehc-6wk (" not in out


def test_the_sheet_can_be_had_when_it_is_needed_most(project: Project) -> None:
    status, out, err = project.run("review", "--today", "2028-01-01")
    assert status == 0
    assert "- [ ] ehc-6wk (" in out
    assert "`build.py check` finds" in err


def test_an_advisers_name_without_a_day_is_a_problem(project: Project) -> None:
    project.change("content/questions.md", "title:", "reviewed_by: A. N. Adviser\ntitle:")
    assert project.problems() == [
        "content/questions.md:2: This page has reviewed_by and not reviewed_on."
        " Give both: the adviser's name and the day, such as 2026-12-01."
    ]
