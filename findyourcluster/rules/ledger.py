"""Rules on what is kept for ever: the addresses in data/addresses.txt, and the log of changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from findyourcluster.addresses import (
    addresses_of_change,
    cluster_address,
    kept_among,
    language_address,
    page_it_goes_with,
    redirects,
    school_address,
)
from findyourcluster.catalogues import catalogue_file
from findyourcluster.fields import did_you_mean, nearest, slugify, swap_for
from findyourcluster.ledger import LEDGER
from findyourcluster.model import Page, Place, Published, School, Site
from findyourcluster.rules import Checked, Finding, addresses, answered, met_while_reading, published, rule
from findyourcluster.translation import in_words

_MADE = re.compile(r"/(?:s|areas)/.|/[0-9]+/$|.*\.[a-z]+$")
"""Addresses that the program gives, besides those of clusters: no page that a person writes comes in their place."""

_GUESSES = 100
"""How many lost addresses get a guess at what they became: with more, it is not a slip of the hand."""

met_while_reading(
    "address-line",
    "The list of addresses that must answer for ever is for people and for programs: each line is read by both.",
    where=LEDGER,
    bad="- questions 24/11/2026",
    good="/questions/ 2026-11-24",
)


@rule(
    "address-kept",
    where="told",
    bad="content/questions.md has another name now, and nothing leads on from /questions/, which was published",
    good="the same page, renamed with `build.py rename`, which makes the old address lead to the new one",
)
def every_published_address_answers(checked: Checked) -> Iterator[Finding]:
    """Schools print these addresses and parents keep them: what was published once leads somewhere for ever."""
    if not checked.whole:
        return
    there = checked.once(answered)
    lost = {each.address: each for each in checked.site.published if each.address not in there}
    if not lost:
        return
    mends = _Mends(checked)
    for address, each in lost.items():
        if (
            page_it_goes_with(address, checked.site.settings.group) not in lost
        ):  # what goes with a page comes back with it
            yield each.at, *mends.of(each, guess=len(lost) <= _GUESSES)


class _Mends:
    """How each address that would be lost is kept."""

    def __init__(self, checked: Checked) -> None:
        self.site = checked.site
        self.today = checked.today
        self.known = checked.once(published)
        self.last = checked.last

    def of(self, lost: Published, *, guess: bool) -> tuple[str, str]:
        """What is wrong, and what to do about it."""
        if page := self.hidden.get(lost.address):
            return self._hidden(lost.address, page)
        says = f"{lost.address} was published on {in_words(lost.day)}, and nothing would answer there any more."
        now = self._now(lost.address) if guess else None
        if isinstance(now, School):
            fix = f"If it is {now.name} ({now.at.record}) now, write - {lost.address} there, under former_addresses:."
        elif now:
            old = lost.address.strip("/")
            fix = f"If it is {now.at.record.file} now, write - {lost.address} under former_addresses: in its top block."
            if now.address not in self.known:
                fix += f" Next time, `build.py rename {old} {now.name}` does that by itself."
        else:
            fix = self._put_back(lost.address)
        return says, fix

    @cached_property
    def hidden(self) -> dict[str, Page]:
        """The pages that parents do not see, by each address that they have or had."""
        pages = [page for page in self.site.pages if page.draft or page.is_coming(self.today)]
        return {address: page for page in pages for address in (*page.former_addresses, page.address)}

    def _hidden(self, address: str, page: Page) -> tuple[str, str]:
        key = "draft" if page.draft else "publish_on"
        says = f"{address} is published already, and {page.at.of(key)} hides its page ({key}:)."
        if page.expire_on and page.draft:
            return says, "Take out the line draft. With expire_on: the address says that the page was taken down."
        fix = f"Take out the line {key}. To take the page down, give it a line expire_on: {self.today} instead."
        return says, fix

    # ---- what it is now

    def _now(self, address: str) -> Page | School | None:
        """What stood at ADDRESS, where it is on the site still, under another address."""
        return self._same_as_before(address) or self._named_like(address)

    def _same_as_before(self, address: str) -> Page | School | None:
        """Found by what the last published site had there: a school's number, a page's name or title."""
        address = self.led_to.get(address, address)
        if before := self.before_schools.get(address):
            same = (school for school in self.site.schools if before.urn and school.urn == before.urn)
            return next(same, next((school for school in self.site.schools if school.slug == before.slug), None))
        if page := self.before_pages.get(address):
            alike = (each for each in self._visible if each.name == page.name)
            return next(alike, next((each for each in self._visible if _is_like(each, page)), None))
        return None

    @cached_property
    def before(self) -> Site | None:
        return self.last()

    @cached_property
    def led_to(self) -> dict[str, str]:
        return redirects(self.before) if self.before else {}

    @cached_property
    def before_schools(self) -> dict[str, School]:
        return {school_address(school): school for school in (self.before.schools if self.before else ())}

    @cached_property
    def before_pages(self) -> dict[str, Page]:
        return {page.address: page for page in (self.before.pages if self.before else ())}

    @cached_property
    def _visible(self) -> list[Page]:
        return [page for page in self.site.pages if page.is_visible(self.today)]

    def _named_like(self, address: str) -> Page | School | None:
        """Found by words: a school's former name, or what is new on the site and has much the same address."""
        slug = address.strip("/").rpartition("/")[2]
        if address.startswith("/schools/"):
            for school in self.site.schools:
                if slug in map(slugify, (*school.former_names, *school.aliases)):
                    return school
            return self._nearest(address, {school_address(school): school for school in self.site.schools})
        folder = f"/{self.site.settings.group.folder}/"
        if _MADE.match(address) or address.removeprefix(folder) not in ("", address):
            return None
        return self._nearest(address, {page.address: page for page in self._visible})

    def _nearest(self, address: str, there: dict[str, Page] | dict[str, School]) -> Page | School | None:
        new = {each: record for each, record in there.items() if each not in self.known}
        near = nearest(address, new) or _shares_words(address, new)
        return new[near] if near else None

    # ---- nothing that it could be

    def _put_back(self, address: str) -> str:
        if number := re.fullmatch(r"/s/([0-9]{6})/", address):
            return (
                f"Give the school with the URN {number[1]} its number or its entry in data/schools.yaml back."
                f" Where it has another URN now, write - {address} under its former_addresses:."
            )
        if address.startswith("/schools/"):
            return (
                "Put its entry in data/schools.yaml back. Where the school closed, give it a line closed: with the day,"
                " and merged_into: where another took it over. Where its address part changed, write the old address"
                " under its former_addresses:."
            )
        group = self.site.settings.group
        if number := re.fullmatch(rf"/(?:{group.folder}/)?([0-9]+)/", address):
            listing = next((page for page in self._visible if page.layout == "clusters"), None)
            where = f", such as {listing.at.record.file}" if listing else ""
            return (
                f"Put Cluster {number[1]} back in data/schools.yaml; or write"
                f" - {cluster_address(group, int(number[1]))} under former_addresses: of a page that says what became"
                f" of it{where}."
            )
        before = self.before.settings.group.folder if self.before else group.folder
        if before != group.folder and address.startswith(f"/{before}/"):
            return f"Write folder: {before} below group: in data/site.yaml, so that the addresses stay as they are."
        if address.startswith("/areas/"):
            return f"Give the area its address back in data/schools.yaml: slug: {address.split('/')[2]}"
        languages = {language_address(language): language for language in self.site.settings.languages}
        if language := languages.get(address):
            return (
                f"Parents do not see {language.name} any more, because nobody is named who checked"
                f" {catalogue_file(language.code)}. Put that back, or write gone: true beside the language, so that its"
                " pages lead to the others."
            )
        languages_before = self.before.settings.languages if self.before else ()
        if address in map(language_address, languages_before):
            return (
                "Its language was taken out of data/site.yaml. Write it under languages: again, with gone: true: then"
                " its pages lead to the others."
            )
        if not address.endswith("/"):
            return "The program made this file: whoever looks after the program must make it again."
        return (
            f"Put content/{address.strip('/') or 'index'}.md back. To take the page down, give it a line expire_on:"
            f" {self.today}; to give it another address, use `build.py rename {address.strip('/')} …`."
        )


def _is_like(page: Page, before: Page) -> bool:
    return page.title.casefold() == before.title.casefold() or (page.body.strip() == before.body.strip() != "")


def _shares_words(address: str, options: Iterable[str]) -> str:
    """The option at least half of whose words are those of ADDRESS; empty where there is none."""
    words = set(re.findall(r"\w+", address)) - {"schools"}

    def shared(option: str) -> float:
        others = set(re.findall(r"\w+", option)) - {"schools"}
        return len(words & others) / max(len(words | others), 1)

    best = max(options, key=shared, default="")
    return best if best and shared(best) >= 1 / 2 else ""


@rule(
    "address-new",
    where="told",
    bad="a new page whose address is not in data/addresses.txt yet",
    good="the same page, published by build.py on your computer, and data/addresses.txt is committed",
    advice=True,
)
def new_addresses_are_known_before_they_are_kept(checked: Checked) -> Iterator[Finding]:
    """Once published, an address answers for ever: it is best looked at before."""
    site = checked.site
    known = checked.once(published)
    if not checked.whole or (not known and site.settings.status != "live"):
        return  # a site that was never published makes no promises yet
    new = kept_among(checked.once(answered) - known)
    if not new:
        return
    shown = ", ".join(new[:3])
    says = f"{shown} is not in this list yet." if len(new) == 1 else f"{len(new)} addresses are new: {shown}"
    says += "." if 1 < len(new) <= 3 else " and more." if len(new) > 3 else ""  # noqa: PLR2004 (as many as are shown)
    fix = f"They are kept for ever once they are published. Look at them, run build.py, and commit {LEDGER}."
    yield Place(LEDGER), says, fix


@rule(
    "log-known",
    where="data/changes.yaml changes",
    bad="""
        day: 2026-11-24
        says: Hilltop School is called Hilltop Academy now.
        schools:
          - hiltop-school
    """,
    good="""
        day: 2026-11-24
        says: Hilltop School is called Hilltop Academy now.
        schools:
          - hilltop-school
    """,
)
def the_log_names_what_exists(checked: Checked) -> Iterator[Finding]:
    """A change is told beside the pages that it is about, and to the schools that it names."""
    site, group = checked.site, checked.site.settings.group
    slugs = {school.slug for school in site.schools} if site.log else set()
    for change in site.log:
        for index, (name, address) in enumerate(
            zip((*change.schools, *change.clusters), addresses_of_change(change, group), strict=True)
        ):
            if address in checked.once(addresses) or address in checked.once(published):
                continue
            if index < len(change.schools):
                says = f'There is no school "{name}" at /schools/{name}/.'
                at = change.at.item("schools", index)
                yield at, says, did_you_mean(name, slugs), swap_for(name, slugs)
            else:
                at = change.at.item("clusters", index - len(change.schools))
                yield at, f'There is no Cluster "{name}".', "Write its number."
