"""What any page may show, whatever it is about: settings, facts, contacts, sources, words, links to the other pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import escape

from findyourcluster.addresses import cluster_address, school_address
from findyourcluster.assets import assets
from findyourcluster.editions import Edition
from findyourcluster.markup import Citation, Document, Documents
from findyourcluster.model import Cluster, Group, Language, Page, Places, School, Site
from findyourcluster.tongues import tongues

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
    named: Named,
    today: date,
    edition: Edition,
    languages: Languages,
) -> Common:
    """What the pages of SITE share as on TODAY in EDITION; NAMED is what pages can name."""
    style = next((file.content for file in site.files if file.address == STYLE), b"")
    common = Common(
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
        fragments={},
        tokens=daylight_tokens(style.decode("utf-8")),
        assets=assets(site.files).addresses,
        today=today,
        edition=edition,
        languages=languages,
    )
    return replace(
        common, fragments={name: with_names(each, named, common) for name, each in documents.fragments.items()}
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


@dataclass(frozen=True, slots=True)
class Named:
    """What a page can name: schools by slug and by URN, clusters by number."""

    schools: Mapping[str, School]
    clusters: Mapping[str, Cluster]


def named_in(site: Site) -> Named:
    """What the pages of SITE can name."""
    schools = (*site.schools, *site.closed)
    return Named(
        {**{each.slug: each for each in schools}, **{each.urn: each for each in schools if each.urn}},
        {str(each.number): each for each in site.clusters},
    )


def with_names(document: Document, named: Named, common: Common) -> Document:
    """DOCUMENT, as the edition of COMMON shows it, with links in place of the schools and clusters that it names."""
    if not any(_is_name(part) for part in document.parts):
        return document
    group = common.edition.group_in_original if document.foreign else common.site.settings.group
    filters = tongues(common.edition, group)
    parts = (_link(part, named, group, filters) if _is_name(part) else part for part in document.parts)
    return replace(document, parts=tuple(parts))


def _is_name(part: str | Citation) -> bool:
    return isinstance(part, Citation) and part.kind in ("school", "cluster")


def _link(
    part: str | Citation, named: Named, group: Group, filters: Mapping[str, Callable[..., object]]
) -> str | Citation:
    if not isinstance(part, Citation):
        return part
    if part.kind == "school":
        school = named.schools[part.id]
        return f'<a href="{school_address(school)}">{escape(filters["original"](school.name))}</a>'
    cluster = named.clusters[part.id]
    return f'<a href="{cluster_address(group, cluster.number)}">{escape(filters["called"](cluster))}</a>'
