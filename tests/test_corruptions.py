"""Whatever happens to a file between two key presses: told with its place, or harmless; the site stays whole."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from findyourcluster.commands import main
from tests.conftest import SMALL, TODAY, files_in

FILES = sorted(
    path.relative_to(SMALL).as_posix() for folder in ("content", "data") for path in (SMALL / folder).rglob("*.*")
)
TYPED = " \t\n\"'#-*_:;,.!?&<>[](){}|`~%@=+/\\0aZé“–\u00a0\u200b\ufeff\x00"
"""What a hand is likely to hit, and what is likely to hurt."""

EXAMPLES = int(os.environ.get("CORRUPTIONS", "30"))
"""How many slips are tried; more before a release, say."""

TOP_BLOCK = re.compile(
    r"(?:^|\s)(?:title|description|layout|short|related|checked|review_by|publish_on|expire_on|draft): |^-{3}$", re.M
)
TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}")


# ---------------------------------------------------------------- what goes wrong

Corruption = Callable[[list[str], int, str], list[str]]
"""What happens to a text, as its characters or as its lines, at one of them; the last is what a hand put there."""

CORRUPTIONS: tuple[Corruption, ...] = (
    lambda parts, at, _: [*parts[:at], *parts[at + 1 :]],  # deleted
    lambda parts, at, typed: [*parts[:at], typed, *parts[at:]],  # inserted
    lambda parts, at, typed: [*parts[:at], typed, *parts[at + 1 :]],  # replaced
    lambda parts, at, _: [*parts[:at], *parts[at + 1 : at + 2], *parts[at : at + 1], *parts[at + 2 :]],  # swapped
    lambda parts, at, _: [*parts[: at + 1], *parts[at:]],  # doubled
    lambda parts, at, _: parts[:at],  # cut short
)


@st.composite
def corrupted(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of the small project, and what it holds after one slip."""
    file = draw(st.sampled_from(FILES))
    text = (SMALL / file).read_text("utf-8")
    by_line = draw(st.booleans())
    parts = text.split("\n") if by_line else list(text)
    corrupt = draw(st.sampled_from(CORRUPTIONS))
    parts = corrupt(parts, draw(st.integers(0, len(parts) - 1)), draw(st.sampled_from(TYPED)))
    return file, ("\n" if by_line else "").join(parts).encode("utf-8")


# ---------------------------------------------------------------- what must hold


class Bench:
    """A project that is corrupted again and again, and its published site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(SMALL, root)
        assert self.run("build")[0] == 0
        self.sound = self.site()

    def run(self, command: str, *more: str) -> tuple[int, str]:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            status = main([command, "--root", str(self.root), "--today", TODAY, *more])
        return status, out.getvalue()

    def site(self) -> dict[str, bytes]:
        return files_in(self.root / "site")

    def with_file(self, file: str, content: bytes) -> None:
        (self.root / file).write_bytes(content)

    def restore(self, file: str) -> None:
        shutil.copy(SMALL / file, self.root / file)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("corrupted") / "project")


class Words(HTMLParser):
    """What a parent reads of a page: its words, and the descriptions of its pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.silent = tag
        self.found += [value for name, value in attrs if name in ("alt", "content", "aria-label", "title") and value]

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def read(page: bytes) -> str:
    return "\n".join(Words(page.decode("utf-8")).found)


def must_hold(bench: Bench, file: str, content: bytes) -> None:
    bench.with_file(file, content)
    try:
        before = bench.site()
        status, said = bench.run("build", "--format", "json")
        assert status in (0, 1), said
        after = bench.site()
        if status == 1:
            assert after == before
            problems = json.loads(said)["problems"]
            assert problems
            for problem in problems:
                assert problem["file"].startswith(("content/", "data/")), problem
                assert problem["says"].endswith((".", "?", "!")), problem
        else:
            for name, page in after.items():
                if name.endswith(".html"):
                    assert not TOP_BLOCK.search(read(page)), name
                    assert not TEMPLATE.search(read(page)), name
    finally:
        bench.restore(file)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slip=corrupted())
def test_no_slip_breaks_the_program_or_the_site(bench: Bench, slip: tuple[str, bytes]) -> None:
    must_hold(bench, *slip)


def test_every_line_of_every_file_may_go_or_come_twice(bench: Bench) -> None:
    for file in FILES[:: len(FILES) // 4]:
        lines = (SMALL / file).read_text("utf-8").split("\n")
        for at in range(0, len(lines), 3):
            must_hold(bench, file, "\n".join(lines[:at] + lines[at + 1 :]).encode())
            must_hold(bench, file, "\n".join(lines[: at + 1] + lines[at:]).encode())
