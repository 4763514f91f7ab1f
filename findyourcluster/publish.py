"""Bytes → the published folder, all or nothing.

Everything is written to a folder beside the target first; then the two change places in one step of the file
system. Killed at any moment, the old site or the new one stands whole; the next run clears what is left over.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

MARKER = ".find-your-cluster"
"""An empty file in every folder that we published, so that no other folder is ever replaced."""


class CannotPublish(Exception):
    """Why the folder cannot be published to, as a sentence for a person."""


def publish(contents: Iterable[tuple[str, bytes]], out: Path) -> int:
    """Puts CONTENTS (path, bytes) at OUT in place of what was there. Returns the number of files.

    Raises CannotPublish where OUT holds something else than a site of ours, or cannot be written.
    """
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _only_one(out):
            _heal(out)
            _refuse_foreign(out)
            fresh = _beside(out, "new")
            count = _write(contents, fresh)
            _swap(fresh, out)
            return count
    except OSError as error:
        _remove(_beside(out, "new"))
        raise CannotPublish(f"{out} cannot be written: {error.strerror or error}.") from error


def _beside(out: Path, word: str) -> Path:
    return out.with_name(f".{out.name}.{word}")


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise CannotPublish(f"{out} is not a folder. Choose another with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).exists():
        raise CannotPublish(f"{out} holds files that this program did not publish. Choose another with --out.")


def _write(contents: Iterable[tuple[str, bytes]], folder: Path) -> int:
    made: set[Path] = set()
    count = 0
    folder.mkdir()
    for path, content in ((MARKER, b""), *contents):
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(content)
        count += 1
    return count - 1


def _swap(fresh: Path, out: Path) -> None:
    """FRESH takes OUT's place, and what was there is removed."""
    if not out.exists():
        fresh.rename(out)
        return
    if not _exchange(fresh, out):
        old = _beside(out, "old")
        out.rename(old)
        fresh.rename(out)
        _remove(old)
    _remove(fresh)


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
    shutil.rmtree(folder, ignore_errors=True)


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
