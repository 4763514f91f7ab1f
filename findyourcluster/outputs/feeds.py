"""/changes.atom and one for each cluster: what changed, for programs that watch (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement

from findyourcluster.addresses import (
    FEED_FILE,
    addresses_of_change,
    cluster_address,
    cluster_feed,
    redirects,
    school_address,
)
from findyourcluster.model import Cluster, LoggedChange, Site
from findyourcluster.outputs.newest import Newest
from findyourcluster.outputs.xml import as_xml
from findyourcluster.translation import mark

LATEST = 100
"""Entries that a feed has at most; the page of changes has all of them."""

_NAMESPACE = uuid5(NAMESPACE_URL, "tag:find-your-cluster")


def feed_files(site: Site, changes_page: str, newest: Newest) -> Iterator[tuple[str, bytes]]:
    """The feeds with their addresses; none where the site has no address, because their links must be absolute.

    CHANGES_PAGE is the address of the page that has the same for people.
    """
    if not site.settings.address:
        return
    feeds = _Feeds(site, changes_page)
    newest_of_all = newest.of_site()
    yield FEED_FILE, feeds.whole(newest_of_all)
    for cluster in site.clusters:
        day = newest.of(cluster, site.members(cluster.number)) or newest_of_all
        yield cluster_feed(cluster.number), feeds.of(cluster, day)


class _Feeds:
    def __init__(self, site: Site, changes_page: str) -> None:
        self.site = site
        self.base = site.settings.address
        self.changes_page = changes_page
        self.moved = redirects(site) if site.log else {}
        self.pages = {
            *map(school_address, (*site.schools, *site.closed)),
            *(cluster_address(cluster.number) for cluster in site.clusters),
        }

    def whole(self, day: date) -> bytes:
        title = mark("{site}: changes").format(site=self.site.settings.name)
        return self._feed(title, FEED_FILE, self.changes_page, self.site.log, day)

    def of(self, cluster: Cluster, day: date) -> bytes:
        title = mark("{site}: changes in Cluster {number}").format(site=self.site.settings.name, number=cluster.number)
        itself = cluster_address(cluster.number)
        its = {itself, *map(school_address, self.site.members(cluster.number))}
        changes = [change for change in self.site.log if not its.isdisjoint(self._about(change))]
        return self._feed(title, cluster_feed(cluster.number), itself, changes, day)

    def _feed(self, title: str, address: str, page: str, changes: Iterable[LoggedChange], day: date) -> bytes:
        """DAY stands for that of the newest change where there is none."""
        settings = self.site.settings
        entries = {
            _id(settings.place, change.day.isoformat(), change.says): change for change in changes
        }  # what is logged twice comes once
        latest = dict(list(entries.items())[:LATEST])
        feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": settings.language})
        SubElement(feed, "id").text = _id(settings.place, address)
        SubElement(feed, "title").text = title
        SubElement(feed, "updated").text = _instant(max((change.day for change in latest.values()), default=day))
        SubElement(SubElement(feed, "author"), "name").text = settings.name
        SubElement(feed, "link", rel="self", type="application/atom+xml", href=self.base + address)
        SubElement(feed, "link", rel="alternate", type="text/html", href=self.base + page)
        SubElement(feed, "rights").text = "https://creativecommons.org/licenses/by/4.0/"
        for id, change in latest.items():
            entry = SubElement(feed, "entry")
            SubElement(entry, "id").text = id
            SubElement(entry, "title").text = change.says
            SubElement(entry, "updated").text = _instant(change.day)
            SubElement(entry, "link", rel="alternate", type="text/html", href=self.base + self._page(change))
        return as_xml(feed)

    def _page(self, change: LoggedChange) -> str:
        """The first page that CHANGE is about and that is there; else that of all changes."""
        return next((address for address in self._about(change) if address in self.pages), self.changes_page)

    def _about(self, change: LoggedChange) -> list[str]:
        return [self.moved.get(address, address) for address in addresses_of_change(change)]


def _id(*parts: str) -> str:
    """The same for ever for the same PARTS, wherever the site moves to."""
    return uuid5(_NAMESPACE, "\n".join(parts)).urn


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
