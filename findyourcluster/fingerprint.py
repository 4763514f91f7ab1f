"""A short digest of what the model says: the same for the same words, on any machine, wherever in a file they stand."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from findyourcluster.digests import digest
from findyourcluster.model import Place, Places

_AS_THEY_ARE = frozenset((str, bytes, int, float, bool, type(None)))
_LONG = 4  # values from which on a tuple is worth remembering
_WITHOUT_REFERENCES = 2  # the last version of marshal's format in which equal values have equal bytes


class Fingerprints:
    """Digests of records; each record is read once, however many others hold it."""

    def __init__(self) -> None:
        self._readers: dict[type, Callable[[Any], tuple[object, ...]]] = {}
        self._known: dict[int, tuple[bytes, object]] = {}  # by id; what is held here keeps its id

    def of(self, *things: object) -> bytes:
        """The digest of THINGS: records of the model, dates, plain values, lists and mappings of them.

        Where in a file something stands does not count. Raises TypeError for what nobody said how to read.
        """
        return _digest_of(tuple(map(self._plain, things)))

    def _plain(self, thing: object) -> Any:
        kind = type(thing)
        if kind in _AS_THEY_ARE:
            return thing
        if (known := self._known.get(id(thing))) is not None:
            return known[0]
        if kind is Places or kind is Place:
            return None
        if isinstance(thing, date):
            return ("day", thing.toordinal())
        if isinstance(thing, list):
            return tuple(map(self._plain, thing))
        if isinstance(thing, tuple):
            plain = tuple(map(self._plain, thing))
            return self._remembered(thing, plain) if len(plain) >= _LONG else plain
        if isinstance(thing, frozenset):
            return tuple(sorted(thing))
        if isinstance(thing, Mapping):
            return tuple((key, self._plain(value)) for key, value in thing.items())
        return self._remembered(thing, (kind.__qualname__, *map(self._plain, self._values(thing))))

    def _remembered(self, thing: object, plain: tuple[object, ...]) -> bytes:
        found = _digest_of(plain)
        self._known[id(thing)] = (found, thing)
        return found

    def _values(self, record: object) -> tuple[object, ...]:
        kind = type(record)
        if kind not in self._readers:
            if not is_dataclass(record):
                raise TypeError(f"{kind.__qualname__} is no record: say in fingerprint.py how it is read")
            names = [each.name for each in fields(record)]
            self._readers[kind] = attrgetter(*names) if len(names) > 1 else lambda one: (getattr(one, names[0]),)
        return self._readers[kind](record)


def _digest_of(plain: Any) -> bytes:
    return digest(marshal.dumps(plain, _WITHOUT_REFERENCES))
