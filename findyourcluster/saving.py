"""Text → a file that people edit: whole or not at all, and as its editor left it (line ends, byte order mark).

Each file is written beside its place first and then put there in one step of the file system, so that neither a
crash nor a reader at that very moment meets half of it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

_MARK = "\ufeff"  # the byte order mark that some editors of Windows begin a file with


def as_typed(path: Path) -> str:
    """The text of PATH as it stands, to change parts of it: with its own line ends and byte order mark.

    Raises OSError where it cannot be read, UnicodeDecodeError where it is not UTF-8.
    """
    return path.read_bytes().decode("utf-8")


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
    _write_beside(path, content).replace(path)


def save_all(texts: Mapping[Path, str], gone: Iterable[Path] = ()) -> None:
    """Saves each of TEXTS and removes what is to be GONE: all of it, or, raising OSError, nothing."""
    gone = list(gone)
    before = {path: path.read_bytes() if path.exists() else None for path in (*texts, *gone)}
    fresh: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            fresh[path] = _write_beside(path, _as_found(text, before[path]))
        _replace(fresh, gone, before)
    finally:
        for left in fresh.values():
            left.unlink(missing_ok=True)


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
