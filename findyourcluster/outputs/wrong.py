"""What a reader who found a mistake sends us: filled in already with the page, the record, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from findyourcluster.model import Settings
from findyourcluster.outputs.told import Told
from findyourcluster.translation import in_words, mark


@dataclass(frozen=True, slots=True)
class WrongReport:
    subject: str
    body: str

    def mail_to(self, email: str) -> str:
        """A link that opens the reader's mail program with the letter in it."""
        body = quote(self.body.replace("\n", "\r\n"))
        return f"mailto:{quote(email, safe='@')}?subject={quote(self.subject)}&body={body}"


def wrong_report(told: Told, settings: Settings, prefix: str = "") -> WrongReport:
    """The letter about the page of TOLD with PREFIX before its address; the same each time until its record changes."""
    lines = [
        mark("Page: {address}").format(address=f"{settings.address}{prefix}{told.page}"),
        mark("It is about: {name}").format(name=told.name),
        *([mark("URN: {urn}").format(urn=told.urn)] if told.urn else []),
        mark("It says: {answer}").format(answer=told.answer),
        *([mark("Checked on: {day}").format(day=in_words(told.checked))] if told.checked else []),
        "",
        mark("What is wrong:"),
        "",
        mark("What is right:"),
        "",
        mark("Where that is published:"),
        "",
    ]
    return WrongReport(mark("Something is wrong on the page of {name}").format(name=told.name), "\n".join(lines))
