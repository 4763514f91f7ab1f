"""The live preview: the site on this machine, following edits, whatever is wrong with them."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from findyourcluster.preview.live import Live
from tests.conftest import TODAY, Project
from tests.servers import address_said_by, free_port, get, started, within

QUESTIONS = "content/questions.md"


@pytest.fixture
def home(project: Project) -> Iterator[str]:
    """The address of a running preview of `project`."""
    with started("serve", project, free_port()) as process:
        yield address_said_by(process)


def problems(home: str) -> list[str]:
    state = json.loads(get(f"{home}/_preview/state.json?address=/questions/")[1])
    return [f"{problem['where']}: {problem['says']}" for problem in state["problems"]]


def test_it_serves_follows_edits_and_keeps_the_last_good_pages(project: Project, home: str) -> None:
    assert "127.0.0.1" in home
    assert within(10, "Find your school", f"{home}/")
    status, body = get(f"{home}/no-such-page/")
    assert (status, "We cannot find that page" in body) == (404, True)

    project.change(QUESTIONS, "Ask at", "Ask first at")
    assert within(10, "Ask first at", f"{home}/questions/")

    project.append(QUESTIONS, "[Nowhere](/nowhere/)\n")
    assert within(10, "goes nowhere", f"{home}/_preview/state.json")
    assert "Ask first at" in get(f"{home}/questions/")[1]
    project.change(QUESTIONS, "[Nowhere](/nowhere/)", "All mended.")
    assert within(10, "All mended.", f"{home}/questions/")
    assert not project.site.exists(), "the preview must not touch the published site"


def test_it_survives_renames_deletions_and_editors_that_save_by_renaming(project: Project, home: str) -> None:
    project.write("content/extra.md", "---\ntitle: Extra\n---\n\nFirst words.\n")
    assert within(10, "First words", f"{home}/extra/")
    (project.root / "content/extra.md").rename(project.root / "content/other.md")
    assert within(10, "First words", f"{home}/other/")
    assert get(f"{home}/extra/")[0] == 404
    project.write("content/.other.md.swp", "---\ntitle: Extra\n---\n\nSecond words.\n")
    (project.root / "content/.other.md.swp").replace(project.root / "content/other.md")
    assert within(10, "Second words", f"{home}/other/")
    (project.root / "content/other.md").unlink()
    time.sleep(0.5)
    assert within(10, "We cannot find that page", f"{home}/other/")
    whole = (project.root / QUESTIONS).read_text("utf-8")
    project.write(QUESTIONS, whole[:40])  # half of it is written
    assert within(10, "never closed", f"{home}/_preview/state.json")
    assert "Whom can I ask" in get(f"{home}/questions/")[1]
    project.write(QUESTIONS, whole + "\nThe rest.\n")
    assert within(10, "The rest.", f"{home}/questions/")


def test_a_template_that_cannot_be_drawn_leaves_the_last_good_pages_up(project: Project, home: str) -> None:
    assert within(10, "Whom can I ask", f"{home}/questions/")
    project.write("templates/explainer.html", "{% if %}")
    assert within(10, "A template cannot be drawn", f"{home}/_preview/state.json")
    assert "Whom can I ask" in get(f"{home}/questions/")[1]


def test_a_fault_of_the_program_leaves_the_last_good_pages_up(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = Live(project.root, date.fromisoformat(TODAY))
    good = live.build().pages

    def fail(*_: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(Live, "_built", fail)
    shown = live.build()
    assert shown.pages == good
    assert [(str(each.at), each.rule) for each in shown.problems] == [("build.py", "program")]


def test_it_takes_the_next_port_where_one_is_in_use(project: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with started("serve", project, port) as process:
            home = address_said_by(process)
            assert not home.endswith(f":{port}")
            assert within(10, "Find your school", f"{home}/")


@pytest.mark.parametrize(("more", "told"), [((), False), (("--lan",), True)])
def test_the_address_for_phones_is_told_only_when_asked_for(
    project: Project, more: tuple[str, ...], told: bool
) -> None:
    with started("serve", project, free_port(), *more) as process:
        address_said_by(process)
        time.sleep(0.3)
        process.terminate()
        assert process.stdout
        rest = process.stdout.read()
    assert ("On a phone" in rest or "No network was found" in rest) == told


def test_a_site_with_problems_from_the_start_shows_them_until_they_are_mended(project: Project) -> None:
    project.append(QUESTIONS, "[Nowhere](/nowhere/)\n")
    with started("serve", project, free_port()) as process:
        home = address_said_by(process)
        assert "Nothing to show yet" in get(f"{home}/questions/")[1]
        lines = (project.root / QUESTIONS).read_text("utf-8").count("\n")
        assert problems(home) == [f'{QUESTIONS}:{lines}:11: The link to "/nowhere/" goes nowhere.']
        project.change(QUESTIONS, "[Nowhere](/nowhere/)", "Mended.")
        assert within(10, "Mended.", f"{home}/questions/")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "localhost.evil.example"])
def test_it_answers_only_to_its_own_name(home: str, host: str) -> None:
    for path in ("/", "/_preview/state.json", "/_preview/source?file=data/site.yaml"):
        status, body = get(home + path, Host=host)
        assert status == 403
        assert "Small Clusters" not in body


@pytest.mark.parametrize(
    ("origin", "status"), [("{home}", 101), ("https://evil.example", 403), ("http://evil.example:8000", 403)]
)
def test_only_its_own_pages_hear_of_changes(home: str, origin: str, status: int) -> None:
    connection = http.client.HTTPConnection(home.removeprefix("http://"), timeout=10)
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": origin.format(home=home),
    }
    connection.request("GET", "/livereload", headers=headers)
    assert connection.getresponse().status == status
    connection.close()


def test_it_shows_no_file_but_those_that_people_edit(home: str) -> None:
    status, body = get(f"{home}/_preview/source?file={QUESTIONS}")
    assert (status, "Whom can I ask" in body) == (200, True)
    for file in ("/etc/passwd", "../../../etc/passwd", "content/../../x", "site", ""):
        assert get(f"{home}/_preview/source?file={file}") == (404, "There is no such file.")
    for path in ("/../data/site.yaml", "/%2e%2e/data/site.yaml", "/_preview/../server.py", "/_preview/server.py"):
        assert get(home + path)[0] == 404


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 800, "height": 500})
    page.goto(f"{home}/questions/")
    yield page
    page.close()


@pytest.mark.browser
def test_a_page_follows_edits_and_stays_where_the_reader_is(project: Project, page: Page) -> None:
    project.append(QUESTIONS, "<details><summary>More</summary>Hidden words.</details>\n\n" + "Line.\n\n" * 60)
    expect(page.get_by_text("Line.").last).to_be_attached()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Cluster 14").focus()
    page.evaluate("scrollTo(0, 700)")
    project.change(QUESTIONS, "Ask at", "Ask first at")
    expect(page.get_by_text("Ask first at")).to_be_attached()
    expect(page.get_by_role("link", name="Cluster 14")).to_be_focused()
    expect(page.get_by_text("Hidden words.")).to_be_visible()
    assert page.evaluate("scrollY") == 700


@pytest.mark.browser
def test_a_page_follows_its_styles(project: Project, page: Page) -> None:
    project.write("static/style.css", "body { color: rgb(1, 2, 3) }")
    expect(page.locator("body")).to_have_css("color", "rgb(1, 2, 3)")
    project.write("static/style.css", "body { color: rgb(3, 2, 1) }")
    expect(page.locator("body")).to_have_css("color", "rgb(3, 2, 1)")


@pytest.mark.browser
def test_problems_stand_in_the_page_in_the_same_words_with_a_way_to_the_line(project: Project, page: Page) -> None:
    project.change(QUESTIONS, "[what the words mean](/words/#ehcp)", "[what the words mean](/word/#ehcp)")
    panel = page.get_by_role("complementary", name="Preview")
    said = project.problems()[0].partition(": ")[2]
    expect(panel).to_contain_text(said)
    expect(panel).to_contain_text("1 problem to mend. You see the last good pages.")
    panel.get_by_role("link", name=QUESTIONS).click()
    expect(page.locator("li:target")).to_contain_text("/word/#ehcp")
    page.go_back()
    project.change(QUESTIONS, "/word/#ehcp", "/words/#ehcp")
    expect(panel).to_have_count(0)


@pytest.mark.browser
def test_what_parents_do_not_see_has_a_ribbon(project: Project, page: Page, home: str) -> None:
    top = "---\ntitle: Extra\n{}\n---\n\nWords.\n"
    project.write("content/extra.md", top.format("draft: yes"))
    assert within(10, "Draft", f"{home}/_preview/state.json?address=/extra/")
    page.goto(f"{home}/extra/")
    panel = page.get_by_role("complementary", name="Preview")
    expect(panel).to_contain_text("Draft: parents do not see this page.")
    for line, ribbon in (
        ("publish_on: 2027-01-01", "Parents will see this page from 1 January 2027 on."),
        ("expire_on: 2026-11-24", "Parents have not seen this page since 24 November 2026."),
        ("checked: 2026-01-01\nreview_by: 2026-11-20", "This page was to be looked at again by 20 November 2026."),
    ):
        project.write("content/extra.md", top.format(line))
        expect(panel).to_contain_text(ribbon)


@pytest.mark.browser
def test_a_page_comes_back_when_the_preview_is_started_again(project: Project, browser: Browser) -> None:
    port = free_port()
    page = browser.new_page()
    with started("serve", project, port) as process:
        page.goto(f"{address_said_by(process)}/questions/")
    project.change(QUESTIONS, "Ask at", "Ask first at")
    with started("serve", project, port) as process:
        address_said_by(process)
        expect(page.get_by_text("Ask first at")).to_be_attached(timeout=10_000)
    page.close()
