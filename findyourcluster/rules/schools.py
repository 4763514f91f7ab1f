"""Rules on what sources say of clusters, and on schools that have closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from findyourcluster.fields import did_you_mean, swap_for
from findyourcluster.model import ClusterList, Place, School, Site, Source
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.translation import in_words

_NEARLY = 0.8
_COMPARED = 500_000
"""How many pairs of names are compared for guesses at which school is meant: with more, it is no slip of the hand."""
_LIST = "data/sources.yaml sources"


@rule(
    "cluster-lists-agree",
    where=_LIST,
    bad="""
        lists:
          - cluster: 14
            schools:
              - Hilltop School
              - Mill Lane Scool
    """,
    good="""
        lists:
          - cluster: 14
            schools:
              - Hilltop School
              - Mill Lane School
    """,
)
def lists_of_a_cluster_agree(checked: Checked) -> Iterator[Finding]:
    """Where a school names the others of its cluster, all of them must stand in it here: else one of us is wrong."""
    site = checked.site
    by_name = _by_name(site) if any(source.lists for source in site.sources) else {}
    members = site.members_by_cluster()
    unknown = 0
    read: dict[int, tuple[Source, ClusterList, frozenset[str]]] = {}
    for source in site.sources:
        for listed in source.lists:
            found: set[str] = set()
            for index, name in enumerate(listed.schools):
                at = listed.at.item("schools", index)
                schools = by_name.get(name.casefold(), ())
                if not schools:
                    unknown += 1
                    names = set(_nearly(name, site.schools) if unknown * len(site.schools) <= _COMPARED else ())
                    fix = did_you_mean(name, names) or "Write its name or its URN as data/schools.yaml has it."
                    yield at, f'"{name}" is no school in data/schools.yaml.', fix, swap_for(name, names)
                elif len(schools) > 1:
                    says = f"{len(schools)} schools are or were called {name}."
                    yield at, says, "Write the URN of the one that is meant."
                    found.update(school.slug for school in schools)
                else:
                    found.add(schools[0].slug)
                    if schools[0].cluster != listed.cluster:
                        yield at, *_elsewhere(schools[0], source, listed)
            yield from _not_listed(members.get(listed.cluster, ()), source, listed, found)
            yield from _other_list(read, source, listed, frozenset(found))


def _elsewhere(school: School, source: Source, listed: ClusterList) -> tuple[str, str]:
    where = f"in Cluster {school.cluster}" if school.cluster is not None else "in no cluster"
    says = (
        f'"{source.id}" lists {school.name} in Cluster {listed.cluster}, and {school.at.of("cluster")} has it {where}.'
    )
    return says, "Read the source again, and mend the one that is wrong."


def _not_listed(members: Iterable[School], source: Source, listed: ClusterList, found: set[str]) -> Iterator[Finding]:
    """Schools among the MEMBERS of a cluster that rest on SOURCE for being in it, and that it does not list."""
    for school in members:
        if school.membership and source.id in school.membership.sources and school.slug not in found:
            says = (
                f'{school.name} is in Cluster {listed.cluster} because "{source.id}" says so,'
                f" and its list ({listed.at.of('schools')}) does not have it."
            )
            yield school.at.of("membership"), says, "Read the source again, and mend the one that is wrong."


def _other_list(
    read: dict[int, tuple[Source, ClusterList, frozenset[str]]],
    source: Source,
    listed: ClusterList,
    found: frozenset[str],
) -> Iterator[Finding]:
    """Where another source lists other schools for the same cluster."""
    if listed.cluster not in read:
        read[listed.cluster] = (source, listed, found)
        return
    first, its, before = read[listed.cluster]
    if before != found:
        differing = ", ".join(sorted(before ^ found))
        says = (
            f'"{source.id}" and "{first.id}" ({its.at.of("schools")}) do not list the same schools for'
            f" Cluster {listed.cluster}: {differing}."
        )
        yield listed.at.of("schools"), says, "Read both again; take the list of the older one out if it is out of date."


def _nearly(typed: str, schools: Iterable[School]) -> Iterator[str]:
    """The names of SCHOOLS that may be what was TYPED: "School" alone makes no two of them alike."""
    typed = typed.casefold()
    letters = SequenceMatcher(None, "", typed)
    for school in schools:
        name = school.name.casefold()
        letters.set_seq1(name)
        most = min(letters.real_quick_ratio(), letters.quick_ratio())  # sooner told, and never less than it is
        if most > _NEARLY and SequenceMatcher(None, typed, name).ratio() > _NEARLY:
            yield school.name


def _by_name(site: Site) -> dict[str, tuple[School, ...]]:
    """Schools by their URN, and by every name that they have or had, in small letters."""
    found: dict[str, dict[str, School]] = defaultdict(dict)
    for school in site.schools:
        for name in (school.urn, school.name, *school.aliases, *school.former_names):
            if name:
                found[name.casefold()][school.slug] = school
    return {name: tuple(schools.values()) for name, schools in found.items()}


@rule(
    "school-open",
    where="data/schools.yaml schools",
    bad="""
        name: Old Mill School
        closed: 2025-08-31
        checked: 2026-11-20
        cluster: 14
    """,
    good="""
        name: Old Mill School
        closed: 2025-08-31
        checked: 2026-11-20
        merged_into: hilltop-school
    """,
)
def closed_schools_are_in_no_cluster(checked: Checked) -> Iterator[Finding]:
    """A parent would be sent to a school that is no more; somebody has looked at its entry since, and overlooked it."""
    for school, says, at in _closed_in_a_cluster(checked):
        if school.closed and school.closed < school.details.checked:
            yield at, says, _LEAVE


@rule(
    "school-leaves",
    where="data/schools.yaml schools",
    bad="""
        name: Old Mill School
        closed: 2026-11-20
        checked: 2026-11-01
        cluster: 14
    """,
    good="""
        name: Old Mill School
        closed: 2026-11-20
        checked: 2026-11-01
        merged_into: hilltop-school
    """,
    advice=True,
)
def closed_schools_leave_their_cluster(checked: Checked) -> Iterator[Finding]:
    """On its day a closed school leaves the lists of its cluster by itself; its entry should follow."""
    for school, says, at in _closed_in_a_cluster(checked):
        if school.closed and school.closed >= school.details.checked:
            yield at, says, _LEAVE


_LEAVE = "Take cluster: and membership: out, or closed: if it is open."


def _closed_in_a_cluster(checked: Checked) -> Iterator[tuple[School, str, Place]]:
    for school in checked.site.schools:
        if school.closed and school.closed <= checked.today and school.cluster is not None:
            says = f"{school.name} closed on {in_words(school.closed)}, and is still in Cluster {school.cluster}."
            yield school, says, school.at.of("cluster")
