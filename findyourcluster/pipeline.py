"""The stages in order, for the commands: load → check → plan → render."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from findyourcluster.cache import Cache
from findyourcluster.load import load
from findyourcluster.markup import Documents, render_documents
from findyourcluster.model import Problem, Site
from findyourcluster.places import PROJECT
from findyourcluster.plan import Output, plan_site
from findyourcluster.render import render_site
from findyourcluster.rules import Checked, broken_rules


@dataclass(slots=True)
class Timings:
    """Wall seconds by stage, in the order in which they ran."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[stage] = time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Checkup:
    """A site, read and checked. Only one without problems can be planned and rendered."""

    site: Site
    documents: Documents
    today: date
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...]


def check(root: Path, today: date, timings: Timings) -> Checkup:
    """Reads and checks the folder ROOT as on TODAY, with the project's static files besides ROOT's own."""
    with timings.of("load"):
        loaded = load(root, [root / "static", PROJECT / "static"])
    with timings.of("check"):
        documents, problems = render_documents(loaded.site)
        if loaded.complete:
            problems = [*loaded.problems, *problems, *broken_rules(Checked(loaded.site, documents, today))]
        else:  # a whole file could not be read: every reference to what it holds would look wrong
            problems = [*loaded.problems, *(problem for problem in problems if problem.rule != "citation")]
    found = _in_order(problems)
    return Checkup(
        loaded.site,
        documents,
        today,
        problems=tuple(problem for problem in found if not problem.advice),
        advice=tuple(problem for problem in found if problem.advice),
    )


def render(checkup: Checkup, root: Path, timings: Timings) -> list[tuple[str, bytes]]:
    """Every file of the site that CHECKUP found without problems: (path, content)."""
    with timings.of("plan"):
        outputs: tuple[Output, ...] = plan_site(checkup.site, checkup.documents, checkup.today)
    with timings.of("render"):
        templates = [root / "templates", PROJECT / "templates"]
        return list(render_site(checkup.site, outputs, checkup.today, templates, Cache(root / ".cache" / "pictures")))


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By file and line; what was found twice is said once."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: (problem.at, problem.rule, problem.says))
