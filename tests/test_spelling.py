"""British spelling: what a dictionary does not know, and this site neither, is a note with the mend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from findyourcluster import spelling
from findyourcluster.places import PROJECT
from tests.conftest import TODAY, Project

ABOUT, SITE = "content/about.md", "data/site.yaml"
GET_IT = "To get it, run once: python3 build.py check --install-words"


def notes(project: Project) -> list[str]:
    """The notes on spelling, a line each, with columns."""
    _, out, _ = project.run("check", "--format", "json")
    return [
        f"{note['file']}:{note['line']}:{note['column']}: {note['says']} {note['fix']}"
        for note in json.loads(out)["notes"]
        if note["rule"] == "spelling"
    ]


def words(project: Project) -> list[str]:
    """The words that are said to be misspelt."""
    return [note.split('"')[1] for note in notes(project)]


def test_a_misspelt_word_is_shown_with_its_place_and_the_line_to_paste(project: Project) -> None:
    project.append(ABOUT, "You will recieve a letter.\n")
    line = (project.root / ABOUT).read_text("utf-8").count("\n")
    status, out, err = project.run("check")
    assert (status, err) == (0, "")
    assert (
        f'{ABOUT}:{line}:10: "recieve" is not a word that the dictionary or this site knows.'
        ' Did you mean "receive"?\n    Paste: You will receive a letter.\n'
    ) in out


def test_spelling_is_british(project: Project) -> None:
    project.append(ABOUT, "The behavior center. The behaviour centre. A colour, a licence, a programme.\n")
    assert words(project) == ["behavior", "center"]


def test_a_word_that_may_be_right_can_be_added(project: Project) -> None:
    project.append(ABOUT, "Ask Mrs Xyloquort, at the Xyloquort’s desk.\n")
    assert notes(project)[0].endswith("If it is right, add it to also_right in data/words.yaml.")
    project.append("data/words.yaml", "  - Xyloquort\n")
    assert words(project) == []


def test_names_of_schools_places_people_sources_and_terms_are_known(project: Project) -> None:
    project.append(
        ABOUT, "Birkby's schools, Ravenshall, Dewsbury, Smalldale, Ashbrow’s office, SENDACT, EHCPs, an Ombudsperson.\n"
    )
    assert words(project) == []


def test_a_name_that_is_nearly_one_of_ours_is_taken_for_it(project: Project) -> None:
    project.append(ABOUT, "Ravenshal is a school. It is Ravenshal's.\n")
    assert [note.split(" Did")[1] for note in notes(project)] == [
        ' you mean "Ravenshall"?',
        ' you mean "Ravenshall\'s"?',
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "Read `teh kode` here.",
        "[A link](https://recieve.example/teh/adress)",
        "Write to teh@recieve.example now, or see www.recieve.example.",
        "{{ fact: ehc-6wk }} {{ contact: kias }}",
        '<span class="xqz">Words</span>',
        "Forms H1ab and 3xy, Year 7s, the QQQQ.",
        "It's the child’s right; e.g. parents' and carers’ views, well-being, co-ordinator, café.",
        "Z" * 100 + "z" * 5000,
    ],
)
def test_what_nobody_reads_as_words_is_left_alone(project: Project, typed: str) -> None:
    project.write("content/extra.md", f"---\ntitle: Extra\ndescription: More.\n---\n\n{typed}\n")
    assert words(project) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "column"),
    [
        (ABOUT, "title: About this", "title: Abuot this", 8),
        (ABOUT, "description: Where", "description: Wehre", 14),
        (SITE, "description: A small", 'description: "A samll', 17),
        ("data/facts.yaml", "text: Cluster", "text: Clsuter", 11),
        ("data/contacts.yaml", "what: Free", "what: Fere", 11),
        ("data/contacts.yaml", "unknown: Its contact", "unknown: Its contcat", 18),
        ("data/glossary.yaml", "meaning: A legal", "meaning: A leagl", 16),
        ("data/schools.yaml", "reason: Clusters are for", "reason: Clusters are fro mainstraem and", 30),
    ],
)
def test_titles_and_data_are_looked_at_too(project: Project, file: str, old: str, new: str, column: int) -> None:
    quote = '"' if '"' in new else ""
    project.change(file, old, new)
    text = (project.root / file).read_text("utf-8")
    number = next(index for index, line in enumerate(text.split("\n"), 1) if new in line)
    if quote:
        line = text.split("\n")[number - 1]
        project.change(file, line, line + quote)
    found = [note for note in notes(project) if note.startswith(f"{file}:{number}:")]
    assert len(found) == 1
    assert found[0].startswith(f"{file}:{number}:{column}: ")


def test_each_time_that_a_value_says_it_has_its_own_place(project: Project) -> None:
    project.change("data/glossary.yaml", "meaning: A legal", "meaning: >\n      A leagl and once more\n      a leagl")
    found = [note.split(": ")[0] for note in notes(project)]
    assert found == ["data/glossary.yaml:5:9", "data/glossary.yaml:6:9"]


# ---------------------------------------------------------------- whether it stops the site


def test_a_build_does_not_wait_for_spelling(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.append(ABOUT, "You will recieve a letter.\n")
    monkeypatch.setattr(spelling, "_load", lambda _: pytest.fail("the dictionary was loaded"))
    assert project.run("build")[0] == 0


def test_where_the_owner_says_so_a_misspelt_word_stops_the_site(project: Project) -> None:
    project.append(ABOUT, "You will recieve a letter.\n")
    project.append(SITE, "stop_for:\n  - spelling\n")
    status, _, err = project.run("build")
    assert status == 1
    assert '"recieve" is not a word' in err
    assert not project.site.exists()


def test_a_rule_to_stop_for_must_be_there(project: Project) -> None:
    project.append(SITE, "stop_for: speling\n")
    assert project.problems() == [
        f'{SITE}:24: stop_for names "speling", which is not a rule that gives notes. Did you mean "spelling"?'
    ]


# ---------------------------------------------------------------- where there is no dictionary


@pytest.fixture
def without_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A computer without the package of dictionaries; the folder in which it would have one of its own."""
    folder = tmp_path / "dictionaries"
    monkeypatch.setattr(spelling, "_of_packages", lambda: iter(()))
    monkeypatch.setattr(spelling, "_of_this_computer", lambda _: iter((folder,)))
    return folder


@pytest.mark.usefixtures("without_package")
def test_that_nothing_was_checked_is_said_in_every_form(project: Project) -> None:
    sentence = f"Spelling was not checked: there is no en-GB dictionary on this computer. {GET_IT}"
    status, out, _ = project.run("check")
    assert status == 0
    assert sentence in out
    assert json.loads(project.run("check", "--format", "json")[1])["not_checked"] == [sentence]
    assert f"::notice title=not checked::{sentence}" in project.run("check", "--format", "github")[1]
    project.append(ABOUT, "[Nowhere](/nowhere/)\n")
    status, out, _ = project.run("check")
    assert status == 1
    assert sentence in out


@pytest.mark.usefixtures("without_package")
def test_a_build_that_should_stop_for_spelling_says_that_it_could_not_look(project: Project) -> None:
    project.append(SITE, "stop_for: spelling\n")
    status, out, _ = project.run("build")
    assert status == 0
    assert f"Spelling was not checked: there is no en-GB dictionary on this computer. {GET_IT}" in out


def test_what_was_checked_is_not_said_to_be_missing(project: Project) -> None:
    assert "not checked" not in project.run("check")[1]
    assert json.loads(project.run("check", "--format", "json")[1])["not_checked"] == []


def test_a_language_without_a_dictionary(project: Project) -> None:
    project.change(SITE, "language: en-GB", "language: zz-ZZ")
    assert "there is no zz-ZZ dictionary on this computer" in project.run("check")[1]


@pytest.mark.parametrize("language", ["../../[**", "/etc"])
def test_what_is_no_language_is_looked_for_nowhere(project: Project, language: str) -> None:
    project.change(SITE, "language: en-GB", f"language: {language}")
    assert f'language "{language}" is not the short name of a language.' in project.run("check")[2]


def test_a_dictionary_that_the_computer_has_is_used(project: Project, without_package: Path) -> None:
    inside = without_package / "dict-en"
    inside.mkdir(parents=True)
    (inside / "en_GB.aff").write_text("SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\n")
    (inside / "en_GB.dic").write_text("1\nletter\n")
    project.append(ABOUT, "A letter, a lettre.\n")
    found = words(project)
    assert "letter" not in found
    assert "lettre" in found


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the library leaves files open
@pytest.mark.parametrize(("rules", "dictionary"), [("SET no-such-letters", "1\nletter\n"), ("SET UTF-8", "")])
def test_a_damaged_dictionary_is_said_to_be_one(
    project: Project, without_package: Path, rules: str, dictionary: str
) -> None:
    without_package.mkdir()
    (without_package / "en_GB.aff").write_text(rules)
    (without_package / "en_GB.dic").write_text(dictionary)
    status, out, err = project.run("check")
    assert (status, err) == (0, "")
    assert f"Spelling was not checked: the dictionary {without_package / 'en_GB.dic'} cannot be read. {GET_IT}" in out


def test_a_computer_without_the_checker_is_told_how_to_get_it(project: Project) -> None:
    """A process of its own, in which the package cannot be found."""
    probe = (
        "import importlib.util as util, sys\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'spylls' else find(name, *more)\n"
        "from findyourcluster.commands import main\n"
        f"sys.exit(main(['check', '--root', {str(project.root)!r}, '--today', '{TODAY}']))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"Spelling was not checked: the spelling checker is not installed. {GET_IT}" in done.stdout


# ---------------------------------------------------------------- what was looked up before


@pytest.fixture
def kept(project: Project) -> Iterator[list[Path]]:
    """The files in which a first check keeps what it looked up; it finds one word."""
    project.append(ABOUT, "You will recieve a letter.\n")
    assert words(project) == ["recieve"]
    yield list((project.root / ".cache/words").iterdir())


@pytest.mark.usefixtures("kept")
def test_an_unchanged_site_does_not_load_the_dictionary(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "_load", lambda _: pytest.fail("the dictionary was loaded"))
    assert words(project) == ["recieve"]


def test_only_new_words_are_looked_up(project: Project, kept: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    del kept
    project.append(ABOUT, "The adress.\n")
    looked_up: list[str] = []
    load = spelling._load

    class Watched:
        def __init__(self, files: tuple[Path, Path]) -> None:
            self.own = load(files)
            self.suggest = self.own.suggest

        def lookup(self, word: str) -> bool:
            looked_up.append(word)
            return bool(self.own.lookup(word))

    monkeypatch.setattr(spelling, "_load", Watched)
    assert words(project) == ["recieve", "adress"]
    assert looked_up == ["adress"]


def test_a_damaged_memory_only_costs_time(project: Project, kept: list[Path]) -> None:
    for path in kept:
        path.write_bytes(b"nonsense")
    assert words(project) == ["recieve"]


def test_a_memory_that_cannot_be_written_does_no_harm(project: Project, kept: list[Path]) -> None:
    for path in kept:
        path.unlink()
        path.parent.rmdir()
        path.parent.write_text("a file where the folder should be")
    assert words(project) == ["recieve"]


def test_the_timings_say_how_long_it_took(project: Project) -> None:
    assert "spelling" in project.run("check", "--timings")[1]
    assert "spelling" not in project.run("build", "--timings")[1]


def test_the_command_that_the_note_names_is_one(project: Project) -> None:
    done = subprocess.run(
        [sys.executable, "build.py", "check", "--install-words", "--root", str(project.root), "--today", TODAY],
        cwd=PROJECT, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "not checked" not in done.stdout
