"""What the editing screen can do: list, open, check, save, go back. Only files that people edit, below one folder."""

from __future__ import annotations

import difflib
import threading
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path

from findyourcluster.addresses import school_address
from findyourcluster.beginning import CannotBegin
from findyourcluster.changes import changes
from findyourcluster.editor.history import History
from findyourcluster.fields import slugify
from findyourcluster.files import Folder, most_of, read_within
from findyourcluster.load import page_address
from findyourcluster.model import Contact, Fact, Problem, Site
from findyourcluster.pictures import NotAPicture, fitted
from findyourcluster.pipeline import Checkup, check
from findyourcluster.preview.live import Live
from findyourcluster.progress import Timings
from findyourcluster.saving import below, save, save_bytes
from findyourcluster.translation import mark
from findyourcluster.writing import write_page

PAGES = "content/"
PICTURES = "content/pictures"


class Refused(Exception):
    """Why something was not done, as a sentence for a person."""


class NoSuchFile(Refused):
    """It is none of the files that people edit."""


@dataclass(frozen=True, slots=True)
class Opened:
    text: str  # with plain line ends
    version: str  # names what the file held


class Conflict(Refused):
    """The file was saved by somebody else since it was opened; `theirs` is what it holds now."""

    def __init__(self, theirs: Opened) -> None:
        super().__init__("Somebody saved this file since you opened it. Nothing was overwritten.")
        self.theirs = theirs


class BadSave(Refused):
    """What would be saved has mistakes that the file does not have now."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        count = len(problems)
        super().__init__(f"Not saved: {count} new problem{'s' if count > 1 else ''} to mend first.")
        self.problems = problems


class Desk:
    def __init__(self, live: Live) -> None:
        self.live = live
        self.root: Path = live.root
        self.history = History(live.root)
        self.lock = threading.Lock()  # two windows may save at the same moment

    # ---- reading

    def names(self) -> list[str]:
        """The files that can be edited: pages and data; no links to other places."""
        folder = Folder(self.root)
        pages = [entry for entry in folder.entries("content") if entry.name.endswith(".md")]
        data = [entry for entry in folder.entries("data") if entry.name.endswith(".yaml")]
        return [entry.name for entry in (*pages, *data) if not entry.is_link and "/." not in entry.name]

    def open(self, name: str) -> Opened:
        """What the file NAME holds. Raises Refused."""
        content = self._read(name)
        try:
            return Opened(_plain(content.decode("utf-8-sig")), _version(content))
        except UnicodeDecodeError:
            raise Refused("This file was not saved as UTF-8. Open it in another editor and save it so.") from None

    def _read(self, name: str) -> bytes:
        self._refuse_others(name)
        try:
            return read_within(self.root, name, most_of(name))
        except FileNotFoundError:
            raise NoSuchFile(f"There is no file {name} any more.") from None
        except OSError as error:
            raise Refused(f"{name} cannot be read: {error.strerror or error}.") from None

    def _refuse_others(self, name: str) -> None:
        if name not in self.names():
            raise NoSuchFile(f"{name} is none of the files that can be edited here.")

    # ---- checking what is typed

    def check(self, name: str, text: str) -> Checkup:
        """The site as it would be with TEXT in the file NAME. Raises Refused."""
        self._refuse_others(name)
        if len(text) > most_of(name):
            raise Refused("This is too long to be a file that people write.")
        return check(self.root, self.live.today, Timings(), typed={name: text.encode("utf-8")}, preview=True)

    def type(self, name: str, text: str | None) -> None:
        """Shows TEXT in the live page instead of what the file NAME holds; None shows the file again."""
        self._refuse_others(name)
        if text is None:
            self.live.typed.pop(name, None)
        else:
            self.live.typed[name] = text.encode("utf-8", errors="replace")

    def what_changes(self, name: str, text: str) -> list[str]:
        """What saving TEXT would change for parents, a sentence each."""
        now = check(self.root, self.live.today, Timings(), preview=True)
        then = self.check(name, text)
        found = [change.says for change in changes(now.site, then.site)]
        if not found and text != self.open(name).text:
            found = ["Nothing changes for parents: only spaces, or notes to ourselves, are different."]
        return found

    # ---- writing

    def save(self, name: str, text: str, version: str) -> Opened:
        """Puts TEXT into the file NAME, which held VERSION when it was opened.

        Raises Conflict, BadSave, or Refused where it cannot be written; the file is then as it was.
        """
        with self.lock:
            before = self._read(name)
            if _version(before) != version:
                raise Conflict(self.open(name))
            if bad := self.new_problems(name, text):
                raise BadSave(bad)
            return self._write(name, text, before)

    def restore(self, name: str, id: str, version: str) -> Opened:
        """Puts an earlier version back, whatever is wrong with it: it stood there once. Raises Conflict or Refused."""
        with self.lock:
            before = self._read(name)
            if _version(before) != version:
                raise Conflict(self.open(name))
            return self._write(name, self.earlier(name, id), before)

    def earlier(self, name: str, id: str) -> str:
        """What an earlier version of the file NAME held. Raises Refused."""
        self._refuse_others(name)
        kept = self.history.version(name, id)
        if kept is None:
            raise Refused("That version is not kept any more.")
        return _plain(kept.read().decode("utf-8-sig", errors="replace"))

    def put_aside(self, name: str, text: str) -> None:
        """Keeps TEXT among the earlier versions of the file NAME, so that it can be looked at again."""
        self._refuse_others(name)
        self.history.keep(name, text.encode("utf-8"))

    def versions(self, name: str) -> list[dict[str, str]]:
        """The earlier versions of the file NAME, the newest first: when, and how it differs from what stands there."""
        self._refuse_others(name)
        now = self.open(name).text
        found = []
        for kept in self.history.versions(name):
            text = _plain(kept.read().decode("utf-8-sig", errors="replace"))
            found.append({"id": kept.id, "when": kept.kept.isoformat(timespec="seconds"), "says": _compared(text, now)})
        return found

    def _write(self, name: str, text: str, before: bytes) -> Opened:
        try:
            self.history.keep(name, before)
            save(self.root / name, text)
        except OSError as error:
            raise Refused(f"{name} cannot be written: {error.strerror or error}. Your words are still here.") from None
        self.live.typed.pop(name, None)
        return self.open(name)

    def new_problems(self, name: str, text: str) -> tuple[Problem, ...]:
        """The problems of the site with TEXT that it does not have now."""
        there = {_same(problem) for problem in check(self.root, self.live.today, Timings(), preview=True).problems}
        return tuple(problem for problem in self.check(name, text).problems if _same(problem) not in there)

    def new_page(self, name: str, title: str) -> str:
        """Begins a page as a draft; gives its file. Raises Refused."""
        try:
            return write_page(self.root, name, title, self.live.today)
        except (CannotBegin, OSError) as why:
            raise Refused(str(why)) from None

    def add_picture(self, name: str, content: bytes) -> str:
        """Puts a picture, made fit for the site, into content/pictures/; gives its address. Raises Refused."""
        try:
            suffix, picture = fitted(content)
        except NotAPicture as why:
            raise Refused(str(why)) from None
        stem = slugify(Path(name).stem) or "picture"
        taken = {entry.name for entry in Folder(self.root).entries(PICTURES)}
        numbered = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
        file = next(f"{PICTURES}/{free}{suffix}" for free in numbered if f"{PICTURES}/{free}{suffix}" not in taken)
        try:
            save_bytes(below(self.root, file), picture)
        except OSError as error:
            raise Refused(f"{file} cannot be written: {error.strerror or error}.") from None
        return file.removeprefix("content")

    # ---- where to look

    def address_of(self, name: str, line: int, checkup: Checkup) -> str:
        """The page to look at while LINE of the file NAME is edited."""
        site = checkup.site
        if name.startswith(f"{PAGES}parts/"):
            return next((school_address(school) for school in site.schools), "/")
        if name.startswith(PAGES):
            return page_address(name.removeprefix(PAGES).removesuffix(".md"))
        return _page_of_record(name, line, checkup, site) or "/"


def _page_of_record(name: str, line: int, checkup: Checkup, site: Site) -> str:
    """The page that shows the record that stands on LINE of the data file NAME; empty where none does."""
    if name == "data/schools.yaml":
        schools = [school for school in site.schools if school.at.record.line <= line]
        return school_address(schools[-1]) if schools else ""
    if name in ("data/facts.yaml", "data/contacts.yaml"):
        records: tuple[Fact, ...] | tuple[Contact, ...] = site.facts if name == "data/facts.yaml" else site.contacts
        ids = [record.id for record in records if record.at.record.line <= line]
        for page in site.pages if ids else ():
            if any(citation.id == ids[-1] for citation in checkup.documents.pages[page.name].citations):
                return page.address
    return ""


def _same(problem: Problem) -> tuple[str, str, str]:
    """What makes two problems one, wherever the lines have moved to."""
    return problem.at.file, problem.rule, problem.says


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _version(content: bytes) -> str:
    return sha256(content).hexdigest()


def _compared(then: str, now: str) -> str:
    """How THEN differs from NOW, in words."""
    if then == now:
        return mark("the same as now")
    lines = list(difflib.unified_diff(then.split("\n"), now.split("\n"), n=0, lineterm=""))[2:]
    added, taken = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    said = (_lines(taken, mark("taken out since")), _lines(added, mark("added since")))
    return ", ".join(words for words in said if words)


def _lines(number: int, what: str) -> str:
    return f"{number} {mark('line') if number == 1 else mark('lines')} {what}" if number else ""
