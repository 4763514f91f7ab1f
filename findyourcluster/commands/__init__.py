"""The command line: one module here for each command, loaded only when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

from findyourcluster.model import CONFIDENCES
from findyourcluster.places import PROJECT

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

_EXAMPLES = """\
examples:
  python3 build.py                    build the site into site/
  python3 build.py serve              see it in a browser, kept up to date while you edit
  python3 build.py edit               change pages and data in a browser, with undo
  python3 build.py check              look for mistakes, publish nothing
  python3 build.py explain hash       what a check looks for, with a bad and a good example
  python3 build.py review             print what is due to be checked again, as a list to sign
  python3 build.py new page money     begin a page from the template, as a draft
  python3 build.py rename money cash  give a page another address; links to it are mended
  python3 build.py translations       how far each language has come, and what to do next
  python3 build.py changes            say what changed since you last published
  python3 build.py notices            emails to the schools for which something changed
  python3 build.py zip                the whole site in one file, for a USB stick
  python3 build.py test               run the project's own tests
  python3 build.py init ../milltown   begin the site of another council
  python3 build.py --root ../milltown build another council's content/ and data/ with this program

exit status: 0 fine; 1 problems in content or data, each listed with file, line and fix, or a change that cannot be
made, with the reason; 2 wrong usage
"""


_MODULES = {"import": "import_", "drift": "import_"}
"""The commands whose modules have other names than they."""


def main(arguments: list[str]) -> int:
    """Runs the command that ARGUMENTS name; `build` where they name none."""
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except OSError as error:
        from findyourcluster.faults import sentences  # noqa: PLC0415 (it is seldom needed)

        what, verb = (error.filename, "used") if error.filename else ("What there is to say", "said")
        print(sentences(error, what, verb), file=sys.stderr)
        return 2


def _run(arguments: list[str]) -> int:
    parser, known = _parser()
    if meant := _mistyped(arguments, known):
        parser.error(meant)
    if not (arguments and (arguments[0] in known or arguments[0] in ("-h", "--help"))):
        arguments = ["build", *arguments]
    asked, rest = parser.parse_known_args(arguments)
    if rest and asked.command != "test":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if asked.command == "test":
        asked.pytest = rest
    elif "root" in asked and not asked.root.is_dir():
        parser.error(f"{asked.root} is not a folder")
    module = importlib.import_module(f"findyourcluster.commands.{_MODULES.get(asked.command, asked.command)}")
    status = int(module.run(asked))
    sys.stdout.flush()
    return status


def _mistyped(arguments: list[str], known: frozenset[str]) -> str:
    """What to say of a command that there is none of; empty where the first argument is no word."""
    first = (arguments or ["-"])[0]
    if first in known or first.startswith("-"):
        return ""
    from findyourcluster.fields import did_you_mean  # noqa: PLC0415 (it brings YAML along, and help is to be quick)

    return f'There is no command "{first}". {did_you_mean(first, known, show_all=True)}'


def _today() -> date:
    """The day, or that of SOURCE_DATE_EPOCH (seconds since 1970), with which builds can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        print(f'SOURCE_DATE_EPOCH is "{epoch}": it must be a number of seconds since 1970.', file=sys.stderr)
        raise SystemExit(2) from None


def _parser() -> tuple[argparse.ArgumentParser, frozenset[str]]:
    """What reads the command line, and the names of the commands."""
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="Find Your Cluster: builds the site from content/ and data/.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    where, how = _shared_options()

    _that_build(commands, where, how)

    check = commands.add_parser("check", parents=[where, how], help="run every check, publish nothing")
    check.add_argument("--reading", action="store_true", help="say how hard each page is to read")
    check.add_argument(
        "--install-words",
        action="store_true",
        help="first get the dictionary that spelling is checked with (once; 50 MB to download, 210 MB on disk)",
    )
    check.add_argument("--timings", action="store_true", help="say how long each stage took")

    commands.add_parser("explain", help="print what the checks look for, with examples").add_argument(
        "rule", nargs="?", default="", metavar="RULE", help="one of them, by its name (default: all)"
    )

    review = commands.add_parser("review", parents=[where], help="print what is due for review, as a list to sign")
    form = review.add_mutually_exclusive_group()
    form.add_argument("--ics", action="store_true", help="as a calendar file: review --all --ics > review.ics")
    form.add_argument("--format", choices=("text", "json"), default="text", help="for people, or for programs")
    review.add_argument("--all", action="store_true", help="everything, due or not")
    review.add_argument("--within", type=int, metavar="DAYS", help="what is due in so many days (default: 30)")

    changes = commands.add_parser(
        "changes", parents=[where], help="say what changed since the last published version, in sentences"
    )
    changes.add_argument("--out", type=Path, metavar="DIR", help="where it was published (default: site/ in the root)")
    than = changes.add_mutually_exclusive_group()
    than.add_argument("--since", metavar="REV", help="compare with this revision of git, such as HEAD~1 or a tag")
    than.add_argument("--against", type=Path, metavar="DIR", help="compare with the content/ and data/ of this folder")
    changes.add_argument("--format", choices=("text", "json"), default="text", help="for people, or for programs")

    notices = commands.add_parser(
        "notices", parents=[where], help="print an email to each school for which something changed; nothing is sent"
    )
    notices.add_argument(
        "--since",
        type=date.fromisoformat,
        metavar="DAY",
        help="what changed from this day on, such as 2027-01-15 (default: on the last day on which anything did)",
    )
    notices.add_argument("--format", choices=("text", "json"), default="text", help="for people, or for programs")

    _for_web_hosts(commands, where)

    new = commands.add_parser("new", parents=[where], help="begin a page from the template, or the entry of a school")
    new.add_argument("kind", choices=("page", "school"), help="what is new")
    new.add_argument("name", metavar="NAME", help='such as your-rights/money, or "Hill School"')
    new.add_argument("--title", default="", help="of a page: the big heading (default: made from its name)")
    new.add_argument("--urn", default="", help="of a school: its six-digit number in the official register")
    new.add_argument("--town", default="", help="of a school: the town that it is in")

    rename = commands.add_parser("rename", parents=[where], help="give a page or a school another address")
    rename.add_argument("old", metavar="OLD", help="the name that the page has, such as questions")
    rename.add_argument("new", metavar="NEW", help="the name that it gets")
    rename.add_argument("--school", action="store_true", help="OLD and NEW are the last parts of a school's address")

    _that_begins(commands)
    _that_translate(commands, where)
    _that_import(commands, where)

    serve = commands.add_parser("serve", parents=[where], help="show the site in a browser while you edit it")
    serve.add_argument("--port", type=int, default=8000, help="the first port to try (default: 8000)")
    serve.add_argument("--no-open", action="store_true", help="do not open the browser")
    serve.add_argument(
        "--lan", action="store_true", help="let phones on the same network see it too; says their address"
    )

    edit = commands.add_parser("edit", parents=[where], help="open the editing screen in a browser")
    edit.add_argument("--port", type=int, default=8001, help="the first port to try (default: 8001)")
    edit.add_argument("--no-open", action="store_true", help="do not open the browser")

    commands.add_parser("test", help="run the tests; anything after it goes to pytest")
    return parser, frozenset(commands.choices)


def _that_build(commands: Commands, where: argparse.ArgumentParser, how: argparse.ArgumentParser) -> None:
    """The commands that make the site."""
    build = commands.add_parser("build", parents=[where, how], help="load, check, render and publish (the default)")
    build.add_argument("--out", type=Path, metavar="DIR", help="where to publish (default: site/ in the root)")
    build.add_argument("--pdf", action="store_true", help="make posters and leaflets as PDFs too (takes a minute once)")
    build.add_argument(
        "--install-pdf", action="store_true", help="the same, after getting what makes them (once; 30 MB)"
    )
    build.add_argument(
        "--compress", action="store_true", help="put .br and .gz files beside texts, for web hosts that hand them out"
    )
    build.add_argument("--install-compress", action="store_true", help="the same, after getting what makes .br (once)")
    build.add_argument("--timings", action="store_true", help="say how long each stage took")

    zipped = commands.add_parser(
        "zip", parents=[where, how], help="put the whole site into one file that works without a web server"
    )
    zipped.add_argument(
        "--out", type=Path, metavar="FILE", help="what to write (default: find-your-cluster.zip in the root)"
    )


def _that_begins(commands: Commands) -> None:
    """The command for another council's site."""
    init = commands.add_parser("init", help="begin the site of another council: pages, data, README, workflow")
    init.add_argument("folder", type=Path, metavar="DIR", help="where it is to be: a folder that is new or empty")
    init.add_argument("--yes", action="store_true", help="ask nothing: what no option says is made up to be changed")
    init.add_argument("--place", default="", help="the district, as its people call it")
    init.add_argument("--council", default="", help="what its council is called")
    init.add_argument("--owner", default="", help="who makes the site")
    init.add_argument("--name", default="", help="what the site is called")
    init.add_argument("--group", default="", metavar="ONE,MANY", help='what groups are called: "locality, localities"')
    init.add_argument(
        "--title", default="", help='what one of them is called: "Cluster {number}", "{name} Partnership"'
    )
    init.add_argument("--count", type=int, metavar="N", help="how many there are, where they have numbers")
    _of_a_day(init)


def _that_translate(commands: Commands, where: argparse.ArgumentParser) -> None:
    """The command for other languages."""
    translations = commands.add_parser(
        "translations", parents=[where], help="how far each language has come; the files that translators work on"
    )
    doing = translations.add_mutually_exclusive_group()
    doing.add_argument("--update", metavar="CODE", help="put all words that there are into the catalogue of a language")
    doing.add_argument("--start", metavar="CODE/PAGE", help="begin the translation of a page: ur/who-can-help")
    doing.add_argument("--renew", metavar="CODE/PAGE", help="say that a translation is as new as its original")
    translations.add_argument("--format", choices=("text", "json"), default="text", help="for people, or for programs")


def _that_import(commands: Commands, where: argparse.ArgumentParser) -> None:
    """The commands that read what others publish of schools."""
    imports = commands.add_parser(
        "import", parents=[where], help="schools from the official register, or clusters from a spreadsheet; told first"
    )
    read = imports.add_mutually_exclusive_group(required=True)
    read.add_argument("--gias", type=Path, metavar="FILE", help="an extract of Get Information about Schools, as CSV")
    read.add_argument("--list", type=Path, metavar="FILE", help="a spreadsheet of schools and clusters, CSV or XLSX")
    imports.add_argument("--report", type=Path, metavar="FILE", help="with --list: write what each line means, as CSV")
    imports.add_argument(
        "--confidence", choices=CONFIDENCES, default="unconfirmed", help="how sure it is (default: unconfirmed)"
    )
    imports.add_argument("--install-xlsx", action="store_true", help="the same, after getting what reads XLSX (once)")
    drift = commands.add_parser(
        "drift", parents=[where], help="what has changed in the official register since; status 1 where anything has"
    )
    drift.add_argument("--gias", type=Path, metavar="FILE", required=True, help="a new extract, as CSV")
    drift.set_defaults(confidence="unconfirmed")
    for each in (imports, drift):
        each.add_argument(
            "--council",
            default="",
            metavar="CODE",
            help="only schools of the council with this code or name, or all (default: those that are on the site)",
        )
        each.add_argument("--links", type=Path, metavar="FILE", help="the register's links: who took over whom")
        each.add_argument("--source", default="", metavar="ID", help="where it comes from: an id of data/sources.yaml")
        each.add_argument("--write", action="store_true", help="write it into data/schools.yaml")


def _for_web_hosts(commands: Commands, where: argparse.ArgumentParser) -> None:
    """The commands that print what goes into the settings of a web host."""
    commands.add_parser(
        "redirects", parents=[where], help="print the addresses that lead on, for the settings of a web host"
    ).add_argument(
        "--format",
        choices=("netlify", "nginx", "apache", "htaccess", "caddy"),
        default="netlify",
        help="netlify: _redirects, which is in the site already; nginx, apache: maps; htaccess, caddy: lines",
    )

    commands.add_parser(
        "headers", parents=[where], help="print what a web host is to say beside each file, for its settings"
    ).add_argument(
        "--format",
        choices=("netlify", "nginx", "apache", "caddy"),
        default="netlify",
        help="netlify: _headers, which is in the site already; nginx, apache, caddy: lines to include",
    )


def _of_a_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=_today(),
        metavar="DATE",
        help="the day to build for, such as 2027-01-15: which reviews are due depends on it (default: today)",
    )


def _shared_options() -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """What many commands take: where the site is and on which day, and how problems are said."""
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument(
        "--root",
        type=Path,
        default=PROJECT,
        metavar="DIR",
        help="the folder with content/ and data/ (default: this project); its own templates/ and static/ go first",
    )

    _of_a_day(where)

    how = argparse.ArgumentParser(add_help=False)
    how.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="how problems are said: to people (text), to programs (json), beside the lines on GitHub (github)",
    )
    return where, how
