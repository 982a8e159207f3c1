"""Rules for the values and objects of a hostile configuration.

A rule takes a hostile value and returns a plain copy of it, or raises ``BrokenRule`` with the rest of a
sentence that begins with "it should be".

A serialised object names a module and a class, which Keras would import. Here both are only compared with the
table of their group; nothing is ever imported, looked up or called by a name from the sandbox.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from typing import Final

from bareme.wire.architecture import Component, Group, Value

__all__ = [
    "BrokenParameter",
    "BrokenRule",
    "Table",
    "ValueRule",
    "describe_value",
    "either",
    "flag",
    "is_one_of",
    "name",
    "no_value",
    "optional",
    "read_component",
    "read_head",
    "real",
    "tuple_of",
    "whole",
    "word",
]

ValueRule = Callable[[object], Value]
Table = Mapping[str, Mapping[str, ValueRule]]
"""The classes of a group, with a rule for each of their parameters."""

_HEAD: Final = frozenset({"module", "class_name", "config", "registered_name", "shared_object_id"})
_IGNORED_KEYS: Final = frozenset({"build_config", "compile_config", "name", "inbound_nodes"})
"""Keys of layers on how they were built and connected, which are read elsewhere or not needed."""

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


def read_head(node: object, modules: tuple[str, ...]) -> tuple[str, dict[object, object]]:
    """Returns the class name and configuration of an object of these modules.

    Raises:
        BrokenRule: it does not have the form that Keras gives to its own objects.
    """
    if not isinstance(node, dict):
        raise BrokenRule(f"a built-in object of {modules[0]}, not {describe_value(node)}")
    class_name, module = node.get("class_name"), node.get("module")
    if not isinstance(class_name, str):
        raise BrokenRule(f"a built-in object of {modules[0]}, not a function or other code")
    if not is_one_of(module, modules):
        raise BrokenRule(
            f"a built-in object of {modules[0]}, not {describe_value(class_name)} of {describe_value(module)}"
        )
    # Of Keras's own objects, only operations have a registered name, which is their class name.
    registered = node.get("registered_name")
    if registered is not None and not is_one_of(registered, (class_name,)):
        raise BrokenRule(f"Keras's own, not registered as {describe_value(registered)}")
    unknown = [key for key in node if key not in _HEAD and key not in _IGNORED_KEYS]
    if unknown:
        raise BrokenRule(f"an object as Keras writes it, without {describe_value(unknown[0])}")
    config = node.get("config")
    if not isinstance(config, dict):
        raise BrokenRule(f"an object with parameters, not with {describe_value(config)}")
    return class_name, config


def read_component(node: object, group: Group, table: Table, modules: tuple[str, ...]) -> Component:
    """Reads a serialised object whose class is in a table.

    Raises:
        BrokenRule: the class is not in the table, or a parameter breaks its rule.
    """
    class_name, config = read_head(node, modules)
    if class_name not in table:
        raise BrokenRule(f"a class that bareme rebuilds; {describe_value(class_name)} is not one")
    return Component(group, class_name, _read_parameters(class_name, config, table[class_name]))


def _read_parameters(
    class_name: str, config: Mapping[object, object], rules: Mapping[str, ValueRule]
) -> dict[str, Value]:
    """Returns the parameters of an object.

    A parameter without a rule is dropped if it is None or False.

    Raises:
        BrokenRule: a parameter breaks its rule.
    """
    parameters: dict[str, Value] = {}
    for key, value in config.items():
        try:
            if not isinstance(key, str):
                raise BrokenRule("named by a text")
            if key in rules:
                parameters[key] = rules[key](value)
            else:
                no_value(value)
        except BrokenParameter:
            raise
        except BrokenRule as error:
            given = f", now {describe_value(value)}," if isinstance(value, str | int | float) else ""
            raise BrokenParameter(f"{class_name}: {describe_value(key)}{given} should be {error}") from None
    return parameters
