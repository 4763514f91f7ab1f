"""What the offices of schools are told when the site says something else of them: emails ready to send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from findyourcluster.addresses import redirects, school_address, share_address, short_school_address, taken_addresses
from findyourcluster.changes import names_among
from findyourcluster.model import LoggedChange, School, Site, in_name_order
from findyourcluster.translation import in_words, in_words_of, mark


@dataclass(frozen=True, slots=True)
class Notice:
    """An email to the office of a school, to be sent by a person."""

    school: School
    to: str  # whom it is for, in words: we hold no addresses
    subject: str
    body: str
    page: str  # the whole short address of the school's page
    share: str  # that of the page with what to copy; empty where there is none


def changes_since(site: Site, day: date | None) -> tuple[LoggedChange, ...]:
    """What was logged from DAY on; without one, on the last day on which anything was."""
    first = day or max((change.day for change in site.log), default=date.max)
    return tuple(change for change in site.log if change.day >= first)


def notices(site: Site, changes: Sequence[LoggedChange]) -> tuple[Notice, ...]:
    """An email for each school that CHANGES are about, and for the others of their clusters, by name.

    SITE is that of the day, its closed schools apart: nobody is in their offices.
    """
    moved = redirects(site)
    named = names_among(site.schools)
    there = {address for address, _ in taken_addresses(site)}
    told = []
    for school in in_name_order(site.schools):
        its = [change for change in changes if _concerns(change, school, moved)]
        if its:
            share = share_address(school_address(school))
            told.append(_notice(site, school, named(school), its, share if share in there else ""))
    return tuple(told)


def _concerns(change: LoggedChange, school: School, moved: dict[str, str]) -> bool:
    pages = (f"/schools/{slug}/" for slug in change.schools)
    in_cluster = school.cluster is not None and str(school.cluster) in change.clusters
    return in_cluster or school_address(school) in {moved.get(page, page) for page in pages}


def _notice(site: Site, school: School, name: str, changes: Sequence[LoggedChange], share: str) -> Notice:
    settings, say = site.settings, in_words_of(site.settings.group)
    page = settings.address + short_school_address(school)
    share = settings.address + share if share else ""
    to = mark("To the office of {school}").format(school=name)
    days = sorted({change.day for change in changes})
    about = say(mark("{site} tells parents in {place} which cluster each school is in."))
    if len(days) == 1:
        changed = say(mark("On {day} we changed what it says about your school, or about your cluster:"))
    else:
        changed = say(mark("Since {day} we have changed what it says about your school, or about your cluster:"))
    parts = [
        f"{to},",
        about.format(site=settings.name, place=settings.place) + " " + changed.format(day=in_words(days[0])),
        "\n".join(f"- {change.says}" for change in changes),
        mark("Your school's page, at an address that stays: {page}").format(page=page),
        mark("Words, a poster and a code to copy for your own website: {page}").format(page=share) if share else "",
        _if_wrong(site),
        f"{settings.owner}\n{settings.name}",
    ]
    subject = mark("{site}: what has changed for {school}").format(site=settings.name, school=name)
    return Notice(school, to, subject, "\n\n".join(filter(None, parts)), page, share)


def _if_wrong(site: Site) -> str:
    """How to say that something is wrong: to the owner, or as the page about the site has it."""
    settings = site.settings
    says = mark("Is something wrong? Please tell us what is right, and where that is published.")
    owner = next((contact for contact in site.contacts if contact.id == settings.owner_contact), None)
    ways = [*(phone.number for phone in owner.phones), *owner.emails] if owner else []
    about = next((page for page in site.pages if page.layout == "about"), None)
    if ways:
        return says + " " + mark("You reach us here: {ways}.").format(ways=", ".join(ways))
    if about:
        return says + " " + mark("This page says how: {page}").format(page=settings.address + about.address)
    return says + " " + mark("Answer this email.")
