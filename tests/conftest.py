"""What tests stand on: a small real project to change, the site of this repository built once, a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from findyourcluster import publish
from findyourcluster.commands import main
from tests.browsers import FLAGS, find_browser
from tests.host import Host

settings.register_profile("as busy as this computer is", deadline=None)
settings.load_profile("as busy as this computer is")

LONGEST_FIRST = ("test_clean_machine", "test_faults", "test_incremental", "test_hostile_files", "test_attacks")
"""So that no process is busy with one of them when the others are through."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in LONGEST_FIRST)


TODAY = "2026-11-24"
"""The day on which tests build, so that reviews that fall due do not break them."""


def without_columns(said: str) -> str:
    """SAID with each place as file and line only: which column it is, is tested on its own."""
    return re.sub(r"^(\S.*?:\d+):\d+:", r"\1:", said, flags=re.M)


def asset(site: Path, name: str) -> str:
    """The address at which the published folder SITE has what static/ calls NAME: "/assets/style.3f9c2a1b7d04.css"."""
    stem, _, suffix = name.rpartition(".")
    (path,) = site.glob(f"assets/{stem}.*.{suffix}")
    return f"/{path.relative_to(site).as_posix()}"


SMALL = Path(__file__).parent / "projects" / "small"


def files_in(folder: Path, but: str = "") -> dict[str, bytes]:
    """What the files in and below FOLDER hold, by their path there, without those called BUT or in a folder of that
    name; nothing where there is no such folder."""
    paths = ((path.relative_to(folder), path) for path in sorted(folder.rglob("*")) if path.is_file())
    return {place.as_posix(): path.read_bytes() for place, path in paths if but not in place.parts}


@dataclass(frozen=True)
class Project:
    """A copy of a project that a test may change, used through the command line."""

    root: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def site(self) -> Path:
        return self.root / "site"

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Replaces the first OLD in FILE, which must be there."""
        text = (self.root / file).read_text("utf-8")
        assert old in text, f"{file} has no {old!r}"
        self.write(file, text.replace(old, new, 1))

    def append(self, file: str, text: str) -> None:
        self.write(file, (self.root / file).read_text("utf-8").rstrip("\n") + "\n\n" + text)

    def run(self, command: str, *more: str) -> tuple[int, str, str]:
        """Exit status, what went to the output, what went to the error output."""
        self.capsys.readouterr()
        status = main([command, "--root", str(self.root), "--today", TODAY, *more])
        out, err = self.capsys.readouterr()
        return status, out, err

    def problems(self) -> list[str]:
        """What `check` finds wrong, a line each: file, line, sentence, fix. Without columns, and lines to paste."""
        status, _, err = self.run("check")
        assert "Traceback" not in err
        lines = [line for line in err.splitlines() if line and not line.startswith(" ")]
        assert status == (1 if lines else 0)
        return without_columns("\n".join(lines[:-1])).splitlines()  # the last one counts them

    def build(self) -> None:
        status, _, err = self.run("build")
        assert status == 0, err

    def page(self, address: str) -> str:
        """The HTML published at ADDRESS."""
        return (self.site / address.lstrip("/") / "index.html").read_text("utf-8")


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Nobody pulls the plug on what runs in this process; what tests/test_faults.py kills runs in others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda _: None)
        patch.setattr(publish, "_sync_file_system", lambda _: None)
        yield


@pytest.fixture(scope="session")
def built_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with its published site, to be copied."""
    root = tmp_path_factory.mktemp("small") / "project"
    shutil.copytree(SMALL, root)
    assert main(["build", "--root", str(root), "--today", TODAY]) == 0
    return root


@pytest.fixture
def project(tmp_path: Path, built_small: Path, capsys: pytest.CaptureFixture[str]) -> Project:
    """The small project: two schools in Cluster 14, two of one name whose cluster is unknown. Not built yet."""
    root = tmp_path / "project"
    shutil.copytree(SMALL, root)
    for kept in ("templates", "pictures"):  # they take long to make, and are the same each time
        shutil.copytree(built_small / ".cache" / kept, root / ".cache" / kept)
    return Project(root, capsys)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this repository's own site, built."""
    out = tmp_path_factory.mktemp("built") / "site"
    assert main(["build", "--out", str(out), "--today", TODAY]) == 0
    return out


@pytest.fixture(scope="session")
def host(built: Path) -> Iterator[str]:
    """The address of a web host that serves the built site."""
    with Host(built) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, Chrome or Edge."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=find_browser(play), args=FLAGS)
        yield chromium
        chromium.close()
