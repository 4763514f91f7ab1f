"""The command line on bad days: python -m tests.stumbling ROOT WHERE HOW build.py's own arguments

A step is whatever is done to the file system below the folder ROOT. WHERE is the number of one, or "at:NAME", the
first one that puts a file of that NAME in its place. HOW: "kill" kills this process there, as `kill -9` does; the name
of an error, such as ENOSPC, makes this step fail, and each later one that such an error would fail; "count" writes the
number of steps to the file STEPS beside ROOT.

With SHARE in the environment, processes share the work however little it is; with METHOD, they are made by that one;
with SLOWLY, each step takes so many seconds, so that one who watches sees them at work.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from pathlib import Path

from findyourcluster import making
from findyourcluster.commands import main

STEPS = ("open", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir")
MAKES_NAMES = ("os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir")
FAILS = {
    "ENOSPC": ("os.link", "os.mkdir"),
    "EDQUOT": ("os.link", "os.mkdir"),
    "EACCES": MAKES_NAMES,
    "EROFS": MAKES_NAMES,
    "EIO": MAKES_NAMES,
}
"""What fails so besides the writing of a file."""


class Stumble:
    def __init__(self, root: str, where: str, how: str) -> None:
        self.root = root
        self.name = where.removeprefix("at:") if where.startswith("at:") else ""
        self.at = 0 if self.name else int(where)
        self.how = how
        self.count = 0
        self.has_begun = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        paths = [os.fsdecode(each) for each in arguments[:2] if isinstance(each, str | bytes | os.PathLike)]
        if event not in STEPS or not any(path.startswith(self.root) for path in paths):
            return
        self.count += 1
        if "SLOWLY" in os.environ:
            time.sleep(float(os.environ["SLOWLY"]))
        if self.name:
            self.has_begun |= event == "os.rename" and paths[-1].endswith(self.name)
        elif self.count == self.at:
            self.has_begun = True
        if self.has_begun and self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.has_begun and self.how != "count":
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if writes or event in FAILS[self.how]:
                number = getattr(errno, self.how)
                raise OSError(number, os.strerror(number), paths[0])


if __name__ == "__main__":
    root, where, how, *rest = sys.argv[1:]
    if "SHARE" in os.environ:
        making.WORTH_SHARING, making.TOGETHER = 1, 3
        making._processors = lambda: 2
    if "METHOD" in os.environ:
        making._method = lambda: os.environ["METHOD"]
    stumble = Stumble(root, where, how)
    sys.addaudithook(stumble)
    status = main(rest)
    if how == "count":
        Path(root).with_name("STEPS").write_text(str(stumble.count), "utf-8")
    sys.exit(status)
