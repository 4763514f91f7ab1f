"""Where the project itself lies on this machine."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The folder with build.py, templates/ and static/."""
