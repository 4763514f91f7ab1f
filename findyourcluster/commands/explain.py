"""`build.py explain`: what every check looks for, why, and what is right. docs/checks.md is its output."""

from __future__ import annotations

import argparse
import sys

from findyourcluster.fields import did_you_mean
from findyourcluster.rules import Rule, all_rules

_INTRODUCTION = """\
# What is checked

`python3 build.py check` looks for all of this, and `build` publishes only what passes. Each problem names the file and
the line, says what is wrong and how to mend it. This page is made from the rules themselves, with
`python3 build.py explain > docs/checks.md`; `python3 build.py explain hash` prints one of them.

- What **stops the site**: nothing is published until it is mended, and parents keep seeing the last good site.
- What is **a note**: it is worth an editor's time. A site whose owner wants it strict lists the names of notes under
  `stop_for:` in `data/site.yaml`, and they stop that site too.

The examples are tried on a small site, as on 24 November 2026. In a draft everything is a note."""

_SPOTS = {
    "body": "in the text of a page",
    "top": "in the block at the top of a page",
    "page": "a page, whole",
    "file": "the name of a file",
    "told": "",
}


def run(asked: argparse.Namespace) -> int:
    rules = sorted(all_rules(), key=lambda rule: rule.name)
    if not asked.rule:
        print(_everything(rules))
        return 0
    found = next((rule for rule in rules if rule.name == asked.rule), None)
    if found is None:
        near = did_you_mean(asked.rule, [rule.name for rule in rules])
        fix = near or "`build.py explain` lists them all."
        print(f'There is no rule "{asked.rule}". {fix}', file=sys.stderr)
        return 2
    print(explained(found))
    return 0


def _everything(rules: list[Rule]) -> str:
    parts = [_INTRODUCTION]
    for title, advice in (("What stops the site", False), ("Notes", True)):
        parts.append(f"## {title}")
        parts += [explained(rule) for rule in rules if rule.advice == advice]
    return "\n\n".join(parts)


def explained(rule: Rule) -> str:
    """RULE as Markdown: its name, why, what happens, and a bad and a good example."""
    effect = "A note to editors." if rule.advice else "It stops the site."
    return "\n\n".join(
        [f"### {rule.name}", f"{' '.join(rule.why.split())} {effect}", _example("Wrong", rule), _example("Right", rule)]
    )


def _example(word: str, rule: Rule) -> str:
    shown = rule.bad if word == "Wrong" else rule.good
    if rule.where == "told":
        return f"{word}: {shown}."
    if rule.where == "file":
        return f"{word}, {_spot(rule.where)}: `{shown}`"
    fence = "````" if "```" in shown else "```"
    return f"{word}, {_spot(rule.where)}:\n\n{fence}{_language(rule.where)}\n{shown}\n{fence}"


def _spot(where: str) -> str:
    """Where an example stands, in words."""
    if where in _SPOTS:
        return _SPOTS[where]
    file, _, key = where.partition(" ")
    if key:
        return f"in an entry under `{key}:` of `{file}`"
    return f"in `{file}`"


def _language(where: str) -> str:
    if where.endswith(".txt"):
        return "text"
    return "yaml" if where == "top" or where.startswith("data/") else "markdown"
