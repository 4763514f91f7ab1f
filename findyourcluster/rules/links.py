"""Rules on links: what their words say, and whether they are safe to follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from findyourcluster.model import Page, Place, Places, Site, Swap
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import passages
from findyourcluster.translation import in_words

_SAYS_NOTHING = re.compile(
    r"(?:please )?(?:click|tap|press|see|look|go|read|find out|learn|know|view|visit|download)?(?: on| at| out| to)?"
    r" *(?:here|more|this|that|link|page|website|site|(?:this|the|our) (?:link|page|website|site|address)"
    r"|more (?:info|information|details|here))|click|(?:more )?(?:info|information|details)|visit|download|continue",
    re.I,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
_TYPED_ADDRESS = re.compile(r"(?<![\w/@.\"'=])(?:https?://|www\.)[^\s<>\"')\]]*[^\s<>\"')\].,;:!?*_]", re.I)


@rule("link-words", bad="[Click here](/words/) for what the words mean.", good="[What the words mean](/words/)")
def the_words_of_a_link_say_where_it_leads(checked: Checked) -> Iterator[Finding]:
    """Screen readers list the links of a page without what stands around them: ten times "here" helps nobody."""
    titles = {page.address: page.title for page in checked.site.pages}
    for document in checked.documents.all:
        for link in document.links:
            if link.words is None or not link.typed.strip():
                continue
            at = Place(link.at.file, link.at.line, max(link.at.column - len(link.words) - len("[]("), 1))
            title = titles.get(link.target.address, "") if not link.target.anchor else ""
            example = f"[{title}]({link.typed})" if title else "[who can help](/who-can-help/)"
            if not link.words:
                says = f'The link to "{link.typed}" has no words that a parent could tap.'
                yield at, says, f"Write them between the square brackets: {example}"
            elif _ADDRESS.fullmatch(link.words):
                says = f'The words of this link are an address: "{link.words}".'
                yield at, says, f"Say what it leads to: {example}"
            elif _SAYS_NOTHING.fullmatch(link.words.strip(" .:>»→…")):
                says = f'The words of this link, "{link.words}", do not say where it leads.'
                mend = Swap(f"[{link.words}]", f"[{title}]") if title else None
                yield at, says, f"Say what it leads to: {example}", mend


@rule("bare-url", bad="Look at https://www.ipsea.org.uk/ too.", good="Look at [IPSEA](https://www.ipsea.org.uk/) too.")
def addresses_stand_in_links(checked: Checked) -> Iterator[Finding]:
    """An address in the middle of a text cannot be tapped, and a screen reader spells it out."""
    names = _names_of_hosts(checked.site)
    for passage in passages(checked):
        for match in _TYPED_ADDRESS.finditer(passage.unlinked):
            address = re.sub("^(?:https?://)?", "https://", match[0], flags=re.I)
            host = _host(address)
            says = f'"{match[0]}" is an address typed into the text.'
            if not passage.in_body:
                yield passage.at(match.start()), says, "Say in words what it is; a link: of its own holds the address."
                continue
            right = f"[{names.get(host, host)}]({address})"
            yield passage.at(match.start()), says, f"Make it a link: {right}", Swap(match[0], right)


@rule("secure-link", bad="[IPSEA](http://www.ipsea.org.uk/)", good="[IPSEA](https://www.ipsea.org.uk/)")
def links_are_secure(checked: Checked) -> Iterator[Finding]:
    """Over http: somebody on the same network can read what a parent looks at, and change it."""
    for document in (*checked.documents.all, *checked.documents.translations.values()):
        for link in document.links:
            if link.typed.casefold().startswith("http:"):
                right = f"https:{link.typed[5:]}"
                fix = f"Try whether {right} works; nearly every site has it."
                yield link.at, f'The link "{link.typed}" is not secure.', fix, Swap(link.typed, right)


@rule(
    "secure-link-data",
    where="data/contacts.yaml contacts",
    bad="website: http://www.example.org/",
    good="website: https://www.example.org/",
    advice=True,
)
def addresses_in_data_are_secure(checked: Checked) -> Iterator[Finding]:
    """Over http: somebody on the same network can read what a parent looks at; a few sites have nothing else."""
    site = checked.site
    addresses: list[tuple[Places, str, str]] = [
        *((school.at, "website", school.website) for school in site.schools if school.website),
        *((contact.at, "website", contact.website) for contact in site.contacts),
    ]
    for at, key, address in addresses:
        if address.casefold().startswith("http:"):
            right = f"https:{address[5:]}"
            says = f'"{address}" is not secure.'
            yield at.of(key), says, f"Try whether {right} works.", Swap(address, right)


@rule("link-hidden", bad="[What comes next](/coming/)", good="[All clusters](/clusters/)", advice=True)
def links_wait_for_their_pages(checked: Checked) -> Iterator[Finding]:
    """A link to a page that parents cannot see yet is shown as plain words until they can; in a menu it is left out."""
    hidden = {page.address: page for page in checked.site.pages if not page.is_visible(checked.today)}
    if not hidden:
        return
    names = {page.name: page for page in hidden.values()}
    for document in checked.documents.all:
        for link in document.links:
            page = hidden.get(link.target.address)
            if page and not link.typed.startswith("#"):
                says = f'The link to "{link.typed}" is shown as plain words, because that page {_why(page, checked)}.'
                yield link.at, says, _what_to_do(page, checked)
    for at, key, listed in _lists(checked.site):
        for index, name in enumerate(listed):
            if name in names:
                says = f'{key} leaves out the page "{name}", because it {_why(names[name], checked)}.'
                yield at.item(key, index), says, _what_to_do(names[name], checked)


def _lists(site: Site) -> Iterator[tuple[Places, str, tuple[str, ...]]]:
    settings = site.settings
    yield from (
        (settings.at, key, listed)
        for key, listed in (("menu", settings.menu), ("doors", settings.doors), ("footer", settings.footer))
    )
    yield from ((page.at, "related", page.related) for page in site.pages)


def _why(page: Page, checked: Checked) -> str:
    if page.draft:
        return "is a draft"
    if page.publish_on and page.is_coming(checked.today):
        return f"is to be published on {in_words(page.publish_on)}"
    return f"was taken down on {in_words(page.expire_on)}" if page.expire_on else "is hidden"


def _what_to_do(page: Page, checked: Checked) -> str:
    if page.is_over(checked.today):
        return "Take it out, or give the page a later expire_on."
    return "Nothing needs to be done: it appears with the page."


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:
        return address


def _names_of_hosts(site: Site) -> dict[str, str]:
    """Whose site a host is, where the contacts say so."""
    return {_host(contact.website): contact.name for contact in site.contacts if contact.website}
