"""A new folder → the published one, all or nothing.

Everything is written to a folder beside the target first, and is on the disk; then the two change places in one step
of the file system. Killed at any moment, the old site or the new one stands whole; the next run clears what is left.

The site before stays beside the new one, as `.site.before`: the next publication begins with it, and so has little to
write where little changed. Files that are the same in both are one file on the disk, with two names.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import stat
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from findyourcluster.faults import sentences
from findyourcluster.made import left_over
from findyourcluster.stamps import MARKER, Stamp, stamp, stamps

Look = Callable[[Path], dict[str, Stamp]]

FILE_MODE, FOLDER_MODE = 0o644, 0o755
"""Who may read what is published: everybody, whatever this account grants to others elsewhere (its umask)."""

_HAS_MODES = os.name != "nt"
_FEW = 20
"""Files that are on the disk sooner one by one than together with all that others have written to it."""

_STEP = 0.05  # seconds between two looks whether another build is done
_SILENT = 20  # looks from which on one who waits says so


class CannotPublish(Exception):
    """Why the folder cannot be published to, as a sentence for a person."""


class Publication:
    """A folder in the making, at FRESH, that is to take the place of OUT. Only this run publishes there meanwhile.

    LOOK gives the stamps of what is in a folder. FRESH has another name in each run, so that a process which outlived
    its own cannot write to it.
    """

    def __init__(self, out: Path, look: Look = stamps) -> None:
        self.out = out
        self.look = look
        self.fresh = _beside(out, f"new-{secrets.token_hex(4)}")
        self.has_begun = False
        self.written: Collection[str] = ()  # the paths of what is new in FRESH, to be said before it is put in place
        self._left: Collection[str] = ()  # what FRESH has of the site before, for what is new to be written into

    def begin(self, kept: Mapping[str, Stamp]) -> Iterator[str]:
        """Makes the folder to fill: of the site before it holds those of the files KEPT that it has already. Gives the
        paths of the others. Where nobody begins, OUT stays as it is.

        Files that are not KEPT stay until FRESH is put in its place: to write into one that is there takes less than
        to remove it and make another.
        """
        before = before_of(self.out)
        there = self.look(before)
        if before.exists():
            before.rename(self.fresh)
        else:
            self.fresh.mkdir(FOLDER_MODE)
            Writer(self.fresh).write(MARKER, b"")
        _let_all_read(self.fresh)
        self.has_begun = True
        same = {path for path, found in there.items() if kept.get(path) == found}
        self._left = {path for path in there if path not in kept and _may_stay(path)}
        _keep_only(self.fresh, same | self._left, there)
        return (path for path, found in kept.items() if there.get(path) != found)

    @property
    def to_be(self) -> Path:
        """The folder that is OUT once it is put there."""
        return self.fresh if self.has_begun else self.out

    def put(self) -> None:
        """FRESH takes the place of OUT; what was there stays as the site before."""
        if not self.has_begun:
            return
        _keep_only(self.fresh, set(self.written), self._left)
        _write_through(self.fresh, self.written)
        _refuse_foreign(self.out)  # somebody may have put it there since
        if _swap(self.fresh, self.out):
            with contextlib.suppress(OSError):  # the new site stands, and the one before only saves time
                self.fresh.rename(before_of(self.out))


class Writer:
    """Writes files into a folder, and takes others over. Several may do so at once, in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = f"{folder}{os.sep}"
        self._made: set[str] = {""}

    def write(self, path: str, content: bytes) -> Stamp:
        """Writes a file, PATH with slashes, into what is left there of the site before or as a new one; returns its
        stamp."""
        self._make_room(path)
        file = self._open(path)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(file, rest) :]
            os.ftruncate(file, len(content))
            status = os.fstat(file)
            if _HAS_MODES and stat.S_IMODE(status.st_mode) != FILE_MODE:
                os.fchmod(file, FILE_MODE)
            return stamp(status)
        finally:
            os.close(file)

    def _open(self, path: str) -> int:
        """Opens the file PATH to be written from its beginning. One that has other names too, in the published folder
        or elsewhere, stays as it is under those."""
        name = self._folder + path
        flags = os.O_WRONLY | getattr(os, "O_BINARY", 0)
        with contextlib.suppress(FileExistsError):
            return os.open(name, flags | os.O_CREAT | os.O_EXCL, FILE_MODE)
        there = os.lstat(name)
        if stat.S_ISREG(there.st_mode) and there.st_nlink == 1:
            with contextlib.suppress(PermissionError):
                return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0))
        os.unlink(name)  # noqa: PTH108 (a Path takes as long as the file)
        return os.open(name, flags | os.O_CREAT | os.O_EXCL, FILE_MODE)

    def take_over(self, path: str, source: str) -> Stamp:
        """Puts the file SOURCE at PATH too, without a copy where the file system can; returns its stamp."""
        self._make_room(path)
        target = self._folder + path
        try:
            _link(source, target)
        except FileExistsError:  # of the site before
            os.unlink(target)  # noqa: PTH108
            _link(source, target)
        status = os.stat(target)  # noqa: PTH116 (a Path takes as long as the file)
        if _HAS_MODES and stat.S_IMODE(status.st_mode) != FILE_MODE:
            os.chmod(target, FILE_MODE)  # noqa: PTH101
        return stamp(status)

    def _make_room(self, path: str) -> None:
        folder = _parent(path)
        if folder not in self._made:
            self._make_folder(folder)

    def _make_folder(self, folder: str) -> None:
        """Makes FOLDER; others may make it this very moment. Where the one that all is in is gone, so it stays."""
        try:
            os.mkdir(self._folder + folder, FOLDER_MODE)  # noqa: PTH102 (a Path takes as long as the folder)
            _let_all_read(self._folder + folder)
        except FileExistsError:
            pass
        except FileNotFoundError:
            if not _parent(folder):
                raise
            self._make_folder(_parent(folder))
            self._make_folder(folder)
        self._made.add(folder)


@contextlib.contextmanager
def alone(out: Path, say: Callable[[str], None]) -> Iterator[bool]:
    """Waits until no other run publishes to OUT, and SAYs so where that takes longer than a moment; gives whether it
    had to wait. The system lets go of the lock when a run is killed, and no process that works for it is left.

    Raises CannotPublish where nothing can be written beside OUT.
    """
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        file = _beside(out, "lock").open("a+b")
    except OSError as error:
        raise _cannot(error, out) from error
    with file:
        looks = 0
        while not _is_locked(file):
            looks += 1
            if looks == _SILENT:
                say(f"Another build is publishing to {out}: this one waits until it is done.")
            time.sleep(_STEP)
        yield looks > 0


@contextlib.contextmanager
def publication(out: Path, look: Look = stamps) -> Iterator[Publication]:
    """A folder to fill and to put in the place of OUT; where that fails, OUT stays as it was. One who comes here is
    `alone`.

    Raises CannotPublish where OUT holds something else than a site of ours, or cannot be written.
    """
    out = out.absolute()
    try:
        _heal(out)
        _refuse_foreign(out)
        made = Publication(out, look)
        try:
            yield made
        finally:
            _remove(made.fresh)
    except OSError as error:
        raise _cannot(error, out) from error


def before_of(out: Path) -> Path:
    """Where the site stays that OUT held before."""
    return _beside(out, "before")


def _beside(out: Path, word: str) -> Path:
    return out.with_name(f".{out.name}.{word}")


def _cannot(error: OSError, out: Path) -> CannotPublish:
    """What to say of ERROR, which came while the site for OUT was made."""
    where = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else out
    if where.parent == out.parent and where.name.startswith(f".{out.name}."):
        return CannotPublish(f"{sentences(error, out.parent)} The new site is made beside the old one.")
    if where == out or where in out.parents:
        return CannotPublish(sentences(error, where))
    is_ours = any(each.name.startswith(f".{out.name}.") and each.parent == out.parent for each in where.parents)
    return CannotPublish(sentences(error, out if is_ours else where, "written" if is_ours else "read"))


def _let_all_read(folder: str | Path) -> None:
    """Gives FOLDER the mode of those that are published, whatever the umask; what else it has, it keeps."""
    mode = stat.S_IMODE(os.stat(folder).st_mode)  # noqa: PTH116
    if _HAS_MODES and mode & 0o777 != FOLDER_MODE:
        os.chmod(folder, mode & ~0o777 | FOLDER_MODE)  # noqa: PTH101


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise CannotPublish(f"{out} is not a folder. Choose another with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).exists():
        raise CannotPublish(f"{out} holds files that this program did not publish. Choose another with --out.")


def _swap(fresh: Path, out: Path) -> bool:
    """FRESH takes OUT's place. True: what was there is where FRESH was; False: nothing was there."""
    if not out.exists():
        fresh.rename(out)
        return False
    if not _exchange(fresh, out):
        old = _beside(out, "old")
        out.rename(old)
        try:
            fresh.rename(out)
        except OSError:
            old.rename(out)
            raise
        with contextlib.suppress(OSError):  # the new site stands; the next run removes what is left
            old.rename(fresh)
    return True


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
    for left in left_over(out):
        _remove(left)
    before = before_of(out)
    if before.exists() and not (before / MARKER).exists():  # an empty folder that was published to
        _remove(before)


def _link(source: str, target: str) -> None:
    """Puts the file SOURCE at TARGET too, where nothing may be."""
    try:
        os.link(source, target)
    except (FileExistsError, FileNotFoundError):
        raise  # a copy would write into what is there, which the published folder may have too
    except OSError:
        shutil.copy2(source, target)


def _may_stay(path: str) -> bool:
    """Whether no folder of the new site can have the name of the file PATH, nor a file of it that of a folder there:
    files of ours have a dot in their names, and folders none."""
    folder, _, name = path.rpartition("/")
    return "." in name and "." not in folder


def _keep_only(folder: Path, kept: Collection[str], there: Iterable[str]) -> None:
    """Removes what FOLDER has THERE and is not among KEPT, and the folders in it that are left empty."""
    emptied: set[str] = set()
    for path in there:
        if path not in kept:
            if not path.endswith("/"):
                os.unlink(f"{folder}{os.sep}{path}")  # noqa: PTH108 (a Path takes as long as the file)
            emptied.add(_parent(path))
    while emptied := {_parent(each) for each in emptied if each and _is_removed(f"{folder}{os.sep}{each}")}:
        pass


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _is_removed(folder: str) -> bool:
    """Removes FOLDER where nothing is in it."""
    try:
        os.rmdir(folder)  # noqa: PTH106
    except OSError:
        return False
    return True


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


def _write_through(folder: Path, written: Collection[str]) -> None:
    """Waits until what was WRITTEN in FOLDER is on the disk: else a power cut could leave names without contents."""
    if len(written) <= _FEW:
        for path in written:
            _sync(f"{folder}{os.sep}{path}", os.fsync)
    elif sys.platform == "linux":
        _sync(str(folder), _sync_file_system)
    elif hasattr(os, "sync"):
        os.sync()


def _sync(path: str, sync: Callable[[int], None]) -> None:
    there = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)  # Windows syncs only what may be written
    try:
        sync(there)
    finally:
        os.close(there)


def _sync_file_system(there: int) -> None:
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(there):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    except AttributeError:  # a C library without it
        os.sync()


def _is_locked(file: IO[bytes]) -> bool:
    """Locks FILE for this run; False where another holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 (exists on Windows only)

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 (exists elsewhere only)

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
