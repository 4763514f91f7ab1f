"""Two versions of the site → what schools and parents would want to know of it; and its place in data/changes.yaml.

What editors are told is in `changes`. Here each sentence is true whether the world changed or only our record of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from findyourcluster.addresses import redirects, school_address
from findyourcluster.changes import names_among, paired_schools
from findyourcluster.edits import Edit, edited, lines_of
from findyourcluster.files import Copy
from findyourcluster.load import load
from findyourcluster.model import Cluster, Group, LoggedChange, Place, Places, School, Site
from findyourcluster.translation import Say, in_words, in_words_of, mark
from findyourcluster.yamledit import CannotEdit, scalar
from findyourcluster.yamlfile import Mapping as YamlMapping
from findyourcluster.yamlfile import Sequence as YamlSequence
from findyourcluster.yamlfile import parse

LOG = "data/changes.yaml"

HEAD = """\
# What changed in what the site says of schools and clusters, the newest first. The build adds to it: commit it then.
# Parents read it on the page of changes, and schools are told. Its words may be mended.
changes:
"""

_NOWHERE = Places(Place(LOG))

News = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A sentence, the slugs of the schools that it is about, and the numbers of the clusters."""


def news(old: Site, new: Site, today: date) -> tuple[LoggedChange, ...]:
    """What changed of schools and clusters from OLD to NEW, published on TODAY, and the log of NEW does not say yet."""
    logged_before = {(each.day, *_news_of(each)) for each in old.log}
    said_since = {_news_of(each) for each in new.log if (each.day, *_news_of(each)) not in logged_before}
    found = dict.fromkeys((*_of_clusters(old, new), *_of_schools(old, new, today)))
    return tuple(LoggedChange(today, each[0], _NOWHERE, *each[1:]) for each in found if each not in said_since)


def _news_of(change: LoggedChange) -> News:
    return change.says, change.schools, change.clusters


# ---------------------------------------------------------------- clusters


def _of_clusters(old: Site, new: Site) -> Iterator[News]:
    before, after = ({cluster.number: cluster for cluster in site.clusters} for site in (old, new))
    for number, cluster in after.items():
        if number not in before:
            yield mark("{cluster} is new.").format(cluster=new.settings.group.title_of(cluster)), (), (str(number),)
        elif cluster.name != before[number].name:
            yield _renamed_cluster(before[number], cluster, new.settings.group), (), (str(number),)
    for number in sorted(before.keys() - after.keys()):
        says = mark("{cluster} is no longer on this site.").format(cluster=old.settings.group.title_of(before[number]))
        yield says, (), (str(number),)


def _renamed_cluster(before: Cluster, after: Cluster, group: Group) -> str:
    """That a cluster has another name: known by that alone, it is said what it was called."""
    if group.is_named and before.name:
        return mark("{old} is called {new} now.").format(old=group.title_of(before), new=group.title_of(after))
    title = group.title_of(after)
    if not after.name:
        return mark("{cluster} has no name besides its number any more.").format(cluster=title)
    return mark("{cluster} is called “{name}” now.").format(cluster=title, name=after.name)


# ---------------------------------------------------------------- schools


def _of_schools(old: Site, new: Site, today: date) -> Iterator[News]:
    pairs, gone, added = paired_schools(old, new)
    schools, say = {each.slug: each for each in new.schools}, in_words_of(new.settings.group)
    words = _Words(names_among(old.schools), names_among(new.schools), old.titles(), new.titles(), say, schools, today)
    for school in added:
        yield words.closing(school) if school.is_closed(today) else words.new(school)
    for school in gone:
        yield words.gone(school, redirects(new))
    for before, after in pairs:
        yield from words.differences(before, after)


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of schools. WAS_NAMED and NAMED tell what one is called in the old and in the new version, and
    WAS_TITLED and TITLED what the cluster of a number is."""

    was_named: Callable[[School], str]
    named: Callable[[School], str]
    was_titled: Callable[[int], str]
    titled: Callable[[int], str]
    say: Say
    schools: dict[str, School]  # of the new version, by slug
    today: date

    def new(self, school: School) -> News:
        if school.cluster is None:
            says = self.say(mark("{name} is new on this site. We do not know its cluster yet."))
            says = says.format(name=self.named(school))
        else:
            says = mark("{name} is new on this site. It is in {cluster}.").format(
                name=self.named(school), cluster=self.titled(school.cluster)
            )
        return says, (school.slug,), _numbers(school.cluster)

    def gone(self, school: School, moved: dict[str, str]) -> News:
        says = mark("{name} is no longer on this site.").format(name=self.was_named(school))
        leads_to = moved.get(school_address(school), "")
        other = next((each for each in self.schools.values() if school_address(each) == leads_to), None)
        if other:
            says += " " + mark("Its page leads to {name} now.").format(name=self.named(other))
        return says, (school.slug,), _numbers(school.cluster)

    def closing(self, school: School) -> News:
        """That SCHOOL closed, or will on its day, and who takes it over."""
        closed, successor = school.is_closed(self.today), self.schools.get(school.merged_into)
        says = mark("{name} closed on {day}.") if closed else mark("{name} closes on {day}.")
        says = says.format(name=self.named(school), day=in_words(school.closed) if school.closed else "")
        if successor:
            more = mark("{name} took it over.") if closed else mark("{name} takes it over.")
            says += " " + more.format(name=self.named(successor))
        numbers = _numbers(school.cluster, successor.cluster if successor else None)
        return says, (school.slug, *((successor.slug,) if successor else ())), numbers

    def differences(self, before: School, after: School) -> Iterator[News]:
        name, about = self.named(after), (after.slug,)
        if before.name != after.name:
            says = mark("{old} is called {new} now.").format(old=self.was_named(before), new=name)
            yield says, about, _numbers(after.cluster)
        if (before.closed, before.merged_into) != (after.closed, after.merged_into):
            if after.closed:
                says, schools, numbers = self.closing(after)
                yield says, schools, _numbers(before.cluster, *numbers)
            elif before.closed:
                says = mark("{name} is open. Before, this site said that it closes on {day}.")
                yield says.format(name=name, day=in_words(before.closed)), about, _numbers(after.cluster)
        if after.is_closed(self.today):
            return  # that it is in no cluster and has no address any more is no news
        if before.cluster != after.cluster:
            yield self._cluster(name, before.cluster, after.cluster), about, _numbers(before.cluster, after.cluster)
        for what, was, now in (
            (mark("town"), before.town, after.town),
            (mark("postcode"), before.postcode, after.postcode),
        ):
            if was != now:
                yield self._value(name, what, was, now), about, ()

    def _cluster(self, name: str, was: int | None, now: int | None) -> str:
        if now is None:
            says = self.say(mark("We no longer know the cluster of {name}. Before, this site said {was}."))
        elif was is None:
            says = self.say(mark("We know the cluster of {name} now: it is {now}."))
        else:
            says = mark("{name} is in {now}. Before, this site said {was}.")
        before, after = self.was_titled(was) if was is not None else "", self.titled(now) if now is not None else ""
        return says.format(name=name, was=before, now=after)

    def _value(self, name: str, what: str, was: str, now: str) -> str:
        if not now:
            says = mark("We no longer give the {what} of {name}. Before, this site said {was}.")
        elif not was:
            says = mark("We know the {what} of {name} now: {now}.")
        else:
            says = mark("The {what} of {name} is {now}. Before, this site said {was}.")
        return says.format(name=name, what=what, was=was, now=now)


def _numbers(*numbers: int | str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(number) for number in numbers if number is not None))


# ---------------------------------------------------------------- the file


def logged(text: str, changes: Sequence[LoggedChange]) -> str:
    """TEXT, that of data/changes.yaml, with CHANGES above all others; the rest stays. Raises CannotEdit."""
    text = text if text.strip() else HEAD
    root, _ = parse(text, LOG)
    entry = root.entries.get("changes") if isinstance(root, YamlMapping) else None
    if entry is None:
        text, line, indent = f"{text.rstrip()}\n\nchanges:\n", len(lines_of(text.rstrip())) + 2, "  "
    else:
        at, value = entry
        line = at.line
        lines = lines_of(text)
        items = value.items if isinstance(value, YamlSequence) else ()
        first = lines[items[0].at.line - 1] if items else "  "
        indent = first[: len(first) - len(first.lstrip())] if first.lstrip().startswith("-") else "  "
        if not items:  # "changes:" or "changes: []"
            text = edited(text, [Edit(line, 1, lines[line - 1].rstrip("\r\n"), "changes:")])
    new = edited(text, [Edit(line + 1, 1, "", "".join(_entry(change, indent) for change in changes))])
    return _verified(text, new, changes)


def _entry(change: LoggedChange, indent: str) -> str:
    lines = [f"- day: {change.day}", f"  says: {scalar(change.says)}"]
    for key, values in (("schools", change.schools), ("clusters", change.clusters)):
        if values:
            lines += [f"  {key}:", *(f"    - {value}" for value in values)]
    return "".join(f"{indent}{line}\n" for line in lines)


def _verified(before: str, text: str, changes: Sequence[LoggedChange]) -> str:
    """TEXT, where it says what the one BEFORE says, and CHANGES besides."""

    def read(text: str) -> list[tuple[date, News]]:
        log = load(Copy({LOG: text.encode("utf-8")})).site.log
        return sorted((each.day, _news_of(each)) for each in log)

    if read(text) != sorted([*read(before), *((each.day, _news_of(each)) for each in changes)]):
        raise CannotEdit(f"{LOG} is written in a way that only a person can add to. Write each entry on its own lines.")
    return text
