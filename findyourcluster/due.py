"""What comes up on which day: reviews, and pages that come and go by themselves; as data and as a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from findyourcluster.fields import slugify
from findyourcluster.model import Page, Place, Settings
from findyourcluster.pipeline import Checkup
from findyourcluster.rules import Checked
from findyourcluster.rules.dates import HOW, reviewed
from findyourcluster.translation import in_words

_LONGEST_LINE = 75  # bytes of a line in a calendar file (RFC 5545, 3.1)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that comes up on DAY. `what` and `to_do` are whole sentences."""

    day: date
    at: Place
    what: str
    to_do: str


def due(checkup: Checkup, until: date) -> tuple[Due, ...]:
    """What is due by UNTIL, and has been for long, by day; and what happens by itself from today to then."""
    found = [*_reviews(checkup), *_reform(checkup), *_turns(checkup)]
    return tuple(sorted((each for each in found if each.day <= until), key=lambda each: (each.day, each.at)))


def _reviews(checkup: Checkup) -> Iterator[Due]:
    for what, day, at in reviewed(Checked(checkup.site, checkup.documents, checkup.today)):
        yield Due(day, at.of("review_by"), f"{what} is to be looked at again.", HOW)


def _reform(checkup: Checkup) -> Iterator[Due]:
    reform = checkup.site.reform
    if reform and reform.warn_after <= (date.max - reform.checked).days:
        day = reform.checked + timedelta(days=reform.warn_after)
        yield Due(day, reform.at.of("checked"), f'The change of the law "{reform.tag}" is due.', reform.look_at)


def _turns(checkup: Checkup) -> Iterator[Due]:
    """The days, from today on, on which pages appear or are taken down."""
    for page in checkup.site.pages:
        for day, at, says, to_do in turns_of(page):
            if day >= checkup.today:
                yield Due(day, at, f'The page "{page.title}": {says}.', to_do)


def turns_of(page: Page) -> Iterator[tuple[date, Place, str, str]]:
    """The days on which what parents see of PAGE changes: the day, where it is set, what happens, what to do."""
    publish = "Build and publish the site on that day, or have it done each night."
    if page.publish_on and not page.draft:
        says = f"parents see it from {in_words(page.publish_on)} on"
        yield page.publish_on, page.at.of("publish_on"), says, publish
    if page.expire_on and not page.draft:
        says = f"it is taken down on {in_words(page.expire_on)}"
        yield page.expire_on, page.at.of("expire_on"), says, f"{publish} To keep the page, change expire_on."


# ---------------------------------------------------------------- for programs


def as_data(found: Iterable[Due]) -> list[dict[str, object]]:
    """FOUND as data: [{day, file, line, column, what, to_do}]."""
    return [{"day": each.day.isoformat(), **asdict(each.at), "what": each.what, "to_do": each.to_do} for each in found]


def as_calendar(found: Sequence[Due], settings: Settings, today: date) -> str:
    """FOUND as a calendar file (RFC 5545): for each day one event that lasts all day."""
    host = urlsplit(settings.address).hostname or slugify(settings.name) or "site"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{host}//review//EN", "CALSCALE:GREGORIAN"]
    for day, group in groupby(found, key=lambda each: each.day):
        things = list(group)
        title = things[0].what if len(things) == 1 else f"{len(things)} things to look at"
        lines += [
            "BEGIN:VEVENT",
            f"UID:review-{day:%Y%m%d}@{host}",  # the same however often it is made, so that a calendar replaces it
            f"DTSTAMP:{today:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"SUMMARY:{_escaped(f'{settings.name}: {title}')}",
            f"DESCRIPTION:{_escaped(_described(things))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _described(things: Sequence[Due]) -> str:
    """Each thing with its place; what to do once where it is the same for several."""
    told = []
    for to_do, group in groupby(sorted(things, key=lambda each: each.to_do), key=lambda each: each.to_do):
        told.append("\n".join([*(f"{each.at}: {each.what}" for each in group), to_do]))
    return "\n\n".join(told)


def _escaped(text: str) -> str:
    for char in "\\;,":
        text = text.replace(char, f"\\{char}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """LINE in pieces that are short enough, each but the first after a space; no character is cut in two."""
    pieces = [""]
    for char in line:
        if len((pieces[-1] + char).encode("utf-8")) > _LONGEST_LINE:
            pieces.append(" ")
        pieces[-1] += char
    return "\r\n".join(pieces)
