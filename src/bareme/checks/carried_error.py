"""Accepts answers that are right given an earlier mistake (error carried forward)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bareme.checks.numeric import as_array, assert_close
from bareme.errors import StudentError

__all__ = ["UNUSABLE", "assert_right_or_consistent"]

UNUSABLE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    StudentError,
    TypeError,
    ValueError,
)
"""Exceptions that computing with the answers of another function of the student may raise."""

_DIFFERENCE_FACTOR: Final = 10
"""Answers to two questions count as different beyond this multiple of the tolerance."""

AnswerParts = list[NDArray[np.float64]]


def assert_right_or_consistent(
    actual: object,
    right: object,
    own: Callable[..., object],
    *,
    question: tuple[object, ...],
    others: Sequence[tuple[object, ...]],
    **settings: Any,
) -> None:
    """Accepts the right answer, or one that follows from an earlier mistake.

    The answers of the student's earlier functions are hostile, too. So ``own`` asks ``student.replica``,
    whose sandbox has not seen the question, and whose functions answer only if they were right in some check.
    They must also prove something: asked twice, they give the same answer, and to each of the other questions
    an answer that differs in every array. A function that always gives the same answer, or counts its calls,
    proves nothing.

    Args:
        actual: the student's answer.
        right: the right answer, as ``assert_close`` takes it: numbers, an array or a tuple of arrays.
        own: given the arguments of a question, computes its answer from functions of ``student.replica``.
            It returns None if these say too little for agreement to prove anything. An exception also proves
            nothing.
        question: the arguments that belong to the student's answer.
        others: the arguments of at least one question of the same form that has another right answer.
        settings: further arguments of ``assert_close``.

    Raises:
        AssertionError: it is neither; the message compares it with the right answer.
        ValueError: there is no other question.
    """
    if not others:
        raise ValueError("an earlier function must be asked at least one other question")
    try:
        assert_close(actual, right, **settings)
        return
    except AssertionError as error:
        wrong = error
    tolerances = settings.get("rtol", 1e-7), settings.get("atol", 1e-9)
    # The earlier functions are only there to help. Whatever they do, the verdict on the answer itself
    # remains.
    with contextlib.suppress(*UNUSABLE):
        if _agree(_parts(actual, right), _ask(own, right, question, others, tolerances), *tolerances):
            return
    raise wrong


def _ask(
    own: Callable[..., object],
    right: object,
    question: tuple[object, ...],
    others: Sequence[tuple[object, ...]],
    tolerances: tuple[float, float],
) -> AnswerParts:
    """Returns the answer of the earlier functions.

    Raises:
        AssertionError: it proves nothing.
    """
    asked = [question, question, *others]
    # The order is random, because the student's code could count the calls.
    order = np.random.default_rng().permutation(len(asked))
    answers = {int(place): _parts(own(*asked[place]), right) for place in order}
    answer, again, *rest = (answers[place] for place in range(len(asked)))
    # Answers that differ by little more than the tolerance could be one answer with noise added to it.
    wider = tuple(_DIFFERENCE_FACTOR * tolerance for tolerance in tolerances)
    constant = any(
        _agree([one], [two], *wider) for other in rest for one, two in zip(answer, other, strict=True)
    )
    if constant or not _agree(answer, again, *tolerances):
        raise AssertionError
    return answer


def _parts(answer: object, right: object) -> AnswerParts:
    """Returns the arrays of an answer, checked against the right one's form."""
    if not isinstance(right, tuple):
        return [_part(answer, right)]
    if not isinstance(answer, tuple | list) or len(answer) != len(right):
        raise AssertionError
    return [_part(one, wanted) for one, wanted in zip(answer, right, strict=True)]


def _part(answer: object, right: Any) -> NDArray[np.float64]:
    part = as_array(answer, np.shape(right))
    # A constant where the right answer varies agrees with too much.
    if np.ptp(part) == 0 < np.ptp(right):
        raise AssertionError
    return part


def _agree(one: AnswerParts, other: AnswerParts, rtol: float, atol: float) -> bool:
    return all(np.allclose(*pair, rtol=rtol, atol=atol) for pair in zip(one, other, strict=True))
