"""Review dates bite, time limits are cited, old names are found: what keeps the words true."""

from __future__ import annotations

import pytest

from tests.conftest import Project, without_columns

FACTS, CONTACTS, PAGE = "data/facts.yaml", "data/contacts.yaml", "content/questions.md"
HOW = "Open its source, mend what has changed, and set checked and review_by anew."


def on(project: Project, day: str) -> tuple[int, str, str]:
    """What `check` says on DAY: status, notes, problems."""
    return project.run("check", "--today", day)


def test_a_review_that_comes_soon_is_a_note_to_editors(project: Project) -> None:
    status, out, err = on(project, "2027-01-24")
    assert (status, err) == (0, "")
    assert f'{CONTACTS}:12: The contact "KIAS" is to be looked at again by 22 February 2027. {HOW}' in without_columns(
        out
    )
    assert "note" not in on(project, "2027-01-22")[1]


def test_readers_see_what_is_overdue_and_editors_are_warned(project: Project) -> None:
    status, out, err = project.run("build", "--today", "2027-02-25")
    assert (status, err) == (0, "")
    assert (
        f'{FACTS}:16: The fact "ehc-6wk" was to be looked at by 24 February 2027.'
        f" After 25 April 2027 nothing can be published with it. {HOW}"
    ) in without_columns(out)
    page = project.page("/questions/")
    assert '<span class="overdue">(Last checked on 24 November 2026, being checked again.)</span>' in page
    assert "Last checked on 24 November 2026. We are checking it again.</p>" in page
    assert "We will check it again by 24 May 2027." in page


def test_a_page_that_is_overdue_says_so(project: Project) -> None:
    project.change(PAGE, "review_by: 2027-05-24", "review_by: 2027-01-01")
    project.run("build", "--today", "2027-01-02")
    assert '<span class="overdue">It is being checked again.</span>' in project.page("/questions/")


def test_what_is_long_overdue_is_not_published(project: Project) -> None:
    project.build()
    status, _, err = project.run("build", "--today", "2027-04-26")
    assert status == 1
    assert (
        f'{FACTS}:16: The fact "ehc-6wk" was to be looked at by 24 February 2027, more than 60 days ago. {HOW}'
        in without_columns(err)
    )


def test_the_site_says_how_many_days_it_allows(project: Project) -> None:
    project.change("data/site.yaml", "cluster_count: 3", "cluster_count: 3\nreview_soon: 5\nreview_late: 400")
    assert "note" not in on(project, "2027-02-16")[1]
    assert on(project, "2027-10-01")[0] == 0


def test_the_day_can_come_from_the_environment(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from findyourcluster.commands import main  # noqa: PLC0415

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1830000000")  # 28 December 2027
    assert main(["check", "--root", str(project.root)]) == 1
    assert "more than 60 days ago" in project.capsys.readouterr().err


def test_a_day_that_is_none_is_wrong_usage(project: Project) -> None:
    with pytest.raises(SystemExit) as stopped:
        on(project, "tomorrow")
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("typed", "limit"),
    [
        ("The council must answer within 6 weeks.", "within 6 weeks"),
        ("You get an answer in two months.", "in two months"),
        ("They need at least 15 days.", "at least 15 days"),
        ("The council has 6 weeks to answer.", "has 6 weeks"),
        ("An answer takes 6 weeks.", "takes 6 weeks"),
    ],
)
def test_a_time_limit_in_our_own_words_is_found(project: Project, typed: str, limit: str) -> None:
    line = (project.root / PAGE).read_text("utf-8").rstrip("\n").count("\n") + 3
    project.append(PAGE, typed + "\n")
    assert project.problems() == [
        f'{PAGE}:{line}: "{limit}" is a time limit in our own words.'
        " Cite the fact that states it, such as {{ fact: ehc-6wk }}, or add one to data/facts.yaml."
    ]


def test_a_retired_name_is_found_wherever_it_stands(project: Project) -> None:
    project.append(PAGE, "Write to sendact.\n")
    project.change(CONTACTS, "what: Free advice for parents.", "what: Once part of SENDACT.")
    assert [problem.split(": ", 1)[1] for problem in project.problems()] == [
        '"SENDACT" is what EHCP Team was called before. Write EHCP Team.',
        '"SENDACT" is what EHCP Team was called before. Write EHCP Team.',
    ]


def test_a_retired_name_beside_the_new_one_is_an_explanation(project: Project) -> None:
    project.append(PAGE, "The EHCP Team was called SENDACT before.\n")
    assert project.problems() == []


# ---------------------------------------------------------------- the law that may change

REFORM = """tag: law
text: The government wants to change the law.
source: school-page
checked: 2026-11-24
warn_after: 30
stop_after: 60
look_at: Ask KIAS.
"""


@pytest.fixture
def reformed(project: Project) -> Project:
    """The small project with a law that may change, which one of its facts states."""
    project.write("data/reform.yaml", REFORM)
    project.append(FACTS, "    tags:\n      - law\n")
    return project


def test_every_page_that_cites_the_law_says_that_it_may_change(reformed: Project) -> None:
    reformed.build()
    assert "The government wants to change the law." in reformed.page("/questions/")
    assert "We last looked for news on 24 November 2026." in reformed.page("/questions/")
    for address in ("/", "/words/", "/schools/birkby-junior-school/"):
        assert "The government wants to change the law." not in reformed.page(address)


def test_a_page_about_the_law_says_who_checked_it_or_that_nobody_has(reformed: Project) -> None:
    reformed.build()
    assert "No adviser who knows the law has checked this page yet." in reformed.page("/questions/")
    assert "No adviser" not in reformed.page("/words/")
    reformed.change(PAGE, "review_by: ", "reviewed_by: A. N. Adviser, KIAS\nreviewed_on: 2026-12-01\nreview_by: ")
    reformed.build()
    assert "Checked by A. N. Adviser, KIAS on 1 December 2026." in reformed.page("/questions/")


def test_the_reform_is_looked_at_each_month_and_stops_the_site_after_two(reformed: Project) -> None:
    assert "change of the law" not in on(reformed, "2026-12-23")[1]
    status, out, _ = on(reformed, "2026-12-24")
    says = "data/reform.yaml:4: What we say of the change of the law was last checked on 24 November 2026"
    assert status == 0
    assert f"{says}. Ask KIAS." in without_columns(out)
    assert on(reformed, "2027-01-23")[0] == 0
    status, _, err = on(reformed, "2027-01-24")
    assert status == 1
    assert f"{says}, more than 60 days ago. Ask KIAS." in without_columns(err)
