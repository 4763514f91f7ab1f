"""Where content/ and data/ are read from: a folder, with what an editor has typed on top of it, or a copy in memory.

Files may come and go while they are read, since editors save by renaming: what has gone is not there. Only real files
are read, and none without a bound: a link could lead to what is nobody's business, a pipe or a device has no end.
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

LARGEST_LIST = 100_000_000  # bytes; all schools of England need about 15 million
LARGEST_DATA = 2_000_000
LARGEST_PAGE = 100_000  # three times as much as a long page has
LARGEST_PICTURE = 1_000_000

_LISTS = ("data/schools.yaml", "data/addresses.txt", "data/changes.yaml")
"""What grows with the schools, and with the years."""


class LeadsElsewhere(OSError):
    """It is a link, or in a folder that is one."""


class NoFile(OSError):
    """It is something else than a file: a folder, a pipe, a device."""


class TooLarge(OSError):
    """It holds more than a file of its kind may."""

    def __init__(self, size: int, most: int) -> None:
        super().__init__(f"it is {size:,} bytes long, and {most:,} are the most")
        self.size = size
        self.most = most


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
        if (self.root / folder).is_symlink():
            yield Entry(folder, 0, is_link=True)
            return
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
            return read_within(self.root, name, most_of(name))
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


def most_of(name: str) -> int:
    """The bytes that the file NAME may have: "content/find.md"."""
    if name.startswith("data/"):
        return LARGEST_LIST if name in _LISTS else LARGEST_DATA
    return LARGEST_PAGE if name.endswith(".md") else LARGEST_PICTURE


def read_within(root: Path, name: str, most: int) -> bytes:
    """What the file NAME below ROOT holds. As `read_real`; and raises LeadsElsewhere where a part of NAME is a link."""
    path = root
    for part in name.split("/"):
        path = path / part
        if path.is_symlink():
            raise LeadsElsewhere("it is a link to another place")
    return read_real(path, most)


def read_real(path: Path, most: int) -> bytes:
    """What the file PATH holds, which is at most MOST bytes.

    Raises NoFile and TooLarge; and other kinds of OSError, as where it is not there, or may not be read.
    """
    # Without waiting: a pipe to which nobody writes would never open.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        raise NoFile("it is no file")
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())  # of what was opened: it may be another by now
        if not stat.S_ISREG(status.st_mode):
            raise NoFile("it is no file")
        if status.st_size > most:
            raise TooLarge(status.st_size, most)
        content = file.read(most + 1)
    if len(content) > most:
        raise TooLarge(len(content), most)
    return content
