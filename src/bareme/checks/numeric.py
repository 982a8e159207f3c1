"""Compares values with expected values."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bareme.checks.array_diff import Difference
from bareme.checks.diagnosis import describe_difference
from bareme.checks.value_words import (
    begin_sentence,
    describe_key,
    describe_kind,
    describe_shape,
    fail,
    fail_kind,
    format_apart,
    format_number,
    list_keys,
    locate_largest,
    read_numbers,
    suggest_conversion,
)
from bareme.i18n import N_, msg, nmsg
from bareme.i18n.messages import as_message
from bareme.student.recorder import record

__all__ = ["as_array", "assert_close", "assert_shape"]

EXACT_TYPES: Final = (type(None), str, bytes, set, frozenset)


def assert_close(
    actual: object, expected: object, *, rtol: float = 1e-7, atol: float = 1e-9, name: str = N_("the result")
) -> None:
    """Asserts that an answer equals ``expected``, within ``atol + rtol * |expected|``.

    Shapes must be equal; a regular list counts as an array, a number as an array of no dimension.
    NaN and infinity are right only where they are expected. Integers, booleans and reals are compared by
    value. A dict, a tuple of arrays, and any list or tuple that is not an array of numbers are compared
    item by item, text and None exactly.

    Raises:
        AssertionError: the answer differs; the message is written for the student.
        ValueError: a tolerance is negative or not finite, or values like ``expected`` cannot be compared.
    """
    # With NaN no answer would be right, and with infinity every answer.
    for tolerance in (rtol, atol):
        if not (math.isfinite(tolerance) and tolerance >= 0):
            raise ValueError(f"a tolerance must be a finite number from 0 on, not {tolerance!r}")
    # Two arrays of one shape in a tuple are two answers, not the rows of one array.
    several = isinstance(expected, tuple) and any(isinstance(item, np.ndarray) for item in expected)
    wanted = None if several else read_numbers(expected)
    if wanted is not None:
        _compare_numbers(actual, wanted, rtol, atol, name)
    elif isinstance(expected, dict):
        _compare_dicts(actual, expected, rtol, atol, name)
    elif isinstance(expected, np.ndarray) and expected.dtype.kind in "US":
        _compare_texts(actual, expected, name)
    elif isinstance(expected, (list, tuple)):
        _compare_items(actual, expected, rtol, atol, name)
    elif type(expected) in EXACT_TYPES:
        _compare_exactly(actual, expected, name)
    else:
        raise ValueError(f"assert_close cannot compare with a value of type {type(expected).__name__}")


def assert_shape(actual: object, shape: tuple[int, ...], *, name: str = N_("the result")) -> None:
    """Asserts that an answer is an array of numbers of this shape.

    The shape ``()`` is a single number.

    Raises:
        AssertionError: the answer is not an array of numbers, or has another shape.
        ValueError: ``shape`` is not a tuple of integers from 0 on.
    """
    if not isinstance(shape, tuple) or not all(isinstance(size, int) and size >= 0 for size in shape):
        raise ValueError(f"a shape is a tuple of integers from 0 on, not {shape!r}")
    given = _numbers_or_fail(actual, shape, name)
    if given.shape != shape:
        # The values that are expected are not known: with NaN for them, only hypotheses on shapes can match.
        explanation = describe_difference(given, np.broadcast_to(np.nan, shape))
        fail(_shape_sentence(given.shape, shape, name), explanation)


def as_array(value: object, shape: tuple[int, ...], *, name: str = N_("the result")) -> NDArray[np.float64]:
    """Returns an answer as an array of finite floats of this shape.

    The shape ``()`` is a single number. A suite must not compute with any other value of a student, or pass
    one on: with an array of another shape, a single subtraction can take gigabytes.

    Raises:
        AssertionError: the answer is not an array of numbers, has another shape, or holds complex numbers,
            NaN or infinity.
        ValueError: ``shape`` is not a tuple of integers from 0 on.
    """
    # The shape first, since it bounds all that is computed below.
    assert_shape(value, shape, name=name)
    given = _numbers_or_fail(value, shape, name)
    if given.dtype.kind == "c":
        fail(msg("%(subject)s should be real, not complex.", subject=begin_sentence(name)))
    with np.errstate(all="ignore"):
        # A number of a wider type becomes infinite, which is reported like any other.
        array = given.astype(np.float64)
    broken = ~np.isfinite(array)
    if broken.any():
        where, index = locate_largest(broken)
        fail(
            msg(
                "%(subject)s should hold finite numbers; at index %(index)s it is %(number)s.",
                subject=begin_sentence(name),
                index=index,
                number=format_number(given[where]),
            )
            if where
            else msg(
                "%(subject)s should be a finite number, not %(number)s.",
                subject=begin_sentence(name),
                number=format_number(given[where]),
            )
        )
    return array


def _compare_numbers(
    actual: object, wanted: NDArray[np.generic], rtol: float, atol: float, name: str
) -> None:
    given = _numbers_or_fail(actual, wanted.shape, name)
    if given.dtype.kind == "c" and wanted.dtype.kind != "c":
        fail(
            msg("%(subject)s should be real, not complex.", subject=begin_sentence(name)),
            N_("Complex numbers come from the root or the logarithm of a negative number."),
        )
    if given.shape != wanted.shape:
        explanation = describe_difference(given, wanted, rtol=rtol, atol=atol)
        fail(_shape_sentence(given.shape, wanted.shape, name), explanation)
    common = np.complex128 if wanted.dtype.kind == "c" else np.float64
    with np.errstate(all="ignore"):
        close = np.isclose(given.astype(common), wanted.astype(common), rtol=rtol, atol=atol, equal_nan=True)
        if given.dtype.kind in "biu" and wanted.dtype.kind in "biu":
            # Different integers above 2**53 can become the same float.
            close &= (given == wanted) | (rtol > 0) | (atol >= 1)
    if not close.all():
        record(Difference(given, wanted, ~close, ~close, name))
        explanation = describe_difference(given, wanted, rtol=rtol, atol=atol)
        fail(*_difference_lines(given, wanted, ~close, name), explanation)


def _difference_lines(
    given: NDArray[np.generic], wanted: NDArray[np.generic], wrong: NDArray[np.bool_], name: str
) -> list[str]:
    where, index = locate_largest(wrong)
    should, got = format_apart(wanted[where], given[where])
    if not where:
        return [
            msg(
                "%(subject)s should be %(wanted)s, not %(got)s.",
                subject=begin_sentence(name),
                wanted=should,
                got=got,
            )
        ]
    count = int(np.count_nonzero(wrong))
    if wrong.size == 1:
        return [
            msg(
                "%(subject)s is wrong at index %(index)s: expected %(wanted)s, got %(got)s.",
                subject=begin_sentence(name),
                index=index,
                wanted=should,
                got=got,
            )
        ]
    return [
        msg("%(subject)s is wrong in every value.", subject=begin_sentence(name))
        if count == wrong.size
        else msg(
            "%(subject)s is wrong in %(count)d of %(size)d values.",
            subject=begin_sentence(name),
            count=count,
            size=wrong.size,
        ),
        msg(
            "First at index %(index)s: expected %(wanted)s, got %(got)s.", index=index, wanted=should, got=got
        ),
    ]


def _compare_texts(actual: object, expected: NDArray[np.generic], name: str) -> None:
    given = actual
    if type(actual) is np.ndarray:
        # A list of other elements, which are wrong anyway, could take far more memory than the array.
        if actual.dtype.kind not in "US":
            fail(
                msg(
                    "%(subject)s should be text, not %(kind)s.",
                    subject=begin_sentence(name),
                    kind=describe_kind(actual),
                )
            )
        if actual.shape != expected.shape:
            fail(_shape_sentence(actual.shape, expected.shape, name))
        given = actual.tolist()
    assert_close(given, expected.tolist(), name=name)


def _compare_exactly(actual: object, expected: object, name: str) -> None:
    # The type is asked, as everywhere here. mypy does not narrow by it.
    plain = actual.item() if issubclass(type(actual), np.str_) else actual  # type: ignore[attr-defined]
    if type(plain) is type(expected) and plain == expected:
        return
    fail(
        msg(
            "%(subject)s should be %(wanted)s, not %(got)s.",
            subject=begin_sentence(name),
            wanted=describe_kind(expected),
            got=describe_kind(plain),
        ),
        None if type(plain) is type(expected) else suggest_conversion(plain),
    )


def _compare_items(
    actual: object, expected: list[object] | tuple[object, ...], rtol: float, atol: float, name: str
) -> None:
    wanted = (
        msg("a list of %(items)s", items=_items(len(expected)))
        if isinstance(expected, list)
        else msg("a tuple of %(items)s", items=_items(len(expected)))
    )
    if not (type(actual) is list or type(actual) is tuple):
        fail_kind(
            msg(
                "%(subject)s should be %(wanted)s, not %(got)s.",
                subject=begin_sentence(name),
                wanted=wanted,
                got=describe_kind(actual),
            ),
            suggest_conversion(actual),
        )
    # Before any item is compared: a hostile list may be millions of items long.
    if len(actual) != len(expected):
        fail_kind(
            msg(
                "%(subject)s should be %(wanted)s, but has %(items)s.",
                subject=begin_sentence(name),
                wanted=wanted,
                items=_items(len(actual)),
            )
        )
    for position, (item, right) in enumerate(zip(actual, expected, strict=True), start=1):
        assert_close(
            item,
            right,
            rtol=rtol,
            atol=atol,
            name=msg("item %(place)d of %(name)s", place=position, name=as_message(name)),
        )


def _compare_dicts(
    actual: object, expected: dict[object, object], rtol: float, atol: float, name: str
) -> None:
    if type(actual) is not dict:
        fail_kind(
            msg(
                "%(subject)s should be a dict, not %(kind)s.",
                subject=begin_sentence(name),
                kind=describe_kind(actual),
            ),
            suggest_conversion(actual),
        )
    missing = [key for key in expected if key not in actual]
    extra = [key for key in actual if key not in expected]
    if missing or extra:
        fail(
            msg("%(subject)s has other keys than expected.", subject=begin_sentence(name)),
            msg("Missing: %(keys)s.", keys=list_keys(missing, 150)) if missing else None,
            msg("Not expected: %(keys)s.", keys=list_keys(extra, 150)) if extra else None,
        )
    for key, right in expected.items():
        assert_close(
            actual[key],
            right,
            rtol=rtol,
            atol=atol,
            name=msg("%(key)s of %(name)s", key=describe_key(key), name=as_message(name)),
        )


def _numbers_or_fail(actual: object, shape: tuple[int, ...], name: str) -> NDArray[np.generic]:
    given = read_numbers(actual)
    if given is None:
        fail_kind(
            msg(
                "%(subject)s should be %(wanted)s, not %(got)s.",
                subject=begin_sentence(name),
                wanted=describe_shape(shape),
                got=describe_kind(actual),
            ),
            suggest_conversion(actual),
        )
    if given.shape != shape and type(actual) is tuple and len(actual) == 1 and np.shape(actual[0]) == shape:
        fail_kind(
            msg(
                "%(subject)s should be %(wanted)s, not a tuple.",
                subject=begin_sentence(name),
                wanted=describe_shape(shape),
            ),
            suggest_conversion(actual),
        )
    return given


def _shape_sentence(given: tuple[int, ...], wanted: tuple[int, ...], name: str) -> str:
    return msg(
        "%(subject)s should be %(wanted)s, not %(got)s.",
        subject=begin_sentence(name),
        wanted=describe_shape(wanted),
        got=describe_shape(given),
    )


def _items(count: int) -> str:
    return nmsg("%(number)d item", "%(number)d items", count)
