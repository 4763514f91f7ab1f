"""The nouns of the site. No reading, no writing, nothing of ours imported.

Every value that a person typed knows where: records carry `at`, their file and lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

CONFIDENCES = ("confirmed", "published by a school", "unconfirmed")
"""How sure we are of a school's details or cluster, surest first."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file that people edit. `file` is relative to the root, with slashes; line 0: all of it."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file

    @property
    def exact(self) -> str:
        """With the column where it is known, as editors open it: "content/find.md:12:8"."""
        return f"{self}:{self.column}" if self.line and self.column else str(self)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a record stands: the place of the record, and of each of its values by key ("menu", "menu.0")."""

    record: Place
    keys: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, key: str) -> Place:
        return self.keys.get(key, self.record)

    def item(self, key: str, index: int) -> Place:
        """The place of one value of the list KEY; a single value may stand without the list."""
        return self.keys.get(f"{key}.{index}") or self.of(key)


@dataclass(frozen=True, slots=True, eq=False)
class Spots(Mapping[str, Place]):
    """The places of the values of a record that begins on `line`, made when somebody asks.

    Thousands of records are laid out alike: they share one `table`.
    """

    file: str
    line: int
    table: Mapping[str, tuple[int, int]]  # key → (lines below the first of the record, column)

    def __getitem__(self, key: str) -> Place:
        below, column = self.table[key]
        return Place(self.file, self.line + below, column)

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)


@dataclass(frozen=True, slots=True)
class Swap:
    """A mend that needs no thought: OLD, which stands on the line of a problem, becomes NEW."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in content or data, said to the person who can mend it.

    `says` is a whole sentence; `fix` a whole sentence, or what to write instead.
    """

    at: Place
    rule: str
    says: str
    fix: str = ""
    advice: bool = False  # worth an editor's time, and no reason to stop the site
    swap: Swap | None = None
    paste: str = ""  # the whole line as it should be, where SWAP says how

    def __str__(self) -> str:
        return f"{self.at.exact}: {self.says}" + (f" {self.fix}" if self.fix else "")


# ---------------------------------------------------------------- evidence


@dataclass(frozen=True, slots=True)
class ClusterList:
    """The schools of a cluster as one source lists them, each by its URN or by a name."""

    cluster: int
    schools: tuple[str, ...]
    at: Places = field(compare=False)  # the same list further down is the same list


@dataclass(frozen=True, slots=True)
class Source:
    """A document that statements rest on. Source: data/sources.yaml."""

    id: str
    title: str
    publisher: str
    seen: date  # the day we read it
    at: Places
    link: str = ""
    date: str = ""  # of the document, in words
    licence: str = ""
    note: str = ""
    lists: tuple[ClusterList, ...] = ()  # where it says which schools are in a cluster


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who says so, when we checked, how sure we are."""

    sources: tuple[str, ...]  # ids of Sources
    checked: date
    confidence: str  # one of CONFIDENCES


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement, cited by id wherever a page makes it. Source: data/facts.yaml."""

    id: str
    text: str
    source: str  # a Source's id
    checked: date
    review_by: date
    confidence: str  # A: the instrument or statement itself was read; B: a reliable second source was
    at: Places
    law: str = ""
    link: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phone:
    number: str  # as people write it, with spaces
    note: str = ""

    @property
    def dialled(self) -> str:
        """The form for `tel:` links: +44 and digits only."""
        digits = "".join(char for char in self.number if char.isdigit())
        return "+44" + digits[1:] if digits.startswith("0") else digits


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone whom a parent can ask. Source: data/contacts.yaml."""

    id: str
    name: str
    what: str
    checked: date
    review_by: date
    at: Places
    source: str = ""  # a Source's id
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    website: str = ""
    unknown: str = ""  # what we could not find out, said openly


@dataclass(frozen=True, slots=True)
class Term:
    """A word explained. Source: data/glossary.yaml."""

    term: str
    slug: str
    meaning: str
    at: Places
    full: str = ""  # what the letters of an abbreviation stand for
    formerly: tuple[str, ...] = ()
    see: str = ""  # the page that tells more


@dataclass(frozen=True, slots=True)
class HouseWord:
    """Words that this site does not use, and what it writes instead. Source: data/words.yaml."""

    instead: Mapping[str, str]  # what to avoid → what to write
    why: str
    at: Places
    but_not: tuple[str, ...] = ()  # phrases in which what is avoided is right
    stop: bool = False  # a parent would be misled, so nothing is published with it


@dataclass(frozen=True, slots=True)
class Reform:
    """What we know of a law that may change. Source: data/reform.yaml."""

    tag: str  # of the facts that it touches
    laws: tuple[str, ...]  # the laws that may change, as facts name them
    text: str  # what parents read
    source: str  # a Source's id
    checked: date
    warn_after: int  # days after `checked`
    stop_after: int  # days after `checked`
    look_at: str  # what a volunteer does to check it again
    at: Places


@dataclass(frozen=True, slots=True)
class Correction:
    """A mistake that we published, and mended. Source: data/corrections.yaml."""

    day: date
    was: str
    now: str
    at: Places
    page: str = ""  # the name of the page on which it stood; empty where it stood on several


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """What changed in the record of a school or a cluster, as the public log says it. Source: data/changes.yaml."""

    day: date  # on which it was published
    says: str  # a whole sentence
    at: Places
    schools: tuple[str, ...] = ()  # the slugs of those that it is about
    clusters: tuple[str, ...] = ()  # the numbers of those that it is about


class Published(NamedTuple):
    """An address that somebody may have kept or printed, so that it answers for ever. Source: data/addresses.txt.

    A tuple, since there are ten times as many as of anything else.
    """

    address: str  # "/schools/hill-school/", "/data/facts.json"
    day: date  # of its first publication
    line: int

    @property
    def at(self) -> Place:
        return Place("data/addresses.txt", self.line, 1)


@dataclass(frozen=True, slots=True)
class AccessCheck:
    """What was looked at to see whether everybody can use the site. Source: data/accessibility.yaml."""

    what: str
    how: str
    found: str
    day: date
    at: Places


@dataclass(frozen=True, slots=True)
class AccessGap:
    """A part that not everybody can use yet. Source: data/accessibility.yaml."""

    what: str
    why: str
    instead: str  # what to use or do until it is mended
    until: str  # when it will be mended; empty where nobody knows
    at: Places


# ---------------------------------------------------------------- schools


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the district that holds several clusters. Source: data/schools.yaml."""

    slug: str
    name: str
    at: Places


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of schools. Source: data/schools.yaml."""

    number: int  # which tells it from the others, in the data and in its address
    at: Places
    name: str = ""
    area: str = ""  # an Area's slug; empty where no source states it


@dataclass(frozen=True, slots=True)
class Group:
    """What clusters are called here: localities, families of schools. Source: data/site.yaml.

    In this program and in its files they are clusters everywhere.
    """

    one: str = "cluster"
    many: str = "clusters"
    a: str = "a cluster"  # `one` with its article
    title: str = "Cluster {number}"  # of one of them, with its {number} or its {name}
    folder: str = "clusters"  # in which their pages stand

    @property
    def is_named(self) -> bool:
        """Whether people know one by its name, and not by its number."""
        return "{number}" not in self.title

    def in_order(self, clusters: Iterable[Cluster]) -> list[Cluster]:
        """CLUSTERS as people look for them: by name where they have no other, else by number."""
        return sorted(clusters, key=lambda each: (each.name.casefold() if self.is_named else "", each.number))

    def title_of(self, cluster: Cluster, name: str = "") -> str:
        """What CLUSTER is called in a sentence: "Cluster 14", "Hilltop Partnership". NAME: its name as it is shown."""
        return self.title.replace("{number}", str(cluster.number)).replace("{name}", name or cluster.name)

    def heading_of(self, cluster: Cluster, name: str = "") -> str:
        """The same with its name in any case: "Cluster 14: Hilltop", "Hilltop Partnership"."""
        title, name = self.title_of(cluster, name), name or cluster.name
        return f"{title}: {name}" if name and "{name}" not in self.title else title


@dataclass(frozen=True, slots=True)
class School:
    """One mainstream school as its parents know it. Source: data/schools.yaml."""

    name: str  # official
    slug: str  # the last part of its address; permanent once published
    details: Evidence
    at: Places
    urn: str = ""  # six digits, never reused; empty where no source gives it
    cluster: int | None = None  # None where no source states it
    membership: Evidence | None = None  # for `cluster`
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    phase: str = ""
    type: str = ""
    locality: str = ""
    town: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    website: str = ""
    note: str = ""  # what a parent should know of its details
    doubt: str = ""  # why we are not sure that it is still open; stands in the answer itself
    closed: date | None = None  # the day from which on it is no longer a school
    merged_into: str = ""  # the slug of the school that took it over
    former_addresses: tuple[str, ...] = ()  # that lead here still: "/schools/old-name/"

    def is_closed(self, today: date) -> bool:
        """Whether it is no longer a school on TODAY."""
        return self.closed is not None and today >= self.closed

    @property
    def place_name(self) -> str:
        """Where it is, as people say it: "Hilltop, Milltown"; empty where unknown."""
        return ", ".join(dict.fromkeys(part for part in (self.locality, self.town) if part))


@dataclass(frozen=True, slots=True)
class Setting:
    """A place of learning that is in no cluster. Source: data/schools.yaml."""

    name: str
    slug: str
    details: Evidence
    at: Places
    urn: str = ""
    former_names: tuple[str, ...] = ()
    town: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SettingKind:
    """A kind of setting that is in no cluster, and why. Source: data/schools.yaml."""

    id: str
    name: str  # plural, a heading: "Special schools"
    reason: str
    at: Places
    settings: tuple[Setting, ...] = ()


# ---------------------------------------------------------------- pages


@dataclass(frozen=True, slots=True)
class Page:
    """A page that people write. Source: content/NAME.md; the file's name is its address."""

    name: str  # "what-is-a-cluster", "guides/first-steps"
    address: str  # "/what-is-a-cluster/"
    title: str
    description: str  # empty: the plan takes the first words of the body
    body: str  # Markdown
    body_line: int  # the line of its file on which the body begins
    at: Places
    layout: str = "explainer"
    short: str = ""  # for menus
    related: tuple[str, ...] = ()  # names of other pages
    tags: tuple[str, ...] = ()  # as those of facts: what the page is about even where it cites none
    checked: date | None = None
    review_by: date | None = None
    reviewed_by: str = ""  # the adviser who knows the law and read it
    reviewed_on: date | None = None
    draft: bool = False  # shown in the preview only
    publish_on: date | None = None  # the first day on which parents see it
    expire_on: date | None = None  # the first day on which they no longer do
    former_addresses: tuple[str, ...] = ()  # that lead here still: "/old-name/"
    sound: bool = True  # False where its top block has problems: nothing more is to be concluded from it
    standing: str = ""  # one of STANDINGS, where it is shown in another language; empty where it is not

    def is_visible(self, today: date) -> bool:
        """Whether parents can read it on TODAY."""
        return not self.draft and not self.is_coming(today) and not self.is_over(today)

    def is_coming(self, today: date) -> bool:
        return self.publish_on is not None and today < self.publish_on

    def is_over(self, today: date) -> bool:
        return self.expire_on is not None and today >= self.expire_on


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words that stand inside pages made from data. Source: content/parts/NAME.md."""

    name: str
    body: str
    body_line: int
    at: Places


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which the site can be read besides its own. Source: data/site.yaml."""

    code: str  # of BCP 47, such as "ur"; its pages begin with it: "/ur/find/"
    name: str  # as those call it who speak it
    at: Places
    rtl: bool = False  # whether it is written from right to left
    gone: bool = False  # whether it was on the site once and is no more: its addresses lead on

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the interface or of the data, and what it is in a language."""

    line: int  # of its file
    says: str  # as the site's own language has it
    plural: str  # the same of several; empty where it is not counted
    translated: tuple[str, ...]  # with a plural: one for each form that the language has; empty where there is none


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a language has of the words that stand around pages. Source: data/languages/CODE.po."""

    language: Language
    messages: tuple[Message, ...]
    words: bytes  # those that are translated, as gettext reads them (a .mo file)
    at: Places
    translated_by: str = ""
    reviewed_by: str = ""  # a person who reads that language and knows the subject
    reviewed_on: date | None = None

    @property
    def is_reviewed(self) -> bool:
        return bool(self.reviewed_by and self.reviewed_on)


STANDINGS = ("translated", "outdated", "untranslated")
"""How a page stands in another language: outdated is one whose English has changed since."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A page or fragment in another language. Source: content/CODE/NAME.md, content/CODE/parts/NAME.md."""

    language: str  # its code
    page: Page | Fragment  # with the name and address of that which it translates
    made_from: Mapping[str, str]  # the digests of the parts of the original that it was made from (see `sections`)
    translated_by: str = ""
    reviewed_by: str = ""  # a person who reads that language and knows the subject
    reviewed_on: date | None = None

    @property
    def is_reviewed(self) -> bool:
        return bool(self.reviewed_by and self.reviewed_on)

    @property
    def at(self) -> Places:
        return self.page.at

    @property
    def of_page(self) -> bool:
        """Whether it is of a whole page, not of a fragment."""
        return isinstance(self.page, Page)


@dataclass(frozen=True, slots=True)
class File:
    """A picture or other file that is published as it is, at `address`."""

    address: str
    content: bytes
    at: Places


@dataclass(frozen=True, slots=True)
class Settings:
    """Whose site this is. Source: data/site.yaml."""

    name: str
    description: str
    address: str  # "https://example.org", without a slash at the end; empty where not yet known
    language: str  # "en-GB"
    status: str  # "preview" or "live"
    place: str  # the district, as its people call it
    council: str  # its name
    owner: str  # who answers for the site
    cluster_count: int  # 0 where it is not known
    review_soon: int  # days before a review date from which on editors are told
    review_late: int  # days after it from which on nothing is published
    at: Places
    owner_contact: str = ""  # a Contact's id
    group: Group = Group()
    team_name: str = ""  # what those are called together who advise the schools of a cluster
    team: tuple[str, ...] = ()  # who advises the schools of a cluster, as parents meet their names
    register_name: str = ""  # the official register that `register_link` leads to
    register_link: str = ""  # with {urn}
    menu: tuple[str, ...] = ()  # page names
    footer: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()  # the pages that home leads to
    stop_for: tuple[str, ...] = ()  # the rules whose notes stop this site
    edit_link: str = ""  # to a page's source, with {file}; empty where there is no such place
    pdf: bool = False  # whether posters and leaflets are made as PDFs too, where the extra is installed
    compress: bool = False  # whether .br and .gz files are put beside texts
    offline: bool = True  # whether browsers keep pages that were opened, for when there is no signal
    short_name: str = ""  # for a browser's search box, at most 16 characters
    security_contact: str = ""  # mailto: or https:, for who finds a hole in the site
    language_name: str = ""  # of `language`, as those call it who speak it
    languages: tuple[Language, ...] = ()  # in which the site can be read besides
    colour: str = ""  # "#rrggbb": of its top, its pictures, its icon; empty: that of the stylesheet
    publish_unreviewed: bool = False  # whether parents see translations that no person has checked


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that people typed, whole: what the later stages work from."""

    settings: Settings
    areas: tuple[Area, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    schools: tuple[School, ...] = ()
    kinds: tuple[SettingKind, ...] = ()
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    contacts: tuple[Contact, ...] = ()
    terms: tuple[Term, ...] = ()
    house_words: tuple[HouseWord, ...] = ()
    also_right: tuple[
        str, ...
    ] = ()  # words that no dictionary knows or that no plainer one replaces; well-known initials
    reform: Reform | None = None
    corrections: tuple[Correction, ...] = ()
    log: tuple[LoggedChange, ...] = ()  # the newest first
    published: tuple[Published, ...] = ()  # every address that ever was
    access_checks: tuple[AccessCheck, ...] = ()
    access_gaps: tuple[AccessGap, ...] = ()
    pages: tuple[Page, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    files: tuple[File, ...] = ()
    closed: tuple[School, ...] = ()  # those that have closed, once they are told from `schools`
    retired: tuple[Page, ...] = ()  # those that were taken down, once they are told from `pages`
    catalogues: tuple[Catalogue, ...] = ()  # one for each language that the site has besides its own
    translations: tuple[Translation, ...] = ()

    def schools_on(self, today: date) -> Site:
        """The site with the schools that have closed by TODAY apart: they are counted and listed no more."""
        return replace(
            self,
            schools=tuple(school for school in self.schools if not school.is_closed(today)),
            closed=tuple(school for school in self.schools if school.is_closed(today)),
        )

    def shown_on(self, today: date) -> Site:
        """The site as parents see it on TODAY: pages that are hidden gone, those that were taken down apart."""
        return replace(
            self.schools_on(today).with_reviewed_words(),
            pages=tuple(page for page in self.pages if page.is_visible(today)),
            retired=tuple(page for page in self.pages if page.is_over(today) and not page.draft),
        )

    def with_reviewed_words(self) -> Site:
        """The site without translations that no person has checked, unless its owner shows them all the same."""
        if self.settings.publish_unreviewed:
            return self
        return replace(
            self,
            catalogues=tuple(each for each in self.catalogues if each.is_reviewed),
            translations=tuple(each for each in self.translations if each.is_reviewed),
        )

    @property
    def bodies(self) -> tuple[Page | Fragment, ...]:
        """Everything that people write as Markdown."""
        return (*self.pages, *self.fragments)

    def titles(self) -> Callable[[int], str]:
        """What tells what the cluster of a number is called; one that there is not, by its number."""
        group = self.settings.group
        titles = {cluster.number: group.title_of(cluster) for cluster in self.clusters}

        def title(number: int) -> str:
            if number in titles:
                return titles[number]
            return f"{group.one} {number}" if group.is_named else group.title_of(Cluster(number, self.settings.at))

        return title

    def members(self, number: int) -> tuple[School, ...]:
        """The schools that a source puts in cluster NUMBER, by name."""
        return self.members_by_cluster().get(number, ())

    def members_by_cluster(self) -> dict[int, tuple[School, ...]]:
        """The schools of each cluster that a source puts any in, by name."""
        found: dict[int, list[School]] = defaultdict(list)
        for school in in_name_order(self.schools):
            if school.cluster is not None:
                found[school.cluster].append(school)
        return {number: tuple(schools) for number, schools in found.items()}


def in_name_order(schools: Iterable[School]) -> tuple[School, ...]:
    return tuple(sorted(schools, key=lambda school: (school.name.casefold(), school.slug)))
