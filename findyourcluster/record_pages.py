"""Views of schools and clusters → everything that is published of each: pages, data, pack, pictures, what leads there.

Templates get what they print, prepared; they look nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, partial

from findyourcluster.addresses import (
    CARD_FOLDER,
    area_address,
    cluster_address,
    cluster_feed,
    paper_address,
    school_address,
    school_file,
    share_address,
    share_files,
)
from findyourcluster.colours import Colours, colours_with
from findyourcluster.common import Common
from findyourcluster.fields import slugify
from findyourcluster.markup import Document
from findyourcluster.model import CONFIDENCES, Area, Cluster, Evidence, Fact, Group, Page, School, Site, Term
from findyourcluster.outputs.feeds import feed_of_cluster
from findyourcluster.outputs.jsonld import the_cluster, the_school
from findyourcluster.outputs.paper import Paper
from findyourcluster.outputs.qr import qr_png, qr_svg
from findyourcluster.outputs.schools_data import Records
from findyourcluster.outputs.share import VERSION, Badge, Card
from findyourcluster.outputs.snippets import badge_html, texts
from findyourcluster.outputs.told import Teller, Told
from findyourcluster.outputs.wrong import WrongReport, wrong_report
from findyourcluster.planned import (
    Crumb,
    FileOutput,
    Output,
    PageOutput,
    PaperOutput,
    PictureOutput,
    Reference,
)
from findyourcluster.translation import in_words, in_words_of, mark
from findyourcluster.views import ClusterView, Moves, SchoolView
from findyourcluster.words import Words

Shown = tuple[dict[str, Document], tuple[Term, ...], dict[str, object]]
"""Fragments by the names that templates have for them, the words that they explain, and their references."""


class RecordPages:
    """Makes what is published of records. It knows of the rest of the site only what all pages share."""

    def __init__(self, common: Common, original: Common, papers: tuple[Paper, ...] = ()) -> None:
        self.common = common
        self.original = original
        self.edition = common.edition
        self.papers = papers
        self.site = common.site
        self.settings = common.site.settings
        self.sources = {source.id: source for source in self.site.sources}
        self.facts = {fact.id: fact for fact in self.site.facts}
        self.links = {page.name: page for page in self.site.pages}
        self.by_layout = {page.layout: page for page in self.site.pages}
        self.words = Words(self.site.terms, self.site.facts)
        self.colours = colours_with(self.settings.colour)
        self.card = Card(f"{CARD_FOLDER}site.png", self.settings.name, self.settings.place, self.colours)
        self.home = Crumb(label(self.by_layout["home"]), "/")
        self._shown: dict[tuple[str, ...], Shown] = {}
        self._evidence: dict[tuple[Evidence, ...], dict[str, object]] = {}

    @cached_property
    def teller(self) -> Teller:
        return Teller(self.common)

    @cached_property
    def original_teller(self) -> Teller:
        """Tells in the site's own language, which is that of those who read letters to us."""
        return self.teller if self.edition.is_main else Teller(self.original)

    @cached_property
    def records(self) -> Records:
        return Records(self.site)

    # ---- units

    def school(self, view: SchoolView) -> Iterator[Output]:
        """Everything about one school."""
        told = self.teller.school(view)
        wrong = wrong_report(self.original_teller.school(view), self.settings, self.edition.prefix)
        card = self._school_card(view)
        yield self._closed_school(view, card, wrong) if view.closed else self._school(view, card, wrong)
        yield from self._pack(told, wrong, Crumb(view.school.name, told.page, original=True), card, view.school)
        if not self.edition.is_main:
            yield from self.leading_on(view.moves)
            return
        record = FileOutput(school_file(view.school), partial(self.records.file, view))
        yield record
        yield self._card(card)
        yield from self.leading_on(view.moves, record)

    def cluster(self, view: ClusterView, day: date) -> Iterator[Output]:
        """Everything about one cluster. DAY stands for that of its newest change where there is none."""
        card = self._cluster_card(view.cluster)
        told = self.teller.cluster(view)
        wrong = wrong_report(self.original_teller.cluster(view), self.settings, self.edition.prefix)
        yield self._cluster(view, card, wrong)
        yield from self._pack(told, wrong, self._cluster_crumb(view.cluster), card)
        if not self.edition.is_main:
            yield from self.leading_on(view.moves)
            return
        yield self._card(card)
        files = []
        if self.settings.address:
            changes_page = self.by_layout.get("changes", self.by_layout["home"]).address
            make = partial(feed_of_cluster, self.settings, view, changes_page, day)
            files.append(FileOutput(cluster_feed(self.settings.group, view.cluster.number), make))
        yield from files
        yield from self.leading_on(view.moves, *files)

    def area(self, area: Area, clusters: tuple[tuple[Cluster, tuple[School, ...]], ...]) -> Iterator[Output]:
        yield PageOutput(
            address=area_address(area),
            template="area.html",
            crumbs=(self.home, self.crumb("clusters")),
            card=self.card,
            fill=lambda: {"area": area, "clusters": clusters},
            listed=True,
        )

    def leading_on(self, moves: Moves, *files: FileOutput) -> Iterator[Output]:
        """What stands at addresses that lead on: a page that does so on any host, of one of FILES a copy."""
        by_address = {file.address: file for file in files}
        for old, new in moves:
            if new in by_address:
                yield FileOutput(old, by_address[new].make)
            elif self.edition.is_main or old.endswith("/"):  # files are there once for all languages
                yield PageOutput(old, "redirect.html", crumbs=(), card=self.card, fill=partial(dict, to=new))

    # ---- pages

    def _school(self, view: SchoolView, card: Card, wrong: WrongReport) -> PageOutput:
        school, cluster = view.school, view.cluster
        first = () if cluster else ("cluster-not-known",)

        def context() -> dict[str, object]:
            shown = self.shown(*first, "your-rights", "what-this-means", "what-to-do", "who-can-help")
            return {
                "school": school,
                "file": school.at.record.file,
                "full_name": view.name,
                "successor": view.successor,
                "cluster": cluster,
                "area": view.area,
                "others": [member for member in view.members if member is not school],
                "details": self.evidence(school.details),
                "membership": self.evidence(school.membership) if school.membership else None,
                "confirmed_by_school": self._is_confirmed_by(school),
                "wrong": wrong,
                "record": school_file(school),
                **shown,
            }

        way = (self.crumb("clusters"), self._cluster_crumb(cluster)) if cluster else (self.crumb("find"),)
        return PageOutput(
            address=school_address(school),
            template="school.html",
            crumbs=(self.home, *way),
            card=card,
            fill=context,
            about=(the_school(self.settings, school, cluster),),
            listed=True,
        )

    def _closed_school(self, view: SchoolView, card: Card, wrong: WrongReport) -> PageOutput:
        school = view.school
        first = () if view.successor else ("cluster-not-known",)

        def context() -> dict[str, object]:
            return {
                "school": school,
                "file": school.at.record.file,
                "full_name": view.name,
                "successor": view.successor,
                "successor_cluster": view.successor_cluster,
                "wrong": wrong,
                "details": self.evidence(school.details),
                "record": school_file(school),
                **self.shown(*first, "your-rights", "what-this-means", "who-can-help"),
            }

        return PageOutput(
            address=school_address(school),
            template="closed-school.html",
            crumbs=(self.home, self.crumb("find")),
            card=card,
            fill=context,
            about=(the_school(self.settings, school, None),),
            listed=True,
        )

    def _cluster(self, view: ClusterView, card: Card, wrong: WrongReport) -> PageOutput:
        cluster, members = view.cluster, view.members
        first = () if members else ("members-not-known",)

        def context() -> dict[str, object]:
            proofs = {member.membership for member in members if member.membership}
            return {
                "cluster": cluster,
                "area": view.area,
                "members": members,
                "wrong": wrong,
                "evidence_list": [self.evidence(proof) for proof in sorted(proofs, key=lambda proof: proof.sources)],
                "feed": cluster_feed(self.settings.group, cluster.number),
                **self.shown(*first, "your-rights", "what-this-means", "who-can-help"),
            }

        return PageOutput(
            address=cluster_address(self.settings.group, cluster.number),
            template="cluster.html",
            crumbs=(self.home, self.crumb("clusters")),
            card=card,
            fill=context,
            about=(the_cluster(self.settings, cluster, members),),
            listed=True,
        )

    # ---- what schools copy and print

    def _pack(
        self, told: Told, wrong: WrongReport, crumb: Crumb, card: Card, school: School | None = None
    ) -> Iterator[Output]:
        """The page with what the office of a school or a cluster takes, and its files.

        They stand at former addresses too: other websites show the badge, and link to the sheets.
        """
        papers = self.papers if told.link and not told.closed else ()
        badge = (
            _badge(told, self.settings.group, self.colours) if self.edition.is_main else None
        )  # its letters are those of one script
        prefix = self.edition.prefix
        say, language = self.edition.say, self.edition.attributes

        def context() -> dict[str, object]:
            files = share_files(prefix + told.page)
            picture = self.settings.address + files["badge"]
            return {
                "told": told,
                "texts": texts(told, say, language) if told.link else None,
                "badge": badge,
                "badge_html": badge_html(told, badge.text, picture) if badge else "",
                "files": files,
                "papers": {paper.name: paper_address(prefix + told.page, paper.name) for paper in papers},
                "wrong": wrong,
            }

        yield PageOutput(share_address(told.page), "share.html", (self.home, crumb), card, context)
        for page in (told.page, *(school.former_addresses if school else ())):
            files = share_files(page)
            if told.link:
                yield PictureOutput(files["svg"], f"qr {VERSION} svg {told.link}", partial(qr_svg, told.link))
                yield PictureOutput(files["png"], f"qr {VERSION} png {told.link}", partial(qr_png, told.link))
            if badge:
                yield PictureOutput(files["badge"], f"badge {VERSION} {badge!r}", badge.draw)
            for paper in papers:
                context_of_paper = {"told": told, "tokens": self.common.tokens}
                yield PaperOutput(paper_address(page, paper.name), paper, context_of_paper)

    # ---- cards for shared links

    def _card(self, card: Card) -> PictureOutput:
        name = self.settings.name
        return PictureOutput(card.address, f"card {VERSION} {name!r} {card!r}", partial(card.draw, name))

    def site_card(self) -> PictureOutput:
        return self._card(self.card)

    def _cluster_card(self, cluster: Cluster) -> Card:
        group = self.original.site.settings.group
        address = f"{CARD_FOLDER}{slugify(group.one)}-{cluster.number}.png"
        return Card(address, group.title_of(cluster), self.settings.place, self.colours)

    def _school_card(self, view: SchoolView) -> Card:
        school, group = view.school, self.original.site.settings.group
        if view.closed and school.closed:
            answer = mark("closed on {day}.").format(day=in_words(school.closed))
        elif view.cluster is None:
            answer = in_words_of(group)(mark("Which cluster is it in? How to find out."))
        else:
            answer = mark("is in {cluster}.").format(cluster=group.title_of(view.cluster))
        return Card(f"{CARD_FOLDER}schools/{school.slug}.png", school.name, answer, self.colours)

    # ---- shared with pages that people write

    def crumb(self, layout: str) -> Crumb:
        page = self.by_layout[layout]
        return Crumb(label(page), page.address)

    def _cluster_crumb(self, cluster: Cluster) -> Crumb:
        return Crumb(self.teller.title_of(cluster), cluster_address(self.settings.group, cluster.number))

    def shown(self, *names: str) -> dict[str, object]:
        """The fragments NAMES, in the order in which a page shows them, with their words and references."""
        if names not in self._shown:
            documents, words = self.words.explain([self.common.fragments[name] for name in names])
            fragments = {name.replace("-", "_"): one for name, one in zip(names, documents, strict=True)}
            self._shown[names] = (fragments, words, self.references(*documents))
        fragments, words, references = self._shown[names]
        return {**fragments, "words": words, **references}

    def evidence(self, *evidence: Evidence) -> dict[str, object] | None:
        """What stands behind EVIDENCE together: all sources, the earliest check, the least confidence."""
        if not evidence:
            return None
        if evidence not in self._evidence:
            ids = dict.fromkeys(source for each in evidence for source in each.sources)
            self._evidence[evidence] = {
                "sources": [self.sources[source] for source in ids],
                "checked": min(each.checked for each in evidence),
                "confidence": max((each.confidence for each in evidence), key=CONFIDENCES.index),
            }
        return self._evidence[evidence]

    def _is_confirmed_by(self, school: School) -> bool:
        """Whether SCHOOL itself published that it is in its cluster, and somebody confirmed it."""
        proof = school.membership
        if proof is None or proof.confidence != "confirmed":
            return False
        names = {name.casefold() for name in (school.name, *school.aliases, *school.former_names)}
        return any(self.sources[source].publisher.casefold() in names for source in proof.sources)

    def references(self, *documents: Document, tags: Iterable[str] = ()) -> dict[str, object]:
        """The notes of a page that shows DOCUMENTS in this order and has TAGS, the note's number for each fact
        cited, and the reform of the law where it touches the page."""
        references: dict[tuple[str, str, str], Reference] = {}
        numbers: dict[str, int] = {}
        for id in (id for document in documents for id in document.facts):
            fact = self.facts[id]
            reference = references.setdefault(
                (fact.source, fact.law, fact.link), self.reference(fact, len(references) + 1)
            )
            numbers[id] = reference.number
        return {
            "references": tuple(references.values()),
            "numbers": numbers,
            "reform": self.site.reform if touched(self.site, numbers, tags) else None,
            "unreviewed": any(document.unreviewed for document in documents),
            "outdated": any(document.outdated for document in documents),
        }

    def reference(self, fact: Fact, number: int = 0) -> Reference:
        return Reference(number, self.sources[fact.source], fact.law, fact.link)


def label(page: Page) -> str:
    return page.short or page.title


def touched(site: Site, facts: Iterable[str], tags: Iterable[str]) -> bool:
    """Whether the law that may change touches what has TAGS and shows FACTS, by their ids."""
    shown = set(facts)
    return site.reform is not None and (
        site.reform.tag in tags or any(site.reform.tag in fact.tags for fact in site.facts if fact.id in shown)
    )


def _badge(told: Told, group: Group, colours: Colours) -> Badge | None:
    """None where there is nobody to show it, or nowhere to lead."""
    if told.closed or not told.link:
        return None
    return Badge(in_words_of(group)(mark("Find our cluster:")), told.cluster or mark("how to ask"), colours)
