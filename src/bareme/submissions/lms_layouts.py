"""Finds the owners of files from the path layouts of platforms.

All functions work on path names alone, as tuples of their parts. Every part is untrusted text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bareme.i18n.catalogs import N_
from bareme.i18n.text import valid_text
from bareme.results.result import Origin
from bareme.submissions.archives import archive_stem

__all__ = ["Layout", "Owner", "PathParts", "display_text", "recognize_layout", "unique_ids"]

PathParts = tuple[str, ...]

_MAX_ID: Final = 64
_MAX_STEM: Final = 57
"""Length of an id before a number of up to six digits that makes it unique."""
_MAX_ID_BYTES: Final = 200
"""A file system takes 255 bytes, and a number follows."""
_MAX_NAME: Final = 120
_MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<user>\d+))?_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?", re.DOTALL
)
"""Students of no group hand in as the "Default group", whose folder has no number."""
_CANVAS = re.compile(
    r"(?P<name>.+?)(?P<late>_LATE)?_(?P<user>\d{2,})_(?:\d{2,}_(?P<file>.+)|(?P<entry>(?:text|link)\.html))",
    re.DOTALL,
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon)_(?P<user>[A-Za-z0-9]+)_"
    r"(?:\d{2,}_(?P<file>.+)|(?P<entry>(?:text|link)\.html))",
    re.DOTALL,
)
_PLATFORMS: Final = (("moodle", _MOODLE), ("canvas", _CANVAS_ANONYMOUS), ("canvas", _CANVAS))


@dataclass(frozen=True)
class Owner:
    """The student who owns a file; equal keys mean the same student."""

    key: str
    name: str
    file_name: str
    remark: str = ""
    origin: Origin | None = None


@dataclass(frozen=True)
class Layout:
    """The place of the owner in the paths of one source.

    Only the path parts above a student's own files identify the owner, since students can name their own
    folders after other students or after the folders of a platform.
    """

    slug: str
    wrapper: PathParts = ()
    """The folders that hold the whole class."""
    student: PathParts = ()
    """The folder to assume around the files of an archive that is the work of one student."""
    submitted_depth: int = 0
    """The number of leading parts of which one may be ``submitted``, in the layout of nbgrader."""
    is_by_assignment: bool = False
    platform_depth: int = 0
    folders: frozenset[str] = frozenset()

    def find_owner(self, parts: PathParts) -> Owner | None:
        """Returns the owner of a file, or None if it is no submission."""
        inside = self._strip(parts)
        return _find_owner(inside, self) if inside else None

    def _strip(self, parts: PathParts) -> PathParts | None:
        if self.submitted_depth:
            inside = _below_submitted(parts, self.submitted_depth)
            is_of_other = self.is_by_assignment and inside is not None and inside[1:2] != (self.slug,)
            return None if is_of_other else inside
        has_wrapper = parts[: len(self.wrapper)] == self.wrapper and len(parts) > len(self.wrapper)
        return (*self.student, *(parts[len(self.wrapper) :] if has_wrapper else parts))


def recognize_layout(paths: Sequence[PathParts], slug: str, archive: str | None = None) -> Layout:
    """Returns the layout that the paths of the submissions of one source follow.

    Args:
        paths: paths inside the source, of files that can be submissions.
        slug: the assignment.
        archive: the name, without suffix, of a source that is an archive.
    """
    layout = _recognize_submitted(paths, slug) or _recognize_wrapper(paths, slug, archive)
    inside = [parts for parts in map(layout._strip, paths) if parts]
    folders = frozenset(archive_stem(parts[0]) for parts in inside if len(parts) > 1)
    return replace(layout, platform_depth=_find_platform_depth(inside), folders=folders)


def unique_ids(names: Sequence[str]) -> list[str]:
    """Returns a unique id for each name.

    An id is safe as a folder name: it has at most 64 characters, which are letters of any alphabet in lower
    case, digits, and ``. _ -``.
    """
    stems = [_make_slug(name) for name in names]
    ids = [""] * len(names)
    used: set[str] = set()
    last: Counter[str] = Counter()
    # Names that are ids already come first, so that they stay as they are whoever else is reduced to them.
    for index in sorted(range(len(names)), key=lambda index: (stems[index] != names[index], index)):
        stem = candidate = stems[index]
        alike = _cut_slug(stem, _MAX_STEM)
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
    slug = re.sub(r"-{2,}", "-", "".join(_slug_characters(name))).strip("._-")
    # A name without any letter leaves an empty slug; a digest of the name is unique and stable.
    return (
        _cut_slug(slug, _MAX_ID)
        or "student-"
        + hashlib.sha256(unicodedata.normalize("NFC", name).encode("utf-8", "replace")).hexdigest()[:8]
    )


def _slug_characters(name: str) -> Iterator[str]:
    """Yields the characters of an id: letters of every alphabet, digits and ``. _ -``.

    Latin letters lose their accents. Other letters and their marks stay, as without them two names could
    become one.
    """
    is_latin = False
    for char in unicodedata.normalize("NFKC", name).lower():
        category = unicodedata.category(char)[0]
        base = unicodedata.normalize("NFKD", char)[0]
        if category == "M":
            yield "" if is_latin else char
            continue
        is_latin = base.isascii()
        if category in "LN":
            yield base if is_latin and base.isalnum() else char
        else:
            yield char if char in "._-" else "-"


def _cut_slug(slug: str, limit: int) -> str:
    """Cuts an id to a number of characters, and to a number of bytes that fits a file name."""
    cut = slug[:limit].encode("utf-8")[:_MAX_ID_BYTES].decode("utf-8", "ignore")
    return cut.rstrip("._-")


def _recognize_submitted(paths: Sequence[PathParts], slug: str) -> Layout | None:
    """Recognises the layout of nbgrader, ``submitted/<student>/<assignment>/file``.

    The other folders of nbgrader hold no submissions.
    """
    # Below the top, the name counts only inside a single folder that holds everything; elsewhere a student
    # may have chosen it.
    depth = 2 if len({parts[0] for parts in paths}) == 1 else 1
    inside = [found for parts in paths if (found := _below_submitted(parts, depth)) is not None]
    if not inside:
        return None
    return Layout(slug, submitted_depth=depth, is_by_assignment=any(parts[1] == slug for parts in inside))


def _below_submitted(parts: PathParts, depth: int) -> PathParts | None:
    at = parts[:depth].index("submitted") if "submitted" in parts[:depth] else None
    return parts[at + 1 :] if at is not None and len(parts) > at + 2 else None


def _recognize_wrapper(paths: Sequence[PathParts], slug: str, archive: str | None) -> Layout:
    """Recognises the leading folders that hold the whole class."""
    current = list(paths)
    if archive and len(current) == 1 and len(current[0]) == 1 and _is_about(current[0][0], slug):
        return Layout(slug, student=(archive,))
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
    removed = len(paths[0]) - len(current[0]) if paths else 0
    return Layout(slug, wrapper=paths[0][:removed] if paths else ())


def _is_about(file_name: str, slug: str) -> bool:
    return file_name.lower().startswith(slug)


def _match_platform(part: str) -> tuple[str, re.Match[str]] | None:
    """Returns the platform that gave a file or a folder its name, and the parts of the name."""
    found = ((system, pattern.fullmatch(part)) for system, pattern in _PLATFORMS)
    return next(((system, match) for system, match in found if match), None)


def _find_platform_depth(paths: Sequence[PathParts]) -> int:
    """Returns the index of the path part that a platform named.

    Below the top, where students can name folders too, the pattern must match for every file.
    """
    if any(_match_platform(parts[0]) for parts in paths):
        return 0
    depths = range(1, min(map(len, paths), default=0))
    return next((depth for depth in depths if all(_match_platform(parts[depth]) for parts in paths)), 0)


def _find_owner(parts: PathParts, layout: Layout) -> Owner:
    part = parts[min(layout.platform_depth, len(parts) - 1)]
    found = _match_platform(part)
    if found:
        return _name_owner(part, *found, parts[-1])
    if len(parts) == 1:
        stem = parts[0].partition(".ipynb")[0] if ".ipynb" in parts[0] else parts[0].rpartition(".")[0]
        return _make_owner(stem or parts[0], stem or parts[0], parts[0])
    top = archive_stem(parts[0])
    if layout.submitted_depth:
        return _make_owner(top, top, parts[-1], origin=_make_origin("nbgrader", parts[0]))
    # GitHub Classroom names a repository after the assignment and the user.
    user = top.removeprefix(f"{layout.slug}-")
    if user == top or not user or user in layout.folders:
        return _make_owner(top, top, parts[-1])
    return _make_owner(user, user, parts[-1], origin=_make_origin("github-classroom", parts[0]))


def _name_owner(part: str, system: str, match: re.Match[str], last: str) -> Owner:
    """Returns the owner of a file that a platform named."""
    groups = match.groupdict()
    user = groups["user"]
    # Everybody is called alike in anonymous names, which the number tells apart.
    name = f"anon {user}" if groups["name"] == "anon" else groups["name"]
    own_name = groups["file"] or groups.get("entry") if part is last else None
    remark = N_("It was handed in late.") if groups.get("late") else ""
    key = groups["name"] if user is None else f"{groups['name']}_{user}"
    return _make_owner(key, name, own_name or last, remark, _make_origin(system, part, user, groups["name"]))


def _make_origin(system: str, folder: str, participant: str | None = None, name: str | None = None) -> Origin:
    fields = {"system": system, "folder": folder, "participant": participant, "name": name}
    # A name on disk may hold bytes that are no text, which JSON cannot keep.
    return Origin.model_validate({key: text and valid_text(text) for key, text in fields.items()})


def _make_owner(key: str, name: str, file_name: str, remark: str = "", origin: Origin | None = None) -> Owner:
    # Systems encode accents differently; no other difference between names is ignored.
    return Owner(unicodedata.normalize("NFC", key), name, file_name, remark, origin)
