"""Styles and scripts: their addresses name their content, so that browsers can keep them for ever."""

from __future__ import annotations

import re
from pathlib import Path

from findyourcluster.assets import assets
from findyourcluster.ledger import LEDGER
from findyourcluster.model import File, Place, Places
from findyourcluster.places import PROJECT
from tests.conftest import Project, asset


def published(**files: str) -> dict[str, str]:
    """What is published of the static FILES, whose names have __ for a dot: from address to text."""
    typed = {name.replace("__", ".").replace("_in_", "/"): text for name, text in files.items()}
    found = [File(f"/{name}", text.encode(), Places(Place(f"static/{name}"))) for name, text in typed.items()]
    return {address: content.decode() for address, content in assets(found).contents.items()}


def plain(text: str) -> str:
    """TEXT with each digest as "…"."""
    return re.sub(r"\.[0-9a-f]{12}\.", ".….", text)


def test_every_page_loads_only_styles_and_scripts_that_are_there(built: Path) -> None:
    found = set()
    for path in built.rglob("*.html"):
        found |= set(re.findall(r'(?:<script[^>]* src|<link rel="stylesheet" href)="([^"]+)"', path.read_text("utf-8")))
    assert found == {
        asset(built, name) for name in ("finder.js", "rights-clock.js", "saved.js", "share.js", "style.css")
    }


def test_they_stand_nowhere_else(built: Path) -> None:
    found = [*built.rglob("*.css"), *built.rglob("*.js")]
    assert {path.parent for path in found if path.name != "worker.js"} == {built / "assets"}
    assert len(found) == len([*PROJECT.glob("static/*.css"), *PROJECT.glob("static/*.js")])
    assert (built / "favicon.svg").exists()


def test_an_address_changes_with_the_content_and_with_what_it_loads(project: Project) -> None:
    names = ("finder.js", "search.js", "share.js", "style.css")
    project.build()
    before = {name: asset(project.site, name) for name in names}
    project.write("static/search.js", (PROJECT / "static/search.js").read_text("utf-8") + "// one more line\n")
    project.build()
    after = {name: asset(project.site, name) for name in names}
    assert {name for name in names if before[name] != after[name]} == {"finder.js", "search.js"}
    assert f'import("{after["search.js"]}")' in (project.site / after["finder.js"][1:]).read_text("utf-8")
    assert after["finder.js"] in project.page("/")


def test_no_such_address_is_kept_for_ever(project: Project) -> None:
    project.build()
    assert "/assets/" not in (project.root / LEDGER).read_text("utf-8")


def test_what_a_style_or_a_script_names_is_found_from_its_new_place() -> None:
    found = published(
        looks_in_page__css='@import "more.css"; a { background: url(wave.svg#crest); b: url("/icon.png?1"); c: "x.y" }',
        looks_in_more__css="",
        looks_in_wave__svg="",
        icon__png="",
        scripts_in_page__js='import "./part.js"; import("../top.js"); fetch("/data/a.json"); const x = "part.js";',
        scripts_in_part__js="",
        top__js="",
    )
    assert {plain(address): plain(text) for address, text in found.items() if text} == {
        "/assets/looks/page.….css": '@import "/assets/looks/more.….css";'
        ' a { background: url(/looks/wave.svg#crest); b: url("/icon.png?1"); c: "x.y" }',
        "/assets/scripts/page.….js": 'import "/assets/scripts/part.….js"; import("/assets/top.….js");'
        ' fetch("/data/a.json"); const x = "part.js";',
    }


def test_two_scripts_that_name_each_other_both_change_with_either() -> None:
    before = published(a__js='import "./b.js"; // 1', b__js='import "./a.js";')
    after = published(a__js='import "./b.js"; // 2', b__js='import "./a.js";')
    assert len(before) == len(after) == 2
    assert not before.keys() & after.keys()
    for found in (before, after):
        assert all(re.findall(r'"(.+)"', text)[0] in found for text in found.values())
