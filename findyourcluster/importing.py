"""What a register or a list says beside what data/schools.yaml says: the differences in sentences, ready to be written.

Nothing is changed that is not told first; notes, order and what people added stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import NoReturn

from findyourcluster.edits import MARK, as_entry
from findyourcluster.fields import slugify
from findyourcluster.lists import Line
from findyourcluster.load import SCHOOLS
from findyourcluster.longlist import cut
from findyourcluster.matching import Asked, Known, Match, Matcher, is_slip
from findyourcluster.model import CONFIDENCES, Cluster, Place, Places, School, Site
from findyourcluster.records import PHASES
from findyourcluster.register import Registered
from findyourcluster.translation import in_words
from findyourcluster.yamledit import CannotEdit, Value, with_value

ORDER = (
    "urn", "name", "slug", "aliases", "former_names", "phase", "type", "locality", "town", "postcode", "latitude",
    "longitude", "website", "note", "doubt", "closed", "merged_into", "former_addresses", "source", "checked",
    "confidence", "cluster", "membership",
)  # fmt: skip
"""The keys of a school's entry, in the order in which the file has them."""


class CannotImport(Exception):
    """Why nothing can be imported, as sentences for a person."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where what is imported comes from, for the data."""

    source: str  # the id of a source in data/sources.yaml
    checked: date
    confidence: str = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Change:
    """A difference: what it is, and what to write because of it. Without either VALUES or an ENTRY it is only told."""

    says: str
    slug: str = ""  # of the school whose entry changes
    values: Mapping[str, Value] | None = None  # by key; where it is empty the key goes
    entry: Mapping[str, Value] | None = None  # a new school's
    cluster: Cluster | None = None  # a new one


# ---------------------------------------------------------------- the register


def from_register(
    site: Site,
    register: Iterable[Registered],
    proof: Proof,
    *,
    successors: Mapping[str, str] = MappingProxyType({}),
    add: bool = False,
) -> list[Change]:
    """What REGISTER says otherwise than SITE. SUCCESSORS: of a school's URN the URN of that which took it over. ADD:
    schools that SITE does not have yet become entries, too."""
    listed = {each.urn: each for each in register}
    elsewhere = {setting.urn for kind in site.kinds for setting in kind.settings if setting.urn}
    slugs = {school.urn: school.slug for school in site.schools if school.urn}
    changes = [
        change
        for school in site.schools
        if school.urn
        for change in _beside(school, listed.get(school.urn), slugs.get(successors.get(school.urn, ""), ""), proof)
    ]
    ours = {school.urn for school in site.schools}
    new = [
        each for each in listed.values() if each.is_open and each.is_mainstream and each.urn not in {*ours, *elsewhere}
    ]
    taken = {school.slug for school in site.schools}
    for each in sorted(new, key=lambda each: (each.name.casefold(), each.urn)):
        where = f" in {each.town}" if each.town else ""
        says = f"{each.name} (URN {each.urn}){where} is open, and is not on the site."
        changes.append(Change(says, entry=_entry(each, proof, taken) if add else None))
    return changes


def _beside(school: School, there: Registered | None, successor: str, proof: Proof) -> Iterator[Change]:
    """What THERE, the same school in the register, says otherwise; SUCCESSOR is the slug of that which took it over."""
    named = f"{school.name} (URN {school.urn})"
    if there is None:
        yield Change(f"{named} is not in the register's file. Is the number right, and the file of the right council?")
        return
    if not there.is_open and school.closed is None:
        if there.closed:
            taken_over = f" {successor} took it over." if successor else ""
            values: dict[str, Value] = {"closed": there.closed.isoformat(), "cluster": "", "membership": ""}
            if successor:
                values["merged_into"] = successor
            yield Change(f"{named} closed on {in_words(there.closed)}.{taken_over}", school.slug, values)
        else:
            yield Change(f"{named} is closed, and the register does not say since when. Look it up.")
        return
    if there.is_open and school.closed is not None and school.closed <= proof.checked:
        yield Change(f"{named} is open in the register, and the site says that it closed on {in_words(school.closed)}.")
        return
    yield from _differences(school, there, named, proof)


def _differences(school: School, there: Registered, named: str, proof: Proof) -> Iterator[Change]:
    sources = [*dict.fromkeys((*school.details.sources, proof.source))]
    kept = school.details.confidence if _surer(school.details.confidence, proof.confidence) else proof.confidence
    renewed: dict[str, Value] = {"source": sources, "checked": proof.checked.isoformat(), "confidence": kept}
    if there.name and _differ(school.name, there.name):
        former = [*dict.fromkeys((*school.former_names, school.name))]
        values: dict[str, Value] = {"name": there.name, "slug": school.slug, "former_names": former, **renewed}
        yield Change(f"{named} is called {there.name} now. Its address stays as it is.", school.slug, values)
    for key, what, ours, theirs in (
        ("phase", "kind", school.phase, there.phase),
        ("type", "type", school.type, there.type.casefold()),
        ("town", "town", school.town, there.town),
        ("postcode", "postcode", school.postcode, there.postcode),
        ("website", "website", school.website, there.website),
    ):
        if theirs and _differ(ours, theirs) and (key != "phase" or theirs in PHASES):
            was = f"was {ours}" if ours else "was not known"
            yield Change(f"The {what} of {named} is {theirs}; it {was}.", school.slug, {key: theirs, **renewed})
    if there.latitude and there.longitude and _far(school, there):
        place: dict[str, Value] = {"latitude": str(there.latitude), "longitude": str(there.longitude), **renewed}
        yield Change(f"{named} stands at {there.latitude}, {there.longitude}.", school.slug, place)


def _differ(ours: str, theirs: str) -> bool:
    return " ".join(ours.casefold().split()).rstrip("/") != " ".join(theirs.casefold().split()).rstrip("/")


_FAR = 0.002
"""Degrees from which on a school has moved, and is not only measured otherwise: about 200 metres."""


def _far(school: School, there: Registered) -> bool:
    if school.latitude is None or school.longitude is None:
        return True
    assert there.latitude is not None and there.longitude is not None, "its caller asked"
    return abs(school.latitude - there.latitude) > _FAR or abs(school.longitude - there.longitude) > _FAR


def _entry(there: Registered, proof: Proof, taken: set[str]) -> dict[str, Value]:
    """The entry of a school that is new; its address is added to those TAKEN."""
    own = slugify(there.name)
    slug = next(
        each for each in (own, slugify(f"{there.name} {there.town}"), f"{own}-{there.urn}") if each not in taken
    )
    taken.add(slug)
    entry = {
        "urn": there.urn,
        "name": there.name,
        "slug": slug if slug != own else "",
        "phase": there.phase,
        "type": there.type.casefold(),
        "locality": there.locality,
        "town": there.town,
        "postcode": there.postcode,
        "latitude": str(there.latitude or ""),
        "longitude": str(there.longitude or ""),
        "website": there.website,
        "source": proof.source,
        "checked": proof.checked.isoformat(),
        "confidence": proof.confidence,
    }
    return {key: value for key, value in entry.items() if value}


# ---------------------------------------------------------------- a list of schools and clusters


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says: for each line what it means, and what changes because of it."""

    matches: tuple[tuple[Line, Match], ...]
    changes: tuple[Change, ...]

    @property
    def open(self) -> list[tuple[Line, Match]]:
        """The lines that a person must settle."""
        return [(line, match) for line, match in self.matches if not match.sure]


def from_list(site: Site, lines: Sequence[Line], proof: Proof) -> Listed:
    """What LINES say of the clusters of SITE's schools. Only what is sure changes anything."""
    matcher, clusters = Matcher(map(_known, site.schools)), _Clusters(site)
    found = [clusters.number(line.cluster) for line in lines]
    matches = [(line, _match(matcher, line, number, clusters)) for line, number in zip(lines, found, strict=True)]
    said: dict[str, list[int]] = {}
    for (_, match), number in zip(matches, found, strict=True):
        if match.school and number is not None:
            said.setdefault(match.school.id, []).append(number)
    unsure = {id: sorted(set(numbers)) for id, numbers in said.items() if len(set(numbers)) > 1}
    matches = [
        (
            line,
            _twice(match, map(clusters.title, unsure[match.school.id]))
            if match.school and match.school.id in unsure
            else match,
        )
        for line, match in matches
    ]
    schools = {_id(school): school for school in site.schools}
    changes = [
        change
        for id, numbers in said.items()
        if id not in unsure
        for change in _membership(schools[id], numbers[0], clusters, proof)
    ]
    return Listed(tuple(matches), (*clusters.added(), *changes))


class _Clusters:
    """The clusters of SITE. Where they are known by their names, those that a list names are added."""

    def __init__(self, site: Site) -> None:
        self.group = site.settings.group
        self.by_number = {cluster.number: cluster for cluster in site.clusters}
        self.by_name = {_key(cluster.name): cluster for cluster in site.clusters} if self.group.is_named else {}
        self.new: list[Cluster] = []
        page = re.compile(rf"/{self.group.folder}/([0-9]+)/")
        published = (page.fullmatch(each.address) for each in site.published)
        self.last = max((0, *self.by_number, *(int(found[1]) for found in published if found)))

    def number(self, said: str) -> int | None:
        """The number of the cluster that a list SAID; None where it says none, or perhaps another one, misspelt."""
        if not self.group.is_named:
            return int(said) if said else None
        key = _key(said)
        if not key or (key not in self.by_name and self._meant(key)):
            return None
        if key not in self.by_name:
            self.last += 1  # one that was published once is not given again
            cluster = Cluster(self.last, Places(Place(SCHOOLS)), said)
            self.new.append(cluster)
            self.by_name[key] = self.by_number[cluster.number] = cluster
        return self.by_name[key].number

    def why_none(self, said: str) -> str:
        """Why a line that SAID this says no cluster."""
        if not self.group.is_named:
            return f"The list does not say which {self.group.one}, or not as a number."
        if meant := self._meant(_key(said)):
            title = self.group.title_of(meant)
            return f"Is that {title}? If it is another, add it under clusters: in {SCHOOLS}, and import again."
        return f"The list does not say which {self.group.one}."

    def title(self, number: int) -> str:
        return self.group.title_of(self.by_number.get(number, Cluster(number, Places(Place(SCHOOLS)))))

    def added(self) -> Iterator[Change]:
        for cluster in self.new:
            yield Change(f"{self.group.title_of(cluster)} is new.", cluster=cluster)

    def _meant(self, key: str) -> Cluster | None:
        """The cluster whose name KEY may be a slip for, in one of its words."""
        return next((cluster for other, cluster in self.by_name.items() if _may_be_slip(key, other)), None)


def _key(name: str) -> str:
    """What tells the NAME of a cluster from others, however it is written."""
    return slugify(name).removeprefix("the-")


def _may_be_slip(one: str, other: str) -> bool:
    pairs = list(zip(one.split("-"), other.split("-"), strict=False))
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    return one.count("-") == other.count("-") and len(differing) == 1 and is_slip(*differing[0])


def _known(school: School) -> Known:
    names = (school.name, *school.aliases, *school.former_names)
    return Known(_id(school), names, school.postcode, (school.town, school.locality))


def _id(school: School) -> str:
    return school.urn or school.slug


def _match(matcher: Matcher, line: Line, number: int | None, clusters: _Clusters) -> Match:
    """What LINE means; nothing is sure where it does not say which cluster."""
    match = matcher.match(Asked(line.school, line.urn, line.postcode, line.place))
    return match if number is not None else replace(match, sure=False, why=clusters.why_none(line.cluster))


def _twice(match: Match, titles: Iterable[str]) -> Match:
    assert match.school is not None, "its caller asked"
    says = f"The list has {match.school.names[0]} in {' and in '.join(titles)}."
    return replace(match, sure=False, why=says)


def _membership(school: School, cluster: int, clusters: _Clusters, proof: Proof) -> Iterator[Change]:
    title = clusters.title(cluster)
    if cluster not in clusters.by_number:
        says = f"{school.name} is in {title}, which is not there. Add a line under clusters: - number: {cluster}"
        yield Change(f"{says}, and import again.")
        return
    values: dict[str, Value] = {
        "cluster": str(cluster),
        "membership": {"source": proof.source, "checked": proof.checked.isoformat(), "confidence": proof.confidence},
    }
    if school.cluster is None:
        says = f"{school.name} is in {title}. Its {clusters.group.one} was not known."
        yield Change(says, school.slug, values)
    elif school.cluster != cluster:
        says = f"{school.name} is in {title}; the site says {clusters.title(school.cluster)}"
        surer = school.membership and _surer(school.membership.confidence, proof.confidence)
        if surer and school.membership:
            says += f", which is {school.membership.confidence}. Nothing is changed: settle it in its entry"
        yield Change(f"{says}.", school.slug, None if surer else values)


def _surer(ours: str, theirs: str) -> bool:
    """Whether the confidence OURS is higher than THEIRS."""
    return CONFIDENCES.index(ours) < CONFIDENCES.index(theirs)


# ---------------------------------------------------------------- writing


def applied(text: str, site: Site, changes: Iterable[Change]) -> str:
    """TEXT, that of data/schools.yaml and of SITE, with CHANGES in it, and not a byte besides. Raises CannotImport."""
    values: dict[str, dict[str, Value]] = {}
    entries: list[Mapping[str, Value]] = []
    clusters: list[Cluster] = []
    for change in changes:
        if change.cluster:
            clusters.append(change.cluster)
        elif change.entry:
            entries.append(change.entry)
        elif change.values:
            values.setdefault(change.slug, {}).update(change.values)
    if not (values or entries or clusters):
        return text
    text = text.removeprefix(MARK).replace("\r\n", "\n")  # whoever saves it puts both back
    for cluster in clusters:
        text = _with_cluster(text, cluster)
    if not (values or entries):
        return text
    long = cut(text, "schools")
    if long is None or len(long.entries) != len(site.schools):
        return _first_entries(text, entries) if not site.schools else _refuse()
    indent = " " * (long.column - 1)
    changed = [
        _edited(entry, values[school.slug]) if school.slug in values else entry
        for entry, school in zip(long.entries, site.schools, strict=True)
    ]
    changed[-1] = changed[-1].rstrip("\n") + "\n"
    return long.head + "".join(_merged(changed, site, entries, indent)) + long.tail


def _with_cluster(text: str, cluster: Cluster) -> str:
    """TEXT with the entry of CLUSTER below those that are there."""
    entry = {"number": str(cluster.number), "name": cluster.name}
    if long := cut(text, "clusters"):
        listed = "".join(long.entries)
        last = listed.rstrip("\n")
        below = listed[len(last) :].removeprefix("\n")
        return f"{long.head}{last}\n{as_entry(entry, ' ' * (long.column - 1))}{below}{long.tail}"
    first = re.search(r"^clusters: *(?:\[\])? *\n?", text, re.M)
    if first is None:
        _refuse()
    return f"{text[: first.start()]}clusters:\n{as_entry(entry, '  ')}{text[first.end() :]}"


def _refuse() -> NoReturn:
    raise CannotImport(f"{SCHOOLS} is written in a way that the program cannot change safely. Run check, and mend it.")


def _edited(entry: str, values: Mapping[str, Value]) -> str:
    """ENTRY, the lines of one school, with VALUES in it."""
    whole = f"schools:\n{entry}"
    try:
        for key, value in values.items():
            whole = with_value(whole, ["schools", 0, key], value or None, ORDER)
    except CannotEdit as why:
        raise CannotImport(f"An entry of {SCHOOLS} cannot be changed by program: {why}") from why
    return whole.removeprefix("schools:\n")


def _merged(there: Sequence[str], site: Site, new: Sequence[Mapping[str, Value]], indent: str) -> Iterator[str]:
    """The entries THERE with those that are NEW, each before the first school whose name comes after it, and before
    the notes that stand above that."""
    waiting = sorted(((str(entry["name"]).casefold(), _written(entry, indent)) for entry in new), reverse=True)
    notes = ""  # above the entry that comes next
    for entry, school in zip(there, site.schools, strict=True):
        while waiting and waiting[-1][0] < school.name.casefold():
            yield waiting.pop()[1]
        words, below = _notes_apart(entry, indent)
        yield notes + words
        notes = below
    yield from (text for _, text in reversed(waiting))
    yield notes


def _notes_apart(entry: str, indent: str) -> tuple[str, str]:
    """ENTRY without the notes at its end, which go with what stands below it; those notes."""
    lines = entry.splitlines(keepends=True)
    end = len(lines)
    while end > 1 and (not lines[end - 1].strip() or lines[end - 1].startswith(f"{indent}#")):
        end -= 1
    return "".join(lines[:end]), "".join(lines[end:])


def _written(entry: Mapping[str, Value], indent: str) -> str:
    return as_entry({key: str(value) for key, value in entry.items()}, indent)


def _first_entries(text: str, entries: Sequence[Mapping[str, Value]]) -> str:
    """TEXT, whose list of schools is empty, with ENTRIES in it."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.split("#")[0].rstrip() in ("schools:", "schools: []"):
            listed = "".join(
                _written(entry, "  ") for entry in sorted(entries, key=lambda each: str(each["name"]).casefold())
            )
            return "\n".join([*lines[:at], "schools:", listed.rstrip("\n"), *lines[at + 1 :]])
    return _refuse()
