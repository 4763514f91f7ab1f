"""Which templates each template is made of: those that it extends, includes and imports, and theirs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from errno import EACCES
from pathlib import Path
from typing import Any

from findyourcluster.digests import digest
from findyourcluster.files import LARGEST_DATA, Folder, read_real

_ANY = "*"
"""Behind the beginning of a name: every template whose name begins like that."""


class Templates:
    """The templates in FOLDERS; one of an earlier folder goes before one of the same name in a later one.

    KNOWN: the references of sources that were read before, by the digest of the source, as `references` has them.
    """

    def __init__(self, folders: list[Path], known: Mapping[str, Any]) -> None:
        self.sources = dict(_sources(folders))
        self.digests = {name: digest(source).hex() for name, source in self.sources.items()}
        self.references = {each: known[each] for each in self.digests.values() if each in known}
        self._whole: dict[str, bytes] = {}

    def digest_of(self, name: str) -> bytes:
        """The digest of the template NAME with all that it is made of."""
        if name not in self._whole:
            parts = sorted(self._with_all(name))
            self._whole[name] = digest("\n".join(f"{part} {self.digests.get(part)}" for part in parts).encode("utf-8"))
        return self._whole[name]

    def _with_all(self, name: str) -> set[str]:
        found, waiting = {name}, [name]
        while waiting:
            for reference in self._referred(waiting.pop()):
                start = reference.removesuffix(_ANY)
                names = [each for each in self.sources if each.startswith(start)] if start != reference else [reference]
                waiting += [each for each in names if each not in found]
                found.update(names)
        return found

    def _referred(self, name: str) -> tuple[str, ...]:
        if name not in self.sources:
            return ()
        key = self.digests[name]
        if key not in self.references:
            self.references[key] = tuple(sorted(set(_references(self.sources[name]))))
        found: tuple[str, ...] = self.references[key]
        return found


def _sources(folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in reversed(folders):
        for entry in Folder(folder.parent).entries(folder.name):
            if entry.name.endswith(".html"):
                path = folder.parent / entry.name
                with contextlib.suppress(FileNotFoundError):  # it has gone this very moment
                    yield path.relative_to(folder).as_posix(), read_real(path, LARGEST_DATA)
            elif entry.fault:
                raise PermissionError(EACCES, entry.fault, str(folder.parent / entry.name))


def _references(source: bytes) -> Iterator[str]:
    """What the template SOURCE names; of a name that is put together its constant beginning and "*"."""
    from jinja2 import Environment, nodes  # noqa: PLC0415 (most builds know all references already)

    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source.decode("utf-8"))
    for node in tree.find_all((nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)):
        name = getattr(node, "template", None)
        if isinstance(name, nodes.Const) and isinstance(name.value, str):
            yield name.value
        elif isinstance(name, nodes.Concat) and isinstance(name.nodes[0], nodes.Const):
            yield f"{name.nodes[0].value}{_ANY}"
        else:
            yield _ANY
