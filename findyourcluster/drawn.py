"""Pictures that were drawn before, as files that a published folder can share. What is lost here only costs time.

The name of each file says what it was drawn for and what it holds. So a file that somebody wrote to since, here or
through the name that it has in a published folder, is found out and drawn again.
"""

from __future__ import annotations

import contextlib
import marshal
import os
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from findyourcluster.cache import put, sealed, unsealed
from findyourcluster.digests import LENGTH, digest
from findyourcluster.stamps import Stamp, stamp

_KEY = 2 * LENGTH  # characters
_SOUND = "sound"


class Drawn:
    """The pictures in FOLDER. Several processes may look at it, and draw into it, at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found_out: dict[str, Stamp] = {}
        """Files that this process looked into, or drew, and their stamps: they need no second look."""

    def file(self, key: str, draw: Callable[[], bytes]) -> str:
        """The path of a file with what DRAW gives, from before for the same KEY or drawn now.

        Raises OSError where the folder cannot be written.
        """
        own = digest(key.encode("utf-8")).hex()
        name = self._names.get(own, "")
        if not (name and self._is_sound(name)):
            name = self._names[own] = self._keep(own, draw())
        return f"{self.folder}{os.sep}{name}"

    def content(self, key: str, draw: Callable[[], bytes]) -> bytes:
        """What `file` would hold."""
        try:
            return Path(self.file(key, draw)).read_bytes()
        except OSError:  # a folder that cannot be written
            return draw()

    def look(self) -> None:
        """Finds out what is there, before other processes are split off that would each have to."""
        _ = self._names, self._sound

    def tell(self) -> dict[str, Stamp]:
        """What was found out since it was told last."""
        told, self.found_out = self.found_out, {}
        self._sound.update(told)
        return told

    def remember(self) -> None:
        """Notes which files are sound, so that the next build need not read them."""
        if new := self.tell():
            there = {*self._names.values(), *new}
            with contextlib.suppress(OSError):
                sound = {name: at for name, at in self._sound.items() if name in there}
                put(self.folder / _SOUND, sealed(marshal.dumps(sound)))

    @cached_property
    def _names(self) -> dict[str, str]:
        """Files by the digests of their keys."""
        try:
            names = os.listdir(self.folder)  # noqa: PTH208 (names alone, and there are many)
        except OSError:
            return {}
        return {name[:_KEY]: name for name in names if len(name) == 2 * _KEY}

    @cached_property
    def _sound(self) -> dict[str, Stamp]:
        """The stamps that files had when they held what their names say."""
        try:
            found = marshal.loads(unsealed((self.folder / _SOUND).read_bytes()) or b"")
        except (OSError, EOFError, ValueError, TypeError):
            return {}
        return found if isinstance(found, dict) else {}

    def _is_sound(self, name: str) -> bool:
        path = f"{self.folder}{os.sep}{name}"
        try:
            seen = stamp(os.stat(path))  # noqa: PTH116 (a Path takes as long as the file)
            if seen == self.found_out.get(name, self._sound.get(name)):
                return True
            if name[_KEY:] != digest(Path(path).read_bytes()).hex():
                return False
        except OSError:
            return False
        self.found_out[name] = seen
        return True

    def _keep(self, own: str, content: bytes) -> str:
        name = own + digest(content).hex()
        put(self.folder / name, content)
        self.found_out[name] = stamp((self.folder / name).stat())
        return name
