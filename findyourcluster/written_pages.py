"""Pages that people write → what is published of them; and the lists and files that are about the whole site.

Templates get what they print, prepared; they look nothing up.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from textwrap import shorten

from findyourcluster.addresses import (
    FACTS_FILE,
    FEED_FILE,
    HEADERS_FILE,
    ICONS,
    MANIFEST,
    REDIRECTS_FILE,
    SCHEMA_FILE,
    SCHOOLS_FILE,
    TABLE_FILE,
    TABLE_METADATA,
    WORKER,
    letter_anchor,
    town_anchor,
)
from findyourcluster.clock import CLOCKS, Clock, days, examples, facts_shown, last_day
from findyourcluster.map import draw_map
from findyourcluster.markup import CALLOUTS, DRAWINGS, FIGURES, Citation, Document
from findyourcluster.model import (
    AccessCheck,
    AccessGap,
    Area,
    Cluster,
    Correction,
    Evidence,
    LoggedChange,
    Page,
    School,
    SettingKind,
    Site,
    Term,
    in_name_order,
)
from findyourcluster.outputs.facts import facts_file
from findyourcluster.outputs.feeds import site_feed
from findyourcluster.outputs.headers import netlify_file as headers_file
from findyourcluster.outputs.jsonld import the_site
from findyourcluster.outputs.offline import Speaks, worker_file
from findyourcluster.outputs.opensearch import search_files
from findyourcluster.outputs.redirects import netlify_file
from findyourcluster.outputs.robots import robots_file, security_files
from findyourcluster.outputs.schema import schema_file
from findyourcluster.outputs.schools_data import all_schools_file
from findyourcluster.outputs.share import VERSION, draw_icon, manifest_file
from findyourcluster.outputs.table import metadata_file, table_file
from findyourcluster.planned import Crumb, Example, FileOutput, Output, PageOutput, PictureOutput
from findyourcluster.record_pages import RecordPages
from findyourcluster.translation import mark
from findyourcluster.views import Change, Moves

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

Group = tuple[str, str, list[School]]
"""A part of a list: its title, its anchor, the schools in it."""

ClusterOfList = tuple[Cluster, tuple[School, ...]]

ChangesOfDay = tuple[date, list[tuple[LoggedChange, tuple[Crumb, ...]]]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many schools' clusters are known, and how surely."""

    schools: int
    known: int
    by_confidence: tuple[tuple[str, int], ...]

    @property
    def unknown(self) -> int:
        return self.schools - self.known


class WrittenPages:
    """Makes what is published of pages, and of the site as a whole. RECORDS has what it shares with others."""

    def __init__(self, records: RecordPages) -> None:
        self.records = records
        self.today = records.common.today
        self.site = records.site
        self.settings = records.settings
        self.edition = records.common.edition

    # ---- units

    def page(self, page: Page, document: Document, written_in: tuple[str, ...], *shown: object) -> Iterator[Output]:
        """PAGE, whose body is DOCUMENT, and which is there in the languages WRITTEN_IN, by their codes.

        Its layout may show more: what SHOWN is then says `plan.LAYOUTS`.
        """
        page = described(page, document)
        home, find = page.layout == "home", self.records.by_layout.get("find")
        yield PageOutput(
            address=page.address,
            template=f"{page.layout}.html",
            crumbs=() if home else (self.records.home,),
            card=self.records.card,
            fill=partial(self._context, page, document, written_in, shown),
            about=(the_site(self.settings, find),) if home and self.edition.is_main else (),
            listed=page.layout not in _NOT_LISTED and page.standing != "untranslated",
        )

    def gone(self, start: str, pages: tuple[str, ...]) -> Iterator[Output]:
        """What stands where the PAGES were in a language that the site no longer has, all of them below START."""
        for page in pages:
            if page != start:
                old = start + page.removeprefix("/")
                yield PageOutput(old, "redirect.html", (), self.records.card, partial(dict, to=page))

    def retired(self, page: Page) -> Iterator[Output]:
        """What stands at the address of a page that was taken down."""
        yield PageOutput(
            address=page.address,
            template="retired.html",
            crumbs=(self.records.home,),
            card=self.records.card,
            fill=lambda: {"page": page, "related": self._links(page.related), "unlisted": True},
        )

    def facts(self, corrections: tuple[Correction, ...]) -> Iterator[Output]:
        yield FileOutput(FACTS_FILE, lambda: facts_file(replace(self.site, corrections=corrections)))

    def all_schools(self, site: Site, newest: date) -> Iterator[Output]:
        """The data of all schools of SITE. NEWEST: the newest day of the site."""
        yield FileOutput(SCHOOLS_FILE, partial(all_schools_file, site, newest))
        yield FileOutput(TABLE_FILE, partial(table_file, site))
        yield FileOutput(TABLE_METADATA, partial(metadata_file, site, newest))

    def feed(self, changes: tuple[Change, ...], newest: date) -> Iterator[Output]:
        page = self.records.by_layout.get("changes", self.records.by_layout["home"]).address
        yield FileOutput(FEED_FILE, partial(site_feed, self.settings, changes, page, newest))

    def about_the_site(self, newest: date) -> Iterator[Output]:
        """What browsers and search engines ask for. NEWEST: the newest day of the site."""
        yield FileOutput(MANIFEST, partial(manifest_file, self.settings))
        yield FileOutput(SCHEMA_FILE, partial(schema_file, self.settings))
        files = (
            *search_files(self.settings, self.records.by_layout["find"]),
            (HEADERS_FILE, headers_file().encode("ascii")),
            robots_file(self.settings),
            *security_files(self.settings, newest),
        )
        yield from (as_file(address, content) for address, content in files)

    def worker(
        self, script: bytes, pages: tuple[str, ...], index: str, languages: tuple[Speaks, ...]
    ) -> Iterator[Output]:
        """The SCRIPT that keeps pages: at the first visit PAGES, styles, scripts and the INDEX of the search. It speaks
        LANGUAGES."""
        shelf = self.records.by_layout.get("saved-pages")
        assets = [*self.records.common.assets.values(), index]
        where = shelf.address if shelf else ""
        yield FileOutput(WORKER, partial(worker_file, script, self.settings, pages, where, assets, languages))

    def pictures(self) -> Iterator[Output]:
        colours = self.records.colours
        yield self.records.site_card()
        for address, size in ICONS.items():
            yield PictureOutput(address, f"icon {VERSION} {size} {colours[0]}", partial(draw_icon, size, colours))

    def leading_on(self, moves: Moves, all_moves: Mapping[str, str]) -> Iterator[Output]:
        """What leads to pages that people write, and the list of ALL_MOVES for some web hosts."""
        yield from self.records.leading_on(moves)
        if self.edition.is_main:
            yield FileOutput(REDIRECTS_FILE, lambda: netlify_file(all_moves).encode("ascii"))

    # ---- what pages show

    def _context(
        self, page: Page, document: Document, written_in: tuple[str, ...], shown: tuple[object, ...]
    ) -> dict[str, object]:
        documents, words = self._explained(page, document)
        made = _SHOWS[page.layout](self, documents, *shown) if page.layout in _SHOWS else {}
        headings = [(id, text, documents[0].foreign) for id, text in documents[0].contents]
        headings += [(id, text, False) for id, text in self._headings(page.layout, made)]
        return {
            "page": page,
            "file": page.at.record.file,
            "written_in": written_in,
            **({"unlisted": True} if page.standing == "untranslated" else {}),
            "document": documents[0],
            "words": words,
            "contents": headings if len(headings) >= LONG_PAGE else [],
            "related": self._links(page.related),
            **({"feed": FEED_FILE} if page.layout in WATCHED else {}),
            **self.records.references(*documents, tags=page.tags),
            **made,
        }

    def _explained(self, page: Page, document: Document) -> tuple[list[Document], tuple[Term, ...]]:
        """What PAGE says, with its words explained: its body, and the facts that its template shows besides."""
        documents = [document]
        if page.layout == "words":
            return documents, ()  # it is the list of all of them
        if page.layout == "rights-clock":
            documents.append(
                Document(tuple(Citation("fact", id, page.at.record) for id in facts_on(page, Document(()))))
            )
        return self.records.words.explain(documents, but=page.name)

    def _headings(self, layout: str, made: Mapping[str, object]) -> Iterable[tuple[str, str]]:
        """The headings that the template makes from data: id and words."""
        say = self.edition.say
        if layout == "about":
            return [(id, say(words)) for id, words in ABOUT_PARTS.items()]
        if layout == "accessibility":
            return [(id, say(words)) for id, words in ACCESS_PARTS.items()]
        if layout == "not-here":
            kinds: Sequence[tuple[SettingKind, object]] = made["kinds"]  # type: ignore[assignment]
            return [(kind.id, kind.name) for kind, _ in kinds]
        return [(clock.id, say(clock.title)) for clock in CLOCKS] if layout == "rights-clock" else ()

    def _links(self, names: Iterable[str]) -> list[Page]:
        links = self.records.links
        return [links[name] for name in names if name in links]  # some may not be shown yet, or any more

    # ---- what layouts show besides; the first parameter after the page's documents is what `plan` gives

    def _about(
        self, _: object, covered: Coverage, corrections: Sequence[Correction], touched: Sequence[str]
    ) -> dict[str, object]:
        return {
            "coverage": covered,
            "all_sources": self.site.sources,
            "corrections": [(each, self.records.links.get(each.page)) for each in corrections],
            "touched": self._links(touched),
            "titles": ABOUT_PARTS,
        }

    def _accessibility(self, _: object, checks: Sequence[AccessCheck], gaps: Sequence[AccessGap]) -> dict[str, object]:
        return {"checks": checks, "gaps": gaps, "titles": ACCESS_PARTS}

    def _changes(self, _: object, changes: Sequence[tuple[LoggedChange, tuple[Crumb, ...]]]) -> dict[str, object]:
        """What changed, the newest first: day, then each change with the pages that it is about."""
        by_day = groupby(changes, key=lambda change: change[0].day)
        return {"changes": [(day, list(of_day)) for day, of_day in by_day]}

    def _clusters(
        self, _: object, areas: Sequence[Area], clusters: Sequence[Cluster], members: Mapping[int, tuple[School, ...]]
    ) -> dict[str, object]:
        """The clusters by area, those of no known area last."""
        groups: list[tuple[Area | None, list[ClusterOfList]]] = []
        in_order = self.settings.group.in_order(clusters)
        for area in (*areas, None):
            slug = area.slug if area else ""
            inside = [(cluster, members[cluster.number]) for cluster in in_order if cluster.area == slug]
            if inside:
                groups.append((area, inside))
        return {"groups": groups}

    def _facts(self, _: object) -> dict[str, object]:
        facts = [(fact, self.records.reference(fact)) for fact in self.site.facts]
        return {"all_facts": facts, "facts_file": FACTS_FILE}

    def _find(self, _: object, schools: Sequence[School], finder_index: str) -> dict[str, object]:
        return {"groups": letters(schools), "finder_index": finder_index}

    def _home(self, _: object, doors: Sequence[Page], groups: Sequence[Group], finder_index: str) -> dict[str, object]:
        return {"doors": doors, "groups": groups, "finder_index": finder_index}

    def _find_by_cluster(
        self,
        _: object,
        clusters: Sequence[Cluster],
        members: Mapping[int, tuple[School, ...]],
        rest: Sequence[School],
    ) -> dict[str, object]:
        """The schools of each cluster, by number, then those whose cluster is not known: cluster, anchor, schools."""
        groups: list[tuple[Cluster | None, str, Sequence[School]]] = [
            (cluster, f"cluster-{cluster.number}", members[cluster.number])
            for cluster in self.settings.group.in_order(clusters)
        ]
        return {"groups": [*groups, (None, "cluster-not-known", in_name_order(rest))] if rest else groups}

    def _find_by_town(self, _: object, schools: Sequence[School]) -> dict[str, object]:
        return {"groups": _by_town(schools)}

    def _map(self, _: object, schools: Sequence[School], clusters: Sequence[Cluster]) -> dict[str, object]:
        numbered = {cluster.number: cluster for cluster in clusters}
        return {"map": draw_map(tuple(schools)), "groups": _by_town(schools), "clusters": numbered}

    def _not_found(self, _: object, finder_index: str) -> dict[str, object]:
        return {"finder_index": finder_index}

    def _not_here(self, _: object, kinds: Sequence[SettingKind]) -> dict[str, object]:
        return {"kinds": [(kind, self.records.evidence(*_details(kind))) for kind in kinds]}

    def _rights_clock(self, documents: Sequence[Document]) -> dict[str, object]:
        return {
            "clocks": [(clock, self._examples(clock)) for clock in CLOCKS],
            "sentences": {citation.id: citation.html for citation in documents[1].citations},
        }

    def _examples(self, clock: Clock) -> list[Example]:
        """CLOCK worked out for the build's day and some others."""
        return [
            Example(starts, days(clock, starts), last_day(clock, starts) if clock.latest else None)
            for starts in examples(clock, self.today)
        ]

    def _style_guide(self, _: object, schools: Sequence[School], finder_index: str) -> dict[str, object]:
        """One of each thing that pages are made of."""
        return {
            "unlisted": True,
            "schools": schools,
            "contact": next(iter(self.site.contacts), None),
            "callouts": CALLOUTS,
            "figures": FIGURES,
            "drawings": DRAWINGS,
            "finder_index": finder_index,
        }

    def _terms(self, _: object) -> dict[str, object]:
        """The words explained, A to Z, each with the page that tells more."""
        in_order = sorted(self.site.terms, key=lambda term: term.term.casefold())
        return {"terms": [(term, self.records.links.get(term.see)) for term in in_order]}


_NOT_LISTED = ("not-found", "saved-pages", "style-guide")
"""The layouts that search engines are not led to."""

_SHOWS: Mapping[str, Callable[..., dict[str, object]]] = {
    "about": WrittenPages._about,
    "accessibility": WrittenPages._accessibility,
    "changes": WrittenPages._changes,
    "clusters": WrittenPages._clusters,
    "facts": WrittenPages._facts,
    "find": WrittenPages._find,
    "find-by-cluster": WrittenPages._find_by_cluster,
    "find-by-town": WrittenPages._find_by_town,
    "home": WrittenPages._home,
    "map": WrittenPages._map,
    "not-found": WrittenPages._not_found,
    "not-here": WrittenPages._not_here,
    "rights-clock": WrittenPages._rights_clock,
    "style-guide": WrittenPages._style_guide,
    "words": WrittenPages._terms,
}
"""What layouts show besides the words of the page."""


def as_file(address: str, content: bytes) -> FileOutput:
    """A file whose content is known already."""
    return FileOutput(address, lambda: content)


def letters(schools: Iterable[School]) -> list[Group]:
    """SCHOOLS A to Z: letter, anchor, schools."""
    grouped = groupby(in_name_order(schools), key=lambda school: letter_anchor(school.name))
    return [(anchor.removeprefix("letter-").upper(), anchor, list(inside)) for anchor, inside in grouped]


def _by_town(schools: Iterable[School]) -> list[Group]:
    """The schools of each town, A to Z, those of no known town last: town, anchor, schools."""
    towns: dict[str, list[School]] = defaultdict(list)
    for school in in_name_order(schools):
        towns[school.town].append(school)
    return [(town, town_anchor(town), towns[town]) for town in sorted(towns, key=lambda town: (not town, town))]


def facts_on(page: Page, document: Document) -> tuple[str, ...]:
    """The ids of the facts that PAGE shows: those that its body cites, and those of its template."""
    return (*document.facts, *(facts_shown() if page.layout == "rights-clock" else ()))


def _details(kind: SettingKind) -> list[Evidence]:
    return [setting.details for setting in kind.settings]


def described(page: Page, document: Document) -> Page:
    """PAGE with a description: where nobody wrote one, the first words of its body, else its title."""
    if page.description:
        return page
    body = " ".join(part for part in document.parts if isinstance(part, str))
    text = html.unescape(" ".join(re.sub(r"<h[1-6].*?</h[1-6]>|<[^>]*>", " ", body, flags=re.S).split()))
    return replace(page, description=shorten(text, LONGEST_DESCRIPTION, placeholder=" …") or page.title)
