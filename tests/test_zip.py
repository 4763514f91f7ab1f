"""The whole site in one zip: it works from a USB stick, without a web server and without the internet."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from findyourcluster.commands import main
from findyourcluster.portable import FOLDER, START, Copy, css_with, portable
from tests.conftest import TODAY, Project, files_in

SITE = "https://find-your-cluster.example"
DAY = "24 November 2026"


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the zip of this repository's site was unpacked."""
    folder = tmp_path_factory.mktemp("stick")
    assert main(["zip", "--out", str(folder / "site.zip"), "--today", TODAY]) == 0
    with zipfile.ZipFile(folder / "site.zip") as archive:
        archive.extractall(folder)
    return folder / "find-your-cluster"


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may load files and nothing else; what fails or complains fails the test."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
    yield page
    context.close()
    assert wrong == []


@pytest.mark.browser
def test_a_parent_finds_the_cluster_of_a_school_and_reads_about_rights(page: Page, stick: Path) -> None:
    page.goto((stick / START).as_uri())
    expect(page.locator(".site-header")).to_have_css("background-color", "rgb(13, 74, 69)")  # its styles are there
    expect(page.locator(".unpack-first")).to_be_hidden()
    page.get_by_role("link", name="Schools that begin with B", exact=True).click()
    expect(page).to_have_url(re.compile(r"find/index\.html#letter-b$"))
    page.get_by_role("link", name="Birkby Junior School").click()
    expect(page.locator(".answer-line")).to_have_text("Birkby Junior School is in Cluster 14.")
    page.locator(".answer-line a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cluster 14")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Your rights").click()
    expect(page).to_have_url(re.compile("what-it-does-not-mean/index.html$"))
    expect(page.get_by_text(f"This is a copy, made on {DAY}.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cluster 14")
    page.locator(".site-name").click()
    expect(page).to_have_url(re.compile(f"/{START}$"))


@pytest.mark.browser
@pytest.mark.parametrize("way", ["Find your school by town", "Find your school by cluster"])
def test_what_was_a_search_box_leads_to_the_lists(page: Page, stick: Path, way: str) -> None:
    page.goto((stick / START).as_uri())
    page.locator("main").get_by_role("link", name=way).click()
    page.get_by_role("link", name="Birkby Junior School").first.click()
    expect(page.locator(".answer-line")).to_have_text("Birkby Junior School is in Cluster 14.")


@pytest.mark.browser
@pytest.mark.parametrize(("short", "long"), [("14", "clusters/14"), ("s/107626", "schools/birkby-junior-school")])
def test_short_addresses_lead_on(page: Page, stick: Path, short: str, long: str) -> None:
    page.goto((stick / FOLDER / short / "index.html").as_uri())
    expect(page).to_have_url((stick / FOLDER / long / "index.html").as_uri())


@pytest.mark.browser
@pytest.mark.parametrize("school", ["birkby-junior-school", "all-hallows-ce-va-primary-school"])
def test_a_school_prints_on_one_sheet_here_too(page: Page, stick: Path, school: str) -> None:
    page.goto((stick / FOLDER / "schools" / school / "index.html").as_uri())
    sheet = page.pdf(format="A4", margin={"top": "1cm", "right": "1cm", "bottom": "1cm", "left": "1cm"})
    assert len(pypdfium2.PdfDocument(sheet)) == 1


@pytest.mark.browser
def test_who_opens_the_first_page_inside_the_zip_is_told_to_unpack_it(browser: Browser, stick: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        alone = stick.parent / START
        alone.write_bytes((stick / START).read_bytes())
        page.goto(alone.as_uri())
        expect(page.get_by_text("Unpack the zip first.")).to_be_visible()


# ---------------------------------------------------------------- every page


@pytest.fixture(scope="module")
def pages(stick: Path) -> dict[Path, lxml.html.HtmlElement]:
    """Every page of the copy, as another parser than ours reads it."""
    return {path: lxml.html.fromstring(path.read_bytes()) for path in stick.rglob("*.html")}


def links_of(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Whatever a browser or a reader may follow from a page."""
    for element in tree.iter(lxml.etree.Element):
        if element.get("http-equiv") == "refresh":
            yield element.get("content").partition("url=")[2]
        for name in ("href", "src", "action", "formaction", "poster", "data", "xlink:href"):
            if (link := element.get(name)) is not None:
                yield link
        for name in ("srcset", "imagesrcset"):
            yield from (each.split()[0] for each in element.get(name, "").split(",") if each)
        yield from urls_in(element.get("style", ""))
        if element.tag == "style":
            yield from urls_in(element.text or "")


def urls_in(css: str) -> list[str]:
    return re.findall(r"url\([\"']?([^\"')]+)", css)


def anchors_of(tree: lxml.html.HtmlElement) -> set[str]:
    return {element.get("id") for element in tree.iter(lxml.etree.Element)}


def test_every_link_leads_to_a_file_of_the_copy_and_to_a_part_that_is_there(
    stick: Path, pages: dict[Path, lxml.html.HtmlElement]
) -> None:
    anchors = {path: anchors_of(tree) for path, tree in pages.items()}
    followed = 0
    led_to: set[Path] = set()
    found = {path: list(links_of(tree)) for path, tree in pages.items()}
    found |= {path: urls_in(path.read_text("utf-8")) for path in stick.rglob("*.css")}
    for path, links in found.items():
        for link in links:
            parts = urlsplit(link)
            if parts.scheme in ("https", "http", "mailto", "tel", "data"):
                continue
            assert not parts.scheme and not parts.netloc and not parts.path.startswith("/"), f"{path}: {link}"
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file() and target.is_relative_to(stick), f"{path}: {link}"
            assert not parts.fragment or parts.fragment in anchors[target], f"{path}: {link}"
            followed, led_to = followed + 1, led_to | {target}
    assert followed > 10_000
    assert {path for path in stick.rglob("*") if path.is_file() and path.suffix != ".html"} <= led_to, "nothing in vain"


def test_every_page_says_once_that_it_is_a_copy_and_nothing_on_it_needs_a_server(
    pages: dict[Path, lxml.html.HtmlElement],
) -> None:
    for path, tree in pages.items():
        (told,) = (each for each in tree.iter("section") if each.get("aria-label") == "About this copy")
        assert f"This is a copy, made on {DAY}. The newest is at find-your-cluster.example." in told.text_content()
        assert told.find(".//a").get("href").startswith(f"{SITE}/")
        scripts = {each.get("type") for each in tree.iter("script")}
        assert scripts <= {"application/ld+json"}, path
        assert not list(tree.iter("form", "noscript")), path
        assert not tree.find_class("needs-script"), path


def test_who_reads_a_copy_by_program_learns_where_the_page_itself_is(stick: Path) -> None:
    text = (stick / FOLDER / "clusters/14/index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{SITE}/clusters/14/">' in text
    assert f'<meta property="og:url" content="{SITE}/clusters/14/">' in text
    assert f'"{SITE}/clusters/14/"' in text.partition("application/ld+json")[2]


def test_every_page_of_the_site_is_in_the_copy(stick: Path, built: Path) -> None:
    site = {path.relative_to(built) for path in built.rglob("*.html")}
    copy = {path.relative_to(stick / FOLDER) for path in (stick / FOLDER).rglob("*.html")}
    assert {path.as_posix() for path in site - copy} == {"index.html", "404.html"}, "the first page is START"
    assert copy <= site
    assert sorted(path.name for path in stick.iterdir()) == [START, FOLDER]


# ---------------------------------------------------------------- the command


def test_the_same_inputs_make_the_same_zip_wherever_they_lie(project: Project, tmp_path: Path) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "elsewhere" / "other.zip"
    assert project.run("zip", "--out", str(one))[0] == 0
    moved = Project(project.root.rename(tmp_path / "moved"), project.capsys)
    assert moved.run("zip", "--out", str(other))[0] == 0
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert archive.namelist()[0] == f"small-clusters/{START}"
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 24, 0, 0, 0)}
        assert archive.testzip() is None


def test_nothing_is_published_and_nothing_recorded(project: Project) -> None:
    before = files_in(project.root, but=".cache")
    status, out, _ = project.run("zip")
    assert status == 0
    assert f"unpacks it and opens {START}." in out
    after = files_in(project.root, but=".cache")
    new = {path.partition("/")[0] for path in after.keys() - before.keys()}
    assert new == {"find-your-cluster.zip"}
    assert {path: content for path, content in after.items() if path in before} == before


def test_a_site_with_problems_gets_no_zip_and_the_old_one_stays(project: Project) -> None:
    zipped = project.root / "find-your-cluster.zip"
    zipped.write_bytes(b"yesterday's")
    project.append("content/questions.md", "[Nowhere](/nowhere/)\n")
    status, _, err = project.run("zip")
    assert (status, zipped.read_bytes()) == (1, b"yesterday's")
    assert "content/questions.md" in err
    assert err.endswith("1 problem to mend. find-your-cluster.zip was not made.\n")


def test_a_folder_or_a_place_that_cannot_be_written_is_said(project: Project, tmp_path: Path) -> None:
    status, _, err = project.run("zip", "--out", str(tmp_path))
    assert (status, err) == (
        2,
        f"{tmp_path} is a folder. Name a file, such as --out {tmp_path}/find-your-cluster.zip.\n",
    )
    (tmp_path / "file").write_text("", "utf-8")
    status, _, err = project.run("zip", "--out", str(tmp_path / "file" / "x.zip"))
    assert status == 2
    assert "cannot be written" in err


def test_a_site_without_an_address_says_whom_to_ask(project: Project) -> None:
    project.change("data/site.yaml", "address: https://small.example\n", "")
    assert project.run("zip")[0] == 0
    with zipfile.ZipFile(project.root / "find-your-cluster.zip") as archive:
        home = archive.read(f"small-clusters/{START}").decode("utf-8")
    assert "This is a copy, made on 24 November 2026. Ask The Forum where the newest is." in home


# ---------------------------------------------------------------- the rewriting

LISTS = (("A to Z", "/find/"), ("By town", "/find/by-town/"))
PAGES = {"index.html": b"", "find/index.html": b"", "find/by-town/index.html": b"", "404.html": b""}
OTHERS = {
    "assets/style.css": b'@import "more.css"; a { background: url(/a.png) } /* url(/b.png) */ b { content: "url(/c)" }',
    "assets/more.css": b"@media (scripting: none) { .needs-script { display: none } }",
    "a.png": b"a",
    "b c.png": b"b",
    "never/asked.json": b"{}",
}


def copied(body: str, head: str = "", here: str = "help/rights/index.html", address: str = SITE) -> str:
    """The page HERE with HEAD and BODY, in a copy."""
    html = f"<!doctype html>\n<html><head>{head}</head>\n<body><main>{body}</main></body></html>"
    files = {**PAGES, **OTHERS, here: html.encode("utf-8")}
    made = portable(files, Copy(date(2026, 11, 24), address, "PCAN & friends", LISTS))
    text = made[START if here == "index.html" else f"{FOLDER}/{here}"].decode("utf-8")
    return re.sub(r"\n<section .*?</section>", "", text, flags=re.S)


def body_of(text: str) -> str:
    return text.partition("<main>")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("typed", "copied_as"),
    [
        ('<a href="/">', '<a href="../../../START-HERE.html">'),
        ('<a href="/#q">', '<a href="../../../START-HERE.html#q">'),
        ('<a href="/find/#letter-b">', '<a href="../../find/index.html#letter-b">'),
        ('<a href="/find/?q=a&amp;b=c#d">', '<a href="../../find/index.html?q=a&amp;b=c#d">'),
        ('<a href="/find">', '<a href="../../find/index.html">'),
        ('<a href="../../find/by-town/">', '<a href="../../find/by-town/index.html">'),
        ('<a href="/help/rights/">', '<a href="index.html">'),
        ("<a href='/b%20c.png' download>", '<a href="../../b%20c.png" download>'),
        ('<img src="/a.png">', '<img src="../../a.png">'),
        ('<img srcset="/a.png 1x,/b%20c.png 2x">', '<img srcset="../../a.png 1x, ../../b%20c.png 2x">'),
        ('<p style="background: url(\'/a.png\')">', '<p style="background: url(&#x27;../../a.png&#x27;)">'),
        ('<svg viewBox="0"><a href="/"><rect/></a>', '<svg viewBox="0"><a href="../../../START-HERE.html"><rect/></a>'),
        ('<a href="/gone/?x#y">', f'<a href="{SITE}/gone/?x#y">'),
        ('<a href="/404.html">', f'<a href="{SITE}/404.html">'),
        ("<noscript>Look <b>here</b></noscript>", "Look <b>here</b>"),
        ("<style>p { background: url(/a.png) }</style>", "<style>p { background: url(../../a.png) }</style>"),
        ("<script>if (1 < 2) alert('</p>')</script>x", "x"),
        ('<p class="hint needs-script">a <p>b</p></p>c', "c"),
        ('<button class="needs-script">Press</button>c', "c"),
    ],
)  # fmt: skip
def test_what_works_only_with_a_server_is_made_to_work_without(typed: str, copied_as: str) -> None:
    assert body_of(copied(typed)) == copied_as


@pytest.mark.parametrize(
    "kept",
    [
        '<a href="#part">', '<a href="https://gov.uk/x">', '<a href="tel:+44123">', '<a href="mailto:a@b.c">',
        "<a href>",
        "&amp; &lt;a href=&quot;/find/&quot;&gt; &nbsp; &#39;", '<!-- <a href="/find/"> -->', "<P Class=x >A<br/>B</P>",
        '<textarea>&lt;a href="/find/"&gt;</textarea>', '<img src="data:image/gif;base64,AAAA">', "a &copy b < c",
    ],
)  # fmt: skip
def test_everything_else_stays_byte_for_byte(kept: str) -> None:
    assert body_of(copied(kept)) == kept


def test_of_a_head_stays_what_shows_the_page_and_what_says_whose_it_is() -> None:
    head = """
<meta http-equiv="Content-Security-Policy" content="default-src 'self'"><meta property="og:url" content="/x/">
<meta http-equiv="refresh" content="0; url=/find/"><link rel="canonical" href="https://x.example/">
<link rel="stylesheet" href="/assets/style.css" integrity="sha256-x" crossorigin><link rel="manifest" href="/m.json">
<link rel="modulepreload" href="/assets/a.js"><script type="module" src="/assets/a.js"></script>
<script type="application/ld+json">{"@id": "/"}</script>"""
    assert copied("", head).partition("<head>")[2].partition("</head>")[0].split("\n")[1:] == [
        '<meta property="og:url" content="/x/">',
        '<meta http-equiv="refresh" content="0; url=../../find/index.html"><link rel="canonical" href="https://x.example/">',
        '<link rel="stylesheet" href="../../assets/style.css">',
        "",
        '<script type="application/ld+json">{"@id": "/"}</script>',
    ]


def test_a_form_gives_way_to_the_lists_and_one_for_scripts_to_the_web() -> None:
    search = '<form action="/find/" method="get"><form-like></form-like><input name="q"></form>'
    assert body_of(copied(search)) == (
        '<ul class="jumps">\n  <li><a href="../../find/index.html">A to Z</a></li>\n'
        '  <li><a href="../../find/by-town/index.html">By town</a></li>\n</ul>'
    )
    assert body_of(copied(search, here="find/index.html")) == "", "the list is on the page itself"
    assert body_of(copied('<form data-form hidden><input type="date"></form>')) == (
        f'<p class="hint">To type something in here, go to <a href="{SITE}/help/rights/">this page on the web</a>.</p>'
    )
    assert body_of(copied("<form hidden></form>", address="")) == (
        '<p class="hint">What you type in here works only on the web, not in a copy.</p>'
    )


def test_the_line_stands_below_the_header_of_the_site_else_first() -> None:
    def line(body: str) -> str:
        html = f"<html><body>{body}</body></html>".encode()
        return portable({"x.html": html}, Copy(date(2026, 11, 24), "", "A & B", ()))["site/x.html"].decode("utf-8")

    told = (
        '\n<section class="status" aria-label="About this copy">\n'
        '  <p class="width">This is a copy, made on 24 November 2026. Ask A &amp; B where the newest is.</p>'
        "\n</section>"
    )
    assert line("<p>Moved</p>") == f"<html><body>{told}<p>Moved</p></body></html>"
    header = '<a href="#main">Skip</a><header class="site-header"><p>Name</p></header>'
    assert line(f"{header}<article><header>x</header></article>").startswith(f"<html><body>{header}{told}<article>")


def test_styles_bring_along_what_they_name_and_nothing_else_comes() -> None:
    page = b'<html><head><link rel="stylesheet" href="/assets/style.css"></head><body></body></html>'
    made = portable({**OTHERS, "index.html": page}, Copy(date(2026, 11, 24), SITE, "", ()))
    assert set(made) == {START, "site/assets/style.css", "site/assets/more.css", "site/a.png"}
    assert made["site/assets/style.css"].startswith(
        b'@import "more.css"; a { background: url(../a.png) } /* url(/b.png) */ b { content: "url(/c)" }'
    )
    assert made["site/assets/more.css"].startswith(b"@media (width >= 0) { .needs-script")


@pytest.mark.parametrize(
    ("css", "changed"),
    [
        ("url(x)", "url(X)"),
        ("url( 'x y' )", "url( 'X Y' )"),
        ('url("x")', 'url("X")'),
        ("@import 'x';", "@import 'X';"),
        ("@import url(x);", "@import url(X);"),
        ("'url(x)'", "'url(x)'"),
        ("'it\\'s url(x)' url(x)", "'it\\'s url(x)' url(X)"),
        ("/* url(x) ' */ url(x)", "/* url(x) ' */ url(X)"),
        ("@media (scripting:enabled) {}", "@media (width < 0) {}"),
        ("a:not([href*=':'], [href^='#'])", "a:not([href*=':'], [href^='#'])"),
    ],
)
def test_addresses_in_styles_are_told_from_texts_and_remarks(css: str, changed: str) -> None:
    assert css_with(css, str.upper) == changed
