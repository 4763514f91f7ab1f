"""The site of this repository, built whole: its truth, its links, its HTML."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest

from findyourcluster.addresses import redirects, school_address
from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.model import Site
from findyourcluster.places import PROJECT
from tests.conftest import TODAY

CLUSTER_14 = {
    "Birkby Junior School",
    "Birkby Infant and Nursery School",
    "Christ Church CE Academy",
    "St Thomas CE (VC) Primary School",
    "Ashbrow School",
    "St Patrick's Catholic Primary Academy",
    "Our Lady of Lourdes Catholic Primary Academy",
    "Fixby Junior and Infant School",
    "The Brambles Primary Academy",
    "North Huddersfield Trust School",
    "All Saints Catholic College",
}


@pytest.fixture(scope="module")
def site() -> Site:
    loaded = load(Folder(PROJECT), [PROJECT / "static"])
    assert loaded.problems == ()
    return loaded.site.schools_on(date.fromisoformat(TODAY))


@pytest.fixture(scope="module")
def everything(built: Path) -> dict[str, Element]:
    """Every page by address, read by a strict HTML5 parser: a page that is not valid fails here."""
    found = {}
    for path in sorted(built.rglob("*.html")):
        address = "/" + path.relative_to(built).as_posix().removesuffix("index.html")
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the parser's own, about the Python it was written for
            try:
                found[address] = parser.parse(path.read_text("utf-8"))
            except html5lib.html5parser.ParseError as error:
                pytest.fail(f"{address}: {error}")
    return found


@pytest.fixture(scope="module")
def pages(everything: dict[str, Element], site: Site) -> dict[str, Element]:
    """Those that are to be read: what stands at former addresses only leads on."""
    return {address: page for address, page in everything.items() if address not in redirects(site)}


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def one(page: Element, path: str) -> Element:
    found = page.findall(path)
    assert len(found) == 1, path
    return found[0]


# ---------------------------------------------------------------- truth


def test_there_is_a_page_for_each_cluster_and_each_school_exactly_once(built: Path, site: Site) -> None:
    clusters = {path.name for path in (built / "clusters").iterdir() if path.is_dir()}
    assert clusters == {str(number) for number in range(1, 18)}
    schools = {path.name for path in (built / "schools").iterdir() if path.is_dir()}
    moved = {address.split("/")[2] for address in redirects(site) if address.startswith("/schools/")}
    assert schools - moved == {school.slug for school in (*site.schools, *site.closed)}
    urns = Counter(school.urn for school in site.schools if school.urn)
    assert max(urns.values()) == 1
    assert len(site.schools) >= 167


def test_cluster_14_is_as_the_school_published_it(site: Site) -> None:
    assert {school.name for school in site.members(14)} == CLUSTER_14


def test_no_membership_stands_without_a_source(site: Site) -> None:
    sources = {source.id for source in site.sources}
    for school in site.schools:
        assert (school.cluster is None) == (school.membership is None), school.name
        if school.membership:
            assert set(school.membership.sources) <= sources, school.name
        assert set(school.details.sources) <= sources, school.name


def test_every_fact_and_contact_has_a_source(site: Site) -> None:
    sources = {source.id for source in site.sources}
    assert all(fact.source in sources for fact in site.facts)
    assert all(contact.source in sources for contact in site.contacts if contact.phones or contact.emails)


def test_a_school_whose_cluster_no_source_states_says_so_and_what_to_ask(pages: dict[str, Element], site: Site) -> None:
    unknown = next(school for school in site.schools if school.cluster is None)
    text = words(one(pages[f"/schools/{unknown.slug}/"], ".//main"))
    assert f"We do not know yet which cluster {unknown.name} is in." in text
    assert "SENCO" in text
    assert "Your rights stay the same" in text


def test_a_preview_says_so_on_every_page(pages: dict[str, Element], site: Site) -> None:
    assert site.settings.status == "preview"
    for address, page in pages.items():
        assert "This is a preview." in words(one(page, ".//section[@class='status']")), address


def test_nothing_of_kirklees_stands_in_program_templates_or_styles(site: Site) -> None:
    names = {"Kirklees", "Huddersfield", "Dewsbury", "Batley", "PCAN", "KIAS", "SENDACT", "Birkby"}
    names |= {school.town for school in site.schools if school.town}
    pattern = re.compile("|".join(re.escape(name) for name in sorted(names)), re.I)
    for folder in ("findyourcluster", "templates", "static"):
        for path in (PROJECT / folder).rglob("*"):
            if path.suffix in {".py", ".html", ".css", ".js", ".md", ".yaml", ".yml", ".svg"} and path.is_file():
                for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                    assert not pattern.search(line), f"{path.relative_to(PROJECT)}:{number}: {line.strip()}"


# ---------------------------------------------------------------- links and structure


def test_every_internal_link_and_anchor_leads_somewhere(pages: dict[str, Element], built: Path) -> None:
    ids = {address: {e.get("id") for e in page.iter() if e.get("id")} for address, page in pages.items()}
    for address, page in pages.items():
        for element in page.iter():
            link = element.get("href") or element.get("src") or element.get("action")
            if not link or urlsplit(link).scheme or element.get("rel") == "canonical":
                continue
            target, anchor = urldefrag(urljoin(address, link))
            path = unquote(urlsplit(target).path)
            if path in pages:
                assert not anchor or unquote(anchor) in ids[path], f"{address}: {link}"
            else:
                assert (built / path.lstrip("/")).is_file(), f"{address}: {link}"


def test_each_former_address_leads_to_a_page(everything: dict[str, Element], pages: dict[str, Element]) -> None:
    for address in set(everything) - set(pages):
        assert one(everything[address], ".//a").get("href") in pages, address


def test_no_page_is_an_orphan(pages: dict[str, Element], site: Site) -> None:
    linked = {"/", "/404.html", *(school_address(school) for school in site.closed)}
    linked |= {address for address, page in pages.items() if page.find(".//meta[@name='robots']") is not None}
    for address, page in pages.items():
        for element in page.iter("a"):
            target = unquote(urlsplit(urljoin(address, element.get("href") or "")).path)
            if target != address:
                linked.add(target)
    assert set(pages) - linked == set()


def test_every_page_has_one_h1_its_landmarks_and_headings_in_order(pages: dict[str, Element]) -> None:
    for address, page in pages.items():
        assert page.get("lang") == "en-GB"
        one(page, ".//h1")
        for landmark in ("header", "main", "footer"):
            one(page, f".//{landmark}")
        levels = [int(e.tag[1]) for e in page.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
        assert all(below <= above + 1 for above, below in pairwise(levels)), address
        assert words(page.iter("a").__next__()) == "Skip to the main part", address


def test_titles_are_unique_and_descriptions_say_enough(pages: dict[str, Element]) -> None:
    titles: dict[str, str] = {}
    for address, page in pages.items():
        title = words(one(page, ".//title"))
        assert titles.setdefault(title, address) == address, title
        description = one(page, ".//meta[@name='description']").get("content") or ""
        assert 40 <= len(description) <= 300, f"{address}: {description}"


def test_ids_are_unique_on_every_page(pages: dict[str, Element]) -> None:
    for address, page in pages.items():
        repeated = [
            name for name, count in Counter(e.get("id") for e in page.iter() if e.get("id")).items() if count > 1
        ]
        assert repeated == [], address


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_inline(pages: dict[str, Element]) -> None:
    for address, page in pages.items():
        for element in page.iter():
            if element.get("type") == "application/ld+json":
                continue  # data, which nothing runs
            if element.tag in {"script", "img", "link", "source", "iframe"} and element.get("rel") != "canonical":
                link = element.get("src") or element.get("href") or ""
                assert link.startswith("/") and not link.startswith("//"), f"{address}: {link}"
            assert element.tag != "style" and not element.get("style"), address
            assert not any(name.startswith("on") for name in element.attrib), address


def test_no_template_source_reaches_the_public(built: Path) -> None:
    for path in built.rglob("*.html"):
        text = re.sub(r'<script type="application/ld\+json">.*</script>', "", path.read_text("utf-8"))
        assert not re.search(r"\{\{|\}\}|\{%|%\}|[\ue000-\uf8ff]", text), path
