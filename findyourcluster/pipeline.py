"""The stages in order, for the commands: load → check → plan → render."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from findyourcluster.cache import Cache
from findyourcluster.earlier import NoVersion, last_published
from findyourcluster.files import NOTHING, Folder
from findyourcluster.load import load
from findyourcluster.markup import Documents, render_documents
from findyourcluster.mend import with_lines_to_paste
from findyourcluster.model import Problem, Site
from findyourcluster.places import PROJECT
from findyourcluster.plan import Plan
from findyourcluster.progress import Timings
from findyourcluster.remembered import Memory
from findyourcluster.rules import Checked, broken_rules
from findyourcluster.rules.spelling import words_to_look_up
from findyourcluster.spelling import CannotSpell, speller_for

if TYPE_CHECKING:
    from jinja2 import BytecodeCache

    from findyourcluster.making import Job
    from findyourcluster.render import Renderer

REMEMBERED = ".cache/data"
"""Where what was read of a site is remembered, below its root."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """A site, read and checked. Only one without problems can be planned and rendered."""

    site: Site  # with all its pages, drafts too
    documents: Documents
    today: date
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    texts: Mapping[str, str]  # the words of each file
    previewed: bool  # whether it shows what parents do not see yet
    not_checked: tuple[str, ...] = ()  # what could not be looked at, in sentences, with how that is mended

    @property
    def shown(self) -> Site:
        """The site as it is rendered: of its pages those that are to be seen, and those that were taken down."""
        if not self.previewed:
            return self.site.shown_on(self.today)
        site = self.site.schools_on(self.today)
        kept_nowhere = replace(site.settings, offline=False)  # else browsers would show yesterday's
        return replace(site, settings=kept_nowhere, pages=tuple(page for page in site.pages if page.sound))


def check(  # noqa: PLR0913 (what may be left out is named where it is given)
    root: Path,
    today: date,
    timings: Timings,
    *,
    typed: Mapping[str, bytes] = NOTHING,
    preview: bool = False,
    spell: bool = False,
    memory: Memory | None = None,
) -> Checkup:
    """Reads and checks the folder ROOT as on TODAY, with the project's static files besides ROOT's own.

    TYPED goes before what the files of those names hold. A PREVIEW shows drafts too, and leads to them.
    One who checks again and again gives each time the same MEMORY.
    Spelling takes a moment, so it is checked for those who SPELL, and where the owner says that it stops the site.
    """
    with timings.of("load"):
        remembers = memory is not None or not typed  # what is typed and not saved yet is not worth a place on disk
        memory = memory or Memory(root / REMEMBERED)
        statics = [root / "static", PROJECT / "static"]
        loaded = load(Folder(root, typed), statics, memory, templates=root / "templates")
    site = loaded.site
    with timings.of("check"):
        hidden = frozenset(page.address for page in site.pages if not (preview or page.is_visible(today)))
        documents, problems = render_documents(site, hidden, memory)
        if remembers:
            memory.save()
    whole = not any(not problem.advice for problem in _drafts_forgiven(loaded.problems, site))
    checked = Checked(site, documents, today, loaded.texts, whole=whole, last=partial(_last_published, root, memory))
    not_checked: tuple[str, ...] = ()
    if loaded.complete and (spell or "spelling" in site.settings.stop_for):
        with timings.of("spelling"):
            checked, not_checked = _with_misspelt(checked, Cache(root / ".cache" / "words"))
    with timings.of("check"):
        if loaded.complete:
            problems = [*loaded.problems, *problems, *broken_rules(checked)]
        else:  # a whole file could not be read: every reference to what it holds would look wrong
            problems = [*loaded.problems, *(problem for problem in problems if problem.rule != "citation")]
        found = list(with_lines_to_paste(_in_order(_drafts_forgiven(problems, site)), loaded.texts))
    return Checkup(
        site,
        documents,
        today,
        problems=tuple(problem for problem in found if not problem.advice),
        advice=tuple(problem for problem in found if problem.advice),
        texts=loaded.texts,
        previewed=preview,
        not_checked=not_checked,
    )


def _last_published(root: Path, memory: Memory) -> Site | None:
    try:
        return load(last_published(root, root / "site"), memory=memory).site
    except NoVersion:
        return None


def _with_misspelt(checked: Checked, cache: Cache) -> tuple[Checked, tuple[str, ...]]:
    """CHECKED with its misspelt words; or as it was, and why nothing could be looked up."""
    look_up = speller_for(checked.site.settings.language, cache)
    try:
        return replace(checked, misspelt=look_up(words_to_look_up(checked))), ()
    except CannotSpell as why:
        return checked, (str(why),)


def job_of(
    checkup: Checkup, root: Path, program: bytes, *, pdf: frozenset[str] = frozenset(), compress: bool = False
) -> Job:
    """What is to be made of the site of ROOT that CHECKUP found without problems, by the PROGRAM of that digest."""
    from findyourcluster.making import Job  # noqa: PLC0415 (what only checks makes nothing)

    cache, folders = root / ".cache", _templates(root)
    return Job(checkup.shown, checkup.documents, checkup.today, pdf, compress, program, folders, cache)


def _templates(root: Path) -> tuple[Path, ...]:
    """The folders of templates: those of ROOT go before the project's."""
    return root / "templates", PROJECT / "templates"


def plan_of(checkup: Checkup, *, pdf: frozenset[str] = frozenset()) -> Plan:
    """The site that CHECKUP found without problems, before it exists."""
    return Plan(checkup.shown, checkup.documents, checkup.today, pdf=pdf)


def renderer_of(plan: Plan, root: Path, compiled: Callable[[bytes], BytecodeCache | None] = lambda _: None) -> Renderer:
    """What draws the outputs of PLAN, with the project's templates besides those of ROOT."""
    from findyourcluster.render import Renderer  # noqa: PLC0415 (what only checks needs no templates)

    return Renderer(plan.commons, list(_templates(root)), root / ".cache", compiled)


def _drafts_forgiven(problems: Iterable[Problem], site: Site) -> Iterator[Problem]:
    """What is wrong in a draft is a note: no parent sees it, and its writer is not done. That it is one, where the site
    needs the page, is none. Of a translation that no person has checked, only what it lacks of its original is one."""
    drafts = {page.at.record.file for page in site.pages if page.draft}
    shown = site.with_reviewed_words().translations
    unchecked = {each.at.record.file for each in site.translations if each not in shown}
    for problem in problems:
        file, rule = problem.at.file, problem.rule
        forgiven = (file in drafts and rule != "page-needed") or (file in unchecked and rule in _UNDONE)
        yield replace(problem, advice=True) if forgiven else problem


_UNDONE = ("to-do", "translation-cites", "translation-headings", "translation-of")
"""What is wrong with a translation that is being made, or whose original changes meanwhile."""


UNREADABLE = ("encoding", "file-size", "front-matter", "symlink", "unreadable", "yaml")
"""What hides other mistakes in the same file."""


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file and line, files that could not be read first; what was found twice is said once."""
    unique = dict.fromkeys(problems)
    first = {problem.at.file for problem in unique if problem.rule in UNREADABLE}
    return sorted(unique, key=lambda each: (each.at.file not in first, each.at, each.rule, each.says))
