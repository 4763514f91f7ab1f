"""Spreadsheets of schools and clusters, as councils send them → lines: a school's name, its cluster, what else stands
beside it.

Three forms are read: a column of schools beside one of clusters, whose number may stand in the first line of each only;
a column for each cluster; and headings such as "Cluster 3" with names below.
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

from findyourcluster.register import decoded

Row = Sequence[str]

_HEADINGS = {
    "urn": "urn uniquereferencenumber".split(),
    "postcode": "postcode postalcode schoolpostcode".split(),
    "place": "town area townarea district".split(),
    "cluster": "cluster clusters clusternumber clusterno partnership group groupnumber family locality".split(),
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
    cluster: int | None  # None where the list does not say it, or not in a way that can be read
    urn: str = ""
    postcode: str = ""
    place: str = ""


def read_list(path: Path) -> list[Line]:
    """The lines of the spreadsheet at PATH. Raises CannotReadList, and OSError."""
    rows = _rows_of_xlsx(path) if path.suffix.casefold() in (".xlsx", ".xlsm") else _rows_of_csv(path.read_bytes())
    lines = list(_by_columns(rows) or _by_clusters(rows) or _by_headings(rows))
    if not lines:
        raise CannotReadList(
            f"{path.name} has no schools with clusters that can be read. It needs a column School and a column Cluster,"
            " a column for each cluster, or headings such as Cluster 3 with the schools below."
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


def cluster_number(cell: str) -> int | None:
    """The number in "14", "14.0", "Cluster 14", "C14 - North"; None where there is none, or not only one."""
    found = re.findall(r"\d+", re.sub(r"\.0\b", "", cell))
    return int(found[0]) if len(found) == 1 and int(found[0]) < 1000 else None  # noqa: PLR2004 (more is no such number)


# ---------------------------------------------------------------- the three forms


def _by_columns(rows: Sequence[Row]) -> list[Line]:
    """A heading over each column."""
    for at, row in enumerate(rows[:20]):
        columns: dict[str, int] = {}
        for what, names in _HEADINGS.items():
            plain = list(map(_plain, row))
            column = next((plain.index(name) for name in names if name in plain), None)
            if column is not None and column not in columns.values():
                columns[what] = column
        if "school" in columns and "cluster" in columns:
            return list(_below(rows[at + 1 :], at + 2, columns))
    return []


def _below(rows: Sequence[Row], first: int, columns: dict[str, int]) -> Iterator[Line]:
    said = [row[columns["cluster"]] for row in rows if columns["cluster"] < len(row) and row[columns["cluster"]]]
    merged = len(said) == len(set(said))  # each number once: it stands in the first line of its cluster
    cluster: int | None = None
    for number, row in enumerate(rows, first):
        cells = {what: row[column] if column < len(row) else "" for what, column in columns.items()}
        if cells["cluster"] or not merged:
            cluster = cluster_number(cells["cluster"])
        if cells["school"] and not _is_total(cells["school"]):
            urn = re.sub(r"\D", "", re.sub(r"\.0$", "", cells.get("urn", "")))
            yield Line(number, cells["school"], cluster, urn, cells.get("postcode", ""), cells.get("place", ""))


def _by_clusters(rows: Sequence[Row]) -> list[Line]:
    """A column for each cluster."""
    for at, row in enumerate(rows[:20]):
        numbers = {column: cluster_number(cell) for column, cell in enumerate(row) if cell}
        if len(numbers) > 1 and all(number is not None for number in numbers.values()):
            return [
                Line(number, below[column], cluster)
                for number, below in enumerate(rows[at + 1 :], at + 2)
                for column, cluster in numbers.items()
                if cluster is not None and column < len(below) and below[column] and not _is_total(below[column])
            ]
    return []


def _by_headings(rows: Sequence[Row]) -> Iterator[Line]:
    """ "Cluster 3" on a line of its own, and names below."""
    cluster: int | None = None
    for number, row in enumerate(rows, 1):
        filled = [cell for cell in row if cell]
        heading = (
            cluster_number(filled[0]) if len(filled) == 1 and re.match(r"\D{0,40}\d{1,3}\D*$", filled[0]) else None
        )
        if heading is not None:
            cluster = heading
        elif filled and cluster is not None and not _is_total(filled[0]):
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
