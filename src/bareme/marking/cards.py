"""Collects the questions of an assignment, and the answers to mark."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bareme.course.course import DEFAULT_LANGUAGE, Assignment, RubricLine, Written
from bareme.results.marks import Mark, Marks, digest_answer
from bareme.results.result import Result, WrittenAnswer

__all__ = [
    "Card",
    "Criterion",
    "Question",
    "Tally",
    "arrange_cards",
    "make_pseudonymizer",
    "read_questions",
    "tally",
]


@dataclass(frozen=True)
class Criterion:
    """A line of the rubric.

    ``id`` is a digest of its text, so that a tick never moves to another line.
    """

    id: str
    points: float
    text: dict[str, str]


@dataclass(frozen=True)
class Question:
    """A written question with its rubric."""

    id: str
    title: dict[str, str]
    points: float
    rubric: tuple[Criterion, ...]

    @property
    def exclusive(self) -> bool:
        """True if the lines are levels, of which one applies.

        Levels are worth more than the question in total.
        """
        return sum(line.points for line in self.rubric) > self.points


@dataclass(frozen=True)
class Card:
    """The answer of one student with its mark; ``key`` is a pseudonym."""

    key: str
    name: str
    answer: WrittenAnswer
    text: str
    """The answer without the heading of the template, which repeats the question."""
    digest: str
    version: int
    points: float | None
    comment: str
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Tally:
    """The counts of answers to a question: all, marked, changed."""

    answers: int
    marked: int
    changed: int


def read_questions(assignment: Assignment) -> tuple[Question, ...]:
    """Returns the written questions of an assignment."""
    return tuple(_question(written) for written in assignment.settings.written)


def make_pseudonymizer(secret: bytes) -> Callable[[str], str]:
    """Returns a function from student ids to keys that reveal nothing."""

    def pseudonym(student: str) -> str:
        # Keyed with the token: a plain digest of a student id can be found by trying all ids.
        return hmac.new(secret, student.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:24]

    return pseudonym


def arrange_cards(
    results: Sequence[Result], marks: Marks, question: str, pseudonym: Callable[[str], str]
) -> tuple[Card, ...]:
    """Returns the answers to a question, untouched ones last.

    They are ordered by digest: every marker sees the same order, it does not reveal authors, and equal
    answers are adjacent.
    """
    cards = [
        _card(result, answer, marks.get((result.student.id, question)), pseudonym)
        for result in results
        for answer in result.written
        if answer.id == question
    ]
    return tuple(sorted(cards, key=lambda card: (not card.answer.answer, card.digest, card.key)))


def tally(results: Sequence[Result], question: str) -> Tally:
    """Counts the answers to a question."""
    found = [answer for result in results for answer in result.written if answer.id == question]
    return Tally(
        answers=sum(answer.status != "not_attempted" for answer in found),
        marked=sum(answer.status == "marked" for answer in found),
        changed=sum(answer.changed for answer in found),
    )


def _question(written: Written) -> Question:
    return Question(
        id=written.id,
        title=written.title or {DEFAULT_LANGUAGE: written.id},
        points=written.points,
        rubric=tuple(_criterion(line) for line in written.rubric),
    )


def _criterion(line: RubricLine) -> Criterion:
    # English alone, so that a corrected translation loses no tick.
    identity = hashlib.sha256(f"{line.points:g} {line.text[DEFAULT_LANGUAGE]}".encode()).hexdigest()[:12]
    return Criterion(identity, line.points, line.text)


def _card(result: Result, answer: WrittenAnswer, mark: Mark | None, pseudonym: Callable[[str], str]) -> Card:
    decided = answer.score if answer.status == "marked" else None
    return Card(
        key=pseudonym(result.student.id),
        name=result.student.name or result.student.id,
        answer=answer,
        text=_without_title(answer),
        digest=digest_answer(answer.answer),
        version=mark.version if mark else 0,
        # The results still hold the marks of a database that was moved away.
        points=mark.points if mark else decided,
        comment=mark.comment if mark else answer.comment,
        criteria=mark.criteria if mark else (),
    )


def _without_title(answer: WrittenAnswer) -> str:
    first, _, rest = answer.answer.partition("\n")
    return (
        rest.strip()
        if first.startswith("#") and first.strip("# ") in answer.title.values()
        else answer.answer
    )
