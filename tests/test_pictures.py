"""Pictures: they open, fit a screen, and do not tell where a child was."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.conftest import Project

GPS = 0x8825
FIX_SIZE = "Put it in with `build.py edit`, which makes it smaller; or save it at most 2000 pixels wide."


def picture(form: str, width: int = 40, *, place: bool = False) -> bytes:
    """A picture in memory, which notes where it was taken where PLACE says so."""
    out = BytesIO()
    image = Image.new("RGB", (width, 30), "green")
    exif = Image.Exif()
    if place:
        exif.get_ifd(GPS)[1] = "N"
        exif.get_ifd(GPS)[2] = (53.0, 38.0, 0.0)
    image.save(out, form, exif=exif.tobytes())
    return out.getvalue()


def put(project: Project, name: str, content: bytes) -> None:
    (project.root / "content" / name).write_bytes(content)


@pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("b.png", "PNG"), ("c.webp", "WEBP")])
def test_a_photo_that_says_where_it_was_taken(project: Project, name: str, form: str) -> None:
    put(project, name, picture(form, place=True))
    assert project.problems() == [
        f"content/{name}: This picture holds the place where it was taken, which anybody could read."
        " Put it in with `build.py edit`, which takes the place out; or share it without Location."
    ]
    put(project, name, picture(form))
    assert project.problems() == []


def test_a_picture_that_is_wider_than_any_screen(project: Project) -> None:
    put(project, "wide.png", picture("PNG", 2001))
    assert project.problems() == [
        f"content/wide.png: This picture is 2,001 pixels wide; 2,000 are the most that a page needs. {FIX_SIZE}"
    ]
    put(project, "wide.png", picture("PNG", 2000))
    assert project.problems() == []


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG", b"<html>", b"GIF89a", picture("JPEG")[:200], picture("PNG")[:-30]], ids=range(6)
)
def test_a_file_that_only_has_the_name_of_a_picture(project: Project, content: bytes) -> None:
    put(project, "photo.png", content)
    assert project.problems() == [
        "content/photo.png: This file has the name of a picture, and no program can show it."
        " Open the picture where you have it, and save it again as .png or .jpg."
    ]


def test_a_picture_with_more_pixels_than_a_decoder_takes(project: Project) -> None:
    header = bytearray(picture("PNG"))
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    put(project, "bomb.png", bytes(header))
    assert len(project.problems()) == 1
