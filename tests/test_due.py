"""What is due on which day: the calendar file and the data of `review`, and days on which pages come and go."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from findyourcluster.due import Due, as_calendar
from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.model import Place
from tests.conftest import SMALL, TODAY, Project

PAGE = "content/questions.md"


def output(project: Project, *more: str) -> str:
    status, out, err = project.run("review", *more)
    assert (status, err) == (0, "")
    return out


def events_of(calendar: str) -> list[Any]:
    """The events of a calendar file, read by a strict reader."""
    return list(icalendar.Calendar.from_ical(calendar).walk("VEVENT"))


def test_what_is_due_can_be_had_as_data(project: Project) -> None:
    data = json.loads(output(project, "--within", "92", "--format", "json"))
    assert data["due"][0] == {
        "day": "2027-02-22",
        "file": "data/contacts.yaml",
        "line": 12,
        "column": 16,
        "what": 'The contact "KIAS" is to be looked at again.',
        "to_do": "Open its source, mend what has changed, and set checked and review_by anew.",
    }
    assert [each["day"] for each in data["due"]] == ["2027-02-22", "2027-02-22", "2027-02-24"]
    assert json.loads(output(project, "--format", "json")) == {"due": []}


def test_the_calendar_has_an_event_for_each_day_with_what_to_do(project: Project) -> None:
    out = output(project, "--all", "--ics")
    assert out.endswith("END:VCALENDAR\r\n")
    assert out.count("\n") == out.count("\r\n")
    assert max(len(line.encode("utf-8")) for line in out.split("\r\n")) <= 75
    events = events_of(out)
    assert [event["DTSTART"].dt for event in events] == [date(2027, 2, 22), date(2027, 2, 24), date(2027, 5, 24)]
    assert [event["UID"] for event in events] == [f"review-2027{day}@small.example" for day in ("0222", "0224", "0524")]
    assert events[0]["SUMMARY"] == "Small Clusters: 2 things to look at"
    assert events[1]["SUMMARY"] == 'Small Clusters: The fact "ehc-6wk" is to be looked at again.'
    assert events[0]["DESCRIPTION"] == (
        'data/contacts.yaml:12: The contact "KIAS" is to be looked at again.\n'
        'data/contacts.yaml:17: The contact "The Forum" is to be looked at again.\n'
        "Open its source, mend what has changed, and set checked and review_by anew."
    )


def test_the_calendar_stays_the_same_while_nothing_changes(project: Project) -> None:
    assert output(project, "--all", "--ics") == output(project, "--all", "--ics")


def test_nothing_due_is_an_empty_calendar(project: Project) -> None:
    assert events_of(output(project, "--ics")) == []


def test_a_site_without_an_address_has_a_calendar_too(project: Project) -> None:
    project.change("data/site.yaml", "address: https://small.example\n", "")
    assert "UID:review-20270222@small-clusters\r\n" in output(project, "--all", "--ics")


def test_days_on_which_pages_come_and_go_are_listed(project: Project) -> None:
    project.change(PAGE, "title:", "publish_on: 2026-12-01\nexpire_on: 2027-01-01\ntitle:")
    out = output(project)
    assert (
        "## Pages that come and go by themselves (1)\n\n"
        "- [ ] Questions parents ask (content/questions.md:2)\n"
        "      Parents see it from 1 December 2026 on.\n"
        "      Build and publish the site on that day, or have it done each night.\n"
    ) in out
    assert "taken down on 1 January 2027" in output(project, "--within", "60")
    data = json.loads(output(project, "--within", "60", "--format", "json"))["due"]
    assert [(each["day"], each["line"]) for each in data] == [("2026-12-01", 2), ("2027-01-01", 3)]
    later = json.loads(output(project, "--today", "2026-12-02", "--within", "30", "--format", "json"))["due"]
    assert [each["day"] for each in later] == ["2027-01-01"]


def test_a_draft_neither_comes_nor_goes(project: Project) -> None:
    project.change(PAGE, "title:", "draft: yes\npublish_on: 2026-12-01\ntitle:")
    assert "come and go" not in output(project)


def test_the_law_that_may_change_is_in_the_calendar(project: Project) -> None:
    project.write(
        "data/reform.yaml",
        "tag: law\ntext: It may change.\nsource: register\nchecked: 2026-11-24\nwarn_after: 10\nstop_after: 60\n"
        "look_at: Look at the news.\n",
    )
    (event,) = events_of(output(project, "--ics"))
    assert event["DTSTART"].dt == date(2026, 12, 4)
    assert event["DESCRIPTION"].endswith("Look at the news.")


SETTINGS = load(Folder(SMALL)).site.settings
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200)


@given(st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2100, 1, 1)), TEXT, TEXT), max_size=5))
def test_whatever_is_typed_comes_back_from_the_calendar(typed: list[tuple[date, str, str]]) -> None:
    found = sorted((Due(day, Place("a.md", 1), what, to_do) for day, what, to_do in typed), key=lambda due: due.day)
    calendar = as_calendar(found, SETTINGS, date.fromisoformat(TODAY))
    assert max(len(line.encode("utf-8")) for line in calendar.split("\r\n")) <= 75
    told = "\n".join(str(event["DESCRIPTION"]) for event in events_of(calendar))
    for each in found:
        assert f"a.md:1: {each.what}" in told
        assert each.to_do in told
