"""Rules on phone numbers and emails: a parent who tries one must reach somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from findyourcluster.fields import can_be_dialled, is_email_address
from findyourcluster.rules import Checked, Finding, rule
from findyourcluster.rules.passages import Passage, passages

_PHONE = re.compile(r"(?<![\w/.,:£#=-])(?:(?:\+|00)44 ?\(?|\(?0)\d(?:[ ()–-]{0,3}\d){4,13}(?![\w/-]|[.,:]\d)")
_PART = r"[^\s<>()\[\]\"“”,;|*]"
_MAIL = re.compile(rf"{_PART}*(?!@){_PART}@(?:{_PART}|,\w)*|(?!@){_PART}+ @ ?(?!\w*\s){_PART}+\.{_PART}+")


@rule("phone-dials", bad="Ring us on 01632 9601234.", good="Ring us on {{ phone: helpline }}.")
def phone_numbers_can_be_dialled(checked: Checked) -> Iterator[Finding]:
    """A number with a figure too many or too few rings nowhere, or at a stranger's."""
    for passage in passages(checked):
        for match in _PHONE.finditer(_without_code(passage)):
            if not can_be_dialled(match[0]):
                digits = len(re.sub(r"\D", "", match[0]))
                says = f'"{match[0]}" cannot be dialled: it has {digits} figures, and no UK number is like that.'
                yield (
                    passage.at(match.start()),
                    says,
                    "Look it up again; most have 11 figures and begin with 01, 02, 03 or 07.",
                )
    for document in checked.documents.all:
        for link in document.links:
            number = link.typed[4:] if link.typed.casefold().startswith("tel:") else ""
            if number and re.fullmatch(r"\+?[0-9]+", number) and not _dials(number):
                fix = "Write tel:, +44 and the number without its first 0, such as tel:+441632960000"
                yield link.at, f'The link "{link.typed}" cannot be dialled.', fix


def _dials(number: str) -> bool:
    return can_be_dialled(number) and not re.match(r"(?:\+|00)44 ?\(?0", number)


@rule("email-works", bad="Write to help@helpline now.", good="Write to the Helpline now.")
def emails_are_emails(checked: Checked) -> Iterator[Finding]:
    """An email to an address that is none comes back, or is lost."""
    for passage in passages(checked):
        for match in _MAIL.finditer(_without_code(passage)):
            found = match[0].rstrip(".,:!?'’_").removeprefix("mailto:")
            if not is_email_address(found) and "://" not in found:
                says = f'"{found}" is not an email address.'
                yield passage.at(match.start()), says, "It looks like this: name@example.org"


def _without_code(passage: Passage) -> str:
    """What is typed, without code, what is cited, and the addresses of links; positions stay."""
    return re.sub(r"\{\{.*?\}\}|(`+).*?\1|\]\([^)]*\)|<[^>]*>", lambda cut: " " * len(cut[0]), passage.text)
