"""The site under the hands, eyes and settings of everyone: keys, zoom, spacing, colours, print, voice, no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser

SCHOOLS = ["/schools/birkby-junior-school/", "/schools/holmfirth-high-school/"]
"""A school whose cluster is known, and one whose cluster is not."""

PAGES = [
    "/",
    "/find/",
    "/clusters/14/",
    *SCHOOLS,
    "/schools/birkby-junior-school/share/",
    "/schools/holmfirth-high-school/share/",
    "/your-rights/asking/",
    "/your-rights/dates/",
    "/who-can-help/",
    "/words/",
    "/404.html",
    "/about-this-information/",
    "/accessibility/",
]
"""One page of each type."""

every_page = pytest.mark.parametrize("address", PAGES)

TOOLS = """
    const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
    const CONTROLS = 'a[href], summary, [tabindex="0"], :is(button, input, select, textarea):enabled';
    const named = (element) => {
        const words = [element.innerText?.trim(), element.getAttribute('aria-label'), element.id, element.className];
        return `${element.localName} “${String(words.find(Boolean) ?? '').replace(/\\s+/g, ' ').slice(0, 60)}”`;
    };
    const seeThrough = (colour) => colour === 'transparent' || /[,/] *0(\\.0+)?\\)$/.test(colour);
    const outlined = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        && !seeThrough(style.outlineColor);
"""
"""What the scripts below share; each runs in the page as the body of a function that gets `given`."""

STOPS = "return all(CONTROLS).map(named);"

STOP = """
    const here = document.activeElement;
    if (!here || here === document.body || here === document.documentElement) return null;
    const faults = [];
    const style = getComputedStyle(here);
    if (!outlined(style) && style.boxShadow === 'none') faults.push('does not show that it has the focus');
    const boxes = [...here.getClientRects()];
    const within = ({ left, top, right, bottom }) =>
        left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
    if (!boxes.length || !boxes.every(within)) faults.push('is not wholly in the window');
    for (const { left, top, width, height } of boxes) {
        const over = document.elementFromPoint(left + width / 2, top + height / 2);
        if (!over || !(here.contains(over) || over.contains(here))) {
            faults.push(`is under ${over ? named(over) : 'nothing that can be seen'}`);
        }
    }
    return { at: all(CONTROLS).indexOf(here), name: named(here), faults };
"""

SIDEWAYS = """
    const { scrollWidth } = document.documentElement;
    if (scrollWidth <= innerWidth) return [];
    const wide = all('body *').filter((element) => element.getBoundingClientRect().right > innerWidth + 1);
    return [`the page is ${scrollWidth} wide in a window of ${innerWidth}`, ...wide.map(named)];
"""
"""Nothing, or how wide the page is and what sticks out."""

CUT_OFF = """
    const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip';
    return all('body *').filter((element) => {
        if (element.closest('.unseen, .skip-link, svg')) return false;
        const style = getComputedStyle(element);
        return (cuts(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
            || (cuts(style.overflowY) && element.scrollHeight > element.clientHeight + 1);
    }).map(named);
"""

PLAIN_LINKS = """
    return all('a[href]:not(.skip-link)').filter((link) => {
        if (link.closest('nav, header')) return false; // where they are says what they are
        const style = getComputedStyle(link);
        const bordered = style.borderBlockEndStyle !== 'none' && parseFloat(style.borderBlockEndWidth) >= 1;
        return !style.textDecorationLine.includes('underline') && !(bordered && link.matches('.button'));
    }).map(named);
"""

UNSEEN_FOCUS = """
    const behind = (element) => {
        for (let at = element.parentElement; at; at = at.parentElement) {
            const { backgroundColor } = getComputedStyle(at);
            if (!seeThrough(backgroundColor)) return backgroundColor;
        }
        return getComputedStyle(document.documentElement).backgroundColor;
    };
    return all(CONTROLS).filter((control) => {
        control.focus();
        const style = getComputedStyle(control);
        return document.activeElement !== control || !outlined(style) || style.outlineColor === behind(control);
    }).map(named);
"""

MOVING = """
    const long = (times) => times.split(',').some((time) => parseFloat(time) > 0.01); // computed in seconds
    const moves = (style) => long(style.transitionDuration) || style.scrollBehavior === 'smooth';
    const found = [...document.querySelectorAll('*')].filter((element) =>
        [null, '::before', '::after'].some((part) => moves(getComputedStyle(element, part))));
    return [...found.map(named), ...document.getAnimations().map((one) => `animation ${one.animationName ?? one.id}`)];
"""

MAIN_TEXT = """
    for (const form of document.querySelectorAll('[data-finder], [data-results], form, [data-tools]')) form.remove();
    for (const details of document.querySelectorAll('main details')) details.open = true; // a tap away
    return document.querySelector('main').innerText.replace(/\\s+/g, ' ').trim();
"""

HEADINGS = "return all('h1, h2, h3, h4, h5, h6').map((heading) => [Number(heading.localName[1]), named(heading)]);"

NAMELESS = """
    for (const drawing of document.querySelectorAll('svg')) drawing.remove();
    const label = (link) => (link.getAttribute('aria-labelledby') ?? '').split(/\\s+/).filter(Boolean)
        .map((id) => document.getElementById(id)?.innerText ?? '').join(' ') || link.getAttribute('aria-label') || '';
    const instead = (link) => [...link.querySelectorAll('img[alt]')].map((image) => image.alt).join(' ');
    return all('a').filter((link) => !(link.innerText.trim() || label(link).trim() || instead(link).trim()))
        .map((link) => link.outerHTML);
"""

UNPRINTED = """
    return all('main a[href^="http"]').filter((link) => {
        const { content, display } = getComputedStyle(link, '::after');
        const href = link.getAttribute('href');
        return display === 'none' || !(content.includes('attr(href') || content.includes(href));
    }).map(named);
"""

VISIBLE_WORDS = """
    const controls = all('a[href], button, summary, input:not([type=hidden])');
    const words = (control) => control.matches('input[type=submit], input[type=button], input[type=reset]')
        ? control.value
        : control.matches('input') ? [...control.labels].filter(shown).map((label) => label.innerText).join(' ')
        : control.innerText;
    return controls.map((control, at) => {
        control.setAttribute('data-at', at);
        return words(control);
    });
"""
"""What is read on each control, each of which is marked with its place in the list."""


def ask(page: Page, script: str) -> Any:
    return page.evaluate(f"() => {{ {TOOLS} {script} }}")


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Iterator[tuple[Page, Page]]:
    """With JavaScript, and without. All tests share the two, which is what makes them fast."""
    contexts = browser.new_context(bypass_csp=True), browser.new_context(java_script_enabled=False)
    yield contexts[0].new_page(), contexts[1].new_page()
    for context in contexts:
        context.close()


@pytest.fixture
def page(tabs: tuple[Page, Page]) -> Page:
    return as_new(tabs[0])


@pytest.fixture
def plain(tabs: tuple[Page, Page]) -> Page:
    """Without JavaScript."""
    return as_new(tabs[1])


def as_new(page: Page) -> Page:
    """PAGE, empty and with no settings of the test before."""
    page.goto("about:blank")
    page.unroute_all()
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


# ---------------------------------------------------------------- keys


@every_page
def test_tab_reaches_everything_in_order_and_each_stop_is_seen(page: Page, host: str, address: str) -> None:
    page.goto(host + address)
    wanted: list[str] = ask(page, STOPS)
    reached: list[dict[str, Any]] = []
    for _ in range(4 * len(wanted) + 8):  # a date takes up to four presses
        page.keyboard.press("Tab")
        stop = ask(page, STOP)
        if stop is None or (stop["at"] == 0 and len(reached) > 1):
            break
        if not reached or reached[-1]["name"] != stop["name"] or reached[-1]["at"] != stop["at"]:
            reached.append(stop)
    else:
        pytest.fail(f"Tab never leaves the page; it is last at {reached[-1]['name']}")
    assert [stop["name"] for stop in reached] == wanted
    assert [stop["at"] for stop in reached] == list(range(len(wanted)))
    assert [f"{stop['name']} {fault}" for stop in reached for fault in stop["faults"]] == []


@every_page
def test_the_skip_link_is_the_first_stop_and_goes_on_from_the_main_part(page: Page, host: str, address: str) -> None:
    page.goto(host + address)
    after: list[str] = ask(
        page,
        "const main = document.querySelector('main');"
        "return all(CONTROLS).filter((at) => main.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING)"
        ".map(named);",
    )
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main'")
    top = page.evaluate("document.querySelector('main').getBoundingClientRect().top")
    assert 0 <= top < 900
    page.keyboard.press("Tab")
    assert ask(page, "return named(document.activeElement);") == after[0]


# ---------------------------------------------------------------- sizes and spaces


@every_page
def test_nothing_scrolls_sideways_on_a_small_phone_or_at_400_percent(page: Page, host: str, address: str) -> None:
    for height in (640, 225):  # the second is a quarter of 1280 × 900
        page.set_viewport_size({"width": 320, "height": height})
        page.goto(host + address)
        assert ask(page, SIDEWAYS) == []


@every_page
def test_wider_text_spacing_loses_nothing(page: Page, host: str, address: str) -> None:
    page.goto(host + address)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
        " word-spacing: 0.16em !important } p { margin-block-end: 2em !important }"
    )
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert ask(page, CUT_OFF) == []
        assert ask(page, SIDEWAYS) == []


@every_page
def test_text_of_twice_the_size_fits(page: Page, host: str, address: str) -> None:
    page.goto(host + address)
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    before = page.evaluate(size)
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert page.evaluate(size) > 1.75 * before
    assert ask(page, SIDEWAYS) == []
    assert ask(page, CUT_OFF) == []


# ---------------------------------------------------------------- colours and motion


@every_page
def test_forced_colours_leave_links_and_focus_in_sight(page: Page, host: str, address: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme="light")
    page.goto(host + address)
    check_forced_colours(page)
    page.emulate_media(color_scheme="dark")
    check_forced_colours(page)


def check_forced_colours(page: Page) -> None:
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    options = {"rules": {"color-contrast": {"enabled": False}}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()
    assert ask(page, PLAIN_LINKS) == []
    page.keyboard.press("Tab")
    assert ask(page, UNSEEN_FOCUS) == []


@every_page
def test_nothing_moves_for_those_who_asked_for_less_motion(page: Page, host: str, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(host + address)
    assert ask(page, MOVING) == []


# ---------------------------------------------------------------- without script, style or pictures


@every_page
def test_the_words_are_the_same_without_javascript(page: Page, plain: Page, host: str, address: str) -> None:
    page.goto(host + address)
    plain.goto(host + address)
    text = ask(page, MAIN_TEXT)
    assert text
    assert text == ask(plain, MAIN_TEXT)


@every_page
def test_without_styles_the_title_comes_first_and_no_heading_level_is_skipped(
    page: Page, host: str, address: str
) -> None:
    blocked: list[str] = []

    def block(route: Route) -> None:
        blocked.append(route.request.url)
        route.abort()

    page.route("**/*.css", block)
    page.goto(host + address)
    assert blocked
    main = page.get_by_role("main")
    assert main.inner_text().lstrip().startswith(main.get_by_role("heading", level=1).inner_text().strip())
    last = 0
    for level, name in ask(page, HEADINGS):
        assert level <= last + 1, f"{name} is a heading of level {level} after one of level {last}"
        assert level > 1 or last == 0, f"{name} is a second title"
        last = level


@every_page
def test_without_pictures_every_link_has_words(page: Page, host: str, address: str) -> None:
    page.route("**/*", lambda route: route.abort() if route.request.resource_type == "image" else route.continue_())
    page.goto(host + address)
    assert ask(page, NAMELESS) == []


# ---------------------------------------------------------------- on paper


@pytest.mark.parametrize("address", SCHOOLS)
def test_a_school_prints_on_one_sheet_that_can_be_read(page: Page, host: str, address: str) -> None:
    page.goto(host + address)
    margin = "1cm"  # what browsers leave where the page does not say
    sheet = page.pdf(format="A4", margin={"top": margin, "right": margin, "bottom": margin, "left": margin})
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".answer-line")).to_be_visible()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 12  # pixels: 9 points
    assert len(re.findall(rb"/Type\s*/Page(?![A-Za-z])", sheet)) == 1


@every_page
def test_paper_has_no_menu_and_no_search_box(page: Page, host: str, address: str) -> None:
    page.goto(host + address)
    page.emulate_media(media="print")
    assert ask(page, "return all('header nav, .skip-link, [data-finder], main form').map(named);") == []


@every_page
def test_paper_shows_where_outside_links_go(page: Page, host: str, address: str) -> None:
    page.goto(host + address)
    page.emulate_media(media="print")
    assert ask(page, UNPRINTED) == []


@pytest.mark.parametrize("address", [*SCHOOLS, "/clusters/14/", "/who-can-help/"])
def test_telephone_numbers_are_large_on_paper(page: Page, host: str, address: str) -> None:
    page.goto(host + address)
    page.emulate_media(media="print")
    sizes: list[float] = ask(
        page,
        "const size = (element) => parseFloat(getComputedStyle(element).fontSize);"
        "return all('main a[href^=\"tel:\"]').map((link) => size(link) / size(document.body));",
    )
    assert sizes
    assert min(sizes) >= 1.2 - 0.001


# ---------------------------------------------------------------- by voice


@every_page
def test_what_is_read_on_a_control_is_in_its_name(page: Page, host: str, address: str) -> None:
    page.goto(host + address)
    read: list[str] = ask(page, VISIBLE_WORDS)
    names = names_of_marked(page)
    assert len(names) == len(read)
    wrong = [(words, names[at]) for at, words in enumerate(read) if folded(words) not in folded(names[at])]
    assert wrong == []


def folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def names_of_marked(page: Page) -> dict[int, str]:
    """The accessible names that the browser itself gives to what VISIBLE_WORDS has marked."""
    session = page.context.new_cdp_session(page)
    tree: dict[str, Any] = session.send("Accessibility.getFullAXTree")
    by_node = {node.get("backendDOMNodeId"): node.get("name", {}).get("value", "") for node in tree["nodes"]}
    waiting: list[dict[str, Any]] = [session.send("DOM.getDocument", {"depth": -1})["root"]]
    names = {}
    while waiting:
        node = waiting.pop()
        waiting += node.get("children", [])
        pairs = node.get("attributes", [])
        marks = dict(zip(pairs[::2], pairs[1::2], strict=True))
        if "data-at" in marks:
            names[int(marks["data-at"])] = str(by_node.get(node["backendNodeId"], ""))
    session.detach()
    return names
