"""Finds the owners of files from the path layouts of platforms.

All functions work on path names alone, as tuples of their parts. Every part is untrusted text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from bareme.i18n.catalogs import N_

__all__ = ["Owner", "PathParts", "display_text", "recognize_layout", "unique_ids"]

PathParts = tuple[str, ...]

_MAX_ID: Final = 64
_MAX_STEM: Final = 57
"""Length of an id before a number of up to six digits that makes it unique."""
_MAX_NAME: Final = 120
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<user>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?")
_CANVAS = re.compile(r"(?P<name>[^_]+)(?P<late>_LATE)?_(?P<user>\d{2,})_\d{2,}_(?P<file>.+)")


@dataclass(frozen=True)
class Owner:
    """The student who owns a file; equal keys mean the same student."""

    key: str
    name: str
    file_name: str
    remark: str = ""


def recognize_layout(
    paths: Sequence[PathParts], slug: str, archive: str | None = None
) -> tuple[Owner | None, ...]:
    """Returns the owner of each file of one source.

    The owner of a file that is no submission is None.

    Only the path parts above a student's own files identify the owner, since students can name their own
    folders after other students or after the folders of a platform.

    Args:
        paths: paths inside the source.
        slug: the assignment.
        archive: the name, without ``.zip``, of a source that is an archive.
    """
    inside = _strip_submitted(paths, slug) or _strip_wrappers(paths, slug, archive)
    depth = _find_platform_depth([parts for parts in inside if parts])
    folders = {parts[0] for parts in inside if parts and len(parts) > 1}
    return tuple(None if parts is None else _find_owner(parts, slug, depth, folders) for parts in inside)


def unique_ids(names: Sequence[str]) -> list[str]:
    """Returns a unique id for each name.

    An id is safe as a folder name: it has at most 64 characters out of ``a-z 0-9 . _ -``.
    """
    stems = [_make_slug(name) for name in names]
    ids = [""] * len(names)
    used: set[str] = set()
    last: Counter[str] = Counter()
    # Names that are ids already come first, so that they stay as they are whoever else is reduced to them.
    for index in sorted(range(len(names)), key=lambda index: (stems[index] != names[index], index)):
        stem = candidate = stems[index]
        alike = stem[:_MAX_STEM]
        while candidate in used:
            last[alike] += 1
            candidate = f"{alike}-{last[alike] + 1}"
        used.add(candidate)
        ids[index] = candidate
    return ids


def display_text(text: str, limit: int = _MAX_NAME) -> str:
    """Returns a text on one line that is safe to display.

    It is in NFC and has no characters of Unicode category C: control, direction and private characters.
    """
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(char for char in spaced if unicodedata.category(char)[0] != "C")[:limit].strip()


def _make_slug(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).lower()
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    slug = re.sub(r"[^a-z0-9._-]+", "-", kept).strip("._-")[:_MAX_ID].rstrip("._-")
    # A name in another script leaves an empty slug; a digest of the name is unique and stable.
    return (
        slug
        or "student-"
        + hashlib.sha256(unicodedata.normalize("NFC", name).encode("utf-8", "replace")).hexdigest()[:8]
    )


def _strip_submitted(paths: Sequence[PathParts], slug: str) -> list[PathParts | None] | None:
    """Returns the paths below ``submitted/``, the layout of nbgrader, or None.

    The layout is ``submitted/<student>/<assignment>/file``; the other folders hold no submissions.
    """
    inside: list[PathParts | None] = []
    # Below the top, the name counts only inside a single folder that holds everything; elsewhere a student
    # may have chosen it.
    depth = 2 if len({parts[0] for parts in paths}) == 1 else 1
    for parts in paths:
        at = parts[:depth].index("submitted") if "submitted" in parts[:depth] else None
        inside.append(parts[at + 1 :] if at is not None and len(parts) > at + 2 else None)
    if not any(inside):
        return None
    if any(parts and parts[1] == slug for parts in inside):
        return [parts if parts and parts[1] == slug else None for parts in inside]
    return inside


def _strip_wrappers(paths: Sequence[PathParts], slug: str, archive: str | None) -> list[PathParts | None]:
    """Removes the leading folders that hold the whole class."""
    current = list(paths)
    if archive and len(current) == 1 and len(current[0]) == 1 and _is_about(current[0][0], slug):
        return [(archive, *current[0])]
    while current and len({parts[0] for parts in current}) == 1 and all(len(parts) > 1 for parts in current):
        rest = [parts[1:] for parts in current]
        students_are_folders = all(len(parts) > 1 for parts in rest) and {parts[0] for parts in rest} != {
            slug
        }
        students_are_files = (
            all(len(parts) == 1 for parts in rest)
            and not any(_is_about(parts[0], slug) for parts in rest)
            and (len(rest) > 1 or archive == current[0][0])
        )
        if not students_are_folders and not students_are_files:
            break
        current = rest
    return list(current)


def _is_about(file_name: str, slug: str) -> bool:
    return file_name.lower().startswith(slug)


def _match_platform(part: str) -> re.Match[str] | None:
    return _MOODLE.fullmatch(part) or _CANVAS.fullmatch(part)


def _find_platform_depth(paths: Sequence[PathParts]) -> int:
    """Returns the index of the path part that a platform named.

    Below the top, where students can name folders too, the pattern must match for every file.
    """
    if any(_match_platform(parts[0]) for parts in paths):
        return 0
    depths = range(1, min(map(len, paths), default=0))
    return next((depth for depth in depths if all(_match_platform(parts[depth]) for parts in paths)), 0)


def _find_owner(parts: PathParts, slug: str, depth: int, folders: Set[str]) -> Owner:
    part = parts[min(depth, len(parts) - 1)]
    match = _match_platform(part)
    if match:
        file_name = match["file"] if part is parts[-1] and match["file"] else parts[-1]
        remark = N_("It was handed in late.") if match.groupdict().get("late") else ""
        return _make_owner(f"{match['name']}_{match['user']}", match["name"], file_name, remark)
    if len(parts) == 1:
        stem = parts[0].rpartition(".")[0]
        return _make_owner(stem, stem, parts[0])
    # GitHub Classroom names a repository after the assignment and the user.
    user = parts[0].removeprefix(f"{slug}-")
    folder = parts[0] if not user or user in folders else user
    return _make_owner(folder, folder, parts[-1])


def _make_owner(key: str, name: str, file_name: str, remark: str = "") -> Owner:
    # Systems encode accents differently; no other difference between names is ignored.
    return Owner(unicodedata.normalize("NFC", key), name, file_name, remark)
