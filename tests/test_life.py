"""The life of pages and schools: drafts, days on which pages come and go, moves, closings, and links to edit them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser, expect

from findyourcluster.addresses import redirects
from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.pipeline import check, plan_of, renderer_of
from findyourcluster.progress import Timings
from tests.conftest import TODAY, Project, asset
from tests.host import Host
from tests.test_pages_made import words

PAGE = "content/questions.md"
GUIDE = "content/guides/first-steps.md"
SCHOOLS = "data/schools.yaml"
BIRKBY = "    name: Birkby Junior School\n"
IN_14 = (
    "    cluster: 14\n    membership:\n      source: school-page\n      checked: 2026-11-24\n"
    "      confidence: published by a school\n"
)


def build(project: Project, day: str) -> None:
    status, _, err = project.run("build", "--today", day)
    assert status == 0, err


def there(project: Project, address: str) -> bool:
    return (project.site / address.strip("/") / "index.html").exists()


def everywhere(project: Project) -> str:
    """All pages in one."""
    return "\n".join(path.read_text("utf-8") for path in sorted(project.site.rglob("*.html")))


# ---------------------------------------------------------------- drafts and days


@pytest.mark.parametrize(
    ("line", "day", "seen"),
    [
        ("draft: yes", "2026-11-24", False),
        ("draft: no", "2026-11-24", True),
        ("publish_on: 2026-12-01", "2026-11-30", False),
        ("publish_on: 2026-12-01", "2026-12-01", True),
        ("expire_on: 2026-12-01", "2026-11-30", True),
        ("publish_on: 2026-12-01\ndraft: yes", "2026-12-02", False),
    ],
)
def test_a_page_is_seen_from_its_first_day_on_and_a_draft_never(
    project: Project, line: str, day: str, seen: bool
) -> None:
    project.change(PAGE, "title:", f"{line}\ntitle:")
    build(project, day)
    assert there(project, "/questions/") == seen
    assert ("Questions parents ask" in everywhere(project)) == seen


def test_nothing_leads_to_a_page_that_is_not_there_yet(project: Project) -> None:
    project.change(PAGE, "title:", "publish_on: 2026-12-01\ntitle:")
    project.change("content/about.md", "title:", "related: questions\ntitle:")
    build(project, "2026-11-24")
    assert "/questions/" not in everywhere(project)  # menu, doors, related, words explained, links in words
    assert "Go back to the questions." in words(project.page("/guides/first-steps/"))
    build(project, "2026-12-01")
    assert 'href="/questions/#how-long-does-it-take"' in project.page("/guides/first-steps/")


def test_a_page_that_is_over_says_so_at_its_address_and_is_listed_nowhere(project: Project) -> None:
    project.change(PAGE, "title:", "expire_on: 2026-12-01\ntitle:")
    build(project, "2026-12-01")
    page = project.page("/questions/")
    assert words(page) == (
        "Questions parents ask This page was taken down on 1 December 2026. It was only meant to be read until then."
        " Go to the home page Read instead About this information"
    )
    assert '<meta name="robots" content="noindex">' in page
    (project.site / "questions/index.html").unlink()
    assert "/questions/" not in everywhere(project)


def test_a_page_that_would_never_be_seen_is_explained(project: Project) -> None:
    project.change(PAGE, "title:", "publish_on: 2027-03-01\nexpire_on: 2027-03-01\ntitle:")
    assert project.problems() == [
        f"{PAGE}:3: This page is taken down on 1 March 2027, and appears on 1 March 2027."
        " Give expire_on a day that comes later, or take it out."
    ]


def test_a_draft_that_is_over_was_never_there(project: Project) -> None:
    project.change(PAGE, "title:", "draft: yes\nexpire_on: 2026-01-01\ntitle:")
    build(project, "2026-11-24")
    assert not there(project, "/questions/")


@pytest.mark.parametrize("line", ["draft: yes", "publish_on: 2027-01-01", "expire_on: 2026-01-01"])
def test_a_page_that_every_site_needs_cannot_be_hidden(project: Project, line: str) -> None:
    project.change("content/find.md", "title:", f"{line}\ntitle:")
    assert project.problems() == [
        "content/find.md:2: Every site needs a page with layout: find, and parents would not see this one."
        f" Take out the line {line.partition(':')[0]}."
    ]


def test_the_preview_shows_what_parents_do_not_see_yet(project: Project) -> None:
    project.change(PAGE, "title:", "draft: yes\ntitle:")
    project.change("content/about.md", "title:", "expire_on: 2026-01-01\ntitle:")
    checkup = check(project.root, date(2026, 11, 24), Timings(), preview=True)
    renderer = renderer_of(plan_of(checkup), project.root)
    pages = {
        each.path: renderer.draw(each)
        for each in plan_of(checkup).outputs()
        if each.address in ("/questions/", "/about/")
    }
    assert b"How long does it take?" in pages["questions/index.html"]
    assert b"taken down" not in pages["about/index.html"]


# ---------------------------------------------------------------- moves


def test_a_page_that_moved_is_found_at_its_old_address_without_script_or_server(project: Project) -> None:
    project.change(PAGE, "title:", "former_addresses:\n  - /faq/\n  - old/questions\ntitle:")
    project.build()
    page = project.page("/faq/")
    assert page.replace("/faq/", "/old/questions/") == project.page("/old/questions/")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert tree.get("lang") == "en-GB"
    assert tree.find(".//link[@rel='canonical']").get("href") == "https://small.example/questions/"
    assert tree.find(".//meta[@http-equiv='refresh']").get("content") == "0; url=/questions/"
    assert tree.find(".//meta[@name='robots']").get("content") == "noindex"
    assert tree.find(".//a").get("href") == "/questions/"
    assert "<script" not in page
    site = load(Folder(project.root)).site
    assert [old for old, new in redirects(site).items() if new == "/questions/"] == ["/faq/", "/old/questions/"]


def test_a_school_that_moved_is_found_too(project: Project) -> None:
    project.change(SCHOOLS, BIRKBY, f"{BIRKBY}    former_addresses: /schools/birkby-juniors/\n")
    project.build()
    assert 'href="/schools/birkby-junior-school/"' in project.page("/schools/birkby-juniors/")


def test_links_to_an_old_address_lead_to_the_new_one_at_once(project: Project) -> None:
    project.change(PAGE, "title:", "former_addresses: /faq/\ntitle:")
    project.change(GUIDE, "../questions.md#how-long-does-it-take", "/faq/#how-long-does-it-take")
    project.build()
    assert 'href="/questions/#how-long-does-it-take"' in project.page("/guides/first-steps/")
    project.change(GUIDE, "/faq/#how-long-does-it-take", "/faq/#how-lon-does-it-take")
    assert project.problems() == [
        f'{GUIDE}:6: There is no part "#how-lon-does-it-take" on /questions/. Did you mean "how-long-does-it-take"?'
    ]


def test_an_old_address_of_a_page_that_is_hidden_leads_nowhere(project: Project) -> None:
    project.change(PAGE, "title:", "draft: yes\nformer_addresses: /faq/\ntitle:")
    project.change(GUIDE, "../questions.md#how-long-does-it-take", "/faq/")
    project.build()
    assert not there(project, "/faq/")
    assert "Go back to the questions." in words(project.page("/guides/first-steps/"))


@pytest.mark.parametrize("taken", ["/about/", "/schools/ashbrow-school/", "/questions/", "/clusters/1/"])
def test_an_old_address_that_is_in_use_is_a_problem(project: Project, taken: str) -> None:
    project.change(PAGE, "title:", f"former_addresses: {taken}\ntitle:")
    (problem,) = project.problems()
    assert problem.startswith(f"{PAGE}:2: The address {taken} is taken already, by ")
    assert problem.endswith(f" Take {taken} out of former_addresses.")


def test_two_pages_at_one_address_are_told_to_differ(project: Project) -> None:
    project.write("content/guides.md", "---\ntitle: A\ndescription: A.\n---\n\nA.\n")
    project.write("content/guides/index.md", "---\ntitle: B\ndescription: B.\n---\n\nB.\n")
    assert project.problems() == [
        "content/guides.md:2: The address /guides/ is taken already, by content/guides/index.md:2."
        " Give one of them another name."
    ]


def test_two_pages_cannot_have_had_one_address(project: Project) -> None:
    project.change(PAGE, "title:", "former_addresses: /faq/\ntitle:")
    project.change("content/about.md", "title:", "former_addresses: /faq/\ntitle:")
    assert project.problems() == [
        f"{PAGE}:2: The address /faq/ is taken already, by content/about.md:2. Take /faq/ out of former_addresses."
    ]


# ---------------------------------------------------------------- schools that close


def close(project: Project, day: str, more: str = "") -> None:
    """Birkby Junior School closes on DAY, and is in its cluster until then."""
    project.change(SCHOOLS, BIRKBY, f"{BIRKBY}    closed: {day}\n{more}")
    if day <= TODAY:
        project.change(SCHOOLS, IN_14, "")


def test_a_closed_school_keeps_its_page_which_says_who_took_it_over(project: Project) -> None:
    close(project, "2026-11-24", "    merged_into: ashbrow-school\n")
    project.build()
    page = project.page("/schools/birkby-junior-school/")
    assert words(page).startswith(
        "Birkby Junior School Birkby Junior School closed on 24 November 2026."
        " Ashbrow School took it over. Ashbrow School is in Cluster 14. Your rights stay the same"
    )
    assert 'href="/schools/ashbrow-school/"' in page
    assert "Other schools in" not in page
    assert (
        "Birkby Junior School closed on 24 November 2026. Ashbrow School took it over." in page[: page.index("<body")]
    )


def test_a_closed_school_that_nobody_took_over_says_whom_to_ask(project: Project) -> None:
    close(project, "2026-01-01")
    project.build()
    text = words(project.page("/schools/birkby-junior-school/"))
    assert "closed on 1 January 2026. We do not know which school took it over." in text
    assert "About cluster not known" in text
    assert "is in Cluster 14" not in text


def test_a_cluster_that_its_entry_still_has_is_not_said_of_a_closed_school(project: Project) -> None:
    close(project, "2027-08-31")
    site = load(Folder(project.root)).site.schools_on(date(2027, 8, 31))
    assert [school.name for school in site.members(14)] == ["Ashbrow School"]
    assert [school.name for school in site.closed] == ["Birkby Junior School"]


def test_the_school_that_took_over_may_have_closed_or_have_no_known_cluster(project: Project) -> None:
    close(project, "2026-01-01", "    merged_into: st-josephs-catholic-primary-academy-dewsbury\n")
    project.build()
    text = words(project.page("/schools/birkby-junior-school/"))
    assert "We do not know yet which cluster St Joseph's Catholic Primary Academy is in." in text
    project.change(SCHOOLS, "academy-dewsbury\n    phase", "academy-dewsbury\n    closed: 2026-02-01\n    phase")
    project.build()
    text = words(project.page("/schools/birkby-junior-school/"))
    assert "took it over. St Joseph's Catholic Primary Academy closed on 1 February 2026." in text


def test_a_closed_school_is_listed_and_counted_nowhere(project: Project) -> None:
    close(project, "2026-11-24", "    merged_into: ashbrow-school\n")
    for name in ("find-by-town", "find-by-cluster", "map"):
        project.write(f"content/{name}.md", f"---\ntitle: {name}\ndescription: {name}.\nlayout: {name}\n---\n")
    _, out, _ = project.run("build")
    assert "3 clusters, 3 schools, 13 pages.\nThe cluster of 1 of 3 schools is known" in out
    for address in ("/find/", "/find-by-town/", "/find-by-cluster/", "/map/", "/clusters/14/", "/areas/upper-dale/"):
        assert "/schools/birkby" not in project.page(address), address
    assert "We know of 1 school in Cluster 14." in words(project.page("/clusters/14/"))
    assert "We know the cluster of 1 of 3 schools." in words(project.page("/about/"))
    assert 'href="/schools/birkby-junior-school/"' in project.page("/questions/")  # where a page names it


def test_the_search_finds_a_closed_school_by_its_name_only_and_knows_that_it_closed(project: Project) -> None:
    close(project, "2026-11-24")
    project.build()
    (file,) = (project.site / "data").glob("finder.*.json")
    columns = {key: value.split("\n") for key, value in json.loads(file.read_text("utf-8"))["columns"].items()}
    row = columns["name"].index("Birkby Junior School")
    record = {key: values[row] for key, values in columns.items()}
    assert record["closed"] == "1"
    assert record["aliases"] == "Birkby Juniors"
    assert [record[key] for key in ("town", "locality", "postcode", "north", "east")] == [""] * 5
    assert columns["closed"].count("1") == 1


@pytest.mark.browser
def test_the_search_box_says_that_a_school_has_closed_and_leads_to_its_page(project: Project, browser: Browser) -> None:
    close(project, "2026-11-24", "    merged_into: ashbrow-school\n")
    project.build()
    with Host(project.site) as address:
        page = browser.new_page()
        page.goto(f"{address}/find/")
        box = page.get_by_label("Your school’s name, town or postcode")
        box.fill("birkby juniors")
        option = page.get_by_role("option")
        expect(option).to_have_text("Birkby Junior School junior school · closed")
        box.fill("HD1 6HE")
        expect(option).to_have_count(0)
        box.fill("birkby junior school")
        expect(option).to_have_count(1)
        box.press("Enter")
        expect(page).to_have_url(f"{address}/schools/birkby-junior-school/")
        page.close()


def test_what_stands_at_former_addresses_is_sound_html(project: Project) -> None:
    close(project, "2026-11-24", "    merged_into: ashbrow-school\n    former_addresses: /schools/birkby/\n")
    project.change(GUIDE, "title:", "expire_on: 2026-11-24\nrelated: about\ntitle:")
    project.build()
    for address in ("/schools/birkby-junior-school/", "/schools/birkby/", "/guides/first-steps/"):
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(project.page(address))
        assert len(tree.findall(".//h1")) == 1, address


def test_until_its_last_day_a_school_is_what_it_was_and_says_when_it_closes(project: Project) -> None:
    close(project, "2027-08-31", "    merged_into: ashbrow-school\n")
    project.build()
    page = project.page("/schools/birkby-junior-school/")
    assert "is in Cluster 14." in words(page)
    assert "Birkby Junior School will close on 31 August 2027. The school that takes it over: Ashbrow School." in words(
        page
    )
    assert "Birkby Junior School" in project.page("/find/")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            "closed: 2026-11-24\n    merged_into: ashbrow-scool",
            f'{SCHOOLS}:14: There is no school "ashbrow-scool" that could have taken over Birkby Junior School.'
            ' Did you mean "ashbrow-school"?',
        ),
        (
            "closed: 2026-11-24\n    merged_into: birkby-junior-school",
            f"{SCHOOLS}:14: Birkby Junior School cannot have taken over itself. Name the school that took it over.",
        ),
        (
            "merged_into: ashbrow-school",
            f"{SCHOOLS}:13: Birkby Junior School was merged into another school, and has no closing day."
            " Add a line: closed: and the first day on which it is no longer a school.",
        ),
    ],
)
def test_a_merger_that_does_not_fit_is_explained(project: Project, lines: str, expected: str) -> None:
    project.change(SCHOOLS, BIRKBY, f"{BIRKBY}    {lines}\n")
    assert project.problems() == [expected]


# ---------------------------------------------------------------- "Edit this page"

EDIT = "https://code.example/edit/main/"


def test_a_page_made_from_one_file_leads_to_where_it_can_be_changed(project: Project) -> None:
    project.append("data/site.yaml", f"edit_link: {EDIT}{{file}}\n")
    project.build()
    link = re.compile(r'<p class="edit"><a href="([^"]*)" rel="nofollow noopener">Edit this page<')
    found = {
        address: link.findall(project.page(address))
        for address in ("/guides/first-steps/", "/schools/ashbrow-school/", "/find/", "/clusters/14/")
    }
    assert found == {
        "/guides/first-steps/": [f"{EDIT}{GUIDE}"],
        "/schools/ashbrow-school/": [f"{EDIT}{SCHOOLS}"],
        "/find/": [f"{EDIT}content/find.md"],
        "/clusters/14/": [],
    }
    printed = (project.site / asset(project.site, "style.css")[1:]).read_text("utf-8").partition("@media print")[2]
    assert re.search(r"\.edit\b[^{]*{ display: none; }", printed)


def test_without_an_address_there_is_no_link_to_edit(project: Project, built: Path) -> None:
    project.build()
    assert "Edit this page" not in everywhere(project)
    assert "Edit this page" not in (built / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "value", ["https://code.example/", "http://code.example/{file}", "javascript:{file}", "{file}"]
)
def test_an_address_to_edit_at_that_cannot_work_is_explained(project: Project, value: str) -> None:
    project.append("data/site.yaml", f'edit_link: "{value}"\n')
    assert project.problems() == [
        "data/site.yaml:24: edit_link must be a web address that starts with https:// and has {file} where a file's"
        " name goes. edit_link: https://www.example.org/edit/{file}"
    ]
