"""The live preview: the site on this machine, following edits."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from findyourcluster.places import PROJECT
from tests.conftest import Project


@contextmanager
def preview(project: Project, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", str(PROJECT / "build.py"), "serve", "--no-open"]
    process = subprocess.Popen(
        [*command, "--root", str(project.root), "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=10)


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode("utf-8")


def address_said_by(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if "Your site is at" in line:
            return line.split()[-1].rstrip("/")
    pytest.fail("the preview did not start")


def within(seconds: float, text: str, url: str) -> bool:
    """Whether URL shows TEXT before SECONDS are over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(urllib.error.URLError):  # it may be starting still
            if text in get(url)[1]:
                return True
        time.sleep(0.1)
    return False


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_it_serves_follows_edits_and_keeps_the_last_good_pages(project: Project) -> None:
    with preview(project, free_port()) as process:
        home = address_said_by(process)
        assert "127.0.0.1" in home
        assert within(10, "Find your school", f"{home}/")
        status, body = get(f"{home}/no-such-page/")
        assert (status, "We cannot find that page" in body) == (404, True)

        project.change("content/questions.md", "Ask at", "Ask first at")
        assert within(10, "Ask first at", f"{home}/questions/")

        project.append("content/questions.md", "[Nowhere](/nowhere/)\n")
        time.sleep(2)
        assert "Ask first at" in get(f"{home}/questions/")[1]
        project.change("content/questions.md", "[Nowhere](/nowhere/)", "All mended.")
        assert within(10, "All mended.", f"{home}/questions/")
    assert not project.site.exists(), "the preview must not touch the published site"


def test_it_takes_the_next_port_where_one_is_in_use(project: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with preview(project, port) as process:
            home = address_said_by(process)
            assert not home.endswith(f":{port}")
            assert within(10, "Find your school", f"{home}/")


def test_a_site_with_problems_is_explained_and_not_served(project: Project) -> None:
    project.append("content/questions.md", "[Nowhere](/nowhere/)\n")
    with preview(project, free_port()) as process:
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert 'The link to "/nowhere/" goes nowhere.' in said
