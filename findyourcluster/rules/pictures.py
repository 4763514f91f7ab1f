"""Rules on pictures: they open, they are no wider than a screen, and they do not say where a child was."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO

from findyourcluster.model import File
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.svg import what_is_wrong

WIDEST = 2_000  # pixels; more than any page of ours shows
HIGHEST = 10_000  # pixels
_KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
_WITH_EXIF = (".jpg", ".jpeg", ".png", ".webp")
_ENDLESS = 1_000_000_000  # pixels: more than Pillow is willing to count
_GPS = 0x8825  # the part of a picture's notes that holds the place (EXIF 2.3, GPS IFD)


@dataclass(frozen=True, slots=True)
class _Look:
    opens: bool
    width: int = 0
    height: int = 0
    kind: str = ""  # as Pillow calls it
    has_place: bool = False


@lru_cache(maxsize=64)  # the preview looks at the same pictures again and again
def _look(content: bytes) -> _Look:
    from PIL import Image, ImageFile  # noqa: PLC0415 (most runs meet no picture)

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # what makes PDFs sets it, for all
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of very large pictures, which are refused anyway
            # Only these kinds: to open others, Pillow starts programs of other people.
            with Image.open(BytesIO(content), formats=tuple(set(_KINDS.values()))) as picture:
                look = _Look(opens=True, width=picture.width, height=picture.height, kind=picture.format or "")
                if look.width <= WIDEST and look.height <= HIGHEST:
                    picture.load()
                return replace(look, has_place=bool(picture.getexif().get_ifd(_GPS)))
    except Image.DecompressionBombError:
        return _Look(opens=True, width=_ENDLESS, height=_ENDLESS)
    except Exception:  # whatever a broken file makes a decoder raise
        return _Look(opens=False)


def _pictures(checked: Checked) -> Iterator[tuple[File, _Look]]:
    for file in checked.site.files:
        if file.address.lower().endswith(tuple(_KINDS)):
            yield file, _look(file.content)


@rule("picture-opens", where="told", bad="a letter that is called map.png", good="a picture")
def pictures_are_pictures(checked: Checked) -> Iterator[Finding]:
    """A file that only has the name of a picture shows as a broken box."""
    for file, look in _pictures(checked):
        if not look.opens:
            says = "This file has the name of a picture, and no program can show it."
            yield file.at.record, says, "Open the picture where you have it, and save it again as .png or .jpg."
        elif look.kind and look.kind != _KINDS[file.address[file.address.rindex(".") :].lower()]:
            says = f"This file has the name of another kind of picture: it is a {look.kind}."
            yield file.at.record, says, "Open the picture where you have it, and save it again as .png or .jpg."


@rule(
    "picture-size",
    where="told",
    bad="a photo as it comes from a phone, 4,000 pixels wide",
    good="the same photo, at most 2,000 pixels wide",
)
def pictures_are_no_wider_than_a_screen(checked: Checked) -> Iterator[Finding]:
    """Parents on phones pay for every pixel, also for those that no screen shows."""
    for file, look in _pictures(checked):
        if look.width == _ENDLESS:
            says = "This picture has more pixels than any computer has room for: it was made to do harm."
            yield file.at.record, says, "Take it away."
        elif look.height > HIGHEST:
            says = f"This picture is {look.height:,} pixels high; {HIGHEST:,} are more than anybody scrolls."
            yield file.at.record, says, "Cut it, or save it smaller."
        elif look.width > WIDEST:
            says = f"This picture is {look.width:,} pixels wide; {WIDEST:,} are the most that a page needs."
            fix = f"Put it in with `build.py edit`, which makes it smaller; or save it at most {WIDEST} pixels wide."
            yield file.at.record, says, fix


@rule(
    "picture-location",
    where="told",
    bad="a photo that notes where it was taken",
    good="the same photo, saved without its location",
)
def pictures_do_not_say_where_they_were_taken(checked: Checked) -> Iterator[Finding]:
    """A phone writes into each photo where it was taken: a child's home or school could be found with it."""
    for file, look in _pictures(checked):
        if look.has_place and file.address.lower().endswith(_WITH_EXIF):
            says = "This picture holds the place where it was taken, which anybody could read."
            fix = "Put it in with `build.py edit`, which takes the place out; or share it without Location."
            yield file.at.record, says, fix


@rule(
    "drawing-safe",
    where="told",
    bad="a drawing (.svg) in static/ that runs a script, or loads a picture from elsewhere",
    good="a drawing of lines, shapes and words",
)
def drawings_only_draw(checked: Checked) -> Iterator[Finding]:
    """Opened by itself a drawing is a page of ours, and what it runs could change what parents read."""
    for file in checked.site.files:
        if file.address.lower().endswith(".svg") and (wrong := what_is_wrong(file.content)):
            fix = "Save it as a plain SVG without scripts, links and pictures; or as .png."
            yield file.at.record, f"This drawing is not safe to publish. It holds {wrong}.", fix
