"""One record of a YAML file, read key by key into plain values.

Nothing is raised: what is wrong becomes a Problem with the place and the fix, and reading goes on.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import overload
from urllib.parse import urlsplit

from findyourcluster.filenames import LONGEST, LONGEST_PART, SLUG, is_address_part, is_reserved
from findyourcluster.model import Place, Places, Problem, Swap
from findyourcluster.yamlfile import Mapping, Node, Scalar, Sequence

_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")
_NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x20\x7f<>\"'`{}|\\^]")
_LABEL = r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"https?://((?:{_LABEL}\.)+{_LABEL})\.?(?::[0-9]{{1,5}})?(?=[/?#]|$)", re.I | re.A)
_LONGEST_HOST = 253  # characters (RFC 1035)
_YES, _NO = ("yes", "true"), ("no", "false")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_IN_WORDS = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)})[a-z]*,? (\d{{4}})", re.I)
_LONGEST_OF_A_LIST = 500  # characters
_MOST_IN_A_LIST = 5_000  # texts
MOST_RECORDS = 150_000
"""Entries of a list: twice as many as England has schools."""
_MOST_UNKNOWN = 20  # names that are said to be unknown: with more, it is no slip of the hand
_SHORT = 80  # characters of a name that we suggest
_HIGHEST = 999_999_999
_LIKE = 0.6
"""How alike, from 0 to 1, two names must be for one to be meant by the other."""
_ALIKE = 0.75
"""The same, for a line to be offered that can be pasted without a thought."""
_NEVER = date(1, 1, 1)  # stands in for a date that was refused; a Problem says so


class Fields:
    """The values of one mapping. WHAT names it in sentences: "school", "page"."""

    def __init__(self, node: Mapping, what: str, problems: list[Problem]) -> None:
        self.node = node
        self.what = what
        self.problems = problems
        self.known: set[str] = set()
        self.at = Places(node.at, dict(_places(node)))

    # ---- text

    def text(self, key: str, *, required: bool = False, most: int = 2_000) -> str:
        value = self._scalar(key)
        if required and not value.strip():
            self._missing(key)
        if not value:
            return ""
        if len(value) > most:
            self.problem(key, f"{key} is {len(value):,} characters long; {most:,} is the most that it may have.")
            return ""
        if "{" in value or "}" in value:
            self._refuse_braces(value, self.at.of(key))
        return " ".join(value.split())

    def choice(self, key: str, options: Iterable[str], *, required: bool = False, otherwise: str = "") -> str:
        options = tuple(options)
        value = self.text(key, required=required)
        if not value:
            return otherwise
        if value not in options:
            fix = did_you_mean(value, options, show_all=True)
            self.problem(key, f'"{value}" is not a {key} that we know.', fix, swap=swap_for(value, options))
            return otherwise
        return value

    def slug(self, key: str) -> str:
        value = self.text(key, most=LONGEST_PART)
        if is_reserved(value):
            says = (
                f'{key} "{value}" is a name that Windows keeps for itself: no computer with it could hold that folder.'
            )
            self.problem(key, says, f"{key}: {value}-school", swap=Swap(value, f"{value}-school"))
            return ""
        if value and not SLUG.fullmatch(value):
            says = f'{key} "{value}" can only have small letters, digits and single hyphens between them.'
            right = slugify(value)
            mend = Swap(value, right) if right else None
            self.problem(key, says, f"{key}: {right or 'hill-top-school'}", swap=mend)
            return ""
        return value

    def slug_of(self, name: str, key: str = "slug") -> str:
        """The slug under KEY; where there is none, that which NAME, the value of "name", gives."""
        if typed := self.slug(key):
            return typed
        made = slugify(name)
        if name and not self.text(key) and not is_address_part(made, LONGEST):
            says = f'No address can be made of the name "{name}".'
            self.problem(
                "name", says, f"Add a line: {key}: with a short name in small letters, such as hill-top-school"
            )
            return ""
        return made

    def link(self, key: str) -> str:
        """An address on the web, https or http."""
        value = self.text(key)
        if value and not is_web_address(value):
            says = f'{key} "{value}" is not a web address.'
            right = f"https://{value}"
            swap = Swap(value, right) if not re.search("[:@]", value) and is_web_address(right) else None
            self.problem(key, says, f"It must start with https:// as in {key}: https://www.example.org", swap=swap)
            return ""
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; a single one may stand without the list."""
        node = self._value(key)
        if node is None:
            if required:
                self._missing(key)
            return ()
        if isinstance(node, Scalar):
            return self._words_of((node,), key) if node.text.strip() else ()
        if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
            return self._words_of([item for item in node.items if isinstance(item, Scalar)], key)
        self.problem(key, f"{key} must be a list, one to a line, each with a hyphen before it.")
        return ()

    def _words_of(self, scalars: Collection[Scalar], key: str) -> tuple[str, ...]:
        if len(scalars) > _MOST_IN_A_LIST:
            self.problem(key, f"{key} has {len(scalars):,} values; {_MOST_IN_A_LIST:,} is the most that it may have.")
            return ()
        found = []
        for item in scalars:
            self._refuse_braces(item.text, item.at)
            if len(item.text) > _LONGEST_OF_A_LIST:
                says = f"This value of {key} is {len(item.text):,} characters long; {_LONGEST_OF_A_LIST} is the most."
                self.problems.append(Problem(item.at, "wrong-value", says, "Say it shorter."))
            else:
                found.append(" ".join(item.text.split()))
        return tuple(found)

    def addresses(self, key: str) -> tuple[str, ...]:
        """A list of addresses on this site, such as /old-name/; slashes at their ends may be left out."""
        found = []
        for value in self.texts(key):
            parts = value.strip("/").split("/")
            if all(map(is_address_part, parts)) and len(value) <= LONGEST:
                found.append(f"/{'/'.join(parts)}/")
            else:
                right = "/".join(filter(None, map(slugify, parts))) or "old-name"
                says = f'{key}: "{value}" is not an address on this site.'
                self.problem(key, says, f"It looks like this: /{right}/", swap=Swap(value, f"/{right}/"))
        return tuple(found)

    def flag(self, key: str, *, otherwise: bool = False) -> bool:
        """Yes or no; OTHERWISE where it is not there."""
        value = self.text(key).casefold()
        if value not in ("", *_YES, *_NO):
            fix = f"Write {key}: yes, or take the line out."
            self.problem(key, f'{key} is yes or no, and "{value}" is neither.', fix)
        return value in _YES if value else otherwise

    # ---- numbers and dates

    @overload
    def whole(self, key: str, *, required: bool = False, most: int = _HIGHEST) -> int | None: ...
    @overload
    def whole(self, key: str, *, required: bool = False, otherwise: int, most: int = _HIGHEST) -> int: ...
    def whole(
        self, key: str, *, required: bool = False, otherwise: int | None = None, most: int = _HIGHEST
    ) -> int | None:
        value = self.text(key, required=required)
        if not value:
            return otherwise
        if not re.fullmatch(r"[0-9]{1,9}", value):
            says = f'{key} must be a whole number in figures, and "{value}" is not.'
            number = re.fullmatch(r"\D*?\b([0-9]{1,9})\b\D*", value)  # the only one that it can be
            fix = f"{key}: {number[1]}" if number else f"It looks like this: {key}: 14"
            self.problem(key, says, fix, swap=Swap(value, number[1]) if number else None)
            return otherwise
        if int(value) > most:
            self.problem(key, f"{key} is {int(value):,}, and {most:,} is the most that it can be.")
            return otherwise
        return int(value)

    def decimal(self, key: str, least: float, most: float) -> float | None:
        value = self.text(key)
        if not value:
            return None
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", value) or not least <= float(value) <= most:
            self.problem(key, f'{key} must be a number between {least:g} and {most:g}, and "{value}" is not.')
            return None
        return float(value)

    def day(self, key: str, *, required: bool = False) -> date | None:
        value = self.text(key, required=required)
        if not value:
            return None
        found, says, fix = read_date(value)
        if found is None:
            mend = Swap(value, fix) if fix else None
            self.problem(key, f"{key}: {says}", f"{key}: {fix}" if fix else "", swap=mend)
        return found

    def required_day(self, key: str) -> date:
        """As `day`; a date long past stands in for one that is missing or wrong."""
        return self.day(key, required=True) or _NEVER

    # ---- parts

    def record(self, key: str, what: str) -> Fields | None:
        node = self._value(key)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.problem(key, f"{key} must have names and values below it, each on its own line.")
            return None
        return Fields(node, what, self.problems)

    def records(self, key: str, what: str) -> list[Fields]:
        node = self._value(key)
        if node is None or (isinstance(node, Scalar) and not node.text):
            return []
        if not isinstance(node, Sequence):
            self.problem(key, f"{key} must be a list: each {what} starts with a hyphen.")
            return []
        if len(node.items) > MOST_RECORDS:
            self.problem(key, f"{key} has {len(node.items):,} entries; {MOST_RECORDS:,} is the most that it may have.")
            return []
        found = []
        for item in node.items:
            if isinstance(item, Mapping):
                found.append(Fields(item, what, self.problems))
            else:
                says = f"Each {what} of {key} must have names and values."
                self.problems.append(Problem(item.at, "wrong-type", says, "Such as name: …"))
        return found

    # ---- the end

    def done(self) -> None:
        """Call after the last key: what nobody asked for is misspelt or out of place."""
        unknown = [(key, at) for key, (at, _) in self.node.entries.items() if key not in self.known]
        for key, at in unknown[:_MOST_UNKNOWN]:
            says = f'"{shortened(key)}" is not something that a {self.what} has.'
            fix = did_you_mean(key, self.known, show_all=True)
            self.problems.append(Problem(at, "unknown-key", says, fix, swap=swap_for(key, self.known)))

    def problem(self, key: str, says: str, fix: str = "", rule: str = "wrong-value", swap: Swap | None = None) -> None:
        self.problems.append(Problem(self.at.of(key), rule, says, fix, swap=swap))

    def _value(self, key: str) -> Node | None:
        self.known.add(key)
        entry = self.node.entries.get(key)
        return entry[1] if entry else None

    def _scalar(self, key: str) -> str:
        node = self._value(key)
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.problem(key, f"{key} must be one value, not a list or a group.", rule="wrong-type")
            return ""
        return node.text

    def _refuse_braces(self, value: str, at: Place) -> None:
        """Notes what parents would see as a template's source: values cite nothing."""
        if match := _BRACES.search(value):
            says = f"There is a stray {match[0]} here, which parents would see."
            fix = "Only the text of a page can cite a fact; take the braces out."
            self.problems.append(Problem(at, "stray-braces", says, fix))

    def _missing(self, key: str) -> None:
        says = f'This {self.what} has no "{key}", and needs one.'
        unread = [name for name in self.node.entries if name not in self.known]
        near = difflib.get_close_matches(key, unread, n=1, cutoff=0.75)
        self.known.update(near)  # said once is enough
        fix = f'Is "{near[0]}" meant to be "{key}"?' if near else f"Add a line: {key}: …"
        at = self.node.entries[near[0]][0] if near else self.at.of(key)
        mend = Swap(near[0], key) if near else None
        self.problems.append(Problem(at, "missing-key", says, fix, swap=mend))


def _places(node: Mapping, before: str = "") -> Iterator[tuple[str, Place]]:
    """Where each value stands, by its key; "menu.0" is the first of a list, "membership.source" one of a group."""
    for key, (_, value) in node.entries.items():
        yield f"{before}{key}", value.at
        if isinstance(value, Sequence):
            yield from ((f"{before}{key}.{index}", item.at) for index, item in enumerate(value.items))
        elif isinstance(value, Mapping):
            yield from _places(value, f"{before}{key}.")


# ---------------------------------------------------------------- small readers


def read_date(value: str) -> tuple[date | None, str, str]:
    """A date written as 2026-01-15; else None, what is wrong, and how to write it where that is clear."""
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value):
        day, month, year = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", value):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_IN_WORDS.fullmatch(value):
        day, month, year = int(match[1]), _MONTHS.index(match[2][:3].casefold()) + 1, int(match[3])
    else:
        return None, f'"{value}" is not a date. Write the year, month and day, such as 2026-01-15.', ""
    try:
        found = date(year, month, day)
    except ValueError:
        return None, f'"{value}" is a day that does not exist.{_why_no_day(year, month, day)}', ""
    if value != found.isoformat():
        return None, f'"{value}" must be written year first.', found.isoformat()
    return found, "", ""


def _why_no_day(year: int, month: int, day: int) -> str:
    if month > len(_MONTHS):
        return " The second number is the month."
    return f" That month has {monthrange(year, month)[1]} days." if year and month and day else ""


def is_web_address(value: str) -> bool:
    return leads_to_a_host(value) and not _NOT_IN_ADDRESSES.search(value)


def leads_to_a_host(value: str) -> bool:
    """Whether VALUE is on http or https, and the name of its host is what it seems to be.

    "https://www.gov.uk@elsewhere.example/" leads elsewhere, and so does "www.іpsea.org.uk" with a Russian "і". Browsers
    and Python do not agree on where a host ends that has a backslash, so that none may have one.
    """
    match = _HOST.match(value)
    if not match or len(match[1]) > _LONGEST_HOST:
        return False
    try:
        return urlsplit(value).hostname == match[1].casefold()
    except ValueError:
        return False


_SHORT_NUMBERS = frozenset(
    "100 101 105 111 112 118118 119 123 150 155 159 191 195 999 18000 18001 116000 116006 116111 116117 116123"
    " 08001111 08454647".split()
)
"""Numbers that work in the UK although they are short."""

_AREAS_WITH_SHORTER_ONES = (
    "01204|01208|01254|01276|01297|01298|01363|01364|01384|01386|01404|01420|01460|01461|01480|01488|01524|01527|01562"
    "|01566|01606|01629|01635|01647|01659|016977|01695|01726|01744|01750|01768|01827|01837|01884|01900|01905|01935"
    "|01946|01949|01963|01995"
)
"""The area codes in which some numbers have ten figures in all (Ofcom's numbering plan); elsewhere one is missing."""

_LONG_NUMBER = re.compile(rf"0[1-35789][0-9]{{9}}|(?=[0-9]{{10}}$)(?:{_AREAS_WITH_SHORTER_ONES}|0500|0800|0845)[0-9]+")


def can_be_dialled(number: str) -> bool:
    """Whether NUMBER, with spaces, hyphens and brackets as people write them, has the digits of a UK number."""
    digits = re.sub(r"[\s()–-]|^(?:\+|00)44 *(?:\(0\))?", lambda cut: "0" if "44" in cut[0] else "", number.strip())
    return digits in _SHORT_NUMBERS or bool(_LONG_NUMBER.fullmatch(digits))


def is_email_address(value: str) -> bool:
    return bool(re.fullmatch(r"[\w.+'-]+(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", value, re.I | re.A))


def suggested_name(name: str) -> str:
    """What the file NAME could be called: "Guides/my map.PNG" → "guides/my-map.png"."""
    folders, _, last = name.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    parts = [slugify(part)[:_SHORT].strip("-") or "picture" for part in (*filter(None, folders.split("/")), stem)]
    parts = [f"the-{part}" if is_reserved(part) else part for part in parts]
    return "/".join(parts) + dot + slugify(suffix)


def slugify(name: str) -> str:
    """The address part that a name gets: "St Patrick's & All Saints'" → "st-patricks-and-all-saints"."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    plain = re.sub(r"['’‘`.\u0300-\u036f]", "", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def nearest(value: str, options: Iterable[str]) -> str:
    """The option that VALUE was probably meant to be; empty where none is near."""
    typed = value.casefold()
    alike = difflib.SequenceMatcher()
    alike.set_seq2(typed)

    def most(option: str) -> float:
        """How much alike the lengths alone let them be."""
        both = len(option) + len(typed)
        return 2 * min(len(option), len(typed)) / both if both else 1

    best, near = _LIKE, ""  # the one that difflib.get_close_matches finds, which weighs every option in full
    for option in sorted({option.casefold() for option in options}, key=most, reverse=True):
        if most(option) < best:
            break
        alike.set_seq1(option)
        if alike.quick_ratio() >= best and ((ratio := alike.ratio()) > best or (ratio == best and option > near)):
            best, near = ratio, option
    return min(option for option in options if option.casefold() == near) if near else ""


def swap_for(value: str, options: Iterable[str]) -> Swap | None:
    """VALUE for the option that it was probably meant to be."""
    option = nearest(value, options)
    alike = option and difflib.SequenceMatcher(None, option.casefold(), value.casefold()).ratio() >= _ALIKE
    return Swap(value, option) if alike else None


def did_you_mean(value: str, options: Iterable[str], *, show_all: bool = False) -> str:
    """A question that names the likely option; with SHOW_ALL the options themselves where none is near."""
    if option := nearest(value, options):
        return f'Did you mean "{option}"?'
    listed = ", ".join(sorted(set(options)))
    return f"It can be: {listed}." if show_all and listed else ""


def shortened(text: str, most: int = 60) -> str:
    """TEXT, or its beginning where it is longer than a sentence can bear."""
    return text if len(text) <= most else f"{text[:most]}…"


def whole_file(file: str, says: str, fix: str = "", rule: str = "unreadable") -> Problem:
    return Problem(Place(file), rule, says, fix)
