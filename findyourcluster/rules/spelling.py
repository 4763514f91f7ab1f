"""The rule on spelling. Which words are wrong was looked up before: see findyourcluster/spelling.py."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

from findyourcluster.model import Swap
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import Passage, all_words

_WORD = re.compile(r"(?<!\w)[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*(?!\w)")
_LONGEST = 45  # letters; what is longer was pasted by mistake
_MOST = 2  # suggestions; more are no help
_NEAR = 0.8  # how like a name of this site a word must be to be taken for it


@rule("spelling", advice=True, bad="Ask for a needs assesment.", good="Ask for a needs assessment.")
def words_are_spelt_right(checked: Checked) -> Iterator[Finding]:
    """A misspelt word stops a reader whose English is new, and makes others doubt the rest."""
    if not checked.misspelt:
        return
    names = _names(checked)
    for passage in all_words(checked):
        for found in _words(passage):
            word = _as_looked_up(found[0])
            if _is_misspelt(word, names, checked.misspelt):
                suggestions = _suggestions(word, names, checked.misspelt[word])
                says = f'"{found[0]}" is not a word that the dictionary or this site knows.'
                swap = Swap(found[0], suggestions[0]) if _is_clear(word, suggestions) else None
                yield passage.place_of(found, checked.texts), says, _fix(suggestions, swap), swap


def words_to_look_up(checked: Checked) -> set[str]:
    """The words that parents read, less the names that this site knows."""
    names = _names(checked)
    words = {_as_looked_up(found[0]) for passage in all_words(checked) for found in _words(passage)}
    words |= {part for word in words if "-" in word for part in word.split("-")}
    return {word for word in words if not _is_known(word, names)}


def _words(passage: Passage) -> Iterator[re.Match[str]]:
    """The words of PASSAGE; abbreviations have a rule of their own."""
    return (found for found in _WORD.finditer(passage.plain) if _is_word(found[0]))


def _is_word(found: str) -> bool:
    return 1 < len(found) <= _LONGEST and not found.removesuffix("s").isupper()


def _as_looked_up(word: str) -> str:
    return word.replace("’", "'")


def _is_misspelt(word: str, names: set[str], misspelt: Iterable[str]) -> bool:
    if word not in misspelt or _is_known(word, names):
        return False
    parts = word.split("-") if "-" in word else []
    return not parts or any(part in misspelt and not _is_known(part, names) for part in parts)


def _is_known(word: str, names: set[str]) -> bool:
    word = word.removesuffix("'s")
    return word in names or word[:1].lower() + word[1:] in names


def _names(checked: Checked) -> set[str]:
    """The words of all that has a name here: schools, places, people to ask, sources, terms; and what is also right."""
    site = checked.site
    settings = site.settings
    named: list[str] = [*site.also_right, settings.name, settings.place, settings.council, settings.owner]
    named += [settings.register_name, settings.team_name, *settings.team]
    for school in site.schools:
        named += [school.name, school.locality, school.town, *school.aliases, *school.former_names]
    for kind in site.kinds:
        named += [kind.name]
        for setting in kind.settings:
            named += [setting.name, setting.town, *setting.former_names]
    named += [area.name for area in site.areas]
    named += [cluster.name for cluster in site.clusters]
    named += [contact.name for contact in site.contacts]
    named += [name for source in site.sources for name in (source.title, source.publisher)]
    named += [name for term in site.terms for name in (term.term, term.full, *term.formerly)]
    named += [page.reviewed_by for page in site.pages]
    words = {_as_looked_up(word) for name in named for word in _WORD.findall(name)}
    return words | {part for word in words for part in word.split("-")} | {word.removesuffix("'s") for word in words}


def _suggestions(word: str, names: set[str], others: Sequence[str]) -> list[str]:
    """What WORD was probably meant to be: a name of this site first, then what the dictionary suggests."""
    base = word.removesuffix("'s")
    near = difflib.get_close_matches(base, sorted(names), n=1, cutoff=_NEAR) if word[:1].isupper() else []
    ours = [name + word[len(base) :] for name in near]
    return list(dict.fromkeys([*ours, *others]))[:_MOST]


def _is_clear(word: str, suggestions: list[str]) -> bool:
    """Whether the first of SUGGESTIONS needs no thought: there is no other, or it has the very letters of WORD."""
    return len(suggestions) == 1 or (bool(suggestions) and sorted(suggestions[0]) == sorted(word))


def _fix(suggestions: list[str], swap: Swap | None) -> str:
    if swap:
        return f'Did you mean "{swap.new}"?'
    either = " or ".join(f'"{suggestion}"' for suggestion in suggestions)
    right = "If it is right, add it to also_right in data/words.yaml."
    return f"Did you mean {either}? {right}" if either else right
