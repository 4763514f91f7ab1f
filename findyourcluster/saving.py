"""Text → a file that people edit: whole or not at all, and as its editor left it (line ends, byte order mark).

Each file is written beside its place first and then put there in one step of the file system, so that neither a
crash nor a reader at that very moment meets half of it. What a run that was killed left beside a file goes when the
next one saves in that folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

_NEW = re.compile(r"\..+\.[0-9a-f]{8}\.new")
_MARK = "\ufeff"  # the byte order mark that some editors of Windows begin a file with


def as_typed(path: Path) -> str:
    """The text of PATH as it stands, to change parts of it: with its own line ends and byte order mark.

    Raises OSError where it cannot be read, UnicodeDecodeError where it is not UTF-8.
    """
    return path.read_bytes().decode("utf-8")


def held(path: Path) -> str | None:
    """The text of PATH as it stands; None where there is no such file. Raises as `as_typed` does."""
    try:
        return as_typed(path)
    except FileNotFoundError:
        return None


def save(path: Path, text: str) -> None:
    """Puts TEXT at PATH as UTF-8, in a folder that is made where it is missing.

    A byte order mark stays. Where TEXT has plain line ends only and PATH has those of Windows, it keeps those.
    Raises OSError, with PATH as it was, where that cannot be done.
    """
    save_all({path: text})


def below(root: Path, name: str) -> Path:
    """Where the new file NAME belongs below ROOT. Raises OSError where a folder on the way leads out of it."""
    path = root
    for part in name.split("/")[:-1]:
        path = path / part
        if path.is_symlink():
            raise OSError(f"{path.relative_to(root).as_posix()} leads to another place, so nothing was written there.")
    return root / name


def save_bytes(path: Path, content: bytes) -> None:
    """Puts CONTENT at PATH, as `save` does with text."""
    with _alone_in([path.parent]):
        _write_beside(path, content).replace(path)


def save_all(texts: Mapping[Path, str], gone: Iterable[Path] = ()) -> None:
    """Saves each of TEXTS and removes what is to be GONE: all of it, or, raising OSError, nothing."""
    with ready(texts, gone) as put:
        put()


@contextlib.contextmanager
def ready(texts: Mapping[Path, str], gone: Iterable[Path] = ()) -> Iterator[Callable[[], None]]:
    """As `save_all`, in two steps: writes TEXTS beside their places, which is where most can fail, and gives what puts
    all in place."""
    gone = list(gone)
    with _alone_in(path.parent for path in texts):
        yield from _ready(texts, gone)


def tidy(folder: Path) -> None:
    """Removes what a run that was killed left in FOLDER."""
    with _alone_in([folder]):
        pass


def _ready(texts: Mapping[Path, str], gone: list[Path]) -> Iterator[Callable[[], None]]:
    before = {path: path.read_bytes() if path.exists() else None for path in (*texts, *gone)}
    fresh: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            fresh[path] = _write_beside(path, _as_found(text, before[path]))
        yield lambda: _replace(fresh, gone, before)
    finally:
        for left in fresh.values():
            with contextlib.suppress(OSError):  # the next one who saves here tidies up
                left.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone_in(folders: Iterable[Path]) -> Iterator[None]:
    """Waits until no other run saves in FOLDERS; what lies there half written is then of one that was killed."""
    with contextlib.ExitStack() as held_locks:
        for folder in sorted(set(folders)):  # all take them in this order, so that none waits for another in a ring
            with contextlib.suppress(OSError):  # a folder that is to be made, or a system that cannot lock one
                held_locks.callback(os.close, _locked(folder))
                for left in list(os.scandir(folder)):
                    if _NEW.fullmatch(left.name):
                        os.unlink(left)  # noqa: PTH108 (it is no Path)
        yield


def _locked(folder: Path) -> int:
    """FOLDER, opened and locked: closing it unlocks it. Raises OSError."""
    if sys.platform == "win32":
        raise OSError("Windows locks no folders")
    import fcntl  # noqa: PLC0415 (exists elsewhere only)

    there = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(there, fcntl.LOCK_EX)
    except OSError:
        os.close(there)
        raise
    return there


def _as_found(text: str, before: bytes | None) -> bytes:
    """TEXT with the line ends and the byte order mark of the file that it replaces."""
    found = (before or b"").decode("utf-8", errors="replace")
    if "\r" not in text and found.partition("\n")[0].endswith("\r"):
        text = text.replace("\n", "\r\n")
    if found.startswith(_MARK) and not text.startswith(_MARK):
        text = _MARK + text
    return text.encode("utf-8")


def _write_beside(path: Path, content: bytes) -> Path:
    """A new file in the folder of PATH that holds CONTENT. Its name begins with a dot, so nothing reads it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with new.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, new)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    return new


def _replace(fresh: Mapping[Path, Path], gone: Iterable[Path], before: Mapping[Path, bytes | None]) -> None:
    """Puts each FRESH file in its place and removes what is to be GONE; where one fails, all are as BEFORE."""
    changed: list[Path] = []
    try:
        for path, new in fresh.items():
            new.replace(path)
            changed.append(path)
        for path in gone:
            path.unlink()
            changed.append(path)
    except OSError:
        for path in changed:
            with contextlib.suppress(OSError):
                _restore(path, before[path])
        raise


def _restore(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        _write_beside(path, content).replace(path)
