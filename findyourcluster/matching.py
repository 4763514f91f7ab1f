"""Names of schools as people and spreadsheets write them → the schools that they mean: surely, perhaps, or not at all.

Nothing is guessed. A match is sure only where no other school could be meant; everything else is for a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

SHOWN = 3
"""Schools that a doubtful name is told to be one of, at most."""

_SAME: Sequence[tuple[str, str]] = (
    (r"\b(?:church of england|c of e|cofe|c e|ce)\b", " ce "),
    (r"\b(?:roman catholic|catholic|r c|rc)\b", " catholic "),
    (r"\b(?:voluntary (?:aided|controlled)|va|vc|v a|v c)\b", " "),
    (r"\b(?:saints?|sts?|st)\b", " st "),
    (r"\b(?:j i and n|j i n|jin|ji and n|ji n)\b", " junior infant nursery "),
    (r"\b(?:j and i|ji|j i)\b", " junior infant "),
    (r"\b(?:i and n|in|i n)(?= (?:school|sch)\b| *$)", " infant nursery "),
    (r"\b(?:infants?|inf)\b", " infant "),
    (r"\b(?:juniors?|jun|jnr|jr)\b", " junior "),
    (r"\b(?:primary|prim|pri)\b", " primary "),
    (r"\b(?:secondary|sec)\b", " secondary "),
    (r"\b(?:nursery|nurs|nsy)\b", " nursery "),
    (r"\b(?:academy|academies|acad|acdy)\b", " academy "),
    (r"\b(?:schools?|schl|sch)\b", " school "),
    (r"\b(?:community|comm)\b", " community "),
    (r"\b(?:colleges?|coll)\b", " college "),
)
"""Ways to write the same, in the order in which they are looked for."""

_BEHIND = re.compile(r"\(([^)]*)\)|,([^,]*)$")

_KINDS = frozenset("primary junior infant nursery first middle secondary high college".split())
_FAITHS = frozenset(("ce", "catholic"))
_SAYS_LITTLE = frozenset("school academy community the and of at a trust federation foundation".split())

_COMMON = (
    "academy catholic church college community controlled england infant infants junior nursery primary school"
    " secondary voluntary aided"
).split()
"""Words of so many names that one with a slip in it is that word, unless some school has it like that."""

_SURELY_LIKE = 5
"""Letters from which on a word with one slip in it may still be that word."""

_HARDLY_ANOTHER = 6
"""Letters from which on it surely is, where none was put in another's place: Holme and Helme are two places."""


@dataclass(frozen=True, slots=True)
class Known:
    """A school that may be meant."""

    id: str  # its URN, or whatever tells it from others
    names: tuple[str, ...]  # the official one first, then those that people use or used
    postcode: str = ""
    places: tuple[str, ...] = ()  # town, locality


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a list: a name, and what else stands beside it."""

    name: str
    urn: str = ""
    postcode: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What ASKED means: one school, surely; or those that it may be, the likeliest first; or nothing that we know."""

    asked: Asked
    found: tuple[Known, ...]
    sure: bool
    why: str  # a sentence for a person

    @property
    def school(self) -> Known | None:
        return self.found[0] if self.sure else None


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart."""

    words: tuple[str, ...]  # that tell it from others, in their order
    kinds: frozenset[str]
    faiths: frozenset[str]

    @property
    def whole(self) -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
        return tuple(sorted(self.words)), self.kinds, self.faiths


def plain(text: str) -> str:
    """TEXT in small letters without marks: "St. Mary’s C.E. (V.A.) J & I" → "st marys ce va j and i"."""
    text = unicodedata.normalize("NFKD", text.casefold()).replace("&", " and ").replace("+", " and ")
    text = re.sub("[\u0300-\u036f'’‘`´]", "", text)
    text = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1 ", text)  # "c.e." are two letters
    return " ".join(re.sub("[^a-z0-9]+", " ", text).split())


@lru_cache(maxsize=100_000)
def _taken_apart(text: str, without: tuple[str, ...] = ()) -> _Name:
    """The name TEXT, in small letters without marks, WITHOUT words that only say where it is."""
    spelt = f" {text} "
    for pattern, word in _SAME:
        spelt = re.sub(pattern, word, spelt)
    words = spelt.split()
    left_out = {*_SAYS_LITTLE, *_KINDS, *_FAITHS, *without}
    own = tuple(word for word in words if word not in left_out)
    return _Name(own, _KINDS & set(words), _FAITHS & set(words))


class Matcher:
    """Finds schools among those KNOWN."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.known = tuple(known)

    def match(self, asked: Asked) -> Match:
        if asked.urn:
            return self._by_number(asked)
        ranked = self._ranked(asked)
        if not ranked:
            return Match(asked, (), sure=False, why="No school that we know has a name like that.")
        best = [school for rank, school in ranked if rank == ranked[0][0]]
        near = tuple(school for _, school in ranked[:SHOWN])
        if len(best) > 1:
            return Match(asked, near, sure=False, why=f"{len(best)} schools could be meant.")
        rank, school = ranked[0]
        if rank.is_sure and not any(other.could_be for other, _ in ranked[1:] if other.is_close_to(rank)):
            return Match(asked, (school,), sure=True, why=rank.why)
        return Match(asked, near, sure=False, why="The names are not the same." if rank.is_sure else rank.why)

    def _by_number(self, asked: Asked) -> Match:
        school = next((each for each in self.known if each.id == asked.urn), None)
        if school is None:
            return Match(asked, (), sure=False, why=f"No school here has the URN {asked.urn}.")
        if asked.name and not self._rank(asked, school).could_be:
            says = f"The URN {asked.urn} is that of {school.names[0]}, and the name beside it is another."
            return Match(asked, (school,), sure=False, why=says)
        return Match(asked, (school,), sure=True, why="It has the same URN.")

    def _ranked(self, asked: Asked) -> list[tuple[_Rank, Known]]:
        ranked = [(self._rank(asked, school), school) for school in self.known]
        return sorted(
            ((rank, school) for rank, school in ranked if rank.could_be),
            key=lambda pair: (-pair[0].points, pair[1].names[0]),
        )

    def _mended(self, name: str) -> str:
        """NAME in small letters without marks, slips in words that many schools have mended."""
        words = plain(name).split()
        return " ".join(
            word if word in self._words else next((common for common in _COMMON if is_slip(word, common)), word)
            for word in words
        )

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for school in self.known for name in school.names for word in plain(name).split())

    def _rank(self, asked: Asked, school: Known) -> _Rank:
        """How well ASKED fits SCHOOL by the best of its names."""
        place = _places_agree(asked, school)
        postcode = bool(asked.postcode) and plain(asked.postcode) == plain(school.postcode)
        other_postcode = bool(asked.postcode and school.postcode) and not postcode
        return max(
            (
                _compared(name, ours, _place_words(school), place=place, postcode=postcode, elsewhere=other_postcode)
                for name in self._readings(asked, school)
                for ours in self._names[school.id]
            ),
            key=lambda rank: rank.points,
        )

    @cached_property
    def _names(self) -> Mapping[str, tuple[_Name, ...]]:
        return {
            school.id: tuple(dict.fromkeys(each for name in school.names for each in _readings(plain(name), school)))
            for school in self.known
        }

    def _readings(self, asked: Asked, school: Known) -> tuple[_Name, ...]:
        return _readings(self._mended(asked.name), school)


def _readings(name: str, school: Known) -> tuple[_Name, ...]:
    """NAME with and without words that may only say where SCHOOL is: "St Joseph's, Milltown"."""
    places = [plain(place).split() for place in school.places if place]
    without = [[], *places, *([[word for words in places for word in words]] if len(places) > 1 else [])]
    read = dict.fromkeys(_taken_apart(name, tuple(words)) for words in without)
    return tuple(each for each in read if each.words) or (_taken_apart(name),)


def _place_words(school: Known) -> frozenset[str]:
    """The words that say where SCHOOL is: its places, and what stands behind its names in brackets or after a comma."""
    behind = (match[1] or match[2] for name in school.names for match in _BEHIND.finditer(name))
    beside = (place for place in map(plain, behind) if not {*place.split()} & {*_KINDS, *_SAYS_LITTLE})
    return frozenset(word for place in (*map(plain, school.places), *beside) for word in place.split())


def _places_agree(asked: Asked, school: Known) -> bool:
    """Whether ASKED names a place, and it is where SCHOOL is."""
    said = set(plain(f"{asked.name} {asked.place}").split())
    return any(set(plain(place).split()) <= said for place in school.places if place)


@dataclass(frozen=True, slots=True, order=True)
class _Rank:
    """How well a name fits: POINTS, and what makes them."""

    points: int
    why: str = field(compare=False)
    is_sure: bool = field(compare=False)
    could_be: bool = field(compare=False)

    def is_close_to(self, better: _Rank) -> bool:
        """Whether this one is so near that BETTER alone cannot be meant."""
        return better.points - self.points < _CLEARLY


_A_LITTLE = 20
"""Points above which a school is worth naming to a person who looks for the right one."""

_CLEARLY = 15
"""Points by which one school must be ahead of the next."""

_NONE = _Rank(0, "", is_sure=False, could_be=False)


def _compared(  # noqa: PLR0913 (what may speak for it or against it)
    asked: _Name, ours: _Name, places: frozenset[str], *, place: bool, postcode: bool, elsewhere: bool
) -> _Rank:
    """How well ASKED fits OURS, a name of a school at PLACES."""
    if not asked.words or not ours.words:
        return _NONE
    shared = _shared(asked.words, ours.words, places)
    if not shared:
        return _NONE
    all_of_asked, all_of_ours = shared.words == len(asked.words), shared.words == len(ours.words)
    contradicts = _contradicts(asked, ours)
    points = 40 * shared.words // max(len(asked.words), len(ours.words)) + 10 * place + 30 * postcode
    points += 20 * (asked.kinds == ours.kinds) + 10 * (asked.faiths == ours.faiths) - 5 * shared.slips
    points -= 40 * contradicts + 20 * elsewhere
    if points <= 0 or not (all_of_asked or all_of_ours or postcode):
        why, could_be = "Only some of the words are the same.", points > _A_LITTLE
        return _Rank(max(points, 0) // 2, why, is_sure=False, could_be=could_be)
    if contradicts:
        return _Rank(points, "It is another kind of school.", is_sure=False, could_be=True)
    if elsewhere and not (all_of_asked and all_of_ours and asked.kinds == ours.kinds):
        return _Rank(points, "The postcode is another.", is_sure=False, could_be=True)
    if (asked.kinds != ours.kinds or not asked.faiths <= ours.faiths) and not postcode:
        return _Rank(
            points,
            "One of the names says what kind of school it is, and the other does not.",
            is_sure=False,
            could_be=True,
        )
    if all_of_asked and all_of_ours:
        why = "It is the same name." if asked.whole == ours.whole else "It is the same name, written otherwise."
        alike = not shared.slips or (shared.harmless and asked.faiths == ours.faiths)
        return _Rank(points + 20, why, is_sure=alike and not elsewhere, could_be=True)
    if postcode:
        return _Rank(points, "It has the same postcode, and words of the name.", is_sure=True, could_be=True)
    why = "All of its words are there, and no other school has them."
    nearly = 1 < shared.words >= len(ours.words) - 1  # of one word alone there may be others that we do not know
    return _Rank(points, why, is_sure=shared.tells and all_of_asked and nearly, could_be=True)


def _contradicts(asked: _Name, ours: _Name) -> bool:
    """Whether they are of two kinds, or two faiths, that one school cannot be at once."""
    kinds = bool(asked.kinds and ours.kinds) and not (asked.kinds & ours.kinds)
    faiths = bool(asked.faiths and ours.faiths) and not (asked.faiths & ours.faiths)
    return (kinds and not _are_near(asked.kinds, ours.kinds)) or faiths


def _are_near(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one set of kinds is another word for the other: a primary school has juniors and infants."""
    primary, secondary = {"primary", "junior", "infant", "nursery", "first"}, {"secondary", "high", "college", "middle"}
    both = some | others
    return ("primary" in both and both <= primary) or both <= secondary


@dataclass(frozen=True, slots=True)
class _Shared:
    words: int
    slips: int
    harmless: bool  # whether no word with a slip could well be another: in long ones a letter is missing or swapped
    tells: bool  # whether a longer word is among them, letter for letter, that is no place

    def __bool__(self) -> bool:
        return self.words > 0


def _shared(asked: Sequence[str], ours: Sequence[str], places: frozenset[str]) -> _Shared:
    """The words that both have, each counted once; a long word may have a slip in it."""
    left = list(ours)
    words = slips = 0
    tells, harmless = False, True
    for word in asked:
        if word in left:
            left.remove(word)
            words += 1
            tells = tells or (len(word) >= _SURELY_LIKE and word not in places)
            continue
        near = next((other for other in left if is_slip(word, other)), None)
        if near is not None:
            left.remove(near)
            words += 1
            slips += 1
            replaced = sum(mine != yours for mine, yours in zip(word, near, strict=False)) == 1 and len(word) == len(
                near
            )
            harmless = harmless and len(word) >= _HARDLY_ANOTHER and not replaced
    return _Shared(words, slips, harmless, tells)


def is_slip(one: str, other: str) -> bool:
    """Whether ONE is OTHER with one letter more, less, another or two of them swapped."""
    if min(len(one), len(other)) < _SURELY_LIKE or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    rest, others = one[start:], other[start:]
    swapped = len(rest) > 1 and rest[0] == others[1:2] and rest[1] == others[0]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or (swapped and rest[2:] == others[2:])
