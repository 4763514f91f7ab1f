"""What a publication leaves behind once the new site stands, noted just before: the next build can then keep the word
of one that was killed between the two. So whatever was public for a moment, its address is kept.

The note lies in .cache/. Where it is missing, the next build finds the same addresses and changes by itself, unless
somebody edits them away before.
"""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from findyourcluster.cache import put
from findyourcluster.made import copy_of_words, promise_of
from findyourcluster.saving import held, save_all

Texts = Mapping[str, str | None]
"""By file, what it holds; None where there is none."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Of a site of ROOT that is to stand at OUT."""

    root: Path
    out: Path

    def give(self, to_be: Path, words: Mapping[str, str], before: Texts, after: Mapping[str, str]) -> None:
        """Notes that, once the folder TO_BE stands at OUT, the site is made from WORDS, and the files BEFORE become
        those AFTER. A folder that cannot be written is no reason to fail."""
        packed = gzip.compress(_json(words), compresslevel=3, mtime=0)  # more takes thrice as long, and saves little
        next_words, note = promise_of(self.root, self.out)
        with contextlib.suppress(OSError):
            put(next_words, packed)
            put(note, _json({"folder": _number(to_be), "before": before, "after": after}))

    def kept(self) -> None:
        """All is written."""
        with contextlib.suppress(OSError):
            promise_of(self.root, self.out)[0].replace(copy_of_words(self.root, self.out))
        self._forget()

    def keep(self) -> bool:
        """Does what a run that was killed could not; whether there was anything to do. Raises OSError."""
        if not any(path.exists() for path in promise_of(self.root, self.out)):
            return False
        folder, before, after = self._read()
        if folder and folder == _number(self.out):
            paths = {self.root / file: (before.get(file), text) for file, text in after.items()}
            save_all({path: text for path, (old, text) in paths.items() if held(path) == old})
            self.kept()
        else:
            self._forget()
        return True

    def _read(self) -> tuple[list[int], Texts, Mapping[str, str]]:
        try:
            note = json.loads(promise_of(self.root, self.out)[1].read_bytes())
            return list(note["folder"]), dict(note["before"]), dict(note["after"])
        except (OSError, ValueError, TypeError, KeyError):
            return [], {}, {}

    def _forget(self) -> None:
        for path in promise_of(self.root, self.out):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def _number(folder: Path) -> list[int]:
    """What tells a folder from others, whatever its name is."""
    try:
        status = folder.stat()
    except OSError:
        return []
    return [status.st_dev, status.st_ino]
