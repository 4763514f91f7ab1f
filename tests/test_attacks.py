"""What somebody hostile could type into content/ and data/: told with its place, or harmless to readers."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import html5lib
import pytest
from lxml import etree

from findyourcluster.addresses import FACTS_FILE
from findyourcluster.filenames import is_reserved
from tests.conftest import Project, files_in

PAGE = "content/extra.md"
TOP = "---\ntitle: Extra\ndescription: More words.\n---\n\n"
SCHOOLS, SITE, CONTACTS, FACTS = "data/schools.yaml", "data/site.yaml", "data/contacts.yaml", "data/facts.yaml"
GLOSSARY, SOURCES, LEDGER = "data/glossary.yaml", "data/sources.yaml", "data/addresses.txt"
NAME = "name: Ashbrow School"
MARKUP = """'</title></script><script>alert("EVIL")</script><img src=x onerror="EVIL">'"""

FORBIDDEN = {"iframe", "object", "embed", "base", "applet", "frame", "frameset", "portal", "foreignobject"}


@pytest.fixture
def project(built_small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Project:
    """A copy of it, without the list of addresses: else it is missed first that an address is another."""
    shutil.copytree(built_small, tmp_path / "project")
    (tmp_path / "project" / LEDGER).unlink()
    return Project(tmp_path / "project", capsys)


def told(project: Project, file: str) -> str:
    """What `build` says of FILE, which it must refuse; the site stays as it was."""
    before = files_in(project.site)
    status, _, said = project.run("build")
    assert "Traceback" not in said
    assert status == 1, said
    assert files_in(project.site) == before
    return "\n".join(line for line in said.splitlines() if line.startswith(file))


def dangers(site: Path) -> list[str]:
    """What in the pages of SITE could run or load something of somebody else's."""
    found = []
    for path in sorted(site.rglob("*.html")):
        for element in html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False).iter():
            if not isinstance(element.tag, str):
                continue
            tag = element.tag.rpartition("}")[2].casefold()
            if tag in FORBIDDEN:
                found.append(f"{path.name}: <{tag}>")
            if tag == "script" and element.get("type") != "application/ld+json" and "EVIL" in (element.text or ""):
                found.append(f"{path.name}: a script")
            for name, value in element.attrib.items():
                bare = re.sub(r"[\x00-\x20]", "", value).casefold()
                if name.startswith("on") or name in ("srcdoc", "formaction"):
                    found.append(f"{path.name}: {tag} {name}=")
                if bare.startswith(("javascript:", "vbscript:", "data:text", "data:application")):
                    found.append(f"{path.name}: {tag} {name}={value}")
    return found


# ---------------------------------------------------------------- in the text of a page


@pytest.mark.parametrize(
    ("markdown", "says"),
    [
        ("<script>alert('EVIL')</script>", "this <script>: it could load or run something"),
        ("<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "this <script>"),
        ('<img src="/favicon.svg" alt="x" onerror="EVIL">', "what onerror= does"),
        ('<p onclick="EVIL">a</p>', "what onclick= does"),
        ('## EVIL part {: onclick="EVIL" }', "what onclick= does"),
        ('<p style="position:fixed">EVIL</p>', "style= does nothing here"),
        ("<style>p { color: red }</style>", "Parents would not see what <style> does"),
        ('<iframe src="https://evil.example/"></iframe>', "this <iframe>"),
        ('<iframe srcdoc="&lt;script&gt;EVIL&lt;/script&gt;"></iframe>', "this <iframe>"),
        ('<form action="https://evil.example/"><input name="x"></form>', "this <form>"),
        ('<button formaction="javascript:EVIL">a</button>', "this <button>"),
        ('<object data="x.swf"></object>', "this <object>"),
        ('<embed src="x.swf">', "this <embed>"),
        ('<base href="https://evil.example/">', "<base>"),
        ('<meta http-equiv="refresh" content="0;url=https://evil.example/">', "<meta>"),
        ('<link rel="stylesheet" href="https://evil.example/x.css">', "<link>"),
        ("<svg onload=EVIL><script>EVIL</script></svg>", "Parents would not see"),
        ("<math><mtext><img src=x onerror=EVIL></mtext></math>", "Parents would not see"),
        ("<video src=x onerror=EVIL></video>", "Parents would not see this <video>"),
        ("[EVIL](javascript:alert(1))", 'The link "javascript:alert(1)" goes nowhere.'),
        ("[EVIL](JaVaScRiPt:alert(1))", "goes nowhere."),
        ("[EVIL](&#106;avascript&colon;alert(1))", "goes nowhere."),
        ("[EVIL](&#x6A;avascript:alert(1))", "goes nowhere."),
        ("[EVIL][1]\n\n[1]: javascript:alert(1)", "goes nowhere."),
        ('<a href="javascript:EVIL">EVIL</a>', "goes nowhere."),
        ("[EVIL](vbscript:EVIL)", "goes nowhere."),
        ("[EVIL](data:text/html;base64,PHNjcmlwdD4=)", "goes nowhere."),
        ("[EVIL](file:///etc/passwd)", "goes nowhere."),
        ("[EVIL](//evil.example/)", "goes nowhere."),
        ("[EVIL](/\\\\evil.example/)", "goes nowhere."),
        ("[EVIL](http:\\\\\\\\evil.example)", "goes nowhere."),
        ("[the council](https://www.kirklees.gov.uk@evil.example/)", "goes nowhere."),
        ("[IPSEA here](https://www.іpsea.org.uk/)", "goes nowhere."),
        ("![x](https://evil.example/x.png)", "is on another site, which would learn who reads this page."),
        ("![x](data:image/png;base64,AAAA)", "There is no picture"),
        ("{{ 7*7 }}EVIL", "There is a stray {{ here"),
        ("{% import 'os' as os %}", "There is a stray {% here"),
        ("{{ fact: ../../etc/passwd }}", "There is a stray {{ here"),
        ("[a]({{ fact: not }})", "stands where only plain words can stand."),
        ("Hi &#x202e;EVIL", "There is a character here that cannot be seen or printed (U+202E)"),
        ("Hi &#8238;EVIL", "(U+202E), written as its number."),
        ("Hi &#0; EVIL", "(U+0000), written as its number."),
        ("Hi &#xE000;99&#xE001; EVIL", "(U+E000), written as its number."),
        ('<abbr title="&#xE000;99&#xE001;">EVIL</abbr>', "(U+E000), written as its number."),
        ('<p id="main">EVIL</p>', 'A part of our pages is called "main" already. Call this one main-part.'),
        ("## EVIL {: #note-1 }", 'A part of our pages is called "note-1" already.'),
        ("Rіng the school.", 'In "Rіng" the "і" is another letter than it seems to be'),
    ],
)
def test_what_could_do_harm_in_a_page_is_refused_on_its_line(project: Project, markdown: str, says: str) -> None:
    project.write(PAGE, f"{TOP}{markdown}\n")
    assert says in told(project, PAGE)


@pytest.mark.parametrize(
    "markdown",
    [
        "<javascript:alert('EVIL')>",
        "`<script>alert('EVIL')</script>`",
        "&lt;script&gt;EVIL&lt;/script&gt;",
        "5 < 6 and 7 > 6, and A & B: EVIL",
        "EVIL {# no note #} {- x -}",
        "**EVIL** ~ `code` _a_ &copy; é 学校 ﷺ 😀",
        "<!-- EVIL <script>alert(1)</script> --> words",
        "EVIL\u2028words",
        '<details><summary>EVIL</summary>\n<p lang="ur" dir="rtl">سلام</p>\n</details>',
    ],
)
def test_what_only_looks_like_it_is_words(project: Project, markdown: str) -> None:
    project.write(PAGE, f"{TOP}Words.\n\n{markdown}\n")
    project.build()
    assert dangers(project.site) == []


# ---------------------------------------------------------------- in the block at the top, and in data


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (PAGE, "title: Extra", f"title: {MARKUP}"),
        (PAGE, "description: More words.", f"description: {MARKUP}"),
        (PAGE, "description:", f"reviewed_by: {MARKUP}\nreviewed_on: 2026-11-20\ndescription:"),
        (SCHOOLS, NAME, f"name: {MARKUP}\n    slug: ashbrow-school"),
        (SCHOOLS, "- Birkby Juniors", f"- {MARKUP}"),
        (SCHOOLS, "- Ashbrow Junior School", f"- {MARKUP}"),
        (SCHOOLS, "type: community school", f"type: {MARKUP}"),
        (SCHOOLS, "locality: Birkby", f"locality: {MARKUP}"),
        (SCHOOLS, "town: Huddersfield", f"town: {MARKUP}"),
        (SCHOOLS, NAME, f"{NAME}\n    note: {MARKUP}\n    doubt: {MARKUP}"),
        (SCHOOLS, "name: Upper Dale", f"name: {MARKUP}\n    slug: upper-dale"),
        (SCHOOLS, "area: upper-dale", f"area: upper-dale\n    name: {MARKUP}"),
        (SCHOOLS, "name: Special schools", f"name: {MARKUP}"),
        (SCHOOLS, "reason: Clusters are for mainstream schools.", f"reason: {MARKUP}"),
        (SCHOOLS, "name: Ravenshall School", f"name: {MARKUP}\n        slug: ravenshall-school"),
        (SITE, "name: Small Clusters", f"name: {MARKUP}"),
        (SITE, "description: A small site that tests are made of.", f"description: {MARKUP}"),
        (SITE, "place: Smalldale", f"place: {MARKUP}"),
        (SITE, "council: Smalldale Council", f"council: {MARKUP}"),
        (SITE, "owner: The Forum", f"owner: {MARKUP}"),
        (SITE, "register_name: The register", f"register_name: {MARKUP}"),
        (SITE, "status: preview", f"team: {MARKUP}\nstatus: preview"),
        (CONTACTS, "name: KIAS", f"name: {MARKUP}"),
        (CONTACTS, "what: Free advice for parents.", f"what: {MARKUP}"),
        (CONTACTS, "number: 01422 266141", f"number: 01422 266141\n        note: {MARKUP}"),
        (CONTACTS, "unknown: Its contact details are to come.", f"unknown: {MARKUP}"),
        (FACTS, "text: Cluster working", f"law: {MARKUP}\n    text: Cluster working"),
        (FACTS, "text: Cluster working does not change your right to ask for an EHCP.", f"text: {MARKUP}"),
        (GLOSSARY, "full: Education, Health and Care Plan", f"full: {MARKUP}"),
        (GLOSSARY, "meaning: A legal document that sets out the help that a child must get.", f"meaning: {MARKUP}"),
        (GLOSSARY, "- SENDACT", f"- {MARKUP}"),
        (GLOSSARY, "term: EHCP Team", f"term: {MARKUP}"),
        (SOURCES, "title: Cluster page", f"title: {MARKUP}"),
        (SOURCES, "publisher: Department for Education", f"publisher: {MARKUP}"),
        (SOURCES, "licence: Open Government Licence v3.0", f"licence: {MARKUP}\n    note: {MARKUP}"),
    ],
    ids=lambda value: re.sub(r"[^\w.: -]", "", str(value))[:24],
)
def test_markup_in_any_value_is_words(project: Project, file: str, old: str, new: str) -> None:
    project.write(PAGE, f"{TOP}{{{{ school: ashbrow-school }}}} has an EHCP Team.\n")
    project.change(file, old, new)
    status, _, said = project.run("build")
    assert "Traceback" not in said
    assert status == 0, said
    assert dangers(project.site) == []
    for feed in project.site.rglob("*.atom"):
        etree.parse(feed)
    for path in project.site.rglob("*.json"):
        json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (SCHOOLS, "https://birkby.example/", "javascript:alert('EVIL')", "is not a web address."),
        (SCHOOLS, "https://birkby.example/", "JAVASCRIPT:EVIL//birkby.example", "is not a web address."),
        (SCHOOLS, "https://birkby.example/", "data:text/html,EVIL", "is not a web address."),
        (SCHOOLS, "https://birkby.example/", "//evil.example/", "is not a web address."),
        (SCHOOLS, "https://birkby.example/", "https://birkby.example@evil.example/", "is not a web address."),
        (SCHOOLS, "https://birkby.example/", "https://bіrkby.example/", "is not a web address."),
        (SCHOOLS, "https://birkby.example/", "https:\\\\evil.example/", "is not a web address."),
        (SCHOOLS, "https://birkby.example/", "'https://birkby.example/\" onclick=\"EVIL'", "is not a web address."),
        (CONTACTS, "https://www.kias.example/", "javascript:EVIL", "is not a web address."),
        (CONTACTS, "help@kias.example", "help@kias.example?bcc=a@evil.example", "is not an email address."),
        (CONTACTS, "help@kias.example", "javascript:EVIL", "is not an email address."),
        (CONTACTS, "01422 266141", "javascript:EVIL", "is not a number that can be dialled"),
        (FACTS, "https://law.example/5", "javascript:EVIL", "is not a web address."),
        (SOURCES, "https://register.example/", "javascript:EVIL", "is not a web address."),
        (SITE, "https://register.example/{urn}", "javascript:EVIL({urn})", "register_link must be a web address"),
        (SITE, "https://small.example", "javascript:EVIL", "is not a web address."),
        (SITE, "https://small.example", "https://small.example/?EVIL=1#x", "nothing with ? or # can stand in it."),
        (SITE, "status:", "edit_link: javascript:EVIL//{file}\nstatus:", "edit_link must be a web address"),
        (SITE, "status:", "security_contact: javascript:EVIL\nstatus:", "security_contact must be an email"),
        (SITE, "language: en-GB", "language: 'en\" onload=\"EVIL'", "is not the short name of a language."),
        (SITE, "language: en-GB", "language: ../../etc", "is not the short name of a language."),
        (SITE, "status:", "review_late: 999999999\nstatus:", "3,650 is the most that it can be."),
        (SITE, "status:", "review_soon: 99999999999999999999\nstatus:", "must be a whole number in figures"),
        (SITE, "  - find\n", "  - ../../etc/passwd\n", "which does not exist."),
        (SCHOOLS, NAME, f"{NAME}\n    slug: ../../evil", "can only have small letters, digits and single hyphens"),
        (SCHOOLS, NAME, f"{NAME}\n    slug: /etc/passwd", "can only have small letters"),
        (SCHOOLS, NAME, f"{NAME}\n    slug: ａｂｃ", "can only have small letters"),
        (SCHOOLS, NAME, f"{NAME}\n    slug: con", "is a name that Windows keeps for itself"),
        (SCHOOLS, NAME, f"{NAME}\n    slug: {'a' * 101}", "is 101 characters long"),
        (SCHOOLS, NAME, "name: Con", 'No address can be made of the name "Con".'),
        (SCHOOLS, NAME, "name: 学校", 'No address can be made of the name "学校".'),
        (SCHOOLS, NAME, "name: '...'", "No address can be made of the name"),
        (SCHOOLS, "name: Upper Dale", f"name: {'a' * 300}", "No address can be made of the name"),
        (SCHOOLS, NAME, f"{NAME}\n    former_addresses: /a/../../etc/", "is not an address on this site."),
        (SCHOOLS, NAME, f"{NAME}\n    former_addresses: '/old/ /evil 301'", "is not an address on this site."),
        (SCHOOLS, NAME, f"{NAME}\n    former_addresses: /old/*", "is not an address on this site."),
        (SCHOOLS, NAME, f"{NAME}\n    former_addresses: '~^/.*'", "is not an address on this site."),
        (SCHOOLS, NAME, f"{NAME}\n    former_addresses: /$host/", "is not an address on this site."),
        (SCHOOLS, NAME, f"{NAME}\n    former_addresses: /aux/", "is not an address on this site."),
        (SCHOOLS, NAME, f"{NAME}\n    aliases: '{{{{ 7*7 }}}}'", "There is a stray {{ here"),
        (SCHOOLS, NAME, 'name: "Ash\\0brow"', "cannot be seen or printed (U+0000)"),
        (SCHOOLS, NAME, 'name: "Ash\\e[31mbrow"', "cannot be seen or printed (U+001B)"),
        (SCHOOLS, NAME, 'name: "Ash\\u202ebrow"', "cannot be seen or printed (U+202E)"),
        (SCHOOLS, NAME, 'name: "Ash\\u200bbrow"', "cannot be seen or printed (U+200B)"),
        (SCHOOLS, NAME, 'name: "Ash\\ud800brow"', "There is a \\ in this value"),
        (SCHOOLS, NAME, "name: Ash\u202ebrow", "cannot be seen or printed (U+202E)"),
        (SCHOOLS, NAME, "name: Ash\U000f0000brow", "cannot be seen or printed (U+F0000)"),
        (SCHOOLS, NAME, "name: Аshbrow School", "is another letter than it seems to be (cyrillic capital letter a)"),
        (SCHOOLS, NAME, f"name: {'a' * 5_000}", "5,000 is the most that it may have."),
        (SCHOOLS, NAME, f"{NAME}\n    aliases: {'a' * 600}", "500 is the most."),
        (SCHOOLS, NAME, "name: &a Ashbrow\n    note: *a", "has a special meaning in YAML"),
        (SCHOOLS, NAME, "<<: {name: Ashbrow School}", '"<<" is not something that a school has.'),
        (SCHOOLS, NAME, "name: !!binary aGk=", "has a special meaning in YAML"),
        (SCHOOLS, NAME, "name: !!python/name:os.system x", "has a special meaning in YAML"),
        (SCHOOLS, "cluster: 14", "cluster: 1e9", "must be a whole number in figures"),
        (SCHOOLS, "latitude: 53.65899", "latitude: .inf", "must be a number between 49 and 61"),
        (SCHOOLS, "checked: 2026-11-24", "checked: 99999-01-01", "is not a date."),
        (SCHOOLS, "checked: 2026-11-24", "checked: 0000-00-00", "is a day that does not exist."),
        (SCHOOLS, "urn: 107628", "urn: １０７６２８", "A URN has six digits"),
        (GLOSSARY, "term: EHCP Team", "term: '???'", 'No address can be made of the word "???".'),
    ],
    ids=lambda value: re.sub(r"[^\w.: -]", "", str(value))[:24],
)  # fmt: skip
def test_a_hostile_value_is_refused_on_its_line(project: Project, file: str, old: str, new: str, says: str) -> None:
    project.change(file, old, new)
    assert says in told(project, file)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (FACTS, "review_by: 2027-05-24", "review_by: 9999-12-31"),
        (FACTS, "checked: 2026-11-24", "checked: 0001-01-01"),
        (SOURCES, "seen: 2026-11-24", "seen: 0001-01-01"),
        (SCHOOLS, "- Ashbrow Junior School", '"Ashbrow\\n\\tJunior\\r\\nSchool"'),
        (SCHOOLS, NAME, "name: Constructor School\n    slug: ashbrow-school"),
        (SCHOOLS, NAME, "name: __proto__ toString 💥 ﷺ\n    slug: ashbrow-school"),
    ],
)
def test_what_is_odd_and_does_no_harm_is_published(project: Project, file: str, old: str, new: str) -> None:
    project.change(file, old, new)
    project.build()
    (index,) = project.site.glob("data/finder.*.json")
    columns = json.loads(index.read_text("utf-8"))["columns"]
    assert len({len(column.split("\n")) for column in columns.values()}) == 1
    for feed in project.site.rglob("*.atom"):
        etree.parse(feed)


def test_what_is_written_in_public_words_is_checked_like_the_rest(project: Project) -> None:
    log = "changes:\n  - day: 2026-11-24\n    says: "
    project.write("data/changes.yaml", f'{log}"A\\x01thing changed."\n')
    assert "cannot be seen or printed (U+0001)" in told(project, "data/changes.yaml")
    project.write("data/changes.yaml", f"{log}{MARKUP}\n")
    project.build()
    assert dangers(project.site) == []
    assert "EVIL" in etree.parse(project.site / "changes.atom").findtext("{*}entry/{*}title")


# ---------------------------------------------------------------- spreadsheets


FORMULAS = ["=1+1", "+44", "-1", "@SUM(A1)", "＝1+1", "＠x", "\\t=1+1", "\\r=1+1", "x;=1+1"]
CELLS = ["name", "type", "note", "doubt", "aliases"]


@pytest.mark.parametrize(
    ("key", "value"), [*(("aliases", value) for value in FORMULAS), *((key, "=1+1") for key in CELLS)]
)
def test_no_cell_of_the_table_is_a_formula(project: Project, key: str, value: str) -> None:
    new = f'name: "{value}"\n    slug: a' if key == "name" else f'{NAME}\n    {key}: "{value}"'
    project.change(SCHOOLS, NAME, new)
    assert "which spreadsheets take for a formula" in told(project, SCHOOLS)


def test_the_cells_are_as_the_data_has_them(project: Project) -> None:
    project.change(SCHOOLS, NAME, "name: 'Ashbrow \"A\", B; C | D'\n    slug: ashbrow-school")
    project.build()
    rows = list(csv.DictReader((project.site / "data/schools.csv").read_text("utf-8").splitlines()))
    assert [row["name"] for row in rows if row["slug"] == "ashbrow-school"] == ['Ashbrow "A", B; C | D']


# ---------------------------------------------------------------- the list of addresses


@pytest.mark.parametrize(
    "line",
    [
        "/questions/* 2026-11-24",
        "/questions/ /evil/ 301",
        "/questions/ 2026-11-24 /evil/",
        "/a b/ 2026-11-24",
        "/../etc/ 2026-11-24",
        "/a/../../etc/ 2026-11-24",
        "//evil.example/ 2026-11-24",
        "https://evil.example/ 2026-11-24",
        "~^/(.*)$ 2026-11-24",
        "/a/;} 2026-11-24",
        '/a/" 2026-11-24',
        "/$host/ 2026-11-24",
        "/:splat/ 2026-11-24",
        "/%2e%2e/ 2026-11-24",
        "/É/ 2026-11-24",
        "/schools/a/index.html/ 2026-11-24",
        "/.git/ 2026-11-24",
        "/a/ ２０２６-１１-２４",
        "/a/ 2026-11-24\x0b",
        f"/{'a' * 400}/ 2026-11-24",
        "/a/ 2026-11-24\r/*b/ 2026-11-24",
    ],
)
def test_a_hostile_line_in_the_list_of_addresses(project: Project, line: str) -> None:
    (project.root / LEDGER).write_bytes(f"{line}\n".encode())
    assert told(project, LEDGER)


def test_an_address_is_only_ever_one_line_for_a_web_host(project: Project) -> None:
    project.change(SCHOOLS, NAME, f"{NAME}\n    former_addresses:\n      - /schools/old-school/")
    project.build()
    lines = (project.site / "_redirects").read_text("utf-8").splitlines()
    assert "/schools/old-school/ /schools/ashbrow-school/ 301" in lines
    assert all(re.fullmatch(r"/[a-z0-9/._-]* /[a-z0-9/._-]* 301", line) for line in lines)


def test_names_that_windows_keeps() -> None:
    assert all(map(is_reserved, ["con", "CON", "aux.png", "nul.tar.gz", "com1", "LPT9.txt"]))
    assert not any(map(is_reserved, ["cone", "com", "com10x", "auxiliary", "null"]))
    assert not is_reserved(FACTS_FILE)
