"""/data/schools.csv: a row for each school, for spreadsheets; and what its columns mean, as the W3C's CSVW has it.

RFC 4180, UTF-8. New columns join at the end, so that those who count columns still find theirs. Cells are as the
data has them: the rule "spreadsheet-safe" sees to it that no spreadsheet takes one for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from findyourcluster.addresses import TABLE_FILE, school_address
from findyourcluster.model import CONFIDENCES, Cluster, Evidence, School, Site, in_name_order
from findyourcluster.outputs.schools_data import LICENCES, VERSION, as_readable_json, clusters_of
from findyourcluster.records import PHASES

BETWEEN = "|"
"""Stands between the values of a cell that has several. A name that itself has one is in /data/schools.json only."""

Cell = str | float | date | None


@dataclass(frozen=True, slots=True)
class Row:
    """What columns are made from."""

    school: School
    cluster: Cluster | None
    page: str

    @property
    def membership(self) -> Evidence | None:
        return self.school.membership if self.cluster else None


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    says: str  # what it means
    value: Callable[[Row], Cell | tuple[str, ...]] = field(repr=False)
    datatype: object = "string"  # as CSVW names them
    required: bool = False
    several: bool = False


_DATE = {"base": "date", "format": "yyyy-MM-dd"}


def _one_of(options: tuple[str, ...]) -> object:
    return {"base": "string", "format": "|".join(options)}


COLUMNS = (
    Column("slug", "Our name for the school. It never changes.", lambda row: row.school.slug, required=True),
    Column(
        "urn",
        "The unique reference number in England's register of schools.",
        lambda row: row.school.urn,
        datatype={"base": "string", "format": "[0-9]{6}"},
    ),
    Column("name", "The official name.", lambda row: row.school.name, required=True),
    Column(
        "cluster",
        "The number of its cluster. Empty where no public source says it, and once the school closed.",
        lambda row: row.cluster.number if row.cluster else None,
        datatype="integer",
    ),
    Column(
        "cluster_confidence",
        "How sure we are of the cluster.",
        lambda row: row.membership.confidence if row.membership else None,
        datatype=_one_of(CONFIDENCES),
    ),
    Column(
        "cluster_checked",
        "The day on which we checked the cluster.",
        lambda row: row.membership.checked if row.membership else None,
        datatype=_DATE,
    ),
    Column(
        "cluster_sources",
        "The ids of the documents that say so; /data/schools.json has their titles.",
        lambda row: row.membership.sources if row.membership else (),
        several=True,
    ),
    Column("area", "The slug of the cluster's area.", lambda row: row.cluster.area if row.cluster else None),
    Column("phase", "The ages that it teaches, in a word.", lambda row: row.school.phase, datatype=_one_of(PHASES)),
    Column("type", "The kind of school in law, as the register says it.", lambda row: row.school.type),
    Column("locality", "The village or part of a town.", lambda row: row.school.locality),
    Column("town", "The town.", lambda row: row.school.town),
    Column("postcode", "The postcode.", lambda row: row.school.postcode),
    Column("latitude", "Degrees north (WGS 84).", lambda row: row.school.latitude, datatype="decimal"),
    Column("longitude", "Degrees east (WGS 84).", lambda row: row.school.longitude, datatype="decimal"),
    Column("website", "The school's own website.", lambda row: row.school.website, datatype="anyURI"),
    Column("page", "Our page about it.", lambda row: row.page, datatype="anyURI", required=True),
    Column("aliases", "Other names that people use for it.", lambda row: row.school.aliases, several=True),
    Column("former_names", "Names that it had before.", lambda row: row.school.former_names, several=True),
    Column("note", "What a parent should know of these details.", lambda row: row.school.note),
    Column("doubt", "Why we are not sure that it is still open.", lambda row: row.school.doubt),
    Column(
        "closed",
        "The day from which on it is no longer a school. It may lie ahead.",
        lambda row: row.school.closed,
        datatype=_DATE,
    ),
    Column("merged_into", "The slug of the school that took it over.", lambda row: row.school.merged_into),
    Column(
        "details_confidence",
        "How sure we are of all but the cluster.",
        lambda row: row.school.details.confidence,
        datatype=_one_of(CONFIDENCES),
        required=True,
    ),
    Column(
        "details_checked",
        "The day on which we checked all but the cluster.",
        lambda row: row.school.details.checked,
        datatype=_DATE,
        required=True,
    ),
    Column(
        "details_sources",
        "The ids of the documents that say all but the cluster.",
        lambda row: row.school.details.sources,
        several=True,
    ),
)


def metadata_file(site: Site, newest: date) -> bytes:
    """What the columns of the table mean; NEWEST is the newest day of the site."""
    return as_readable_json(_metadata(site, newest))


def table_file(site: Site) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in COLUMNS)
    clusters = clusters_of(site)
    for school in in_name_order((*site.schools, *site.closed)):
        row = Row(school, clusters.get(school.slug), site.settings.address + school_address(school))
        writer.writerow(_cell(column.value(row)) for column in COLUMNS)
    return text.getvalue().encode("utf-8")


def _cell(value: Cell | tuple[str, ...]) -> str:
    match value:
        case str():
            return value
        case None:
            return ""
        case tuple():
            return BETWEEN.join(each for each in value if BETWEEN not in each)
        case date():
            return value.isoformat()
        case float():
            return f"{Decimal(str(value)):f}"  # never as 1e-05
        case _:
            return str(value)


def _metadata(site: Site, newest: date) -> dict[str, Any]:
    """What a program has to know of the table: its columns, their types, and under which licences it is."""
    settings = site.settings
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": TABLE_FILE.rpartition("/")[2],
        "dc:title": f"{settings.name}: schools and their {settings.group.many}",
        "dc:description": "A row for each school. An empty cell means that we do not know, or that there is none.",
        "dc:publisher": settings.name,
        "dc:modified": newest.isoformat(),
        "dc:license": [{"@id": licence["link"]} for licence in LICENCES],
        "dc:hasVersion": VERSION,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_described(column) for column in COLUMNS], "primaryKey": "slug"},
    }


def _described(column: Column) -> dict[str, Any]:
    described = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.says,
        "datatype": column.datatype,
        "required": column.required,
    }
    return described | ({"separator": BETWEEN} if column.several else {})
