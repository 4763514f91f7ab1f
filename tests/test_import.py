"""Schools from the official register, clusters from spreadsheets, and what has changed since."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from findyourcluster.files import Folder
from findyourcluster.grid import latitude_and_longitude
from findyourcluster.load import load
from findyourcluster.matching import Asked, Known, Matcher
from findyourcluster.places import PROJECT
from tests.conftest import Project

SCHOOLS = "data/schools.yaml"
COLUMNS = (
    "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),OpenDate,"
    "CloseDate,PhaseOfEducation (name),StatutoryLowAge,StatutoryHighAge,Locality,Town,Postcode,"
    "SchoolWebsite,Easting,Northing"
).split(",")
BIRKBY = {
    "URN": "107626",
    "LA (code)": "382",
    "LA (name)": "Smalldale",
    "EstablishmentName": "Birkby Junior School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "7",
    "StatutoryHighAge": "11",
}


def register(project: Project, *rows: dict[str, str], name: str = "gias.csv") -> str:
    """The register's extract with ROWS, as it is published: in the letters of Windows."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows({**BIRKBY, **row} for row in rows)
    path = project.root / name
    path.write_bytes(out.getvalue().encode("cp1252"))
    return str(path)


def as_it_is(project: Project) -> list[dict[str, str]]:
    """The schools of the small project, as a register that knows nothing else of them has them."""
    return [
        {
            "URN": school.urn,
            "EstablishmentName": school.name,
            "TypeOfEstablishment (name)": school.type,
            "PhaseOfEducation (name)": "",
            "Town": school.town,
        }
        for school in load(Folder(project.root)).site.schools
    ]


def sheet(project: Project, rows: Sequence[Any], name: str = "list.csv") -> str:
    path = project.root / name
    if name.endswith(".xlsx"):
        book = Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    return str(path)


def clusters(project: Project) -> dict[str, int | None]:
    return {school.slug: school.cluster for school in load(Folder(project.root)).site.schools}


# ---------------------------------------------------------------- the register


def test_what_the_register_says_is_told_first_and_written_only_when_asked(project: Project) -> None:
    before = (project.root / SCHOOLS).read_text("utf-8")
    new = {"URN": "100001", "EstablishmentName": "New Lane Primary School", "Town": "Milltown", "StatutoryLowAge": "3"}
    file = register(project, *as_it_is(project), new)
    status, out, _ = project.run("import", "--gias", file, "--source", "register")
    assert status == 0
    assert "- New Lane Primary School (URN 100001) in Milltown is open, and is not on the site." in out
    assert "Nothing was: do the same again with --write." in out
    assert (project.root / SCHOOLS).read_text("utf-8") == before
    assert project.run("import", "--gias", file, "--source", "register", "--write")[0] == 0
    assert project.problems() == []
    project.build()
    assert "New Lane Primary School" in project.page("/schools/new-lane-primary-school/")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("www.hill.example", "website: https://www.hill.example"),
        ("http://Http://www.hill.example", ""),
        ("http://hill's.example", ""),
        ("none", ""),
    ],
)
def test_a_website_of_the_register_that_is_none_is_left_out(project: Project, typed: str, written: str) -> None:
    new = {"URN": "100001", "EstablishmentName": "Hill School", "SchoolWebsite": typed}
    file = register(project, *as_it_is(project), new)
    assert project.run("import", "--gias", file, "--source", "register", "--write")[0] == 0
    assert project.problems() == []
    entry = (project.root / SCHOOLS).read_text("utf-8").partition("name: Hill School")[2].partition("  - ")[0]
    assert (written in entry, "website" in entry) == (True, bool(written))


def test_a_second_import_changes_nothing(project: Project) -> None:
    file = register(project, *as_it_is(project), {"URN": "100001", "EstablishmentName": "New Lane Primary School"})
    project.run("import", "--gias", file, "--source", "register", "--write")
    after = (project.root / SCHOOLS).read_text("utf-8")
    assert "There is nothing to write." in project.run("import", "--gias", file, "--source", "register", "--write")[1]
    assert (project.root / SCHOOLS).read_text("utf-8") == after


def test_notes_and_what_people_added_stay(project: Project) -> None:
    project.change(
        SCHOOLS, "    name: Ashbrow School\n", "    name: Ashbrow School # as its sign says\n    # ring first\n"
    )
    rows = [{**row, "Postcode": "AB1 2CD"} if row["URN"] == "107626" else row for row in as_it_is(project)]
    before = (project.root / SCHOOLS).read_text("utf-8").splitlines()
    assert project.run("import", "--gias", register(project, *rows), "--source", "register", "--write")[0] == 0
    after = (project.root / SCHOOLS).read_text("utf-8").splitlines()
    assert "    name: Ashbrow School # as its sign says" in after
    assert "    # ring first" in after
    assert "    postcode: AB1 2CD" in after
    assert len(set(before) - set(after)) <= 4  # what is renewed of that one school


@pytest.mark.parametrize(
    ("row", "says", "written"),
    [
        (
            {"EstablishmentName": "Birkby Academy"},
            "Birkby Junior School (URN 107626) is called Birkby Academy now. Its address stays as it is.",
            "slug: birkby-junior-school",
        ),
        ({"Postcode": "ab1 2cd"}, "The postcode of Birkby Junior School (URN 107626) is AB1 2CD;", "postcode: AB1 2CD"),
        (
            {"SchoolWebsite": "www.birkby.example"},
            "is https://www.birkby.example",
            "website: https://www.birkby.example",
        ),
        (
            {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"},
            "Birkby Junior School (URN 107626) closed on 31 August 2026.",
            "closed: 2026-08-31",
        ),
        (
            {"Easting": "415500", "Northing": "418200"},
            "Birkby Junior School (URN 107626) stands at 53.6",
            "latitude: 53.6",
        ),
    ],
)
def test_what_has_changed_since_is_said_and_can_be_applied(
    project: Project, row: dict[str, str], says: str, written: str
) -> None:
    rows = [{**each, **row} if each["URN"] == "107626" else each for each in as_it_is(project)]
    file = register(project, *rows)
    status, out, _ = project.run("drift", "--gias", file)
    assert status == 1
    assert says in out
    project.run("drift", "--gias", file, "--source", "register", "--write")
    assert written in (project.root / SCHOOLS).read_text("utf-8")
    assert project.problems() == []
    assert project.run("drift", "--gias", file)[0] == 0


def test_who_took_over_whom_stands_in_the_registers_links(project: Project) -> None:
    closed = {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"}
    rows = [{**each, **closed} if each["URN"] == "107626" else each for each in as_it_is(project)]
    links = project.root / "links.csv"
    links.write_text("URN,LinkURN,LinkType\n107626,107628,Successor\n", "utf-8")
    file = register(project, *rows)
    project.run("drift", "--gias", file, "--links", str(links), "--source", "register", "--write")
    assert "merged_into: ashbrow-school" in (project.root / SCHOOLS).read_text("utf-8")


def test_a_register_that_says_the_same_is_no_drift(project: Project) -> None:
    status, out, _ = project.run("drift", "--gias", register(project, *as_it_is(project)))
    assert (status, out) == (0, "The register says what the site says.\n")


def test_schools_that_are_in_no_cluster_and_those_of_other_councils_are_left_out(project: Project) -> None:
    rows = [
        {
            "URN": "100001",
            "EstablishmentName": "A Special School",
            "TypeOfEstablishment (name)": "Community special school",
        },
        {"URN": "100002", "EstablishmentName": "Elsewhere School", "LA (code)": "999", "LA (name)": "Elsewhere"},
        {"URN": "100003", "EstablishmentName": "A Closed School", "EstablishmentStatus (name)": "Closed"},
    ]
    file = register(project, *as_it_is(project), *rows)
    out = project.run("import", "--gias", file, "--council", "382", "--source", "register")[1]
    assert out == "There is nothing to write.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--gias", "{file}"), "Say where it comes from: --source"),
        (("--gias", "{file}", "--source", "registr"), 'Did you mean "register"?'),
        (("--gias", "{other}", "--source", "register"), "This file has no column URN and no column EstablishmentName"),
        (("--list", "{other}", "--source", "register"), "has no schools with clusters that can be read"),
        (("--gias", "{none}", "--source", "register"), "There is no file nowhere.csv in"),
    ],
)
def test_what_cannot_be_imported_is_said(project: Project, arguments: tuple[str, ...], says: str) -> None:
    (project.root / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    files = {"file": register(project, *as_it_is(project)), "other": project.root / "other.csv", "none": "nowhere.csv"}
    status, _, err = project.run("import", *(each.format(**files) for each in arguments))
    assert status == 1
    assert says in err
    assert "Nothing was written." in err


def test_places_on_the_national_grid_become_those_of_maps() -> None:
    """The worked example of Ordnance Survey's guide: Caister water tower, as maps on the web have it."""
    latitude, longitude = latitude_and_longitude(651409.903, 313177.270)
    assert latitude == pytest.approx(52.65798, abs=1e-4)
    assert longitude == pytest.approx(1.71605, abs=1e-4)


def test_of_a_register_of_many_councils_only_those_that_are_on_the_site_are_meant(project: Project) -> None:
    far = {"URN": "100009", "LA (code)": "999", "LA (name)": "Farshire", "EstablishmentName": "Far School"}
    file = register(project, *as_it_is(project), far)
    assert project.run("drift", "--gias", file)[1] == "The register says what the site says.\n"
    assert "Far School" in project.run("drift", "--gias", file, "--council", "all")[1]
    project.write(SCHOOLS, "clusters: []\nschools: []\n")
    project.change("data/site.yaml", "cluster_count: 3\n", "")
    status, _, err = project.run("import", "--gias", file, "--source", "register")
    assert (status, "The file has schools of 2 councils. Say which you want: --council NAME." in err) == (1, True)


def test_a_file_that_is_not_there_is_said_with_the_folder_and_the_likely_name(project: Project) -> None:
    register(project, *as_it_is(project), name="edubase.csv")
    status, _, err = project.run("drift", "--gias", str(project.root / "edubasse.csv"))
    assert status == 1
    assert f'There is no file edubasse.csv in {project.root}. Did you mean "edubase.csv"?' in err


# ---------------------------------------------------------------- lists of schools and clusters


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("list.csv", [["School", "Cluster"], ["Ashbrow School", "3"], ["Birkby Junior", "Cluster 3"]]),
        (
            "list.csv",
            [["Kirklees clusters 2026"], [], ["Cluster No.", "School name"], ["3", "Ashbrow"], ["", "Birkby Jnr"]],
        ),
        ("list.csv", [["Cluster 1", "Cluster 3"], ["", "Ashbrow School"], ["", "Birkby J S"]]),
        ("list.csv", [["Cluster 3"], ["Ashbrow School"], ["Birkby Junior School"], ["Total", "2"]]),
        ("list.xlsx", [["School", "Cluster", "URN"], ["Ashbrow", 3.0, 107628.0], ["?", 3, 107626]]),
    ],
)
def test_lists_are_read_in_the_forms_that_councils_send(project: Project, name: str, rows: list[list[object]]) -> None:
    file = sheet(project, rows, name)
    sure = ("--source", "school-page", "--confidence", "confirmed", "--write")
    status, out, err = project.run("import", "--list", file, *sure)
    assert status == 0, err
    assert clusters(project)["ashbrow-school"] == 3, out
    assert project.problems() == []


def test_a_running_number_is_no_cluster_and_an_empty_cell_says_nothing(project: Project) -> None:
    rows = [["No.", "School", "Cluster"], [1, "Ashbrow School", 3], [2, "Birkby Junior School", ""], [3, "Hogwarts", 3]]
    out = project.run("import", "--list", sheet(project, rows), "--source", "school-page")[1]
    assert "Ashbrow School is in Cluster 3;" in out
    assert "The list does not say which cluster, or not as a number." in out
    assert "Birkby Junior School is in Cluster" not in out


def test_a_file_that_is_no_spreadsheet_is_said(project: Project) -> None:
    (project.root / "list.xlsx").write_text("School,Cluster", "utf-8")
    status, _, err = project.run("import", "--list", str(project.root / "list.xlsx"), "--source", "school-page")
    assert status == 1
    assert "list.xlsx cannot be read as a spreadsheet." in err


def test_files_of_windows_keep_their_line_ends(project: Project) -> None:
    path = project.root / SCHOOLS
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    rows = [["School", "Cluster"], ["St Joseph's Catholic Primary Academy, Dewsbury", 3]]
    assert project.run("import", "--list", sheet(project, rows), "--source", "school-page", "--write")[0] == 0
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    assert project.problems() == []


def test_notes_stay_above_the_entry_that_they_are_about(project: Project) -> None:
    path = project.root / SCHOOLS
    there = next(school for school in load(Folder(project.root)).site.schools if school.name.startswith("St Joseph"))
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines.insert(there.at.record.line - 1, "  # Ask it again in spring.\n")
    path.write_text("".join(lines), "utf-8")
    new = {"URN": "100002", "EstablishmentName": "Birkby Zion School"}
    file = register(project, *as_it_is(project), new)
    assert project.run("import", "--gias", file, "--source", "school-page", "--write")[0] == 0
    text = path.read_text("utf-8")
    assert text.index("Birkby Zion School") < text.index("# Ask it again in spring.")
    assert "name: St Joseph" in text[text.index("# Ask it again in spring.") :].split("- ")[1]


def test_what_is_surer_here_is_not_overwritten(project: Project) -> None:
    rows = [["School", "Cluster"], ["Ashbrow School", 3]]
    status, out, _ = project.run("import", "--list", sheet(project, rows), "--source", "school-page", "--write")
    assert status == 0
    assert (
        "the site says Cluster 14, which is published by a school. Nothing is changed: settle it in its entry." in out
    )
    assert clusters(project)["ashbrow-school"] == 14


def test_what_is_not_sure_is_for_a_person_and_changes_nothing(project: Project) -> None:
    names = ("St Joseph's Catholic Primary Academy", "Hogwarts", "Birkby Infants")
    rows = [["School", "Cluster"], *([name, "3"] for name in names)]
    before = clusters(project)
    status, out, _ = project.run("import", "--list", sheet(project, rows), "--source", "school-page", "--write")
    assert status == 0
    assert "3 lines: 0 sure, 3 for you to settle." in out
    assert "row 2: St Joseph's Catholic Primary Academy (Cluster 3). 2 schools could be meant." in out
    assert "row 3: Hogwarts (Cluster 3). No school that we know has a name like that." in out
    assert clusters(project) == before


def test_a_person_settles_it_in_the_report_and_imports_that(project: Project) -> None:
    rows = [["School", "Cluster"], ["St Joseph's Catholic Primary Academy", 3]]
    report = project.root / "report.csv"
    arguments = ("--source", "school-page", "--report", str(report))
    project.run("import", "--list", sheet(project, rows), *arguments)
    filled = list(csv.reader(io.StringIO(report.read_text("utf-8"))))
    assert filled[0] == ["row", "school", "cluster", "urn", "found", "could be"]
    assert filled[1][3:5] == ["", "doubtful"]
    filled[1][3] = re.findall(r"\d{6}", filled[1][5])[0]
    project.run(
        "import",
        "--list",
        sheet(project, [list(row) for row in filled], "again.csv"),
        "--source",
        "school-page",
        "--write",
    )
    assert sorted(number for number in clusters(project).values() if number) == [3, 14, 14]


def test_a_school_in_two_clusters_of_one_list_is_not_sure(project: Project) -> None:
    rows = [["School", "Cluster"], ["Ashbrow School", 3], ["Ashbrow", 1]]
    out = project.run("import", "--list", sheet(project, rows), "--source", "school-page")[1]
    assert "The list has Ashbrow School in Cluster 1 and in Cluster 3." in out
    assert "There is nothing to write." in out


def test_a_cluster_that_is_not_there_is_named(project: Project) -> None:
    rows = [["School", "Cluster"], ["Ashbrow School", 99]]
    out = project.run("import", "--list", sheet(project, rows), "--source", "school-page", "--write")[1]
    assert "Ashbrow School is in Cluster 99, which is not there. Add a line under clusters: - number: 99" in out


# ---------------------------------------------------------------- messy names, by the hundred

SHORTER = (
    ("Church of England", ("C of E", "CofE", "CE", "C.E.", "C. of E.")),
    ("Catholic", ("RC", "R.C.", "Roman Catholic")),
    ("Junior and Infant", ("J & I", "J&I", "J and I", "Junior & Infant")),
    ("Junior Infant and Nursery", ("J I & N", "JI&N", "J.I.N.", "Junior, Infant & Nursery")),
    ("Infant and Nursery", ("I & N", "Inf & Nursery", "Infant & Nursery")),
    ("Junior", ("Jnr", "Jun.", "JUNIOR")),
    ("Infant", ("Inf", "Infants'", "Infants")),
    ("Primary", ("Prim.", "Pri", "primary")),
    ("Academy", ("Acad.", "academy")),
    ("School", ("Sch.", "Schl", "school", "")),
    ("St ", ("St. ", "Saint ", "ST ")),
    (" and ", (" & ", " + ")),
    ("'", ("’", "", "`")),
)


def messy(name: str, town: str, dice: random.Random) -> str:
    """NAME as somebody typed it who had many to type."""
    for whole, ways in SHORTER:
        if whole in name and dice.random() < 0.5:
            name = name.replace(whole, dice.choice(ways), 1)
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if long and dice.random() < 0.15:
        at = dice.choice(long)
        place = dice.randrange(2, len(words[at]) - 1)
        words[at] = words[at][:place] + words[at][place + 1 :]  # a letter left out
    name = " ".join(words)
    if dice.random() < 0.3:
        name = name.upper() if dice.random() < 0.5 else name.lower()
    if town and dice.random() < 0.2:
        name += dice.choice((f" ({town})", f", {town}"))
    return name.replace(" ", dice.choice((" ", "  ", "\u00a0")), 1)


def test_messy_names_are_found_and_none_is_found_wrongly() -> None:
    schools = load(Folder(PROJECT)).site.schools
    known = [
        Known(
            each.urn or each.slug,
            (each.name, *each.aliases, *each.former_names),
            each.postcode,
            (each.town, each.locality),
        )
        for each in schools
    ]
    matcher = Matcher(known)
    dice = random.Random(200)
    twins = {name for name in (each.name for each in schools) if sum(each.name == name for each in schools) > 1}
    asked = [each for each in schools if each.name not in twins]
    asked += dice.sample(asked, 200 - len(asked))
    found = [(each, matcher.match(Asked(messy(each.name, each.town, dice)))) for each in asked]
    wrong = [
        (match.asked.name, match.school.names[0])
        for each, match in found
        if match.school and match.school.id != (each.urn or each.slug)
    ]
    missed = [
        (match.asked.name, match.why, [one.names[0] for one in match.found]) for _, match in found if not match.sure
    ]
    assert wrong == []
    assert len(missed) <= 4, missed  # of 200


def test_names_of_other_schools_are_not_taken_for_ours() -> None:
    schools = load(Folder(PROJECT)).site.schools
    known = [
        Known(each.slug, (each.name, *each.aliases, *each.former_names), each.postcode, (each.town,))
        for each in schools
    ]
    for left_out in known[::6]:  # each in turn is a school that the site does not have
        matcher = Matcher([each for each in known if each is not left_out])
        match = matcher.match(Asked(left_out.names[0]))
        assert match.school is None or set(match.school.names) & set(left_out.names), (left_out.names[0], match.found)


def test_the_same_name_at_another_postcode_is_doubtful() -> None:
    matcher = Matcher([Known("100001", ("St John's CE Primary School",), "WF17 1AA", ("Batley",))])
    assert matcher.match(Asked("St John's CE Primary School", postcode="WF17 1AA")).sure
    assert not matcher.match(Asked("St John's CE Primary School", postcode="HD5 9XX")).sure


def test_a_urn_beside_another_name_is_doubtful() -> None:
    matcher = Matcher([Known("100001", ("Hill School",)), Known("100002", ("Dale School",))])
    match = matcher.match(Asked("Dale School", urn="100001"))
    assert not match.sure
    assert match.why == "The URN 100001 is that of Hill School, and the name beside it is another."
    assert matcher.match(Asked("Hill Sch.", urn="100001")).sure


def test_all_spreadsheets_of_one_list_say_the_same(project: Project) -> None:
    rows = [["School", "Cluster"], ["Ashbrow", 3], ["Birkby Junior", 1]]
    said = [
        project.run("import", "--list", sheet(project, rows, name), "--source", "school-page")[1]
        for name in ("one.csv", "one.xlsx")
    ]
    assert said[0] == said[1]
