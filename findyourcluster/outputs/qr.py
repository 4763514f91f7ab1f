"""Codes that a phone's camera reads: an address as a QR code, which still works with nearly a third of it damaged."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segno import QRCode

QUIET = 4
"""Modules of white around the code; the standard asks for them, and readers need them."""

DOT = 16
"""Pixels of a module in the PNG: enough for a poster across a whole sheet."""


def qr_svg(address: str) -> bytes:
    """The code of ADDRESS as a picture that stays sharp at any size."""
    file = BytesIO()
    plain = {"xmldecl": False, "omitsize": True, "svgclass": None, "lineclass": None}
    _code(address).save(file, kind="svg", border=QUIET, dark="#000", light="#fff", **plain)
    return file.getvalue()


def qr_png(address: str) -> bytes:
    file = BytesIO()
    _code(address).save(file, kind="png", border=QUIET, scale=DOT)
    return file.getvalue()


@lru_cache(maxsize=64)
def _code(address: str) -> QRCode:
    import segno  # noqa: PLC0415 (only where it draws)

    return segno.make(address, error="h", micro=False, boost_error=False)
