"""Keeps what takes long to make and depends on nothing but a key. A damaged or missing cache only costs time.

Every file of .cache/ is written in the folder .cache/new/ first, and then put in its place in one step. So what a run
that was killed had begun lies there, and nowhere else; the next build removes it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

_DIGEST = 32  # bytes
_NEW = "new"


def put(path: Path, content: bytes) -> None:
    """Puts CONTENT at PATH, which is in a folder of .cache/: whole or, raising OSError, not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.parent.parent / _NEW
    new.mkdir(exist_ok=True)
    fresh = new / secrets.token_hex(8)
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def forget_unfinished(cache: Path) -> None:
    """Removes what runs that were killed had begun to write to the folder CACHE, .cache/.

    Where another run writes there this very moment, it keeps one thing less.
    """
    with contextlib.suppress(OSError):
        for left in list(os.scandir(cache / _NEW)):
            with contextlib.suppress(OSError):
                os.unlink(left)  # noqa: PTH108 (it is no Path)


def sealed(content: bytes) -> bytes:
    """CONTENT with its digest, so that damage is found out."""
    return sha256(content).digest() + content


def unsealed(stored: bytes) -> bytes | None:
    """What `sealed` was given; None where STORED was damaged."""
    content = stored[_DIGEST:]
    return content if stored[:_DIGEST] == sha256(content).digest() else None


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
            return unsealed(self._path(key).read_bytes())
        return None

    def keep(self, key: str, content: bytes) -> None:
        with contextlib.suppress(OSError):  # a folder that cannot be written: the next build makes it again
            put(self._path(key), sealed(content))

    def _path(self, key: str) -> Path:
        return self.folder / sha256(key.encode("utf-8")).hexdigest()
