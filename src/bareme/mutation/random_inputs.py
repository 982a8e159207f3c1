"""Random inputs of the same kinds as recorded ones: shapes, types and ranges stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bareme.mutation.recorded_call import RecordedCall

__all__ = ["perturb_call"]


def perturb_call(call: RecordedCall, random: np.random.Generator) -> RecordedCall:
    """Returns a call with other arguments of the same kinds.

    In half of the cases the rows of all arrays with the same number of rows are drawn anew, so that their
    number is another one. In some, numbers are rounded, so that there are zeros, equal ones and ones on a
    boundary such as 0.5, or all are far larger.
    """
    arguments: Any = (call.arguments, call.keywords)
    counts = Counter(len(array) for array in _find_arrays(arguments))
    if counts and random.random() < 0.5:
        count = counts.most_common(1)[0][0]
        if count:
            rows = random.integers(0, count, random.integers(1, count + 1))
            arguments = _select_rows(arguments, count, rows)
    positional, keywords = _perturb(arguments, random, random.choice(("any", "any", "any", "round", "large")))
    return replace(call, arguments=positional, keywords=keywords)


def _find_arrays(value: object) -> Iterator[NDArray[Any]]:
    if isinstance(value, np.ndarray) and value.ndim:
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _find_arrays(item)


def _select_rows(value: Any, count: int, rows: NDArray[np.int64]) -> Any:
    if isinstance(value, np.ndarray):
        return value[rows] if value.ndim and len(value) == count else value
    if isinstance(value, tuple):
        return tuple(_select_rows(item, count, rows) for item in value)
    return value


def _perturb(value: Any, random: np.random.Generator, kind: str) -> Any:
    if isinstance(value, np.ndarray):
        return _perturb_array(value, random, kind)
    if isinstance(value, list | tuple):
        return type(value)(_perturb(item, random, kind) for item in value)
    if isinstance(value, dict):
        return {key: _perturb(item, random, kind) for key, item in value.items()}
    # A number is kept now and then, so that several arguments do not all change at once.
    if isinstance(value, bool) or not isinstance(value, int | float) or random.random() < 0.3:
        return value
    if isinstance(value, int):
        return int(random.integers(min(1, value), 2 * abs(value) + 3))
    return float(value * random.uniform(0.5, 2.0)) if value else float(random.normal())


def _perturb_array(array: NDArray[Any], random: np.random.Generator, kind: str) -> NDArray[Any]:
    if array.dtype.kind != "f" or not array.size:
        return random.permutation(array.ravel()).reshape(array.shape)
    low, high = array.min(), array.max()
    if bool(np.isin(array, (0, 1)).all()):
        # Targets: a row of one-hot numbers stays one.
        return random.permutation(array) if array.ndim else array
    if low >= 0 and array.ndim == 2 and np.allclose(array.sum(axis=1), 1):
        return random.dirichlet(np.ones(array.shape[1]), len(array)).astype(array.dtype)
    if low >= 0 and high <= 1:
        fresh = random.uniform(0, 1, array.shape).astype(array.dtype)
        if kind == "round":
            fresh = np.round(2 * fresh) / 2
        return np.where((array == 0) | (array == 1), array, fresh)
    noise = random.normal(0, 1, (2, *array.shape))
    changed: NDArray[Any] = array * (1 + 0.3 * noise[0]) + 0.1 * noise[1] * np.abs(array).max()
    if kind == "round":
        changed = np.round(changed)
    elif kind == "large":
        changed = changed * 10.0 ** random.integers(1, 4)
    return changed.astype(array.dtype)
