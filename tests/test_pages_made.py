"""The pages that are made from data: what each says of what is known, and of what is not."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

from findyourcluster.addresses import ASSET_FOLDER, FINDER_FOLDER, is_asset, taken_addresses
from findyourcluster.files import Folder
from findyourcluster.load import load
from findyourcluster.markup import render_documents
from findyourcluster.plan import Plan
from findyourcluster.planned import PageOutput, PictureOutput
from tests.conftest import SMALL, Project

BIRKBY = "/schools/birkby-junior-school/"
DEWSBURY = "/schools/st-josephs-catholic-primary-academy-dewsbury/"
SCHOOLS = "data/schools.yaml"


def words(page: str) -> str:
    """The text of a page's main part."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split()).replace(" .", ".")


def test_a_school_page_answers_first_and_says_who_says_so(project: Project) -> None:
    project.build()
    text = words(project.page(BIRKBY))
    assert text.startswith(
        "Birkby Junior School Birkby Junior School is in Cluster 14. Area: Upper Dale"
        " Published by a school; the council has not confirmed it to us."
        " Source: Cluster page (Birkby Junior School). Checked on 24 November 2026."
    )


def test_a_school_page_lists_its_neighbours_not_itself(project: Project) -> None:
    project.build()
    page = project.page(BIRKBY)
    others = page[page.index('<h2 id="others">') : page.index("About this school")]
    assert re.findall(r'href="(/schools/[^"]+)"', others) == ["/schools/ashbrow-school/"]
    assert "Ash Brow, Huddersfield · primary school" in words(page)


def test_a_school_page_shows_the_details_and_their_sources(project: Project) -> None:
    project.build()
    text = words(project.page(BIRKBY))
    for expected in (
        "Kind of school Junior school",
        "Where it is Birkby, Huddersfield, HD1 6HE",
        "Also called Birkby Juniors",
        "Website birkby.example",
        "Official number (URN) 107626",
        "How sure we are of these details Not confirmed yet."
        " Source: Register of schools (Department for Education). Checked on 24 November 2026.",
    ):
        assert expected in text
    assert 'href="https://register.example/107626"' in project.page(BIRKBY)


def test_a_school_whose_cluster_is_unknown_says_so_and_what_is_known(project: Project) -> None:
    project.build()
    text = words(project.page(DEWSBURY))
    assert "We do not know yet which cluster St Joseph's Catholic Primary Academy is in." in text
    assert "It is in one of the 3 clusters, because every mainstream school in Smalldale is." in text
    assert "About cluster not known" in text
    assert "Other schools" not in text


def test_schools_of_one_name_are_told_apart_by_their_town(project: Project) -> None:
    project.build()
    assert "<h1>St Joseph&#39;s Catholic Primary Academy, Dewsbury</h1>" in project.page(DEWSBURY)


def test_a_school_that_may_be_closed_says_so_instead_of_promising_a_cluster(project: Project) -> None:
    project.change(SCHOOLS, "    town: Dewsbury\n", "    town: Dewsbury\n    doubt: It may have closed.\n")
    project.change(SCHOOLS, "    locality: Dalton\n", "    locality: Dalton\n    note: Its number may change.\n")
    project.build()
    text = words(project.page(DEWSBURY))
    assert "It may have closed." in text
    assert "It is in one of" not in text
    assert "Good to know Its number may change." in words(project.page(DEWSBURY.replace("dewsbury", "huddersfield")))


def test_several_sources_of_one_school_are_all_named(project: Project) -> None:
    project.change(SCHOOLS, "    source: register\n", "    source:\n      - register\n      - school-page\n")
    project.build()
    assert "Source: Register of schools (Department for Education); Cluster page (Birkby Junior School)." in words(
        project.page(BIRKBY)
    )


def test_a_cluster_page_lists_its_schools_with_their_source(project: Project) -> None:
    project.build()
    text = words(project.page("/clusters/14/"))
    assert "We know of 2 schools in Cluster 14." in text
    assert "Ashbrow School Ash Brow, Huddersfield · primary school Birkby Junior School" in text
    assert "Published by a school; the council has not confirmed it to us. Source: Cluster page" in text


def test_a_cluster_whose_schools_are_unknown_says_so(project: Project) -> None:
    project.build()
    text = words(project.page("/clusters/3/"))
    assert "The schools of Cluster 3 are not published yet." in text
    assert "About members not known" in text


def test_an_area_page_lists_its_clusters(project: Project) -> None:
    project.change(SCHOOLS, "  - name: Upper Dale\n", "  - name: Upper Dale\n  - name: Lower Dale\n")
    project.build()
    assert "Clusters in Upper Dale Cluster 14 Ashbrow School" in words(project.page("/areas/upper-dale/"))
    assert "We do not know yet which clusters are in this area." in words(project.page("/areas/lower-dale/"))


def test_the_clusters_are_listed_by_area_with_the_unknown_last(project: Project) -> None:
    project.build()
    text = words(project.page("/clusters/"))
    assert "Upper Dale Cluster 14 2 schools Area not known yet Cluster 1 schools not published yet Cluster 3" in text


def test_the_list_of_schools_goes_from_a_to_z_under_letters(project: Project) -> None:
    project.build()
    page = project.page("/find/")
    assert re.findall(r'<h2 id="(letter-\w)">', page) == ["letter-a", "letter-b", "letter-s"]


def test_what_is_in_no_cluster_is_listed_with_the_reason(project: Project) -> None:
    project.build()
    text = words(project.page("/not-here/"))
    assert "Special schools Clusters are for mainstream schools. Ravenshall School Dewsbury" in text


def test_about_counts_what_is_known_and_names_every_source(project: Project) -> None:
    project.build()
    text = words(project.page("/about/"))
    assert "We know the cluster of 2 of 4 schools." in text
    assert "Published by a school of the cluster: 2" in text
    assert "No public source that we could read states it: 2" in text
    assert (
        "Register of schools (another website) , Department for Education, April 2015. Read on 24 November 2026."
        in text
    )


def test_a_live_site_does_not_say_that_it_is_a_preview(project: Project) -> None:
    project.change("data/site.yaml", "status: preview", "status: live")
    project.build()
    assert "This is a preview." not in project.page("/questions/")


def test_a_site_without_an_address_has_no_canonical_links(project: Project) -> None:
    project.change("data/site.yaml", "address: https://small.example\n", "")
    project.build()
    assert "canonical" not in project.page("/questions/")


def test_names_with_markup_in_them_are_shown_as_they_are(project: Project) -> None:
    project.change(SCHOOLS, "name: Ashbrow School", "name: '<script>alert(1)</script> & \"Ashbrow\"'")
    project.build()
    page = project.page("/schools/script-alert-1-script-and-ashbrow/")
    assert "<h1>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;Ashbrow&#34;</h1>" in page


def test_the_plan_holds_each_address_that_links_may_name_exactly_once() -> None:
    site = load(Folder(SMALL), [Path("static")]).site
    documents, _ = render_documents(site)
    outputs = Plan(site, documents, date(2026, 11, 24)).outputs()
    named = [output for output in outputs if not (isinstance(output, PictureOutput) and "/share/" in output.address)]
    planned = [output.address for output in named if not output.address.startswith((ASSET_FOLDER, FINDER_FOLDER))]
    assets = sum(map(is_asset, site.files))
    packs = len(site.clusters) + len(site.schools)
    assert (
        len(planned) == len(outputs) - assets - 1 - (1 + packs) - 3 * packs
    )  # the index; a card each; codes and a badge
    assert sorted(planned) == sorted(address for address, _ in taken_addresses(site))
    assert len({output.path.casefold() for output in outputs}) == len(outputs)
    assert all(output.path.endswith(".html") for output in outputs if isinstance(output, PageOutput))


def test_two_builds_are_the_same_to_the_byte(project: Project) -> None:
    project.build()
    before = {path: path.read_bytes() for path in project.site.rglob("*") if path.is_file()}
    project.build()
    assert {path: path.read_bytes() for path in project.site.rglob("*") if path.is_file()} == before
