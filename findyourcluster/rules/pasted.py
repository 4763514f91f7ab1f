"""Rules on what was copied from a word processor or another web page, and does nothing here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from findyourcluster.model import Place, Swap
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import typed
from findyourcluster.tags import Removed

_ACTIVE = ("applet", "button", "embed", "form", "frame", "iframe", "input", "object", "script", "select", "textarea")
_FILM = ("audio", "video")
_BULLET = re.compile(r"^\s*([•·▪●◦‣∙])\s*(?=\S)", re.M)
_SPACES = re.compile(r"(?:&nbsp;|\u00a0){2,}|&nbsp;(?:\s+&nbsp;)+")
_CONDITION = re.compile(r"<!(?:--)?\[(?:if|endif)\b")


@rule(
    "pasted-mess",
    bad='<p class="MsoNormal" style="color: red">Ring the school first.</p>',
    good="Ring the school **first**.",
)
def nothing_pasted_stands_in_the_way(checked: Checked) -> Iterator[Finding]:
    """What a word processor or a web page leaves in a text is not shown to parents, or looks wrong on their phone."""
    for document in checked.documents.all:
        for at, found in groupby(document.removed, key=lambda pair: (pair[1].file, pair[1].line)):
            pairs = list(found)
            yield _removed([removed for removed, _ in pairs], Place(*at, pairs[0][1].column))
    for source in checked.site.bodies:
        for passage in typed(source):
            for match in _BULLET.finditer(passage.text):
                says = f'"{match[1]}" was pasted, and begins no list here.'
                swap = Swap(match[0].lstrip(), "- ")
                yield passage.at(match.start(1)), says, "Begin each line of a list with a hyphen and a space.", swap
            for match in _SPACES.finditer(passage.text):
                says = "Several spaces that never break were pasted here."
                yield passage.at(match.start()), says, "One plain space is enough.", Swap(match[0], " ")
            for match in _CONDITION.finditer(passage.text):
                says = "A note from a word processor to itself was pasted here."
                yield passage.at(match.start()), says, "Take it out, and paste the words as plain text."


def _removed(found: list[Removed], at: Place) -> Finding:
    tags = list(dict.fromkeys(removed.tag for removed in found if not removed.attribute))  # in the order as typed
    for tag in tags:
        if tag in _ACTIVE:
            says = f"Parents would not see this <{tag}>: it could load or run something of somebody else's."
            return at, says, "Take it out, and write a link instead: [what it is](https://www.example.org)"
        if tag in _FILM:
            return at, f"Parents would not see this <{tag}>.", "Link to the page where it can be played."
    if any(tag != "span" for tag in tags):
        named = ", ".join(f"<{tag}>" for tag in sorted(tags))
        says = f"Parents would not see what {named} does: it was pasted, and is left out."
        return at, says, "Take the tags out, and keep the words; **bold** and ## headings are typed in Markdown."
    first = next((removed for removed in found if removed.attribute), None)
    if first is None:
        return at, "This <span> does nothing here.", "Take the tags out, and keep the words."
    if first.attribute.startswith("on"):
        says = f"Parents would not see what {first.attribute}= does: it could run something, and is left out."
    else:
        says = f"{first.attribute}= does nothing here: every page gets its look from the site."
    swap = Swap(f' {first.attribute}="{first.value}"', "") if len(found) == 1 else None
    return at, says, "Take it out; for bold write **words**.", swap
