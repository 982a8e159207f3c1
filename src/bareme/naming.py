"""Names the mistake: does a student's answer equal what a known mistake would have answered?"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from bareme.solution import Mistake, run_definitions
from bareme.student import Call

__all__ = ["MistakeNamer", "same_answer"]

RTOL = 1e-9
ATOL = 1e-12


class MistakeNamer:
    """Knows the mistakes of one assignment; called with a check and the calls that it made."""

    def __init__(self, definitions: str, mistakes: Sequence[Mistake]) -> None:
        self._definitions = definitions
        self._mistakes = mistakes
        self._modules: dict[str, ModuleType] = {}

    def __call__(self, check: str, calls: Sequence[Call]) -> tuple[str, str] | None:
        """Returns the name and the hint of the mistake that explains every call that it touches.

        A mistake that answers just as the solution does on these calls explains nothing. Of several,
        the one that breaks the fewest checks is the most specific.
        """
        for mistake in sorted(self._mistakes, key=lambda mistake: len(mistake.breaks)):
            if check in mistake.breaks and self._explains(mistake, calls):
                return mistake.name, mistake.hint
        return None

    def _explains(self, mistake: Mistake, calls: Sequence[Call]) -> bool:
        wrong, right = self._module(mistake.name, mistake.source), self._module("", "")
        answers = []
        for call in calls:
            if call.name not in mistake.functions:
                continue
            answer = _answer(wrong, call)
            if answer is None or not same_answer(call.value, answer[0]):
                return False
            answers.append((call.value, answer[0], _answer(right, call)))
        return any(_tells_apart(answers, atol) for atol in (ATOL, 0.0))

    def _module(self, name: str, source: str) -> ModuleType:
        if name not in self._modules:
            self._modules[name] = run_definitions(f"{self._definitions}\n{source}", f"mistake {name}".strip())
        return self._modules[name]


def _tells_apart(answers: Sequence[tuple[object, object, tuple[object] | None]], atol: float) -> bool:
    """Tells whether answers equal the wrong ones, which somewhere differ from the right ones.

    Some mistakes show in the tails alone, in numbers far smaller than the rounding of others.
    """
    return all(same_answer(value, wrong, atol) for value, wrong, _ in answers) and any(
        right is None or not same_answer(wrong, right[0], atol) for _, wrong, right in answers
    )


def _answer(module: ModuleType, call: Call) -> tuple[object] | None:
    """Returns what a version answers to a call, in a tuple; None where it raises."""
    quiet = io.StringIO()
    with np.errstate(all="ignore"), warnings.catch_warnings(), contextlib.redirect_stdout(quiet):
        warnings.simplefilter("ignore")
        try:
            return (getattr(module, call.name)(*_copied(call.arguments), **_copied(call.keywords)),)
        except Exception:
            return None


def _copied(value: Any) -> Any:
    """Copies arrays, since a mistake may change its arguments."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple | list):
        return type(value)(_copied(item) for item in value)
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return value


def same_answer(one: object, other: object, atol: float = ATOL) -> bool:
    """Tells whether two answers are equal: same structure, same shapes, numbers up to rounding."""
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(
            same_answer(*pair, atol) for pair in zip(one, other, strict=True)
        )
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_answer(one[key], other[key], atol) for key in one)
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    if one is None or other is None:
        return one is other
    try:
        first, second = np.asarray(one), np.asarray(other)
        if first.dtype.kind not in "biufc" or second.dtype.kind not in "biufc":
            return False
        return first.shape == second.shape and np.allclose(first, second, RTOL, atol, equal_nan=True)
    except (TypeError, ValueError):
        return False
