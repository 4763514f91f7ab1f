"""Links: what their words say, whether they are safe, and those that wait for their page."""

from __future__ import annotations

import pytest

from tests.conftest import Project, without_columns

PAGE = "content/questions.md"


def found(project: Project, typed: str) -> list[str]:
    """What is said of TYPED, without its place and without the fix."""
    project.append(PAGE, typed + "\n")
    return [problem.split(": ", 1)[1] for problem in project.problems()]


@pytest.mark.parametrize(
    "words",
    ["here", "Click here", "click here.", "this page", "This link", "link", "this", "more", "Read more", "read more …",
     "Find out more", "Learn more", "more information", "our website", "Visit our website", "Go to this page"],
)  # fmt: skip
def test_words_that_say_nothing(project: Project, words: str) -> None:
    told = found(project, f"[{words}](/words/)")
    assert told == [
        f'The words of this link, "{words}", do not say where it leads.'
        " Say what it leads to: [Words explained](/words/)"
    ]


@pytest.mark.parametrize(
    "words",
    ["more about clusters", "here to help", "what the words mean", "Thisbury School", "this page of facts"],
)  # fmt: skip
def test_words_that_say_something(project: Project, words: str) -> None:
    assert found(project, f"[{words}](/words/)") == []


@pytest.mark.parametrize("typed", ["[https://x.example/a](https://x.example/a)", "<https://x.example/a>"])
def test_words_that_are_an_address(project: Project, typed: str) -> None:
    assert found(project, typed) == [
        'The words of this link are an address: "https://x.example/a".'
        " Say what it leads to: [who can help](/who-can-help/)"
    ]


def test_the_description_of_a_picture_is_the_words_of_its_link(project: Project) -> None:
    assert found(project, "[![The sign of this site](/favicon.svg)](/words/)") == []


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("Look at https://www.kias.example/help.", "[KIAS](https://www.kias.example/help)"),
        ("Look at www.other.example, please.", "[other.example](https://www.other.example)"),
        ("Look there (https://other.example/a_b).", "[other.example](https://other.example/a_b)"),
    ],
)
def test_an_address_typed_into_the_text(project: Project, typed: str, right: str) -> None:
    told = found(project, typed)
    assert len(told) == 1
    assert told[0].endswith(f"is an address typed into the text. Make it a link: {right}")


@pytest.mark.parametrize(
    "typed",
    ["[KIAS](https://www.kias.example/)", "`https://x.example`", '<a href="https://x.example">The register</a>',
     "[KIAS][k]\n\n[k]: https://www.kias.example/"],
)  # fmt: skip
def test_an_address_in_a_link_is_where_it_belongs(project: Project, typed: str) -> None:
    assert found(project, typed) == []


def test_an_address_in_the_data_goes_into_its_own_line(project: Project) -> None:
    project.change("data/facts.yaml", "for an EHCP.", "for an EHCP, see https://law.example/5.")
    assert [without_columns(each) for each in project.problems()] == [
        'data/facts.yaml:3: "https://law.example/5" is an address typed into the text.'
        " Say in words what it is; a link: of its own holds the address."
    ]


def test_links_over_http_stop_a_page_and_are_a_note_in_data(project: Project) -> None:
    project.change("data/contacts.yaml", "website: https://www.kias", "website: http://www.kias")
    status, out, _ = project.run("check")
    assert status == 0
    assert '"http://www.kias.example/" is not secure.' in out
    assert "    Paste: website: https://www.kias.example/" in out
    assert found(project, "[KIAS](http://www.kias.example/)")[0].startswith(
        'The link "http://www.kias.example/" is not secure.'
    )


# ---------------------------------------------------------------- pages that parents cannot see


@pytest.mark.parametrize(
    ("state", "why", "fix"),
    [
        ("draft: yes", "is a draft", "Nothing needs to be done: it appears with the page."),
        (
            "publish_on: 2026-12-24",
            "is to be published on 24 December 2026",
            "Nothing needs to be done: it appears with the page.",
        ),
        (
            "expire_on: 2026-11-20",
            "was taken down on 20 November 2026",
            "Take it out, or give the page a later expire_on.",
        ),
    ],
)
def test_links_to_a_page_that_parents_cannot_see(project: Project, state: str, why: str, fix: str) -> None:
    project.write("content/coming.md", f"---\ntitle: Coming\n{state}\n---\n\nWords.\n")
    project.append(PAGE, "[What comes](/coming/)\n")
    project.change(PAGE, "  - about\n", "  - about\n  - coming\n")
    project.change("data/site.yaml", "  - find\n", "  - find\n  - coming\n")
    status, out, _ = project.run("check")
    assert status == 0
    said = without_columns(out)
    assert f'{PAGE}:31: The link to "/coming/" is shown as plain words, because that page {why}. {fix}' in said
    assert f'{PAGE}:8: related leaves out the page "coming", because it {why}. {fix}' in said
    assert f'data/site.yaml:15: menu leaves out the page "coming", because it {why}. {fix}' in said
    project.build()
    assert '<a href="/coming/">' not in project.page("/questions/")


# ---------------------------------------------------------------- numbers and emails


@pytest.mark.parametrize("number", ["999", "111", "101", "116 123", "0800 1111", "105"])
def test_short_numbers_can_be_dialled(project: Project, number: str) -> None:
    assert found(project, f"In need ring {number}.") == []
    project.change("data/contacts.yaml", "number: 01422 266141", f"number: {number}")
    assert project.problems() == []


@pytest.mark.parametrize(
    "typed", ["01422 26614 11", "01422 26614", "0300 123 45678", "+44 1422 2661", "07700 90012", "(01422) 2661"]
)
def test_numbers_that_ring_nowhere(project: Project, typed: str) -> None:
    assert any(f'"{typed}" cannot be dialled' in each for each in found(project, f"Ring {typed} now."))


@pytest.mark.parametrize(
    "typed", ["2026-11-24", "£01234567", "0.123456789", "In 2026, 2027 and 2028", "107626", "v1.0.0"]
)
def test_figures_that_are_no_number_to_ring(project: Project, typed: str) -> None:
    assert found(project, f"See {typed} there.") == []


def test_a_number_in_the_data_that_rings_nowhere(project: Project) -> None:
    project.change("data/contacts.yaml", "what: Free advice for parents.", "what: Free advice on 01422 26614 11.")
    assert [without_columns(each) for each in project.problems()] == [
        'data/contacts.yaml:4: "01422 26614 11" cannot be dialled: it has 12 figures, and no UK number is like that.'
        " Look it up again; most have 11 figures and begin with 01, 02, 03 or 07."
    ]


def test_a_link_that_dials_a_number_wrong(project: Project) -> None:
    assert (
        'The link "tel:+4401632960000" cannot be dialled.'
        " Write tel:, +44 and the number without its first 0, such as tel:+441632960000"
    ) in found(project, "[Ring](tel:+4401632960000)")


@pytest.mark.parametrize(
    "typed", ["help@kias", "help@kias..example", "help @ kias.example", "help@kias,example", "a@@b.uk"]
)
def test_emails_that_reach_nobody(project: Project, typed: str) -> None:
    assert f'"{typed}" is not an email address. It looks like this: name@example.org' in found(
        project, f"Ask {typed} now."
    )


@pytest.mark.parametrize(
    "typed", ["We are @PCAN there", "Meet at 9 @ the school", "`a@b`", "[x](https://a.example/@b)"]
)
def test_at_signs_that_are_no_emails(project: Project, typed: str) -> None:
    assert found(project, typed) == []


# ---------------------------------------------------------------- capitals


@pytest.mark.parametrize(
    ("typed", "shouted", "quiet"),
    [
        ("## WHAT IS IT?", "WHAT IS IT", "What is it"),
        ("PLEASE RING FIRST.", "PLEASE RING FIRST", "Please ring first"),
        ("Do NOT WAIT.", "NOT WAIT", "not wait"),
        ("ASK FOR AN EHCP NOW.", "ASK FOR AN EHCP NOW", "Ask for an EHCP now"),
    ],
)
def test_words_that_shout(project: Project, typed: str, shouted: str, quiet: str) -> None:
    assert found(project, typed) == [f'"{shouted}" is in capitals, which looks like shouting. Write: {quiet}']


def test_one_long_word_that_shouts(project: Project) -> None:
    assert found(project, "This is IMPORTANT.") == [
        '"IMPORTANT" is in capitals, which looks like shouting.'
        " Write it in small letters. If it is an abbreviation, explain it in data/glossary.yaml."
    ]


def test_a_title_that_shouts(project: Project) -> None:
    project.change(PAGE, "title: Questions parents ask", "title: QUESTIONS")
    assert [without_columns(each) for each in project.problems()] == [
        f'{PAGE}:2: "QUESTIONS" is in capitals, which looks like shouting. Write: Questions'
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "An EHCP and KIAS, the EHCP Team.",
        "The DfE and NHS say so.",
        "Do NOT wait.",
        "HD1 6HE",
        "GCSEs",
        "`PLEASE READ`",
    ],
)
def test_abbreviations_do_not_shout(project: Project, typed: str) -> None:
    assert found(project, typed) == []
