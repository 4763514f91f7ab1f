"""A photo as people have it → a picture fit for the site: small, upright, and without the place where it was taken."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

WIDEST = 1200  # pixels: twice the width of the words, for sharp screens
_QUALITY = 80  # of JPEG, per cent


class NotAPicture(Exception):
    """Why it cannot be used, as a sentence for a person."""


def fitted(content: bytes) -> tuple[str, bytes]:
    """(".jpg" or ".png", content) of the picture that CONTENT holds. Raises NotAPicture."""
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((WIDEST, WIDEST * 3))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise NotAPicture("This is not a picture that can be shown. Save it as JPEG or PNG, and try again.") from None
    out = io.BytesIO()
    if picture.has_transparency_data or picture.mode in ("P", "1"):
        picture.save(out, "PNG", optimize=True)
        return ".png", out.getvalue()
    picture.convert("RGB").save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return ".jpg", out.getvalue()
