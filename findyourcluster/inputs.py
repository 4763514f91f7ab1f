"""All that a build reads, as digests: the folder with the site's words, and the program with its templates."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from findyourcluster.digests import digest
from findyourcluster.files import LARGEST_LIST, read_real
from findyourcluster.places import PROJECT

_OF_THE_SITE = ("content", "data", "static", "templates")
_OF_THE_PROGRAM = ("static", "templates")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a build reads."""

    files: Mapping[str, bytes]  # digests by the names of files: "data/schools.yaml", "program/static/style.css"
    program: bytes  # the digest of our Python, of the packages beside it and of Python itself

    def same_but_for(self, other: Inputs, names: Iterable[str]) -> bool:
        """Whether OTHER has the same files, whatever is in those of NAMES."""
        ours, theirs = dict(self.files), dict(other.files)
        for name in names:
            ours.pop(name, None)
            theirs.pop(name, None)
        return (ours, self.program) == (theirs, other.program)

    def digest(self, *more: object) -> bytes:
        """One of all, and of what MORE a build depends on, in a form that says all of it."""
        parts = [f"{name} {found.hex()}" for name, found in sorted(self.files.items())]
        whole = "\n".join((*parts, self.program.hex(), repr(more)))
        return digest(whole.encode("utf-8", "surrogateescape"))  # names of files may be anything


def inputs_of(root: Path) -> Inputs:
    """What a build of ROOT reads now."""
    folders = {
        **{f"{name}/": root / name for name in _OF_THE_SITE},
        **{f"program/{name}/": PROJECT / name for name in _OF_THE_PROGRAM},
    }
    files = {
        before + name: digest(content) for before, folder in folders.items() for name, content in _contents(folder)
    }
    code = [f"{name} {digest(content).hex()}" for name, content in _contents(PROJECT / "findyourcluster")]
    return Inputs(files, digest("\n".join((*code, *_libraries(), sys.version)).encode("utf-8")))


def _contents(folder: Path, inside: str = "") -> Iterator[tuple[str, bytes]]:
    """The files below FOLDER, by their path there, in the order of their names. Of what cannot be read there is
    nothing: what loads the site says so."""
    if not inside and folder.is_symlink():
        yield "", os.fsencode(folder.readlink())
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_symlink():
            yield inside + entry.name, os.fsencode(Path(entry.path).readlink())
        elif entry.is_dir():
            yield from _contents(Path(entry.path), f"{inside}{entry.name}/")
        else:
            try:
                content = read_real(Path(entry.path), LARGEST_LIST)
            except OSError as why:  # gone this very moment, or not to be read: what loads the site says so
                content = str(why).encode("utf-8", "replace")
            yield inside + entry.name, content


def _libraries() -> list[str]:
    """Every package that is installed beside us, with its version."""
    found: set[str] = set()
    for place in sys.path:
        if place.endswith(("site-packages", "dist-packages")):
            try:
                found.update(path.name for path in Path(place).glob("*.dist-info"))
            except OSError:
                continue
    return sorted(found)
