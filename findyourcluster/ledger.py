"""data/addresses.txt: every address that was ever published, a line each with the day. Text → records, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from findyourcluster.fields import read_date
from findyourcluster.model import Place, Problem, Published, Swap

LEDGER = "data/addresses.txt"

HEAD = """\
# Every address that was ever published, and the day on which it first was. The build adds to it: commit it then.
# What stands here must answer for ever, by a page or by one that leads on; the build stops where it would not.
"""

_ADDRESS = re.compile(r"/(?:[a-z0-9][a-z0-9_-]*/)*(?:[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)+)?")
_LONGEST = 300  # characters of an address
_MOST_PROBLEMS = 100
"""With more wrong lines the file is another one, and nobody would read them all."""
_EXAMPLE = "It looks like this: /questions/ 2026-01-15"


def read_ledger(text: str, *, sound: bool = False) -> tuple[tuple[Published, ...], list[Problem]]:
    """The addresses in TEXT, and what is wrong with its lines. Empty lines and notes, which begin with #, may stand.

    Where TEXT is known to be SOUND, nothing is looked for.
    """
    found: dict[str, Published] = {}
    problems: list[Problem] = []
    days: dict[str, date | None] = {"": None}  # few, on many lines
    for number, line in enumerate(text.split("\n"), 1):
        if len(problems) >= _MOST_PROBLEMS:
            break
        if line[:1] != "/" and (line.startswith("#") or not line.strip()):
            continue
        address, _, day_typed = line.rstrip().partition(" ")
        if day_typed not in days:
            days[day_typed] = read_date(day_typed)[0]
        day = days[day_typed]
        if day is None or not (sound or (len(address) <= _LONGEST and _ADDRESS.fullmatch(address))):
            says = "This line is not an address, a space, and the day on which it was first published."
            right = _mended(line)
            swap = Swap(line, right) if right else None
            problems.append(Problem(Place(LEDGER, number, 1), "address-line", says, _EXAMPLE, swap=swap))
        elif address in found:
            says = f"{address} stands here a second time: first on line {found[address].line}."
            problems.append(
                Problem(Place(LEDGER, number, 1), "address-line", says, "Keep the line with the earlier day.")
            )
        else:
            found[address] = Published(address, day, number)
    return tuple(found.values()), problems


def _mended(line: str) -> str:
    """LINE as it was probably meant; empty where that cannot be told."""
    words = line.strip().lstrip("-*•").split()
    if len(words) != 2:  # noqa: PLR2004 (an address and a day)
        return ""
    address, typed = words
    last = address.rpartition("/")[2]
    address = f"/{address.strip('/')}" + ("" if "." in last or not address.strip("/") else "/")
    day, _, right = read_date(typed)
    right = day.isoformat() if day else right
    return f"{address} {right}" if right and _ADDRESS.fullmatch(address) else ""


def extended(text: str, addresses: Iterable[str], day: date) -> str:
    """TEXT with a line for each of ADDRESSES, which are not in it yet, at its place from A to Z; the rest stays."""
    new = sorted(addresses)
    if not new:
        return text
    lines: list[str] = []
    for line in (text or HEAD).rstrip("\n").split("\n"):
        while line.startswith("/") and new and new[0] < line.partition(" ")[0]:
            lines.append(f"{new.pop(0)} {day}")
        lines.append(line)
    lines += [f"{address} {day}" for address in new]
    return "\n".join(lines) + "\n"
