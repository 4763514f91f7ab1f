"""Model → plan: the whole site before it exists, as units: what is made together, with all that it is made of.

What a unit publishes is said in `record_pages`, for schools and clusters, and in `written_pages`. A new type of page
is a template, a function there, and here a line in `LAYOUTS` where it shows more than its own words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, cached_property, partial

from findyourcluster.addresses import (
    cluster_address,
    is_asset,
    is_worker,
    language_address,
    page_it_goes_with,
    school_address,
    taken_addresses,
)
from findyourcluster.assets import assets
from findyourcluster.colours import in_colour
from findyourcluster.common import Common, common_of, link_to, named_in, with_names
from findyourcluster.editions import edition_of, main_edition, prefix_of
from findyourcluster.markup import Documents
from findyourcluster.model import CONFIDENCES, LoggedChange, Page, Site
from findyourcluster.outputs.finder import finder_file
from findyourcluster.outputs.newest import Newest
from findyourcluster.outputs.offline import Speaks
from findyourcluster.outputs.paper import PAPERS
from findyourcluster.outputs.sitemap import sitemap_addresses, sitemap_files
from findyourcluster.planned import Crumb, FileOutput, Output, PageOutput, Unit
from findyourcluster.record_pages import RecordPages, label, touched
from findyourcluster.views import Moves, Views
from findyourcluster.written_pages import Coverage, WrittenPages, as_file, described, facts_on, letters


def coverage(site: Site) -> Coverage:
    counts = Counter(school.membership.confidence for school in site.schools if school.cluster and school.membership)
    by_confidence = tuple((confidence, counts[confidence]) for confidence in CONFIDENCES if counts[confidence])
    return Coverage(len(site.schools), sum(counts.values()), by_confidence)


class Plan:
    """The plan of SITE as on TODAY, in all its languages. SITE must be free of problems. PDF: the languages, by their
    codes, in which there are posters and leaflets too."""

    def __init__(self, site: Site, documents: Documents, today: date, *, pdf: frozenset[str] = frozenset()) -> None:
        site = replace(site, files=in_colour(site.files, site.settings.colour))
        self.site = site
        main = main_edition(site.settings)
        whole = [(main, site, documents), *(edition_of(site, documents, each) for each in site.catalogues)]
        languages = tuple((edition.language, edition.prefix) for edition, _, _ in whole)
        shared = _Shared(site)
        commons = [common_of(each, made, shared.named, today, edition, languages) for edition, each, made in whole]
        self.editions = tuple(
            EditionPlan(
                each,
                made,
                RecordPages(common, commons[0], PAPERS if common.edition.language.code in pdf else ()),
                shared,
            )
            for (_, each, made), common in zip(whole, commons, strict=True)
        )
        self.main = self.editions[0]

    @property
    def commons(self) -> tuple[Common, ...]:
        """What the pages of each edition share, the main one first."""
        return tuple(edition.common for edition in self.editions)

    def units(self) -> Iterator[Unit]:
        """All of the site but its sitemap, which needs the days of all pages; those that it lists in its order."""
        for edition in self.editions:
            yield from edition.units()
        for language in self.site.settings.languages:
            if language.gone:
                start = language_address(language)
                pages = (address for address, _ in taken_addresses(self.site) if address.endswith("/"))
                yield Unit(f"gone {language.code}", self.main.written.gone, (start, tuple(pages)))

    def outputs(self) -> tuple[Output, ...]:
        """Every output of the site. The days that the sitemap needs are looked for when it is asked for."""
        outputs = [output for unit in self.units() for output in unit.outputs()]
        pages = [output for output in outputs if isinstance(output, PageOutput) and output.listed]

        @cache
        def sitemap() -> dict[str, bytes]:
            listed = ((page.published, self.main.newest.of_page(page.context)) for page in pages)
            return {file.address: file.make() for file in self.sitemap(listed)}

        def part(address: str) -> bytes:
            return sitemap()[address]

        addresses = sitemap_addresses(self.site.settings, len(pages))
        return (*outputs, *(FileOutput(address, partial(part, address)) for address in addresses))

    def sitemap(self, listed: Iterable[tuple[str, date | None]]) -> Iterator[FileOutput]:
        """The sitemap of the pages LISTED, each with the day on which it last changed."""
        languages = self.main.common.languages
        for address, content in sitemap_files(self.site.settings, list(listed), languages):
            yield as_file(address, content)


def _written_in(site: Site) -> dict[str, tuple[str, ...]]:
    """By the name of a page, the codes of the languages in which it is there, the site's own first."""
    found = {page.name: [site.settings.language] for page in site.pages}
    codes = {catalogue.language.code for catalogue in site.catalogues}
    for translation in site.translations:
        if translation.of_page and translation.language in codes and translation.page.name in found:
            found[translation.page.name].append(translation.language)
    return {name: tuple(languages) for name, languages in found.items()}


def _spoken(site: Site) -> tuple[Speaks, ...]:
    """The languages of SITE with their words, its own first."""
    others = ((each.language.code, prefix_of(each.language), each.words) for each in site.catalogues)
    return (site.settings.language, "", b""), *others


class _Shared:
    """What the plans of SITE in all its languages share."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.named = named_in(site)
        self.views = Views(site)
        self.written_in = _written_in(site)

    @cached_property
    def finder(self) -> tuple[str, bytes]:
        """The index of the search: its address, which has a digest of it, and what it holds."""
        return finder_file(self.site)


class EditionPlan:
    """The plan of SITE in one language, which is that of RECORDS."""

    def __init__(self, site: Site, documents: Documents, records: RecordPages, shared: _Shared) -> None:
        self.site = site
        self.documents = documents
        self.common = records.common
        self.edition = self.common.edition
        self.shared = shared
        self.named = shared.named
        self.views = shared.views
        self.records = records
        self.written = WrittenPages(records)
        self.newest = Newest(site, self.common.today, self.views.logged)

    def units(self) -> Iterator[Unit]:
        """All of it; what is for programs stands in the main edition only."""
        if self.edition.is_main:
            yield from self._pages()
            yield from self._whole()
            yield from self._files()
            return
        prefix = self.edition.prefix
        for unit in (*self._pages(), Unit("what leads on", self.written.leading_on, (self._other_moves(), {}))):
            yield replace(unit, name=f"{self.edition.language.code} {unit.name}", prefix=prefix)

    def _pages(self) -> Iterator[Unit]:
        yield from (self._page(page) for page in self.site.pages if self.edition.is_main or page.layout not in _ONCE)
        yield from self._areas()
        yield from self._clusters()
        for view in self.views.schools():
            yield Unit(f"school {view.school.slug}", self.records.school, (view,), view.logged)
        for page in self.site.retired:
            yield Unit(f"page {page.name}", self.written.retired, (page,))

    def _files(self) -> Iterator[Unit]:
        for file in self.site.files:
            if is_worker(file):
                inputs = (file.content, self._kept_at_once, self.finder[0], _spoken(self.site))
                yield Unit("worker", self.written.worker, inputs)
            elif not is_asset(file):
                yield Unit(f"file {file.address}", _as_it_is, (file.address, file.content))
        for address, content in assets(self.site.files).contents.items():
            yield Unit(f"file {address}", _as_it_is, (address, content))

    def _page(self, page: Page) -> Unit:
        document = with_names(self.documents.pages[page.name], self.named, self.common)
        inputs = (page, document, self.shared.written_in[page.name])
        if page.layout not in LAYOUTS:
            return Unit(f"page {page.name}", self.written.page, inputs)
        shown = LAYOUTS[page.layout](self)
        return Unit(f"page {page.name}", self.written.page, (*inputs, *shown), self.views.logged)

    def _areas(self) -> Iterator[Unit]:
        in_order = self.site.settings.group.in_order(self.site.clusters)
        for area in self.site.areas:
            inside = [cluster for cluster in in_order if cluster.area == area.slug]
            clusters = tuple((cluster, self.views.members[cluster.number]) for cluster in inside)
            yield Unit(f"area {area.slug}", self.records.area, (area, clusters))

    def _clusters(self) -> Iterator[Unit]:
        for view in self.views.of_clusters():
            day = self.newest.of(view.cluster, view.members) or self.newest_day
            yield Unit(f"cluster {view.cluster.number}", self.records.cluster, (view, day), view.logged)

    def _whole(self) -> Iterator[Unit]:
        """What is of the site as a whole: files for programs, pictures, what leads on."""
        site, written = self.site, self.written
        records = replace(
            site,
            house_words=(),
            also_right=(),
            log=(),
            published=(),
            pages=(),
            fragments=(),
            files=(),
            catalogues=(),
            translations=(),
        )
        yield Unit("facts", written.facts, (site.corrections,))
        yield Unit("search", _as_it_is, self.finder)
        yield Unit("site", written.about_the_site, (self.newest_day,))
        yield Unit("schools", written.all_schools, (records, self.newest_day))
        if site.settings.address:
            yield Unit("feed", written.feed, (tuple(self.views.changes()), self.newest_day))
        yield Unit("what leads on", written.leading_on, (self._other_moves(), self.views.moves))
        yield Unit("pictures", written.pictures, ())

    # ---- what units take

    @property
    def finder(self) -> tuple[str, bytes]:
        return self.shared.finder

    @property
    def _kept_at_once(self) -> tuple[str, ...]:
        """The pages that a browser keeps at the first visit: those that menus lead to, where the lists are short."""
        settings = self.site.settings
        named = {*settings.menu, *settings.footer, *settings.doors}
        long = _LISTS if len(self.site.schools) > LONGEST_KEPT else ()
        first = [page for page in self.site.pages if page.layout in _KEPT_AT_ONCE or page.name in named]
        return tuple(page.address for page in first if page.layout not in long)

    @cached_property
    def newest_day(self) -> date:
        return self.newest.of_site()

    @property
    def doors(self) -> tuple[Page, ...]:
        """The pages that home leads to, with what it says of them."""
        pages = {page.name: page for page in self.site.pages}
        doors = [
            described(pages[name], self.documents.pages[name]) for name in self.site.settings.doors if name in pages
        ]
        return tuple(replace(link_to(page), description=page.description) for page in doors)

    @cached_property
    def changes(self) -> tuple[tuple[LoggedChange, tuple[Crumb, ...]], ...]:
        """The log, with the pages that each change is about."""
        titles = {page.address: label(page) for page in self.site.pages} if self.site.log else {}
        named = {address for change in self.site.log for address in self.views.about(change)}
        for school in self.named.schools.values():
            if (address := school_address(school)) in named:
                titles[address] = self.views.full_name(school)
        group = self.site.settings.group
        titles |= {
            cluster_address(group, cluster.number): self.records.teller.title_of(cluster)
            for cluster in self.site.clusters
        }
        return tuple(
            (
                change,
                tuple(
                    Crumb(titles[each], each, original=each.startswith("/schools/"))
                    for each in self.views.about(change)
                    if each in titles
                ),
            )
            for change in self.site.log
        )

    def _other_moves(self) -> Moves:
        """What leads to pages that are not of a school or a cluster."""
        of_records = {school_address(school) for school in (*self.site.schools, *self.site.closed)}
        group = self.site.settings.group
        of_records |= {cluster_address(group, cluster.number) for cluster in self.site.clusters}
        moves = self.views.moves.items()
        return tuple((old, new) for old, new in moves if (page_it_goes_with(new, group) or new) not in of_records)


_ONCE = ("not-found",)
"""The layouts of which web hosts show one page, whatever the language."""

_KEPT_AT_ONCE = ("home", "find", "saved-pages")
_LISTS = ("find", "find-by-town", "find-by-cluster", "map", "clusters")

LONGEST_KEPT = 1000
"""Schools up to which a browser keeps the lists of all of them before anybody has opened one: about 25 kB, packed."""

LAYOUTS: Mapping[str, Callable[[EditionPlan], tuple[object, ...]]] = {
    "about": lambda plan: (
        coverage(plan.site),
        plan.site.corrections,
        tuple(page.name for page in pages_touched(plan.site, plan.documents)),
    ),
    "accessibility": lambda plan: (plan.site.access_checks, plan.site.access_gaps),
    "changes": lambda plan: (plan.changes,),
    "clusters": lambda plan: (plan.site.areas, plan.site.clusters, plan.views.members),
    "find": lambda plan: (plan.site.schools, plan.finder[0]),
    "find-by-cluster": lambda plan: (
        plan.site.clusters,
        plan.views.members,
        tuple(school for school in plan.site.schools if school.cluster is None),
    ),
    "find-by-town": lambda plan: (plan.site.schools,),
    "home": lambda plan: (
        plan.doors,
        tuple((letter, anchor, ()) for letter, anchor, _ in letters(plan.site.schools)),
        plan.finder[0],
    ),
    "map": lambda plan: (plan.site.schools, plan.site.clusters),
    "not-found": lambda plan: (plan.finder[0],),
    "not-here": lambda plan: (plan.site.kinds,),
    "style-guide": lambda plan: (plan.site.schools[:3], plan.finder[0]),
}
"""What pages of a layout show besides their own words and what all pages share."""


def _as_it_is(address: str, content: bytes) -> Iterator[Output]:
    yield as_file(address, content)


def pages_touched(site: Site, documents: Documents) -> list[Page]:
    """The pages that a change of the law would touch, by their tags or by a fact that they show."""
    return [page for page in site.pages if touched(site, facts_on(page, documents.pages[page.name]), page.tags)]
