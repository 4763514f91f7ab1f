"""The search box: what it finds, and how it behaves under fingers, keys, screen readers and no network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.places import PROJECT
from tests.conftest import TODAY, Project, asset
from tests.test_pages_made import words

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "finder"
QUERIES = [json.loads(line) for line in (FOLDER / "queries.jsonl").read_text("utf-8").splitlines()]

SEARCH = """async ([module, index, metrics, queries]) => {
    const { build, unpack } = await import(module);
    const { judge, summarise } = await import('data:text/javascript,' + encodeURIComponent(metrics));
    const all = build(unpack(await (await fetch(index)).json()));
    return summarise(judge((query) => all.search(query).filter(({ kind }) => !kind), queries));
}"""

NAMES = """async ([module, index, queries]) => {
    const { build, unpack } = await import(module);
    window.finder ??= build(unpack(await (await fetch(index)).json()));
    return queries.map((query) => window.finder.search(query).map(({ name }) => name));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True, viewport={"width": 360, "height": 780})
    yield context.new_page()
    context.close()


@pytest.fixture
def find(page: Page, host: str) -> Page:
    """The A to Z, with its search box ready."""
    page.goto(f"{host}/find/")
    with page.expect_response(re.compile(r"/data/finder\.")):
        box(page).focus()
    return page


def box(page: Page) -> Locator:
    return page.get_by_label("Your school’s name, town or postcode")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def status(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("status")


def index_of(page: Page) -> str:
    return str(page.locator("[data-finder]").get_attribute("data-index"))


def module_of(page: Page) -> str:
    """The address of search.js, as the script of the box has it."""
    script = page.locator("script[src*=finder]").get_attribute("src")
    text = page.evaluate("async (address) => (await fetch(address)).text()", script)
    (found,) = re.findall(r"import\(\"(/assets/search\.\w+\.js)\"\)", text)
    return str(found)


# ---------------------------------------------------------------- what it finds


@pytest.fixture(scope="module")
def measures(browser: Browser, host: str) -> dict[str, Any]:
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{host}/find/")
    metrics = (FOLDER / "metrics.js").read_text("utf-8")
    found: dict[str, Any] = page.evaluate(SEARCH, [module_of(page), index_of(page), metrics, QUERIES])
    page.close()
    return found


def test_the_right_school_comes_first(measures: dict[str, Any]) -> None:
    assert measures["macro"]["success1"] >= 0.98
    assert measures["macro"]["success3"] >= 0.985


@pytest.mark.parametrize("category", sorted({query["category"] for query in QUERIES if query["expect"]}))
def test_no_way_of_typing_is_left_behind(measures: dict[str, Any], category: str) -> None:
    least = 0.95 if category == "prefix" else 0.8 if category.startswith("x-") else 0.92
    assert measures["categories"][category]["success1"] >= least


def test_a_school_that_is_not_ours_gets_no_school(measures: dict[str, Any]) -> None:
    assert measures["none"]["recall"] >= 0.97
    assert measures["none"]["lost"] <= 0.01


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=300), min_size=20, max_size=40))
def test_whatever_is_typed_gets_an_answer_of_schools_or_nothing(find: Page, typed: list[str]) -> None:
    answers = find.evaluate(NAMES, [module_of(find), index_of(find), typed])
    assert len(answers) == len(typed)
    assert answers == find.evaluate(NAMES, [module_of(find), index_of(find), typed])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_each_school_is_found_by_its_name_in_any_case_and_without_its_marks(find: Page, data: st.DataObject) -> None:
    everyone = sorted(find.locator(".letter .schools a").all_inner_texts())
    names = data.draw(st.lists(st.sampled_from(everyone), min_size=10, max_size=20))
    typed = [
        data.draw(st.sampled_from([name, name.upper(), re.sub(r"[^\w ]", "", name), f"  {name} "])) for name in names
    ]
    for name, found in zip(names, find.evaluate(NAMES, [module_of(find), index_of(find), typed]), strict=True):
        assert found[0] == name


# ---------------------------------------------------------------- under fingers and keys


def test_the_box_says_what_it_is_and_its_list_is_closed(find: Page) -> None:
    expect(box(find)).to_have_role("combobox")
    expect(box(find)).to_have_attribute("aria-expanded", "false")
    expect(box(find)).to_have_attribute("aria-autocomplete", "list")
    expect(find.locator(f"#{box(find).get_attribute('aria-controls')}")).to_have_role("listbox")
    expect(options(find)).to_have_count(0)


def test_the_keys_walk_the_list_and_enter_goes_there(find: Page) -> None:
    box(find).press_sequentially("birkby j")
    expect(box(find)).to_have_attribute("aria-expanded", "true")
    first = options(find).first
    expect(first).to_have_text("Birkby Junior School Birkby, Huddersfield · junior school")
    expect(box(find)).not_to_have_attribute("aria-activedescendant", re.compile("."))

    box(find).fill("birkby")
    for key, at in [("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", -1), ("ArrowDown", 0)]:
        box(find).press(key)
        chosen = options(find).nth(at)
        expect(chosen).to_have_attribute("aria-selected", "true")
        expect(box(find)).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
        expect(box(find)).to_be_focused()
    box(find).press("Home")
    expect(find.locator("[aria-selected=true]")).to_have_count(0)
    assert box(find).evaluate("box => box.selectionStart") == 0
    box(find).press("End")
    assert box(find).evaluate("box => box.selectionStart") == len("birkby")

    box(find).press("Escape")
    expect(options(find)).to_have_count(0)
    expect(box(find)).to_have_value("birkby")
    box(find).press("ArrowDown")
    box(find).press("ArrowDown")
    name = options(find).nth(1).inner_text().split("\n")[0]
    box(find).press("Enter")
    expect(find.get_by_role("heading", level=1)).to_have_text(name)


def test_tab_closes_the_list_and_leaves_what_was_typed(find: Page) -> None:
    box(find).fill("batley")
    expect(options(find)).to_have_count(8)
    box(find).press("Tab")
    expect(options(find)).to_have_count(0)
    expect(find.get_by_role("button", name="Find")).to_be_focused()
    expect(box(find)).to_have_value("batley")


def test_an_option_is_a_link_that_a_finger_can_hit_and_that_opens_in_a_new_tab(find: Page) -> None:
    box(find).fill("birkby")
    for option in options(find).all():
        place = option.bounding_box()
        assert place is not None
        assert place["height"] >= 44
    with find.context.expect_page() as opened:
        options(find).first.click(modifiers=["ControlOrMeta"])
    expect(opened.value).to_have_url(re.compile("/schools/birkby-"))
    expect(box(find)).to_be_focused()
    options(find).first.click()
    expect(find).to_have_url(re.compile("/schools/birkby-"))


def test_enter_goes_to_the_one_clear_answer(find: Page) -> None:
    box(find).fill("st josephs dewsbury")
    box(find).press("Enter")
    expect(find.get_by_role("heading", level=1)).to_have_text("St Joseph's Catholic Primary Academy, Dewsbury")


def test_enter_with_many_answers_lists_them_all(page: Page, host: str) -> None:
    page.goto(host)
    box(page).fill("st joseph")
    expect(options(page)).to_have_count(2)
    box(page).press("Enter")
    expect(page).to_have_url(f"{host}/find/?q=st+joseph")
    found = page.get_by_role("region", name="What we found")
    expect(found.get_by_role("listitem")).to_have_count(2)
    expect(box(page)).to_have_value("st joseph")
    box(page).fill("huddersfield")
    box(page).press("Enter")
    expect(found.get_by_role("listitem").nth(60)).to_be_visible()


def test_a_guess_is_said_to_be_one_and_enter_does_not_follow_it(find: Page, host: str) -> None:
    box(find).fill("golcaz")
    expect(find.get_by_text("We found nothing spelt like that. Is it one of these?")).to_be_visible()
    box(find).press("Enter")
    expect(find).to_have_url(f"{host}/find/?q=golcaz")


def test_a_cluster_can_be_asked_for_by_its_number(find: Page, host: str) -> None:
    box(find).fill("cluster 14")
    expect(options(find)).to_have_text(["Cluster 14"])
    box(find).press("Enter")
    expect(find).to_have_url(f"{host}/clusters/14/")


def test_a_postcode_gives_the_nearest_and_says_that_it_is_approximate(find: Page) -> None:
    box(find).fill("HD1 5HQ")
    expect(options(find).first).to_contain_text("Birkby Infant and Nursery School")
    expect(find.get_by_text("so it is approximate")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "said", "then"),
    [
        ("hogwarts", "Check the spelling, or try one word of the name.", "My school is not here"),
        ("LS6 2AB", "No school on this site has a postcode that begins like that.", "My school is not here"),
        ("Ravenshall", "Ravenshall School is not in a cluster.", "Read why, and who helps you"),
        ("castle hill school", "Castle Hill School is not in a cluster.", "Read why, and who helps you"),
    ],
)
def test_no_school_is_said_kindly_with_what_to_do_next(find: Page, typed: str, said: str, then: str) -> None:
    box(find).fill(typed)
    expect(options(find)).to_have_count(0)
    expect(box(find)).to_have_attribute("aria-expanded", "false")
    expect(find.get_by_role("search")).to_contain_text(said)
    find.get_by_role("search").get_by_role("link", name=then).click()
    expect(find.get_by_role("heading", level=1)).to_have_text("My school is not here")


def test_a_school_in_no_cluster_leads_to_the_reason(find: Page, host: str) -> None:
    box(find).fill("Engage Academy")
    find.get_by_role("link", name="Read why, and who helps you").click()
    expect(find).to_have_url(f"{host}/my-school-is-not-here/#alternative-provision")


# ---------------------------------------------------------------- for ears and eyes


def test_the_count_and_the_choice_are_read_out(find: Page) -> None:
    box(find).press_sequentially("scissett")
    expect(status(find)).to_have_text("2 schools found.")
    box(find).press("ArrowDown")
    expect(status(find)).to_have_text(re.compile(r"^Scissett .* school\. 1 of 2$"))
    box(find).fill("hogwarts")
    expect(status(find)).to_have_text("We have no school of that name. There is help below the box.")
    box(find).fill("")
    expect(status(find)).to_have_text("")


def test_the_letters_typed_are_marked_and_the_name_stays_whole(find: Page) -> None:
    box(find).fill("st patr")
    option = options(find).first
    expect(option.locator("mark")).to_have_text(["St", "Patr"])
    expect(option).to_have_accessible_name(re.compile(r"^St Patrick's Catholic Primary Academy "))


@pytest.mark.parametrize("typed", ["", "birkby", "hogwarts", "golcaz", "hd2", "Ravenshall", "cluster 3"])
@pytest.mark.parametrize("address", ["/", "/find/"])
def test_axe_finds_nothing_with_the_list_closed_open_or_empty(page: Page, host: str, address: str, typed: str) -> None:
    page.goto(f"{host}{address}")
    box(page).fill(typed)
    if typed:
        page.wait_for_function("document.querySelector('[data-status]').textContent")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways_while_the_list_is_open(page: Page, host: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(host)
    box(page).fill("church of england")
    expect(options(page)).to_have_count(8)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_choice_is_seen_in_forced_colours(browser: Browser, host: str) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{host}/find/")
    box(page).fill("birkby")
    expect(options(page)).not_to_have_count(0)  # the index is there
    box(page).press("ArrowDown")
    chosen, other = options(page).nth(0), options(page).nth(1)
    expect(chosen).to_have_css("outline-style", "solid")
    expect(other).to_have_css("outline-style", "none")
    context.close()


# ---------------------------------------------------------------- what goes over the wire, and what comes back


def test_nothing_of_the_search_is_loaded_before_it_is_asked_for(page: Page, host: str, built: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url.removeprefix(host)))
    page.goto(f"{host}/find/", wait_until="networkidle")
    at_once = [asset(built, name) for name in ("finder.js", "saved.js", "style.css")]
    assert sorted(sent) == [*at_once, "/favicon.svg", "/find/"]
    box(page).focus()
    box(page).fill("a")
    expect(options(page)).not_to_have_count(0)
    assert {asset(built, "search.js"), index_of(page)} < set(sent)


def test_what_is_typed_goes_nowhere(find: Page) -> None:
    box(find).fill("a")
    expect(options(find)).not_to_have_count(0)
    sent: list[str] = []
    find.on("request", lambda request: sent.append(request.url))
    box(find).press_sequentially("st josephs dewsbury")
    box(find).fill("HD1 6HE")
    expect(options(find).first).to_be_visible()
    find.wait_for_timeout(700)
    assert sent == []
    assert find.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_once_loaded_the_box_works_with_no_network(find: Page) -> None:
    box(find).fill("a")
    expect(options(find)).not_to_have_count(0)
    find.context.set_offline(True)
    box(find).fill("norristhorpe")
    expect(options(find)).to_have_count(1)


def test_where_the_index_does_not_come_the_plain_form_works(page: Page, host: str) -> None:
    page.route("**/data/finder.*", lambda route: route.abort())
    page.goto(host)
    box(page).fill("birkby")
    expect(options(page)).to_have_count(0)
    box(page).press("Enter")
    expect(page).to_have_url(f"{host}/find/?q=birkby")
    expect(page.locator(".letter a").first).to_be_visible()
    expect(page.locator(".letter").first).to_have_css("white-space-collapse", "collapse")  # no gaps between schools


def test_back_brings_back_what_was_typed_and_its_list(page: Page, host: str) -> None:
    page.goto(host)
    box(page).press_sequentially("reinwood")
    options(page).first.click()
    expect(page).to_have_url(re.compile("/schools/"))
    page.go_back()
    expect(box(page)).to_have_value("reinwood")
    expect(options(page)).to_have_count(2)


# ---------------------------------------------------------------- without JavaScript


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 780})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", ["/find/", "/find/by-town/", "/find/by-cluster/"])
def test_every_school_is_one_tap_away_in_each_list(plain: Page, host: str, address: str) -> None:
    plain.goto(f"{host}{address}")
    site = load(Folder(PROJECT)).site.schools_on(date.fromisoformat(TODAY))
    links = [link.get_attribute("href") for link in plain.locator(".letter .schools a").all()]
    assert sorted(map(str, links)) == sorted(f"/schools/{school.slug}/" for school in site.schools)
    for jump in plain.locator(".letters a, .jumps a").all():
        expect(plain.locator(str(jump.get_attribute("href")))).to_have_count(1)
        place = jump.bounding_box()
        assert place is not None
        assert place["height"] >= 44


def test_schools_of_one_name_are_told_apart_in_each_list(plain: Page, host: str) -> None:
    for address in ("/find/", "/find/by-town/", "/find/by-cluster/"):
        plain.goto(f"{host}{address}")
        entries = sorted(plain.locator(".letter .schools li").all_inner_texts())
        assert all(one != other for one, other in pairwise(entries))


def test_the_towns_and_clusters_are_headings_that_lead_on(project: Project) -> None:
    project.write(
        "content/by-town.md", "---\ntitle: By town\ndescription: A list.\nlayout: find-by-town\n---\n\nPick.\n"
    )
    project.write(
        "content/by-cluster.md", "---\ntitle: By cluster\ndescription: A list.\nlayout: find-by-cluster\n---\n\nPick.\n"
    )
    project.build()
    town, cluster = words(project.page("/by-town/")), words(project.page("/by-cluster/"))
    assert re.search(r"Huddersfield .*Birkby Junior School", town)
    assert re.search(r"Cluster 1 Its schools are not published yet\..*Cluster 14 .*Birkby Junior School", cluster)
    assert re.search(r"Cluster not known yet (?!.*Birkby Junior School)", cluster)
    assert "By town" in words(project.page("/find/"))
