"""Hostile serialised objects -> components: the one form that Keras gives its own objects, and no other.

A serialised object names a module and a class, which Keras would import. Here both only have to be words that
stand in the table of their group; nothing is ever imported, looked up or called by a name that arrived.
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
"""The classes of a group, and the rule of each of their parameters."""

_HEAD: Final = frozenset({"module", "class_name", "config", "registered_name", "shared_object_id"})
_PASSED_OVER: Final = frozenset({"build_config", "compile_config", "name", "inbound_nodes"})
"""Of layers: what says how they were built and connected is read elsewhere, or not needed."""


def read_head(node: object, modules: tuple[str, ...]) -> tuple[str, dict[object, object]]:
    """Returns the class name and the configuration of a serialised object of one of some modules.

    Raises:
        BrokenRule: it is not the form that Keras gives to its own objects.
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
    # An operation is registered under its own name; all else that has one is somebody's own.
    registered = node.get("registered_name")
    if registered is not None and not is_one_of(registered, (class_name,)):
        raise BrokenRule(f"Keras's own, not registered as {describe_value(registered)}")
    unknown = [key for key in node if key not in _HEAD and key not in _PASSED_OVER]
    if unknown:
        raise BrokenRule(f"an object as Keras writes it, without {describe_value(unknown[0])}")
    config = node.get("config")
    if not isinstance(config, dict):
        raise BrokenRule(f"an object with parameters, not with {describe_value(config)}")
    return class_name, config


def read_component(node: object, group: Group, table: Table, modules: tuple[str, ...]) -> Component:
    """Reads a serialised object of a group whose classes stand in a table.

    Raises:
        BrokenRule: it is none of these, or a parameter breaks its rule.
    """
    class_name, config = read_head(node, modules)
    if class_name not in table:
        raise BrokenRule(f"a class that bareme rebuilds; {describe_value(class_name)} is not one")
    return Component(group, class_name, read_parameters(class_name, config, table[class_name]))


def read_parameters(
    class_name: str, config: Mapping[object, object], rules: Mapping[str, ValueRule]
) -> dict[str, Value]:
    """Returns the parameters of an object; one without a rule is dropped where it changes nothing.

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
