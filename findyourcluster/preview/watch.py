"""Sees that files below some folders have changed, whatever way an editor has of saving them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, int, int]  # when it was written (ns), bytes, the file itself: one saved by renaming is another


class Watch:
    """Looks at FOLDERS when asked; says that they changed once they have come to rest.

    Half-written files would only show problems that are gone a moment later.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)
        self.seen = self._look()
        self.moving = False

    def changed(self) -> bool:
        """Whether something is different since the last time that this was true, and nothing since the last call."""
        now = self._look()
        if now != self.seen:
            self.seen = now
            self.moving = True
            return False
        settled, self.moving = self.moving, False
        return settled

    def _look(self) -> dict[str, Stamp]:
        stamps: dict[str, Stamp] = {}
        for folder in self.folders:
            _stamp(str(folder), stamps)
        return stamps


def _stamp(folder: str, stamps: dict[str, Stamp]) -> None:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    _stamp(entry.path, stamps)
                else:
                    found = entry.stat(follow_symlinks=False)
                    stamps[entry.path] = (found.st_mtime_ns, found.st_size, found.st_ino)
    except OSError:
        pass  # gone this moment: its absence is the change
