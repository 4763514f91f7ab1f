"""What any page may show, whatever it is about: settings, facts, contacts, sources, words, links to the other pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import escape

from findyourcluster.addresses import school_address
from findyourcluster.assets import assets
from findyourcluster.editions import Edition
from findyourcluster.markup import Citation, Document, Documents
from findyourcluster.model import Language, Page, Places, School, Site

STYLE = "/style.css"

_TOKEN = re.compile(r"(--[\w-]+): (#[0-9a-fA-F]{3,8});")


@dataclass(frozen=True, slots=True)
class Common:
    """Nothing in here is of one school, cluster or page: a change of it is a change of every page."""

    site: Site  # without its records and bodies; its pages are links, with their words left out
    fragments: Mapping[str, Document]
    tokens: Mapping[str, str]  # the colours of the stylesheet
    assets: Mapping[str, str]  # the addresses of styles and scripts, by their names below static/
    today: date
    edition: Edition
    languages: Languages  # all that the site has, its own first


Languages = tuple[tuple[Language, str], ...]
"""Languages, each with what its addresses begin with."""


def common_of(  # noqa: PLR0913, PLR0917 (all that pages share, each named where it is given)
    site: Site,
    documents: Documents,
    schools: Mapping[str, School],
    today: date,
    edition: Edition,
    languages: Languages,
) -> Common:
    """What the pages of SITE share as on TODAY in EDITION; SCHOOLS are all of them, by slug and by URN."""
    style = next((file.content for file in site.files if file.address == STYLE), b"")
    return Common(
        site=replace(
            site,
            areas=(),
            clusters=(),
            schools=(),
            kinds=(),
            house_words=(),
            also_right=(),
            corrections=(),
            log=(),
            published=(),
            access_checks=(),
            access_gaps=(),
            pages=tuple(map(link_to, site.pages)),
            fragments=(),
            files=(),
            closed=(),
            retired=(),
            catalogues=(),
            translations=(),
        ),
        fragments={name: with_schools(each, schools, edition) for name, each in documents.fragments.items()},
        tokens=daylight_tokens(style.decode("utf-8")),
        assets=assets(site.files).addresses,
        today=today,
        edition=edition,
        languages=languages,
    )


def daylight_tokens(style: str) -> dict[str, str]:
    """The colours of a stylesheet by the names of its tokens, as they are in daylight: "--brand" → "#0d4a45"."""
    root, _, _ = style.partition("@media")
    return dict(_TOKEN.findall(root))


def link_to(page: Page) -> Page:
    """PAGE as others lead to it: its name, address, titles and layout."""
    at = Places(page.at.record)
    return Page(
        page.name,
        page.address,
        page.title,
        "",
        "",
        0,
        at,
        layout=page.layout,
        short=page.short,
        standing=page.standing,
    )


def with_schools(document: Document, schools: Mapping[str, School], edition: Edition) -> Document:
    """DOCUMENT, as EDITION shows it, with links in place of the SCHOOLS that it names, by URN or slug."""
    if not any(_names_school(part) for part in document.parts):
        return document
    return replace(
        document,
        parts=tuple(_link(part, schools, edition) if _names_school(part) else part for part in document.parts),
    )


def _names_school(part: str | Citation) -> bool:
    return isinstance(part, Citation) and part.kind == "school"


def _link(part: str | Citation, schools: Mapping[str, School], edition: Edition) -> str | Citation:
    school = schools[part.id] if isinstance(part, Citation) else None
    if school is None:
        return part
    name = escape(school.name)
    shown = name if edition.is_main else f'<span lang="{edition.original}" dir="ltr">{name}</span>'
    return f'<a href="{school_address(school)}">{shown}</a>'


def schools_by_id(site: Site) -> dict[str, School]:
    """Every school of SITE by what a page can name it: its slug and its URN."""
    schools = (*site.schools, *site.closed)
    return {**{each.slug: each for each in schools}, **{each.urn: each for each in schools if each.urn}}
