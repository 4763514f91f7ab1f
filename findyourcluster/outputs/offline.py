"""The service worker: the script that keeps pages for when there is no signal, with what it has to know of the site."""

from __future__ import annotations

import json
from collections.abc import Iterable

from findyourcluster.addresses import ASSET_FOLDER, FINDER_FOLDER
from findyourcluster.model import Settings
from findyourcluster.translation import mark, translations

SAVED = mark("No signal. This is a copy of {day}. Phone numbers and dates may have changed since then.")
MISSING = mark("No signal, and the page that you asked for is not kept on this phone. These pages are.")


Speaks = tuple[str, str, bytes]
"""A language: its code, what its addresses begin with, and its words (see `translation.translations`)."""


def worker_file(  # noqa: PLR0913, PLR0917 (what a script needs to know, each named where it is given)
    script: bytes,
    settings: Settings,
    pages: Iterable[str],
    shelf: str,
    assets: Iterable[str],
    languages: Iterable[Speaks],
) -> bytes:
    """SCRIPT with what it needs at its beginning.

    PAGES and ASSETS: addresses of what is kept at the first visit. SHELF: the address of the page that lists what is
    kept; empty where there is none. LANGUAGES: all of the site, its own first. Where SETTINGS say that nothing is to
    be kept, it clears up after itself.
    """
    site = {
        "on": settings.offline,
        "pages": list(dict.fromkeys(pages)),
        "shelf": shelf,
        "assets": list(assets),
        "immutable": [ASSET_FOLDER, FINDER_FOLDER],
        "says": [
            {"language": code, "start": f"{prefix}/", "saved": say(SAVED), "missing": say(MISSING)}
            for code, prefix, words in languages
            for say in [translations(words, settings.group).gettext]
        ],
    }
    return b"const SITE = " + json.dumps(site, ensure_ascii=False).encode("utf-8") + b";\n\n" + script
