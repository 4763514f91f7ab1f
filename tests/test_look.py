"""What pages look like: pictures, easy read, the map, the accessibility statement, and cards for shared links."""

from __future__ import annotations

import json
import marshal
import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from findyourcluster.cache import Cache, sealed, unsealed
from findyourcluster.drawn import Drawn
from findyourcluster.map import ACROSS, WIDTH, draw_map
from findyourcluster.markup import DRAWINGS, FIGURES
from findyourcluster.model import Evidence, Place, Places, School
from tests.conftest import Project
from tests.test_pages_made import words

ABOUT = "content/about.md"
SOMEBODY = Evidence(("register",), date(2026, 11, 24), "unconfirmed")
SCHOOL = School("A school", "a-school", SOMEBODY, Places(Place("data/schools.yaml")))

# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize("name", FIGURES)
def test_a_picture_says_in_words_what_it_shows(project: Project, name: str) -> None:
    project.append("data/site.yaml", "team_name: The Team\nteam:\n  - Early Helpers\n")
    project.append(ABOUT, f"{{{{ figure: {name} }}}}\n")
    project.build()
    page = project.page("/about/")
    labelled = re.search(r'<svg [^>]*role="img" aria-labelledby="(\S+) (\S+)">', page)
    assert labelled
    for id in labelled.groups():
        assert len(re.findall(rf' id="{id}">[^<]{{5,}}<', page)) == 1
    assert "<figcaption>" in page


def test_the_weeks_of_the_picture_are_those_of_the_rights_clock(project: Project) -> None:
    project.append(ABOUT, "{{ figure: twenty-weeks }}\n")
    project.build()
    assert re.findall(r'class="fig-week"[^>]*>([^<]*)<', project.page("/about/")) == ["6 weeks", "16 weeks", "20 weeks"]


def test_the_team_of_the_picture_is_that_of_the_data(project: Project) -> None:
    project.append("data/site.yaml", "team_name: The Team\nteam:\n  - Early Helpers\n  - Listeners\n")
    project.append(ABOUT, "{{ figure: who-is-who }}\n")
    project.build()
    assert "These advise the schools of a cluster: Early Helpers, Listeners." in project.page("/about/")


def test_a_picture_that_is_not_there_is_a_problem_with_the_likely_name(project: Project) -> None:
    project.append(ABOUT, "{{ figure: twenty-week }}\n")
    assert project.problems()[0].endswith('There is no figure "twenty-week" in the data. Did you mean "twenty-weeks"?')


def test_an_easy_read_page_has_drawings_that_readers_skip_and_says_that_it_is_not_tested(project: Project) -> None:
    lines = "".join(f"- {{{{ drawing: {name} }}}} One idea about {name}.\n" for name in DRAWINGS)
    project.write("content/easy.md", f"---\ntitle: Easy\ndescription: Easy.\nlayout: easy-read\n---\n\n{lines}")
    project.append(ABOUT, "[Easy](/easy/)\n")
    project.build()
    page = project.page("/easy/")
    assert page.count('<svg class="drawing"') == len(DRAWINGS) == page.count('aria-hidden="true" focusable="false">')
    assert not re.search(r'focusable="false">\s*</svg>', page), "each drawing draws something"
    assert "Readers have not tested it yet." in page


# ---------------------------------------------------------------- the map


def test_the_map_has_a_link_for_each_school_whose_place_is_known_and_a_list_of_all(project: Project) -> None:
    project.write("content/map.md", "---\ntitle: Map\ndescription: A map.\nlayout: map\n---\n\nLook.\n")
    project.append(ABOUT, "[Map](/map/)\n")
    project.build()
    drawn, listed = project.page("/map/").split('<div id="list">')
    assert re.findall(r'<a href="(/schools/[^"]*)"[^>]*><title>', drawn) == ["/schools/birkby-junior-school/"]
    assert "<title>Birkby Junior School: Cluster 14</title>" in drawn
    assert "3 schools are only in the list" in drawn
    assert len(set(re.findall(r'href="(/schools/[^"]*)"', listed))) == 4


places = st.tuples(st.floats(50, 55), st.floats(-5, 1))


@given(st.lists(places, max_size=25))
def test_no_dot_leaves_the_map_or_touches_another(where: list[tuple[float, float]]) -> None:
    schools = [
        replace(SCHOOL, slug=f"s{number}", latitude=north, longitude=east) for number, (north, east) in enumerate(where)
    ]
    drawn = draw_map(schools)
    assert {dot.school.slug for dot in drawn.dots} == {school.slug for school in schools}
    edge = ACROSS // 2
    assert all(edge <= dot.x <= WIDTH - edge and edge <= dot.y <= drawn.height - edge for dot in drawn.dots)
    spots = [(dot.x, dot.y) for dot in drawn.dots]
    assert all((x1 - x2) ** 2 + (y1 - y2) ** 2 >= ACROSS**2 for i, (x1, y1) in enumerate(spots) for x2, y2 in spots[:i])


def test_the_map_is_the_same_in_whatever_order_the_schools_stand() -> None:
    schools = [replace(SCHOOL, slug=f"s{number}", latitude=53.6, longitude=-1.7) for number in range(30)]
    far = replace(SCHOOL, slug="far", latitude=53.7, longitude=-1.9)
    assert draw_map([far, *reversed(schools)]) == draw_map([*schools, far])


# ---------------------------------------------------------------- the accessibility statement

ACCESS = """\
checks:
  - what: Keyboard
    how: Walked.
    found: All is reached.
    day: 2026-11-24
gaps:
  - what: The map is small
    why: Many dots.
    instead: Use the list.
"""
STATEMENT = "---\ntitle: Accessibility\ndescription: How far.\nlayout: accessibility\n---\n\nWords.\n"


def test_the_statement_lists_what_was_checked_and_what_does_not_work_yet(project: Project) -> None:
    project.write("data/accessibility.yaml", ACCESS)
    project.write("content/accessibility.md", STATEMENT)
    project.append(ABOUT, "[Access](/accessibility/)\n")
    project.build()
    text = words(project.page("/accessibility/"))
    assert "The map is small Why Many dots. What to use instead Use the list." in text
    assert "When it will be mended We do not know yet." in text
    assert "Keyboard Walked. All is reached. 24 November 2026" in text


def test_a_gap_without_a_way_round_it_is_a_problem(project: Project) -> None:
    project.write("data/accessibility.yaml", ACCESS.replace("    instead: Use the list.\n", ""))
    assert any("instead" in problem for problem in project.problems())


# ---------------------------------------------------------------- cards for shared links


def test_a_shared_link_shows_the_answer(project: Project) -> None:
    project.build()
    page = project.page("/schools/birkby-junior-school/")
    shown = dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">', page))
    assert shown["og:title"] == "Birkby Junior School"
    assert shown["og:url"] == "https://small.example/schools/birkby-junior-school/"
    assert shown["og:image"] == "https://small.example/share/schools/birkby-junior-school.png"
    assert shown["og:image:alt"] == "Birkby Junior School is in Cluster 14."
    content = (project.site / "share/schools/birkby-junior-school.png").read_bytes()
    assert len(content) <= 40_000
    assert Image.open(BytesIO(content)).size == (1200, 630)


def test_every_page_has_a_card_that_is_published(built: Path) -> None:
    for path in built.rglob("*.html"):
        if image := re.search(r'<meta property="og:image" content="https://[^/]+/([^"]+)">', path.read_text("utf-8")):
            assert (built / image[1]).is_file()
        else:
            assert path.name == "404.html" or 'http-equiv="refresh"' in path.read_text("utf-8")


def test_the_site_can_stand_on_a_home_screen(project: Project) -> None:
    project.build()
    manifest = json.loads((project.site / "site.webmanifest").read_text("utf-8"))
    assert manifest["name"] == "Small Clusters"
    for icon in manifest["icons"]:
        width, height = Image.open(BytesIO((project.site / icon["src"].lstrip("/")).read_bytes())).size
        assert icon["sizes"] == f"{width}x{height}"
    assert '<link rel="apple-touch-icon" href="/icon-180.png">' in project.page("/")


def test_a_picture_is_drawn_once_and_again_only_where_its_copy_is_damaged(tmp_path: Path) -> None:
    cache, made = Cache(tmp_path / "cache"), []

    def make() -> bytes:
        made.append(1)
        return b"picture"

    assert [cache.remember("a", make) for _ in range(3)] == [b"picture"] * 3
    assert len(made) == 1
    kept = next((tmp_path / "cache").iterdir())
    kept.write_bytes(kept.read_bytes()[:-1])
    assert cache.remember("a", make) == b"picture"
    assert len(made) == 2


def test_where_nothing_can_be_kept_pictures_are_drawn_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands in the way")
    assert Cache(tmp_path / "cache").remember("a", lambda: b"picture") == b"picture"


def test_a_picture_is_a_file_that_is_drawn_again_only_where_somebody_wrote_to_it(tmp_path: Path) -> None:
    made = []

    def draw() -> bytes:
        made.append(1)
        return b"picture"

    for _ in range(3):
        drawn = Drawn(tmp_path / "cache")
        assert Path(drawn.file("a", draw)).read_bytes() == drawn.content("a", draw) == b"picture"
        drawn.remember()
    assert len(made) == 1
    Path(drawn.file("a", draw)).write_bytes(b"scrawl!")
    for _ in range(2):
        drawn = Drawn(tmp_path / "cache")
        assert drawn.content("a", draw) == b"picture"
    assert len(made) == 2


def test_pictures_are_looked_into_where_their_stamps_are_lost(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path)
    paths = [Path(drawn.file(key, key.encode)) for key in "abc"]
    drawn.remember()
    for damage in (b"", b"no stamps", marshal.dumps({}), sealed(marshal.dumps(["nor", "these"]))):
        (tmp_path / "sound").write_bytes(damage)
        again = Drawn(tmp_path)
        assert [Path(again.file(key, never)) for key in "abc"] == paths
        again.remember()
    assert {path.name for path in paths} == marshal.loads(unsealed((tmp_path / "sound").read_bytes()) or b"").keys()


def never() -> bytes:
    raise AssertionError("it is there already")


def test_where_no_file_can_be_kept_pictures_are_drawn_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands in the way")
    drawn = Drawn(tmp_path / "cache")
    assert drawn.content("a", lambda: b"picture") == b"picture"
    with pytest.raises(OSError, match="cache"):
        drawn.file("a", lambda: b"picture")


def test_the_style_guide_shows_every_part_and_stands_in_no_search_engine(built: Path) -> None:
    page = (built / "style-guide/index.html").read_text("utf-8")
    assert '<meta name="robots" content="noindex">' in page
    assert "noindex" not in (built / "index.html").read_text("utf-8")
    for part in ('class="answer"', 'class="contact"', "callout-right", "callout-law", 'class="drawing"', "data-finder"):
        assert part in page


def test_a_city_of_schools_on_one_spot_still_has_a_dot_for_each() -> None:
    schools = [replace(SCHOOL, slug=f"s-{n}", latitude=53.6, longitude=-1.7) for n in range(400)]
    dots = draw_map([*schools, replace(SCHOOL, slug="far", latitude=53.7, longitude=-1.9)]).dots
    assert len({(dot.x, dot.y) for dot in dots}) == len(dots) == 401


def test_with_too_many_schools_for_a_map_there_is_the_list(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("findyourcluster.map.MOST", 1)
    project.write("content/map.md", "---\ntitle: Map\ndescription: A map.\nlayout: map\n---\n\nLook.\n")
    project.append(ABOUT, "[Map](/map/)\n")
    project.build()
    page = project.page("/map/")
    assert 'class="map"' not in page
    assert '<a href="/schools/ashbrow-school/">' in page[page.index('<div id="list">') :]
