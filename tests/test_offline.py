"""No signal: what a parent read can be read again, and says that it is a copy. A real Chromium, and a real nginx."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, expect

from findyourcluster.commands import main
from findyourcluster.preview.live import Live
from tests.conftest import SMALL, TODAY
from tests.servers import free_port
from tests.test_hosting import find_nginx, nginx_folder, running

pytestmark = pytest.mark.browser

ASHBROW = "/schools/ashbrow-school/"
BIRKBY = "/schools/birkby-junior-school/"
SHELF = "/saved-pages/"
NOTE = "No signal. This is a copy of"
KEPT = """
    caches.open("find-your-cluster pages 1").then((all) => all.keys())
        .then((all) => all.map((each) => each.url))
"""
"""In the browser: the addresses of the pages that are kept."""
WORKERS = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"
HOW_TO_SAY = """
---
title: "Saved pages"
description: "How to see and delete the pages that your phone keeps for when there is no signal, and how to say no."
layout: saved-pages
---

Your phone keeps pages for when there is no signal.
"""


@dataclass
class Host:
    """A site behind a real nginx, which can be gone and come back."""

    root: Path
    folder: Path
    port: int = field(default_factory=free_port)
    runs: AbstractContextManager[None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def publish(self, **changed: tuple[str, str]) -> None:
        """Builds the site, with a text CHANGED in the files of those names in content/ (without .md)."""
        for name, (old, new) in changed.items():
            path = self.root / f"content/{name}.md"
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new), "utf-8")
        assert main(["build", "--root", str(self.root), "--today", TODAY]) == 0

    def start(self) -> None:
        self.runs = running([find_nginx(), "-p", str(self.folder), "-c", "nginx.conf", "-e", "stderr"], self.port)
        self.runs.__enter__()

    def stop(self) -> None:
        """From here on there is no signal."""
        assert self.runs
        self.runs.__exit__(None, None, None)
        self.runs = None


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    root = tmp_path / "project"
    shutil.copytree(SMALL, root)
    (root / "content/saved-pages.md").write_text(HOW_TO_SAY.lstrip(), "utf-8")
    found = Host(root, tmp_path / "nginx")
    found.publish()
    nginx_folder(found.folder, root, root / "site", found.port)
    found.start()
    yield found
    if found.runs:
        found.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 780})
    yield context.new_page()
    context.close()


def visit(page: Page, host: Host, address: str) -> None:
    """Opens ADDRESS for the first time, and waits until the worker has done what it does at a first visit."""
    page.goto(host.address + address)
    page.evaluate("navigator.serviceWorker.ready")
    while not page.evaluate("navigator.serviceWorker.controller !== null"):
        page.wait_for_timeout(50)


def note(page: Page) -> str:
    return " ".join(page.locator(".saved").all_inner_texts())


def test_after_one_visit_that_page_and_those_of_the_menus_can_be_read_with_no_signal(page: Page, host: Host) -> None:
    visit(page, host, ASHBROW)
    answer = page.locator(".answer-line").inner_text()
    host.stop()
    page.reload()
    assert page.locator(".answer-line").inner_text() == answer
    assert re.search(NOTE + r" \d\d? \w+ 20\d\d at \d\d:\d\d\. Phone numbers and dates may have changed", note(page))
    assert page.evaluate("getComputedStyle(document.querySelector('.answer')).borderInlineStartWidth") == "6px"
    for address in ("/", "/find/", "/questions/", "/words/", "/about/"):
        page.goto(host.address + address)
        assert NOTE in note(page), address
        assert page.locator("h1").inner_text() not in ("", "Page not found")


def test_with_a_signal_a_parent_gets_the_newest_page_and_from_then_on_its_copy(page: Page, host: Host) -> None:
    visit(page, host, "/questions/")
    host.publish(questions=("---\n\n", "---\n\nThis sentence is new.\n\n"))
    page.reload()
    assert "This sentence is new." in page.locator("main").inner_text()
    assert note(page) == ""
    host.stop()
    page.reload()
    assert "This sentence is new." in page.locator("main").inner_text()
    assert NOTE in note(page)
    host.start()
    page.reload()
    assert note(page) == ""


def test_the_search_works_with_no_signal_and_leads_to_what_was_read(page: Page, host: Host) -> None:
    visit(page, host, "/")
    page.goto(host.address + ASHBROW)
    host.stop()
    page.goto(host.address + "/find/?q=anything")
    page.get_by_role("combobox").fill("ashbrow")
    page.get_by_role("option").first.click()
    expect(page).to_have_url(host.address + ASHBROW)
    assert NOTE in note(page)


def test_what_is_not_kept_is_said_with_what_is(page: Page, host: Host) -> None:
    visit(page, host, ASHBROW)
    host.stop()
    page.goto(host.address + BIRKBY)
    assert "the page that you asked for is not kept on this phone" in note(page)
    page.get_by_role("link", name="Ashbrow School").click()
    expect(page).to_have_url(host.address + ASHBROW)
    assert NOTE in note(page)


def test_what_people_search_for_is_not_kept(page: Page, host: Host) -> None:
    visit(page, host, "/find/?q=secret")
    page.goto(host.address + "/find/?q=secret")
    kept = page.evaluate(KEPT)
    assert f"{host.address}/find/" in kept
    assert not [address for address in kept if "secret" in address]


def test_where_the_host_is_ill_or_slow_a_copy_is_shown_and_else_what_it_says(page: Page, host: Host) -> None:
    worker = host.root / "site/worker.js"
    worker.write_text(worker.read_text("utf-8").replace("PATIENCE = 8000", "PATIENCE = 200"), "utf-8")
    visit(page, host, ASHBROW)
    host.stop()
    with Ill(host.port):
        page.reload()
        assert NOTE in note(page)
        answer = page.goto(host.address + BIRKBY)
        assert answer and answer.status == 500
        page.goto(f"{host.address}/questions/?slow")
        assert NOTE in note(page)


class Ill:
    """A host at PORT where all goes wrong, but for addresses with "slow", which it never answers."""

    def __init__(self, port: int) -> None:
        done = self.done = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if "slow" in self.path:
                    done.wait(60)
                else:
                    self.send_error(500)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)

    def __enter__(self) -> None:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __exit__(self, *raised: object) -> None:
        self.done.set()
        self.server.shutdown()
        self.server.server_close()


def test_wrong_addresses_are_not_kept(page: Page, host: Host) -> None:
    visit(page, host, "/")
    page.goto(host.address + "/nothing/")
    page.goto(host.address + "/find")
    expect(page).to_have_url(host.address + "/find/")
    kept = page.evaluate(KEPT)
    assert not [address for address in kept if address.endswith(("/nothing/", "/find"))]


def test_a_site_that_keeps_nothing_any_more_clears_up_and_leaves_what_is_of_others(page: Page, host: Host) -> None:
    visit(page, host, "/")
    page.evaluate("caches.open('of another website here')")
    settings = host.root / "data/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "offline: no\n", "utf-8")
    host.publish()
    page.goto(host.address + "/questions/")
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found?.update())")
    while page.evaluate(WORKERS):
        page.wait_for_timeout(50)
    assert page.evaluate("caches.keys()") == ["of another website here"]
    assert "/assets/saved." not in page.content()
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller") is None
    assert "keeps no pages on your phone now" in text_at(page, host.address + SHELF)


def text_at(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("main").inner_text()


def test_a_parent_sees_what_is_kept_deletes_it_says_no_and_says_yes_again(page: Page, host: Host) -> None:
    visit(page, host, ASHBROW)
    page.goto(host.address + SHELF)
    kept = page.locator("[data-saved] li")
    expect(kept.filter(has_text="Ashbrow School")).to_have_count(1)
    expect(kept.first).to_contain_text("(copy of ")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Delete the copies").click()
    expect(page.get_by_role("status")).to_have_text("The copies are deleted.")
    expect(kept).to_have_count(0)
    page.get_by_role("button", name="Keep no pages on this phone").click()
    expect(page.get_by_role("status")).to_have_text("The copies are deleted, and no new ones are made.")
    page.goto(host.address + ASHBROW)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(WORKERS) == 0
    assert page.evaluate("caches.keys()") == []
    page.goto(host.address + SHELF)
    page.get_by_role("button", name="Keep pages again").click()
    expect(page.get_by_role("status")).to_have_text("Pages that you open are kept again.")
    page.goto(host.address + ASHBROW)
    host.stop()
    page.reload()
    assert NOTE in note(page)


def test_without_the_page_about_it_what_is_not_kept_is_left_to_the_browser(page: Page, host: Host) -> None:
    (host.root / "content/saved-pages.md").unlink()
    (host.root / "data/addresses.txt").unlink()
    host.publish()
    visit(page, host, ASHBROW)
    host.stop()
    page.reload()
    assert NOTE in note(page)
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto(host.address + BIRKBY)


def test_the_preview_keeps_nothing(tmp_path: Path) -> None:
    """Else the browser would show a volunteer yesterday's words."""
    shutil.copytree(SMALL, tmp_path / "project")
    live = Live(tmp_path / "project", date.fromisoformat(TODAY))
    live.build()
    assert b"saved." not in live.page("index.html")
    assert b'"on": false' in live.page("worker.js")
