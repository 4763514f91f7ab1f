"""Files that nobody should have put there: each is refused by its name, or does no harm; nothing hangs.

What could hang or fill the memory runs as its own process, with an end that only a hang would meet.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from findyourcluster.places import PROJECT
from findyourcluster.rules.pictures import HIGHEST, WIDEST
from findyourcluster.svg import what_is_wrong
from tests.conftest import TODAY, Project, files_in
from tests.test_pictures import picture

ENDLESS = 120  # seconds: so long only a hang takes
TOP = b"---\ntitle: Extra\n---\n\n"
LINK = "This is a link to another file, and only real files are published."
NO_FILE = "This is no file: it may be a folder, or something that only programs use."
SVG = '<svg xmlns="http://www.w3.org/2000/svg"'

Put = Callable[[Path], object]
"""Puts something hostile below a folder."""


@pytest.fixture
def project(built_small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Project:
    shutil.copytree(built_small, tmp_path / "project")
    return Project(tmp_path / "project", capsys)


def file(name: str, content: bytes) -> Put:
    def put(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return put


def link(name: str, to: str) -> Put:
    def put(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.symlink_to(to)

    return put


def pipe(name: str) -> Put:
    def put(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    return put


def hole(name: str, size: int) -> Put:
    """A file of SIZE bytes that takes no room on the disk."""

    def put(root: Path) -> None:
        file(name, b"")(root)
        with (root / name).open("wb") as out:
            out.truncate(size)

    return put


def folder(name: str) -> Put:
    def put(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        (root / name).mkdir(parents=True)

    return put


def listener(root: Path) -> None:
    """A socket, as programs talk by. Its path may have about 100 characters, so that it is made from within."""
    before = Path.cwd()
    os.chdir(root / "content")
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("extra.md")
    finally:
        os.chdir(before)


def png(width: int, height: int) -> bytes:
    """A PNG of one colour, which says that it is so large, and holds a line."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    line = zlib.compress(bytes(1 + (width + 7) // 8))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", line) + chunk(b"IEND", b"")


def other_kind(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, form)
    return out.getvalue()


def refused(project: Project) -> str:
    """What `build` says, which must refuse; the site stays as it was."""
    before = files_in(project.site)
    done = subprocess.run(
        [sys.executable, PROJECT / "build.py", "build", "--root", project.root, "--today", TODAY],
        capture_output=True,
        timeout=ENDLESS,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert "Traceback" not in said
    assert done.returncode == 1, said
    assert files_in(project.site) == before
    return said


def told(project: Project) -> str:
    """As `refused`, of what cannot hang."""
    before = files_in(project.site)
    status, out, err = project.run("build")
    assert "Traceback" not in err
    assert status == 1, out
    assert files_in(project.site) == before
    return err


# ---------------------------------------------------------------- links, pipes, devices, folders


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("content/linked.md", "/etc/passwd"),
        ("content/linked.md", "questions.md"),
        ("content/linked.md", "/nowhere"),
        ("content/linked.md", "/dev/zero"),
        ("content/linked.png", "/etc/passwd"),
        ("content/folder", "/etc"),
        ("content/loop", "."),
        ("content", "/etc"),
        ("data/schools.yaml", "/etc/passwd"),
        ("data/glossary.yaml", "/dev/zero"),
        ("data/addresses.txt", "/etc/passwd"),
        ("data/other.yaml", "/etc/passwd"),
        ("static/passwd.txt", "/etc/passwd"),
        ("static/style.css", "/dev/zero"),
        ("static/folder", "/etc"),
        ("static", "/etc"),
        ("templates/base.html", "/etc/passwd"),
        ("templates/folder", "/etc"),
        ("templates", "/etc"),
    ],
)
def test_a_link_to_another_place(project: Project, name: str, to: str) -> None:
    link(name, to)(project.root)
    said = told(project)
    assert f"{name}: {LINK}" in said
    assert "root:" not in said


def test_a_folder_of_data_that_is_a_link(project: Project) -> None:
    (project.root / "data").rename(project.root / "elsewhere")
    (project.root / "data").symlink_to("elsewhere")
    assert f"data/schools.yaml: {LINK}" in told(project)


@pytest.mark.parametrize(
    ("name", "put"),
    [
        ("content/extra.md", pipe("content/extra.md")),
        ("content/extra.md", listener),
        ("data/glossary.yaml", pipe("data/glossary.yaml")),
        ("static/extra.css", pipe("static/extra.css")),
        ("templates/base.html", pipe("templates/base.html")),
    ],
)
def test_what_has_no_end_is_not_waited_for(project: Project, name: str, put: Put) -> None:
    put(project.root)
    assert f"{name}: {NO_FILE}" in refused(project)


@pytest.mark.parametrize("name", ["content/extra.png", "data/addresses.txt"])
def test_other_things_that_are_no_files(project: Project, name: str) -> None:
    pipe(name)(project.root)
    assert f"{name}: {NO_FILE}" in told(project)


@pytest.mark.parametrize("name", ["data/schools.yaml", "data/glossary.yaml"])
def test_a_folder_in_the_place_of_a_file(project: Project, name: str) -> None:
    folder(name)(project.root)
    said = told(project)
    assert f"{name}: {NO_FILE}" in said
    assert "is missing" not in said


def test_a_file_in_the_place_of_a_folder(project: Project) -> None:
    shutil.rmtree(project.root / "content")
    file("content", b"")(project.root)
    assert "content: The folder content/ is missing" in told(project)


def test_what_computers_leave_lying_about_is_not_published(project: Project) -> None:
    for name in (".git/config", ".htaccess", "x/.env", "Thumbs.db", "style.css~", ".well-known/.hidden/x.txt"):
        file(f"static/{name}", b"secret")(project.root)
    file("static/.well-known/word.txt", b"open")(project.root)
    project.build()
    assert (project.site / ".well-known/word.txt").read_bytes() == b"open"
    assert not [name for name, content in files_in(project.site).items() if b"secret" in content]


# ---------------------------------------------------------------- too large


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("content/extra.md", "kB long, and 100 kB is more than anybody reads. Divide it into several pages."),
        ("content/parts/your-rights.md", "kB long, and 100 kB is more than anybody reads."),
        ("content/map.png", "MB, and parents on phones pay for each of them. Save it smaller: at most 1 MB."),
        ("data/glossary.yaml", "MB large, and 2 MB is the most that it may be."),
        ("data/schools.yaml", "MB large, and 100 MB is the most that it may be."),
        ("data/addresses.txt", "MB large, and 100 MB is the most that it may be."),
        ("static/extra.css", "MB large, and 2 MB is the most that it may be."),
        ("templates/extra.html", "MB large, and 2 MB is the most that it may be."),
    ],
)
def test_a_file_far_too_large_is_not_even_read(project: Project, name: str, says: str) -> None:
    hole(name, 1 << 36)(project.root)
    said = told(project)
    assert re.search(rf"^{re.escape(name)}: .*{re.escape(says)}", said, re.M)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("content/extra.md", TOP + b"Words.\n\n" * 2_000, "has 4,004 lines, and 3,000 are more than anybody reads."),
        ("content/extra.md", TOP + b"a " * 3_000 + b"\n", "This line is too long or too deeply nested to be read."),
        ("data/schools.yaml", b"schools: " + b"[" * 10_000_000, "This line is 10,000,009 characters long"),
        ("data/schools.yaml", b"schools:\n  - " + b"'\"" * 1_000_000, "This line is 2,000,004 characters long"),
        ("data/schools.yaml", b"a: 1\n" * 1_000_000, '"a" stands here twice'),
        ("data/schools.yaml", b"schools:\n" + b"- name: a\n" * 200_000, "has 200,000 entries; 150,000 is the most"),
        (
            "data/schools.yaml",
            b"schools:\n" + b"".join(b"%d: 1\n" % each for each in range(100_000)),
            '"0" is not something',
        ),
        ("data/schools.yaml", b"".join(b" " * each + b"a:\n" for each in range(300)), "more than 20 levels deep."),
        ("data/addresses.txt", b"x\n" * 1_000_000, "This line is not an address"),
        ("data/glossary.yaml", b"terms: [" + b"a,\n" * 200_000 + b"]\n", "has 200,000 entries; 150,000 is the most"),
        ("data/words.yaml", b"also_right:\n" + b"- a\n" * 100_000, "has 100,000 values; 5,000 is the most"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_with_too_much_in_it_is_told_soon(project: Project, name: str, content: bytes, says: str) -> None:
    file(name, content)(project.root)
    assert says in refused(project)


UNITS = [
    "[\n", "[a](\n", "![\n", "[a][b\n", "(a)[/\n", "<a\n", '<a href="\n', "<![CDATA[\n", "<!--\n", "<?\n", "``` `\n",
    "*a **b\n", "***\n", "--\n", "# a\n", "#\n", "a\n===\n", "- a\n", ": a\n", "|\n", "|a|\n", "> a\n", "!!! a\n",
    "!!! note\n    ", "    - a\n", "<div>\n", "<svg>\n", "{{ a\n", "{a   \n", "a *  b\n", "'\"\n", "&#106;\n",
    "[a]: b\n",
    "Term\n: a\n\n", "\n- a\n", "\n|a|\n|-|\n", "[a](/b)\n\n", "## a {: #b }\n\n", "a.b.c@\n", "http://a\n", "é“\n",
]  # fmt: skip
"""Pieces of Markdown for which time grows with the square of their number, somewhere in it or in our checks."""


def test_no_repetition_in_a_page_takes_for_ever(project: Project) -> None:
    for number, unit in enumerate(UNITS):
        body = unit * (400 // unit.count("\n"))
        file(f"content/pages/p{number}.md", f"---\ntitle: Page {number}\n---\n\n{body}\n".encode())(project.root)
    refused(project)


@pytest.mark.parametrize(
    "unit", ["[", "![", "(", ">", "<b>", "*", "_", "`", "{{", "- ", "1. ", "&", "<", "[a](", '"', "~~", "![a]("]
)
def test_no_repetition_in_a_line_takes_for_ever(project: Project, unit: str) -> None:
    file("content/extra.md", TOP + (unit * (90_000 // len(unit))).encode() + b"\n")(project.root)
    assert "content/extra.md:5: This line is too long or too deeply nested" in told(project) or len(unit) > 2


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("content/con.md", "Windows keeps it for itself."),
        ("content/aux/page.md", "Windows keeps it for itself."),
        ("content/Page.md", "Rename it to content/page.md"),
        ("content/my page.md", "Rename it to content/my-page.md"),
        ("content/a%2e%2e.md", "Rename it to content/a-2e-2e.md"),
        ("content/a:b.md", "Rename it to content/a-b.md"),
        ("content/trailing./page.md", "Rename it to content/trailing/page.md"),
        ("content/caf\u00e9.md", "Rename it to content/cafe.md"),
        ("content/cafe\u0301.md", "Rename it to content/cafe.md"),
        ("content/p\u0430ge.md", "Rename it to content/p-ge.md"),
        (f"content/{'a' * 150}.md", "this one is too long"),
        (f"content/{'a/' * 110}page.md", "this one is too long"),
        ("content/parts/con.md", "Windows keeps it for itself."),
        ("content/a b.png", "Rename it to content/a-b.png"),
        ("content/a%0ab.png", "Rename it to content/a-0ab.png"),
        ("content/con.png", "Rename it to content/the-con.png"),
        ("content/Guides/map.png", "Rename it to content/guides/map.png"),
        ("content/guides./map.png", "Rename it to content/guides/map.png"),
        ("content/caf\u00e9.png", "Rename it to content/cafe.png"),
        ("content/map.png.exe", "is neither a page (.md) nor a picture"),
        ("content/map.svg", "is neither a page (.md) nor a picture"),
        ("content/page.html", "is no page yet"),
        ("content/page.php", "is neither a page (.md) nor a picture"),
        ("static/page.html", "is of a kind that is not published from static/."),
        ("static/index.html", "is of a kind that is not published from static/."),
        ("static/page.xhtml", "is of a kind that is not published from static/."),
        ("static/page.xml", "is of a kind that is not published from static/."),
        ("static/drawing.svgz", "is of a kind that is not published from static/."),
        ("static/x.php", "is of a kind that is not published from static/."),
        ("static/_redirects", "is of a kind that is not published from static/."),
        ("static/_headers", "is of a kind that is not published from static/."),
        ("static/schools", "is of a kind that is not published from static/."),
        ("static/a b.css", "Rename it to static/a-b.css"),
        ("static/robots.txt", "The address /robots.txt is taken already"),
        ("data/con.yaml", "Nobody reads this file"),
        ("data/schools.yml", "Nobody reads this file"),
    ],
)  # fmt: skip
def test_a_name_that_is_not_the_same_everywhere(project: Project, name: str, says: str) -> None:
    file(name, picture("PNG") if name.endswith(".png") else TOP + b"Words.\n")(project.root)
    said = told(project)
    assert says in said
    assert Path(name).name in said or len(name) > 100


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"content/\xff\xfe.md", "content/<U+DCFF><U+DCFE>.md"),
        (b"content/\xff.png", "content/<U+DCFF>.png"),
        (b"content/a\nb.md", "content/a b.md"),
        (b"content/a\x1b[31mb.md", "content/a<U+001B>[31mb.md"),
        ("content/a\u202egnp.md".encode(), "content/a<U+202E>gnp.md"),
        ("content/a\u202egnp.exe.png".encode(), "content/a<U+202E>gnp.exe.png"),
        (b"data/a\x07.yaml", "data/a<U+0007>.yaml"),
        (b"static/\xff.css", "static/<U+DCFF>.css"),
    ],
)
def test_a_name_that_would_do_something_to_the_terminal_is_shown_in_plain_letters(
    project: Project, name: bytes, shown: str
) -> None:
    (project.root / "static").mkdir(exist_ok=True)
    with open(os.path.join(os.fsencode(project.root), name), "wb") as out:  # noqa: PTH118, PTH123 (no text is so named)
        out.write(TOP + b"Words.\n")
    assert f"{shown}: " in refused(project)


def test_two_pictures_that_are_one_on_other_computers(project: Project) -> None:
    for name in ("map.png", "Map.png"):
        file(f"content/{name}", picture("PNG"))(project.root)
    assert "content/map.png: content/Map.png has the same name but for capitals" in told(project)


# ---------------------------------------------------------------- what is in them


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Caf\xe9", "There is a character here that was not saved as UTF-8."),
        (b"a\x00b", "cannot be seen or printed (U+0000)"),
        (b"a\x1b[2Jb", "cannot be seen or printed (U+001B)"),
        (b"\xed\xa0\x80", "was not saved as UTF-8."),
        (b"\xc0\xaf", "was not saved as UTF-8."),
        (b"\xf4\x90\x80\x80", "was not saved as UTF-8."),
        ("a\u202eb".encode(), "cannot be seen or printed (U+202E)"),
        ("a\u2066b".encode(), "cannot be seen or printed (U+2066)"),
        ("a\ue000b".encode(), "cannot be seen or printed (U+E000)"),
        ("a\ufdd0b".encode(), "cannot be seen or printed (U+FDD0)"),
        ("a\U0010ffffb".encode(), "cannot be seen or printed (U+10FFFF)"),
    ],
)
@pytest.mark.parametrize(
    "name", ["content/extra.md", "content/parts/your-rights.md", "data/glossary.yaml", "data/addresses.txt"]
)
def test_bytes_that_are_no_words(project: Project, name: str, content: bytes, says: str) -> None:
    before = TOP if name == "content/extra.md" else b""
    file(name, before + b"# a\n\n" + content + b"\n")(project.root)
    line = (before + b"# a\n\n").count(b"\n") + 1
    assert re.search(rf"^{re.escape(name)}:{line}: .*{re.escape(says)}", told(project), re.M)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le"])
def test_words_in_another_encoding(project: Project, encoding: str) -> None:
    file("content/extra.md", (TOP.decode() + "Words.\n").encode(encoding))(project.root)
    assert "content/extra.md:1: There is a character here" in told(project)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_marks_of_other_computers_make_no_difference(project: Project, ends: bytes, mark: bytes) -> None:
    file("content/extra.md", mark + (TOP + b"Words.\n").replace(b"\n", ends))(project.root)
    schools = (project.root / "data/schools.yaml").read_bytes()
    file("data/schools.yaml", mark + schools.replace(b"\n", ends))(project.root)
    project.build()
    assert "<p>Words.</p>" in project.page("/extra/")


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xef\xbb\xbf", b"---\n", b"---\n---\n", b"- a\n", b"a\n", b"# a\n", b"a: 1\n"]
)
@pytest.mark.parametrize("name", ["content/extra.md", "data/schools.yaml", "data/site.yaml"])
def test_files_with_next_to_nothing_in_them(project: Project, name: str, content: bytes) -> None:
    file(name, content)(project.root)
    assert f"{name}:" in told(project)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "A value that begins with & has a special meaning in YAML."),
        (b"a: *b\n", "A value that begins with * has a special meaning in YAML"),
        (b"a: !!python/object/apply:os.system ['true']\n", "A value that begins with ! has a special meaning"),
        (b"!!map {a: b}\n", "A value that begins with ! has a special meaning"),
        (b"a: !x y\n", "A value that begins with ! has a special meaning"),
        (b"a: 1\na: 2\n", '"a" stands here twice: first on line 1, again on line 2.'),
        (b"a: 1\n---\nb: 2\n", "A second part begins here with ---"),
        (b"a: " + b"[" * 1_000 + b"\n", 'The value begins with "["'),
        (b"a: " + b"{a: " * 1_000 + b"\n", "This is nested more than 20 levels deep."),
        (b"- " * 1_000 + b"\n", "This is nested more than 20 levels deep."),
        (b"%TAG ! tag:evil,2000:\n---\na: !x y\n", "has a special meaning in YAML"),
        (b'a: "\\0"\n', "cannot be seen or printed (U+0000)"),
        (b'"\\u202e": a\n', "cannot be seen or printed (U+202E)"),
    ],
)
def test_yaml_that_means_more_than_it_says(project: Project, content: bytes, says: str) -> None:
    file("data/glossary.yaml", content)(project.root)
    assert says in told(project)


# ---------------------------------------------------------------- pictures and drawings


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.png", png(50_000, 50_000), "This picture has more pixels than any computer has room for"),
        ("a.png", png(2**31 - 1, 2**31 - 1), "This picture has more pixels than any computer has room for"),
        ("a.png", png(1_000, HIGHEST + 1), f"This picture is {HIGHEST + 1:,} pixels high"),
        ("a.png", png(WIDEST + 1, 10), f"This picture is {WIDEST + 1:,} pixels wide"),
        ("a.png", png(100, 100)[:-20], "no program can show it"),  # it ends too soon
        ("a.png", b"<script>alert('EVIL')</script>", "no program can show it"),
        ("a.png", f"{SVG}/>".encode(), "no program can show it"),
        ("a.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n", "no program can show it"),
        ("a.png", other_kind("TIFF"), "no program can show it"),
        ("a.png", other_kind("BMP"), "no program can show it"),
        ("a.png", other_kind("GIF"), "the name of another kind of picture: it is a GIF."),
        ("a.jpg", other_kind("PNG"), "the name of another kind of picture: it is a PNG."),
        ("a.gif", b"GIF89a" + b"\xff" * 20, "no program can show it"),
        ("a.webp", b"RIFF\xff\xff\xff\xffWEBPVP8 ", "no program can show it"),
    ],
    ids=lambda value: str(value)[:16],
)
@pytest.mark.parametrize("where", ["content", "static"])
def test_pictures_that_are_none_or_too_much(project: Project, where: str, name: str, content: bytes, says: str) -> None:
    file(f"{where}/{name}", content)(project.root)
    said = told(project)
    assert f"{where}/{name}: " in said
    assert says in said


DRAWINGS = {
    "<script>, which can load or run something": f"{SVG}><script>EVIL</script></svg>",
    "<foreignObject>, which": f'{SVG}><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject></svg>',
    "<image>, which": f'{SVG}><image href="https://evil.example/x.png"/></svg>',
    "<a>, which": f'{SVG}><a href="javascript:EVIL"><text>a</text></a></svg>',
    "<set>, which": f'{SVG}><set attributeName="href" to="javascript:EVIL"/></svg>',
    "<animate>, which": f'{SVG}><animate attributeName="href" values="javascript:EVIL"/></svg>',
    "<iframe>, which is no part": f'{SVG}><iframe xmlns="http://www.w3.org/1999/xhtml" src="x"/></svg>',
    "onload=": f'{SVG} onload="EVIL"/>',
    "ONCLICK=": f'{SVG}><path ONCLICK="EVIL"/></svg>',
    "href=, which leads out of it": f'{SVG}><use href="https://evil.example/x.svg#a"/></svg>',
    "href=, which leads": f'{SVG} xmlns:x="http://www.w3.org/1999/xlink"><use x:href="data:image/svg+xml,x#a"/></svg>',
    "base=": f'{SVG} xml:base="https://evil.example/"><use href="#a"/></svg>',
    "fill= with something to load": f'{SVG}><path fill="url(https://evil.example/#a)"/></svg>',
    "style= with something": f'{SVG} style="background: url(//evil.example)"/>',
    "a style with something to load": f"{SVG}><style>@import 'https://evil.example/x.css';</style></svg>",
    "a style with": f"{SVG}><style>@im<![CDATA[port 'x';]]></style></svg>",
    "a style": f"{SVG}><style>a {{ fill: u\\72l(//evil.example) }}</style></svg>",
    "a DOCTYPE": f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>{SVG}>&a;</svg>',
    "<?xml-stylesheet>": f'<?xml-stylesheet href="https://evil.example/x.xsl"?>{SVG}/>',
    "<html> where <svg> must begin": '<html xmlns="http://www.w3.org/1999/xhtml"><script>EVIL</script></html>',
    "<svg> where": "<svg><script>EVIL</script></svg>",
    "something that is no SVG": f"{SVG}><g></svg>",
    "something that": "",
    "<script>": '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>EVIL</s:script></s:svg>',
}
"""What is wrong with a drawing, and the drawing."""


@pytest.mark.parametrize("wrong", DRAWINGS)
def test_drawings_only_draw(wrong: str) -> None:
    assert wrong in what_is_wrong(DRAWINGS[wrong].encode())
    assert what_is_wrong(DRAWINGS[wrong].encode("utf-16")) or not DRAWINGS[wrong]


@pytest.mark.parametrize("name", ["static/favicon.svg", "static/pictures/wave.SVG"])
def test_a_drawing_that_is_not_safe_is_refused(project: Project, name: str) -> None:
    file(name, DRAWINGS["onload="].encode())(project.root)
    assert f"{name}: This drawing is not safe to publish. It holds onload=, which can run something." in told(project)


def test_drawings_that_are_published() -> None:
    assert what_is_wrong((PROJECT / "static/favicon.svg").read_bytes()) == ""
    drawn = (
        f'<?xml version="1.0"?>{SVG} xmlns:i="http://www.inkscape.org/" i:version="1"><title>A wave</title>'
        "<metadata><i:any i:href='http://creativecommons.org/'/></metadata><style>.a { fill: red }</style>"
        '<defs><linearGradient id="b"/></defs><use href="#a"/><path class="a" fill="url(#b)" d="M0 0"/></svg>'
    )
    assert what_is_wrong(drawn.encode()) == ""


# ---------------------------------------------------------------- templates


def test_a_template_that_cannot_be_drawn_stops_the_build_in_a_sentence(project: Project) -> None:
    file("templates/base.html", b"{% if %}")(project.root)
    assert "templates/base.html:1: A template cannot be drawn" in told(project)
    file("templates/base.html", b"\xff")(project.root)
    assert "templates/base.html: There is a character here that was not saved as UTF-8." in told(project)
