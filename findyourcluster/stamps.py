"""What tells whether a published file is as it was: its size, its time and its place, without a look inside."""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

MARKER = ".find-your-cluster"
"""An empty file in every folder that we published, so that no other folder is ever replaced."""

Stamp = tuple[int, int, int]
"""Of a file: its size in bytes, its last change in nanoseconds since 1970, its number in the file system."""

_NONE: Stamp = (-1, 0, 0)


def stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ino


def stamps(folder: Path) -> dict[str, Stamp]:
    """Every file below FOLDER by its path there, but for our marker. What is no file has a stamp that none has; so
    have empty folders, as "schools/"."""
    found: dict[str, Stamp] = {}
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        _add_stamps(str(folder), "", found)
    found.pop(MARKER, None)
    return found


def stamp_of(path: Path) -> Stamp:
    """The stamp of the file PATH; one that none has where there is no such file."""
    try:
        return stamp(path.stat())
    except OSError:
        return _NONE


def _add_stamps(folder: str, inside: str, found: dict[str, Stamp]) -> None:
    is_empty = True
    with os.scandir(folder) as entries:
        for entry in entries:
            is_empty = False
            if entry.is_dir(follow_symlinks=False):
                _add_stamps(entry.path, f"{inside}{entry.name}/", found)
            else:
                regular = entry.is_file(follow_symlinks=False)
                found[inside + entry.name] = stamp(entry.stat()) if regular else _NONE
    if is_empty and inside:
        found[inside] = _NONE


class Looked:
    """The stamps of FOLDERS, found by a process of its own while this one does other things, where that can be."""

    def __init__(self, *folders: Path) -> None:
        self._moved = {folder: _last_moved(folder) for folder in folders}
        self._found: dict[Path, dict[str, Stamp]] = {}
        self._process = 0
        if sys.platform == "linux" and threading.active_count() == 1:  # elsewhere it may not be split in two
            self._pipe, end = os.pipe()
            self._process = os.fork()
            if not self._process:
                _tell(folders, end)
            os.close(end)

    def __enter__(self) -> Looked:
        return self

    def __exit__(self, *raised: object) -> None:
        self._hear()

    def stamps(self, folder: Path) -> dict[str, Stamp]:
        """Those of FOLDER as it is; it is looked at here where it changed places with another meanwhile."""
        self._hear()
        is_known = folder in self._found and self._moved[folder] == _last_moved(folder)
        return self._found.pop(folder) if is_known else stamps(folder)

    def _hear(self) -> None:
        """Waits for what the other process found; where it was killed, that is nothing."""
        if self._process:
            with open(self._pipe, "rb") as pipe:  # noqa: PTH123 (it has no path)
                told = pipe.read()
            os.waitpid(self._process, 0)
            self._process = 0
            with contextlib.suppress(EOFError, ValueError, TypeError):
                self._found = dict(zip(self._moved, marshal.loads(told), strict=True))


def _last_moved(folder: Path) -> tuple[int, int] | None:
    """What changes when another folder gets that name."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_ino, status.st_ctime_ns


def _tell(folders: Iterable[Path], pipe: int) -> NoReturn:
    try:
        told = memoryview(marshal.dumps([stamps(folder) for folder in folders]))
        while told:
            told = told[os.write(pipe, told) :]
    finally:
        os._exit(0)  # whatever happened: the other process goes on with the program
