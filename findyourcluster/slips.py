"""Slips of the hand in Markdown: what does not become what its writer meant, each with the mend."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, pairwise

from findyourcluster.characters import unprintable_references
from findyourcluster.fields import did_you_mean, shortened, swap_for
from findyourcluster.lines import Lines
from findyourcluster.model import Place, Problem, Swap

CITATION = re.compile(r"\{\{ *([a-z]+) *: *([\w-]+) *\}\}")
"""What cites a fact, a contact, a school …"""

_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")
_NEARLY = re.compile(r"\{{1,3} {0,3}([A-Za-z]{1,20}) {0,3}[:;=]? {0,3}([\w-]{1,100}) {0,3}\}{1,3}")
_CODE = re.compile(r"(`+).*?\1")
_TOP_KEY = re.compile(
    r"(?:title|description|layout|short|related|tags|checked|review_by|reviewed_by|reviewed_on|draft|publish_on"
    r"|expire_on|former_addresses): |(?:related|tags|former_addresses):$"
)
_ITEM = re.compile(r"(?:[-*+]|\d{1,2}\.) +\S")
_BRACKETED_NUMBER = re.compile(r"\s*(\d{1,2}\)) +\S")
_TIGHT_MARK = re.compile(r"\s*([-+]|\*(?!.*\*)|\d{1,2}\.)(?=[A-Z][a-z])")
_TARGET = r"(?:/|#|https?:|www\.|mailto:|tel:)"
_SPACED_LINK = re.compile(rf"\]( +)\({_TARGET}[^()\s]*\)|!\[[^\[\]]*\]( +)\([^()\s]+\)")
_TURNED_LINK = re.compile(rf"\(([^()\[\]]+)\)\[({_TARGET}[^\[\]\s]*)\]")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]:?")
_SPACED_STAR = re.compile(r"(?<=[^\s*_])\s(([*_]) +(?=[^*_]*[^\W\d])(\w(?:[^*_]*\w)?) +\2)(?=[\s.,;:!?)]|$)")
_ROW = re.compile(r"\s*\|.*\|\s*")
_RULED = re.compile(r"[\s|:-]*-[\s|:-]*")
_TWO_VERSIONS = re.compile(r"(?:<{7}|>{7})(?: |$)")
_LEFTOVER = ("](", "][", "**", "~~")

_MOST_SHOWN = 200  # pieces of code of which is said where they stand
_LINK_FIX = "A link looks like this: [who can help](/who-can-help/)"


def slips(
    lines: Lines, text: str, code: Iterable[str], callouts: Collection[str], citable: Collection[str]
) -> Iterator[Problem]:
    """What is wrong in LINES, of which parents see TEXT and, as it is typed, CODE.

    CALLOUTS are the kinds of boxes, CITABLE those of citations.
    """
    met: set[int] = set()
    for number, line in lines.numbered():
        for problem in _in_line(lines, number, line, callouts, citable):
            met.add(problem.at.line)
            yield problem
    yield from _open_comments(lines)
    for block in lines.blocks():
        yield from _joined_lists(lines, block)
        yield from _broken_tables(lines, block)
    found = (*_leftovers(text, lines), *_shown_as_typed(code, lines), *_in_html(text, lines))
    yield from (problem for problem in found if problem.at.line not in met)


def _in_line(
    lines: Lines, number: int, typed: str, callouts: Collection[str], citable: Collection[str]
) -> Iterator[Problem]:
    at = Place(lines.file, number)
    if number in lines.endless:
        says = "This line is too long or too deeply nested to be read."
        yield Problem(at, "too-deep", says, "Break it up, or take the brackets out.")
        return
    for position, code in unprintable_references(typed):
        says = f"There is a character here that cannot be seen or printed (U+{code:04X}), written as its number."
        yield Problem(_at(at, position), "encoding", says, "Take it out.")
    line = CITATION.sub(_blank, typed)
    yield from _stray_braces(at, line, citable)
    line = _CODE.sub(_blank, line)
    if box := re.match(r"^!!! *([\w-]+)", line):
        yield from _callout_problems(lines, number, box[1], callouts)
    if key := _TOP_KEY.match(line):
        says = f'"{key[0].strip()}" belongs in the block at the top of the page, and stands below it.'
        yield Problem(at, "front-matter", says, "Move this line up, between the two lines of ---.")
    if mark := _BRACKETED_NUMBER.match(line):
        says = f'"{mark[1]}" begins no list: parents would see one long line.'
        swap = Swap(mark[1], f"{mark[1][:-1]}.")
        yield Problem(_at(at, mark.start(1)), "list-mark", says, "Write the number with a stop.", swap=swap)
    if mark := _TIGHT_MARK.match(line):
        says = f'There is no space behind "{mark[1]}", so that it begins no list.'
        swap = Swap(mark[1], f"{mark[1]} ")
        yield Problem(_at(at, mark.start(1)), "list-mark", says, "Put one in.", swap=swap)
    if _TWO_VERSIONS.match(line):
        says = "Git could not join two versions of this page, and left both of them here, with signs around them."
        fix = "Keep the words that are right, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
        yield Problem(at, "left-over", says, fix)
    yield from _link_slips(at, line)
    yield from _spaced_emphasis(at, line)


def _stray_braces(at: Place, line: str, citable: Collection[str]) -> Iterator[Problem]:
    for near in _NEARLY.finditer(line):
        if near[1].casefold() in citable:
            right = f"{{{{ {near[1].casefold()}: {near[2]} }}}}"
            says = f"{near[0]} is nearly right, and parents would see it as it is."
            yield Problem(_at(at, near.start()), "stray-braces", says, f"Write {right}", swap=Swap(near[0], right))
            return
    if match := _BRACES.search(line):
        says = f"There is a stray {match[0]} here, which parents would see."
        fix = "To cite a fact write {{ fact: its-id }}; else take the braces out."
        yield Problem(_at(at, match.start()), "stray-braces", says, fix)


def _callout_problems(lines: Lines, number: int, kind: str, callouts: Collection[str]) -> Iterator[Problem]:
    at = Place(lines.file, number)
    if kind not in callouts:
        fix = did_you_mean(kind, callouts, show_all=True)
        yield Problem(at, "callout", f'"{kind}" is not a kind of box.', fix, swap=swap_for(kind, callouts))
    if lines.line(number - 1).strip():
        yield Problem(at, "callout", "A box must have an empty line before it.", "Put one in above this line.")
    after = lines.line(number + 1)
    if not after.startswith("    "):
        says = "The words of this box must begin on the next line, four spaces in."
        begins = Place(lines.file, number + 1) if after.strip() else at
        swap = Swap(after, f"    {after.strip()}") if after.strip() else None
        fix = "Put four spaces before these." if after.strip() else "Write them there."
        yield Problem(begins, "callout", says, fix, swap=swap)


def _link_slips(at: Place, line: str) -> Iterator[Problem]:
    for match in _SPACED_LINK.finditer(line):
        says = "There is a space in this link, between its words and its address, so that it is none."
        swap = Swap(match[0], re.sub(r"\] +\(", "](", match[0]))
        yield Problem(_at(at, match.start()), "left-over", says, "Take the space out.", swap=swap)
    for match in _TURNED_LINK.finditer(line):
        says = "The brackets of this link are the wrong way round."
        swap = Swap(match[0], f"[{match[1]}]({match[2]})")
        yield Problem(_at(at, match.start()), "left-over", says, _LINK_FIX, swap=swap)
    for match in _FOOTNOTE.finditer(line):
        says = f'"{match[0]}" would be a footnote elsewhere; here parents would see it as it is.'
        fix = "Cite a fact, {{ fact: its-id }}, which brings its source; or write the note into the text."
        yield Problem(_at(at, match.start()), "left-over", says, fix)


def _spaced_emphasis(at: Place, line: str) -> Iterator[Problem]:
    pieces = line.split("**")
    position = 0
    for index, piece in enumerate(pieces):
        if index % 2 and index < len(pieces) - 1 and piece.strip() and piece != piece.strip():
            says = f'"**{piece}**" does not become bold, because of a space inside the stars.'
            before = " " if piece[0] == " " and pieces[index - 1][-1:].strip() else ""
            after = " " if piece[-1] == " " and pieces[index + 1][:1].isalnum() else ""
            swap = Swap(f"**{piece}**", f"{before}**{piece.strip()}**{after}")
            yield Problem(_at(at, position - 2), "left-over", says, "Put no space inside them.", swap=swap)
        position += len(piece) + 2
    for match in _SPACED_STAR.finditer(re.sub(r"\*\*.*?\*\*", _blank, line)):
        says = f'"{match[1]}" does not become slanted, because of a space inside it.'
        swap = Swap(match[1], f"{match[2]}{match[3]}{match[2]}")
        yield Problem(_at(at, match.start(1)), "left-over", says, "Put no space inside it.", swap=swap)


def _open_comments(lines: Lines) -> Iterator[Problem]:
    """A note to ourselves that never ends takes the rest of the page with it."""
    text = _CODE.sub(_blank, lines.readable())
    position = text.find("<!--")
    while position >= 0:
        end = text.find("-->", position)
        if end < 0:
            number = text.count("\n", 0, position)
            column = position - (text.rfind("\n", 0, position) + 1)
            says = "A note to ourselves begins here with <!-- and never ends, so that parents may not see what follows."
            yield Problem(
                Place(lines.file, lines.first + number, column + 1), "open-comment", says, "Close it with -->"
            )
            return
        position = text.find("<!--", end)


def _joined_lists(lines: Lines, block: list[tuple[int, str]]) -> Iterator[Problem]:
    """The first item of a list that stands right below a sentence."""
    for (_, before), (number, line) in pairwise(block):
        text, above = line.lstrip(), before.lstrip()
        if _ITEM.match(above) or above.startswith(("|", ">", "<")):
            return
        if above.startswith(("!!!", "#")):
            continue
        if _ITEM.match(text) and len(line) - len(text) == len(before) - len(above):
            says = "This list begins right below a sentence, so parents would see it as part of that."
            yield Problem(Place(lines.file, number), "list-gap", says, "Put an empty line above this line.")
            return


def _broken_tables(lines: Lines, block: list[tuple[int, str]]) -> Iterator[Problem]:
    rows = [(number, line) for number, line in block if _ROW.fullmatch(line)]
    if not rows:
        return
    first, head = rows[0]
    columns = _cells(head)
    if block[0][0] != first:
        says = "This table begins right below a sentence, so parents would see no table."
        yield Problem(Place(lines.file, first), "table", says, "Put an empty line above this line.")
    elif len(rows) == 1 or not _RULED.fullmatch(rows[1][1]):
        says = "This table has no line below its headings, so parents would see no table."
        yield Problem(Place(lines.file, first), "table", says, f"Put this line below it: {'|---' * columns}|")
    else:
        for number, line in rows[1:]:
            if (count := _cells(line)) != columns:
                says = f"The table has {columns} columns, and this row has {count}."
                fix = "Give it as many cells as the first row has; a cell may be empty."
                yield Problem(Place(lines.file, number), "table", says, fix)


def _cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", _CODE.sub(_blank, row.strip()))) - 1


def _leftovers(text: str, lines: Lines) -> Iterator[Problem]:
    """Markdown that did not work, which parents would see as it is typed."""
    for found in filter(_is_left_over, text.split()):
        says = f'There is "{shortened(found)}" here in the words that parents see: a link or bold text was not closed.'
        yield Problem(lines.place(found), "left-over", says, _LINK_FIX)


def _is_left_over(word: str) -> bool:
    return any(mark in word for mark in _LEFTOVER)


def _shown_as_typed(code: Iterable[str], lines: Lines) -> Iterator[Problem]:
    """Words that stand too far in, and so are shown as a program's; and braces in any code."""
    for shown in islice(code, _MOST_SHOWN):
        first = re.escape(shown.split("\n")[0].strip())
        at = lines.search(re.compile(rf"^(?: {{4}}|\t)[ \t]*{first}" if shown.endswith("\n") else rf"[`>]\s*{first}"))
        line = lines.line(at.line)
        if shown.endswith("\n") and line[:1] in (" ", "\t"):
            says = "This line begins four spaces or a tab in, so parents would see it as it is typed, like a program."
            swap = Swap(line, line.strip())
            yield Problem(Place(lines.file, at.line), "indented", says, "Take the spaces out.", swap=swap)
        elif match := CITATION.search(shown):
            says = f"{match[0]} stands between backticks, so parents would see it as it is."
            yield Problem(at, "stray-braces", says, "Take the backticks out.")


def _in_html(text: str, lines: Lines) -> Iterator[Problem]:
    """What would cite, inside HTML, where nothing is cited."""
    if match := CITATION.search(text):
        at = lines.search(re.compile(r"<[a-z/][^>]*>.*\{\{"))
        says = f"{match[0]} stands inside HTML, so parents would see it as it is."
        yield Problem(at, "stray-braces", says, "Take the HTML around it out; a page needs none.")


def _at(line: Place, index: int) -> Place:
    return Place(line.file, line.line, index + 1)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
