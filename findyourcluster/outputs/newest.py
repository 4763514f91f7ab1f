"""The newest day that something carries: when it was checked, read, corrected or logged, or came or went.

That is when a page last changed, as far as its data tells; the day of the build says nothing about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from typing import Any

from findyourcluster.addresses import cluster_address, school_address
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
from findyourcluster.views import Logged

NEVER = date(1970, 1, 1)
"""Stands for the day where one must be given and nothing carries any."""


class Newest:
    """The newest day of what is shown, with the facts, contacts and sources of SITE; days after TODAY do not count.

    LOGGED: the days on which the pages of schools and clusters are in the log.
    """

    def __init__(self, site: Site, today: date, logged: Logged) -> None:
        self.site = site
        self.today = today
        self.logged = logged
        self.facts = {fact.id: fact for fact in site.facts}
        self.contacts = {contact.id: contact for contact in site.contacts}
        self.sources = {source.id: source for source in site.sources}
        self._shared: dict[int, tuple[object, date | None]] = {}  # by id; what is held here keeps its id
        self._facts_cited: dict[int, tuple[object, date | None]] = {}
        self._own: dict[int, tuple[School, date | None]] = {}  # the same: what schools carry themselves
        self._cited: dict[int, tuple[Document, tuple[date, ...]]] = {}  # by id; what is held here keeps its id

    def with_log(self, logged: Logged) -> Newest:
        """The same with another log."""
        if not logged:
            return self
        other = copy(self)
        other.logged, other._shared = logged, {}
        return other

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
        facts = self._of_facts(cited) if isinstance(cited, Mapping) else ()
        shown = (self._of_shared(each) if isinstance(each, tuple | dict) else each for each in context.values())
        return self.of(tuple(own), facts, list(shown))

    def _of_shared(self, thing: tuple[object, ...] | dict[Any, object]) -> date | None:
        """The newest day of what many pages show: it is looked for once."""
        if id(thing) not in self._shared:
            self._shared[id(thing)] = (thing, self.of(thing))
        return self._shared[id(thing)][1]

    def _of_facts(self, cited: Mapping[str, object]) -> date | None:
        if id(cited) not in self._facts_cited:
            facts = [self.facts[id] for id in cited if id in self.facts]
            self._facts_cited[id(cited)] = (cited, self.of(facts))
        return self._facts_cited[id(cited)][1]

    def of(self, *things: object) -> date | None:
        """That of THINGS: records of the model, and lists and mappings of them."""
        return max((day for day in self._days(things) if day <= self.today), default=None)

    def _days(self, thing: object) -> Iterator[date]:
        """The days that THING carries. Most of what a page shows carries none, and is soon passed over."""
        if isinstance(thing, tuple | list):
            for each in thing:
                yield from self._days(each)
        elif isinstance(thing, date):
            yield thing
        elif read := _CARRIERS.get(type(thing)):
            yield from read(self, thing)
        elif isinstance(thing, Mapping):
            yield from self._days(tuple(thing.values()))

    def _of_school(self, school: School) -> Iterator[date]:
        if id(school) not in self._own:
            self._own[id(school)] = (school, self.of(school.details, school.membership, school.closed))
        if day := self._own[id(school)][1]:
            yield day
        if self.logged:
            yield from self.logged.get(school_address(school), ())

    def _of_cluster(self, cluster: Cluster) -> Iterator[date]:
        yield from self.logged.get(cluster_address(cluster.number), ())

    def _of_fact(self, fact: Fact) -> Iterator[date]:
        yield fact.checked
        yield from self._days(self.sources.get(fact.source))

    def _of_document(self, document: Document) -> Iterator[date]:
        if id(document) not in self._cited:  # many pages show the same one
            cited = (self.contacts.get(citation.id) for citation in document.citations if citation.kind != "fact")
            self._cited[id(document)] = (document, tuple(self._days(tuple(cited))))
        yield from self._cited[id(document)][1]

    def _of_page(self, page: Page) -> Iterator[date]:
        yield from (day for day in (page.checked, page.reviewed_on, page.publish_on) if day)


_CARRIERS: dict[type, Callable[[Newest, Any], Iterable[date]]] = {
    School: Newest._of_school,
    Cluster: Newest._of_cluster,
    Setting: lambda _, setting: (setting.details.checked,),
    SettingKind: lambda newest, kind: newest._days(kind.settings),
    Evidence: lambda _, evidence: (evidence.checked,),
    Contact: lambda _, contact: (contact.checked,),
    Reform: lambda _, reform: (reform.checked,),
    Fact: Newest._of_fact,
    Source: lambda _, source: (source.seen,),
    Correction: lambda _, correction: (correction.day,),
    LoggedChange: lambda _, change: (change.day,),
    AccessCheck: lambda _, check: (check.day,),
    Document: Newest._of_document,
}
"""How the days of each kind of record are read."""
