"""The newest day that something carries: when it was checked, read, corrected or logged, or came or went.

That is when a page last changed, as far as its data tells; the day of the build says nothing about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
        self.group = site.settings.group
        self.today = today
        self.logged = logged
        self.facts = {fact.id: fact for fact in site.facts}
        self.contacts = {contact.id: contact for contact in site.contacts}
        self.sources = {source.id: source for source in site.sources}
        self._shared: dict[int, tuple[object, date | None]] = {}  # by id; what is held here keeps its id
        self._facts_cited: dict[int, tuple[object, date | None]] = {}
        self._own: dict[int, tuple[School, date]] = {}  # the same: what schools carry themselves
        self._cited: dict[int, tuple[Document, date]] = {}  # the same: contacts

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
        pages = [self._of_page(page) for page in site.pages]
        records = (site.schools, site.closed, site.kinds, site.sources, site.facts, site.contacts, site.log)
        return self.of(pages, *records, site.corrections, site.access_checks, site.reform) or NEVER

    def of_page(self, context: Mapping[str, object]) -> date | None:
        """That of a page drawn with CONTEXT: its own, and those of all that it shows. Pages that it leads to do not
        count."""
        page, cited = context.get("page"), context.get("numbers")
        own = self._of_page(page) if isinstance(page, Page) else ()
        facts = self._of_facts(cited) if isinstance(cited, Mapping) else ()
        shown = (self._of_shared(each) if isinstance(each, tuple | dict) else each for each in context.values())
        return self.of(own, facts, list(shown))

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
        newest = self._of(things)
        return None if newest == _NONE else newest

    def _of(self, thing: object) -> date:
        """The newest day that THING carries. Most of what a page shows carries none, and is soon passed over."""
        if isinstance(thing, tuple | list):
            return max(map(self._of, thing), default=_NONE)
        if isinstance(thing, date):
            return thing if thing <= self.today else _NONE
        if read := _CARRIERS.get(type(thing)):
            return read(self, thing)
        return self._of(tuple(thing.values())) if isinstance(thing, Mapping) else _NONE

    def _of_school(self, school: School) -> date:
        own = self._own.get(id(school))
        if own is None:
            own = self._own[id(school)] = (school, self._of((school.details, school.membership, school.closed)))
        return max(own[1], self._of(self.logged.get(school_address(school), ()))) if self.logged else own[1]

    def _of_cluster(self, cluster: Cluster) -> date:
        return self._of(self.logged.get(cluster_address(self.group, cluster.number), ()))

    def _of_fact(self, fact: Fact) -> date:
        return self._of((fact.checked, self.sources.get(fact.source)))

    def _of_document(self, document: Document) -> date:
        if id(document) not in self._cited:  # many pages show the same one
            cited = [self.contacts.get(citation.id) for citation in document.citations if citation.kind != "fact"]
            self._cited[id(document)] = (document, self._of(cited))
        return self._cited[id(document)][1]

    def _of_page(self, page: Page) -> tuple[date | None, ...]:
        return page.checked, page.reviewed_on, page.publish_on


_NONE = date.min
"""The newest day of what carries none."""

_CARRIERS: dict[type, Callable[[Newest, Any], date]] = {
    School: Newest._of_school,
    Cluster: Newest._of_cluster,
    Setting: lambda newest, setting: newest._of(setting.details),
    SettingKind: lambda newest, kind: newest._of(kind.settings),
    Evidence: lambda newest, evidence: newest._of(evidence.checked),
    Contact: lambda newest, contact: newest._of(contact.checked),
    Reform: lambda newest, reform: newest._of(reform.checked),
    Fact: Newest._of_fact,
    Source: lambda newest, source: newest._of(source.seen),
    Correction: lambda newest, correction: newest._of(correction.day),
    LoggedChange: lambda newest, change: newest._of(change.day),
    AccessCheck: lambda newest, check: newest._of(check.day),
    Document: Newest._of_document,
}
"""How the newest day of each kind of record is read."""
