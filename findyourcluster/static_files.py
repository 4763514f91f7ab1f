"""static/ → files that are published as they are; and what is odd in a folder that only programmers touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from findyourcluster.characters import visible
from findyourcluster.faults import reason
from findyourcluster.fields import suggested_name, whole_file
from findyourcluster.filenames import PICTURES, is_file_name, is_litter
from findyourcluster.files import LARGEST_DATA, Entry, Folder, LeadsElsewhere, NoFile, TooLarge, read_real
from findyourcluster.model import File, Place, Places, Problem

KINDS = (".css", ".js", ".svg", ".ico", ".woff", ".woff2", ".txt", ".json", ".pdf", *PICTURES)
"""What is published from static/. Pages are not: they come from content/, and are looked at there."""

WELL_KNOWN = ".well-known/"
"""The folder in which programs look for what is agreed on (RFC 8615); others that begin with a dot are nobody's."""


def read_static(folders: Iterable[Path]) -> tuple[list[File], list[Problem]]:
    """Every file of FOLDERS, published under its path there; an earlier folder's goes before a later one's."""
    found: dict[str, File] = {}
    problems: list[Problem] = []
    for folder in folders:
        for name, entry in _below(folder):
            if entry.fault:
                problems.append(not_let(entry.name, entry.fault))
                continue
            if is_litter(name.removeprefix(WELL_KNOWN)) or name in found:
                continue
            if problem := _odd_name(entry, name.removeprefix(WELL_KNOWN)):
                problems.append(problem)
                continue
            try:
                content = read_real(folder.parent / entry.name, LARGEST_DATA)
            except FileNotFoundError:  # saved anew by renaming, this very moment
                continue
            except OSError as error:
                problems.append(unread(entry.name, error))
                continue
            found[name] = File(f"/{name}", content, Places(Place(entry.name)))
    return list(found.values()), problems


def odd_templates(folder: Path) -> list[Problem]:
    """What is in FOLDER and is no template: links, pipes, what nobody wrote by hand."""
    return [problem for name, entry in _below(folder) if (problem := _odd_template(folder.parent, name, entry))]


def _odd_template(root: Path, name: str, entry: Entry) -> Problem | None:
    if entry.fault:
        return not_let(entry.name, entry.fault)
    if entry.is_link:
        return is_link(entry.name)
    if is_litter(name):
        return None
    try:
        read_real(root / entry.name, LARGEST_DATA).decode("utf-8")
    except FileNotFoundError:  # saved anew by renaming, this very moment
        return None
    except UnicodeDecodeError:
        says = "There is a character here that was not saved as UTF-8."
        return whole_file(visible(entry.name), says, "Save the file again as UTF-8.", "encoding")
    except OSError as error:
        return unread(entry.name, error)
    return None


def unread(file: str, error: OSError) -> Problem:
    """Why FILE cannot be read, to which ERROR came."""
    file = visible(file)
    if isinstance(error, LeadsElsewhere):
        return is_link(file)
    if isinstance(error, NoFile):
        says = "This is no file: it may be a folder, or something that only programs use."
        return whole_file(file, says, "Take it away, or put a real file in its place.")
    if isinstance(error, TooLarge):
        return too_large(file, error.size, error.most)
    return not_let(file, reason(error))


def not_let(name: str, why: str) -> Problem:
    """What the system does not let us read: a file or a folder."""
    fix = "Let the account that builds read it, or ask whoever looks after this computer."
    return whole_file(visible(name), f"This cannot be read: {why}.", fix)


def is_link(file: str) -> Problem:
    says = "This is a link to another file, and only real files are published."
    return whole_file(visible(file), says, "Put the file itself here.", "symlink")


def too_large(file: str, size: int, most: int) -> Problem:
    """FILE has SIZE bytes, more than MOST."""
    if file.lower().endswith(PICTURES) and file.startswith("content/"):
        says = f"This picture is {size / 1e6:.1f} MB, and parents on phones pay for each of them."
        return whole_file(file, says, f"Save it smaller: at most {most / 1e6:.0f} MB.", "file-size")
    if file.endswith(".md"):
        says = f"This page is {size / 1e3:,.0f} kB long, and {most / 1e3:.0f} kB is more than anybody reads."
        return whole_file(file, says, "Divide it into several pages.", "file-size")
    says = f"This file is {size / 1e6:,.1f} MB large, and {most / 1e6:.0f} MB is the most that it may be."
    return whole_file(file, says, "Take out what does not belong in it.", "file-size")


def _odd_name(entry: Entry, name: str) -> Problem | None:
    """What is wrong with NAME, that of ENTRY below static/, before it is read."""
    if entry.is_link:
        return is_link(entry.name)
    file, last = visible(entry.name), visible(name.rpartition("/")[2])
    if not name.lower().endswith(KINDS):
        says = f'"{last}" is of a kind that is not published from static/.'
        return whole_file(file, says, f"It can be: {', '.join(KINDS)}. A page goes into content/.", "file-type")
    if not is_file_name(name):
        says = "A file's name becomes its address, so it can only have letters, digits, hyphens and underscores."
        return whole_file(file, says, f"Rename it to static/{suggested_name(name)}", "file-name")
    return None


def _below(folder: Path) -> Iterator[tuple[str, Entry]]:
    """Every file in and below FOLDER, each with its path there; FOLDER itself, as "", where it is a link."""
    for entry in Folder(folder.parent).entries(folder.name):
        yield entry.name.removeprefix(folder.name).removeprefix("/"), entry
