"""What a page is about, in the terms of schema.org (JSON-LD), for search engines and assistants.

It says what the page says, no more: a school is a member of a cluster only where a source states it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from findyourcluster.addresses import cluster_address, school_address
from findyourcluster.model import Cluster, Page, School, Settings

Thing = dict[str, Any]
"""A node of the graph; addresses in it are absolute where the site has one."""

_ESCAPED = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def in_html(things: Iterable[Thing]) -> str:
    """THINGS as a graph, to stand in a script element: nothing in it can end that element or begin a comment."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def way_here(settings: Settings, crumbs: Sequence[tuple[str, str]], title: str, address: str) -> Thing:
    """The way from home to the page TITLE at ADDRESS; CRUMBS are the (title, address) of the pages before it."""
    steps = [
        {"@type": "ListItem", "position": position, "name": name, "item": settings.address + where}
        for position, (name, where) in enumerate([*crumbs, (title, address)], 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def the_site(settings: Settings, find: Page | None) -> Thing:
    """The site as a whole. The page FIND answers what is asked as its `q`."""
    site: Thing = {
        "@type": "WebSite",
        "@id": f"{settings.address}/#site",
        "name": settings.name,
        "description": settings.description,
        "url": f"{settings.address}/",
        "inLanguage": settings.language,
    }
    if find:
        target = f"{settings.address}{find.address}?q={{search_term_string}}"
        site["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=search_term_string",
        }
    return site


def the_school(settings: Settings, school: School, cluster: Cluster | None) -> Thing:
    """SCHOOL, which is in CLUSTER; None where that is not known, and where it has closed."""
    thing = {
        **_school(settings, school),
        "url": school.website,
        "alternateName": [*school.aliases, *school.former_names],
        "identifier": {"@type": "PropertyValue", "propertyID": "URN", "value": school.urn} if school.urn else None,
        "sameAs": settings.register_link.replace("{urn}", school.urn) if school.urn else None,
        "address": _known(
            {"addressLocality": school.town or school.locality, "postalCode": school.postcode}, "PostalAddress"
        ),
        "geo": _known({"latitude": school.latitude, "longitude": school.longitude}, "GeoCoordinates"),
        "containedInPlace": _places(settings, school),
        "memberOf": _cluster(settings, cluster) if cluster else None,
        "dissolutionDate": school.closed.isoformat() if school.closed else None,
    }
    return {key: value for key, value in thing.items() if value}


def the_cluster(settings: Settings, cluster: Cluster, members: Iterable[School]) -> Thing:
    """CLUSTER with the MEMBERS that a source puts in it."""
    thing: Thing = {**_cluster(settings, cluster), "areaServed": _district(settings)}
    if listed := [_school(settings, member) for member in members]:
        thing["member"] = listed
    return thing


def _school(settings: Settings, school: School) -> Thing:
    page = settings.address + school_address(school)
    return {"@type": "School", "@id": f"{page}#school", "name": school.name, "mainEntityOfPage": page}


def _cluster(settings: Settings, cluster: Cluster) -> Thing:
    page = settings.address + cluster_address(settings.group, cluster.number)
    return {
        "@type": "Organization",
        "@id": f"{page}#cluster",
        "name": settings.group.heading_of(cluster),
        "url": page,
    }


def _places(settings: Settings, school: School) -> Thing:
    """Where SCHOOL is, from the village or part of a town up to the district."""
    if not school.locality or not school.town:
        return _district(settings)
    return {"@type": "Place", "name": school.locality, "containedInPlace": _district(settings)}


def _district(settings: Settings) -> Thing:
    return {"@type": "AdministrativeArea", "name": settings.place}


def _known(values: Thing, kind: str) -> Thing | None:
    """A KIND of thing with those of VALUES that are known; None where none is."""
    known = {key: value for key, value in values.items() if value not in ("", None)}
    return {"@type": kind, **known} if known else None
