"""The words that a school's office copies: each text once, as HTML that every website's editor keeps, and plain."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from findyourcluster.model import Contact, Fact
from findyourcluster.outputs.told import Told
from findyourcluster.translation import Say, mark

LONGEST_MESSAGE = 160
"""Characters of a text message that is sent, and paid for, as one."""

LONGEST_IN_OTHER_LETTERS = 70
"""The same, where a letter is none of those below."""

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters of text messages (GSM 03.38). With any other, a message holds 70 characters instead of 160."""

_PLAIN = re.compile(r"(?:[\w.,:;/?!'()&+-]+ )*[\w.,:;/?!'()&+-]*", re.A)
"""Words of which every character is in it, with single spaces between them."""

_GSM_TWICE = set("^{}\\[~]|€")
"""Those that take the room of two."""

_GSM_INSTEAD = str.maketrans(
    {**dict.fromkeys("‘’‚`´", "'"), **dict.fromkeys("“”„", '"'), **dict.fromkeys("‐‑‒–—−", "-")}
)


# ---------------------------------------------------------------- pieces


@dataclass(frozen=True, slots=True)
class Link:
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Strong:
    words: str


Run = str | Link | Strong


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


Piece = Heading | Paragraph | Bullets


def as_html(pieces: Sequence[Piece], language: str = "") -> str:
    """PIECES in tags that every website's editor keeps: h2, h3, p, ul, li, a, strong. No class, style, id or script.
    LANGUAGE: attributes that say which it is and where it runs, where that is another than the website's."""
    return "\n".join(_tag(piece, language) for piece in pieces)


def _tag(piece: Piece, language: str) -> str:
    if isinstance(piece, Heading):
        return f"<h{piece.level}{language}>{_escaped(piece.words)}</h{piece.level}>"
    if isinstance(piece, Paragraph):
        return f"<p{language}>{' '.join(map(_run, piece.runs))}</p>"
    items = "\n".join(f"<li>{_escaped(item)}</li>" for item in piece.items)
    return f"<ul{language}>\n{items}\n</ul>"


def _run(run: Run) -> str:
    if isinstance(run, Link):
        return f'<a href="{html.escape(run.address)}">{_escaped(run.words)}</a>'
    return f"<strong>{_escaped(run.words)}</strong>" if isinstance(run, Strong) else _escaped(run)


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)


def as_text(pieces: Sequence[Piece]) -> str:
    """PIECES for emails and newsletters, an empty line between them."""
    return "\n\n".join(map(_plain, pieces))


def _plain(piece: Piece) -> str:
    if isinstance(piece, Heading):
        return piece.words
    if isinstance(piece, Bullets):
        return "\n".join(f"- {item}" for item in piece.items)
    return " ".join(f"{run.words}: {run.address}" if isinstance(run, Link) else _words(run) for run in piece.runs)


def _words(run: Strong | str) -> str:
    return run.words if isinstance(run, Strong) else run


# ---------------------------------------------------------------- texts


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything in words that an office can copy."""

    line: str  # HTML
    paragraph: str  # HTML
    section: str  # HTML
    plain: str
    newsletter: str
    message: str  # for phones


def texts(told: Told, say: Say = mark, language: str = "") -> Texts:
    """What an office copies about TOLD, which must have a link; SAY says it in its language, which are the attributes
    LANGUAGE (see `as_html`)."""
    return Texts(
        line=as_html(_line(told), language),
        paragraph=as_html(_paragraph(told), language),
        section=as_html(_section(told, say), language),
        plain=as_text(_line(told)),
        newsletter=as_text(_newsletter(told, say)),
        message=message(told, say),
    )


def _line(told: Told) -> list[Piece]:
    return [Paragraph((Strong(told.answer), *told.more[:1], Link(told.invitation, told.link), f"({told.dated})"))]


def _paragraph(told: Told) -> list[Piece]:
    sentences = (*told.more, *(fact.text for fact in told.meaning[:1]), *(fact.text for fact in told.rights[:1]))
    return [
        Heading(3, told.heading),
        Paragraph((Strong(told.answer), *sentences)),
        *_members(told),
        Paragraph((Link(told.invitation, told.link), f"({told.dated})")),
    ]


def _section(told: Told, say: Say) -> list[Piece]:
    pieces: list[Piece] = [
        Heading(2, told.heading),
        Paragraph((Strong(told.answer), *told.more)),
        *_members(told),
    ]
    if told.meaning:
        pieces += [Heading(3, say("What this means for your child")), _facts(told.meaning)]
    if told.rights:
        pieces += [Heading(3, say("Your rights stay the same")), _facts(told.rights)]
    if told.contacts:
        pieces += [Heading(3, say("Who can help you")), Bullets(tuple(map(reach, told.contacts)))]
    if told.initials:
        pieces.append(Paragraph(tuple(f"{term.term}: {term.full}." for term in told.initials)))
    return [*pieces, Paragraph((Link(told.invitation, told.link),)), Paragraph((told.dated,))]


def _newsletter(told: Told, say: Say) -> list[Piece]:
    pieces: list[Piece] = [
        Heading(2, told.heading),
        Paragraph((told.answer, *told.more, *(fact.text for fact in told.meaning))),
        *_members(told),
    ]
    if told.rights:
        pieces.append(Paragraph((say("Your rights stay the same:"), *(fact.text for fact in told.rights))))
    return [*pieces, Paragraph((Link(told.invitation, told.link),)), Paragraph((told.dated,))]


def _members(told: Told) -> list[Piece]:
    """The schools that the answer speaks of: those of a cluster, on its own page."""
    return [Bullets(tuple(school.name for school in told.members))] if told.members and not told.of_school else []


def _facts(facts: Sequence[Fact]) -> Bullets:
    return Bullets(tuple(fact.text for fact in facts))


def reach(contact: Contact) -> str:
    """Who it is and the numbers to ring: "Helpline: 01632 960000, 07700 900000 (mobile)"."""
    numbers = [f"{phone.number} ({phone.note})" if phone.note else phone.number for phone in contact.phones]
    return f"{contact.name}: {', '.join(numbers)}" if numbers else contact.name


def badge_html(told: Told, words: str, picture: str) -> str:
    """The badge as a link, with words that stay where pictures are taken out. WORDS: what the badge says; PICTURE: its
    whole address."""
    image = f'<img src="{html.escape(picture)}" width="320" height="100" alt="{html.escape(words)}">'
    return f'<p><a href="{html.escape(told.link)}">{image} {_escaped(told.invitation)}</a></p>'


# ---------------------------------------------------------------- text messages


def message(told: Told, say: Say = mark) -> str:
    """A text message that is sent as one and that every phone shows: as much as there is room for, and the link."""
    said = (f"{told.answer} {told.invitation}:", f"{told.answer} {say('Read more:')}", told.answer, told.name, "")
    pack, most = (gsm, LONGEST_MESSAGE) if all(map(_is_in_gsm, said)) else (_as_it_is, LONGEST_IN_OTHER_LETTERS)
    with_link = (pack(f"{words} {told.link}") for words in said)
    without = map(pack, said)  # where the address alone is longer than a message
    return next(words for words in (*with_link, *without) if room(words) <= most)


def _is_in_gsm(words: str) -> bool:
    """Whether text messages have every letter of WORDS, but for accents."""
    return sum(map(str.isalpha, gsm(words))) == sum(map(str.isalpha, unicodedata.normalize("NFC", words)))


def _as_it_is(words: str) -> str:
    """WORDS in one line, without marks that only pages need."""
    return " ".join(re.sub("[\u2066-\u2069]", "", words).split())


def gsm(words: str) -> str:
    """WORDS in the characters of text messages: accents that they lack are left off, other signs left out."""
    if _PLAIN.fullmatch(words):
        return words
    plain = unicodedata.normalize("NFC", words.translate(_GSM_INSTEAD))
    return " ".join("".join(map(_nearest, plain)).split())


def _nearest(char: str) -> str:
    if char in _GSM or char in _GSM_TWICE:
        return char
    base = unicodedata.normalize("NFKD", char)
    return "".join(part for part in base if part in _GSM) if not char.isspace() else " "


def room(words: str) -> int:
    """The characters of a text message that WORDS take."""
    return len(words) + sum(char in _GSM_TWICE for char in words)
