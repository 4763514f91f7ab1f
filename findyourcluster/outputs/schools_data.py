"""/data/schools.json and /schools/<slug>.json: schools, clusters and what is in none, for programs to read.

outputs/schema.py says what each value means. Additive only: a value may join, none is renamed, taken out or given
another meaning, or `VERSION` goes up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from findyourcluster.addresses import (
    SCHEMA_FILE,
    SCHOOLS_FILE,
    area_address,
    cluster_address,
    cluster_feed,
    school_address,
    school_file,
)
from findyourcluster.model import (
    Area,
    Cluster,
    Evidence,
    School,
    Setting,
    SettingKind,
    Site,
    Source,
    in_name_order,
)
from findyourcluster.views import SchoolView

VERSION = "1"

OPEN_GOVERNMENT = "OGL-UK-3.0"
CREATIVE_COMMONS = "CC-BY-4.0"

REGISTER_FIELDS = (
    "urn", "name", "aliases", "former_names", "phase", "type", "locality", "town", "postcode", "latitude", "longitude",
    "website", "closed", "merged_into",
)  # fmt: skip
"""What comes from public registers."""

OUR_FIELDS = ("cluster", "membership", "note", "doubt", "reason")
"""What we put together ourselves, and our own words."""

LICENCES = (
    {
        "id": OPEN_GOVERNMENT,
        "name": "Open Government Licence v3.0",
        "link": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "fields": list(REGISTER_FIELDS),
    },
    {
        "id": CREATIVE_COMMONS,
        "name": "Creative Commons Attribution 4.0 International",
        "link": "https://creativecommons.org/licenses/by/4.0/",
        "fields": list(OUR_FIELDS),
    },
)
"""The licence of each group of fields, by the names that SPDX gives them."""

Record = dict[str, Any]


def all_schools_file(site: Site, newest: date) -> bytes:
    """The file of all schools; NEWEST is the newest day of the site."""
    return as_json(Records(site).all(site, newest))


def clusters_of(site: Site) -> dict[str, Cluster]:
    """The cluster of each school, by its slug, where it is known. A closed one is in none, whatever its entry says."""
    clusters = {cluster.number: cluster for cluster in site.clusters}
    return {school.slug: clusters[school.cluster] for school in site.schools if school.cluster in clusters}


def as_json(content: object) -> bytes:
    """CONTENT as JSON, without spaces: programs read it, and what they all load is to be small."""
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")


def as_readable_json(content: object) -> bytes:
    """CONTENT as JSON that people may read too."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


class Records:
    """Records as data, with the sources and settings of SITE."""

    def __init__(self, site: Site) -> None:
        self.settings = site.settings
        self.base = site.settings.address
        self.sources = {source.id: source for source in site.sources}
        self._seen: dict[tuple[Evidence, str], Record] = {}  # many records have the same evidence

    # ---- the two kinds of file

    def file(self, view: SchoolView) -> bytes:
        """The file of one school."""
        return as_json(self.one(view))

    def all(self, site: Site, newest: date) -> Record:
        clusters = sorted(site.clusters, key=lambda cluster: cluster.number)
        members, cluster_of = site.members_by_cluster(), clusters_of(site)
        everyone = in_name_order((*site.schools, *site.closed))
        return {
            **self._head(SCHOOLS_FILE, ""),
            "newest": newest.isoformat(),
            "place": site.settings.place,
            "areas": [self._area(area, clusters) for area in site.areas],
            "clusters": [
                {**self._cluster(cluster), "members": [member.slug for member in members.get(cluster.number, ())]}
                for cluster in clusters
            ],
            "schools": [self._school(school, cluster_of.get(school.slug)) for school in everyone],
            "not_in_clusters": [self._kind(kind) for kind in site.kinds],
            "sources": [_source(source) for source in site.sources],
        }

    def one(self, view: SchoolView) -> Record:
        school, cluster = view.school, view.cluster
        others = [each for each in view.members if each is not school]
        cited = [*school.details.sources, *(school.membership.sources if cluster and school.membership else ())]
        return {
            **self._head(school_file(school), "#school"),
            "school": self._school(school, cluster),
            "cluster": self._cluster(cluster) if cluster else None,
            "others": [
                {"name": each.name, "slug": each.slug, "urn": each.urn or None, **self._addresses(each)}
                for each in others
            ],
            "sources": [_source(self.sources[id]) for id in dict.fromkeys(cited)],
        }

    def _head(self, address: str, part: str) -> Record:
        settings = self.settings
        return {
            "$schema": f"{self.base}{SCHEMA_FILE}{part}",
            "version": VERSION,
            "self": self.base + address,
            "site": settings.name,
            "home": f"{self.base}/",
            "status": settings.status,
            "language": settings.language,
            "licences": list(LICENCES),
        }

    # ---- records

    def _school(self, school: School, cluster: Cluster | None) -> Record:
        return {
            **self._addresses(school),
            "slug": school.slug,
            "urn": school.urn or None,
            "name": school.name,
            "aliases": list(school.aliases),
            "former_names": list(school.former_names),
            "phase": school.phase or None,
            "type": school.type or None,
            "locality": school.locality or None,
            "town": school.town or None,
            "postcode": school.postcode or None,
            "latitude": school.latitude,
            "longitude": school.longitude,
            "website": school.website or None,
            "note": school.note or None,
            "doubt": school.doubt or None,
            "closed": school.closed.isoformat() if school.closed else None,
            "merged_into": school.merged_into or None,
            "details": self._evidence(school.details, OPEN_GOVERNMENT),
            "cluster": cluster.number if cluster else None,
            "membership": (
                self._evidence(school.membership, CREATIVE_COMMONS) if cluster and school.membership else None
            ),
        }

    def _addresses(self, school: School) -> Record:
        return {"self": self.base + school_file(school), "page": self.base + school_address(school)}

    def _cluster(self, cluster: Cluster) -> Record:
        return {
            "number": cluster.number,
            "name": cluster.name or None,
            "area": cluster.area or None,
            "page": self.base + cluster_address(self.settings.group, cluster.number),
            "feed": self.base + cluster_feed(self.settings.group, cluster.number) if self.base else None,
        }

    def _area(self, area: Area, clusters: Iterable[Cluster]) -> Record:
        inside = [cluster.number for cluster in clusters if cluster.area == area.slug]
        return {"slug": area.slug, "name": area.name, "page": self.base + area_address(area), "clusters": inside}

    def _kind(self, kind: SettingKind) -> Record:
        settings = [self._setting(setting) for setting in kind.settings]
        return {"id": kind.id, "name": kind.name, "reason": kind.reason, "settings": settings}

    def _setting(self, setting: Setting) -> Record:
        return {
            "slug": setting.slug,
            "urn": setting.urn or None,
            "name": setting.name,
            "former_names": list(setting.former_names),
            "town": setting.town or None,
            "note": setting.note or None,
            "details": self._evidence(setting.details, OPEN_GOVERNMENT),
        }

    def _evidence(self, evidence: Evidence, licence: str) -> Record:
        if (evidence, licence) not in self._seen:
            self._seen[evidence, licence] = {
                "licence": licence,
                "confidence": evidence.confidence,
                "checked": evidence.checked.isoformat(),
                "sources": [_cited(self.sources[id]) for id in evidence.sources],
            }
        return self._seen[evidence, licence]


def _cited(source: Source) -> Record:
    return {"id": source.id, "title": source.title, "seen": source.seen.isoformat()}


def _source(source: Source) -> Record:
    return {
        **_cited(source),
        "publisher": source.publisher,
        "link": source.link or None,
        "date": source.date or None,
        "licence": source.licence or None,
        "note": source.note or None,
    }
