"""The newest day that something carries: when it was checked, read, corrected or logged, or came or went.

That is when a page last changed, as far as its data tells; the day of the build says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from findyourcluster.addresses import addresses_of_change, cluster_address, redirects, school_address
from findyourcluster.markup import Document
from findyourcluster.model import (
    AccessCheck,
    Cluster,
    Contact,
    Correction,
    Evidence,
    Fact,
    LoggedChange,
    Page,
    Reform,
    School,
    Setting,
    SettingKind,
    Site,
    Source,
)

NEVER = date(1970, 1, 1)
"""Stands for the day where one must be given and nothing carries any."""


class Newest:
    """The newest day of parts of SITE; days after TODAY do not count."""

    def __init__(self, site: Site, today: date) -> None:
        self.site = site
        self.today = today
        self.facts = {fact.id: fact for fact in site.facts}
        self.contacts = {contact.id: contact for contact in site.contacts}
        self.sources = {source.id: source for source in site.sources}
        self.logged = _logged(site)

    def of_site(self) -> date:
        """The newest of all; `NEVER` where nothing carries one."""
        site = self.site
        pages = [day for page in site.pages for day in self._of_page(page)]
        records = (site.schools, site.closed, site.kinds, site.sources, site.facts, site.contacts, site.log)
        return self.of(pages, *records, site.corrections, site.access_checks, site.reform) or NEVER

    def of_page(self, context: Mapping[str, object]) -> date | None:
        """That of a page drawn with CONTEXT: its own, and those of all that it shows. Pages that it leads to do not
        count."""
        page, cited = context.get("page"), context.get("numbers")
        own = self._of_page(page) if isinstance(page, Page) else ()
        facts = [self.facts[id] for id in cited if id in self.facts] if isinstance(cited, Mapping) else ()
        return self.of(tuple(own), facts, context)

    def of(self, *things: object) -> date | None:
        """That of THINGS: records of the model, and lists and mappings of them."""
        return max((day for day in self._days(things) if day <= self.today), default=None)

    def _days(self, thing: object) -> Iterator[date]:
        match thing:
            case date():
                yield thing
            case tuple() | list():
                yield from self._of_each(thing)
            case Mapping():
                yield from self._of_each(thing.values())
            case _:
                yield from self._of_record(thing)

    def _of_record(self, record: object) -> Iterator[date]:
        match record:
            case School():
                yield from self._of_each((record.details, record.membership, record.closed))
                yield from self.logged.get(school_address(record), ())
            case Cluster():
                yield from self.logged.get(cluster_address(record.number), ())
            case Setting():
                yield record.details.checked
            case SettingKind():
                yield from self._of_each(record.settings)
            case Evidence() | Contact() | Reform():
                yield record.checked
            case Fact():
                yield record.checked
                yield from self._of_each((self.sources.get(record.source),))
            case Source():
                yield record.seen
            case Correction() | LoggedChange() | AccessCheck():
                yield record.day
            case Document():
                cited = (self.contacts.get(citation.id) for citation in record.citations if citation.kind != "fact")
                yield from self._of_each(cited)

    def _of_each(self, things: Iterable[object]) -> Iterator[date]:
        for thing in things:
            yield from self._days(thing)

    def _of_page(self, page: Page) -> Iterator[date]:
        yield from (day for day in (page.checked, page.reviewed_on, page.publish_on) if day)


def _logged(site: Site) -> dict[str, list[date]]:
    """The days of the log by the page of each school and cluster that it names, wherever that is now."""
    moved = redirects(site) if site.log else {}
    days: dict[str, list[date]] = {}
    for change in site.log:
        for address in addresses_of_change(change):
            days.setdefault(moved.get(address, address), []).append(change.day)
    return days
