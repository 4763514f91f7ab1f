"""Earlier versions of content/ and data/, to compare with: that of the last published site, and those kept in git."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import tarfile
import zlib
from pathlib import Path

from findyourcluster.files import Copy
from findyourcluster.made import copy_of_words


class NoVersion(Exception):
    """Why an earlier version cannot be had, as a sentence for a person."""


def last_published(root: Path, out: Path) -> Copy:
    """What the site at OUT was made from, as `promise` keeps it. Raises NoVersion where nothing, or nothing whole, is
    kept here."""
    try:
        texts = json.loads(gzip.decompress(copy_of_words(root, out).read_bytes()))
        return Copy({name: text.encode("utf-8") for name, text in texts.items()})
    except (OSError, EOFError, zlib.error, ValueError, AttributeError) as error:
        says = "No earlier version is kept here yet: the next time that you publish, one will be."
        raise NoVersion(says) from error


def at_revision(root: Path, revision: str) -> Copy:
    """content/ and data/ of ROOT as they were at a REVISION of git. Raises NoVersion where they cannot be had."""
    if revision.startswith("-"):
        raise NoVersion(f'"{revision}" is not the name of a revision.')
    commit = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        if _git(root, "rev-parse", "--git-dir") is None:
            raise NoVersion(f"{root} is not kept in git, so there are no revisions of it.")
        says = f'Git knows no revision "{revision}" here. It can be the name of a branch or a tag, or HEAD~1.'
        raise NoVersion(says)
    archive = _git(root, "archive", "--format=tar", commit.decode("ascii").strip())
    if archive is None:
        raise NoVersion(f'Git cannot give us the files of "{revision}".')
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        files = [member for member in tar.getmembers() if member.isfile()]
        held = {member.name: tar.extractfile(member) for member in files if _is_ours(member.name)}
        return Copy({name: file.read() for name, file in held.items() if file})


def _is_ours(name: str) -> bool:
    return name.startswith(("content/", "data/")) and name.endswith((".md", ".yaml"))


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git says; None where it refuses. Raises NoVersion where there is no git."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise NoVersion("Git is not on this computer, and --since needs it.") from error
    return done.stdout if done.returncode == 0 else None
