"""Publishing is all or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from findyourcluster import publish as stage
from findyourcluster.publish import CannotPublish, Writer, before_of, publication
from findyourcluster.stamps import MARKER, Looked, stamps
from tests.conftest import files_in

OLD = [("index.html", b"old"), ("a/index.html", b"old a")]
NEW = [("index.html", b"new"), ("b/index.html", b"new b")]


def publish(contents: Iterable[tuple[str, bytes]], out: Path) -> int:
    """Puts CONTENTS (path, bytes) at OUT; returns the number of files."""
    with publication(out) as place:
        assert not list(place.begin({}))
        writer = Writer(place.fresh)
        place.written = [path for path, content in contents if writer.write(path, content)]
        place.put()
        return len(place.written)


def files(folder: Path) -> dict[str, bytes]:
    return files_in(folder, but=MARKER)


def left_over(out: Path) -> list[str]:
    return sorted(
        path.name
        for path in out.parent.iterdir()
        if path.name not in (out.name, f".{out.name}.lock", f".{out.name}.before")
    )


def test_the_new_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert publish(OLD, out) == 2
    assert publish(NEW, out) == 2
    assert files(out) == dict(NEW)
    assert left_over(out) == []


def test_it_works_where_the_system_cannot_exchange_two_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "_exchange", lambda *_: False)
    out = tmp_path / "site"
    publish(OLD, out)
    publish(NEW, out)
    assert files(out) == dict(NEW)
    assert left_over(out) == []


def test_where_the_new_site_cannot_take_the_place_the_old_one_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, out = Path.rename, tmp_path / "site"

    def rename(path: Path, target: Path) -> Path:
        if target == out and ".new-" in path.name:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, target)

    publish(OLD, out)
    monkeypatch.setattr(stage, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(CannotPublish, match="Permission denied"):
        publish(NEW, out)
    assert files(out) == dict(OLD)
    assert left_over(out) == []


def test_a_run_that_died_between_two_renames_is_healed(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(OLD, out)
    out.rename(tmp_path / ".site.old")
    (tmp_path / ".site.new").mkdir()
    publish(NEW, out)
    assert files(out) == dict(NEW)
    assert left_over(out) == []


@pytest.mark.parametrize("few", [True, False])
def test_all_that_is_new_is_on_the_disk_before_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: bool
) -> None:
    """Else a power cut could leave the names of the new site with nothing in its files."""
    done: list[str] = []
    real = stage._exchange
    monkeypatch.setattr(stage, "_sync", lambda path, _: done.append(Path(path).name))
    if not few:
        monkeypatch.setattr(stage, "_FEW", 0)

    def exchange(one: Path, other: Path) -> bool:
        done.append("stands")
        return real(one, other)

    monkeypatch.setattr(stage, "_exchange", exchange)
    publish(OLD, tmp_path / "site")
    done.clear()
    with publication(tmp_path / "site") as place:
        list(place.begin({}))
        Writer(place.fresh).write("new.html", b"new")
        place.written = ["new.html"]
        place.put()
        assert done == ["new.html" if few else place.fresh.name, "stands"]


def test_contents_that_fail_half_way_leave_the_old_site(tmp_path: Path) -> None:
    def failing() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"new"
        raise OSError(28, "No space left on device")

    out = tmp_path / "site"
    publish(OLD, out)
    with pytest.raises(CannotPublish, match="No space left on device"):
        publish(failing(), out)
    assert files(out) == dict(OLD)
    assert left_over(out) == []


def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "holiday"
    out.mkdir()
    (out / "photo.jpg").write_bytes(b"dear")
    with pytest.raises(CannotPublish, match="holds files that this program did not publish"):
        publish(NEW, out)
    assert files(out) == {"photo.jpg": b"dear"}


def test_an_empty_folder_may_be_published_to(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    publish(OLD, tmp_path / "site")
    publish(NEW, tmp_path / "site")
    assert files(tmp_path / "site") == dict(NEW)


def test_the_next_site_begins_with_the_one_before(tmp_path: Path) -> None:
    out, kept = tmp_path / "site", ("index.html", b"the same")
    with publication(out) as place:
        assert list(place.begin({})) == []
        stamp = Writer(place.fresh).write(*kept)
        place.written = ["index.html"]
        place.put()
    for number in range(3):
        with publication(out) as place:
            missing = list(place.begin({"index.html": stamp}))
            assert missing == (["index.html"] if number == 0 else []), "from then on both have it"
            for path in missing:
                Writer(place.fresh).take_over(path, str(out / path))
            new = f"folder/{number}/page.html"
            Writer(place.fresh).write(new, b"new")
            place.written = [new]
            place.put()
        assert files(out) == {"index.html": b"the same", f"folder/{number}/page.html": b"new"}
        assert len(list(out.rglob("*"))) == 5, "and no folder of an earlier one is left"


def test_a_look_ahead_finds_what_a_look_at_the_time_would(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out, before = tmp_path / "site", before_of(tmp_path / "site")
    publish(OLD, out)
    publish(NEW, out)
    with Looked(out, before, tmp_path / "nothing") as looked:
        assert looked.stamps(out) == stamps(out) != {}
        assert looked.stamps(before) == stamps(before) != {}
        assert looked.stamps(tmp_path / "nothing") == {}
    with Looked(out, before) as looked:
        publish(OLD, out)  # another run, while this one only waits to publish
        publish(NEW, out)
        assert (looked.stamps(out), looked.stamps(before)) == (stamps(out), stamps(before))
    with Looked(out):
        pass  # nobody asks: the content had mistakes
    assert capfd.readouterr() == ("", "")


def test_a_look_ahead_that_dies_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(OLD, tmp_path / "site")
    with monkeypatch.context() as patch:
        patch.setattr("findyourcluster.stamps.marshal.dumps", lambda _: os._exit(9))
        looked = Looked(tmp_path / "site")
    assert looked.stamps(tmp_path / "site") == stamps(tmp_path / "site")


def test_a_file_or_link_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotPublish, match="is not a folder"):
        publish(NEW, tmp_path / "file")


# ---------------------------------------------------------------- files that are written into again


def test_what_is_new_is_written_into_the_files_of_the_site_before(tmp_path: Path) -> None:
    out = tmp_path / "site"
    for content in (b"one", b"two", b"a longer third", b"4th"):
        before = {path: path.stat().st_ino for path in before_of(out).rglob("*.html")}
        publish([("index.html", content), ("a/index.html", content)], out)
        assert files(out) == {"index.html": content, "a/index.html": content}
    assert {path.stat().st_ino for path in out.rglob("*.html")} == set(before.values())


def test_a_file_that_has_another_name_elsewhere_stays_as_it_is_there(tmp_path: Path) -> None:
    """Somebody may have copied a site by links (`cp -al`)."""
    out, copy = tmp_path / "site", tmp_path / "copy"
    publish(OLD, out)
    shutil.copytree(out, copy, copy_function=os.link)
    for content in (b"two", b"three"):
        publish([("index.html", content), ("a/index.html", content)], out)
        assert files(copy) == dict(OLD)
        assert files(out) == {"index.html": content, "a/index.html": content}


def test_a_link_in_the_site_before_leads_nowhere(tmp_path: Path) -> None:
    out, other = tmp_path / "site", tmp_path / "other.html"
    publish(OLD, out)
    publish(OLD, out)
    other.write_bytes(b"dear")
    (before_of(out) / "index.html").unlink()
    (before_of(out) / "index.html").symlink_to(other)
    publish(NEW, out)
    assert (files(out), other.read_bytes()) == (dict(NEW), b"dear")


def test_a_file_that_nobody_may_write_to_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "site"
    for contents in (OLD, OLD, NEW, OLD):
        publish(contents, out)
        for folder in (out, before_of(out)):
            for path in folder.rglob("*.html"):
                path.chmod(0o444)
    assert files(out) == dict(OLD)


def test_files_and_folders_may_change_places(tmp_path: Path) -> None:
    """What is left of the site before stands in nobody's way."""
    out = tmp_path / "site"
    contents = [
        [("a", b"a file"), ("b/index.html", b"in a folder"), ("c.d", b"a file"), ("e.f/g.html", b"in a folder")],
        [("a/index.html", b"in a folder"), ("b", b"a file"), ("c.d/index.html", b"in a folder"), ("e.f", b"a file")],
    ]
    for content in contents * 3:
        publish(content, out)
        assert files(out) == dict(content)
