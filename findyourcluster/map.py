"""A map of the schools, drawn from their coordinates: no tiles, and nothing from anybody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from findyourcluster.model import School

WIDTH = 360
"""Units across; a phone shows them as pixels."""

MARGIN = 14
APART = 9.0  # the least distance between the middles of two dots
_FEWEST = 4  # schools that make a town worth a name on the map


@dataclass(frozen=True, slots=True)
class Dot:
    school: School
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Map:
    """Dots from north to south, in units; `missing` are the schools whose place no source gives."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    towns: tuple[Town, ...]
    missing: tuple[School, ...]


def draw_map(schools: Iterable[School]) -> Map:
    """The map of SCHOOLS: north is up, a unit is as far in both directions, and no two dots hide each other."""
    everyone = list(schools)
    placed = [(school, school.latitude, school.longitude) for school in everyone]
    known = [(school, north, east) for school, north, east in placed if north is not None and east is not None]
    missing = tuple(school for school, north, east in placed if north is None or east is None)
    if not known:
        return Map(WIDTH, 2 * MARGIN, (), (), missing)
    top, bottom = max(north for _, north, _ in known), min(north for _, north, _ in known)
    left, right = min(east for *_, east in known), max(east for *_, east in known)
    squeeze = cos(radians((top + bottom) / 2))  # a degree of longitude is shorter than one of latitude
    unit = (WIDTH - 2 * MARGIN) / max((right - left) * squeeze, 0.01)
    spots = [
        (school, MARGIN + (east - left) * squeeze * unit, MARGIN + (top - north) * unit)
        for school, north, east in sorted(known, key=lambda row: (-row[1], row[2], row[0].slug))
    ]
    dots = tuple(Dot(school, round(x, 1), round(y, 1)) for school, (x, y) in zip(*_apart(spots), strict=True))
    height = round(max(dot.y for dot in dots)) + MARGIN
    return Map(WIDTH, height, dots, tuple(_towns(dots)), missing)


def _apart(spots: Sequence[tuple[School, float, float]]) -> tuple[list[School], list[tuple[float, float]]]:
    """SPOTS pushed away from each other where they would touch."""
    places = [(x, y) for _, x, y in spots]
    for _ in range(40):
        moved = False
        for one in range(len(places)):
            for other in range(one + 1, len(places)):
                (x1, y1), (x2, y2) = places[one], places[other]
                if y2 - y1 > APART and abs(x2 - x1) > APART:
                    continue
                across, down = x2 - x1, y2 - y1
                away = (across**2 + down**2) ** 0.5
                if away < APART:
                    push = (APART - away) / 2 + 0.05
                    turn, fall = (across / away, down / away) if away else (1.0, 0.0)
                    places[one] = _inside(x1 - turn * push, y1 - fall * push)
                    places[other] = _inside(x2 + turn * push, y2 + fall * push)
                    moved = True
        if not moved:
            break
    return [school for school, _, _ in spots], places


def _inside(x: float, y: float) -> tuple[float, float]:
    return min(max(x, MARGIN), WIDTH - MARGIN), max(y, MARGIN)


def _towns(dots: Iterable[Dot]) -> Iterable[Town]:
    """The bigger towns, each in the middle of its schools."""
    by_town: dict[str, list[Dot]] = defaultdict(list)
    for dot in dots:
        by_town[dot.school.town].append(dot)
    for name, its in sorted(by_town.items()):
        if name and len(its) >= _FEWEST:
            yield Town(name, round(sum(dot.x for dot in its) / len(its)), round(sum(dot.y for dot in its) / len(its)))
