"""Words explained: where a page first uses a term it leads to the meaning, which stands on the same page."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from findyourcluster.markup import Citation, Document
from findyourcluster.model import Fact, Place, Places, Term
from findyourcluster.words import Words
from tests.conftest import Project

AT = Places(Place("glossary.yaml", 1))
PAGE = "content/questions.md"


def term(name: str, slug: str, full: str = "", see: str = "") -> Term:
    return Term(name, slug, f"What {name} means.", AT, full=full, see=see)


TERMS = [
    term("EHCP", "ehcp", "Education, Health and Care Plan"),
    term("EHCP Team", "ehcp-team"),
    term("Cluster", "cluster", see="what-is-a-cluster"),
    term("Team around the Cluster", "team"),
]


def explained(body: str, but: str = "") -> tuple[str, list[str]]:
    documents, met = Words(TERMS, ()).explain([Document((body,))], but)
    return str(documents[0].parts[0]), [each.slug for each in met]


def link(slug: str, text: str) -> str:
    return f'<a class="word" id="use-{slug}" href="#word-{slug}">{text}</a>'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<p>An EHCP. The EHCP.</p>", f"<p>An {link('ehcp', 'EHCP')} (Education, Health and Care Plan). The EHCP.</p>"),
        ("<p>Two clusters.</p>", f"<p>Two {link('cluster', 'clusters')}.</p>"),
        ("<p>The Team around the Cluster</p>", f"<p>The {link('team', 'Team around the Cluster')}</p>"),
        ("<p>the EHCP Team</p>", f"<p>the {link('ehcp-team', 'EHCP Team')}</p>"),
        ("<p>An EHCP (a plan).</p>", f"<p>An {link('ehcp', 'EHCP')} (a plan).</p>"),
        (
            "<p>An EHCP is an education, health and care plan.</p>",
            f"<p>An {link('ehcp', 'EHCP')} is an education, health and care plan.</p>",
        ),
        ("<p>ehcp clustering sub-cluster</p>", "<p>ehcp clustering sub-cluster</p>"),
    ],
)
def test_the_first_use_of_a_term_is_a_link_and_spelt_out(typed: str, shown: str) -> None:
    assert explained(typed)[0] == shown


@pytest.mark.parametrize(
    "kept",
    [
        '<h2 id="x">Your EHCP</h2>',
        '<p><a href="/x/">the EHCP</a></p>',
        '<p class="callout-title">The EHCP</p>',
        "<pre><code>EHCP</code></pre>",
        '<p><img alt="An EHCP" src="/x.png"></p>',
        "<dt>EHCP</dt>",
    ],
)
def test_headings_links_titles_and_code_are_left_alone_and_what_follows_is_not(kept: str) -> None:
    after = f"<p>An {link('ehcp', 'EHCP')} (Education, Health and Care Plan).</p>"
    assert explained(f"{kept}\n<p>An EHCP.</p>")[0] == f"{kept}\n{after}"


def test_the_page_that_a_term_points_to_explains_it_itself() -> None:
    assert explained("<p>A cluster.</p>", but="what-is-a-cluster") == ("<p>A cluster.</p>", [])
    assert explained("<p>A cluster.</p>", but="questions")[1] == ["cluster"]


def test_a_fact_keeps_its_sentence_and_gets_only_the_link() -> None:
    fact = Fact("not", "An EHCP & a cluster.", "s", date(2026, 1, 1), date(2026, 1, 1), "A", AT)
    cited = Document(("<p>", Citation("fact", "not", AT.record), "</p>"))
    documents, met = Words(TERMS, [fact]).explain([cited])
    part = documents[0].parts[1]
    assert isinstance(part, Citation)
    assert part.html == f"An {link('ehcp', 'EHCP')} &amp; a {link('cluster', 'cluster')}."
    assert html.unescape(re.sub(r"<[^>]*>", "", part.html)) == fact.text
    assert [each.slug for each in met] == ["cluster", "ehcp"]


def test_words_are_met_once_over_all_parts_of_a_page() -> None:
    two = [Document(("<p>An EHCP (a plan).</p>",)), Document(("<p>An EHCP.</p>",))]
    documents, met = Words(TERMS, ()).explain(two)
    assert documents[1].parts == ("<p>An EHCP.</p>",)
    assert len(met) == 1


def test_a_page_lists_its_words_with_their_meanings_in_plain_sight(project: Project) -> None:
    project.change("data/glossary.yaml", "see: questions", "see: words")
    project.build()
    page = project.page("/questions/")
    assert f"{link('ehcp', 'EHCP')}" in page
    listed = page[page.index("Words on this page") :]
    assert re.search(r'<div id="word-ehcp"><dt>EHCP .*Education, Health and Care Plan.*</dt> <dd>.+</dd></div>', listed)
    assert "<abbr" not in page, "an explanation that only a mouse can find"


def test_a_site_without_words_has_no_list_of_them(project: Project) -> None:
    project.change("data/glossary.yaml", "EHCP\n", "Ombudsman\n")
    project.change("data/glossary.yaml", "EHCP Team", "Tribunal")
    project.change("content/questions.md", "/words/#ehcp", "/words/")
    project.build()
    assert "Words on this page" not in project.page("/questions/")


def test_each_meaning_leads_back_to_where_the_page_says_the_word(project: Project) -> None:
    project.change("data/glossary.yaml", "see: questions", "see: words")
    project.build()
    page = project.page("/questions/")
    back = re.findall(r'<a class="back" href="#(use-[a-z-]+)" aria-label="Back to where the page says [^"]+">', page)
    assert back
    for target in back:
        assert page.count(f' id="{target}"') == 1


def test_an_abbreviation_that_the_writer_explains_after_bold_is_not_spelt_out_twice(project: Project) -> None:
    project.append("content/about.md", "Ask for **the SENCO** (the teacher in charge of support).\n")
    project.append(
        "data/glossary.yaml",
        "  - term: SENCO\n    full: Special Educational Needs Co-ordinator\n    meaning: A teacher.\n",
    )
    project.build()
    assert "SENCO</a></strong> (the teacher" in project.page("/about/")
