"""Plan → bytes: each output drawn by its template. No reading of content or data here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import i18n
from markupsafe import Markup

from findyourcluster.addresses import area_address, cluster_address, day_anchor, school_address, share_address
from findyourcluster.cache import Cache
from findyourcluster.clock import CLOCKS
from findyourcluster.model import Settings, Site
from findyourcluster.outputs.assets import assets
from findyourcluster.outputs.jsonld import Thing, in_html, way_here
from findyourcluster.outputs.paper import Sheet, pdf, print_all
from findyourcluster.outputs.share import COLOURS
from findyourcluster.plan import Crumb, FileOutput, Output, PaperOutput, PictureOutput
from findyourcluster.translation import in_words, translations


class Renderer:
    """Draws the outputs of SITE as on TODAY. A template comes from the first of the folders TEMPLATES that has it.

    COMPILED keeps templates from one renderer to the next; it notices by itself where one has changed.
    """

    def __init__(
        self, site: Site, today: date, templates: list[Path], cache: Cache, compiled: BytecodeCache | None = None
    ) -> None:
        self.cache = cache
        self.environment = _environment(site, templates, compiled)
        self.environment.globals["today"] = today

    def draw(self, output: Output) -> bytes:
        if isinstance(output, FileOutput):
            return output.content
        if isinstance(output, PictureOutput):
            return self.cache.remember(output.key, output.draw)
        if isinstance(output, PaperOutput):
            sheet = self._sheet(output)
            return self.cache.remember(sheet.key, partial(pdf, sheet))
        template = self.environment.get_template(output.template)
        drawn = template.render(
            output.context, address=output.address, crumbs=output.crumbs, card=output.card, about=output.about
        )
        return drawn.encode("utf-8")

    def print_ahead(self, outputs: Iterable[Output], told: Callable[[int, int], None]) -> None:
        """Puts the PDFs among OUTPUTS that changed into the cache. TOLD hears how many are done, and of how many."""
        sheets = {
            sheet.key: sheet for output in outputs if isinstance(output, PaperOutput) for sheet in [self._sheet(output)]
        }
        new = {key: sheet for key, sheet in sheets.items() if self.cache.kept(key) is None}
        for key, content in print_all(new, lambda done: told(done, len(new))):
            self.cache.keep(key, content)

    def _sheet(self, output: PaperOutput) -> Sheet:
        template = self.environment.get_template(f"paper/{output.paper.name}.html")
        return Sheet(output.paper, template.render(output.context))


def _environment(site: Site, templates: list[Path], compiled: BytecodeCache | None) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[i18n],
        cache_size=-1,
        auto_reload=False,
        bytecode_cache=compiled,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # the extension adds it
        translations(site.settings.language), newstyle=True
    )
    environment.policies["ext.i18n.trimmed"] = True
    pages = {page.name: page for page in site.pages}
    environment.globals.update(_shared(site))
    environment.globals["menu"] = [pages[name] for name in site.settings.menu if name in pages]
    environment.globals["footer"] = [pages[name] for name in site.settings.footer if name in pages]
    environment.globals["layouts"] = {page.layout: page for page in site.pages}
    environment.globals["assets"] = assets(site.files).addresses
    environment.globals["linked_data"] = partial(_linked_data, site.settings)
    environment.filters["day"] = in_words
    environment.filters["split_lines"] = str.splitlines
    return environment


def _linked_data(
    settings: Settings, about: Sequence[Thing], crumbs: Sequence[Crumb], title: Markup, address: str
) -> Markup:
    """What the page TITLE is about and the way to it, for a script element that search engines read."""
    way = [(crumb.title, crumb.address) for crumb in crumbs]
    things = [*about, *([way_here(settings, way, title.unescape(), address)] if way else [])]
    return Markup(in_html(things))  # it escapes what could end the element


def _shared(site: Site) -> dict[str, Any]:
    return {
        "settings": site.settings,
        "facts": {fact.id: fact for fact in site.facts},
        "contacts": {contact.id: contact for contact in site.contacts},
        "sources": {source.id: source for source in site.sources},
        "schools_by_id": {
            **{school.slug: school for school in (*site.schools, *site.closed)},
            **{school.urn: school for school in (*site.schools, *site.closed) if school.urn},
        },
        "school_address": school_address,
        "cluster_address": cluster_address,
        "area_address": area_address,
        "day_anchor": day_anchor,
        "share_address": share_address,
        "owner": next((contact for contact in site.contacts if contact.id == site.settings.owner_contact), None),
        "twenty_weeks": CLOCKS[0].steps,
        "brand": COLOURS[0],
    }
