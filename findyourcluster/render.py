"""Plan → bytes: each output drawn by its template. No reading of content or data here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from findyourcluster.addresses import area_address, cluster_address, day_anchor, school_address, share_address
from findyourcluster.cache import Cache
from findyourcluster.clock import CLOCKS
from findyourcluster.colours import colours_with
from findyourcluster.common import Common
from findyourcluster.documents import Document
from findyourcluster.drawn import Drawn
from findyourcluster.interface import Interface, Kept
from findyourcluster.leaving import Leaving, staying
from findyourcluster.model import Settings, Site
from findyourcluster.outputs.jsonld import Thing, in_html, way_here
from findyourcluster.outputs.paper import Sheet, pdf, print_all
from findyourcluster.outputs.security import IN_PAGES
from findyourcluster.planned import Crumb, FileOutput, Output, PageOutput, PaperOutput, PictureOutput
from findyourcluster.tongues import tongues
from findyourcluster.translation import in_words, mark, translations

_OTHER_WEBSITE = mark("another website")


class Renderer:
    """Draws outputs with what COMMONS, the first of them of the main edition, have for all of theirs. A template comes
    from the first of the folders TEMPLATES that has it.

    In the folder CACHE is kept what takes long to make. What COMPILED gives for the words of a language keeps templates
    from one renderer to the next; it notices by itself where one has changed.
    """

    def __init__(
        self,
        commons: Sequence[Common],
        templates: list[Path],
        cache: Path,
        compiled: Callable[[bytes], BytecodeCache | None] = lambda _: None,
    ) -> None:
        self.printed = Cache(cache / "papers")
        self.drawn = Drawn(cache / "pictures")
        self._commons = {common.edition.prefix: common for common in commons}
        self._templates = templates
        self._compiled = compiled
        self._looks: dict[str, _Look] = {}

    def draw(self, output: Output) -> bytes:
        if isinstance(output, FileOutput):
            return output.make()
        if isinstance(output, PictureOutput):
            return self.drawn.content(output.key, output.draw)
        if isinstance(output, PaperOutput):
            sheet = self._sheet(output)
            return self.printed.remember(sheet.key, partial(pdf, sheet))
        return self.page(output, output.context)

    def page(self, output: PageOutput, context: Mapping[str, object]) -> bytes:
        """The page OUTPUT; CONTEXT is what it gives."""
        look = self._look(output.prefix)
        template = look.environment.get_template(output.template)
        drawn = look.leaving.marked(
            template.render(context, address=output.address, crumbs=output.crumbs, card=output.card, about=output.about)
        )
        return (staying(drawn, output.prefix) if output.prefix else drawn).encode("utf-8")

    def print_ahead(self, outputs: Iterable[Output], told: Callable[[int, int], None]) -> None:
        """Puts the PDFs among OUTPUTS that changed into the cache. TOLD hears how many are done, and of how many."""
        sheets = {
            sheet.key: sheet for output in outputs if isinstance(output, PaperOutput) for sheet in [self._sheet(output)]
        }
        new = {key: sheet for key, sheet in sheets.items() if self.printed.kept(key) is None}
        for key, content in print_all(new, lambda done: told(done, len(new))):
            self.printed.keep(key, content)

    def _sheet(self, output: PaperOutput) -> Sheet:
        template = self._look(output.prefix).environment.get_template(output.template)
        return Sheet(output.paper, template.render(output.context))

    def _look(self, prefix: str) -> _Look:
        """What draws the pages whose addresses begin with PREFIX."""
        if prefix not in self._looks:
            common = self._commons[prefix]
            compiled = self._compiled(common.edition.words)
            environment = _environment(common, self._templates, compiled, self._original if prefix else None)
            words = environment.words.gettext(_OTHER_WEBSITE)
            self._looks[prefix] = _Look(environment, Leaving(common.site.settings.address, words))
        return self._looks[prefix]

    def _original(self) -> Interface:
        """What draws the pages of the site's own language."""
        return self._look("").environment


@dataclass(frozen=True, slots=True)
class _Look:
    environment: Interface
    leaving: Leaving


class Compiled(BytecodeCache):
    """Templates, compiled by the program with the digest PROGRAM, in the folder of CACHE. Jinja itself sees when the
    source of one has changed."""

    def __init__(self, cache: Cache, program: bytes) -> None:
        self.cache = cache
        self.program = program

    def load_bytecode(self, bucket: Bucket) -> None:
        if content := self.cache.kept(self._key(bucket)):
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.cache.keep(self._key(bucket), bucket.bytecode_to_string())

    def _key(self, bucket: Bucket) -> str:
        return f"{bucket.key} {self.program.hex()}"


def _environment(
    common: Common, templates: list[Path], compiled: BytecodeCache | None, original: Callable[[], Interface] | None
) -> Interface:
    """What draws the pages of COMMON's edition; ORIGINAL gives that of the main one, where it is another."""
    site, edition = common.site, common.edition
    environment = Interface(
        translations(edition.words, edition.group_in_original),
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=False,
        bytecode_cache=compiled,
    )
    pages = {page.name: page for page in site.pages}
    environment.globals.update(_shared(site))
    menu, footer = (
        [pages[name] for name in names if name in pages] for names in (site.settings.menu, site.settings.footer)
    )
    environment.globals["menu"] = menu
    environment.globals["footer"] = footer
    environment.globals["in_menus"] = frozenset(page.address for page in (*menu, *footer))
    environment.globals["kept"] = Kept()
    environment.globals["layouts"] = {page.layout: page for page in site.pages}
    environment.globals["linked_data"] = partial(
        _linked_data, replace(site.settings, address=site.settings.address + edition.prefix)
    )
    environment.globals["today"] = common.today
    environment.globals["assets"] = common.assets
    environment.globals["edition"] = edition
    environment.globals["prefix"] = edition.prefix
    environment.globals["languages"] = common.languages
    environment.globals["in_original"] = partial(_in_original, original) if original else None
    environment.filters["day"] = in_words if edition.is_main else partial(in_words, say=edition.say)
    environment.filters["split_lines"] = str.splitlines
    environment.filters.update(tongues(edition, site.settings.group))
    return environment


def _in_original(original: Callable[[], Interface], document: Document, numbers: Mapping[str, int]) -> Markup:
    """The body DOCUMENT with all that it cites, in the site's own language."""
    body = original().get_template("parts/document.html").module.body  # type: ignore[attr-defined]  # a macro of it
    return Markup(body(document, numbers))  # macros escape what they get


def _linked_data(
    settings: Settings, about: Sequence[Thing], crumbs: Sequence[Crumb], title: Markup, address: str
) -> Markup:
    """What the page TITLE is about and the way to it, for a script element that search engines read."""
    way = [(crumb.title, crumb.address) for crumb in crumbs]
    things = [*about, *([way_here(settings, way, title.unescape(), address)] if way else [])]
    return Markup(in_html(things))  # it escapes what could end the element


def rows_for(text: str, most: int = 12) -> int:
    """The lines that a box needs to show TEXT, and at most so many."""
    return min(1 + len(text) // 60 + text.count("\n"), most)


def _shared(site: Site) -> dict[str, Any]:
    return {
        "settings": site.settings,
        "facts": {fact.id: fact for fact in site.facts},
        "contacts": {contact.id: contact for contact in site.contacts},
        "sources": {source.id: source for source in site.sources},
        "school_address": school_address,
        "cluster_address": partial(cluster_address, site.settings.group),
        "area_address": area_address,
        "day_anchor": day_anchor,
        "share_address": share_address,
        "owner": next((contact for contact in site.contacts if contact.id == site.settings.owner_contact), None),
        "twenty_weeks": CLOCKS[0].steps,
        "brand": colours_with(site.settings.colour)[0],
        "policy": IN_PAGES,
        "rows_for": rows_for,
    }
