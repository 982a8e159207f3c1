"""Assertions on style: no loops, no forbidden modules, no changed arguments, no warnings."""

from __future__ import annotations

import numpy as np

from bareme.checks.protocols import ImportsModules, StudentFunction
from bareme.checks.value_words import clip, describe_kind, fail, format_apart, locate_largest, read_numbers
from bareme.i18n import N_, msg

__all__ = ["assert_no_import", "assert_no_warning", "assert_not_mutated", "assert_vectorised", "grows"]

# Steps may grow a little with the input, since a branch can depend on the values.
MAX_GROWTH_DIVISOR = 10
"""One step in this many."""
MAX_GROWTH = 50


def assert_vectorised(
    function: StudentFunction, small: tuple[object, ...], large: tuple[object, ...]
) -> None:
    """Asserts that more samples do not take more Python instructions.

    Args:
        function: the student's function.
        small: the arguments of a call with few samples.
        large: the arguments of a call with many; it may take 10 % + 50 instructions more.

    Raises:
        AssertionError: the larger call takes more.
        ValueError: the arguments are not given as tuples.
    """
    if not (isinstance(small, tuple) and isinstance(large, tuple)):
        raise ValueError("assert_vectorised takes the arguments of the two calls as tuples")
    few, many = function.count_steps(*small), function.count_steps(*large)
    if grows(few, many):
        fail(
            msg(
                "%(name)s takes %(few)s Python steps on a small input and %(many)s on a larger one.",
                name=function.__name__,
                few=few,
                many=many,
            ),
            N_("It looks as if there is a loop over the samples: let NumPy compute on whole arrays."),
        )


def grows(few: int, many: int) -> bool:
    """Returns True if the steps suggest a loop over the samples.

    Args:
        few: the steps of a call with few samples.
        many: the steps of a call with many.
    """
    return many > few + few // MAX_GROWTH_DIVISOR + MAX_GROWTH


def assert_no_import(student: ImportsModules, *modules: str) -> None:
    """Asserts that a submission or function uses none of these modules.

    Args:
        student: the submission, or one of its functions, where the rest may use the modules.
        modules: their top-level names.

    Raises:
        AssertionError: it imports one, or the function uses one.
        ValueError: no module is named, or a name is dotted; only top-level names are known.
    """
    if not modules or any("." in module for module in modules):
        raise ValueError(f"assert_no_import takes top-level names of modules, not {modules!r}")
    found = sorted(student.imported_modules() & set(modules))
    function = getattr(student, "__name__", "")
    if found and function:
        fail(
            msg(
                "`%(function)s` uses %(found)s: write it without, and so the functions that it calls.",
                function=function,
                found=", ".join(found),
            )
        )
    if found:
        fail(
            msg(
                "This exercise is to be solved without %(found)s: remove the import.",
                found=", ".join(found),
            )
        )


def assert_no_warning(function: StudentFunction, *args: object, **kwargs: object) -> object:
    """Asserts that a call gives no runtime warning, such as of an overflow; returns its value.

    Raises:
        AssertionError: it gives one.
    """
    value, warned = function.call_and_return_warnings(*args, **kwargs)
    if warned:
        fail(
            msg(
                "%(name)s gives a warning: %(warning)s.", name=function.__name__, warning=clip(warned[0], 200)
            ),
            N_("NumPy computed a value that no float can hold, even if you then dropped it."),
        )
    return value


def assert_not_mutated(function: StudentFunction, *args: object, **kwargs: object) -> object:
    """Asserts that a call does not change its arguments; returns its value.

    Raises:
        AssertionError: an argument has changed.
    """
    before, named_before = [_copy(value) for value in args], {key: _copy(kwargs[key]) for key in kwargs}
    value, after, named_after = function.call_and_return_arguments(*args, **kwargs)
    # The arguments come back from the sandbox, so their number is a claim.
    if len(after) != len(before) or set(named_after) != set(named_before):
        fail(msg("The arguments of %(name)s did not come back from the call.", name=function.__name__))
    pairs = [
        (msg("argument %(place)d", place=count), *both)
        for count, both in enumerate(zip(before, after, strict=True), 1)
    ]
    pairs += [
        (msg("the argument %(name)s", name=repr(key)), named_before[key], named_after[key])
        for key in named_before
    ]
    for name, one, other in pairs:
        change = _change(one, other)
        if change is not None:
            fail(
                msg(
                    "%(function)s changes %(argument)s: %(change)s.",
                    function=function.__name__,
                    argument=name,
                    change=change,
                ),
                N_("Work on a copy: the caller still needs the original."),
            )
    return value


def _copy(value: object) -> object:
    if type(value) is np.ndarray:
        return value.copy()
    if type(value) is list:
        return [_copy(item) for item in value]
    if type(value) is tuple:
        return tuple(_copy(item) for item in value)
    if type(value) is dict:
        return {key: _copy(item) for key, item in value.items()}
    return value


def _change(before: object, after: object) -> str | None:
    """Describes the first change, or returns None.

    Values that are not plain are not compared.
    """
    one, other = read_numbers(before), read_numbers(after)
    if one is not None:
        # An argument that has become another type has changed, though its values may be equal.
        if other is None or one.shape != other.shape or one.dtype != other.dtype:
            return msg("%(before)s became %(after)s", before=_form(before), after=_form(after))
        # NaN is unchanged where it was NaN before.
        changed = ~((one == other) | ((one != one) & (other != other)))
        if not changed.any():
            return None
        where, index = locate_largest(changed)
        was, became = format_apart(one[where], other[where])
        if not where:
            return msg("%(before)s became %(after)s", before=was, after=became)
        return msg("%(before)s became %(after)s at index %(index)s", before=was, after=became, index=index)
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        return None if np.array_equal(before, after) else msg("its values are others")
    if isinstance(before, dict):
        if not isinstance(after, dict) or before.keys() != after.keys():
            return msg("its keys are others")
        return next((change for key in before if (change := _change(before[key], after[key]))), None)
    if isinstance(before, (list, tuple)):
        if not isinstance(after, (list, tuple)) or len(before) != len(after):
            return msg("%(before)s became %(after)s", before=_form(before), after=_form(after))
        return next((c for one, other in zip(before, after, strict=True) if (c := _change(one, other))), None)
    if isinstance(before, str) and not (isinstance(after, str) and before == after):
        return msg("%(before)s became %(after)s", before=clip(repr(before), 60), after=describe_kind(after))
    return None


def _form(value: object) -> str:
    array = read_numbers(value)
    return (
        describe_kind(value)
        if array is None
        else msg("%(kind)s (%(dtype)s)", kind=describe_kind(value), dtype=array.dtype)
    )
