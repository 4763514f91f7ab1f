#!/usr/bin/env python3
"""Measures builds of a made-up site of any size, by this program and by others. docs/benchmarks.md says how to read it.

Each build is a process of its own, measured from outside. The programs take turns (A B C, A B C ...), the figures of
a round are compared with each other only, and the median of the rounds is printed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import shutil
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import same_site, tools, verify
from benchmarks.measure import Failed, Run, run
from benchmarks.tools import TOOLS, CannotInstall, Tool, World

MODES = {
    "clean": "nothing published, nothing kept from an earlier build; only pictures that were drawn before",
    "cold": "the same, and all pictures are drawn; only ours draws any",
    "noop": "nothing changed since the last build",
    "page": "one page, a Markdown file, changed",
    "school": "one school got another name: its pages, those of its cluster and neighbours, all lists",
    "template": "the template of a school's page changed: all of these pages",
    "style": "the stylesheet changed",
}
LARGEST_COLD = 2000
"""Schools; above, drawing all pictures takes too long to measure it again and again."""
CACHES = {"HUGO_CACHEDIR": "hugo-cache", "PELICAN_CACHE": "pelican-cache"}


@dataclass(slots=True)
class Row:
    """A program in a mode. Seconds, megabytes and ratios are medians of the rounds; None: not measured."""

    mode: str
    tool: str
    n: int  # schools
    rounds: int
    wall: float | None = None  # seconds by the clock
    min: float | None = None
    max: float | None = None
    cpu: float | None = None  # seconds of all processors
    peak_mb: float | None = None  # all its processes at once, in the round that is not timed
    ratio: float | None = None  # wall, to Hugo's of the same round
    ratio_plain: float | None = None  # to that of Hugo with the plain site
    ratio_floor: float | None = None  # to just writing the files
    pages: int | None = None
    files: int | None = None
    pages_per_second: float | None = None
    growth: float | None = None  # the power of n by which wall grew since the size before
    note: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    rows: list[Row] = []
    left_out = _installed(options.tools)
    names = [name for name in options.tools if name not in left_out]
    for count in options.n:
        rows += measure(count, names, options)
    _grow(rows)
    text = report(rows, left_out)
    print(text)
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
    if options.markdown:
        write_markdown(options.markdown, rows, left_out)
    return 1 if any(row.wall is None or "STALE" in row.note or "differs" in row.note for row in rows) else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=_sizes, default=[200], metavar="N[,N]", help="how many schools; 200")
    parser.add_argument("--modes", type=_among(MODES), default=list(MODES), help=f"of {','.join(MODES)}; all")
    parser.add_argument("--tools", type=_among(TOOLS), default=list(TOOLS), help=f"of {','.join(TOOLS)}; all")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed, after once that is not; 3")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the rows as JSON too")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="the table as Markdown too, between its marks")
    parser.add_argument("--keep", action="store_true", help="leave the sites in .cache/benchmarks/ afterwards")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="build the sites there instead")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(","))


def _among(known: Iterable[str]) -> Callable[[str], list[str]]:
    names = list(known)

    def several(text: str) -> list[str]:
        wanted = text.split(",")
        if wrong := [name for name in wanted if name not in names]:
            raise argparse.ArgumentTypeError(f"{', '.join(wrong)}: not one of {', '.join(names)}")
        return [name for name in names if name in wanted]

    return several


def _installed(names: Iterable[str]) -> dict[str, str]:
    """Gets what the programs need; those that cannot be had, and why."""
    left_out = {}
    for name in names:
        try:
            tools.install(name)
        except (CannotInstall, OSError) as why:
            left_out[name] = str(why)
            print(f"{name} is left out: {why}", file=sys.stderr)
    return left_out


# ---------------------------------------------------------------- rounds


def measure(count: int, names: Sequence[str], options: argparse.Namespace) -> list[Row]:
    """The rows for a site of COUNT schools."""
    folder = (options.work or tools.work()) / str(count)
    world = World(folder, count)
    ours = tools.Ours(world)
    ours.tear_down()  # what a run before left
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Ours comes first, also where it is not measured: the others are set up from what it publishes.
    everyone = [TOOLS[name](world) for name in dict.fromkeys(["ours", *names])]
    for tool in everyone:
        _say(f"n={count}: setting up {tool.name}")
        try:
            tool.set_up()
            if not tool.only_clean:
                _build(tool, "clean")
        except (Failed, same_site.Changed) as why:
            if tool.name == "ours":
                raise
            tool.broken = str(why)
    measured = [tool for tool in everyone if tool.name in names]
    rows = [row for mode in options.modes for row in _mode(mode, measured, world, options.rounds)]
    if not options.keep:
        ours.tear_down()
        shutil.rmtree(folder)
    return rows


def _mode(mode: str, everyone: Sequence[Tool], world: World, rounds: int) -> list[Row]:
    """The rows of MODE. The first round warms up: in it memory is watched, and it is not timed."""
    taking_part = [tool for tool in everyone if _takes_part(tool, mode, world)]
    runs: dict[str, list[Run]] = {tool.name: [] for tool in taking_part}
    peaks: dict[str, float] = {}
    failed = {tool.name: f"failed: {tool.broken}" for tool in taking_part if tool.broken}
    for number in range(rounds + 1):
        _say(f"n={world.count} {mode}: round {number} of {rounds}")
        _step(mode, world)
        for tool in taking_part:
            if tool.name in failed:
                continue
            try:
                _prepare(tool, mode)
                done = _build(tool, mode, watched=number == 0)
            except (Failed, OSError) as why:
                failed[tool.name] = f"failed: {why}"
                continue
            if number:
                runs[tool.name].append(done)
            else:
                peaks[tool.name] = done.peak_mb
    rows = []
    for tool in taking_part:
        row = Row(mode, tool.name, world.count, rounds)
        if tool.name in failed:
            row.note = failed[tool.name]
        else:
            _fill(row, tool, runs, peaks[tool.name])
            row.note = _note(tool, mode, world, beside_ours=any(other.name == "ours" for other in taking_part))
        rows.append(row)
        _say(f"n={world.count} {mode} {tool.name}: " + (f"{row.wall:.3f} s {row.note}" if row.wall else row.note))
    return rows


def _takes_part(tool: Tool, mode: str, world: World) -> bool:
    if mode == "cold":
        return tool.name == "ours" and world.count <= LARGEST_COLD
    return mode == "clean" or not tool.only_clean


def _step(mode: str, world: World) -> None:
    """The next edit, the same for all."""
    world.edits += 1
    if mode == "school":
        world.rename()


def _prepare(tool: Tool, mode: str) -> None:
    if mode in ("clean", "cold"):
        tool.wipe(pictures=mode == "cold")
    elif mode != "noop":
        tool.edit(mode)


def _build(tool: Tool, mode: str, *, watched: bool = False) -> Run:
    caches = {name: str(tools.work() / folder) for name, folder in CACHES.items()}
    return run(tool.command(mode), tool.folder, tool.folder / ".said", caches, watched=watched)


def _fill(row: Row, tool: Tool, runs: dict[str, list[Run]], peak: float) -> None:
    own = runs[tool.name]
    walls = [done.wall for done in own]
    row.wall, row.min, row.max = round(statistics.median(walls), 4), round(min(walls), 4), round(max(walls), 4)
    row.cpu = round(statistics.median(done.cpu for done in own), 4)
    row.peak_mb = round(peak, 1)
    row.pages, row.files = verify.count_files(tool.site)
    row.pages_per_second = round(row.pages / row.wall, 1)
    row.ratio = _ratio(own, runs.get("hugo", []))
    row.ratio_plain = _ratio(own, runs.get("hugo-plain", []))
    row.ratio_floor = _ratio(own, runs.get("floor", []))


def _ratio(own: Sequence[Run], other: Sequence[Run]) -> float | None:
    """The median of the ratios of walls inside each round."""
    if len(own) != len(other):
        return None  # it is not measured here, or failed
    return round(statistics.median(one.wall / two.wall for one, two in zip(own, other, strict=True)), 3)


def _note(tool: Tool, mode: str, world: World, *, beside_ours: bool) -> str:
    """Whether TOOL published what it should: nothing is measured that is not the same. Only BESIDE_OURS, which gets
    the same edits, can that be told."""
    stale = tool.stale(mode)
    if stale or not isinstance(tool, tools.Hugo) or not beside_ours:
        return stale
    ours = world.folder / "ours" / "site"
    different = verify.differences(ours, tool.site, world.listed, tools.SPARED)
    return f"differs: {different}" if different else "same words"


def _say(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)


def _grow(rows: Sequence[Row]) -> None:
    """Fills in GROWTH where a program was measured with a smaller site too."""
    before: dict[tuple[str, str], Row] = {}
    for row in rows:
        smaller = before.get((row.mode, row.tool))
        if smaller and smaller.wall and row.wall and row.n > smaller.n:
            row.growth = round(math.log(row.wall / smaller.wall) / math.log(row.n / smaller.n), 3)
        before[row.mode, row.tool] = row


# ---------------------------------------------------------------- the table

COLUMNS = (
    ("mode", "mode", ""),
    ("program", "tool", ""),
    ("wall s", "wall", ".3f"),
    ("min", "min", ".3f"),
    ("max", "max", ".3f"),
    ("× hugo", "ratio", ".2f"),
    ("× plain", "ratio_plain", ".2f"),
    ("× floor", "ratio_floor", ".2f"),
    ("cpu s", "cpu", ".2f"),
    ("peak MB", "peak_mb", ".0f"),
    ("pages", "pages", "d"),
    ("files", "files", "d"),
    ("pages/s", "pages_per_second", ".0f"),
    ("growth", "growth", ".2f"),
    ("note", "note", ""),
)
LEGEND = (
    "× hugo: wall time to that of hugo in the same round, the median; × plain: to hugo-plain; × floor: to floor.",
    "ours: everything that this program does: checks, records, pictures kept from before, and all files.",
    "hugo: the same pages at the same addresses with the same words, titles and descriptions, an office's page and a "
    "JSON file a school, redirects, lists, sitemap, all schools as JSON and CSV, and the same pictures, which it gets "
    "as files. It is spared: every check, the list of addresses and what changed, the feeds, the index of the search; "
    "our YAML (it gets JSON, grouped and sorted), and making the blocks that are the same on all pages (it gets them "
    "as HTML).",
    "hugo-no-pictures: the same, but for the pictures: half as many files.",
    "floor: the bytes of our site, written by one plain Python process that does nothing else.",
    "…-plain: a page a school with name, phase, postcode, cluster and neighbours, a page a cluster, short guides: a "
    "fraction of the site.",
    "peak MB: the most memory of all processes at once, looked at every 20 ms (Linux: shared pages once; elsewhere of "
    "the largest process).",
    "growth: the power of the number of schools by which the wall time grew; 1 is in proportion.",
)


def report(rows: Sequence[Row], left_out: dict[str, str]) -> str:
    """The table for a terminal."""
    lines = []
    for count in dict.fromkeys(row.n for row in rows):
        shown = [row for row in rows if row.n == count]
        cells = [[title for title, _, _ in COLUMNS], *([*_cells(row)] for row in shown)]
        widths = [max(len(row[at]) for row in cells) for at in range(len(COLUMNS))]
        lines += ["", f"{count} schools, {shown[0].rounds} rounds. {_machine(rows)}", ""]
        for row in cells:
            padded = (
                cell.rjust(width) if form else cell.ljust(width)
                for cell, width, (_, _, form) in zip(row, widths, COLUMNS, strict=True)
            )
            lines.append("  ".join(padded).rstrip())
    lines += _growths(rows)
    lines += ["", *LEGEND, *(f"mode {mode}: {what}." for mode, what in MODES.items())]
    lines += [f"Left out: {name}, because {why}" for name, why in left_out.items()]
    return "\n".join(lines)


def _growths(rows: Sequence[Row]) -> list[str]:
    grown = [row for row in rows if row.growth is not None and row.tool in ("ours", "hugo")]
    return ["", *(f"{row.tool}, {row.mode}: grows with n to the power of {row.growth:.2f}" for row in grown)] * bool(
        grown
    )


def _cells(row: Row) -> Iterable[str]:
    for _, field, form in COLUMNS:
        value = getattr(row, field)
        yield "" if value is None else format(value, form)


def _machine(rows: Sequence[Row]) -> str:
    versions = tools.versions(row.tool for row in rows)
    said = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}; {said}."


BEGIN, END = "<!-- results -->", "<!-- end of results -->"


def write_markdown(path: Path, rows: Sequence[Row], left_out: dict[str, str]) -> None:
    """The table between the marks of the document PATH; where it has none, as a document of its own."""
    lines = [f"Measured on {datetime.now(UTC).date().isoformat()}. {_machine(rows)}"]
    for count in dict.fromkeys(row.n for row in rows):
        shown = [row for row in rows if row.n == count]
        lines += ["", f"### {count} schools, {shown[0].rounds} rounds", ""]
        lines += ["| " + " | ".join(title for title, _, _ in COLUMNS) + " |"]
        lines += ["|" + "|".join("---:" if form else "---" for _, _, form in COLUMNS) + "|"]
        lines += ["| " + " | ".join(_cells(row)) + " |" for row in shown]
    lines += _growths(rows)
    lines += [f"\nLeft out: {name}, because {why}" for name, why in left_out.items()]
    text = path.read_text("utf-8") if path.exists() else f"{BEGIN}{END}\n"
    if BEGIN not in text or END not in text:
        text = f"{text}\n{BEGIN}{END}\n"
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n{chr(10).join(lines)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
