"""A new page, and a new school's entry: the text to write, for a person to finish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from findyourcluster.addresses import school_address, taken_addresses
from findyourcluster.edits import MARK, Edit, as_entry, edited, lines_of, yaml_value
from findyourcluster.fields import nearest, slugify
from findyourcluster.files import Copy
from findyourcluster.load import load, page_address
from findyourcluster.model import Place, School, Setting, Site
from findyourcluster.renaming import page_name, why_no_page

LOOK_AGAIN = timedelta(days=182)
"""After half a year somebody looks at a new page again."""

SCHOOLS = "data/schools.yaml"
_BY_HAND = f"{SCHOOLS} is written in a way that this command cannot add to. Please copy an entry by hand."


class CannotBegin(Exception):
    """Why not, as a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Begun:
    """TEXT for the file of `at`, whole; `at` is where the new thing stands in it."""

    at: Place
    text: str


# ---------------------------------------------------------------- pages


def begin_page(site: Site, template: str, typed: str, title: str, today: date) -> Begun:
    """A page of the name TYPED, a draft made from TEMPLATE. Raises CannotBegin where SITE has its name or title."""
    name = page_name(typed)
    title = " ".join(title.split()) or _title_of(typed)
    if not name:
        raise CannotBegin("The name of a page needs letters or digits: it becomes the address.")
    if why := why_no_page(name):
        raise CannotBegin(why)
    taken = dict(reversed(taken_addresses(site)))
    if page_address(name) in taken:
        at = taken[page_address(name)]
        raise CannotBegin(f"The address {page_address(name)} is taken already. Did you mean to change {at.file}?")
    for page in site.pages:
        if page.title.casefold() == title.casefold():
            raise CannotBegin(
                f'{page.at.record.file} has the title "{page.title}" already. Did you mean to change that page?'
                " If not, give the new one another title with --title."
            )
    values = {"title": yaml_value(title), "today": today.isoformat(), "review_by": (today + LOOK_AGAIN).isoformat()}
    return Begun(
        Place(f"content/{name}.md", 1), re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), template)
    )


def _title_of(typed: str) -> str:
    """The title that a page gets from its name: "your-rights/money-and-help" → "Money and help"."""
    words = typed.replace("\\", "/").strip().strip("/").removesuffix(".md").rpartition("/")[2]
    plain = words if re.search(r"[\sA-Z]", words) else words.replace("-", " ")
    return plain[:1].upper() + plain[1:]


# ---------------------------------------------------------------- schools


@dataclass(frozen=True, slots=True)
class NewSchool:
    """What is known of a school to begin with."""

    name: str
    urn: str = ""
    town: str = ""


def begin_school(site: Site, text: str, school: NewSchool, today: date) -> Begun:
    """The entry of SCHOOL at its place from A to Z in TEXT, that of data/schools.yaml; nothing else changes.

    Raises CannotBegin where SITE has the school, or TEXT is written in a way that cannot be added to safely.
    """
    name, urn, town = (" ".join(value.split()) for value in (school.name, school.urn, school.town))
    slug = _slug(site, name, urn, town)
    lines = lines_of(text.removeprefix(MARK))
    before = [at for at, other in enumerate(site.schools) if other.name.casefold() < name.casefold()]
    place = before[-1] + 1 if before else 0  # behind the last that comes before it, should they be in some other order
    if place < len(site.schools):
        line, indent = _first_line(lines, site.schools[place]), _indent(lines, site.schools[place])
    elif site.schools:
        line, indent = _end_of_list(lines, site.schools[-1]), _indent(lines, site.schools[-1])
    else:
        line, indent = _list_itself(lines)
    entry = {
        "urn": urn,
        "name": name,
        "slug": slug if slug != slugify(name) else "",
        "town": town,
        "source": "to-do",
        "checked": today.isoformat(),
        "confidence": "unconfirmed",
    }
    known = {key: value for key, value in entry.items() if value}
    edits = [Edit(line, 1, "", as_entry(known, indent))]
    if not site.schools and (empty := re.search(r" *\[\s*\]", lines[line - 2] if line > 1 else "")):
        edits.append(Edit(line - 1, empty.start() + 1, empty[0], ""))
    return Begun(Place(SCHOOLS, line), _verified(text, edited(text, edits), slug))


def _slug(site: Site, name: str, urn: str, town: str) -> str:
    """The last part of the new school's address. Raises CannotBegin where it is a school that SITE has."""
    if not slugify(name):
        raise CannotBegin("The name of a school needs letters or digits.")
    if urn and not re.fullmatch(r"[0-9]{6}", urn):
        raise CannotBegin(f'A URN has six digits, and "{urn}" has not.')
    everyone: list[School | Setting] = [*site.schools, *(setting for kind in site.kinds for setting in kind.settings)]
    for there in everyone:
        if urn and there.urn == urn:
            raise CannotBegin(f"The school with the URN {urn} stands here already: {there.name} ({there.at.record}).")
        same = slugify(there.name) == slugify(name)
        if same and (not town or not there.town or there.town.casefold() == town.casefold()):
            more = "" if town else " If yours is another one, give its town with --town."
            raise CannotBegin(f"{there.name} stands here already ({there.at.record}).{more}")
    taken = {address for address, _ in taken_addresses(site)}
    slugs = [slugify(name), slugify(f"{name} {town}"), slugify(f"{name} {town} {urn}")]
    for slug in slugs:
        if f"/schools/{slug}/" not in taken:
            return slug
    raise CannotBegin(f"The address /schools/{slugs[-1]}/ is taken already. Give the URN too.")


def nearly(site: Site, name: str) -> School | None:
    """The school of SITE that NAME may be a misspelling of."""
    names = {school.name: school for school in site.schools if slugify(school.name) != slugify(name)}
    near = nearest(name, names)
    alike = near and slugify(near)[:4] == slugify(name)[:4]
    return names[near] if alike else None


def _indent(lines: list[str], school: School) -> str:
    dash = re.match(r"( *)- ", lines[school.at.record.line - 1])
    if dash is None:
        raise CannotBegin(_BY_HAND)
    return dash[1]


def _first_line(lines: list[str], school: School) -> int:
    """The line on which the entry of SCHOOL begins, or the notes above it that go with it."""
    line, indent = school.at.record.line, _indent(lines, school)
    while line > 1 and re.match(rf"{indent}#", lines[line - 2]):
        line -= 1
    return line


def _end_of_list(lines: list[str], last: School) -> int:
    """The line below the entry of the LAST school."""
    line, deep = last.at.record.line, f"{_indent(lines, last)} "
    end = line
    for number, text in enumerate(lines[line:], line + 1):
        if text.strip() and not text.startswith(deep):
            break
        if text.strip():
            end = number
    return end + 1


def _list_itself(lines: list[str]) -> tuple[int, str]:
    for number, text in enumerate(lines, 1):
        if re.match(r"schools:\s*(\[\s*\])?\s*$", text):
            return number + 1, "  "
    raise CannotBegin(f"{SCHOOLS} has no line schools: to add to. Run check, and mend that first.")


def _verified(before: str, text: str, slug: str) -> str:
    """TEXT, where it says what the one BEFORE says, and the new school besides."""

    def named(text: str) -> list[str]:
        schools = load(Copy({SCHOOLS: text.encode("utf-8")})).site.schools
        return [school_address(school) for school in schools]

    new = named(text)
    if f"/schools/{slug}/" not in new or sorted([*named(before), f"/schools/{slug}/"]) != sorted(new):
        raise CannotBegin(_BY_HAND)
    return text
