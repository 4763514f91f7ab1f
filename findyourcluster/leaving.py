"""Links to other websites: each says that it leads away, and gives that website no hold on ours."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_OUT = re.compile(r'<a href="(https?://[^"]*)"([^>]*)>(.*?)</a>', re.S)
_REL = re.compile(r' rel="([^"]*)"')


class Leaving:
    """Marks links in pages of the site at the address HOME; WORDS say to who does not see the arrow where they lead."""

    def __init__(self, home: str, words: str) -> None:
        self._home = str(escape(home)) if home else None
        self._says = Markup('<span class="unseen"> ({})</span>').format(words)

    def marked(self, page: str) -> str:
        """PAGE, whole and well formed, with its links to other websites marked."""
        return _OUT.sub(self._mark, page) if '<a href="http' in page else page

    def _mark(self, link: re.Match[str]) -> str:
        address, rest, words = link.groups()
        if self._home and (address == self._home or address.startswith((f"{self._home}/", f"{self._home}#"))):
            return link[0]
        found = _REL.search(rest)
        kinds = f"{found[1]} noopener" if found else "noopener"
        return f'<a href="{address}" rel="{kinds}"{_REL.sub("", rest)}>{words}{self._says}</a>'
