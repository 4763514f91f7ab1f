"""Where everything is published: the address of each page, and the anchors on it that links may name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from findyourcluster.clock import CLOCKS
from findyourcluster.fields import slugify
from findyourcluster.model import Area, Page, Place, School, Site

TEMPLATE_IDS = frozenset(
    "main notes related q schools others about-school sources words corrections touched options found list map-title"
    " gaps checks".split()
)
"""The ids that templates give of their own; a heading with such a name gets another."""
_TEMPLATE_PREFIXES = tuple("note- source- letter- word- fact- town- cluster- option- figure- guide- use-".split())

FACTS_FILE = "/data/facts.json"
MANIFEST = "/site.webmanifest"
ICONS = {"/icon-180.png": 180, "/icon-192.png": 192, "/icon-512.png": 512}
"""The addresses of the icons, and their sizes in pixels."""

CARD_FOLDER = "/share/"
FINDER_FOLDER = "/data/finder."

OUTWARD = ("http:", "https:", "mailto:", "tel:")


def school_address(school: School) -> str:
    return f"/schools/{school.slug}/"


def cluster_address(number: int) -> str:
    return f"/clusters/{number}/"


def area_address(area: Area) -> str:
    return f"/areas/{area.slug}/"


def share_address(address: str) -> str:
    """The page with what the office of a school or a cluster can copy; ADDRESS is that of its own page."""
    return f"{address}share/"


def short_school_address(school: School) -> str:
    """The address that is printed: a school's URN never changes. Its own page's where no source gives the URN."""
    return f"/s/{school.urn}/" if school.urn else school_address(school)


def short_cluster_address(number: int) -> str:
    return f"/{number}/"


def taken_addresses(site: Site) -> list[tuple[str, Place]]:
    """Every address of the site with what stands there; one that comes twice is a mistake."""
    return [
        *((page.address, page.at.record) for page in (*site.pages, *site.retired)),
        *((school_address(school), school.at.record) for school in (*site.schools, *site.closed)),
        *((cluster_address(cluster.number), cluster.at.record) for cluster in site.clusters),
        *((area_address(area), area.at.record) for area in site.areas),
        *((file.address, file.at.record) for file in site.files),
        (FACTS_FILE, Place("data/facts.yaml")),
        *((address, Place("data/site.yaml")) for address in (MANIFEST, *ICONS)),
        *((old, at) for old, _, at in _moves(site)),
    ]


def redirects(site: Site) -> dict[str, str]:
    """From each address that a page or a school had before to the one that it has now."""
    return {old: new for old, new, _ in _moves(site)}


def _moves(site: Site) -> Iterator[tuple[str, str, Place]]:
    """Former address, address now, where that is said."""
    for page in (*site.pages, *site.retired):
        for old in page.former_addresses:
            yield old, page.address, page.at.of("former_addresses")
    for school in (*site.schools, *site.closed):
        for old in school.former_addresses:
            yield old, school_address(school), school.at.of("former_addresses")


def letter_anchor(name: str) -> str:
    """The part of the A to Z that NAME belongs to: "letter-b"."""
    first = name[:1].casefold()
    return f"letter-{first}" if first.isascii() and first.isalpha() else "letter-other"


def town_anchor(town: str) -> str:
    return f"town-{slugify(town) or 'not-known'}"


_LAYOUT_ANCHORS: Mapping[str, Callable[[Site], Iterable[str]]] = {
    "words": lambda site: (term.slug for term in site.terms),
    "about": lambda site: (f"source-{source.id}" for source in site.sources),
    "facts": lambda site: (f"fact-{fact.id}" for fact in site.facts),
    "not-here": lambda site: (kind.id for kind in site.kinds),
    "rights-clock": lambda _: (clock.id for clock in CLOCKS),
    "find-by-cluster": lambda site: (f"cluster-{cluster.number}" for cluster in site.clusters),
    "find-by-town": lambda site: (town_anchor(school.town) for school in site.schools),
    "map": lambda site: (*(town_anchor(school.town) for school in site.schools), "list"),
    "find": lambda site: (letter_anchor(school.name) for school in site.schools),
}


def heading_anchor(text: str) -> str:
    """The anchor that a heading gets from its words: "How long?" → "how-long"."""
    anchor = slugify(text)
    taken = anchor in TEMPLATE_IDS or anchor.startswith(_TEMPLATE_PREFIXES)
    return f"{anchor}-part" if taken else anchor


def layout_anchors(page: Page, site: Site) -> frozenset[str]:
    """The anchors that a page's template makes from data, besides those of its own headings."""
    made = _LAYOUT_ANCHORS.get(page.layout)
    return frozenset(made(site) if made else ()) | {"main"}


@dataclass(frozen=True, slots=True)
class Target:
    """What a link in a page leads to. `address` is empty for links out; `anchor` for links to a whole page."""

    href: str
    address: str = ""
    anchor: str = ""


def resolve(link: str, page: Page | None) -> Target:
    """The target of LINK as a volunteer types it on PAGE (None: on many pages).

    Takes "/questions/", "questions", "questions.md", "#part", "questions#part" and addresses on the web.
    """
    if link.casefold().startswith(OUTWARD) or link.startswith("//"):
        return Target(link)
    path, _, anchor = link.partition("#")
    anchor = unquote(anchor)
    if not path:
        address = page.address if page else ""
        return Target(f"#{anchor}", address, anchor)
    address = _absolute(unquote(path), page.name if page else "")
    return Target(address + (f"#{anchor}" if anchor else ""), address, anchor)


def forwarded(target: Target, moved: Mapping[str, str]) -> Target:
    """TARGET, or where it MOVED to (see `redirects`)."""
    if target.address not in moved:
        return target
    address = moved[target.address]
    return Target(address + (f"#{target.anchor}" if target.anchor else ""), address, target.anchor)


def _absolute(path: str, page_name: str) -> str:
    folder = page_name.rpartition("/")[0]
    parts: list[str] = [] if path.startswith("/") else [part for part in folder.split("/") if part]
    for part in path.removesuffix(".md").split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", ".."):
            parts.append(part)
    if parts and parts[-1] == "index":
        parts.pop()
    whole = "/" + "/".join(parts)
    is_file = bool(parts) and "." in parts[-1]
    return whole if is_file or whole == "/" else whole + "/"
