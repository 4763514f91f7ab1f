"""What volunteers write in Markdown: what they get, what is refused, and how it is said."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findyourcluster.markup import render_documents
from findyourcluster.model import Fragment, Place, Places, Settings, Site
from tests.conftest import Project
from tests.test_pictures import picture

PAGE = "content/questions.md"
NOWHERE = Places(Place("x.yaml"))
SETTINGS = Settings(
    "Small", "A site.", "", "en-GB", "preview", "Smalldale", "The Council", "The Forum", 0, 30, 60, NOWHERE
)


# ---------------------------------------------------------------- what they get


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("!!! right\n    You can ask.", '<div class="callout callout-right">\n<p class="callout-title">Your right</p>'),
        ('!!! ask "Say this"\n    Which one?', '<p class="callout-title">Say this</p>'),
        ("| A | B |\n|---|---|\n| 1 | 2 |", "<td>1</td>"),
        ("Plan\n:   A document.", "<dt>Plan</dt>\n<dd>A document.</dd>"),
        ("## A part {: #here }", '<h2 id="here">A part</h2>'),
        ("[Ask](words)", '<a href="/words/">Ask</a>'),
        ("[Ask](words.md#ehcp)", '<a href="/words/#ehcp">Ask</a>'),
        ("[Ask](/words)", '<a href="/words/">Ask</a>'),
        ("{{ school: ashbrow-school }}", '<a href="/schools/ashbrow-school/">Ashbrow School</a>'),
        ("{{ cluster: 3 }}", '<a href="/clusters/3/">Cluster 3</a>'),
        ("{{ contact: kias }}", '<a href="tel:+441422266141">01422 266141</a>'),
        ("{{ contact: forum }}", "Its contact details are to come."),
        ("Read <kbd>Ctrl</kbd> <b>now</b>.", "<kbd>Ctrl</kbd> <b>now</b>"),
    ],
)
def test_markdown_becomes(project: Project, markdown: str, html: str) -> None:
    project.append(PAGE, markdown + "\n")
    project.build()
    assert html in project.page("/questions/")


def test_a_cited_fact_stands_in_its_sentence_with_a_note_that_leads_to_its_source(project: Project) -> None:
    project.build()
    page = project.page("/questions/")
    assert (
        "<p>The council must tell you its decision within 6 weeks of receiving the request."
        '<sup class="note"><a href="#note-2" aria-label="Source 2">2</a></sup></p>'
    ) in " ".join(page.split("\n"))
    note = page[page.index('<li id="note-2">') :]
    assert '<a href="https://law.example/5" rel="noopener">SEND Regulations 2014, regulation 5(1)<' in note


def test_a_page_without_a_description_is_described_by_its_first_words(project: Project) -> None:
    project.write("content/extra.md", "---\ntitle: Extra\n---\n\n## A part\n\nShort & **plain** words.\n")
    project.build()
    assert '<meta name="description" content="Short &amp; plain words.">' in project.page("/extra/")


def test_a_picture_beside_the_page_is_published(project: Project) -> None:
    (project.root / "content/guides/map.png").write_bytes(picture("PNG"))
    project.append("content/guides/first-steps.md", "![A map of the dale](map.png)\n")
    project.build()
    page = project.page("/guides/first-steps/")
    assert 'src="/guides/map.png"' in page
    assert 'alt="A map of the dale"' in page
    assert (project.site / "guides/map.png").read_bytes() == picture("PNG")


# ---------------------------------------------------------------- what is refused, and how it is said


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "[Rights](/your-rights/)",
            'The link to "/your-rights/" goes nowhere. Lead it to another page, or keep only its words.',
        ),
        ("[Q](/question/)", 'The link to "/question/" goes nowhere. Did you mean "/questions/"?'),
        ("[Q](question)", 'The link to "question" goes nowhere. Did you mean "questions"?'),
        ('<a href="/question/">Q</a>', 'The link to "/question/" goes nowhere. Did you mean "/questions/"?'),
        (
            "[Up](#whom-can-i-ask-now)",
            'There is no part "#whom-can-i-ask-now" on this page. Did you mean "whom-can-i-ask"?',
        ),
        ("[W](/words/#ehpc)", 'There is no part "#ehpc" on /words/. Did you mean "ehcp"?'),
        ("![A map](map.png)", 'There is no picture "map.png". Put it in content/, under this name.'),
        (
            "![](/favicon.svg)",
            'The picture "favicon.svg" has no description for people who cannot see it.'
            " Write it between the square brackets: ![What it shows](favicon.svg)",
        ),
        (
            "![A spy](https://elsewhere.example/x.png)",
            "The picture https://elsewhere.example/x.png is on another site, which would learn who reads this page."
            " Save the picture in content/ and link to it there.",
        ),
        (
            "Ask for {{ cluster name here.",
            "There is a stray {{ here, which parents would see."
            " To cite a fact write {{ fact: its-id }}; else take the braces out.",
        ),
        (
            "{% raw %}",
            "There is a stray {% here, which parents would see."
            " To cite a fact write {{ fact: its-id }}; else take the braces out.",
        ),
        ("{{ fact: nott }}", 'There is no fact "nott" in the data. Did you mean "not"?'),
        (
            "{{ fakt: not }}",
            '"fakt" is not something that a page can cite. Did you mean "fact"?',
        ),
        (
            "Ring {{ contact: kias }} now.",
            "{{ contact: kias }} makes a box, so it must stand alone on its line."
            " Put an empty line before and after it.",
        ),
        (
            "[x](mailto:nobody)",
            'The link "mailto:nobody" goes nowhere.'
            " It looks like https://www.example.org, mailto:name@example.org or tel:+441632960000",
        ),
        ("[x](www.ipsea.org.uk)", 'The link "www.ipsea.org.uk" goes nowhere. Write https://www.ipsea.org.uk'),
        (
            "[x](/words/",
            'There is "[x](/words/" here in the words that parents see: a link or bold text was not closed.'
            " A link looks like this: [who can help](/who-can-help/)",
        ),
        (
            "See **this.",
            'There is "**this." here in the words that parents see: a link or bold text was not closed.'
            " A link looks like this: [who can help](/who-can-help/)",
        ),
        ("!!! rights\n    Text.", '"rights" is not a kind of box. Did you mean "right"?'),
        (
            "# Another title",
            '"Another title" is a heading of the first level, and the page\'s title is that already. ## Another title',
        ),
        ("[" * 60, "This line is too long or too deeply nested to be read. Break it up, or take the brackets out."),
        (
            ">" * 60 + " deep",
            "This line is too long or too deeply nested to be read. Break it up, or take the brackets out.",
        ),
    ],
)
def test_a_slip_in_a_page_is_explained(project: Project, markdown: str, expected: str) -> None:
    line = (project.root / PAGE).read_text("utf-8").rstrip("\n").count("\n") + 3
    project.append(PAGE, markdown + "\n")
    assert project.problems() == [f"{PAGE}:{line}: {expected}"]


def test_a_contact_needs_empty_lines_around_it(project: Project) -> None:
    line = (project.root / PAGE).read_text("utf-8").rstrip("\n").count("\n") + 4
    project.append(PAGE, "Ring them:\n{{ contact: kias }}\n")
    assert project.problems() == [
        f"{PAGE}:{line}: {{{{ contact: kias }}}} makes a box, so it must stand alone on its line."
        " Put an empty line before and after it."
    ]


def test_a_box_needs_an_empty_line_before_it(project: Project) -> None:
    line = (project.root / PAGE).read_text("utf-8").rstrip("\n").count("\n") + 4
    project.append(PAGE, "Words.\n!!! right\n    You can ask.\n")
    assert project.problems() == [
        f"{PAGE}:{line}: A box must have an empty line before it. Put one in above this line."
    ]


def test_the_words_of_a_box_begin_four_spaces_in(project: Project) -> None:
    line = (project.root / PAGE).read_text("utf-8").rstrip("\n").count("\n") + 4
    project.append(PAGE, "!!! right\nText.\n")
    says = "The words of this box must begin on the next line, four spaces in."
    assert project.problems() == [f"{PAGE}:{line}: {says} Put four spaces before these."]
    project.change(PAGE, "!!! right\nText.\n", "!!! right\n")
    assert project.problems() == [f"{PAGE}:{line - 1}: {says} Write them there."]


def test_a_heading_never_gets_an_anchor_that_the_page_has_already(project: Project) -> None:
    project.append(PAGE, "## Main\n\n## Notes\n\n[Down](#main-part)\n")
    project.build()
    assert re.findall(r'<h2 id="(\w+-part)"', project.page("/questions/")) == ["main-part", "notes-part"]
    project.append("content/words.md", "## EHCP\n")
    project.append("content/parts/what-to-do.md", "## Your rights stay the same\n")
    assert project.problems() == [
        'content/parts/your-rights.md:1: "Your rights stay the same" is a heading in content/parts/what-to-do.md too,'
        " and both stand on one page. Give one of them other words.",
        'content/words.md:7: A part made from the data is called "ehcp" already. Give this heading other words.',
    ]


def test_a_heading_that_jumps_a_level(project: Project) -> None:
    line = (project.root / PAGE).read_text("utf-8").rstrip("\n").count("\n") + 3
    project.append(PAGE, "## A part\n\n##### Too deep\n")
    assert project.problems() == [
        f'{PAGE}:{line + 2}: The heading "Too deep" is 3 levels below the one before it. ### Too deep'
    ]


def test_an_empty_page(project: Project) -> None:
    project.write("content/extra.md", "---\ntitle: Extra\ndescription: Extra.\n---\n")
    assert project.problems() == [
        "content/extra.md:2: This page has no words yet. Write some below the block at the top."
    ]


def test_two_pages_of_one_title(project: Project) -> None:
    project.write("content/extra.md", "---\ntitle: First steps\ndescription: Extra.\n---\n\nText.\n")
    assert project.problems() == [
        'content/guides/first-steps.md:2: The title "First steps" is that of content/extra.md too.'
        " Give one of them another title."
    ]


def test_a_missing_page_that_every_site_needs(project: Project) -> None:
    (project.root / "content/404.md").unlink()
    (project.root / "content/parts/your-rights.md").unlink()
    assert project.problems() == [
        "content/404.md: The site needs this page, and no page has layout: not-found."
        " Write it, with layout: not-found in its top block.",
        "content/parts/your-rights.md: School and cluster pages need these words, and the file is missing."
        " Write it; it is Markdown without a block at the top.",
    ]


def test_a_fragment_that_no_page_shows(project: Project) -> None:
    project.write("content/parts/your-right.md", "Words.\n")
    assert project.problems() == [
        'content/parts/your-right.md:1: No page shows the words in this file. Did you mean "your-rights"?'
    ]


def test_pages_that_menus_and_lists_name_must_exist(project: Project) -> None:
    project.change("data/site.yaml", "  - questions\ndoors", "  - question\ndoors")
    project.change(PAGE, "  - about", "  - abuot")
    project.change("data/glossary.yaml", "see: questions", "see: question")
    assert project.problems() == [
        f'{PAGE}:7: related names the page "abuot", which does not exist. Did you mean "about"?',
        'data/glossary.yaml:5: see names the page "question", which does not exist. Did you mean "questions"?',
        'data/site.yaml:15: menu names the page "question", which does not exist. Did you mean "questions"?',
    ]


# ---------------------------------------------------------------- what can do no harm


class Danger(HTMLParser):
    """What in a page could run or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "iframe", "object", "embed", "base", "form", "meta", "link", "svg", "math"}:
            self.found.append(tag)
        for name, value in attrs:
            bare = re.sub(r"[\x00-\x20]", "", value or "").casefold()
            if name.startswith("on") or name == "style" or bare.startswith(("javascript:", "data:", "vbscript:")):
                self.found.append(f"{tag} {name}={value}")


def rendered(markdown: str) -> str:
    fragment = Fragment("x", markdown, 1, Places(Place("content/parts/x.md")))
    documents, _ = render_documents(Site(SETTINGS, fragments=(fragment,)))
    return "".join(part for part in documents.fragments["x"].parts if isinstance(part, str))


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert('EVIL')</script>",
        '<img src="x.png" alt="x" onerror="alert(1)">',
        "[EVIL](javascript:alert(1))",
        "[EVIL](&#106;avascript&colon;alert(1))",
        "[EVIL](java\nscript:alert(1))",
        "<javascript:alert('EVIL')>",
        '<iframe src="https://evil.example/"></iframe>',
        "[EVIL](data:text/html;base64,PHNjcmlwdD4=)",
        '## EVIL part {: onclick="alert(1)" }',
        '<p style="position:fixed">EVIL</p>',
        "<svg><script>alert(1)</script></svg>",
        '<form action="https://evil.example"><input name="x"></form>',
    ],
)
def test_nothing_that_could_run_survives(markdown: str) -> None:
    assert Danger(rendered(markdown)).found == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<", ">", '"', "'", "script", "img src=x onerror=y", "](", "[", "javascript:", "&#106;", "a href=", "`",
             "\n", "    ", "{: onclick=x }", "!!! right", "svg", "/", "style", "*", "_", "&lt;", "\t", "|", ":   "]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_no_mixture_of_markup_makes_a_page_dangerous(markdown: str) -> None:
    assert Danger(rendered(markdown)).found == []
