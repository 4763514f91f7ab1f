"""A site of any size, made up: the words and settings of this project, with N schools that do not exist.

Same N, same bytes. Names are put together from parts, so that none is the name of a real school.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

PER_CLUSTER = 11
FIRST_URN = 200_000

_FIRST = (
    "Almer Birkle Crosby Dalesh Emberl Farnle Golder Honeyw Kirkwo Linden Marsto Nether Oakfor Paddon Quarne Rawden"
    " Shelwo Thornb Upperf Whitle Holmew Batter Birsto Cleckw Denfor Earlsh Flocke Gomers Heckle Mirfol Robert Scisso"
    " Skelwi Slaiwo Spenwo Tolfor Wakeri Yewdal"
).split()
_SECOND = "ham ton ley worth bridge field royd thwaite side bank clough mere stead wick den hurst combe gate".split()
_KINDS = (
    ("Junior School", "junior"),
    ("Infant and Nursery School", "infant"),
    ("Primary School", "primary"),
    ("High School", "secondary"),
    ("CE (VA) Primary School", "primary"),
    ("St John's Catholic Primary School", "primary"),
    ("Academy", "all-through"),
    ("First School", "first"),
)
_TOWNS = ("Northmoor", "Eastmoor", "Southmoor", "Westmoor", "Highmoor", "Lowmoor")
SOURCE = "made-up-list"
_SOURCE_ENTRY = f"""\
  - id: {SOURCE}
    title: A list that was made up to measure with
    publisher: Nobody
    seen: 2026-11-24
"""
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # those that a postcode ends in


@dataclass(frozen=True, slots=True)
class SyntheticSchool:
    urn: int
    name: str
    slug: str
    phase: str
    town: str
    postcode: str
    cluster: int


def schools(count: int) -> Iterator[SyntheticSchool]:
    """COUNT schools in the order of their numbers, eleven to a cluster."""
    dice = random.Random(count)
    for number in range(count):
        kind, phase = dice.choice(_KINDS)
        place = dice.choice(_FIRST) + dice.choice(_SECOND)
        yield SyntheticSchool(
            urn=FIRST_URN + number,
            name=f"{place} {_in_letters(number)} {kind}",
            slug=f"school-{number + 1:05d}",
            phase=phase,
            town=dice.choice(_TOWNS),
            postcode=f"HD{dice.randrange(1, 10)} {dice.randrange(10)}{dice.choice(_LETTERS)}{dice.choice(_LETTERS)}",
            cluster=number // PER_CLUSTER + 1,
        )


def write_site(folder: Path, count: int) -> None:
    """Makes the site of COUNT schools at FOLDER: content/ and data/, as `build.py --root` takes them."""
    shutil.rmtree(folder, ignore_errors=True)
    site = (PROJECT / "data/site.yaml").read_text("utf-8")
    others = re.findall(r"^  - \{code: ([\w-]+),.*\}\n", site, re.M)  # measured by `languages.py`
    shutil.copytree(PROJECT / "content", folder / "content", ignore=shutil.ignore_patterns(*others))
    shutil.copytree(PROJECT / "data", folder / "data", ignore=shutil.ignore_patterns("languages"))
    (folder / "data/site.yaml").write_text(re.sub(r"^languages:\n(?:  - .*\n)+", "", site, flags=re.M), "utf-8")
    (folder / "data/addresses.txt").unlink(missing_ok=True)
    (folder / "data/changes.yaml").unlink(missing_ok=True)
    _mend_settings(folder, count)
    _mend_words(folder, count)
    write_schools(folder, list(schools(count)))


def write_schools(folder: Path, listed: list[SyntheticSchool]) -> None:
    """data/schools.yaml with LISTED, and the settings that are in no cluster as they are in this project."""
    clusters = sorted({school.cluster for school in listed})
    text = (PROJECT / "data/schools.yaml").read_text("utf-8")
    settings = text[text.index("\nnot_in_clusters:") :]
    parts = ["areas: []\n\nclusters:\n", *(f"  - number: {number}\n" for number in clusters), "\nschools:\n"]
    parts += map(_entry, listed)
    (folder / "data/schools.yaml").write_text("".join(parts) + settings, "utf-8")


def _entry(school: SyntheticSchool) -> str:
    return f"""\
  - urn: {school.urn}
    name: {school.name}
    slug: {school.slug}
    phase: {school.phase}
    type: community school
    town: {school.town}
    postcode: {school.postcode}
    source:
      - register-2015
      - dfe-links-2025
    checked: 2026-11-24
    confidence: unconfirmed
    cluster: {school.cluster}
    membership:
      source: {SOURCE}
      checked: 2026-11-24
      confidence: published by a school
"""


def renamed(school: SyntheticSchool, edit: int) -> SyntheticSchool:
    """SCHOOL with another name for the EDITth edit."""
    return replace(school, name=f"Renamed {_in_letters(edit)} Primary School")


def _mend_settings(folder: Path, count: int) -> None:
    path = folder / "data/site.yaml"
    clusters = -(-count // PER_CLUSTER)
    lines = path.read_text("utf-8").splitlines()
    path.write_text(
        "".join(f"cluster_count: {clusters}\n" if line.startswith("cluster_count:") else f"{line}\n" for line in lines),
        "utf-8",
    )


def _mend_words(folder: Path, count: int) -> None:
    """What is said of real schools here and there is of a made up one instead."""
    page = folder / "content/for-schools.md"
    words = re.sub(r"/schools/[a-z-]+/share/", "/schools/school-00001/share/", page.read_text("utf-8"))
    page.write_text(words, "utf-8")
    for page in (folder / "content").rglob("*.md"):
        words = page.read_text("utf-8")
        cited = re.sub(
            r"(?<={{ cluster: )\d+(?= }})|(?<=\(/clusters/)\d+(?=/)", lambda one: _there(one[0], count), words
        )
        if cited != words:
            page.write_text(cited, "utf-8")
    path = folder / "data/sources.yaml"
    sources = re.sub(r"^    lists:\n(?:      .*\n)+", "", path.read_text("utf-8"), flags=re.M)
    path.write_text(f"{sources}\n{_SOURCE_ENTRY}", "utf-8")


def _there(cluster: str, count: int) -> str:
    """CLUSTER, the number of one that a page cites, or another where so few schools make no such cluster."""
    return cluster if int(cluster) <= -(-count // PER_CLUSTER) else "1"


def _in_letters(number: int) -> str:
    """NUMBER as a word: 0 → "Aba", 1 → "Abe"; each number has its own."""
    word, vowels, consonants = "", "aeiou", "bcdfghjklmnprstvwz"
    for _ in range(3):
        number, rest = divmod(number, len(vowels))
        number, other = divmod(number, len(consonants))
        word += consonants[other] + vowels[rest]
    return word.capitalize()
