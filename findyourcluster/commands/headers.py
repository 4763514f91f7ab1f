"""`build.py headers`: what a web host is to say beside each file, for its settings."""

from __future__ import annotations

import argparse

from findyourcluster.outputs.headers import FORMATS


def run(asked: argparse.Namespace) -> int:
    print(FORMATS[asked.format](), end="")
    return 0
