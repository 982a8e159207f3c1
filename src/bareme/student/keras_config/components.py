"""Reads hostile serialised objects in the form that Keras writes.

A serialised object names a module and a class, which Keras would import. Here both are only compared with the
table of their group; nothing is ever imported, looked up or called by a name from the sandbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bareme.student.keras_config.validators import (
    BrokenParameter,
    BrokenRule,
    ValueRule,
    describe_value,
    is_one_of,
    no_value,
)
from bareme.wire.architecture import Component, Group, Value

__all__ = ["Table", "read_component", "read_head", "read_parameters"]

Table = Mapping[str, Mapping[str, ValueRule]]
"""The classes of a group, with a rule for each of their parameters."""

_HEAD: Final = frozenset({"module", "class_name", "config", "registered_name", "shared_object_id"})
_IGNORED_KEYS: Final = frozenset({"build_config", "compile_config", "name", "inbound_nodes"})
"""Keys of layers on how they were built and connected, which are read elsewhere or not needed."""


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
    return Component(group, class_name, read_parameters(class_name, config, table[class_name]))


def read_parameters(
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
