"""What templates do with words that are not in the language of their page: names of schools, what is not translated.

Screen readers need to know their language, and where a page runs from right to left they must not be torn apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from markupsafe import Markup, escape

from findyourcluster.editions import Edition
from findyourcluster.model import Cluster, Group

_ISOLATE, _END = "\u2066", "\u2069"
"""What keeps words from left to right together where no tag can stand (Unicode 6.3: LRI and PDI)."""


def tongues(edition: Edition, group: Group) -> Mapping[str, Callable[..., object]]:
    """The filters of EDITION, in whose language clusters are called as GROUP says:

    - `original`: words that are never translated, such as the name of a school; as HTML
    - `ours`: words of the data, which may be; as HTML. Of HTML made from them, OF is what it was made from
    - `bare`: words that are never translated, where only text can stand
    - `digits`: a number of several groups, such as of a telephone; as HTML
    - `called`: what a cluster is called, as HTML. FULL: with its name in any case. PLAIN: where only text can stand
    """
    filters = _tongues(edition)

    def called(cluster: Cluster, *, full: bool = False, plain: bool = False) -> object:
        name = filters["bare" if plain else "original"](cluster.name)
        words = replace(group, title=str(escape(group.title))) if isinstance(name, Markup) else group
        said = (words.heading_of if full else words.title_of)(cluster, str(name))
        return Markup(said) if isinstance(name, Markup) else said

    return {**filters, "called": called}


def _tongues(edition: Edition) -> Mapping[str, Callable[..., object]]:
    if edition.is_main:
        return dict.fromkeys(("original", "ours", "bare", "digits"), _as_it_is)
    attributes = Markup(' lang="{}" dir="ltr"').format(edition.original)
    wrapped = Markup("<span{}>{}</span>")

    def in_original(words: object) -> object:
        return wrapped.format(attributes, words) if words else words

    def ours(words: object, of: str | None = None) -> object:
        return in_original(words) if (words if of is None else of) in edition.foreign else words

    def bare(words: object) -> object:
        return isolated(words) if edition.language.rtl and words else words

    def digits(number: object) -> object:
        return Markup('<span dir="ltr">{}</span>').format(number) if edition.language.rtl else number

    return {"original": in_original, "ours": ours, "bare": bare, "digits": digits}


def isolated(words: object) -> str:
    """WORDS from left to right that keep together in a line from right to left, and their text as it is."""
    return Markup(f"{_ISOLATE}{escape(words)}{_END}") if isinstance(words, Markup) else f"{_ISOLATE}{words}{_END}"


def _as_it_is(words: object, of: str | None = None) -> object:
    del of
    return words
