"""`build.py edit`: the editing screen."""

from __future__ import annotations

import argparse

from findyourcluster.editor.server import edit


def run(asked: argparse.Namespace) -> int:
    return edit(asked.root, asked.today, asked.port, open_browser=not asked.no_open)
