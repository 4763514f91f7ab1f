"""static/ → files that are published as they are; and what is odd in a folder that only programmers touch."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from findyourcluster.characters import in_ascii
from findyourcluster.faults import reason
from findyourcluster.fields import suggested_name, whole_file
from findyourcluster.filenames import PICTURES, is_file_name, is_litter
from findyourcluster.files import LARGEST_DATA, LeadsElsewhere, NoFile, TooLarge, read_real
from findyourcluster.model import File, Place, Places, Problem

KINDS = (".css", ".js", ".svg", ".ico", ".woff", ".woff2", ".txt", ".json", ".pdf", *PICTURES)
"""What is published from static/. Pages are not: they come from content/, and are looked at there."""

WELL_KNOWN = ".well-known/"
"""The folder in which programs look for what is agreed on (RFC 8615); others that begin with a dot are nobody's."""

LARGEST_TEMPLATE = LARGEST_DATA


def read_static(folders: Iterable[Path]) -> tuple[list[File], list[Problem]]:
    """Every file of FOLDERS, published under its path there; an earlier folder's goes before a later one's."""
    found: dict[str, File] = {}
    problems: list[Problem] = []
    faults: list[Problem] = []
    for folder in folders:
        for name, path in _below(folder, faults):
            if is_litter(name.removeprefix(WELL_KNOWN)) or name in found:
                continue
            file = f"static/{name}" if name else "static"
            if problem := _odd_name(file, name.removeprefix(WELL_KNOWN), path):
                problems.append(problem)
                continue
            try:
                found[name] = File(f"/{name}", read_real(path, LARGEST_DATA), Places(Place(file)))
            except FileNotFoundError:  # saved anew by renaming, this very moment
                continue
            except OSError as error:
                problems.append(unread(file, error))
    return list(found.values()), [*problems, *faults]


def odd_templates(folder: Path) -> list[Problem]:
    """What is in FOLDER and is no template: links, pipes, what nobody wrote by hand."""
    problems: list[Problem] = []
    for name, path in _below(folder, problems):
        try:
            if path.is_symlink():
                raise LeadsElsewhere
            if not is_litter(name):
                read_real(path, LARGEST_TEMPLATE).decode("utf-8")
        except FileNotFoundError:
            continue
        except UnicodeDecodeError:
            says = "There is a character here that was not saved as UTF-8."
            problems.append(
                whole_file(in_ascii(f"templates/{name}"), says, "Save the file again as UTF-8.", "encoding")
            )
        except OSError as error:
            problems.append(unread(f"templates/{name}".rstrip("/"), error))
    return problems


def unread(file: str, error: OSError) -> Problem:
    """Why FILE cannot be read, to which ERROR came."""
    file = in_ascii(file)
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
    return whole_file(in_ascii(name), f"This cannot be read: {why}.", fix)


def is_link(file: str) -> Problem:
    says = "This is a link to another file, and only real files are published."
    return whole_file(in_ascii(file), says, "Put the file itself here.", "symlink")


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


def _odd_name(file: str, name: str, path: Path) -> Problem | None:
    """What is wrong with the name of a file in static/, before it is read."""
    if path.is_symlink():
        return is_link(file)
    if not name.lower().endswith(KINDS):
        says = f'"{in_ascii(path.name)}" is of a kind that is not published from static/.'
        return whole_file(
            in_ascii(file), says, f"It can be: {', '.join(KINDS)}. A page goes into content/.", "file-type"
        )
    if not is_file_name(name):
        says = "A file's name becomes its address, so it can only have letters, digits, hyphens and underscores."
        return whole_file(in_ascii(file), says, f"Rename it to static/{suggested_name(name)}", "file-name")
    return None


def _below(folder: Path, faults: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Every file in and below FOLDER by its path there, links as such; FOLDER itself, as "", where it is one. Folders
    that may not be read become FAULTS."""

    def note(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            name = Path(error.filename).relative_to(folder.parent).as_posix()
            faults.append(not_let(name, reason(error)))

    if folder.is_symlink():
        yield "", folder
        return
    for where, inside, names in os.walk(folder, onerror=note):
        inside.sort()
        links = [name for name in inside if Path(where, name).is_symlink()]  # walk does not follow them
        for name in sorted((*names, *links)):
            path = Path(where, name)
            yield path.relative_to(folder).as_posix(), path
