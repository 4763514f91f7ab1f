"""The site for Hugo: the templates of peers/hugo, the same schools as JSON, the same pages as Markdown.

What is the same on all school pages (the parents' rights, whom to ask, the notes) is cut out of a page that our
program published, and stands in Hugo's templates as ready HTML. So Hugo neither reads what those blocks are made of
nor puts them together: that is on Hugo's side of the scales.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from benchmarks.synthetic import SOURCE, SyntheticSchool

PEER = Path(__file__).resolve().parent / "peers" / "hugo"
CHECKED = "2026-11-24"
"""The day on which all made-up schools were checked."""

LISTS = (
    ("find", r'<nav aria-label="Schools by letter">.*?</nav>', "{{< letters >}}"),
    ("index", r'<nav aria-label="Schools by letter">.*?</nav>', '{{< letters "/find/" >}}'),
    ("find", r'<section class="letter".*</section>(?=\s*<p><a href="/my-school)', "{{< a-z >}}"),
    ("find/by-town", r'<nav aria-label="Schools by town">.*<section class="letter".*?</section>', "{{< by-town >}}"),
    (
        "find/by-cluster",
        r'<nav aria-label="Schools by cluster">.*<section class="letter".*?</section>',
        "{{< by-cluster >}}",
    ),
    ("find/map", r'<div id="list">.*?</div>', "{{< map-list >}}"),
    ("clusters", r'<ul class="clusters">.*?</ul>', "{{< clusters >}}"),
)
"""What Hugo lists from its data: (page, what stands there on ours, the shortcode)."""


class Changed(Exception):
    """Our pages are no longer as Hugo's templates know them: the peer must be mended, or it makes another site."""


def write_hugo_site(folder: Path, site: Path, root: Path, listed: list[SyntheticSchool]) -> None:
    """Makes Hugo's project at FOLDER, for the site of LISTED that our program published at SITE from ROOT."""
    shutil.rmtree(folder, ignore_errors=True)
    school = listed[len(listed) // 2]
    blocks = _blocks(site, school)
    for path in sorted(PEER.rglob("*")):
        if path.is_file():
            target = folder / path.relative_to(PEER)
            target.parent.mkdir(parents=True, exist_ok=True)
            template = path.read_text("utf-8")
            if path.parent.name == "layouts" and path.suffix == ".json":
                template = _without_spaces(template)
            target.write_text(_filled(template, blocks, path.name), "utf-8")
    write_hugo_data(folder, listed)
    _write_static(folder, root)
    menus = (_menu(site / "index.html", aria) for aria in ("Main", "More pages"))
    (folder / "data/menus.json").write_text(json.dumps(dict(zip(("menu", "footer"), menus, strict=True))), "utf-8")
    for page in sorted((root / "content").rglob("*.md")):
        name = page.relative_to(root / "content").with_suffix("").as_posix()
        if not name.startswith("parts/"):
            write_page(folder, site, name)


def write_hugo_data(folder: Path, listed: Iterable[SyntheticSchool]) -> None:
    """The schools, in their clusters and by name: JSON, which Hugo reads fastest, as its templates need it."""
    clusters: dict[int, list[dict[str, object]]] = {}
    for school in listed:
        record = {
            "urn": str(school.urn),
            "name": school.name,
            "slug": school.slug,
            "phase": school.phase,
            "type": "community school",
            "town": school.town,
            "postcode": school.postcode,
            "source": ["register-2015", "dfe-links-2025"],
            "checked": CHECKED,
            "confidence": "unconfirmed",
            "number": school.cluster,
            "membership": {"source": SOURCE, "checked": CHECKED, "confidence": "published by a school"},
        }
        clusters.setdefault(school.cluster, []).append(record)
    data = [
        {"number": number, "schools": sorted(members, key=lambda school: str(school["name"]).casefold())}
        for number, members in sorted(clusters.items())
    ]
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/clusters.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def _write_static(folder: Path, root: Path) -> None:
    for static in (PEER.parents[2] / "static", root / "static"):
        if static.is_dir():
            shutil.copytree(static, folder / "static", dirs_exist_ok=True)


def write_pictures(folder: Path, site: Path) -> None:
    """Gives Hugo's project the pictures of SITE that it has not yet, drawn already: it needs only to publish them."""
    for picture in (*site.rglob("*.png"), *site.rglob("*.svg")):
        target = folder / "static" / picture.relative_to(site)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, target)


def _menu(page: Path, label: str) -> list[dict[str, str]]:
    nav = cut(page.read_text("utf-8"), f'<nav aria-label="{label}">', "</nav>")
    links = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', nav)
    return [{"address": address, "title": html.unescape(title)} for address, title in links]


# ---------------------------------------------------------------- what is the same on every page


def cut(text: str, start: str, end: str) -> str:
    """What stands in TEXT after START and before the next END; an empty START is the beginning."""
    at = text.find(start)
    until = text.find(end, at + len(start)) if at >= 0 else -1
    if until < 0:
        raise Changed(f"A page of ours no longer holds {start!r} and then {end!r}.")
    return text[at + len(start) : until]


def _compact(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _inside(content: object) -> str:
    """CONTENT as JSON, without the brackets around it."""
    return _compact(content)[1:-1]


def _without_spaces(template: str) -> str:
    """A template of JSON that writes as few bytes as ours, and is laid out for people."""
    return "".join(line.strip() for line in template.splitlines()).replace('": ', '":')


def _filled(template: str, blocks: dict[str, str], name: str) -> str:
    def block(match: re.Match[str]) -> str:
        if match[1] not in blocks:
            raise Changed(f"{name} asks for {match[0]}, which nobody cuts out.")
        return blocks[match[1]]

    for _ in range(2):  # a block may hold another
        template = re.sub(r"\[\[([a-z_]+)\]\]", block, template)
    return template


def _blocks(site: Path, school: SyntheticSchool) -> dict[str, str]:
    """The name of each block that Hugo's templates ask for, and its text, as the pages of SCHOOL have it."""
    page = (site / f"schools/{school.slug}/index.html").read_text("utf-8")
    share = (site / f"schools/{school.slug}/share/index.html").read_text("utf-8")
    cluster = (site / f"clusters/{school.cluster}/index.html").read_text("utf-8")
    record = json.loads((site / f"schools/{school.slug}.json").read_bytes())
    every = json.loads((site / "data/schools.json").read_bytes())
    table = (site / "data/schools.csv").read_text("utf-8").splitlines()
    row = next(line for line in table if line.startswith(f"{school.slug},"))
    address = cut(page, '<link rel="canonical" href="', "/schools/")
    texts = dict(re.findall(r'aria-labelledby="([a-z]+)">(.*?)</textarea>', share, re.S))
    register = cut(page, f"{school.urn}: <a", "</a>")
    place = every["place"]
    facts = texts["newsletter"].split("\n\n")
    return {
        "address": address,
        "host": address.split("://")[1],
        "name": cut(page, 'property="og:site_name" content="', '"'),
        "place": place,
        "links": '<link rel="icon"' + cut(page, '<link rel="icon"', '<meta property="og:type"').rstrip(),
        "status": '<section class="status"' + cut(page, '<section class="status"', "</section>") + "</section>",
        "small_print": cut(cut(page, '<footer class="site-footer">', "</body>"), "</nav>\n", "</footer>") + "</footer>",
        "clusters": cut(cut(page, '<nav class="breadcrumbs', "</nav>"), '<a href="/clusters/">', "</a>"),
        "evidence": cut(cut(page, '<div class="answer">', "</div>"), "</p>\n  <p>", "</p>"),
        "details": cut(page, "How sure we are of these details</dt><dd>", "</dd>"),
        "school_words": cut(page, '<div class="answer">', '<section class="prose" aria-labelledby="others">').split(
            "</div>\n", 1
        )[1],
        "school_notes": '<section class="word-list"' + cut(page, '<section class="word-list"', "</div>\n</main>"),
        "cluster_words": cut(cluster, '</section>\n<div class="prose">\n', '<details class="wrong">'),
        "cluster_notes": '<section class="word-list"' + cut(cluster, '<section class="word-list"', "</main>"),
        "wrong": '<details class="wrong">' + cut(page, '<details class="wrong">', '  <pre class="letter">'),
        "day": cut(cut(page, '<pre class="letter">', "</pre>"), "Checked on: ", "\n"),
        "checked": CHECKED,
        "register": cut(register, 'href="', f'{school.urn}"'),
        "register_name": register.split(">", 1)[1],
        "dated": cut(share, '<p class="checked">', ' <a href="'),
        "share_facts": cut(texts["paragraph"], "&lt;/strong&gt; ", "&lt;/p&gt;"),
        "share_section": "&lt;h3&gt;" + cut(texts["section"], "&lt;h3&gt;", "\n&lt;p&gt;&lt;a href"),
        "share_meaning": facts[1].split(f"is in Cluster {school.cluster}. ")[1],
        "share_rights": facts[2],
        "poster": cut(cut(share, 'class="on-paper sheet"', "</section>"), "</h2>\n", '<div class="sheet-way">'),
        "sheet_foot": '<p class="sheet-small">' + cut(share, '<p class="sheet-small">', "</section>"),
        "compare_form": cut(cut(share, "data-ours>", "</section>"), "</ul>\n", "</form>") + "</form>",
        "json_head": _inside({key: record[key] for key in ("site", "home", "status", "language", "licences")}) + ",",
        "json_details": _compact(record["school"]["details"]),
        "json_membership": _compact(record["school"]["membership"]),
        "json_sources": _inside(record["sources"]),
        "json_rest": _inside({key: every[key] for key in ("not_in_clusters", "sources")}),
        "csv_membership": ",".join(row.split(",")[4:7]),
        "csv_details": ",".join(row.split(",")[-3:]),
    }


# ---------------------------------------------------------------- pages as Markdown


def write_page(folder: Path, site: Path, name: str) -> None:
    """The page NAME (its file without ending) as Markdown for Hugo, made from the one that we published."""
    address = "/404.html" if name == "404" else "/" if name == "index" else f"/{name}/"
    file = site / ("404.html" if name == "404" else f"{address}index.html".lstrip("/"))
    page = file.read_text("utf-8")
    name_of_site = cut(page, 'property="og:site_name" content="', '"')
    front: dict[str, object] = {
        "title": html.unescape(cut(page, "<title>", "</title>")).removesuffix(f" – {html.unescape(name_of_site)}"),
        "description": html.unescape(cut(page, '<meta name="description" content="', '"')),
        "checked": CHECKED,
        "listed": address if f'href="{address}" aria-current="page"' in page else "",
    }
    if name == "404":
        front |= {"url": address, "unlisted": True}
    if '<nav class="breadcrumbs' in page:
        crumbs = re.findall(r'<a href="([^"]*)">(.*?)</a>', cut(page, '<nav class="breadcrumbs', "</nav>"))
        front["crumbs"] = [{"address": to, "title": html.unescape(title)} for to, title in crumbs]
    script = re.search(r'<script type="module" src="([^"]*)">', page)
    if script:
        front["script"] = script[1]
    if re.search(r'<meta name="robots" content="noindex">', page):
        front["unlisted"] = True
    body = cut(page, '<main id="main" class="width">', "</main>")
    for owner, pattern, shortcode in LISTS:
        if owner == name:
            found = re.search(pattern, body, re.S)
            if not found:
                raise Changed(f"Our page {address} no longer has the list that Hugo's {shortcode} makes.")
            body = f"{body[: found.start()]}\n{shortcode}\n{body[found.end() :]}"
    path = folder / "content" / ("_index.md" if name == "index" else f"{name}.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{json.dumps(front, ensure_ascii=False, indent=1)}\n\n{as_markdown(body)}", "utf-8")


def as_markdown(body: str) -> str:
    """BODY, HTML of ours: headings, paragraphs, lists, links and emphasis as Markdown; the rest stays HTML."""
    lines: list[str] = []
    verbatim = False
    for line in body.split("\n"):
        verbatim = verbatim or "<pre" in line
        if verbatim:
            lines += ["", line] if "<pre" in line else [line]
            verbatim = "</pre>" not in line
            continue
        made = _block(line.strip())
        if made is None:
            lines.append(line.strip())
        else:
            lines += ["", made, ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _block(line: str) -> str | None:
    """LINE as a Markdown block; None where it is no whole heading or paragraph, and stays as it is."""
    heading = re.fullmatch(r'<h([1-6])(?: id="([^"]*)")?>(.*)</h\1>', line)
    if heading:
        level, anchor, words = heading.groups()
        return f"{'#' * int(level)} {_inline(words)}" + (f" {{#{anchor}}}" if anchor else "")
    paragraph = re.fullmatch(r"<p>(.*)</p>", line)
    if paragraph and "<p" not in paragraph[1]:
        return _inline(paragraph[1])
    if line.startswith("{{<"):
        return line
    return None


def _inline(words: str) -> str:
    pieces = re.split(r"(<[^>]*>)", words)
    marked = "".join(piece if at % 2 else re.sub(r"([\\`*_\[\]|~])", r"\\\1", piece) for at, piece in enumerate(pieces))
    marked = re.sub(r"<strong>([^<]*?)</strong>", r"**\1**", marked)
    return re.sub(r'<a href="([^"<> ()]*)">([^<]*?)</a>', r"[\2](\1)", marked)
