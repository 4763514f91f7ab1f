"""A record of data/ as a form: which boxes it has, what stands in them, and a text with what was put there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from findyourcluster.model import CONFIDENCES, Site
from findyourcluster.records import PHASES
from findyourcluster.translation import mark
from findyourcluster.yamledit import Step, Value, at_path, plain, with_value
from findyourcluster.yamlfile import Mapping as Record
from findyourcluster.yamlfile import Node, Sequence, parse

Options = Callable[[Site], list[str]]


@dataclass(frozen=True, slots=True)
class Box:
    """A box to fill. `key` may name a key inside another: "membership.source".

    `kind`: "line", "words" (several lines), "list" (one to a line), "day", "choice" (of `options`) or "phones".
    """

    key: str
    label: str
    hint: str = ""
    kind: str = "line"
    options: Options | None = None
    titles: Options | None = None  # how OPTIONS are shown, where that is another way

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.key.split("."))


@dataclass(frozen=True, slots=True)
class Form:
    """The boxes for the records of the list ROWS; `name` is the key that tells them apart."""

    what: str
    file: str
    rows: str
    name: str
    boxes: tuple[Box, ...]

    @property
    def order(self) -> list[str]:
        return list(dict.fromkeys(box.path[0] for box in self.boxes))


def _sources(site: Site) -> list[str]:
    return [source.id for source in site.sources]


def _confidences(_: Site) -> list[str]:
    return list(CONFIDENCES)


_SOURCE = Box(
    "source", mark("Sources"), mark("Who says so: names of data/sources.yaml, one to a line."), "list", _sources
)
_CHECKED = Box("checked", mark("Checked on"), mark("The day when somebody last made sure that this is right."), "day")
_REVIEW = Box("review_by", mark("To be looked at again by"), "", "day")
_CONFIDENCE = Box("confidence", mark("How sure we are"), "", "choice", _confidences)

FORMS = (
    Form(
        mark("school"),
        "data/schools.yaml",
        "schools",
        "name",
        (
            Box("urn", mark("URN"), mark("Its official number: six digits.")),
            Box("name", mark("Name"), mark("The official name.")),
            Box("slug", mark("Last part of its address"), mark("Leave it as it is once the page is published.")),
            Box("aliases", mark("Names that people use"), mark("One to a line."), "list"),
            Box("former_names", mark("Names that it had before"), mark("One to a line."), "list"),
            Box("phase", mark("Kind of school"), "", "choice", lambda _: list(PHASES)),
            Box("type", mark("Who runs it"), mark("Such as: community school, academy.")),
            Box("locality", mark("Part of town, or village")),
            Box("town", mark("Town")),
            Box("postcode", mark("Postcode")),
            Box("latitude", mark("Latitude"), mark("Such as 53.65899.")),
            Box("longitude", mark("Longitude"), mark("Such as -1.78387.")),
            Box("website", mark("Website"), mark("Such as https://www.example.org")),
            Box("note", mark("What a parent should know of these details"), "", "words"),
            Box("doubt", mark("Why we are not sure that it is open"), "", "words"),
            Box("closed", mark("Closed from"), mark("Only for a school that closes: the first day."), "day"),
            Box("merged_into", mark("Taken over by"), mark("The last part of that school's address.")),
            _SOURCE,
            _CHECKED,
            _CONFIDENCE,
            Box(
                "cluster",
                mark("Cluster"),
                mark("Only where a document states it. Then fill the next three boxes too."),
                "choice",
                lambda site: [str(cluster.number) for cluster in site.clusters],
                lambda site: [site.settings.group.heading_of(cluster) for cluster in site.clusters],
            ),
            Box("membership.source", mark("Who says which cluster"), mark("One to a line."), "list", _sources),
            Box("membership.checked", mark("Cluster checked on"), "", "day"),
            Box("membership.confidence", mark("How sure we are of the cluster"), "", "choice", _confidences),
        ),
    ),
    Form(
        mark("fact"),
        "data/facts.yaml",
        "facts",
        "id",
        (
            Box("id", mark("Short name"), mark("Pages cite the fact by it: do not change it.")),
            Box("text", mark("The sentence that parents read"), mark("At most 25 words in each sentence."), "words"),
            Box("law", mark("The law"), mark("Act or regulation, and section. Empty where it is not law.")),
            Box("source", mark("Source"), mark("A name of data/sources.yaml."), "line", _sources),
            Box("link", mark("Address of the very place"), ""),
            _CHECKED,
            _REVIEW,
            Box("confidence", mark("How it was read"), mark("A: the law itself. B: somebody reliable who explains it."),
                "choice", lambda _: ["A", "B"]),
            Box("tags", mark("Tags"), mark("One to a line."), "list"),
        ),
    ),
    Form(
        mark("contact"),
        "data/contacts.yaml",
        "contacts",
        "name",
        (
            Box("id", mark("Short name"), mark("Pages cite the contact by it: do not change it.")),
            Box("name", mark("Name")),
            Box("what", mark("What they do"), "", "words"),
            Box("phones", mark("Phone numbers"), mark("One to a line, words behind a comma."), "phones"),
            Box("emails", mark("Email addresses"), mark("One to a line."), "list"),
            Box("website", mark("Website")),
            Box("unknown", mark("What we do not know yet"), mark("Parents read this."), "words"),
            Box("source", mark("Source"), mark("A name of data/sources.yaml."), "line", _sources),
            _CHECKED,
            _REVIEW,
        ),
    ),
)  # fmt: skip


def form_for(file: str) -> Form | None:
    """The form for the records of FILE; None where it has none."""
    return next((form for form in FORMS if form.file == file), None)


def records(form: Form, text: str) -> list[dict[str, object]]:
    """The records of FORM in TEXT, as {name, line, last}: the lines of the file that each stands on."""
    root, _ = parse(text, form.file)
    node = at_path(root, [form.rows])
    items = [item for item in node.items if isinstance(item, Record)] if isinstance(node, Sequence) else []
    ends = [item.at.line - 1 for item in items[1:]] + [text.count("\n") + 1]
    return [
        {"name": str(plain(at_path(item, [form.name]))) or "?", "line": item.at.line, "last": end}
        for item, end in zip(items, ends, strict=True)
    ]


def filled(form: Form, text: str, index: int, site: Site) -> list[dict[str, object]]:
    """The boxes of record INDEX of TEXT with what stands in them, and on which line."""
    root, _ = parse(text, form.file)
    return [_box(box, root, (form.rows, index, *box.path), site) for box in form.boxes]


def _box(box: Box, root: Node | None, path: tuple[Step, ...], site: Site) -> dict[str, object]:
    node = at_path(root, path)
    return {
        "key": box.key,
        "label": box.label,
        "hint": box.hint,
        "kind": box.kind,
        "options": box.options(site) if box.options else [],
        "titles": box.titles(site) if box.titles else [],
        "line": node.at.line if node else 0,
        "value": _typed(plain(node)),
    }


def _typed(value: Value) -> str:
    """VALUE as it stands in a box."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return ""
    return "\n".join(_phone_typed(item) if isinstance(item, Mapping) else str(item) for item in value)


def _phone_typed(phone: Mapping[str, Value]) -> str:
    return ", ".join(str(phone[key]) for key in ("number", "note") if phone.get(key))


def put(form: Form, text: str, index: int, key: str, typed: str) -> str:
    """TEXT with what was TYPED into the box KEY of record INDEX; empty takes the value out. Raises CannotEdit."""
    box = next(box for box in form.boxes if box.key == key)
    root, _ = parse(text, form.file)
    path: tuple[Step, ...] = (form.rows, index, *box.path)
    above, last = path[:-1], box.path[-1]
    before = plain(at_path(root, path))
    value = _value(box, typed, before)
    if at_path(root, above) is None:  # the first key of a group that is not there yet
        return text if value is None else with_value(text, above, {last: value}, form.order)
    if value is None and at_path(root, path) is None:
        return text
    if value is None and len(box.path) > 1 and plain(at_path(root, above)) == {last: before}:
        return with_value(text, above, None)  # nothing is left of the group
    return with_value(text, path, value, form.order if len(box.path) == 1 else [])


def _value(box: Box, typed: str, before: Value) -> Value | None:
    """What was TYPED as a value; None where nothing was. A list of one stays one value where it was one BEFORE."""
    lines = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if not lines:
        return None
    if box.kind == "phones":
        return [_phone(line) for line in lines]
    if box.kind == "list":
        return lines[0] if len(lines) == 1 and isinstance(before, str) and before else lines
    return " ".join(lines)


def _phone(line: str) -> dict[str, str]:
    number, _, note = (part.strip() for part in line.partition(","))
    return {"number": number, "note": note} if note else {"number": number}
