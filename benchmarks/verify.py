"""Whether two published folders are the same site: the words of pages, their titles, descriptions and data."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.synthetic import SyntheticSchool

EACH = 12
"""How many differences are named; the others are counted."""
SPARED_JSON = re.compile(r"data/(facts|finder\.[0-9a-f]+|schools\.csv-metadata|schools\.schema)\.json")
"""JSON of ours that Hugo need not make: the facts, the index of the search, and what the other files mean."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader gets of a page; white space and tags do not count."""

    words: str
    title: str
    description: str


def read_page(path: Path) -> Page:
    text = path.read_text("utf-8")
    main = re.search(r"<main\b.*?</main>", text, re.S)
    title = re.search(r"<title>(.*?)</title>", text, re.S)
    description = re.search(r'<meta name="?description"? content="(.*?)"', text, re.S)
    return Page(
        words=re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", main[0] if main else ""))),
        title=html.unescape(title[1]).strip() if title else "",
        description=html.unescape(description[1]).strip() if description else "",
    )


def count_files(site: Path) -> tuple[int, int]:
    """How many HTML pages, and how many files in all, are in SITE."""
    files = [path for path in site.rglob("*") if path.is_file()]
    return sum(path.suffix == ".html" for path in files), len(files)


def sample(listed: list[SyntheticSchool]) -> list[SyntheticSchool]:
    """The first, the last, and some in between of LISTED, in the middle a school and the one after it."""
    middle = len(listed) // 2
    return list({place: listed[place] for place in (0, middle, min(middle + 1, len(listed) - 1), -1)}.values())


def differences(ours: Path, theirs: Path, listed: list[SyntheticSchool], skipped: frozenset[str] = frozenset()) -> str:
    """What differs between OURS and THEIRS, as a sentence; "" where nothing does.

    All pages that people write, a sample of LISTED with their clusters; the number of pages and of JSON files; the
    addresses of the sitemap, and all schools as JSON and as a table. SKIPPED: pages that need not be the same.
    """
    found = list(_counts(ours, theirs))
    pages = sorted({*_written(ours), *(page for school in sample(listed) for page in _pages_of(school))} - skipped)
    for page in pages:
        found += _of_page(ours / page, theirs / page, page)
    for school in sample(listed):
        found += _of_data(ours, theirs, f"schools/{school.slug}.json")
    found += _of_data(ours, theirs, "data/schools.json")
    found += _of_table(ours, theirs, "data/schools.csv")
    found += _of_sitemap(ours, theirs)
    more = f" and {len(found) - EACH} more" if len(found) > EACH else ""
    return "; ".join(found[:EACH]) + more


def _written(site: Path) -> Iterator[str]:
    """The pages that people write, and the lists: all but those of schools, clusters, and short addresses."""
    for path in site.rglob("*.html"):
        page = path.relative_to(site).as_posix()
        if not re.match(r"(schools|clusters/\d+|s|\d+)/", page):
            yield page


def _pages_of(school: SyntheticSchool) -> Iterable[str]:
    page, cluster = f"schools/{school.slug}", f"clusters/{school.cluster}"
    folders = (page, f"{page}/share", f"s/{school.urn}", cluster, f"{cluster}/share", f"{school.cluster}")
    return (f"{folder}/index.html" for folder in folders)


def _counts(ours: Path, theirs: Path) -> Iterator[str]:
    def json_files(site: Path) -> int:
        return sum(not SPARED_JSON.fullmatch(path.relative_to(site).as_posix()) for path in site.rglob("*.json"))

    for what, one, other in (
        ("pages", count_files(ours)[0], count_files(theirs)[0]),
        ("JSON files", json_files(ours), json_files(theirs)),
    ):
        if one != other:
            yield f"{other} {what} instead of {one}"


def _of_page(ours: Path, theirs: Path, page: str) -> list[str]:
    if not theirs.exists():
        return [f"no {page}"]
    one, other = read_page(ours), read_page(theirs)
    return [
        f"{page}: {what}{'' if what == 'title' else _where(mine, its)}"
        for what, mine, its in (
            ("words", one.words, other.words),
            ("title", one.title, other.title),
            ("description", one.description, other.description),
        )
        if mine != its
    ]


def _where(one: str, other: str) -> str:
    """The first place at which two texts differ, in both."""
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(at - 12, 0)
    return f" ({one[start : at + 24]!r} became {other[start : at + 24]!r})"


def _of_data(ours: Path, theirs: Path, file: str) -> list[str]:
    try:
        one, other = (json.loads((site / file).read_bytes()) for site in (ours, theirs))
        one["newest"] = other["newest"] = None  # the day of the last change: Hugo keeps no earlier version to compare
        same = one == other
    except (OSError, ValueError) as error:
        return [f"{file}: {error}"]
    return [] if same else [f"{file}: other data"]


def _of_table(ours: Path, theirs: Path, file: str) -> list[str]:
    def rows(site: Path) -> list[list[str]]:
        with (site / file).open(encoding="utf-8", newline="") as table:
            return list(csv.reader(table))

    return [] if (theirs / file).exists() and rows(ours) == rows(theirs) else [f"{file}: other rows"]


def _of_sitemap(ours: Path, theirs: Path) -> list[str]:
    def addresses(site: Path) -> set[str]:
        tree = ElementTree.parse(site / "sitemap.xml")
        return {"".join(found.itertext()).strip() for found in tree.iter() if found.tag.endswith("}loc")}

    missing = addresses(ours) ^ addresses(theirs) if (theirs / "sitemap.xml").exists() else {"sitemap.xml"}
    return [f"sitemap: {len(missing)} addresses, such as {min(missing)}"] if missing else []
