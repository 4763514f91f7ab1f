"""Measures what more languages cost: the time for each page of a site in several languages beside that of one.

    python3 benchmarks/languages.py --n 200 --languages 8

The languages are made up (`strange.py`), and have every word of the catalogue. Each build is a process of its own that
makes everything anew; the two sites take turns, and the median of the rounds is printed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, os.fspath(PROJECT))

from benchmarks.measure import run  # noqa: E402 (it is found only now)
from benchmarks.strange import strange, write_catalogue  # noqa: E402
from benchmarks.synthetic import write_site  # noqa: E402
from benchmarks.tools import python_of_project  # noqa: E402
from benchmarks.verify import count_files  # noqa: E402

PARTS = ("your-rights", "what-this-means", "what-to-do", "who-can-help", "cluster-not-known", "members-not-known")
"""What stands on the pages of schools: it is translated, as a language begins with it."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=200, help="how many schools; 200")
    parser.add_argument("--languages", type=int, default=8, help="in how many languages, the site's own too; 8")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed, after once that is not; 3")
    asked = parser.parse_args(arguments)
    with TemporaryDirectory() as work:
        one, several = Path(work) / "one", Path(work) / "several"
        write_site(one, asked.n)
        write_site(several, asked.n)
        speak(several, asked.languages)
        times: dict[Path, list[float]] = {one: [], several: []}
        for round in range(asked.rounds + 1):
            for site, found in times.items():
                seconds = build(site)
                if round:
                    found.append(seconds)
        each = {site: median(found) / count_files(site / "site")[0] for site, found in times.items()}
        for site, languages in ((one, 1), (several, asked.languages)):
            pages, files = count_files(site / "site")
            print(
                f"{languages} languages: {median(times[site]):.2f} s, {pages} pages, {files} files,"
                f" {each[site] * 1000:.3f} ms a page"
            )
        print(
            f"A page of {asked.languages} languages takes {each[several] / each[one]:.2f} times as long as one of one."
        )
    return 0


def speak(root: Path, languages: int) -> None:
    """Gives the site at ROOT so many LANGUAGES, with all their words and what stands on the pages of schools."""
    codes = [f"x{chr(ord('a') + place)}" for place in range(languages - 1)]
    settings = root / "data/site.yaml"
    lines = "".join(f"  - {{code: {code}, name: {code.upper()}}}\n" for code in codes)
    settings.write_text(f"{settings.read_text('utf-8')}\nlanguages:\n{lines}", "utf-8")
    for code in codes:
        write_catalogue(root, code, strange)
        for part in PARTS:
            call = ["translations", "--root", os.fspath(root), "--start", f"{code}/parts/{part}"]
            run([os.fspath(python_of_project()), os.fspath(PROJECT / "build.py"), *call], root, root / "log", {})
            path = root / f"content/{code}/parts/{part}.md"
            reviewed = "translated_by: Nobody\nreviewed_by: Nobody\nreviewed_on: 2026-11-24"
            path.write_text(path.read_text("utf-8").replace("translated_by: TO DO", reviewed), "utf-8")


def build(root: Path) -> float:
    """The seconds that a build of all of ROOT takes; pictures drawn before are kept."""
    shutil.rmtree(root / "site", ignore_errors=True)
    for kept in (root / ".cache").glob("*"):
        if kept.name != "pictures":
            shutil.rmtree(kept)
    command = [os.fspath(python_of_project()), os.fspath(PROJECT / "build.py"), "build", "--root", os.fspath(root)]
    return run([*command, "--today", "2026-11-24"], root, root / "log", {}).wall


if __name__ == "__main__":
    sys.exit(main())
