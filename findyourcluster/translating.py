"""What there is to translate, and how far each language has come; catalogues and pages for translators to work on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from findyourcluster.catalogues import REVIEWED_BY, REVIEWED_ON, TRANSLATED_BY, parsed
from findyourcluster.editions import words_of_data
from findyourcluster.model import Catalogue, Fragment, Language, Page, Site
from findyourcluster.sections import digests, outdated
from findyourcluster.translation import in_words_of
from findyourcluster.yamledit import scalar

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SPEAKING = (
    "clock", "documents", "outputs/offline", "outputs/snippets", "outputs/told", "record_pages", "render",
    "translation", "written_pages",
)  # fmt: skip
"""The modules of ours whose marked words readers see. What others say is for editors, or in letters to us."""

_MADE_FROM = re.compile(r"^made_from:.*\n(?:[ \t]+.*\n)*", re.M)
_WIDTH = 110  # of lines in a catalogue

# ---------------------------------------------------------------- what there is to translate


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that a language needs."""

    says: str
    plural: str
    where: str


def wanted(site: Site, program: Path, templates: Iterable[Path]) -> list[Wanted]:
    """All that stands in the TEMPLATES, in the PROGRAM and in the data of SITE, each once, in a lasting order."""
    found: dict[str, Wanted] = {}  # by what a catalogue knows them by: the words of one
    own = in_words_of(site.settings.group)
    said = (replace(each, says=own(each.says), plural=own(each.plural)) for each in _of_program(program, templates))
    for each in (*said, *(Wanted(text, "", at) for text, at in words_of_data(site))):
        if each.says not in found or (each.plural and not found[each.says].plural):
            found[each.says] = each
    return list(found.values())


def _of_program(program: Path, templates: Iterable[Path]) -> Iterator[Wanted]:
    from babel.messages.extract import extract  # noqa: PLC0415 (slow to load)

    jinja = {
        "trimmed": "true",
        "silent": "false",
        "newstyle_gettext": "true",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
    }
    seen: set[str] = set()
    for folder in templates:
        for path in sorted(folder.rglob("*.html")):
            name = path.relative_to(folder).as_posix()
            if name not in seen:  # the first folder wins
                seen.add(name)
                source = BytesIO(path.read_bytes())
                for _, words, _, _ in extract("jinja2.ext:babel_extract", source, options=jinja):
                    yield _wanted(words, f"templates/{name}")
    for module in SPEAKING:
        source = BytesIO((program / f"{module}.py").read_bytes())
        for _, words, _, _ in extract("python", source, keywords={"mark": None, "say": None}):
            yield _wanted(words, f"findyourcluster/{module}.py")


def _wanted(words: str | tuple[str, ...], where: str) -> Wanted:
    return Wanted(words, "", where) if isinstance(words, str) else Wanted(words[0], words[1], where)


def updated(text: str, language: Language, words: Iterable[Wanted], site: Site) -> str:
    """The catalogue TEXT of LANGUAGE with all of WORDS in it; what is not needed any more stands commented at its end.

    Empty TEXT: a new one.
    """
    from babel.messages.catalog import Catalog  # noqa: PLC0415 (slow to load)
    from babel.messages.pofile import write_po  # noqa: PLC0415

    template = Catalog()
    for each in words:
        template.add((each.says, each.plural) if each.plural else each.says, locations=[(each.where, 0)])
    catalog = parsed(text) if text else _new(language, site)
    for id, message in list(catalog.obsolete.items()):  # what was not needed for a time is there again
        if message.id in template and message.id not in catalog:
            catalog[message.id] = message
            del catalog.obsolete[id]
    catalog.update(template, no_fuzzy_matching=True)
    out = BytesIO()
    write_po(out, catalog, width=_WIDTH, include_lineno=False)
    return out.getvalue().decode("utf-8")


def _new(language: Language, site: Site) -> Catalog:
    from babel.messages.catalog import Catalog  # noqa: PLC0415 (slow to load)

    top = (
        f"# {language.name} ({language.code}) for {site.settings.name}.\n# {TRANSLATED_BY}: \n"
        f"# {REVIEWED_BY}: \n# {REVIEWED_ON}: "
    )
    return Catalog(
        language.code.replace("-", "_"), project=site.settings.name, version="", header_comment=top, fuzzy=False
    )


def is_signed(text: str) -> bool:
    """Whether the catalogue TEXT names somebody who checked it."""
    return bool(re.search(rf"^# *{REVIEWED_BY}: *\S", text, re.M))


# ---------------------------------------------------------------- pages


def begun(page: Page | Fragment) -> str:
    """The file of a translation of PAGE to begin with: its words, to be written over in another language."""
    said = {"title": page.title, "short": page.short, "description": page.description} if isinstance(page, Page) else {}
    top = [f"{key}: {scalar(value)}" for key, value in said.items() if value]
    return "\n".join(("---", *top, "translated_by: TO DO", _made_from(page).rstrip(), "---", page.body))


def renewed(text: str, page: Page | Fragment) -> str:
    """TEXT, the file of a translation, as one that was made from PAGE as it is now."""
    made_from = _made_from(page)
    if _MADE_FROM.search(text):
        return _MADE_FROM.sub(lambda _: made_from, text, count=1)
    head, fence, rest = text.partition("\n---")
    return f"{head}\n{made_from.rstrip()}{fence}{rest}"


def _made_from(page: Page | Fragment) -> str:
    return "made_from:\n" + "".join(f'  {name}: "{digest}"\n' for name, digest in digests(page).items())


# ---------------------------------------------------------------- how far it is


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a language has come. Pages are named as their files are: "questions", "parts/your-rights"."""

    language: Language
    catalogue: Catalogue | None
    done: tuple[str, ...]
    outdated: tuple[tuple[str, tuple[str, ...]], ...]  # with what changed, in sentences
    missing: tuple[str, ...]  # in the order in which they are worth doing
    unreviewed: tuple[str, ...]
    words: int
    words_missing: tuple[str, ...]

    @property
    def next(self) -> str:
        """The page to do next; empty where all are done."""
        return self.outdated[0][0] if self.outdated else self.missing[0] if self.missing else ""


def progress(site: Site, language: Language, words: Iterable[Wanted]) -> Progress:
    """How far SITE has come in LANGUAGE, which needs WORDS."""
    catalogue = next((each for each in site.catalogues if each.language == language), None)
    said = {each.says for each in catalogue.messages if each.translated} if catalogue else set()
    translated = {_name(each.page): each for each in site.translations if each.language == language.code}
    originals = {_name(each): each for each in in_order_of_need(site)}
    old = {
        name: changed
        for name, each in translated.items()
        if name in originals and (changed := outdated(each.made_from, originals[name]))
    }
    asked = list(words)
    return Progress(
        language,
        catalogue,
        done=tuple(name for name in originals if name in translated and name not in old),
        outdated=tuple((name, old[name]) for name in originals if name in old),
        missing=tuple(name for name in originals if name not in translated),
        unreviewed=tuple(name for name, each in translated.items() if not each.is_reviewed),
        words=len(asked),
        words_missing=tuple(each.says for each in asked if each.says not in said),
    )


def in_order_of_need(site: Site) -> list[Page | Fragment]:
    """What there is to translate: what stands on the page of every school, then where menus lead, then the rest."""
    settings = site.settings
    first = dict.fromkeys(("index", *settings.doors, *settings.menu, *settings.footer))
    rank = {name: place for place, name in enumerate(first)}
    pages = [page for page in site.pages if not page.draft and page.layout not in ("not-found", "style-guide")]
    pages.sort(key=lambda page: rank.get(page.name, len(rank)))
    return [*site.fragments, *pages]


def _name(page: Page | Fragment) -> str:
    return page.name if isinstance(page, Page) else f"parts/{page.name}"


def original_of(site: Site, name: str) -> Page | Fragment | None:
    """The page or fragment NAME of the site's own language."""
    return next((each for each in site.bodies if _name(each) == name), None)
