"""Marks given by hand, and results that hold them."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TypeAlias

from bareme.results.result import Result, WrittenAnswer, revised
from bareme.results.scoring import compute_totals

__all__ = ["Mark", "Marks", "digest_answer", "with_marks", "without_marks"]


@dataclass(frozen=True)
class Mark:
    """What a person decided about an answer; without points it is still to be marked.

    Of one answer, every save has a version of its own, counted from 1.
    """

    version: int
    points: float | None
    comment: str
    criteria: tuple[str, ...]
    """The lines of the rubric that were found in the answer, by their ids."""
    answer: str
    """The digest of the answer that the person saw."""

    def says_the_same(self, other: Mark) -> bool:
        """Tells whether two marks differ in nothing but their versions."""
        return (self.points, self.comment, self.criteria, self.answer) == (
            other.points,
            other.comment,
            other.criteria,
            other.answer,
        )


Marks: TypeAlias = Mapping[tuple[str, str], Mark]
"""The latest mark of each answer, by the ids of student and question."""


def digest_answer(text: str) -> str:
    """Returns the SHA-256 of the words of an answer: how they are spaced and wrapped is no change."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def with_marks(result: Result, marks: Marks) -> Result:
    """Returns the result with these marks, its points added up again; the very same where nothing differs.

    An answer that there is no mark of stays as it is.
    """
    student = result.student.id
    found = ((answer, marks.get((student, answer.id))) for answer in result.written)
    written = (answer if mark is None else _marked(answer, mark) for answer, mark in found)
    return _replace(result, tuple(written))


def without_marks(result: Result) -> Result:
    """Returns the result as it was before anybody marked an answer."""
    return _replace(result, tuple(_unmarked(answer) for answer in result.written))


def _replace(result: Result, written: tuple[WrittenAnswer, ...]) -> Result:
    if written == result.written:
        return result
    totals = compute_totals(result.checks, written, result.scale)
    return revised(result, written=written, **asdict(totals))


def _unmarked(answer: WrittenAnswer) -> WrittenAnswer:
    status = "pending" if answer.answer else "not_attempted"
    return revised(answer, status=status, score=0.0, comment="", changed=False)


def _marked(answer: WrittenAnswer, mark: Mark) -> WrittenAnswer:
    if mark.points is None:
        return _unmarked(answer)
    # A mark is a person's word on what they saw: it stays, and says where it no longer fits.
    changed = mark.answer != digest_answer(answer.answer) or mark.points > answer.max_score
    return revised(
        answer,
        status="marked",
        score=min(mark.points, answer.max_score),
        comment=mark.comment,
        changed=changed,
    )
