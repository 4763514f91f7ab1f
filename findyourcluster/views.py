"""What the pages of one school or one cluster are made of, besides what all pages share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from findyourcluster.addresses import (
    addresses_of_change,
    cluster_address,
    page_it_goes_with,
    redirects,
    school_address,
)
from findyourcluster.model import Area, Cluster, Group, LoggedChange, School, Site

Moves = tuple[tuple[str, str], ...]
"""Addresses that lead on, each with the one that it leads to."""

Logged = Mapping[str, tuple[date, ...]]
"""The days of the log by the page of the school or the cluster that it names, wherever that is now."""

Change = tuple[LoggedChange, str]
"""A change of the log, and the page to read about it."""

_NOTHING: Logged = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SchoolView:
    school: School
    name: str  # as no other is called
    cluster: Cluster | None = None  # None where no source says it, and of a school that has closed
    area: Area | None = None  # of that cluster
    members: tuple[School, ...] = ()  # of that cluster, the school itself too
    successor: School | None = None  # that took it over, or will
    successor_cluster: Cluster | None = None  # where that school is open
    closed: bool = False
    moves: Moves = ()  # that lead to its pages and files
    logged: Logged = field(default_factory=lambda: _NOTHING)  # of those that its page shows


@dataclass(frozen=True, slots=True)
class ClusterView:
    cluster: Cluster
    area: Area | None = None
    members: tuple[School, ...] = ()
    moves: Moves = ()
    logged: Logged = field(default_factory=lambda: _NOTHING)
    changes: tuple[Change, ...] = ()  # about it and its schools, the newest first


@dataclass(slots=True)
class Views:
    """The views of SITE, and how its records hang together."""

    site: Site
    members: dict[int, tuple[School, ...]] = field(init=False)  # by the number of a cluster, in the order of names
    clusters: dict[int, Cluster] = field(init=False)
    moves: dict[str, str] = field(init=False)  # every address that leads on → the one that it leads to
    logged: Logged = field(init=False)
    _areas: dict[str, Area] = field(init=False)
    _open: dict[str, School] = field(init=False)
    _schools: dict[str, School] = field(init=False)
    _alike: Counter[str] = field(init=False)
    _moves_of: dict[str, Moves] = field(init=False)  # by the page of a school or a cluster

    def __post_init__(self) -> None:
        site = self.site
        everyone = (*site.schools, *site.closed)
        self.clusters = {cluster.number: cluster for cluster in site.clusters}
        members = site.members_by_cluster()
        self.members = {number: members.get(number, ()) for number in self.clusters}
        self.moves = redirects(site)
        self.logged = days_logged(site, self.moves)
        self._areas = {area.slug: area for area in site.areas}
        self._open = {school.slug: school for school in site.schools}
        self._schools = {school.slug: school for school in everyone}
        self._alike = Counter(school.name.casefold() for school in everyone)
        self._moves_of = _by_page(self.moves, site.settings.group)

    def schools(self) -> Iterator[SchoolView]:
        """Those that are open, then those that have closed."""
        yield from map(self._open_school, self.site.schools)
        yield from map(self._closed_school, self.site.closed)

    def of_clusters(self) -> Iterator[ClusterView]:
        changes = self._changes_by_cluster()
        for cluster in self.site.clusters:
            members, page = self.members[cluster.number], self._page_of(cluster)
            yield ClusterView(
                cluster,
                area=self._areas.get(cluster.area),
                members=members,
                moves=self._moves_of.get(page, ()),
                logged=self._logged_of(page, *map(school_address, members)),
                changes=tuple(changes.get(cluster.number, ())),
            )

    def full_name(self, school: School) -> str:
        """The name that no other school has: with the town where two share one."""
        shared = self._alike[school.name.casefold()] > 1
        return f"{school.name}, {school.town or school.locality}" if shared else school.name

    def changes(self) -> list[Change]:
        """Every change of the log, with the first page that it is about and that is there; empty where none is."""
        return [
            (change, next((page for page in pages if self._is_there(page)), ""))
            for change, pages in zip(self.site.log, map(self.about, self.site.log), strict=True)
        ]

    # ---- parts

    def _open_school(self, school: School) -> SchoolView:
        cluster = self.clusters.get(school.cluster) if school.cluster is not None else None
        members = self.members[cluster.number] if cluster else ()
        page = school_address(school)
        shown = (page, *([self._page_of(cluster)] if cluster else []), *map(school_address, members))
        return SchoolView(
            school,
            self.full_name(school),
            cluster=cluster,
            area=self._areas.get(cluster.area) if cluster else None,
            members=members,
            successor=self._schools.get(school.merged_into),
            moves=self._moves_of.get(page, ()),
            logged=self._logged_of(*shown),
        )

    def _closed_school(self, school: School) -> SchoolView:
        successor = self._schools.get(school.merged_into)
        led_to = self._open.get(school.merged_into)
        cluster = self.clusters.get(led_to.cluster) if led_to and led_to.cluster is not None else None
        page = school_address(school)
        shown = (
            page,
            *([school_address(successor)] if successor else []),
            *([self._page_of(cluster)] if cluster else []),
        )
        return SchoolView(
            school,
            self.full_name(school),
            successor=successor,
            successor_cluster=cluster,
            closed=True,
            moves=self._moves_of.get(page, ()),
            logged=self._logged_of(*shown),
        )

    def _logged_of(self, *pages: str) -> Logged:
        if not self.logged:
            return _NOTHING
        return {page: self.logged[page] for page in pages if page in self.logged} or _NOTHING

    def about(self, change: LoggedChange) -> list[str]:
        """The pages that CHANGE is about, where they are now; each once."""
        about = addresses_of_change(change, self.site.settings.group)
        return list(dict.fromkeys(self.moves.get(address, address) for address in about))

    def _is_there(self, page: str) -> bool:
        kind, _, rest = page.strip("/").partition("/")
        return rest in self._schools if kind == "schools" else rest.isdigit() and int(rest) in self.clusters

    def _page_of(self, cluster: Cluster) -> str:
        return cluster_address(self.site.settings.group, cluster.number)

    def _changes_by_cluster(self) -> dict[int, list[Change]]:
        """The changes about each cluster or one of its schools, in the order of the log."""
        found: dict[int, list[Change]] = defaultdict(list)
        for change, page in self.changes():
            numbers = {self._cluster_of(address) for address in self.about(change)}
            for number in numbers - {None}:
                found[number].append((change, page))  # type: ignore[index]  # None is taken out
        return found

    def _cluster_of(self, page: str) -> int | None:
        kind, _, rest = page.strip("/").partition("/")
        if kind == self.site.settings.group.folder:
            return int(rest) if rest.isdigit() else None
        school = self._open.get(rest)
        return school.cluster if school else None


def days_logged(site: Site, moves: Mapping[str, str]) -> Logged:
    """The days on which each page is in the log of SITE, wherever it is now by MOVES."""
    days: dict[str, list[date]] = defaultdict(list)
    for change in site.log:
        for address in addresses_of_change(change, site.settings.group):
            days[moves.get(address, address)].append(change.day)
    return {address: tuple(found) for address, found in days.items()}


def _by_page(moves: Mapping[str, str], group: Group) -> dict[str, Moves]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for old, new in moves.items():
        found[page_it_goes_with(new, group) or new].append((old, new))
    return {page: tuple(pairs) for page, pairs in found.items()}
