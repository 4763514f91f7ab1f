"""Files → model: reads content/ and data/ of a root folder. The only stage that reads the disk for words.

Returns what could be read together with every problem met on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath

from findyourcluster.catalogues import Read, catalogue_file, read_catalogue
from findyourcluster.characters import UNPRINTABLE, UNSEEN, visible
from findyourcluster.colours import LEAST_CONTRAST, contrast_with_white, darker
from findyourcluster.fields import (
    MOST_RECORDS,
    Fields,
    is_email_address,
    is_web_address,
    nearest,
    slugify,
    suggested_name,
    whole_file,
)
from findyourcluster.filenames import PICTURES, is_file_name, is_litter, is_page_name
from findyourcluster.files import LARGEST_PICTURE, Entry, Files, most_of
from findyourcluster.ledger import LEDGER, read_ledger
from findyourcluster.longlist import LongList, cut, frame, items_of
from findyourcluster.model import (
    Catalogue,
    File,
    Fragment,
    Group,
    Language,
    Message,
    Page,
    Place,
    Places,
    Problem,
    Published,
    School,
    Settings,
    Site,
    Swap,
    Translation,
)
from findyourcluster.records import (
    LONGEST_TIME,
    TAKEN_FOLDERS,
    UNFIT,
    Shared,
    group_of,
    packed_school,
    read_access_check,
    read_access_gap,
    read_area,
    read_cluster,
    read_contact,
    read_correction,
    read_fact,
    read_house_word,
    read_kind,
    read_logged_change,
    read_reform,
    read_school,
    read_source,
    read_term,
    unpacked_school,
)
from findyourcluster.remembered import Memory, Shelf, key_of, plain, whole
from findyourcluster.static_files import is_link, not_let, odd_templates, read_static, too_large, unread
from findyourcluster.yamlfile import Mapping as YamlMapping
from findyourcluster.yamlfile import Node, parse
from findyourcluster.yamltree import packed, unpacked

SCHOOLS = "data/schools.yaml"

LAYOUTS = (
    "about", "accessibility", "changes", "clusters", "easy-read", "explainer", "facts", "find", "find-by-cluster",
    "find-by-town", "home", "map", "not-found", "not-here", "rights-clock", "saved-pages", "style-guide", "words",
)  # fmt: skip
"""What a page may name as its `layout`; each has a template and, in `plan`, a function."""

REVIEW_SOON, REVIEW_LATE = 30, 60
"""Days before and after a review date, where data/site.yaml says nothing else."""

TEXTS = (".md", ".markdown", ".mdown", ".txt", ".text", ".html", ".htm")
"""What the file of a page may be called by mistake; .md in capitals is one of them."""

_MOST_LINES = 3_000
"""Of a page: for each element of it Markdown looks at many of the others."""

_LANGUAGE = re.compile("[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")  # BCP 47, the part of it that people need
_CODE = re.compile("[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}")  # the same in small letters, since addresses begin with it
_COPY = re.compile(r"(?: *\(\d+\)| - Copy(?: \(\d+\))?| copy(?: \d+)?)$", re.I)

_FENCE = re.compile(r"[ \t]*(?:[–—]|[-–—][-–— ]*[-–—]|[.…][.…]+|…|[*_=~+]{3,})[ \t]*")
"""A line that closes the block at the top of a page, or is meant to."""

_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
"""What nobody can see of ASCII."""

MAKERS = (
    "catalogues",
    "characters",
    "colours",
    "fields",
    "filenames",
    "files",
    "ledger",
    "load",
    "longlist",
    "model",
    "records",
    "remembered",
    "static_files",
    "yamlfile",
    "yamlreader",
    "yamltree",
)
"""The modules of ours that make what is remembered of a text."""

_OF_CATALOGUES = (Read, Message)
"""The nouns that a catalogue is made of."""

_RUN = 200
"""How many schools are read in one go: more need more memory at a time, fewer more time."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """SITE as far as it could be read; COMPLETE is false where a whole data file could not be."""

    site: Site
    problems: tuple[Problem, ...]
    complete: bool
    texts: Mapping[str, str]  # the words of each file, line for line as its editor sees them


def load(
    files: Files, static: Iterable[Path] = (), memory: Memory | None = None, templates: Path | None = None
) -> Loaded:
    """Reads content/ and data/ of FILES, and the STATIC folders, of which the first wins; looks at the TEMPLATES.

    What MEMORY holds of a text is not made again. Only texts without a mistake are remembered.
    """
    return _Loader(files, memory or Memory()).load(static, templates)


class _Loader:
    def __init__(self, files: Files, memory: Memory) -> None:
        self.files = files
        self.trees = memory.shelf("trees", MAKERS)
        self.entries = memory.shelf("schools", MAKERS)
        self.catalogues = memory.shelf("catalogues", MAKERS, ("babel",))
        self.problems: list[Problem] = []
        self.complete = True
        self.texts: dict[str, str] = {}
        self.asked: set[str] = set()  # the files of data/ that the site can have

    def load(self, static: Iterable[Path], templates: Path | None) -> Loaded:
        site = Site(settings=self._settings())
        site = self._schools(site)
        site = replace(
            site,
            sources=tuple(read_source(fields) for fields in self._records("sources", "sources", "source")),
            facts=tuple(read_fact(fields) for fields in self._records("facts", "facts", "fact")),
            contacts=tuple(read_contact(fields) for fields in self._records("contacts", "contacts", "contact")),
            terms=tuple(read_term(fields) for fields in self._records("glossary", "terms", "term")),
            corrections=tuple(
                read_correction(fields) for fields in self._records("corrections", "corrections", "correction")
            ),
        )
        log = [read_logged_change(fields) for fields in self._records("changes", "changes", "change")]
        log.sort(key=lambda change: change.day, reverse=True)
        site = replace(site, log=tuple(log), published=self._published())
        if reform := self._data("reform", required=False):
            site = replace(site, reform=read_reform(reform))
        if words := self._data("words", required=False):
            site = replace(
                site,
                house_words=tuple(read_house_word(fields) for fields in words.records("words", "house word")),
                also_right=words.texts("also_right"),
            )
            words.done()
        if access := self._data("accessibility", required=False):
            site = replace(
                site,
                access_checks=tuple(read_access_check(fields) for fields in access.records("checks", "check")),
                access_gaps=tuple(read_access_gap(fields) for fields in access.records("gaps", "gap")),
            )
            access.done()
        site = replace(site, catalogues=tuple(self._catalogues(site.settings)))
        self._refuse_unread_data()
        pages, fragments, translations, files = self._content(site.settings)
        others, problems = read_static(static)
        self.problems += [*problems, *(odd_templates(templates) if templates else ())]
        files += others
        self._refuse_twins(files)
        site = replace(site, pages=pages, fragments=fragments, translations=translations, files=tuple(files))
        return Loaded(site, tuple(self.problems), self.complete, self.texts)

    # ---- data/*.yaml

    def _data(self, name: str, *, required: bool) -> Fields | None:
        """The mapping at the top of data/NAME.yaml."""
        text = self._data_text(name, required=required)
        return None if text is None else self._data_in(text, name)

    def _data_text(self, name: str, *, required: bool) -> str | None:
        file = f"data/{name}.yaml"
        self.asked.add(file)
        before = len(self.problems)
        read = self._read(file)
        if read is None:
            is_there = len(self.problems) > before
            self.complete = self.complete and not is_there and not required
            if required and not is_there:
                self.problems.append(whole_file(file, "This file is missing, and the site needs it."))
            return None
        text = self._text(read, file)
        if text is None:
            self.complete = False
        return text

    def _data_in(self, text: str, name: str) -> Fields | None:
        file = f"data/{name}.yaml"
        node, problems = self._parsed(text, file)
        self.problems += problems
        if isinstance(node, YamlMapping):
            return Fields(node, f"{name} file", self.problems)
        self.complete = False
        if not problems:
            says = "This file is empty." if node is None else "This file must begin with a name and a colon."
            self.problems.append(Problem(Place(file, 1), "wrong-type", says))
        return None

    def _parsed(self, text: str, file: str, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
        """As `parse`, which is not asked where TEXT is remembered."""
        key = key_of(text)
        kept = self.trees.get(key)
        if kept is not None:
            return unpacked(kept, file, first_line), []
        node, problems = parse(text, file, first_line)
        if node is not None and not problems:
            self.trees.put(key, packed(node, first_line))
        return node, problems

    def _refuse_unread_data(self) -> None:
        """Notes what lies in data/ and is never read: its name is misspelt, or it belongs elsewhere."""
        for entry in self.files.entries("data"):
            if entry.fault:
                self.problems.append(not_let(entry.name, entry.fault))
            elif entry.is_link:
                self.problems.append(is_link(entry.name))
            elif entry.name not in self.asked and not is_litter(entry.name):
                stems = {PurePath(name).stem: name for name in self.asked}
                near = stems.get(nearest(PurePath(entry.name).stem, stems), "")
                says = "Nobody reads this file: its name is none that the site knows."
                fix = f'Did you mean "{near}"?' if near else "Take it out of data/."
                if entry.name.endswith(".po"):
                    says = "Nobody reads this file: it is of a language that the site does not have."
                    fix = "Write the language under languages: in data/site.yaml, or take the file out of data/."
                self.problems.append(whole_file(visible(entry.name), says, fix, "file-name"))

    def _records(self, name: str, key: str, what: str) -> list[Fields]:
        """The records under KEY, the only key of data/NAME.yaml; none where there is no such file."""
        data = self._data(name, required=False)
        if data is None:
            return []
        records = data.records(key, what)
        data.done()
        return records

    def _settings(self) -> Settings:
        data = self._data("site", required=True)
        if data is None:
            nowhere = Places(Place("data/site.yaml"))
            return Settings("", "", "", "en-GB", "preview", "", "", "", 0, REVIEW_SOON, REVIEW_LATE, nowhere)
        settings = Settings(
            name=data.text("name", required=True),
            description=data.text("description", required=True),
            address=_site_address(data),
            language=_language(data),
            status=data.choice("status", ("preview", "live"), required=True, otherwise="preview"),
            place=data.text("place", required=True),
            council=data.text("council", required=True),
            owner=data.text("owner", required=True),
            review_soon=data.whole("review_soon", otherwise=REVIEW_SOON, most=LONGEST_TIME),
            review_late=data.whole("review_late", otherwise=REVIEW_LATE, most=LONGEST_TIME),
            owner_contact=data.text("owner_contact"),
            cluster_count=data.whole("cluster_count", otherwise=0),
            group=_group(data),
            team_name=data.text("team_name", most=60),
            register_name=data.text("register_name"),
            register_link=_register_link(data),
            team=data.texts("team"),
            menu=data.texts("menu"),
            footer=data.texts("footer"),
            doors=data.texts("doors"),
            stop_for=data.texts("stop_for"),
            edit_link=_edit_link(data),
            pdf=data.flag("pdf"),
            compress=data.flag("compress"),
            offline=data.flag("offline", otherwise=True),
            short_name=data.text("short_name", most=16),
            security_contact=_security_contact(data),
            language_name=data.text("language_name", most=40),
            languages=tuple(_languages(data)),
            publish_unreviewed=data.flag("publish_unreviewed"),
            colour=_colour(data),
            at=data.at,
        )
        data.done()
        return settings

    def _catalogues(self, settings: Settings) -> Iterator[Catalogue]:
        """What each language has of the words around pages; a language without such a file has none yet."""
        for language in settings.languages:
            file = catalogue_file(language.code)
            self.asked.add(file)
            if language.gone:
                continue  # what is left of it may stay
            read = self._read(file)
            text = None if read is None else self._text(read, file)
            if read is not None:
                found = (self._catalogue(text, file) if text is not None else None) or Read()
                names = (found.translated_by, found.reviewed_by, found.reviewed_on)
                yield Catalogue(language, found.messages, found.words, Places(Place(file, 1)), *names)

    def _catalogue(self, text: str, file: str) -> Read | None:
        """As `read_catalogue`, which is not asked where TEXT is remembered; what is wrong is noted."""
        key = key_of(file, text)
        if kept := self.catalogues.get(key):
            read: Read = whole(kept[0], _OF_CATALOGUES)
            return replace(read, reviewed_on=date.fromordinal(kept[1]) if kept[1] else None)
        found, problems = read_catalogue(text, file)
        self.problems += problems
        if found and not problems:
            day = found.reviewed_on.toordinal() if found.reviewed_on else 0
            self.catalogues.put(key, (plain(replace(found, reviewed_on=None), _OF_CATALOGUES), day))
        return found

    def _schools(self, site: Site) -> Site:
        text = self._data_text("schools", required=True)
        if text is None:
            return site
        in_parts = self._schools_in_parts(text)
        data, schools, problems = in_parts or (self._data_in(text, "schools"), None, [])
        if data is None:
            return site
        site = replace(
            site,
            areas=tuple(read_area(fields) for fields in data.records("areas", "area")),
            clusters=tuple(
                cluster for fields in data.records("clusters", "cluster") if (cluster := read_cluster(fields))
            ),
        )
        if schools is None:
            schools = [read_school(fields) for fields in data.records("schools", "school")]
        else:
            data.records("schools", "school")  # asked for, so that it is not taken for a name that nobody knows
        self.problems += problems
        kinds = tuple(read_kind(fields) for fields in data.records("not_in_clusters", "kind of setting"))
        data.done()
        return replace(site, schools=tuple(schools), kinds=kinds)

    def _schools_in_parts(self, text: str) -> tuple[Fields, list[School], list[Problem]] | None:
        """What is in data/schools.yaml besides the schools, the schools, and what is wrong with those.

        They are read a few at a time, and those that are remembered not at all. None where TEXT must be read whole.
        """
        long = cut(text, "schools")
        if long and len(long.entries) > MOST_RECORDS:
            return None
        node = frame(long, SCHOOLS, self._parsed) if long else None
        listed = _Listed(self.entries, SCHOOLS).read(long) if long and node else None
        if node is None or listed is None:
            self.entries.keep_all()  # a mistake in one entry is no reason to forget the others
            return None
        return Fields(node, "schools file", self.problems), *listed

    def _published(self) -> tuple[Published, ...]:
        """Every address that ever was; none where there is no such file yet."""
        self.asked.add(LEDGER)
        read = self._read(LEDGER)
        text = None if read is None else self._text(read, LEDGER)
        if text is None:
            return ()
        key = key_of(LEDGER, text)
        published, problems = read_ledger(text, sound=self.trees.get(key) is not None)
        if not problems:
            self.trees.put(key, True)
        self.problems += problems
        return published

    # ---- content/

    def _content(
        self, settings: Settings
    ) -> tuple[tuple[Page, ...], tuple[Fragment, ...], tuple[Translation, ...], list[File]]:
        pages: list[Page] = []
        fragments: list[Fragment] = []
        translations: list[Translation] = []
        files: list[File] = []
        codes = {language.code: language.gone for language in settings.languages}
        entries = list(self.files.entries("content"))
        if not entries:
            self.complete = False
            self.problems.append(whole_file("content", "The folder content/ is missing, and the site needs it."))
        for entry in entries:
            file, inside = entry.name, entry.name.removeprefix("content/")
            if entry.fault:
                self.problems.append(not_let(file, entry.fault))
            elif entry.is_link:
                self.problems.append(is_link(file))
            elif is_litter(inside):
                continue
            elif not file.endswith(".md"):
                files += self._file(entry, f"/{inside}")
            elif not is_page_name(inside[: -len(".md")]):
                self.problems.append(self._bad_name(file, inside[: -len(".md")]))
            elif (text := self._page_text(file)) is None:
                continue
            elif inside.startswith("parts/"):
                fragments.append(Fragment(inside[len("parts/") : -len(".md")], text, 1, Places(Place(file, 1))))
            elif inside.partition("/")[0] in codes:
                code, _, name = inside[: -len(".md")].partition("/")
                translations += [] if codes[code] else self._translation(text, file, code, name)
            else:
                pages += self._page(text, file, inside[: -len(".md")])
        return tuple(pages), tuple(fragments), tuple(translations), files

    def _page_text(self, file: str) -> str | None:
        read = self._read(file)
        text = None if read is None else self._text(read, file)
        if text is not None and (lines := text.count("\n")) > _MOST_LINES:
            says = f"This page has {lines:,} lines, and {_MOST_LINES:,} are more than anybody reads."
            self.problems.append(whole_file(file, says, "Divide it into several pages.", "file-size"))
            return None
        return text

    def _page(self, text: str, file: str, name: str) -> list[Page]:
        problems_before = len(self.problems)
        head, body, body_line = self._front_matter(text, file)
        if head is None:
            return [Page(name, page_address(name), name, "", body, body_line, Places(Place(file)), sound=False)]
        page = Page(
            name=name,
            address=page_address(name),
            title=head.text("title", required=True, most=120),
            description=head.text("description", most=300),
            layout=head.choice("layout", LAYOUTS, otherwise="explainer"),
            short=head.text("short", most=40),
            related=head.texts("related"),
            tags=head.texts("tags"),
            checked=head.day("checked"),
            review_by=head.day("review_by"),
            reviewed_by=head.text("reviewed_by"),
            reviewed_on=head.day("reviewed_on"),
            draft=head.flag("draft"),
            publish_on=head.day("publish_on"),
            expire_on=head.day("expire_on"),
            former_addresses=head.addresses("former_addresses"),
            body=body,
            body_line=body_line,
            at=head.at,
        )
        head.done()
        return [replace(page, sound=len(self.problems) == problems_before)]

    def _translation(self, text: str, file: str, code: str, name: str) -> list[Translation]:
        """The page or fragment NAME in the language CODE; none where its top block cannot be read."""
        head, body, body_line = self._front_matter(text, file)
        if head is None:
            return []
        page: Page | Fragment
        if name.startswith("parts/"):
            page = Fragment(name.removeprefix("parts/"), body, body_line, head.at)
        else:
            page = Page(
                name=name,
                address=page_address(name),
                title=head.text("title", required=True, most=120),
                description=head.text("description", most=300),
                short=head.text("short", most=40),
                body=body,
                body_line=body_line,
                at=head.at,
            )
        made_from = head.record("made_from", "list of sections")
        translation = Translation(
            code,
            page,
            made_from={key: made_from.text(key) for key in made_from.node.entries} if made_from else {},
            translated_by=head.text("translated_by", required=True),
            reviewed_by=head.text("reviewed_by"),
            reviewed_on=head.day("reviewed_on"),
        )
        head.done()
        return [translation]

    def _refuse_twins(self, files: Iterable[File]) -> None:
        """Notes files whose names differ in capitals only: on Windows and macOS they are one file."""
        found: dict[str, File] = {}
        for file in files:
            first = found.setdefault(file.address.casefold(), file)
            if first.address != file.address:
                says = (
                    f"{first.at.record} has the same name but for capitals, and many computers have only one of them."
                )
                fix = "Give one of them another name."
                self.problems.append(whole_file(file.at.record.file, says, fix, "file-name"))

    def _bad_name(self, file: str, name: str) -> Problem:
        file = visible(file)
        original = _COPY.sub("", name)
        if original != name and any(entry.name == f"content/{original}.md" for entry in self.files.entries("content")):
            says = f"This looks like a copy of content/{original}.md, made by the computer."
            return whole_file(
                file, says, "Keep the one with the right words, under the name without additions.", "file-name"
            )
        says = "A page's file name becomes its address, so it can only have small letters, digits and hyphens."
        right = "/".join(slugify(part) or "page" for part in original.split("/"))
        if right == name:
            says = "A page's file name becomes its address; this one is too long, or Windows keeps it for itself."
            return whole_file(file, says, "Give it another name.", "file-name")
        return whole_file(file, says, f"Rename it to content/{right}.md", "file-name")

    def _front_matter(self, text: str, file: str) -> tuple[Fields | None, str, int]:
        """The block between --- lines, the Markdown after it, and the line on which that begins."""
        lines = text.split("\n")
        start, end, problem = find_front_matter(lines, file)
        if problem:
            self.problems.append(problem)
            return None, text, 1
        node, problems = self._parsed("\n".join(lines[start + 1 : end]), file, first_line=start + 2)
        self.problems += problems
        body = "\n".join(lines[end + 1 :])
        if not isinstance(node, YamlMapping):
            if not problems:
                says = "The block at the top of the page is empty."
                self.problems.append(Problem(Place(file, start + 1), "front-matter", says, "Give it a line: title: …"))
            return None, body, end + 2
        return Fields(node, "page", self.problems), body, end + 2

    def _file(self, entry: Entry, address: str) -> list[File]:
        file = visible(entry.name)
        name = file.rpartition("/")[2]
        if name.lower().endswith(TEXTS):
            right = slugify(name.rpartition(".")[0].removesuffix(".md")) or "page"
            says = f'"{name}" is no page yet: the name of a page ends in .md.'
            fix = f"Rename it to {right}.md if it is a page; else take it out of content/."
            self.problems.append(whole_file(file, says, fix, "file-type"))
            return []
        if not name.lower().endswith(PICTURES):
            says = f'"{name}" is neither a page (.md) nor a picture ({", ".join(PICTURES)}).'
            self.problems.append(whole_file(file, says, "Take it out of content/.", "file-type"))
            return []
        if not is_file_name(address.removeprefix("/")):
            says = "A picture's file name becomes its address, so it can only have letters, digits and hyphens."
            right = suggested_name(address.removeprefix("/"))
            self.problems.append(whole_file(file, says, f"Rename it to content/{right}", "file-name"))
            return []
        if entry.size > LARGEST_PICTURE:
            self.problems.append(too_large(file, entry.size, LARGEST_PICTURE))
            return []
        read = self._read(file)
        return [] if read is None else [File(address, read, Places(Place(file)))]

    def _read(self, file: str) -> bytes | None:
        """What FILE holds; None where it is not there, or, with a problem noted, cannot be read."""
        try:
            return self.files.read(file)
        except OSError as error:
            self.problems.append(unread(file, error))
            return None

    def _text(self, data: bytes, file: str) -> str | None:
        """The words of a file, with plain line ends; None, with a problem noted, where it has none."""
        if len(data) > most_of(file):
            self.problems.append(too_large(file, len(data), most_of(file)))
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            says = "There is a character here that was not saved as UTF-8."
            self.problems.append(
                Problem(Place(file, line), "encoding", says, 'Save the file again with "UTF-8" chosen.')
            )
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        seen = _is_seen(data)
        text = text if seen else UNSEEN.sub("", text)
        if bad := None if seen else UNPRINTABLE.search(text):
            line = text.count("\n", 0, bad.start()) + 1
            says = f"There is a character here that cannot be seen or printed (U+{ord(bad[0]):04X})."
            self.problems.append(Problem(Place(file, line), "encoding", says, "Delete it and type the line again."))
            return None
        self.texts[file] = text
        return text


class _Listed:
    """Reads the schools of a long list, in their order."""

    def __init__(self, shelf: Shelf, file: str) -> None:
        self.shelf = shelf
        self.file = file
        self.shared: Shared = {}
        self.schools: list[School] = []
        self.problems: list[Problem] = []

    def read(self, long: LongList) -> tuple[list[School], list[Problem]] | None:
        """The schools and what is wrong with them; None where the file must be read whole."""
        line = long.first_line
        waiting: list[tuple[int, str]] = []  # entries that are not remembered, with their first lines
        for entry in long.entries:
            kept = self.shelf.get(key_of(entry))
            if waiting and (kept is not None or len(waiting) == _RUN):
                if not self._read_run(waiting):
                    return None
                waiting = []
            if kept is None:
                waiting.append((line, entry))
            else:
                self.schools.append(unpacked_school(kept, self.file, line, self.shared))
            line += entry.count("\n")
        if waiting and not self._read_run(waiting):
            return None
        return self.schools, self.problems

    def _read_run(self, run: list[tuple[int, str]]) -> bool:
        """Reads the entries of RUN, which follow each other; False where they cannot be read apart from the rest."""
        text = "".join(entry for _, entry in run)
        items = items_of(text, [line for line, _ in run], self.file, _parse_listed)
        if items is None:
            return False
        for (line, entry), item in zip(run, items, strict=True):
            before = len(self.problems)
            school = read_school(Fields(item, "school", self.problems))
            if len(self.problems) == before:
                kept = packed_school(school, line, self.shared)
                self.shelf.put(key_of(entry), kept)
                school = unpacked_school(kept, self.file, line, self.shared)
            self.schools.append(school)
        return True


def _parse_listed(text: str, file: str, first_line: int) -> tuple[Node | None, list[Problem]]:
    """As `parse`, of a list that stands below a name."""
    return parse(text, file, first_line, depth=1)


def _site_address(data: Fields) -> str:
    """Where the site is: a web address to which the addresses of its pages can be joined."""
    value = data.link("address").rstrip("/")
    if "?" in value or "#" in value:
        says = "address is where the site begins, so that nothing with ? or # can stand in it."
        data.problem("address", says, "address: https://www.example.org")
        return ""
    return value


def _language(data: Fields) -> str:
    value = data.text("language", required=True)
    if value and not _LANGUAGE.fullmatch(value):
        says = f'language "{value}" is not the short name of a language.'
        data.problem("language", says, "It looks like this: language: en-GB")
        return "en-GB"
    return value


def _group(data: Fields) -> Group:
    """What clusters are called; as in this program where nothing is said."""
    fields = data.record("group", "group")
    if fields is None:
        return Group()
    one, many = (fields.text(key, required=True, most=40) for key in ("one", "many"))
    a, title, folder = fields.text("a", most=45), fields.text("title", most=60), fields.slug("folder")
    fields.done()
    group = group_of(one, many, a, title, folder)
    if one and not group.a.casefold().startswith(("a ", "an ")):
        fields.problem("a", f'a is "{one}" with "a" or "an" before it.', f"a: an {one}")
    if not re.fullmatch(r"[^{}]*(?:\{(?:number|name)\}[^{}]*)+", group.title):
        says = "title must have {number} or {name} in it, where those of a cluster go, and no other braces."
        fields.problem("title", says, "It looks like this: title: Cluster {number}")
        return Group()
    words = {"one": one, "many": many, "a": a, "title": re.sub(r"\{\w+\}", "", title)}
    for key, said in words.items():
        if unfit := UNFIT.search(said):
            fields.problem(key, f"{key} cannot have {unfit[0]} in it.", "Write it in letters only.")
            return Group()
    if folder in TAKEN_FOLDERS:
        says = f'Their pages cannot stand in the folder "{folder}", because other things do.'
        fields.problem("folder", says, "Write another one.")
    return group if one and many else Group()


def _languages(data: Fields) -> Iterator[Language]:
    """The languages in which the site can be read besides its own, each with another code."""
    codes: dict[str, Place] = {}
    for fields in data.records("languages", "language"):
        code = fields.text("code", required=True)
        language = Language(
            code=code,
            name=fields.text("name", required=True, most=40),
            rtl=fields.choice("direction", ("ltr", "rtl"), otherwise="ltr") == "rtl",
            gone=fields.flag("gone"),
            at=fields.at,
        )
        fields.done()
        if code and not _CODE.fullmatch(code):
            says = f'"{code}" is not the short name of a language in small letters.'
            fields.problem("code", says, "Look it up in the list of BCP 47. It looks like this: code: ur")
        elif code in codes:
            fields.problem("code", f'The language "{code}" stands in line {codes[code].line} already.', "Take one out.")
        elif code and language.name:
            codes[code] = fields.at.record
            yield language


def _register_link(data: Fields) -> str:
    """Where a school stands in the official register, with {urn} where its number goes."""
    value = data.text("register_link")
    if value and not is_web_address(value.replace("{urn}", "100000")):
        says = (
            "register_link must be a web address that starts with https:// and has {urn} where a school's number goes."
        )
        data.problem("register_link", says, "register_link: https://www.example.org/schools/{urn}")
        return ""
    return value


def _colour(data: Fields) -> str:
    """A colour that white letters can stand on, as six hexadecimal digits in small letters."""
    value = data.text("colour").casefold()
    if not value:
        return ""
    if not re.fullmatch("#[0-9a-f]{6}", value):
        says = f'colour "{value}" is none that can be read.'
        data.problem("colour", says, 'It looks like this, in quotation marks: colour: "#0d4a45"')
        return ""
    if contrast_with_white(value) < LEAST_CONTRAST:
        says = f"White letters on the colour {value} are hard to read."
        data.problem(
            "colour", says, f'This shade is dark enough: colour: "{darker(value)}"', swap=Swap(value, darker(value))
        )
        return ""
    return value


def _edit_link(data: Fields) -> str:
    """Where the file of a page can be changed: on https, with {file} where its name goes."""
    value = data.text("edit_link")
    if value and not (
        "{file}" in value and value.startswith("https://") and is_web_address(value.replace("{file}", ""))
    ):
        says = "edit_link must be a web address that starts with https:// and has {file} where a file's name goes."
        data.problem("edit_link", says, "edit_link: https://www.example.org/edit/{file}")
        return ""
    return value


def _security_contact(data: Fields) -> str:
    """Who is told of a hole in the site, as security.txt needs it: mailto: with an email, or an address on https."""
    value = data.text("security_contact")
    if is_email_address(value):
        says = "security_contact needs mailto: before an email, because programs read it."
        data.problem("security_contact", says, swap=Swap(value, f"mailto:{value}"))
        return ""
    link = value.startswith("https://") and is_web_address(value)
    if value and not link and not is_email_address(value.removeprefix("mailto:")):
        says = "security_contact must be an email after mailto:, or a web address that starts with https://."
        data.problem("security_contact", says, "security_contact: mailto:help@example.org")
        return ""
    return value


def _is_seen(data: bytes) -> bool:
    """Whether each character of DATA is one of ASCII that can be seen. The longest files are like that."""
    return data.isascii() and len(data.translate(None, _CONTROLS)) == len(data)


def find_front_matter(lines: list[str], file: str) -> tuple[int, int, Problem | None]:
    """The indices of the two lines of --- in LINES, or what is wrong with them. Empty lines may stand above."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != "---":
        if problem := _nearly_a_fence(lines, start, file):
            return 0, 0, problem
        says = "A page begins with a block that gives its title, between two lines of ---."
        return 0, 0, Problem(Place(file, start + 1), "front-matter", says, "Copy the block from another page.")
    end = next((index for index in range(start + 1, len(lines)) if _FENCE.fullmatch(lines[index])), 0)
    if not end:
        says = "The block at the top of the page begins here with --- and is never closed."
        fix = "Add a line of --- below its last line."
        return 0, 0, Problem(Place(file, start + 1), "front-matter", says, fix)
    return start, end, None if lines[end].rstrip() == "---" else _nearly_a_fence(lines, end, file)


def _nearly_a_fence(lines: list[str], index: int, file: str) -> Problem | None:
    line = lines[index].rstrip()
    if not _FENCE.fullmatch(line):
        return None
    says = f'The block at the top of the page stands between two lines of ---, and this line is "{line}".'
    return Problem(Place(file, index + 1), "front-matter", says, "Write three hyphens.", swap=Swap(line, "---"))


def page_address(name: str) -> str:
    """The address of content/NAME.md: "404" → "/404.html", "guides/index" → "/guides/"."""
    if name == "404":
        return "/404.html"
    path = "" if name == "index" else name.removesuffix("/index")
    return f"/{path}/" if path else "/"
