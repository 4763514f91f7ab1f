"""/data/schools.schema.json: what each value of the school data means, as JSON Schema (draft 2020-12).

It forbids no field that it does not know: the data may grow, and a schema that somebody kept still holds. Its words
are for programmers, and stay English.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from findyourcluster.addresses import SCHEMA_FILE
from findyourcluster.filenames import SLUG
from findyourcluster.model import CONFIDENCES, Settings
from findyourcluster.outputs.schools_data import CREATIVE_COMMONS, OPEN_GOVERNMENT, VERSION, as_readable_json
from findyourcluster.records import PHASES

PROMISE = (
    f"Version {VERSION}. As long as the version is the same, this data only grows: a field, a record or an allowed"
    " value may be added, and none is renamed, taken out or given another meaning. So read over what you do not know."
    " null means that we do not know it, or that there is none; it is never a guess."
)

Schema = dict[str, Any]


def schema_file(settings: Settings) -> bytes:
    """The schema of /data/schools.json; its part "#school" is that of the file of a single school."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": settings.address + SCHEMA_FILE,
        "title": f"{settings.name}: schools and their {settings.group.many}",
        "description": PROMISE,
        **_record(
            {
                **_HEAD,
                "newest": _day("The newest day on which anything on the site was checked, read or logged."),
                "place": _text("The district."),
                "areas": _list("The parts of the district that hold several clusters.", _ref("area")),
                "clusters": _list("Every cluster, by number.", _ref("cluster_with_members")),
                "schools": _list(
                    "Every mainstream school that we know of, by name. Those that have closed are among them.",
                    _ref("school"),
                ),
                "not_in_clusters": _list("Kinds of settings that are in no cluster.", _ref("kind")),
                "sources": _list("Every document that the site rests on.", _ref("source")),
            }
        ),
        "$defs": _DEFINITIONS,
    }
    return as_readable_json(schema)


# ---------------------------------------------------------------- the words of a schema


def _record(fields: Schema, description: str = "") -> Schema:
    """An object that has all of FIELDS."""
    said = {"description": description} if description else {}
    return {**said, "type": "object", "required": list(fields), "properties": fields}


def _text(description: str, **more: object) -> Schema:
    return {"description": description, "type": "string", "minLength": 1, **more}


def _day(description: str) -> Schema:
    return _text(description, format="date")


def _address(description: str) -> Schema:
    """Absolute, but where the site has no address yet."""
    return _text(description, format="uri-reference")


def _one_of(description: str, options: Iterable[str]) -> Schema:
    return {"description": description, "enum": list(options)}


def _number(description: str, least: float, most: float) -> Schema:
    return {"description": description, "type": "number", "minimum": least, "maximum": most}


def _list(description: str, items: Schema) -> Schema:
    return {"description": description, "type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


# ---------------------------------------------------------------- records

_SLUG = _text("Our name for it in addresses. It stays the same once published.", pattern=f"^({SLUG.pattern})$")
_URN = _or_null(_text("The unique reference number in England's register of schools.", pattern="^[0-9]{6}$"))
_CLUSTER_NUMBER = {"description": "The number of the cluster.", "type": "integer", "minimum": 0}
_TEXTS = {"type": "string", "minLength": 1}

_HEAD = {
    "$schema": _address("Where the schema of this file is published."),
    "version": {"description": "Of the form of this data.", "const": VERSION},
    "self": _address("Where this file is published."),
    "site": _text("The name of the site."),
    "home": _address("Its home page."),
    "status": _one_of(
        "preview: nobody but its makers has checked the site yet. live: it has been.", ("preview", "live")
    ),
    "language": _text("Of the words in this file, such as en-GB."),
    "licences": _list("Under which licence each group of fields is free to use.", _ref("licence")),
}

_EVIDENCE = _record(
    {
        "licence": _one_of("The id of a licence in `licences`.", (OPEN_GOVERNMENT, CREATIVE_COMMONS)),
        "confidence": _one_of("How sure we are, surest first.", CONFIDENCES),
        "checked": _day("The day on which we checked it."),
        "sources": _list("The documents that say so.", _ref("cited")),
    },
    "Who says so, when we checked, and how sure we are.",
)

_CITED = {
    "id": _text("Our name for the document."),
    "title": _text("Its title."),
    "seen": _day("The day on which we read it."),
}

_CLUSTER = {
    "number": _CLUSTER_NUMBER,
    "name": _or_null(_text("Its name besides the number.")),
    "area": _or_null(_text("The slug of its area.")),
    "page": _address("Its page for people."),
    "feed": _or_null(_address("What changes in it, as an Atom feed.")),
}

_ADDRESSES = {
    "self": _address("The file of this school alone."),
    "page": _address("Its page for people."),
}

_SCHOOL = {
    **_ADDRESSES,
    "slug": _SLUG,
    "urn": _URN,
    "name": _text("Its official name."),
    "aliases": _list("Other names that people use for it; those that we know.", _TEXTS),
    "former_names": _list("Names that it had before; those that we know.", _TEXTS),
    "phase": _or_null(_one_of("The ages that it teaches, in a word.", PHASES)),
    "type": _or_null(_text("The kind of school in law, as the register says it.")),
    "locality": _or_null(_text("The village or part of a town.")),
    "town": _or_null(_text("The town.")),
    "postcode": _or_null(_text("Its postcode, in capitals, with its space.")),
    "latitude": _or_null(_number("Degrees north (WGS 84).", 49, 61)),
    "longitude": _or_null(_number("Degrees east (WGS 84).", -9, 2)),
    "website": _or_null(_text("Its own website.", format="uri")),
    "note": _or_null(_text("What a parent should know of these details.")),
    "doubt": _or_null(_text("Why we are not sure that it is still open.")),
    "closed": _or_null(_day("The day from which on it is no longer a school. It may lie ahead.")),
    "merged_into": _or_null(_text("The slug of the school that took it over.")),
    "details": {**_ref("evidence"), "description": "For all of the above."},
    "cluster": _or_null({**_CLUSTER_NUMBER, "description": "null where no public source says it, and once it closed."}),
    "membership": {**_or_null(_ref("evidence")), "description": "For `cluster`; null where that is null."},
}

_DEFINITIONS = {
    "school_file": {
        "$anchor": "school",
        "title": "One school",
        **_record(
            {
                **_HEAD,
                "school": _ref("school"),
                "cluster": {**_or_null(_ref("cluster")), "description": "null where we do not know it."},
                "others": _list("The other schools of the cluster that we know of.", _ref("other")),
                "sources": _list("The documents that the record rests on.", _ref("source")),
            }
        ),
    },
    "school": _record(_SCHOOL, "A mainstream school."),
    "other": _record({"name": _SCHOOL["name"], "slug": _SLUG, "urn": _URN, **_ADDRESSES}, "A school, briefly."),
    "cluster": _record(_CLUSTER, "A numbered group of schools."),
    "cluster_with_members": _record(
        {**_CLUSTER, "members": _list("The slugs of the schools that a source puts in it, by name.", _TEXTS)},
        "A numbered group of schools, and those that we know to be in it. An empty list: we know of none.",
    ),
    "area": _record(
        {
            "slug": _SLUG,
            "name": _text("Its name."),
            "page": _address("Its page for people."),
            "clusters": _list("The numbers of its clusters.", _CLUSTER_NUMBER),
        },
        "A part of the district.",
    ),
    "kind": _record(
        {
            "id": _text("Our name for the kind."),
            "name": _text("What such settings are called."),
            "reason": _text("Why they are in no cluster."),
            "settings": _list("Those that we know of.", _ref("setting")),
        },
        "A kind of setting that is in no cluster.",
    ),
    "setting": _record(
        {
            "slug": _SLUG,
            "urn": _URN,
            "name": _text("Its name."),
            "former_names": _list("Names that it had before; those that we know.", _TEXTS),
            "town": _or_null(_text("The town.")),
            "note": _or_null(_text("What a parent should know of it.")),
            "details": _ref("evidence"),
        },
        "A place of learning that is in no cluster.",
    ),
    "evidence": _EVIDENCE,
    "cited": _record(_CITED, "A document, briefly; `sources` says more."),
    "source": _record(
        {
            **_CITED,
            "publisher": _text("Who published it."),
            "link": _or_null(_text("Where it is on the web.", format="uri")),
            "date": _or_null(_text("Its own date, in words.")),
            "licence": _or_null(_text("The licence that it names.")),
            "note": _or_null(_text("How we read it.")),
        },
        "A document that records rest on.",
    ),
    "licence": _record(
        {
            "id": _one_of("Its name in the list of SPDX.", (OPEN_GOVERNMENT, CREATIVE_COMMONS)),
            "name": _text("Its name."),
            "link": _text("Its words.", format="uri"),
            "fields": _list("The names of the fields that it covers, in every kind of record.", _TEXTS),
        },
        "A licence and what it covers.",
    ),
}
