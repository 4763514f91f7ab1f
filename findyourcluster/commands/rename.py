"""`build.py rename`: another address for a page or a school, with everything that leads there."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from findyourcluster.files import Folder
from findyourcluster.renaming import CannotRename, Renaming, page_name, rename_page, rename_school
from findyourcluster.saving import as_typed, save_all


def run(asked: argparse.Namespace) -> int:
    root: Path = asked.root
    try:
        rename = rename_school if asked.school else rename_page
        renaming = rename(_texts(root), asked.old, asked.new)
        _write(root, renaming)
    except (CannotRename, OSError) as why:
        print(f"{why}\nNothing was changed.", file=sys.stderr)
        return 1
    if not asked.school and page_name(asked.new) != asked.new:
        print(f'The name is spelt "{page_name(asked.new)}", as it is in addresses.')
    print("\n".join(renaming.says))
    return 0


def _texts(root: Path) -> dict[str, str]:
    """The texts of content/ and data/, each as it stands in its file."""
    folder = Folder(root)
    names = [
        entry.name
        for place in ("content", "data")
        for entry in folder.entries(place)
        if entry.name.endswith((".md", ".yaml")) and not entry.is_link and "/." not in entry.name
    ]
    try:
        return {name: as_typed(root / name) for name in names}
    except UnicodeDecodeError as error:
        raise CannotRename(
            "A file has characters that were not saved as UTF-8. Run check, and mend it first."
        ) from error


def _write(root: Path, renaming: Renaming) -> None:
    gone = [root / file for file in renaming.gone]
    save_all({root / file: text for file, text in renaming.texts.items()}, gone)
    for path in gone:
        with contextlib.suppress(OSError):  # others are in it still
            path.parent.rmdir()
