"""What was made of a text before, so that only what changed is made again.

A Shelf holds plain values, each by a key that names all that it depends on. What lies on disk is only a help: where
it is damaged, of another version of this program, or not there, everything is made anew.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from findyourcluster.cache import Cache

Plain = Any
"""None, a truth value, a number, a text, bytes, or a tuple, list, set or dictionary of them: what `marshal` takes."""


def key_of(*texts: str) -> bytes:
    """A short key for TEXTS, in which no zero character stands: 16 bytes, others for others."""
    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).digest()[:16]


def version_of(modules: Iterable[str], libraries: Iterable[str] = ()) -> bytes:
    """What changes when one of these MODULES of ours does, or one of those LIBRARIES, or Python."""
    digest = sha256(sys.version.encode("utf-8"))
    for module in modules:
        digest.update(sha256((Path(__file__).parent / f"{module}.py").read_bytes()).digest())
    for library in libraries:
        found = find_spec(library)
        if found and found.origin:
            there = Path(found.origin).stat()  # each installation has a time of its own
            digest.update(f"{found.origin} {there.st_size} {there.st_mtime_ns}".encode())
    return digest.digest()


def plain(value: object, kinds: Sequence[type]) -> Plain:
    """VALUE, in which only dataclasses of these KINDS stand, as a plain one: each becomes a list of its fields."""
    if isinstance(value, tuple):
        return tuple(plain(each, kinds) for each in value)
    if is_dataclass(value):
        return [kinds.index(type(value)), *(plain(getattr(value, each.name), kinds) for each in fields(value))]
    return value


def whole(kept: Plain, kinds: Sequence[type]) -> Any:
    """What `plain` made KEPT of."""
    if isinstance(kept, tuple):
        return tuple([whole(each, kinds) for each in kept])
    if isinstance(kept, list):
        return kinds[kept[0]](*[whole(each, kinds) for each in kept[1:]])
    return kept


class Shelf:
    """Values by their keys: those of NAME in CACHE, where they are of this VERSION; without CACHE in memory only.

    Nobody needs to tidy up: what was neither asked for nor put there between two calls of `save` is dropped.
    """

    def __init__(self, name: str, version: bytes, cache: Cache | None) -> None:
        self.name = name
        self.version = version
        self.cache = cache
        self.held: dict[Any, Plain] = self._kept()
        self.used: dict[Any, Plain] = {}
        self.fresh = False

    def _kept(self) -> dict[Any, Plain]:
        stored = self.cache.kept(self.name) if self.cache else None
        if stored is None or not stored.startswith(self.version):
            return {}
        try:
            held = marshal.loads(memoryview(stored)[len(self.version) :])  # plain values only: nothing of it can run
        except (EOFError, TypeError, ValueError):
            return {}
        return held if isinstance(held, dict) else {}

    def get(self, key: object) -> Plain:
        """What was put there under KEY; None where nothing was."""
        value = self.held.get(key)
        if value is None:
            return self.used.get(key)
        self.used[key] = value
        return value

    def put(self, key: object, value: Plain) -> None:
        self.used[key] = value
        self.fresh = True

    def keep_all(self) -> None:
        """Drops nothing this time: it will be asked for again once a mistake is mended."""
        self.used = {**self.held, **self.used}

    def save(self) -> None:
        """Keeps what was asked for or put there since the last time."""
        changed = self.fresh or len(self.used) != len(self.held)
        self.held, self.used, self.fresh = self.used, {}, False
        if changed and self.cache:
            self.cache.keep(self.name, self.version + marshal.dumps(self.held))


class Memory:
    """The shelves of one site: in FOLDER, or, without it, only as long as this lives."""

    def __init__(self, folder: Path | None = None) -> None:
        self.cache = Cache(folder) if folder else None
        self.shelves: dict[str, Shelf] = {}

    def shelf(self, name: str, modules: Sequence[str], libraries: Sequence[str] = ()) -> Shelf:
        """The shelf NAME, of values that those MODULES of ours make with those LIBRARIES."""
        if name not in self.shelves:
            version = version_of(modules, libraries) if self.cache else b""
            self.shelves[name] = Shelf(name, version, self.cache)
        return self.shelves[name]

    def save(self) -> None:
        for shelf in self.shelves.values():
            shelf.save()
