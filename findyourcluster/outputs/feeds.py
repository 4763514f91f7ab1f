"""/changes.atom and one for each cluster: what changed, for programs that watch (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement

from findyourcluster.addresses import FEED_FILE, cluster_address, cluster_feed
from findyourcluster.model import Settings
from findyourcluster.outputs.xml import as_xml
from findyourcluster.translation import mark
from findyourcluster.views import Change, ClusterView

LATEST = 100
"""Entries that a feed has at most; the page of changes has all of them."""

_NAMESPACE = uuid5(NAMESPACE_URL, "tag:find-your-cluster")


def site_feed(settings: Settings, changes: Iterable[Change], changes_page: str, day: date) -> bytes:
    """What changed on the whole site. CHANGES_PAGE has the same for people; DAY stands for that of the newest change
    where there is none."""
    return _feed(
        settings,
        title=mark("{site}: changes").format(site=settings.name),
        address=FEED_FILE,
        page=changes_page,
        changes=[(each, page or changes_page) for each, page in changes],
        day=day,
    )


def feed_of_cluster(settings: Settings, view: ClusterView, changes_page: str, day: date) -> bytes:
    """What changed of a cluster and its schools."""
    group, number = settings.group, view.cluster.number
    return _feed(
        settings,
        title=mark("{site}: changes in {cluster}").format(site=settings.name, cluster=group.title_of(view.cluster)),
        address=cluster_feed(group, number),
        page=cluster_address(group, number),
        changes=[(each, page or changes_page) for each, page in view.changes],
        day=day,
    )


def _feed(  # noqa: PLR0913 (the parts of a feed, each named where it is given)
    settings: Settings, *, title: str, address: str, page: str, changes: Iterable[Change], day: date
) -> bytes:
    base = settings.address
    entries = {
        _id(settings.place, change.day.isoformat(), change.says): (change, about) for change, about in changes
    }  # what is logged twice comes once
    latest = dict(list(entries.items())[:LATEST])
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": settings.language})
    SubElement(feed, "id").text = _id(settings.place, address)
    SubElement(feed, "title").text = title
    SubElement(feed, "updated").text = _instant(max((change.day for change, _ in latest.values()), default=day))
    SubElement(SubElement(feed, "author"), "name").text = settings.name
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=base + address)
    SubElement(feed, "link", rel="alternate", type="text/html", href=base + page)
    SubElement(feed, "rights").text = "https://creativecommons.org/licenses/by/4.0/"
    for id, (change, about) in latest.items():
        entry = SubElement(feed, "entry")
        SubElement(entry, "id").text = id
        SubElement(entry, "title").text = change.says
        SubElement(entry, "updated").text = _instant(change.day)
        SubElement(entry, "link", rel="alternate", type="text/html", href=base + about)
    return as_xml(feed)


def _id(*parts: str) -> str:
    """The same for ever for the same PARTS, wherever the site moves to."""
    return uuid5(_NAMESPACE, "\n".join(parts)).urn


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
