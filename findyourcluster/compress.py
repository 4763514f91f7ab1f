"""Bytes → the same in fewer: `.br` and `.gz` beside text files, for web hosts that hand them out as they are.

They are made as small as they get. That takes a moment, so they are kept by the content that they were made from.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath

from findyourcluster.cache import Cache

TEXTS = frozenset(".atom .css .csv .html .js .json .svg .txt .webmanifest .xml".split())
"""What is compressed; pictures and PDFs are so inside already."""

LEAST = 256
"""Bytes from which on a file is compressed; what is smaller goes over the wire in one piece either way."""

BROTLI_QUALITY, GZIP_LEVEL = 11, 9
"""The highest that there are."""

NO_BROTLI = (
    "The package brotli is missing, so texts are compressed as .gz only, which are a quarter larger.\n"
    "Get it with: python3 build.py build --install-compress"
)

_LENGTH = 4  # bytes that say how long the first of two parts is


def compressed(path: str, content: bytes, cache: Cache) -> Iterator[tuple[str, bytes]]:
    """What to publish beside the file PATH that holds CONTENT: (path + ".br" or ".gz", bytes).

    Where that is no smaller there is nothing. What CACHE holds is not made again.
    """
    if is_text(path) and len(content) >= LEAST:
        yield from _beside(path, cache.remember(_key(content), lambda: _make(content)))


def is_text(path: str) -> bool:
    """Whether the file PATH is of a kind that is compressed."""
    return PurePosixPath(path).suffix in TEXTS


def has_brotli() -> bool:
    """Whether `.br` can be made; `.gz` always can."""
    return bool(_brotli_version())


def packers() -> str:
    """What compresses here, and how hard: with others the files would be others."""
    return f"brotli {_brotli_version()} {BROTLI_QUALITY} zlib {zlib.ZLIB_RUNTIME_VERSION} {GZIP_LEVEL}"


def _key(content: bytes) -> str:
    return f"{packers()} {sha256(content).hexdigest()}"


@lru_cache(maxsize=1)
def _brotli_version() -> str:
    try:
        import brotli  # noqa: PLC0415 (an extra)
    except ImportError:
        return ""
    return str(brotli.__version__)


def _make(content: bytes) -> bytes:
    """CONTENT as brotli and as gzip, in one piece for the cache; a part is empty where it is no smaller."""
    brotli = b""
    if has_brotli():
        from brotli import compress  # noqa: PLC0415 (an extra)

        brotli = compress(content, quality=BROTLI_QUALITY)
    zipped = gzip.compress(content, GZIP_LEVEL, mtime=0)  # with the time in it, it would be another file each day
    brotli, zipped = (part if len(part) < len(content) else b"" for part in (brotli, zipped))
    return len(brotli).to_bytes(_LENGTH, "big") + brotli + zipped


def _beside(path: str, made: bytes) -> Iterator[tuple[str, bytes]]:
    """The files that stand beside PATH, from what `_make` made of it."""
    end = _LENGTH + int.from_bytes(made[:_LENGTH], "big")
    for suffix, part in ((".br", made[_LENGTH:end]), (".gz", made[end:])):
        if part:
            yield path + suffix, part
