"""The rights clock: the same days in Python, in the page without JavaScript, and in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from findyourcluster.clock import CLOCKS, add_months, after_holidays, days, last_day
from tests.clock_cases import CASES
from tests.conftest import Project

ADDRESS = "/your-rights/dates/"
BY_ID = {clock.id: clock for clock in CLOCKS}
dates = st.dates(date(2014, 9, 1), date(2099, 12, 31))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_python_counts_as_on_paper(case: tuple[str, dict[str, str], dict[str, str]]) -> None:
    name, typed, expected = case
    starts = {start: date.fromisoformat(day) for start, day in typed.items()}
    found = days(BY_ID[name], starts)
    if BY_ID[name].latest:
        found["latest"] = last_day(BY_ID[name], starts)
    assert {step: day.isoformat() for step, day in found.items()} == expected


@given(dates)
def test_no_appeal_is_ever_said_to_end_in_the_holidays_or_too_early(day: date) -> None:
    end = after_holidays(day)
    assert end >= day
    assert end.month != 8
    assert not (end.month, end.day) >= (12, 25)
    assert (end.month, end.day) != (1, 1)
    if end != day:
        assert end.weekday() < 5
        assert end - day <= timedelta(days=35)


@given(dates, st.integers(0, 24))
def test_months_land_in_the_right_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


# ---------------------------------------------------------------- without JavaScript


def test_without_javascript_the_law_and_examples_from_the_builds_day_stand_there(built: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content((built / "your-rights/dates/index.html").read_text("utf-8"))
    asked = page.locator("#asked")
    expect(asked.locator("form")).to_be_hidden()
    expect(asked.locator("[data-tools]")).to_be_hidden()
    expect(asked).to_contain_text("within 20 weeks of receiving the request")
    expect(asked.locator("tbody tr").first).to_have_text(
        re.compile(r"24 November 2026\s+5 January 2027\s+16 March 2027\s+13 April 2027")
    )
    rows = page.locator("#appeal tbody tr")
    expect(rows.nth(0)).to_have_text(re.compile(r"24 November 2026\s+none\s+24 January 2027"))
    expect(rows.nth(1)).to_have_text(re.compile(r"24 September 2026\s+24 November 2026\s+24 December 2026"))
    expect(rows.nth(3)).to_have_text(re.compile(r"15 June 2027\s+none\s+1 September 2027"))
    expect(rows.nth(4)).to_have_text(re.compile(r"28 October 2027\s+none\s+4 January 2028"))
    context.close()


def test_a_fact_that_the_clock_shows_must_be_there(project: Project) -> None:
    project.write("content/dates.md", "---\ntitle: Dates\nlayout: rights-clock\n---\n")
    assert (
        'content/dates.md:3: This page shows the fact "app-time", and there is none of that name.'
        " Add it to data/facts.yaml."
    ) in project.problems()


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def page(browser: Browser, host: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="en-GB", accept_downloads=True)
    page = context.new_page()
    page.clock.set_fixed_time("2026-11-24T12:00:00Z")
    page.goto(host + ADDRESS)
    yield page
    context.close()


def work_out(page: Page, clock: str, typed: dict[str, str]) -> None:
    for start in BY_ID[clock].starts:
        page.locator(f"#{start.id}").fill(typed.get(start.id, ""))
    page.locator(f"#{clock}").get_by_role("button", name="Work out the dates").click()


@pytest.mark.browser
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_browser_counts_as_on_paper(page: Page, case: tuple[str, dict[str, str], dict[str, str]]) -> None:
    clock, typed, expected = case
    work_out(page, clock, typed)
    expect(page.locator(f"#{clock}").get_by_role("status")).to_have_text("Your dates are below.")
    shown = {
        item.get_attribute("data-step"): item.locator("time").get_attribute("datetime")
        for item in page.locator(f"#{clock} [data-step]:has(time:visible)").all()
    }
    assert shown == expected


@pytest.mark.browser
@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_days_are_the_same_wherever_the_phone_thinks_it_is(browser: Browser, host: str, zone: str) -> None:
    context = browser.new_context(timezone_id=zone, locale="en-GB")
    page = context.new_page()
    page.goto(host + ADDRESS)
    work_out(page, "asked", {"request": "2026-03-01"})
    expect(page.locator("#asked time").first).to_have_text("Sunday 12 April 2026")
    context.close()


@pytest.mark.browser
def test_a_day_that_has_passed_and_one_at_a_weekend_are_said(page: Page) -> None:
    work_out(page, "asked", {"request": "2026-06-01"})
    expect(page.locator("#asked [data-step=decision]")).to_contain_text("Monday 13 July 2026This day has passed.")
    work_out(page, "appeal", {"letter": "2026-11-02"})
    latest = page.locator("#appeal [data-latest]")
    expect(latest).to_contain_text("Saturday 2 January 2027This is at a weekend, so be earlier.")
    expect(latest).to_contain_text("or 1 month from the mediation certificate. The later of the two dates counts.")


@pytest.mark.browser
@pytest.mark.parametrize("typed", ["", "0202-01-01", "3026-01-01"])
def test_a_day_that_is_missing_or_slipped_is_asked_for_again(page: Page, typed: str) -> None:
    work_out(page, "draft", {"draft-plan": "2026-11-24"})
    work_out(page, "draft", {"draft-plan": typed})
    expect(page.locator("#draft").get_by_role("status")).to_have_text("Type the whole date, with its year.")
    expect(page.locator("#draft-plan")).to_be_focused()
    expect(page.locator("#draft-plan")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#draft time:visible")).to_have_count(0)
    expect(page.locator("#draft [data-tools]")).to_be_hidden()


@pytest.mark.browser
def test_the_calendar_file_is_one_that_calendars_read(page: Page) -> None:
    work_out(page, "appeal", {"letter": "2026-10-28", "certificate": "2026-11-20"})
    with page.expect_download() as download:
        page.locator("#appeal").get_by_role("link", name="Put these dates in your calendar").click()
    assert download.value.suggested_filename == "appeal.ics"
    content = Path(download.value.path()).read_bytes()
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    events = list(Calendar.from_ical(content).walk("VEVENT"))
    assert [(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in events] == [
        ("The Tribunal must have your appeal", date(2027, 1, 4))
    ]
    assert str(events[0]["DESCRIPTION"]) == (
        "The Tribunal must receive your appeal within 2 months of the decision letter being sent,"
        f" or 1 month from the mediation certificate. The later of the two dates counts. {page.url}"
    )
    assert len(events[0].walk("VALARM")) == 1


@pytest.mark.browser
def test_what_is_typed_is_neither_stored_nor_sent(page: Page, host: str) -> None:
    sent: list[str] = []
    page.on("request", lambda request: None if request.url.startswith("blob:") else sent.append(request.url))
    work_out(page, "asked", {"request": "2026-06-01"})
    assert sent == []
    assert page.url == host + ADDRESS
    assert page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"


@pytest.mark.browser
def test_on_paper_the_dates_stand_and_the_boxes_do_not(page: Page) -> None:
    work_out(page, "asked", {"request": "2026-06-01"})
    page.emulate_media(media="print")
    expect(page.locator("#asked time").first).to_be_visible()
    expect(page.locator("#asked form")).to_be_hidden()
    expect(page.locator("#asked [data-tools]")).to_be_hidden()
    page.emulate_media(media="screen")
