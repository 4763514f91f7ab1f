"""A build that makes only what changed publishes, byte for byte, what a clean one publishes."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from findyourcluster import making
from findyourcluster.commands import main
from findyourcluster.places import PROJECT
from findyourcluster.stamps import MARKER
from tests.conftest import SMALL, TODAY, Project, files_in

SEQUENCES = int(os.environ.get("SEQUENCES", "6"))
"""How many random sequences of edits are tried. More take longer: SEQUENCES=500."""

SCHOOLS, SITE = "data/schools.yaml", "data/site.yaml"
FACTS, CONTACTS, GLOSSARY, SOURCES = (f"data/{name}.yaml" for name in ("facts", "contacts", "glossary", "sources"))


def published(folder: Path) -> dict[str, bytes]:
    return files_in(folder, but=MARKER)


def build(root: Path, *more: str) -> int:
    return main(["build", "--root", str(root), "--out", str(root / "out"), "--today", TODAY, *more])


def clean(root: Path, *more: str) -> dict[str, bytes]:
    """What is published of ROOT by one who has never built it, in a folder elsewhere."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "elsewhere" / "project"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".cache", "out", ".out*"))
        shutil.copytree(compiled_templates(), copy / ".cache/templates")  # which take longest, and nothing else
        assert build(copy, *more) == 0
        return published(copy / "out")


@cache
def compiled_templates() -> Path:
    """The folder where one build kept its templates, compiled."""
    root = Path(mkdtemp()) / "project"
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns(".cache"))
    assert build(root) == 0
    return root / ".cache/templates"


# ---------------------------------------------------------------- edits

Edit = Callable[[Path, random.Random], None]
"""Changes something in the folder of a project as a volunteer or a programmer would, or as an accident does."""


def words(dice: random.Random) -> str:
    return " ".join(dice.choices("Moor Hill Dale Brook Green Cliff Royd Holme".split(), k=2))


def swap(root: Path, file: str, pattern: str, new: str, dice: random.Random) -> None:
    """Puts NEW in place of one of the spots of FILE that PATTERN finds."""
    path = root / file
    text = path.read_text("utf-8")
    if spots := list(re.finditer(pattern, text, re.M)):
        spot = dice.choice(spots)
        path.write_text(text[: spot.start()] + spot.expand(new) + text[spot.end() :], "utf-8")


def a_page(root: Path, dice: random.Random) -> Path:
    return dice.choice(sorted(path for path in (root / "content").rglob("*.md")))


def write_in_a_page(root: Path, dice: random.Random) -> None:
    page = a_page(root, dice)
    more = dice.choice(
        ["{}", "You can ask at {{{{ school: 107628 }}}}. {}", "{{{{ fact: not }}}} {}", "## About {}", "An EHCP: {}."]
    )
    page.write_text(page.read_text("utf-8") + "\n" + more.format(words(dice)) + "\n", "utf-8")


def add_a_page(root: Path, dice: random.Random) -> None:
    layout = dice.choice(
        ["", "layout: changes\n", "layout: find-by-town\n", "layout: map\n", "layout: find-by-cluster\n"]
    )
    (root / "content" / f"{dice.choice('abc')}-page.md").write_text(
        f"---\ntitle: {words(dice)}\n{layout}---\n\nWords about {words(dice)}.\n", "utf-8"
    )


def remove_a_page(root: Path, dice: random.Random) -> None:
    dice.choice(sorted((root / "content").rglob("*-*.md"))).unlink()


def rename_a_page(root: Path, dice: random.Random) -> None:
    for path in sorted((root / "content").glob("*-page.md")):
        text = path.read_text("utf-8").replace("---\n", f"---\nformer_addresses: /{path.stem}/\n", 1)
        path.unlink()
        (root / "content" / f"{dice.choice('xyz')}-moved.md").write_text(text, "utf-8")


def retitle_a_page(root: Path, dice: random.Random) -> None:
    swap(root, a_page(root, dice).relative_to(root).as_posix(), r"^title: .*$", f"title: {words(dice)}", dice)


def date_a_page(root: Path, dice: random.Random) -> None:
    line = dice.choice(["checked: 2026-11-20", "expire_on: 2026-11-01", "publish_on: 2026-12-01", "draft: yes"])
    swap(root, a_page(root, dice).relative_to(root).as_posix(), r"^title:", f"{line}\ntitle:", dice)


def rename_a_school(root: Path, dice: random.Random) -> None:
    slug = "" if dice.random() < 0.5 else "\n    slug: ashbrow-school"
    swap(root, SCHOOLS, r"^    name: Ashbrow.*$", f"    name: Ashbrow {words(dice)} School{slug}", dice)


def move_a_school(root: Path, dice: random.Random) -> None:
    swap(root, SCHOOLS, r"^    cluster: \d+$", f"    cluster: {dice.choice([1, 3, 14])}", dice)


def add_a_school(root: Path, dice: random.Random) -> None:
    entry = (
        f"schools:\n  - urn: {dice.randrange(150000, 150005)}\n    name: {words(dice)} School\n    town: Dewsbury\n"
        "    source: register\n    checked: 2026-11-22\n    confidence: unconfirmed\n"
    )
    swap(root, SCHOOLS, r"^schools:\n", entry, dice)


def remove_a_school(root: Path, dice: random.Random) -> None:
    swap(root, SCHOOLS, r"^  - urn: 1(?:4848|5000)\d\n(?:    .*\n)+", "", dice)


def close_a_school(root: Path, dice: random.Random) -> None:
    more = dice.choice(["", "    merged_into: birkby-junior-school\n"])
    swap(root, SCHOOLS, r"^    phase: primary\n", rf"\g<0>    closed: 2026-{dice.randrange(10, 13)}-24\n{more}", dice)


def give_a_school_a_former_address(root: Path, dice: random.Random) -> None:
    old = dice.choice(["birkby-old", "very-old"])
    swap(root, SCHOOLS, r"^    name: Birkby", f"    former_addresses: /schools/{old}/\n    name: Birkby", dice)


def change_a_cluster(root: Path, dice: random.Random) -> None:
    swap(root, SCHOOLS, r"^  - number: (\d+)\n", rf"  - number: \1\n    name: {words(dice)}\n", dice)


def change_an_area(root: Path, dice: random.Random) -> None:
    swap(root, SCHOOLS, r"^  - name: Upper Dale", f"  - slug: upper-dale\n    name: {words(dice)}", dice)


def log_a_change(root: Path, dice: random.Random) -> None:
    path = root / "data/changes.yaml"
    text = path.read_text("utf-8") if path.exists() else "changes:\n"
    about = dice.choice(["schools: ashbrow-school", 'clusters: "14"', "schools: birkby-old"])
    day = f"2026-11-{dice.randrange(10, 24)}"
    path.write_text(f"{text}  - day: {day}\n    says: {words(dice)} changed.\n    {about}\n", "utf-8")


def change_the_settings(root: Path, dice: random.Random) -> None:
    pattern, new = dice.choice(
        [
            (r"^name: .*$", f"name: {words(dice)}"),
            (r"^status: .*$", f"status: {dice.choice(['live', 'preview'])}"),
            (r"^address: .*\n", dice.choice(["", "address: https://other.example\n"])),
            (r"^  - words\n", ""),
            (r"^place: .*$", f"place: {words(dice)}"),
            (r"^(?:colour: .*\n)?council", f"colour: '#5b1a{dice.choice(['6b', '0c'])}'\ncouncil"),
            (
                r"^(?:group: .*\n)?owner:",
                f"group: {{one: hub, many: hubs, folder: clusters, title: '{words(dice)} {{number}}'}}\nowner:",
            ),
        ]
    )
    swap(root, SITE, pattern, new, dice)


def change_a_record(root: Path, dice: random.Random) -> None:
    file, pattern, new = dice.choice(
        [
            (FACTS, r"^    text: (.*)$", rf"    text: \1 {words(dice)}."),
            (FACTS, r"^    checked: .*$", "    checked: 2026-11-21"),
            (CONTACTS, r"^    what: (.*)$", rf"    what: {words(dice)}."),
            (GLOSSARY, r"^    meaning: (.*)$", rf"    meaning: {words(dice)}."),
            (SOURCES, r"^    title: (.*)$", rf"    title: {words(dice)}"),
            (SOURCES, r"^    seen: .*$", "    seen: 2026-11-19"),
        ]
    )
    swap(root, file, pattern, new, dice)


def change_a_template(root: Path, dice: random.Random) -> None:
    name = dice.choice(["school.html", "base.html", "parts/document.html", "parts/schools.html", "share.html"])
    path = root / "templates" / name
    if path.exists():
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (PROJECT / "templates" / name).read_text("utf-8")
    path.write_text(text.replace("class=", f"data-{words(dice).replace(' ', '-').lower()} class=", 1), "utf-8")


def change_the_style(root: Path, dice: random.Random) -> None:
    name = dice.choice(["style.css", "search.js", "favicon.svg", "new.txt"])
    path = root / "static" / name
    if path.exists():
        path.unlink()
        return
    path.parent.mkdir(exist_ok=True)
    original = PROJECT / "static" / name
    text = original.read_text("utf-8") if original.exists() else "new"
    path.write_text(f"{text}\n/* {words(dice)} */\n", "utf-8")


def change_a_picture(root: Path, dice: random.Random) -> None:
    path = root / "content/picture.png"
    if path.exists():
        path.unlink()
    else:
        Image.new("RGB", (10, 10), (dice.randrange(256), 0, 0)).save(path)


def touch_what_is_published(root: Path, dice: random.Random) -> None:
    files = sorted(path for path in (root / "out").rglob("*") if path.is_file() and path.name != MARKER)
    path = dice.choice(files)
    match dice.randrange(4):
        case 0:
            path.unlink()
        case 1:
            path.write_bytes(path.read_bytes() + b"typed by hand")
        case 2:
            shutil.rmtree(path.parent if path.parent != root / "out" else root / "out" / "schools")
        case _:
            (path.parent / "left-here.html").write_text("x")


def damage_the_memory(root: Path, dice: random.Random) -> None:
    files = sorted(path for path in (root / ".cache").rglob("*") if path.is_file())
    path = dice.choice(files)
    content = bytearray(path.read_bytes())
    match dice.randrange(4):
        case 0:
            path.unlink()
        case 1:
            path.write_bytes(content[: dice.randrange(len(content) + 1)])
        case 2 if content:
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
            path.write_bytes(content)
        case _:
            path.write_bytes(dice.choice(files).read_bytes())  # that of something else


def nothing(root: Path, dice: random.Random) -> None:
    """The same again."""


EDITS: list[Edit] = [
    write_in_a_page, add_a_page, remove_a_page, rename_a_page, retitle_a_page, date_a_page, rename_a_school,
    move_a_school, add_a_school, remove_a_school, close_a_school, give_a_school_a_former_address, change_a_cluster,
    change_an_area, log_a_change, change_the_settings, change_a_record, change_a_template, change_the_style,
    change_a_picture, touch_what_is_published, damage_the_memory, nothing,
]  # fmt: skip


@settings(
    max_examples=SEQUENCES,
    deadline=None,
    derandomize=SEQUENCES < 100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 10**6)), min_size=1, max_size=4), st.booleans())
def test_after_any_edits_it_publishes_what_a_clean_build_does(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[Edit, int]], compress: bool
) -> None:
    more = ["--compress"] if compress else []
    with TemporaryDirectory(dir=tmp_path_factory.getbasetemp()) as folder:
        root = Path(folder) / "project"
        shutil.copytree(SMALL, root)
        assert build(root) == 0
        for edit, seed in edits:
            before = published(root / "out")
            with TemporaryDirectory() as aside:
                for name in ("content", "data", "templates", "static"):
                    shutil.copytree(root / name, Path(aside) / name) if (root / name).exists() else None
                edit(root, random.Random(seed))
                touched = published(root / "out")
                if build(root, *more) == 0:
                    assert published(root / "out") == clean(root, *more)
                    continue
                assert published(root / "out") == touched, "a site with problems is not published"
                for name in ("content", "data", "templates", "static"):  # the edit is taken back
                    shutil.rmtree(root / name, ignore_errors=True)
                    shutil.copytree(Path(aside) / name, root / name) if (Path(aside) / name).exists() else None
            assert before


# ---------------------------------------------------------------- what is made again


def numbers(folder: Path) -> dict[str, int]:
    """The numbers of all files in the file system: a file that was written anew has another."""
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def made_again(project: Project, *more: str) -> set[str]:
    """The files that a build writes, and does not take over from the site before."""
    before = numbers(project.site)
    status, _, err = project.run("build", *more)
    assert status == 0, err
    return {path for path, number in numbers(project.site).items() if before.get(path) != number}


def test_where_nothing_changed_nothing_is_made_and_the_folder_is_left_alone(project: Project) -> None:
    project.build()
    project.build()  # the first one wrote the list of addresses, which belongs to what is read
    folder = project.site.stat().st_ino
    status, out, _ = project.run("build")
    assert status == 0
    assert "Nothing to do: 89 files" in out.replace(str(len(numbers(project.site)) - 1), "89")
    assert project.site.stat().st_ino == folder


def test_a_change_of_the_words_of_a_page_makes_that_page_again_and_no_other(project: Project) -> None:
    project.build()
    project.append("content/about.md", "More.")
    assert made_again(project) == {"about/index.html", MARKER}


def test_a_change_of_a_school_makes_its_own_pages_again_those_of_its_cluster_and_the_lists(project: Project) -> None:
    project.build()
    project.change(SCHOOLS, "website: https://birkby.example/", "website: https://birkby.example/new")
    found = made_again(project)
    assert {"schools/birkby-junior-school/index.html", "schools/birkby-junior-school.json"} < found
    assert {"data/schools.json", "data/schools.csv", "clusters/14/index.html"} < found
    assert not [path for path in found if "josephs" in path or path.startswith(("questions", "about", "words"))]


def test_a_template_makes_again_what_it_draws_and_what_is_made_with_it(project: Project) -> None:
    project.build()
    template = (PROJECT / "templates/parts/wrong.html").read_text("utf-8")
    project.write("templates/parts/wrong.html", template.replace("<details", "<details data-new"))
    found = made_again(project)
    assert {"schools/ashbrow-school/index.html", "clusters/1/index.html"} < found
    assert not {"about/index.html", "find/index.html", "index.html", "data/schools.json"} & found


def test_a_file_of_the_site_that_somebody_changed_is_put_right(project: Project) -> None:
    project.build()
    project.build()
    (project.site / "about/index.html").write_text("typed by hand")
    (project.site / "left-here.html").write_text("x")
    assert made_again(project) == {"about/index.html", MARKER}
    assert not (project.site / "left-here.html").exists()


def test_a_build_with_nothing_to_do_loads_neither_jinja_nor_markdown_nor_yaml(project: Project) -> None:
    project.build()
    project.build()
    code = (
        "import sys; from findyourcluster.commands import main;"
        f" status = main(['build', '--root', {str(project.root)!r}, '--today', {TODAY!r}]);"
        " print(status, sorted({'jinja2', 'markdown', 'yaml', 'nh3', 'PIL', 'segno'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert "Nothing to do" in done.stdout
    assert done.stdout.endswith("0 []\n")


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_side_by_side_make_what_one_makes(
    project: Project, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    project.build()
    alone = published(project.site)
    monkeypatch.setattr(making, "WORTH_SHARING", 1)
    monkeypatch.setattr(making, "TOGETHER", 3)
    monkeypatch.setattr(making, "_method", lambda: method)
    project.run("build", "--out", str(project.root / "shared"), "--compress")
    found = published(project.root / "shared")
    assert {path: each for path, each in found.items() if not path.endswith((".br", ".gz"))} == alone


def test_what_fails_in_another_process_leaves_the_site_as_it_was(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    before = published(project.site)
    monkeypatch.setattr(making, "WORTH_SHARING", 1)
    monkeypatch.setattr(making, "TOGETHER", 3)
    project.write("templates/share.html", "{{ unknown }}")
    status, _, err = project.run("build")
    assert (status, "A template cannot be drawn: 'unknown' is undefined." in err) == (1, True)
    assert published(project.site) == before
    assert {path.name for path in project.root.glob(".site.*")} <= {".site.lock", ".site.before"}
