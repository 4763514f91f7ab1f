"""Keeps what takes long to make and depends on nothing but a key. A damaged or missing cache only costs time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

_DIGEST = 32  # bytes


class Cache:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def remember(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What MAKE gives; from the folder where it was made before for the same KEY."""
        kept = self.kept(key)
        if kept is not None:
            return kept
        content = make()
        self.keep(key, content)
        return content

    def kept(self, key: str) -> bytes | None:
        """What was kept under KEY; None where there is nothing, or it was damaged."""
        with contextlib.suppress(OSError):
            stored = self._path(key).read_bytes()
            if stored[:_DIGEST] == sha256(stored[_DIGEST:]).digest():
                return stored[_DIGEST:]
        return None

    def keep(self, key: str, content: bytes) -> None:
        with contextlib.suppress(OSError):  # a folder that cannot be written: the next build makes it again
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self._path(key)
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            fresh.write_bytes(sha256(content).digest() + content)
            fresh.replace(path)

    def _path(self, key: str) -> Path:
        return self.folder / sha256(key.encode("utf-8")).hexdigest()
