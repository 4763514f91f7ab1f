"""Two versions of the site → what changed between them, each thing a sentence for an editor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Protocol, TypeVar

from findyourcluster.model import (
    AccessCheck,
    AccessGap,
    Area,
    Cluster,
    ClusterList,
    Contact,
    Correction,
    Fact,
    Fragment,
    Page,
    Phone,
    Place,
    Places,
    Reform,
    School,
    Setting,
    SettingKind,
    Settings,
    Site,
    Source,
    Term,
)
from findyourcluster.translation import in_words


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was. `about`: where it stands now; a file only where it no longer stands there."""

    about: Place
    subject: str  # the heading that it belongs under: "Schools"
    says: str  # a whole sentence


def changes(old: Site, new: Site) -> tuple[Change, ...]:
    """What an editor would want to know between OLD and NEW, by subject. Pictures are not compared."""
    return tuple(_all(old, new))


def _all(old: Site, new: Site) -> Iterator[Change]:
    yield from _schools(old, new)
    group = new.settings.group
    yield from _records("Clusters", old.clusters, new.clusters, group.title_of, lambda cluster: cluster.number)
    yield from _records("Areas", old.areas, new.areas, _area, lambda area: area.slug)
    yield from _records("In no cluster", old.kinds, new.kinds, _kind, lambda kind: kind.id)
    yield from _records(
        "In no cluster", _settings_in(old), _settings_in(new), _setting, _number, lambda setting: setting.slug
    )
    yield from _records("Facts", old.facts, new.facts, _fact, lambda fact: fact.id)
    yield from _records("Contacts", old.contacts, new.contacts, _contact, lambda contact: contact.id)
    yield from _records("Words explained", old.terms, new.terms, _term, lambda term: term.slug)
    yield from _records("Sources", old.sources, new.sources, _source, lambda source: source.id)
    yield from _records("The law that may change", _one(old.reform), _one(new.reform), _reform, lambda each: each.tag)
    yield from _records(
        "Corrections", old.corrections, new.corrections, _correction, lambda each: (each.day, each.page, each.was)
    )
    yield from _records("Accessibility", old.access_checks, new.access_checks, _access_check, lambda each: each.what)
    yield from _records("Accessibility", old.access_gaps, new.access_gaps, _access_gap, lambda each: each.what)
    yield from _differences("Settings", "the site", old.settings, new.settings, FIELDS[Settings])
    yield from _pages(old, new)
    yield from _fragments(old, new)


# ---------------------------------------------------------------- the words for each value

_DETAILS = {
    "details.sources": "sources of the details",
    "details.checked": "day on which somebody checked the details",
    "details.confidence": "word for how sure we are of the details",
}
_CHECKED = {"checked": "day on which somebody checked it", "review_by": "day to look at it again"}

FIELDS: Mapping[type, Mapping[str, str]] = {
    School: {
        "slug": "address part",
        "urn": "official number (URN)",
        "aliases": "other names",
        "former_names": "former names",
        "phase": "phase",
        "type": "type",
        "locality": "part of town",
        "town": "town",
        "postcode": "postcode",
        "latitude": "latitude",
        "longitude": "longitude",
        "website": "website",
        "note": "note",
        "doubt": "doubt whether it is open",
        "closed": "closing day",
        "merged_into": "school that took over",
        "former_addresses": "former addresses",
        **_DETAILS,
        "membership.sources": "sources of the cluster",
        "membership.checked": "day on which somebody checked the cluster",
        "membership.confidence": "word for how sure we are of the cluster",
    },
    Cluster: {"name": "name", "area": "area"},
    Area: {"name": "name"},
    SettingKind: {"name": "name", "reason": "reason"},
    Setting: {
        "name": "name",
        "slug": "address part",
        "urn": "official number (URN)",
        "former_names": "former names",
        "town": "town",
        "note": "note",
        **_DETAILS,
    },
    Fact: {
        "text": "sentence",
        "law": "law",
        "source": "source",
        "link": "link",
        "confidence": "grade",
        "tags": "tags",
        **_CHECKED,
    },
    Contact: {
        "name": "name",
        "what": "description",
        "phones": "phone numbers",
        "emails": "email addresses",
        "website": "website",
        "unknown": "note of what is not known",
        "source": "source",
        **_CHECKED,
    },
    Term: {"meaning": "meaning", "full": "full form", "formerly": "former names", "see": "page that tells more"},
    Source: {
        "title": "title",
        "publisher": "publisher",
        "link": "link",
        "date": "date",
        "licence": "licence",
        "note": "note",
        "seen": "day on which somebody read it",
        "lists": "lists of the schools of a cluster",
    },
    Reform: {
        "laws": "laws that may change",
        "text": "text",
        "source": "source",
        "checked": "day on which somebody checked it",
        "warn_after": "number of days after which editors are told",
        "stop_after": "number of days after which nothing is published",
        "look_at": "way to check it",
    },
    Correction: {"now": "right words"},
    AccessCheck: {"how": "way", "found": "result", "day": "day"},
    AccessGap: {"why": "reason", "instead": "way round it", "until": "day by which it is to be mended"},
    Settings: {
        "name": "name",
        "description": "description",
        "address": "address",
        "language": "language",
        "status": "status",
        "place": "place",
        "council": "council",
        "owner": "owner",
        "owner_contact": "contact of the owner",
        "cluster_count": "number of clusters",
        "group.one": "word for a cluster",
        "group.many": "word for clusters",
        "group.a": "word for a cluster with its article",
        "group.title": "title of a cluster",
        "group.folder": "folder of the pages of clusters",
        "team_name": "name of the team",
        "review_soon": "number of days before a review on which editors are told",
        "review_late": "number of days after a review on which nothing is published",
        "team": "names of the team",
        "register_name": "name of the register",
        "register_link": "link to the register",
        "menu": "pages in the menu",
        "footer": "pages in the footer",
        "doors": "pages that home leads to",
        "stop_for": "rules that stop the site",
        "edit_link": 'link to "Edit this page"',
        "pdf": "posters and leaflets as PDFs",
        "compress": "compressed files beside texts",
        "offline": "copies of pages for when there is no signal",
        "short_name": "short name of the search",
        "security_contact": "contact for holes in the site",
        "language_name": "name of its language",
        "languages": "other languages",
        "colour": "colour",
        "publish_unreviewed": "translations that no person has checked",
    },
    Page: {
        "description": "description",
        "layout": "layout",
        "short": "short title",
        "related": "pages to read next",
        "tags": "tags",
        "checked": "day on which somebody checked it",
        "review_by": "day to look at it again",
        "reviewed_by": "adviser who checked it",
        "reviewed_on": "day on which the adviser checked it",
        "publish_on": "first day on which parents see it",
        "expire_on": "day to take it down",
        "former_addresses": "former addresses",
    },
}
"""What each value of a record is called; its name and what has a sentence of its own are not among them."""

_KEYS = {"details.sources": "source", "details.checked": "checked", "details.confidence": "confidence"}
"""The keys in data/ of values whose attributes have other names."""


def _area(area: Area) -> str:
    return f'the area "{area.name}"'


def _kind(kind: SettingKind) -> str:
    return f'the kind of place "{kind.name}"'


def _setting(setting: Setting) -> str:
    return setting.name


def _fact(fact: Fact) -> str:
    return f'the fact "{fact.id}"'


def _contact(contact: Contact) -> str:
    return f'the contact "{contact.name}"'


def _term(term: Term) -> str:
    return f'the word "{term.term}"'


def _source(source: Source) -> str:
    return f'the source "{source.title}"'


def _reform(reform: Reform) -> str:
    return f'the change of the law "{reform.tag}"'


def _correction(correction: Correction) -> str:
    return f"the correction of {in_words(correction.day)} (“{correction.was}”)"


def _access_check(check: AccessCheck) -> str:
    return f'the check "{check.what}"'


def _access_gap(gap: AccessGap) -> str:
    return f'the gap "{gap.what}"'


_NEWS: Mapping[type, Callable[[object], str]] = {
    Fact: lambda fact: f" It says: “{fact.text}”" if isinstance(fact, Fact) else "",
    Contact: lambda contact: f" {_ways(contact)}".rstrip() if isinstance(contact, Contact) else "",
    Term: lambda term: f" It means: “{term.meaning}”" if isinstance(term, Term) else "",
    Correction: lambda correction: f" It says now: “{correction.now}”" if isinstance(correction, Correction) else "",
}
"""What is said of a new record besides."""


def _ways(contact: Contact) -> str:
    ways = [*map(_said, contact.phones), *contact.emails, *([contact.website] if contact.website else [])]
    return f"To reach it: {_listed(ways)}." if ways else ""


# ---------------------------------------------------------------- records


class _Record(Protocol):
    """What stands in a file, with its place."""

    @property
    def at(self) -> Places: ...


R = TypeVar("R", bound=_Record)


def _records(
    subject: str, old: Sequence[R], new: Sequence[R], named: Callable[[R], str], *keys: Callable[[R], Hashable]
) -> Iterator[Change]:
    """Changes between the records OLD and NEW; NAMED is what one is called, KEYS tell which is which."""
    pairs, gone, added = _paired(old, new, keys)
    for record in added:
        more = _NEWS[type(record)](record) if type(record) in _NEWS else ""
        yield Change(record.at.record, subject, f"{_upper(named(record))} is new.{more}")
    for record in gone:
        yield Change(Place(record.at.record.file), subject, f"{_upper(named(record))} is gone.")
    for before, after in pairs:
        yield from _differences(subject, named(after), before, after, FIELDS[type(after)])


def _paired(
    old: Sequence[R], new: Sequence[R], keys: Iterable[Callable[[R], Hashable]]
) -> tuple[list[tuple[R, R]], list[R], list[R]]:
    """Records that are the same in OLD and NEW by the first of KEYS that finds them, those gone, those added."""
    pairs: list[tuple[R, R]] = []
    gone, added = list(old), list(new)
    for key in keys:
        waiting: dict[Hashable, R] = {}
        for record in gone:
            if value := key(record):
                waiting.setdefault(value, record)
        left = []
        for record in added:
            before = waiting.pop(key(record), None) if key(record) else None
            if before is None:
                left.append(record)
            else:
                pairs.append((before, record))
        added = left
        met = {id(before) for before, _ in pairs}
        gone = [record for record in gone if id(record) not in met]
    return pairs, gone, added


def _differences(
    subject: str, named: str, before: _Record, after: _Record, fields: Mapping[str, str]
) -> Iterator[Change]:
    for path, words in fields.items():
        old, new = _value(before, path), _value(after, path)
        if old != new:
            at = after.at.of(_KEYS.get(path, path.partition(".")[0]))
            yield Change(at, subject, f"{_upper(named)}: {_difference(words, old, new)}")


def _value(record: object, path: str) -> object:
    """The value at PATH ("membership.checked"); None where there is none."""
    for name in path.split("."):
        record = getattr(record, name, None)
    return None if record in ("", ()) else record


def _difference(what: str, old: object, new: object) -> str:
    """Words that give both: 'the town was “Milltown”. It is now “Hilltown”.'"""
    several = isinstance(old, tuple) or isinstance(new, tuple)
    was, now, it_is = ("were", "are now", "They are") if several else ("was", "is now", "It is")
    if old is None:
        return _ended(f"the {what}, not given before, {now} {_said(new)}")
    if new is None:
        return f"{_ended(f'the {what} {was} {_said(old)}')} {it_is} no longer given."
    return f"{_ended(f'the {what} {was} {_said(old)}')} {_ended(f'{it_is} now {_said(new)}')}"


def _said(value: object) -> str:
    """VALUE as it stands in a sentence."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return _listed(_said(each) for each in value)
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, Phone):
        return value.number + (f" ({value.note})" if value.note else "")
    if isinstance(value, ClusterList):
        return f"Cluster {value.cluster}: {_said(value.schools)}"
    return f"“{value}”" if isinstance(value, str) else str(value)


def _listed(items: Iterable[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    *first, last = items
    return f"{', '.join(first)} and {last}" if first else last


def _ended(sentence: str) -> str:
    return sentence if re.search(r"[.?!]”$", sentence) else f"{sentence}."


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _one(reform: Reform | None) -> tuple[Reform, ...]:
    return () if reform is None else (reform,)


def _settings_in(site: Site) -> tuple[Setting, ...]:
    return tuple(setting for kind in site.kinds for setting in kind.settings)


# ---------------------------------------------------------------- schools


def _number(school: School | Setting) -> str:
    return school.urn


def paired_schools(old: Site, new: Site) -> tuple[list[tuple[School, School]], list[School], list[School]]:
    """The schools that are in both, those gone, those added.

    They are the same by their number, else by their address, or one that they had.
    """
    moved = {address: school for school in new.schools for address in school.former_addresses}

    def address_now(school: School) -> str:
        now = moved.get(f"/schools/{school.slug}/")
        return now.slug if now else school.slug

    return _paired(old.schools, new.schools, (_number, lambda school: school.slug, address_now))


def _schools(old: Site, new: Site) -> Iterator[Change]:
    pairs, gone, added = paired_schools(old, new)
    named = names_among(new.schools)
    was, now = old.titles(), new.titles()
    subject = "Schools"
    for school in added:
        where = "its cluster is not known yet" if school.cluster is None else f"it is in {now(school.cluster)}"
        yield Change(school.at.record, subject, f"{named(school)} is new; {where}.")
    was_named = names_among(old.schools)
    for school in gone:
        yield Change(Place(school.at.record.file), subject, f"{was_named(school)} is gone.")
    for before, after in pairs:
        if before.name != after.name:
            yield Change(after.at.of("name"), subject, f"{was_named(before)} is now called {named(after)}.")
        if before.cluster != after.cluster:
            yield Change(after.at.of("cluster"), subject, _moved(named(after), _title(was, before), _title(now, after)))
        fields = {path: words for path, words in FIELDS[School].items() if _is_news(path, before, after)}
        yield from _differences(subject, named(after), before, after, fields)


def _is_news(path: str, before: School, after: School) -> bool:
    """Whether a value is told: what stands behind a cluster comes and goes with it."""
    return not path.startswith("membership.") or None not in (before.membership, after.membership)


def _title(titled: Callable[[int], str], school: School) -> str:
    """What the cluster of SCHOOL is called; empty where it is not known."""
    return titled(school.cluster) if school.cluster is not None else ""


def _moved(name: str, old: str, new: str) -> str:
    if not old:
        return f"The cluster of {name} is known now: {new}."
    if not new:
        return f"The cluster of {name} is no longer known. It was {old}."
    return f"{name} moved from {old} to {new}."


def names_among(schools: Iterable[School]) -> Callable[[School], str]:
    """What each is called among SCHOOLS: with its town where two share a name."""
    schools = tuple(schools)
    alike = Counter(school.name for school in schools)
    return lambda school: ", ".join(filter(None, (school.name, school.town if alike[school.name] > 1 else "")))


# ---------------------------------------------------------------- pages


def _pages(old: Site, new: Site) -> Iterator[Change]:
    """Pages are the same by their name, or by an address that they had."""
    moved = {address: page.name for page in new.pages for address in page.former_addresses}
    pairs, gone, added = _paired(
        old.pages, new.pages, (lambda page: page.name, lambda page: moved.get(page.address, page.name))
    )
    for page in added:
        yield Change(page.at.record, "Pages", f"{_page(page)} ({page.address}) is new{_from_when(page)}.")
    for page in gone:
        yield Change(Place(page.at.record.file), "Pages", f"{_page(page)} ({page.address}) is gone.")
    for before, after in pairs:
        yield from _page_differences(before, after)


def _page(page: Page) -> str:
    return f'The page "{page.title}"'


def _from_when(page: Page) -> str:
    if page.draft:
        return ", as a draft"
    return f"; parents see it from {in_words(page.publish_on)} on" if page.publish_on else ""


def _page_differences(before: Page, after: Page) -> Iterator[Change]:
    said = _page(after)
    if before.name != after.name:
        yield Change(after.at.record, "Pages", f"{said} moved from {before.address} to {after.address}.")
    if before.sound and after.sound:  # of a block with mistakes in it we know too little
        if before.title != after.title:
            yield Change(after.at.of("title"), "Pages", f"{_page(before)} is now called “{after.title}”.")
        if before.draft != after.draft:
            news = "is a draft now; parents no longer see it" if after.draft else "is no longer a draft"
            yield Change(after.at.of("draft"), "Pages", f"{said} {news}.")
        implied = before.name != after.name and after.former_addresses == (*before.former_addresses, before.address)
        fields = {path: words for path, words in FIELDS[Page].items() if not implied or path != "former_addresses"}
        yield from _differences("Pages", f'the page "{after.title}"', before, after, fields)
    if rewritten := _rewritten(before.body, after.body):
        yield Change(Place(after.at.record.file, after.body_line), "Pages", f"{said}: {rewritten}.")


def _fragments(old: Site, new: Site) -> Iterator[Change]:
    pairs, gone, added = _paired(old.fragments, new.fragments, (lambda fragment: fragment.name,))
    subject = "Shared words"
    for fragment in added:
        yield Change(fragment.at.record, subject, f"{_shared(fragment)} are new.")
    for fragment in gone:
        yield Change(Place(fragment.at.record.file), subject, f"{_shared(fragment)} are gone.")
    for before, after in pairs:
        if rewritten := _rewritten(before.body, after.body):
            yield Change(after.at.record, subject, f"{_shared(after)}: {rewritten}.")


def _shared(fragment: Fragment) -> str:
    return f'The words "{fragment.name}", which stand on many pages'


def _rewritten(before: str, after: str) -> str:
    """How many paragraphs changed between two bodies, and under which headings; empty where none did."""
    old, new = list(_paragraphs(before)), list(_paragraphs(after))
    counts: Counter[str] = Counter()
    under: dict[str, None] = {}
    matcher = SequenceMatcher(None, [text for _, text in old], [text for _, text in new], autojunk=False)
    for _, old_from, old_to, new_from, new_to in (code for code in matcher.get_opcodes() if code[0] != "equal"):
        gone, come = old_to - old_from, new_to - new_from
        counts["changed"] += min(gone, come)
        counts["new"] += max(come - gone, 0)
        counts["gone"] += max(gone - come, 0)
        under.update(dict.fromkeys(heading for heading, _ in (new[new_from:new_to] or old[old_from:old_to]) if heading))
    told = [(count, word) for word in ("changed", "new", "gone") if (count := counts[word])]
    if not told:
        return ""
    first = f"{told[0][0]} paragraph{'s' if told[0][0] > 1 else ''} {told[0][1]}"
    parts = ", ".join([first, *(f"{count} {word}" for count, word in told[1:])])
    return parts + (f", under {_listed(f'“{heading}”' for heading in under)}" if under else "")


def _paragraphs(body: str) -> Iterator[tuple[str, str]]:
    """(the heading above it, its words) of each paragraph; a heading stands above itself."""
    heading = ""
    for block in re.split(r"\n\s*\n", body.strip("\n")):
        if found := re.match(r"#{1,6} *(.*?)[ #]*$", block, re.M):
            heading = found[1]
        if block.strip():
            yield heading, " ".join(block.split())
