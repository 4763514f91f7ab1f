"""The README's own commands, on a clean copy of the project with an empty home and a bare Python."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from findyourcluster.places import PROJECT
from tests.servers import free_port, get, within

NOON = "1795521600"  # 24 November 2026

pytestmark = pytest.mark.clean_machine


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy: what git has or would add, nothing that it ignores."""
    folder = tmp_path_factory.mktemp("clean") / "find-your-cluster"
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((PROJECT / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a fresh account: no home, no activated environment, a bare Python first in the path."""
    home = tmp_path_factory.mktemp("home")
    python = Path(sys.base_prefix) / ("" if os.name == "nt" else "bin")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "PYTHON", "PYTEST"))
    }
    return {
        **kept,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "SOURCE_DATE_EPOCH": NOON,
        "PATH": f"{python}{os.pathsep}{os.environ['PATH']}",
    }


def commands_of(file: str) -> list[str]:
    """The commands that stand alone in a block of FILE, in order."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", (PROJECT / file).read_text("utf-8"), re.M | re.S)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def run(command: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_first_line_of_the_readme_serves_the_site(copy: Path, bare: dict[str, str]) -> None:
    first = commands_of("README.md")[0]
    assert first == "python3 build.py serve"
    assert not (copy / ".venv").exists()
    port = free_port()
    process = subprocess.Popen(
        f"exec {first} --no-open --port {port}", shell=True, cwd=copy, env=bare, stdout=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 240
        home = f"http://127.0.0.1:{port}"
        assert any(within(5, "Birkby Junior School", f"{home}/find/") for _ in range(60) if time.monotonic() < end)
        assert "is in" in get(f"{home}/schools/birkby-junior-school/")[1]
    finally:
        process.terminate()
        process.wait(20)


def test_the_second_line_of_the_readme_is_what_ci_runs() -> None:
    """There it sets up a clean machine and runs all tests, these too."""
    second = commands_of("README.md")[1]
    assert second == "python3 build.py test"
    assert second in (PROJECT / ".ci/run").read_text("utf-8").splitlines()


def test_the_commands_of_the_guides_work(copy: Path, bare: dict[str, str]) -> None:
    """Those for every day; tests/test_docs.py runs all of them, in a small project."""
    for file in ("docs/editing/change.md", "docs/editing/review.md", "docs/publishing.md"):
        for command in commands_of(file):
            done = run(command, copy, bare)
            assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    assert (copy / "review.ics").stat().st_size > 1000
    assert (copy / "site/index.html").exists()
