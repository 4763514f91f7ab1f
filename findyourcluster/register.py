"""The register of schools that the Department for Education publishes (Get Information about Schools, GIAS): its
extract as CSV → the mainstream schools of a council, in our words.

Source of the columns: https://get-information-schools.service.gov.uk/Downloads. An older extract has fewer of them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from findyourcluster.fields import is_web_address
from findyourcluster.grid import latitude_and_longitude

URN = "URN"
NAME = "EstablishmentName"

_OPEN = ("open", "open, but proposed to close")

_NOT_MAINSTREAM = re.compile(
    r"special|independent|pupil referral|alternative provision|nursery school|further education|sixth form|16-19"
    r"|post[ -]16|higher education|universit|secure|service children|offshore|british schools overseas|online|welsh"
    r"|miscellaneous|institution funded",
    re.I,
)
"""Types of establishment that are no mainstream school. A site lists mainstream schools."""


class CannotRead(Exception):
    """Why a file is no extract of the register, as sentences for a person."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A school as the register has it. What it does not say is empty."""

    urn: str
    name: str
    council_code: str
    council: str
    type: str
    status: str  # in small letters: "open", "closed"
    phase: str  # one of records.PHASES, where that can be told
    town: str
    locality: str
    postcode: str
    website: str
    latitude: float | None
    longitude: float | None
    opened: date | None
    closed: date | None

    def is_of(self, council: str) -> bool:
        """Whether it is of the COUNCIL with that code or name."""
        return council.casefold() in (self.council_code, self.council.casefold())

    @property
    def is_open(self) -> bool:
        return self.status in _OPEN

    @property
    def is_mainstream(self) -> bool:
        return not _NOT_MAINSTREAM.search(self.type)


def read_register(content: bytes) -> Iterator[Registered]:
    """The schools in CONTENT, of all councils. Raises CannotRead."""
    rows = csv.DictReader(io.StringIO(decoded(content), newline=""))
    named = {_plain(column): column for column in rows.fieldnames or ()}
    missing = [column for column in (URN, NAME) if _plain(column) not in named]
    if missing:
        raise CannotRead(
            f"This file has no column {' and no column '.join(missing)}, so it is no extract of the register."
            " Get one at https://get-information-schools.service.gov.uk/Downloads: all establishment data, as CSV."
        )
    for row in rows:
        cells = {key: (row.get(column) or "").strip() for key, column in named.items()}
        yield _registered(cells)


def read_links(content: bytes) -> dict[str, str]:
    """From the register's file of links: the URN of each school that has a successor → the URN of that."""
    rows = csv.DictReader(io.StringIO(decoded(content), newline=""))
    named = {_plain(column): column for column in rows.fieldnames or ()}
    missing = [column for column in ("URN", "LinkURN", "LinkType") if _plain(column) not in named]
    if missing:
        raise CannotRead(
            f"This file has no column {' and no column '.join(missing)}, so it has no links of the register."
        )
    return {
        row[named["urn"]].strip(): row[named["linkurn"]].strip()
        for row in rows
        if "successor" in (row[named["linktype"]] or "").casefold()
    }


def decoded(content: bytes) -> str:
    """CONTENT as text: UTF-8, or as Windows wrote it, which is how the register is published."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _plain(column: str) -> str:
    return re.sub("[^a-z0-9]+", "", column.casefold())


def _registered(cells: Mapping[str, str]) -> Registered:
    def cell(*names: str) -> str:
        return next((cells[_plain(name)] for name in names if cells.get(_plain(name))), "")

    place = _place(cell("Easting"), cell("Northing"), cell("Latitude"), cell("Longitude"))
    return Registered(
        urn=cell(URN),
        name=" ".join(cell(NAME).split()),
        council_code=cell("LA (code)"),
        council=cell("LA (name)"),
        type=cell("TypeOfEstablishment (name)"),
        status=(cell("EstablishmentStatus (name)") or "open").casefold(),
        phase=phase_of(cell("PhaseOfEducation (name)"), cell("StatutoryLowAge"), cell("StatutoryHighAge"), cell(NAME)),
        town=cell("Town"),
        locality=cell("Locality"),
        postcode=cell("Postcode").upper(),
        website=_website(cell("SchoolWebsite")),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        opened=_day(cell("OpenDate")),
        closed=_day(cell("CloseDate")),
    )


def phase_of(phase: str, low: str, high: str, name: str) -> str:
    """PHASE as parents call it, by the ages from LOW to HIGH of its pupils; empty where that cannot be told."""
    plain = phase.casefold()
    ages = (int(low), int(high)) if low.isdigit() and high.isdigit() else None
    if "middle" in plain:
        return "middle"
    if plain == "secondary":
        return "secondary"
    if plain in ("all-through", "all through"):
        return "all-through"
    if plain != "primary":
        return ""
    if ages:
        youngest, oldest = ages
        if youngest >= 7:  # noqa: PLR2004 (the year in which juniors begin)
            return "junior"
        if oldest <= 7:  # noqa: PLR2004 (the year in which infants end)
            return "infant"
        return "first" if oldest in (8, 9, 10) and "first" in name.casefold() else "primary"
    return "primary"


def _place(easting: str, northing: str, latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        if latitude and longitude:
            return round(float(latitude), 5), round(float(longitude), 5)
        if float(easting) and float(northing):
            return latitude_and_longitude(float(easting), float(northing))
    except ValueError:
        pass
    return None


def _website(typed: str) -> str:
    """The web address that was TYPED; empty where that is none, as with some in the register."""
    address = typed.strip().rstrip("/")
    address = address if re.match("https?://", address, re.I) else f"https://{address}"
    return address if is_web_address(address) else ""


def _day(typed: str) -> date | None:
    """A day as the register writes it: 31-08-2026."""
    for form in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None
