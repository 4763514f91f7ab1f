"""Spreadsheets of schools and clusters, as councils send them → lines: a school's name, its cluster, what else stands
beside it.

Three forms are read: a column of schools beside one of clusters, which may stand in the first line of each only; a
column for each cluster; and headings such as "Cluster 3" with names below.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from findyourcluster.model import Group
from findyourcluster.register import decoded

Row = Sequence[str]

_HEADINGS = {
    "row": ["row"],  # of our own report: where it stood in the list that it is about
    "urn": "urn uniquereferencenumber".split(),
    "postcode": "postcode postalcode schoolpostcode".split(),
    "cluster": "cluster clusters clusternumber clusterno partnership group groupnumber family locality".split(),
    "place": "town area townarea district".split(),
    "school": "school schools schoolname nameofschool name establishment establishmentname setting".split(),
}
"""What columns are called, small and without spaces; the likeliest name first."""


class CannotReadList(Exception):
    """Why a file is no such list, as sentences for a person."""


@dataclass(frozen=True, slots=True)
class Line:
    """A school of a list. ROW: where it stands in its file, from 1."""

    row: int
    school: str
    cluster: str  # its number or its name, as the list has it; empty where it says none that can be read
    urn: str = ""
    postcode: str = ""
    place: str = ""


def read_list(path: Path, group: Group) -> list[Line]:
    """The lines of the spreadsheet at PATH; GROUP says what clusters are called. Raises CannotReadList, and OSError."""
    rows = _rows_of_xlsx(path) if path.suffix.casefold() in (".xlsx", ".xlsm") else _rows_of_csv(path.read_bytes())
    lines = list(_by_columns(rows, group) or _by_clusters(rows, group) or _by_headings(rows, group))
    if not lines:
        column = group.one[:1].upper() + group.one[1:]
        example = group.title.replace("{number}", "3").replace("{name}", "Hilltop")
        raise CannotReadList(
            f"{path.name} has no schools with {group.many} that can be read. It needs a column School and a column"
            f" {column}, a column for each {group.one}, or headings such as {example} with the schools below."
        )
    return lines


def _rows_of_csv(content: bytes) -> list[Row]:
    text = decoded(content)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    return [[_clean(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), dialect)]


def _rows_of_xlsx(path: Path) -> list[Row]:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 (an extra)
    except ImportError:
        raise CannotReadList(
            "To read .xlsx files something more is needed. Get it with: build.py import --install-xlsx, or save the"
            " spreadsheet as CSV."
        ) from None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError):
        raise CannotReadList(
            f"{path.name} cannot be read as a spreadsheet. Open it, and save it without a password, or as CSV."
        ) from None
    if len(book.worksheets) > 1:
        print(f"Of {path.name} the sheet {book.worksheets[0].title} was read, and no other.", file=sys.stderr)
    return [
        [_clean("" if cell is None else str(cell)) for cell in row]
        for row in book.worksheets[0].iter_rows(values_only=True)
    ]


def _clean(cell: str) -> str:
    return " ".join(cell.replace("\u00a0", " ").split())


def _plain(cell: str) -> str:
    return re.sub("[^a-z]+", "", cell.casefold())


_NOTHING = frozenset(("na", "none", "notknown", "tba", "tbc", "unknown", ""))
"""What stands in a column for clusters where there is none, small and without signs."""

_SCHOOL = re.compile(r"\b(?:school|academy|primary|infants?|juniors?|high|college)\b", re.I)


def cluster_in(cell: str, group: Group) -> str:
    """What CELL says of a cluster; empty where it says none, or not in a way that can be read.

    By numbers, the one in "14", "14.0", "Cluster 14", "C14 - North"; by names, its name in "Hilltop Partnership".
    """
    if group.is_named:
        return "" if _plain(cell) in _NOTHING else _name_in(cell, group) or cell
    found = re.findall(r"\d+", re.sub(r"\.0\b", "", cell))
    return str(int(found[0])) if len(found) == 1 and int(found[0]) < 1000 else ""  # noqa: PLR2004 (more is no such number)


def _name_in(cell: str, group: Group) -> str:
    """The name of a cluster in CELL, where the word for a cluster stands beside it; empty where it does not."""
    for form in (group.title, f"{{name}} {group.one}", f"{group.one} {{name}}", f"{group.one}: {{name}}"):
        match = re.fullmatch(re.escape(form).replace(re.escape("{name}"), "(.+)"), cell, re.I)
        if match and form != "{name}":
            return match[1]
    return ""


def _is_heading(cell: str, group: Group) -> bool:
    """Whether CELL, which stands alone, is what a cluster is called, and no school."""
    if group.is_named:
        name = _name_in(cell, group)
        return bool(name) and not _SCHOOL.search(name)
    return re.match(r"\D{0,40}\d{1,3}\D*$", cell) is not None


# ---------------------------------------------------------------- the three forms


def _by_columns(rows: Sequence[Row], group: Group) -> list[Line]:
    """A heading over each column."""
    own = {"cluster": [*map(_plain, (group.one, group.many)), *_HEADINGS["cluster"]]}
    for at, row in enumerate(rows[:20]):
        columns: dict[str, int] = {}
        for what, names in {**_HEADINGS, **own}.items():
            plain = list(map(_plain, row))
            column = next((plain.index(name) for name in names if name in plain), None)
            if column is not None and column not in columns.values():
                columns[what] = column
        if "school" in columns and "cluster" in columns:
            return list(_below(rows[at + 1 :], at + 2, columns, group))
    return []


def _below(rows: Sequence[Row], first: int, columns: dict[str, int], group: Group) -> Iterator[Line]:
    said = [row[columns["cluster"]] for row in rows if columns["cluster"] < len(row) and row[columns["cluster"]]]
    merged = len(said) == len(set(said))  # each once: it stands in the first line of its cluster
    cluster = ""
    for number, row in enumerate(rows, first):
        cells = {what: row[column] if column < len(row) else "" for what, column in columns.items()}
        if cells["cluster"] or not merged:
            cluster = cluster_in(cells["cluster"], group)
        if cells["school"] and not _is_total(cells["school"]):
            urn = re.sub(r"\D", "", re.sub(r"\.0$", "", cells.get("urn", "")))
            at = int(cells["row"]) if cells.get("row", "").isdecimal() else number
            yield Line(at, cells["school"], cluster, urn, cells.get("postcode", ""), cells.get("place", ""))


def _by_clusters(rows: Sequence[Row], group: Group) -> list[Line]:
    """A column for each cluster."""
    for at, row in enumerate(rows[:20]):
        headings = {column: cell for column, cell in enumerate(row) if cell}
        clusters = {column: cluster_in(cell, group) for column, cell in headings.items()}
        named = not group.is_named or all(_is_heading(cell, group) for cell in headings.values())
        if len(clusters) > 1 and all(clusters.values()) and named:
            return [
                Line(number, below[column], cluster)
                for number, below in enumerate(rows[at + 1 :], at + 2)
                for column, cluster in clusters.items()
                if column < len(below) and below[column] and not _is_total(below[column])
            ]
    return []


def _by_headings(rows: Sequence[Row], group: Group) -> Iterator[Line]:
    """ "Cluster 3" on a line of its own, and names below."""
    cluster = ""
    for number, row in enumerate(rows, 1):
        filled = [cell for cell in row if cell]
        heading = cluster_in(filled[0], group) if len(filled) == 1 and _is_heading(filled[0], group) else ""
        if heading:
            cluster = heading
        elif filled and cluster and not _is_total(filled[0]):
            yield Line(number, filled[0], cluster)


def _is_total(cell: str) -> bool:
    """Whether CELL is a sum, a note or a number, and no school."""
    return not re.search("[A-Za-z]{3}", cell) or _plain(cell) in (
        "total",
        "totals",
        "grandtotal",
        "notes",
        "school",
        "schools",
    )
