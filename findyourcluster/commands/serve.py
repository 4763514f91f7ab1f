"""`build.py serve`: the live preview."""

from __future__ import annotations

import argparse

from findyourcluster.preview.server import serve


def run(asked: argparse.Namespace) -> int:
    return serve(asked.root, asked.today, asked.port, open_browser=not asked.no_open, lan=asked.lan)
