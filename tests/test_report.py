"""How problems are said: to people on a terminal, to programs as JSON, beside the lines on GitHub."""

from __future__ import annotations

import io
import json
import re
import sys

import pytest

from findyourcluster.commands import main
from tests.conftest import TODAY, Project

PAGE, SCHOOLS = "content/questions.md", "data/schools.yaml"


class Terminal(io.StringIO):
    """An output that says of itself that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def slips(project: Project) -> Project:
    """Two slips in one page, one in another file, and a page that cannot be read."""
    project.change(PAGE, "checked: 2026-11-24", "checked: 15/01/2026")
    project.append(PAGE, "See [the words](/word/) and [more words](/wrods/).\n")
    project.change("data/contacts.yaml", "number: 01422 266141", "number: 1422 266141")
    project.write("content/zebra.md", "---\ntitle: A: B\n---\n\nWords.\n")
    return project


def test_problems_are_grouped_by_file_and_what_cannot_be_read_comes_first(slips: Project) -> None:
    status, out, err = slips.run("check")
    assert (status, out) == (1, "")
    groups = [group.splitlines() for group in err.split("\n\n")]
    assert [[line.split(":")[0] for line in group if not line.startswith(" ")] for group in groups] == [
        ["content/zebra.md"],
        [PAGE, PAGE, PAGE],
        ["data/contacts.yaml"],
        ["5 problems to mend. The site cannot be published with them."],
    ]


def test_each_problem_says_line_and_column_and_the_line_to_paste(slips: Project) -> None:
    lines = slips.run("check")[2].splitlines()
    page = next(number for number, line in enumerate(lines) if line.startswith(f"{PAGE}:"))
    assert lines[page].startswith(f'{PAGE}:4:10: checked: "15/01/2026" must be written year first.')
    assert lines[page + 1] == "    Paste: checked: 2026-01-15"
    assert '    Paste: title: "A: B"' in lines
    assert lines.count("    Paste: See [the words](/words/) and [more words](/words/).") == 2  # the first is not undone


def test_why_a_rule_matters_is_said_once(slips: Project) -> None:
    err = slips.run("check")[2]
    assert err.count("goes nowhere.") == 2
    assert err.count("Why: A link that goes nowhere leaves a parent stuck.") == 1


def test_one_page_never_hides_what_is_wrong_in_another(slips: Project) -> None:
    slips.change(SCHOOLS, "    name: Ashbrow School", "    name: 'Ashbrow")
    files = {line.split(":")[0] for line in slips.run("check")[2].splitlines() if re.match(r"\S+:\d", line)}
    assert files == {"content/zebra.md", PAGE, "data/contacts.yaml", SCHOOLS}


# ---------------------------------------------------------------- colour


def said_to_a_terminal(project: Project, monkeypatch: pytest.MonkeyPatch) -> str:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["check", "--root", str(project.root), "--today", TODAY]) == 1
    return terminal.getvalue()


def test_colour_is_for_terminals_only(slips: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    plain = slips.run("check")[2]
    assert "\x1b" not in plain
    coloured = said_to_a_terminal(slips, monkeypatch)
    assert "\x1b[1mcontent/zebra.md:2:9\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d*m", "", coloured) == plain


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_whoever_wants_no_colour_gets_none(
    slips: Project, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv(name, value)
    assert "\x1b" not in said_to_a_terminal(slips, monkeypatch)


# ---------------------------------------------------------------- for programs


@pytest.mark.parametrize("command", ["check", "build"])
def test_json_holds_everything(slips: Project, command: str) -> None:
    status, out, err = slips.run(command, "--format", "json")
    assert (status, err) == (1, "")
    said = json.loads(out)
    assert {"problems", "notes"} <= said.keys()
    assert [(each["file"], each["line"], each["column"], each["rule"]) for each in said["problems"]] == [
        ("content/zebra.md", 2, 9, "yaml"),
        (PAGE, 4, 10, "wrong-value"),
        (PAGE, 30, 17, "link-target"),
        (PAGE, 30, 42, "link-target"),
        ("data/contacts.yaml", 6, 17, "wrong-value"),
    ]
    assert said["problems"][1] == {
        "file": PAGE,
        "line": 4,
        "column": 10,
        "rule": "wrong-value",
        "says": 'checked: "15/01/2026" must be written year first.',
        "fix": "checked: 2026-01-15",
        "paste": "checked: 2026-01-15",
        "why": said["problems"][1]["why"],
    }
    assert all(each["why"] for each in said["problems"])


def test_json_of_a_sound_site_has_its_notes_and_nothing_else(project: Project) -> None:
    status, out, _ = project.run("check", "--format", "json", "--today", "2027-01-24")
    said = json.loads(out)
    assert (status, said["problems"]) == (0, [])
    assert {note["rule"] for note in said["notes"]} == {"review-soon"}


def test_github_gets_an_annotation_for_each_problem(slips: Project) -> None:
    status, out, err = slips.run("check", "--format", "github")
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert len(lines) == 5
    assert lines[1] == (
        f'::error file={PAGE},line=4,col=10,title=wrong-value::checked: "15/01/2026" must be written year first.'
        " checked: 2026-01-15%0APaste: checked: 2026-01-15"
    )


def test_annotations_cannot_be_broken_by_what_was_typed(project: Project) -> None:
    project.append(PAGE, "See [words](/50%,::error::evil/).\n")
    project.write("content/a,b: c%.md", "Words.\n")
    lines = project.run("check", "--format", "github")[1].splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::error file=content/a%2Cb%3A c%25.md,line=1,title=file-name::")
    assert "/50%25,::error::evil/" in lines[1]


def test_notes_are_notices(project: Project) -> None:
    status, out, _ = project.run("check", "--format", "github", "--today", "2027-01-24")
    assert status == 0
    assert all(line.startswith("::notice file=data/") for line in out.splitlines())
    assert out
