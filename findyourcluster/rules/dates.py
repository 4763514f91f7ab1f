"""Rules on review dates: what is due soon, what is overdue, and what is too old to be published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from findyourcluster.model import Places
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.translation import in_words

Reviewed = tuple[str, date, Places]  # what it is, the day by which it is to be looked at again, where it stands

HOW = "Open its source, mend what has changed, and set checked and review_by anew."


def reviewed(checked: Checked) -> Iterator[Reviewed]:
    """Everything that has a review date."""
    site = checked.site
    for page in site.pages:
        if page.review_by:
            yield f'The page "{page.title}"', page.review_by, page.at
    for fact in site.facts:
        yield f'The fact "{fact.id}"', fact.review_by, fact.at
    for contact in site.contacts:
        yield f'The contact "{contact.name}"', contact.review_by, contact.at


def _due(checked: Checked, least: int, most: int) -> Iterator[Reviewed]:
    """What is LEAST to MOST days past its review date (less than 0: still to come)."""
    for what, day, at in reviewed(checked):
        if least <= (checked.today - day).days <= most:
            yield what, day, at


@rule("review-soon", where="top", bad="review_by: 2026-12-10", good="review_by: 2027-05-24", advice=True)
def reviews_come_soon(checked: Checked) -> Iterator[Finding]:
    """A day to look at something again comes near: time to plan it."""
    for what, day, at in _due(checked, -checked.site.settings.review_soon, 0):
        yield at.of("review_by"), f"{what} is to be looked at again by {in_words(day)}.", HOW


@rule("review-overdue", where="top", bad="review_by: 2026-11-10", good="review_by: 2027-05-24", advice=True)
def reviews_are_overdue(checked: Checked) -> Iterator[Finding]:
    """Parents are told that it is being checked again; after some more days it stops the site."""
    late = checked.site.settings.review_late
    for what, day, at in _due(checked, 1, late):
        last = in_words(day + timedelta(days=late))
        says = f"{what} was to be looked at by {in_words(day)}. After {last} nothing can be published with it."
        yield at.of("review_by"), says, HOW


@rule(
    "review-signed",
    where="top",
    bad="reviewed_by: A. N. Adviser",
    good="""
        reviewed_by: A. N. Adviser
        reviewed_on: 2026-11-20
    """,
)
def an_advisers_check_has_a_name_and_a_day(checked: Checked) -> Iterator[Finding]:
    """Parents read who checked a page, and when: one without the other says nothing."""
    for page in checked.site.pages:
        if bool(page.reviewed_by) != bool(page.reviewed_on):
            there, missing = ("reviewed_by", "reviewed_on") if page.reviewed_by else ("reviewed_on", "reviewed_by")
            says = f"This page has {there} and not {missing}."
            yield page.at.of(there), says, "Give both: the adviser's name and the day, such as 2026-12-01."


@rule(
    "date-order",
    where="top",
    bad="""
        checked: 2026-11-24
        review_by: 2025-05-24
    """,
    good="""
        checked: 2026-11-24
        review_by: 2027-05-24
    """,
)
def dates_come_in_their_order(checked: Checked) -> Iterator[Finding]:
    """A page that is to be looked at again before it was checked has a slip in one of its years."""
    site = checked.site
    pairs: list[tuple[Places, date | None, date | None]] = [
        *((page.at, page.checked, page.review_by) for page in site.pages),
        *((fact.at, fact.checked, fact.review_by) for fact in site.facts),
        *((contact.at, contact.checked, contact.review_by) for contact in site.contacts),
    ]
    for at, day, again in pairs:
        if day and again and again < day:
            says = f"review_by is {in_words(again)}, before checked, {in_words(day)}."
            yield at.of("review_by"), says, "Look at the years of both."


@rule("date-ahead", where="top", bad="checked: 2062-11-24", good="checked: 2026-11-24", advice=True)
def what_was_done_lies_in_the_past(checked: Checked) -> Iterator[Finding]:
    """Nobody has checked anything tomorrow: parents would trust a day that is a slip."""
    site = checked.site
    done: list[tuple[Places, str, date | None]] = [
        *((page.at, "checked", page.checked) for page in site.pages),
        *((page.at, "reviewed_on", page.reviewed_on) for page in site.pages),
        *((fact.at, "checked", fact.checked) for fact in site.facts),
        *((contact.at, "checked", contact.checked) for contact in site.contacts),
        *((source.at, "seen", source.seen) for source in site.sources),
        *((school.at, "checked", school.details.checked) for school in site.schools),
        *((correction.at, "day", correction.day) for correction in site.corrections),
        *((change.at, "day", change.day) for change in site.log),
    ]
    for at, key, day in done:
        if day and day > checked.today:
            yield at.of(key), f"{key} is {in_words(day)}, which is still to come.", "Look at the year."


@rule(
    "page-days",
    where="top",
    bad="publish_on: 2027-06-01\nexpire_on: 2027-03-01",
    good="publish_on: 2027-03-01\nexpire_on: 2027-06-01",
)
def a_page_appears_before_it_is_taken_down(checked: Checked) -> Iterator[Finding]:
    """A page that is taken down before its first day is never seen by a parent."""
    for page in checked.site.pages:
        if page.publish_on and page.expire_on and page.expire_on <= page.publish_on:
            says = f"This page is taken down on {in_words(page.expire_on)}, and appears on {in_words(page.publish_on)}."
            yield page.at.of("expire_on"), says, "Give expire_on a day that comes later, or take it out."


@rule("reform-soon", where="data/reform.yaml", bad="checked: 2026-10-20", good="checked: 2026-11-24", advice=True)
def the_reform_is_looked_at_each_month(checked: Checked) -> Iterator[Finding]:
    """A law that may change is looked at more often than anything else."""
    reform = checked.site.reform
    if reform and reform.warn_after <= (checked.today - reform.checked).days <= reform.stop_after:
        says = f"What we say of the change of the law was last checked on {in_words(reform.checked)}."
        yield reform.at.of("checked"), says, reform.look_at


@rule("reform-too-late", where="data/reform.yaml", bad="checked: 2026-09-01", good="checked: 2026-11-24")
def the_reform_is_never_old_news(checked: Checked) -> Iterator[Finding]:
    """Told that the law has not changed when it has, a parent may lose a right or miss a time limit."""
    reform = checked.site.reform
    if reform and (checked.today - reform.checked).days > reform.stop_after:
        says = (
            f"What we say of the change of the law was last checked on {in_words(reform.checked)},"
            f" more than {reform.stop_after} days ago."
        )
        yield reform.at.of("checked"), says, reform.look_at


@rule("review-too-late", where="top", bad="review_by: 2026-06-01", good="review_by: 2027-05-24")
def reviews_are_too_late(checked: Checked) -> Iterator[Finding]:
    """Parents act on these words, so what nobody has looked at for long is not published."""
    late = checked.site.settings.review_late
    for what, day, at in _due(checked, late + 1, (date.max - date.min).days):
        says = f"{what} was to be looked at by {in_words(day)}, more than {late} days ago."
        yield at.of("review_by"), says, HOW
