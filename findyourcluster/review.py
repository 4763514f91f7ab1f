"""The reviewer's sheet: what is due to be looked at again, as a checklist that an adviser can sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from findyourcluster.addresses import FACTS_FILE
from findyourcluster.due import turns_of
from findyourcluster.model import Contact, Fact, Page, Places, Source
from findyourcluster.pipeline import Checkup
from findyourcluster.plan import pages_touched
from findyourcluster.translation import in_words
from findyourcluster.written_pages import facts_on


@dataclass(frozen=True, slots=True)
class Item:
    """One box to tick: what it is, where it stands, and what to hold it against."""

    title: str
    at: Places
    key: str  # of the value that a correction changes
    lines: tuple[str, ...]

    def __str__(self) -> str:
        place = self.at.of(self.key)
        return "\n".join([f"- [ ] {self.title} ({place})", *(f"      {line}" for line in self.lines)])


def sheet(checkup: Checkup, until: date) -> str:
    """What is due for review by UNTIL, as Markdown; and always the pages about rights that nobody has signed."""
    site = checkup.site
    unsigned = [page for page in pages_touched(site, checkup.documents) if not page.reviewed_on]
    to_sign = {id for page in unsigned for id in facts_on(page, checkup.documents.pages[page.name])}
    due = [page for page in site.pages if page.review_by and page.review_by <= until and page not in unsigned]
    facts = [fact for fact in site.facts if fact.review_by <= until or fact.id in to_sign]
    contacts = [contact for contact in site.contacts if contact.review_by <= until]
    sections = [
        _section("Pages about rights that no adviser has checked yet", (_page(checkup, page) for page in unsigned)),
        _section("Pages", (_page(checkup, page) for page in due)),
        _section("Pages that come and go by themselves", _turns(checkup, until)),
        _section("Facts that are due, or stand on those pages", (_fact(checkup, fact) for fact in facts)),
        _section("Contacts", (_contact(checkup, contact) for contact in contacts)),
        _section("The law that may change", _reform(checkup)),
    ]
    return "\n".join([_head(checkup, until), *(section for section in sections if section), _FOOT])


def _head(checkup: Checkup, until: date) -> str:
    settings = checkup.site.settings
    what = "All of it." if until == date.max else f"What is due by {in_words(until)}."
    return f"""# To review: {settings.name}, {in_words(checkup.today)}

{what} Please tick what is right. Beside anything else, write what is right and where it says so.
Every fact with its source: {settings.address}{FACTS_FILE}

Checked by: ______________________________   For: ____________________   Date: ______________
"""


_FOOT = """\
When this comes back: mend what is wrong; give facts, contacts and pages that were looked at a new `checked` and
`review_by`; and give each page that an adviser read `reviewed_by: Their name, their service`, and `reviewed_on`.
"""


def _section(title: str, items: Iterable[Item]) -> str:
    lines = [str(item) for item in items]
    return f"## {title} ({len(lines)})\n\n" + "\n".join(lines) + "\n" if lines else ""


def _page(checkup: Checkup, page: Page) -> Item:
    facts = ", ".join(dict.fromkeys(facts_on(page, checkup.documents.pages[page.name])))
    signed = f"Checked by {page.reviewed_by} on {in_words(page.reviewed_on)}." if page.reviewed_on else ""
    lines = (checkup.site.settings.address + page.address, _due(page.review_by), signed, facts and f"Facts: {facts}")
    return Item(page.title, page.at, "review_by", tuple(line for line in lines if line))


def _turns(checkup: Checkup, until: date) -> Iterator[Item]:
    for page in checkup.site.pages:
        for day, at, says, to_do in turns_of(page):
            if checkup.today <= day <= until:
                yield Item(page.title, Places(at), "", (f"{says[:1].upper()}{says[1:]}.", to_do))


def _fact(checkup: Checkup, fact: Fact) -> Item:
    shown = [
        page.address for page in checkup.site.pages if fact.id in facts_on(page, checkup.documents.pages[page.name])
    ]
    lines = [
        fact.text,
        fact.law,
        *_source(checkup, fact.source, fact.link),
        "Explained by them; we have not read the law itself." if fact.confidence == "B" else "",
        _due(fact.review_by),
        f"Shown on: {', '.join(shown)}" if shown else "",
    ]
    return Item(fact.id, fact.at, "text", tuple(line for line in lines if line))


def _contact(checkup: Checkup, contact: Contact) -> Item:
    lines = [
        ", ".join([*(phone.number for phone in contact.phones), *contact.emails, contact.website]).strip(", "),
        contact.unknown and f"Not known: {contact.unknown}",
        *_source(checkup, contact.source),
        _due(contact.review_by),
    ]
    return Item(contact.name, contact.at, "review_by", tuple(line for line in lines if line))


def _reform(checkup: Checkup) -> Iterator[Item]:
    """The reform is looked at whenever anything is; with it, every page that it would touch."""
    if reform := checkup.site.reform:
        pages = ", ".join(page.address for page in pages_touched(checkup.site, checkup.documents))
        lines = [reform.text, reform.look_at, f"Last checked on {in_words(reform.checked)}.", f"It touches: {pages}"]
        yield Item(reform.tag, reform.at, "checked", tuple(lines))


def _source(checkup: Checkup, id: str, link: str = "") -> list[str]:
    found: list[Source] = [source for source in checkup.site.sources if source.id == id]
    return [f"Source: {source.title} ({source.publisher}) {link or source.link}".strip() for source in found]


def _due(day: date | None) -> str:
    return f"To be looked at again by {in_words(day)}." if day else ""
