"""Where content/ and data/ are read from: a folder, with what an editor has typed on top of it, or a copy in memory.

Files may come and go while they are read, since editors save by renaming: what has gone is not there.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from findyourcluster.faults import reason

NOTHING: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """A file by its name from the root on, with slashes: "content/find/map.md"."""

    name: str
    size: int  # bytes
    is_link: bool = False
    fault: str = ""  # why the system does not let us look at it: a folder that only others may open, for instance


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
        faults: list[OSError] = []
        for where, inside, names in os.walk(self.root / folder, onerror=faults.append):
            links = [name for name in inside if Path(where, name).is_symlink()]  # walk does not follow them
            for name in (*names, *links):
                path = Path(where, name)
                try:
                    found = path.lstat()
                    yield Entry(self._name(path), found.st_size, stat.S_ISLNK(found.st_mode))
                except OSError as error:
                    faults.append(error)
        for fault in faults:
            if not isinstance(fault, FileNotFoundError | NotADirectoryError):
                yield Entry(self._name(Path(fault.filename)), 0, fault=reason(fault))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

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
