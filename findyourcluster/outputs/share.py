"""What other programs show of the site: cards for links that people share, icons, the web manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass

from findyourcluster.addresses import ICONS
from findyourcluster.model import Settings

COLOURS = ("#0d4a45", "#1b1f24", "#ffffff", "#e3f1ee")
"""Brand, ink, paper and tint, as the tokens of static/style.css have them in daylight."""

VERSION = 1
"""Of the drawing: raise it when outputs/cards.py draws something else, so that no old picture is kept."""


@dataclass(frozen=True, slots=True)
class Card:
    """The picture that a link to a page gets where it is shared."""

    address: str
    title: str
    answer: str

    @property
    def text(self) -> str:
        return f"{self.title} {self.answer}".strip()

    def draw(self, site_name: str) -> bytes:
        from findyourcluster.outputs.cards import can_draw, card  # noqa: PLC0415 (Pillow, only where it draws)

        title = self.title if can_draw(self.title) else ""
        return card(site_name, title, self.answer if can_draw(self.answer) else "", COLOURS)


def draw_icon(size: int) -> bytes:
    from findyourcluster.outputs.cards import icon  # noqa: PLC0415 (Pillow, only where it draws)

    return icon(size, COLOURS)


@dataclass(frozen=True, slots=True)
class Badge:
    """A picture with a link for a school's own website."""

    call: str
    name: str

    @property
    def text(self) -> str:
        return f"{self.call} {self.name}".strip()

    def draw(self) -> bytes:
        from findyourcluster.outputs.cards import badge  # noqa: PLC0415 (Pillow, only where it draws)

        return badge(self.call, self.name, COLOURS)


def manifest_file(settings: Settings) -> bytes:
    """The web manifest: how the site looks when somebody puts it on a home screen."""
    content = {
        "name": settings.name,
        "short_name": settings.name,
        "description": settings.description,
        "lang": settings.language,
        "start_url": "/",
        "display": "minimal-ui",
        "background_color": COLOURS[2],
        "theme_color": COLOURS[0],
        "icons": [
            {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
            for address, size in ICONS.items()
            if size > 180  # noqa: PLR2004 (that one is for iPhones, which do not read this)
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
