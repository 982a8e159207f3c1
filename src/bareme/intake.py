"""What the instructor has (files, folders, archives of any platform) -> one submission a student."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final, Literal
from unicodedata import normalize

from bareme.archives import MAX_ENTRY_BYTES, Archive, Budget, BudgetError
from bareme.errors import InputError
from bareme.layouts import Owner, Parts, display_text, recognise, unique_ids

__all__ = ["Format", "Intake", "Submission", "collect"]

Format = Literal["ipynb", "py"]

_SUFFIXES: Final = (".ipynb", ".py")
_CHUNK_BYTES: Final = 1 << 20
# What bareme hands out itself, and what other tools leave behind.
_NOT_SUBMISSIONS: Final = {"__macosx", "__pycache__", "expected.toml", "test_public.py", "conftest.py"}


@dataclass(frozen=True)
class Location:
    """Where a file is: on disk, or at a place in an archive, which may be in an archive itself."""

    path: Path
    places: tuple[int, ...] = ()

    def chunks(self) -> Iterator[bytes]:
        """Yields the content; of a file on disk, no more than one byte over the limit.

        Raises:
            InputError: it cannot be read.
        """
        if not self.places:
            yield from _file_chunks(self.path)
            return
        source: Path | bytes = self.path
        for place in self.places[:-1]:
            with Archive(source, self.path.name) as archive:
                source = archive.read(place)
        with Archive(source, self.path.name) as archive:
            yield from archive.chunks(self.places[-1])


@dataclass(frozen=True)
class Submission:
    """What one student handed in. Its content stays where it is until ``read``: a class fits in memory."""

    student_id: str
    """The name of the student's folder: of ``a-z 0-9 . _ -`` and unique in the intake."""
    name: str
    file_name: str
    location: Location
    sha256: str
    remark: str = ""

    def read(self) -> bytes:
        """Returns the bytes of the file.

        Raises:
            InputError: it is no longer there.
        """
        return b"".join(self.location.chunks())


@dataclass(frozen=True)
class Intake:
    """The submissions of a class, in the order of their ids, and what was left out."""

    submissions: tuple[Submission, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    parts: Parts
    location: Location
    sha256: str = ""
    """Of an entry of an archive, computed while that is open; of a file, not yet known."""


@dataclass(frozen=True)
class _Candidate:
    owner: Owner
    location: Location
    sha256: str

    @property
    def format(self) -> str:
        return self.owner.file_name.lower().rpartition(".")[2]


@dataclass
class _Search:
    """What a walk over the sources gathers."""

    budget: Budget = field(default_factory=Budget)
    warnings: list[str] = field(default_factory=list)


def collect(sources: Sequence[Path], formats: Sequence[Format], slug: str) -> Intake:
    """Finds the submissions to an assignment.

    Args:
        sources: files, folders and zip archives.
        formats: what the assignment accepts, the preferred one first.
        slug: the assignment, which tells its file from others that a student handed in.

    Raises:
        InputError: a source does not exist, is of no known kind, or holds no submission.
    """
    search = _Search()
    chosen: list[tuple[_Candidate, str]] = []
    for source in sources:
        candidates = _candidates(source, slug, search)
        picked = _one_per_student(candidates, slug, formats, search)
        if not picked:
            raise InputError(_nothing_in(source, bool(candidates), formats))
        chosen += picked
    chosen.sort(key=lambda pair: (normalize("NFC", pair[0].owner.key).casefold(), pair[0].owner.key))
    ids = unique_ids(candidate.owner.key for candidate, _ in chosen)
    submissions = []
    for student_id, (candidate, remark) in zip(ids, chosen, strict=True):
        try:
            submissions.append(_submission(student_id, candidate, remark))
        except InputError as error:
            search.warnings.append(str(error))
    if not submissions:
        raise InputError(
            search.warnings[-1] if search.warnings else "no source was given; name a file or a folder."
        )
    return Intake(tuple(sorted(submissions, key=lambda item: item.student_id)), tuple(search.warnings))


def _nothing_in(source: Path, has_candidates: bool, formats: Sequence[Format]) -> str:
    accepted = " or ".join(f".{item}" for item in formats)
    if has_candidates:
        return f"{str(source)!r} holds no file of a format that this assignment accepts; hand in {accepted}."
    return f"{str(source)!r} holds no submission; give a file, a folder or a zip with files in {accepted}."


def _submission(student_id: str, candidate: _Candidate, remark: str) -> Submission:
    owner = candidate.owner
    return Submission(
        student_id=student_id,
        name=display_text(owner.name) or student_id,
        # The end of a long name is what says its format.
        file_name=display_text(owner.file_name, limit=10_000)[-120:],
        location=candidate.location,
        sha256=candidate.sha256 or _sha256(candidate.location.chunks()),
        remark=remark,
    )


def _candidates(source: Path, slug: str, search: _Search) -> list[_Candidate]:
    """Returns the files of a source that may be submissions, each with its owner."""
    archive = source.stem if source.suffix.lower() == ".zip" else None
    found = [item for item in _look_into(source, search) if item.parts[-1].lower().endswith(_SUFFIXES)]
    owners = recognise([item.parts for item in found], slug, archive)
    return [
        _Candidate(owner, item.location, item.sha256)
        for owner, item in zip(owners, found, strict=True)
        if owner
    ]


def _look_into(source: Path, search: _Search) -> list[_Found]:
    try:
        mode = source.stat().st_mode
    except (OSError, ValueError) as error:
        raise InputError(f"{str(source)!r} is no file or folder; check the path.") from error
    if stat.S_ISDIR(mode):
        return list(_walk(source.resolve(), search))
    if not stat.S_ISREG(mode):
        raise InputError(f"{str(source)!r} is a device or a pipe; give a file or a folder.")
    if source.suffix.lower() == ".zip":
        return list(_unpack(source, (), Location(source.resolve()), 2, search))
    if source.suffix.lower() in _SUFFIXES:
        return [_Found((source.name,), Location(source.resolve()))]
    raise InputError(f"{str(source)!r} is of no known kind; give a .ipynb, a .py, a folder or a .zip.")


def _walk(root: Path, search: _Search) -> Iterator[_Found]:
    folders: list[tuple[Path, Parts]] = [(root, ())]
    while folders:
        folder, above = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            search.warnings.append(f"{str(folder)!r} cannot be read ({error.strerror}); it was left out.")
            continue
        for entry in entries:
            parts = (*above, entry.name)
            if _is_ignored((entry.name,)):
                continue
            if entry.is_symlink():
                search.warnings.append(f"{'/'.join(parts)!r} is a link; it was not followed.")
            elif entry.is_dir():
                folders.append((Path(entry.path), parts))
            elif entry.is_file() and entry.name.lower().endswith(".zip"):
                yield from _unpack_or_warn(Path(entry.path), parts, Location(Path(entry.path)), 1, search)
            elif entry.is_file():
                yield _Found(parts, Location(Path(entry.path)))


def _unpack(
    source: Path | bytes, above: Parts, location: Location, levels: int, search: _Search
) -> Iterator[_Found]:
    """Lists an archive, and ``levels`` - 1 levels of the archives in it; each counts as a folder."""
    name = above[-1] if above else location.path.name
    with Archive(source, name, search.budget) as archive:
        entries, warnings = archive.entries()
        search.warnings += warnings
        for entry in entries:
            inner = tuple(part for part in entry.name.split("/") if part not in ("", "."))
            if not inner or _is_ignored(inner):
                continue
            parts, place = (
                (*_as_folder(above), *inner),
                Location(location.path, (*location.places, entry.index)),
            )
            try:
                if inner[-1].lower().endswith(_SUFFIXES):
                    yield _Found(parts, place, _sha256(archive.chunks(entry.index)))
                elif inner[-1].lower().endswith(".zip") and levels > 1:
                    yield from _unpack_or_warn(archive.read(entry.index), parts, place, levels - 1, search)
                elif inner[-1].lower().endswith(".zip"):
                    search.warnings.append(
                        f"{'/'.join(parts)!r} is an archive in an archive; it was left out."
                    )
            except BudgetError:
                raise
            except InputError as error:
                search.warnings.append(str(error))


def _sha256(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _unpack_or_warn(
    source: Path | bytes, above: Parts, location: Location, levels: int, search: _Search
) -> Iterator[_Found]:
    """Lists the archive of one student: one that cannot be read must not stop the class."""
    try:
        yield from list(_unpack(source, above, location, levels, search))
    except BudgetError:
        raise
    except InputError as error:
        search.warnings.append(str(error))


def _as_folder(above: Parts) -> Parts:
    return (*above[:-1], above[-1][: -len(".zip")]) if above else ()


def _is_ignored(parts: Parts) -> bool:
    return any(
        part.startswith(".") or part.lower() in _NOT_SUBMISSIONS or part.lower().startswith("readme")
        for part in parts
    )


def _one_per_student(
    candidates: Sequence[_Candidate], slug: str, formats: Sequence[Format], search: _Search
) -> list[tuple[_Candidate, str]]:
    """Picks one file for each student of a source, with the remark on the choice."""

    def key(candidate: _Candidate) -> str:
        return normalize("NFC", candidate.owner.key).casefold()

    picked = []
    for _, group in groupby(sorted(candidates, key=key), key=key):
        files = list(group)
        accepted = [item for item in files if item.format in formats]
        if not accepted:
            names = ", ".join(repr(item.owner.file_name) for item in files[:3])
            search.warnings.append(
                f"{names} has a format that this assignment does not accept; it was left out."
            )
            continue
        best = max(accepted, key=lambda item: _preference(item, slug, formats))
        remarks = [best.owner.remark] if best.owner.remark else []
        if len(accepted) > 1:
            remarks.append(
                f"{len(accepted)} files were handed in; {display_text(best.owner.file_name)} was graded."
            )
        picked.append((best, " ".join(remarks)))
    return picked


def _preference(candidate: _Candidate, slug: str, formats: Sequence[str]) -> tuple[object, ...]:
    """Orders the files of one student by name of the assignment, then format, then version."""
    stem = candidate.owner.file_name.lower().rpartition(".")[0]
    return (
        (stem == slug) + stem.startswith(slug),
        -formats.index(candidate.format),
        # Numbers count as numbers, so that lab10 comes after lab9.
        [(int(number or 0), text) for text, number in re.findall(r"(\D*)(\d{0,15})", stem)],
    )


def _file_chunks(path: Path) -> Iterator[bytes]:
    try:
        # It was a regular file at intake; a link or a pipe put in its place since is refused, not waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise InputError(f"{str(path)!r} is not a file any more; grade it again.")
            left = MAX_ENTRY_BYTES + 1
            while left > 0 and (chunk := file.read(min(left, _CHUNK_BYTES))):
                left -= len(chunk)
                yield chunk
    except OSError as error:
        raise InputError(
            f"{str(path)!r} cannot be read ({error.strerror}); check its permissions."
        ) from error
