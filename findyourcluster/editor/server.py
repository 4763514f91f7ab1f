"""The editing screen for a browser on this machine. Every write carries a token that only our own page knows."""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from findyourcluster.editor.desk import BadSave, Conflict, Desk, NoSuchFile, Opened, Refused
from findyourcluster.editor.forms import Form, filled, form_for, put, records
from findyourcluster.markup import CALLOUTS
from findyourcluster.model import Page, Problem, Site
from findyourcluster.pipeline import Checkup
from findyourcluster.preview.live import Live
from findyourcluster.preview.server import Handler, Routes, Show, problem_as_data, run
from findyourcluster.translation import in_words
from findyourcluster.yamledit import CannotEdit

EDIT = "/_edit/"
_STATIC = Path(__file__).parent / "static"
_ONLY_OURS = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

T = TypeVar("T")


def edit(root: Path, today: date, port: int, *, open_browser: bool) -> int:
    """Serves the editing screen for ROOT on the first free port from PORT on, until Ctrl-C."""
    show = Show(Live(root, today, spell=True), editing=True)
    return asyncio.run(run(show, port, routes(show), EDIT if open_browser else ""))


def routes(show: Show) -> Routes:
    given = {"show": show, "desk": Desk(show.live), "token": secrets.token_urlsafe(24)}
    handlers: dict[str, type[_Edit]] = {
        "": _Screen,
        r"(editor\.js|editor\.css)": _Static,
        "files": _Files,
        "things": _Things,
        "file": _File,
        "type": _Type,
        "changes": _Changes,
        "save": _Save,
        "versions": _Versions,
        "version": _Version,
        "restore": _Restore,
        "aside": _Aside,
        "records": _Records,
        "form": _Form,
        "put": _Put,
        "new": _New,
        "picture": _Picture,
        "due": _Due,
    }
    return [(EDIT + path, handler, given) for path, handler in handlers.items()]


class _Edit(Handler):
    desk: Desk
    token: str

    def initialize(self, show: Show, desk: Desk | None = None, token: str = "") -> None:
        super().initialize(show)
        if desk is not None:
            self.desk, self.token = desk, token

    def prepare(self) -> None:
        super().prepare()
        if self._finished:
            return
        if self.request.method not in ("GET", "HEAD") and not self._is_ours():
            self.send_json({"says": "This did not come from the editing screen."}, 403)

    def _is_ours(self) -> bool:
        """Whether a write comes from our own page: it knows the token, and browsers say where it comes from."""
        headers = self.request.headers
        right_token = hmac.compare_digest(headers.get("X-Token", "").encode(), self.token.encode())
        right_origin = headers.get("Origin", "") == f"http://{self.request.host}"
        return right_token and right_origin and headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"

    async def in_background(self, work: Callable[..., T], *arguments: object) -> T:
        """What WORK gives, without keeping other pages waiting; one after another, so that none sees half of it."""
        return await asyncio.get_running_loop().run_in_executor(self.show.pool, work, *arguments)

    def body(self) -> dict[str, Any]:
        try:
            data = json.loads(self.request.body)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise Refused("What came cannot be read.")
        return data

    def asked(self, *names: str) -> list[str]:
        """The texts that the request names so."""
        data = self.body()
        if not all(isinstance(data.get(name), str) for name in names):
            raise Refused("Something is missing in what came.")
        return [data[name] for name in names]

    def log_exception(self, *_: object) -> None:
        """What is refused is told to the browser; what fails otherwise is told by `write_error`."""

    def write_error(self, status_code: int, **details: Any) -> None:
        error = details.get("exc_info", (None, None))[1]
        if isinstance(error, Conflict):
            self.send_json({"says": str(error), "theirs": _opened(error.theirs)}, 409)
        elif isinstance(error, BadSave):
            self.send_json({"says": str(error), "problems": _as_data(error.problems)}, 422)
        elif isinstance(error, NoSuchFile):
            self.send_json({"says": str(error)}, 404)
        elif isinstance(error, Refused | CannotEdit):
            self.send_json({"says": str(error)}, 400)
        else:
            self.send_json({"says": "The program itself failed. Your words are still here."}, status_code)


class _Screen(_Edit):
    def get(self) -> None:
        page = (_STATIC / "editor.html").read_text("utf-8").replace("{token}", self.token)
        self.set_header("Content-Security-Policy", _ONLY_OURS)
        self.finish(page)


class _Static(_Edit):
    def get(self, name: str) -> None:
        self.set_header("Content-Type", "text/javascript" if name.endswith(".js") else "text/css")
        self.finish((_STATIC / name).read_bytes())


def pages_of(site: Site) -> list[Page]:
    """The pages of SITE in all languages."""
    return [*site.pages, *(each.page for each in site.translations if isinstance(each.page, Page))]


class _Files(_Edit):
    """Every file with its state."""

    def get(self) -> None:
        checkup = self.show.live.shown.checkup
        pages = {page.at.record.file: page for page in pages_of(checkup.site)} if checkup else {}
        self.send_json([self._listed(name, pages.get(name), checkup) for name in self.desk.names()])

    def _listed(self, name: str, page: Page | None, checkup: Checkup | None) -> dict[str, object]:
        problems = [problem for problem in self.show.live.shown.problems if problem.at.file == name]
        notes = [note for note in checkup.advice if note.at.file == name] if checkup else []
        due = any(note.rule in ("review-soon", "review-overdue") for note in notes)
        return {
            "file": name,
            "title": page.title if page else name.rpartition("/")[2],
            "problems": len(problems),
            "notes": len(notes),
            "due": due or any(problem.rule == "review-too-late" for problem in problems),
            "ribbon": self.show.live.shown.ribbons.get(page.address, "") if page else "",
        }


class _Things(_Edit):
    """What a page can lead to and cite."""

    def get(self) -> None:
        checkup = self.show.live.shown.checkup
        site = checkup.site if checkup else None
        self.send_json(
            {
                "pages": [{"id": page.address, "name": page.title} for page in site.pages] if site else [],
                "facts": [{"id": fact.id, "name": fact.text} for fact in site.facts] if site else [],
                "contacts": [{"id": contact.id, "name": contact.name} for contact in site.contacts] if site else [],
                "schools": [
                    {"id": school.urn or school.slug, "name": f"{school.name}, {school.town}".rstrip(", ")}
                    for school in (site.schools if site else ())
                ],
                "boxes": [{"id": kind, "name": title} for kind, title in CALLOUTS.items()],
            }
        )


class _File(_Edit):
    def get(self) -> None:
        name = self.get_query_argument("file", "")
        self.send_json({**_opened(self.desk.open(name)), "hasForm": form_for(name) is not None})


class _Type(_Edit):
    """What is typed and not saved: shown in the live page, and checked."""

    async def post(self) -> None:
        data = self.body()
        name, text = data.get("file", ""), data.get("text")
        if not isinstance(name, str) or not (text is None or isinstance(text, str)):
            raise Refused("Something is missing in what came.")
        self.desk.type(name, text)
        await self.show.rebuild()
        shown = self.show.live.shown
        notes = [note for note in shown.advice if note.at.file == name]
        line = data.get("line") if isinstance(data.get("line"), int) else 0
        self.send_json(
            {
                "problems": _as_data(problem for problem in shown.problems if problem.at.file == name),
                "others": _as_data(problem for problem in shown.problems if problem.at.file != name),
                "notes": _as_data(notes),
                "notChecked": shown.checkup.not_checked if shown.checkup else [],
                "address": self.desk.address_of(name, line or 0, shown.checkup) if shown.checkup else "",
            }
        )


class _Changes(_Edit):
    """What saving would change, in sentences; and the problems for which it would be refused."""

    async def post(self) -> None:
        name, text = self.asked("file", "text")
        bad = await self.in_background(self.desk.new_problems, name, text)
        says = [] if bad else await self.in_background(self.desk.what_changes, name, text)
        self.send_json({"says": says, "problems": _as_data(bad)})


class _Save(_Edit):
    async def post(self) -> None:
        name, text, version = self.asked("file", "text", "version")
        self.send_json(_opened(await self.in_background(self.desk.save, name, text, version)))


class _Versions(_Edit):
    async def get(self) -> None:
        self.send_json(await self.in_background(self.desk.versions, self.get_query_argument("file", "")))


class _Version(_Edit):
    def get(self) -> None:
        name, id = self.get_query_argument("file", ""), self.get_query_argument("id", "")
        self.send_json({"text": self.desk.earlier(name, id)})


class _Restore(_Edit):
    async def post(self) -> None:
        name, id, version = self.asked("file", "id", "version")
        self.send_json(_opened(await self.in_background(self.desk.restore, name, id, version)))


class _Aside(_Edit):
    async def post(self) -> None:
        name, text = self.asked("file", "text")
        await self.in_background(self.desk.put_aside, name, text)
        self.send_json({})


class _Records(_Edit):
    """The records of a data file as it is typed now."""

    def post(self) -> None:
        name, text = self.asked("file", "text")
        self.send_json(records(_form(name), text))


class _Form(_Edit):
    """One record as boxes."""

    def post(self) -> None:
        name, text = self.asked("file", "text")
        checkup = self.show.live.shown.checkup
        if checkup is None:
            raise Refused("The site cannot be read just now.")
        self.send_json(filled(_form(name), text, _index(self.body()), checkup.site))


class _Put(_Edit):
    """The text with one box changed."""

    def post(self) -> None:
        name, text, key, value = self.asked("file", "text", "key", "value")
        form = _form(name)
        if key not in [box.key for box in form.boxes]:
            raise Refused("There is no such box.")
        self.send_json({"text": put(form, text, _index(self.body()), key, value)})


class _New(_Edit):
    """A new page, as a draft."""

    async def post(self) -> None:
        name, title = self.asked("name", "title")
        self.send_json({"file": await self.in_background(self.desk.new_page, name, title)})


class _Picture(_Edit):
    """A picture for the pages, made fit for them."""

    async def post(self) -> None:
        name = self.get_query_argument("name", "picture")
        self.send_json({"address": await self.in_background(self.desk.add_picture, name, self.request.body)})


class _Due(_Edit):
    """What is to be looked at again, the most urgent first."""

    def get(self) -> None:
        checkup = self.show.live.shown.checkup
        if checkup is None:
            raise Refused("The site cannot be read just now.")
        site = checkup.site
        reviewed = [
            *((page.review_by, page.title, page.at) for page in site.pages if page.review_by),
            *((fact.review_by, fact.text, fact.at) for fact in site.facts),
            *((contact.review_by, contact.name, contact.at) for contact in site.contacts),
        ]
        self.send_json(
            [
                {
                    "day": in_words(day),
                    "days": (day - checkup.today).days,
                    "name": name,
                    "file": at.record.file,
                    "line": at.of("review_by").line,
                }
                for day, name, at in sorted(reviewed, key=lambda row: (row[0], row[1]))
            ]
        )


def _form(name: str) -> Form:
    form = form_for(name)
    if form is None:
        raise Refused(f"{name} has no form. Change it as text.")
    return form


def _index(data: dict[str, Any]) -> int:
    index = data.get("index")
    if not isinstance(index, int) or index < 0:
        raise Refused("There is no such entry any more.")
    return index


def _opened(opened: Opened) -> dict[str, str]:
    return {"text": opened.text, "version": opened.version}


def _as_data(problems: Any) -> list[dict[str, Any]]:
    found: list[Problem] = list(problems)
    return [problem_as_data(problem, editing=True) for problem in found]
