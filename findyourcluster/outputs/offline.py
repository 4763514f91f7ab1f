"""The service worker: the script that keeps pages for when there is no signal, with what it has to know of the site."""

from __future__ import annotations

import json
from collections.abc import Iterable
from gettext import NullTranslations

from findyourcluster.addresses import ASSET_FOLDER, FINDER_FOLDER
from findyourcluster.model import Settings
from findyourcluster.translation import mark, translations

SAVED = mark("No signal. This is a copy of {day}. Phone numbers and dates may have changed since then.")
MISSING = mark("No signal, and the page that you asked for is not kept on this phone. These pages are.")


def worker_file(script: bytes, settings: Settings, pages: Iterable[str], shelf: str, assets: Iterable[str]) -> bytes:
    """SCRIPT with what it needs at its beginning.

    PAGES and ASSETS: addresses of what is kept at the first visit. SHELF: the address of the page that lists what is
    kept; empty where there is none. Where SETTINGS say that nothing is to be kept, it clears up after itself.
    """
    words: NullTranslations = translations(settings.language)
    site = {
        "on": settings.offline,
        "language": settings.language,
        "pages": list(dict.fromkeys(pages)),
        "shelf": shelf,
        "assets": list(assets),
        "immutable": [ASSET_FOLDER, FINDER_FOLDER],
        "says": {"saved": words.gettext(SAVED), "missing": words.gettext(MISSING)},
    }
    return b"const SITE = " + json.dumps(site, ensure_ascii=False).encode("utf-8") + b";\n\n" + script
