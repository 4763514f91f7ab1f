"""Catalogues of translations: .po files, as translators' tools read and write them, with the help of Babel.

Babel takes a moment to load, so only what is new of a catalogue is read with it; see `load`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from gettext import GNUTranslations
from io import BytesIO
from typing import TYPE_CHECKING

from findyourcluster.fields import read_date
from findyourcluster.model import Message, Place, Problem

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog
    from babel.messages.catalog import Message as CatalogMessage

FOLDER = "data/languages"

TRANSLATED_BY = "Translated-By"
REVIEWED_BY = "Reviewed-By"
REVIEWED_ON = "Reviewed-On"
"""Comments at the top of a catalogue that say who looked at it: "# Reviewed-By: A. Reader". Translators' tools keep
comments there, and drop lines of the first entry that they do not know."""

_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the moment at which Babel would say that a catalogue was made: the same one is the same bytes."""

_SAID_ON_TOP = re.compile(r"^#\s*([A-Za-z-]+):[ \t]*(.*?)[ \t]*$", re.M)


def catalogue_file(code: str) -> str:
    """Where the catalogue of the language CODE lies."""
    return f"{FOLDER}/{code}.po"


@dataclass(frozen=True, slots=True)
class Read:
    """What stands in a catalogue."""

    messages: tuple[Message, ...] = ()
    words: bytes = b""  # those that are translated, as a .mo file
    translated_by: str = ""
    reviewed_by: str = ""
    reviewed_on: date | None = None


def read_catalogue(text: str, file: str) -> tuple[Read | None, list[Problem]]:
    """What TEXT holds, or what is wrong with it; FILE is its name."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 (slow to load)

    try:
        catalog = parsed(text)
    except CannotParse as error:
        says = "This line is not as a .po file has it." if error.line else "This is not a .po file that can be read."
        fix = "Undo your last change of it, or save it again with the translators' tool."
        return None, [Problem(Place(file, error.line), "catalogue", says, fix)]
    messages = tuple(_messages(catalog))
    done = {message.says for message in messages if message.translated}
    for message in list(catalog):
        if message.id and _says(message) not in done:
            message.string = ""  # half of it, or a guess of the tool's, which nobody has looked at
    catalog.creation_date = _NO_DAY
    mo = BytesIO()
    write_mo(mo, catalog)
    try:
        GNUTranslations(BytesIO(mo.getvalue()))
    except (ValueError, OverflowError):
        says = "The rule for plurals (Plural-Forms) cannot be read."
        return None, [Problem(Place(file, 1), "catalogue", says, "Copy that line from a new file: --update makes one.")]
    said = dict(_SAID_ON_TOP.findall(catalog.header_comment))
    typed = said.get(REVIEWED_ON, "")
    day, says, fix = read_date(typed) if typed else (None, "", "")
    problems = [Problem(Place(file, 1), "catalogue", f"{REVIEWED_ON}: {says}", fix)] if says else []
    who = (said.get(TRANSLATED_BY, ""), said.get(REVIEWED_BY, ""))
    return Read(messages, mo.getvalue(), *who, day), problems


class CannotParse(Exception):
    """A text is no catalogue."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}" if line else "it is no .po file")
        self.line = line  # on which that shows; 0 where it cannot be told


def parsed(text: str) -> Catalog:
    """TEXT as Babel has it. Raises CannotParse."""
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 (slow to load)

    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if _HAS_WORDS.match(line) and not _WHOLE.fullmatch(line.rstrip()):
            raise CannotParse(number)  # Babel takes off the first and the last letter, whatever they are
    try:
        catalog = read_po([f"{line}\n" for line in lines], abort_invalid=True)
    except PoFileError as error:
        raise CannotParse(error.lineno + 1) from error
    except (ValueError, SyntaxError, TypeError, LookupError) as error:  # such as a rule for plurals that is none
        raise CannotParse(0) from error
    catalog.charset = "utf-8"  # whatever its first lines say
    return catalog


_HAS_WORDS = re.compile(r'\s*(?:#~\s*)?(?:"|msg)')
_WHOLE = re.compile(r'\s*(?:#~\s*)?(?:msg(?:id|id_plural|ctxt|str(?:\[\d+\])?)\s+)?"(?:[^"\\]|\\.)*"')
"""A line with words, between two quotation marks."""


def _says(message: CatalogMessage) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def _messages(catalog: Catalog) -> list[Message]:
    found = []
    for message in catalog:
        if not message.id:
            continue
        says, plural = message.id if isinstance(message.id, tuple | list) else (message.id, "")
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        done = not message.fuzzy and bool(strings) and all(strings)
        found.append(Message(message.lineno or 0, says, plural, tuple(map(str, strings)) if done else ()))
    return found
