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
        self._sound: set[str] = set()  # files that were looked at already

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
            self._write(self._path(key), sha256(content).digest() + content)

    def _write(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.write_bytes(content)
        fresh.replace(path)

    def file(self, key: str, make: Callable[[], bytes]) -> str:
        """The path of a file that holds what MAKE gives, from before or made now; what it holds is in its name too.

        It may get other names in other folders: whoever writes into one of them is found out. Raises OSError where
        the folder cannot be written.
        """
        key = f"{key} as a file"
        name = self.kept(key)
        if name is not None and self._is_sound(name.decode("ascii")):
            return f"{self.folder}{os.sep}{name.decode('ascii')}"
        content = make()
        found = f"{sha256(content).hexdigest()}.file"
        if not self._is_sound(found):
            self._write(self.folder / found, content)
        self.keep(key, found.encode("ascii"))
        return f"{self.folder}{os.sep}{found}"

    def content(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What `file` would hold."""
        try:
            with open(self.file(key, make), "rb") as file:  # noqa: PTH123 (see below)
                return file.read()
        except OSError:  # a folder that cannot be written
            return make()

    def _is_sound(self, name: str) -> bool:
        """Whether the file NAME holds what its name says."""
        if name not in self._sound:
            try:
                with open(f"{self.folder}{os.sep}{name}", "rb") as file:  # noqa: PTH123 (a Path takes as long as the file)
                    if name != f"{sha256(file.read()).hexdigest()}.file":
                        return False
            except OSError:
                return False
            self._sound.add(name)
        return True

    def _path(self, key: str) -> Path:
        return self.folder / sha256(key.encode("utf-8")).hexdigest()
