"""/sitemap.xml: every page that search engines may show, and when it last changed (sitemaps.org)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from xml.etree.ElementTree import Element, SubElement

from findyourcluster.addresses import SITEMAP
from findyourcluster.model import Language, Settings
from findyourcluster.outputs.xml import as_xml

MOST = 50_000
"""Pages that one file may name (sitemaps.org)."""

Entry = tuple[str, date | None]
"""An address of the site, and the day on which what stands there last changed; None where nothing tells."""


def sitemap_addresses(settings: Settings, count: int, most: int = MOST) -> list[str]:
    """Those of the files that name COUNT pages, the one that names the others last."""
    if not settings.address:
        return []
    parts = range(1, -(-count // most) + 1) if count > most else ()
    return [*(f"{SITEMAP.removesuffix('.xml')}-{number}.xml" for number in parts), SITEMAP]


def sitemap_files(
    settings: Settings, pages: Sequence[Entry], languages: Sequence[tuple[Language, str]] = (), most: int = MOST
) -> Iterator[tuple[str, bytes]]:
    """The sitemap with its address, in several files where there are more than MOST pages; none where the site has no
    address. LANGUAGES, each with what its addresses begin with: a page names itself in the others."""
    if not settings.address:
        return
    same = _same_page(pages, languages)
    if len(pages) <= most:
        yield SITEMAP, _file("urlset", "url", settings.address, pages, same)
        return
    parts = [pages[start : start + most] for start in range(0, len(pages), most)]
    index: list[Entry] = []
    for address, part in zip(sitemap_addresses(settings, len(pages), most), parts, strict=False):
        yield address, _file("urlset", "url", settings.address, part, same)
        index.append((address, max((day for _, day in part if day), default=None)))
    yield SITEMAP, _file("sitemapindex", "sitemap", settings.address, index)


Same = Mapping[str, Sequence[tuple[str, str]]]
"""By the address of a page, the page in each language that has it: (code, address)."""


def _same_page(pages: Sequence[Entry], languages: Sequence[tuple[Language, str]]) -> Same:
    prefixes = [(language.code, prefix) for language, prefix in languages if prefix]
    if not prefixes:
        return {}
    own = languages[0][0].code
    found: dict[str, list[tuple[str, str]]] = {}
    for address, _ in pages:
        code, prefix = next((each for each in prefixes if address.startswith(f"{each[1]}/")), (own, ""))
        found.setdefault(address.removeprefix(prefix), []).append((code, address))
    return {address: same for same in found.values() if len(same) > 1 for _, address in same}


def _file(kind: str, each: str, base: str, entries: Sequence[Entry], same: Same | None = None) -> bytes:
    root = Element(kind, xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    if same:
        root.set("xmlns:xhtml", "http://www.w3.org/1999/xhtml")
    for address, day in entries:
        element = SubElement(root, each)
        SubElement(element, "loc").text = base + address
        if day:
            SubElement(element, "lastmod").text = day.isoformat()
        for code, there in (same or {}).get(address, ()):
            SubElement(element, "xhtml:link", rel="alternate", hreflang=code, href=base + there)
    return as_xml(root)
