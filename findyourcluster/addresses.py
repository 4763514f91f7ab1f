"""Where everything is published: the address of each page, and the anchors on it that links may name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote

from findyourcluster.clock import CLOCKS
from findyourcluster.fields import slugify
from findyourcluster.model import Area, File, Group, Language, LoggedChange, Page, Place, School, Site

TEMPLATE_IDS = frozenset(
    "main notes related q schools others about-school sources words corrections touched options found list map-title"
    " gaps checks".split()
)
"""The ids that templates give of their own; a heading with such a name gets another."""
_TEMPLATE_PREFIXES = tuple("note- source- letter- word- fact- town- cluster- option- figure- guide- use- day-".split())

FACTS_FILE = "/data/facts.json"
MANIFEST = "/site.webmanifest"
ICONS = {"/icon-180.png": 180, "/icon-192.png": 192, "/icon-512.png": 512}
"""The addresses of the icons, and their sizes in pixels."""

SCHOOLS_FILE = "/data/schools.json"
SCHEMA_FILE = "/data/schools.schema.json"
TABLE_FILE = "/data/schools.csv"
TABLE_METADATA = "/data/schools.csv-metadata.json"  # where CSVW has programs look for it
FEED_FILE = "/changes.atom"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
SECURITY = "/.well-known/security.txt"  # RFC 9116, 3
SEARCH_DESCRIPTION = "/opensearch.xml"

REDIRECTS_FILE = "/_redirects"
"""Where some web hosts look for what leads on (see `outputs.redirects`)."""
HEADERS_FILE = "/_headers"
"""Where they look for what is said beside each file (see `outputs.headers`)."""

_OF_A_HEADING = re.compile(r"-part(?:_\d+)?$")
_NOT_IN_PATHS = re.compile(r"[\x00-\x1f\\\x7f]")
"""What browsers leave out of an address, or take for a slash: "/\\elsewhere.example" would leave the site."""

_KEPT_FILES = (".atom", ".csv", ".json", ".xml")
"""What the names of those files end in to which other programs and sites come back."""

_OF_DATA = re.compile(r"(/([^/]+)/[^/.]+)([/.].*)")
"""An address in a folder: "/schools/hill-school/share/", "/schools/hill-school.json"."""

CARD_FOLDER = "/share/"
FINDER_FOLDER = "/data/finder."
ASSET_FOLDER = "/assets/"

WORKER = "/worker.js"
"""The script that keeps pages. It may do so only for what is below its own address, and that may never change."""

OUTWARD = ("http:", "https:", "mailto:", "tel:")


def is_asset(file: File) -> bool:
    """Whether FILE is a style or a script, which is published in ASSET_FOLDER (see `assets`)."""
    return file.at.record.file.startswith("static/") and file.address.endswith((".css", ".js")) and not is_worker(file)


def is_worker(file: File) -> bool:
    return file.address == WORKER


def language_address(language: Language) -> str:
    """Where the pages in LANGUAGE begin."""
    return f"/{language.code}/"


def school_address(school: School) -> str:
    return f"/schools/{school.slug}/"


def cluster_address(group: Group, number: int) -> str:
    return f"/{group.folder}/{number}/"


def school_file(school: School) -> str:
    """The record of a school for programs."""
    return f"/schools/{school.slug}.json"


def cluster_feed(group: Group, number: int) -> str:
    """What changed in a cluster, for programs that watch."""
    return f"{cluster_address(group, number)}changes.atom"


def area_address(area: Area) -> str:
    return f"/areas/{area.slug}/"


def addresses_of_change(change: LoggedChange, group: Group) -> list[str]:
    """The pages of the schools and the clusters that CHANGE is about; they may have moved since."""
    schools = (f"/schools/{slug}/" for slug in change.schools)
    return [*schools, *(f"/{group.folder}/{number}/" for number in change.clusters)]


def share_address(address: str) -> str:
    """The page with what the office of a school or a cluster can copy; ADDRESS is that of its own page."""
    return f"{address}share/"


def share_files(address: str) -> dict[str, str]:
    """The pictures of the pack at the page ADDRESS, by what they are."""
    folder = share_address(address)
    return {"svg": f"{folder}qr.svg", "png": f"{folder}qr.png", "badge": f"{folder}badge.png"}


def paper_address(address: str, name: str) -> str:
    """The PDF of the sheet NAME, such as "poster", about the page ADDRESS."""
    return f"{share_address(address)}{name}.pdf"


def short_school_address(school: School) -> str:
    """The address that is printed: a school's URN never changes. Its own page's where no source gives the URN."""
    return f"/s/{school.urn}/" if school.urn else school_address(school)


def short_cluster_address(number: int) -> str:
    return f"/{number}/"


Move = tuple[str, str, Place]
"""An address that leads on, the address that it leads to, and where that is said."""


def taken_addresses(site: Site) -> list[tuple[str, Place]]:
    """Every address of the site with what stands there; one that comes twice is a mistake."""
    return [
        *((short, at) for short, _, at in _short_forms(site)),
        *_own_addresses(site),
        *((old, at) for old, _, at in (*_moves(site), *_followers(site))),
    ]


def redirects(site: Site) -> dict[str, str]:
    """From each address that is short, or that a page or a school had before, to the one that it has now."""
    return {old: new for old, new, _ in (*_short_forms(site), *_moves(site), *_followers(site))}


def kept_addresses(site: Site) -> list[str]:
    """The addresses of SITE that answer for ever once they are published: pages, data and feeds, from A to Z."""
    return kept_among({address for address, _ in taken_addresses(site)})


def kept_among(addresses: AbstractSet[str]) -> list[str]:
    """Those of ADDRESSES that answer for ever once they are published, from A to Z."""
    return sorted(address for address in addresses if _is_kept(address))


def _is_kept(address: str) -> bool:
    """Whether people and programs come back to ADDRESS; not what only our own pages load, such as styles."""
    return address.endswith(("/", *_KEPT_FILES)) and not address.startswith((CARD_FOLDER, FINDER_FOLDER))


def page_it_goes_with(address: str, group: Group) -> str:
    """The page of the school or the cluster that ADDRESS belongs to; empty where it belongs to none."""
    page, rest = _of_data(address, group)
    return page if rest != "/" else ""


def _of_data(address: str, group: Group) -> tuple[str, str]:
    """The page of the school or the cluster that ADDRESS begins with, and what comes after its last part.

    ("/schools/hill-school/", "/share/"), ("/schools/hill-school/", ".json"), ("/schools/hill-school/", "/")
    """
    match = _OF_DATA.fullmatch(address)
    return (f"{match[1]}/", match[3]) if match and match[2] in ("schools", group.folder) else ("", "/")


def _own_addresses(site: Site) -> list[tuple[str, Place]]:
    """The addresses at which something stands, and not only leads on."""
    schools = [(school_address(school), school.at.record) for school in (*site.schools, *site.closed)]
    group = site.settings.group
    clusters = [(cluster_address(group, cluster.number), cluster.at.record) for cluster in site.clusters]
    return [
        *((page.address, page.at.record) for page in (*site.pages, *site.retired)),
        *schools,
        *clusters,
        *((share_address(address), at) for address, at in dict((*schools, *clusters)).items()),  # a mistake once only
        *((area_address(area), area.at.record) for area in site.areas),
        *((file.address, file.at.record) for file in site.files if not is_asset(file)),
        *_homes(site),
        (FACTS_FILE, Place("data/facts.yaml")),
        *((address, Place("data/schools.yaml")) for address in (REDIRECTS_FILE, HEADERS_FILE)),
        *((address, Place("data/site.yaml")) for address in (MANIFEST, *ICONS)),
        *_for_machines(site),
    ]


def _homes(site: Site) -> Iterator[tuple[str, Place]]:
    """The home of each other language, also of one that is gone: below it every page has an address of its own."""
    languages = [catalogue.language for catalogue in site.catalogues]
    languages += [language for language in site.settings.languages if language.gone]
    yield from ((language_address(language), language.at.record) for language in languages)


def _for_machines(site: Site) -> Iterator[tuple[str, Place]]:
    """What programs read; some of it only where the address of the site is known."""
    settings, data = site.settings.at.record, Place("data/schools.yaml")
    yield from ((address, data) for address in (SCHOOLS_FILE, SCHEMA_FILE, TABLE_FILE, TABLE_METADATA))
    yield from {school_file(school): school.at.record for school in (*site.schools, *site.closed)}.items()
    yield ROBOTS, settings
    if site.settings.security_contact:
        yield SECURITY, site.settings.at.of("security_contact")
    if site.settings.address:
        yield from ((address, settings) for address in (SITEMAP, SEARCH_DESCRIPTION, FEED_FILE))
        group = site.settings.group
        yield from {cluster_feed(group, cluster.number): cluster.at.record for cluster in site.clusters}.items()


def _short_forms(site: Site) -> Iterator[Move]:
    """The addresses that are printed. Numbers that stand twice in the data are said to by rules on them."""
    clusters = {cluster.number: cluster for cluster in reversed(site.clusters)}
    for cluster in reversed(clusters.values()):
        page = cluster_address(site.settings.group, cluster.number)
        yield short_cluster_address(cluster.number), page, cluster.at.record
    schools = {school.urn: school for school in reversed((*site.schools, *site.closed)) if school.urn}
    for school in reversed(schools.values()):
        yield short_school_address(school), school_address(school), school.at.record


def _moves(site: Site) -> Iterator[Move]:
    """The addresses that pages and schools had before."""
    for page in (*site.pages, *site.retired):
        for old in page.former_addresses:
            yield old, page.address, page.at.of("former_addresses")
    for school in (*site.schools, *site.closed):
        for old in school.former_addresses:
            yield old, school_address(school), school.at.of("former_addresses")


def _followers(site: Site) -> Iterator[Move]:
    """What went with the page of a school or a cluster goes where that went: its share page, its files, its number.

    Where there is nothing of the kind any more, such as the share page of a school that closed, it leads to the page.
    """
    group = site.settings.group
    gone = [(old, new, at) for old, new, at in _moves(site) if _of_data(old, group) == (old, "/")]
    gone += [(school_address(school), school_address(school), school.at.record) for school in site.closed]
    if not gone:
        return
    own = dict(_own_addresses(site))
    taken = {*own, *(address for address, _, _ in (*_short_forms(site), *_moves(site)))}
    with_it: dict[str, list[str]] = defaultdict(list)
    for address in (*own, *(each.address for each in site.published)):
        page, rest = _of_data(address, group)
        if rest != "/":
            with_it[page].append(rest)
    for old, new, at in gone:
        found = [(f"{old[:-1]}{rest}", f"{new[:-1]}{rest}") for rest in (*with_it[new], *with_it[old])]
        if number := re.fullmatch(f"/{group.folder}/([0-9]+)/", old):
            found.append((f"/{number[1]}/", new))
        for address, counterpart in found:
            if address not in taken:
                taken.add(address)
                yield address, counterpart if counterpart in own else new, at


def letter_anchor(name: str) -> str:
    """The part of the A to Z that NAME belongs to: "letter-b"."""
    first = name[:1].casefold()
    return f"letter-{first}" if first.isascii() and first.isalpha() else "letter-other"


def day_anchor(day: date) -> str:
    """The part of the page of changes that DAY has: "day-2026-11-24"."""
    return f"day-{day}"


def town_anchor(town: str) -> str:
    return f"town-{slugify(town) or 'not-known'}"


_LAYOUT_ANCHORS: Mapping[str, Callable[[Site], Iterable[str]]] = {
    "changes": lambda site: (day_anchor(change.day) for change in site.log),
    "words": lambda site: (term.slug for term in site.terms),
    "about": lambda site: (f"source-{source.id}" for source in site.sources),
    "facts": lambda site: (f"fact-{fact.id}" for fact in site.facts),
    "not-here": lambda site: (kind.id for kind in site.kinds),
    "rights-clock": lambda _: (clock.id for clock in CLOCKS),
    "find-by-cluster": lambda site: (f"cluster-{cluster.number}" for cluster in site.clusters),
    "find-by-town": lambda site: map(town_anchor, {school.town for school in site.schools}),
    "map": lambda site: (*map(town_anchor, {school.town for school in site.schools}), "list"),
    "find": lambda site: (letter_anchor(school.name) for school in site.schools),
}


def heading_anchor(text: str) -> str:
    """The anchor that a heading gets from its words: "How long?" → "how-long"."""
    anchor = slugify(text)
    taken = anchor in TEMPLATE_IDS or anchor.startswith(_TEMPLATE_PREFIXES)
    return f"{anchor}-part" if taken else anchor


def is_template_id(anchor: str) -> bool:
    """Whether templates may give the id ANCHOR of their own; not what `heading_anchor` gives."""
    begins_like_one = anchor.startswith(_TEMPLATE_PREFIXES) and not _OF_A_HEADING.search(anchor)
    return anchor in TEMPLATE_IDS or begins_like_one


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
    address = _NOT_IN_PATHS.sub(lambda odd: quote(odd[0]), _absolute(unquote(path), page.name if page else ""))
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
