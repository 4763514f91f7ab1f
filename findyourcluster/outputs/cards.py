"""Pictures for link previews and home screens: what somebody sees of a page before opening it.

Text is drawn as a mask of grey levels and mapped to a palette of 16 colours, so that a card is small and quick. The
typeface is the one inside Pillow, which has English letters only: accents are put on top of them here, and for other
writing `can_draw` says no, so that nobody ever sees empty boxes in place of a name.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from math import cos, pi, sin
from typing import NamedTuple, cast

from PIL import Image, ImageDraw, ImageFont

from findyourcluster.colours import Colours

WIDTH, HEIGHT = 1200, 630
BAND = 112
"""The height of the band with the site's name."""

MARGIN = 72
TITLE_END = 416
"""No title reaches below this line, and the decoration begins there."""

ANSWER_WIDTH = 790
"""Answers stay to the left of the decoration."""

DECORATION = (910, 378, 264)
"""Left, top and side of the square in which the decoration stands; the outer eighth of it is empty."""

NAME_SIZES = ((40, 1), (32, 1))
TITLE_SIZES = ((72, 3), (60, 3), (48, 4))
ANSWER_SIZES = ((48, 2), (40, 3), (32, 4))
"""The font sizes to try, each with the number of lines that there is room for; the last takes an ellipsis."""

BADGE = (640, 200)
"""The size of a badge in pixels: twice that at which it is shown, for sharp screens."""

BADGE_MOTIF, BADGE_MARGIN = 160, 20
BADGE_CALL_SIZES = ((36, 1), (28, 1))
BADGE_NAME_SIZES = ((64, 1), (48, 1), (36, 2))

LINE_HEIGHT = 1.19
GAP = 26
"""Between the title and the answer."""


class _Ramp(NamedTuple):
    """The places in the palette that lead from a background to the colour of a text."""

    background: int
    first: int
    steps: int


PAPER = 0
INK = _Ramp(PAPER, 1, 5)
BRAND = _Ramp(PAPER, 6, 5)
WHITE = _Ramp(10, 11, 3)  # on the band, which has the last colour of BRAND
TINT = _Ramp(PAPER, 14, 2)

COARSE = [0, 0, 0, 5, 5, 5, 0, 0, 10, 10, 10, 10, 13, 13, 0, 15, *range(16, 256)]
"""The palette without its shades in between: for pages of gibberish, which would make a file larger than LIMIT."""

LIMIT = 40_000
"""The most bytes of a card. Those of schools have less than half."""

PLAIN = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | {"\u00ad": ""})
"""What the typeface lacks and a hyphen can stand for; soft hyphens are invisible."""

ACCENTS = {
    "\u0300": ("`", 1.0),
    "\u0301": ("´", 1.0),
    "\u0302": ("^", 0.6),
    "\u0303": ("~", 0.6),
    "\u0308": ("..", 0.85),
    "\u030a": ("°", 0.8),
}
"""Each accent, the sign of the typeface that it is drawn with, and how large."""


def card(site_name: str, title: str, answer: str, colours: Colours) -> bytes:
    """A PNG of 1200 x 630 pixels for previews of a link: the site, a name, and the answer.

    A text that cannot be drawn is left out whole (see `can_draw`). An answer without a title stands in its place.
    """
    name, title, answer = (_drawable(text) for text in (site_name, title, answer))
    picture = _background(name).copy()
    if title and answer:
        head = _fit(title, TITLE_SIZES, WIDTH - 2 * MARGIN)
        rest = _fit(answer, ANSWER_SIZES, ANSWER_WIDTH)
        top = _top(head.height, head.height + GAP + rest.height)
        _draw(picture, head, top, INK)
        _draw(picture, rest, top + head.height + GAP, BRAND)
    else:
        head = _fit(title or answer, TITLE_SIZES, WIDTH - 2 * MARGIN)
        _draw(picture, head, _top(head.height, head.height), INK if title else BRAND)
    png = _png(picture, _palette(colours))
    return png if len(png) <= LIMIT else _png(picture.point(COARSE), _palette(colours), zlib.Z_DEFAULT_STRATEGY)


def icon(size: int, colours: Colours) -> bytes:
    """A square PNG of SIZE pixels: the motif on the brand colour, inside the part that a mask leaves visible."""
    brand, _, paper, _ = map(_rgb, colours)
    ramp = _Ramp(0, 1, 15)
    return _png(_motif(size).point(_levels(ramp)), [*brand, *_mixed(brand, paper, ramp.steps)])


def badge(call: str, name: str, colours: Colours) -> bytes:
    """A PNG of 640 x 200 pixels for other people's pages: the motif, a CALL and a NAME, in white on the brand."""
    picture = Image.new("L", BADGE, WHITE.background)
    picture.paste(_motif(BADGE_MOTIF).point(_levels(WHITE)), (BADGE_MARGIN, (BADGE[1] - BADGE_MOTIF) // 2))
    left = BADGE_MOTIF + 2 * BADGE_MARGIN
    room = BADGE[0] - left - BADGE_MARGIN
    head = _fit(_drawable(call), BADGE_CALL_SIZES, room)
    rest = _fit(_drawable(name), BADGE_NAME_SIZES, room)
    top = (BADGE[1] - head.height - rest.height) // 2
    _draw(picture, head, top, WHITE, left)
    _draw(picture, rest, top + head.height, WHITE, left)
    return _png(picture, _palette(colours))


def can_draw(text: str) -> bool:
    """Whether every character of TEXT can be drawn: English letters, their common accents, and punctuation."""
    before = ""
    for char in _normal(text):
        if char in ACCENTS:
            if not (before.isascii() and before.isalpha()):
                return False
        elif not _has_glyph(char):
            return False
        before = char
    return True


# Writing: which characters, which lines, at which size.


class _Block(NamedTuple):
    """Lines of text that fit."""

    lines: Sequence[str]
    size: int

    @property
    def height(self) -> int:
        return len(self.lines) * round(self.size * LINE_HEIGHT)


def _normal(text: str) -> str:
    """TEXT with accents as characters of their own, one space between words, and signs that the typeface has."""
    return " ".join(unicodedata.normalize("NFD", text).translate(PLAIN).split())


def _drawable(text: str) -> str:
    return _normal(text) if can_draw(text) else ""


@lru_cache(maxsize=4096)
def _has_glyph(char: str) -> bool:
    """Whether the typeface has CHAR: whether it looks different from a character that no typeface has."""
    return _glyph(char) != _glyph("\uffff")


def _glyph(char: str) -> tuple[tuple[int, int], bytes]:
    mask = _font(48).getmask(char, mode="L")
    return mask.size, bytes(mask)


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))


def _letters(text: str) -> str:
    """TEXT without its accents."""
    return "".join(char for char in text if char not in ACCENTS)


def _length(text: str, size: int) -> float:
    return _font(size).getlength(_letters(text))


def _fit(text: str, sizes: Sequence[tuple[int, int]], width: int) -> _Block:
    """TEXT in lines of at most WIDTH pixels, at the first of SIZES at which it fits, or cut short at the last."""
    words = text.split()
    for size, most in sizes:
        lengths = [_length(word, size) for word in words]
        lines = _wrap(words, lengths, size, width)
        if len(lines) <= most and max(lengths, default=0) <= width:
            return _Block(_balanced(words, lengths, size, width, lines), size)
    size, most = sizes[-1]
    words = [piece for word in words for piece in _pieces(word, size, width)]
    lines = _wrap(words, [_length(word, size) for word in words], size, width)
    if len(lines) > most:
        lines = [*lines[: most - 1], _shortened(lines[most - 1], size, width)]
    return _Block(lines, size)


def _wrap(words: Sequence[str], lengths: Sequence[float], size: int, width: float) -> list[str]:
    """As many words on each line as there is room for."""
    space = _length(" ", size)
    lines: list[list[str]] = []
    used = 0.0
    for word, length in zip(words, lengths, strict=True):
        if lines and used + space + length <= width:
            lines[-1].append(word)
            used += space + length
        else:
            lines.append([word])
            used = length
    return [" ".join(line) for line in lines]


def _balanced(words: Sequence[str], lengths: Sequence[float], size: int, width: int, lines: list[str]) -> list[str]:
    """The same number of lines, as equal in length as they get, so that no single word stands on the last."""
    low, high = max(lengths, default=0.0), float(width)
    while high - low > size / 4:
        middle = (low + high) / 2
        narrower = _wrap(words, lengths, size, middle)
        if len(narrower) == len(lines):
            high, lines = middle, narrower
        else:
            low = middle
    return lines


def _pieces(word: str, size: int, width: int) -> list[str]:
    """WORD, cut where it is longer than a whole line."""
    if _length(word, size) <= width:
        return [word]
    pieces = [""]
    used = 0.0
    for char in word:
        length = _length(char, size)
        if used + length > width:
            pieces.append("")
            used = 0.0
        pieces[-1] += char
        used += length
    return pieces


def _shortened(line: str, size: int, width: int) -> str:
    """LINE with an ellipsis, cut between two words where that loses little."""
    while line and _length(line + "…", size) > width:
        whole, _, last = line.rpartition(" ")
        line = whole if whole and len(last) < len(whole) else line[:-1]
    return line.rstrip(" ,-") + "…"


# Drawing: masks of grey levels, mapped to places in the palette.


def _top(title_height: int, height: int) -> int:
    """Where text begins: in the middle of the paper, but so high that the title ends above the decoration."""
    return min((BAND + HEIGHT - height) // 2, TITLE_END - title_height)


def _draw(picture: Image.Image, block: _Block, top: int, ramp: _Ramp, left: int = MARGIN) -> None:
    """Puts the lines of BLOCK into PICTURE, over the plain background of RAMP."""
    if not block.lines:
        return
    longest = max(_length(line, block.size) for line in block.lines)
    pad = block.size // 8  # a stroke may begin a little before its place and end a little after it
    mask = Image.new("L", (int(longest) + 2 * pad, block.height))
    draw = ImageDraw.Draw(mask)
    line_height = block.height // len(block.lines)
    for row, line in enumerate(block.lines):
        baseline = row * line_height + round(block.size * 0.9)
        draw.text((pad, baseline), _letters(line), fill=255, font=_font(block.size), anchor="ls")
        if not line.isascii():
            _draw_accents(mask, line, pad, baseline, block.size)
    picture.paste(mask.point(_levels(ramp)), (left - pad, top))


def _draw_accents(mask: Image.Image, line: str, left: int, baseline: int, size: int) -> None:
    """Puts each accent of LINE over the middle of its letter."""
    for place, char in enumerate(line):
        if char not in ACCENTS:
            continue
        letter = line[place - 1]
        end = left + _length(line[:place], size)
        start = end - _length(letter, size)
        top = baseline + int(_font(size).getbbox("x" if letter in "ij" else letter, anchor="ls")[1])
        if letter in "ij":  # the accent takes the place of the dot
            mask.paste(0, (round(start), baseline - size, round(end), top - 1))
        accent = _accent(char, size)
        mask.paste(255, (round((start + end - accent.width) / 2), top - accent.height - size // 16), accent)


@lru_cache(maxsize=64)
def _accent(char: str, size: int) -> Image.Image:
    """The ink of an accent and nothing around it."""
    sign, scale = ACCENTS[char]
    image = Image.new("L", (size, 2 * size))
    bolder = (1 - scale) * size / 24  # a sign made smaller has become thinner
    ImageDraw.Draw(image).text(
        (size // 4, size), sign, fill=255, font=_font(round(size * scale)), anchor="ls", stroke_width=bolder
    )
    return image.crop(image.getbbox())


@lru_cache(maxsize=8)
def _background(site_name: str) -> Image.Image:
    """What all cards of a site share: the band with its name, and the decoration."""
    picture = Image.new("L", (WIDTH, HEIGHT), PAPER)
    picture.paste(WHITE.background, (0, 0, WIDTH, BAND))
    left, top, side = DECORATION
    picture.paste(_motif(side).point(_levels(TINT)), (left, top))
    name = _fit(site_name, NAME_SIZES, WIDTH - 2 * MARGIN)
    _draw(picture, name, (BAND - name.height) // 2, WHITE)
    return picture


def _motif(side: int) -> Image.Image:
    """A cluster: a circle with five others around it, as in the site's icon, in the central three quarters."""
    fine = 4
    image = Image.new("L", (side * fine, side * fine))
    draw = ImageDraw.Draw(image)
    unit = side * fine / 32
    draw.circle((16 * unit, 16 * unit), 4 * unit, fill=255)
    for turn in range(5):
        angle = 2 * pi * turn / 5
        draw.circle(((16 + 9.5 * sin(angle)) * unit, (16 - 9.5 * cos(angle)) * unit), 2.6 * unit, fill=255)
    return image.reduce(fine)


@lru_cache(maxsize=8)
def _levels(ramp: _Ramp) -> list[int]:
    """For each grey level of a mask, its place in the palette."""
    steps = [round(level * ramp.steps / 255) for level in range(256)]
    return [ramp.first + step - 1 if step else ramp.background for step in steps]


@lru_cache(maxsize=8)
def _palette(colours: Colours) -> list[int]:
    brand, ink, paper, tint = map(_rgb, colours)
    return [
        *paper,
        *_mixed(paper, ink, INK.steps),
        *_mixed(paper, brand, BRAND.steps),
        *_mixed(brand, (255, 255, 255), WHITE.steps),
        *_mixed(paper, tint, TINT.steps),
    ]


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _mixed(start: Sequence[int], end: Sequence[int], steps: int) -> list[int]:
    """The colours on the way from START to END, without the first."""
    return [round(a + (b - a) * step / steps) for step in range(1, steps + 1) for a, b in zip(start, end, strict=True)]


def _png(picture: Image.Image, palette: Sequence[int], strategy: int = zlib.Z_RLE) -> bytes:
    """PICTURE as a file. To look for runs of one colour only takes half the time, and real cards are as small."""
    picture.putpalette(palette)
    file = BytesIO()
    picture.save(file, "PNG", bits=4, compress_level=4, compress_type=strategy)
    return file.getvalue()
