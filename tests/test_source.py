"""The program's own quality: types, lint, and documents that tell the truth."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from findyourcluster.places import PROJECT


@pytest.mark.parametrize(
    "tool", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]], ids=["ruff", "format", "mypy --strict"]
)
def test_the_tools_find_nothing(tool: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *tool], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_pyproject_pins_is_what_build_py_looks_for() -> None:
    import tomllib  # noqa: PLC0415

    import build  # noqa: PLC0415

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    pinned = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", requirement) for requirement in pinned)
    names = {requirement.split("==")[0].replace("-", "_") for requirement in pinned}
    others = {
        "yaml": "pyyaml",
        "PIL": "pillow",
        "zxingcpp": "zxing_cpp",
        "cyclonedx_py": "cyclonedx_bom",
        "xdist": "pytest_xdist",
    }
    modules = {others.get(module, module) for module in build.RUN_TIME + build.FOR_TESTS}
    assert modules == {name for name in names if not name.startswith("types_")}


def test_the_tests_have_all_that_the_extras_bring() -> None:
    import tomllib  # noqa: PLC0415

    import build  # noqa: PLC0415

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    assert {name for name, _ in build.EXTRAS.values()} == set(extras)
    for name, modules in build.EXTRAS.values():
        assert set(extras[name]) <= set(project["dependency-groups"]["dev"])
        assert {requirement.split("==")[0] for requirement in extras[name]} == set(modules) <= set(build.FOR_TESTS)


def test_imports_run_only_downwards() -> None:
    """commands → preview → pipeline → publish, render → plan → rules → markup → load → fields → yamlfile → model."""
    order = [
        "commands",
        "editor",
        "starting",
        "writing",
        "building",
        "recording",
        "promise",
        "notices",
        "news",
        "changes",
        "beginning",
        "renaming",
        "translating",
        "importing",
        "lists",
        "register",
        "grid",
        "matching",
        "review",
        "due",
        "preview",
        "report",
        "pipeline",
        "making",
        "portable",
        "compress",
        "publish",
        "earlier",
        "made",
        "inputs",
        "template_files",
        "render",
        "interface",
        "leaving",
        "plan",
        "written_pages",
        "record_pages",
        "planned",
        "outputs",
        "common",
        "tongues",
        "assets",
        "views",
        "words",
        "rules",
        "markup",
        "typeset",
        "editions",
        "documents",
        "load",
        "static_files",
        "longlist",
        "records",
        "catalogues",
        "sections",
        "addresses",
        "map",
        "clock",
        "ledger",
        "spelling",
        "remembered",
        "drawn",
        "cache",
        "reading",
        "yamledit",
        "edits",
        "slips",
        "lines",
        "fields",
        "filenames",
        "yamlfile",
        "yamlreader",
        "yamltree",
        "pictures",
        "svg",
        "tags",
        "characters",
        "translation",
        "colours",
        "progress",
        "workers",
        "fingerprint",
        "stamps",
        "digests",
        "places",
        "mend",
        "saving",
        "files",
        "faults",
        "model",
    ]
    rank = {name: place for place, name in enumerate(order)}
    for path in sorted((PROJECT / "findyourcluster").rglob("*.py")):
        module = path.relative_to(PROJECT / "findyourcluster").with_suffix("").parts[0]
        if module == "__init__":
            continue
        for imported in re.findall(r"^\s*(?:from|import) findyourcluster\.(\w+)", path.read_text("utf-8"), re.M):
            assert rank[imported] > rank[module] or imported == module, f"{path.name} imports {imported}"
