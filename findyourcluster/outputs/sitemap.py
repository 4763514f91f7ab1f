"""/sitemap.xml: every page that search engines may show, and when it last changed (sitemaps.org)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from xml.etree.ElementTree import Element, SubElement

from findyourcluster.addresses import SITEMAP
from findyourcluster.model import Settings
from findyourcluster.outputs.xml import as_xml

MOST = 50_000
"""Pages that one file may name (sitemaps.org)."""

Entry = tuple[str, date | None]
"""An address of the site, and the day on which what stands there last changed; None where nothing tells."""


def sitemap_files(settings: Settings, pages: Sequence[Entry], most: int = MOST) -> Iterator[tuple[str, bytes]]:
    """The sitemap with its address, in several files where there are more than MOST pages; none where the site has no
    address."""
    if not settings.address:
        return
    if len(pages) <= most:
        yield SITEMAP, _file("urlset", "url", settings.address, pages)
        return
    parts = [pages[start : start + most] for start in range(0, len(pages), most)]
    index: list[Entry] = []
    for number, part in enumerate(parts, 1):
        address = f"{SITEMAP.removesuffix('.xml')}-{number}.xml"
        yield address, _file("urlset", "url", settings.address, part)
        index.append((address, max((day for _, day in part if day), default=None)))
    yield SITEMAP, _file("sitemapindex", "sitemap", settings.address, index)


def _file(kind: str, each: str, base: str, entries: Sequence[Entry]) -> bytes:
    root = Element(kind, xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for address, day in entries:
        element = SubElement(root, each)
        SubElement(element, "loc").text = base + address
        if day:
            SubElement(element, "lastmod").text = day.isoformat()
    return as_xml(root)
