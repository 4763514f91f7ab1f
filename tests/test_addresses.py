"""Addresses stay: short ones, former ones, and the list of all that were ever published."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findyourcluster import making, recording
from findyourcluster.addresses import kept_addresses, redirects
from findyourcluster.editor.desk import BadSave, Desk
from findyourcluster.files import Folder
from findyourcluster.ledger import HEAD, LEDGER, extended, read_ledger
from findyourcluster.load import load
from findyourcluster.markup import render_documents
from findyourcluster.model import Site
from findyourcluster.outputs.redirects import apache_file, htaccess_file, netlify_file, nginx_file
from findyourcluster.places import PROJECT
from findyourcluster.plan import Plan
from findyourcluster.preview.live import Live
from tests.conftest import SMALL, TODAY, Project
from tests.host import Host

PAGE, SCHOOLS = "content/questions.md", "data/schools.yaml"
ASHBROW = "    name: Ashbrow School\n"
BIRKBY = "    name: Birkby Junior School\n"


@pytest.fixture
def published(project: Project) -> Project:
    project.build()
    return project


def ledger(project: Project) -> dict[str, str]:
    """The day of each address."""
    lines = (project.root / LEDGER).read_text("utf-8").splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))


def line_of(project: Project, address: str) -> int:
    lines = (project.root / LEDGER).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(f"{address} "))


def lost(project: Project, address: str, fix: str) -> str:
    """What is said where nothing would answer at ADDRESS."""
    says = f"{address} was published on 24 November 2026, and nothing would answer there any more."
    return f"{LEDGER}:{line_of(project, address)}: {says} {fix}"


def rename_by_hand(project: Project, old: str, new: str) -> None:
    """Gives a page another name as a volunteer does who does not know how; nothing else has its old one."""
    (project.root / f"content/{old}.md").rename(project.root / f"content/{new}.md")
    for path in sorted((project.root / "content").rglob("*.md")) + sorted((project.root / "data").glob("*.yaml")):
        text = path.read_text("utf-8")
        path.write_text(re.sub(rf"(?<![\w-]){old}(?=[/.\n#])", new, text), "utf-8")


def forget(project: Project) -> None:
    """Another computer: what was published last is not known there."""
    for path in (project.root / ".cache/published").iterdir():
        path.unlink()


def publish_and_take_out(project: Project, name: str) -> None:
    """A page that nothing leads to comes and goes."""
    project.write(f"content/{name}.md", "---\ntitle: Money\n---\n\nWords.\n")
    project.build()
    (project.root / f"content/{name}.md").unlink()


def take_out_school(project: Project, name: str) -> None:
    text = (project.root / SCHOOLS).read_text("utf-8")
    entry = next(each for each in re.findall(r"  - urn:.*?(?=\n  - |\n\n|\Z)", text, re.S) if f"name: {name}" in each)
    project.change(SCHOOLS, f"{entry}\n", "")


# ---------------------------------------------------------------- short addresses


def test_a_cluster_has_its_number_and_a_school_its_urn_as_an_address(published: Project) -> None:
    assert 'content="0; url=/clusters/14/"' in published.page("/14/")
    page = published.page("/s/107626/")
    assert 'content="0; url=/schools/birkby-junior-school/"' in page
    assert '<a href="/schools/birkby-junior-school/">' in page


def test_a_school_whose_urn_is_not_known_has_no_short_address(project: Project) -> None:
    project.change(SCHOOLS, "  - urn: 148482\n", "  - phase: primary\n")
    project.change(SCHOOLS, "    phase: primary\n    town: Dewsbury\n", "    town: Dewsbury\n")
    project.build()
    assert not (project.site / "s/148482").exists()
    assert (project.site / "s/148483").exists()


def test_a_closed_school_keeps_its_short_address(project: Project) -> None:
    project.change(SCHOOLS, BIRKBY, f"{BIRKBY}    closed: 2026-11-24\n")
    project.build()
    assert 'content="0; url=/schools/birkby-junior-school/"' in project.page("/s/107626/")


def test_nothing_else_can_have_a_short_address(project: Project) -> None:
    project.write("content/14.md", "---\ntitle: Fourteen\n---\n\nWords.\n")
    project.change(PAGE, "title:", "former_addresses: /s/107626/\ntitle:")
    assert project.problems() == [
        "content/14.md:2: The address /14/ is the short form of /clusters/14/ (data/schools.yaml:7), which is printed"
        " on paper. Give this file another name.",
        f"{PAGE}:2: The address /s/107626/ is taken already, by data/schools.yaml:11."
        " Take /s/107626/ out of former_addresses.",
    ]


def test_a_link_to_a_short_address_leads_to_the_page_at_once(project: Project) -> None:
    project.append(PAGE, "See [Cluster 14](/14/).\n")
    project.build()
    assert '<a href="/clusters/14/">Cluster 14</a>' in project.page("/questions/")


# ---------------------------------------------------------------- for every host


MOVES = {"/14/": "/clusters/14/", "/s/107626/": "/schools/hill/", "/schools/old.json": "/schools/hill.json"}


def test_hosts_that_read_redirects_find_them_in_the_site_with_and_without_the_last_slash(project: Project) -> None:
    project.change(PAGE, "title:", "former_addresses: /faq/\ntitle:")
    project.build()
    lines = (project.site / "_redirects").read_text("ascii").splitlines()
    assert "/14 /clusters/14/ 301" in lines
    assert "/14/ /clusters/14/ 301" in lines
    assert "/faq /questions/ 301" in lines
    assert all(re.fullmatch(r"/\S* /\S* 301", line) for line in lines)
    assert len({line.split()[0] for line in lines}) == len(lines)  # hosts take the first, and so would hide another


def answer(moves: str, path: str, pattern: str) -> str:
    """Where PATH leads by the lines of MOVES, each an old and a new address as PATTERN says; empty: nowhere."""
    found: dict[str, str] = dict(re.findall(pattern, moves, re.M))
    return found.get(path, "")


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        (netlify_file, r"^(/\S*) (/\S*) 301$"),
        (nginx_file, r"^    (/\S*) (/\S*);$"),
        (apache_file, r"^(/\S*) (/\S*)$"),
    ],
)
def test_maps_lead_on_with_and_without_the_last_slash(written: Callable[[dict[str, str]], str], pattern: str) -> None:
    text = written(MOVES)
    for path in ("/14", "/14/"):
        assert answer(text, path, pattern) == "/clusters/14/"
    assert answer(text, "/schools/old.json", pattern) == "/schools/hill.json"
    assert answer(text, "/141", pattern) == ""
    assert len(re.findall(pattern, text, re.M)) == 5


def test_patterns_of_htaccess_match_what_is_meant_and_no_more() -> None:
    lines = re.findall(r'^RedirectMatch 301 "(\S+)" "(/\S+)"$', htaccess_file(MOVES), re.M)
    assert len(lines) == 3

    def leads(path: str) -> list[str]:
        return [new for pattern, new in lines if re.search(pattern, path)]

    assert leads("/14") == leads("/14/") == ["/clusters/14/"]
    assert leads("/schools/old.json") == ["/schools/hill.json"]
    for other in ("/141", "/14/more/", "/a/14/", "/schools/oldxjson", "/schools/old.json/"):
        assert leads(other) == []


def test_the_map_of_nginx_is_one_block_with_room_for_its_longest_line() -> None:
    long = f"/schools/{'a' * 200}/"
    text = nginx_file({long: "/schools/a/", **{f"/{number}/": "/x/" for number in range(3000)}})
    code = re.sub(r"^#.*\n", "", text, flags=re.M)
    assert re.fullmatch(
        r"map_hash_bucket_size 256;\nmap_hash_max_size 16384;\nmap \$uri \$new_address \{\n    default \"\";\n"
        r"(?:    /\S+ /\S+;\n)+\}\n",
        code,
    )
    assert "map_hash_bucket_size 128;\nmap_hash_max_size 2048;" in nginx_file(MOVES)


@pytest.mark.parametrize("form", ["netlify", "nginx", "apache", "htaccess"])
def test_the_command_prints_them_for_each_host(project: Project, form: str) -> None:
    status, out, err = project.run("redirects", "--format", form)
    assert (status, err) == (0, "")
    assert "107626" in out
    assert "/schools/birkby-junior-school/" in out


def test_the_command_prints_what_stands_in_the_site(published: Project) -> None:
    assert published.run("redirects")[1] == (published.site / "_redirects").read_text("ascii")


def test_the_command_says_what_is_wrong_first(project: Project) -> None:
    project.append(PAGE, "[Who](/who/)\n")
    status, out, err = project.run("redirects")
    assert (status, out) == (1, "")
    assert "There may be more addresses than can be told now." in err


# ---------------------------------------------------------------- the list of all that was published


def test_a_publication_writes_down_what_people_come_back_to(published: Project) -> None:
    found = ledger(published)
    assert set(found.values()) == {TODAY}
    assert list(found) == sorted(found)
    assert {"/", "/questions/", "/clusters/14/", "/14/", "/areas/upper-dale/", "/s/107626/", "/data/facts.json"} <= (
        found.keys()
    )
    assert not [each for each in found if re.search(r"\.(?:css|js|svg|png|webmanifest|html)$|_redirects|finder", each)]
    assert (published.root / LEDGER).read_text("utf-8").startswith(HEAD)


def test_the_build_says_what_is_new_and_does_not_write_it_twice(project: Project) -> None:
    out = project.run("build")[1]
    assert (
        f"{len(ledger(project))} addresses are new in {LEDGER}: kept for ever.\nCommit what is new in data/.\n" in out
    )
    before = (project.root / LEDGER).read_bytes()
    assert "new in" not in project.run("build", "--today", "2026-12-01")[1]
    assert (project.root / LEDGER).read_bytes() == before


def test_what_is_added_later_gets_its_own_day_at_its_place(published: Project) -> None:
    published.write("content/money.md", "---\ntitle: Money\n---\n\nWords.\n")
    assert "1 address is new" in published.run("build", "--today", "2026-12-01")[1]
    assert ledger(published)["/money/"] == "2026-12-01"
    assert ledger(published)["/questions/"] == TODAY
    assert list(ledger(published)) == sorted(ledger(published))


def test_notes_and_line_ends_of_the_list_stay(published: Project) -> None:
    path = published.root / LEDGER
    text = path.read_text("utf-8").replace(HEAD, "# Ours.\n").replace("\n", "\r\n")
    path.write_bytes(text.encode("utf-8"))
    published.write("content/money.md", "---\ntitle: Money\n---\n\nWords.\n")
    published.build()
    after = path.read_bytes().decode("utf-8")
    assert after.replace(f"/money/ {TODAY}\r\n", "") == text
    assert "\n" not in after.replace("\r\n", "")


@pytest.mark.parametrize("command", [["build", "--out", "elsewhere"], ["check"], ["review"]])
def test_trials_write_nothing_down(project: Project, tmp_path: Path, command: list[str]) -> None:
    more = [str(tmp_path / each) if each == "elsewhere" else each for each in command]
    assert project.run(*more)[0] == 0
    assert not (project.root / LEDGER).exists()


def test_a_build_that_is_refused_writes_nothing_down(project: Project) -> None:
    project.append(PAGE, "[Who](/who/)\n")
    assert project.run("build")[0] == 1
    assert not (project.root / LEDGER).exists()


def test_a_list_that_cannot_be_written_is_said_and_made_good_by_the_next_build(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(recording, "ready_to_save", full)
        status, _, err = project.run("build")
    assert status == 2
    assert f"{LEDGER} cannot be written: No space left on device. Make room on that disk" in err
    assert "Nothing was published" in err
    assert not project.site.exists()
    project.build()
    assert "/questions/" in ledger(project)


def test_what_somebody_changes_during_the_build_is_not_written_over(
    published: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    published.write("content/money.md", "---\ntitle: Money\n---\n\nWords.\n")
    real = making.make

    def meanwhile(*arguments: object) -> object:
        published.change(LEDGER, "# Every", "# Really every")
        return real(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("findyourcluster.building.make", meanwhile)
        status, _, err = published.run("build")
    assert status == 2
    assert f"Somebody changed {LEDGER} while the site was built. Build it again.\nNothing was published" in err
    assert not (published.site / "money/index.html").exists()
    assert "# Really every" in (published.root / LEDGER).read_text("utf-8")
    published.build()
    assert "/money/" in ledger(published)


def test_a_hidden_page_is_not_written_down_before_its_day(project: Project) -> None:
    project.change(PAGE, "title:", "publish_on: 2026-12-01\nformer_addresses: /faq/\ntitle:")
    project.build()
    assert not {"/questions/", "/faq/"} & ledger(project).keys()
    project.run("build", "--today", "2026-12-01")
    assert ledger(project)["/questions/"] == ledger(project)["/faq/"] == "2026-12-01"


@pytest.mark.parametrize(
    ("line", "says", "paste"),
    [
        ("/faq/", None, ""),
        ("- /faq/ 2026-11-24", None, "/faq/ 2026-11-24"),
        ("faq 24/11/2026", None, "/faq/ 2026-11-24"),
        ("/faq/  2026-11-24", None, "/faq/ 2026-11-24"),
        (" /faq/ 2026-11-24", None, "/faq/ 2026-11-24"),
        ("/faq/ 2026-02-30", None, ""),
        ("/Faq/ 2026-11-24", None, ""),
        ("//faq/ 2026-11-24", None, "/faq/ 2026-11-24"),
        ("https://x.example/ 2026-11-24", None, ""),
        ("/../faq/ 2026-11-24", None, ""),
        ("<<<<<<< HEAD", None, ""),
        ("/data/facts.json 24.11.2026", None, "/data/facts.json 2026-11-24"),
        ("/ 2026-11-25", "/ stands here a second time: first on line 1. Keep the line with the earlier day.", ""),
    ],
)
def test_a_bad_line_is_said_with_its_place(project: Project, line: str, says: str | None, paste: str) -> None:
    project.write(LEDGER, f"/ 2026-11-24\n\n# A note.\n{line}\n")
    says = says or (
        "This line is not an address, a space, and the day on which it was first published."
        " It looks like this: /questions/ 2026-01-15"
    )
    assert project.problems() == [f"{LEDGER}:4: {says}"]
    assert (f"    Paste: {paste}\n" in project.run("check")[2]) == bool(paste)


ADDRESS = st.from_regex(r"/(?:[a-z0-9]{1,3}/){0,3}", fullmatch=True)


@settings(deadline=None)
@given(before=st.sets(ADDRESS), after=st.sets(ADDRESS))
def test_whatever_is_added_the_list_is_sorted_and_whole(before: set[str], after: set[str]) -> None:
    old = extended("", before, date(2026, 1, 1))
    text = extended(old, after - before, date(2026, 2, 2))
    found, problems = read_ledger(text)
    assert problems == []
    assert [each.address for each in found] == sorted(before | after)
    assert all(each.day == (date(2026, 1, 1) if each.address in before else date(2026, 2, 2)) for each in found)
    assert text.splitlines()[:2] == (HEAD.splitlines() if before | after else [])


# ---------------------------------------------------------------- what would vanish


def test_a_page_that_was_renamed_by_hand_is_missed_with_what_to_write_where(published: Project) -> None:
    rename_by_hand(published, "questions", "asked")
    fix = (
        "If it is content/asked.md now, write - /questions/ under former_addresses: in its top block."
        " Next time, `build.py rename questions asked` does that by itself."
    )
    assert published.problems() == [lost(published, "/questions/", fix)]
    before = (published.site / "index.html").read_bytes()
    status, _, err = published.run("build")
    assert (status, (published.site / "index.html").read_bytes()) == (1, before)
    assert "Nothing was published; the site is as it was." in err
    published.change("content/asked.md", "title:", "former_addresses:\n  - /questions/\ntitle:")
    published.build()
    assert 'content="0; url=/asked/"' in published.page("/questions/")


def test_without_the_last_published_version_the_words_of_the_address_tell(published: Project) -> None:
    forget(published)
    rename_by_hand(published, "questions", "parents-questions")
    assert "If it is content/parents-questions.md now" in published.problems()[0]


def test_a_page_that_is_gone_is_to_be_put_back_or_taken_down_in_the_open(project: Project) -> None:
    publish_and_take_out(project, "guides/money")
    fix = (
        "Put content/guides/money.md back. To take the page down, give it a line expire_on: 2026-11-24; to give it"
        " another address, use `build.py rename guides/money …`."
    )
    assert project.problems() == [lost(project, "/guides/money/", fix)]


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        (
            "draft: yes",
            "Take out the line draft. To take the page down, give it a line expire_on: 2026-11-24 instead.",
        ),
        (
            "publish_on: 2027-01-01",
            "Take out the line publish_on. To take the page down, give it a line expire_on: 2026-11-24 instead.",
        ),
        (
            "draft: yes\nexpire_on: 2026-11-20",
            "Take out the line draft. With expire_on: the address says that the page was taken down.",
        ),
    ],
)
def test_a_published_page_cannot_be_hidden_again(published: Project, line: str, fix: str) -> None:
    guide = "content/guides/first-steps.md"
    published.change(guide, "title:", f"{line}\ntitle:")
    key = line.partition(":")[0]
    says = f"/guides/first-steps/ is published already, and {guide}:2 hides its page ({key}:). {fix}"
    assert published.problems() == [f"{LEDGER}:{line_of(published, '/guides/first-steps/')}: {says}"]


def test_the_editing_screen_does_not_save_what_would_hide_a_published_page(published: Project) -> None:
    desk = Desk(Live(published.root, date.fromisoformat(TODAY)))
    opened = desk.open(PAGE)
    with pytest.raises(BadSave) as refused:
        desk.save(PAGE, opened.text.replace("title:", "draft: yes\ntitle:", 1), opened.version)
    assert "/questions/ is published already" in refused.value.problems[0].says
    assert desk.open(PAGE) == opened


def test_a_page_may_be_taken_down_on_its_day(published: Project) -> None:
    published.change("content/guides/first-steps.md", "title:", "expire_on: 2026-11-24\ntitle:")
    published.build()


def test_a_former_address_that_is_taken_out_is_missed(project: Project) -> None:
    project.change(PAGE, "title:", "former_addresses: /faq/\ntitle:")
    project.build()
    project.change(PAGE, "former_addresses: /faq/\n", "")
    fix = "If it is content/questions.md now, write - /faq/ under former_addresses: in its top block."
    assert project.problems() == [lost(project, "/faq/", fix)]
    forget(project)
    assert "Put content/faq.md back." in project.problems()[0]


@pytest.mark.parametrize("known", [True, False])
def test_a_school_whose_name_changes_is_known_by_its_number_or_its_former_name(published: Project, known: bool) -> None:
    more = ""
    if not known:
        forget(published)
        more = "    former_names:\n      - Ashbrow School\n"
        published.change(SCHOOLS, "    former_names:\n      - Ashbrow Junior School\n", "")
    published.change(SCHOOLS, ASHBROW, f"    name: The Brow Academy\n{more}")
    fix = "If it is The Brow Academy (data/schools.yaml:31) now, write - /schools/ashbrow-school/ there, under"
    assert published.problems() == [lost(published, "/schools/ashbrow-school/", f"{fix} former_addresses:.")]
    published.change(
        SCHOOLS, "Brow Academy\n", "Brow Academy\n    former_addresses:\n      - /schools/ashbrow-school/\n"
    )
    published.build()
    assert 'content="0; url=/schools/the-brow-academy/"' in published.page("/schools/ashbrow-school/")


def test_a_school_that_is_taken_out_is_to_be_closed_instead(published: Project) -> None:
    take_out_school(published, "Ashbrow School")
    problems = published.problems()
    assert problems == [
        lost(
            published,
            "/s/107628/",
            "Give the school with the URN 107628 its number or its entry in data/schools.yaml back."
            " Where it has another URN now, write - /s/107628/ under its former_addresses:.",
        ),
        lost(
            published,
            "/schools/ashbrow-school/",
            "Put its entry in data/schools.yaml back. Where the school closed, give it a line closed: with the day, and"
            " merged_into: where another took it over. Where its address part changed, write the old address under its"
            " former_addresses:.",
        ),
    ]


def test_a_school_that_gets_another_urn_keeps_the_old_short_address(published: Project) -> None:
    published.change(SCHOOLS, "urn: 107628", "urn: 150000")
    fix = "If it is Ashbrow School (data/schools.yaml:31) now, write - /s/107628/ there, under former_addresses:."
    assert published.problems() == [lost(published, "/s/107628/", fix)]
    published.change(SCHOOLS, ASHBROW, f"{ASHBROW}    former_addresses: /s/107628/\n")
    published.build()
    assert 'content="0; url=/schools/ashbrow-school/"' in published.page("/s/107628/")


def test_a_cluster_that_is_no_more_leads_to_a_page_that_says_so(published: Project) -> None:
    published.change(SCHOOLS, "  - number: 3\n", "")
    published.change("data/site.yaml", "cluster_count: 3", "cluster_count: 2")
    problems = published.problems()
    fix = (
        "Put Cluster 3 back in data/schools.yaml; or write - /clusters/3/ under former_addresses: of a page that says"
        " what became of it, such as content/clusters.md."
    )
    assert problems == [lost(published, "/3/", fix), lost(published, "/clusters/3/", fix)]
    published.change("content/clusters.md", "title:", "former_addresses: /clusters/3/\ntitle:")
    published.build()
    assert 'content="0; url=/clusters/"' in published.page("/clusters/3/")
    assert 'content="0; url=/clusters/"' in published.page("/3/")


def test_an_area_keeps_its_address_when_its_name_changes(published: Project) -> None:
    published.change(SCHOOLS, "name: Upper Dale", "name: Top Dale")
    published.change(SCHOOLS, "area: upper-dale", "area: top-dale")
    fix = "Give the area its address back in data/schools.yaml: slug: upper-dale"
    assert published.problems() == [lost(published, "/areas/upper-dale/", fix)]


def test_a_file_that_the_program_no_longer_makes_is_for_its_programmer(project: Project) -> None:
    project.write(LEDGER, "/data/old.json 2026-11-24\n")
    fix = "The program made this file: whoever looks after the program must make it again."
    assert project.problems() == [lost(project, "/data/old.json", fix)]


def test_mistakes_in_what_is_read_are_said_before_anything_is_missed(published: Project) -> None:
    rename_by_hand(published, "questions", "asked")
    published.change("content/asked.md", "checked: 2026-11-24", "checked: 24/11/2026")
    assert [problem.split(": ")[1] for problem in published.problems()] == ["checked"]


def test_a_mistake_in_a_draft_hides_nothing_that_is_missed(project: Project) -> None:
    publish_and_take_out(project, "money")
    project.write("content/next.md", "---\ntitle: Next\ndraft: yes\nchecked: 24/11/2026\n---\n\nWords.\n")
    assert [problem.split(":")[0] for problem in project.problems()] == [LEDGER]


def test_new_addresses_are_a_note_before_they_are_published(published: Project) -> None:
    assert "address" not in published.run("check")[1]
    published.write("content/money.md", "---\ntitle: Money\n---\n\nWords.\n")
    status, out, _ = published.run("check")
    assert status == 0
    assert (
        f"{LEDGER}: /money/ is not in this list yet. They are kept for ever once they are published. Look at them, run"
        f" build.py, and commit {LEDGER}.\n"
    ) in out
    for number in range(4):
        published.write(f"content/money-{number}.md", f"---\ntitle: Money {number}\n---\n\nWords.\n")
    assert "5 addresses are new: /money-0/, /money-1/, /money-2/ and more." in published.run("check")[1]


def test_an_owner_who_stops_for_new_addresses_can_publish_here_and_so_add_them(published: Project) -> None:
    published.change("data/site.yaml", "status: preview", "status: preview\nstop_for:\n  - address-new")
    published.write("content/money.md", "---\ntitle: Money\n---\n\nWords.\n")
    assert published.run("check")[0] == 1
    published.build()
    assert published.run("check")[0] == 0


@pytest.mark.parametrize(("status", "noted"), [("preview", False), ("live", True)])
def test_a_live_site_without_a_list_is_told_to_make_one(project: Project, status: str, noted: bool) -> None:
    project.change("data/site.yaml", "status: preview", f"status: {status}")
    assert (f"{LEDGER}: " in project.run("check")[1]) == noted


# ---------------------------------------------------------------- what goes with a page


def test_the_files_of_a_school_go_where_it_goes(project: Project) -> None:
    project.build()
    assert "/schools/ashbrow-school.json" in ledger(project)
    project.change(SCHOOLS, ASHBROW, "    name: The Brow\n    former_addresses: /schools/ashbrow-school/\n")
    project.build()
    old, new = (project.site / f"schools/{slug}.json" for slug in ("ashbrow-school", "the-brow"))
    assert json.loads(old.read_text("utf-8"))["school"]["name"] == "The Brow"
    assert old.read_bytes() == new.read_bytes()


def test_what_a_closed_school_no_longer_has_leads_to_its_page(project: Project) -> None:
    project.write(LEDGER, "/schools/ashbrow-school/notes/ 2026-11-24\n")
    assert [problem.split(": ")[0] for problem in project.problems()] == [f"{LEDGER}:1"]
    project.change(SCHOOLS, ASHBROW, f"{ASHBROW}    closed: 2026-11-24\n")
    project.build()
    assert 'content="0; url=/schools/ashbrow-school/"' in project.page("/schools/ashbrow-school/notes/")


def test_where_a_page_is_missed_what_goes_with_it_is_not_said_too(published: Project) -> None:
    published.append(
        LEDGER, "/schools/gone/ 2026-11-24\n/schools/gone.json 2026-11-24\n/schools/gone/share/ 2026-11-24\n"
    )
    assert len(published.problems()) == 1


# ---------------------------------------------------------------- our own site


def shown(root: Path, static: Path) -> Site:
    return load(Folder(root), [static]).site.shown_on(date.fromisoformat(TODAY))


@pytest.mark.parametrize("root", [SMALL, PROJECT], ids=["small", "ours"])
def test_all_that_is_planned_and_people_come_back_to_is_kept(root: Path) -> None:
    site = shown(root, PROJECT / "static")
    documents, _ = render_documents(site)
    planned = {output.address for output in Plan(site, documents, date.fromisoformat(TODAY)).outputs()}
    assert set(kept_addresses(site)) <= planned
    assert {address for address in planned if address.endswith("/")} <= set(kept_addresses(site))


def test_our_own_list_is_sorted_and_has_every_school_and_cluster() -> None:
    text = (PROJECT / LEDGER).read_text("utf-8")
    found = [line.split(" ")[0] for line in text.splitlines() if not line.startswith("#")]
    assert found == sorted(found)
    site = shown(PROJECT, PROJECT / "static")
    assert {short for short in redirects(site) if short.startswith("/s/")} <= set(found)
    assert {f"/{number}/" for number in range(1, 18)} <= set(found)


# ---------------------------------------------------------------- from end to end


def followed(host: str, address: str) -> tuple[str, str]:
    """The address of the page to which ADDRESS leads a reader, and its big heading.

    The host may only add the slash at the end of a folder: all else is done by the pages.
    """
    for _ in range(3):
        with urllib.request.urlopen(host + address, timeout=20) as answered:
            assert answered.status == 200
            assert urlsplit(answered.url).path in (address, f"{address}/")
            content = answered.read()
        if not address.endswith("/") and "." in address:
            return address, "a file"
        page = html5lib.parse(content, namespaceHTMLElements=False)
        refresh = page.find(".//meta[@http-equiv='refresh']")
        if refresh is None:
            (heading,) = page.findall(".//h1")
            return address, "".join(heading.itertext())
        address = str(refresh.get("content")).partition("url=")[2]
        assert [each.get("href") for each in page.findall(".//link")] == [f"https://small.example{address}"]
        assert [each.get("href") for each in page.findall(".//a")] == [address]
    pytest.fail(f"{address} leads round in circles")


def test_every_address_ever_published_answers_whatever_happens_to_pages_and_schools(project: Project) -> None:
    project.build()
    first = ledger(project)
    assert project.run("rename", "questions", "guides/asked")[0] == 0
    assert project.run("rename", "--school", "ashbrow-school", "the-brow")[0] == 0
    project.change(SCHOOLS, BIRKBY, f"{BIRKBY}    closed: 2026-11-20\n    merged_into: the-brow\n")
    dewsbury = "    slug: st-josephs-catholic-primary-academy-dewsbury\n"
    project.change(SCHOOLS, dewsbury, f"{dewsbury}    closed: 2026-11-21\n")
    project.change(SCHOOLS, "    cluster: 14\n    membership:\n      source: school-page\n      checked: 2026-11-24\n"
                   "      confidence: published by a school\n", "")  # fmt: skip
    take_out_school(project, "St Joseph's Catholic Primary Academy\n    slug: st-josephs-catholic-primary-academy-hudd")
    status, _, err = project.run("build")
    assert status == 1
    assert "Put its entry in data/schools.yaml back." in err
    project.change(SCHOOLS, "    name: Ashbrow School\n    slug: the-brow\n    former_addresses:\n",
                   "    name: Ashbrow School\n    slug: the-brow\n    former_addresses:\n      - /s/148483/\n"
                   "      - /schools/st-josephs-catholic-primary-academy-huddersfield/\n")  # fmt: skip
    project.build()
    ever = ledger(project)
    assert first.keys() < ever.keys()
    with Host(project.site) as host:
        led = {address: followed(host, address) for address in ever}
        without_slash = {address: followed(host, address.rstrip("/")) for address in ("/14/", "/s/107628/")}
    assert all(heading.strip() for _, heading in led.values())
    assert led["/questions/"] == ("/guides/asked/", "Questions parents ask")
    assert led["/schools/ashbrow-school/"] == led["/s/107628/"] == ("/schools/the-brow/", "Ashbrow School")
    assert led["/s/148483/"] == led["/schools/st-josephs-catholic-primary-academy-huddersfield/"]
    assert led["/s/148483/"][0] == "/schools/the-brow/"
    assert led["/s/107626/"][0] == "/schools/birkby-junior-school/"
    assert "Ashbrow School" in project.page("/schools/birkby-junior-school/")
    assert without_slash == {"/14/": led["/14/"], "/s/107628/": led["/s/107628/"]}
    assert led["/14/"][0] == "/clusters/14/"
    assert {address for address, (_, heading) in led.items() if heading == "a file"} == {
        address for address in ever if not address.endswith("/")
    }
