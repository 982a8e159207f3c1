"""Finds files that a student handed in beside the notebook.

None of them is ever used: a sandbox gets the notebook and the files of the lab. They are looked up by name,
so that a page can say why a cell did not find one.
"""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from bareme.submissions.archives import is_archive_name
from bareme.submissions.discovery import FoundFile
from bareme.submissions.file_location import FileLocation
from bareme.submissions.lms_layouts import Owner, PathParts

__all__ = ["find_companions", "find_lab_file", "index_companions"]

_MAX_COMPANIONS: Final = 1000
"""Files of one student that are kept; of more, those nearest to the notebook."""


def find_companions(
    location: FileLocation, known: Mapping[str, FileLocation] | None, names: Collection[str]
) -> dict[str, FileLocation]:
    """Returns the locations of files beside a submission, by name.

    Args:
        location: the submitted notebook.
        known: the student's other files, or None to look into the folder of a notebook that was given alone.
        names: paths relative to it, with ``/``; they may be hostile.
    """
    if known is not None:
        return {name: known[name] for name in names if name in known}
    folder = location.path.parent
    return {
        name: FileLocation(folder / name)
        for name in names
        if _stays_inside(name) and _is_plain_file(folder, name)
    }


def index_companions(
    location: FileLocation, files: Iterable[tuple[Owner, FoundFile]]
) -> dict[str, FileLocation]:
    """Returns the other files of a student, by their path from the submitted one.

    Args:
        location: the submitted file.
        files: all files of the student, that one among them, with their owners.
    """
    # A platform that packs all files into one folder puts the student before the name of each.
    paths = {item.location: (*item.parts[:-1], owner.file_name) for owner, item in files if item.is_regular}
    folder = paths[location][:-1]
    found: dict[str, FileLocation] = {}
    for place, path in sorted(paths.items(), key=lambda pair: len(pair[1])):
        inside = path[len(folder) :]
        if path[: len(folder)] == folder and place != location and len(found) < _MAX_COMPANIONS:
            found.setdefault("/".join(inside), place)
            # An archive is listed as a folder, and is a file, too.
            if len(inside) > 1 and is_archive_name(inside[-2]) and place.places:
                found.setdefault("/".join(inside[:-1]), FileLocation(place.path, place.places[:-1]))
    return found


def find_lab_file(path: PathParts, names: Collection[str]) -> int | None:
    """Returns the number of folders above a file of the lab in a path, or None without one.

    Args:
        path: the folders and archives around a file, and its name; it may be hostile.
        names: the files of the lab, by their path beside the notebook.
    """
    depth = max((name.count("/") + 1 for name in names), default=0)
    for start in range(len(path) if names else 0):
        for end in range(start + 1, start + depth + 1):
            if "/".join(path[start:end]) in names:
                return start
    return None


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _is_plain_file(folder: Path, name: str) -> bool:
    """Returns True for a regular file that no link leads to."""
    place = folder
    try:
        for part in PurePosixPath(name).parts:
            if place.is_symlink() and place != folder:
                return False
            place = place / part
        return stat.S_ISREG(place.lstat().st_mode)
    except (OSError, ValueError):
        return False
