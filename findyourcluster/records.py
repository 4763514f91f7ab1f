"""One record of data/ each: the fields as typed → a noun of the model, with what is wrong noted on the way."""

from __future__ import annotations

import re
from dataclasses import fields as dataclass_fields
from datetime import date
from typing import Any

from findyourcluster.fields import Fields, can_be_dialled, is_email_address, slugify
from findyourcluster.model import (
    CONFIDENCES,
    AccessCheck,
    AccessGap,
    Area,
    Cluster,
    ClusterList,
    Contact,
    Correction,
    Evidence,
    Fact,
    Group,
    HouseWord,
    LoggedChange,
    Phone,
    Place,
    Places,
    Reform,
    School,
    Setting,
    SettingKind,
    Source,
    Spots,
    Swap,
    Term,
)

UNFIT = re.compile(r'["\\<>%{}\x00-\x1f]')
"""What no name of a site, a place or a group can have in it: YAML, HTML or sentences would be broken by it."""

TAKEN_FOLDERS = frozenset(("schools", "areas", "s", "share", "data", "assets", "parts"))
"""The folders in which other things stand than the pages of clusters."""

PHASES = ("infant", "junior", "primary", "first", "middle", "secondary", "all-through")

LONGEST_TIME = 3_650
"""The most days that there can be between a date and what follows from it: ten years."""

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")


def _evidence(fields: Fields) -> Evidence:
    return Evidence(
        sources=fields.texts("source", required=True),
        checked=fields.required_day("checked"),
        confidence=fields.choice("confidence", CONFIDENCES, required=True, otherwise="unconfirmed"),
    )


def read_area(fields: Fields) -> Area:
    name = fields.text("name", required=True)
    area = Area(slug=fields.slug_of(name), name=name, at=fields.at)
    fields.done()
    return area


def group_of(one: str, many: str, a: str = "", title: str = "", folder: str = "") -> Group:
    """What clusters are called: what is not said goes by the words for ONE and for MANY."""
    folder = folder or slugify(many) or "clusters"
    if folder in TAKEN_FOLDERS:
        folder += "-of-schools"
    article = "an" if one[:1].casefold() in tuple("aeio") else "a"
    return Group(
        one,
        many,
        a or f"{article} {one}",
        title or f"{one[:1].upper()}{one[1:]} {{number}}",
        folder,
    )


def read_cluster(fields: Fields) -> Cluster | None:
    number = fields.whole("number", required=True)
    name, area = fields.text("name"), fields.text("area")
    fields.done()
    return None if number is None else Cluster(number, fields.at, name, area)


def read_school(fields: Fields) -> School:
    name = fields.text("name", required=True, most=200)
    urn = _urn(fields)
    postcode = fields.text("postcode").upper()
    if postcode and not _POSTCODE.fullmatch(postcode):
        right = f"{postcode[:-3].strip()} {postcode[-3:]}"
        says, typed = f'"{postcode}" is not a whole postcode.', fields.text("postcode")
        if _POSTCODE.fullmatch(right):
            fields.problem("postcode", says, f"postcode: {right}", swap=Swap(typed, right))
        else:
            fields.problem("postcode", says, "It looks like this: postcode: AB1 2CD")
        postcode = ""
    cluster = fields.whole("cluster")
    membership = fields.record("membership", "membership")
    proof = None
    if membership:
        proof = _evidence(membership)
        membership.done()
    if cluster is None and fields.text("cluster"):
        proof = None  # the number was refused: that its proof stands alone is no news
    school = School(
        name=name,
        slug=fields.slug_of(name),
        urn=urn,
        aliases=fields.texts("aliases"),
        former_names=fields.texts("former_names"),
        phase=fields.choice("phase", PHASES),
        type=fields.text("type"),
        locality=fields.text("locality"),
        town=fields.text("town"),
        postcode=postcode,
        latitude=fields.decimal("latitude", 49, 61),
        longitude=fields.decimal("longitude", -9, 2),
        website=fields.link("website"),
        note=fields.text("note"),
        doubt=fields.text("doubt"),
        closed=fields.day("closed"),
        merged_into=fields.slug("merged_into"),
        former_addresses=fields.addresses("former_addresses"),
        details=_evidence(fields),
        cluster=cluster,
        membership=proof,
        at=fields.at,
    )
    fields.done()
    return school


PackedSchool = tuple[Any, ...]
"""The values of a School in their order, made of nothing but text, numbers and tuples: a day is its ordinal. `at` is
(line below the first of the entry, column, table of `Spots`)."""


_DETAILS, _AT, _MEMBERSHIP, _CLOSED = (
    [each.name for each in dataclass_fields(School)].index(name) for name in ("details", "at", "membership", "closed")
)

Shared = dict[Any, Any]
"""Values that many records have, each to itself or to what is made of it: held once, they take little memory."""


def packed_school(school: School, line: int, shared: Shared) -> PackedSchool:
    """SCHOOL, whose entry begins on LINE, as what can be kept; it is the same wherever that entry stands."""
    at = school.at
    table = {key: (place.line - at.record.line, place.column) for key, place in at.keys.items()}
    phase, type_, locality, town = (
        shared.setdefault(value, value) for value in (school.phase, school.type, school.locality, school.town)
    )
    return (
        school.name,
        school.slug,
        _packed_evidence(school.details, shared),
        (at.record.line - line, at.record.column, shared.setdefault(tuple(table.items()), table)),
        school.urn,
        school.cluster,
        school.membership and _packed_evidence(school.membership, shared),
        school.aliases,
        school.former_names,
        phase,
        type_,
        locality,
        town,
        school.postcode,
        school.latitude,
        school.longitude,
        school.website,
        school.note,
        school.doubt,
        school.closed and school.closed.toordinal(),
        school.merged_into,
        school.former_addresses,
    )


def unpacked_school(kept: PackedSchool, file: str, line: int, shared: Shared) -> School:
    """The school that `packed_school` made KEPT of, in an entry of FILE that begins on LINE."""
    values = list(kept)
    below, column, table = values[_AT]
    begins = line + below
    values[_AT] = Places(Place(file, begins, column), Spots(file, begins, table))
    values[_DETAILS] = _unpacked_evidence(values[_DETAILS], shared)
    if values[_MEMBERSHIP]:
        values[_MEMBERSHIP] = _unpacked_evidence(values[_MEMBERSHIP], shared)
    if values[_CLOSED]:
        values[_CLOSED] = date.fromordinal(values[_CLOSED])
    return School(*values)


PackedEvidence = tuple[tuple[str, ...], int, str]


def _packed_evidence(evidence: Evidence, shared: Shared) -> PackedEvidence:
    sources = shared.setdefault(evidence.sources, evidence.sources)
    confidence = shared.setdefault(evidence.confidence, evidence.confidence)
    kept: PackedEvidence = (sources, evidence.checked.toordinal(), confidence)
    same: PackedEvidence = shared.setdefault(("evidence", kept), kept)
    return same


def _unpacked_evidence(kept: PackedEvidence, shared: Shared) -> Evidence:
    if kept not in shared:
        sources, checked, confidence = kept
        shared[kept] = Evidence(sources, date.fromordinal(checked), confidence)
    found: Evidence = shared[kept]
    return found


def read_kind(fields: Fields) -> SettingKind:
    kind = SettingKind(
        id=fields.slug_of(fields.text("name"), "id"),
        name=fields.text("name", required=True),
        reason=fields.text("reason", required=True),
        settings=tuple(_setting(inner) for inner in fields.records("settings", "setting")),
        at=fields.at,
    )
    fields.done()
    return kind


def _setting(fields: Fields) -> Setting:
    name = fields.text("name", required=True, most=200)
    setting = Setting(
        name=name,
        slug=fields.slug_of(name),
        urn=_urn(fields),
        former_names=fields.texts("former_names"),
        town=fields.text("town"),
        note=fields.text("note"),
        details=_evidence(fields),
        at=fields.at,
    )
    fields.done()
    return setting


def _urn(fields: Fields) -> str:
    urn = fields.text("urn")
    if urn and not re.fullmatch(r"[0-9]{6}", urn):
        fields.problem("urn", f'A URN has six digits, and "{urn}" has not.', "It looks like this: urn: 123456")
        return ""
    return urn


def read_source(fields: Fields) -> Source:
    source = Source(
        id=fields.slug("id") or fields.text("id", required=True),
        title=fields.text("title", required=True),
        publisher=fields.text("publisher", required=True),
        link=fields.link("link"),
        date=fields.text("date"),
        licence=fields.text("licence"),
        seen=fields.required_day("seen"),
        note=fields.text("note"),
        lists=tuple(_cluster_list(inner) for inner in fields.records("lists", "list")),
        at=fields.at,
    )
    fields.done()
    return source


def _cluster_list(fields: Fields) -> ClusterList:
    listed = ClusterList(
        cluster=fields.whole("cluster", required=True, otherwise=0),
        schools=fields.texts("schools", required=True),
        at=fields.at,
    )
    fields.done()
    return listed


def read_fact(fields: Fields) -> Fact:
    fact = Fact(
        id=fields.slug("id") or fields.text("id", required=True),
        text=fields.text("text", required=True),
        law=fields.text("law"),
        source=fields.text("source", required=True),
        link=fields.link("link"),
        checked=fields.required_day("checked"),
        review_by=fields.required_day("review_by"),
        confidence=fields.choice("confidence", ("A", "B"), required=True, otherwise="B"),
        tags=fields.texts("tags"),
        at=fields.at,
    )
    fields.done()
    return fact


def read_reform(fields: Fields) -> Reform:
    reform = Reform(
        tag=fields.text("tag", required=True),
        laws=fields.texts("laws"),
        text=fields.text("text", required=True),
        source=fields.text("source", required=True),
        checked=fields.required_day("checked"),
        warn_after=fields.whole("warn_after", required=True, otherwise=30, most=LONGEST_TIME),
        stop_after=fields.whole("stop_after", required=True, otherwise=60, most=LONGEST_TIME),
        look_at=fields.text("look_at", required=True),
        at=fields.at,
    )
    fields.done()
    return reform


def read_correction(fields: Fields) -> Correction:
    correction = Correction(
        day=fields.required_day("day"),
        page=fields.text("page"),
        was=fields.text("was", required=True),
        now=fields.text("now", required=True),
        at=fields.at,
    )
    fields.done()
    return correction


def read_logged_change(fields: Fields) -> LoggedChange:
    change = LoggedChange(
        day=fields.required_day("day"),
        says=fields.text("says", required=True),
        schools=fields.texts("schools"),
        clusters=fields.texts("clusters"),
        at=fields.at,
    )
    fields.done()
    return change


def read_access_check(fields: Fields) -> AccessCheck:
    check = AccessCheck(
        what=fields.text("what", required=True),
        how=fields.text("how", required=True),
        found=fields.text("found", required=True),
        day=fields.required_day("day"),
        at=fields.at,
    )
    fields.done()
    return check


def read_access_gap(fields: Fields) -> AccessGap:
    gap = AccessGap(
        what=fields.text("what", required=True),
        why=fields.text("why", required=True),
        instead=fields.text("instead", required=True),
        until=fields.text("until"),
        at=fields.at,
    )
    fields.done()
    return gap


def read_contact(fields: Fields) -> Contact:
    contact = Contact(
        id=fields.slug("id") or fields.text("id", required=True),
        name=fields.text("name", required=True),
        what=fields.text("what", required=True),
        phones=tuple(_phone(inner) for inner in fields.records("phones", "phone")),
        emails=fields.texts("emails"),
        website=fields.link("website"),
        source=fields.text("source"),
        checked=fields.required_day("checked"),
        review_by=fields.required_day("review_by"),
        unknown=fields.text("unknown"),
        at=fields.at,
    )
    for email in contact.emails:
        if not is_email_address(email):
            fields.problem("emails", f'"{email}" is not an email address.')
    fields.done()
    return contact


def _phone(fields: Fields) -> Phone:
    number = fields.text("number", required=True)
    if number and not can_be_dialled(number):
        says = f'"{number}" is not a number that can be dialled in the UK.'
        fields.problem("number", says, "Count its figures: most have 11.")
    phone = Phone(number, fields.text("note"))
    fields.done()
    return phone


def read_term(fields: Fields) -> Term:
    name = fields.text("term", required=True)
    if name and not slugify(name):
        says = f'No address can be made of the word "{name}".'
        fields.problem("term", says, "Write it with letters or digits from A to Z in it.")
    term = Term(
        term=name,
        slug=slugify(name),
        full=fields.text("full"),
        meaning=fields.text("meaning", required=True),
        formerly=fields.texts("formerly"),
        see=fields.text("see"),
        at=fields.at,
    )
    fields.done()
    return term


def read_house_word(fields: Fields) -> HouseWord:
    avoid, prefer = fields.texts("avoid", required=True), fields.texts("prefer", required=True)
    if not all((*avoid, *prefer)):
        fields.problem("avoid", "A line of avoid or prefer has no words.", "Write some, or take the line out.")
    if len(prefer) > 1 and len(prefer) != len(avoid):
        says = f"avoid has {len(avoid)} words and prefer has {len(prefer)}, so nobody can tell which goes with which."
        fields.problem("prefer", says, "Give one word for all of them, or one for each, in the same order.")
    instead = prefer if len(prefer) == len(avoid) else (*prefer, "")[:1] * len(avoid)
    word = HouseWord(
        instead=dict(zip(avoid, instead, strict=True)),
        why=fields.text("why", required=True),
        but_not=fields.texts("but_not"),
        stop=fields.flag("stop"),
        at=fields.at,
    )
    fields.done()
    return word
