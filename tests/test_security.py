"""What browsers are told to allow: nothing but our own files. In a real Chromium, from a real nginx and from a host
that says no headers of ours."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from findyourcluster.commands import main
from findyourcluster.outputs.security import HEADERS, IN_PAGES
from tests.conftest import TODAY, Project
from tests.host import Host
from tests.servers import free_port
from tests.test_hosting import find_nginx, nginx_folder, running

SCHOOL = "/schools/birkby-junior-school/"

LISTEN = """
    addEventListener("securitypolicyviolation", (event) =>
        window.stopped(`${location.pathname}: ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""


@dataclass
class Tab:
    """A page of a browser, what the policy stopped in it, and what else went wrong."""

    page: Page
    stopped: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def directives(policy: str) -> dict[str, str]:
    return dict(each.strip().partition(" ")[::2] for each in policy.split(";"))


# ---------------------------------------------------------------- by the rules that Mozilla's Observatory grades by


def test_the_policy_begins_with_nothing_and_allows_no_words_in_the_page_to_run() -> None:
    allowed = directives(HEADERS["Content-Security-Policy"])
    assert allowed["default-src"] == allowed["base-uri"] == allowed["frame-ancestors"] == "'none'"
    assert {allowed[name] for name in ("script-src", "style-src", "form-action", "img-src")} == {"'self'"}
    assert allowed["require-trusted-types-for"] == "'script'"
    for way_in in ("unsafe", "data:", "blob:", "http:", "https:", "*"):
        assert way_in not in HEADERS["Content-Security-Policy"]
    assert directives(IN_PAGES) == {name: it for name, it in allowed.items() if name != "frame-ancestors"}


def test_the_other_headers_earn_the_highest_grade() -> None:
    (seconds,) = re.findall(r"max-age=(\d+)", HEADERS["Strict-Transport-Security"])
    assert int(seconds) >= 60 * 60 * 24 * 180
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert HEADERS["X-Frame-Options"] == "DENY"
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert HEADERS["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Set-Cookie" not in HEADERS
    assert "Access-Control-Allow-Credentials" not in HEADERS


# ---------------------------------------------------------------- in a browser

browser_test = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's own content and data, built."""
    from findyourcluster.places import PROJECT  # noqa: PLC0415

    root = tmp_path_factory.mktemp("security") / "project"
    for name in ("content", "data"):
        shutil.copytree(PROJECT / name, root / name)
    assert main(["build", "--root", str(root), "--today", TODAY]) == 0
    return root / "site"


@pytest.fixture(scope="module")
def nginx(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    nginx_folder(folder, site.parent, site, port)
    with running([find_nginx(), "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"], port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def plain(site: Path) -> Iterator[str]:
    with Host(site, worker=True) as address:
        yield address


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 360, "height": 780}, permissions=["clipboard-write"])
    context.add_init_script(LISTEN)
    tab = Tab(context.new_page())
    context.expose_function("stopped", lambda what: tab.stopped.append(what))  # noqa: PLW0108 (a method will not do)
    tab.page.on("pageerror", lambda error: tab.said.append(str(error)))
    tab.page.on("console", lambda it: tab.said.append(it.text) if it.type in ("error", "warning") else None)
    yield tab
    context.close()


def each_type(site: Path) -> dict[str, str]:
    """An address for each way in which pages are made, by the elements and scripts that it has: a page may have what
    others of its template have not."""
    found: dict[str, str] = {}
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8")
        made_of = "".join(sorted({*re.findall(r"<[a-z]+|(?<= )(?:class|data-[a-z]+)(?==)|/assets/[a-z-]+", text)}))
        found.setdefault(made_of, f"/{path.relative_to(site).as_posix().removesuffix('index.html')}")
    return found


def leads_on(site: Path, address: str) -> bool:
    """Whether the page at ADDRESS sends its reader on, as soon as it is there."""
    page = f"{address}index.html" if address.endswith("/") else address
    return 'http-equiv="refresh"' in (site / page.lstrip("/")).read_text("utf-8")


@browser_test
@pytest.mark.parametrize("kind", ["nginx", "plain"])
def test_no_page_asks_for_what_is_not_allowed(kind: str, site: Path, tab: Tab, request: pytest.FixtureRequest) -> None:
    host = request.getfixturevalue(kind)
    addresses = each_type(site)
    assert len(addresses) > 20
    for address in addresses.values():
        tab.page.goto(host + address, wait_until="load")
        if leads_on(site, address):
            expect(tab.page).not_to_have_url(host + address)
    tab.page.wait_for_timeout(200)
    assert tab.stopped == []
    assert [each for each in tab.said if "404 (Not Found)" not in each] == []


@browser_test
def test_what_pages_do_is_allowed(tab: Tab, nginx: str) -> None:
    page = tab.page
    page.goto(nginx)
    page.get_by_role("combobox").fill("birkby")
    expect(page.get_by_role("option")).not_to_have_count(0)
    page.get_by_role("option").first.click()
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(f"{nginx}{SCHOOL}share/")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied.").first).to_be_visible()
    page.get_by_label("Paste your list here, and we compare them").fill("Birkby Junior School\nAnother School")
    page.get_by_role("button", name="Compare").click()
    page.goto(f"{nginx}/your-rights/dates/")
    page.locator("input").first.fill("2026-11-24")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert (tab.stopped, tab.said) == ([], [])


HARM = {
    "a script in the page": "document.head.append(Object.assign(document.createElement('script'), {text: ''}))",
    "a script from elsewhere": "document.head.append(Object.assign(document.createElement('script'), {src: 'https://a.example/'}))",
    "text that is run": "setTimeout(() => eval('1'))",
    "HTML from text": "document.body.innerHTML = '<b>x</b>'",
    "a style in the page": "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p{}'}))",
    "a picture from elsewhere": "new Image().src = 'https://a.example/x.png'",
    "a frame": "document.body.append(Object.assign(document.createElement('iframe'), {src: 'https://a.example/'}))",
    "a question to others": "fetch('https://a.example/').catch(() => {})",
    "another base": "document.head.append(Object.assign(document.createElement('base'), {href: 'https://a.example/'}))",
    "a form to elsewhere": "{ const f = Object.assign(document.createElement('form'), {action: 'https://a.example/'});"
    " document.body.append(f); f.submit() }",
}


@browser_test
@pytest.mark.parametrize("kind", ["nginx", "plain"])
@pytest.mark.parametrize("what", HARM)
def test_what_a_stranger_would_do_is_stopped(what: str, kind: str, tab: Tab, request: pytest.FixtureRequest) -> None:
    tab.page.goto(request.getfixturevalue(kind))
    tab.page.evaluate(f"() => {{ try {{ {HARM[what]} }} catch {{}} }}")
    for _ in range(200):
        if tab.stopped:
            return
        tab.page.wait_for_timeout(50)
    pytest.fail("nothing stopped it")


@browser_test
def test_no_other_website_can_put_a_page_in_a_frame(tab: Tab, nginx: str, tmp_path: Path) -> None:
    page = tab.page
    (tmp_path / "index.html").write_text(f'<iframe src="{nginx}/"></iframe>', "utf-8")
    with Host(tmp_path) as elsewhere:
        page.goto(elsewhere)
        page.wait_for_load_state("networkidle")
        frame = page.frames[-1]
        assert "Find" not in frame.locator("body").inner_text()


@browser_test
def test_badges_show_on_other_websites(tab: Tab, nginx: str, tmp_path: Path) -> None:
    page = tab.page
    (tmp_path / "index.html").write_text(f'<img src="{nginx}{SCHOOL}share/badge.png">', "utf-8")
    with Host(tmp_path) as elsewhere:
        page.goto(elsewhere)
        assert page.evaluate("document.querySelector('img').naturalWidth") > 0


def test_what_nginx_says_it_says_of_every_kind_of_answer(nginx: str) -> None:
    import urllib.error  # noqa: PLC0415
    import urllib.request  # noqa: PLC0415

    for address in ("/", SCHOOL, "/nothing/", "/data/schools.json", "/favicon.svg", "/worker.js", "/14"):
        try:
            with urllib.request.urlopen(nginx + address, timeout=10) as answer:
                headers = answer.headers
        except urllib.error.HTTPError as answer:
            headers = answer.headers
        assert {name: headers.get_all(name) for name in HEADERS} == {name: [it] for name, it in HEADERS.items()}


# ---------------------------------------------------------------- links out


def test_links_to_other_websites_say_so_and_give_them_no_hold_on_ours(project: Project) -> None:
    project.append(
        "content/questions.md",
        "[Elsewhere](https://a.example/?a=1&b=2), [the list](/find/), [all schools](https://small.example/find/).",
    )
    project.append("data/site.yaml", "edit_link: https://git.example/{file}\n")
    project.build()
    page = project.page("/questions/")
    away = '<span class="unseen"> (another website)</span></a>'
    assert f'<a href="https://a.example/?a=1&amp;b=2" rel="noopener">Elsewhere{away}' in page
    assert f'rel="nofollow noopener">Edit this page{away}' in page
    assert '<a href="/find/">the list</a>' in page
    for path in project.site.rglob("*.html"):
        for link in re.findall(r'<a href="https?://[^>]*>', path.read_text("utf-8")):
            assert "noopener" in link or link.startswith('<a href="https://small.example')
