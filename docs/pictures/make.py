"""Makes the pictures of the guide: the editing screen and the preview, in a real browser, on a copy of this site.

    python3 -m docs.pictures.make

in the project's folder, with the Python that `build.py test` set up (.venv). Run it when the screens have changed.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from findyourcluster.places import PROJECT
from tests.browsers import FLAGS, find_browser
from tests.servers import address_said_by, free_port

HERE = Path(__file__).parent
TODAY = "2026-11-24"  # so that what is due does not depend on the day on which they are made
QUESTIONS = "content/questions.md"

WIDTH = 1000  # pixels of each picture
SCREEN: ViewportSize = {"width": 1200, "height": 820}
COLOURS = 48  # enough for a screen of words, and a fifth of the bytes


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        root = Path(folder)
        for name in ("content", "data"):
            shutil.copytree(PROJECT / name, root / name)
        browser = play.chromium.launch(executable_path=find_browser(play), args=FLAGS)
        with _started("edit", root) as home:
            _of_the_editing_screen(browser, home)
        with _started("serve", root) as home:
            _of_the_preview(browser, home, root / QUESTIONS)
        browser.close()


def _of_the_editing_screen(browser: Browser, home: str) -> None:
    page = _window(browser)
    page.goto(f"{home}/_edit/")
    page.get_by_role("button", name="Questions parents ask").click()
    expect(page.locator("#count")).to_contain_text("None here.")
    _take(page, "edit-page")

    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nRead [about the money](/mony/).\n")
    expect(page.locator("#problems")).to_contain_text("Mend it")
    page.get_by_text("Why: A link").scroll_into_view_if_needed()
    _take(page, "edit-problem")

    page.get_by_role("button", name="Mend line").click()
    expect(page.locator("#count")).to_contain_text("None here.")
    page.get_by_role("button", name="Fact or contact").click()
    page.get_by_label("Type some of its words").fill("Phone of KIAS")
    _take(page, "edit-cite")
    page.get_by_role("dialog").get_by_role("button", name="Not now").click()

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("What will change")
    _take(page, "edit-changes")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Saved.")
    page.get_by_role("button", name="Earlier versions").click()
    expect(page.get_by_role("dialog")).to_contain_text("Earlier versions")
    _take(page, "edit-earlier")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()

    page.get_by_label("Find a page").fill("schools")
    page.get_by_role("button", name="schools.yaml").click()
    page.locator("#which").fill("Ashbrow School")
    page.locator("#which").press("Tab")
    page.get_by_label("Postcode").fill("HD2")
    page.get_by_label("Postcode").press("Tab")
    expect(page.locator("#box-postcode-wrong")).to_contain_text("is not a whole postcode.")
    page.locator("#box-note").scroll_into_view_if_needed()
    _take(page, "edit-school")
    page.close()


def _of_the_preview(browser: Browser, home: str, file: Path) -> None:
    page = _window(browser)
    page.goto(f"{home}/questions/")
    file.write_text(file.read_text("utf-8") + "\nRead [about the money](/mony/) first.\n", "utf-8")
    expect(page.get_by_role("complementary", name="Preview")).to_contain_text("goes nowhere")
    _take(page, "preview-problem")
    page.close()


def _window(browser: Browser) -> Page:
    return browser.new_page(viewport=SCREEN, device_scale_factor=WIDTH / SCREEN["width"], color_scheme="light")


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(1500)  # until the live page has drawn
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)


@contextmanager
def _started(command: str, root: Path) -> Iterator[str]:
    """The address of `build.py COMMAND` for ROOT, ended when the block is left."""
    line = [sys.executable, "-u", str(PROJECT / "build.py"), command, "--root", str(root), "--today", TODAY]
    process = subprocess.Popen(
        [*line, "--no-open", "--port", str(free_port())],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    try:
        yield address_said_by(process)
    finally:
        process.terminate()
        process.communicate(timeout=10)


if __name__ == "__main__":
    main()
