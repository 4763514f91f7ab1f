"""Made-up languages, for tests and measurements: all their words are in letters of no English word."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.places import PROJECT
from findyourcluster.translating import updated, wanted

_FILLED_IN = re.compile(r"(%\(\w+\)s|\{\w+\}|%%)")
_LATIN = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "åƀçðéƒĝĥîĵķłɱñöþɋřšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĿṀÑÖÞɊŘŠŢÛṼŴẊÝŽ"
)
_ARABIC = str.maketrans({letter: chr(0x0627 + place % 20) for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")})

Say = Callable[[str], str]


def strange(text: str) -> str:
    """TEXT in letters with marks, and what is filled in as it was: "Cluster {n}" → "Çłûšţéř {n}"."""
    return _each(text, lambda words: words.translate(_LATIN))


def leftward(text: str) -> str:
    """The same in letters that run from right to left."""
    return _each(text, lambda words: words.lower().translate(_ARABIC))


def _each(text: str, change: Say) -> str:
    return "".join(part if at % 2 else change(part) for at, part in enumerate(_FILLED_IN.split(text)))


def write_catalogue(root: Path, code: str, say: Say, *, reviewed: bool = True) -> None:
    """The whole catalogue of the language CODE of the project ROOT, in which SAY says everything."""
    site = load(Folder(root)).site
    (language,) = (each for each in site.settings.languages if each.code == code)
    words = wanted(site, PROJECT / "findyourcluster", [root / "templates", PROJECT / "templates"])
    catalog = read_po(BytesIO(updated("", language, words, site).encode("utf-8")))
    for message in catalog:
        if isinstance(message.id, tuple):
            message.string = tuple(say(message.id[min(form, 1)]) for form in range(catalog.num_plurals))
        elif message.id:
            message.string = say(str(message.id))
    out = BytesIO()
    write_po(out, catalog)
    text = out.getvalue().decode("utf-8")
    if reviewed:
        text = re.sub("# Reviewed-By:.*", "# Reviewed-By: A. Reader", text)
        text = re.sub("# Reviewed-On:.*", "# Reviewed-On: 2026-11-20", text)
    path = root / f"data/languages/{code}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
