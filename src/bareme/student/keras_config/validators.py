"""Rules for single values of a hostile configuration.

A rule takes a hostile value and returns a plain copy of it, or raises ``BrokenRule`` with the rest of a
sentence that begins with "it should be".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Final

from bareme.wire.architecture import Value

__all__ = [
    "BrokenParameter",
    "BrokenRule",
    "ValueRule",
    "describe_value",
    "either",
    "flag",
    "is_one_of",
    "name",
    "no_value",
    "optional",
    "real",
    "tuple_of",
    "whole",
    "word",
]

ValueRule = Callable[[object], Value]

MAX_NAME_LENGTH: Final = 200


class BrokenRule(Exception):
    """A hostile value is not allowed; the message says which values are."""


class BrokenParameter(BrokenRule):
    """A hostile parameter is not allowed; the message also names the parameter."""


def is_one_of(value: object, words: Collection[str]) -> bool:
    """Returns True if a hostile value is a string among some words.

    The type is checked first, because ``in`` would compare an array item by item.
    """
    return isinstance(value, str) and value in words


def describe_value(value: object) -> str:
    """Describes a hostile value in a few characters, safe to print."""
    if isinstance(value, str):
        text = repr(value[:60])
        return text if len(value) <= 60 else f"{text} and more"
    if value is None or isinstance(value, bool | float):
        return repr(value)
    if isinstance(value, int):
        return repr(value) if abs(value) < 10**18 else "a huge number"
    return f"a {type(value).__name__}"


def flag(value: object) -> Value:
    """Accepts True and False."""
    if not isinstance(value, bool):
        raise BrokenRule("True or False")
    return value


def no_value(value: object) -> Value:
    """Accepts None and False, the no-op values, and returns None."""
    if value is not None and value is not False:
        raise BrokenRule("left at its default")
    return None


def name(value: object) -> Value:
    """Accepts a name that Keras allows, of at most 200 printable characters."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME_LENGTH:
        raise BrokenRule(f"a name of at most {MAX_NAME_LENGTH} characters")
    if "/" in value or not value.isprintable():
        raise BrokenRule("a name of printable characters without '/'")
    return str(value)


def whole(least: int = 1, most: int = 1_000_000) -> ValueRule:
    """Returns a rule that accepts integers within bounds."""

    def rule(value: object) -> Value:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise BrokenRule(f"a whole number from {least:,} to {most:,}")
        return value

    return rule


def real(least: float = -1e12, most: float = 1e12) -> ValueRule:
    """Returns a rule that accepts finite numbers within bounds."""

    def rule(value: object) -> Value:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise BrokenRule("a number")
        if not least <= value <= most or not math.isfinite(value):
            raise BrokenRule(f"a number from {least:g} to {most:g}")
        return int(value) if isinstance(value, int) else float(value)

    return rule


def word(*words: str) -> ValueRule:
    """Returns a rule that accepts some words."""

    def rule(value: object) -> Value:
        if not is_one_of(value, words):
            raise BrokenRule(f"one of {', '.join(words)}")
        return str(value)

    return rule


def optional(rule: ValueRule) -> ValueRule:
    """Returns a rule that also accepts None."""
    return lambda value: None if value is None else rule(value)


def tuple_of(rule: ValueRule, shortest: int = 1, longest: int = 8) -> ValueRule:
    """Returns a rule for lists and tuples of bounded length."""

    def several(value: object) -> Value:
        if not isinstance(value, list | tuple) or not shortest <= len(value) <= longest:
            raise BrokenRule(f"a list of {shortest} to {longest} items")
        return tuple(rule(item) for item in value)

    return several


def either(*rules: ValueRule) -> ValueRule:
    """Returns a rule that accepts a value if any rule does."""

    def rule(value: object) -> Value:
        reasons = []
        for option in rules:
            try:
                return option(value)
            except BrokenRule as error:
                reasons.append(str(error))
        raise BrokenRule(", or ".join(reasons))

    return rule
