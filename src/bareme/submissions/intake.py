"""Collects one submission per student from the files of a class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Literal

from bareme.errors import InputError
from bareme.i18n.messages import Message, join_or, msg, one_line
from bareme.submissions.discovery import SUFFIXES, FileFinder, FileLocation, digest
from bareme.submissions.lms_layouts import Owner, display_text, recognize_layout, unique_ids
from bareme.submissions.zip_archive import quoted

__all__ = ["Format", "Intake", "Submission", "collect"]

Format = Literal["ipynb", "py"]


@dataclass(frozen=True)
class Submission:
    """The file that one student handed in.

    Its content is read only by ``read``, so that the submissions of a class fit in memory.
    """

    student_id: str
    """The name of the student's folder: characters ``a-z 0-9 . _ -``, unique in the intake."""
    name: str
    file_name: str
    location: FileLocation
    sha256: str
    remark: str = ""

    def read(self) -> bytes:
        """Returns the bytes of the file.

        Raises:
            InputError: it is gone or has changed; a batch identifies it by its digest.
        """
        content = b"".join(self.location.chunks())
        if digest((content,)) != self.sha256:
            raise InputError(
                msg(
                    "%(name)s of %(student)s was changed while the class was graded; grade it again.",
                    name=repr(self.file_name),
                    student=repr(self.student_id),
                )
            )
        return content


@dataclass(frozen=True)
class Intake:
    """The submissions of a class, sorted by id, and warnings."""

    submissions: tuple[Submission, ...]
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    owner: Owner
    location: FileLocation
    sha256: str

    @property
    def format(self) -> str:
        return self.owner.file_name.lower().rpartition(".")[2]


def collect(sources: Sequence[Path], formats: Sequence[Format], slug: str) -> Intake:
    """Finds the submissions to an assignment.

    Args:
        sources: files, folders and zip archives.
        formats: the accepted formats, the preferred one first.
        slug: the assignment; among several files of a student, one named after it is preferred.

    Raises:
        InputError: a source does not exist, is of no known kind, or holds no submission.
    """
    search = FileFinder()
    chosen: list[tuple[_Candidate, str]] = []
    for source in sources:
        candidates = _find_candidates(source, slug, search)
        picked = _choose_files(candidates, slug, formats, search)
        if not picked:
            raise InputError(_no_submission_message(source, bool(candidates), formats))
        chosen += picked
    chosen.sort(key=lambda pair: (pair[0].owner.key.casefold(), pair[0].owner.key))
    keys = [candidate.owner.key for candidate, _ in chosen]
    for one, other in pairwise(keys):
        if one != other and one.casefold() == other.casefold():
            search.warn(
                msg(
                    "%(one)s and %(other)s were taken for two students; rename one if not.",
                    one=quoted(one),
                    other=quoted(other),
                )
            )
    ids = unique_ids(keys)
    submissions = []
    for student_id, (candidate, remark) in zip(ids, chosen, strict=True):
        try:
            submissions.append(_make_submission(student_id, candidate, remark))
        except InputError as error:
            search.warn(error.sentence)
    warnings = search.all_warnings()
    if not submissions:
        raise InputError(warnings[-1] if warnings else msg("no source was given; name a file or a folder."))
    return Intake(tuple(sorted(submissions, key=lambda item: item.student_id)), warnings)


def _no_submission_message(source: Path, has_candidates: bool, formats: Sequence[Format]) -> Message:
    accepted = join_or(f".{item}" for item in formats)
    if has_candidates:
        return msg(
            "%(source)s holds no file of a format that this assignment accepts; hand in %(accepted)s.",
            source=repr(str(source)),
            accepted=accepted,
        )
    return msg(
        "%(source)s holds no submission; give a file, a folder or a zip with files in %(accepted)s.",
        source=repr(str(source)),
        accepted=accepted,
    )


def _make_submission(student_id: str, candidate: _Candidate, remark: str) -> Submission:
    owner = candidate.owner
    return Submission(
        student_id=student_id,
        name=display_text(owner.name) or student_id,
        # The suffix, which gives the format, must survive the cut.
        file_name=display_text(owner.file_name, limit=10_000)[-120:],
        location=candidate.location,
        sha256=candidate.sha256 or digest(candidate.location.chunks()),
        remark=remark,
    )


def _find_candidates(source: Path, slug: str, search: FileFinder) -> list[_Candidate]:
    """Returns the possible submissions of a source with their owners."""
    archive = source.stem if source.suffix.lower() == ".zip" else None
    found = [item for item in search.files(source) if item.parts[-1].lower().endswith(SUFFIXES)]
    owners = recognize_layout([item.parts for item in found], slug, archive)
    return [
        _Candidate(owner, item.location, item.sha256)
        for owner, item in zip(owners, found, strict=True)
        if owner
    ]


def _choose_files(
    candidates: Sequence[_Candidate], slug: str, formats: Sequence[Format], search: FileFinder
) -> list[tuple[_Candidate, str]]:
    """Picks one file per student of a source, with a remark."""

    def key(candidate: _Candidate) -> str:
        return candidate.owner.key

    picked = []
    for _, group in groupby(sorted(candidates, key=key), key=key):
        files = list(group)
        accepted = [item for item in files if item.format in formats]
        if not accepted:
            names = ", ".join(quoted(item.owner.file_name) for item in files[:3])
            search.warn(
                msg(
                    "%(names)s has a format that this assignment does not accept; it was left out.",
                    names=names,
                )
            )
            continue
        best = max(accepted, key=lambda item: _preference_key(item, slug, formats))
        remarks = [best.owner.remark] if best.owner.remark else []
        if len(accepted) > 1:
            remarks.append(
                msg(
                    "%(count)d files were handed in; %(name)s was graded.",
                    count=len(accepted),
                    name=display_text(best.owner.file_name),
                )
            )
        picked.append((best, one_line(*remarks) if remarks else ""))
    return picked


def _preference_key(candidate: _Candidate, slug: str, formats: Sequence[str]) -> tuple[object, ...]:
    """Returns a sort key: name of the assignment, then format, then version."""
    stem = candidate.owner.file_name.lower().rpartition(".")[0]
    return (
        (stem == slug) + stem.startswith(slug),
        -formats.index(candidate.format),
        # Numbers are compared as numbers, so that lab10 comes after lab9.
        [(int(number or 0), text) for text, number in re.findall(r"(\D*)(\d{0,15})", stem)],
    )
