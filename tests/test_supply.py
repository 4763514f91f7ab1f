"""What the project stands on: pinned, as little as can be, looked up, listed; and what GitHub runs of ours."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import build
from findyourcluster.places import PROJECT
from tests.audit import NOT_LOOKED, verdict

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
RUN_TIME: list[str] = PYPROJECT["project"]["dependencies"]
TESTS: list[str] = PYPROJECT["dependency-groups"]["dev"]
WORKFLOWS = sorted((PROJECT / ".github/workflows").glob("*.yml"))


def pins(requirements: list[str]) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in (each.split("==") for each in requirements)}


def lines_of(file: str) -> list[str]:
    return [line for line in (PROJECT / file).read_text("utf-8").splitlines() if not line.startswith("#")]


def needed_by(requirements: list[str]) -> set[str]:
    """The names of REQUIREMENTS and of all that they bring along on this machine, after what each of them says."""
    found: set[tuple[str, str]] = set()
    left = [Requirement(each) for each in requirements]
    while left:
        requirement = left.pop()
        for extra in ("", *requirement.extras):
            name = canonicalize_name(requirement.name)
            if (name, extra) in found:
                continue
            found.add((name, extra))
            for line in metadata.requires(name) or []:
                brought = Requirement(line)
                if brought.marker is None or brought.marker.evaluate({"extra": extra}):
                    left.append(brought)
    return {name for name, _ in found}


# ---------------------------------------------------------------- pinned


def test_all_that_is_installed_is_pinned() -> None:
    pinned = {**pins(lines_of("constraints.txt")), **pins(RUN_TIME), **pins(TESTS)}
    assert needed_by([*RUN_TIME, *TESTS]) - {"setuptools", "pip"} <= pinned.keys()


def test_what_runs_is_taken_only_as_the_files_that_we_know() -> None:
    text = "\n".join(lines_of("requirements.txt"))
    assert re.fullmatch(r"(?:[a-z0-9-]+==[\w.]+(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n?)+", text), "no addresses"
    known = pins(re.findall(r"^([^\s=]+==\S+)", text, re.M))
    pinned = {**pins(lines_of("constraints.txt")), **pins(RUN_TIME)}
    assert known.keys() == needed_by(RUN_TIME)
    assert known == {name: pinned[name] for name in known}


def test_the_front_door_installs_those_files_and_the_rest_by_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(command: list[Any], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append([str(each) for each in command][1:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(build, "VENV", tmp_path)
    monkeypatch.setattr(subprocess, "run", run)
    python = tmp_path / "python"
    python.write_text("", "utf-8")
    install = ["-m", "pip", "install", "--disable-pip-version-check"]
    by_digest = [*install, "--require-hashes", "--requirement", str(PROJECT / "requirements.txt")]
    by_version = [*install, "--constraint", str(PROJECT / "constraints.txt")]
    assert build._install(python, testing=False, extras=[])
    assert ran[1:] == [by_digest]
    assert not build._install(python, testing=False, extras=[]), "it is there already"
    ran.clear()
    assert build._install(python, testing=False, extras=["compress"])
    assert ran[1:] == [by_digest, [*by_version, *PYPROJECT["project"]["optional-dependencies"]["compress"]]]
    ran.clear()
    assert build._install(python, testing=True, extras=[])
    assert ran[1:] == [by_digest, [*by_version, *TESTS]]


def test_each_package_that_runs_bring_is_used() -> None:
    sources = [path.read_text("utf-8") for path in (PROJECT / "findyourcluster").rglob("*.py")]
    imported = {name for text in sources for name in re.findall(r"^\s*(?:from|import) (\w+)", text, re.M)}
    assert {module for module in build.RUN_TIME if module not in imported} == set()


# ---------------------------------------------------------------- looked up, and listed


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("", NOT_LOOKED),
        ({"dependencies": [{"name": "a", "skip_reason": "not found"}]}, NOT_LOOKED),
        ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, "Known holes: none in 1 packages."),
        (
            {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"]}]}]},
            "Known holes! See SECURITY.md.\na 1: PYSEC-1, CVE-1",
        ),
    ],
)
def test_what_could_not_be_looked_up_is_not_called_safe(report: object, said: str) -> None:
    assert verdict(json.dumps(report) if report else "") == said


def commands_in(file: str, word: str) -> list[str]:
    """The lines of the block of commands in the document FILE that has WORD."""
    blocks: list[str] = re.findall(r"^```bash\n(.*?)^```", (PROJECT / file).read_text("utf-8"), re.M | re.S)
    (block,) = (block for block in blocks if word in block)
    return block.splitlines()


def test_the_list_of_what_it_stands_on_is_made_as_the_guide_says_and_is_the_same_again(tmp_path: Path) -> None:
    """It installs the packages too, by their digests: so those are right on this machine."""
    *install, make = commands_in("CONTRIBUTING.md", "cyclonedx_py")
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).symlink_to(PROJECT / name)
    made = []
    make += " --no-validate"  # to look at its own work takes the tool longer than all the rest
    for command in (*install, make, make):
        line = command.replace(".venv/bin/python", sys.executable).replace("python3 ", f"{sys.executable} ")
        done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        if command == make:
            made.append((tmp_path / "sbom.json").read_bytes())
            (tmp_path / "sbom.json").unlink()
    assert made[0] == made[1]
    listed = json.loads(made[0])
    assert listed["bomFormat"] == "CycloneDX"
    assert listed["metadata"]["component"]["name"] == PYPROJECT["project"]["name"]
    named = {canonicalize_name(each["name"]): each["version"] for each in listed["components"]}
    assert named == pins(re.findall(r"^([^\s=]+==\S+)", "\n".join(lines_of("requirements.txt")), re.M))
    assert all(each["licenses"] for each in listed["components"])


# ---------------------------------------------------------------- what GitHub runs

ON: dict[object, str] = {True: "on"}
"""How PyYAML, which goes by YAML 1.1, reads that word."""


def jobs() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path.name, name, job)
        for path in WORKFLOWS
        for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items()
    ]


@pytest.mark.parametrize("file", [*WORKFLOWS, PROJECT / ".github/dependabot.yml"], ids=lambda file: file.name)
def test_github_can_read_what_it_is_told(file: Path) -> None:
    schema = get_builtin_schema("vendor.dependabot" if file.name == "dependabot.yml" else "vendor.github-workflows")
    told = {ON.get(key, key): value for key, value in yaml.safe_load(file.read_text("utf-8")).items()}
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(told)] == []


def test_actions_are_pinned_by_the_commit_of_a_release() -> None:
    text = "".join(path.read_text("utf-8") for path in WORKFLOWS)
    used = re.findall(r"uses: (.*)", text)
    assert len(used) >= 10
    pinned: dict[str, set[str]] = {}
    for each in used:
        if each.startswith("./"):
            assert (PROJECT / each).is_file()
            continue
        found = re.fullmatch(r"(actions/[a-z-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)", each)
        assert found, each
        pinned.setdefault(found[1], set()).add(found[2])
    assert all(len(releases) == 1 for releases in pinned.values()), "one release of each"


def test_each_job_may_only_what_it_needs_and_ends() -> None:
    for path in WORKFLOWS:
        assert yaml.safe_load(path.read_text("utf-8"))["permissions"] == {}, path.name
    may = {(file, name): job["permissions"] for file, name, job in jobs()}
    publishing = {"pages": "write", "id-token": "write"}
    assert may.pop(("site.yml", "publish")) == publishing
    assert may.pop(("morning.yml", "site")) == {"contents": "read", **publishing}
    assert all(rights == {"contents": "read"} for rights in may.values())
    assert all("uses" in job or job["timeout-minutes"] <= 90 for _, _, job in jobs())
    for file, name, job in jobs():
        for step in job.get("steps", []):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"] == {"persist-credentials": False}, f"{file}: {name}"


def test_only_what_was_checked_and_tried_is_published_and_each_morning_again() -> None:
    found = {(file, name): job for file, name, job in jobs()}
    publish = found["site.yml", "publish"]
    assert publish["needs"] == ["build", "test"]
    assert "github.ref == 'refs/heads/main'" in publish["if"]
    assert "needs.build.result == 'success'" in publish["if"]
    steps = [step["run"] for step in found["site.yml", "build"]["steps"] if "run" in step]
    assert steps == ["python3 build.py check --format github", "python3 build.py", "python3 build.py zip"]
    assert [step["run"] for step in found["site.yml", "test"]["steps"] if "run" in step] == ["bash .ci/run"]
    assert "\npython3 build.py test\n" in (PROJECT / ".ci/run").read_text("utf-8")
    morning = yaml.safe_load((PROJECT / ".github/workflows/morning.yml").read_text("utf-8"))
    crons = [each["cron"] for each in morning[True]["schedule"]]
    asked = [re.findall("'(.*)'", job["if"])[0] for job in morning["jobs"].values()]
    assert crons == asked == ["17 4 * * *", "47 5 * * 1"]


def test_what_was_published_last_is_no_part_of_the_cache() -> None:
    """A build that had it would log what changed, on a machine where nobody commits the log."""
    (cache,) = (
        step["with"]["path"].split()
        for _, _, job in jobs()
        for step in job.get("steps", [])
        if "actions/cache@" in step.get("uses", "")
    )
    assert set(cache) == {".cache/data", ".cache/pictures", ".cache/templates"}
    assert (PROJECT / ".github/workflows/site.yml").read_text("utf-8").count("include-hidden-files: true") == 1


def test_the_workflow_fails_on_holes_and_lists_as_the_guide_says() -> None:
    (steps,) = (job["steps"] for file, _, job in jobs() if file == "dependencies.yml")
    runs = "".join(step.get("run", "") + "\n" for step in steps)
    assert all(line in runs for line in commands_in("CONTRIBUTING.md", "cyclonedx_py"))
    (audit,) = re.findall(r"-m pip_audit (.*)", runs)
    assert "--strict" in audit
    assert not any("continue-on-error" in step for step in steps)
