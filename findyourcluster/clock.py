"""The rights clock: from a day that a parent knows, the days that follow by law in England.

CLOCKS is the one table. Pages, worked examples and the script in the browser (through the page's data
attributes) are all made from it; no date is typed anywhere else.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from findyourcluster.translation import mark

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Start:
    """A day that a parent types."""

    id: str
    label: str
    hint: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What falls WEEKS, DAYS or MONTHS after the day `after` (below 0: before it)."""

    id: str
    after: str  # a Start's id
    short: str  # the head of a column, the title in a calendar
    fact: str = ""  # the id of the Fact that states it
    weeks: int = 0
    days: int = 0
    months: int = 0

    def day(self, start: date) -> date:
        return add_months(start, self.months) + timedelta(days=self.days, weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class Clock:
    """One thing that starts time running.

    Where `latest` is given, it falls on the latest of the steps' days, run on over the Tribunal's holidays.
    """

    id: str
    title: str
    starts: tuple[Start, ...]
    steps: tuple[Step, ...]
    latest: Step | None = None
    also: tuple[str, ...] = ()  # ids of Facts: the exceptions, and what else to know

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of all Facts that it shows, in order, each once."""
        steps = (*self.steps, self.latest) if self.latest else self.steps
        return tuple(dict.fromkeys([*(step.fact for step in steps if step.fact), *self.also]))


CLOCKS = (
    Clock(
        id="asked",
        title=mark("You asked for an EHC needs assessment"),
        starts=(
            Start(
                "request",
                mark("The day that the council received the request"),
                mark("The day that it arrived, which may be later than the day it was sent."),
            ),
        ),
        steps=(
            Step("decision", "request", mark("The council says if it will assess"), "ehc-6wk", weeks=6),
            Step("no-plan", "request", mark("If there is to be no plan, the council says so"), "ehc-16wk", weeks=16),
            Step("final", "request", mark("If there is to be a plan, the final plan is sent"), "ehc-20wk", weeks=20),
        ),
        also=("ehc-6wk-exc",),
    ),
    Clock(
        id="draft",
        title=mark("You got a draft plan"),
        starts=(
            Start(
                "draft-plan",
                mark("The day that the draft plan was given to you"),
                mark("If you are not sure, take the date on its letter. That gives you the safer date."),
            ),
        ),
        # That day itself is the first of the 15 (regulation 13(1)(a): "beginning with the day").
        steps=(Step("comments", "draft-plan", mark("You have until this day, or longer"), "ehc-draft-15d", days=14),),
    ),
    Clock(
        id="reviewed",
        title=mark("Your child’s plan is reviewed"),
        starts=(Start("meeting", mark("The day of the review meeting"), ""),),
        steps=(
            Step("notice", "meeting", mark("You know of the meeting and have the reports"), "plan-review-notice", -2),
            Step("outcome", "meeting", mark("The council says: keep, change or end"), "plan-review-4wk", weeks=4),
            Step("amended", "meeting", mark("If it changes, the final plan is sent"), "plan-amend-8wk", weeks=12),
        ),
        also=("plan-review-12m",),
    ),
    Clock(
        id="appeal",
        title=mark("You want to appeal"),
        starts=(
            Start(
                "letter",
                mark("The day that the council sent its decision letter"),
                mark("If you are not sure, take the date on the letter."),
            ),
            Start(
                "certificate",
                mark("The date of your mediation certificate"),
                mark("Leave it empty if you have none."),
                optional=True,
            ),
        ),
        steps=(
            Step("letter-months", "letter", mark("2 months from the letter"), months=2),
            Step("certificate-month", "certificate", mark("1 month from the certificate"), months=1),
        ),
        latest=Step("latest", "", mark("The Tribunal must have your appeal"), "app-time"),
        also=("app-time-hol", "app-late", "med-cert", "med-school-only"),
    ),
)


def facts_shown() -> tuple[str, ...]:
    """The ids of all Facts that the clocks show, in order, each once."""
    return tuple(dict.fromkeys(fact for clock in CLOCKS for fact in clock.facts))


def add_months(start: date, months: int) -> date:
    """The same day of the month, MONTHS later; the last day of a month that is too short."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def days(clock: Clock, starts: Mapping[str, date]) -> dict[str, date]:
    """The day of each step whose start is among STARTS, by the step's id."""
    return {step.id: step.day(starts[step.after]) for step in clock.steps if step.after in starts}


def last_day(clock: Clock, starts: Mapping[str, date]) -> date:
    """The latest of the steps' days, run on over the Tribunal's holidays."""
    return after_holidays(max(days(clock, starts).values()))


def after_holidays(end: date) -> date:
    """END, or the first working day after August, or after 1 January, where it falls in those holidays.

    Source: Tribunal Procedure (First-tier Tribunal) (HESC Chamber) Rules 2008, rule 12(3)(a).
    """
    if end.month == 8:  # noqa: PLR2004 (August)
        return _working_day(date(end.year, 9, 1))
    if (end.month, end.day) >= (12, 25):
        return _working_day(date(end.year + 1, 1, 2))
    if (end.month, end.day) == (1, 1):
        return _working_day(date(end.year, 1, 2))
    return end


def _working_day(day: date) -> date:
    """DAY or the next that is neither at a weekend nor the bank holiday that stands in for New Year's Day."""
    while day.weekday() >= SATURDAY or day == _new_years_holiday(day.year):
        day += timedelta(days=1)
    return day


def _new_years_holiday(year: int) -> date:
    """1 January, or the Monday after it where it falls on a weekend."""
    day = date(year, 1, 1)
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def examples(clock: Clock, today: date) -> list[dict[str, date]]:
    """Starts to show worked out: today and the weeks before; of an appeal, each case that differs."""
    first = clock.starts[0].id
    if not clock.latest:
        return [{first: today - timedelta(weeks=weeks)} for weeks in (0, 4, 8, 12)]
    second = clock.starts[1].id
    june, october = _next(today, 6, 15), _next(today, 10, 28)
    late = add_months(today, -2)
    return [
        {first: today},
        {first: late, second: today},
        {first: late, second: late + timedelta(days=14)},
        {first: june},
        {first: october},
    ]


def _next(today: date, month: int, day: int) -> date:
    """The first such day after TODAY."""
    this_year = date(today.year, month, day)
    return this_year if this_year > today else date(today.year + 1, month, day)
