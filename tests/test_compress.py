"""`.br` and `.gz` files beside texts: the same words in fewer bytes, made once for each content."""

from __future__ import annotations

import gzip
import random
import sys
from pathlib import Path

import brotli
import pytest

from findyourcluster import compress
from findyourcluster.cache import Cache
from findyourcluster.compress import compressed
from tests.conftest import Project, asset

WORDS = b"The school that your child goes to works with the schools near it. " * 20


def made(contents: dict[str, bytes], folder: Path) -> tuple[dict[str, bytes], int]:
    """What is made of CONTENTS with the cache at FOLDER, and how many of it were not there before."""
    before = _kept(folder)
    found = {
        each: made for path, content in contents.items() for each, made in compressed(path, content, Cache(folder))
    }
    return found, len(_kept(folder) - before)


def _kept(folder: Path) -> set[tuple[str, bytes]]:
    return {(path.name, path.read_bytes()) for path in folder.glob("*")}


def test_beside_each_text_stand_smaller_files_that_hold_the_same(project: Project) -> None:
    assert project.run("build", "--compress")[0] == 0
    texts = [
        path
        for path in project.site.rglob("*.*")
        if path.suffix in compress.TEXTS and path.stat().st_size >= compress.LEAST
    ]
    assert {path.suffix for path in texts} >= {".html", ".css", ".js", ".json", ".svg", ".csv", ".xml"}
    for path in texts:
        for suffix, unpack in ((".br", brotli.decompress), (".gz", gzip.decompress)):
            packed = Path(f"{path}{suffix}").read_bytes()
            assert unpack(packed) == path.read_bytes()
            assert len(packed) < path.stat().st_size
    stand = {f"{path}{suffix}" for path in texts for suffix in (".br", ".gz")}
    assert stand == {str(path) for path in project.site.rglob("*.*") if path.suffix in (".br", ".gz")}


@pytest.mark.parametrize("page", [".", "schools/ashbrow-school", "about-this-information/facts"])
def test_all_that_the_first_view_of_a_page_waits_for_is_small(built: Path, page: str) -> None:
    html = (built / page / "index.html").read_bytes()
    style = (built / asset(built, "style.css")[1:]).read_bytes()
    assert sum(len(brotli.compress(content)) for content in (html, style)) <= 12_000


def test_without_being_asked_it_makes_none(project: Project) -> None:
    project.build()
    assert not [*project.site.rglob("*.br"), *project.site.rglob("*.gz")]


def test_a_line_in_the_settings_asks_for_it_each_time(project: Project) -> None:
    project.append("data/site.yaml", "compress: yes\n")
    project.build()
    assert (project.site / "index.html.br").exists()


def test_what_is_short_or_packed_already_or_no_smaller_is_left_alone(tmp_path: Path) -> None:
    contents = {
        "short.html": b"a" * 255,
        "a.png": WORDS,
        "_redirects": WORDS,
        "a.html": WORDS,
        "noise.txt": random.Random(1).randbytes(400),
    }
    assert set(made(contents, tmp_path)[0]) == {"a.html.br", "a.html.gz"}
    assert set(made(contents, tmp_path)[0]) == {"a.html.br", "a.html.gz"}


def test_only_what_changed_is_made_again_and_copies_are_made_once(tmp_path: Path) -> None:
    before = {"a.html": WORDS + b"a", "b.html": WORDS + b"b", "copy/of/b.html": WORDS + b"b"}
    first, new = made(before, tmp_path)
    assert new == 2
    assert len(first) == 6
    second, new = made(before | {"a.html": WORDS + b"c"}, tmp_path)
    assert new == 1
    assert {path for path in first if first[path] != second[path]} == {"a.html.br", "a.html.gz"}


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    contents = {f"{number}.html": WORDS + str(number).encode() for number in range(30)}
    one, _ = made(contents, tmp_path / "one")
    other, _ = made(dict(reversed(contents.items())), tmp_path / "other")
    assert one == other
    assert len({content[4:9] for path, content in one.items() if path.endswith(".gz")}) == 1  # no time in it
    assert not any(b".html" in content for content in one.values())  # nor a name


def test_a_damaged_cache_only_costs_time(tmp_path: Path) -> None:
    first, _ = made({"a.html": WORDS}, tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    assert made({"a.html": WORDS}, tmp_path) == (first, 1)


def test_without_the_package_there_is_gzip_and_the_message_says_how_to_get_the_rest(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    monkeypatch.setattr(compress, "_brotli_version", compress._brotli_version.__wrapped__)
    status, out, err = project.run("build", "--compress")
    assert status == 0
    assert "files published" in out
    assert "Get it with: python3 build.py build --install-compress" in err
    assert not list(project.site.rglob("*.br"))
    assert (project.site / "index.html.gz").exists()
    monkeypatch.undo()
    project.run("build", "--compress")
    assert (project.site / "index.html.br").exists()
