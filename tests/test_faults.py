"""Whatever happens to a build, the old site stands whole, or the new one; and the same words make the same site.

All builds here are real ones, of their own process. KILLS=300 kills so many, STEPS=1000 tries so many single steps.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from findyourcluster import making
from findyourcluster.ledger import LEDGER
from findyourcluster.made import copy_of_words
from findyourcluster.outputs.paper import ready_to_print
from findyourcluster.places import PROJECT
from findyourcluster.publish import Publication
from findyourcluster.saving import save
from findyourcluster.stamps import MARKER, Stamp
from tests.conftest import SMALL, TODAY, Project, files_in

KILLS = int(os.environ.get("KILLS", "10"))
"""Builds that are killed at a random moment."""

STEPS = int(os.environ.get("STEPS", "4"))
"""Steps at which a build is killed, or fails, of all those that it takes: more than there are tries each."""

PAGE = "content/about.md"

Files = dict[str, bytes]
STUMBLING = [sys.executable, "-m", "tests.stumbling"]


def whole(folder: Path) -> Files:
    """What a folder holds; nothing where it is not there."""
    return files_in(folder, but=MARKER)


@dataclass(frozen=True)
class Case:
    """A copy of the small project, published as A; and what clean builds publish of its versions A and B."""

    root: Path
    a: Files
    b: Files
    ledger: str

    @property
    def site(self) -> Path:
        return self.root / "site"

    def edit(self, version: str) -> None:
        """Makes the project that of VERSION, and takes an address from the list, which a build then must write."""
        text = re.sub(r"\n\nVersion .*", "", (self.root / PAGE).read_text("utf-8").rstrip())
        (self.root / PAGE).write_text(f"{text}\n\nVersion {version}.\n", "utf-8")
        (self.root / LEDGER).write_text(self.ledger.replace("/about/ 2026-11-24\n", ""), "utf-8")

    def of(self, version: str) -> Files:
        return self.a if version == "A" else self.b

    def assert_unharmed(self, *allowed: Files) -> str:
        """That the site is one of those ALLOWED, and no file that people edit is half written; which one it is."""
        found = whole(self.site)
        assert found in allowed
        lists = (self.ledger, self.ledger.replace("/about/ 2026-11-24\n", ""))
        assert not (self.root / LEDGER).exists() or (self.root / LEDGER).read_text("utf-8") in lists
        return "A" if found == self.a else "B" if found == self.b else "none"

    def assert_healed(self, version: str) -> None:
        """That the next build publishes VERSION, as a clean one does, and that nothing is left of those before it."""
        done = build(self.root)
        assert done.returncode == 0, done.stderr
        assert whole(self.site) == self.of(version)
        assert (self.root / LEDGER).read_text("utf-8") == self.ledger
        assert names(self.root) <= {".cache", "content", "data", "site", ".site.before", ".site.lock"}
        assert names(self.root / "data") == names(SMALL / "data") | {"addresses.txt"}
        assert names(self.root / ".cache/new") == set()
        assert names(self.root / ".cache/published") == {copy_of_words(self.root, self.site).name}
        assert names(self.root / ".cache/made") == {copy_of_words(self.root, self.site).name}
        assert len(names(self.root / ".cache/data")) == 3


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def command(root: Path, *more: str) -> list[str]:
    return [sys.executable, str(PROJECT / "build.py"), "build", "--root", str(root), "--today", TODAY, *more]


def build(
    root: Path, *more: str, before: Callable[[], None] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A real build of ROOT; BEFORE runs in its process first."""
    return subprocess.run(
        command(root, *more),
        env={**os.environ, **environment},
        preexec_fn=before,
        capture_output=True,
        text=True,
        check=False,
    )


def stumble(root: Path, where: int | str, how: str, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A real build of ROOT that stumbles (see tests/stumbling.py)."""
    arguments = [str(root), str(where), how, "build", "--root", str(root), "--today", TODAY, *more]
    return subprocess.run(
        [*STUMBLING, *arguments],
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("published")
    made = {}
    for version in "AB":
        root = folder / version / "project"
        shutil.copytree(SMALL, root)
        case = Case(root, {}, {}, "")
        case.edit(version)
        assert build(root).returncode == 0
        made[version] = whole(case.site)
    assert made["A"] != made["B"]
    root = folder / "A" / "project"
    return Case(root, made["A"], made["B"], (root / LEDGER).read_text("utf-8"))


@pytest.fixture
def case(published: Case, tmp_path: Path) -> Case:
    """A published project to change, which was moved: what was kept of its publication is of another place."""
    not_here = shutil.ignore_patterns("made", "published", ".site.*")
    shutil.copytree(published.root, tmp_path / "project", ignore=not_here)
    return Case(tmp_path / "project", published.a, published.b, published.ledger)


# ---------------------------------------------------------------- killed


def test_killed_at_a_random_moment_the_old_site_or_the_new_one_stands_and_the_next_build_heals(case: Case) -> None:
    dice = random.Random(KILLS)
    found: Counter[str] = Counter()
    version = "A"
    took = {True: 2.0, False: 1.0}  # seconds, until it is known
    killed = {True: 0, False: 0}
    while sum(killed.values()) < KILLS:  # what had finished before is no kill
        is_clean = killed[True] <= killed[False]
        before = whole(case.site)
        version = "B" if version == "A" else "A"
        case.edit(version)
        if is_clean:
            shutil.rmtree(case.site)
            for folder in (case.root / ".cache").iterdir():
                if folder.name != "templates":  # which take longest to compile
                    shutil.rmtree(folder)
            before = {}
        start = time.monotonic()
        process = subprocess.Popen(
            command(case.root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        wait_for_a_moment(case, process, dice, took[is_clean])
        finished = process.poll() is not None
        if finished:
            took[is_clean] = time.monotonic() - start
        else:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed[is_clean] += 1
        stands = case.assert_unharmed(before, case.of(version))
        is_new = "the new site" if stands == version else "the old site" if before else "no site yet"
        found[f"{'clean' if is_clean else 'incremental'}, {'finished before' if finished else 'killed'}: {is_new}"] += 1
        case.assert_healed(version)
    for what, count in sorted(found.items()):
        print(f"{count:4} {what}")


def wait_for_a_moment(case: Case, process: subprocess.Popen[bytes], dice: random.Random, took: float) -> None:
    """Until a moment of the build: any; or soon after the new folder is there; or soon after the site is another."""

    def number() -> int:
        return case.site.stat().st_ino if case.site.exists() else 0

    old = number()
    match dice.randrange(3):
        case 0:
            time.sleep(dice.uniform(0, took))
            return
        case 1:
            while process.poll() is None and not list(case.root.glob(".site.new*")):
                time.sleep(0.001)
            time.sleep(dice.uniform(0, took / 3))
        case _:
            while process.poll() is None and number() in (old, 0):
                pass
            time.sleep(dice.choice([0, 0, 0.001, 0.01]))


def some(total: int, count: int = STEPS) -> list[int]:
    """Steps of TOTAL, at even distances: the first and the last are among them."""
    count = min(total, max(count, 2))
    return sorted({1 + round(place * (total - 1) / (count - 1)) for place in range(count)})


def steps_of(case: Case) -> int:
    """How many steps a build takes after an edit; it has then been built."""
    for version in "AB":
        case.edit(version)
        assert stumble(case.root, 0, "count").returncode == 0
    return int(case.root.with_name("STEPS").read_text("utf-8"))


@pytest.mark.parametrize("sharing", [{}, {"SHARE": "1"}], ids=["after an edit", "all made again, by several"])
def test_killed_before_any_single_step_it_is_the_same(case: Case, sharing: dict[str, str]) -> None:
    for number, step in enumerate(some(steps_of(case) * (1 + len(sharing)))):  # who makes all takes twice as many
        version = "AB"[number % 2]
        case.edit(version)
        if sharing:
            shutil.rmtree(case.root / ".cache/made")
        killed = stumble(case.root, step, "kill", **sharing)
        one_of_several = killed.returncode == 2 and "The system ended one of the processes" in killed.stderr
        assert one_of_several or killed.returncode in (-signal.SIGKILL, 0), killed.stderr
        case.assert_unharmed(case.a, case.b)
        case.assert_healed(version)


@pytest.mark.parametrize("how", ["ENOSPC", "EACCES", "EROFS", "EIO"])
def test_whatever_step_fails_the_site_stands_and_what_to_do_is_said(case: Case, how: str) -> None:
    for number, step in enumerate(some(steps_of(case), -(-STEPS // 2))):
        version = "AB"[number % 2]
        case.edit(version)
        before = whole(case.site)
        done = stumble(case.root, step, how)
        assert "Traceback" not in done.stderr
        stands = whole(case.site)
        case.assert_unharmed(before, case.of(version))
        if done.returncode:
            assert re.search(r"cannot be \w+: [A-Z].*\. [A-Z].*\.\n", done.stderr), done.stderr
            assert stands == before or "The site is published." in done.stderr
        else:
            assert stands == case.of(version)
        case.assert_healed(version)


def test_an_address_that_was_public_for_a_moment_is_written_down_by_the_next_build(case: Case) -> None:
    (case.root / "content/money.md").write_text("---\ntitle: Money\n---\n\nWords.\n", "utf-8")
    assert stumble(case.root, f"at:{LEDGER}", "kill").returncode == -signal.SIGKILL
    assert "money/index.html" in whole(case.site), "it was killed between the site and the list"
    assert "/money/" not in (case.root / LEDGER).read_text("utf-8")
    (case.root / "content/money.md").unlink()  # before anybody builds again
    done = build(case.root)
    assert "/money/ 2026-11-24\n" in (case.root / LEDGER).read_text("utf-8")
    assert (done.returncode, "/money/" in done.stderr) == (1, True), "and the check says that it is gone"


def test_what_was_killed_before_the_site_stood_leaves_no_address(case: Case) -> None:
    (case.root / "content/money.md").write_text("---\ntitle: Money\n---\n\nWords.\n", "utf-8")
    assert stumble(case.root, "at:/.site.before", "kill").returncode == -signal.SIGKILL
    assert "money/index.html" in whole(case.site)
    case.site.rename(case.root / "aside")  # as if the exchange had not been made
    next(case.root.glob(".site.new-*")).rename(case.site)
    (case.root / "content/money.md").unlink()
    shutil.rmtree(case.root / "aside")
    case.assert_healed("A")


# ---------------------------------------------------------------- processes


def process_group(number: int) -> set[int]:
    """The processes of the group NUMBER that run still."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = path.read_text("utf-8").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == number and state != "Z":
            found.add(int(path.parent.name))
    return found


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def begin_sharing(root: Path, method: str, seconds: float = 0.02) -> subprocess.Popen[str]:
    """A build of ROOT in several processes, which are at work and take so many SECONDS for each step."""
    process = subprocess.Popen(
        [*STUMBLING, str(root), "0", "count", *command(root)[2:]],
        cwd=PROJECT,
        env={**os.environ, "SHARE": "1", "SLOWLY": str(seconds), "METHOD": method},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_until(lambda: bool(list(root.glob(".site.new-*/*/*"))) or process.poll() is not None)
    assert process.poll() is None, process.stderr.read() if process.stderr else ""
    return process


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_whose_build_is_killed_end_and_write_nothing_into_the_next_one(case: Case, method: str) -> None:
    shutil.rmtree(case.root / ".cache")
    for version in ("B", "A"):
        case.edit(version)
        for path in case.site.rglob("*.html"):
            path.write_bytes(b"somebody typed here, so all is made again")
        process = begin_sharing(case.root, method)
        os.kill(process.pid, signal.SIGKILL)  # it alone: nobody tells those that work for it
        case.assert_healed(version)
        wait_until(lambda group=process.pid: not process_group(group))  # type: ignore[misc]
        assert whole(case.site) == case.of(version)
        process.communicate()


def test_where_the_system_ends_one_of_the_processes_the_build_says_so(case: Case) -> None:
    before = whole(case.site)
    case.edit("B")
    shutil.rmtree(case.root / ".cache")
    process = begin_sharing(case.root, "fork")
    for worker in process_group(process.pid) - {process.pid}:
        os.kill(worker, signal.SIGKILL)
    _, err = process.communicate()
    assert (process.returncode, "Traceback" in err) == (2, False)
    assert "The system ended one of the processes that make the site: perhaps this computer ran out of memory." in err
    assert whole(case.site) == before
    case.assert_healed("B")


def test_one_who_stops_it_sees_no_traceback_and_the_old_site(case: Case) -> None:
    before = whole(case.site)
    case.edit("B")
    shutil.rmtree(case.root / ".cache")
    process = begin_sharing(case.root, "fork", seconds=0.1)  # a busy computer may be late with the signal
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does
    _, err = process.communicate()
    assert (process.returncode, err.splitlines()[-1], "Traceback" in err) == (130, "Stopped.", False)
    assert whole(case.site) == before
    case.assert_healed("B")


# ---------------------------------------------------------------- disks


@contextmanager
def mounted(*arguments: str, at: Path) -> Iterator[bool]:
    """Mounts something AT a folder where this account may; gives whether it could."""
    at.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *arguments, str(at)], capture_output=True, check=False)
    try:
        yield done.returncode == 0
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(at)], check=True)


def without_power() -> None:
    """Root may write everywhere; a build that is to meet what may not be written gives that right up."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in range(64):
            libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP: the program that begins now has none of them


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))


def assert_refused(done: subprocess.CompletedProcess[str], *says: str) -> None:
    """That a build said in a sentence why nothing was published."""
    assert done.returncode in (1, 2), done.stderr
    assert "Traceback" not in done.stderr
    for each in says:
        assert each in done.stderr
    assert "Nothing was published; the site is as it was." in done.stderr


def test_a_full_disk_leaves_the_old_site(case: Case, tmp_path: Path) -> None:
    """A real one where this account may mount one; else no file may grow large, which fails in the same way."""
    disk = tmp_path / "disk"
    with mounted("-t", "tmpfs", "-o", "size=3m", "tmpfs", at=disk) as is_real:
        root = disk / "project"
        shutil.copytree(case.root / "content", root / "content")
        shutil.copytree(case.root / "data", root / "data")
        full = Case(root, case.a, case.b, case.ledger)
        full.assert_healed("A")
        full.edit("B")
        for each in ("site.yaml", "facts.yaml"):  # so that much is to be written
            (root / "data" / each).write_text((root / "data" / each).read_text("utf-8") + "\n# A note.\n", "utf-8")
        template = root / "templates/base.html"
        template.parent.mkdir()
        shutil.copy(PROJECT / "templates/base.html", template)
        template.write_text(template.read_text("utf-8").replace("<body", "<body data-new", 1), "utf-8")
        if is_real:
            free = shutil.disk_usage(disk).free
            (disk / "filler").write_bytes(bytes(free - 40_000))
        done = build(root, before=None if is_real else small_files)
        assert_refused(done, "cannot be written:", "Make room on that disk" if is_real else "of that size")
        full.assert_unharmed(case.a)
        (disk / "filler").unlink(missing_ok=True)
        shutil.rmtree(root / "templates")
        full.assert_healed("B")


def test_where_no_file_may_grow_large_the_old_site_stands(case: Case) -> None:
    case.edit("B")
    shutil.rmtree(case.root / ".cache")
    assert_refused(build(case.root, before=small_files), "cannot be written: File too large.")
    case.assert_unharmed(case.a)
    case.assert_healed("B")


def test_a_folder_that_is_read_only_leaves_the_old_site(case: Case) -> None:
    """A real one where this account may mount one; else one in which nobody may write."""
    case.edit("B")
    with mounted("--bind", "-o", "ro", str(case.root), at=case.root.with_name("frozen")) as is_real:
        root = case.root.with_name("frozen") if is_real else case.root
        if not is_real:
            root.chmod(0o555)
        done = build(root, before=without_power)
        case.root.chmod(0o755)
        assert_refused(done, f"{root} cannot be written: ", "The new site is made beside the old one.")
    case.assert_unharmed(case.a)
    case.assert_healed("B")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (PAGE, f"{PAGE}: This cannot be read: Permission denied. Let the account that builds read it"),
        ("content/guides", "content/guides: This cannot be read: Permission denied."),
        ("data/facts.yaml", "data/facts.yaml: This cannot be read: Permission denied."),
        ("data", "data/site.yaml: This cannot be read: Permission denied."),
        ("static", "static: This cannot be read: Permission denied."),
        ("static/new.css", "static/new.css: This cannot be read: Permission denied."),
        ("templates/base.html", "templates/base.html: This cannot be read: Permission denied."),
        ("templates", "templates: This cannot be read: Permission denied."),
    ],
)
def test_what_may_not_be_read_is_named(case: Case, path: str, says: str) -> None:
    case.edit("B")
    for own in ("static/new.css", "templates/base.html"):
        (case.root / own).parent.mkdir()
        shutil.copy(PROJECT / own.replace("new", "style"), case.root / own)
    locked = case.root / path
    mode = locked.stat().st_mode
    locked.chmod(0)
    done = build(case.root, before=without_power)
    locked.chmod(mode)
    assert_refused(done, says)
    assert "is missing" not in done.stderr
    case.assert_unharmed(case.a)


def test_where_nothing_may_be_written_down_nothing_is_published(case: Case) -> None:
    case.edit("B")
    (case.root / "data").chmod(0o555)
    done = build(case.root, before=without_power)
    (case.root / "data").chmod(0o755)
    assert_refused(done, f"{LEDGER} cannot be written: Permission denied. Let the account that builds do so")
    case.assert_unharmed(case.a)
    case.assert_healed("B")


def test_what_another_account_left_beside_the_site_is_named(case: Case) -> None:
    case.edit("B")
    build(case.root)
    case.edit("A")
    locked = case.root / ".site.before/about"
    (locked / "index.html").chmod(0o444)
    locked.chmod(0o555)
    (locked.parent).chmod(0o555)
    done = build(case.root, before=without_power)
    assert_refused(done, "cannot be written: Permission denied.")
    case.assert_unharmed(case.b)
    for path in (case.root, *case.root.glob(".site.*")):
        path.chmod(0o755)
        if (path / "about").exists():
            (path / "about").chmod(0o755)
    case.assert_healed("A")


def test_where_nothing_can_be_kept_the_site_is_built_all_the_same(case: Case) -> None:
    case.edit("B")
    for path in [*(case.root / ".cache").rglob("*"), case.root / ".cache"]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    done = build(case.root, before=without_power)
    for path in [case.root / ".cache", *(case.root / ".cache").iterdir()]:
        path.chmod(0o755)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert whole(case.site) == case.b
    shutil.rmtree(case.root / ".cache")
    (case.root / ".cache").write_text("a file stands in the way", "utf-8")
    case.edit("A")
    assert build(case.root).returncode == 0
    assert whole(case.site) == case.a


@pytest.mark.parametrize("damage", ["empty", "half", "garbage", "another's", "folders"])
def test_whatever_lies_in_the_cache_the_same_is_published(case: Case, damage: str) -> None:
    dice = random.Random(damage)
    case.edit("B")
    files = sorted(path for path in (case.root / ".cache").rglob("*") if path.is_file())
    contents = [path.read_bytes() for path in files]
    for path, content in zip(files, contents, strict=True):
        match damage:
            case "empty":
                path.write_bytes(b"")
            case "half":
                path.write_bytes(content[: len(content) // 2])
            case "garbage":
                path.write_bytes(dice.randbytes(len(content)))
            case "another's":
                path.write_bytes(dice.choice(contents))
            case _:
                path.unlink()
                path.mkdir()
    done = build(case.root)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert whole(case.site) == case.b
    assert (case.root / LEDGER).read_text("utf-8") == case.ledger


@pytest.mark.parametrize("way", ["a file", "a link", "photos"])
def test_what_is_no_site_of_ours_is_never_replaced(case: Case, tmp_path: Path, way: str) -> None:
    out = tmp_path / "public"
    if way == "a file":
        out.write_text("x", "utf-8")
    elif way == "a link":
        out.symlink_to(case.site)
    else:
        out.mkdir()
        (out / "photo.jpg").write_bytes(b"dear")
    before = whole(tmp_path)
    done = build(case.root, "--out", str(out))
    assert_refused(done, f"{out} ", "Choose another with --out.")
    after = whole(tmp_path)
    assert {path: after[path] for path in before if "/.cache/" not in f"/{path}"}.items() <= before.items()
    assert out.is_symlink() == (way == "a link")


def test_a_file_above_the_site_is_named(case: Case, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    done = build(case.root, "--out", str(tmp_path / "file/site"))
    assert_refused(done, f"{tmp_path / 'file'}", "cannot be written", "move it away")


def test_when_the_power_goes_the_old_site_stands_or_the_new_one(case: Case, tmp_path: Path) -> None:
    """A real file system in a file, of which a copy is taken once the new site stands: that is what a disk holds when
    the power goes then. Where this account may mount none, tests/test_publish.py shows in which order all is written.
    """
    image, disk, copy = (tmp_path / name for name in ("image", "disk", "copy"))
    with image.open("wb") as file:
        file.truncate(32_000_000)
    if Path("/usr/sbin/mkfs.ext4").exists():
        subprocess.run(["/usr/sbin/mkfs.ext4", "-q", "-F", str(image)], check=True)
    with mounted("-o", "loop", str(image), at=disk) as is_real:
        root = disk / "project"
        shutil.copytree(case.root / "content", root / "content")
        shutil.copytree(case.root / "data", root / "data")
        here = Case(root, case.a, case.b, case.ledger)
        here.assert_healed("A")
        os.sync()
        here.edit("B")
        shutil.rmtree(root / ".cache/made")
        number = here.site.stat().st_ino
        process = subprocess.Popen(command(root), stdout=subprocess.DEVNULL, start_new_session=True)
        wait_until(lambda: here.site.stat().st_ino != number)
        os.killpg(process.pid, signal.SIGSTOP)
        shutil.copy(image, copy)
        with mounted("-o", "loop", str(copy), at=tmp_path / "after") as can_be_seen:
            assert is_real == can_be_seen
            if is_real:
                Case(tmp_path / "after/project", case.a, case.b, case.ledger).assert_unharmed(case.a, case.b)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        here.assert_healed("B")


# ---------------------------------------------------------------- others at work meanwhile


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """ACTs while a build of this process is drawing: when all is made, and nothing is published yet."""

    def make(*arguments: object) -> object:
        made = making.make(*arguments)  # type: ignore[arg-type]
        act()
        return made

    monkeypatch.setattr("findyourcluster.building.make", make)


def test_a_site_that_somebody_deletes_during_the_build_is_published_anew(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    project.append("content/about.md", "More.")
    meanwhile(monkeypatch, lambda: shutil.rmtree(project.site))
    project.build()
    assert "More." in project.page("/about/")


def test_what_somebody_puts_there_during_the_build_is_never_replaced(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap() -> None:
        shutil.rmtree(project.site)
        project.site.mkdir()
        (project.site / "photo.jpg").write_bytes(b"dear")

    project.build()
    project.append("content/about.md", "More.")
    meanwhile(monkeypatch, swap)
    status, _, err = project.run("build")
    assert (status, whole(project.site)) == (2, {"photo.jpg": b"dear"})
    assert "holds files that this program did not publish" in err


def test_a_file_that_somebody_takes_away_while_it_is_taken_over_is_said(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Publication.begin

    def begin(place: Publication, kept: Mapping[str, Stamp]) -> Iterator[str]:
        shutil.rmtree(project.site / "schools")
        return real(place, kept)

    project.build()
    project.append("content/about.md", "More.")
    with monkeypatch.context() as patch:
        patch.setattr(Publication, "begin", begin)
        status, _, err = project.run("build")
    assert status == 2
    assert "cannot be read: No such file or directory. Was it taken away this very moment? Then build again.\n" in err
    project.build()
    assert "More." in project.page("/about/")


def test_two_builds_at_once_both_end_well(case: Case) -> None:
    case.edit("B")
    (case.root / LEDGER).unlink()
    both = [
        subprocess.Popen(command(case.root), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert whole(case.site) == case.b
    case.assert_healed("B")


def test_one_who_waits_for_another_build_is_told(case: Case) -> None:
    case.edit("B")
    with (case.root / ".site.lock").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(command(case.root), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert process.stderr
        said = process.stderr.readline()
        assert said == f"Another build is publishing to {case.site}: this one waits until it is done.\n"
        case.edit("A")  # what is read is what there is when its turn comes
    rest = process.communicate()[1]
    assert (process.returncode, "Another build" in rest) == (0, False)
    assert whole(case.site) == case.a


def test_pages_that_are_saved_while_a_build_reads_them_are_old_or_new(case: Case) -> None:
    """As the editing screen saves them."""
    texts = []
    for version in "AB":
        case.edit(version)
        texts.append((case.root / PAGE).read_text("utf-8"))
    process = subprocess.Popen(command(case.root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        for text in texts:
            save(case.root / PAGE, text)
    assert process.returncode == 0
    case.assert_unharmed(case.a, case.b)
    case.edit("B")
    case.assert_healed("B")


# ---------------------------------------------------------------- the same on any machine


def described(site: Path) -> dict[str, tuple[int, bytes]]:
    """All that is published: names, who may read it, contents."""
    return {
        path.relative_to(site).as_posix(): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in sorted(site.rglob("*"))
    }


def copied(source: Path, target: Path, *, reverse: bool) -> None:
    """A copy of which the files are made in another order, so that the folders list them in another."""
    paths = sorted(
        (path for path in source.rglob("*") if path.is_file() and ".cache" not in path.parts), reverse=reverse
    )
    for path in paths:
        to = target / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)


LONDON = {"LC_ALL": "en_GB.UTF-8", "TZ": "Europe/London", "PYTHONHASHSEED": "0"}
KIRITIMATI = {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "SHARE": "1"}
LOS_ANGELES = {
    "LC_ALL": "tr_TR.UTF-8",
    "TZ": "America/Los_Angeles",
    "PYTHONHASHSEED": "random",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "SHARE": "1",
    "METHOD": "spawn",
}


def made_at(place: Path, environment: dict[str, str], mask: int, *more: str, reverse: bool) -> tuple[object, str]:
    """What a machine of that ENVIRONMENT publishes of a copy at PLACE on the day of SOURCE_DATE_EPOCH, and its list of
    addresses."""
    root, home = place / "project", place / "home"
    copied(SMALL, root, reverse=reverse)
    home.mkdir()
    done = subprocess.run(
        [*STUMBLING, str(root), "0", "count", "build", "--root", str(root), "--compress", *more],
        cwd=PROJECT,
        env={**os.environ, "HOME": str(home), "SOURCE_DATE_EPOCH": "1795564799", **environment},
        umask=mask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return described(root / "site"), (root / LEDGER).read_text("utf-8")


def test_machines_of_other_homes_languages_times_and_masks_make_the_same_site(tmp_path: Path) -> None:
    """Each with another hash seed too, another order of files, and another way to share the work."""
    one = made_at(tmp_path / "London", LONDON, 0o022, reverse=False)
    assert one == made_at(tmp_path / "far/away/Kiritimati", KIRITIMATI, 0o077, reverse=True)
    assert "/about/ 2026-11-24\n" in one[1], "the day of 24 November, 23:59:59 UTC, which is another one there"


def test_the_same_goes_for_pdfs(tmp_path: Path) -> None:
    ready_to_print()
    one = made_at(tmp_path / "London", LONDON, 0o002, "--pdf", reverse=False)
    assert one == made_at(tmp_path / "Los Ángeles", LOS_ANGELES, 0o077, "--pdf", reverse=True)


def test_what_was_made_for_few_eyes_is_published_for_all(case: Case) -> None:
    """A mask that hides new files from others hides nothing that is published, nor where the pictures lie ready."""
    shutil.rmtree(case.root / ".cache")
    case.edit("B")
    done = subprocess.run(command(case.root), umask=0o077, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    case.edit("A")
    assert subprocess.run(command(case.root), umask=0o077, capture_output=True, check=False).returncode == 0
    assert {oct(mode & 0o777) for mode, _ in described(case.site).values()} == {"0o644", "0o755"}
    assert oct(case.site.stat().st_mode & 0o777) == "0o755"


@pytest.mark.parametrize("epoch", ["yesterday", "9" * 30, "²"])
def test_a_day_that_is_none_is_refused(case: Case, epoch: str) -> None:
    done = subprocess.run(
        command(case.root)[:-2],
        env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert f'SOURCE_DATE_EPOCH is "{epoch}": it must be a number of seconds since 1970.' in done.stderr


def test_a_terminal_that_lacks_letters_stops_nothing(case: Case) -> None:
    case.edit("B")
    (case.root / "content/money.md").write_text("---\ntitle: “Café” – Ł\ntitel: “Łódź”\n---\n\nWords.\n", "utf-8")
    done = build(case.root, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "content/money.md:3" in done.stderr
    assert build(case.root, "--format", "json", PYTHONIOENCODING="ascii").returncode == 1


def test_a_log_on_a_full_disk_is_said_and_the_site_is_published(case: Case) -> None:
    case.edit("B")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(command(case.root), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "What there is to say cannot be said: No space left on device." in done.stderr
    case.assert_healed("B")
