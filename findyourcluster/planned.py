"""What the plan is made of: pages, files and pictures to be, and what belongs together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from findyourcluster.model import Source
from findyourcluster.outputs.jsonld import Thing
from findyourcluster.outputs.paper import Paper
from findyourcluster.outputs.share import Card
from findyourcluster.views import Logged


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from home to a page."""

    title: str
    address: str
    original: bool = False  # whether its title is never translated


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered note below a page: where statements on it come from."""

    number: int
    source: Source
    law: str  # "Children and Families Act 2014, section 36(1)"; empty for what is not law
    link: str  # to the very place; empty where only the source's own link is known


@dataclass(frozen=True, slots=True)
class Example:
    """The rights clock worked out: days by the id of their Start and Step."""

    starts: Mapping[str, date]
    days: Mapping[str, date]
    last: date | None  # by when the Tribunal must have an appeal


@dataclass(frozen=True, slots=True)
class PageOutput:
    """A page to be: TEMPLATE drawn with what FILL gives, which is asked for only when the page is drawn."""

    address: str
    template: str
    crumbs: tuple[Crumb, ...]
    card: Card
    fill: Callable[[], Mapping[str, object]] = field(repr=False)
    about: tuple[Thing, ...] = ()  # what it is about, for search engines
    listed: bool = False  # whether the sitemap has it
    prefix: str = ""  # that of its edition

    @property
    def context(self) -> Mapping[str, object]:
        return self.fill()

    @property
    def path(self) -> str:
        """Where it lies in the published folder."""
        address = self.published
        return address.lstrip("/") + ("index.html" if address.endswith("/") else "")

    @property
    def published(self) -> str:
        """Its address with that prefix."""
        return self.prefix + self.address


@dataclass(frozen=True, slots=True)
class FileOutput:
    """A file to be; MAKE gives what it holds."""

    address: str
    make: Callable[[], bytes] = field(repr=False)
    prefix: str = ""

    @property
    def path(self) -> str:
        return f"{self.prefix}{self.address}".lstrip("/")


@dataclass(frozen=True, slots=True)
class PictureOutput:
    """A picture to be drawn, or taken from the cache where one was drawn for the same KEY."""

    address: str
    key: str
    draw: Callable[[], bytes] = field(repr=False)
    prefix: str = ""

    @property
    def path(self) -> str:
        return f"{self.prefix}{self.address}".lstrip("/")


@dataclass(frozen=True, slots=True)
class PaperOutput:
    """A sheet to be drawn with CONTEXT and made into a PDF, or taken from the cache where that was done before."""

    address: str
    paper: Paper
    context: Mapping[str, object]
    prefix: str = ""

    @property
    def template(self) -> str:
        return f"paper/{self.paper.name}.html"

    @property
    def path(self) -> str:
        return f"{self.prefix}{self.address}".lstrip("/")


Output = PageOutput | FileOutput | PictureOutput | PaperOutput


@dataclass(frozen=True, slots=True)
class Unit:
    """Outputs that are made together, and all that they are made of.

    MAKE sees INPUTS, and of the rest of the site only what all units share (`common.Common`). So a unit whose inputs
    are what they were has the outputs that it had, and none of them needs to be drawn again.
    """

    name: str  # unique: "page questions", "school hill-school"
    make: Callable[..., Iterator[Output]] = field(repr=False)
    inputs: tuple[object, ...] = field(repr=False)
    logged: Logged = field(default_factory=dict, repr=False)  # of the schools and clusters that its pages show
    prefix: str = ""  # that of its edition

    def outputs(self) -> Iterator[Output]:
        made = self.make(*self.inputs)
        return (replace(output, prefix=self.prefix) for output in made) if self.prefix else made
