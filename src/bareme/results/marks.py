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
    """The mark of an answer, given by a person; without points it is pending.

    Each save of a mark has a version, counted from 1.
    """

    version: int
    points: float | None
    comment: str
    criteria: tuple[str, ...]
    """The ids of the rubric lines that the answer fulfils."""
    answer: str
    """The digest of the answer that the person saw."""

    def says_the_same(self, other: Mark) -> bool:
        """Returns True if two marks differ at most in their versions."""
        return (self.points, self.comment, self.criteria, self.answer) == (
            other.points,
            other.comment,
            other.criteria,
            other.answer,
        )


Marks: TypeAlias = Mapping[tuple[str, str], Mark]
"""The latest mark of each answer, by the ids of student and question."""


def digest_answer(text: str) -> str:
    """Returns the SHA-256 of the words of an answer; spaces and line breaks do not matter."""
    # A notebook that is saved by another program or system can differ in spaces, line ends and the form of
    # accents.
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def with_marks(result: Result, marks: Marks) -> Result:
    """Returns the result with marks and new totals; the same object if nothing changed.

    An answer without a mark stays as it is.
    """
    student = result.student.id
    found = ((answer, marks.get((student, answer.id))) for answer in result.written)
    written = (answer if mark is None else _marked(answer, mark) for answer, mark in found)
    return _replace(result, tuple(written))


def without_marks(result: Result) -> Result:
    """Returns the result without any marks."""
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
    # A person's mark is kept; ``changed`` says that it was given for another answer.
    changed = mark.answer != digest_answer(answer.answer) or mark.points > answer.max_score
    return revised(
        answer,
        status="marked",
        score=min(mark.points, answer.max_score),
        comment=mark.comment,
        changed=changed,
    )
