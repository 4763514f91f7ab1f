"""What a hurried volunteer does besides: each is stopped with its line and the fix, or made right without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Project
from tests.test_pictures import picture

PAGE = "content/questions.md"
EXTRA = "content/extra.md"


def end_of(project: Project, file: str = PAGE) -> int:
    """The line on which what is appended to FILE begins."""
    return (project.root / file).read_text("utf-8").rstrip("\n").count("\n") + 3


def pasted(project: Project) -> list[str]:
    """The lines to paste."""
    said = json.loads(project.run("check", "--format", "json")[1])
    return [each["paste"] for each in said["problems"] if each["paste"]]


# ---------------------------------------------------------------- in the text of a page


@pytest.mark.parametrize(
    ("typed", "line", "says", "paste"),
    [
        ("See [the words] (/words/) now.", 0, "There is a space in this link", "See [the words](/words/) now."),
        ("See ![a map] (map.png) now.", 0, "There is a space in this link", "See ![a map](map.png) now."),
        ("See (the words)[/words/].", 0, "The brackets of this link are the wrong way", "See [the words](/words/)."),
        ("Ask them.[^1]", 0, '"[^1]" would be a footnote elsewhere', ""),
        ("Ring ** first **, then write.", 0, '"** first **" does not become bold', "Ring **first**, then write."),
        ("Ring** first **then write.", 0, '"** first **" does not become bold', "Ring **first** then write."),
        ("Ring * first * then write.", 0, '"* first *" does not become slanted', "Ring *first* then write."),
        ("Ring _ first _.", 0, '"_ first _" does not become slanted', "Ring _first_."),
        ("Ring **first.", 0, 'There is "**first." here', ""),
        ("[the words](/words/", 0, 'There is "words](/words/" here', ""),
        ("[the words]()", 0, 'The link "the words" has no address', ""),
        ("[](/words/)", 0, 'The link to "/words/" has no words that a parent could tap', ""),
        ("[]()", 0, 'The link "" has no address', ""),
        ("![A map]()", 0, "A picture is to stand here, and its name is missing", ""),
        ("Bring:\n- notes\n- a friend", 1, "This list begins right below a sentence", ""),
        ("Do this:\n1. Ring.\n2. Write.", 1, "This list begins right below a sentence", ""),
        ("-Ring them.", 0, 'There is no space behind "-"', "- Ring them."),
        ("*Ring them.", 0, 'There is no space behind "*"', "* Ring them."),
        ("1.Ring them.", 0, 'There is no space behind "1."', "1. Ring them."),
        ("<<<<<<< HEAD", 0, "Git could not join two versions of this page", ""),
        ("Ring.\n>>>>>>> main", 1, "Git could not join two versions of this page", ""),
        ("~~Ring them~~", 0, 'There is "~~Ring" here', ""),
        ("[ ]( )", 0, 'The link "" has no address', ""),
        ("[Ask](help@x.example)", 0, 'The link "help@x.example" goes nowhere', "[Ask](mailto:help@x.example)"),
        ("[Ring](tel:01632 960123)", 0, 'The link "tel:01632 960123" goes nowhere', "[Ring](tel:+441632960123)"),
        ("1) Ring.", 0, '"1)" begins no list', "1. Ring."),
        ("• Ring.", 0, '"•" was pasted, and begins no list here', "- Ring."),
        ("# A second title", 0, '"A second title" is a heading of the first level', "## A second title"),
        ("{ fact: not }", 0, "{ fact: not } is nearly right", "{{ fact: not }}"),
        ("{fact: not}", 0, "{fact: not} is nearly right", "{{ fact: not }}"),
        ("{{ Fact: not }}", 0, "{{ Fact: not }} is nearly right", "{{ fact: not }}"),
        ("{{ fact: not }", 0, "{{ fact: not } is nearly right", "{{ fact: not }}"),
        ("{{ fact not }}", 0, "{{ fact not }} is nearly right", "{{ fact: not }}"),
        ("Ring.\n\n<!-- Ann: is this right?\n\nWrite.", 2, "A note to ourselves begins here with <!--", ""),
        ("| day | what |\n| Monday | Coffee |", 0, "This table has no line below its headings", ""),
        ("| day | what |\n|---|---|\n| Monday | Coffee | 9:30 |", 2, "The table has 2 columns, and this row has 3", ""),
        ("When:\n| day | what |\n|---|---|\n| Monday | Coffee |", 1, "This table begins right below a sentence", ""),
        ("\t{{ fact: not }}", 0, "This line begins four spaces or a tab in", "{{ fact: not }}"),
        ("    Ring.\n    Write.", 0, "This line begins four spaces or a tab in", "Ring."),
        ("Type `{{ fact: not }}`.", 0, "{{ fact: not }} stands between backticks", ""),
        ("<p>{{ fact: not }}</p>", 0, "{{ fact: not }} stands inside HTML", ""),
        ("<pre>{{ fact: not }}</pre>", 0, "{{ fact: not }} stands between backticks", ""),
        ("![{{ fact: not }}](/favicon.svg)", 0, "{{ fact: not }} stands where only plain words can stand", ""),
        ('<abbr title="{{ fact: not }}">x</abbr>', 0, "{{ fact: not }} stands where only plain words can", ""),
        ("title: Next steps", 0, '"title:" belongs in the block at the top', ""),
        ("!!! note\nWords.", 1, "The words of this box must begin on the next line", "    Words."),
        ("a&nbsp;&nbsp;&nbsp;b", 0, "Several spaces that never break were pasted here", "a b"),
        ('<p align="center">Ring.</p>', 0, "align= does nothing here", "<p>Ring.</p>"),
        ("<font color=red>Ring.</font>", 0, "Parents would not see what <font> does", ""),
        ("<video src=x></video>", 0, "Parents would not see this <video>", ""),
        ("<!--[if gte mso 9]>x<![endif]-->", 0, "A note from a word processor to itself was pasted here", ""),
        ("[x](file:///C:/letter.docx)", 0, 'The link "file:///C:/letter.docx" goes nowhere', ""),
        ("[the words](words.html)", 0, 'The link to "words.html" goes nowhere', "[the words](words)"),
        ("[IPSEA](ipsea.org.uk/help)", 0, 'The link "ipsea.org.uk/help" goes nowhere', "[IPSEA](https://ipsea.org.uk/help)"),
    ],
)  # fmt: skip
def test_a_slip_in_the_text_is_explained(project: Project, typed: str, line: int, says: str, paste: str) -> None:
    at = end_of(project) + line
    project.append(PAGE, typed + "\n")
    told = project.problems()
    assert [each for each in told if each.startswith(f"{PAGE}:{at}: {says}")], told
    assert all(each.startswith(f"{PAGE}:") for each in told)
    assert paste in (pasted(project) or [""])


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("##A heading", "<h2 id=\"a-heading\">A heading</h2>"),
        ("1. Ring.\n2. Wait.\n\nThen:\n\n3. Write.", '<ol start="3">'),
        ("- one\nand more of it\n- two", "<li>two</li>"),
        ("*Slanted* words and -5 and 3.5 and 1.Then", "<em>Slanted</em>"),
        ("One **bold** and **another** word.", "<strong>another</strong>"),
        ("2 * 3 * 4 is 24.", "2 * 3 * 4 is 24."),
        ("Type `** stars **` and `[^1]`.", "<code>** stars **</code>"),
        ("Ring.<!-- Ann: is this right? -->", "<p>Ring.</p>"),
        ("<kbd>Ctrl</kbd> and <span lang=\"ur\">x</span>", '<span lang="ur">x</span>'),
        ("| a | b |\n|:--|--:|\n| 1 | 2 |", "<td>1</td>"),
        ("Ring\u200b us\ufeff.", "<p>Ring us.</p>"),
    ],
)  # fmt: skip
def test_what_can_be_made_right_is(project: Project, typed: str, html: str) -> None:
    project.append(PAGE, typed + "\n")
    project.build()
    assert html in project.page("/questions/")


# ---------------------------------------------------------------- in the block at the top


@pytest.mark.parametrize(
    ("head", "line", "says", "paste"),
    [
        ("--\ntitle: A\n---", 1, 'stands between two lines of ---, and this line is "--"', "---"),
        ("----\ntitle: A\n---", 1, 'this line is "----"', "---"),
        ("  ---\ntitle: A\n---", 1, 'this line is "  ---"', "---"),
        ("—\ntitle: A\n---", 1, 'this line is "—"', "---"),
        ("---\ntitle: A\n...", 3, 'this line is "..."', "---"),
        ("---\ntitle: A\n***", 3, 'this line is "***"', "---"),
        ("---\ntitle: A\n--", 3, 'this line is "--"', "---"),
        ("---\ntitle: A\n ---", 3, 'this line is " ---"', "---"),
        ("title: A\n---", 1, "A page begins with a block", ""),
        ("---\ntitle: A", 1, "is never closed", ""),
        ("---\n---", 1, "The block at the top of the page is empty", ""),
        ("---\ntitle:A\n---", 2, 'There is no space behind "title:"', "title: A"),
        ("---\ntitle:A\nchecked: 2026-11-24\n---", 2, 'There is no space behind "title:"', "title: A"),
        ("---\ntitle: A\nchecked:2026-11-24\n---", 3, 'There is no space behind "checked:"', "checked: 2026-11-24"),
        ("---\ntitle: “A: b”\n---", 2, "The quotes around this value are typographic ones", 'title: "A: b"'),
        ("---\ntitle: ‘A’\n---", 2, "The quotes around this value are typographic ones", 'title: "A"'),
        ("---\ntitle: 'Ann's page'\n---", 2, "is closed before the value ends", 'title: "Ann\'s page"'),
        ('---\ntitle: "A" page\n---', 2, "is closed before the value ends", 'title: "\\"A\\" page"'),
        ("---\ntitle: [A] page\n---", 2, 'The value begins with "["', 'title: "[A] page"'),
        ("---\ntitle: {{ fact: not }}\n---", 2, 'The value begins with "{"', 'title: "{{ fact: not }}"'),
        ('---\ntitle: "{{ fact: not }}"\n---', 2, "There is a stray {{ here", ""),
        (
            "---\ntitle: A\nrelated:\n\u00a0 - about\n---",
            4,
            "There is a space here that only looks like one",
            "  - about",
        ),
        ("---\ntitle:\u00a0A\n---", 2, "There is a space here that only looks like one", "title: A"),
        ("---\ntitle: A\n  short: B\n---", 3, "This line starts further in", ""),
        ("---\ntitle: A\nrelated:\n  - about\n - find\n---", 5, "This line does not fit the lines above it", ""),
        ("---\ntitle: A\ntitle: B\n---", 3, '"title" stands here twice', ""),
        ("---\nTitle: A\n---", 2, 'This page has no "title"', "title: A"),
        ("---\ntitle: A\nrelated:\n  - abuot\n---", 4, 'related names the page "abuot"', "  - about"),
        ("---\ntitle: A\nformer_addresses:\n  - /Old Name\n---", 4, "is not an address on this site", "  - /old-name/"),
        ("---\ntitle: READ THIS FIRST\n---", 2, "is in capitals", "title: Read this first"),
    ],
)
def test_a_slip_at_the_top_is_explained(project: Project, head: str, line: int, says: str, paste: str) -> None:
    project.write(EXTRA, f"{head}\n\nWords.\n")
    told = project.problems()
    assert told
    assert told[0].startswith(f"{EXTRA}:{line}: ")
    assert says in told[0]
    assert paste in (pasted(project) or [""])


def test_the_rest_of_a_top_block_that_was_closed_too_soon_is_not_published(project: Project) -> None:
    project.write(EXTRA, "---\ntitle: A\n---\nchecked: 2026-11-24\n---\n\nWords.\n")
    assert project.problems() == [
        f'{EXTRA}:4: "checked:" belongs in the block at the top of the page, and stands below it.'
        " Move this line up, between the two lines of ---."
    ]


def test_empty_lines_above_the_top_block_do_no_harm(project: Project) -> None:
    project.write(EXTRA, "\n\n---\ntitle: Next steps\n---\n\nWords.\n\n[x](/nowhere-at-all/)\n")
    assert [each.split(": ")[0] for each in project.problems()] == [f"{EXTRA}:9"]
    project.change(EXTRA, "[x](/nowhere-at-all/)\n", "")
    project.build()
    assert "Words." in project.page("/extra/")


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("content/NEXT.MD", '"NEXT.MD" is no page yet: the name of a page ends in .md. Rename it to next.md'),
        ("content/next.markdown", "Rename it to next.md if it is a page"),
        ("content/Next steps.txt", "Rename it to next-steps.md if it is a page"),
        ("content/questions (1).md", "This looks like a copy of content/questions.md"),
        ("content/questions - Copy.md", "This looks like a copy of content/questions.md"),
        ("content/questions copy 2.md", "This looks like a copy of content/questions.md"),
        ("content/next (1).md", "Rename it to content/next.md"),
        ("content/Next_Steps.md", "Rename it to content/next-steps.md"),
        ("content/letter.pdf", "is neither a page (.md) nor a picture"),
        (
            "data/shcools.yaml",
            'Nobody reads this file: its name is none that the site knows. Did you mean "data/schools',
        ),
        ("data/notes.txt", "Take it out of data/."),
    ],
)
def test_a_file_of_another_name(project: Project, name: str, says: str) -> None:
    project.write(name, "---\ntitle: Next steps\n---\n\nWords.\n")
    told = project.problems()
    assert len(told) == 1
    assert told[0].startswith(f"{name}: ")
    assert says in told[0]


@pytest.mark.parametrize(
    "name", ["Thumbs.db", ".DS_Store", "desktop.ini", "~$letter.docx", "questions.md~", ".questions.md.swp", "x.tmp"]
)
@pytest.mark.parametrize("folder", ["content", "content/guides", "data"])
def test_what_computers_leave_lying_about_is_passed_over(project: Project, folder: str, name: str) -> None:
    project.write(f"{folder}/{name}", "x")
    assert project.problems() == []
    project.build()
    assert not [path for path in Path(project.site).rglob("*") if path.name == name]


def test_a_picture_in_another_folder_is_found(project: Project) -> None:
    (project.root / "content/guides/map.png").write_bytes(picture("PNG"))
    at = end_of(project)
    project.append(PAGE, "![A map of the dale](map.png)\n")
    assert project.problems() == [f'{PAGE}:{at}: There is no picture "map.png". Did you mean "/guides/map.png"?']
    assert pasted(project) == ["![A map of the dale](/guides/map.png)"]
