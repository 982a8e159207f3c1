"""Collects one submission per student from the files of a class.

Everybody who handed in something is in the intake: with the file to grade, or among the missing with a
description of what was found in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

from bareme.errors import InputError
from bareme.i18n.messages import Message, as_message, join_or, msg, nmsg, one_line
from bareme.i18n.text import valid_text
from bareme.results.result import Origin
from bareme.submissions.archives import archive_stem, is_archive_name
from bareme.submissions.companions import find_lab_file, index_companions
from bareme.submissions.discovery import FileFinder, FoundFile
from bareme.submissions.file_choice import Candidate, choose_file
from bareme.submissions.file_kinds import Format, format_of
from bareme.submissions.file_location import FileLocation, digest
from bareme.submissions.handout import Handout
from bareme.submissions.lms_layouts import Owner, display_text, recognize_layout, unique_ids
from bareme.submissions.zip_archive import quoted

__all__ = ["Format", "Intake", "MissingSubmission", "Submission", "collect"]

_MAX_FOUND: Final = 3
"""Things that are described to a student without a submission."""
_TIMESTAMP: Final = "timestamp.txt"
"""The file in which nbgrader notes the time of a submission, beside it."""
_MAX_TIMESTAMP: Final = 100


@dataclass(frozen=True)
class Submission:
    """The file that one student handed in.

    Its content is read only by ``read``, so that the submissions of a class fit in memory.
    """

    student_id: str
    """The name of the student's folder, unique in the intake; see ``unique_ids``."""
    name: str
    """The name of the student, unique in the intake."""
    file_name: str
    location: FileLocation
    sha256: str
    remark: str = ""
    origin: Origin | None = None
    companions: Mapping[str, FileLocation] | None = field(default=None, hash=False)
    """The student's other files, by their path from this one; None for a file that was given alone, beside
    which anything may lie."""

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
class MissingSubmission:
    """A student who handed in something, but no file that can be graded."""

    student_id: str
    name: str
    reason: Message
    """What was found instead, and what to hand in."""
    origin: Origin | None = None


@dataclass(frozen=True)
class Intake:
    """The submissions of a class, those missing, both sorted by id, and warnings."""

    submissions: tuple[Submission, ...]
    missing: tuple[MissingSubmission, ...] = ()
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True)
class _Person:
    """The owner of some files, with the chosen one or the reason why there is none."""

    owner: Owner
    candidate: Candidate | None
    remark: str
    companions: Mapping[str, FileLocation] | None = None

    @property
    def key(self) -> str:
        return self.owner.key


def collect(sources: Sequence[Path], formats: Sequence[Format], handout: Handout) -> Intake:
    """Finds the submissions to an assignment, and who handed in something else.

    Args:
        sources: files, folders and archives.
        formats: the accepted formats, the preferred one first.
        handout: the files that students received, to tell their work from.

    Raises:
        InputError: a source does not exist, is of no known kind, or holds nothing that was handed in.
    """
    search = FileFinder()
    people = [person for source in sources for person in _find_people(source, formats, handout, search)]
    # Somebody who is in several sources is missing only if none of them holds a file to grade.
    present = {person.key for person in people if person.candidate is not None}
    people = [one for one in people if one.candidate is not None or one.key not in present]
    people.sort(key=lambda person: (person.key.casefold(), person.key))
    _warn_of_cases([person.key for person in people], search)
    ids = unique_ids([person.key for person in people])
    submissions, missing = [], []
    for student_id, name, person in zip(ids, _unique_names(people, ids), people, strict=True):
        try:
            if person.candidate is not None:
                submissions.append(_make_submission(student_id, name, person, person.candidate))
                continue
            reason = as_message(person.remark)
        except InputError as error:
            search.warn(error.sentence)
            reason = error.sentence
        missing.append(MissingSubmission(student_id, name, reason, person.owner.origin))
    if not people:
        raise InputError(msg("no source was given; name a file or a folder."))
    return Intake(
        tuple(sorted(submissions, key=lambda item: item.student_id)),
        tuple(sorted(missing, key=lambda item: item.student_id)),
        search.all_warnings(),
    )


def _warn_of_cases(keys: Sequence[str], search: FileFinder) -> None:
    for one, other in pairwise(keys):
        if one != other and one.casefold() == other.casefold():
            search.warn(
                msg(
                    "%(one)s and %(other)s were taken for two students; rename one if not.",
                    one=quoted(one),
                    other=quoted(other),
                )
            )


def _unique_names(people: Sequence[_Person], ids: Sequence[str]) -> list[str]:
    """Returns the name of each person, with the number or id where several have one name."""
    names = [display_text(person.owner.name) or own for person, own in zip(people, ids, strict=True)]
    counts = Counter(names)
    return [
        name if counts[name] == 1 else f"{name} ({_participant(person) or own})"
        for name, person, own in zip(names, people, ids, strict=True)
    ]


def _participant(person: _Person) -> str | None:
    return None if person.owner.origin is None else person.owner.origin.participant


def _make_submission(student_id: str, name: str, person: _Person, candidate: Candidate) -> Submission:
    return Submission(
        student_id=student_id,
        name=name,
        # The suffix, which gives the format, must survive the cut.
        file_name=display_text(candidate.owner.file_name, limit=10_000)[-120:],
        location=candidate.location,
        sha256=candidate.sha256 or digest(candidate.location.chunks()),
        remark=person.remark,
        origin=person.owner.origin,
        companions=person.companions,
    )


def _find_people(
    source: Path, formats: Sequence[Format], handout: Handout, search: FileFinder
) -> list[_Person]:
    """Returns everybody who handed in something in a source."""
    found = search.files(source)
    gradable = [
        item
        for item in found
        # A file of the lab may lie anywhere, and tells nothing about the layout.
        if _is_gradable(item) and find_lab_file(item.parts, handout.lab_files) is None
    ]
    archive = archive_stem(source.name) if is_archive_name(source.name) else None
    layout = recognize_layout([item.parts for item in gradable or found], handout.slug, archive)
    owned = [(owner, item) for item in found if (owner := layout.find_owner(item.parts)) is not None]
    owned.sort(key=lambda pair: pair[0].key)
    top = len(layout.wrapper)
    groups = [
        group
        for group in (list(pairs) for _, pairs in groupby(owned, key=lambda pair: pair[0].key))
        # Whoever grades may keep the files of the lab beside the class.
        if any(find_lab_file(item.parts, handout.lab_files) != top for _, item in group)
    ]
    people = [_with_time(_choose(group, formats, handout, search), group) for group in groups]
    graded = sum(person.candidate is not None for person in people)
    # Beside the work of one student, or no work, a file at the top may be anything, such as a statement.
    if graded == 0 or (graded == 1 and not source.is_dir()):
        kept = [
            (person, group)
            for person, group in zip(people, groups, strict=True)
            if person.candidate or person.owner.origin or any(len(item.parts) > 1 for _, item in group)
        ]
        people, groups = [person for person, _ in kept], [group for _, group in kept]
    if not people:
        raise InputError(_no_submission_message(source, bool(gradable), formats))
    if not source.is_dir() and archive is None:
        return people
    # Nobody else can own the rest of a source that holds the work of one student.
    own_files = groups if len(people) > 1 else [owned]
    return [_add_companions(person, files) for person, files in zip(people, own_files, strict=True)]


def _with_time(person: _Person, group: Sequence[tuple[Owner, FoundFile]]) -> _Person:
    """Adds the time of a submission to nbgrader to its origin."""
    origin = person.owner.origin
    if origin is None or origin.system != "nbgrader":
        return person
    notes = [item for _, item in group if item.parts[-1] == _TIMESTAMP and item.is_regular]
    if not notes:
        return person
    note = min(notes, key=lambda item: len(item.parts))
    try:
        text = next(note.location.chunks(), b"").decode("utf-8", "replace").strip()
    except InputError:
        return person
    if not text or len(text) > _MAX_TIMESTAMP:
        return person
    timed = origin.model_copy(update={"submitted_at": valid_text(text)})
    return replace(person, owner=replace(person.owner, origin=timed))


def _add_companions(person: _Person, files: Sequence[tuple[Owner, FoundFile]]) -> _Person:
    if person.candidate is None:
        return person
    return replace(person, companions=index_companions(person.candidate.location, files))


def _is_gradable(item: FoundFile) -> bool:
    return item.problem is None and format_of(item.parts[-1]) is not None


def _choose(
    group: Sequence[tuple[Owner, FoundFile]],
    formats: Sequence[Format],
    handout: Handout,
    search: FileFinder,
) -> _Person:
    """Chooses the file of a person, or describes the files found instead."""
    files = [
        Candidate(owner, item.location, item.sha256, item.modified)
        for owner, item in group
        if item.problem is None
        and format_of(owner.file_name) in formats
        and find_lab_file((*item.parts[:-1], owner.file_name), handout.lab_files) is None
    ]
    if not files:
        return _Person(group[0][0], None, _describe_found(group, formats, handout.lab_files))
    best, choice = choose_file(files, formats, handout)
    if choice is not None:
        search.warn(msg("%(student)s: %(reason)s", student=display_text(best.owner.name), reason=choice))
    remarks = [remark for remark in (best.owner.remark, choice) if remark]
    return _Person(best.owner, best, one_line(*remarks) if remarks else "")


def _describe_found(
    group: Sequence[tuple[Owner, FoundFile]], formats: Sequence[Format], lab_files: Collection[str]
) -> Message:
    """Describes the files of a student and names the accepted formats."""
    found = list(dict.fromkeys(_describe(owner, item, lab_files) for owner, item in group))
    if len(found) > _MAX_FOUND:
        more = len(found) - _MAX_FOUND
        found[_MAX_FOUND:] = [
            nmsg("There is %(number)d more file.", "There are %(number)d more files.", more)
        ]
    return msg(
        "Nothing to grade was found: %(found)s Hand in the file that you worked in (%(accepted)s).",
        found=one_line(*found),
        accepted=join_or(f".{item}" for item in formats),
    )


def _describe(owner: Owner, item: FoundFile, lab_files: Collection[str]) -> Message:
    if find_lab_file((*item.parts[:-1], owner.file_name), lab_files) is not None:
        return msg("%(file)s is a file of the lab.", file=quoted(owner.file_name))
    if item.problem is not None:
        return item.problem
    return msg("%(file)s has a format that this assignment does not accept.", file=quoted(owner.file_name))


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
