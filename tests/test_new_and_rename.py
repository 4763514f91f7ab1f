"""New pages and schools from templates, and other addresses for those that are there: all or nothing, nothing lost."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findyourcluster.addresses import redirects, resolve
from findyourcluster.beginning import NewSchool, begin_school
from findyourcluster.files import Copy, Folder
from findyourcluster.load import load
from findyourcluster.model import Page
from findyourcluster.places import PROJECT
from findyourcluster.renaming import rename_page
from tests.conftest import SMALL, TODAY, Project, without_columns

SCHOOLS = "data/schools.yaml"
PAGE = "content/questions.md"
GUIDE = "content/guides/first-steps.md"


def texts(project: Project) -> dict[str, bytes]:
    """Every file of content/ and data/."""
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for folder in ("content", "data")
        for path in sorted((project.root / folder).rglob("*"))
        if path.is_file()
    }


def refused(project: Project, command: str, *more: str) -> str:
    """Why the command did nothing."""
    before = texts(project)
    status, out, err = project.run(command, *more)
    assert (status, out) == (1, "")
    assert texts(project) == before
    return err


# ---------------------------------------------------------------- new page


def test_a_new_page_is_a_draft_and_the_check_says_what_to_write(project: Project) -> None:
    status, out, _ = project.run("new", "page", "Money & Help")
    assert status == 0
    assert out.startswith(
        'Its name is spelt "money-and-help", because it becomes the address.\nWritten: content/money-and-help.md.'
    )
    text = (project.root / "content/money-and-help.md").read_text("utf-8")
    assert text.startswith("---\ntitle: Money & Help\n")
    assert "draft: yes\nchecked: 2026-11-24\nreview_by: 2027-05-25\n---" in text
    assert project.problems() == []
    _, out, _ = project.run("check")
    assert 'content/money-and-help.md:10: "TO DO" says that something is still to be written here.' in without_columns(
        out
    )
    project.change("content/money-and-help.md", "draft: yes\n", "")
    assert sum('"TO DO" says' in problem for problem in project.problems()) == 4


@pytest.mark.parametrize(
    ("typed", "more", "file", "title"),
    [
        ("money", [], "content/money.md", "Money"),
        ("content/money-and-help.md", [], "content/money-and-help.md", "Money and help"),
        ("/guides/Second Steps/", [], "content/guides/second-steps.md", "Second Steps"),
        ("guides\\third", [], "content/guides/third.md", "Third"),
        ("money", ["--title", 'Money: "who" pays?'], "content/money.md", 'Money: "who" pays?'),
        ("money", ["--title", "# {today}"], "content/money.md", "# {today}"),
        ("money", ["--title", "no"], "content/money.md", "no"),
    ],
)
def test_a_new_page_gets_its_file_and_its_title(
    project: Project, typed: str, more: list[str], file: str, title: str
) -> None:
    assert project.run("new", "page", typed, *more)[0] == 0
    pages = {page.at.record.file: page for page in load(Folder(project.root)).site.pages}
    assert (pages[file].title, pages[file].draft, pages[file].sound) == (title, True, True)


@pytest.mark.parametrize(
    ("typed", "more", "why"),
    [
        ("Questions", [], "The address /questions/ is taken already. Did you mean to change content/questions.md?"),
        ("guides/first-steps", [], "Did you mean to change content/guides/first-steps.md?"),
        ("schools/ashbrow-school", [], "Did you mean to change data/schools.yaml?"),
        ("faq", ["--title", "questions PARENTS ask"], 'content/questions.md has the title "Questions parents ask"'),
        ("parts/more", [], "content/parts/ is for words inside other pages."),
        ("???", [], "The name of a page needs letters or digits: it becomes the address."),
        ("../../etc/passwd/..", [], ""),
    ],
)
def test_a_name_that_is_taken_or_none_is_refused(project: Project, typed: str, more: list[str], why: str) -> None:
    if why:
        said = refused(project, "new", "page", typed, *more)
        assert why in said
        assert said.endswith("Nothing was written.\n")
    else:  # dots lead nowhere: it becomes an ordinary name
        assert project.run("new", "page", typed)[0] == 0
        assert (project.root / "content/etc/passwd.md").exists()


def test_a_page_with_mistakes_in_it_is_not_written_over(project: Project) -> None:
    project.write("content/money.md", "half written")
    assert "taken already" in refused(project, "new", "page", "money")
    (project.root / "content/money.md").write_bytes(b"\xff")
    assert "There is a file content/money.md already." in refused(project, "new", "page", "money")


def test_a_root_may_bring_a_template_of_its_own(project: Project) -> None:
    project.write("templates/new/page.md", "---\ntitle: {title}\ndraft: yes\n---\n\n{Ours}.\n")
    project.run("new", "page", "money")
    text = (project.root / "content/money.md").read_text("utf-8")
    assert text == "---\ntitle: Money\ndraft: yes\n---\n\n{Ours}.\n"
    (project.root / "templates/new/page.md").write_bytes(b"\xff")
    assert "was not saved as UTF-8" in refused(project, "new", "page", "more")


def test_what_belongs_to_the_other_kind_is_not_taken(project: Project) -> None:
    assert "A page has no --urn" in refused(project, "new", "page", "money", "--urn", "123456")
    assert "A school has no --title" in refused(project, "new", "school", "Hill", "--title", "Hill")


# ---------------------------------------------------------------- new school


def test_a_new_school_stands_at_its_place_and_nothing_else_changes(project: Project) -> None:
    before = (project.root / SCHOOLS).read_text("utf-8")
    status, out, _ = project.run("new", "school", "Hill Top: School", "--urn", "123456", "--town", "Milltown")
    after = (project.root / SCHOOLS).read_text("utf-8")
    entry = (
        '  - urn: 123456\n    name: "Hill Top: School"\n    town: Milltown\n    source: to-do\n'
        f"    checked: {TODAY}\n    confidence: unconfirmed\n"
    )
    assert after.replace(entry, "") == before
    assert after.index("Ashbrow School") < after.index(entry) < after.index("St Joseph's")
    line = after[: after.index(entry)].count("\n") + 1
    assert (status, out.splitlines()[0]) == (0, f"Added: {SCHOOLS}:{line}")
    assert project.problems() == [
        f'{SCHOOLS}:{line + 3}: There is no source "to-do" in data/sources.yaml.'
        " Write the id of the source that stands there, or add it there."
    ]
    project.change(SCHOOLS, "source: to-do", "source: register")
    assert project.problems() == []


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["Birkby Junior School"], "Birkby Junior School stands here already (data/schools.yaml:11). If yours is"),
        (["birkby  junior school", "--town", "Huddersfield"], "stands here already (data/schools.yaml:11)."),
        (["Other", "--urn", "107626"], "The school with the URN 107626 stands here already: Birkby Junior School"),
        (["Ravenshall School"], "Ravenshall School stands here already (data/schools.yaml:69)."),
        (["Other", "--urn", "1076"], 'A URN has six digits, and "1076" has not.'),
        (["!"], "The name of a school needs letters or digits."),
    ],
)
def test_a_school_that_is_there_is_not_added_again(project: Project, arguments: list[str], why: str) -> None:
    assert why in refused(project, "new", "school", *arguments)


def test_a_school_of_the_same_name_in_another_town_gets_another_address(project: Project) -> None:
    assert project.run("new", "school", "Birkby Junior School", "--town", "Dewsbury")[0] == 0
    assert "    slug: birkby-junior-school-dewsbury\n" in (project.root / SCHOOLS).read_text("utf-8")


def test_a_name_much_like_another_is_pointed_out(project: Project) -> None:
    _, out, _ = project.run("new", "school", "Ashbrow Schol")
    assert "Its name is much like that of Ashbrow School (data/schools.yaml:31). Is it another school?" in out


def test_a_file_with_mistakes_is_not_added_to(project: Project) -> None:
    project.change(SCHOOLS, "areas:", "\tareas:")
    assert "There are mistakes in data/schools.yaml." in refused(project, "new", "school", "Hill")
    (project.root / SCHOOLS).unlink()
    assert "There are mistakes in data/schools.yaml." in refused(project, "new", "school", "Hill")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("schools: []\n", "schools:\n  - name: Hill\n"),
        ("schools:\nnot_in_clusters: []\n", "schools:\n  - name: Hill\n"),
        ("schools:\n- name: Abbey\n  source: a\n# the end\n", "  source: a\n- name: Hill\n  source: to-do\n"),
        ("schools:\n  - name: Abbey", "  - name: Abbey\n  - name: Hill\n"),
        ("schools:\n  - name: A\n  # about Z\n  - name: Z\n", "  - name: A\n  - name: Hill\n"),
        ("\ufeffschools:\r\n  - name: Abbey\r\n", "\ufeffschools:\r\n  - name: Abbey\r\n  - name: Hill\r\n"),
    ],
)
def test_lists_written_in_other_ways_are_added_to(project: Project, text: str, expected: str) -> None:
    (project.root / SCHOOLS).write_bytes(text.encode("utf-8"))
    assert project.run("new", "school", "Hill")[0] == 0
    after = (project.root / SCHOOLS).read_bytes().decode("utf-8")
    assert expected in after
    assert after.count("\n") == after.count("\r\n") or "\r" not in text


@pytest.mark.parametrize("text", ["schools: [{name: Abbey}]\n", "areas: []\n", "schools:\n  -\n    name: Abbey\n"])
def test_lists_that_cannot_be_added_to_safely_are_left_alone(project: Project, text: str) -> None:
    project.write(SCHOOLS, text)
    assert SCHOOLS in refused(project, "new", "school", "Hill")


SMALL_SITE = load(Folder(SMALL)).site
SMALL_SCHOOLS = (SMALL / SCHOOLS).read_text("utf-8")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60))
def test_whatever_a_school_is_called_its_name_comes_back_and_the_rest_stays(name: str) -> None:
    name = " ".join(f"X{name}".split())
    from datetime import date  # noqa: PLC0415

    begun = begin_school(SMALL_SITE, SMALL_SCHOOLS, NewSchool(name), date(2026, 11, 24))
    schools = load(Copy({SCHOOLS: begun.text.encode("utf-8")})).site.schools
    assert [school.name for school in schools if school.name not in {old.name for old in SMALL_SITE.schools}] == [name]
    lines = begun.text.splitlines(keepends=True)
    assert "".join(lines[: begun.at.line - 1] + lines[begun.at.line + 3 :]) == SMALL_SCHOOLS


# ---------------------------------------------------------------- rename a page


def test_everything_leads_to_the_new_address(project: Project) -> None:
    project.write(
        "data/corrections.yaml", "corrections:\n  - day: 2026-11-20\n    page: questions\n    was: A.\n    now: B.\n"
    )
    project.change(GUIDE, "title:", "related: questions\ntitle:")
    status, out, _ = project.run("rename", "questions", "guides/faq")
    assert status == 0
    assert out.splitlines() == [
        "content/questions.md is content/guides/faq.md now. /questions/ leads to /guides/faq/ by itself.",
        f"{GUIDE}:7: The link ../questions.md#how-long-does-it-take is faq.md#how-long-does-it-take now.",
        "content/questions.md:15: The link guides/first-steps.md is first-steps.md now.",
        "content/parts/cluster-not-known.md:3: The link /questions/ is /guides/faq/ now.",
        "content/parts/members-not-known.md:3: The link /questions/ is /guides/faq/ now.",
        "content/parts/what-this-means.md:3: The link /questions/ is /guides/faq/ now.",
        "content/parts/what-to-do.md:3: The link /questions/ is /guides/faq/ now.",
        "content/parts/who-can-help.md:3: The link /questions/ is /guides/faq/ now.",
        'data/site.yaml:15: It names "guides/faq" now, not "questions".',
        'data/site.yaml:17: It names "guides/faq" now, not "questions".',
        'data/glossary.yaml:5: It names "guides/faq" now, not "questions".',
        'data/corrections.yaml:3: It names "guides/faq" now, not "questions".',
        f'{GUIDE}:2: It names "guides/faq" now, not "questions".',
    ]
    assert not (project.root / PAGE).exists()
    assert "\nformer_addresses:\n  - /questions/\n---\n" in (project.root / "content/guides/faq.md").read_text("utf-8")
    assert project.problems() == []
    project.build()
    assert 'url=/guides/faq/"' in project.page("/questions/")
    assert "/questions/" not in project.page("/guides/first-steps/")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("question", "faq", 'There is no page "question". Did you mean "questions"?'),
        ("questions", "about", "The address /about/ is taken already, by content/about.md:2. Choose another name."),
        ("questions", "questions", "The address /questions/ is taken already"),
        ("questions", "schools/ashbrow-school", "The address /schools/ashbrow-school/ is taken already"),
        ("questions", "???", "The new name needs letters or digits."),
        ("questions", "parts/questions", "content/parts/ is for words inside other pages."),
        ("index", "home", 'The page "index" must keep its name'),
        ("/", "home", 'The page "index" must keep its name'),
        ("404", "lost", 'The page "404" must keep its name'),
    ],
)
def test_a_name_that_cannot_be_given_changes_nothing(project: Project, old: str, new: str, why: str) -> None:
    said = refused(project, "rename", old, new)
    assert why in said
    assert said.endswith("Nothing was changed.\n")


@pytest.mark.parametrize("old", ["content/questions.md", "/questions/", "questions"])
def test_the_old_name_can_be_typed_as_it_is_met(project: Project, old: str) -> None:
    _, out, _ = project.run("rename", old, "Our FAQ")
    assert out.startswith('The name is spelt "our-faq", as it is in addresses.\n')
    assert (project.root / "content/our-faq.md").exists()


def test_mistakes_that_may_hide_links_come_first(project: Project) -> None:
    project.change("content/about.md", "layout: about\n---\n", "layout: about\n")
    assert "There are mistakes in content/about.md that may hide links." in refused(
        project, "rename", "questions", "faq"
    )
    (project.root / "content/about.md").write_bytes(b"\xff")
    assert "not saved as UTF-8" in refused(project, "rename", "questions", "faq")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("former_addresses: /faq/\n", "former_addresses:\n  - /faq/\n  - /questions/\n"),
        ("former_addresses: [/faq/, /old/]\n", "former_addresses:\n  - /faq/\n  - /old/\n  - /questions/\n"),
        ("former_addresses:\n    - /faq/ \n", "former_addresses:\n    - /faq/ \n    - /questions/\n"),
        ("former_addresses:\n- '/faq/'\n", "former_addresses:\n- '/faq/'\n- /questions/\n"),
        ("former_addresses:\n  - /new/\n  - /faq/\n", "former_addresses:\n  - /faq/\n  - /questions/\n"),
        ("former_addresses: /new/\n", "former_addresses:\n  - /questions/\n"),
    ],
)
def test_former_addresses_are_kept_however_they_are_written(project: Project, before: str, after: str) -> None:
    project.change(PAGE, "title:", f"{before}title:")
    assert project.run("rename", "questions", "new")[0] == 0
    assert f"---\n{after}title:" in (project.root / "content/new.md").read_text("utf-8")
    assert project.problems() == []


def test_there_and_back_again_leaves_only_the_former_address(project: Project) -> None:
    before = texts(project)
    project.run("rename", "questions", "guides/faq")
    project.run("rename", "guides/faq", "questions")
    after = texts(project)
    assert b"former_addresses:\n  - /guides/faq/\n---" in after[PAGE]
    after[PAGE] = after[PAGE].replace(b"former_addresses:\n  - /guides/faq/\n", b"")
    assert after == before
    moves = redirects(load(Folder(project.root)).site)
    assert [(old, new) for old, new in moves.items() if "faq" in old + new] == [("/guides/faq/", "/questions/")]


def test_a_folder_that_nothing_is_left_in_goes(project: Project) -> None:
    project.run("rename", "guides/first-steps", "first-steps")
    assert not (project.root / "content/guides").exists()
    assert "[the questions](questions.md#how-long" in (project.root / "content/first-steps.md").read_text("utf-8")


def test_every_other_byte_stays(project: Project) -> None:
    path = project.root / "data/site.yaml"
    path.write_bytes(b"\xef\xbb\xbf# Ours\r\n" + path.read_bytes().replace(b"\n", b"\r\n"))
    guide = project.root / GUIDE
    guide.write_bytes(b"\xef\xbb\xbf" + guide.read_bytes().replace(b"\n", b"\r\n"))
    before = texts(project)
    project.run("rename", "questions", "faq")
    after = texts(project)
    assert after["data/site.yaml"] == before["data/site.yaml"].replace(b"- questions\r\n", b"- faq\r\n")
    assert after[GUIDE] == before[GUIDE].replace(b"../questions.md#", b"../faq.md#")
    assert after["content/about.md"] == before["content/about.md"]
    project.run("rename", "guides/first-steps", "first")
    assert (project.root / "content/first.md").read_bytes().startswith(b"\xef\xbb\xbf---\r\n")
    assert (
        b"former_addresses:\r\n  - /guides/first-steps/\r\n---\r\n" in (project.root / "content/first.md").read_bytes()
    )
    assert project.problems() == []


def test_where_a_file_cannot_be_written_nothing_is_changed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if "site.yaml" in target.name:
            raise PermissionError(13, "in use", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert "in use" in refused(project, "rename", "questions", "faq")


WAYS = ["/{}", "/{}/", "/{}.md", "{}", "{}/", "{}.md", "./{}.md"]


@settings(deadline=None)
@given(
    data=st.data(),
    old=st.sampled_from(["one", "deep/one", "deep/er/one", "deep/index"]),
    new=st.sampled_from(["two", "deep/two", "other/two", "deep/er/index", "one/two"]),
)
def test_every_link_leads_where_it_led_however_it_is_typed(data: st.DataObject, old: str, new: str) -> None:
    others = ["three", "deep/three", "deep/er/three", "index"]
    linked = data.draw(st.lists(st.tuples(st.sampled_from([old, *others]), st.sampled_from(WAYS)), max_size=5))
    anchors = data.draw(st.sampled_from(["", "#part", "#"]))

    def text(name: str) -> str:
        up = "../" * name.count("/")
        targets = [(way if way.startswith("/") else way.replace("{}", up + "{}")).format(to) for to, way in linked]
        links = "".join(f"[x]({target}{anchors}) and ![y](<{target}>) or <a href='{target}'>\n" for target in targets)
        return f"---\ntitle: {name}\n---\n{links}[up](#part)\n[r]: {up}{old}.md\n"

    before = {f"content/{name}.md": text(name) for name in (old, *others)}
    before |= {f"data/{name}.yaml": (SMALL / f"data/{name}.yaml").read_text("utf-8") for name in ("site", "schools")}
    after = rename_page(before, old, new)
    moved = {**before, **after.texts}
    del moved[f"content/{old}.md"]
    assert targets_of(moved, old, new) == targets_of(before, new, new, old)


def targets_of(files: dict[str, str], old: str, new: str, renamed: str = "") -> dict[str, list[str]]:
    """Where each link of each page leads; that page and its address by their new name."""
    found: dict[str, list[str]] = {}
    pages: dict[str, Page] = {
        page.name: page for page in load(Copy({name: text.encode() for name, text in files.items()})).site.pages
    }
    addresses = {pages[renamed].address: address_of(new)} if renamed else {}
    assert old == new or old not in pages
    for name, page in pages.items():
        typed = re.findall(r"\]\(<?([^>)]*)>?\)|href='([^']*)'|\]: (.*)", page.body)
        led_to = [resolve("".join(parts), page).address for parts in typed]
        found[new if name == renamed else name] = [addresses.get(address, address) for address in led_to]
    return found


def address_of(name: str) -> str:
    return f"/{name.removesuffix('/index')}/"


# ---------------------------------------------------------------- rename a school


def test_a_school_gets_another_address_and_its_name_stays(project: Project) -> None:
    project.change(
        PAGE, "{{ school: 107626 }}", "{{ school: birkby-junior-school }} ([it](/schools/birkby-junior-school/))"
    )
    project.change(
        SCHOOLS,
        "    former_names:\n",
        "    closed: 2027-01-01\n    merged_into: birkby-junior-school\n    former_names:\n",
    )
    status, out, _ = project.run("rename", "--school", "birkby-junior-school", "Birkby Juniors")
    assert status == 0
    assert out.startswith(
        "Birkby Junior School is at /schools/birkby-juniors/ now. /schools/birkby-junior-school/ leads there by itself."
    )
    text = (project.root / SCHOOLS).read_text("utf-8")
    assert (
        "    slug: birkby-juniors\n    former_addresses:\n      - /schools/birkby-junior-school/\n    aliases:" in text
    )
    assert "    merged_into: birkby-juniors\n" in text
    assert "{{ school: birkby-juniors }} ([it](/schools/birkby-juniors/))" in (project.root / PAGE).read_text("utf-8")
    assert project.problems() == []
    project.run("rename", "--school", "birkby-juniors", "birkby")
    text = (project.root / SCHOOLS).read_text("utf-8")
    assert "    slug: birkby\n" in text
    assert "      - /schools/birkby-junior-school/\n      - /schools/birkby-juniors/\n" in text


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            "birkby-junior-scool",
            "x",
            'There is no school at /schools/birkby-junior-scool/. Did you mean "birkby-junior',
        ),
        ("ashbrow-school", "birkby-junior-school", "The address /schools/birkby-junior-school/ is taken already"),
        ("ashbrow-school", "-", "The new name needs letters or digits."),
    ],
)
def test_an_address_of_a_school_that_cannot_be_given_changes_nothing(
    project: Project, old: str, new: str, why: str
) -> None:
    assert why in refused(project, "rename", "--school", old, new)


# ---------------------------------------------------------------- on the real site


@pytest.mark.parametrize(
    "arguments",
    [
        ["questions", "faq/questions"],
        ["your-rights/asking", "asking"],
        ["who-can-help", "help/who"],
        ["find", "find-your-school"],
        ["--school", "birkby-junior-school", "birkby-juniors"],
    ],
)
def test_after_a_rename_the_real_site_has_no_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    real = Project(tmp_path, capsys)
    for folder in ("content", "data"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    assert real.run("rename", *arguments)[0] == 0
    assert real.problems() == []
