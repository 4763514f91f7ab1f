"""What is read in parts, or was read before, is what reading the whole file anew gives; whatever was typed."""

from __future__ import annotations

import marshal
import random
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import findyourcluster.load as loading
from findyourcluster import markup, remembered
from findyourcluster.cache import Cache
from findyourcluster.documents import Documents, Typeset
from findyourcluster.fields import Fields
from findyourcluster.files import Copy, Folder
from findyourcluster.load import Loaded, load
from findyourcluster.markup import render_documents
from findyourcluster.model import Fragment, Page, Problem, School, Site
from findyourcluster.places import PROJECT
from findyourcluster.records import read_school
from findyourcluster.remembered import Memory, Shelf
from findyourcluster.typeset import Typesetter
from tests.conftest import SMALL

PACKAGE = PROJECT / "findyourcluster"
SCHOOLS = "data/schools.yaml"
TEXTS = {name: (SMALL / name).read_text("utf-8") for name in (SCHOOLS, "data/site.yaml", "data/sources.yaml")}
PROJECTS_OWN = (PROJECT / SCHOOLS).read_text("utf-8")

ODD = [
    "\t", "  ", "   - ", "  - ", "- ", "-", ":", ": ", " #", "# note", "'", '"', "“", "|", ">", "|+", "?", "? ", "&a ",
    "*a", "!tag ", "---", "...", "%YAML 1.2", "[", "]", "{", "}", ",", "@", "`", "\\", "\u00a0", "\u2028", "é", "😀",
    "\n", "\n\n", "\r\n", "\x0c", "name: Again", "urn: 100001", "schools:", "clusters:\n", "cluster: x",
    "checked: soon", '"\n  - urn: "', "'\n  - name: '",
    "note: |\n      - a\n", "note: >-\n      words\n", "  -\n    name: A\n",
]  # fmt: skip


def as_read(loaded: Loaded) -> tuple[object, ...]:
    """All that LOADED tells, with the places of every value of every school."""
    return (
        loaded.site,
        loaded.problems,
        loaded.complete,
        [(school.at.record, dict(school.at.keys)) for school in loaded.site.schools],
    )


def files(schools: str) -> Copy:
    return Copy({name: text.encode("utf-8", "surrogatepass") for name, text in {**TEXTS, SCHOOLS: schools}.items()})


def read_whole(schools: str) -> Loaded:
    """As the program reads where it cannot cut."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loading, "cut", lambda *_: None)
        return load(files(schools))


@st.composite
def mistyped(draw: st.DrawFn) -> str:
    """A list of schools after some slips of the hand."""
    text = draw(st.sampled_from([TEXTS[SCHOOLS], PROJECTS_OWN[:6000] + "\nnot_in_clusters: []\n"]))
    if draw(st.booleans()):  # as some programs write lists
        text = text.replace("\n  ", "\n")
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["type", "delete", "insert", "repeat", "swap", "deeper", "shallower", "cut"])):
            case "type":
                column = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:column] + draw(st.sampled_from(ODD)) + lines[at][column:]
            case "delete":
                del lines[at : at + draw(st.integers(1, 3))]
            case "insert":
                lines.insert(at, draw(st.sampled_from(["", "  ", "    ", "      "])) + draw(st.sampled_from(ODD)))
            case "repeat":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "deeper":
                lines[at] = draw(st.sampled_from([" ", "  ", "\t"])) + lines[at]
            case "shallower":
                lines[at] = lines[at][draw(st.integers(1, 2)) :]
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        text = "\n".join(lines)
    return text


@settings(max_examples=150, deadline=None)
@given(mistyped(), st.integers(1, 4))
def test_a_file_read_in_parts_is_the_file_read_whole(text: str, run: int) -> None:
    whole = as_read(read_whole(text))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loading, "_RUN", run)
        assert as_read(load(files(text))) == whole


FIRST, LAST = "schools:\n  - name: First\n", "  - name: Last\nnot_in_clusters: []\n"


@pytest.mark.parametrize(
    "between",
    [
        *(f"    note: {'[' * deep}{']' * deep}\n" for deep in range(15, 22)),
        "  - ? name\n",
        "  - ? name\n  - name: Other\n",
        '  - name: "Hill\n  - School"\n',
        '  - name: "Hill\n  - School"\n  -\n    name: Other\n',
        "  - name: |\n      Hill\n\n      - School\n\n\n",
        "  - name: |+\n      Hill\n\n\n",
        "  - name: Hill\n    School\n",
        "  - name: Hill\n   - School\n",
        "  - name: [Hill,\n  - School]\n",
        "  -\n    name: Hill\n",
        "  - # a note\n    name: Hill\n",
        "  - Hill\n",
        "  - - name: Hill\n",
        "  - name: Hill\n# a note\n  # another\n",
        "  - name: Hill\nschools:\n  - name: Again\n",
        "  - name: Hill\n...\n",
        "  - name: Hill\n---\n",
        "",
    ],
)
@pytest.mark.parametrize("deep", [2, 1, 0])
def test_what_could_reach_from_one_entry_into_the_next(between: str, deep: int) -> None:
    text = f"{FIRST}{between}{LAST}"
    text = text.replace("\n  ", f"\n{' ' * deep}")
    at_the_end = text.replace(f"{' ' * deep}- name: Last\n", "")
    for typed in (text, text.removesuffix("\n"), text.replace("not_in_clusters: []\n", ""), at_the_end):
        assert as_read(load(files(typed))) == as_read(read_whole(typed))


@settings(max_examples=150, deadline=None)
@given(st.lists(mistyped(), min_size=1, max_size=4))
def test_what_was_read_before_changes_nothing(texts: list[str]) -> None:
    memory = Memory()
    for text in (TEXTS[SCHOOLS], *texts, *texts):
        assert as_read(load(files(text), memory=memory)) == as_read(read_whole(text))
        memory.save()


# ---------------------------------------------------------------- between two builds


def big(number: int) -> str:
    """A file with NUMBER schools."""
    entry = "  - name: {n} School\n    source: school-page\n    checked: 2026-11-24\n    confidence: confirmed\n"
    return "clusters: []\nschools:\n" + "".join(entry.format(n=f"Hill {index}") for index in range(number))


def read_and_keep(folder: Path, schools: str) -> tuple[tuple[object, ...], int]:
    """What is read with what FOLDER remembers, which is brought up to date; and how many schools were read anew."""
    read = 0

    def counted(fields: Fields) -> School:
        nonlocal read
        read += 1
        return read_school(fields)

    memory = Memory(folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loading, "read_school", counted)
        found = as_read(load(files(schools), memory=memory))
    memory.save()
    return found, read


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    text = big(500)
    assert read_and_keep(tmp_path, text)[1] == 500
    assert read_and_keep(tmp_path, text) == (as_read(read_whole(text)), 0)
    text = text.replace("Hill 250 ", "Dale ").replace("  - name: Hill 3 School", "# a note\n\n  - name: Hill 3 School")
    assert read_and_keep(tmp_path, text) == (as_read(read_whole(text)), 2)  # the note stands below Hill 2


def test_an_entry_that_moved_is_not_read_again_and_has_its_new_line(tmp_path: Path) -> None:
    read_and_keep(tmp_path, big(20))
    text = big(20).replace("schools:\n", "schools:\n  - name: New School\n    source: school-page\n")
    found, read = read_and_keep(tmp_path, text)
    assert (found, read) == (as_read(read_whole(text)), 1)


def test_a_mistake_that_the_whole_file_must_be_read_for_forgets_nothing(tmp_path: Path) -> None:
    text = big(20)
    read_and_keep(tmp_path, text)
    wrong = text.replace("Hill 7 School", "Hill 7: School")
    assert read_and_keep(tmp_path, wrong)[0] == as_read(read_whole(wrong))
    assert read_and_keep(tmp_path, text) == (as_read(read_whole(text)), 0)


def test_what_is_no_longer_there_is_forgotten(tmp_path: Path) -> None:
    for number in range(5):
        read_and_keep(tmp_path, big(200).replace("Hill", f"Dale {number}"))
    sizes = sum(path.stat().st_size for path in tmp_path.iterdir())
    read_and_keep(other := tmp_path / "other", big(200).replace("Hill", "Dale 4"))
    assert sizes == sum(path.stat().st_size for path in other.iterdir())


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_damaged_memory_is_none(tmp_path_factory: pytest.TempPathFactory, dice: random.Random) -> None:
    folder = tmp_path_factory.mktemp("memory")
    read_and_keep(folder, TEXTS[SCHOOLS])
    for path in folder.iterdir():
        data = bytearray(path.read_bytes())
        match dice.randrange(3):
            case 0:
                data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            case 1:
                del data[dice.randrange(len(data)) :]
            case 2:
                data = bytearray(dice.randbytes(dice.randrange(200)))
        path.write_bytes(data)
    found, read = read_and_keep(folder, TEXTS[SCHOOLS])
    assert found == as_read(read_whole(TEXTS[SCHOOLS]))
    assert read == len(load(files(TEXTS[SCHOOLS])).site.schools)


def test_what_another_version_remembers_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_and_keep(tmp_path, big(5))
    monkeypatch.setattr(remembered, "version_of", lambda *_: bytes(32))
    assert read_and_keep(tmp_path, big(5))[1] == 5


def test_a_memory_that_is_no_dictionary_is_none(tmp_path: Path) -> None:
    for content in (marshal.dumps(["a list"]), marshal.dumps(compile("1/0", "", "eval")), b"\xff", b""):
        Cache(tmp_path).keep("a shelf", b"version" + content)
        assert Shelf("a shelf", b"version", Cache(tmp_path)).get("a key") is None


def modules_behind(name: str, but: set[str]) -> set[str]:
    """The modules of ours that the module NAME uses, and those that they use, BUT some."""
    found = {name}
    for each in re.findall(r"^\s*from findyourcluster\.(\w+)", (PACKAGE / f"{name}.py").read_text("utf-8"), re.M):
        if each not in but:
            found |= modules_behind(each, but | found)
    return found


@pytest.mark.parametrize(("name", "makers"), [("load", loading.MAKERS), ("typeset", markup.MAKERS)])
def test_each_module_that_makes_what_is_remembered_is_part_of_its_version(name: str, makers: tuple[str, ...]) -> None:
    only_hold = {"cache", "faults", "files", "saving"}
    assert modules_behind(name, only_hold) <= set(makers)


# ---------------------------------------------------------------- Markdown


def bodies(site: Site, memory: Memory) -> tuple[tuple[Documents, list[Problem]], int]:
    """The bodies of SITE and what is wrong with them; and how many were rendered anew."""
    made = 0

    def counted(self: Typesetter, source: Page | Fragment) -> Typeset:
        nonlocal made
        made += 1
        return typeset(self, source)

    typeset = Typesetter.typeset
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Typesetter, "typeset", counted)
        found = render_documents(site, frozenset({"/coming/"}), memory)
    memory.save()
    return found, made


def test_a_body_is_rendered_again_when_it_or_what_it_relies_on_changed(tmp_path: Path) -> None:
    site = load(Folder(PROJECT)).site
    every = len(site.bodies) + len(site.translations)
    fresh, made = bodies(site, Memory(tmp_path))
    assert made == every
    assert bodies(site, Memory(tmp_path)) == (fresh, 0)

    first = replace(site.pages[1], body=site.pages[1].body + "\n\nMore words.\n")
    changed = replace(site, pages=(site.pages[0], first, *site.pages[2:]))
    assert bodies(changed, Memory(tmp_path)) == (bodies(changed, Memory())[0], 1)

    cited = next(id for document in bodies(site, Memory(tmp_path))[0][0].all for id in document.facts)
    without = replace(site, facts=tuple(fact for fact in site.facts if fact.id != cited))
    assert bodies(without, Memory(tmp_path))[0] == bodies(without, Memory())[0]
    assert bodies(site, Memory(tmp_path))[0] == fresh

    added = replace(site, schools=(*site.schools, replace(site.schools[0], slug="new-school", urn="999999")))
    assert bodies(added, Memory(tmp_path)) == (fresh, 0)  # no page relies on it


@pytest.mark.parametrize("moved", [(), ("/target/",)], ids=["", "moved"])
@pytest.mark.parametrize("hidden", [frozenset[str](), frozenset({"/b/"})], ids=["", "hidden"])
def test_links_follow_what_moves_and_what_is_hidden(moved: tuple[str, ...], hidden: frozenset[str]) -> None:
    memory = Memory()
    site = load(Folder(SMALL)).site
    one = replace(site.pages[0], name="a", address="/a/", body="[Target](/target/) and [b](/b/)\n")
    other = replace(site.pages[1], name="b", address="/b/", former_addresses=(), body="Words.\n")
    render_documents(replace(site, pages=(one, other)), frozenset(), memory)
    memory.save()
    now = replace(site, pages=(one, replace(other, former_addresses=moved)))
    assert render_documents(now, hidden, memory) == render_documents(now, hidden)


# ---------------------------------------------------------------- what is not loaded


HEAVY = ("PIL", "jinja2", "markdown", "nh3", "segno", "yaml")


def loaded_by(*arguments: str) -> set[str]:
    """Which of HEAVY the command line loads for these ARGUMENTS."""
    says = f"import sys; from findyourcluster.commands import main; main({list(arguments)!r})"
    ask = f"import sys\ntry:\n exec({says!r})\nfinally:\n print('\\n', *sorted({{*{HEAVY}}} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", ask], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_no_library() -> None:
    assert loaded_by("--help") == set()


def test_a_check_of_what_did_not_change_loads_neither_markdown_nor_yaml(tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(SMALL, root)
    check = ("check", "--root", str(root), "--today", "2026-11-24")
    assert {"markdown", "nh3", "yaml"} <= loaded_by(*check)
    assert loaded_by(*check) == set()
