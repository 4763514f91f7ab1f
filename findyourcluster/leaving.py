"""Where links lead: those to other websites say so, and give them no hold on ours; those within ours stay in the
reader's language."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_OUT = re.compile(r'<a href="(https?://[^"]*)"([^>]*)>(.*?)</a>', re.S)
_REL = re.compile(r' rel="([^"]*)"')
_TO_A_PAGE = re.compile(r"""(<(?:a|form|meta)\b[^>]*? (?:href="|action="|content="0; url=))(/(?:[^"?#]*/)?)(?=["?#])""")


def staying(page: str, prefix: str) -> str:
    """PAGE, whose links to other pages of the site lead to those with PREFIX before their addresses.

    A link that says which language it leads to (hreflang) leads where it says; files are there once for all languages.
    """

    def stay(link: re.Match[str]) -> str:
        return link[0] if "hreflang=" in link[1] else f"{link[1]}{prefix}{link[2]}"

    return _TO_A_PAGE.sub(stay, page)


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
