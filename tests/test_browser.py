"""The site in a real browser, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

EVERY_TYPE = [
    "/",
    "/find/",
    "/find/by-town/",
    "/find/by-cluster/",
    "/clusters/",
    "/clusters/14/",
    "/clusters/3/",
    "/schools/birkby-junior-school/",
    "/schools/holmfirth-high-school/",
    "/schools/birkby-junior-school/share/",
    "/schools/holmfirth-high-school/share/",
    "/clusters/14/share/",
    "/what-it-does-not-mean/",
    "/your-rights/asking/",
    "/your-rights/dates/",
    "/who-can-help/",
    "/words/",
    "/my-school-is-not-here/",
    "/about-this-information/",
    "/404.html",
]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def either(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 360, "height": 780})
    yield context
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 780})
    yield context.new_page()
    context.close()


def test_a_parent_finds_birkby_junior_its_cluster_its_neighbours_and_the_promise(
    either: BrowserContext, host: str
) -> None:
    page = either.new_page()
    page.goto(host)
    page.get_by_label("Your school’s name, town or postcode").fill("birkby")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("main").get_by_role("link", name="Birkby Junior School").first.click()

    main = page.get_by_role("main")
    expect(page).to_have_url(f"{host}/schools/birkby-junior-school/")
    expect(main).to_contain_text("Birkby Junior School is in Cluster 14.")
    neighbours = main.get_by_role("region", name="Other schools in Cluster 14").get_by_role("listitem")
    expect(neighbours).to_have_count(10)
    expect(main.get_by_role("heading", name="Your rights stay the same")).to_be_visible()

    main.get_by_role("link", name="Cluster 14").first.click()
    expect(page).to_have_url(f"{host}/clusters/14/")
    expect(page.get_by_role("region", name="Schools in this cluster").get_by_role("listitem")).to_have_count(11)


def test_the_letters_lead_to_their_part_of_the_list(either: BrowserContext, host: str) -> None:
    page = either.new_page()
    page.goto(host)
    page.get_by_role("link", name="Schools that begin with B").click()
    expect(page).to_have_url(f"{host}/find/#letter-b")
    expect(page.get_by_role("heading", name="B", exact=True)).to_be_in_viewport()


def test_without_javascript_a_search_ends_at_the_list_and_says_how_to_go_on(browser: Browser, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host)
    page.get_by_label("Your school’s name, town or postcode").fill("birkby")
    page.get_by_label("Your school’s name, town or postcode").press("Enter")
    expect(page).to_have_url(f"{host}/find/?q=birkby")
    expect(page.get_by_text("Pick the first letter of your school’s name, or look down the list.")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_count(0)
    context.close()


def test_a_wrong_address_helps_on(page: Page, host: str) -> None:
    answer = page.goto(f"{host}/no-such-page/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_label("Your school’s name, town or postcode")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", EVERY_TYPE)
def test_axe_finds_nothing_wrong(browser: Browser, host: str, address: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(host + address)
    results = Axe().run(page)
    context.close()
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("address", EVERY_TYPE)
def test_nothing_scrolls_sideways_at_320_pixels(page: Page, host: str, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(host + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_is_stored_and_nobody_else_is_asked(page: Page, host: str) -> None:
    others: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(host) else others.append(request.url))
    for address in EVERY_TYPE:
        page.goto(host + address)
        assert page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"
    assert others == []


def test_the_skip_link_comes_first_and_leads_to_the_main_part(page: Page, host: str) -> None:
    page.goto(f"{host}/schools/birkby-junior-school/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the main part")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
