"""A page or a school gets another address: what to change in which file, so that everything leads there."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from findyourcluster.addresses import resolve, taken_addresses
from findyourcluster.edits import MARK, Edit, edited, lines_of
from findyourcluster.fields import did_you_mean, slugify
from findyourcluster.filenames import is_address_part, is_page_name
from findyourcluster.files import Copy
from findyourcluster.load import load, page_address
from findyourcluster.model import Fragment, Page, Place, School, Site
from findyourcluster.pipeline import UNREADABLE
from findyourcluster.yamlfile import Mapping as YamlMapping
from findyourcluster.yamlfile import Node, Scalar, Sequence, parse

NAMING = {
    "data/site.yaml": ("menu", "doors", "footer"),
    "data/glossary.yaml": ("see",),
    "data/corrections.yaml": ("page",),
}
"""The keys of data/ that name pages."""

_TARGETS = (
    re.compile(r"\]\(\s*<?([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)"),  # [words](target)
    re.compile(r"^\s{0,3}\[[^\]]+\]:\s*<?([^\s<>]+)"),  # [name]: target
    re.compile(r"\b(?:href|src)\s*=\s*[\"']([^\"']*)[\"']", re.I),
)


class CannotRename(Exception):
    """Why not, as a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """What to write: the TEXTS that change by file, the files that are GONE, and sentences that say all of it."""

    texts: Mapping[str, str]
    gone: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    """The files as they stand, and what is to change in each."""

    texts: Mapping[str, str]
    edits: dict[str, list[Edit]] = field(default_factory=lambda: defaultdict(list))
    says: list[str] = field(default_factory=list)

    def change(self, file: str, edits: Iterable[Edit], says: Callable[[Edit], str] | None = None) -> None:
        """Notes EDITS in FILE, each with a sentence where SAYS gives one."""
        for edit in edits:
            self.edits[file].append(edit)
            if says:
                self.says.append(f"{Place(file, edit.line)}: {says(edit)}")

    def done(self, moves: Mapping[str, str] = MappingProxyType({})) -> Renaming:
        """All of it; MOVES are files that get another name."""
        texts = {name: edited(self.texts[name], edits) for name, edits in self.edits.items()}
        for file, new_file in moves.items():
            texts[new_file] = texts.pop(file, self.texts[file])
        return Renaming(texts, tuple(moves), tuple(self.says))


def page_name(typed: str) -> str:
    """The name of the page meant by "questions", "/questions/" or "content/questions.md", spelt as it must be."""
    path = typed.strip().replace("\\", "/").strip("/").removeprefix("content/").removesuffix(".md")
    return "/".join(filter(None, map(slugify, path.split("/"))))


def why_no_page(name: str) -> str:
    """Why no page can be called NAME, as `page_name` gives it, as sentences; empty where one can."""
    if name.startswith("parts/"):
        return "content/parts/ is for words inside other pages. Choose another folder."
    if not is_page_name(name):
        return "This name is too long, or Windows keeps it for itself. Choose another one."
    return ""


# ---------------------------------------------------------------- pages


def rename_page(texts: Mapping[str, str], old: str, new: str) -> Renaming:
    """Gives the page OLD the name NEW. TEXTS are those of content/ and data/, as they stand in their files.

    Raises CannotRename where there is no such page, the new name is taken, or the change cannot be made safely.
    """
    site = _loaded(texts)
    page = _page_to_rename(site, page_name(old) or "index")
    moved = _moved(site, page, page_name(new))
    file, new_file = page.at.record.file, moved.at.record.file
    work = _Work(texts, says=[f"{file} is {new_file} now. {page.address} leads to {moved.address} by itself."])

    def after(source: Page | Fragment) -> Page | Fragment:
        if not isinstance(source, Page) or source.name != page.name:  # neither the page nor a translation of it
            return source
        return replace(source, name=moved.name, address=moved.address)

    _mend_links(work, site, after, {page.address: moved.address})
    _mend_names(work, site, page.name, moved.name)
    work.change(file, _former_edits(texts[file], page, moved.address))
    moves = {file: new_file}
    for translation in site.translations:
        if translation.of_page and translation.page.name == page.name:
            moves[translation.at.record.file] = f"content/{translation.language}/{moved.name}.md"
    return _verified(texts, work.done(moves), lambda after: _has_page(after, moved, page.address))


def _page_to_rename(site: Site, name: str) -> Page:
    pages = {page.name: page for page in site.pages}
    if name not in pages:
        raise CannotRename(f'There is no page "{name}". {did_you_mean(name, pages)}'.strip())
    if name in ("index", "404"):
        raise CannotRename(f'The page "{name}" must keep its name: every site has one of that name.')
    return pages[name]


def _moved(site: Site, page: Page, name: str) -> Page:
    """PAGE under its new NAME."""
    if not name:
        raise CannotRename("The new name needs letters or digits.")
    if why := why_no_page(name):
        raise CannotRename(why)
    _refuse_taken(site, page_address(name), page.former_addresses)
    at = replace(page.at, record=Place(f"content/{name}.md", page.at.record.line))
    return replace(page, name=name, address=page_address(name), at=at)


def _refuse_taken(site: Site, address: str, own: Iterable[str]) -> None:
    taken = dict(reversed(taken_addresses(site)))
    if address in taken and address not in own:
        raise CannotRename(f"The address {address} is taken already, by {taken[address]}. Choose another name.")


def _mend_names(work: _Work, site: Site, old: str, new: str) -> None:
    """Lists of pages in data/, and `related` in top blocks."""
    nodes = [(file, parse(_plain(work.texts.get(file, "")), file)[0], keys) for file, keys in NAMING.items()]
    for page in site.pages:
        file = page.at.record.file
        nodes.append((file, _top_block(work.texts[file], page), ("related",)))
    for file, node, keys in nodes:
        work.change(
            file, _naming_edits(node, keys, old, new), lambda edit: f'It names "{edit.new}" now, not "{edit.old}".'
        )


def _naming_edits(node: Node | None, keys: Iterable[str], old: str, new: str) -> Iterator[Edit]:
    """The values OLD of KEYS anywhere in NODE: each is one value or a list of them."""
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _naming_edits(item, keys, old, new)
    if isinstance(node, YamlMapping):
        for key, (_, value) in node.entries.items():
            if key not in keys:
                yield from _naming_edits(value, keys, old, new)
                continue
            for item in value.items if isinstance(value, Sequence) else (value,):
                if isinstance(item, Scalar) and item.text.strip() == old:
                    yield Edit(item.at.line, item.at.column, old, new)


# ---------------------------------------------------------------- schools


def rename_school(texts: Mapping[str, str], old: str, new: str) -> Renaming:
    """Gives the school at /schools/OLD/ the address /schools/NEW/. Raises CannotRename as `rename_page` does."""
    site = _loaded(texts)
    school = _school_to_rename(site, old.strip().strip("/").removeprefix("schools/"))
    slug = slugify(new.strip().strip("/").removeprefix("schools/"))
    if not is_address_part(slug):
        raise CannotRename("The new name needs letters or digits.")
    before, after = f"/schools/{school.slug}/", f"/schools/{slug}/"
    _refuse_taken(site, after, school.former_addresses)
    file = school.at.record.file
    work = _Work(texts, says=[f"{school.name} is at {after} now. {before} leads there by itself."])
    _mend_links(work, site, lambda source: source, {before: after})
    for source in site.bodies:
        name = source.at.record.file
        edits = _citation_edits(texts[name], school.slug, slug)
        work.change(name, edits, lambda edit: f'It cites "{edit.new}" now.')
    node, _ = parse(_plain(texts[file]), file)
    merged = _naming_edits(node, ("merged_into",), school.slug, slug)
    work.change(file, merged, lambda edit: f'merged_into is "{edit.new}" now.')
    work.change(file, _school_edits(texts[file], node, school, slug))
    return _verified(texts, work.done(), lambda site: any(each.slug == slug for each in site.schools))


def _school_to_rename(site: Site, slug: str) -> School:
    schools = {school.slug: school for school in site.schools}
    if slug not in schools:
        raise CannotRename(f"There is no school at /schools/{slug}/. {did_you_mean(slug, schools)}".strip())
    return schools[slug]


def _citation_edits(text: str, old: str, new: str) -> Iterator[Edit]:
    for number, line in enumerate(lines_of(text), 1):
        for match in re.finditer(rf"\{{\{{ *school *: *({re.escape(old)}) *\}}\}}", line):
            yield Edit(number, match.start(1) + 1, old, new)


def _school_edits(text: str, node: Node | None, school: School, slug: str) -> Iterator[Edit]:
    """The slug, and the former address, in the school's own entry."""
    entry = _entry_at(node, school.at.record)
    indent = " " * (school.at.record.column - 1)
    below = school.at.of("name").line + 1
    if "slug" in entry.entries:
        at = school.at.of("slug")
        yield Edit(at.line, at.column, school.slug, slug)
    else:
        yield Edit(below, 1, "", f"{indent}slug: {slug}\n")
    spot = _Spot(below, indent)
    former = _former(school, f"/schools/{school.slug}/", f"/schools/{slug}/")
    yield from _former_entry(text, entry, former, spot)


def _entry_at(node: Node | None, at: Place) -> YamlMapping:
    schools = node.entries["schools"][1] if isinstance(node, YamlMapping) and "schools" in node.entries else None
    for item in schools.items if isinstance(schools, Sequence) else ():
        if isinstance(item, YamlMapping) and item.at == at:
            return item
    raise CannotRename(f"The entry of the school was not found in {at.file}. Change it by hand.")


# ---------------------------------------------------------------- links


def _mend_links(
    work: _Work, site: Site, moved: Callable[[Page | Fragment], Page | Fragment], addresses: Mapping[str, str]
) -> None:
    """Links that led to one of ADDRESSES lead where it leads now; those of a page that MOVED lead where they led."""
    for source in (*site.bodies, *(translation.page for translation in site.translations)):
        file = source.at.record.file
        edits = _link_edits(work.texts[file], source, moved(source), addresses)
        work.change(file, edits, lambda edit: f"The link {edit.old} is {edit.new} now.")


def _link_edits(
    text: str, before: Page | Fragment, after: Page | Fragment, addresses: Mapping[str, str]
) -> Iterator[Edit]:
    old_page, new_page = (source if isinstance(source, Page) else None for source in (before, after))
    for number, line in enumerate(lines_of(text.removeprefix(MARK)), 1):
        for match in (match for pattern in _TARGETS for match in pattern.finditer(line) if number >= before.body_line):
            typed = match[1]
            led_to = resolve(typed, old_page).address
            wanted = addresses.get(led_to, led_to)
            upward = typed.startswith("..") and _folder(old_page) != _folder(new_page)  # may lead out of content/
            if typed and (upward or wanted != resolve(typed, new_page).address):
                yield Edit(number, match.start(1) + 1, typed, _retyped(typed, new_page, wanted))


def _folder(page: Page | None) -> str:
    return page.name.rpartition("/")[0] if page else ""


def _retyped(typed: str, page: Page | None, address: str) -> str:
    """A link on PAGE to ADDRESS in the way in which TYPED is written: from the top or not, with .md, / or neither."""
    path, mark, anchor = typed.partition("#")
    target = "/" + address.strip("/")
    link = target if path.startswith("/") else posixpath.relpath(target, f"/{_folder(page)}")
    if path.startswith("./") and not link.startswith("."):
        link = f"./{link}"
    if path.endswith((".md", "/")) and address.endswith("/"):
        link = link.rstrip("/") + (".md" if path.endswith(".md") else "/")
    right = resolve(link, page).address == address
    return (link if right else address) + mark + anchor


# ---------------------------------------------------------------- former addresses


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a new value is put in: above LINE, INDENT far in."""

    line: int
    indent: str = ""


def _former_edits(text: str, page: Page, address: str) -> Iterator[Edit]:
    """The address that PAGE had, in its own top block."""
    node = _top_block(text, page)
    if not isinstance(node, YamlMapping):
        says = f"The block at the top of {page.at.record.file} has mistakes. Run check, and mend them first."
        raise CannotRename(says)
    spot = _Spot(page.body_line - 1)  # the line that closes the block
    yield from _former_entry(text, node, _former(page, page.address, address), spot)


def _former(record: Page | School, old: str, new: str) -> list[str]:
    """The addresses that RECORD had once it goes from OLD to NEW, which may be one of them."""
    return [*(each for each in record.former_addresses if each != new), old]


def _former_entry(text: str, node: YamlMapping, wanted: list[str], spot: _Spot) -> Iterator[Edit]:
    """The former addresses in NODE become those WANTED, of which the last is new."""
    lines = lines_of(text.removeprefix(MARK))
    if "former_addresses" not in node.entries:
        yield Edit(spot.line, 1, "", f"{spot.indent}former_addresses:\n{spot.indent}  - {wanted[-1]}\n")
        return
    key, value = node.entries["former_addresses"]
    if isinstance(value, Sequence) and value.items and value.items[0].at.line > key.line:
        last = value.items[-1].at
        yield Edit(last.line + 1, 1, "", f"{lines[last.line - 1][: last.column - 1]}{wanted[-1]}\n")
        for item in value.items:
            if isinstance(item, Scalar) and f"/{item.text.strip('/')}/" not in wanted:
                yield Edit(item.at.line, 1, lines[item.at.line - 1], "")
        return
    typed = lines[key.line - 1].rstrip("\r\n")
    listed = "".join(f"\n{spot.indent}  - {each}" for each in wanted)
    yield Edit(key.line, key.column, typed[key.column - 1 :], f"former_addresses:{listed}")


# ---------------------------------------------------------------- shared


def _loaded(texts: Mapping[str, str]) -> Site:
    loaded = load(_files(texts))
    if unread := sorted({problem.at.file for problem in loaded.problems if problem.rule in UNREADABLE}):
        raise CannotRename(f"There are mistakes in {', '.join(unread)} that may hide links. Run check, and mend them.")
    return loaded.site


def _files(texts: Mapping[str, str]) -> Copy:
    return Copy({file: text.encode("utf-8") for file, text in texts.items()})


def _plain(text: str) -> str:
    return text.removeprefix(MARK).replace("\r\n", "\n").replace("\r", "\n")


def _top_block(text: str, page: Page) -> Node | None:
    """The block at the top of PAGE, between two lines of ---."""
    lines = _plain(text).split("\n")[: page.body_line - 2]
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    return parse("\n".join(lines[start + 1 :]), page.at.record.file, first_line=start + 2)[0]


def _has_page(site: Site, moved: Page, old: str) -> bool:
    page = next((page for page in site.pages if page.name == moved.name), None)
    return page is not None and old in page.former_addresses and page.title == moved.title


def _verified(texts: Mapping[str, str], done: Renaming, is_right: Callable[[Site], bool]) -> Renaming:
    """DONE, where the files as they would be say what they should and have no new mistakes."""
    after = {file: text for file, text in {**texts, **done.texts}.items() if file not in done.gone}
    before, loaded = load(_files(texts)), load(_files(after))
    if len(loaded.problems) > len(before.problems) or not is_right(loaded.site):
        raise CannotRename("This change cannot be made safely by the program here. Please make it by hand.")
    return done
