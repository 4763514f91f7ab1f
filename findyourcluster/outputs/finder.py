"""The index of the search box: what static/search.js needs to know of each school, small enough for a slow phone."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from findyourcluster.addresses import FINDER_FOLDER
from findyourcluster.model import Cluster, Group, School, Setting, Site

STEP = 0.001
"""Degrees of latitude and longitude that a place is rounded to: about 100 metres."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index. What is not known is empty; `kind` is that of a setting in no cluster."""

    name: str
    slug: str = ""
    urn: str = ""
    town: str = ""
    locality: str = ""
    postcode: str = ""
    phase: str = ""
    aliases: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    kind: str = ""
    closed: bool = False  # it is found by its name only, to say so


def finder_file(site: Site) -> tuple[str, bytes]:
    """(address, content) of the index of SITE. The address has a digest of the content, to be cached for ever."""
    settings = [_setting(setting, kind.id) for kind in site.kinds for setting in kind.settings]
    schools = [*map(_school, site.schools), *map(_closed_school, site.closed)]
    content = pack([*schools, *settings], site.clusters, site.settings.group)
    return f"{FINDER_FOLDER}{sha256(content).hexdigest()[:12]}.json", content


def pack(entries: Iterable[Entry], clusters: Sequence[Cluster] = (), group: Group | None = None) -> bytes:
    """ENTRIES and CLUSTERS as JSON, a column for each value: neighbours in a column are alike, and so compress well.

    `north` and `east` count steps from `origin`; an empty `slug` is that which the name gives.
    """
    ordered = sorted(entries, key=lambda entry: (entry.postcode or "~", entry.town, entry.name, entry.urn))
    placed = [(entry.latitude, entry.longitude) for entry in ordered if entry.latitude and entry.longitude]
    origin = [min(values) for values in zip(*placed, strict=True)] if placed else [0.0, 0.0]
    columns = {
        "name": [entry.name for entry in ordered],
        "slug": ["" if entry.slug == _slug_in_browser(entry.name) else entry.slug for entry in ordered],
        "urn": [entry.urn for entry in ordered],
        "town": [entry.town for entry in ordered],
        "locality": [entry.locality for entry in ordered],
        "postcode": [entry.postcode for entry in ordered],
        "phase": [entry.phase for entry in ordered],
        "aliases": ["|".join(entry.aliases) for entry in ordered],
        "north": [_steps(entry.latitude, origin[0]) for entry in ordered],
        "east": [_steps(entry.longitude, origin[1]) for entry in ordered],
        "kind": [entry.kind for entry in ordered],
        "closed": ["1" if entry.closed else "" for entry in ordered],
    }
    words = group or Group()
    index = {
        "columns": {key: "\n".join(values) for key, values in columns.items()},
        "origin": origin,
        "step": STEP,
        "clusters": [cluster.number for cluster in clusters],
        "names": [cluster.name for cluster in clusters] if any(cluster.name for cluster in clusters) else [],
        "group": [words.one, words.many],
        "folder": words.folder,
    }
    return json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _school(school: School) -> Entry:
    return Entry(
        name=school.name,
        slug=school.slug,
        urn=school.urn,
        town=school.town,
        locality=school.locality,
        postcode=school.postcode,
        phase=school.phase,
        aliases=tuple(dict.fromkeys((*school.aliases, *school.former_names))),
        latitude=school.latitude,
        longitude=school.longitude,
    )


def _closed_school(school: School) -> Entry:
    names = dict.fromkeys((*school.aliases, *school.former_names))
    return Entry(school.name, school.slug, school.urn, phase=school.phase, aliases=tuple(names), closed=True)


def _setting(setting: Setting, kind: str) -> Entry:
    return Entry(
        name=setting.name,
        slug=setting.slug,
        urn=setting.urn,
        town=setting.town,
        aliases=setting.former_names,
        kind=kind,
    )


def _slug_in_browser(name: str) -> str:
    """What `unpack` of static/search.js makes of NAME."""
    plain = unicodedata.normalize("NFKD", name).lower()
    plain = re.sub("[\u0300-\u036f'’‘`´]", "", plain).replace("&", " and ")
    return re.sub("[^a-z0-9]+", " ", plain).strip().replace(" ", "-")


def _steps(degrees: float | None, origin: float) -> str:
    return "" if degrees is None else str(round((degrees - origin) / STEP))
