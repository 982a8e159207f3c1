"""Assertions on the structure of an answer: values, a dictionary, a letter."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Any, TypeVar

from bareme.checks.value_words import describe_key, fail, fail_kind, list_keys, suggest_conversion
from bareme.i18n import msg

__all__ = ["assert_choice", "assert_entries", "assert_values"]


Key = TypeVar("Key", bound=Hashable)


def assert_values(value: object, *names: str) -> Sequence[Any]:
    """Asserts that a function returned one value for each name.

    Args:
        value: the value that it returned, a tuple or a list.
        names: the names of the values in the statement, in order.

    Returns:
        The value itself.

    Raises:
        AssertionError: it returned nothing, a single value, or another number of values.
    """
    wanted = f"({', '.join(names)})"
    if value is None:
        fail_kind(
            msg(
                "The function should return %(count)d values, %(wanted)s, but it returned nothing.",
                count=len(names),
                wanted=wanted,
            ),
            suggest_conversion(value),
        )
    if not isinstance(value, tuple | list):
        fail_kind(
            msg(
                "The function should return %(count)d values, %(wanted)s, but it returned a single one.",
                count=len(names),
                wanted=wanted,
            )
        )
    if len(value) != len(names):
        fail_kind(
            msg(
                "The function should return %(count)d values, %(wanted)s, but it returned %(got)d.",
                count=len(names),
                wanted=wanted,
                got=len(value),
            )
        )
    return value


def assert_entries(value: object, keys: Collection[Key], *, variable: str) -> dict[Key, Any]:
    """Asserts that a value is a dictionary with these keys.

    Args:
        value: the student's value.
        keys: the keys that it must have; it may have others.
        variable: the name of the student's variable.

    Returns:
        The entries of these keys, in their order.

    Raises:
        AssertionError: it is not a dictionary, or lacks one of the keys.
    """
    if not isinstance(value, dict):
        fail(msg("`%(variable)s` should be a dictionary; its keys are in the statement.", variable=variable))
    if not value:
        fail(msg("`%(variable)s` is empty.", variable=variable))
    missing = [key for key in keys if key not in value]
    if missing:
        fail(
            msg(
                "`%(variable)s` lacks the key %(missing)s; it has %(keys)s.",
                variable=variable,
                missing=describe_key(missing[0]),
                keys=list_keys(value, 200),
            )
        )
    return {key: value[key] for key in keys}


def assert_choice(value: object, right: str, letters: str = "abcd", *, variable: str) -> None:
    """Asserts that the right letter was chosen, in either case.

    The message does not reveal the right one.

    Args:
        value: the chosen letter; surrounding blanks are ignored.
        right: the right letter, in lower case.
        letters: the letters to choose from, in lower case and in order.
        variable: the name of the student's variable.

    Raises:
        AssertionError: the value is not one of the letters, or not the right one.
        ValueError: the right one is not among the letters.
    """
    if right not in tuple(letters):
        raise ValueError(f"the right answer {right!r} is none of the letters {letters!r}")
    letter = value.strip().lower() if isinstance(value, str) else ""
    # In a tuple, since "ab" and the empty text are in the text "abcd".
    if letter not in tuple(letters):
        fail(
            msg(
                "`%(variable)s` should be one of the letters %(first)s to %(last)s, in quotes.",
                variable=variable,
                first=letters[0],
                last=letters[-1],
            )
        )
    if letter != right:
        fail(
            msg('`%(variable)s` is "%(letter)s", which is not the answer.', variable=variable, letter=letter)
        )
