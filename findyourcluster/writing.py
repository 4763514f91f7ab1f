"""A new page put into its folder, as the command line and the editing screen do it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from findyourcluster.beginning import CannotBegin, begin_page
from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.places import PROJECT
from findyourcluster.saving import as_typed, below, save

TEMPLATE = "templates/new/page.md"


def write_page(root: Path, typed: str, title: str, today: date) -> str:
    """Begins the page TYPED below ROOT as a draft; gives its file. Raises CannotBegin, or OSError."""
    own = root / TEMPLATE
    try:
        template = as_typed(own if own.exists() else PROJECT / TEMPLATE)
    except UnicodeDecodeError as error:
        raise CannotBegin(f"{own} was not saved as UTF-8.") from error
    begun = begin_page(load(Folder(root)).site, template, typed, title, today)
    if (root / begun.at.file).exists():
        raise CannotBegin(f"There is a file {begun.at.file} already.")
    save(below(root, begun.at.file), begun.text)
    return begun.at.file
