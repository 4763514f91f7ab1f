"""Units → files in a fresh folder. What is as it was is taken over from the published folder; the rest is drawn, in
several processes where there is much of it."""

from __future__ import annotations

import copyreg
import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from findyourcluster.cache import Cache
from findyourcluster.compress import compressed, is_text, packers
from findyourcluster.digests import digest
from findyourcluster.fingerprint import Fingerprints
from findyourcluster.made import Listed, Made, MadeUnit
from findyourcluster.markup import Documents
from findyourcluster.model import Site
from findyourcluster.outputs.newest import Newest
from findyourcluster.plan import Plan
from findyourcluster.planned import PageOutput, PaperOutput, PictureOutput, Unit
from findyourcluster.progress import Timings
from findyourcluster.publish import Publication, Writer
from findyourcluster.render import Compiled, Renderer
from findyourcluster.stamps import Stamp
from findyourcluster.template_files import Templates
from findyourcluster.workers import workers

WORTH_SHARING = 150
"""Units to draw from which on processes share the work: fewer are drawn in about the time that those need to start."""

TOGETHER = 25
"""Units that a process is given at a time."""

SITEMAP = "sitemap"
"""The unit that is made last: it needs the days of all the pages of the others."""

Task = tuple[int, bytes]
"""A unit that is to be drawn, by its place in the plan, and the digest of what it is made of."""

Told = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is, and of how much."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be made, from what. Processes that share the work get it whole."""

    site: Site
    documents: Documents
    today: date
    pdf: frozenset[str]  # the languages, by their codes, in which posters and leaflets are made as PDFs
    compress: bool
    program: bytes  # the digest of our Python and of what it stands on
    templates: tuple[Path, ...]  # folders; what is in the first goes before what is in the next
    cache: Path  # the folder for what takes long to make

    def plan(self) -> Plan:
        return Plan(self.site, self.documents, self.today, pdf=self.pdf)

    def renderer(self, plan: Plan) -> Renderer:
        kept = Cache(self.cache / "templates")
        return Renderer(
            plan.commons, list(self.templates), self.cache, lambda words: Compiled(kept, digest(self.program + words))
        )


class Workshop:
    """Draws UNITS, those of the PLAN of JOB, and writes what they publish below FOLDER."""

    def __init__(self, job: Job, plan: Plan, units: Sequence[Unit], folder: Path) -> None:
        self.units = units
        self.renderer = job.renderer(plan)
        self.writer = Writer(folder)
        self.newest = Newest(plan.main.common.site, job.today, {})
        self.compressed = Cache(job.cache / "compressed") if job.compress else None

    def make(self, tasks: Sequence[Task]) -> list[tuple[str, MadeUnit]]:
        return [(self.units[index].name, self._unit(self.units[index], key)) for index, key in tasks]

    def hear(self, made: list[tuple[str, MadeUnit]], pictures: Mapping[str, Stamp]) -> list[tuple[str, MadeUnit]]:
        """What another workshop MADE, which found out about PICTURES."""
        self.renderer.drawn.found_out.update(pictures)
        return made

    def _unit(self, unit: Unit, key: bytes) -> MadeUnit:
        newest = self.newest.with_log(unit.logged)
        files: dict[str, Stamp] = {}
        listed: list[tuple[str, int | None]] = []
        templates: set[str] = set()
        for output in unit.outputs():
            if isinstance(output, PictureOutput) and (taken := self._picture(output)):
                files[output.path] = taken
                continue
            if isinstance(output, PageOutput):
                context = output.context
                content = self.renderer.page(output, context)
                templates.add(output.template)
                if output.listed:
                    day = newest.of_page(context)
                    listed.append((output.published, day.toordinal() if day else None))
            else:
                content = self.renderer.draw(output)
                if isinstance(output, PaperOutput):
                    templates.add(output.template)
            files |= self.write(output.path, content)
        return MadeUnit(key, tuple(sorted(templates)), tuple(listed), files)

    def _picture(self, output: PictureOutput) -> Stamp | None:
        """Takes the picture OUTPUT over from where pictures are kept; None where it is to be written like a text."""
        if self.compressed and is_text(output.path):
            return None
        try:
            kept = self.renderer.drawn.file(output.key, output.draw)
        except OSError:
            return None
        return self.writer.take_over(output.path, kept)

    def write(self, path: str, content: bytes) -> dict[str, Stamp]:
        """Writes the file PATH, and beside it what hosts hand out in its place."""
        files = {path: self.writer.write(path, content)}
        if self.compressed:
            for beside, made in compressed(path, content, self.compressed):
                files[beside] = self.writer.write(beside, made)
        return files

    def sitemap(self, plan: Plan, listed: Listed, key: bytes) -> MadeUnit:
        """Makes the sitemap of the pages LISTED."""
        files: dict[str, Stamp] = {}
        for file in plan.sitemap((address, date.fromordinal(day) if day else None) for address, day in listed):
            files |= self.write(file.path, file.make())
        return MadeUnit(key, (), (), files)


class Keys:
    """Digests of all that the units of PLAN are made of, but for their templates."""

    def __init__(self, job: Job, plan: Plan) -> None:
        self.fingerprints = Fingerprints()
        self.packed_by = packers() if job.compress else ""
        self.settings = plan.site.settings
        self.languages = plan.main.common.languages
        self.program = job.program
        self.shared = {
            common.edition.prefix: job.program
            + self.fingerprints.of(common, common.edition.language.code in job.pdf, self.packed_by)
            for common in plan.commons
        }

    def of(self, unit: Unit) -> bytes:
        made_by = unit.make.__qualname__.encode("ascii")
        return digest(self.shared[unit.prefix] + made_by + self.fingerprints.of(unit.inputs, unit.logged))

    def of_sitemap(self, listed: Listed) -> bytes:
        return digest(self.program + Fingerprints().of(self.settings, self.languages, listed, self.packed_by))

    def forget(self) -> None:
        """Lets go of what was read of each record: it is not needed any more."""
        self.fingerprints = Fingerprints()


class _Before:
    """What an earlier build made and is still true, with files THERE and TEMPLATES as they are now."""

    def __init__(self, made: Made, there: dict[str, Stamp], templates: Templates) -> None:
        self.made = made
        self.there = there
        self.current = {name for name, found in made.templates.items() if templates.digest_of(name) == found}

    def unit(self, name: str, key: bytes) -> MadeUnit | None:
        """The unit NAME as it was published; None where it is made of something else now, or its files changed."""
        unit = self.made.units.get(name)
        if unit is None or unit.key != key or not self.current.issuperset(unit.templates):
            return None
        same = all(self.there.get(path) == found for path, found in unit.files.items())
        return unit if same else None


def make(job: Job, publication: Publication, earlier: Made, timings: Timings, told: Told) -> Made:
    """Fills PUBLICATION with the site of JOB, or leaves it where nothing changed since EARLIER; what is there then."""
    with timings.of("plan"):
        plan = job.plan()
        units = list(plan.units())
        templates = Templates(list(job.templates), earlier.references)
        there = publication.look(publication.out)
        before = _Before(earlier, there, templates)
        keys = Keys(job, plan)
        made, stale = _known(units, keys, before)
        if not stale:
            known = before.unit(SITEMAP, keys.of_sitemap(_listed(units, made)))
            whole = {**made, SITEMAP: known} if known else {}
            if whole and len(there) == sum(len(unit.files) for unit in whole.values()):
                return replace(earlier, units=whole)
        keys.forget()
    with timings.of("draw"):
        missing = publication.begin({path: each for unit in made.values() for path, each in unit.files.items()})
        workshop = Workshop(job, plan, units, publication.fresh)
        if job.pdf:
            outputs = (output for index, _ in stale for output in units[index].outputs())
            workshop.renderer.print_ahead(outputs, lambda done, of: told("PDFs", done, of))
        with _drawn(job, workshop, stale, publication.fresh) as drawn:
            for path in missing:  # while other processes draw
                workshop.writer.take_over(path, f"{publication.out}{os.sep}{path}")
            for name, unit_made in drawn:
                made[name] = unit_made
                told("pages", len(made), len(units))
        listed = _listed(units, made)
        key = keys.of_sitemap(listed)
        if sitemap := before.unit(SITEMAP, key):
            for path in sitemap.files:
                workshop.writer.take_over(path, f"{publication.out}{os.sep}{path}")
        else:
            sitemap = workshop.sitemap(plan, listed, key)
        workshop.renderer.drawn.remember()
    new = [made[units[index].name] for index, _ in stale]
    publication.written = [path for unit in (*new, sitemap) for path in unit.files]
    used = {name for unit in made.values() for name in unit.templates}
    return Made(
        units={**{unit.name: made[unit.name] for unit in units}, SITEMAP: sitemap},
        templates={name: templates.digest_of(name) for name in sorted(used)},
        references=templates.references,
    )


def _known(units: Sequence[Unit], keys: Keys, before: _Before) -> tuple[dict[str, MadeUnit], list[Task]]:
    """Those of UNITS that are as they were BEFORE, by name, and the others, which are to be drawn."""
    known: dict[str, MadeUnit] = {}
    stale: list[Task] = []
    for index, unit in enumerate(units):
        key = keys.of(unit)
        if made := before.unit(unit.name, key):
            known[unit.name] = made
        else:
            stale.append((index, key))
    return known, stale


def _listed(units: Sequence[Unit], made: Mapping[str, MadeUnit]) -> Listed:
    return tuple(page for unit in units for page in made[unit.name].listed)


# ---------------------------------------------------------------- processes


def _held_again(held: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(held)


copyreg.pickle(MappingProxyType, lambda mapping: (_held_again, (dict(mapping),)))
# Records hold such mappings, and other processes get them; Python itself cannot send one.

_workshop: Workshop | None = None
"""That of this process, where it is one of several that share the work."""


@contextmanager
def _drawn(
    job: Job, workshop: Workshop, tasks: Sequence[Task], folder: Path
) -> Iterator[Iterator[tuple[str, MadeUnit]]]:
    """What becomes of TASKS, as it is done: drawn here, or in several processes where there are many."""
    count = min(_processors(), -(-len(tasks) // TOGETHER))
    if count < 2 or len(tasks) < WORTH_SHARING:  # noqa: PLR2004 (one is enough)
        yield (done for task in tasks for done in workshop.make([task]))
        return
    shares = [tasks[start : start + TOGETHER] for start in range(0, len(tasks), TOGETHER)]
    global _workshop  # noqa: PLW0603 (a process that is split off has it already; others make it from the job)
    _workshop = workshop
    workshop.renderer.drawn.look()
    gc.collect()
    gc.freeze()  # what is here now is shared, and stays so while nobody walks over it
    try:
        with workers(count, _method(), _begin, (job, folder)) as processes:
            yield (done for share in processes.map(_make, shares) for done in workshop.hear(*share))
    finally:
        _workshop = None
        gc.unfreeze()


def _begin(job: Job, folder: Path) -> None:
    global _workshop  # noqa: PLW0603 (see above)
    gc.disable()  # pages leave no rings behind, and this process ends with them
    if _workshop is None:
        plan = job.plan()
        _workshop = Workshop(job, plan, list(plan.units()), folder)


def _make(tasks: Sequence[Task]) -> tuple[list[tuple[str, MadeUnit]], dict[str, Stamp]]:
    assert _workshop is not None, "each process begins with _begin"
    return _workshop.make(tasks), _workshop.renderer.drawn.tell()


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _method() -> str:
    """Splitting this process is quickest, and safe where it has one thread, on Linux; elsewhere others begin anew."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
