"""Model → plan: the whole site before it exists, a list of outputs with all that each needs.

A page type is a template and a function here. Templates get what they print, prepared; they look nothing up.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import groupby, starmap
from textwrap import shorten

from findyourcluster.addresses import (
    CARD_FOLDER,
    FACTS_FILE,
    FEED_FILE,
    HEADERS_FILE,
    ICONS,
    MANIFEST,
    REDIRECTS_FILE,
    SCHEMA_FILE,
    addresses_of_change,
    area_address,
    cluster_address,
    cluster_feed,
    is_asset,
    letter_anchor,
    paper_address,
    redirects,
    school_address,
    school_file,
    share_address,
    share_files,
    town_anchor,
)
from findyourcluster.clock import CLOCKS, Clock, days, examples, facts_shown, last_day
from findyourcluster.map import draw_map
from findyourcluster.markup import CALLOUTS, DRAWINGS, FIGURES, Citation, Document, Documents
from findyourcluster.model import (
    CONFIDENCES,
    Area,
    Cluster,
    Evidence,
    Fact,
    LoggedChange,
    Page,
    School,
    SettingKind,
    Site,
    Source,
    Term,
    in_name_order,
)
from findyourcluster.outputs.assets import assets
from findyourcluster.outputs.facts import facts_file
from findyourcluster.outputs.feeds import feed_files
from findyourcluster.outputs.finder import finder_file
from findyourcluster.outputs.headers import netlify_file as headers_file
from findyourcluster.outputs.jsonld import Thing, the_cluster, the_school, the_site
from findyourcluster.outputs.newest import Newest
from findyourcluster.outputs.opensearch import search_files
from findyourcluster.outputs.paper import PAPERS, Paper, daylight_tokens
from findyourcluster.outputs.qr import qr_png, qr_svg
from findyourcluster.outputs.redirects import netlify_file
from findyourcluster.outputs.robots import robots_file, security_files
from findyourcluster.outputs.schema import schema_file
from findyourcluster.outputs.schools_data import schools_files
from findyourcluster.outputs.share import VERSION, Badge, Card, draw_icon, manifest_file
from findyourcluster.outputs.sitemap import sitemap_files
from findyourcluster.outputs.snippets import badge_html, texts
from findyourcluster.outputs.table import table_files
from findyourcluster.outputs.told import Teller, Told
from findyourcluster.outputs.wrong import wrong_report
from findyourcluster.translation import in_words, mark
from findyourcluster.words import Words

STYLE = "/style.css"

LONG_PAGE = 3
"""Headings from which on a page gets a list of contents."""

ABOUT_PARTS = {
    "corrections": mark("Corrections"),
    "touched": mark("Pages that a change of the law would touch"),
    "sources": mark("Every source that we used"),
}
"""The parts of the page about the site that are made from data: id and heading."""

ACCESS_PARTS = {
    "gaps": mark("What does not work for everyone yet?"),
    "checks": mark("What was checked, how and when?"),
}
"""The parts of the accessibility statement that are made from data: id and heading."""

WATCHED = ("changes", "home")
"""The layouts whose pages lead to the feed of what changed on the whole site."""

LONGEST_DESCRIPTION = 155
"""Characters that search engines show of a page's description."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from home to a page."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered note below a page: where statements on it come from."""

    number: int
    source: Source
    law: str  # "Children and Families Act 2014, section 36(1)"; empty for what is not law
    link: str  # to the very place; empty where only the source's own link is known


@dataclass(frozen=True, slots=True)
class Example:
    """The rights clock worked out: days by the id of their Start and Step."""

    starts: Mapping[str, date]
    days: Mapping[str, date]
    last: date | None  # by when the Tribunal must have an appeal


@dataclass(frozen=True, slots=True)
class PageOutput:
    """A page to be: TEMPLATE drawn with CONTEXT."""

    address: str
    template: str
    crumbs: tuple[Crumb, ...]
    card: Card
    context: Mapping[str, object]
    about: tuple[Thing, ...] = ()  # what it is about, for search engines

    @property
    def path(self) -> str:
        """Where it lies in the published folder."""
        return self.address.lstrip("/") + ("index.html" if self.address.endswith("/") else "")


@dataclass(frozen=True, slots=True)
class FileOutput:
    """A file to be published as it is."""

    address: str
    content: bytes = field(repr=False)

    @property
    def path(self) -> str:
        return self.address.lstrip("/")


@dataclass(frozen=True, slots=True)
class PictureOutput:
    """A picture to be drawn, or taken from the cache where one was drawn for the same KEY."""

    address: str
    key: str
    draw: Callable[[], bytes] = field(repr=False)

    @property
    def path(self) -> str:
        return self.address.lstrip("/")


@dataclass(frozen=True, slots=True)
class PaperOutput:
    """A sheet to be drawn with CONTEXT and made into a PDF, or taken from the cache where that was done before."""

    address: str
    paper: Paper
    context: Mapping[str, object]

    @property
    def path(self) -> str:
        return self.address.lstrip("/")


Output = PageOutput | FileOutput | PictureOutput | PaperOutput


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many schools' clusters are known, and how surely."""

    schools: int
    known: int
    by_confidence: tuple[tuple[str, int], ...]

    @property
    def unknown(self) -> int:
        return self.schools - self.known


def coverage(site: Site) -> Coverage:
    counts = Counter(school.membership.confidence for school in site.schools if school.cluster and school.membership)
    by_confidence = tuple((confidence, counts[confidence]) for confidence in CONFIDENCES if counts[confidence])
    return Coverage(len(site.schools), sum(counts.values()), by_confidence)


def plan_site(site: Site, documents: Documents, today: date, *, pdf: bool = False) -> tuple[Output, ...]:
    """Every output of SITE as on TODAY, pages first, what leads on last; SITE must be free of problems.

    PDF: posters and leaflets too.
    """
    planner = _Planner(site, documents, today, PAPERS if pdf else ())
    outputs = tuple(planner.outputs())
    return (*outputs, *planner.redirects(outputs))


class _Planner:
    def __init__(self, site: Site, documents: Documents, today: date, papers: tuple[Paper, ...]) -> None:
        self.papers = papers
        self.site = site
        self.documents = documents
        self.today = today
        self.sources = {source.id: source for source in site.sources}
        self.facts = {fact.id: fact for fact in site.facts}
        self.pages = {page.name: _described(page, documents.pages[page.name]) for page in site.pages}
        self.members = {cluster.number: site.members(cluster.number) for cluster in site.clusters}
        self.clusters = {cluster.number: cluster for cluster in site.clusters}
        self.areas = {area.slug: area for area in site.areas}
        self.by_layout = {page.layout: page for page in self.pages.values()}
        self.schools = {school.slug: school for school in (*site.schools, *site.closed)}
        self.alike = Counter(school.name.casefold() for school in self.schools.values())
        self.words = Words(site.terms, site.facts)
        self.teller = Teller(site, documents)
        style = next((file.content for file in site.files if file.address == STYLE), b"")
        self.tokens = daylight_tokens(style.decode("utf-8"))
        self.shared: dict[tuple[str, ...], tuple[dict[str, Document], tuple[Term, ...]]] = {}
        self.finder_index, self.finder_content = finder_file(site)
        self.newest = Newest(site, today)
        self.card = Card(f"{CARD_FOLDER}site.png", site.settings.name, site.settings.place)
        self.home = Crumb(self._label(self.by_layout["home"]), "/")

    def outputs(self) -> Iterator[Output]:
        pages = list(self._pages())
        yield from pages
        for file in self.site.files:
            if not is_asset(file):
                yield FileOutput(file.address, file.content)
        yield from starmap(FileOutput, assets(self.site.files).contents.items())
        yield FileOutput(FACTS_FILE, facts_file(self.site))
        yield FileOutput(self.finder_index, self.finder_content)
        yield FileOutput(MANIFEST, manifest_file(self.site.settings))
        yield FileOutput(HEADERS_FILE, headers_file().encode("ascii"))
        yield from starmap(FileOutput, self._for_machines(pages))
        yield from self._packs()
        yield from self._pictures()

    def _for_machines(self, pages: Iterable[PageOutput]) -> Iterator[tuple[str, bytes]]:
        """What programs read, with its addresses: the data, the feeds, and what search engines ask for."""
        site, settings, newest = self.site, self.site.settings, self.newest
        yield SCHEMA_FILE, schema_file(settings)
        yield from schools_files(site, newest)
        yield from table_files(site, newest)
        yield from feed_files(site, self.by_layout.get("changes", self.by_layout["home"]).address, newest)
        yield from sitemap_files(settings, [(page.address, newest.of_page(page.context)) for page in _listed(pages)])
        yield from search_files(settings, self.by_layout["find"])
        yield robots_file(settings)
        yield from security_files(settings, newest.of_site())

    def _pages(self) -> Iterator[PageOutput]:
        for page in self.pages.values():
            yield self._page(page)
        for area in self.site.areas:
            yield self._area(area)
        for cluster in self.site.clusters:
            yield self._cluster(cluster)
        for school in self.site.schools:
            yield self._school(school)
        for school in self.site.closed:
            yield self._closed_school(school)
        for page in self.site.retired:
            yield self._retired(page)

    def _pictures(self) -> Iterator[PictureOutput]:
        name = self.site.settings.name
        schools = (*self.site.schools, *self.site.closed)
        cards = (*map(self._cluster_card, self.site.clusters), *map(self._school_card, schools))
        for card in (self.card, *cards):
            yield PictureOutput(card.address, f"card {VERSION} {name!r} {card!r}", partial(card.draw, name))
        for address, size in ICONS.items():
            yield PictureOutput(address, f"icon {VERSION} {size}", partial(draw_icon, size))

    # ---- pages that people write

    def _page(self, page: Page) -> PageOutput:
        documents, words = self._explained(page)
        more: Mapping[str, Callable[[], dict[str, object]]] = {
            "about": lambda: {
                "coverage": coverage(self.site),
                "all_sources": self.site.sources,
                "corrections": [(each, self.pages.get(each.page)) for each in self.site.corrections],
                "touched": [self.pages[page.name] for page in pages_touched(self.site, self.documents)],
                "titles": ABOUT_PARTS,
            },
            "accessibility": lambda: {
                "checks": self.site.access_checks,
                "gaps": self.site.access_gaps,
                "titles": ACCESS_PARTS,
            },
            "changes": lambda: {"changes": self._changes()},
            "clusters": lambda: {"groups": self._cluster_groups()},
            "facts": lambda: {
                "all_facts": [(fact, self._reference(fact)) for fact in self.site.facts],
                "facts_file": FACTS_FILE,
            },
            "find": lambda: {"groups": self._letters(), "finder_index": self.finder_index},
            "find-by-cluster": lambda: {"groups": self._by_cluster()},
            "find-by-town": lambda: {"groups": self._by_town()},
            "home": lambda: {
                "doors": self._links(self.site.settings.doors),
                "groups": self._letters(),
                "finder_index": self.finder_index,
            },
            "rights-clock": lambda: {
                "clocks": [(clock, self._examples(clock)) for clock in CLOCKS],
                "sentences": {citation.id: citation.html for citation in documents[1].citations},
            },
            "map": lambda: {"map": draw_map(self.site.schools), "groups": self._by_town()},
            "not-found": lambda: {"finder_index": self.finder_index},
            "not-here": lambda: {"kinds": [(kind, self._evidence(*_details(kind))) for kind in self.site.kinds]},
            "style-guide": self._style_guide,
            "words": lambda: {"terms": self._terms()},
        }
        made = more[page.layout]() if page.layout in more else {}
        headings = list(documents[0].contents)
        if page.layout == "about":
            headings += ABOUT_PARTS.items()
        if page.layout == "accessibility":
            headings += ACCESS_PARTS.items()
        if page.layout == "not-here":
            headings += [(kind.id, kind.name) for kind in self.site.kinds]
        if page.layout == "rights-clock":
            headings += [(clock.id, clock.title) for clock in CLOCKS]
        return PageOutput(
            address=page.address,
            template=f"{page.layout}.html",
            crumbs=() if page.layout == "home" else (self.home,),
            card=self.card,
            context={
                "page": page,
                "file": page.at.record.file,
                "document": documents[0],
                "words": words,
                "contents": headings if len(headings) >= LONG_PAGE else [],
                "related": self._links(page.related),
                **({"feed": FEED_FILE} if page.layout in WATCHED else {}),
                **self._references(*documents, tags=page.tags),
                **made,
            },
            about=(the_site(self.site.settings, self.by_layout.get("find")),) if page.layout == "home" else (),
        )

    def _explained(self, page: Page) -> tuple[list[Document], tuple[Term, ...]]:
        """What PAGE says, with its words explained: its body, and the facts that its template shows besides."""
        documents = [self.documents.pages[page.name]]
        if page.layout == "words":
            return documents, ()  # it is the list of all of them
        if page.layout == "rights-clock":
            documents.append(
                Document(tuple(Citation("fact", id, page.at.record) for id in facts_on(page, Document(()))))
            )
        return self.words.explain(documents, but=page.name)

    def _style_guide(self) -> dict[str, object]:
        """One of each thing that pages are made of."""
        return {
            "unlisted": True,
            "schools": self.site.schools[:3],
            "contact": next(iter(self.site.contacts), None),
            "callouts": CALLOUTS,
            "figures": FIGURES,
            "drawings": DRAWINGS,
            "finder_index": self.finder_index,
        }

    def _links(self, names: Iterable[str]) -> list[Page]:
        return [self.pages[name] for name in names if name in self.pages]  # some may not be shown yet, or any more

    def _letters(self) -> list[tuple[str, str, list[School]]]:
        """The schools A to Z: letter, anchor, schools."""
        grouped = groupby(in_name_order(self.site.schools), key=lambda school: letter_anchor(school.name))
        return [(anchor.removeprefix("letter-").upper(), anchor, list(schools)) for anchor, schools in grouped]

    def _by_town(self) -> list[tuple[str, str, list[School]]]:
        """The schools of each town, A to Z, those of no known town last: town, anchor, schools."""
        towns: dict[str, list[School]] = defaultdict(list)
        for school in in_name_order(self.site.schools):
            towns[school.town].append(school)
        return [(town, town_anchor(town), towns[town]) for town in sorted(towns, key=lambda town: (not town, town))]

    def _by_cluster(self) -> list[tuple[Cluster | None, str, Sequence[School]]]:
        """The schools of each cluster, by number, then those whose cluster is not known: cluster, anchor, schools."""
        groups: list[tuple[Cluster | None, str, Sequence[School]]] = [
            (self.clusters[number], f"cluster-{number}", self.members[number]) for number in sorted(self.clusters)
        ]
        rest = [school for school in in_name_order(self.site.schools) if school.cluster is None]
        return [*groups, (None, "cluster-not-known", rest)] if rest else groups

    def _examples(self, clock: Clock) -> list[Example]:
        """CLOCK worked out for the build's day and some others."""
        return [
            Example(starts, days(clock, starts), last_day(clock, starts) if clock.latest else None)
            for starts in examples(clock, self.today)
        ]

    def _changes(self) -> list[tuple[date, list[tuple[LoggedChange, list[Crumb]]]]]:
        """What changed, the newest first: day, then each change with the pages that it is about."""
        moved = redirects(self.site)
        titles = {page.address: self._label(page) for page in self.pages.values()}
        titles |= {school_address(school): self._full_name(school) for school in self.schools.values()}
        titles |= {cluster_address(cluster.number): f"Cluster {cluster.number}" for cluster in self.site.clusters}

        def about(change: LoggedChange) -> list[Crumb]:
            named = (moved.get(address, address) for address in addresses_of_change(change))
            return [Crumb(titles[address], address) for address in dict.fromkeys(named) if address in titles]

        days = groupby(self.site.log, key=lambda change: change.day)
        return [(day, [(change, about(change)) for change in changes]) for day, changes in days]

    def _terms(self) -> list[tuple[Term, Page | None]]:
        """The words explained, A to Z, each with the page that tells more."""
        in_order = sorted(self.site.terms, key=lambda term: term.term.casefold())
        return [(term, self.pages.get(term.see)) for term in in_order]

    def _cluster_groups(self) -> list[tuple[Area | None, list[tuple[Cluster, tuple[School, ...]]]]]:
        """The clusters by area, those of no known area last."""
        groups: list[tuple[Area | None, list[tuple[Cluster, tuple[School, ...]]]]] = []
        for area in (*self.site.areas, None):
            inside = [
                (cluster, self.members[cluster.number])
                for cluster in sorted(self.site.clusters, key=lambda cluster: cluster.number)
                if cluster.area == (area.slug if area else "")
            ]
            if inside:
                groups.append((area, inside))
        return groups

    # ---- pages that were here

    def _retired(self, page: Page) -> PageOutput:
        """What stands at the address of a page that was taken down."""
        return PageOutput(
            address=page.address,
            template="retired.html",
            crumbs=(self.home,),
            card=self.card,
            context={"page": page, "related": self._links(page.related), "unlisted": True},
        )

    def redirects(self, outputs: Iterable[Output]) -> Iterator[Output]:
        """What stands at addresses that lead on to OUTPUTS: a page that does so on any host, of a file a copy."""
        files = {output.address: output for output in outputs if isinstance(output, FileOutput)}
        moves = redirects(self.site)
        for old, new in moves.items():
            if new in files:
                yield replace(files[new], address=old)
            else:
                yield PageOutput(old, "redirect.html", crumbs=(), card=self.card, context={"to": new})
        yield FileOutput(REDIRECTS_FILE, netlify_file(moves).encode("ascii"))

    # ---- cards for shared links

    def _cluster_card(self, cluster: Cluster) -> Card:
        title = mark("Cluster {number}").format(number=cluster.number)
        return Card(f"{CARD_FOLDER}cluster-{cluster.number}.png", title, self.site.settings.place)

    def _school_card(self, school: School) -> Card:
        if school.is_closed(self.today) and school.closed:
            answer = mark("closed on {day}.").format(day=in_words(school.closed))
        elif school.cluster is None:
            answer = mark("Which cluster is it in? How to find out.")
        else:
            answer = mark("is in Cluster {number}.").format(number=school.cluster)
        return Card(f"{CARD_FOLDER}schools/{school.slug}.png", school.name, answer)

    # ---- what schools copy and print

    def _packs(self) -> Iterator[Output]:
        for cluster in self.site.clusters:
            yield from self._pack(
                self.teller.cluster(cluster), self._cluster_crumb(cluster), self._cluster_card(cluster)
            )
        for school in (*self.site.schools, *self.site.closed):
            told = self.teller.school(school, self._full_name(school))
            yield from self._pack(told, Crumb(school.name, told.page), self._school_card(school), school)

    def _pack(self, told: Told, crumb: Crumb, card: Card, school: School | None = None) -> Iterator[Output]:
        """The page with what the office of a school or a cluster takes, and its files.

        They stand at former addresses too: other websites show the badge, and link to the sheets.
        """
        papers = self.papers if told.link and not told.closed else ()
        badge, settings, files = self._badge(told), self.site.settings, share_files(told.page)
        yield PageOutput(
            address=share_address(told.page),
            template="share.html",
            crumbs=(self.home, crumb),
            card=card,
            context={
                "told": told,
                "texts": texts(told) if told.link else None,
                "badge": badge,
                "badge_html": badge_html(told, badge.text, settings.address + files["badge"]) if badge else "",
                "files": files,
                "papers": {paper.name: paper_address(told.page, paper.name) for paper in papers},
                "wrong": wrong_report(told, settings),
            },
        )
        for page in (told.page, *(school.former_addresses if school else ())):
            files = share_files(page)
            if told.link:
                yield PictureOutput(files["svg"], f"qr {VERSION} svg {told.link}", partial(qr_svg, told.link))
                yield PictureOutput(files["png"], f"qr {VERSION} png {told.link}", partial(qr_png, told.link))
            if badge:
                yield PictureOutput(files["badge"], f"badge {VERSION} {badge!r}", badge.draw)
            for paper in papers:
                yield PaperOutput(paper_address(page, paper.name), paper, {"told": told, "tokens": self.tokens})

    def _badge(self, told: Told) -> Badge | None:
        """None where there is nobody to show it, or nowhere to lead."""
        if told.closed or not told.link:
            return None
        call = mark("Find our cluster:")
        if told.cluster is None:
            return Badge(call, mark("how to ask"))
        return Badge(call, mark("Cluster {number}").format(number=told.cluster))

    # ---- pages made from data

    def _school(self, school: School) -> PageOutput:
        cluster = self._cluster_of(school)
        others = [member for member in self.members.get(school.cluster or 0, ()) if member is not school]
        first = () if cluster else ("cluster-not-known",)
        fragments, words = self._fragments(*first, "your-rights", "what-this-means", "what-to-do", "who-can-help")
        crumbs = (
            (self.home, self._crumb("clusters"), self._cluster_crumb(cluster))
            if cluster
            else (self.home, self._crumb("find"))
        )
        return PageOutput(
            address=school_address(school),
            template="school.html",
            crumbs=crumbs,
            card=self._school_card(school),
            context={
                "school": school,
                "file": school.at.record.file,
                "full_name": self._full_name(school),
                "successor": self.schools.get(school.merged_into),
                "cluster": cluster,
                "area": self.areas.get(cluster.area) if cluster else None,
                "others": others,
                "details": self._evidence(school.details),
                "membership": self._evidence(school.membership) if school.membership else None,
                "confirmed_by_school": self._is_confirmed_by(school),
                "wrong": wrong_report(self.teller.school(school, self._full_name(school)), self.site.settings),
                "record": school_file(school),
                **fragments,
                "words": words,
                **self._references(*fragments.values()),
            },
            about=(the_school(self.site.settings, school, cluster),),
        )

    def _closed_school(self, school: School) -> PageOutput:
        successor = self.schools.get(school.merged_into)
        first = () if successor else ("cluster-not-known",)
        fragments, words = self._fragments(*first, "your-rights", "what-this-means", "who-can-help")
        return PageOutput(
            address=school_address(school),
            template="closed-school.html",
            crumbs=(self.home, self._crumb("find")),
            card=self._school_card(school),
            context={
                "school": school,
                "file": school.at.record.file,
                "full_name": self._full_name(school),
                "successor": successor,
                "successor_cluster": self._cluster_of(successor) if successor in self.site.schools else None,
                "wrong": wrong_report(self.teller.school(school, self._full_name(school)), self.site.settings),
                "details": self._evidence(school.details),
                "record": school_file(school),
                **fragments,
                "words": words,
                **self._references(*fragments.values()),
            },
            about=(the_school(self.site.settings, school, None),),
        )

    def _cluster_of(self, school: School | None) -> Cluster | None:
        return self.clusters.get(school.cluster) if school and school.cluster is not None else None

    def _fragments(self, *names: str) -> tuple[dict[str, Document], tuple[Term, ...]]:
        """The fragments NAMES, in the order in which a page shows them, and the words that they explain."""
        if names not in self.shared:
            documents, words = self.words.explain([self.documents.fragments[name] for name in names])
            self.shared[names] = (
                {name.replace("-", "_"): one for name, one in zip(names, documents, strict=True)},
                words,
            )
        return self.shared[names]

    def _full_name(self, school: School) -> str:
        """The name that no other school has: with the town where two share one."""
        shared = self.alike[school.name.casefold()] > 1
        return f"{school.name}, {school.town or school.locality}" if shared else school.name

    def _evidence(self, *evidence: Evidence) -> dict[str, object] | None:
        """What stands behind EVIDENCE together: all sources, the earliest check, the least confidence."""
        if not evidence:
            return None
        ids = dict.fromkeys(source for each in evidence for source in each.sources)
        return {
            "sources": [self.sources[source] for source in ids],
            "checked": min(each.checked for each in evidence),
            "confidence": max((each.confidence for each in evidence), key=CONFIDENCES.index),
        }

    def _is_confirmed_by(self, school: School) -> bool:
        """Whether SCHOOL itself published that it is in its cluster, and somebody confirmed it."""
        proof = school.membership
        if proof is None or proof.confidence != "confirmed":
            return False
        names = {name.casefold() for name in (school.name, *school.aliases, *school.former_names)}
        return any(self.sources[source].publisher.casefold() in names for source in proof.sources)

    def _cluster(self, cluster: Cluster) -> PageOutput:
        members = self.members[cluster.number]
        first = () if members else ("members-not-known",)
        fragments, words = self._fragments(*first, "your-rights", "what-this-means", "who-can-help")
        proofs = {member.membership for member in members if member.membership}
        return PageOutput(
            address=cluster_address(cluster.number),
            template="cluster.html",
            crumbs=(self.home, self._crumb("clusters")),
            card=self._cluster_card(cluster),
            context={
                "cluster": cluster,
                "area": self.areas.get(cluster.area),
                "members": members,
                "wrong": wrong_report(self.teller.cluster(cluster), self.site.settings),
                "evidence_list": [self._evidence(proof) for proof in sorted(proofs, key=lambda proof: proof.sources)],
                "feed": cluster_feed(cluster.number),
                **fragments,
                "words": words,
                **self._references(*fragments.values()),
            },
            about=(the_cluster(self.site.settings, cluster, members),),
        )

    def _cluster_crumb(self, cluster: Cluster) -> Crumb:
        return Crumb(f"Cluster {cluster.number}", cluster_address(cluster.number))

    def _area(self, area: Area) -> PageOutput:
        inside = [
            (cluster, self.members[cluster.number])
            for cluster in sorted(self.site.clusters, key=lambda cluster: cluster.number)
            if cluster.area == area.slug
        ]
        return PageOutput(
            address=area_address(area),
            template="area.html",
            crumbs=(self.home, self._crumb("clusters")),
            card=self.card,
            context={"area": area, "clusters": inside},
        )

    # ---- shared

    def _label(self, page: Page) -> str:
        return page.short or page.title

    def _crumb(self, layout: str) -> Crumb:
        page = self.by_layout[layout]
        return Crumb(self._label(page), page.address)

    def _references(self, *documents: Document, tags: Iterable[str] = ()) -> dict[str, object]:
        """The notes of a page that shows DOCUMENTS in this order and has TAGS, the note's number for each fact
        cited, and the reform of the law where it touches the page."""
        references: dict[tuple[str, str, str], Reference] = {}
        numbers: dict[str, int] = {}
        for id in (id for document in documents for id in document.facts):
            fact = self.facts[id]
            reference = references.setdefault(
                (fact.source, fact.law, fact.link), self._reference(fact, len(references) + 1)
            )
            numbers[id] = reference.number
        return {
            "references": tuple(references.values()),
            "numbers": numbers,
            "reform": self.site.reform if _touched(self.site, numbers, tags) else None,
        }

    def _reference(self, fact: Fact, number: int = 0) -> Reference:
        return Reference(number, self.sources[fact.source], fact.law, fact.link)


def _listed(pages: Iterable[PageOutput]) -> list[PageOutput]:
    """Those of PAGES that search engines may show."""
    return [page for page in pages if page.template != "not-found.html" and not page.context.get("unlisted")]


def facts_on(page: Page, document: Document) -> tuple[str, ...]:
    """The ids of the facts that PAGE shows: those that its body cites, and those of its template."""
    return (*document.facts, *(facts_shown() if page.layout == "rights-clock" else ()))


def pages_touched(site: Site, documents: Documents) -> list[Page]:
    """The pages that a change of the law would touch, by their tags or by a fact that they show."""
    return [page for page in site.pages if _touched(site, facts_on(page, documents.pages[page.name]), page.tags)]


def _touched(site: Site, facts: Iterable[str], tags: Iterable[str]) -> bool:
    shown = set(facts)
    return site.reform is not None and (
        site.reform.tag in tags or any(site.reform.tag in fact.tags for fact in site.facts if fact.id in shown)
    )


def _details(kind: SettingKind) -> list[Evidence]:
    return [setting.details for setting in kind.settings]


def _described(page: Page, document: Document) -> Page:
    """PAGE with a description: where nobody wrote one, the first words of its body, else its title."""
    if page.description:
        return page
    body = " ".join(part for part in document.parts if isinstance(part, str))
    text = html.unescape(" ".join(re.sub(r"<h[1-6].*?</h[1-6]>|<[^>]*>", " ", body, flags=re.S).split()))
    return replace(page, description=shorten(text, LONGEST_DESCRIPTION, placeholder=" …") or page.title)
