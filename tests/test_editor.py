"""The editing screen: the same files as by hand, with nothing lost and nobody else let in."""

from __future__ import annotations

import io
import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Project
from tests.servers import address_said_by, answer_to, free_port, get, started

QUESTIONS = "content/questions.md"
SCHOOLS = "data/schools.yaml"


@dataclass(frozen=True)
class Screen:
    """A running editing screen, and what its page knows."""

    home: str

    @property
    def token(self) -> str:
        found = re.search(r'name="token" content="([^"]+)"', get(f"{self.home}/_edit/")[1])
        assert found
        return found[1]

    def post(self, path: str, data: object, **headers: str) -> tuple[int, dict[str, object]]:
        given = {"X-Token": self.token, "Origin": self.home, "Content-Type": "application/json", **headers}
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.home}/_edit/{path}", body, given)
        status, answer = answer_to(request)
        return status, json.loads(answer)

    def open(self, file: str) -> dict[str, str]:
        opened: dict[str, str] = json.loads(get(f"{self.home}/_edit/file?file={file}")[1])
        return opened

    def save(self, file: str, old: str, new: str) -> tuple[int, dict[str, object]]:
        opened = self.open(file)
        assert old in opened["text"]
        text = opened["text"].replace(old, new, 1)
        return self.post("save", {"file": file, "text": text, "version": opened["version"]})


@pytest.fixture
def screen(project: Project) -> Iterator[Screen]:
    with started("edit", project, free_port()) as process:
        yield Screen(address_said_by(process))


def read(project: Project, file: str) -> str:
    return (project.root / file).read_bytes().decode("utf-8")


# ---------------------------------------------------------------- saving


def test_what_is_saved_stands_in_the_file_and_nothing_else_changes(project: Project, screen: Screen) -> None:
    before = read(project, QUESTIONS)
    assert screen.save(QUESTIONS, "Ask at", "Ask first at")[0] == 200
    assert read(project, QUESTIONS) == before.replace("Ask at", "Ask first at")


def test_line_ends_and_byte_order_mark_stay_as_their_editor_left_them(project: Project, screen: Screen) -> None:
    path = project.root / QUESTIONS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    assert "\r" not in screen.open(QUESTIONS)["text"]
    assert screen.save(QUESTIONS, "Ask at", "Ask first at")[0] == 200
    assert path.read_bytes() == before.replace(b"Ask at", b"Ask first at")


def test_a_save_that_brings_in_a_problem_is_refused_with_the_line(project: Project, screen: Screen) -> None:
    before = read(project, QUESTIONS)
    status, answer = screen.save(QUESTIONS, "(/words/#ehcp)", "(/word/#ehcp)")
    assert status == 422
    assert answer["says"] == "Not saved: 1 new problem to mend first."
    assert [problem["says"] for problem in answer["problems"]] == ['The link to "/word/#ehcp" goes nowhere.']  # type: ignore[attr-defined]
    assert read(project, QUESTIONS) == before


def test_one_of_two_problems_can_be_mended_on_its_own(project: Project, screen: Screen) -> None:
    project.append(QUESTIONS, "[One](/one/)\n\n[Two](/two/)\n")
    assert screen.save(QUESTIONS, "[One](/one/)\n\n", "")[0] == 200
    assert "/one/" not in read(project, QUESTIONS)


def test_two_windows_do_not_overwrite_each_other(project: Project, screen: Screen) -> None:
    mine = screen.open(QUESTIONS)
    assert screen.save(QUESTIONS, "Ask at", "Ask first at")[0] == 200
    text = mine["text"].replace("Ask at", "Ask last at")
    status, answer = screen.post("save", {"file": QUESTIONS, "text": text, "version": mine["version"]})
    assert status == 409
    assert "Ask first at" in answer["theirs"]["text"]  # type: ignore[index]
    assert "Ask first at" in read(project, QUESTIONS)
    again = {"file": QUESTIONS, "text": text, "version": answer["theirs"]["version"]}  # type: ignore[index]
    assert screen.post("save", again)[0] == 200
    assert "Ask last at" in read(project, QUESTIONS)


def test_thirty_earlier_versions_are_kept_outside_git_and_can_be_gone_back_to(project: Project, screen: Screen) -> None:
    before = read(project, QUESTIONS)
    for number in range(33):
        assert screen.save(QUESTIONS, "## Whom can I ask", f"Line {number}.\n\n## Whom can I ask")[0] == 200
    versions = json.loads(get(f"{screen.home}/_edit/versions?file={QUESTIONS}")[1])
    assert len(versions) == 30
    assert (project.root / ".history/.gitignore").read_text() == "*\n"
    assert versions[0]["says"] == "2 lines added since"
    version = screen.open(QUESTIONS)["version"]
    status, _ = screen.post("restore", {"file": QUESTIONS, "id": versions[-1]["id"], "version": version})
    assert status == 200
    assert "Line 2." in read(project, QUESTIONS)
    assert "Line 3." not in read(project, QUESTIONS)
    newest = json.loads(get(f"{screen.home}/_edit/versions?file={QUESTIONS}")[1])[0]
    assert "Line 32." in json.loads(get(f"{screen.home}/_edit/version?file={QUESTIONS}&id={newest['id']}")[1])["text"]
    assert before != read(project, QUESTIONS)


def test_what_will_change_is_said_in_sentences_before_it_does(screen: Screen) -> None:
    text = screen.open(SCHOOLS)["text"].replace("town: Dewsbury", "town: Batley", 1)
    status, answer = screen.post("changes", {"file": SCHOOLS, "text": text})
    assert status == 200
    assert any("Batley" in sentence for sentence in answer["says"])  # type: ignore[attr-defined]
    text = screen.open(SCHOOLS)["text"].replace("areas:", "# A note to ourselves.\nareas:", 1)
    says = screen.post("changes", {"file": SCHOOLS, "text": text})[1]["says"]
    assert says == ["Nothing changes for parents: only spaces, or notes to ourselves, are different."]


def test_a_file_that_cannot_be_written_stays_and_that_is_said(project: Project, screen: Screen) -> None:
    opened = screen.open(QUESTIONS)
    history = project.root / ".history"
    history.write_text("in the way")
    status, answer = screen.post(
        "save", {"file": QUESTIONS, "text": opened["text"] + "\nMore.\n", "version": opened["version"]}
    )
    assert status == 400
    assert "cannot be written" in str(answer["says"])
    assert "More." not in read(project, QUESTIONS)


# ---------------------------------------------------------------- forms


def test_a_box_of_a_form_changes_its_lines_only(screen: Screen) -> None:
    opened = screen.open(SCHOOLS)["text"]
    names = [row["name"] for row in screen.post("records", {"file": SCHOOLS, "text": opened})[1]]  # type: ignore[index]
    assert names[:2] == ["Birkby Junior School", "Ashbrow School"]
    given = {"file": SCHOOLS, "text": opened, "index": 1}
    boxes = {box["key"]: box["value"] for box in screen.post("form", given)[1]}  # type: ignore[index]
    assert (boxes["town"], boxes["former_names"], boxes["membership.checked"]) == (
        "Huddersfield",
        "Ashbrow Junior School",
        "2026-11-24",
    )
    for key, value, expected in (
        ("postcode", "HD2 1EX", "    town: Huddersfield\n    postcode: HD2 1EX\n    source: register"),
        ("aliases", "The Brow\nAsh: #1", '    aliases:\n      - The Brow\n      - "Ash: #1"\n    former_names:'),
        ("membership.confidence", "confirmed", "      confidence: confirmed\n  - urn: 148482"),
    ):
        text = str(screen.post("put", {**given, "key": key, "value": value})[1]["text"])
        assert expected in text
        assert set(opened.splitlines()) - set(text.splitlines()) <= {"      confidence: published by a school"}


def test_a_cluster_and_its_proof_can_be_given_to_a_school_box_by_box(project: Project, screen: Screen) -> None:
    text = screen.open(SCHOOLS)["text"]
    for key, value in (
        ("cluster", "3"),
        ("membership.source", "school-page"),
        ("membership.checked", "2026-11-24"),
        ("membership.confidence", "unconfirmed"),
    ):
        text = str(
            screen.post("put", {"file": SCHOOLS, "text": text, "index": 2, "key": key, "value": value})[1]["text"]
        )
    version = screen.open(SCHOOLS)["version"]
    assert screen.post("save", {"file": SCHOOLS, "text": text, "version": version})[0] == 200
    project.build()
    assert "is in" in project.page("/schools/st-josephs-catholic-primary-academy-dewsbury/")
    for key in ("cluster", "membership.source", "membership.checked", "membership.confidence"):
        text = str(screen.post("put", {"file": SCHOOLS, "text": text, "index": 2, "key": key, "value": ""})[1]["text"])
    assert text.count("membership:") == 2


def test_the_phone_numbers_of_a_contact_are_lines(screen: Screen) -> None:
    file = "data/contacts.yaml"
    given = {"file": file, "text": screen.open(file)["text"], "index": 0, "key": "phones"}
    text = screen.post("put", {**given, "value": "01422 266141\n07700 900000, mobile"})[1]["text"]
    assert '      - number: "07700 900000"\n        note: mobile\n' in str(text)


# ---------------------------------------------------------------- pictures


def picture(size: tuple[int, int]) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_picture_is_made_small_and_forgets_where_it_was_taken(project: Project, screen: Screen) -> None:
    assert screen.post("picture?name=My%20Photo.JPEG", picture((4000, 3000)))[1] == {
        "address": "/pictures/my-photo.jpg"
    }
    assert screen.post("picture?name=../../My%20Photo.JPEG", picture((40, 30)))[1] == {
        "address": "/pictures/my-photo-2.jpg"
    }
    with Image.open(project.root / "content/pictures/my-photo.jpg") as kept:
        assert kept.size == (1200, 900)
        assert not kept.getexif()
    status, answer = screen.post("picture?name=x.jpg", b"no picture")
    assert (status, str(answer["says"]).startswith("This is not a picture")) == (400, True)


# ---------------------------------------------------------------- nobody else


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Token": "wrong"},
        {"X-Token": ""},
        {"Origin": "https://evil.example"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example"},
    ],
)
def test_a_write_from_another_website_is_refused(project: Project, screen: Screen, headers: dict[str, str]) -> None:
    before = read(project, QUESTIONS)
    opened = screen.open(QUESTIONS)
    given = {"X-Token": screen.token, "Origin": screen.home, **headers}
    data = json.dumps({"file": QUESTIONS, "text": opened["text"] + "\nEvil.\n", "version": opened["version"]}).encode()
    for path in ("save", "type", "restore", "aside", "new", "picture?name=x"):
        assert answer_to(urllib.request.Request(f"{screen.home}/_edit/{path}", data, given))[0] == 403
    assert read(project, QUESTIONS) == before


@pytest.mark.parametrize(
    "file",
    [
        "../outside.md",
        "/etc/passwd",
        "content/../../outside.md",
        "content/linked.md",
        "build.py",
        "content/.hidden.md",
        "",
    ],
)
def test_no_other_file_can_be_read_or_written(project: Project, screen: Screen, file: str) -> None:
    outside = project.root.parent / "outside.md"
    outside.write_text("secret")
    (project.root / "content/linked.md").symlink_to(outside)
    (project.root / "content/.hidden.md").write_text("secret")
    for path in ("file", "versions"):
        status, body = get(f"{screen.home}/_edit/{path}?file={file}")
        assert (status, "secret" in body) == (404, False)
    for path in ("save", "type", "changes", "aside", "restore"):
        status, _ = screen.post(path, {"file": file, "text": "x", "version": "", "id": "x"})
        assert status == 404
    assert outside.read_text() == "secret"


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"file": 1}', b'{"file": "content/questions.md"}'])
def test_what_cannot_be_read_is_refused_without_harm(screen: Screen, body: bytes) -> None:
    for path in ("save", "changes", "records", "form", "put", "restore"):
        status, answer = screen.post(path, body)
        assert (status, bool(answer["says"])) == (400, True)


def test_the_screen_runs_nothing_but_its_own_script(screen: Screen) -> None:
    with urllib.request.urlopen(f"{screen.home}/_edit/", timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


# ---------------------------------------------------------------- in a browser

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, screen: Screen) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1300, "height": 800})
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto(f"{screen.home}/_edit/")
    page.get_by_role("button", name="Questions parents ask").click()
    expect(page.locator("#count")).to_contain_text("None here.")
    yield page
    assert failed == []
    page.close()


def type_at_end(page: Page, words: str) -> None:
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()


def test_edit_see_it_save_and_undo(project: Project, page: Page) -> None:
    type_at_end(page, "\n\nNew words.")
    expect(page.frame_locator("#live").get_by_text("New words.")).to_be_attached()
    expect(page.locator("#status")).to_contain_text("Not saved.")
    assert "New words." not in read(project, QUESTIONS)
    page.keyboard.press("Control+s")
    expect(page.get_by_role("dialog")).to_contain_text("1 paragraph new")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Saved.")
    assert "New words." in read(project, QUESTIONS)
    page.get_by_role("button", name="Earlier versions").click()
    page.get_by_role("dialog").get_by_role("button", name="Go back to it").click()
    expect(page.locator("#status")).to_contain_text("You are back")
    expect(page.locator("#text")).not_to_have_value(re.compile("New words"))
    assert "New words." not in read(project, QUESTIONS)


def test_problems_stand_beside_their_lines_as_they_are_typed_and_are_mended_with_one_press(
    project: Project, page: Page
) -> None:
    type_at_end(page, "\n\nSee [the words](/word/).")
    item = page.locator("#problems li")
    expect(item).to_contain_text('The link to "/word/" goes nowhere.')
    expect(page.locator("#lines .bad")).to_have_text("See [the words](/word/).")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Not saved: 1 to mend first.")
    expect(item.get_by_role("button", name=re.compile("^Line"))).to_be_focused()
    page.get_by_role("button", name="Mend line").click()
    expect(page.locator("#count")).to_contain_text("None here.")
    expect(page.locator("#text")).to_have_value(re.compile(r"See \[the words\]\(/words/\)\."))
    assert "/word/" not in read(project, QUESTIONS)


def test_the_keyboard_never_loses_its_place(project: Project, page: Page) -> None:
    opened = page.locator("#pages").get_by_role("button", name="Questions parents ask")
    opened.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_be_focused()
    opened.focus()
    project.append(QUESTIONS, "[Nowhere](/nowhere/)\n")  # by another program: the lists are drawn anew
    expect(opened).to_contain_text("1 problem")
    expect(opened).to_be_focused()
    found = page.locator("#problems").get_by_role("button", name=re.compile("^Line"))
    found.focus()
    project.append(QUESTIONS, "[Nowhere](/nowhere/)\n")
    expect(page.locator("#problems li")).to_have_count(2)
    expect(found.first).to_be_focused()


def test_pressing_save_twice_saves_once(project: Project, page: Page) -> None:
    type_at_end(page, "\n\nNew words.")
    page.get_by_role("button", name="Save", exact=True).dblclick()
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Saved.")
    expect(page.get_by_role("dialog")).to_have_count(0)
    kept = [path for path in (project.root / ".history").rglob("*") if path.is_file()]
    assert [path.parent.name for path in kept if path.name != ".gitignore"] == ["content%questions.md"]


def test_a_misspelt_word_is_a_note_and_stops_nothing(project: Project, page: Page) -> None:
    type_at_end(page, "\n\nWait to recieve it.")
    note = page.locator("#problems li.note").filter(has_text="recieve")
    expect(note).to_contain_text("receive", timeout=15_000)
    note.get_by_role("button", name="Mend line").click()
    expect(page.locator("#text")).to_have_value(re.compile("Wait to receive it"))
    save(page)
    expect(page.locator("#status")).to_contain_text("Saved.")
    assert "Wait to receive it." in read(project, QUESTIONS)


def test_a_conflict_is_asked_about_and_neither_side_is_lost(project: Project, page: Page) -> None:
    type_at_end(page, "\n\nMine.")
    expect(page.locator("#status")).to_contain_text("Not saved.")
    project.change(QUESTIONS, "Ask at", "Ask first at")  # by another program
    expect(page.locator("#status")).to_contain_text("Somebody else saved this file.")
    save(page)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Somebody else saved this file")
    dialog.get_by_role("button", name="Take theirs").click()
    expect(page.locator("#text")).to_have_value(re.compile("Ask first at"))
    kept = [path.read_text("utf-8") for path in (project.root / ".history").rglob("*") if path.is_file()]
    assert any("Mine." in text for text in kept)


def test_words_not_saved_come_back_after_the_window_is_closed(page: Page) -> None:
    type_at_end(page, "\n\nNot yet saved.")
    page.reload()
    expect(page.locator("#text")).to_have_value(re.compile("Not yet saved"))
    expect(page.locator("#status")).to_contain_text(re.compile("Not saved|are back"))
    page.get_by_role("button", name="Throw away what I typed").click()
    expect(page.locator("#text")).not_to_have_value(re.compile("Not yet saved"))


def test_the_program_is_started_again_in_between_and_nothing_is_lost(project: Project, browser: Browser) -> None:
    port = free_port()
    page = browser.new_page()
    with started("edit", project, port) as process:
        page.goto(f"{address_said_by(process)}/_edit/?file={QUESTIONS}")
        expect(page.locator("#count")).to_contain_text("None here.")
    type_at_end(page, "\n\nTyped while it was down.")
    expect(page.locator("#status")).to_contain_text("The program has stopped.")
    with started("edit", project, port) as process:
        address_said_by(process)
        expect(page.locator("#status")).to_contain_text(
            "Not saved. The live page shows what you typed.", timeout=15_000
        )
        save(page)
        expect(page.locator("#status")).to_contain_text("Saved.")
        assert "Typed while it was down." in read(project, QUESTIONS)
        page.close()


def test_the_toolbar_and_the_keys_write_markdown(page: Page) -> None:
    type_at_end(page, "\n\n- one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Heading").click()
    page.keyboard.type("Part")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_label("Words that parents see").fill("the words")
    page.get_by_label("Where does it lead?").fill("words explained")
    page.get_by_role("button", name="Put it in").click()
    page.get_by_role("button", name="Fact or contact").click()
    page.get_by_label("Type some of its words").fill("fact: not")
    page.get_by_role("button", name="Put it in").click()
    page.get_by_role("button", name="Fact or contact").click()
    page.get_by_label("Type some of its words").fill("nobody knows this")
    page.get_by_role("button", name="Put it in").click()
    expect(page.locator("#status")).to_contain_text("There is no fact, contact or school with those words.")
    ends = "\n\n- one\n- two\n## Part\n\n[the words](/words/){{ fact: not }}"
    expect(page.locator("#text")).to_have_value(re.compile(re.escape(ends) + "$"))
    page.locator("#text").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("#text")).not_to_be_focused()


def test_a_schools_record_is_a_form_with_its_problems_at_the_boxes(project: Project, page: Page) -> None:
    page.get_by_role("button", name="schools.yaml").click()
    page.get_by_label("Which one?").fill("ashbrow")
    page.get_by_label("Which one?").press("Tab")
    page.get_by_label("Postcode").fill("HD2")
    page.get_by_label("Postcode").press("Tab")
    expect(page.locator("#box-postcode-wrong")).to_contain_text('"HD2" is not a whole postcode.')
    expect(page.get_by_label("Postcode")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Postcode").fill("HD2 1EX")
    page.get_by_label("Postcode").press("Tab")
    expect(page.locator("#box-postcode-wrong")).to_have_text("")
    save(page)
    expect(page.locator("#status")).to_contain_text("Saved.")
    assert "postcode: HD2 1EX" in read(project, SCHOOLS)


@pytest.mark.parametrize("width", [360, 1300])
def test_everybody_can_use_it(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    type_at_end(page, "\n\nSee [x](/nowhere/).")
    expect(page.locator("#problems li")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "iframes": False}
    )
    assert [violation["id"] for violation in found.response["violations"]] == []
    page.get_by_role("button", name="schools.yaml").click()
    page.get_by_label("Which one?").fill("ashbrow")
    page.get_by_label("Which one?").press("Tab")
    expect(page.get_by_label("Postcode")).to_be_visible()
    found = Axe().run(page, options={"iframes": False})
    assert [violation["id"] for violation in found.response["violations"]] == []


def test_a_new_page_is_begun_as_a_draft(project: Project, page: Page) -> None:
    page.get_by_role("button", name="New page").click()
    page.get_by_label("Its title, as parents read it").fill("Money & help")
    page.get_by_role("button", name="Begin it").click()
    expect(page.locator("#status")).to_contain_text("A new page, as a draft")
    expect(page.locator("#text")).to_have_value(re.compile("title: Money & help\ndescription"))
    assert "draft: yes" in read(project, "content/money-and-help.md")
    expect(page.frame_locator("#live").get_by_role("heading", name="Money & help")).to_be_attached()
    page.get_by_role("button", name="New page").click()
    page.get_by_label("Its title, as parents read it").fill("Money & help")
    page.get_by_role("button", name="Begin it").click()
    expect(page.locator("#status")).to_contain_text("is taken already")


def test_what_is_due_is_a_list_that_leads_to_the_line(page: Page) -> None:
    page.get_by_role("button", name="Due for review").click()
    page.get_by_role("dialog").get_by_role("button", name="Open KIAS").click()
    expect(page.locator("#name")).to_have_text("data/contacts.yaml")


def test_nothing_of_it_is_published(project: Project, screen: Screen) -> None:
    assert screen.save(QUESTIONS, "Ask at", "Ask first at")[0] == 200
    project.build()
    published = [path for path in Path(project.site).rglob("*") if path.is_file()]
    assert not any(b"_edit" in path.read_bytes() or b"_preview" in path.read_bytes() for path in published)
