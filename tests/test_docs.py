"""The documents tell the truth: what they link to, name and tell people to type is there, and works."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml
from PIL import Image

from findyourcluster.commands import main
from findyourcluster.load import LAYOUTS
from findyourcluster.markup import CALLOUTS, CITABLE
from findyourcluster.model import CONFIDENCES
from findyourcluster.places import PROJECT
from findyourcluster.rules import all_rules
from tests.conftest import Project

GUIDE = sorted(["docs/editing.md", *(f"docs/editing/{path.name}" for path in PROJECT.glob("docs/editing/*.md"))])
OWN = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/publishing.md",
    "docs/schools.md",
    "docs/checks.md",
    "docs/another-council.md",
]
DOCUMENTS = [*OWN, *GUIDE]
PICTURES = sorted(path.relative_to(PROJECT).as_posix() for path in PROJECT.glob("docs/pictures/*.png"))

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.M | re.S)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Document:
    """A document, with its blocks of code apart from its words."""

    file: str

    @property
    def text(self) -> str:
        return (PROJECT / self.file).read_text("utf-8")

    @property
    def words(self) -> str:
        return _FENCE.sub("", self.text)

    def blocks(self, language: str) -> list[str]:
        """What stands in its blocks of LANGUAGE, without what they are moved in by."""
        return [
            re.sub(rf"^{match[1]}", "", match[3], flags=re.M)
            for match in _FENCE.finditer(self.text)
            if match[2] == language
        ]

    @property
    def links(self) -> list[tuple[bool, str, str]]:
        """(whether it is a picture, its words, where it leads) of each link and picture."""
        prose = _SPAN.sub("", self.words)
        return [(bool(mark), words, target) for mark, words, target in _LINK.findall(prose)]

    @property
    def spans(self) -> list[str]:
        return [span.strip() for span in _SPAN.findall(self.words)]

    @property
    def typed(self) -> list[str]:
        """The commands of this program that it tells people to type, in blocks and in the text."""
        lines = [line.strip() for block in self.blocks("sh") for line in block.splitlines()]
        return [
            line for line in (*lines, *self.spans) if re.match(r"(?:python3 |py |uv run |python )?build\.py\b", line)
        ]

    @property
    def anchors(self) -> set[str]:
        """The anchors that GitHub gives its headings."""
        headings = re.findall(r"^#+ (.+)$", self.words, re.M)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# ---------------------------------------------------------------- links and pictures


@pytest.mark.parametrize("file", [*DOCUMENTS, "CHANGELOG.md"])
def test_every_link_and_picture_leads_somewhere(file: str) -> None:
    for _, _, target in Document(file).links:
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        other = (PROJECT / file).parent / path if path else PROJECT / file
        assert other.exists(), f"{file}: {target}"
        if anchor:
            name = other.resolve().relative_to(PROJECT).as_posix()
            assert anchor in Document(name).anchors, f"{file}: {target}"


def test_every_page_of_the_guide_is_on_its_first_page() -> None:
    listed = {f"docs/{target}" for _, _, target in Document("docs/editing.md").links}
    assert set(GUIDE) - {"docs/editing.md"} <= listed


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_is_small_and_told_to_those_who_do_not_see_it(picture: str) -> None:
    assert (PROJECT / picture).stat().st_size <= 80_000
    with Image.open(PROJECT / picture) as image:
        assert image.width == 1000
    name = picture.rpartition("/")[2]
    told = [words for file in GUIDE for is_picture, words, target in Document(file).links if target.endswith(name)]
    assert told, f"{picture} is on no page"
    assert all(len(words.split()) >= 12 for words in told)


# ---------------------------------------------------------------- commands


@cache
def help_of(command: str) -> str:
    """What `build.py COMMAND --help` prints; of all commands where COMMAND is empty."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), pytest.raises(SystemExit):
        main([*([command] if command else []), "--help"])
    return out.getvalue()


def parts_of(typed: str) -> tuple[str, list[str]]:
    """The command and the options of a line such as "python3 build.py review --all --ics > review.ics"."""
    words = shlex.split(typed.partition("build.py")[2].partition(" > ")[0])
    command = words[0] if words and not words[0].startswith("-") else "build"
    return command, [word for word in words if word.startswith("--")]


@pytest.mark.parametrize("file", DOCUMENTS)
def test_every_command_and_option_that_is_named_is_there(file: str) -> None:
    known = set(re.findall(r"^    (\w+)(?: |$)", help_of(""), re.M))
    assert {"build", "check", "edit", "serve"} <= known
    for typed in Document(file).typed:
        command, options = parts_of(typed)
        assert command in known, f"{file}: {typed}"
        for option in options:
            assert option == "--help" or re.search(rf"{option}\b", help_of(command)), f"{file}: {typed}"


STAY = ("serve", "edit", "test")
"""Commands that run until they are stopped; tests of their own run them."""


def runnable() -> Iterator[tuple[str, str]]:
    for file in DOCUMENTS:
        for block in Document(file).blocks("sh"):
            for line in block.splitlines():
                if line.strip() and parts_of(line)[0] not in STAY:
                    yield file, line.strip()


@pytest.mark.parametrize(("file", "line"), list(runnable()))
def test_every_command_to_type_does_what_it_should(project: Project, file: str, line: str) -> None:
    assert line.startswith("python3 build.py"), f"{file}: {line}"
    command, *more = shlex.split(line.partition(" > ")[0])[2:] or ["build"]
    if command == "explain":
        assert main([command, *more]) == 0
    elif command == "init":  # another folder, and it asks where it is not told not to
        more = [str(project.root / each.removeprefix("../")) if each.startswith("../") else each for each in more]
        assert main([command, *more, *([] if "--yes" in more else ["--yes"])]) == 0
    else:
        more = [each for each in more if each != "--install-words"]  # it is installed already where tests run
        status, out, err = project.run(command, *more)
        assert (status, bool(out)) == (0, True), f"{file}: {line}: {err}"


# ---------------------------------------------------------------- names


def keys_of_the_program() -> set[str]:
    """The names that a value can have in data/ and in the top block of a page."""
    found: set[str] = set()
    for module in ("load", "records"):
        source = (PROJECT / f"findyourcluster/{module}.py").read_text("utf-8")
        found |= set(re.findall(r"(?:fields|data|head|words|access|inner)\.\w+\(\s*\"(\w+)\"", source))
        found |= set(re.findall(r"_records\(\"\w+\", \"(\w+)\"", source))
    assert {"title", "review_by", "urn", "membership", "stop_for", "facts"} <= found
    return found


def ids_in_data() -> set[str]:
    """What pages of this site can cite, and the sources."""
    found: set[str] = set()
    for name in ("facts", "contacts", "sources"):
        found |= set(re.findall(r"^  - id: (\S+)", (PROJECT / f"data/{name}.yaml").read_text("utf-8"), re.M))
    schools = (PROJECT / "data/schools.yaml").read_text("utf-8")
    return found | set(re.findall(r"(?:urn|number): (\d+)", schools))


def drawings() -> set[str]:
    source = (PROJECT / "templates/parts/drawings.html").read_text("utf-8")
    figures = {path.stem for path in (PROJECT / "templates/figures").glob("*.html")}
    return figures | set(re.findall(r'name == "(\w+)"', source))


WORDS_OF_OTHERS = {"cmd", "git", "py", "python3", "uv"}


@pytest.mark.parametrize("file", GUIDE)
def test_every_key_rule_layout_and_box_that_the_guide_names_is_there(file: str) -> None:
    rules = {rule.name for rule in all_rules()}
    commands = set(re.findall(r"^    (\w+) ", help_of(""), re.M))
    options = set(re.findall(r"--[\w-]+", "".join(map(help_of, commands - {"test"}))))
    values = {"A", "B", "to-do", "Paste", *CONFIDENCES}
    named = keys_of_the_program() | rules | commands | options | values
    named |= set(LAYOUTS) | set(CALLOUTS) | drawings() | WORDS_OF_OTHERS
    for span in Document(file).spans:
        if re.fullmatch(r"-{0,2}\w[\w-]*", span):
            assert span in named, f"{file}: `{span}`"
        elif key := re.fullmatch(r"([a-z_]+): .+", span):
            assert key[1] in named, f"{file}: `{span}`"
            assert key[1] != "layout" or span.removeprefix("layout: ") in LAYOUTS
        elif box := re.match(r"!!! (\S+)", span):
            assert box[1] in CALLOUTS, f"{file}: `{span}`"
        elif cited := re.fullmatch(r"\{\{ (\w+): ([\w-]+) \}\}", span):
            assert cited[1] in CITABLE, f"{file}: `{span}`"
            assert cited[2] in ids_in_data() | drawings() | {"its-id"}, f"{file}: `{span}`"


@pytest.mark.parametrize("file", GUIDE)
def test_every_block_of_data_in_the_guide_can_be_read_and_has_known_keys(file: str) -> None:
    known = keys_of_the_program()
    for block in Document(file).blocks("yaml"):
        data = yaml.safe_load(re.sub(r"^---$", "", block, flags=re.M))
        assert data
        named = set(re.findall(r"^\s*(?:- )?([a-z_]+):(?: |$)", block, re.M))
        assert named <= known, f"{file}: {named - known}"


LATER = {
    "content/money-help.md": "docs/editing/new-page.md",
    "content/what-it-is.md": "docs/another-council.md",
    "data/changes.yaml": "docs/publishing.md",
}
"""Files that a command of the guide makes."""


@pytest.mark.parametrize("file", [file for file in DOCUMENTS if file != "docs/checks.md"])
def test_every_file_and_folder_that_a_document_names_is_there(file: str) -> None:
    for span in Document(file).spans:
        if re.match(r"(?:\.github|content|data|docs|findyourcluster|static|templates|tests)/[\w./-]*$", span):
            assert (PROJECT / span).exists() or LATER.get(span) == file, f"{file}: `{span}`"


@pytest.mark.parametrize("file", GUIDE)
def test_every_link_that_the_guide_shows_leads_to_a_page_of_ours(built: Path, file: str) -> None:
    for span in Document(file).spans:
        if link := re.search(r"\]\((/[\w/-]*)#?([\w-]*)\)", span):
            page = (built / link[1].strip("/") / "index.html").read_text("utf-8")
            assert not link[2] or f'id="{link[2]}"' in page, f"{file}: `{span}`"


def test_the_map_of_the_readme_has_every_module() -> None:
    text = Document("README.md").text
    modules = {path.name for path in (PROJECT / "findyourcluster").glob("*.py")} - {"__init__.py"}
    folders = {f"{path.parent.name}/" for path in (PROJECT / "findyourcluster").glob("*/__init__.py")}
    assert {name for name in modules | folders if not re.search(rf"[`/]{re.escape(name)}`", text)} == set()


def test_the_readme_names_every_command() -> None:
    commands = set(re.findall(r"^    (\w+) ", help_of(""), re.M)) - {"build"}
    assert {command for command in commands if f"build.py {command}" not in Document("README.md").text} == set()


# ---------------------------------------------------------------- messages

QUESTIONS, LINE = "content/questions.md", 84


def test_the_message_in_the_guide_is_what_the_program_says(project: Project) -> None:
    example = next(block for block in Document("docs/editing/mistakes.md").blocks("") if "Paste:" in block)
    project.write("content/money.md", "---\ntitle: Money\n---\n\nWords.\n")
    page = (project.root / QUESTIONS).read_text("utf-8").rstrip("\n")
    gap = LINE - 1 - page.count("\n")
    project.write(QUESTIONS, page + "\n" * gap + "[Money](/mony/)\n")
    assert project.run("check")[2] == example


def test_every_message_in_the_guide_is_one_of_the_program() -> None:
    source = "".join(path.read_text("utf-8") for path in sorted((PROJECT / "findyourcluster").rglob("*.py")))
    said = re.sub(r"\{[^{}]*\}|\"\s*f?\"", "…", source)
    rows = re.findall(r"^\| (?!it says|---)([^|]+) \|", Document("docs/editing/mistakes.md").words, re.M)
    assert len(rows) >= 8
    for row in rows:
        for piece in row.split("…"):
            assert piece.strip() in said, row
