"""A new folder → the published one, all or nothing.

Everything is written to a folder beside the target first; then the two change places in one step of the file
system. Killed at any moment, the old site or the new one stands whole; the next run clears what is left over.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from findyourcluster.made import MARKER, Stamp, stamp


class CannotPublish(Exception):
    """Why the folder cannot be published to, as a sentence for a person."""


class Publication:
    """A folder in the making, at FRESH, that is to take the place of OUT. Only this run publishes there meanwhile."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.fresh = _beside(out, "new")
        self.is_needed = True

    def leave(self) -> None:
        """Leaves OUT as it is: nothing changed."""
        self.is_needed = False

    def begin(self) -> None:
        self.fresh.mkdir()
        Writer(self.fresh).write(MARKER, b"")


class Writer:
    """Writes files into a folder, and takes others over. Several may do so at once, in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = f"{folder}{os.sep}"
        self._made: set[str] = {""}

    def write(self, path: str, content: bytes) -> Stamp:
        """Writes a new file, PATH with slashes; returns its stamp."""
        self._make_room(path)
        file = os.open(self._folder + path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(file, rest) :]
            return stamp(os.fstat(file))
        finally:
            os.close(file)

    def take_over(self, path: str, source: Path | str) -> None:
        """Puts the file SOURCE at PATH too, without a copy where the file system can."""
        self._make_room(path)
        try:
            os.link(source, self._folder + path)
        except OSError:
            shutil.copy2(source, self._folder + path)

    def _make_room(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            os.makedirs(self._folder + folder, exist_ok=True)  # noqa: PTH103 (a Path takes as long as the folder)
            self._made.add(folder)


@contextlib.contextmanager
def publication(out: Path) -> Iterator[Publication]:
    """A folder to fill, which takes the place of OUT at the end; where that fails, OUT stays as it was.

    Raises CannotPublish where OUT holds something else than a site of ours, or cannot be written.
    """
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(out):
            _heal(out)
            _refuse_foreign(out)
            made = Publication(out)
            try:
                yield made
                if made.is_needed:
                    _swap(made.fresh, out)
            finally:
                _remove(made.fresh)
    except OSError as error:
        raise CannotPublish(f"{out} cannot be written: {error.strerror or error}.") from error


def _beside(out: Path, word: str) -> Path:
    return out.with_name(f".{out.name}.{word}")


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise CannotPublish(f"{out} is not a folder. Choose another with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).exists():
        raise CannotPublish(f"{out} holds files that this program did not publish. Choose another with --out.")


def _swap(fresh: Path, out: Path) -> None:
    """FRESH takes OUT's place; what was there is where FRESH was, or removed."""
    if not out.exists():
        fresh.rename(out)
    elif not _exchange(fresh, out):
        old = _beside(out, "old")
        out.rename(old)
        fresh.rename(out)
        _remove(old)


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two folders in a single step where the system can (Linux, macOS); False where it cannot."""
    names = (os.fsencode(one), os.fsencode(other))
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
            return bool(libc.renameat2(here, names[0], here, names[1], exchange) == 0)
        if sys.platform == "darwin":
            swap = 2  # RENAME_SWAP
            return bool(libc.renamex_np(*names, swap) == 0)
    except (AttributeError, OSError, TypeError):
        pass
    return False


def _heal(out: Path) -> None:
    """Clears what a killed run left; where it died between two renames, the old site comes back."""
    old = _beside(out, "old")
    if old.exists() and not out.exists():
        old.rename(out)
    _remove(old)
    _remove(_beside(out, "new"))


def _remove(folder: Path) -> None:
    """Removes FOLDER with all that is in it, as far as that can be done."""
    with contextlib.suppress(OSError):
        _empty(str(folder))
    shutil.rmtree(folder, ignore_errors=True)  # what is left of it


def _empty(folder: str) -> None:
    """As shutil.rmtree, in half the time: nobody else is in there, so it need not guard against them."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _empty(entry.path)
                os.rmdir(entry.path)  # noqa: PTH106
            else:
                os.unlink(entry.path)  # noqa: PTH108


@contextlib.contextmanager
def _only_one(out: Path) -> Iterator[None]:
    """Waits until no other run publishes to OUT. The system lets go of the lock when a run is killed."""
    path = _beside(out, "lock")
    with path.open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 (exists on Windows only)

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl  # noqa: PLC0415 (exists elsewhere only)

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
