"""Rules on content/: links, pictures, headings and titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from findyourcluster.addresses import is_template_id, layout_anchors
from findyourcluster.clock import facts_shown
from findyourcluster.fields import can_be_dialled, did_you_mean, is_email_address, leads_to_a_host, nearest, swap_for
from findyourcluster.lines import Lines
from findyourcluster.markup import Document, Heading
from findyourcluster.model import Fragment, Page, Phone, Place, Swap
from findyourcluster.rules import Checked, Finding, addresses, rule

_OUTWARD = re.compile(r"#.*|https?://[^\s/]+\.[^\s]+|mailto:[^@\s]+@[^@\s]+\.[^@\s]+|tel:\+?[0-9]+", re.I)

_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:uk|org|com|net|gov|eu|info)(?:/|$)", re.I)

FRAGMENTS = (
    "cluster-not-known",
    "members-not-known",
    "what-this-means",
    "what-to-do",
    "who-can-help",
    "your-rights",
)
"""The fragments of content/parts/ that school, cluster and area pages are made with."""


def _bodies(checked: Checked) -> Iterator[tuple[Page | Fragment, Document]]:
    for page in checked.site.pages:
        yield page, checked.documents.pages[page.name]
    for fragment in checked.site.fragments:
        yield fragment, checked.documents.fragments[fragment.name]


def _in_all_languages(checked: Checked) -> Iterator[Document]:
    yield from (document for _, document in _bodies(checked))
    yield from checked.documents.translations.values()


@rule("link-target", bad="[Who can help](/who-can-hlep/)", good="[All clusters](/clusters/)")
def each_link_leads_somewhere(checked: Checked) -> Iterator[Finding]:
    """A link that goes nowhere leaves a parent stuck."""
    known = checked.once(addresses)
    for source, document in _bodies(checked):
        for link in document.links:
            target = link.target
            if not link.typed.strip():
                says = f'The link "{link.words or ""}" has no address.'
                yield link.at, says, "Write it between the round brackets: [who can help](/who-can-help/)"
            elif not target.address:
                if not _OUTWARD.fullmatch(target.href) or _is_disguised(target.href):
                    mend = _dialled(link.typed)
                    fix = "It looks like https://www.example.org, mailto:name@example.org or tel:+441632960000"
                    yield link.at, f'The link "{link.typed}" goes nowhere.', fix, mend
            elif target.address in known:
                continue
            elif link.typed.startswith("www.") or _DOMAIN.match(link.typed):
                right = f"https://{link.typed}"
                yield link.at, f'The link "{link.typed}" goes nowhere.', f"Write {right}", Swap(link.typed, right)
            elif is_email_address(link.typed):
                right = f"mailto:{link.typed}"
                yield link.at, f'The link "{link.typed}" goes nowhere.', f"Write {right}", Swap(link.typed, right)
            else:
                right = _as_typed(nearest(target.address, known), link.typed, source)
                fix = f'Did you mean "{right}"?' if right else "Lead it to another page, or keep only its words."
                mend = Swap(link.typed.partition("#")[0], right) if right else None
                yield link.at, f'The link to "{link.typed}" goes nowhere.', fix, mend


def _is_disguised(href: str) -> bool:
    """Whether the host of a link on the web is another than it seems to be."""
    return href.casefold().startswith("http") and not leads_to_a_host(href)


def _dialled(typed: str) -> Swap | None:
    """The link to a number that people typed as they say it: "tel:01632 960000"."""
    number = typed[len("tel:") :] if typed.casefold().startswith("tel:") else ""
    return Swap(typed, f"tel:{Phone(number).dialled}") if number.startswith("0") and can_be_dialled(number) else None


def _as_typed(address: str, typed: str, source: Page | Fragment) -> str:
    """ADDRESS as somebody writes it who wrote TYPED: without slashes where that leads there too."""
    bare = not typed.startswith("/") and isinstance(source, Page) and "/" not in source.name
    return address.strip("/") or address if bare else address


@rule("link-anchor", bad="[What an EHCP is](/words/#ehpc)", good="[What an EHCP is](/words/#ehcp)")
def each_anchor_exists(checked: Checked) -> Iterator[Finding]:
    """A link to a part that is not there drops the parent at the top of a long page."""
    by_address = {page.address: page for page in checked.site.pages}
    shown = checked.site.schools_on(checked.today)
    for source, document in _bodies(checked):
        for link in document.links:
            if not link.target.anchor:
                continue
            page = by_address.get(link.target.address)
            if page and not page.sound:
                continue  # its layout, and so its anchors, may be misspelt
            if page:
                anchors = layout_anchors(page, shown) | checked.documents.pages[page.name].ids
            elif isinstance(source, Fragment) and not link.target.address:
                anchors = document.ids
            else:
                continue  # a page made from data (only its top can be linked to), or no page: another rule says so
            if link.target.anchor not in anchors:
                where = "on this page" if page is source or not page else f"on {page.address}"
                says = f'There is no part "#{link.target.anchor}" {where}.'
                anchor = nearest(link.target.anchor, anchors)
                mend = Swap(link.typed, f"{link.typed.partition('#')[0]}#{anchor}") if anchor else None
                yield link.at, says, did_you_mean(link.target.anchor, anchors), mend


@rule(
    "anchor-once",
    where="content/words.md",
    bad="""
        ---
        title: Words explained
        layout: words
        ---

        ## EHCP
    """,
    good="""
        ---
        title: Words explained
        layout: words
        ---

        ## How to use this list
    """,
)
def each_anchor_is_used_once(checked: Checked) -> Iterator[Finding]:
    """Two parts of one name: a link would lead to the first of them only."""
    first: dict[str, Heading] = {}
    for fragment in checked.site.fragments:
        yield from _ids_of_templates(fragment, checked.documents.fragments[fragment.name])
        for heading in checked.documents.fragments[fragment.name].headings:
            if heading.id in first and first[heading.id].at.file != heading.at.file:
                says = f'"{heading.text}" is a heading in {first[heading.id].at.file} too, and both stand on one page.'
                yield heading.at, says, "Give one of them other words."
            first.setdefault(heading.id, heading)
    for page in checked.site.pages:
        made = layout_anchors(page, checked.site)
        yield from _ids_of_templates(page, checked.documents.pages[page.name])
        for heading in checked.documents.pages[page.name].headings:
            if heading.id in made:
                says = f'A part made from the data is called "{heading.id}" already.'
                yield heading.at, says, "Give this heading other words."


def _ids_of_templates(source: Page | Fragment, document: Document) -> Iterator[Finding]:
    """Ids that somebody typed and that the parts of our pages have: links and scripts would find the wrong one."""
    for each in sorted(filter(is_template_id, document.ids)):
        at = Lines(source).search(re.compile(rf"[\"'=# ]{re.escape(each)}\b"))
        yield at, f'A part of our pages is called "{each}" already.', f"Call this one {each}-part."


@rule("image-there", bad="![The sign of this site](favicon.png)", good="![The sign of this site](/favicon.svg)")
def each_picture_exists(checked: Checked) -> Iterator[Finding]:
    """A missing picture shows as a broken box."""
    known = {file.address for file in checked.site.files}
    for document in _in_all_languages(checked):
        for image in document.images:
            if image.address.startswith(("http:", "https:", "//")):
                says = f"The picture {image.address} is on another site, which would learn who reads this page."
                yield image.at, says, "Save the picture in content/ and link to it there."
            elif image.address.startswith("#"):
                says = "A picture is to stand here, and its name is missing."
                yield image.at, says, "Write it between the round brackets: ![What it shows](map.png)"
            elif image.address.rstrip("/") not in known:
                name = image.address.strip("/").rpartition("/")[2]
                right = next((each for each in sorted(known) if each.endswith(f"/{name}")), "")
                right = right or nearest(image.address.rstrip("/"), known)
                says = f'There is no picture "{image.address.strip("/")}".'
                fix = f'Did you mean "{right}"?' if right else "Put it in content/, under this name."
                yield image.at, says, fix, Swap(f"({image.typed})", f"({right})") if right and image.typed else None


@rule("image-description", bad="![](/favicon.svg)", good="![The sign of this site](/favicon.svg)")
def each_picture_is_described(checked: Checked) -> Iterator[Finding]:
    """A parent who cannot see a picture hears its description."""
    for document in _in_all_languages(checked):
        for image in document.images:
            if not image.alt.strip():
                name = image.address.strip("/")
                says = f'The picture "{name}" has no description for people who cannot see it.'
                yield image.at, says, f"Write it between the square brackets: ![What it shows]({name})"


@rule(
    "heading-order",
    bad="""
        ## Who helps

        #### At school
    """,
    good="""
        ## Who helps

        ### At school
    """,
)
def headings_go_down_one_by_one(checked: Checked) -> Iterator[Finding]:
    """Screen reader users find their way by headings; a level left out looks like a missing part."""
    for document in _in_all_languages(checked):
        level = 1
        for heading in document.headings:
            if heading.level == 1:
                says = f'"{heading.text}" is a heading of the first level, and the page\'s title is that already.'
                yield heading.at, says, f"## {heading.text}", Swap("#", "##")
            elif heading.level > level + 1:
                says = f'The heading "{heading.text}" is {heading.level - level} levels below the one before it.'
                right = "#" * (level + 1)
                yield heading.at, says, f"{right} {heading.text}", Swap("#" * heading.level, right)
            level = heading.level


@rule(
    "page-title",
    where="page",
    bad="""
        ---
        title: First steps
        ---

        Ring the school.
    """,
    good="""
        ---
        title: Next steps
        ---

        Ring the school.
    """,
)
def each_title_is_the_only_one(checked: Checked) -> Iterator[Finding]:
    """Titles tell tabs, search results and bookmarks apart."""
    first: dict[str, Page] = {}
    for page in checked.site.pages:
        if page.sound and page.title.casefold() in first:
            other = first[page.title.casefold()]
            says = f'The title "{page.title}" is that of {other.at.record.file} too.'
            yield page.at.of("title"), says, "Give one of them another title."
        first.setdefault(page.title.casefold(), page)


@rule(
    "page-related",
    where="top",
    bad="""
        related:
          - abuot
    """,
    good="""
        related:
          - about
    """,
)
def related_pages_exist(checked: Checked) -> Iterator[Finding]:
    """The pages named below a page are links."""
    names = {page.name for page in checked.site.pages}
    for page in checked.site.pages:
        for index, name in enumerate(page.related):
            if name not in names:
                says = f'related names the page "{name}", which does not exist.'
                yield page.at.item("related", index), says, did_you_mean(name, names), swap_for(name, names)
    for correction in checked.site.corrections:
        if correction.page and correction.page not in names:
            says = f'page names the page "{correction.page}", which does not exist.'
            yield correction.at.of("page"), says, did_you_mean(correction.page, names), swap_for(correction.page, names)
    for term in checked.site.terms:
        if term.see and term.see not in names:
            says = f'see names the page "{term.see}", which does not exist.'
            yield term.at.of("see"), says, did_you_mean(term.see, names), swap_for(term.see, names)


@rule(
    "page-needed",
    where="content/404.md",
    bad="""
        ---
        title: We cannot find that page
        ---

        [Start again](/).
    """,
    good="""
        ---
        title: We cannot find that page
        layout: not-found
        ---

        [Start again](/).
    """,
)
def the_pages_that_all_sites_have_are_there(checked: Checked) -> Iterator[Finding]:
    """Home, the finder and the page for a wrong address are what everything else leads back to."""
    pages = checked.site.pages
    layouts = {page.layout for page in pages if page.is_visible(checked.today)}
    unsound = not all(page.sound for page in pages)
    listing = checked.site.settings.group.folder
    for layout, name in (("home", "index"), ("find", "find"), ("clusters", listing), ("not-found", "404")):
        hidden = next((page for page in pages if page.layout == layout), None)
        if layout not in layouts and hidden:
            key = "draft" if hidden.draft else "publish_on" if hidden.is_coming(checked.today) else "expire_on"
            says = f"Every site needs a page with layout: {layout}, and parents would not see this one."
            yield hidden.at.of(key), says, f"Take out the line {key}."
        elif layout not in layouts and not unsound:
            says = f"The site needs this page, and no page has layout: {layout}."
            yield Place(f"content/{name}.md"), says, f"Write it, with layout: {layout} in its top block."
    there = {fragment.name for fragment in checked.site.fragments}
    for name in FRAGMENTS:
        if name not in there:
            says = "School and cluster pages need these words, and the file is missing."
            yield Place(f"content/parts/{name}.md"), says, "Write it; it is Markdown without a block at the top."


@rule(
    "clock-facts",
    where="told",
    bad="a page with layout: rights-clock, and a fact that it shows is not in data/facts.yaml",
    good="the same page, and all its facts are there",
)
def the_rights_clock_has_its_facts(checked: Checked) -> Iterator[Finding]:
    """Each day that the rights clock shows stands beside the fact that gives it."""
    there = {fact.id for fact in checked.site.facts}
    for page in checked.site.pages:
        for fact in facts_shown() if page.layout == "rights-clock" else ():
            if fact not in there:
                says = f'This page shows the fact "{fact}", and there is none of that name.'
                yield page.at.of("layout"), says, "Add it to data/facts.yaml."


@rule(
    "figure-words",
    where="told",
    bad="{{ figure: who-is-who }}, and nothing after team: in data/site.yaml",
    good="the same figure, and the team with its name in data/site.yaml",
)
def figures_have_their_words(checked: Checked) -> Iterator[Finding]:
    """Two figures show who advises schools: who that is, only the data can say."""
    settings = checked.site.settings
    needed = {"who-is-who": settings.team_name and settings.team, "how-a-cluster-works": settings.team_name}
    for _, document in _bodies(checked):
        for citation in document.citations:
            if citation.kind == "figure" and not needed.get(citation.id, True):
                says = f'The figure "{citation.id}" shows the team that advises schools, and no data says who that is.'
                yield citation.at, says, "Write team_name: and team: in data/site.yaml, or take the figure out."


@rule("fragment-used", where="file", bad="content/parts/your-right.md", good="content/parts/your-rights.md")
def each_fragment_is_shown_somewhere(checked: Checked) -> Iterator[Finding]:
    """Words in a file whose name nobody asks for are seen by no parent."""
    for fragment in checked.site.fragments:
        if fragment.name not in FRAGMENTS:
            says = "No page shows the words in this file."
            yield fragment.at.record, says, did_you_mean(fragment.name, FRAGMENTS, show_all=True)


@rule(
    "page-empty",
    where="page",
    bad="""
        ---
        title: Next steps
        ---
    """,
    good="""
        ---
        title: Next steps
        ---

        Ring the school.
    """,
)
def no_page_is_empty(checked: Checked) -> Iterator[Finding]:
    """A parent who opens an empty page thinks that the site is broken."""
    for source, document in _bodies(checked):
        made_from_data = isinstance(source, Page) and (source.layout != "explainer" or not source.sound)
        if not document.parts and not source.body.strip() and not made_from_data:
            yield source.at.record, "This page has no words yet.", "Write some below the block at the top."
