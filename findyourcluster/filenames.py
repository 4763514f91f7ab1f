"""What files may be called, so that they have one name and one address on every computer and every web host."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_PART = 100  # characters between two slashes; Windows takes 260 for a whole path
LONGEST = 200  # characters of an address

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")

_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.I)
_LITTER = re.compile(r"Thumbs\.db|desktop\.ini|~\$.*|.*~|#.*#|.*\.(?:swp|tmp|bak|part|crdownload)|__MACOSX", re.I)


def is_address_part(text: str, most: int = LONGEST_PART) -> bool:
    """Whether TEXT can stand between two slashes of an address: small letters, digits and single hyphens."""
    return bool(SLUG.fullmatch(text)) and len(text) <= most and not is_reserved(text)


def is_reserved(name: str) -> bool:
    """Whether Windows keeps NAME, of a file or a folder, for something else: "con", "aux.png"."""
    return bool(_RESERVED.fullmatch(name))


def is_litter(name: str) -> bool:
    """Whether computers and editors leave files of that NAME lying about, which mean nothing."""
    return any(part.startswith(".") or _LITTER.fullmatch(part) for part in name.split("/"))


def is_page_name(name: str) -> bool:
    """Whether the words of a page or a part can be in NAME.md: "guides/first-steps"."""
    return len(f"{name}.md") <= LONGEST and all(map(is_address_part, name.split("/")))


def is_file_name(name: str) -> bool:
    """Whether NAME, of a picture or another file as it is published, is plain: "guides/IMG_2034.jpg"."""
    path = PurePosixPath(name)
    plain = _NAME.fullmatch(path.name) and len(path.name) <= LONGEST_PART and not is_reserved(path.name)
    return bool(plain) and len(name) <= LONGEST and all(map(is_address_part, path.parent.parts))
