"""Files that people edit, written by the program: whole or not at all, and as their editor left them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findyourcluster.saving import as_typed, save, save_all


def test_a_new_file_comes_with_its_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    save(tmp_path / "guides" / "new.md", "Hello\n")
    assert (tmp_path / "guides/new.md").read_bytes() == b"Hello\n"
    assert [path.name for path in (tmp_path / "guides").iterdir()] == ["new.md"]


def test_the_line_ends_and_the_mark_of_windows_stay(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    save(path, "one\nthree\n")
    assert path.read_bytes() == b"\xef\xbb\xbfone\r\nthree\r\n"


def test_text_that_brings_its_own_line_ends_is_written_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"one\r\ntwo\nthree\r\n")
    save(path, as_typed(path).replace("two", "2"))
    assert path.read_bytes() == b"one\r\n2\nthree\r\n"


def test_who_may_read_a_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("one")
    path.chmod(0o640)
    save(path, "two")
    assert path.stat().st_mode & 0o777 == 0o640


def test_where_one_file_cannot_be_saved_none_is(tmp_path: Path) -> None:
    one, blocked, old = tmp_path / "one.md", tmp_path / "blocked.md", tmp_path / "old.md"
    one.write_text("one")
    old.write_text("old")
    texts = {one: "changed", tmp_path / "fresh.md": "fresh", blocked / "no" / "folder.md": "x"}
    blocked.write_text("a file where a folder is needed")
    with pytest.raises(OSError, match=r"blocked\.md"):
        save_all(texts, [old])
    left = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert left == {"one.md": "one", "old.md": "old", "blocked.md": "a file where a folder is needed"}


def test_what_was_put_in_place_is_taken_back_where_a_later_step_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, old = tmp_path / "one.md", tmp_path / "old.md"
    one.write_bytes(b"one\r\n")
    old.write_text("old")

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path == old:
            raise PermissionError(13, "in use", str(path))
        unlink(path, missing_ok=missing_ok)

    unlink = Path.unlink
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(PermissionError):
        save_all({one: "changed\n", tmp_path / "new.md": "new"}, [old])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"one.md": b"one\r\n", "old.md": b"old"}


@settings(deadline=None)  # a busy disk takes its time
@given(st.text(st.characters(codec="utf-8")))
def test_every_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("saved") / "page.md"
    save(path, text)
    assert as_typed(path) == text
