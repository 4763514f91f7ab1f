"""Styles and scripts at addresses that name their content: "/assets/style.3f9c2a1b7d04.css". Browsers keep them for
ever, and fetch them again only once they have changed. Pictures and icons keep the addresses that people know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from posixpath import dirname, join, normpath

from findyourcluster.addresses import ASSET_FOLDER, is_asset
from findyourcluster.model import File

_NAMED = re.compile(rb"""(?<=["'(])[\w./-]+\.\w+(?=[?#"')])""")
"""What may name another file: `import("./search.js")`, `url(pictures/wave.svg#crest)`."""


@dataclass(frozen=True, slots=True)
class Assets:
    """`addresses`: from "style.css", the name below static/, to the address. `contents`: from that to the bytes."""

    addresses: Mapping[str, str]
    contents: Mapping[str, bytes]


def assets(files: Sequence[File]) -> Assets:
    """The styles and scripts among FILES, each naming the others by their addresses."""
    typed = {file.address: file.content for file in files}
    found = {file.address: file.content for file in files if is_asset(file)}
    names = {address: address for address in typed} | {each: _address(each, found) for each in found}
    return Assets(
        {address.removeprefix("/"): names[address] for address in found},
        {names[address]: _with_names(content, address, names) for address, content in found.items()},
    )


def _address(address: str, found: Mapping[str, bytes]) -> str:
    """Where what was typed as ADDRESS is published: with a digest of it, and of all that it names in turn, because
    their addresses are part of it. The other way round two that name each other would have none."""
    digest = sha256(b"".join(sha256(found[each]).digest() for each in _reached(address, found))).hexdigest()[:12]
    stem, _, suffix = address.removeprefix("/").rpartition(".")
    return f"{ASSET_FOLDER}{stem}.{digest}.{suffix}"


def _reached(address: str, found: Mapping[str, bytes]) -> list[str]:
    """ADDRESS, then what it names among FOUND, what that names, and so on."""
    reached = [address]
    for each in reached:  # it grows meanwhile
        for match in _NAMED.finditer(found[each]):
            named = _resolved(match[0].decode("ascii", "replace"), each)
            if named in found and named not in reached:
                reached.append(named)
    return reached


def _with_names(content: bytes, address: str, names: Mapping[str, str]) -> bytes:
    """CONTENT, which was typed to stand at ADDRESS, with the files that it names at the addresses that NAMES gives."""

    def named(match: re.Match[bytes]) -> bytes:
        resolved = _resolved(match[0].decode("ascii", "replace"), address)
        return names[resolved].encode() if resolved in names else match[0]

    return _NAMED.sub(named, content)


def _resolved(name: str, address: str) -> str:
    """The address that NAME means in the file at ADDRESS; empty where it means none, as a bare word in a script."""
    if address.endswith(".js") and not name.startswith((".", "/")):
        return ""
    return normpath(join(dirname(address), name))
