"""/opensearch.xml: lets a browser search the site from its address bar (OpenSearch 1.1)."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten
from xml.etree.ElementTree import Element, SubElement

from findyourcluster.addresses import ICONS, SEARCH_DESCRIPTION
from findyourcluster.model import Page, Settings
from findyourcluster.outputs.xml import as_xml

SHORTEST, LONG, LONGEST = 16, 48, 1024
"""Characters that OpenSearch allows in a short name, a long name and a description."""


def search_files(settings: Settings, find: Page) -> Iterator[tuple[str, bytes]]:
    """The description of the search, with its address; none where the site has none. FIND answers what is asked."""
    if not settings.address:
        return
    root = Element("OpenSearchDescription", xmlns="http://a9.com/-/spec/opensearch/1.1/")
    SubElement(root, "ShortName").text = settings.short_name or _cut(settings.name, SHORTEST)
    SubElement(root, "LongName").text = _cut(settings.name, LONG)
    SubElement(root, "Description").text = _cut(settings.description, LONGEST)
    SubElement(root, "Url", type="text/html", template=f"{settings.address}{find.address}?q={{searchTerms}}")
    SubElement(
        root,
        "Url",
        type="application/opensearchdescription+xml",
        rel="self",
        template=settings.address + SEARCH_DESCRIPTION,
    )
    for address, size in ICONS.items():
        image = SubElement(root, "Image", width=str(size), height=str(size), type="image/png")
        image.text = settings.address + address
    SubElement(root, "Language").text = settings.language
    SubElement(root, "InputEncoding").text = "UTF-8"
    yield SEARCH_DESCRIPTION, as_xml(root)


def _cut(words: str, most: int) -> str:
    """WORDS, or as many of the first ones as fit; where not even one does, its first letters."""
    return shorten(words, most, placeholder="") or words[:most]
