"""Compares the answers of a mutant and of the solution."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from bareme.mutation.described_objects import DescribedObject, describe_objects
from bareme.mutation.recorded_call import RecordedCall, repeat_call

__all__ = ["LocalAnswer", "answer_locally", "are_equal", "is_comparable"]

_RTOL: Final = 1e-5
_ATOL: Final = 1e-8
"""As coarse as suites compare: another order of a sum, or float32, is no other answer."""


@dataclass(frozen=True)
class LocalAnswer:
    """The value or exception of a call, and its arguments afterwards; objects are described."""

    value: object
    raised: str
    """The name of the exception; empty without one."""
    after: object


def answer_locally(namespace: Mapping[str, Any], call: RecordedCall) -> LocalAnswer:
    """Calls a function of a namespace with copies of the arguments."""
    quiet = io.StringIO()
    with np.errstate(all="ignore"), warnings.catch_warnings(), contextlib.redirect_stdout(quiet):
        warnings.simplefilter("ignore")
        _set_seeds(namespace)
        try:
            value, arguments, keywords = repeat_call(namespace, call)
            return LocalAnswer(describe_objects(value), "", describe_objects((arguments, keywords)))
        except (Exception, SystemExit) as error:
            return LocalAnswer(None, type(error).__name__, ())


def _set_seeds(namespace: Mapping[str, Any]) -> None:
    """Makes two trainings comparable, if the functions use Keras."""
    if "keras" in namespace:
        namespace["keras"].utils.set_random_seed(0)


def is_comparable(value: object) -> bool:
    """Returns True for numbers, text, arrays, described objects; tuples, lists and tables of these."""
    if isinstance(value, list | tuple):
        return all(map(is_comparable, value))
    if isinstance(value, dict):
        return all(map(is_comparable, value.values()))
    return isinstance(value, bool | int | float | str | np.generic | np.ndarray | DescribedObject)


def are_equal(first: object, second: object) -> bool:
    """Returns True if two values have equal structure, shapes and, but for rounding, numbers."""
    if isinstance(first, DescribedObject) and isinstance(second, DescribedObject):
        return first.type_name == second.type_name and are_equal(first.features, second.features)
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(are_equal(first[key], second[key]) for key in first)
    if isinstance(first, LocalAnswer) and isinstance(second, LocalAnswer):
        return (first.raised, True) == (second.raised, are_equal(first.value, second.value)) and are_equal(
            first.after, second.after
        )
    pair = _as_numbers(first), _as_numbers(second)
    if pair[0] is not None and pair[1] is not None:
        same = pair[0].shape == pair[1].shape
        return same and bool(np.allclose(pair[0], pair[1], _RTOL, _ATOL, equal_nan=True))
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(are_equal, first, second))
    return type(first) is type(second) and pair == (None, None) and first == second


def _as_numbers(value: object) -> Any:
    """Returns an array of numbers; None for anything else."""
    # A list of losses is as good as an array; a tuple holds several answers.
    if isinstance(value, list | bool | int | float | np.generic | np.ndarray):
        with contextlib.suppress(ValueError, TypeError):
            array = np.asarray(value)
            return array if array.dtype.kind in "biuf" else None
    return None
