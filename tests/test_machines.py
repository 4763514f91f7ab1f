"""What programs read: the school data, what a page is about, what changed, and what search engines ask for.

Independent readers say whether it is right: jsonschema, csvw, rdflib, feedparser, and lxml with the grammars of
tests/grammars/.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import csvw
import feedparser
import html5lib
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree
from referencing import Registry, Resource

from findyourcluster.model import CONFIDENCES, Evidence, Place, Places, School, Settings, Site
from findyourcluster.outputs.jsonld import in_html
from findyourcluster.outputs.sitemap import sitemap_files
from findyourcluster.outputs.table import COLUMNS, table_file
from findyourcluster.records import PHASES
from tests.conftest import Project

GRAMMARS = Path(__file__).parent / "grammars"
SCHOOLS = "data/schools.yaml"
SETTINGS = "data/site.yaml"
BASE = "https://small.example"
BIRKBY = "schools/birkby-junior-school"
HUDDERSFIELD = "st-josephs-catholic-primary-academy-huddersfield"
DEWSBURY = "schools/st-josephs-catholic-primary-academy-dewsbury"

HOSTILE = """</script><script>alert("1")</script> 'A', B & <!-- C"""

LOG = """\
changes:
  - day: 2026-11-20
    says: Ashbrow School is in Cluster 14 now.
    schools: ashbrow-school
    clusters: 14
  - day: 2026-11-22
    says: "\\"Ravens\\" & <others> moved, and nobody knows where."
"""


def read(site: Path, name: str) -> Any:
    return json.loads((site / name).read_text("utf-8"))


@pytest.fixture
def closed(project: Project) -> Project:
    """The small project, Ashbrow School closed and merged into Birkby Junior School."""
    project.change(
        SCHOOLS,
        "    cluster: 14\n    membership:\n      source: school-page\n      checked: 2026-11-24\n"
        "      confidence: published by a school\n  - urn: 148482\n",
        "    closed: 2026-11-01\n    merged_into: birkby-junior-school\n  - urn: 148482\n",
    )
    return project


# ---------------------------------------------------------------- the school data


def validators(site: Path) -> tuple[Draft202012Validator, Draft202012Validator]:
    """For /data/schools.json and for the file of one school. Fields that the schema does not describe are refused."""
    schema = read(site, "data/schools.schema.json")
    Draft202012Validator.check_schema(schema)
    strict = deepcopy(schema)
    for part in objects_of(strict):
        part["additionalProperties"] = False
    known = Registry().with_resource(schema["$id"], Resource.from_contents(strict))
    formats = Draft202012Validator.FORMAT_CHECKER
    return (
        Draft202012Validator(strict, registry=known, format_checker=formats),
        Draft202012Validator({"$ref": f"{schema['$id']}#school"}, registry=known, format_checker=formats),
    )


def objects_of(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects_of(value)


def assert_valid(site: Path) -> None:
    every, one = validators(site)
    assert [error.message for error in every.iter_errors(read(site, "data/schools.json"))] == []
    for path in sorted((site / "schools").glob("*.json")):
        assert [error.message for error in one.iter_errors(read(site, f"schools/{path.name}"))] == [], path.name


def test_all_of_the_real_data_is_as_its_schema_says(built: Path) -> None:
    assert_valid(built)


def test_the_schema_refuses_what_it_does_not_mean(built: Path) -> None:
    every, _ = validators(built)
    data = read(built, "data/schools.json")
    for key, value in {
        "urn": "12",
        "phase": "",
        "closed": "soon",
        "latitude": 0,
        "page": None,
        "cluster": "14",
    }.items():
        wrong = deepcopy(data)
        wrong["schools"][0][key] = value
        assert len(list(every.iter_errors(wrong))) == 1, key


def test_the_schema_keeps_room_for_what_may_be_added(built: Path) -> None:
    schema, data = read(built, "data/schools.schema.json"), read(built, "data/schools.json")
    data["schools"][0]["nearest_bus_stop"] = "Mill Lane"
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    assert "this data only grows" in schema["description"]
    assert schema["$id"].endswith("/data/schools.schema.json")


def test_the_schema_describes_every_field_and_its_choices_are_those_of_the_model(built: Path) -> None:
    schema = read(built, "data/schools.schema.json")
    for part in objects_of(schema):
        for name, field in part["properties"].items():
            assert "description" in field or "$ref" in field, name
    school = schema["$defs"]["school"]["properties"]
    assert school["phase"]["enum"] == [*PHASES, None]
    assert schema["$defs"]["evidence"]["properties"]["confidence"]["enum"] == list(CONFIDENCES)
    own = {field.name for field in fields(School)} - {"at", "former_addresses"}
    assert own <= set(school)


VERSION_1 = (
    "self page slug urn name aliases former_names phase type locality town postcode latitude longitude website note"
    " doubt closed merged_into details cluster membership"
)
"""What a school's record has had since version 1: names may join, none may leave."""


def test_no_field_of_version_1_is_gone(built: Path) -> None:
    data = read(built, "data/schools.json")
    assert data["version"] == "1"
    for school in data["schools"]:
        assert set(VERSION_1.split()) <= set(school)


def test_a_record_says_who_says_so_and_when_each_document_was_read(project: Project) -> None:
    project.build()
    data = read(project.site, "data/schools.json")
    school = next(each for each in data["schools"] if each["slug"] == "birkby-junior-school")
    assert school["cluster"] == 14
    assert school["membership"] == {
        "licence": "CC-BY-4.0",
        "confidence": "published by a school",
        "checked": "2026-11-24",
        "sources": [{"id": "school-page", "title": "Cluster page", "seen": "2026-11-24"}],
    }
    assert school["details"]["licence"] == "OGL-UK-3.0"
    assert school["details"]["sources"][0]["title"] == "Register of schools"
    assert {source["id"] for source in data["sources"]} == {"school-page", "register"}
    assert data["clusters"][2]["members"] == ["ashbrow-school", "birkby-junior-school"]
    assert data["areas"] == [
        {"slug": "upper-dale", "name": "Upper Dale", "page": f"{BASE}/areas/upper-dale/", "clusters": [14]}
    ]
    assert data["not_in_clusters"][0]["settings"][0]["name"] == "Ravenshall School"


def test_every_field_of_a_record_is_under_one_licence(built: Path) -> None:
    data = read(built, "data/schools.json")
    covered = [name for licence in data["licences"] for name in licence["fields"]]
    assert len(covered) == len(set(covered))
    ours = {"self", "page", "slug", "details"}  # addresses of our own, and evidence, which names its licence itself
    assert set(VERSION_1.split()) - ours <= set(covered)


def test_what_is_not_known_is_null_and_never_empty(project: Project, built: Path) -> None:
    project.build()
    school = read(project.site, f"{DEWSBURY}.json")
    assert school["cluster"] is school["school"]["cluster"] is school["school"]["membership"] is None
    assert school["others"] == []
    for key in ("locality", "postcode", "latitude", "website", "type", "closed"):
        assert school["school"][key] is None, key
    assert '""' not in (built / "data/schools.json").read_text("utf-8")
    assert "NaN" not in (built / "data/schools.json").read_text("utf-8")


def test_a_school_has_a_file_of_its_own_with_the_same_record_and_the_others_of_its_cluster(project: Project) -> None:
    project.build()
    one = read(project.site, f"{BIRKBY}.json")
    every = read(project.site, "data/schools.json")["schools"]
    assert one["school"] == next(each for each in every if each["slug"] == "birkby-junior-school")
    assert one["self"] == one["school"]["self"] == f"{BASE}/{BIRKBY}.json"
    assert one["school"]["page"] == f"{BASE}/{BIRKBY}/"
    assert one["cluster"]["page"] == f"{BASE}/clusters/14/"
    assert one["cluster"]["feed"] == f"{BASE}/clusters/14/changes.atom"
    assert [(each["name"], each["self"]) for each in one["others"]] == [
        ("Ashbrow School", f"{BASE}/schools/ashbrow-school.json")
    ]
    assert f'<link rel="alternate" type="application/json" href="/{BIRKBY}.json">' in project.page(f"/{BIRKBY}/")


def test_a_closed_school_stays_in_the_data_and_is_in_no_cluster(closed: Project) -> None:
    closed.build()
    assert_valid(closed.site)
    data = read(closed.site, "data/schools.json")
    school = next(each for each in data["schools"] if each["slug"] == "ashbrow-school")
    assert (school["closed"], school["merged_into"], school["cluster"]) == ("2026-11-01", "birkby-junior-school", None)
    assert data["clusters"][2]["members"] == ["birkby-junior-school"]
    row = next(row for row in rows(closed.site) if row["slug"] == "ashbrow-school")
    assert (row["closed"], row["cluster"]) == ("2026-11-01", "")


def test_a_school_that_closes_later_is_still_in_its_cluster(project: Project) -> None:
    project.change(SCHOOLS, "    locality: Ash Brow\n", "    locality: Ash Brow\n    closed: 2027-08-31\n")
    project.build()
    school = read(project.site, "schools/ashbrow-school.json")["school"]
    assert (school["closed"], school["cluster"]) == ("2027-08-31", 14)


def test_without_an_address_the_data_leads_by_paths(project: Project) -> None:
    project.change(SETTINGS, f"address: {BASE}\n", "")
    project.build()
    assert_valid(project.site)
    assert read(project.site, f"{BIRKBY}.json")["school"]["page"] == f"/{BIRKBY}/"
    assert read(project.site, f"{BIRKBY}.json")["cluster"]["feed"] is None


# ---------------------------------------------------------------- the table


def rows(site: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((site / "data/schools.csv").read_bytes().decode("utf-8"), newline="")))


def typed_rows(site: Path) -> list[dict[str, Any]]:
    """The table as its metadata has it read, which must find nothing wrong with it."""
    table = csvw.CSVW(str(site / "data/schools.csv"), validate=True)
    assert table.is_valid and not table.warnings
    return [dict(row) for row in table.tables[0].iterdicts()]


def test_the_table_is_as_its_metadata_says_and_says_what_the_json_says(built: Path) -> None:
    schools = {school["slug"]: school for school in read(built, "data/schools.json")["schools"]}
    found = typed_rows(built)
    assert [row["slug"] for row in found] == list(schools)
    for row in found:
        school = schools[row["slug"]]
        for key in ("urn", "name", "cluster", "phase", "type", "town", "postcode", "note", "aliases", "former_names"):
            assert row[key] == school[key], (row["slug"], key)
        for key in ("latitude", "longitude"):
            assert (row[key] is None) == (school[key] is None)
            assert row[key] is None or float(row[key]) == school[key]
        assert str(row["page"].unsplit()) == school["page"]
        assert f"{row['details_checked']:%Y-%m-%d}" == school["details"]["checked"]
        assert row["details_sources"] == [source["id"] for source in school["details"]["sources"]]
        assert row["cluster_confidence"] == (school["membership"] or {"confidence": None})["confidence"]


def test_a_wrong_cell_would_be_found(project: Project) -> None:
    project.build()
    path = project.site / "data/schools.csv"
    path.write_bytes(path.read_bytes().replace(b",junior,", b",senior,", 1))
    with pytest.raises(UserWarning, match="invalid lexical value for string: senior"):
        typed_rows(project.site)


FIRST_COLUMNS = (
    "slug urn name cluster cluster_confidence cluster_checked cluster_sources area phase type locality town postcode"
    " latitude longitude website page aliases former_names note doubt closed merged_into details_confidence"
    " details_checked details_sources"
)
"""The columns of version 1 in their order; new ones join at the end."""


def test_the_columns_keep_their_order(built: Path) -> None:
    first = (built / "data/schools.csv").read_bytes().split(b"\r\n")[0].decode("utf-8").split(",")
    assert first[: len(FIRST_COLUMNS.split())] == FIRST_COLUMNS.split()
    assert first == [column.name for column in COLUMNS]


def test_the_table_keeps_to_the_rfc(built: Path) -> None:
    content = (built / "data/schools.csv").read_bytes()
    assert content.endswith(b"\r\n") and not content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == len(rows(built)) + 1


plain = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()) or "x"
)
"""What a value of the data can hold: the loader lets no signs through that cannot be seen."""

NOWHERE = Places(Place("data/schools.yaml"))


@given(name=plain, aliases=st.lists(plain, max_size=3), note=plain)
def test_whatever_a_name_holds_the_table_gives_it_back(name: str, aliases: list[str], note: str) -> None:
    details = Evidence(("register",), date(2026, 11, 24), "unconfirmed")
    school = School(name, "a-school", details, NOWHERE, aliases=tuple(aliases), note=note)
    settings = Settings("Site", "", "", "en-GB", "live", "Dale", "Council", "Owner", 0, 30, 60, NOWHERE)
    site = Site(settings, schools=(school,))
    table = table_file(site)
    found = list(csv.DictReader(io.StringIO(table.decode("utf-8"), newline="")))
    assert len(found) == 1
    assert (found[0]["name"], found[0]["note"]) == (name, note)
    assert found[0]["aliases"] == "|".join(alias for alias in aliases if "|" not in alias)


def test_hostile_names_do_no_harm_in_data_or_page(project: Project) -> None:
    quoted = HOSTILE.replace("'", "''")
    project.change(SCHOOLS, "name: Ashbrow School\n", f"name: '{quoted}'\n    slug: ashbrow-school\n")
    project.build()
    assert_valid(project.site)
    assert next(row for row in typed_rows(project.site) if row["slug"] == "ashbrow-school")["name"] == HOSTILE
    assert read(project.site, "schools/ashbrow-school.json")["school"]["name"] == HOSTILE
    page = project.page("/schools/ashbrow-school/")
    assert graph(page)[0]["name"] == HOSTILE
    assert "alert" not in "".join(script.text or "" for script in scripts(page) if not script.get("type"))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_that_a_spreadsheet_takes_for_a_formula_is_a_problem(project: Project, sign: str) -> None:
    project.change(SCHOOLS, "      - Ashbrow Junior School", f'      - "{sign} Ashbrow Junior School"')
    status, _, err = project.run("check")
    assert status == 1
    assert f'"{sign} Ashbrow Junior School" begins with {sign}, which spreadsheets take for a formula.' in err
    assert 'Paste: - "Ashbrow Junior School"' in err


def test_no_cell_of_the_real_table_begins_like_a_formula(built: Path) -> None:
    for row in rows(built):
        for key, cell in row.items():
            assert not cell.startswith(("=", "+", "-", "@")) or re.fullmatch(r"-[0-9.]+", cell), (key, cell)


# ---------------------------------------------------------------- what a page is about

SCHEMA_ORG = {
    "AdministrativeArea": "name",
    "BreadcrumbList": "itemListElement",
    "EntryPoint": "urlTemplate",
    "GeoCoordinates": "latitude longitude",
    "ListItem": "position name item",
    "Organization": "name url member areaServed",
    "Place": "name containedInPlace",
    "PostalAddress": "addressLocality postalCode",
    "PropertyValue": "propertyID value",
    "School": "name url mainEntityOfPage alternateName identifier sameAs address geo containedInPlace memberOf"
    " dissolutionDate",
    "SearchAction": "target query-input",
    "WebSite": "name description url inLanguage potentialAction",
}
"""The types of schema.org that pages may use, and of the properties that schema.org gives them those we need."""

SDO = "https://schema.org/"


def scripts(page: str) -> list[Any]:
    return list(html5lib.parse(page, namespaceHTMLElements=False).iter("script"))


def graph(page: str) -> list[Any]:
    """The things that PAGE says it is about."""
    (data,) = [script.text for script in scripts(page) if script.get("type") == "application/ld+json"]
    content = json.loads(data)
    assert content["@context"] == "https://schema.org"
    return list(content["@graph"])


def triples(page: str, base: str) -> rdflib.Graph:
    """The same as a program for linked data reads it. What stands at schema.org is not fetched."""
    local = {"@context": {"@vocab": SDO}, "@graph": graph(page)}
    return rdflib.Graph().parse(data=json.dumps(local), format="json-ld", publicID=base)


def assert_known_terms(page: str, base: str) -> None:
    found = triples(page, base)
    assert len(found) > 0
    types = {subject: str(kind).removeprefix(SDO) for subject, kind in found.subject_objects(rdflib.RDF.type)}
    for subject, predicate, _ in found:
        kind = types[subject]  # nothing is without a type
        allowed = SCHEMA_ORG[kind].split()
        assert predicate == rdflib.RDF.type or str(predicate).removeprefix(SDO) in allowed, f"{kind}: {predicate}"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib says it of its own reader
def test_every_page_speaks_the_terms_of_schema_org(built: Path) -> None:
    pages = sorted(built.rglob("index.html"))
    speaking = [path for path in pages if "application/ld+json" in path.read_text("utf-8")]
    for path in speaking[::5]:  # those of schools are alike
        assert_known_terms(path.read_text("utf-8"), "https://find-your-cluster.example/")
    silent = [path for path in pages if path not in speaking]
    assert all('content="noindex"' in path.read_text("utf-8") for path in silent)
    assert "application/ld+json" not in (built / "404.html").read_text("utf-8")


def test_a_school_page_says_what_is_known_of_the_school(project: Project) -> None:
    project.build()
    school = graph(project.page(f"/{BIRKBY}/"))[0]
    assert school == {
        "@type": "School",
        "@id": f"{BASE}/{BIRKBY}/#school",
        "name": "Birkby Junior School",
        "mainEntityOfPage": f"{BASE}/{BIRKBY}/",
        "url": "https://birkby.example/",
        "alternateName": ["Birkby Juniors"],
        "identifier": {"@type": "PropertyValue", "propertyID": "URN", "value": "107626"},
        "sameAs": "https://register.example/107626",
        "address": {"@type": "PostalAddress", "addressLocality": "Huddersfield", "postalCode": "HD1 6HE"},
        "geo": {"@type": "GeoCoordinates", "latitude": 53.65899, "longitude": -1.78387},
        "containedInPlace": {
            "@type": "Place",
            "name": "Birkby",
            "containedInPlace": {"@type": "AdministrativeArea", "name": "Smalldale"},
        },
        "memberOf": {
            "@type": "Organization",
            "@id": f"{BASE}/clusters/14/#cluster",
            "name": "Cluster 14",
            "url": f"{BASE}/clusters/14/",
        },
    }


def test_a_school_whose_cluster_is_unknown_is_a_member_of_nothing(project: Project) -> None:
    project.build()
    school = graph(project.page(f"/{DEWSBURY}/"))[0]
    assert not {"memberOf", "geo", "url", "alternateName"} & set(school)
    assert school["containedInPlace"] == {"@type": "AdministrativeArea", "name": "Smalldale"}


def test_a_closed_school_says_when_it_ended(closed: Project) -> None:
    closed.build()
    school = graph(closed.page("/schools/ashbrow-school/"))[0]
    assert school["dissolutionDate"] == "2026-11-01"
    assert "memberOf" not in school


def test_a_cluster_and_its_schools_name_each_other(project: Project) -> None:
    project.build()
    cluster = graph(project.page("/clusters/14/"))[0]
    school = graph(project.page(f"/{BIRKBY}/"))[0]
    assert cluster["@type"] == "Organization"
    assert school["@id"] in {member["@id"] for member in cluster["member"]}
    assert school["memberOf"]["@id"] == cluster["@id"]
    assert "member" not in graph(project.page("/clusters/3/"))[0]


def test_the_way_to_a_page_is_told_as_the_page_shows_it(project: Project) -> None:
    project.build()
    way = graph(project.page(f"/{BIRKBY}/"))[-1]
    assert way["@type"] == "BreadcrumbList"
    assert [(step["position"], step["name"], step["item"]) for step in way["itemListElement"]] == [
        (1, "Home", f"{BASE}/"),
        (2, "Clusters", f"{BASE}/clusters/"),
        (3, "Cluster 14", f"{BASE}/clusters/14/"),
        (4, "Birkby Junior School", f"{BASE}/{BIRKBY}/"),
    ]
    way = graph(project.page(f"/{DEWSBURY}/"))[-1]
    assert way["itemListElement"][-1]["name"] == "St Joseph's Catholic Primary Academy, Dewsbury"


def test_home_says_how_the_site_is_searched(project: Project) -> None:
    project.build()
    (site,) = graph(project.page("/"))
    assert site["@type"] == "WebSite"
    template = site["potentialAction"]["target"]["urlTemplate"]
    assert template == f"{BASE}/find/?q={{search_term_string}}"
    page = html5lib.parse(project.page("/find/"), namespaceHTMLElements=False)
    (form,) = page.iter("form")
    assert (form.get("method"), form.get("action")) == ("get", "/find/")
    assert [field.get("name") for field in form.iter("input")] == ["q"]


@given(words=st.text(st.characters(exclude_categories=["Cs"])) | st.text("</script>!-&\u2028\u2029'\"\\"))
def test_nothing_ends_the_script_that_it_stands_in(words: str) -> None:
    told = in_html([{"@type": "School", "name": words}])
    page = f'<!doctype html><title>x</title><script type="application/ld+json">{told}</script><p>after</p>'
    assert graph(page)[0]["name"] == words
    assert [each.text for each in html5lib.parse(page, namespaceHTMLElements=False).iter("p")] == ["after"]
    assert not re.search("[<>&\u2028\u2029]", told)


def test_a_school_page_stays_light(built: Path) -> None:
    for path in (built / "schools").glob("*/index.html"):
        assert len(gzip.compress(path.read_bytes(), 6)) <= 12_000, path


# ---------------------------------------------------------------- the sitemap

SITEMAP_NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def sitemap(content: bytes) -> dict[str, str]:
    """Address → last day, or "" where none is told; the file must be as the standard says."""
    root = etree.fromstring(content)
    etree.XMLSchema(etree.parse(GRAMMARS / "sitemap.xsd")).assertValid(root)
    return {
        place.findtext("s:loc", namespaces=SITEMAP_NAMES): place.findtext("s:lastmod", "", namespaces=SITEMAP_NAMES)
        for place in root
    }


def test_the_sitemap_names_every_page_that_may_be_listed_and_no_other(built: Path) -> None:
    listed = set(sitemap((built / "sitemap.xml").read_bytes()))
    canonical = set()
    for path in built.rglob("*.html"):
        text = path.read_text("utf-8")
        found = re.search('<link rel="canonical" href="([^"]+)">', text)
        if found and 'content="noindex"' not in text:
            canonical.add(found[1])
    assert {address for address in canonical if not address.endswith("/share/")} == listed
    assert "https://find-your-cluster.example/changes/" in listed
    assert not any("style-guide" in address or "404" in address for address in listed)


def test_what_moved_was_taken_down_or_is_a_draft_is_not_in_the_sitemap(project: Project) -> None:
    project.change("content/questions.md", "checked:", "former_addresses: /old-questions/\nchecked:")
    project.write("content/gone.md", "---\ntitle: Gone\nexpire_on: 2026-11-01\n---\n\nWe told you this for a while.\n")
    project.write("content/coming.md", "---\ntitle: Coming\ndraft: yes\n---\n\nWe will tell you this one day.\n")
    project.build()
    listed = set(sitemap((project.site / "sitemap.xml").read_bytes()))
    assert f"{BASE}/questions/" in listed
    assert not listed & {f"{BASE}/old-questions/", f"{BASE}/gone/", f"{BASE}/coming/", f"{BASE}/404.html"}


def last_days(project: Project) -> dict[str, str]:
    project.build()
    found = sitemap((project.site / "sitemap.xml").read_bytes())
    return {address.removeprefix(BASE): day for address, day in found.items()}


def aged(project: Project) -> None:
    """Every day of the small project becomes one long ago."""
    for path in sorted((project.root / "data").glob("*.yaml")):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"(checked|seen): 2026-11-24", r"\1: 2026-06-01", text), "utf-8")


def test_a_page_changed_when_its_newest_part_did(project: Project) -> None:
    aged(project)
    project.change(SCHOOLS, "      checked: 2026-06-01", "      checked: 2026-09-09")  # Birkby's membership
    days = last_days(project)
    assert days[f"/{BIRKBY}/"] == days["/clusters/14/"] == days["/find/"] == "2026-09-09"
    assert days["/schools/ashbrow-school/"] == "2026-09-09"  # it lists Birkby
    assert days[f"/{DEWSBURY}/"] == days["/not-here/"] == "2026-06-01"
    assert days["/questions/"] == "2026-11-24"  # the page itself was checked then
    assert "2026-11-24" in days.values() and "" in (*days.values(), "")


def test_a_fact_that_was_checked_again_changes_the_pages_that_cite_it(project: Project) -> None:
    aged(project)
    project.change("content/questions.md", "checked: 2026-11-24", "checked: 2026-06-01")
    assert last_days(project)["/questions/"] == "2026-06-01"
    project.change("data/facts.yaml", "checked: 2026-06-01", "checked: 2026-10-10")
    days = last_days(project)
    assert days["/questions/"] == days["/facts/"] == "2026-10-10"
    assert days["/not-here/"] == "2026-06-01"


def test_a_logged_change_and_a_closing_day_count_and_days_ahead_do_not(closed: Project) -> None:
    aged(closed)
    closed.write("data/changes.yaml", LOG.replace("14", "3").replace("ashbrow-school", HUDDERSFIELD))
    closed.change(SCHOOLS, "    town: Dewsbury\n", "    town: Dewsbury\n    closed: 2027-01-01\n")
    days = last_days(closed)
    assert days["/schools/ashbrow-school/"] == "2026-11-01"
    assert days[f"/schools/{HUDDERSFIELD}/"] == days["/clusters/3/"] == "2026-11-20"
    assert days[f"/{DEWSBURY}/"] == "2026-06-01"


def test_a_very_large_site_has_an_index_of_sitemaps() -> None:
    settings = Settings("Site", "", "https://big.example", "en-GB", "live", "", "", "", 0, 30, 60, NOWHERE)
    pages = [(f"/schools/{number}/", date(2026, 1, 1 + number)) for number in range(5)]
    files = dict(sitemap_files(settings, pages, most=2))
    assert sitemap(files["/sitemap.xml"]) == {
        "https://big.example/sitemap-1.xml": "2026-01-02",
        "https://big.example/sitemap-2.xml": "2026-01-04",
        "https://big.example/sitemap-3.xml": "2026-01-05",
    }
    named = [address for name, file in files.items() if name != "/sitemap.xml" for address in sitemap(file)]
    assert named == [f"https://big.example/schools/{number}/" for number in range(5)]
    assert set(dict(sitemap_files(settings, pages))) == {"/sitemap.xml"}


def test_what_needs_absolute_addresses_is_not_there_without_one(project: Project) -> None:
    project.change(SETTINGS, f"address: {BASE}\n", "")
    project.build()
    for name in ("sitemap.xml", "opensearch.xml", "changes.atom", "clusters/14/changes.atom"):
        assert not (project.site / name).exists(), name
    assert (project.site / "robots.txt").read_text("utf-8") == "User-agent: *\nDisallow: /\n"
    for address in ("/", "/clusters/14/"):
        assert not re.search("changes.atom|opensearch", project.page(address))


# ---------------------------------------------------------------- who may read, whom to tell, how to search


def test_a_preview_asks_not_to_be_listed_and_a_live_site_lets_in(project: Project) -> None:
    project.build()
    robots = project.site / "robots.txt"
    assert robots.read_text("utf-8") == f"User-agent: *\nDisallow: /\n\nSitemap: {BASE}/sitemap.xml\n"
    project.change(SETTINGS, "status: preview", "status: live")
    project.build()
    assert robots.read_text("utf-8") == f"User-agent: *\nAllow: /\n\nSitemap: {BASE}/sitemap.xml\n"


def test_who_finds_a_hole_is_told_whom_to_tell(project: Project) -> None:
    project.build()
    assert not (project.site / ".well-known").exists()
    project.append(SETTINGS, "security_contact: mailto:help@small.example\n")
    project.build()
    assert (project.site / ".well-known/security.txt").read_text("utf-8") == (
        "Contact: mailto:help@small.example\n"
        "Expires: 2027-11-24T00:00:00Z\n"
        "Preferred-Languages: en-GB\n"
        f"Canonical: {BASE}/.well-known/security.txt\n"
    )


def test_security_txt_runs_out_a_year_after_anything_was_last_checked(project: Project) -> None:
    aged(project)
    project.change("content/questions.md", "checked: 2026-11-24", "checked: 2026-06-01")
    project.append(SETTINGS, "security_contact: https://small.example.org/security\n")
    project.build()
    assert "Expires: 2027-06-01T00:00:00Z" in (project.site / ".well-known/security.txt").read_text("utf-8")


@pytest.mark.parametrize("typed", ["help at small.example", "http://small.example/x", "mailto:", "tel:01632960000"])
def test_a_security_contact_that_nobody_can_use_is_a_problem(project: Project, typed: str) -> None:
    project.append(SETTINGS, f"security_contact: '{typed}'\n")
    assert project.problems() == [
        "data/site.yaml:24: security_contact must be an email after mailto:, or a web address that starts with"
        " https://. security_contact: mailto:help@example.org"
    ]


def test_an_email_alone_is_mended(project: Project) -> None:
    project.append(SETTINGS, "security_contact: help@small.example\n")
    status, _, err = project.run("check")
    assert status == 1
    assert "security_contact needs mailto: before an email" in err
    assert "Paste: security_contact: mailto:help@small.example" in err


OPENSEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


def test_browsers_learn_how_to_search_the_site(project: Project) -> None:
    project.build()
    root = etree.parse(project.site / "opensearch.xml").getroot()
    assert root.tag == "{http://a9.com/-/spec/opensearch/1.1/}OpenSearchDescription"
    assert root.findtext("o:ShortName", namespaces=OPENSEARCH) == "Small Clusters"
    templates = [url.get("template") for url in root.findall("o:Url", OPENSEARCH)]
    assert templates == [f"{BASE}/find/?q={{searchTerms}}", f"{BASE}/opensearch.xml"]
    kind = "application/opensearchdescription+xml"
    link = f'<link rel="search" type="{kind}" href="/opensearch.xml" title="Small Clusters">'
    assert link in project.page("/") and link in project.page("/find/")
    assert link not in project.page(f"/{BIRKBY}/")


def test_the_short_name_of_the_search_is_short(project: Project) -> None:
    project.change(SETTINGS, "name: Small Clusters", "name: Small Clusters of Smalldale")
    project.build()
    opened = etree.parse(project.site / "opensearch.xml").getroot()
    assert opened.findtext("o:ShortName", namespaces=OPENSEARCH) == "Small Clusters"
    project.change(SETTINGS, "language:", "short_name: Your cluster\nlanguage:")
    project.build()
    opened = etree.parse(project.site / "opensearch.xml").getroot()
    assert opened.findtext("o:ShortName", namespaces=OPENSEARCH) == "Your cluster"
    project.change(SETTINGS, "short_name: Your cluster", "short_name: Your cluster of schools")
    assert project.problems() == [
        "data/site.yaml:4: short_name is 23 characters long; 16 is the most that it may have."
    ]


# ---------------------------------------------------------------- what changed


def feed(site: Path, name: str) -> Any:
    """The feed as a news reader has it; it must be as RFC 4287 says."""
    content = (site / name).read_bytes()
    etree.RelaxNG(etree.parse(GRAMMARS / "atom.rng")).assertValid(etree.fromstring(content))
    found = feedparser.parse(content)
    assert not found.bozo and found.version == "atom10"
    ids = [entry.id for entry in found.entries]
    assert len(set(ids)) == len(ids)
    (itself,) = [link.href for link in found.feed.links if link.rel == "self"]
    assert itself == f"{BASE}/{name}"
    return found


def test_what_changed_comes_as_a_feed_newest_first(project: Project) -> None:
    project.write("data/changes.yaml", LOG)
    project.build()
    found = feed(project.site, "changes.atom")
    assert [(entry.title, entry.updated, entry.link) for entry in found.entries] == [
        ('"Ravens" & <others> moved, and nobody knows where.', "2026-11-22T00:00:00Z", f"{BASE}/"),
        ("Ashbrow School is in Cluster 14 now.", "2026-11-20T00:00:00Z", f"{BASE}/schools/ashbrow-school/"),
    ]
    assert found.feed.updated == "2026-11-22T00:00:00Z"
    assert found.feed.title == "Small Clusters: changes"


def test_each_cluster_has_a_feed_of_its_own(project: Project) -> None:
    project.write("data/changes.yaml", LOG)
    project.build()
    of_cluster = feed(project.site, "clusters/14/changes.atom")
    assert [entry.title for entry in of_cluster.entries] == ["Ashbrow School is in Cluster 14 now."]
    assert of_cluster.feed.title == "Small Clusters: changes in Cluster 14"
    of_all = feed(project.site, "changes.atom")
    assert of_cluster.entries[0].id == of_all.entries[1].id
    assert feed(project.site, "clusters/3/changes.atom").entries == []
    assert of_cluster.feed.id != of_all.feed.id


def test_a_change_of_a_school_is_in_the_feed_of_its_cluster_even_if_the_log_does_not_say_so(project: Project) -> None:
    project.write("data/changes.yaml", LOG.replace("    clusters: 14\n", ""))
    project.build()
    assert len(feed(project.site, "clusters/14/changes.atom").entries) == 1


def test_a_change_of_a_school_that_was_renamed_since_leads_to_its_page(project: Project) -> None:
    project.write("data/changes.yaml", LOG.replace("ashbrow-school", "the-brow").replace("    clusters: 14\n", ""))
    project.change(
        SCHOOLS, "name: Ashbrow School\n", "name: Ashbrow School\n    former_addresses: /schools/the-brow/\n"
    )
    project.build()
    (entry,) = feed(project.site, "clusters/14/changes.atom").entries
    assert entry.link == f"{BASE}/schools/ashbrow-school/"


def test_a_feed_without_entries_is_valid_and_has_the_newest_day_of_its_data(project: Project) -> None:
    aged(project)
    project.build()
    for name in ("clusters/14/changes.atom", "clusters/3/changes.atom", "changes.atom"):
        found = feed(project.site, name)
        assert found.entries == []
    assert feed(project.site, "clusters/14/changes.atom").feed.updated == "2026-06-01T00:00:00Z"


def test_an_entry_keeps_its_id_when_others_join_and_the_site_moves(project: Project) -> None:
    project.write("data/changes.yaml", LOG)
    project.build()
    before = [entry.id for entry in feed(project.site, "changes.atom").entries]
    assert all(re.fullmatch("urn:uuid:[0-9a-f-]{36}", id) for id in before)
    project.append("data/changes.yaml", "  - day: 2026-11-23\n    says: Something new.\n")
    project.change(SETTINGS, BASE, "https://elsewhere.example")
    project.build()
    content = (project.site / "changes.atom").read_bytes()
    assert [entry.id for entry in feedparser.parse(content).entries][1:] == before


def test_what_was_logged_twice_comes_once(project: Project) -> None:
    project.write("data/changes.yaml", LOG + LOG.removeprefix("changes:\n"))
    project.build()
    assert len(feed(project.site, "changes.atom").entries) == 2


def test_home_and_cluster_pages_lead_to_their_feeds(project: Project) -> None:
    project.build()
    link = '<link rel="alternate" type="application/atom+xml" href="{}" title="What changed">'
    assert link.format("/changes.atom") in project.page("/")
    assert link.format("/clusters/14/changes.atom") in project.page("/clusters/14/")
    assert "atom+xml" not in project.page("/questions/")


def test_the_feeds_of_the_real_site_are_valid(built: Path) -> None:
    grammar = etree.RelaxNG(etree.parse(GRAMMARS / "atom.rng"))
    assert 'href="/changes.atom"' in (built / "changes/index.html").read_text("utf-8")
    paths = [built / "changes.atom", *sorted(built.glob("clusters/*/changes.atom"))]
    assert len(paths) == 18
    for path in paths:
        grammar.assertValid(etree.parse(path))
        assert not feedparser.parse(path.read_bytes()).bozo


def test_the_page_about_the_site_leads_to_all_of_the_data(built: Path) -> None:
    page = (built / "about-this-information/index.html").read_text("utf-8")
    for name in (
        "data/schools.json",
        "data/schools.schema.json",
        "data/schools.csv",
        "changes.atom",
        "data/facts.json",
    ):
        assert f'href="/{name}"' in page
        assert (built / name).is_file()
