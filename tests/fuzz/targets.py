"""What must hold for every input, target by target. Each takes one input and raises AssertionError where it finds
something; any other exception is a finding too."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import urlsplit
from zlib import crc32

import html5lib
from lxml import etree

from findyourcluster.addresses import resolve
from findyourcluster.documents import Document, Surroundings
from findyourcluster.fields import Fields, is_email_address, is_web_address, slugify, suggested_name
from findyourcluster.filenames import LONGEST, is_address_part, is_file_name
from findyourcluster.files import Copy
from findyourcluster.ledger import read_ledger
from findyourcluster.load import load, page_address
from findyourcluster.model import Fact, Fragment, Place, Places, Problem, Site, Term
from findyourcluster.outputs.jsonld import in_html
from findyourcluster.outputs.redirects import FORMATS
from findyourcluster.renaming import page_name
from findyourcluster.svg import what_is_wrong
from findyourcluster.typeset import Typesetter
from findyourcluster.words import Words
from findyourcluster.yamlfile import Mapping as YamlMapping
from findyourcluster.yamlfile import Node, Scalar, Sequence, parse
from tests.conftest import SMALL
from tests.fuzz.judge import breaks_out, dangers

NOWHERE = Places(Place("content/parts/x.md"))
HOSTILE = '"><script>alert("EVIL")</script>'

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file can hold (XML 1.0, 2.2)."""
TURNS_ROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")
FILES = ("schools", "glossary", "site", "contacts", "facts", "changes", "sources", "words", "reform", "accessibility")
SAFE = re.compile(r"/(?:[a-z0-9]+(?:[-_.][a-z0-9]+)*/?)*")
"""An address of which no host, file system or spreadsheet makes anything else."""


def _place_is_told(problem: Problem) -> bool:
    return bool(problem.says) and problem.at.file.startswith(("content", "data", "static", "templates"))


# ---------------------------------------------------------------- Markdown → HTML


@cache
def _typesetter() -> Typesetter:
    known = {"cluster": {"14"}, "contact": {"a"}, "drawing": {"child"}, "fact": {"a"}, "figure": set[str]()}
    return Typesetter(
        Surroundings({**known, "phone": {"a"}, "school": {"b"}}, frozenset({"/hidden/"}), {"/old/": "/new/"})
    )


@cache
def _words() -> Words:
    terms = [
        Term("EHCP", "ehcp", "A plan.", NOWHERE, "Education <b>plan</b>"),
        Term("team", "team", "People.", NOWHERE),
        Term(HOSTILE, "x", HOSTILE, NOWHERE, HOSTILE),
    ]
    fact = Fact("a", f"Not {HOSTILE} EHCP", "s", date(2026, 1, 1), date(2027, 1, 1), "A", NOWHERE)
    return Words(terms, [fact])


def markdown(text: str) -> None:
    """What parents get of a body has only what volunteers need, and stays in its box; what is wrong is a Problem."""
    done = _typesetter().typeset(Fragment("x", text, 1, NOWHERE))
    assert all(map(_place_is_told, done.problems))
    _judge(done.document)
    explained, _ = _words().explain([done.document])
    _judge(explained[0])


def _judge(document: Document) -> None:
    html = "".join(part if isinstance(part, str) else part.html for part in document.parts)
    assert dangers(html) == []
    assert not breaks_out(html)
    assert not TURNS_ROUND.search(html)
    assert not NOT_IN_XML.search(html)
    assert "\ue000" not in html


# ---------------------------------------------------------------- YAML → records


def yaml(text: str) -> None:
    """A file of data is problems or values, in which nothing is that nobody can see; and records hold only that."""
    node, problems = parse(text, "data/x.yaml")
    assert all(map(_place_is_told, problems))
    printable = not NOT_IN_XML.search(text) and not TURNS_ROUND.search(text)
    for scalar in _scalars(node) if node and printable else ():
        assert not NOT_IN_XML.search(scalar), ascii(scalar)
        assert not TURNS_ROUND.search(scalar), ascii(scalar)
    name = FILES[crc32(text.encode("utf-8", "replace")) % len(FILES)]  # the same text is always the same file
    loaded = load(Copy({**_small(), f"data/{name}.yaml": text.encode("utf-8", "replace")}))
    assert all(map(_place_is_told, loaded.problems))
    if not loaded.problems:
        _judge_records(loaded.site)


@cache
def _small() -> Mapping[str, bytes]:
    return {path.relative_to(SMALL).as_posix(): path.read_bytes() for path in (SMALL / "data").glob("*.yaml")} | {
        "content/index.md": b"---\ntitle: Home\nlayout: home\n---\n"
    }


def _scalars(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, YamlMapping):
        for key, (_, value) in node.entries.items():
            yield key
            yield from _scalars(value)


def _judge_records(site: Site) -> None:
    for slug in (*(school.slug for school in site.schools), *(area.slug for area in site.areas)):
        assert slug
        assert SAFE.fullmatch(f"/{slug}/")
    for school in site.schools:
        for words in (school.name, school.town, school.note, *school.aliases, *school.former_names):
            assert "\n" not in words
        assert all(SAFE.fullmatch(address) for address in school.former_addresses)
        assert not school.website or urlsplit(school.website).scheme in ("http", "https")
    settings = site.settings
    for link in (settings.register_link, settings.edit_link, settings.address):
        assert not link or link.startswith(("https://", "http://"))
    assert re.fullmatch("[A-Za-z0-9-]*", settings.language)


# ---------------------------------------------------------------- slugs and addresses


def addresses(text: str) -> None:
    """Whatever is typed, an address that comes of it is plain, and never leaves the folder to which the site goes."""
    slug = slugify(text)
    assert re.fullmatch("(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    name = page_name(text)
    if name and all(map(is_address_part, name.split("/"))):
        _stays_inside(page_address(name))
    if is_address_part(text):
        _stays_inside(f"/{text}/")
    if is_file_name(text):
        _stays_inside(f"/{text}")
    suggested = suggested_name(f"{text}.png")
    assert len(suggested) > LONGEST or is_file_name(suggested), suggested
    target = resolve(text, None)
    assert not re.search(r"[\x00-\x1f\\\x7f]", target.address)
    assert (
        not target.address
        or (target.href.startswith("/") and target.href[1:2] not in ("/", "\\"))
        or target.href[0] == "#"
    )
    assert ".." not in target.address.split("/")
    published, problems = read_ledger(text)
    assert all(map(_place_is_told, problems))
    for each in published:
        _stays_inside(each.address)
        assert f"{each.address} {each.day.isoformat()}" in text
    noted: list[Problem] = []
    node = YamlMapping({"a": (Place("data/x.yaml"), Scalar(text, Place("data/x.yaml")))}, Place("data/x.yaml"))
    fields = Fields(node, "record", noted)
    for address in (*fields.addresses("a"), f"/{fields.slug('a')}"):
        _stays_inside(address)
    if is_web_address(text):
        parts = urlsplit(text)
        assert re.fullmatch(r"[A-Za-z0-9._-]+\.?(:\d+)?", parts.netloc), text
        assert not re.search(r"[\s\"'<>]", text)
    if is_email_address(text):
        assert re.fullmatch(r"[!-~]+", text)


def _stays_inside(address: str) -> None:
    root = PurePosixPath("/site")
    path = root / f"{address.lstrip('/')}index.html"
    assert ".." not in path.parts
    assert address.startswith("/") and not address.startswith("//")
    assert re.fullmatch(r"[A-Za-z0-9/._-]+", address), ascii(address)
    windows = PureWindowsPath(address.lstrip("/"))
    assert not windows.is_absolute() and not windows.drive
    assert all(not part.endswith((".", " ")) for part in windows.parts)
    assert (Path("/site") / address.lstrip("/")).is_relative_to("/site")


# ---------------------------------------------------------------- redirect maps


def redirects(moves: Mapping[str, str]) -> None:
    """Read back as each web host reads it, a map is the map that was written; nobody's text becomes a line of it."""
    plain = {old: new for old, new in moves.items() if _is_plain(old) and _is_plain(new)}
    wanted = plain | {old.removesuffix("/"): new for old, new in plain.items() if old.endswith("/") and old != "/"}
    for name, read_back in READERS.items():
        assert read_back(FORMATS[name](moves)) == wanted, name


def _is_plain(address: str) -> bool:
    parts = address.split("/")
    return (
        address.startswith("/")
        and re.fullmatch(r"[A-Za-z0-9/._-]+", address) is not None
        and all(parts[1:-1])
        and not any(part.startswith(".") for part in parts)
    )


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def _netlify(text: str) -> dict[str, str]:
    rows = [line.split(" ") for line in _lines(text)]
    assert all(len(row) == 3 and row[2] == "301" for row in rows)
    assert not any(sign in row[0] + row[1] for row in rows for sign in ("*", ":", "?"))
    return {old: new for old, new, _ in rows}


def _nginx(text: str) -> dict[str, str]:
    block = text[text.index("map $uri $new_address {") :]
    rows = [shlex.split(line.removesuffix(";")) for line in _lines(block)[1:-1]]
    assert all(line.endswith(";") for line in _lines(block)[1:-1])
    assert rows.pop(0) == ["default", ""]
    assert all(len(row) == 2 and row[0][:1] not in ("~", "*") and "$" not in row[1] for row in rows)
    return dict(rows)


def _apache(text: str) -> dict[str, str]:
    return dict(line.split(" ") for line in _lines(text))


def _htaccess(text: str) -> dict[str, str]:
    found = {}
    for line in _lines(text):
        word, code, pattern, new = shlex.split(line.replace("\\", "\\\\"))
        assert (word, code) == ("RedirectMatch", "301")
        old = re.sub(r"\\(.)", r"\1", pattern.removeprefix("^").removesuffix("$").removesuffix("?"))
        for each in {old, old.removesuffix("/")} if pattern.endswith("?$") else {old}:
            assert re.fullmatch(pattern, each) or not each
            found[each] = new
    return found


def _caddy(text: str) -> dict[str, str]:
    rows = [line.split(" ") for line in _lines(text)]
    assert all(len(row) == 4 and row[0] == "redir" and row[3] == "301" for row in rows)
    assert not any(sign in "".join(row) for row in rows for sign in '{}*"`')
    return {old: new for _, old, new, _ in rows}


READERS: Mapping[str, Callable[[str], dict[str, str]]] = {
    "netlify": _netlify,
    "nginx": _nginx,
    "apache": _apache,
    "htaccess": _htaccess,
    "caddy": _caddy,
}


# ---------------------------------------------------------------- JSON in HTML


def linked_data(things: object) -> None:
    """What stands in a script element comes back the same, and cannot end the element or begin another."""
    page = f'<script type="application/ld+json">{in_html([{"x": things}])}</script><p id="after">'
    root = html5lib.parse(page, namespaceHTMLElements=False)
    scripts = root.findall(".//script")
    assert len(scripts) == 1
    assert json.loads(scripts[0].text or "")["@graph"] == [{"x": things}]
    assert [each.tag for each in root.iter() if isinstance(each.tag, str)] == ["html", "head", "script", "body", "p"]


# ---------------------------------------------------------------- drawings


def drawing(content: bytes) -> None:
    """What passes as a drawing is one to a browser too: nothing in it runs or loads."""
    if what_is_wrong(content):
        return
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    for element in root.iter():
        assert isinstance(element.tag, str) or element.tag is etree.Comment
        local = str(element.tag).rpartition("}")[2].casefold()
        assert local not in ("script", "foreignobject", "iframe", "image", "animate", "set", "handler", "a", "feimage")
        for name, value in element.attrib.items():
            plain = str(name).rpartition("}")[2].casefold()
            assert not plain.startswith("on")
            assert plain != "href" or str(value).strip().startswith("#") or root.find(".//{*}metadata") is not None
            assert "javascript:" not in str(value).casefold()


TARGETS: Mapping[str, Callable[[str], None]] = {
    "markdown": markdown,
    "yaml": yaml,
    "addresses": addresses,
    "redirects": lambda text: redirects(moves_of(text)),
    "linked_data": linked_data,
    "drawing": lambda text: drawing(text.encode("utf-8", "replace")),
}
"""Each target, of a text: what the corpus and other fuzzers give."""


def moves_of(text: str) -> dict[str, str]:
    """A map in which each line of TEXT leads to the next."""
    lines = text.split("\n")
    return dict(pairwise(lines))
