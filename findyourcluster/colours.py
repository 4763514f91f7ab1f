"""The colours of a site: those of static/style.css, or what follows from the one that data/site.yaml gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from findyourcluster.model import File

Colours = tuple[str, str, str, str]
"""Brand, ink, paper and tint, each as "#rrggbb"."""

OURS: Colours = ("#0d4a45", "#1b1f24", "#ffffff", "#e3f1ee")
"""As static/style.css has them in daylight."""

LEAST_CONTRAST = 7.0
"""Of white letters on the brand. Source: WCAG 2.2, success criterion 1.4.6 (level AAA)."""

_DARK = 0.04045
"""Up to which the light of a screen grows with its value. Source: as `contrast_with_white`."""

WHITE, NIGHT = "#ffffff", "#14181a"

_TOKEN = re.compile(rb"(--(?:brand|edge|answer): )#[0-9a-f]{6}(?=;)")


def colours_with(brand: str) -> Colours:
    """The colours of pictures with BRAND; empty: ours."""
    return (brand, OURS[1], OURS[2], mixed(brand, WHITE, 0.12)) if brand else OURS


def in_colour(files: Iterable[File], brand: str) -> tuple[File, ...]:
    """FILES with BRAND, and what follows from it by day and by night, in the stylesheet and in the icon."""
    return tuple(_in_colour(file, brand) if brand else file for file in files)


def _in_colour(file: File, brand: str) -> File:
    if file.address == "/favicon.svg":
        return replace(file, content=file.content.replace(OURS[0].encode(), brand.encode()))
    if file.address != "/style.css":
        return file
    day = {"brand": brand, "edge": brand, "answer": colours_with(brand)[3]}
    night = {
        "brand": mixed(brand, "#000000", 0.72),
        "edge": mixed(brand, WHITE, 0.4),
        "answer": mixed(brand, NIGHT, 0.6),
    }
    by_day, at, by_night = file.content.partition(b"@media")
    return replace(file, content=_with(by_day, day) + at + _with(by_night, night))


def _with(style: bytes, colours: dict[str, str]) -> bytes:
    return _TOKEN.sub(lambda match: match[1] + colours[match[1].decode()[2:-2]].encode(), style)


def mixed(one: str, other: str, share: float) -> str:
    """A colour with so much of ONE, from 0 to 1; the rest is of OTHER."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def contrast_with_white(colour: str) -> float:
    """From 1 to 21. Source: WCAG 2.2, contrast ratio and relative luminance."""
    red, green, blue = (c / 12.92 if c <= _DARK else ((c + 0.055) / 1.055) ** 2.4 for c in _shares(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def darker(colour: str) -> str:
    """The nearest shade of COLOUR on which white letters can be read."""
    shades = (mixed(colour, "#000000", share / 100) for share in range(100, -1, -1))
    return next(shade for shade in shades if contrast_with_white(shade) >= LEAST_CONTRAST)


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _shares(colour: str) -> tuple[float, float, float]:
    red, green, blue = _rgb(colour)
    return red / 255, green / 255, blue / 255
