"""What other programs show of the site: cards for links that people share, icons, the web manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass

from findyourcluster.addresses import ICONS
from findyourcluster.colours import Colours, colours_with
from findyourcluster.model import Settings

VERSION = 1
"""Of the drawing: raise it when outputs/cards.py draws something else, so that no old picture is kept."""


@dataclass(frozen=True, slots=True)
class Card:
    """The picture that a link to a page gets where it is shared."""

    address: str
    title: str
    answer: str
    colours: Colours

    @property
    def text(self) -> str:
        return f"{self.title} {self.answer}".strip()

    def draw(self, site_name: str) -> bytes:
        from findyourcluster.outputs.cards import can_draw, card  # noqa: PLC0415 (Pillow, only where it draws)

        title = self.title if can_draw(self.title) else ""
        return card(site_name, title, self.answer if can_draw(self.answer) else "", self.colours)


def draw_icon(size: int, colours: Colours) -> bytes:
    from findyourcluster.outputs.cards import icon  # noqa: PLC0415 (Pillow, only where it draws)

    return icon(size, colours)


@dataclass(frozen=True, slots=True)
class Badge:
    """A picture with a link for a school's own website."""

    call: str
    name: str
    colours: Colours

    @property
    def text(self) -> str:
        return f"{self.call} {self.name}".strip()

    def draw(self) -> bytes:
        from findyourcluster.outputs.cards import badge  # noqa: PLC0415 (Pillow, only where it draws)

        return badge(self.call, self.name, self.colours)


def manifest_file(settings: Settings) -> bytes:
    """The web manifest: how the site looks when somebody puts it on a home screen."""
    brand, _, paper, _ = colours_with(settings.colour)
    content = {
        "name": settings.name,
        "short_name": settings.name,
        "description": settings.description,
        "lang": settings.language,
        "start_url": "/",
        "display": "minimal-ui",
        "background_color": paper,
        "theme_color": brand,
        "icons": [
            {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
            for address, size in ICONS.items()
            if size > 180  # noqa: PLR2004 (that one is for iPhones, which do not read this)
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
