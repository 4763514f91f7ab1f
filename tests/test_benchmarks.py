"""The benchmark measures what it says: a made-up site that is always the same, built, edited and looked at again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from benchmarks import run, same_site, synthetic, tools, verify
from benchmarks.measure import Run
from tests.conftest import files_in

COUNT = 22


@dataclass(frozen=True)
class Measured:
    """What a small benchmark left behind."""

    rows: list[dict[str, object]]
    markdown: str
    root: Path  # of the made-up site, published


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    """22 schools, this program alone, one round of two modes."""
    folder = tmp_path_factory.mktemp("benchmark")
    arguments = ["--n", str(COUNT), "--tools", "ours", "--modes", "noop,page", "--rounds", "1", "--keep"]
    files = ["--json", str(folder / "rows.json"), "--markdown", str(folder / "rows.md"), "--work", str(folder)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.sync", lambda: None)  # no time is asserted here, and others may be writing much
        assert run.main([*arguments, *files]) == 0
    rows = json.loads((folder / "rows.json").read_text("utf-8"))
    yield Measured(rows, (folder / "rows.md").read_text("utf-8"), folder / str(COUNT) / "ours")
    shutil.rmtree(folder)


def test_a_row_for_each_mode_says_what_was_measured(measured: Measured) -> None:
    assert [(row["mode"], row["tool"], row["n"], row["rounds"]) for row in measured.rows] == [
        ("noop", "ours", COUNT, 1),
        ("page", "ours", COUNT, 1),
    ]
    pages, files = verify.count_files(measured.root / "site")
    for row in measured.rows:
        assert set(row) == {field.name for field in fields(run.Row)}
        assert (row["pages"], row["files"], row["note"]) == (pages, files, "")
        assert all(isinstance(row[name], float) for name in ("wall", "min", "max", "cpu", "peak_mb"))
        assert row["ratio"] is None, "Hugo was not measured"


def test_the_table_goes_into_a_document_and_again_in_its_place(measured: Measured, tmp_path: Path) -> None:
    rows = [run.Row("clean", "hugo", COUNT, 1, wall=2.0), run.Row("clean", "hugo", 10 * COUNT, 1, wall=4.0)]
    document = tmp_path / "document.md"
    document.write_text(f"Before.\n\n{run.BEGIN}\nOld.\n{run.END}\n\nAfter.\n", "utf-8")
    run.write_markdown(document, rows, {"mkdocs-plain": "there is no pip."})
    text = document.read_text("utf-8")
    assert text.startswith("Before.\n") and text.endswith("After.\n") and "Old." not in text
    assert "Left out: mkdocs-plain, because there is no pip." in text
    assert "| page | ours |" in measured.markdown


def test_the_edit_of_the_last_round_is_published(measured: Measured) -> None:
    page = (measured.root / f"site/{tools.PAGE}/index.html").read_text("utf-8")
    assert "This is edit 4." in page, "a round that warms up and one that counts, for each of two modes"


def test_it_starts_with_a_bare_python() -> None:
    script = synthetic.PROJECT / "benchmarks/run.py"
    done = subprocess.run([sys.executable, "-I", "-S", script, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    document = (synthetic.PROJECT / "docs/benchmarks.md").read_text("utf-8")
    for name in (*tools.TOOLS, *run.MODES, *re.findall(r"(?m)^  (--\w+)", done.stdout)):
        assert f"`{name}" in document, f"docs/benchmarks.md does not tell what {name} is"


def test_how_ours_grows_is_told_by_two_sizes() -> None:
    rows = [run.Row("clean", "ours", 100, 1, wall=2.0), run.Row("clean", "ours", 1000, 1, wall=20.0)]
    run._grow(rows)
    assert [row.growth for row in rows] == [None, 1.0]


def test_ratios_are_those_inside_a_round() -> None:
    def runs(*walls: float) -> list[Run]:
        return [Run(wall, 0, 0) for wall in walls]

    assert run._ratio(runs(1, 20, 3), runs(1, 10, 1)) == 2
    assert run._ratio(runs(1), []) is None


def test_the_same_number_of_schools_makes_the_same_site(tmp_path: Path) -> None:
    for name in ("one", "two"):
        synthetic.write_site(tmp_path / name, COUNT)
    assert files_in(tmp_path / "one") == files_in(tmp_path / "two")
    assert len({school.name for school in synthetic.schools(5000)}) == 5000


def test_another_name_for_a_school_changes_nothing_else(tmp_path: Path) -> None:
    synthetic.write_site(tmp_path, COUNT)
    before = files_in(tmp_path)
    listed = list(synthetic.schools(COUNT))
    listed[11] = synthetic.renamed(listed[11], 1)
    synthetic.write_schools(tmp_path, listed)
    after = files_in(tmp_path)
    assert {name for name in before if before[name] != after[name]} == {"data/schools.yaml"}


def test_hugo_gets_its_site_from_what_we_publish(measured: Measured, tmp_path: Path) -> None:
    """Where this fails our pages changed: the templates in benchmarks/peers/hugo must say what they say."""
    same_site.write_hugo_site(tmp_path, measured.root / "site", measured.root, list(synthetic.schools(COUNT)))
    made = files_in(tmp_path)
    assert set(files_in(same_site.PEER)) < set(made)
    assert {f"content/{tools.PAGE}.md", "content/_index.md", "data/clusters.json", "static/style.css"} < set(made)
    assert not [name for name, text in made.items() if name.startswith("layouts/") and b"[[" in text]


def test_what_differs_between_two_sites_is_found(measured: Measured, tmp_path: Path) -> None:
    listed, ours, other = list(synthetic.schools(COUNT)), measured.root / "site", tmp_path / "other"
    shutil.copytree(ours, other)
    assert verify.differences(ours, other, listed) == ""
    for file, old, new in (
        (f"{tools.PAGE}/index.html", "Is it fair?", "Is it so?"),
        (f"schools/{listed[0].slug}/share/index.html", "<title>", "<title>All about "),
        (f"schools/{listed[0].slug}.json", '"HD', '"XX'),
        ("data/schools.csv", ",HD", ",XX"),
        ("sitemap.xml", f"/{tools.PAGE}/", "/gold/"),
    ):
        text = (other / file).read_text("utf-8")
        assert old in text
        (other / file).write_text(text.replace(old, new), "utf-8")
    (other / "s" / str(listed[-1].urn) / "index.html").unlink()
    found = verify.differences(ours, other, listed)
    for said in ("pages instead of", "money/index.html: words", "share/index.html: title", ".json: other data"):
        assert said in found
    assert "schools.csv: other rows" in found and "sitemap: 2 addresses" in found


def test_our_words_are_markdown_for_others() -> None:
    html = (
        '<h2 id="why">Why?</h2>\n<p>See <a href="/a/">it</a>, <strong>now</strong>: 2*3.</p>\n<div>\n  <p class="x">y'
    )
    assert same_site.as_markdown(html).split("\n") == [
        "## Why? {#why}",
        "",
        "See [it](/a/), **now**: 2\\*3.",
        "",
        "<div>",
        '<p class="x">y',
        "",
    ]
