"""The site in other languages: what is translated, what is not, who checked it, and what is out of date."""

from __future__ import annotations

import html
import http.server
import io
import json
import mimetypes
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import html5lib
import pikepdf
import pypdfium2 as pdfium
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from benchmarks.strange import leftward, strange, write_catalogue
from findyourcluster.building import printable
from findyourcluster.commands import main
from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.outputs.paper import has_letters
from findyourcluster.pipeline import check, plan_of, renderer_of
from findyourcluster.places import PROJECT
from findyourcluster.preview.live import Live
from findyourcluster.progress import Timings
from tests.conftest import TODAY, Project, files_in

QUESTIONS = "content/xx/questions.md"
TRANSLATED = """---
title: Ɋûéšţîöñš
translated_by: A. Writer
reviewed_by: A. Reader
reviewed_on: 2026-11-20
{made_from}
---

!!! in-short
    - Ýöûř řîĝĥţš.

## Îš îţ ļöšţ?

Ñö. {{{{ fact: not }}}} [ŵöřðš](/words/#ehcp) [ĝûîðé](guides/first-steps.md).

!!! right
    Ýöû çåñ.

## Ĥöŵ ļöñĝ?

{{{{ fact: ehc-6wk }}}}

## Ŵĥöṁ?

{{{{ school: 107626 }}}} {{{{ cluster: 14 }}}}:

{{{{ contact: kias }}}}
"""


SPOKEN_BEFORE: dict[tuple[bool, bool], str] = {}
"""Catalogues of the small project."""


def speak(project: Project, *, rtl: bool = False, reviewed: bool = True) -> None:
    """Gives the project the language xx: a line, and a catalogue."""
    direction = ", direction: rtl" if rtl else ""
    project.append("data/site.yaml", f"languages:\n  - {{code: xx, name: Ẋẋ{direction}}}\n")
    file = "data/languages/xx.po"
    if (rtl, reviewed) not in SPOKEN_BEFORE:  # to look through all templates takes a moment
        write_catalogue(project.root, "xx", leftward if rtl else strange, reviewed=reviewed)
        SPOKEN_BEFORE[rtl, reviewed] = (project.root / file).read_text("utf-8")
    project.write(file, SPOKEN_BEFORE[rtl, reviewed])


def translate(project: Project, text: str = TRANSLATED) -> None:
    """Puts the translation of the questions there, made from them as they are now."""
    assert project.run("translations", "--start", "xx/questions")[0] == 0
    made_from = re.search(r"^made_from:\n(?: .*\n)+", (project.root / QUESTIONS).read_text("utf-8"), re.M)
    assert made_from
    project.write(QUESTIONS, text.format(made_from=made_from[0].rstrip()))


def advice(project: Project) -> str:
    return project.run("check")[1]


# ---------------------------------------------------------------- a language


def test_a_line_and_a_catalogue_make_a_language(project: Project) -> None:
    speak(project)
    project.build()
    page = project.page("/xx/schools/birkby-junior-school/")
    assert '<html lang="xx" dir="ltr">' in page
    assert (
        '<span lang="en-GB" dir="ltr">Birkby Junior School</span> îš îñ <a href="/xx/clusters/14/">Çłûšţéř 14</a>'
        in page
    )
    assert "24 Ñöṽéɱƀéř 2026" in page


def test_every_page_is_there_in_every_language_and_leads_on_in_it(project: Project) -> None:
    speak(project)
    project.build()
    own = {path for path in files_in(project.site) if path.endswith("index.html") and not path.startswith("xx/")}
    theirs = {path.removeprefix("xx/") for path in files_in(project.site) if path.startswith("xx/")}
    assert own <= theirs
    assert not [path for path in theirs if path.endswith((".json", ".csv", ".atom"))]
    for path in sorted(own):
        page = (project.site / "xx" / path).read_text("utf-8")
        inside = re.findall(r'<a (?![^>]*hreflang)[^>]*href="(/[^"]*/)"', page)
        assert all(link.startswith("/xx/") for link in inside), path


def test_a_switch_leads_to_the_same_page_in_the_other_languages(project: Project) -> None:
    speak(project, rtl=True)
    project.build()
    assert '<a hreflang="xx" href="/xx/questions/">Ẋẋ</a>' in project.page("/questions/")
    assert '<a hreflang="en-GB" href="/questions/">en-GB</a>' in project.page("/xx/questions/")
    assert '<li lang="xx" dir="rtl"><span aria-current="true">Ẋẋ</span></li>' in project.page("/xx/questions/")
    assert '<a hreflang="xx" href="/xx/">' in (project.site / "404.html").read_text("utf-8")


def test_a_site_of_one_language_speaks_of_none(project: Project) -> None:
    project.build()
    assert "hreflang" not in project.page("/questions/")


def test_search_engines_learn_which_pages_are_the_same(project: Project) -> None:
    speak(project)
    project.build()
    home = "https://small.example"
    page = project.page("/xx/schools/birkby-junior-school/")
    school = "/schools/birkby-junior-school/"
    for code, address in (("en-GB", school), ("xx", f"/xx{school}"), ("x-default", school)):
        assert f'<link rel="alternate" hreflang="{code}" href="{home}{address}">' in page
    assert f'<link rel="canonical" href="{home}/xx{school}">' in page
    sitemap = (project.site / "sitemap.xml").read_text("utf-8")
    entry = re.search(rf"<loc>{home}/xx{school}</loc>.*?</url>", sitemap, re.S)
    assert entry
    assert f'<xhtml:link rel="alternate" hreflang="en-GB" href="{home}{school}" />' in entry[0]
    assert f"<loc>{home}/xx/questions/</loc>" not in sitemap  # its words are English


def test_the_language_of_a_school_name_is_said_in_titles_too(project: Project) -> None:
    speak(project, rtl=True)
    project.build()
    page = project.page("/xx/schools/birkby-junior-school/")
    assert "<title>\u2066Birkby Junior School\u2069 – \u2066Small Clusters\u2069</title>" in page


def test_a_language_that_was_taken_away_leads_to_the_english_pages(project: Project) -> None:
    speak(project)
    translate(project)
    project.change("data/site.yaml", "name: Ẋẋ", "name: Ẋẋ, gone: true")  # and what is left of it may stay
    project.build()
    page = project.page("/xx/schools/birkby-junior-school/")
    assert 'content="0; url=/schools/birkby-junior-school/"' in page
    assert "hreflang" not in project.page("/questions/")


def test_a_language_that_was_published_cannot_just_go(project: Project) -> None:
    speak(project)
    project.build()
    settings = (project.root / "data/site.yaml").read_text("utf-8")
    project.write("data/site.yaml", re.sub("languages:.*", "", settings, flags=re.S))
    (problem,) = project.problems()
    assert "it is of a language that the site does not have" in problem
    (project.root / "data/languages/xx.po").rename(project.root / "xx.po")
    (problem,) = project.problems()
    assert "/xx/ was published on 24 November 2026, and nothing would answer there any more." in problem
    assert "Its language was taken out of data/site.yaml." in problem
    assert "with gone: true" in problem
    project.write("data/site.yaml", settings)
    (project.root / "xx.po").rename(project.root / "data/languages/xx.po")
    project.change("data/languages/xx.po", "# Reviewed-By: A. Reader", "# Reviewed-By:")
    project.change("data/languages/xx.po", "# Reviewed-On: 2026-11-20", "# Reviewed-On:")
    (problem,) = project.problems()
    assert "Parents do not see Ẋẋ any more, because nobody is named who checked data/languages/xx.po." in problem


def test_former_addresses_lead_on_in_the_same_language(project: Project) -> None:
    speak(project)
    project.build()
    assert 'content="0; url=/xx/schools/birkby-junior-school/"' in project.page("/xx/s/107626/")


def test_an_incremental_build_with_languages_equals_a_clean_one(project: Project, tmp_path: Path) -> None:
    speak(project)
    translate(project)
    project.build()
    project.change("data/languages/xx.po", '"Çłûšţéř {number}"', '"ĈĈ {number}"')
    project.change("content/questions.md", "You can ask for an EHCP.", "You can always ask for an EHCP.")
    project.change(QUESTIONS, "Ýöû çåñ.", "Ýöû çåñ åļŵåýš.")
    project.build()
    copy = tmp_path / "copy"
    shutil.copytree(project.root, copy, ignore=shutil.ignore_patterns("site", ".site*", ".cache"))
    assert main(["build", "--root", str(copy), "--today", TODAY]) == 0
    assert files_in(project.site) == files_in(copy / "site")
    assert "ĈĈ 14" in project.page("/xx/schools/birkby-junior-school/")


# ---------------------------------------------------------------- pages that are translated, and pages that are not


def test_a_translated_page_has_its_own_words_and_the_facts_of_the_data(project: Project) -> None:
    speak(project)
    translate(project)
    project.build()
    page = project.page("/xx/questions/")
    assert "<h1>Ɋûéšţîöñš</h1>" in page
    assert strange("Cluster working does not change your right to ask for an EHCP.") in re.sub("<[^>]*>", "", page)
    assert f'<p class="callout-title">{strange("Your right")}</p>' in page
    assert 'href="/xx/guides/first-steps/"' in page
    assert strange("The council must tell you its decision within 6 weeks of receiving the request.") in page
    assert "noindex" not in page


def test_parts_of_pages_have_one_address_in_all_languages(project: Project) -> None:
    speak(project)
    translate(project)
    project.build()
    ids = re.findall(r'<h2 id="([^"]*)">', project.page("/questions/"))
    assert ids[:3] == ["will-my-child-lose-their-ehcp", "how-long-does-it-take", "whom-can-i-ask"]
    assert re.findall(r'<h2 id="([^"]*)">', project.page("/xx/questions/"))[:3] == ids[:3]


def test_a_page_that_is_not_translated_shows_the_english_and_says_so(project: Project) -> None:
    speak(project, rtl=True)
    project.build()
    page = project.page("/xx/questions/")
    assert f"<h1>{leftward('Questions parents ask')}</h1>" in page  # titles stand in the catalogue, for menus
    assert leftward("This page is not in your language yet. Its words are in English.") in page
    body = page.partition('<div lang="en-GB" dir="ltr">')[2].partition("<section")[0]
    assert '<p class="callout-title">In short</p>' in body
    assert "Cluster working does not change your right" in body
    assert 'href="/xx/guides/first-steps/"' in body
    assert "Phone:" in body  # what stands around a contact, too
    assert '<meta name="robots" content="noindex">' in page


def test_words_without_a_translation_are_marked_as_english(project: Project) -> None:
    speak(project)
    translate(project)
    fact = "Cluster working does not change your right to ask for an EHCP."
    text = (project.root / "data/languages/xx.po").read_text("utf-8")
    project.write("data/languages/xx.po", text.replace(strange(fact)[:20], "").replace(strange(fact), ""))
    text = (project.root / "data/languages/xx.po").read_text("utf-8")
    project.write(
        "data/languages/xx.po",
        re.sub(rf'(msgid "{fact[:20]}.*?")\nmsgstr.*?\n\n', r'\1\nmsgstr ""\n\n', text, flags=re.S),
    )
    project.build()
    assert f'<span lang="en-GB" dir="ltr">{fact}</span>' in project.page("/xx/questions/")
    assert "In Ẋẋ 1 sentences have no translation yet." in advice(project)


def test_a_text_message_in_other_letters_is_short_and_keeps_them(project: Project) -> None:
    speak(project, rtl=True)
    project.build()
    page = project.page("/xx/schools/birkby-junior-school/share/")
    (message,) = re.findall(r'aria-labelledby="message">([^<]*)<', page)
    assert len(message) <= 70
    assert "https://small.example/xx/s/107626/" in message
    assert "Birkby Junior School" in message
    copied = html.unescape(re.findall(r'aria-labelledby="line">([^<]*)<', page)[0])
    assert copied.startswith('<p lang="xx" dir="rtl">')


def test_posters_are_in_the_language_of_their_page(project: Project) -> None:
    speak(project, rtl=True)
    checkup = check(project.root, date.fromisoformat(TODAY), Timings())
    outputs = {each.path: each for each in plan_of(checkup, pdf=frozenset({"en-GB", "xx"})).outputs()}
    renderer = renderer_of(plan_of(checkup), project.root)
    poster = "schools/birkby-junior-school/share/poster.pdf"
    drawn = renderer.draw(outputs[f"xx/{poster}"])
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        assert pdf.Root.Lang == "xx"
    said = pdfium.PdfDocument(drawn)[0].get_textpage().get_text_range()
    assert "Birkby Junior School" in said
    assert "small.example/xx/s/107626" in said
    assert sum("\u0600" <= letter <= "\u06ff" or "\ufb50" <= letter <= "\ufeff" for letter in said) > 200
    page = renderer.draw(outputs["xx/schools/birkby-junior-school/share/index.html"]).decode("utf-8")
    assert f'href="/xx/{poster}"' in page
    with pikepdf.open(io.BytesIO(renderer.draw(outputs[poster]))) as pdf:
        assert pdf.Root.Lang == "en-GB"


def test_without_a_font_for_it_a_language_has_no_posters(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    speak(project, rtl=True)
    site = check(project.root, date.fromisoformat(TODAY), Timings()).shown
    assert printable(site) == (frozenset({"en-GB", "xx"}), "")
    monkeypatch.setattr("findyourcluster.building.has_letters", lambda _: False)
    printed, why = printable(site)
    assert printed == {"en-GB"}
    assert "The PDFs in Ẋẋ were not made: no font of this machine has all of its letters." in why
    checkup = check(project.root, date.fromisoformat(TODAY), Timings())
    outputs = {each.path: each for each in plan_of(checkup, pdf=printed).outputs()}
    assert "schools/birkby-junior-school/share/poster.pdf" in outputs
    assert "xx/schools/birkby-junior-school/share/poster.pdf" not in outputs
    share = outputs["xx/schools/birkby-junior-school/share/index.html"]
    assert "poster.pdf" not in renderer_of(plan_of(checkup), project.root).draw(share).decode("utf-8")


def test_fonts_are_asked_for_every_letter() -> None:
    assert has_letters("Szkoła – Cluster")
    assert not has_letters("Cluster \U000f1234")


# ---------------------------------------------------------------- who checked it


def test_a_language_that_no_person_has_checked_is_not_published(project: Project) -> None:
    speak(project, reviewed=False)
    project.build()
    assert not (project.site / "xx").exists()
    assert "hreflang" not in project.page("/questions/")


def test_a_page_that_no_person_has_checked_is_not_published(project: Project) -> None:
    speak(project)
    translate(project, re.sub("reviewed.*\n", "", TRANSLATED))
    project.build()
    page = project.page("/xx/questions/")
    assert "<h1>Ɋûéšţîöñš</h1>" not in page
    assert strange("This page is not in your language yet. Its words are in English.") in page


def test_the_preview_shows_what_nobody_has_checked(project: Project) -> None:
    speak(project, reviewed=False)
    translate(project, re.sub("reviewed.*\n", "", TRANSLATED))
    live = Live(project.root, date.fromisoformat(TODAY))
    shown = live.build()
    page = live.page("xx/questions/index.html").decode("utf-8")
    assert "<h1>Ɋûéšţîöñš</h1>" in page
    assert strange("No person has checked this translation yet, so it may be wrong.") in page
    assert shown.sources["/xx/questions/"].file == QUESTIONS


def test_the_owner_can_publish_it_with_a_warning_in_both_languages(project: Project) -> None:
    speak(project)
    translate(project, re.sub("reviewed.*\n", "", TRANSLATED))
    project.append("data/site.yaml", "publish_unreviewed: yes\n")
    project.build()
    page = project.page("/xx/questions/")
    assert "<h1>Ɋûéšţîöñš</h1>" in page
    says = "No person has checked this translation yet, so it may be wrong. What counts is the English page."
    assert strange(says) in page
    assert says in re.sub("<[^>]*>", "", page)
    assert strange(says) not in project.page("/xx/words/")  # nothing on it is an unchecked translation


def test_half_a_review_is_none(project: Project) -> None:
    speak(project)
    translate(project, TRANSLATED.replace("reviewed_on: 2026-11-20\n", ""))
    (problem,) = project.problems()
    assert "says one half of its review, and reviewed_on is not there" in problem


# ---------------------------------------------------------------- what is out of date


def test_one_changed_sentence_makes_its_section_out_of_date(project: Project) -> None:
    speak(project)
    translate(project)
    assert "has changed since" not in advice(project)
    project.change("content/questions.md", "You can ask for an EHCP.", "You can still ask for an EHCP.")
    said = advice(project)
    assert (
        'content/questions.md has changed since this was translated: "Will my child lose their EHCP?" has changed.'
        in said
    )
    assert "How long does it take?" not in said
    project.build()
    page = project.page("/xx/questions/")
    assert "<h1>Ɋûéšţîöñš</h1>" in page
    assert (
        strange("The English page has changed since this one was translated. What counts is the English page.") in page
    )
    assert '<a hreflang="en-GB" href="/questions/">' in page


def test_a_part_of_school_pages_that_is_out_of_date_says_so_there(project: Project) -> None:
    speak(project)
    assert project.run("translations", "--start", "xx/parts/your-rights")[0] == 0
    reviewed = "translated_by: W\nreviewed_by: R\nreviewed_on: 2026-11-20"
    project.change("content/xx/parts/your-rights.md", "translated_by: TO DO", reviewed)
    says = strange("The English page has changed since this one was translated. What counts is the English page.")
    project.build()
    assert says not in project.page("/xx/schools/birkby-junior-school/")
    project.append("content/parts/your-rights.md", "One more right.\n")
    project.build()
    assert says in project.page("/xx/schools/birkby-junior-school/")
    assert says not in project.page("/schools/birkby-junior-school/")


def test_a_draft_that_nobody_sees_does_not_stop_the_site(project: Project) -> None:
    speak(project)
    translate(project, re.sub("reviewed.*\n", "", TRANSLATED).replace("## Ĥöŵ ļöñĝ?\n", ""))
    assert project.problems() == []
    assert "This has 2 headings, and content/questions.md has 3" in advice(project)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("[Ĥéŕé](/nowhere/)", 'The link to "/nowhere/" goes nowhere.'),
        ("![](/favicon.svg)", "has no description for people who cannot see it."),
        ("Ask for {{{{ cluster name here.", "There is a stray {{ here"),
        ("#### Ţöö ðééþ", "is 2 levels below the one before it."),
    ],
)
def test_a_slip_in_a_draft_is_caught_all_the_same(project: Project, typed: str, says: str) -> None:
    speak(project)
    translate(project, re.sub("reviewed.*\n", "", TRANSLATED).rstrip() + f"\n\n{typed}\n")
    assert any(line.startswith(QUESTIONS) and says in line for line in project.problems())


def test_who_checked_the_translation_is_not_taken_for_an_adviser(project: Project) -> None:
    speak(project)
    translate(project)
    project.build()
    assert "A. Reader" not in project.page("/xx/questions/")


def test_white_space_is_no_change(project: Project) -> None:
    speak(project)
    translate(project)
    project.change("content/questions.md", "You can ask for an EHCP.", "You can ask for an EHCP.  \n\n")
    assert "has changed since" not in advice(project)


def test_new_and_lost_sections_are_named(project: Project) -> None:
    speak(project)
    translate(project)
    project.change("content/questions.md", "## How long does it take?", "## How much does it cost?")
    project.change("content/guides/first-steps.md", "#how-long-does-it-take", "#how-much-does-it-cost")
    assert project.problems() == []
    said = advice(project)
    assert '"How much does it cost?" is new.' in said
    assert '"how-long-does-it-take" is not there any more.' in said


def test_renewing_says_that_it_is_as_new_as_its_original(project: Project) -> None:
    speak(project)
    translate(project)
    project.change("content/questions.md", "You can ask for an EHCP.", "You can still ask for an EHCP.")
    before = (project.root / QUESTIONS).read_text("utf-8")
    assert project.run("translations", "--renew", "xx/questions")[0] == 0
    after = (project.root / QUESTIONS).read_text("utf-8")
    assert "has changed since" not in advice(project)
    assert len([1 for ours, theirs in zip(before.splitlines(), after.splitlines(), strict=True) if ours != theirs]) == 1


# ---------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{{{{ fact: ehc-6wk }}}}", "6", "cites {{ fact: ehc-6wk }}, and this translation does not."),
        ("Ýöû çåñ.", "{{{{ contact: forum }}}}", "cites {{ contact: forum }}, and content/questions.md does not."),
        ("## Ĥöŵ ļöñĝ?\n", "", "This has 2 headings, and content/questions.md has 3"),
        ("(guides/first-steps.md)", "(guides/frist-steps.md)", 'The link to "guides/frist-steps.md" goes nowhere.'),
        ("/words/#ehcp", "/words/#ehpc", 'There is no part "#ehpc" on /words/.'),
        ("reviewed_on: 2026-11-20", "reviewed_on: 2027-11-20", "reviewed_on 2027-11-20 is a day to come."),
        ("translated_by: A. Writer\n", "", 'This page has no "translated_by", and needs one.'),
    ],
)
def test_mistakes_in_a_translation_are_said(project: Project, old: str, new: str, says: str) -> None:
    speak(project)
    assert old in TRANSLATED
    translate(project, TRANSLATED.replace(old, new, 1))
    assert any(says in problem for problem in project.problems())


def test_a_translation_of_nothing_is_named(project: Project) -> None:
    speak(project)
    translate(project)
    (project.root / QUESTIONS).rename(project.root / "content/xx/qestions.md")
    (problem,) = project.problems()
    assert 'no page "qestions" that this is the translation of. Did you mean "questions"?' in problem


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Šöûřçé %(number)s", "Šöûřçé", "leaves %(number)s out"),
        ("Šöûřçé %(number)s", "Šöûřçé %(number)s %(nmber)s", "has %(nmber)s, which is not there in the original"),
        ("Šöûřçé %(number)s", "Šöûřçé <b>%(number)s</b>", "has <b>, which is not there in the original"),
        ("Šöûřçé %(number)s", 'Šöûřçé \\"%(number)s\\"', "has straight quotation marks"),
        ("# Reviewed-On: 2026-11-20", "# Reviewed-On:", "says one half of its review"),
        ("# Reviewed-On: 2026-11-20", "# Reviewed-On: 20/11/2026", "must be written year first"),
        ('\nmsgid "Back"', '\nmsgd "Back"', "This line is not as a .po file has it."),
        ("# Reviewed-On: 2026-11-20", "# Reviewed-On: 2027-11-20", "is a day to come"),
        ('"Šöûřçé %(number)s"', '"Šöûřçé %(number)s', "This line is not as a .po file has it."),
        ('"Šöûřçé %(number)s"', '"Šöûřçé %(number) %(number)s"', "has half a part"),
        ('"{day} {month} {year}"\n\n', '"{day} {month} {year} {"\n\n', "has half a part"),
        (
            '"MIME-Version',
            '"Language: pl\\n"\n"Plural-Forms: nplurals=2; plural=n=1;\\n"\n"MIME-Version',
            "The rule for plurals (Plural-Forms) cannot be read.",
        ),
    ],
)
def test_mistakes_in_a_catalogue_are_said(project: Project, old: str, new: str, says: str) -> None:
    speak(project)
    project.change("data/languages/xx.po", old, new)
    assert any(problem.startswith("data/languages/xx.po:") and says in problem for problem in project.problems())


def test_a_plural_of_which_a_form_is_missing_is_not_used(project: Project) -> None:
    speak(project)
    text = (project.root / "data/languages/xx.po").read_text("utf-8")
    bad = re.sub(
        r'(msgid_plural "%\(count\)s schools"\n)msgstr\[0\].*\nmsgstr\[1\].*\n',
        r'\1msgstr[0] "<b>"\nmsgstr[1] ""\n',
        text,
    )
    assert bad != text
    project.write("data/languages/xx.po", bad)
    project.build()
    assert "<b>" not in project.page("/xx/clusters/")
    assert "2 schools" in project.page("/xx/clusters/")


def test_what_the_file_says_of_its_letters_does_not_count(project: Project) -> None:
    speak(project)
    project.change("data/languages/xx.po", "charset=utf-8", "charset=iso-8859-2")
    project.build()
    assert "Çłûšţéř 14" in project.page("/xx/schools/birkby-junior-school/")


def test_a_language_without_a_catalogue_is_not_begun(project: Project) -> None:
    project.append("data/site.yaml", "languages:\n  - {code: xx, name: Ẋẋ}\n")
    (problem,) = project.problems()
    assert "data/languages/xx.po is not there. Begin it: build.py translations --update xx" in problem


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{code: XX, name: Ẋẋ}", '"XX" is not the short name of a language in small letters.'),
        ("{code: schools, name: Ẋẋ}", "is not the short name of a language in small letters"),
        ("{code: xx}", 'This language has no "name", and needs one.'),
        ("{code: xx, name: Ẋẋ, direction: left}", '"left" is not a direction that we know.'),
    ],
)
def test_mistakes_in_the_list_of_languages_are_said(project: Project, line: str, says: str) -> None:
    project.append("data/site.yaml", f"languages:\n  - {line}\n")
    assert any(says in problem for problem in project.problems())


def test_a_language_that_runs_the_other_way_is_noticed(project: Project) -> None:
    speak(project)
    write_catalogue(project.root, "xx", leftward)
    (problem,) = project.problems()
    assert "is written from right to left. Write direction: rtl beside its name." in problem


def test_no_page_lies_where_a_language_lies(project: Project) -> None:
    project.write("content/xx.md", "---\ntitle: A page\n---\n\nWords.\n")
    speak(project)
    assert any(
        "The pages in Ẋẋ begin with /xx/, and other pages of the site do so too." in p for p in project.problems()
    )


# ---------------------------------------------------------------- translators' tools


def test_the_dashboard_says_how_far_each_language_is(project: Project) -> None:
    speak(project)
    translate(project)
    project.change("content/questions.md", "You can ask for an EHCP.", "You can still ask for an EHCP.")
    status, out, _ = project.run("translations")
    assert status == 0
    assert "checked by A. Reader on 2026-11-20" in out
    assert "0 done, 1 out of date" in out
    assert 'content/xx/questions.md: "Will my child lose their EHCP?" has changed.' in out
    assert "next:     questions" in out
    (data,) = json.loads(project.run("translations", "--format", "json")[1])
    assert data["language"] == "xx"
    assert data["words"]["missing"] == []
    assert list(data["pages"]["outdated"]) == ["questions"]
    assert "parts/your-rights" in data["pages"]["missing"]
    assert data["next"] == "questions"


def test_updating_keeps_what_is_translated_and_adds_what_is_new(project: Project) -> None:
    speak(project)
    before = (project.root / "data/languages/xx.po").read_text("utf-8")
    project.change("data/facts.yaml", "does not change your right", "never changes your right")
    assert project.run("translations", "--update", "xx")[0] == 0
    after = (project.root / "data/languages/xx.po").read_text("utf-8")
    assert "never changes your right" in after
    assert "Çłûšţéř {number}" in after
    assert "# Reviewed-By: A. Reader" in after
    assert "#~ msgid" in after and "#~" not in before
    assert "In Ẋẋ 1 sentences have no translation yet." in advice(project)
    assert project.run("translations", "--update", "xx")[0] == 0
    assert (project.root / "data/languages/xx.po").read_text("utf-8") == after


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--update", "xy"), '"xy" is none of the languages in data/site.yaml. It can be: xx.'),
        (("--start", "xx/qestions"), 'There is no page "qestions". Did you mean "questions"?'),
        (("--start", "xx/questions"), "content/xx/questions.md is there already."),
        (("--renew", "xx/about"), "content/xx/about.md is not there. Begin it: --start xx/about"),
    ],
)
def test_the_tools_say_why_they_cannot(project: Project, arguments: tuple[str, ...], says: str) -> None:
    speak(project)
    translate(project)
    status, _, err = project.run("translations", *arguments)
    assert status == 1
    assert says in err
    assert "Nothing was written." in err


def test_renaming_a_page_renames_its_translations(project: Project) -> None:
    speak(project)
    translate(project)
    assert project.run("rename", "questions", "guides/answers")[0] == 0
    assert project.problems() == []
    project.build()
    page = project.page("/xx/guides/answers/")
    assert "<h1>Ɋûéšţîöñš</h1>" in page
    assert 'href="/xx/guides/first-steps/"' in page
    assert 'content="0; url=/xx/guides/answers/"' in project.page("/xx/questions/")


# ---------------------------------------------------------------- the real site, in a language that nobody speaks


@pytest.fixture(scope="module")
def strange_site(tmp_path_factory: pytest.TempPathFactory) -> Live:
    """This repository's site in a made-up language besides its own, with every word of the catalogue translated."""
    root = tmp_path_factory.mktemp("strange")
    for name in ("content", "data"):
        shutil.copytree(PROJECT / name, root / name, ignore=shutil.ignore_patterns("languages", "ur", "pl"))
    site = root / "data/site.yaml"
    one = "languages:\n  - {code: xx, name: Ẋẋ}\n"
    text = re.sub(r"^languages:\n(?:  - .*\n)+", one, site.read_text("utf-8"), flags=re.M)
    site.write_text(text, "utf-8")
    write_catalogue(root, "xx", strange)
    live = Live(root, date.fromisoformat(TODAY))
    assert live.build().problems == ()
    return live


SPOKEN = ("alt", "aria-label", "label", "placeholder", "title")
ENGLISH = re.compile(r"[A-Za-z]{3,}")


def english_left(page: str, names: re.Pattern[str]) -> Iterator[str]:
    """The English words in PAGE that nothing says are English: in its text, and in what is read aloud or said later.
    NAMES are what no box of plain text can mark."""
    body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
    for text in _english(body, english=False):
        plain = html.unescape(re.sub(r"\{\w+\}|https?:\S+|\S+\.example/\S+|\S+@\S+|</?\w+[^<>]*>", " ", text))
        if ENGLISH.search(names.sub(" ", plain)):
            yield text.strip()


def _english(element: Any, *, english: bool) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "code"):
        return
    if element.attrib.get("aria-labelledby") == "message":  # phones' letters have no marks
        return
    english = element.attrib["lang"].startswith("en") if "lang" in element.attrib else english
    if not english:
        said = [value for name, value in element.attrib.items() if name in SPOKEN or _is_said_later(name, value)]
        yield from (text for text in [element.text or "", *said] if ENGLISH.search(text))
    for child in element:
        yield from _english(child, english=english)
        if not english and ENGLISH.search(child.tail or ""):
            yield child.tail


def _is_said_later(name: str, value: str) -> bool:
    """Whether a script says VALUE, words in an attribute of ours."""
    return name.startswith("data-") and (" " in value or value[:1].isupper())


def names_in(root: Path) -> re.Pattern[str]:
    """What is never translated: names of schools, of places, of documents and of those who publish them."""
    site = load(Folder(root)).site
    names = {site.settings.name, site.settings.place, site.settings.owner, site.settings.address.partition("//")[2]}
    names |= {name for school in site.schools for name in (school.name, *school.aliases, *school.former_names)}
    names |= {school.town for school in site.schools} | {school.doubt for school in site.schools}
    names |= {name for source in site.sources for name in (source.title, source.publisher)}
    return re.compile("|".join(re.escape(name) for name in sorted(names - {""}, key=len, reverse=True)))


def test_no_english_is_left_in_a_language_that_has_all_words(strange_site: Live) -> None:
    names = names_in(strange_site.root)
    left: dict[str, str] = {}
    pages = sorted(path for path in strange_site.shown.pages if re.match("xx/.*index.html", path))
    of_schools = [path for path in pages if path.startswith("xx/schools/")]
    assert len(of_schools) > 300  # they are alike, so some are enough
    for path in (*(path for path in pages if path not in of_schools), *of_schools[:12], *of_schools[-12:]):
        for text in english_left(strange_site.shown.pages[path].decode("utf-8"), names):
            left.setdefault(text, path)
    assert left == {}


# ---------------------------------------------------------------- the drafts in Urdu and Polish, in a browser


@pytest.fixture(scope="module")
def drafts() -> Iterator[str]:
    """The address at which the preview of this repository's site is: it shows what no person has checked."""
    live = Live(PROJECT, date.fromisoformat(TODAY))
    assert live.build().problems == ()
    lock = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0].lstrip("/")
            path += "index.html" if path.endswith("/") or not path else ""
            if path not in live.shown.pages:
                self.send_error(404)
                return
            with lock:
                content = live.shown.pages[path]
            self.send_response(200)
            self.send_header("Content-Type", f"{mimetypes.guess_type(path)[0]}; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


PAGES = [
    ("ur", "/what-it-does-not-mean/"),
    ("ur", "/your-rights/dates/"),
    ("ur", "/schools/holmfirth-high-school/"),
    ("ur", "/schools/birkby-junior-school/share/"),
    ("pl", "/what-is-a-cluster/"),
]
"""One page of each type, translated and not."""

LEAKS = """
    const RUN = /[\\p{Script=Latin}\\d][\\p{Script=Latin}\\d ’']*[\\p{Script=Latin}\\d]/gu;
    const range = document.createRange();
    const torn = (node, start, text) => {
        const places = [...text.matchAll(/[^ ]+/g)].map(({ index }) => {
            range.setStart(node, start + index);
            range.setEnd(node, start + index + 1);
            return range.getBoundingClientRect();
        });
        return places.some(({ left, top, height }, i) =>
            i && Math.abs(top - places[i - 1].top) < height / 2 && left < places[i - 1].left);
    };
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode, parent = node.parentElement;
        if (parent.closest('script, style, textarea') || !parent.checkVisibility()) continue;
        if (document.dir !== 'rtl') continue;
        if (/\\p{Script=Arabic}/u.test(node.data) && parent.closest('[dir]')?.dir !== 'rtl') found.push(node.data);
        for (const run of node.data.matchAll(RUN)) if (torn(node, run.index, run[0])) found.push(run[0]);
    }
    return found;
"""
"""Words and numbers that the line from right to left tears apart, and words from right to left in one that is not."""


@pytest.mark.browser
@pytest.mark.parametrize(("code", "address"), PAGES)
def test_pages_in_urdu_and_polish_are_sound(browser: Browser, drafts: str, code: str, address: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{drafts}/{code}{address}")
        assert page.evaluate(f"() => {{ {LEAKS} }}") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        assert [violation["id"] for violation in found.response["violations"]] == []


@pytest.mark.browser
def test_names_numbers_and_dates_read_from_left_to_right_in_urdu(browser: Browser, drafts: str) -> None:
    page = browser.new_page()
    page.goto(f"{drafts}/ur/schools/birkby-junior-school/")
    assert page.evaluate(f"() => {{ {LEAKS} }}") == []
    for selector in ("h1", ".answer-line", ".details", "a[href^='tel:']", ".schools"):
        assert page.locator(f"{selector} [dir=ltr]").count(), selector
    torn = "document.querySelectorAll('[dir=ltr]').forEach((each) => each.replaceWith(each.textContent))"
    page.evaluate(torn)  # what tells names and numbers apart is what holds them together
    assert page.evaluate(f"() => {{ {LEAKS} }}") != []
    page.reload()
    checked = page.locator(".answer p").last  # "… 24 <month> 2026": the day stands to the right of the year
    day, year = (
        checked.evaluate(
            """(element, what) => {
                const range = document.createRange();
                const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
                while (walk.nextNode()) {
                    const at = walk.currentNode.data.search(what);
                    if (at >= 0) {
                        range.setStart(walk.currentNode, at);
                        range.setEnd(walk.currentNode, at + 1);
                        return range.getBoundingClientRect().left;
                    }
                }
            }""",
            what,
        )
        for what in ("2[0-9] ", "2026")
    )
    assert day > year
    page.close()


@pytest.mark.browser
def test_the_search_answers_in_the_language_of_its_page(browser: Browser, drafts: str) -> None:
    page = browser.new_page()
    page.goto(f"{drafts}/ur/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill("birkby junior")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    assert option.get_attribute("href") == "/ur/schools/birkby-junior-school/"
    assert option.locator("[lang=en-GB][dir=ltr]").first.inner_text() == "Birkby Junior School"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{drafts}/ur/schools/birkby-junior-school/")
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(("code", "typed"), [("ur", "کلسٹر 14"), ("pl", "klaster 14"), ("ur", "cluster 14")])
def test_a_cluster_is_found_by_its_number_in_the_words_of_the_page(
    browser: Browser, drafts: str, code: str, typed: str
) -> None:
    page = browser.new_page()
    page.goto(f"{drafts}/{code}/find/")
    page.get_by_role("combobox").fill(typed)
    expect(page.get_by_role("option")).to_have_count(1)
    assert page.get_by_role("option").get_attribute("href") == f"/{code}/clusters/14/"
    page.close()


@pytest.mark.browser
def test_the_frame_is_mirrored_in_urdu(browser: Browser, drafts: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    first, last = ".menu li:first-child", ".menu li:last-child"

    def left(selector: str) -> float:
        box = page.locator(selector).first.bounding_box()
        assert box
        return box["x"]

    page.goto(f"{drafts}/schools/birkby-junior-school/")
    assert left(first) < left(last)
    assert left(".breadcrumbs li") < left(".breadcrumbs li:last-child")
    page.goto(f"{drafts}/ur/schools/birkby-junior-school/")
    assert left(first) > left(last)
    assert left(".breadcrumbs li") > left(".breadcrumbs li:last-child")
    page.close()


@pytest.mark.browser
def test_the_warning_stands_on_every_draft_in_both_languages(browser: Browser, drafts: str) -> None:
    page = browser.new_page()
    for code in ("ur", "pl"):
        page.goto(f"{drafts}/{code}/who-can-help/")
        warning = page.locator("section.status").last
        expect(warning.locator("[lang=en-GB]")).to_contain_text("No person has checked this translation yet")
        assert warning.locator("p").first.inner_text() != warning.locator("p").last.inner_text()
    page.close()
