"""Whether an answer has the form that was asked for: several values, the entries of a table, a letter."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from bareme.checks.value_words import clip, fail
from bareme.i18n.messages import msg

__all__ = ["assert_choice", "assert_entries", "assert_values"]

_SHOWN: Final = 20
"""Of the keys of a dictionary, which may have any number of them."""

Key = TypeVar("Key", bound=Hashable)


def assert_values(value: object, *names: str) -> Sequence[Any]:
    """Demands that a function returned as many values as there are names, and returns them.

    Args:
        value: what it returned; a list does as well as a tuple.
        names: what the statement calls the values, in order.

    Raises:
        AssertionError: it returned nothing, a single value, or another number of them.
    """
    wanted = f"({', '.join(names)})"
    if value is None:
        fail(
            msg(
                "The function should return %(count)d values, %(wanted)s, but it returned nothing: does it "
                "end with `return`?",
                count=len(names),
                wanted=wanted,
            )
        )
    if not isinstance(value, tuple | list):
        fail(
            msg(
                "The function should return %(count)d values, %(wanted)s, but it returned a single one.",
                count=len(names),
                wanted=wanted,
            )
        )
    if len(value) != len(names):
        fail(
            msg(
                "The function should return %(count)d values, %(wanted)s, but it returned %(got)d.",
                count=len(names),
                wanted=wanted,
                got=len(value),
            )
        )
    return value


def assert_entries(value: object, keys: Collection[Key], *, variable: str) -> dict[Key, Any]:
    """Demands a dictionary with these keys, and returns their entries in this order, without any others.

    Args:
        value: what should be the dictionary.
        keys: what it must have; anything else in it is left alone.
        variable: the name of the one that holds it.

    Raises:
        AssertionError: it is no dictionary, or lacks one of the keys.
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
                missing=repr(missing[0]),
                keys=clip(", ".join(map(_shown, islice(value, _SHOWN))), 200),
            )
        )
    return {key: value[key] for key in keys}


def _shown(key: object) -> str:
    return clip(repr(key), 60)


def assert_choice(value: object, right: str, letters: str = "abcd", *, variable: str) -> None:
    """Demands the right one of some letters, in either case; the message does not say which it is.

    Args:
        value: the letter that was chosen; blanks around it do no harm.
        right: the right one, in lower case.
        letters: all that there are to choose from, in lower case and in order.
        variable: the name of the one that holds the answer.

    Raises:
        AssertionError: it is no such letter, or not the right one.
        ValueError: the right one is none of the letters.
    """
    if right not in tuple(letters):
        raise ValueError(f"the right answer {right!r} is none of the letters {letters!r}")
    letter = value.strip().lower() if isinstance(value, str) else ""
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
