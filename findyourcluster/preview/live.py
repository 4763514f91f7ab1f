"""The site as it stands in its editors' files: the last good pages, and what is wrong since."""

from __future__ import annotations

import traceback
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from findyourcluster.addresses import taken_addresses
from findyourcluster.model import Page, Place, Problem, Site
from findyourcluster.pipeline import Checkup, check, plan_of, renderer_of
from findyourcluster.plan import pages_touched
from findyourcluster.planned import Output
from findyourcluster.progress import Timings
from findyourcluster.remembered import Memory
from findyourcluster.render import Renderer
from findyourcluster.report import in_template
from findyourcluster.translation import in_words, mark


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview shows. `pages` may be of an earlier moment than `problems`: the last that were good."""

    pages: Mapping[str, bytes] = field(default_factory=dict)  # path → content
    problems: tuple[Problem, ...] = ()
    advice: tuple[Problem, ...] = ()
    ribbons: Mapping[str, str] = field(default_factory=dict)  # address → what parents would not see, and why
    sources: Mapping[str, Place] = field(default_factory=dict)  # address → where an editor changes it
    checkup: Checkup | None = None  # of this moment; None where the program itself failed

    def digest(self, path: str) -> str:
        """What changes when the page at PATH does, or how it looks: it names its styles by their content."""
        return sha256(self.pages.get(path, b"")).hexdigest()[:16]


class Live:
    """Builds the folder ROOT, with what editing screens have typed and not saved yet on top of it.

    SPELL: looks at the spelling too, for those who write.
    """

    def __init__(self, root: Path, today: date, *, spell: bool = False) -> None:
        self.root = root
        self.today = today
        self.spell = spell
        self.typed: dict[str, bytes] = {}
        self.shown = Shown()
        self.compiled: defaultdict[bytes, _Compiled] = defaultdict(_Compiled)  # by the words of a language
        self.memory = Memory()
        self.looked_at: deque[str] = deque(maxlen=5)  # the paths that somebody asked for last

    def build(self) -> Shown:
        """Shows the files as they are now. Never raises: what fails is shown as a problem."""
        try:
            self.shown = self._built()
        except Exception as error:  # whatever is wrong with the program, the preview stays up
            if problem := in_template(error):
                self.shown = replace(self.shown, problems=(problem,), checkup=None)
                return self.shown
            traceback.print_exc()
            says = "The program itself failed while it built the site. The terminal says more."
            fix = "Undo your last change, and tell whoever looks after the program."
            self.shown = replace(self.shown, problems=(Problem(Place("build.py"), "program", says, fix),), checkup=None)
        return self.shown

    def _drawn(self, checkup: Checkup) -> Mapping[str, bytes]:
        plan = plan_of(checkup)
        drawn = _Drawn(plan.outputs(), renderer_of(plan, self.root, self.compiled.__getitem__))
        for path in drawn.outputs.keys() & set(self.looked_at):
            drawn[path]  # what fails shows now, while the pages before it can still be kept
        return drawn

    def page(self, path: str) -> bytes:
        """The file at PATH; from now on it is drawn with each build."""
        if path not in self.looked_at:
            self.looked_at.append(path)
        return self.shown.pages[path]

    def _built(self) -> Shown:
        checkup = check(
            self.root, self.today, Timings(), typed=dict(self.typed), preview=True, spell=self.spell, memory=self.memory
        )
        site = checkup.site
        return Shown(
            pages=self.shown.pages if checkup.problems else self._drawn(checkup),
            problems=checkup.problems,
            advice=checkup.advice,
            ribbons=_ribbons(checkup),
            sources=_sources(site),
            checkup=checkup,
        )


class _Drawn(Mapping[str, bytes]):
    """The files of a site, by path, each drawn when somebody first asks for it: few are while one is edited."""

    def __init__(self, outputs: Iterable[Output], renderer: Renderer) -> None:
        self.outputs = {output.path: output for output in outputs}
        self.renderer = renderer
        self.drawn: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> bytes:
        if path not in self.drawn:
            self.drawn[path] = self.renderer.draw(self.outputs[path])
        return self.drawn[path]

    def __contains__(self, path: object) -> bool:
        return path in self.outputs

    def __iter__(self) -> Iterator[str]:
        return iter(self.outputs)

    def __len__(self) -> int:
        return len(self.outputs)


class _Compiled(BytecodeCache):
    """Templates, compiled, from one build to the next. Jinja itself sees when the source of one has changed."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def _sources(site: Site) -> dict[str, Place]:
    """Where an editor changes what stands at each address."""
    found = {address: at for address, at in taken_addresses(site) if at.file.startswith(("content/", "data/"))}
    for translation in site.translations:
        if isinstance(translation.page, Page):
            found[f"/{translation.language}{translation.page.address}"] = translation.at.record
    return found


def _ribbons(checkup: Checkup) -> dict[str, str]:
    """What an editor should know of a page that parents are not told, by address."""
    site, today = checkup.site, checkup.today
    unsigned = {page.name for page in pages_touched(site, checkup.documents) if not page.reviewed_on}
    found = {page.address: _ribbon(page, today, unsigned=page.name in unsigned) for page in site.pages}
    return {address: ribbon for address, ribbon in found.items() if ribbon}


def _ribbon(page: Page, today: date, *, unsigned: bool) -> str:
    if page.draft:
        return mark("Draft: parents do not see this page.")
    if page.publish_on and page.is_coming(today):
        return mark("Parents will see this page from {day} on.").format(day=in_words(page.publish_on))
    if page.expire_on and page.is_over(today):
        return mark("Parents have not seen this page since {day}.").format(day=in_words(page.expire_on))
    if page.review_by and page.review_by < today:
        return mark("This page was to be looked at again by {day}.").format(day=in_words(page.review_by))
    return mark("No adviser has checked this page yet.") if unsigned else ""
