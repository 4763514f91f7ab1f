"""An error of the operating system → sentences for a person: what cannot be done, why, and what helps."""

from __future__ import annotations

import errno
import os

_ROOM = "Make room on that disk, then build again."
_RIGHT = "Let the account that builds do so, then build again."
_FIXES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: "The system lets this account write no file of that size: ask whoever looks after it.",
    errno.EACCES: _RIGHT,
    errno.EPERM: _RIGHT,
    errno.EROFS: "Everything there is read-only now: make it writable, or choose another folder with --out.",
    errno.ENOENT: "Was it taken away this very moment? Then build again.",
    errno.ENOTDIR: "A file stands where a folder should be: move it away, then build again.",
    errno.EEXIST: "Something stands in the way: move it away, then build again.",
}
_OTHERWISE = "Build again; if it happens again, show this to whoever looks after this computer."


def sentences(error: OSError, what: str | os.PathLike[str], verb: str = "written") -> str:
    """That WHAT cannot be WRITTEN, as ERROR says, and what helps."""
    return f"{os.fspath(what)} cannot be {verb}: {reason(error)}. {_FIXES.get(error.errno or 0, _OTHERWISE)}"


def reason(error: OSError) -> str:
    """Why, in the words of the system."""
    return (error.strerror or str(error)).rstrip(".")
