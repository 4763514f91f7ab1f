"""The preview and the editing screen as a volunteer starts them: another process, on a port of this machine."""

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
from tests.conftest import TODAY, Project


@contextmanager
def started(command: str, project: Project, port: int, *more: str) -> Iterator[subprocess.Popen[str]]:
    """`build.py COMMAND` for PROJECT, ended when the block is left."""
    arguments = ["--no-open", "--root", str(project.root), "--port", str(port), "--today", TODAY, *more]
    process = subprocess.Popen(
        [sys.executable, "-u", str(PROJECT / "build.py"), command, *arguments],
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


def address_said_by(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if "Your site is at" in line:
            return line.split()[-1].rstrip("/")
    pytest.fail("it did not start")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def get(url: str, **headers: str) -> tuple[int, str]:
    return answer_to(urllib.request.Request(url, headers=headers))


def answer_to(request: urllib.request.Request) -> tuple[int, str]:
    """Status and words."""
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode("utf-8")


def within(seconds: float, text: str, url: str) -> bool:
    """Whether URL shows TEXT before SECONDS are over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(urllib.error.URLError):  # it may be starting still
            if text in get(url)[1]:
                return True
        time.sleep(0.05)
    return False
