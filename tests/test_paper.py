"""Posters and leaflets as PDFs: for every reader, small, the same each time, and not spoken of where none are made."""

from __future__ import annotations

import io
import itertools
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from findyourcluster.cache import Cache
from findyourcluster.colours import OURS
from findyourcluster.outputs import paper
from findyourcluster.outputs.paper import PAPERS, CannotPrint, Sheet, pdf, ready_to_print
from findyourcluster.pipeline import check, plan_of, renderer_of
from findyourcluster.places import PROJECT
from findyourcluster.planned import PaperOutput
from findyourcluster.progress import Progress, Timings
from tests.conftest import SMALL, TODAY, Project

SCHOOLS = "data/schools.yaml"
BIRKBY = "schools/birkby-junior-school/share"
LARGEST = 150_000  # bytes
HELP = "## Who can help\n\n{{ contact: kias }}\n"
POSTER, LEAFLET, LARGE = PAPERS

SAMPLE = {"schools/birkby-junior-school", "schools/holmfirth-high-school", "clusters/14", "clusters/3"}
"""Of the real site: a school whose cluster is known and one whose is not; a cluster with and one without schools."""


@pytest.fixture(scope="module", autouse=True)
def printing() -> None:
    """What PDFs need. Without it, tests fail in CI (CI is set) and are skipped aloud elsewhere, as for browsers."""
    try:
        ready_to_print()
    except CannotPrint as why:
        if os.environ.get("CI"):
            pytest.fail(str(why))
        pytest.skip(f"PDFs were NOT tested. {why}")


def built_with_pdfs(root: Path) -> dict[str, bytes]:
    """Every PDF of the project at ROOT, by its address."""
    folder = root / "site"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.pdf"))}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every PDF of the small project."""
    from findyourcluster.commands import main  # noqa: PLC0415

    root = tmp_path_factory.mktemp("paper") / "project"
    shutil.copytree(SMALL, root)
    (root / "content/parts/who-can-help.md").write_text(HELP, "utf-8")
    assert main(["build", "--pdf", "--root", str(root), "--today", TODAY]) == 0
    return built_with_pdfs(root)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Some PDFs of this repository's site: those of SAMPLE, and of the school with the longest name."""
    checkup = check(PROJECT, date.fromisoformat(TODAY), Timings())
    longest = max(checkup.shown.schools, key=lambda school: len(school.name))
    wanted = {f"/{address}/share/" for address in {*SAMPLE, f"schools/{longest.slug}"}}
    outputs = [each for each in plan_of(checkup, pdf=frozenset({"en-GB"})).outputs() if isinstance(each, PaperOutput)]
    renderer = renderer_of(plan_of(checkup), PROJECT)
    renderer.printed = Cache(tmp_path_factory.mktemp("cache"))
    return {each.path: renderer.draw(each) for each in outputs if each.address.rpartition("/")[0] + "/" in wanted}


@pytest.fixture(scope="module", params=["small", "real"])
def pdfs(request: pytest.FixtureRequest) -> dict[str, bytes]:
    found: dict[str, bytes] = request.getfixturevalue(request.param)
    assert len(found) >= 15
    return found


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def words_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


# ---------------------------------------------------------------- for every reader


def test_there_is_a_poster_a_leaflet_and_large_print_for_each_school_and_cluster(small: dict[str, bytes]) -> None:
    folders = {path.rpartition("/")[0] for path in small}
    assert len(folders) == 7
    assert set(small) == {f"{folder}/{each.name}.pdf" for folder in folders for each in PAPERS}


def test_every_pdf_is_tagged_with_a_title_and_a_language(pdfs: dict[str, bytes]) -> None:
    for path, content in pdfs.items():
        with opened(content) as document:
            root = document.Root
            assert bool(root.MarkInfo.Marked), path
            assert str(root.Lang) == "en-GB", path
            assert bool(root.ViewerPreferences.DisplayDocTitle), path
            with document.open_metadata() as about:
                assert about["pdfuaid:part"] == "1", path
                title = str(about["dc:title"])
            assert title == str(document.docinfo["/Title"]), path
            assert "–" in title, path
            kinds = [str(each.S) for each in structure(root.StructTreeRoot) if "/S" in each]
            assert kinds.count("/H1") == 1, path
            assert {"/P", "/L", "/LI", "/Figure"} <= set(kinds), path
            pictures = [each for each in structure(root.StructTreeRoot) if each.get("/S") == "/Figure"]
            assert [str(each.Alt).startswith("QR code that leads to ") for each in pictures] == [True], path


def structure(element: Any) -> Iterator[pikepdf.Dictionary]:
    """The elements of a tree of tags, in reading order."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from structure(child)


def test_every_typeface_is_inside_and_every_file_is_small(pdfs: dict[str, bytes]) -> None:
    for path, content in pdfs.items():
        assert len(content) <= LARGEST, path
        with opened(content) as document:
            fonts = [font for page in document.pages for font in page.Resources.Font.values()]
            assert fonts, path
            for font in fonts:
                (inner,) = font.get("/DescendantFonts", [font])
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys()), path


def test_a_poster_is_one_sheet_of_a4_and_a_leaflet_two_sides_of_a5(pdfs: dict[str, bytes]) -> None:
    for path, content in pdfs.items():
        with opened(content) as document:
            sizes = [tuple(round(float(value) / 72 * 25.4) for value in page.mediabox[2:]) for page in document.pages]
        if path.endswith("poster.pdf"):
            assert sizes == [(210, 297)], path
        elif path.endswith("leaflet.pdf"):
            assert sizes == [(148, 210)] * 2, path
        else:
            assert set(sizes) == {(210, 297)}, path


def test_the_words_can_be_read_out_and_searched(small: dict[str, bytes]) -> None:
    for each in PAPERS:
        said = words_of(small[f"{BIRKBY}/{each.name}.pdf"])
        for words in (
            "Birkby Junior School is in Cluster 14",
            "Your rights stay the same",
            "Cluster working does not change your right to ask for an EHCP.",
            "EHCP: Education, Health and Care Plan.",
            "KIAS: 01422 266141",
            "small.example/s/107626",
            "Published by a school, not confirmed by the council. Source: Cluster page (Birkby Junior School).",
            "Checked on 24 November 2026.",
            "This is a preview. The Forum and Smalldale Council have not checked it yet.",
        ):
            assert words in said, each.name


def test_paper_puts_no_school_in_a_cluster_that_nobody_published(small: dict[str, bytes]) -> None:
    for each in PAPERS:
        said = words_of(small[f"schools/st-josephs-catholic-primary-academy-dewsbury/share/{each.name}.pdf"])
        assert "No public source says yet which cluster St Joseph's" in said
        assert not any(f"Cluster {number}" in said for number in (1, 3, 14))
    assert "Ashbrow School" in words_of(small["clusters/14/share/poster.pdf"])


def test_the_code_on_every_sheet_is_read_and_leads_to_the_address_in_words_beside_it(pdfs: dict[str, bytes]) -> None:
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for path, content in pdfs.items():
        pages: list[Image.Image] = [page.render(scale=2).to_pil() for page in pypdfium2.PdfDocument(content)]
        found = [code for page in pages for code in zxingcpp.read_barcodes(page, formats=only)]
        assert [code.ec_level for code in found] == ["H"], path
        in_words = found[0].text.removeprefix("https://").rstrip("/")
        assert in_words in words_of(content).replace(" ", ""), path


def test_large_print_is_large(small: dict[str, bytes]) -> None:
    content = small[f"{BIRKBY}/large-print.pdf"]
    for page in pypdfium2.PdfDocument(content):
        sizes = [each.get_font_size() for each in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
        assert sizes
        assert min(sizes) >= 18


def test_paper_has_the_colours_of_the_site(small: dict[str, bytes]) -> None:
    (page,) = pypdfium2.PdfDocument(small[f"{BIRKBY}/poster.pdf"])
    picture = page.render(scale=1).to_pil().convert("RGB")
    brand = OURS[0].removeprefix("#")
    counted = picture.getcolors(picture.width * picture.height) or []
    assert max(count for count, colour in counted if bytes(colour).hex() == brand) > 5000


def test_a_council_with_colours_of_its_own_has_them_on_paper_too(project: Project) -> None:
    style = (PROJECT / "static/style.css").read_text("utf-8")
    project.write("static/style.css", style.replace("--brand: #0d4a45;", "--brand: #7a1f5c;", 1))
    assert project.run("build", "--pdf")[0] == 0
    (page,) = pypdfium2.PdfDocument((project.site / BIRKBY / "poster.pdf").read_bytes())
    picture = page.render(scale=1).to_pil().convert("RGB")
    assert (0x7A, 0x1F, 0x5C) in {colour for _, colour in picture.getcolors(picture.width * picture.height) or []}


def test_the_page_for_the_office_leads_to_its_pdfs(project: Project) -> None:
    project.run("build", "--pdf")
    page = project.page(f"/{BIRKBY}/")
    for each in PAPERS:
        assert f'<a href="/{BIRKBY}/{each.name}.pdf">' in page


# ---------------------------------------------------------------- room


def test_a_poster_with_much_to_say_is_made_smaller_and_stays_on_one_sheet(project: Project) -> None:
    many = "".join(
        f"  - urn: {200000 + number}\n    name: School of Saint Somebody and All the Others Number {number}\n"
        "    source: register\n    checked: 2026-11-24\n    confidence: unconfirmed\n    cluster: 3\n"
        "    membership:\n      source: school-page\n      checked: 2026-11-24\n      confidence: confirmed\n"
        for number in range(25)
    )
    project.change(SCHOOLS, "schools:\n", f"schools:\n{many}")
    checkup = check(project.root, date.fromisoformat(TODAY), Timings())
    outputs = {each.path: each for each in plan_of(checkup, pdf=frozenset({"en-GB"})).outputs()}
    renderer = renderer_of(plan_of(checkup), project.root)
    poster = renderer.draw(outputs["clusters/3/share/poster.pdf"])
    assert len(pypdfium2.PdfDocument(poster)) == 1


@settings(max_examples=5, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_whatever_words_stand_on_a_sheet_it_becomes_a_pdf(words: str) -> None:
    from markupsafe import escape  # noqa: PLC0415

    html = f'<html lang="en-GB"><title>T</title><h1>Name</h1><p>{escape(words)}</p></html>'
    content = pdf(Sheet(POSTER, html))
    assert len(pypdfium2.PdfDocument(content)) == 1
    assert content == pdf(Sheet(POSTER, html))


@pytest.mark.parametrize("address", ["https://elsewhere.example/a.png", "file:///etc/hostname", "data:text/plain,a"])
def test_a_sheet_loads_nothing_from_the_network_or_the_disk(address: str) -> None:
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    with pytest.raises(FatalURLFetchingError, match="nothing from elsewhere"):
        pdf(Sheet(POSTER, f'<html lang="en"><title>T</title><img alt="" src="{address}"></html>'))


# ---------------------------------------------------------------- only what changed, the same each time


def test_the_same_sheet_is_the_same_to_the_byte_on_another_day_and_made_by_one_process_or_several(
    project: Project,
) -> None:
    project.run("build", "--pdf")
    side_by_side = built_with_pdfs(project.root)
    assert len(side_by_side) == 21, "so many that they are made in processes side by side"
    checkup = check(project.root, date(2026, 12, 20), Timings())
    renderer = renderer_of(plan_of(checkup), project.root)
    renderer.printed = Cache(project.root / "empty")
    alone = {
        each.path: renderer.draw(each)
        for each in plan_of(checkup, pdf=frozenset({"en-GB"})).outputs()
        if isinstance(each, PaperOutput)
    }
    assert alone == side_by_side


def test_only_what_changed_is_made_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Progress, "PATIENCE", -1.0)

    def made() -> list[str]:
        status, _, err = project.run("build", "--pdf")
        assert status == 0, err
        return [line for line in err.splitlines() if line.startswith("Making PDFs")][-1:]

    assert made() == ["Making PDFs: 21 of 21"]
    assert made() == []
    project.change(SCHOOLS, "website: https://birkby.example/", "website: https://birkby.example/new")
    assert made() == [], "no sheet says it"
    project.change(SCHOOLS, "name: Ashbrow School", "name: Ashbrow Hill School\n    slug: ashbrow-school")
    assert made() == ["Making PDFs: 6 of 6"], "its own three, and those of its cluster"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_one_line_counts_and_in_a_log_a_line_now_and_then() -> None:
    terminal, log = Terminal(), io.StringIO()
    for stream in (terminal, log):
        progress = Progress(stream, itertools.count().__next__)
        for done in range(1, 1001):
            progress.told("PDFs", done, 1000)
    assert terminal.getvalue().count("\n") == 1
    assert terminal.getvalue().endswith(f"\rMaking PDFs: 1,000 of 1,000 [{'#' * 30}]\n")
    assert log.getvalue().splitlines() == [f"Making PDFs: {done:,} of 1,000" for done in range(100, 1001, 100)]


def test_what_is_done_within_a_second_says_nothing() -> None:
    terminal = Terminal()
    progress = Progress(terminal, lambda: 0.9)
    progress.started = 0
    for done in range(1, 1001):
        progress.told("pages", done, 1000)
    assert terminal.getvalue() == ""


def test_programs_that_read_what_the_build_says_get_data_only(project: Project) -> None:
    import json  # noqa: PLC0415

    _, out, _ = project.run("build", "--pdf", "--format", "json")
    assert isinstance(json.loads(out), dict)


# ---------------------------------------------------------------- where none are made


def says_nothing_of_pdfs(project: Project) -> bool:
    pages = [path.read_text("utf-8") for path in project.site.rglob("*.html")]
    return not any("PDF" in page or ".pdf" in page for page in pages) and not list(project.site.rglob("*.pdf"))


def test_a_plain_build_makes_none_and_says_nothing_of_them(project: Project) -> None:
    project.build()
    assert says_nothing_of_pdfs(project)
    assert "Print this page" in project.page(f"/{BIRKBY}/")


def test_without_the_extra_the_site_is_built_and_the_message_says_how_to_get_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setattr(paper, "_version", paper._version.__wrapped__)
    status, out, err = project.run("build", "--pdf")
    assert status == 0
    assert "files published" in out
    assert "Get it with: python3 build.py build --install-pdf\nThe site was built without them." in err
    assert says_nothing_of_pdfs(project)


def test_without_the_part_of_the_system_that_it_needs_the_message_names_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> str:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(paper, "_version", missing)
    status, _, err = project.run("build", "--pdf")
    assert status == 0
    assert "sudo apt install libpango-1.0-0" in err
    assert "Traceback" not in err
    assert says_nothing_of_pdfs(project)


def print_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets are empty from now on: which there are is all that counts."""

    def empty(sheets: dict[str, Sheet], told: object) -> Iterator[tuple[str, bytes]]:
        del told
        return ((name, b"%PDF-") for name in sheets)

    monkeypatch.setattr("findyourcluster.render.print_all", empty)


def test_the_settings_can_ask_for_pdfs_in_every_build(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    print_nothing(monkeypatch)
    project.append("data/site.yaml", "pdf: yes\n")
    project.build()
    assert len(built_with_pdfs(project.root)) == 21


def test_settings_that_say_neither_yes_nor_no_are_explained(project: Project) -> None:
    project.append("data/site.yaml", "pdf: posters\n")
    (problem,) = project.problems()
    assert 'pdf is yes or no, and "posters" is neither.' in problem


def test_a_school_that_closed_has_no_sheets(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    print_nothing(monkeypatch)
    project.change(SCHOOLS, "    town: Dewsbury\n    source", "    town: Dewsbury\n    closed: 2026-09-01\n    source")
    project.run("build", "--pdf")
    assert not list((project.site / "schools/st-josephs-catholic-primary-academy-dewsbury").rglob("*.pdf"))


def test_a_former_address_has_the_sheets_too(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    print_nothing(monkeypatch)
    project.change(
        SCHOOLS, "    name: Ashbrow School\n", "    name: Ashbrow School\n    former_addresses: /schools/ashbrow/\n"
    )
    project.run("build", "--pdf")
    old, new = (project.site / f"schools/{slug}/share/poster.pdf" for slug in ("ashbrow", "ashbrow-school"))
    assert old.read_bytes() == new.read_bytes()
