"""A map of the schools, drawn from their coordinates: no tiles, and nothing from anybody else.

Each school stands on the free spot nearest to its own, so that no two dots touch and a thumb can hit each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians

from findyourcluster.model import School

WIDTH = 288
"""Units across: the pixels that the smallest phones have for them."""

ACROSS, DOWN = 25, 22
"""From spot to spot in a row, and from row to row; each second row stands half a spot to the right."""

STRETCH = 2.2
"""How much longer the map is than the land, so that there is room for dots that a thumb can hit."""

_FEWEST = 4  # schools that make a town worth a name on the map
_WIDE = 90  # units that a town's name takes
_NEAR = 6  # rows and spots around its own place in which a school looks for a free one first

MOST = 2_000
"""Schools up to which there is a map: no council has so many, and with more it would be longer than anybody scrolls."""


Places = dict[str, tuple[float, float]]
"""By a school's slug: how far east and how far south."""


@dataclass(frozen=True, slots=True)
class Dot:
    school: School
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Map:
    """Dots from north to south, in units; `missing` are the schools whose place no source gives."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    towns: tuple[Town, ...]
    missing: tuple[School, ...]


def draw_map(schools: Iterable[School]) -> Map:
    """The map of SCHOOLS: north is up. Without dots where they are too many."""
    by_slug = {school.slug: school for school in schools}
    if len(by_slug) > MOST:
        return Map(WIDTH, 0, (), (), ())
    placed: Places = {
        slug: (school.longitude, -school.latitude)
        for slug, school in sorted(by_slug.items())
        if school.latitude is not None and school.longitude is not None
    }
    spots = _spots(_scaled(placed))
    in_order = sorted(spots.items(), key=lambda item: (item[1][1], item[1][0]))
    dots = tuple(Dot(by_slug[slug], x, y) for slug, (x, y) in in_order)
    missing = [school for slug, school in sorted(by_slug.items()) if slug not in placed]
    height = max((dot.y for dot in dots), default=0) + ACROSS // 2
    return Map(WIDTH, height, dots, tuple(_towns(dots)), tuple(missing))


def _scaled(placed: Places) -> Places:
    """Where each school would stand, in columns and rows of spots, if it had the map for itself."""
    if not placed:
        return {}
    left, right = min(east for east, _ in placed.values()), max(east for east, _ in placed.values())
    top, bottom = min(down for _, down in placed.values()), max(down for _, down in placed.values())
    squeeze = cos(radians((top + bottom) / 2))  # a degree of longitude is shorter than one of latitude
    unit = (WIDTH - 1.5 * ACROSS) / max((right - left) * squeeze, 0.01)
    return {
        slug: ((east - left) * squeeze * unit / ACROSS, (down - top) * unit * STRETCH / DOWN)
        for slug, (east, down) in placed.items()
    }


def _spots(wanted: Places) -> dict[str, tuple[int, int]]:
    """A spot for each school, in units; those nearest to theirs choose first."""
    columns = WIDTH // ACROSS - 1
    taken: set[tuple[int, int]] = set()
    found: dict[str, tuple[int, int]] = {}
    near = _NEAR // 2
    while len(found) < len(wanted):
        near *= 2
        choices = [
            (away, slug, spot)
            for slug, place in wanted.items()
            if slug not in found
            for away, spot in _around(place, columns, near)
            if spot not in taken
        ]
        for _, slug, spot in sorted(choices):
            if slug not in found and spot not in taken:
                taken.add(spot)
                found[slug] = _units(spot)
    return found


def _around(place: tuple[float, float], columns: int, near: int) -> Iterator[tuple[float, tuple[int, int]]]:
    """The spots near PLACE: (how far, squared, in units; (column, row))."""
    column, row = place
    for y in range(max(0, round(row) - near), round(row) + near + 1):
        shift = (y % 2) / 2
        for x in range(max(0, round(column) - near), min(columns, round(column) + near + 1)):
            yield ((x + shift - column) * ACROSS) ** 2 + ((y - row) * DOWN) ** 2, (x, y)


def _units(spot: tuple[int, int]) -> tuple[int, int]:
    column, row = spot
    return ACROSS // 2 + column * ACROSS + (row % 2) * (ACROSS // 2), ACROSS // 2 + row * DOWN


def _towns(dots: Iterable[Dot]) -> list[Town]:
    """The bigger towns, each in the middle of its schools, or below another name that would hide its own."""
    by_town: dict[str, list[Dot]] = defaultdict(list)
    for dot in dots:
        by_town[dot.school.town].append(dot)
    middles = [
        (sum(dot.y for dot in its) // len(its), sum(dot.x for dot in its) // len(its), name)
        for name, its in by_town.items()
        if name and len(its) >= _FEWEST
    ]
    towns: list[Town] = []
    for middle, x, name in sorted(middles):
        above = [town.y + DOWN for town in towns if abs(town.x - x) < _WIDE and town.y + DOWN > middle]
        towns.append(Town(name, x, max([middle, *above])))
    return towns
