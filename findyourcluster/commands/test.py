"""`build.py test`: the project's own tests, under pytest."""

from __future__ import annotations

import argparse
import os

import pytest

from findyourcluster.places import PROJECT


def run(asked: argparse.Namespace) -> int:
    os.chdir(PROJECT)
    return int(pytest.main(asked.pytest))
