"""Content and data as volunteers type them: every slip is a sentence with file, line and fix."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findyourcluster.fields import read_date, slugify
from findyourcluster.filenames import SLUG
from tests.conftest import Project, asset

SCHOOLS = "data/schools.yaml"
PAGE = "content/questions.md"


def test_a_sound_project_has_no_problems(project: Project) -> None:
    assert project.problems() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            PAGE,
            "title: Questions parents ask",
            "titel: Questions parents ask",
            [f'{PAGE}:2: This page has no "title", and needs one. Is "titel" meant to be "title"?'],
        ),
        (
            PAGE,
            "checked: 2026-11-24",
            "checked: 2026-02-31",
            [f'{PAGE}:4: checked: "2026-02-31" is a day that does not exist. That month has 28 days.'],
        ),
        (
            PAGE,
            "checked: 2026-11-24",
            "checked: 15/01/2026",
            [f'{PAGE}:4: checked: "15/01/2026" must be written year first. checked: 2026-01-15'],
        ),
        (
            PAGE,
            "checked: 2026-11-24",
            "checked: next week",
            [f'{PAGE}:4: checked: "next week" is not a date. Write the year, month and day, such as 2026-01-15.'],
        ),
        (
            PAGE,
            "checked: 2026-11-24",
            "layout: finde",
            [f'{PAGE}:4: "finde" is not a layout that we know. Did you mean "find"?'],
        ),
        (
            SCHOOLS,
            "    phase: junior",
            "    phaze: junior",
            [f'{SCHOOLS}:15: "phaze" is not something that a school has. Did you mean "phase"?'],
        ),
        (
            SCHOOLS,
            "urn: 148482",
            "urn: 14848",
            [f'{SCHOOLS}:46: A URN has six digits, and "14848" has not. It looks like this: urn: 123456'],
        ),
        (
            SCHOOLS,
            "cluster: 14",
            "cluster: fourteen",
            [
                f'{SCHOOLS}:26: cluster must be a whole number in figures, and "fourteen" is not.'
                " It looks like this: cluster: 14",
            ],
        ),
        (
            SCHOOLS,
            "website: https://birkby.example/",
            "website: javascript:alert(1)",
            [
                f'{SCHOOLS}:22: website "javascript:alert(1)" is not a web address.'
                " It must start with https:// as in website: https://www.example.org"
            ],
        ),
        (
            SCHOOLS,
            "postcode: HD1 6HE",
            "postcode: HD1",
            [f'{SCHOOLS}:19: "HD1" is not a whole postcode. It looks like this: postcode: AB1 2CD'],
        ),
        (
            SCHOOLS,
            "latitude: 53.65899",
            "latitude: 536.5899",
            [f'{SCHOOLS}:20: latitude must be a number between 49 and 61, and "536.5899" is not.'],
        ),
        (
            SCHOOLS,
            "    slug: st-josephs-catholic-primary-academy-dewsbury",
            "    slug: ../../evil",
            [
                f'{SCHOOLS}:48: slug "../../evil" can only have small letters, digits and single hyphens between them.'
                " slug: evil"
            ],
        ),
        (
            SCHOOLS,
            "    confidence: unconfirmed\n    cluster",
            "    confidence: certain\n    cluster",
            [
                f'{SCHOOLS}:25: "certain" is not a confidence that we know.'
                " It can be: confirmed, published by a school, unconfirmed."
            ],
        ),
        (
            "data/contacts.yaml",
            "number: 01422 266141",
            "number: 1422 266141",
            [
                'data/contacts.yaml:6: "1422 266141" is not a number that can be dialled in the UK.'
                " Count its figures: most have 11."
            ],
        ),
        (
            "data/contacts.yaml",
            "number: 01422 266141",
            "number: 01422 26614",
            [
                'data/contacts.yaml:6: "01422 26614" is not a number that can be dialled in the UK.'
                " Count its figures: most have 11."
            ],
        ),
        (
            "data/contacts.yaml",
            "help@kias.example",
            "help at kias",
            ['data/contacts.yaml:8: "help at kias" is not an email address.'],
        ),
        (
            "data/site.yaml",
            "status: preview",
            "status: Live",
            ['data/site.yaml:5: "Live" is not a status that we know. Did you mean "live"?'],
        ),
    ],
)
def test_a_slip_is_explained(project: Project, file: str, old: str, new: str, expected: list[str]) -> None:
    project.change(file, old, new)
    assert project.problems() == expected


@pytest.mark.parametrize(
    ("file", "old", "new", "pasted"),
    [
        (PAGE, "checked: 2026-11-24", "checked: 24 November 2026", "checked: 2026-11-24"),
        (PAGE, "checked: 2026-11-24", "checked: 24th Nov 2026", "checked: 2026-11-24"),
        (PAGE, "checked: 2026-11-24", "checked: 2026-1-4", "checked: 2026-01-04"),
        (PAGE, "checked: 2026-11-24", "checked: 24-11-2026", "checked: 2026-11-24"),
        (SCHOOLS, "cluster: 14", "cluster: Cluster 14", "    cluster: 14"),
        (SCHOOLS, "cluster: 14", "cluster: 14 # new", "    cluster: 14"),
        (SCHOOLS, "cluster: 14", "cluster: 1 or 4", ""),
        (SCHOOLS, "postcode: HD1 6HE", "postcode: hd16he", "    postcode: HD1 6HE"),
        (SCHOOLS, "https://birkby.example/", "www.birkby.example", "    website: https://www.birkby.example"),
        (SCHOOLS, "https://birkby.example/", "mailto:a@birkby.example", ""),
    ],
)
def test_a_value_that_can_only_mean_one_thing_has_its_line_to_paste(
    project: Project, file: str, old: str, new: str, pasted: str
) -> None:
    project.change(file, old, new)
    said = json.loads(project.run("check", "--format", "json")[1])["problems"]
    assert [each["paste"] for each in said] == [pasted]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2027-02-29", " That month has 28 days."),
        ("31/11/2026", " That month has 30 days."),
        ("11/24/2026", " The second number is the month."),
        ("2026-24-11", " The second number is the month."),
        ("0000-01-01", ""),
        ("2026-00-01", ""),
    ],
)
def test_why_a_day_does_not_exist(day: str, why: str) -> None:
    assert read_date(day) == (None, f'"{day}" is a day that does not exist.{why}', "")


def test_a_page_whose_true_ending_is_hidden_gets_its_name_back(project: Project) -> None:
    project.write("content/next-steps.md.txt", "---\ntitle: Next\n---\n\nWords.\n")
    assert "Rename it to next-steps.md if" in project.problems()[0]


def test_a_page_without_its_top_block(project: Project) -> None:
    project.write("content/extra.md", "# Hello\n")
    assert project.problems()[0] == (
        "content/extra.md:1: A page begins with a block that gives its title, between two lines of ---."
        " Copy the block from another page."
    )


def test_a_top_block_that_is_never_closed(project: Project) -> None:
    project.change(PAGE, "  - about\n---\n", "  - about\n")
    assert project.problems()[0] == (
        f"{PAGE}:1: The block at the top of the page begins here with --- and is never closed."
        " Add a line of --- below its last line."
    )


def test_a_file_name_that_makes_no_good_address(project: Project) -> None:
    project.write("content/My New Page.md", "---\ntitle: New\ndescription: New.\n---\n\nText.\n")
    assert project.problems() == [
        "content/My New Page.md: A page's file name becomes its address, so it can only have small letters,"
        " digits and hyphens. Rename it to content/my-new-page.md"
    ]


def test_a_file_that_is_neither_page_nor_picture(project: Project) -> None:
    project.write("content/notes.docx", "x")
    assert project.problems() == [
        'content/notes.docx: "notes.docx" is neither a page (.md) nor a picture (.png, .jpg, .jpeg, .webp, .gif).'
        " Take it out of content/."
    ]


def test_a_picture_that_is_too_big(project: Project) -> None:
    (project.root / "content/photo.jpg").write_bytes(b"x" * 2_000_000)
    assert project.problems() == [
        "content/photo.jpg: This picture is 2.0 MB, and parents on phones pay for each of them."
        " Save it smaller: at most 1 MB."
    ]


def test_a_link_to_a_file_outside_is_refused(project: Project) -> None:
    (project.root / "content/linked.md").symlink_to("/etc/passwd")
    assert project.problems() == [
        "content/linked.md: This is a link to another file, and only real files are published."
        " Put the file itself here."
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b"Caf\xe9",
            'There is a character here that was not saved as UTF-8. Save the file again with "UTF-8" chosen.',
        ),
        (
            b"a\x00b",
            "There is a character here that cannot be seen or printed (U+0000). Delete it and type the line again.",
        ),
        (
            "a\u202eb".encode(),
            "There is a character here that cannot be seen or printed (U+202E). Delete it and type the line again.",
        ),
    ],
)
def test_characters_that_cannot_be_published(project: Project, data: bytes, expected: str) -> None:
    path = project.root / PAGE
    lines = path.read_bytes().count(b"\n")
    path.write_bytes(path.read_bytes() + data)
    assert f"{PAGE}:{lines + 1}: {expected}" in project.problems()


def test_byte_order_mark_and_windows_line_ends_do_no_harm(project: Project) -> None:
    path = project.root / PAGE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert project.problems() == []


@pytest.mark.parametrize("file", ["data/schools.yaml", "data/site.yaml"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ": This file is missing, and the site needs it."),
        ("", ":1: This file is empty."),
        ("- one\n- two\n", ":1: This file must begin with a name and a colon."),
    ],
)
def test_a_whole_file_that_cannot_be_used(project: Project, file: str, text: str | None, expected: str) -> None:
    if text is None:
        (project.root / file).unlink()
    else:
        project.write(file, text)
    assert f"{file}{expected}" in project.problems()


def test_problems_of_several_files_are_listed_together(project: Project) -> None:
    project.change(PAGE, "title:", "titel:")
    project.change("content/words.md", "layout: words", "layout: wordz")
    project.change(SCHOOLS, "phase: junior", "phase: juniour")
    files = [problem.split(":")[0] for problem in project.problems()]
    assert files == ["content/questions.md", "content/words.md", "data/schools.yaml"]


# ---------------------------------------------------------------- names and dates


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Birkby Junior School", "birkby-junior-school"),
        ("St Patrick's Catholic Primary Academy", "st-patricks-catholic-primary-academy"),
        ("Scholes (Holmfirth) Junior & Infant School", "scholes-holmfirth-junior-and-infant-school"),
        ("Café  Été", "cafe-ete"),
    ],
)
def test_the_address_part_that_a_name_gets(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text())
def test_every_slug_is_safe_in_an_address_and_a_path(name: str) -> None:
    slug = slugify(name)
    assert slug == "" or SLUG.fullmatch(slug)


@given(st.dates())
def test_every_date_comes_back(day: object) -> None:
    assert read_date(str(day)) == (day, "", "")


@given(st.text(max_size=30))
def test_no_text_breaks_the_date_reader(text: str) -> None:
    found, says, _ = read_date(text)
    assert (found is None) == bool(says)


def test_static_files_of_the_root_go_before_the_projects_own(project: Project) -> None:
    project.write("static/style.css", "body { color: black }")
    project.build()
    style = asset(project.site, "style.css")
    assert (project.site / style[1:]).read_text("utf-8") == "body { color: black }"
    assert f'<link rel="stylesheet" href="{style}">' in project.page("/")
    assert (project.site / asset(project.site, "finder.js")[1:]).exists()
