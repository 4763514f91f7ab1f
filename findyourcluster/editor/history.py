"""What stood in each file before: its last versions, kept beside the project and outside git."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from findyourcluster.saving import save, save_bytes

KEPT = 30
"""The versions of each file that are kept, the newest ones."""

FOLDER = ".history"
_WHEN = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Version:
    id: str  # names it: the moment when it was put aside
    kept: datetime
    path: Path

    def read(self) -> bytes:
        return self.path.read_bytes()


class History:
    """The versions of the files below ROOT. FILE is always a name from there on: "content/find.md"."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER

    def keep(self, file: str, content: bytes) -> None:
        """Puts CONTENT aside as the newest version of FILE, unless it is that already. Raises OSError."""
        versions = self.versions(file)
        if versions and versions[0].read() == content:
            return
        if not (self.folder / ".gitignore").exists():
            save(self.folder / ".gitignore", "*\n")
        moment = datetime.now().astimezone()
        save_bytes(self._of(file) / moment.strftime(_WHEN), content)
        for old in self.versions(file)[KEPT:]:
            with contextlib.suppress(OSError):
                old.path.unlink()

    def versions(self, file: str) -> list[Version]:
        """The versions of FILE, the newest first."""
        found = []
        with contextlib.suppress(FileNotFoundError):
            for path in self._of(file).iterdir():
                with contextlib.suppress(ValueError):  # not one of ours
                    found.append(Version(path.name, datetime.strptime(path.name, _WHEN).astimezone(), path))
        return sorted(found, key=lambda version: version.id, reverse=True)

    def version(self, file: str, id: str) -> Version | None:
        return next((version for version in self.versions(file) if version.id == id), None)

    def _of(self, file: str) -> Path:
        return self.folder / file.replace("/", "%")
