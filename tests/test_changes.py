"""What changed since the last published version, a git revision or another folder: each thing a sentence."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findyourcluster.changes import FIELDS, changes
from findyourcluster.files import Copy, Folder
from findyourcluster.load import load
from findyourcluster.model import School
from tests.conftest import SMALL, Project

SCHOOLS = "data/schools.yaml"
PAGE = "content/questions.md"


@pytest.fixture
def published(project: Project) -> Project:
    project.build()
    return project


def told(project: Project, *more: str) -> list[str]:
    """What `changes` says changed, a line each."""
    status, out, err = project.run("changes", *more)
    assert (status, err) == (0, "")
    return [line.strip() for line in out.splitlines() if line.startswith("  ")]


def test_nothing_changed(published: Project) -> None:
    assert published.run("changes")[1] == "Nothing changed since the last published version.\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            SCHOOLS,
            "    cluster: 14",
            "    cluster: 3",
            ["Birkby Junior School moved from Cluster 14 to Cluster 3. (data/schools.yaml:26)"],
        ),
        (
            SCHOOLS,
            "    cluster: 14\n    membership:\n      source: school-page\n      checked: 2026-11-24\n"
            "      confidence: published by a school\n",
            "",
            ["The cluster of Birkby Junior School is no longer known. It was Cluster 14. (data/schools.yaml:11)"],
        ),
        (
            SCHOOLS,
            "    slug: st-josephs-catholic-primary-academy-dewsbury\n",
            "    slug: st-josephs-catholic-primary-academy-dewsbury\n    cluster: 3\n    membership:\n"
            "      source: school-page\n      checked: 2026-11-24\n      confidence: confirmed\n",
            [
                "The cluster of St Joseph's Catholic Primary Academy, Dewsbury is known now: Cluster 3."
                " (data/schools.yaml:49)"
            ],
        ),
        (
            SCHOOLS,
            "    name: Ashbrow School\n",
            "    name: Ash Brow School\n    slug: ashbrow-school\n",
            ["Ashbrow School is now called Ash Brow School. (data/schools.yaml:32)"],
        ),
        (
            SCHOOLS,
            "HD1 6HE",
            "HD1 6HF",
            ["Birkby Junior School: the postcode was “HD1 6HE”. It is now “HD1 6HF”. (data/schools.yaml:19)"],
        ),
        (
            SCHOOLS,
            "    website: https://birkby.example/\n",
            "",
            [
                "Birkby Junior School: the website was “https://birkby.example/”. It is no longer given."
                " (data/schools.yaml:11)"
            ],
        ),
        (
            SCHOOLS,
            "      - Birkby Juniors\n",
            "      - Birkby Juniors\n      - The Brook\n",
            [
                "Birkby Junior School: the other names were “Birkby Juniors”."
                " They are now “Birkby Juniors” and “The Brook”. (data/schools.yaml:14)"
            ],
        ),
        (
            SCHOOLS,
            "    phase: junior\n",
            "    phase: junior\n    closed: 2027-08-31\n",
            ["Birkby Junior School: the closing day, not given before, is now 31 August 2027. (data/schools.yaml:16)"],
        ),
        (
            "data/facts.yaml",
            "within 6 weeks of receiving the request.",
            "within 6 weeks.",
            [
                'The fact "ehc-6wk": the sentence was “The council must tell you its decision within 6 weeks of'
                " receiving the request.” It is now “The council must tell you its decision within 6 weeks.”"
                " (data/facts.yaml:11)"
            ],
        ),
        (
            "data/contacts.yaml",
            "01422 266141",
            "01422 266142",
            [
                'The contact "KIAS": the phone numbers were 01422 266141. They are now 01422 266142.'
                " (data/contacts.yaml:6)"
            ],
        ),
        (
            PAGE,
            "Questions parents ask",
            "Questions",
            ['The page "Questions parents ask" is now called “Questions”. (content/questions.md:2)'],
        ),
        (
            PAGE,
            "title:",
            "draft: yes\ntitle:",
            ['The page "Questions parents ask" is a draft now; parents no longer see it. (content/questions.md:2)'],
        ),
        (
            PAGE,
            "title:",
            "expire_on: 2027-01-01\ntitle:",
            [
                'The page "Questions parents ask": the day to take it down, not given before, is now 1 January 2027.'
                " (content/questions.md:2)"
            ],
        ),
        (
            PAGE,
            "## How long does it take?\n\n{{ fact: ehc-6wk }}\n\n## Whom can I ask?\n\nAsk at",
            "## How long does it take?\n\n{{ fact: ehc-6wk }} Then ring.\n\n## Whom can I ask?\n\nMore.\n\nAsk at",
            [
                'The page "Questions parents ask": 1 paragraph changed, 1 new, under “How long does it take?” and'
                " “Whom can I ask?”. (content/questions.md:9)"
            ],
        ),
        (
            "content/parts/what-to-do.md",
            "Some words.",
            "Other words.",
            [
                'The words "what-to-do", which stand on many pages: 1 paragraph changed, under “About what to do”.'
                " (content/parts/what-to-do.md:1)"
            ],
        ),
        (
            "data/site.yaml",
            "status: preview",
            "status: live",
            ["The site: the status was “preview”. It is now “live”. (data/site.yaml:5)"],
        ),
        (
            "data/glossary.yaml",
            "  - term: EHCP Team\n",
            "  - term: Cluster\n    meaning: A group of schools.\n  - term: EHCP Team\n",
            ['The word "Cluster" is new. It means: “A group of schools.” (data/glossary.yaml:6)'],
        ),
    ],
)
def test_a_change_is_told_with_its_place(
    published: Project, file: str, old: str, new: str, expected: list[str]
) -> None:
    published.change(file, old, new)
    assert told(published) == expected


def test_what_comes_and_goes_is_told(published: Project) -> None:
    published.write("content/money.md", "---\ntitle: Money\ndescription: On money.\ndraft: yes\n---\n\nWords.\n")
    published.write("content/news.md", "---\ntitle: News\ndescription: N.\npublish_on: 2026-12-01\n---\n\nWords.\n")
    (published.root / "content/guides/first-steps.md").unlink()
    text = (published.root / SCHOOLS).read_text("utf-8")
    start, end = text.index("  - urn: 107628"), text.index("  - urn: 148482")
    published.write(SCHOOLS, text[:start] + text[end:])
    assert told(published) == [
        "Ashbrow School is gone. (data/schools.yaml)",
        'The page "Money" (/money/) is new, as a draft. (content/money.md:2)',
        'The page "News" (/news/) is new; parents see it from 1 December 2026 on. (content/news.md:2)',
        'The page "First steps" (/guides/first-steps/) is gone. (content/guides/first-steps.md)',
    ]


def test_a_page_that_moved_is_the_same_page(published: Project) -> None:
    old, new = (published.root / "content" / name for name in ("about.md", "sources.md"))
    new.write_text(old.read_text("utf-8").replace("title:", "former_addresses: /about/\ntitle:"), "utf-8")
    old.unlink()
    assert told(published) == [
        'The page "About this information" moved from /about/ to /sources/. (content/sources.md:2)'
    ]


def test_changes_are_grouped_and_can_be_had_as_data(published: Project) -> None:
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    published.change(PAGE, "Questions parents ask", "Questions")
    _, out, _ = published.run("changes")
    assert out.startswith(
        "What changed since the last published version:\n\nSchools\n  Birkby Junior School: the postcode"
    )
    assert "\n\nPages\n  The page" in out
    _, out, _ = published.run("changes", "--format", "json")
    data = json.loads(out)
    assert data["since"] == "the last published version"
    assert data["changes"][0] == {
        "file": SCHOOLS,
        "line": 19,
        "column": 15,
        "subject": "Schools",
        "says": "Birkby Junior School: the postcode was “HD1 6HE”. It is now “HD1 6HF”.",
    }


# ---------------------------------------------------------------- with what is compared


def test_before_the_first_time_there_is_nothing_to_compare_with(project: Project) -> None:
    sentence = "No earlier version is kept here yet: the next time that you publish, one will be."
    assert project.run("changes") == (0, f"{sentence}\n", "")
    assert json.loads(project.run("changes", "--format", "json")[1])["since"] is None


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\x1f\x8b\x08\x00half", b"\x1f\x8b" + b"\x00" * 40])
def test_a_damaged_copy_is_no_copy(published: Project, damage: bytes) -> None:
    (kept,) = (published.root / ".cache/published").iterdir()
    kept.write_bytes(damage)
    assert published.run("changes")[1].startswith("No earlier version is kept here yet")
    whole = published.run("build")
    assert whole[0] == 0
    assert published.run("changes")[1].startswith("Nothing changed")


def test_a_copy_that_is_cut_short_is_no_copy(published: Project) -> None:
    (kept,) = (published.root / ".cache/published").iterdir()
    kept.write_bytes(kept.read_bytes()[:-20])
    assert published.run("changes")[1].startswith("No earlier version is kept here yet")


def test_each_place_to_publish_to_has_its_own_copy(published: Project) -> None:
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    elsewhere = str(published.root / "public")
    published.run("build", "--out", elsewhere)
    assert len(told(published)) == 1
    assert told(published, "--out", elsewhere) == []


def test_a_build_with_problems_keeps_the_copy_of_what_is_published(published: Project) -> None:
    published.change(SCHOOLS, "HD1 6HE", "HD1")
    assert published.run("build")[0] == 1
    published.change(SCHOOLS, "postcode: HD1\n", "postcode: HD1 6HF\n")
    assert len(told(published)) == 1


def test_mistakes_hide_only_the_file_that_they_are_in(published: Project) -> None:
    published.change(SCHOOLS, "areas:", "\tareas:")
    published.change(PAGE, "Questions parents ask", "Questions")
    _, out, _ = published.run("changes")
    assert "Schools\n" not in out
    assert "is now called “Questions”" in out
    assert out.endswith(f"Not compared, because there are mistakes in one of the versions: {SCHOOLS}.\n")


def git(project: Project, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=project.root, check=True, capture_output=True)


def test_a_revision_of_git_can_be_compared_with(project: Project) -> None:
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "One")
    project.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    assert len(told(project, "--since", "HEAD")) == 1
    git(project, "commit", "-qam", "Two")
    assert told(project, "--since", "HEAD") == []
    assert len(told(project, "--since", "HEAD~1")) == 1


def test_a_folder_below_the_top_of_git_can_be_compared_with(project: Project) -> None:
    inner = Project(project.root / "council", project.capsys)
    shutil.copytree(SMALL, inner.root)
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-qm", "One")
    inner.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    assert len(told(inner, "--since", "HEAD")) == 1


@pytest.mark.parametrize("revision", ["HEAD~7", "no-such-branch", "--output=x", "a b\nc"])
def test_a_revision_that_is_not_there_is_explained(project: Project, revision: str) -> None:
    git(project, "init", "-q")
    status, out, err = project.run("changes", f"--since={revision}")
    assert (status, out) == (2, "")
    assert f'"{revision}"' in err
    assert "Traceback" not in err


def test_where_there_is_no_git_that_is_said(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.root.parent))
    status, _, err = project.run("changes", "--since", "HEAD")
    assert (status, err) == (2, f"{project.root} is not kept in git, so there are no revisions of it.\n")
    monkeypatch.setenv("PATH", "")
    status, _, err = project.run("changes", "--since", "HEAD")
    assert (status, err) == (2, "Git is not on this computer, and --since needs it.\n")


def test_another_folder_can_be_compared_with(project: Project) -> None:
    project.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    assert len(told(project, "--against", str(SMALL))) == 1
    status, _, err = project.run("changes", "--against", str(project.root / "data"))
    assert (status, "has no folder content/ to compare with." in err) == (2, True)


# ---------------------------------------------------------------- whatever changes


def test_every_value_that_people_type_is_compared() -> None:
    besides = {
        "School": {"name", "cluster", "details", "membership"},
        "Setting": {"details"},
        "Page": {"name", "address", "title", "body", "body_line", "sound", "draft", "standing"},
    }
    keys = {"number", "id", "slug", "term", "tag", "day", "page", "was", "what"}  # what tells records apart
    for kind, fields in FIELDS.items():
        named = {path.partition(".")[0] for path in fields} | besides.get(kind.__name__, set())
        there = {field.name for field in dataclasses.fields(kind)} - {"at", "settings"}
        assert there - named <= keys, kind.__name__
        assert named <= there, kind.__name__


OLD = load(Folder(SMALL)).site


def test_two_equal_sites_differ_in_nothing() -> None:
    assert changes(OLD, load(Folder(SMALL)).site) == ()


@given(st.data())
def test_each_school_that_is_given_another_cluster_is_told_whatever_their_order(data: st.DataObject) -> None:
    schools = data.draw(st.permutations(OLD.schools))
    clusters = [data.draw(st.sampled_from([None, 1, 3, 14])) for _ in schools]
    moved = tuple(
        dataclasses.replace(school, cluster=cluster, membership=None if cluster is None else school.details)
        for school, cluster in zip(schools, clusters, strict=True)
    )
    before: dict[str, School] = {school.slug: school for school in OLD.schools}
    different = {school.at.record.line for school in moved if school.cluster != before[school.slug].cluster}
    said = [each for each in changes(OLD, dataclasses.replace(OLD, schools=moved)) if "Cluster" in each.says]
    assert len(said) == len(different)
    assert all(each.subject == "Schools" for each in said)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_bodies_can_be_compared(one: str, other: str) -> None:
    def site(body: str) -> Copy:
        page = f"---\ntitle: Page\ndescription: A page.\n---\n{body}"
        return Copy({"content/page.md": page.encode("utf-8", errors="replace")})

    assert changes(load(site(one)).site, load(site(one)).site) == ()
    changes(load(site(one)).site, load(site(other)).site)
