"""The command line: what each command does, says and answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from findyourcluster.commands import main
from findyourcluster.places import PROJECT
from tests.conftest import Project


def test_build_is_what_happens_without_a_command(project: Project) -> None:
    assert main(["--root", str(project.root)]) == 0
    assert (project.site / "index.html").exists()


def test_build_says_what_it_published_and_how_many_clusters_are_known(project: Project) -> None:
    status, out, _ = project.run("build")
    assert status == 0
    assert "3 clusters, 4 schools, 10 pages." in out
    assert "The cluster of 2 of 4 schools is known (2 published by a school); of 2 no source states it." in out
    count = sum(path.is_file() and not path.name.startswith(".") for path in project.site.rglob("*"))
    assert f"{count} files published to {project.site}." in out


@pytest.mark.parametrize(
    ("typed", "says"),
    [("chekc", 'There is no command "chekc". Did you mean "check"?'), ("zzz", 'There is no command "zzz". It can be:')],
)
def test_a_command_that_does_not_exist(capsys: pytest.CaptureFixture[str], typed: str, says: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([typed])
    assert stopped.value.code == 2
    assert says in capsys.readouterr().err


def test_timings_name_every_stage(project: Project) -> None:
    _, out, _ = project.run("build", "--timings")
    assert [line.split()[0] for line in out.splitlines() if line.endswith(" s")] == [
        "look",
        "load",
        "check",
        "record",
        "plan",
        "draw",
        "publish",
        "keep",
        "in",
    ]


def test_out_publishes_elsewhere(project: Project, tmp_path: Path) -> None:
    status, _, _ = project.run("build", "--out", str(tmp_path / "deep" / "public"))
    assert status == 0
    assert (tmp_path / "deep/public/index.html").exists()
    assert not project.site.exists()


def test_check_publishes_nothing(project: Project) -> None:
    status, out, _ = project.run("check")
    assert (status, project.site.exists()) == (0, False)
    assert "No problems found." in out


def test_problems_leave_the_published_site_as_it_was(project: Project) -> None:
    project.build()
    before = project.page("/questions/")
    project.append("content/questions.md", "[Nowhere](/nowhere/)\n")
    status, _, err = project.run("build")
    assert status == 1
    assert "1 problem to mend. Nothing was published; the site is as it was." in err
    assert project.page("/questions/") == before


def test_a_folder_that_is_not_ours_is_refused(project: Project, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("dear")
    status, _, err = project.run("build", "--out", str(tmp_path / "mine"))
    assert status == 2
    assert "holds files that this program did not publish. Choose another with --out." in err


@pytest.mark.parametrize("arguments", [["--root", "/no/such/folder"], ["biuld"], ["build", "--wat"]])
def test_wrong_usage_ends_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: build.py" in capsys.readouterr().err


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    for word in ("build", "changes", "check", "new", "rename", "review", "serve", "test", "examples:", "exit status:"):
        assert word in out


def test_help_needs_none_of_the_heavy_packages() -> None:
    probe = (
        "import sys; from findyourcluster.commands import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit(any(name in sys.modules for name in ('jinja2', 'markdown', 'yaml', 'livereload', 'pytest')))"
    )
    assert subprocess.run([sys.executable, "-c", probe], cwd=PROJECT, capture_output=True, check=False).returncode == 0


def test_a_root_may_bring_templates_of_its_own(project: Project) -> None:
    project.write("templates/area.html", '{% extends "base.html" %}{% block title %}Our{% endblock %}')
    project.build()
    assert "<title>Our – Small Clusters</title>" in project.page("/areas/upper-dale/")
