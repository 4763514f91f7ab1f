"""What a publication leaves behind in data/: the addresses that answer from now on, and what changed.

All of it is found before the site is drawn, so that parents read it in the same publication. It is written beside its
place before that stands, so that what cannot be written stops it, and put in place after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from findyourcluster.addresses import kept_among, taken_addresses
from findyourcluster.earlier import NoVersion, last_published
from findyourcluster.faults import sentences
from findyourcluster.files import Copy
from findyourcluster.ledger import LEDGER, extended
from findyourcluster.load import SCHOOLS, load
from findyourcluster.model import LoggedChange, Site
from findyourcluster.news import LOG, logged, news
from findyourcluster.pipeline import REMEMBERED, UNREADABLE, Checkup
from findyourcluster.remembered import Memory
from findyourcluster.saving import held
from findyourcluster.saving import ready as ready_to_save


class CannotRecord(Exception):
    """Why data/ cannot be written, as a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Record:
    """CHECKUP with the news in it, and the files of data/ to write once that site is published."""

    checkup: Checkup
    texts: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str | None] = field(default_factory=dict)  # what those files hold now
    addresses: int = 0  # how many are new
    changes: int = 0

    @property
    def files(self) -> str:
        return " and ".join(self.texts)

    @property
    def says(self) -> tuple[str, ...]:
        """What is new in data/, a sentence for each file."""
        found = []
        if self.addresses:
            found.append(f"{_count(self.addresses, 'address', 'addresses')} new in {LEDGER}: kept for ever.")
        if self.changes:
            found.append(f"{_count(self.changes, 'change', 'changes')} new in {LOG}, for parents to read.")
        return (*found, "Commit what is new in data/.") if found else ()


def record_of(checkup: Checkup, root: Path, out: Path) -> Record:
    """What the publication of CHECKUP, the site of ROOT, at OUT is to leave behind. Raises CannotEdit."""
    texts: dict[str, str] = {}
    changes = _news(checkup, root, out)
    if changes:
        texts[LOG] = logged(checkup.texts.get(LOG, ""), changes)
        log = sorted((*changes, *checkup.site.log), key=lambda change: change.day, reverse=True)
        checkup = replace(checkup, site=replace(checkup.site, log=tuple(log)))
    answered = {address for address, _ in taken_addresses(checkup.shown)}
    addresses = kept_among(answered.difference(each.address for each in checkup.site.published))
    if addresses:
        texts[LEDGER] = extended(checkup.texts.get(LEDGER, ""), addresses, checkup.today)
    checkup = replace(checkup, texts={**checkup.texts, **texts})
    return Record(checkup, texts, {file: held(root / file) for file in texts}, len(addresses), len(changes))


def _news(checkup: Checkup, root: Path, out: Path) -> tuple[LoggedChange, ...]:
    """What changed since the site at OUT was published; nothing where that is not known, or could not be read."""
    try:
        last = last_published(root, out)
    except NoVersion:
        return ()
    if last.text(SCHOOLS) == checkup.texts.get(SCHOOLS):
        return ()  # all that is told of schools and clusters stands there
    earlier = _site_of(last, Memory(root / REMEMBERED))
    return () if earlier is None else news(earlier, checkup.site, checkup.today)


def _site_of(last: Copy, memory: Memory) -> Site | None:
    loaded = load(last, memory=memory)
    unread = any(problem.rule in UNREADABLE and problem.at.file.startswith("data/") for problem in loaded.problems)
    return loaded.site if loaded.complete and not unread else None


@contextmanager
def ready(record: Record, root: Path) -> Iterator[Callable[[], None]]:
    """Writes what RECORD holds beside its place, or raises CannotRecord; gives what puts all of it in place, or raises
    OSError."""
    with ExitStack() as begun:
        try:
            save = begun.enter_context(ready_to_save({root / file: text for file, text in record.texts.items()}))
            changed = [file for file, text in record.before.items() if held(root / file) != text]
        except OSError as why:
            raise CannotRecord(sentences(why, record.files)) from why
        if changed:
            raise CannotRecord(f"Somebody changed {changed[0]} while the site was built. Build it again.")
        yield save


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one} is" if number == 1 else f"{number} {several} are"
