"""Rule on words in capitals: they shout, and are harder to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from findyourcluster.model import Site, Swap
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import Passage, passages

_WORD = r"[A-Z]+(?:['’-][A-Z]+)*"
_RUN = re.compile(rf"(?<![\w&/.'’-]){_WORD}(?:[ ,:;]+{_WORD})*(?![\w&/'’-]|\.\w)")
_ABBREVIATION = 3  # letters, at least, of a word that could be meant to shout
_LONG = 5  # letters from which on a word alone shouts


@rule("capitals", bad="IMPORTANT: ring the school first.", good="Ring the school **first**.")
def nothing_is_shouted(checked: Checked) -> Iterator[Finding]:
    """Words in capitals look like shouting, and are harder to read, most of all for people with dyslexia."""
    known = _known(checked.site)
    titles = (Passage(page.title, page.at.of("title")) for page in checked.site.pages)
    for passage in (*titles, *passages(checked)):
        text = passage.unlinked if passage.in_body else passage.text
        alone = text.lstrip("# ").strip() if text.startswith("#") or not passage.in_body else ""
        for match in _RUN.finditer(text):
            loud = [word for word in re.finditer(_WORD, match[0]) if _is_loud(word[0], known)]
            if len(loud) > 1 or (loud and match[0] == alone.rstrip(".?!")):
                right = _spoken(match[0], known, starts=_starts(text, match.start()))
                says = f'"{match[0]}" is in capitals, which looks like shouting.'
                yield passage.at(match.start()), says, f"Write: {right}", Swap(match[0], right)
            elif loud and len(loud[0][0]) >= _LONG:
                says = f'"{loud[0][0]}" is in capitals, which looks like shouting.'
                fix = "Write it in small letters. If it is an abbreviation, explain it in data/glossary.yaml."
                yield passage.at(match.start() + loud[0].start()), says, fix


def _is_loud(word: str, known: frozenset[str]) -> bool:
    return len(word) >= _ABBREVIATION and word not in known


def _starts(text: str, position: int) -> bool:
    """Whether a sentence of TEXT starts at POSITION."""
    before = text[:position].strip("# *>-\n")
    return not before or before.endswith((".", "?", "!", ":"))


def _spoken(shouted: str, known: frozenset[str], *, starts: bool) -> str:
    """SHOUTED in small letters, what is KNOWN as it is; with a capital where a sentence STARTS."""
    quiet = re.sub(_WORD, lambda word: word[0] if word[0] in known or word[0] == "I" else word[0].lower(), shouted)
    return quiet[:1].upper() + quiet[1:] if starts else quiet


def _known(site: Site) -> frozenset[str]:
    """The abbreviations that the data uses: terms, names and titles."""
    settings = site.settings
    texts = [
        *(text for term in site.terms for text in (term.term, term.full, term.meaning, *term.formerly)),
        *(contact.name for contact in site.contacts),
        *(text for source in site.sources for text in (source.title, source.publisher)),
        *(name for school in site.schools for name in (school.name, *school.aliases, *school.former_names)),
        *(setting.name for kind in site.kinds for setting in kind.settings),
        *(fact.law for fact in site.facts),
        *(settings.name, settings.owner, settings.council, settings.place, settings.team_name, *settings.team),
    ]
    return frozenset(re.findall(r"[A-Z]{2,}", " ".join(texts)))
