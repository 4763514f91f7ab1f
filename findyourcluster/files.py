"""Where content/ and data/ are read from: a folder, with what an editor has typed on top of it, or a copy in memory.

Files may come and go while they are read, since editors save by renaming: what has gone is not there.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

NOTHING: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """A file by its name from the root on, with slashes: "content/find/map.md"."""

    name: str
    size: int  # bytes
    is_link: bool = False


class Files(Protocol):
    """What pages and data are read from."""

    def entries(self, folder: str) -> Iterator[Entry]:
        """Every file in and below FOLDER, by name; nothing where there is no such folder."""

    def read(self, name: str) -> bytes | None:
        """What a file holds; None where it is not there. Raises OSError where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The files below ROOT; where TYPED has a file, that is what it holds."""

    root: Path
    typed: Mapping[str, bytes] = field(default_factory=lambda: NOTHING)

    def entries(self, folder: str) -> Iterator[Entry]:
        found = {entry.name: entry for entry in self._on_disk(folder)}
        found |= {name: Entry(name, len(data)) for name, data in self.typed.items() if name.startswith(f"{folder}/")}
        return iter(sorted(found.values(), key=lambda entry: entry.name.split("/")))

    def _on_disk(self, folder: str) -> Iterator[Entry]:
        for where, inside, names in os.walk(self.root / folder):
            links = [name for name in inside if Path(where, name).is_symlink()]  # walk does not follow them
            for name in (*names, *links):
                path = Path(where, name)
                with contextlib.suppress(FileNotFoundError):
                    found = path.lstat()
                    name_from_root = path.relative_to(self.root).as_posix()
                    yield Entry(name_from_root, found.st_size, stat.S_ISLNK(found.st_mode))

    def read(self, name: str) -> bytes | None:
        if name in self.typed:
            return self.typed[name]
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None


@dataclass(frozen=True, slots=True)
class Copy:
    """Files held in memory, such as those that the last published site was made from."""

    held: Mapping[str, bytes]

    def entries(self, folder: str) -> Iterator[Entry]:
        names = sorted((name for name in self.held if name.startswith(f"{folder}/")), key=lambda name: name.split("/"))
        return (Entry(name, len(self.held[name])) for name in names)

    def read(self, name: str) -> bytes | None:
        return self.held.get(name)

    def text(self, name: str) -> str | None:
        """The words of a file; None where it is not there, or is no text."""
        try:
            return self.held[name].decode("utf-8")
        except (KeyError, UnicodeDecodeError):
            return None
