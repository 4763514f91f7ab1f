"""What changed: the sentences that a publication adds to the log, the page of changes, and emails to schools."""

from __future__ import annotations

import json
import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findyourcluster import recording
from findyourcluster.files import Copy
from findyourcluster.load import load
from findyourcluster.model import LoggedChange, Place, Places
from findyourcluster.news import HEAD, LOG, logged
from findyourcluster.yamledit import CannotEdit
from tests.conftest import TODAY, Project
from tests.test_pages_made import words

SCHOOLS = "data/schools.yaml"
BIRKBY, ASHBROW = "    name: Birkby Junior School\n", "    name: Ashbrow School\n"
DEWSBURY = "    slug: st-josephs-catholic-primary-academy-dewsbury\n"
IN_3 = (
    "    cluster: 3\n    membership:\n      source: school-page\n      checked: 2026-11-24\n"
    "      confidence: published by a school\n"
)
IN_14 = IN_3.replace("3", "14", 1)
CHANGES_PAGE = "---\ntitle: What has changed\nlayout: changes\n---\n\nAll of it.\n"


@pytest.fixture
def published(project: Project) -> Project:
    """The small project with a page of changes, published once."""
    project.write("content/changes.md", CHANGES_PAGE)
    project.change("data/site.yaml", "footer:\n", "footer:\n  - changes\n")
    project.build()
    return project


def entries(project: Project) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """The log as it stands in its file, the newest first."""
    text = (project.root / LOG).read_bytes() if (project.root / LOG).exists() else b""
    log = load(Copy({LOG: text})).site.log if text else ()
    return [(str(each.day), each.says, each.schools, each.clusters) for each in log]


def publish(project: Project, day: str = "2026-12-01") -> None:
    status, _, err = project.run("build", "--today", day)
    assert status == 0, err


def news(project: Project, day: str = "2026-12-01") -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What a publication adds to the log."""
    before = entries(project)
    publish(project, day)
    after = entries(project)
    new = after[: len(after) - len(before)]
    assert after[len(new) :] == before
    assert {each[0] for each in new} <= {day}
    return [each[1:] for each in new]


# ---------------------------------------------------------------- what is logged


def test_the_first_publication_is_no_change(published: Project) -> None:
    assert not (published.root / LOG).exists()
    assert "None yet. When what we say of a school or a cluster changes, we say so here." in words(
        published.page("/changes/")
    )


BIRKBY_SLUG, ASHBROW_SLUG = ("birkby-junior-school",), ("ashbrow-school",)
JOSEPHS = ("st-josephs-catholic-primary-academy-dewsbury",)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            IN_14,
            IN_3,
            [
                (
                    "Birkby Junior School is in Cluster 3. Before, this site said Cluster 14.",
                    BIRKBY_SLUG,
                    ("14", "3"),
                )
            ],
        ),
        (
            IN_14,
            "",
            [
                (
                    "We no longer know the cluster of Birkby Junior School. Before, this site said Cluster 14.",
                    BIRKBY_SLUG,
                    ("14",),
                )
            ],
        ),
        (
            DEWSBURY,
            DEWSBURY + IN_3,
            [
                (
                    "We know the cluster of St Joseph's Catholic Primary Academy, Dewsbury now: it is Cluster 3.",
                    JOSEPHS,
                    ("3",),
                )
            ],
        ),
        (
            ASHBROW,
            "    name: 'Brow #1: the Academy'\n    slug: ashbrow-school\n",
            [("Ashbrow School is called Brow #1: the Academy now.", ASHBROW_SLUG, ("14",))],
        ),
        (
            "    postcode: HD1 6HE\n",
            "    postcode: HD1 6HF\n",
            [
                (
                    "The postcode of Birkby Junior School is HD1 6HF. Before, this site said HD1 6HE.",
                    BIRKBY_SLUG,
                    (),
                )
            ],
        ),
        (
            "    postcode: HD1 6HE\n",
            "",
            [
                (
                    "We no longer give the postcode of Birkby Junior School. Before, this site said HD1 6HE.",
                    BIRKBY_SLUG,
                    (),
                )
            ],
        ),
        (
            ASHBROW,
            f"{ASHBROW}    postcode: HD2 1EX\n",
            [("We know the postcode of Ashbrow School now: HD2 1EX.", ASHBROW_SLUG, ())],
        ),
        (
            "    town: Huddersfield\n",
            "    town: Holmfirth\n",
            [
                (
                    "The town of Birkby Junior School is Holmfirth. Before, this site said Huddersfield.",
                    BIRKBY_SLUG,
                    (),
                )
            ],
        ),
        (
            BIRKBY,
            f"{BIRKBY}    closed: 2026-11-30\n    merged_into: ashbrow-school\n",
            [
                (
                    "Birkby Junior School closed on 30 November 2026. Ashbrow School took it over.",
                    (*BIRKBY_SLUG, *ASHBROW_SLUG),
                    ("14",),
                )
            ],
        ),
        (
            BIRKBY,
            f"{BIRKBY}    closed: 2027-08-31\n    merged_into: ashbrow-school\n",
            [
                (
                    "Birkby Junior School closes on 31 August 2027. Ashbrow School takes it over.",
                    (*BIRKBY_SLUG, *ASHBROW_SLUG),
                    ("14",),
                )
            ],
        ),
        (
            f"{BIRKBY}    aliases:\n      - Birkby Juniors\n",
            f"{BIRKBY}    aliases:\n      - Birkby Juniors\n    closed: 2026-11-30\n",
            [("Birkby Junior School closed on 30 November 2026.", BIRKBY_SLUG, ("14",))],
        ),
        (
            "schools:\n",
            "schools:\n  - urn: 150001\n    name: Hill School\n    source: register\n    checked: 2026-11-24\n"
            "    confidence: unconfirmed\n",
            [("Hill School is new on this site. We do not know its cluster yet.", ("hill-school",), ())],
        ),
        (
            "schools:\n",
            "schools:\n  - urn: 150001\n    name: Hill School\n    source: register\n    checked: 2026-11-24\n"
            f"    confidence: unconfirmed\n{IN_3}",
            [("Hill School is new on this site. It is in Cluster 3.", ("hill-school",), ("3",))],
        ),
        (
            "  - number: 3\n",
            "  - number: 3\n    name: The Valley\n",
            [("Cluster 3 is called “The Valley” now.", (), ("3",))],
        ),
        ("    website: https://birkby.example/\n", "", []),
        ("      - Birkby Juniors\n", "      - Birkby Juniors\n      - The Brook\n", []),
        (f"{ASHBROW}", f"# A note.\n{ASHBROW}", []),
    ],
)
def test_what_parents_and_schools_care_about_is_logged(
    published: Project, old: str, new: str, expected: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
) -> None:
    published.change(SCHOOLS, old, new)
    assert news(published) == expected
    page = words(published.page("/changes/"))
    assert all(says.replace("'", "'") in page for says, _, _ in expected)
    assert news(published) == []  # never twice
    assert news(published, "2026-12-02") == []


def test_clusters_that_come_and_go_are_logged(published: Project) -> None:
    published.change(SCHOOLS, "  - number: 3\n", "  - number: 4\n")
    published.change("content/clusters.md", "title:", "former_addresses: /clusters/3/\ntitle:")
    assert news(published) == [
        ("Cluster 4 is new.", (), ("4",)),
        ("Cluster 3 is no longer on this site.", (), ("3",)),
    ]
    page = published.page("/changes/")
    assert 'Cluster 4 is new. <a href="/clusters/4/">Cluster 4</a>' in page
    assert 'Cluster 3 is no longer on this site. <a href="/clusters/">' in page  # where its address leads


def test_a_school_that_is_taken_out_is_logged_with_the_one_that_its_page_leads_to(published: Project) -> None:
    text = (published.root / SCHOOLS).read_text("utf-8")
    start, end = text.index("  - urn: 107626"), text.index("  - urn: 107628")
    published.write(SCHOOLS, text[:start] + text[end:])
    former = "    former_addresses:\n      - /schools/birkby-junior-school/\n      - /s/107626/\n"
    published.change(SCHOOLS, ASHBROW, ASHBROW + former)
    published.change("content/questions.md", "107626", "107628")
    says = "Birkby Junior School is no longer on this site. Its page leads to Ashbrow School now."
    assert news(published) == [(says, BIRKBY_SLUG, ("14",))]
    assert f'{says} <a href="/schools/ashbrow-school/">Ashbrow School</a>, <a href="/clusters/14/">' in (
        published.page("/changes/")
    )


def test_a_school_that_stays_open_after_all_is_logged(published: Project) -> None:
    published.change(SCHOOLS, BIRKBY, f"{BIRKBY}    closed: 2027-08-31\n")
    publish(published)
    published.change(SCHOOLS, "    closed: 2027-08-31\n", "")
    assert news(published, "2026-12-02") == [
        ("Birkby Junior School is open. Before, this site said that it closes on 31 August 2027.", BIRKBY_SLUG, ("14",))
    ]


def test_a_closed_school_that_leaves_its_cluster_is_no_news(published: Project) -> None:
    published.change(SCHOOLS, BIRKBY, f"{BIRKBY}    closed: 2026-11-24\n")
    publish(published)
    published.change(SCHOOLS, IN_14, "")
    assert news(published, "2026-12-02") == []


def test_what_comes_back_is_logged_again(published: Project) -> None:
    for day, old, new in (("2026-12-01", "6HE", "6HF"), ("2026-12-02", "6HF", "6HE"), ("2026-12-03", "6HE", "6HF")):
        published.change(SCHOOLS, old, new)
        assert len(news(published, day)) == 1
    assert len(entries(published)) == 3


def test_what_a_colleague_published_and_committed_is_not_logged_again(published: Project) -> None:
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    kept = {path: path.read_bytes() for path in (published.root / ".cache/published").iterdir()}
    publish(published)
    for path, content in kept.items():  # on another computer, which has both files from the colleague
        path.write_bytes(content)
    published.change(SCHOOLS, "    town: Huddersfield\n", "    town: Holmfirth\n")
    assert [each[0] for each in news(published, "2026-12-02")] == [
        "The town of Birkby Junior School is Holmfirth. Before, this site said Huddersfield."
    ]


def test_trials_log_nothing(published: Project) -> None:
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    assert published.run("build", "--out", str(published.root / "trial"))[0] == 0
    assert published.run("check")[0] == 0
    assert entries(published) == []
    assert len(news(published)) == 1


def test_the_build_says_what_it_logged(published: Project) -> None:
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    assert (
        f"1 change is new in {LOG}, for parents to read.\nCommit what is new in data/.\n" in published.run("build")[1]
    )


def test_where_the_log_cannot_be_written_the_next_build_writes_the_same(
    published: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    with monkeypatch.context() as patch:
        patch.setattr(recording, "ready_to_save", full)
        status, _, err = published.run("build", "--today", "2026-12-01")
    assert (status, entries(published)) == (2, [])
    assert f"{LOG} cannot be written: No space left on device." in err
    assert len(news(published)) == 1


def test_notes_and_older_entries_stay_as_they_are(published: Project) -> None:
    typed = (
        '# Ours.\nchanges:\n\n    # The first one.\n    - day: 2026-11-20\n      says: "Something: else"  \n'
        "      clusters: 14\n\n# The end.\n"
    )
    published.write(LOG, typed)
    published.build()
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    publish(published)
    assert (published.root / LOG).read_text("utf-8") == typed.replace(
        "changes:\n",
        "changes:\n    - day: 2026-12-01\n      says: The postcode of Birkby Junior School is HD1 6HF. Before, this"
        " site said HD1 6HE.\n      schools:\n        - birkby-junior-school\n",
    )


def test_a_log_that_cannot_be_added_to_stops_the_build_kindly(published: Project) -> None:
    published.write(LOG, "changes: [{day: 2026-11-20, says: Something changed.}]\n")
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    before = published.page("/changes/")
    assert published.run("build") == (
        1,
        "",
        f"{LOG} is written in a way that only a person can add to. Write each entry on its own lines.\n"
        "Nothing was published; the site is as it was.\n",
    )
    assert published.page("/changes/") == before


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), min_size=1).map(
    lambda text: " ".join(text.split())
)


@settings(deadline=None)
@given(says=st.lists(TEXT.filter(lambda text: bool(text) and "{" not in text and "}" not in text), max_size=3))
def test_whatever_a_change_says_comes_back_as_it_was(says: list[str]) -> None:
    nowhere = Places(Place(LOG))
    day = load(Copy({LOG: b"changes:\n  - day: 2026-12-01\n    says: A\n"})).site.log[0].day
    text = logged("", [LoggedChange(day, each, nowhere, ("a-school",), ("14",)) for each in says])
    again = logged(text, [LoggedChange(day, "One more.", nowhere)])
    assert again.startswith(HEAD)
    assert [each.says for each in load(Copy({LOG: again.encode("utf-8")})).site.log] == ["One more.", *says]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("changes:\n", 0),
        ("changes: []\n", 0),
        ("# A note.\nchanges:   []\n# The end.", 0),
        ("changes:\n- day: 2026-11-20\n  says: B\n", 1),
        ("changes: # ours\n  # A note.\n\n  -   day: 2026-11-20\n      says: B", 1),
    ],
)
def test_a_log_is_added_to_however_it_is_written(text: str, there: int) -> None:
    (change,) = load(Copy({LOG: b"changes:\n  - day: 2026-12-01\n    says: A\n"})).site.log
    new = logged(text, [change])
    assert [each.says for each in load(Copy({LOG: new.encode("utf-8")})).site.log] == ["A", "B"][: there + 1]
    assert re.findall("^#.*", new, re.M) == re.findall("^#.*", text, re.M)


def test_a_log_in_brackets_is_left_alone() -> None:
    (change,) = load(Copy({LOG: b"changes:\n  - day: 2026-12-01\n    says: A\n"})).site.log
    with pytest.raises(CannotEdit, match="only a person can add to"):
        logged("changes: [{day: 2026-11-01, says: B}]\n", [change])


# ---------------------------------------------------------------- the page


def test_the_page_has_the_newest_day_first_each_with_links(published: Project) -> None:
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    publish(published)
    published.change(SCHOOLS, DEWSBURY, DEWSBURY + IN_3)
    publish(published, "2026-12-05")
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(published.page("/changes/"))
    headings = tree.findall(".//h2")
    assert [heading.text for heading in headings] == ["5 December 2026", "1 December 2026"]
    assert [heading.get("id") for heading in headings] == ["day-2026-12-05", "day-2026-12-01"]
    links = [(link.get("href"), link.text) for link in tree.findall(".//section//li/a")]
    assert links == [
        ("/schools/st-josephs-catholic-primary-academy-dewsbury/", "St Joseph's Catholic Primary Academy, Dewsbury"),
        ("/clusters/3/", "Cluster 3"),
        ("/schools/birkby-junior-school/", "Birkby Junior School"),
    ]
    assert '<a href="/changes/"' in published.page("/questions/")


def test_a_change_leads_to_a_school_under_the_address_that_it_has_now(published: Project) -> None:
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    publish(published)
    assert published.run("rename", "--school", "birkby-junior-school", "birkby")[0] == 0
    publish(published)
    assert 'HD1 6HE. <a href="/schools/birkby/">Birkby Junior School</a>' in published.page("/changes/")


def test_pages_may_link_to_a_day(published: Project) -> None:
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    publish(published)
    published.append("content/questions.md", "See [the change](/changes/#day-2026-12-01).\n")
    publish(published)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "    schools:\n      - ashbrow-scool\n",
            ':5:9: There is no school "ashbrow-scool" at /schools/ashbrow-scool/. Did you mean "ashbrow-school"?',
        ),
        ("    clusters:\n      - 99\n", ':5:9: There is no Cluster "99". Write its number.'),
    ],
)
def test_a_change_that_a_person_wrote_must_name_what_exists(project: Project, entry: str, expected: str) -> None:
    project.write(LOG, f"changes:\n  - day: 2026-11-20\n    says: Something changed.\n{entry}")
    assert f"{LOG}{expected}" in project.run("check")[2]


def test_a_change_of_a_day_to_come_is_a_note(project: Project) -> None:
    project.write(LOG, "changes:\n  - day: 2027-11-20\n    says: Something changed.\n")
    assert f"{LOG}:2:10: day is 20 November 2027, which is still to come. Look at the year." in project.run("check")[1]


# ---------------------------------------------------------------- emails to schools


@pytest.fixture
def changed(published: Project) -> Project:
    """A change of one school on a day, and one of another, which joins a cluster of two, on a later day."""
    published.change(SCHOOLS, "HD1 6HE", "HD1 6HF")
    publish(published, "2026-11-20")
    published.change(SCHOOLS, DEWSBURY, DEWSBURY + IN_14)
    publish(published, TODAY)
    return published


def notices(project: Project, *more: str) -> list[dict[str, str]]:
    status, out, _ = project.run("notices", "--format", "json", *more)
    assert status == 0
    found: list[dict[str, str]] = json.loads(out)["notices"]
    return found


def test_the_email_is_ready_to_send(changed: Project) -> None:
    changed.change("data/site.yaml", "https://small.example", "https://clusters.smalldale.org")
    status, out, err = changed.run("notices")
    assert (status, err) == (0, "")
    email = out.split("\n\n" + "-" * 72 + "\n\n")[0]
    assert email == (
        "To the office of Ashbrow School\n"
        "Subject: Small Clusters: what has changed for Ashbrow School\n\n"
        "To the office of Ashbrow School,\n\n"
        "Small Clusters tells parents in Smalldale which cluster each school is in. On 24 November 2026 we changed what"
        " it says about your school, or about your cluster:\n\n"
        "- We know the cluster of St Joseph's Catholic Primary Academy, Dewsbury now: it is Cluster 14.\n\n"
        "Your school's page, at an address that stays: https://clusters.smalldale.org/s/107628/\n\n"
        "Words, a poster and a code to copy for your own website:"
        " https://clusters.smalldale.org/schools/ashbrow-school/share/\n\n"
        "Is something wrong? Please tell us what is right, and where that is published."
        " This page says how: https://clusters.smalldale.org/about/\n\n"
        "The Forum\nSmall Clusters"
    )
    assert out.endswith("3 emails to send. Nothing was sent.\n")


def test_the_school_itself_and_the_others_of_its_cluster_are_told_of_the_last_day(changed: Project) -> None:
    assert [notice["school"] for notice in notices(changed)] == [*ASHBROW_SLUG, *BIRKBY_SLUG, *JOSEPHS]
    assert all("postcode" not in notice["body"] for notice in notices(changed))


def test_since_a_day_each_school_gets_one_email_with_all_of_its_changes(changed: Project) -> None:
    found = {notice["school"]: notice["body"] for notice in notices(changed, "--since", "2026-11-01")}
    assert found.keys() == {*ASHBROW_SLUG, *BIRKBY_SLUG, *JOSEPHS}
    assert found["birkby-junior-school"].count("\n- ") + found["birkby-junior-school"].count("\n\n- ") >= 2
    assert "Since 20 November 2026 we have changed what it says" in found["birkby-junior-school"]
    assert "postcode" not in found["ashbrow-school"]


def test_a_school_that_closed_gets_no_email_and_the_one_that_took_over_does(published: Project) -> None:
    published.change(SCHOOLS, BIRKBY, f"{BIRKBY}    closed: 2026-11-24\n    merged_into: ashbrow-school\n")
    publish(published, TODAY)
    assert [notice["school"] for notice in notices(published)] == [*ASHBROW_SLUG]


def test_programs_get_each_part_alone(changed: Project) -> None:
    first = notices(changed)[0]
    assert first.keys() == {"school", "urn", "name", "to", "subject", "body", "page", "share"}
    assert (first["urn"], first["page"]) == ("107628", "https://small.example/s/107628/")
    assert first["body"].startswith("To the office of Ashbrow School,")
    assert json.loads(changed.run("notices", "--format", "json")[1])["since"] == TODAY


def test_an_owner_who_can_be_reached_is_reached_directly(changed: Project) -> None:
    changed.change("data/site.yaml", "owner_contact: forum", "owner_contact: kias")
    assert "You reach us here: 01422 266141, help@kias.example." in notices(changed)[0]["body"]


def test_the_share_page_is_named(changed: Project) -> None:
    first = notices(changed)[0]
    assert first["share"] == "https://small.example/schools/ashbrow-school/share/"
    assert f"to copy for your own website: {first['share']}\n" in first["body"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ([], "no change of a school or a cluster has been published yet."),
        (["--since", "2026-11-20"], "no change of a school or a cluster has been published yet."),
    ],
)
def test_without_changes_there_is_nobody_to_write_to(published: Project, more: list[str], says: str) -> None:
    status, out, _ = published.run("notices", *more)
    assert (status, out) == (0, f"There is nobody to write to: {says}\n")


def test_nobody_is_written_to_where_nothing_changed_since_a_day(changed: Project) -> None:
    assert changed.run("notices", "--since", "2026-11-25")[1] == (
        "There is nobody to write to: nothing has changed for a school since 25 November 2026.\n"
    )
    assert notices(changed, "--since", "2026-11-25") == []


def test_an_address_that_nobody_could_open_is_said(changed: Project) -> None:
    assert changed.run("notices")[2] == "Before you send any: https://small.example is not a real address.\n"
    changed.change("data/site.yaml", "address: https://small.example\n", "")
    (changed.root / "data/addresses.txt").unlink()  # feeds, which are in it, need the site's address
    status, out, err = changed.run("notices")
    assert (status, out) == (1, "")
    assert err == "data/site.yaml has no address:, so no email can say where a page is. Add that of the site.\n"


def test_no_email_is_written_from_a_site_with_problems(changed: Project) -> None:
    changed.append("content/questions.md", "[Who](/who/)\n")
    status, out, err = changed.run("notices")
    assert (status, out) == (1, "")
    assert "No email is written from a site that has problems." in err


def test_a_day_that_is_none_is_wrong_usage(changed: Project) -> None:
    with pytest.raises(SystemExit) as ended:
        changed.run("notices", "--since", "yesterday")
    assert ended.value.code == 2
