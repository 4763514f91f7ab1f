"""What a school's office copies: words that keep their link everywhere, codes that lead somewhere, lists compared."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import bleach
import html5lib
import nh3
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from lxml_html_clean import Cleaner
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from findyourcluster.addresses import short_cluster_address, short_school_address
from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.markup import render_documents
from findyourcluster.model import Site
from findyourcluster.outputs.snippets import LONGEST_IN_OTHER_LETTERS, LONGEST_MESSAGE, message, room, texts
from findyourcluster.outputs.told import Teller, Told
from findyourcluster.places import PROJECT
from findyourcluster.plan import Plan
from findyourcluster.views import Views
from tests.conftest import TODAY, Project
from tests.test_pages_made import words

SCHOOLS = "data/schools.yaml"
BIRKBY = "/schools/birkby-junior-school/share/"
UNKNOWN = "/schools/st-josephs-catholic-primary-academy-dewsbury/share/"
HELP = "## Who can help\n\n{{ contact: kias }}\n"


def boxes(page: str) -> dict[str, str]:
    """What can be copied on a page, by the id of its heading."""
    found = re.findall(r'<textarea readonly[^>]*aria-labelledby="(\w+)">([^<]*)</textarea>', page)
    return {id: html.unescape(text) for id, text in found}


def told_of_all(site: Site) -> list[Told]:
    documents, _ = render_documents(site)
    teller = Teller(Plan(site, documents, date.fromisoformat(TODAY)).main.common)
    views = Views(site)
    return [*map(teller.school, views.schools()), *map(teller.cluster, views.of_clusters())]


@pytest.fixture(scope="module")
def kirklees() -> list[Told]:
    """All that is told of the schools and clusters of this repository."""
    return told_of_all(load(Folder(PROJECT), [PROJECT / "static"]).site.schools_on(date.fromisoformat(TODAY)))


# ---------------------------------------------------------------- what is said


def test_a_school_whose_cluster_is_known_says_it_with_its_source_and_day(project: Project) -> None:
    project.write("content/parts/who-can-help.md", HELP)
    project.build()
    copied = boxes(project.page(BIRKBY))
    for id in ("line", "paragraph", "section", "plain", "newsletter"):
        assert "Birkby Junior School is in Cluster 14." in copied[id]
        assert "Published by a school, not confirmed by the council. Source: Cluster page" in copied[id]
        assert "Checked on 24 November 2026." in copied[id]
        assert "https://small.example/s/107626/" in copied[id]
    assert "Cluster working does not change your right" in copied["section"]
    assert "KIAS: 01422 266141" in copied["section"]
    assert copied["link"] == "https://small.example/s/107626/"


def test_a_school_whose_cluster_is_unknown_is_put_in_none_and_told_what_to_do(project: Project) -> None:
    project.build()
    page = project.page(UNKNOWN)
    said = " ".join(boxes(page).values()) + words(page)
    assert "No public source says yet which cluster St Joseph's Catholic Primary Academy, Dewsbury is in." in said
    assert "It is in one of the 3 clusters, because every mainstream school in Smalldale is." in said
    assert "Do you know your cluster?" in said
    assert not re.search(r"Cluster \d", said)
    assert "data-compare" not in page, "there is no list to compare with"


def test_a_school_of_which_we_are_not_sure_says_why_instead(project: Project) -> None:
    project.change(
        SCHOOLS, "    town: Dewsbury\n    source", "    town: Dewsbury\n    doubt: It may close.\n    source"
    )
    project.build()
    copied = boxes(project.page(UNKNOWN))
    assert "It may close." in copied["section"]
    assert "every mainstream school" not in copied["section"]


def test_a_closed_school_says_who_took_it_over_and_has_no_poster_and_no_badge(project: Project) -> None:
    lines = "    closed: 2026-09-01\n    merged_into: ashbrow-school\n"
    project.change(SCHOOLS, "    town: Dewsbury\n    source", f"    town: Dewsbury\n{lines}    source")
    project.build()
    page = project.page(UNKNOWN)
    copied = boxes(page)
    assert "St Joseph's Catholic Primary Academy, Dewsbury closed on 1 September 2026." in copied["section"]
    assert "Ashbrow School took it over." in copied["section"]
    assert not re.search(r"Cluster \d", " ".join(copied.values()) + words(page))
    assert {"badge", "alt"} & copied.keys() == set()
    assert "sheet-title" not in page
    assert not (project.site / UNKNOWN.strip("/") / "badge.png").exists()
    assert (project.site / UNKNOWN.strip("/") / "qr.svg").exists()


def test_a_school_that_is_to_close_says_so(project: Project) -> None:
    project.change(SCHOOLS, "    name: Ashbrow School\n", "    name: Ashbrow School\n    closed: 2027-08-31\n")
    project.build()
    assert (
        "Ashbrow School will close on 31 August 2027." in boxes(project.page("/schools/ashbrow-school/share/"))["line"]
    )


def test_a_cluster_lists_its_schools_and_one_without_says_that_nobody_published_them(project: Project) -> None:
    project.build()
    copied = boxes(project.page("/clusters/14/share/"))
    assert "<li>Ashbrow School</li>\n<li>Birkby Junior School</li>" in copied["section"]
    assert "- Ashbrow School\n- Birkby Junior School" in copied["newsletter"]
    assert copied["link"] == "https://small.example/14/"
    assert "No public source says yet which schools are in Cluster 3." in project.page("/clusters/3/share/")


def test_without_an_address_there_is_nothing_to_copy_and_the_page_says_why(project: Project) -> None:
    project.change("data/site.yaml", "address: https://small.example\n", "")
    project.build()
    page = project.page(BIRKBY)
    assert "This site has no address on the web yet." in words(page)
    assert boxes(page) == {}
    assert not list((project.site / BIRKBY.strip("/")).glob("qr.*"))


def test_the_day_is_that_of_the_part_that_was_checked_longest_ago(project: Project) -> None:
    project.change("data/facts.yaml", "checked: 2026-11-24", "checked: 2026-10-02")
    project.build()
    assert "Checked on 2 October 2026." in boxes(project.page(BIRKBY))["line"]


def test_names_with_markup_in_them_are_words(project: Project) -> None:
    project.change(SCHOOLS, "name: Ashbrow School", "name: '<b onclick=x>Ash & Elm</b>'\n    slug: ashbrow-school")
    project.build()
    copied = boxes(project.page("/schools/ashbrow-school/share/"))
    assert "&lt;b onclick=x&gt;Ash &amp; Elm&lt;/b&gt; is in Cluster 14." in copied["line"]
    assert "<b onclick=x>Ash & Elm</b> is in Cluster 14." in copied["plain"]


def test_pages_lead_to_their_pack_and_no_menu_does(project: Project) -> None:
    project.build()
    assert f'<a href="{BIRKBY}">For the school office: link to this page, print a poster</a>' in project.page(
        "/schools/birkby-junior-school/"
    )
    assert '<a href="/clusters/14/share/">' in project.page("/clusters/14/")
    assert "/share/" not in project.page("/questions/").replace("/share/site.png", "")


def test_a_former_address_still_has_the_pictures_that_other_websites_show(project: Project) -> None:
    project.change(
        SCHOOLS, "    name: Ashbrow School\n", "    name: Ashbrow School\n    former_addresses: /schools/ashbrow/\n"
    )
    project.build()
    for name in ("badge.png", "qr.svg", "qr.png"):
        old, new = (project.site / f"schools/{slug}/share/{name}" for slug in ("ashbrow", "ashbrow-school"))
        assert old.read_bytes() == new.read_bytes()


# ---------------------------------------------------------------- through the cleaners of websites

TAGS = {"h2", "h3", "p", "ul", "li", "a", "strong"}
CLEANERS: dict[str, Callable[[str], str]] = {
    "nh3": nh3.clean,
    "nh3, text tags only": lambda text: nh3.clean(text, tags=TAGS, attributes={"a": {"href"}}),
    "bleach": lambda text: str(bleach.clean(text, tags=TAGS, attributes={"a": ["href"]})),
    "lxml": lambda text: str(Cleaner(safe_attrs_only=True, page_structure=False).clean_html(f"<div>{text}</div>")),
}


def links_and_words(text: str) -> tuple[list[str], str]:
    tree = html5lib.parseFragment(text, namespaceHTMLElements=False)
    links = [str(each.get("href")) for each in tree.iter("a")]
    return links, " ".join("".join(tree.itertext()).split())


@pytest.mark.parametrize("cleaner", CLEANERS)
def test_cleaners_leave_every_word_and_the_link(kirklees: list[Told], cleaner: str) -> None:
    for told in kirklees:
        copied = texts(told)
        for snippet in (copied.line, copied.paragraph, copied.section):
            before = links_and_words(snippet)
            assert before[0] == [told.link]
            assert told.answer in before[1]
            assert links_and_words(CLEANERS[cleaner](snippet)) == before


def test_html_to_copy_has_only_tags_that_every_editor_keeps_and_no_attribute_but_the_link(kirklees: list[Told]) -> None:
    for told in kirklees:
        copied = texts(told)
        for snippet in (copied.line, copied.paragraph, copied.section):
            for element in html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(snippet).iter():
                if element.tag != "DOCUMENT_FRAGMENT":
                    assert element.tag in TAGS
                    assert set(element.attrib) <= ({"href"} if element.tag == "a" else set())


@pytest.mark.parametrize("cleaner", ["nh3", "lxml"])
def test_the_badge_keeps_its_picture_its_words_and_its_link(project: Project, cleaner: str) -> None:
    project.build()
    copied = boxes(project.page(BIRKBY))
    tree = html5lib.parseFragment(CLEANERS[cleaner](copied["badge"]), namespaceHTMLElements=False)
    (link,), (image,) = tree.iter("a"), tree.iter("img")
    assert link.get("href") == copied["link"]
    assert "".join(link.itertext()).strip() == "What Cluster 14 means for your child, and who can help"
    assert image.get("alt") == copied["alt"] == "Find our cluster: Cluster 14"
    picture = project.site / urlsplit(str(image.get("src"))).path.lstrip("/")
    assert Image.open(BytesIO(picture.read_bytes())).size == (640, 200)


# ---------------------------------------------------------------- text messages

PHONES = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
"""The alphabet of text messages: 3GPP TS 23.038, table and extension."""


def test_every_text_message_of_this_site_has_the_answer_and_the_link(kirklees: list[Told]) -> None:
    for told in kirklees:
        sent = message(told)
        assert room(sent) <= LONGEST_MESSAGE
        assert sent.endswith(told.link)
        assert set(sent) <= set(PHONES)
        assert told.cluster in sent


def test_a_message_says_less_before_it_gets_too_long(kirklees: list[Told]) -> None:
    told = next(told for told in kirklees if told.of_school and told.cluster)
    long = replace(told, name="A" * 100, answer=f"{'A' * 90} is in Cluster 14.")
    assert message(long) == f"{long.answer} {told.link}"
    assert message(replace(long, answer=f"{'A' * 130} is in Cluster 14.")) == f"{long.name} {told.link}"
    assert message(replace(long, answer="A" * 200, name="B" * 200)) == told.link
    assert message(replace(told, link=f"https://{'a' * 200}.example/")) == f"{told.answer} {told.invitation}:"


def test_signs_that_phones_lack_become_those_that_they_have(kirklees: list[Told]) -> None:
    told = replace(kirklees[0], answer="“Tŷ Gwŷn” – St Anne’s 🏫 [A] is in Cluster 14.")
    assert message(told).startswith('"Ty Gwyn" - St Anne\'s [A] is in Cluster 14.')
    assert room("[€]") == 6


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_a_school_is_called_its_message_fits_and_leads_on(name: str, answer: str) -> None:
    told = replace(SAMPLE, name=name, answer=answer)
    sent = message(told)
    assert room(sent) <= LONGEST_MESSAGE
    assert sent.endswith(SAMPLE.link)
    assert set(sent) <= set(PHONES) or len(sent) <= LONGEST_IN_OTHER_LETTERS


SAMPLE = Told(
    name="Hill School",
    headline="Hill School is in Cluster 1",
    heading="Our cluster",
    answer="Hill School is in Cluster 1.",
    more=(),
    meaning=(),
    rights=(),
    contacts=(),
    initials=(),
    invitation="What it means",
    page="/schools/hill-school/",
    link="https://small.example/s/100000/",
    checked=date(2026, 11, 24),
    dated="Confirmed. Checked on 24 November 2026.",
    urn="100000",
    cluster="Cluster 1",
)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_stays_words_in_the_html(answer: str, heading: str) -> None:
    copied = texts(replace(SAMPLE, answer=answer, heading=heading))
    for snippet in (copied.line, copied.paragraph, copied.section):
        assert set(re.findall(r"<(\w+)", snippet)) <= TAGS
        assert re.findall(r"<a href=\"([^\"]*)\"", snippet) == [SAMPLE.link]


# ---------------------------------------------------------------- QR codes


def read(picture: Image.Image) -> Any:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    assert len(found) == 1
    return found[0]


def drawn(svg: str) -> Image.Image:
    """The picture that an SVG of one path of horizontal strokes shows, drawn by hand."""
    side = int(re.findall(r'viewBox="0 0 (\d+) \1"', svg)[0])
    image = Image.new("L", (side, side), 255)
    x, y = 0.0, 0.0
    (path,) = re.findall(r'stroke="#000" d="([^"]+)"', svg)
    for step, numbers in re.findall(r"([MmhH])([^MmhH]+)", path):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if step == "h":
            for at in range(int(values[0])):
                image.putpixel((int(x) + at, int(y)), 0)
            x += values[0]
        else:
            x, y = values if step == "M" else (x + values[0], y + values[1])
    return image.resize((side * 8, side * 8), Image.Resampling.NEAREST)


def answering(address: str, site: Path, base: str) -> str:
    """The page of the built SITE that ADDRESS ends at, following redirects; a failure where nothing answers."""
    for _ in range(5):
        assert address.startswith(f"{base}/"), address
        page = site / address.removeprefix(f"{base}/") / "index.html"
        assert page.is_file(), f"{address} does not answer"
        text = page.read_text("utf-8")
        onward = re.search(r'<meta http-equiv="refresh" content="0; ?url=([^"]+)"', text)
        if not onward:
            return text
        address = onward[1] if "://" in onward[1] else base + onward[1]
    pytest.fail(f"{address} goes round in circles")


def test_every_code_of_this_site_is_read_by_another_program_as_an_address_that_answers(built: Path) -> None:
    site = load(Folder(PROJECT), [PROJECT / "static"]).site
    base = site.settings.address
    expected = {f"clusters/{cluster.number}": base + short_cluster_address(cluster.number) for cluster in site.clusters}
    expected |= {f"schools/{school.slug}": base + short_school_address(school) for school in site.schools}
    codes = {path.parent.parent.relative_to(built).as_posix(): path for path in built.rglob("qr.png")}
    assert expected.items() <= {folder: read(Image.open(path)).text for folder, path in codes.items()}.items()
    for folder, path in codes.items():
        code, vector = read(Image.open(path)), read(drawn(path.with_suffix(".svg").read_text("utf-8")))
        assert code.text == vector.text
        assert code.ec_level == vector.ec_level == "H"
        assert code.symbology.name == "QRCode", "no micro code, which many phones do not read"
        name = json.dumps(folder)
        assert f'<link rel="canonical" href="{base}/{folder}/">' in answering(code.text, built, base), name


def test_a_code_has_white_around_it_and_is_read_with_a_fifth_of_it_gone(project: Project) -> None:
    project.build()
    picture = Image.open(project.site / BIRKBY.strip("/") / "qr.png").convert("L")
    quiet = 4 * 16
    for box in ((0, 0, picture.width, quiet), (0, 0, quiet, picture.height)):
        assert picture.crop(box).getextrema() == (255, 255)
    middle = picture.width // 2
    picture.paste(255, (middle - 90, middle - 90, middle + 90, middle + 90))
    assert read(picture).text == "https://small.example/s/107626/"


def test_the_page_says_the_address_of_the_code_in_words(project: Project) -> None:
    project.build()
    page = project.page(BIRKBY)
    assert "<strong>small.example/s/107626</strong>" in page
    assert 'alt="QR code that leads to small.example/s/107626"' in page


# ---------------------------------------------------------------- telling us

LETTER = re.compile(r'<pre class="letter">([^<]*)</pre>')


def test_every_page_has_the_letter_that_tells_what_is_wrong(project: Project) -> None:
    project.build()
    page = project.page("/schools/birkby-junior-school/")
    (letter,) = LETTER.findall(page)
    assert html.unescape(letter).splitlines() == [
        "Something is wrong on the page of Birkby Junior School",
        "",
        "Page: https://small.example/schools/birkby-junior-school/",
        "It is about: Birkby Junior School",
        "URN: 107626",
        "It says: Birkby Junior School is in Cluster 14.",
        "Checked on: 24 November 2026",
        "",
        "What is wrong:",
        "",
        "What is right:",
        "",
        "Where that is published:",
    ]
    assert "It says: These schools are in Cluster 14." in project.page("/clusters/14/")
    assert "It says: No public source says yet which cluster" in project.page(UNKNOWN.removesuffix("share/"))


def test_without_an_email_of_the_owner_the_page_says_whom_to_tell_as_far_as_known(project: Project) -> None:
    project.build()
    page = project.page("/schools/birkby-junior-school/")
    assert "mailto:" not in page
    assert "The Forum answers for this site. Its contact details are to come. How to tell us" in words(page)


def test_with_an_email_the_letter_is_a_link_too(project: Project) -> None:
    project.change(
        "data/contacts.yaml",
        "    unknown: Its contact details are to come.\n",
        "    emails: we@forum.example\n    source: register\n",
    )
    project.build()
    page = project.page("/schools/birkby-junior-school/")
    (link,) = re.findall(r'href="(mailto:we@forum\.example[^"]*)"', page)
    asked = parse_qs(urlsplit(html.unescape(link)).query)
    (letter,) = LETTER.findall(page)
    assert asked["subject"] == ["Something is wrong on the page of Birkby Junior School"]
    assert asked["body"][0].replace("\r\n", "\n").strip() in html.unescape(letter)
    assert "\r\n" in unquote(link)
    assert "send them to we@forum.example" in words(page)


@pytest.mark.parametrize(
    ("publisher", "confidence", "shown"),
    [
        ("Birkby Junior School", "confirmed", True),
        ("Birkby Juniors", "confirmed", True),
        ("Smalldale Council", "confirmed", False),
        ("Birkby Junior School", "published by a school", False),
    ],
)
def test_confirmed_by_the_school_is_said_where_the_school_itself_said_it(
    project: Project, publisher: str, confidence: str, shown: bool
) -> None:
    project.change("data/sources.yaml", "publisher: Birkby Junior School", f"publisher: {publisher}")
    project.change(SCHOOLS, "confidence: published by a school", f"confidence: {confidence}")
    project.build()
    text = words(project.page("/schools/birkby-junior-school/"))
    assert ("Confirmed by the school on 24 November 2026." in text) is shown


# ---------------------------------------------------------------- comparing lists, in the browser

OURS = [
    {"name": "Ashbrow School", "also": ["Ashbrow Junior School"]},
    {"name": "Birkby Infant and Nursery School", "also": []},
    {"name": "Birkby Junior School", "also": ["Birkby Juniors"]},
    {"name": "Christ Church CE Academy", "also": []},
    {"name": "St Patrick's Catholic Primary Academy", "also": ["St Pat's"]},
]
LIST = "\n".join(str(school["name"]) for school in OURS)
SAME: dict[str, list[Any]] = {"missing": [], "extra": [], "different": [], "twice": []}


@pytest.fixture(scope="module")
def page(browser: Browser, host: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{host}/clusters/14/share/")
    yield page
    context.close()


def compared(page: Page, pasted: str) -> dict[str, Any]:
    script = "async ([module, ours, pasted]) => (await import(module)).compare(ours, pasted)"
    module = page.locator("script[src*=share]").get_attribute("src")
    found: dict[str, Any] = page.evaluate(script, [module, OURS, pasted])
    return found


@pytest.mark.browser
@pytest.mark.parametrize(
    "pasted",
    {
        "as it is": LIST,
        "backwards": "\n".join(reversed(LIST.splitlines())),
        "in capitals": LIST.upper(),
        "with commas and full stops": LIST.replace("\n", ",\n") + ".",
        "with bullets": "".join(f"  • {line}\n" for line in LIST.splitlines()),
        "with hyphens": "".join(f"- {line}\n" for line in LIST.splitlines()),
        "with numbers": "".join(f"{at}. {line}\n" for at, line in enumerate(LIST.splitlines(), 1)),
        "with letters": "".join(f"{at}) {line}\n" for at, line in zip("abcde", LIST.splitlines(), strict=True)),
        "with another apostrophe": LIST.replace("'", "’"),
        "without the apostrophe": LIST.replace("'", ""),
        "with Saint": LIST.replace("St ", "Saint "),
        "with a stop after St": LIST.replace("St ", "St. "),
        "with &": LIST.replace(" and ", " & "),
        "with empty lines and a title": "Schools in Cluster 14:\n\n" + LIST.replace("\n", "\n\n"),
        "in one line": LIST.replace("\n", ", "),
        "as a sentence": LIST.replace("\n", ", ", 3).replace("\n", " and ") + ".",
        "with the kind behind": LIST.replace("Ashbrow School", "Ashbrow School (primary)"),
        "from a spreadsheet": LIST.replace("\n", "\t"),
        "from Windows": LIST.replace("\n", "\r\n"),
        "with accents": LIST.replace("Birkby", "Birkbý"),
    }.values(),
)
def test_lists_that_only_look_different_are_the_same(page: Page, pasted: str) -> None:
    assert compared(page, pasted) == SAME


@pytest.mark.browser
@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Ashbrow School\n", "", {"missing": ["Ashbrow School"]}),
        ("Ashbrow School\n", "Ashbrow School\nHilltop School\n", {"extra": ["Hilltop School"]}),
        ("Ashbrow School\n", "Ashbrow School\nAshbrow School\n", {"twice": ["Ashbrow School"]}),
        ("Ashbrow School\n", "Ashbrow School\n* ashbrow school\n", {"twice": ["Ashbrow School"]}),
        (
            "Ashbrow School",
            "Ashbrow",
            {"different": [{"theirs": "Ashbrow", "ours": "Ashbrow School", "earlier": False}]},
        ),
        (
            "Ashbrow School",
            "Ashborw School",
            {"different": [{"theirs": "Ashborw School", "ours": "Ashbrow School", "earlier": False}]},
        ),
        (
            "Ashbrow School",
            "Ashbrow Junior School",
            {"different": [{"theirs": "Ashbrow Junior School", "ours": "Ashbrow School", "earlier": True}]},
        ),
        (
            "St Patrick's Catholic Primary Academy",
            "St Pat's",
            {
                "different": [
                    {"theirs": "St Pat's", "ours": "St Patrick's Catholic Primary Academy", "earlier": True},
                ]
            },
        ),
        (
            "Christ Church CE Academy",
            "Christ Church",
            {"different": [{"theirs": "Christ Church", "ours": "Christ Church CE Academy", "earlier": False}]},
        ),
        ("Birkby Junior School", "Hilltop", {"missing": ["Birkby Junior School"], "extra": ["Hilltop"]}),
    ],
)
def test_what_differs_is_found(page: Page, old: str, new: str, found: dict[str, Any]) -> None:
    assert compared(page, LIST.replace(old, new)) == SAME | found


@pytest.mark.browser
def test_an_infant_school_is_never_taken_for_the_junior_school_beside_it(page: Page) -> None:
    found = compared(page, "Birkby Infant and Nursery School")
    assert "Birkby Junior School" in found["missing"]
    assert found["different"] == []
    both = compared(
        page, LIST.replace("Birkby Infant and Nursery School\n", "").replace("Birkby Junior School", "Birkby")
    )
    assert both["extra"] == ["Birkby"], "it may be either"


@pytest.mark.browser
@pytest.mark.parametrize("pasted", ["", "\n \n", "•\n-\n123\n", "<script>alert(1)</script>", "🏫" * 500, "a" * 5000])
def test_whatever_is_pasted_is_looked_at(page: Page, pasted: str) -> None:
    assert len(compared(page, pasted)["missing"]) == len(OURS)


@pytest.mark.browser
def test_the_box_says_what_differs_and_sends_nothing(browser: Browser, host: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{host}/clusters/14/share/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    box = page.get_by_label("Paste your list here, and we compare them")
    compare = page.get_by_role("button", name="Compare")
    status = page.locator("[data-said]")
    compare.click()
    expect(status).to_have_text("Paste your list first.")
    expect(box).to_be_focused()
    ours = page.locator("[data-ours] > li").all_inner_texts()
    box.fill("\n".join(ours))
    compare.click()
    expect(status).to_have_text("Your list and ours are the same.")
    box.fill("\n".join(["Hilltop School", "<b>Bold</b> School", *ours[1:]]))
    compare.click()
    expect(status).to_have_text("3 differences.")
    found = page.locator("[data-found]")
    expect(found.get_by_role("heading")).to_have_text(
        ["In our list, and not in yours", "In your list, and not in ours"]
    )
    expect(found.get_by_role("listitem")).to_have_text([ours[0], "Hilltop School", "<b>Bold</b> School"])
    assert asked == []
    assert page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"
    context.close()


# ---------------------------------------------------------------- copying, in the browser


@pytest.mark.browser
def test_a_button_copies_the_text_and_says_so(browser: Browser, host: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(host + BIRKBY)
    page.get_by_role("button", name="Copy: Text message").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_have_count(1)
    assert (
        page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Text message", exact=True).input_value()
    )
    context.close()


@pytest.mark.browser
def test_where_the_browser_lets_nobody_copy_the_text_is_selected(browser: Browser, host: str) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page = context.new_page()
    page.goto(host + BIRKBY)
    page.get_by_role("button", name="Copy: Plain text").click()
    expect(page.get_by_role("status").filter(has_text="It is selected. Copy it now.")).to_have_count(1)
    text = page.get_by_label("Plain text", exact=True)
    expect(text).to_be_focused()
    assert page.evaluate("getSelection().toString()") == text.input_value()
    context.close()


@pytest.mark.browser
def test_without_javascript_every_text_is_there_to_be_selected(browser: Browser, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host + BIRKBY)
    for title in ("Link", "One line", "A paragraph", "A whole section", "Plain text", "Newsletter", "Text message"):
        expect(page.get_by_label(title, exact=True)).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator("[data-ours] > li")).to_have_count(11)
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("address", [BIRKBY, "/schools/holmfirth-high-school/share/", "/clusters/14/share/"])
def test_the_page_prints_as_a_poster_on_one_sheet(browser: Browser, host: str, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(host + address)
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    sheet = page.pdf(format="A4", margin={"top": "1cm", "right": "1cm", "bottom": "1cm", "left": "1cm"})
    assert len(re.findall(rb"/Type\s*/Page(?![A-Za-z])", sheet)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".sheet-title")).to_be_visible()
    expect(page.locator(".sheet-code")).to_be_visible()
    expect(page.locator("textarea").first).to_be_hidden()
    size = "parseFloat(getComputedStyle(document.querySelector('.sheet p')).fontSize)"
    assert page.evaluate(size) >= 16  # pixels: 12 points
    page.emulate_media(media="screen")
    page.get_by_label("In large print").check()
    page.emulate_media(media="print")
    assert page.evaluate(size) >= 24  # pixels: 18 points
    context.close()
