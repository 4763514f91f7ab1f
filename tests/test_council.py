"""Another council: `init` begins its site, which has its own words, and nothing of anybody else's."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from findyourcluster.colours import LEAST_CONTRAST, contrast_with_white
from findyourcluster.commands import main
from findyourcluster.places import PROJECT
from tests.conftest import TODAY, Project, asset, files_in
from tests.host import Host
from tests.test_pages_made import words

FAMILIES = ("--group", "family of schools, families of schools", "--title", "{name} Family")
CLUSTER = re.compile("cluster", re.I)

SCHOOLS = [
    ("100001", "Hilltop Primary School", "Primary", "Hilltop", "North Family"),
    ("100002", "Brookside Infant School", "Primary", "Milltown", "North Family"),
    ("100003", "Milltown High School", "Secondary", "Milltown", "south"),
    ("100004", "St Anne's Catholic Primary School", "Primary", "Milltown", ""),
    ("100005", "South Bank School", "Primary", "Milltown", ""),
]


def begun(tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Project:
    """A site for Milltown, as `init` makes it with OPTIONS."""
    root = tmp_path / "milltown"
    assert main(["init", str(root), "--yes", "--today", TODAY, *options]) == 0
    return Project(root, capsys)


def with_schools(project: Project) -> Project:
    """PROJECT with what a register and a spreadsheet say of Milltown."""
    project.write(
        "data/sources.yaml",
        (project.root / "data/sources.yaml").read_text("utf-8").rstrip("\n")
        + "\n".join(
            f"\n  - id: {id}\n    title: {title}\n    publisher: Somebody\n    seen: {TODAY}"
            for id, title in (("register", "The register"), ("council-list", "The list of the council"))
        )
        + "\n",
    )
    register = [
        {
            "URN": urn,
            "LA (code)": "999",
            "LA (name)": "Milltown",
            "EstablishmentName": name,
            "TypeOfEstablishment (name)": "Community school",
            "EstablishmentStatus (name)": "Open",
            "PhaseOfEducation (name)": phase,
            "Town": town,
        }
        for urn, name, phase, town, _ in SCHOOLS
    ]
    source = written(project, "register.csv", register)
    done = project.run("import", "--gias", source, "--council", "Milltown", "--source", "register", "--write")
    assert done[0] == 0, done
    listed = written(project, "list.csv", [{"School": name, "Group": group} for _, name, _, _, group in SCHOOLS])
    done = project.run("import", "--list", listed, "--source", "council-list", "--write")
    assert done[0] == 0, done
    return project


def written(project: Project, name: str, rows: list[dict[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path = project.root.parent / name
    path.write_text(out.getvalue(), "utf-8")
    return str(path)


@pytest.fixture(scope="module")
def milltown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The built site of Milltown, where clusters are families of schools that have names."""
    with pytest.MonkeyPatch.context():
        root = tmp_path_factory.mktemp("council")
        quiet = _Quiet()
        project = with_schools(begun(root, quiet, *FAMILIES))  # type: ignore[arg-type]  # it reads what is said, too
        project.build()
        yield project.root


class _Quiet:
    """In the place of pytest's own, which lasts for one test only."""

    def readouterr(self) -> tuple[str, str]:
        return "", ""


# ---------------------------------------------------------------- init


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--group", "locality, localities", "--count", "12"),
        ("--group", "area partnership, area partnerships", "--title", "{name} Area Partnership"),
        FAMILIES,
    ],
)
def test_a_new_site_builds_and_passes_all_checks_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    project = begun(tmp_path, capsys, *options)
    status, out, _ = project.run("check")
    assert (status, "No problems found." in out, "for editors" in out) == (0, True, False)
    project.build()
    assert (project.site / "index.html").is_file()


def test_a_new_site_says_who_it_is_for_and_what_groups_are_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = ("--place", "Dale", "--council", "Dale District Council", "--owner", "Dale Parents", "--name", "Our Schools")
    project = begun(tmp_path, capsys, *said, "--group", "locality, localities", "--count", "2")
    project.build()
    assert "Which locality is your school in?" in words(project.page("/"))
    assert ">Our Schools</a>" in project.page("/")
    assert "Locality 2" in words(project.page("/localities/"))
    assert "The schools of Locality 2 are not published yet." in words(project.page("/localities/2/"))
    assert "Dale Parents" in words(project.page("/about/"))


def test_the_law_of_a_new_site_is_that_of_this_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = begun(tmp_path, capsys)
    here, there = (
        {each["id"]: each for each in yaml.safe_load((root / "data/facts.yaml").read_text("utf-8"))["facts"]}
        for root in (PROJECT, project.root)
    )
    assert len(there) > 30
    assert all(here[id] == fact for id, fact in there.items())
    assert all("law" in fact for fact in there.values())


def test_init_asks_what_no_option_says(tmp_path: Path) -> None:
    said = "Dale\n\nDale Parents\nlocality\nlocality, localities\n\nthree\n3\n\n"
    done = init(tmp_path / "dale", stdin=said)
    assert done.returncode == 0, done.stderr
    assert "What is its council called? [Dale Council]" in done.stdout
    assert "with a comma between" in done.stdout, "it asks again"
    assert '"three" is not a number.' in done.stdout
    settings = yaml.safe_load((tmp_path / "dale/data/site.yaml").read_text("utf-8"))
    assert settings["council"] == "Dale Council"
    assert settings["group"] == {
        "one": "locality",
        "many": "localities",
        "a": "a locality",
        "title": "Locality {number}",
        "folder": "localities",
    }
    assert settings["name"] == "Find Your Locality"
    assert (tmp_path / "dale/data/schools.yaml").read_text("utf-8").count("- number:") == 3


def init(folder: Path, *options: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "build.py"), "init", str(folder), *options]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--group", "locality"), "Write the word for one group and for several, with a comma between"),
        (("--title", "Locality"), "What one of them is called must have {number} or {name} in it."),
        (("--place", 'The "Dale"'), "The place cannot have '\"' in it."),
        (("--title", '{name} "Hub"'), "What one of them is called cannot have '\"' in it."),
        (("--count", "-1"), "How many there are cannot be less than 0."),
        (("--title", "{name} Locality", "--count", "3"), "Only groups that are known by their numbers can be counted."),
    ],
)
def test_what_init_cannot_take_is_said_and_nothing_is_begun(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], says: str
) -> None:
    assert main(["init", str(tmp_path / "new"), "--yes", *options]) == 1
    assert says in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_init_leaves_a_folder_that_has_something_in_it_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear", "utf-8")
    assert main(["init", str(tmp_path), "--yes"]) == 1
    assert "Name a folder that is new or empty." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_nobody_who_could_answer_is_said(tmp_path: Path) -> None:
    done = init(tmp_path / "dale")
    assert (done.returncode, "Say it in options, and the rest with --yes." in done.stderr) == (2, True)
    assert not (tmp_path / "dale").exists()


def test_the_commands_of_its_own_readme_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = begun(tmp_path, capsys)
    readme = (project.root / "README.md").read_text("utf-8")
    commands = [line for block in re.findall("```sh\n(.*?)```", readme, re.S) for line in block.splitlines()]
    assert [line.split()[2] for line in commands] == ["serve", "check", "--root"]
    for line in commands[1:]:
        _, *rest = line.split()
        done = subprocess.run([sys.executable, *rest], cwd=project.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- its words


def test_a_school_is_in_what_its_council_calls_a_cluster(milltown: Path) -> None:
    text = page(milltown, "/schools/hilltop-primary-school/")
    assert "Hilltop Primary School is in North Family." in text
    assert "Other schools in North Family Brookside Infant School" in text
    unknown = page(milltown, "/schools/st-annes-catholic-primary-school/")
    assert "We do not know yet which family of schools St Anne's Catholic Primary School is in." in unknown
    assert "No public source that we could read says which." in unknown
    assert page(milltown, "/families-of-schools/").count("Family") >= 2
    assert "We know of 2 schools in North Family." in page(milltown, "/families-of-schools/1/")


def page(root: Path, address: str) -> str:
    return words((root / "site" / address.strip("/") / "index.html").read_text("utf-8"))


def test_what_is_published_has_no_word_of_another_council(milltown: Path) -> None:
    """Neither what is read, nor addresses, nor what programs and scripts say; names in code are not words."""
    for path in sorted((milltown / "site").rglob("*")):
        name = path.relative_to(milltown / "site").as_posix()
        if name == ".find-your-cluster":
            continue  # that is how the program knows its own
        assert not CLUSTER.search(name), name
        if path.suffix == ".html":
            for said in Said.of(re.sub("#cluster(?:-[0-9]+)?", "", path.read_text("utf-8"))):
                assert not CLUSTER.search(said), f"{name}: {said}"
        elif path.suffix in {".atom", ".xml", ".txt", ".webmanifest"} or name.startswith("_"):
            assert not CLUSTER.search(path.read_text("utf-8").replace("find-your-cluster", "")), name
        elif path.suffix == ".json" and "schema" not in name and "metadata" not in name:
            for said in values(json.loads(path.read_text("utf-8"))):
                assert not CLUSTER.search(said), f"{name}: {said}"


class Said(HTMLParser):
    """All that a page says: its text, and the attributes that are read out, shown, or lead somewhere."""

    ATTRIBUTES = ("alt", "aria-label", "content", "href", "placeholder", "title", "value", "action", "src")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        return parser.found

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        kept = (value for key, value in attrs if value and (key in self.ATTRIBUTES or key.startswith("data-")))
        self.found += [value for value in kept if not value.startswith("#")]


def values(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list | dict):
        for each in [data[key] for key in data if key != "fields"] if isinstance(data, dict) else data:
            yield from values(each)


def test_nothing_outside_its_own_folder_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {folder: files_in(PROJECT / folder) for folder in ("content", "data", "templates", "static")}
    with_schools(begun(tmp_path, capsys, *FAMILIES)).build()
    assert before == {folder: files_in(PROJECT / folder) for folder in before}
    assert {path.name for path in tmp_path.iterdir()} == {"milltown", "register.csv", "list.csv"}


@pytest.mark.browser
def test_the_search_knows_what_a_cluster_is_called(milltown: Path, browser: Browser) -> None:
    with Host(milltown / "site") as address:
        tab = browser.new_page()
        tab.goto(f"{address}/find/")
        box = tab.get_by_role("combobox")
        for typed, found in (("North Family", 1), ("nor", 1), ("family of schools hilltop", 1)):
            box.fill("")
            box.press_sequentially(typed)
            expect(tab.get_by_role("option")).to_have_count(found)
        expect(tab.get_by_role("option")).to_have_text(re.compile("Hilltop Primary School"))
        box.fill("")
        box.press_sequentially("south")  # a school is called so, too
        expect(tab.get_by_role("option")).to_have_text([re.compile("south Family"), re.compile("South Bank School")])
        box.press("Enter")
        expect(tab).to_have_url(f"{address}/find/?q=south")
        box.fill("south family")
        box.press("Enter")
        expect(tab).to_have_url(f"{address}/families-of-schools/2/")
        tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_its_pages_are_for_everybody(milltown: Path, browser: Browser, width: int) -> None:
    with Host(milltown / "site") as address:
        tab = browser.new_page(viewport={"width": width, "height": 800}, bypass_csp=True)
        for where in ("/", "/find/", "/schools/hilltop-primary-school/", "/families-of-schools/1/", "/your-rights/"):
            tab.goto(address + where)
            found = Axe().run(tab)
            assert found.violations_count == 0, (where, found.generate_report())
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, where
        tab.close()


def test_news_and_notices_have_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = with_schools(begun(tmp_path, capsys, *FAMILIES))
    project.build()
    project.change("data/schools.yaml", "name: North\n", "name: Northern\n")
    project.change("data/schools.yaml", "cluster: 2", "cluster: 1")
    project.build()
    log = (project.root / "data/changes.yaml").read_text("utf-8")
    assert "North Family is called Northern Family now." in log
    assert "Milltown High School is in Northern Family. Before, this site said south Family." in log
    told = project.run("notices")[1]
    assert "which family of schools each school is in" in told


def test_a_list_may_name_them_in_other_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = with_schools(begun(tmp_path, capsys, *FAMILIES))
    forms = (
        "North Family\nHilltop Primary\nHoly Family Catholic Primary School\nThe South family\nSt Anne's Primary\n",
        "North Family of schools\nHilltop Primary\nThe South Family of schools\nSt Anne's Primary\n",
        "Family of Schools,School\nthe north family,Hilltop Primary\nSouth,St Anne's RC Primary\n",
        "North Family,South Family\nHilltop Primary,St Anne's Primary\n",
    )
    for form in forms:
        (project.root.parent / "other.csv").write_text(form, "utf-8")
        told = project.run("import", "--list", str(project.root.parent / "other.csv"), "--source", "council-list")[1]
        assert "- St Anne's Catholic Primary School is in south Family." in told, told
        assert "is new" not in told, "no school is taken for a family of schools"


def test_what_may_be_a_slip_or_says_nothing_is_for_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = with_schools(begun(tmp_path, capsys, *FAMILIES))
    rows = [{"School": "Hilltop Primary", "Group": "Norht"}, {"School": "St Anne's Primary", "Group": "TBC"}]
    told = project.run("import", "--list", written(project, "other.csv", rows), "--source", "council-list")[1]
    assert "2 lines: 0 sure, 2 for you to settle." in told
    assert "Is that North Family? If it is another, add it under clusters: in data/schools.yaml" in told
    assert "The list does not say which family of schools." in told
    assert "There is nothing to write." in told


def test_what_is_new_goes_into_files_of_windows_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = with_schools(begun(tmp_path, capsys, *FAMILIES))
    path = project.root / "data/schools.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    listed = written(project, "other.csv", [{"School": "St Anne's Primary", "Group": 'The "Old" Town'}])
    assert project.run("import", "--list", listed, "--source", "council-list", "--write")[0] == 0
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    project.build()
    assert 'The "Old" Town Family' in page(project.root, "/families-of-schools/3/")


def test_a_number_that_was_published_is_not_given_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = with_schools(begun(tmp_path, capsys, *FAMILIES))
    project.build()
    text = (project.root / "data/schools.yaml").read_text("utf-8")
    project.write(
        "data/schools.yaml", text.replace("  - number: 2\n    name: south\n", "").replace("cluster: 2", "cluster: 1")
    )
    listed = written(project, "other.csv", [{"School": "St Anne's Primary", "Group": "West"}])
    assert project.run("import", "--list", listed, "--source", "council-list", "--write")[0] == 0
    assert "- number: 3\n    name: West" in (project.root / "data/schools.yaml").read_text("utf-8")


def test_a_council_that_the_register_calls_otherwise_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = with_schools(begun(tmp_path, capsys, *FAMILIES))
    source = str(tmp_path / "register.csv")
    status, _, err = project.run("import", "--gias", source, "--council", "Miltown", "--source", "register")
    assert (status, 'Did you mean "Milltown"?' in err) == (1, True)


def test_names_stay_in_their_language_in_pages_of_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = with_schools(begun(tmp_path, capsys, *FAMILIES))
    languages = "languages:\n  - {code: ur, name: اردو, direction: rtl}\npublish_unreviewed: yes\nstatus: preview"
    project.change("data/site.yaml", "status: preview", languages)
    project.append("content/what-it-is.md", "Look at {{ cluster: 1 }}.\n")
    project.run("translations", "--update", "ur")
    path = project.root / "data/languages/ur.po"
    catalogue = path.read_text("utf-8").replace(
        'msgid "{name} Family"\nmsgstr ""', 'msgid "{name} Family"\nmsgstr "{name} فیملی"'
    )
    path.write_text(catalogue, "utf-8")
    project.build()
    home = project.page("/ur/families-of-schools/1/")
    assert '<h1><span lang="en-GB" dir="ltr">North</span> فیملی</h1>' in home
    assert "<title>\u2066North\u2069 فیملی" in home
    crumb = project.page("/ur/families-of-schools/1/share/")
    assert "\u2066North\u2069 فیملی" in crumb
    foreign = project.page("/ur/what-it-is/")
    original = '<span lang="en-GB" dir="ltr">North</span>'
    assert f'<a href="/ur/families-of-schools/1/">{original} Family</a>' in foreign, "the words around it are English"


def test_translators_get_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = begun(tmp_path, capsys, "--group", "locality, localities", "--count", "1")
    project.change("data/site.yaml", "status: preview", "languages:\n  - {code: pl, name: Polski}\nstatus: preview")
    assert project.run("translations", "--update", "pl")[0] == 0
    catalogue = (project.root / "data/languages/pl.po").read_text("utf-8")
    assert 'msgid "Do you know your locality?"\n' in catalogue
    assert "locality" in catalogue
    assert not [
        line
        for line in catalogue.splitlines()
        if CLUSTER.search(line) and not line.startswith("#") and not re.search(r"[({]cluster[)}]", line)
    ]
    translated = re.sub(
        '(msgid "Do you know your locality[?]"\n)msgstr ""', r'\1msgstr "Znasz swoją okolicę?"', catalogue
    )
    project.write("data/languages/pl.po", translated)
    project.change("data/site.yaml", "status: preview", "publish_unreviewed: yes\nstatus: preview")
    with_schools(project).build()
    assert "Znasz swoją okolicę?" in project.page("/pl/schools/hilltop-primary-school/share/")


# ---------------------------------------------------------------- mistakes in its settings


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ('title: "Family"', "title must have {number} or {name} in it"),
        ('title: "{school} Family"', "title must have {number} or {name} in it"),
        ('title: "<b>{name}</b>"', "title cannot have < in it."),
    ],
)
def test_a_mistake_in_what_they_are_called_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: str, says: str
) -> None:
    project = begun(tmp_path, capsys, *FAMILIES)
    project.change("data/site.yaml", 'title: "{name} Family"', typed)
    assert any(says in line for line in project.problems())


def test_a_folder_in_which_other_things_stand_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = begun(tmp_path, capsys, "--group", "area, areas")
    assert "folder: areas-of-schools" in (project.root / "data/site.yaml").read_text("utf-8")
    project.build()
    project.change("data/site.yaml", "folder: areas-of-schools", "folder: schools")
    assert any('Their pages cannot stand in the folder "schools"' in line for line in project.problems())


def test_another_word_for_what_is_published_keeps_its_addresses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = begun(tmp_path, capsys, "--group", "locality, localities", "--count", "2")
    project.build()
    project.change("data/site.yaml", 'many: "localities"', 'many: "neighbourhoods"')
    project.build()
    project.change("data/site.yaml", "folder: localities", "folder: neighbourhoods")
    (project.root / "content/localities.md").rename(project.root / "content/neighbourhoods.md")
    fix = "Write folder: localities below group: in data/site.yaml, so that the addresses stay as they are."
    assert any(fix in line for line in project.problems())


def test_one_that_is_known_by_its_name_needs_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = begun(tmp_path, capsys, *FAMILIES)
    project.change("data/schools.yaml", "clusters: []", "clusters:\n  - number: 7")
    (problem,) = project.problems()
    assert "The cluster with the number 7 has no name" in problem


def test_a_live_site_with_an_address_that_is_never_real_is_noticed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = begun(tmp_path, capsys)
    project.change("data/site.yaml", "status: preview", "status: live")
    told = project.run("check")[1]
    assert 'The site is live, and its address "https://find-your-cluster.example" is one that is never real.' in told


def test_a_figure_of_the_team_needs_the_team(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = begun(tmp_path, capsys)
    project.append("content/what-it-is.md", "## Who is who?\n\n{{ figure: who-is-who }}\n")
    (problem,) = project.problems()
    assert 'The figure "who-is-who" shows the team that advises schools, and no data says who that is.' in problem


# ---------------------------------------------------------------- its colour


def test_a_colour_is_that_of_the_top_the_pictures_and_the_icon(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = begun(tmp_path, capsys)
    project.build()
    card = (project.site / "share/site.png").read_bytes()
    project.change("data/site.yaml", '# colour: "#0d4a45"', 'colour: "#5b1a6b"')
    project.build()
    style = (project.site / asset(project.site, "style.css").lstrip("/")).read_text("utf-8")
    assert "--brand: #5b1a6b;" in style
    assert "#0d4a45" not in style
    assert "#5b1a6b" in (project.site / "favicon.svg").read_text("utf-8")
    assert '<meta name="theme-color" content="#5b1a6b"' in project.page("/")
    assert (project.site / "share/site.png").read_bytes() != card


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("teal", 'colour "teal" is none that can be read.'),
        ('"#7fb3d5"', "White letters on the colour #7fb3d5 are hard to read."),
    ],
)
def test_a_colour_that_cannot_be_is_said_with_one_that_can(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: str, says: str
) -> None:
    project = begun(tmp_path, capsys)
    project.change("data/site.yaml", '# colour: "#0d4a45"', f"colour: {typed}")
    (problem,) = project.problems()
    assert says in problem
    if offered := re.search('This shade is dark enough: colour: "(#[0-9a-f]{6})"', problem):
        assert contrast_with_white(offered[1]) >= LEAST_CONTRAST
