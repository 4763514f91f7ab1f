"""Characters that nobody can see, or that turn round what stands beside them: nobody means to type them."""

from __future__ import annotations

import re

UNSEEN = re.compile("[\ufeff\u200b\u2060]")
"""What text that was copied from elsewhere has between its letters, and nobody can see; it may go."""

UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef"
    r"\ufff9-\ufffb\ufffe\uffff\U000f0000-\U0010ffff]"
)
"""Controls, marks that turn letters round, halves of characters, and what has no meaning that all agree on."""

_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_FIRST_ASSIGNED_LATER = range(0x80, 0xA0)  # browsers read these as letters of Windows (HTML 5, 13.2.5.80)
_HIGHEST = 0x10FFFF


def visible(text: str) -> str:
    """TEXT for a sentence: what nobody could see in it stands there as its number."""
    return UNPRINTABLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", re.sub(r"[\r\n\t\u2028\u2029]", " ", text))


def unprintable_references(text: str) -> list[tuple[int, int]]:
    """(position, code) of each number in TEXT that HTML would turn into an unprintable character: "&#8238;"."""
    return [(match.start(), code) for match in _REFERENCE.finditer(text) if (code := _code(match)) is not None]


def without_references(html: str) -> str:
    """HTML without them."""
    return _REFERENCE.sub(lambda match: match[0] if _code(match) is None else "", html) if "&#" in html else html


def _code(match: re.Match[str]) -> int | None:
    """The character that MATCH stands for, where it is unprintable."""
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    digits = digits.lstrip("0") or "0"
    code = int(digits, base) if len(digits) <= len(str(_HIGHEST)) else _HIGHEST + 1
    if code > _HIGHEST or code in _FIRST_ASSIGNED_LATER:
        return None
    return code if UNPRINTABLE.match(chr(code)) or UNSEEN.match(chr(code)) else None
