"""`build.py test`: the project's own tests, under pytest."""

from __future__ import annotations

import argparse
import os

import pytest

from findyourcluster.places import PROJECT


def run(asked: argparse.Namespace) -> int:
    os.chdir(PROJECT)
    return int(pytest.main(asked.pytest or _all_of_them()))


def _all_of_them() -> list[str]:
    """All tests in several processes, the files of each kept together: many wait for a browser or a server.

    They begin in the order in which they are found (tests/conftest.py puts first what takes longest).
    """
    return ["-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile", "--no-loadscope-reorder"]
