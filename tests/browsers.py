"""Finds a browser for the tests that need one: an installed one, Playwright's own, else Debian's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
_HOW_TO = (
    "No browser was found, so what needs one was NOT tested. Install Chromium, Chrome or Edge, "
    "or run: python3 -m playwright install chromium"
)


def find_browser(play: Playwright) -> str:
    """The path of a browser. Without one, tests fail in CI (CI is set) and are skipped aloud elsewhere."""
    for path in _installed():
        return path
    own = play.chromium.executable_path
    if Path(own).exists():
        return own
    if debian := _from_debian():
        return debian
    if os.environ.get("CI"):
        pytest.fail(_HOW_TO)
    pytest.skip(_HOW_TO)


def _installed() -> Iterator[str]:
    for name in _NAMES:
        if path := shutil.which(name):
            yield path
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    for candidate in (*_MAC, *(f"{folder}\\{rest}" for folder in folders if folder for rest in _WINDOWS)):
        if Path(candidate).exists():
            yield candidate


def _from_debian() -> str | None:
    """Debian's Chromium, installed where we may: as root on a system with apt."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(command, check=False, capture_output=True)
    return shutil.which("chromium")
