"""What an earlier build made, so that the next one makes only what changed. Kept in .cache/, by content.

It is a help and never a source: where it is missing, damaged, of another program or no longer true, all is made anew.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from findyourcluster.cache import put, sealed, unsealed
from findyourcluster.stamps import Stamp, stamps

FORMAT = 3
"""Goes up when what stands in the file means something else."""

Listed = tuple[tuple[str, int | None], ...]
"""Pages for the sitemap: their addresses, and the days on which they last changed, counted from the year 1."""


@dataclass(frozen=True, slots=True)
class MadeUnit:
    """What was published of a unit."""

    key: bytes  # the digest of all that it was made of, but for templates
    templates: tuple[str, ...]  # that drew it
    listed: Listed
    files: Mapping[str, Stamp]  # by path


@dataclass(frozen=True, slots=True)
class Made:
    """What was published at one place."""

    units: Mapping[str, MadeUnit] = field(default_factory=dict)
    templates: Mapping[str, bytes] = field(default_factory=dict)  # digests, each with those that it includes
    references: Mapping[str, Any] = field(default_factory=dict)  # see `template_files.Templates`
    inputs: bytes = b""  # the digest of all that the build read
    said: str = ""  # what the build said of the site
    copy: Stamp = (-1, 0, 0)  # of the words that it was made from, kept to compare with

    @property
    def files(self) -> dict[str, Stamp]:
        return {path: stamp for unit in self.units.values() for path, stamp in unit.files.items()}


def is_intact(out: Path, made: Made) -> bool:
    """Whether there is at OUT what was published there, all of it and nothing else."""
    return stamps(out) == made.files


def left_over(out: Path) -> list[Path]:
    """The folders beside OUT in which a run that was killed had begun a site, or put the old one aside."""
    name = re.compile(rf"\.{re.escape(out.name)}\.(?:old|new(?:-[0-9a-f]{{8}})?)")
    try:
        return [Path(entry.path) for entry in os.scandir(out.absolute().parent) if name.fullmatch(entry.name)]
    except OSError:
        return []


def published(made: Made, out: Path, *, changed: bool) -> str:
    count = f"{len(made.files)} files"
    return f"{count} published to {out}." if changed else f"Nothing to do: {count} at {out} are up to date."


def copy_of_words(root: Path, out: Path) -> Path:
    """Where the words are kept that the site at OUT was made from (see `earlier`)."""
    return root / ".cache" / "published" / _name(os.fspath(out.absolute()))


def _name(out: str) -> str:
    """One for each place at which is published."""
    return sha256(out.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def promise_of(root: Path, out: Path) -> tuple[Path, Path]:
    """Where the words lie that the site to come at OUT is made from, and the note of what it leaves behind (see
    `promise`)."""
    copy = copy_of_words(root, out)
    return copy.with_suffix(".next"), copy.with_suffix(".note")


class MadeFile:
    """Where it is kept what was published at OUT from the folder ROOT."""

    def __init__(self, root: Path, out: Path) -> None:
        self.out = os.fspath(out.resolve())
        self.path = root / ".cache" / "made" / _name(self.out)

    def read(self) -> Made:
        """What was kept; nothing where it cannot be trusted."""
        try:
            form, out, units, *rest = marshal.loads(unsealed(self.path.read_bytes()) or b"")
            if (form, out) != (FORMAT, self.out):
                return Made()
            return Made({name: MadeUnit(*unit) for name, unit in units.items()}, *rest)
        except (OSError, EOFError, ValueError, TypeError):
            return Made()

    def write(self, made: Made) -> None:
        units = {name: (each.key, each.templates, each.listed, dict(each.files)) for name, each in made.units.items()}
        kept = (FORMAT, self.out, units, dict(made.templates), dict(made.references), made.inputs, made.said, made.copy)
        with contextlib.suppress(OSError):  # a folder that cannot be written: the next build makes all again
            put(self.path, sealed(marshal.dumps(kept)))

    def forget(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink()
