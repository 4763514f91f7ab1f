"""Rules on data/: schools, clusters and the sources that they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar
from urllib.parse import urlsplit

from findyourcluster.addresses import redirects
from findyourcluster.fields import did_you_mean, slugify, swap_for
from findyourcluster.model import Evidence, Place, Places, School
from findyourcluster.rules import Checked, Finding, all_rules, rule, taken

T = TypeVar("T")


def _repeats(things: Iterable[T], key: Callable[[T], object]) -> Iterator[tuple[T, T]]:
    """Each thing whose KEY came before, with the first that had it; empty keys do not count."""
    seen: dict[object, T] = {}
    for thing in things:
        value = key(thing)
        if value in seen:
            yield seen[value], thing
        elif value:
            seen[value] = thing


@rule(
    "school-once",
    where="data/schools.yaml schools",
    bad="""
        urn: 900001
        name: Hilltop Lower School
    """,
    good="""
        urn: 900003
        name: Hilltop Lower School
    """,
)
def each_school_stands_once(checked: Checked) -> Iterator[Finding]:
    """A school listed twice, perhaps in two clusters, would send parents to the wrong meeting."""
    for first, again in _repeats(checked.site.schools, key=lambda school: school.urn):
        at = again.at.of("urn")
        if first.name != again.name:
            says = f"URN {again.urn} belongs to {first.name} (line {first.at.record.line}) and to {again.name}."
            yield at, says, "Look the right one up in the official register of schools."
        elif first.cluster != again.cluster and first.cluster and again.cluster:
            says = (
                f"{again.name} is in Cluster {first.cluster} (line {first.at.of('cluster').line})"
                f" and in Cluster {again.cluster} (line {again.at.of('cluster').line})."
            )
            yield again.at.of("cluster"), says, "Keep the entry that its source states."
        else:
            says = f"{again.name} stands here a second time: first on line {first.at.record.line}."
            yield at, says, "Keep one of them."


@rule(
    "one-address",
    where="data/schools.yaml schools",
    bad="""
        name: Hilltop School
        town: Oldtown
    """,
    good="""
        name: Hilltop School
        town: Oldtown
        slug: hilltop-school-oldtown
    """,
)
def each_address_is_used_once(checked: Checked) -> Iterator[Finding]:
    """Two pages at one address: parents would see only one of them."""
    twice = list(_repeats(checked.once(taken), key=lambda stands: stands[0]))
    if not twice:
        return
    schools = {school.at.record: school for school in checked.site.schools}
    moves = redirects(checked.site)
    pages = {page.address for page in checked.site.pages}
    for (address, first), (_, again) in twice:
        says = f"The address {address} is taken already, by {first}."
        school = schools.get(again)
        fix = f"Add a line: slug: {_longer_slug(school)}" if school else "Give one of them another name."
        if address in pages and not first.file.startswith("content/"):
            says = f"The address {address} is the short form of {moves[address]} ({first}), which is printed on paper."
            fix = "Give this file another name."
        elif address in moves and not school:
            fix = f"Take {address} out of former_addresses."
        yield again, says, fix


def _longer_slug(school: School) -> str:
    """An address part for SCHOOL that is not the one it has: with its town, else with its URN."""
    name = slugify(school.name)
    with_town = f"{name}-{slugify(school.town)}" if school.town else school.slug
    return with_town if with_town != school.slug else f"{name}-{school.urn or 2}"


@rule(
    "cluster-declared",
    where="data/schools.yaml schools",
    bad="""
        name: Old Mill School
        cluster: 41
        membership:
          source: school-page
          checked: 2026-11-24
          confidence: confirmed
    """,
    good="""
        name: Old Mill School
        cluster: 14
        membership:
          source: school-page
          checked: 2026-11-24
          confidence: confirmed
    """,
)
def each_cluster_is_declared(checked: Checked) -> Iterator[Finding]:
    """A cluster number that does not exist leads nowhere."""
    numbers = {cluster.number for cluster in checked.site.clusters}
    areas = {area.slug for area in checked.site.areas}
    for school in checked.site.schools:
        if school.cluster is not None and school.cluster not in numbers:
            says = f"{school.name} is in Cluster {school.cluster}, but there is no such cluster."
            listed = ", ".join(str(number) for number in sorted(numbers))
            yield school.at.of("cluster"), says, f"The clusters are {listed}." if listed else ""
    for first, again in _repeats(checked.site.clusters, key=lambda cluster: cluster.number):
        says = f"Cluster {again.number} stands here a second time: first on line {first.at.record.line}."
        yield again.at.of("number"), says, "Keep one of them."
    for cluster in checked.site.clusters:
        if cluster.area and cluster.area not in areas:
            says = f'Cluster {cluster.number} is in the area "{cluster.area}", but there is no such area.'
            fix = did_you_mean(cluster.area, areas, show_all=True)
            yield cluster.at.of("area"), says, fix, swap_for(cluster.area, areas)


@rule(
    "address-real",
    where="told",
    bad="status: live, and address: https://find-your-cluster.example",
    good="status: live, and the address at which the site is published",
    advice=True,
)
def what_is_live_has_a_real_address(checked: Checked) -> Iterator[Finding]:
    """Posters, codes and links of schools have the address in them: one that is never real leads nowhere."""
    settings = checked.site.settings
    host = urlsplit(settings.address).hostname or ""
    if settings.status == "live" and host.rpartition(".")[2] in ("example", "invalid", "test", "localhost"):
        says = f'The site is live, and its address "{settings.address}" is one that is never real.'
        yield settings.at.of("address"), says, "Write the address at which it is published."


@rule(
    "cluster-named",
    where="told",
    bad="""title: "{name} Partnership" in data/site.yaml, and in data/schools.yaml a cluster without a name""",
    good="the same, and each cluster has its name",
)
def each_cluster_has_the_name_that_it_is_called_by(checked: Checked) -> Iterator[Finding]:
    """Where people know clusters by their names, one without a name could not be told from the others."""
    named = "{name}" in checked.site.settings.group.title
    for cluster in checked.site.clusters if named else ():
        if not cluster.name:
            says = f"The cluster with the number {cluster.number} has no name, and clusters are called by their names."
            yield cluster.at.record, says, "Add a line: name: and its name."


@rule("cluster-count", where="data/site.yaml", bad="cluster_count: 17", good="cluster_count: 3")
def the_clusters_are_all_there(checked: Checked) -> Iterator[Finding]:
    """The site tells parents how many clusters there are; each of them has a page."""
    settings = checked.site.settings
    there = len({cluster.number for cluster in checked.site.clusters})
    if settings.cluster_count and there != settings.cluster_count:
        says = f"cluster_count is {settings.cluster_count}, but data/schools.yaml lists {there} clusters."
        yield settings.at.of("cluster_count"), says, "Make them agree."


@rule(
    "membership-has-a-source",
    where="data/schools.yaml schools",
    bad="""
        name: Old Mill School
        cluster: 14
    """,
    good="""
        name: Old Mill School
        cluster: 14
        membership:
          source: school-page
          checked: 2026-11-24
          confidence: confirmed
    """,
)
def each_membership_has_a_source(checked: Checked) -> Iterator[Finding]:
    """Nobody is put in a cluster by a guess: a public source must say so."""
    for school in checked.site.schools:
        if school.cluster is not None and school.membership is None:
            says = f"{school.name} is in Cluster {school.cluster}, and no source says so."
            fix = "Add membership: with source, checked and confidence below it, or take the cluster out."
            yield school.at.of("cluster"), says, fix
        if school.cluster is None and school.membership is not None:
            says = f"{school.name} has a source for its cluster, and no cluster."
            yield school.at.of("membership"), says, "Add a line: cluster: and the number."


@rule("source-declared", where="data/facts.yaml facts", bad="source: schools-page", good="source: school-page")
def each_source_is_declared(checked: Checked) -> Iterator[Finding]:
    """Parents can look up where a statement comes from only if the source is in data/sources.yaml."""
    site = checked.site
    known = {source.id for source in site.sources}
    proofs: list[tuple[Evidence, Places, str]] = [
        *((school.details, school.at, "source") for school in site.schools),
        *((school.membership, school.at, "membership.source") for school in site.schools if school.membership),
        *((setting.details, setting.at, "source") for kind in site.kinds for setting in kind.settings),
    ]
    cited: list[tuple[str, Place]] = [
        *(
            (source, at.item(key, index))
            for proof, at, key in proofs
            if not known.issuperset(proof.sources)
            for index, source in enumerate(proof.sources)
        ),
        *((fact.source, fact.at.of("source")) for fact in site.facts),
        *((reform.source, reform.at.of("source")) for reform in (site.reform,) if reform),
        *((contact.source, contact.at.of("source")) for contact in site.contacts if contact.source),
    ]
    for source, at in cited:
        if source and source not in known:
            says = f'There is no source "{source}" in data/sources.yaml.'
            fix = did_you_mean(source, known) or "Write the id of the source that stands there, or add it there."
            yield at, says, fix, swap_for(source, known)


@rule("unique-ids", where="data/facts.yaml facts", bad="id: ehc-6wk", good="id: ehc-request")
def each_id_is_used_once(checked: Checked) -> Iterator[Finding]:
    """Two facts with one id: pages would cite the wrong one."""
    site = checked.site
    groups: list[tuple[str, list[tuple[str, Places]]]] = [
        ("source", [(source.id, source.at) for source in site.sources]),
        ("fact", [(fact.id, fact.at) for fact in site.facts]),
        ("contact", [(contact.id, contact.at) for contact in site.contacts]),
        ("term", [(term.slug, term.at) for term in site.terms]),
        ("area", [(area.slug, area.at) for area in site.areas]),
        ("kind of setting", [(kind.id, kind.at) for kind in site.kinds]),
    ]
    for what, records in groups:
        for (_, first), (name, again) in _repeats(records, key=lambda record: record[0]):
            says = f'The {what} "{name}" stands here a second time: first on line {first.record.line}.'
            yield again.record, says, "Give one of them another id, or keep one."


@rule(
    "contact-has-a-way",
    where="data/contacts.yaml contacts",
    bad="""
        name: The Parents' Line
        website:
    """,
    good="""
        name: The Parents' Line
        website: https://www.example.org/
    """,
)
def each_contact_can_be_reached(checked: Checked) -> Iterator[Finding]:
    """A contact without phone, email or website helps nobody, unless it says what is not known yet."""
    for contact in checked.site.contacts:
        if not (contact.phones or contact.emails or contact.website or contact.unknown):
            says = f"{contact.name} has no phone, email or website."
            yield contact.at.record, says, "Add one, or a line unknown: that says what is not known yet."
        if (contact.phones or contact.emails) and not contact.source:
            says = f"{contact.name} has a phone or email, and no source says so."
            yield contact.at.record, says, "Add a line: source: and the id of one in data/sources.yaml."


@rule(
    "name-once",
    where="data/schools.yaml schools",
    bad="""
        name: Hilltop School
        slug: hilltop-school-oldtown
    """,
    good="""
        name: Hilltop School
        slug: hilltop-school-oldtown
        town: Oldtown
    """,
)
def same_names_are_told_apart(checked: Checked) -> Iterator[Finding]:
    """Schools of one name need a town, so that parents can tell them apart."""
    by_name: dict[str, list[School]] = defaultdict(list)
    for school in checked.site.schools:
        by_name[school.name.casefold()].append(school)
    for alike in by_name.values():
        for school in alike:
            if len(alike) > 1 and not school.place_name:
                says = f"{len(alike)} schools are called {school.name}, and this one has no town."
                yield school.at.record, says, "Add a line: town: and its town."


@rule(
    "settings-known",
    where="data/site.yaml",
    bad="""
        menu:
          - find
          - qestions
    """,
    good="""
        menu:
          - find
          - questions
    """,
)
def the_settings_name_what_exists(checked: Checked) -> Iterator[Finding]:
    """The menu and the contact of the site's owner must lead somewhere."""
    settings = checked.site.settings
    pages = {page.name for page in checked.site.pages}
    for key, names in (("menu", settings.menu), ("footer", settings.footer), ("doors", settings.doors)):
        for index, name in enumerate(names):
            if name not in pages:
                says = f'{key} names the page "{name}", which does not exist.'
                yield settings.at.item(key, index), says, did_you_mean(name, pages), swap_for(name, pages)
    notes = {each.name for each in all_rules() if each.advice}
    for index, name in enumerate(settings.stop_for):
        if name not in notes:
            says = f'stop_for names "{name}", which is not a rule that gives notes.'
            fix = did_you_mean(name, notes) or "`build.py explain` lists them all."
            yield settings.at.item("stop_for", index), says, fix, swap_for(name, notes)
    contacts = {contact.id for contact in checked.site.contacts}
    if settings.owner_contact and settings.owner_contact not in contacts:
        says = f'owner_contact names "{settings.owner_contact}", which is not in data/contacts.yaml.'
        mend = swap_for(settings.owner_contact, contacts)
        yield settings.at.of("owner_contact"), says, did_you_mean(settings.owner_contact, contacts), mend
    if settings.register_link and "{urn}" not in settings.register_link:
        says = "register_link must have {urn} where a school's number goes."
        yield settings.at.of("register_link"), says, ""
