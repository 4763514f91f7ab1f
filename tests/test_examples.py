"""Every rule has a bad and a good example that stand in the same spot, and both are tried here."""

from __future__ import annotations

import ast
import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from findyourcluster.commands import main
from findyourcluster.places import PROJECT
from findyourcluster.rules import Rule, all_rules
from tests import (
    test_addresses,
    test_council,
    test_hostile_files,
    test_languages,
    test_load,
    test_pictures,
    test_preview,
    test_rights_clock,
)
from tests.conftest import Project

SHOWN_ELSEWHERE = {
    "catalogue": test_languages.test_mistakes_in_a_catalogue_are_said,
    "catalogue-missing": test_languages.test_updating_keeps_what_is_translated_and_adds_what_is_new,
    "catalogue-parts": test_languages.test_mistakes_in_a_catalogue_are_said,
    "catalogue-review": test_languages.test_mistakes_in_a_catalogue_are_said,
    "address-real": test_council.test_a_live_site_with_an_address_that_is_never_real_is_noticed,
    "cluster-named": test_council.test_one_that_is_known_by_its_name_needs_one,
    "figure-words": test_council.test_a_figure_of_the_team_needs_the_team,
    "language-address": test_languages.test_no_page_lies_where_a_language_lies,
    "language-direction": test_languages.test_a_language_that_runs_the_other_way_is_noticed,
    "translation-cites": test_languages.test_mistakes_in_a_translation_are_said,
    "translation-headings": test_languages.test_mistakes_in_a_translation_are_said,
    "translation-link": test_languages.test_mistakes_in_a_translation_are_said,
    "translation-of": test_languages.test_a_translation_of_nothing_is_named,
    "translation-outdated": test_languages.test_one_changed_sentence_makes_its_section_out_of_date,
    "translation-review": test_languages.test_half_a_review_is_none,
    "address-kept": test_addresses.test_a_page_that_was_renamed_by_hand_is_missed_with_what_to_write_where,
    "address-new": test_addresses.test_new_addresses_are_a_note_before_they_are_published,
    "clock-facts": test_rights_clock.test_a_fact_that_the_clock_shows_must_be_there,
    "drawing-safe": test_hostile_files.test_a_drawing_that_is_not_safe_is_refused,
    "encoding": test_load.test_characters_that_cannot_be_published,
    "file-size": test_load.test_a_picture_that_is_too_big,
    "picture-location": test_pictures.test_a_photo_that_says_where_it_was_taken,
    "picture-opens": test_pictures.test_a_file_that_only_has_the_name_of_a_picture,
    "picture-size": test_pictures.test_a_picture_that_is_wider_than_any_screen,
    "program": test_preview.test_a_fault_of_the_program_leaves_the_last_good_pages_up,
    "template": test_preview.test_a_template_that_cannot_be_drawn_leaves_the_last_good_pages_up,
    "symlink": test_load.test_a_link_to_a_file_outside_is_refused,
    "unreadable": test_load.test_a_whole_file_that_cannot_be_used,
}
"""The rules whose examples cannot be typed, each with the test that shows what it finds."""

PAGE = "content/example.md"

RECORDS = {
    "data/changes.yaml changes": "day: 2026-11-24\nsays: Something changed.",
    "data/contacts.yaml contacts": "id: example\nname: A helpline\nwhat: Somebody to ask.\nchecked: 2026-11-24\n"
    "review_by: 2027-05-24",
    "data/glossary.yaml terms": "term: Word\nmeaning: What it means.",
    "data/facts.yaml facts": "id: example\ntext: Schools work together.\nsource: school-page\nchecked: 2026-11-24\n"
    "review_by: 2027-05-24\nconfidence: A",
    "data/schools.yaml schools": "name: Example School\nsource: register\nchecked: 2026-11-24\nconfidence: unconfirmed",
    "data/sources.yaml sources": "id: example\ntitle: A page\npublisher: A school\nseen: 2026-11-24",
}
"""What a record needs besides the lines that an example gives."""


IN_14 = "cluster: 14\nmembership:\n  source: school-page\n  checked: 2026-11-24\n  confidence: confirmed"


@pytest.fixture
def ground(project: Project) -> Project:
    """The small project with what some examples stand on, none of it of one council."""
    project.write(
        "data/reform.yaml",
        "tag: law\nlaws:\n  - Children and Families Act 2014\ntext: The law may change.\nsource: school-page\n"
        "checked: 2026-11-24\nwarn_after: 30\nstop_after: 60\nlook_at: Ask KIAS.\n",
    )
    project.write("data/changes.yaml", "changes:\n")
    project.write("content/coming.md", "---\ntitle: Coming\ndraft: yes\n---\n\nWords.\n")
    put_record(project, "data/facts.yaml", "facts", "id: meetings\ntext: The schools of a cluster meet each half term.")
    phone = "phones:\n  - number: 01632 960123\nsource: register"
    put_record(project, "data/contacts.yaml", "contacts", f"id: helpline\nname: The Helpline\n{phone}")
    put_record(project, "data/glossary.yaml", "terms", "term: Plans Team\nformerly:\n  - Statements Team")
    for urn, name in (("900001", "Hilltop School"), ("900002", "Mill Lane School")):
        put_record(project, "data/schools.yaml", "schools", f"urn: {urn}\nname: {name}\ntown: Newtown\n{IN_14}")
    return project


def names_of_blocks(text: str) -> list[str]:
    """The names at the start of a line of YAML."""
    return re.findall(r"^([a-z_]+):", text, re.M)


def lines_without(text: str, names: list[str]) -> str:
    """YAML lines without those of NAMES, with what stands below them."""
    for name in names:
        text = re.sub(rf"^{name}:.*\n?(?:[ \t].*\n?)*", "", text, flags=re.M)
    return text


def put_record(project: Project, file: str, key: str, example: str) -> None:
    rest = lines_without(RECORDS[f"{file} {key}"], names_of_blocks(example))
    record = textwrap.indent(f"{example}\n{rest}".rstrip("\n"), "    ")
    project.change(file, f"{key}:\n", f"{key}:\n  - {record.lstrip()}\n")


def put(project: Project, where: str, example: str) -> None:
    """Puts EXAMPLE where its rule says that it stands."""
    file, _, key = where.partition(" ")
    if where == "body":
        project.append("content/questions.md", example + "\n")
    elif where == "top":
        title = "" if re.search("^title:", example, re.M) else "title: An example\n"
        project.write(PAGE, f"---\n{title}{example}\n---\n\nWords.\n")
    elif where == "page":
        project.write(PAGE, example + "\n")
    elif where == "file":
        project.write(example, "Words.\n" if "/parts/" in example else "---\ntitle: Next steps\n---\n\nWords.\n")
    elif key:
        put_record(project, file, key, example)
    elif file.endswith(".yaml"):
        text = (project.root / file).read_text("utf-8")
        project.write(file, lines_without(text, names_of_blocks(example)) + example + "\n")
    else:
        project.write(file, example + "\n")


def found(project: Project) -> tuple[list[str], list[str]]:
    """The names of the rules that find problems, and of those that have notes."""
    said = json.loads(project.run("check", "--format", "json")[1])
    return [each["rule"] for each in said["problems"]], [each["rule"] for each in said["notes"]]


TYPED = [rule for rule in all_rules() if rule.where != "told"]


def all_found(project: Project) -> list[dict[str, Any]]:
    """Every problem and note, as data."""
    said = json.loads(project.run("check", "--format", "json")[1])
    return [*said["problems"], *said["notes"]]


@pytest.mark.parametrize("rule", TYPED, ids=lambda rule: rule.name)
def test_the_bad_example_is_found_and_the_good_one_passes(ground: Project, rule: Rule) -> None:
    assert found(ground)[0] == []
    before = {path: path.read_bytes() for path in ground.root.rglob("*") if path.is_file()}
    put(ground, rule.where, rule.bad)
    problems, notes = found(ground)
    assert rule.name in (notes if rule.advice else problems)
    for path in ground.root.rglob("*"):
        if path.is_file() and path not in before:
            path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
    put(ground, rule.where, rule.good)
    problems, notes = found(ground)
    assert problems == []
    assert rule.name not in notes


@pytest.mark.parametrize("rule", TYPED, ids=lambda rule: rule.name)
def test_the_line_to_paste_mends_what_is_wrong(ground: Project, rule: Rule) -> None:
    put(ground, rule.where, rule.bad)
    tried: set[str] = set()
    while mend := next((each for each in all_found(ground) if each["paste"] and str(each) not in tried), None):
        tried.add(str(mend))
        path = ground.root / str(mend["file"])
        lines = path.read_text("utf-8").split("\n")
        lines[mend["line"] - 1] = mend["paste"]
        path.write_text("\n".join(lines), "utf-8")
        said = {key: mend[key] for key in ("file", "line", "rule", "says")}
        assert not [each for each in all_found(ground) if said.items() <= each.items()]


def test_what_cannot_be_typed_is_shown_by_a_test_of_its_own() -> None:
    assert {rule.name for rule in all_rules() if rule.where == "told"} == set(SHOWN_ELSEWHERE)
    assert all(test.__name__.startswith("test_") for test in SHOWN_ELSEWHERE.values())


def test_every_rule_has_both_examples_and_they_differ() -> None:
    assert all(rule.bad and rule.good and rule.bad != rule.good for rule in all_rules())


def names_given(tree: ast.AST) -> Iterator[ast.expr]:
    """What stands where the name of a rule is given to a problem."""
    at = {"Problem": 1, "whole_file": 3}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in at and len(node.args) > at[name]:
                yield node.args[at[name]]
            if name in (*at, "problem"):
                yield from (keyword.value for keyword in node.keywords if keyword.arg == "rule")
        elif isinstance(node, ast.FunctionDef) and any(each.arg == "rule" for each in node.args.args):
            yield from (each for each in node.args.defaults if isinstance(each, ast.Constant) and each.value)


def test_every_name_that_a_problem_can_have_is_a_rule() -> None:
    given: set[str] = set()
    passed_on = []
    for path in sorted((PROJECT / "findyourcluster").rglob("*.py")):
        for found in names_given(ast.parse(path.read_text("utf-8"))):
            if isinstance(found, ast.Constant) and isinstance(found.value, str):
                given.add(found.value)
            else:
                passed_on.append(ast.unparse(found))
    assert given - {rule.name for rule in all_rules()} == set()
    assert {"hash", "yaml", "wrong-value", "file-size", "unreadable", "citation"} <= given
    assert sorted(set(passed_on)) == ["broken.name", "rule"]


def test_the_page_of_checks_is_what_the_program_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    assert capsys.readouterr().out == (PROJECT / "docs/checks.md").read_text("utf-8")


def test_one_rule_is_explained_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "hash"]) == 0
    assert capsys.readouterr().out == (
        "### hash\n\nA # with a space before it begins a note to ourselves: half of a school's name would be gone."
        " It stops the site.\n\nWrong, in the block at the top of a page:\n\n```yaml\ntitle: Question #2\n```\n\n"
        'Right, in the block at the top of a page:\n\n```yaml\ntitle: "Question #2"\n```\n'
    )
    assert main(["explain", "secure-link-data"]) == 0
    assert "A note to editors." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("hsh", 'There is no rule "hsh". Did you mean "hash"?'),
        ("zzzz", 'There is no rule "zzzz". `build.py explain` lists them all.'),
    ],
)
def test_a_rule_that_does_not_exist(capsys: pytest.CaptureFixture[str], typed: str, says: str) -> None:
    assert main(["explain", typed]) == 2
    assert capsys.readouterr().err.strip() == says
