"""Whose file is it? The layouts in which platforms hand out the submissions of a class.

Everything here works on path names alone, as tuples of their parts; all of them are hostile text.
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
"""Of an id that has to be told from others by a number of up to six digits."""
_MAX_NAME: Final = 120
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<user>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?")
_CANVAS = re.compile(r"(?P<name>[^_]+)(?P<late>_LATE)?_(?P<user>\d{2,})_\d{2,}_(?P<file>.+)")


@dataclass(frozen=True)
class Owner:
    """The student whom a file belongs to; files with equal ``key`` belong to one student."""

    key: str
    name: str
    file_name: str
    remark: str = ""


def recognize_layout(
    paths: Sequence[PathParts], slug: str, archive: str | None = None
) -> tuple[Owner | None, ...]:
    """Finds the owner of each file of one source, or None for a file that is not a submission.

    Only what stands above a student's own files tells whose they are: in it, a student can name folders after
    another student, or after those of a platform.

    Args:
        paths: paths inside the source.
        slug: the assignment.
        archive: the name, without ``.zip``, of the source where that is an archive.
    """
    inside = _submitted(paths, slug) or _without_wrappers(paths, slug, archive)
    depth = _platform_depth([parts for parts in inside if parts])
    folders = {parts[0] for parts in inside if parts and len(parts) > 1}
    return tuple(None if parts is None else _owner(parts, slug, depth, folders) for parts in inside)


def unique_ids(names: Sequence[str]) -> list[str]:
    """Returns an id for each name, safe to name a folder: unique, of ``a-z 0-9 . _ -``, at most 64 long."""
    stems = [_slug(name) for name in names]
    ids = [""] * len(names)
    used: set[str] = set()
    last: Counter[str] = Counter()
    # A name that already is an id comes first: it must not depend on who else is reduced to the same.
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
    """Returns a text without control, direction and private characters, on one line, in normal form C."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(char for char in spaced if unicodedata.category(char)[0] != "C")[:limit].strip()


def _slug(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).lower()
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    slug = re.sub(r"[^a-z0-9._-]+", "-", kept).strip("._-")[:_MAX_ID].rstrip("._-")
    # A name in another script leaves nothing; the digest keeps such students apart and stable.
    return (
        slug
        or "student-"
        + hashlib.sha256(unicodedata.normalize("NFC", name).encode("utf-8", "replace")).hexdigest()[:8]
    )


def _submitted(paths: Sequence[PathParts], slug: str) -> list[PathParts | None] | None:
    """nbgrader: ``submitted/<student>/<assignment>/file`` beside folders that hold no submissions."""
    inside: list[PathParts | None] = []
    # Below the top it counts in the one folder that holds everything; elsewhere it is of a student's making.
    depth = 2 if len({parts[0] for parts in paths}) == 1 else 1
    for parts in paths:
        at = parts[:depth].index("submitted") if "submitted" in parts[:depth] else None
        inside.append(parts[at + 1 :] if at is not None and len(parts) > at + 2 else None)
    if not any(inside):
        return None
    if any(parts and parts[1] == slug for parts in inside):
        return [parts if parts and parts[1] == slug else None for parts in inside]
    return inside


def _without_wrappers(paths: Sequence[PathParts], slug: str, archive: str | None) -> list[PathParts | None]:
    """Takes off the folders that hold the whole class, not one student."""
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


def _platform(part: str) -> re.Match[str] | None:
    return _MOODLE.fullmatch(part) or _CANVAS.fullmatch(part)


def _platform_depth(paths: Sequence[PathParts]) -> int:
    """Returns where in the paths the parts are that a platform named.

    Below the top, where students can name folders too, only what holds for every file counts.
    """
    if any(_platform(parts[0]) for parts in paths):
        return 0
    depths = range(1, min(map(len, paths), default=0))
    return next((depth for depth in depths if all(_platform(parts[depth]) for parts in paths)), 0)


def _owner(parts: PathParts, slug: str, depth: int, folders: Set[str]) -> Owner:
    part = parts[min(depth, len(parts) - 1)]
    match = _platform(part)
    if match:
        file_name = match["file"] if part is parts[-1] and match["file"] else parts[-1]
        remark = N_("It was handed in late.") if match.groupdict().get("late") else ""
        return _named(f"{match['name']}_{match['user']}", match["name"], file_name, remark)
    if len(parts) == 1:
        stem = parts[0].rpartition(".")[0]
        return _named(stem, stem, parts[0])
    # GitHub Classroom names a repository after the assignment and the user.
    user = parts[0].removeprefix(f"{slug}-")
    folder = parts[0] if not user or user in folders else user
    return _named(folder, folder, parts[-1])


def _named(key: str, name: str, file_name: str, remark: str = "") -> Owner:
    # Systems differ in how they write an accent; nothing else makes two names one.
    return Owner(unicodedata.normalize("NFC", key), name, file_name, remark)
