"""The published site → the same pages for a USB stick: they work from any folder, without a web server.

A browser that opens a file finds no "/" to start from, shows no index.html of a folder, and loads neither modules nor
data for scripts. So every link becomes relative and names its file, scripts go, and forms that need one give way to
what answers without: the lists of the schools, or the same page on the web.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urljoin, urlsplit

from findyourcluster.translation import in_words, mark

START = "START-HERE.html"
"""The first page. It lies alone beside the folder of the others, so that nobody has to look for it."""
FOLDER = "site"

_LEFT_OUT = ("404.html",)  # what web hosts show for addresses that are wrong
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_LINKS = ("data", "href", "poster", "src", "xlink:href")
_SETS = ("imagesrcset", "srcset")
_SHOWN_WITH = frozenset({"stylesheet", "icon"})  # of the links in a head, those that a browser needs to show the page
_OF_HOSTS = ("crossorigin", "integrity", "nonce")  # they hold for files from a web server, byte by byte
_REFRESH = re.compile(r"(\s*[\d.]+\s*[;,]\s*url\s*=\s*)(\S+)\s*", re.I)
_CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])(\s+[^,]+)?,?")
_CSS_TOKEN = re.compile(
    r"""(?P<skip> /\*.*?\*/)
    | (?P<open> url\(\s* | @import\s+(?=["']) ) (?P<mark>["']?)
      (?P<link> (?<=["']) [^"'\n]* | (?<=[(\s]) [^"'()\s;]+ ) (?P=mark)
    | (?P<string> "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' )
    | \(\s*scripting\s*:\s*(?P<scripting> none | enabled )\s*\)""",
    re.X | re.S | re.I,
)
_UNPACKED = "\n.unpack-first { display: none; }\n"
"""With the stylesheet comes the end of the hint to unpack the zip: whoever opens START alone, inside it, sees both."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy says of itself."""

    day: date  # on which it is made
    address: str  # of the site on the web; empty where it has none yet
    owner: str
    lists: tuple[tuple[str, str], ...]  # title and address of each page that lists the schools


def portable(files: Mapping[str, bytes], copy: Copy) -> dict[str, bytes]:
    """Of FILES, a published site by path, the pages and what they lead to, by their places in the copy."""
    made: dict[str, bytes] = {}
    wanted = [path for path in files if path.endswith(".html") and path not in _LEFT_OUT]
    while wanted:
        path = wanted.pop()
        if place_of(path) in made:
            continue
        links = _Links(path, files, copy.address)
        made[place_of(path)] = _rewritten(files[path], path, links, copy)
        wanted += links.led_to
    return made


def place_of(path: str) -> str:
    """Where the published file PATH lies in a copy."""
    return START if path == "index.html" else f"{FOLDER}/{path}"


def _rewritten(content: bytes, path: str, links: _Links, copy: Copy) -> bytes:
    if path.endswith(".html"):
        return _Page(content.decode("utf-8"), links, copy).rewritten().encode("utf-8")
    if path.endswith(".css"):
        return (css_with(content.decode("utf-8"), links.relative) + _UNPACKED).encode("utf-8")
    return content


@dataclass(slots=True)
class _Links:
    """The links of the published file HERE, one of FILES; what they led to is kept."""

    here: str
    files: Mapping[str, bytes]
    address: str
    led_to: set[str] = field(default_factory=set)

    def relative(self, link: str) -> str:
        """LINK as it works in the copy; where what it leads to is not in the copy, to the site on the web."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not parts.path:
            return link
        address = urljoin(self.published, parts.path)
        path = unquote(address).lstrip("/")
        path += "index.html" if path.endswith("/") or not path else ""
        if path not in self.files and f"{path}/index.html" in self.files:
            path = f"{path}/index.html"
        rest = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        if path not in self.files or path in _LEFT_OUT:
            return f"{self.address}{address}{rest}" if self.address else link
        self.led_to.add(path)
        return quote(posixpath.relpath(place_of(path), posixpath.dirname(place_of(self.here)) or ".")) + rest

    @property
    def published(self) -> str:
        """The address at which a host shows this file."""
        return f"/{self.here.removesuffix('index.html')}"

    def leads_out(self, link: str) -> bool:
        parts = urlsplit(link)
        return bool(parts.scheme or parts.netloc)


def css_with(css: str, link: Callable[[str], str]) -> str:
    """CSS with LINK of each address in it. What it says for browsers without scripts holds for all: a copy has none."""

    def changed(found: re.Match[str]) -> str:
        if found["scripting"]:
            return "(width >= 0)" if found["scripting"].lower() == "none" else "(width < 0)"
        return f"{found['open']}{found['mark']}{link(found['link'])}{found['mark']}" if found["link"] else found[0]

    return _CSS_TOKEN.sub(changed, css)


class _Page(HTMLParser):
    """A page, read tag by tag; what no change is made to stays byte for byte."""

    def __init__(self, text: str, links: _Links, copy: Copy) -> None:
        super().__init__(convert_charrefs=False)
        self.text = text
        self.links = links
        self.copy = copy
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]  # where each begins
        self.changes: list[tuple[int, int, str]] = []  # from, to, what stands there instead
        self.going: tuple[str, int, str] = ("", 0, "")  # an element that is taken out: its tag, start, what replaces it
        self.depth = 0  # of tags of its name, in it
        self.style = False
        self.header = False
        self.told_at = 0  # where the line about the copy is put

    def rewritten(self) -> str:
        self.feed(self.text)
        self.close()
        self.changes.append((self.told_at, self.told_at, self._told()))
        pieces, last = [], 0
        for start, end, new in sorted(self.changes):
            pieces += [self.text[last:start], new]
            last = end
        return "".join([*pieces, self.text[last:]])

    # ---------------------------------------------------------------- reading

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.going[0]:
            self.depth += tag == self.going[0]
            return
        start = self._here()
        end = start + len(self.get_starttag_text() or "")
        values = {name: value or "" for name, value in attrs}
        if (instead := self._instead(tag, values)) is not None:
            if tag in _VOID:
                self.changes.append((start, end, instead))
            else:
                self.going, self.depth = (tag, start, instead), 1
            return
        if tag == "noscript":
            self.changes.append((start, end, ""))
        elif (new := self._with_links(tag, attrs)) != attrs:
            self.changes.append((start, end, _tag(tag, new)))
        self.style = tag == "style"
        self.header = self.header or (tag == "header" and "site-header" in values.get("class", "").split())
        if tag == "body":
            self.told_at = end

    def handle_endtag(self, tag: str) -> None:
        start = self._here()
        end = self.text.index(">", start) + 1
        if self.going[0]:
            self.depth -= tag == self.going[0]
            if not self.depth:
                self.changes.append((self.going[1], end, self.going[2]))
                self.going = ("", 0, "")
        elif tag == "noscript":
            self.changes.append((start, end, ""))
        elif tag == "header" and self.header:
            self.header, self.told_at = False, end
        self.style = False

    def handle_data(self, data: str) -> None:
        if self.style and not self.going[0]:
            start = self._here()
            self.changes.append((start, start + len(data), css_with(data, self.links.relative)))

    def _here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    # ---------------------------------------------------------------- what changes

    def _instead(self, tag: str, values: Mapping[str, str]) -> str | None:
        """What stands in the place of an element that cannot work in a copy; None where it can."""
        if "needs-script" in values.get("class", "").split():
            return ""
        if tag == "form":
            return self._only_on_the_web() if "hidden" in values else self._lists()
        if tag == "script":
            return None if values.get("type", "").endswith("json") else ""
        if tag == "link":
            needed = _SHOWN_WITH.intersection(values.get("rel", "").lower().split())
            return None if needed or self.links.leads_out(values.get("href", "")) else ""
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            return ""  # "self" means nothing to files, and there is nothing left to guard against
        return None

    def _with_links(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        attrs = list(attrs)
        if tag == "link":
            attrs = [(name, value) for name, value in attrs if name not in _OF_HOSTS]
        refresh = tag == "meta" and ("http-equiv", "refresh") in attrs
        return [(name, value and self._attribute(name, value, refresh=refresh)) for name, value in attrs]

    def _attribute(self, name: str, value: str, *, refresh: bool) -> str:
        if name in _LINKS:
            return self.links.relative(value)
        if name in _SETS:
            return ", ".join(self.links.relative(found[1]) + (found[2] or "") for found in _CANDIDATE.finditer(value))
        if name == "style":
            return css_with(value, self.links.relative)
        if refresh and name == "content" and (found := _REFRESH.fullmatch(value)):
            return found[1] + self.links.relative(found[2])
        return value

    # ---------------------------------------------------------------- what it says

    def _told(self) -> str:
        """That this is a copy, and where the newest is; on the first page also what to do inside a zip."""
        made = mark("This is a copy, made on {day}.").format(day=in_words(self.copy.day))
        if self.copy.address:
            name = urlsplit(self.copy.address).netloc + urlsplit(self.copy.address).path
            link = f'<a href="{escape(self._on_the_web())}">{escape(name)}</a>'
            newest = mark("The newest is at {link}.").format(link=link)
        else:
            newest = escape(mark("Ask {owner} where the newest is.").format(owner=self.copy.owner))
        hint = mark("Is this page without colours, and do its links lead nowhere? Unpack the zip first.")
        unpack = f'\n  <p class="width unpack-first">{escape(hint)}</p>' if self.links.here == "index.html" else ""
        label = escape(mark("About this copy"))
        return (
            f'\n<section class="status" aria-label="{label}">\n'
            f'  <p class="width">{escape(made)} {newest}</p>{unpack}\n</section>'
        )

    def _on_the_web(self) -> str:
        return f"{self.copy.address}{self.links.published}"

    def _lists(self) -> str:
        """The lists in which a school is found without typing; none on a page that is one of them."""
        lists = [(title, address) for title, address in self.copy.lists if address != self.links.published]
        if not lists or len(lists) < len(self.copy.lists):
            return ""
        items = "".join(
            f'\n  <li><a href="{escape(self.links.relative(address))}">{escape(title)}</a></li>'
            for title, address in lists
        )
        return f'<ul class="jumps">{items}\n</ul>'

    def _only_on_the_web(self) -> str:
        """That what is typed here is typed on the web, with the way there."""
        if not self.copy.address:
            return f'<p class="hint">{escape(mark("What you type in here works only on the web, not in a copy."))}</p>'
        link = f'<a href="{escape(self._on_the_web())}">{escape(mark("this page on the web"))}</a>'
        return f'<p class="hint">{mark("To type something in here, go to {link}.").format(link=link)}</p>'


def _tag(tag: str, attrs: Iterable[tuple[str, str | None]]) -> str:
    return f"<{tag}{''.join(_written(attrs))}>"


def _written(attrs: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    for name, value in attrs:
        yield f" {name}" if value is None else f' {name}="{escape(value)}"'
