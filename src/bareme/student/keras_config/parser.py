"""Parses a hostile model configuration into an ``Architecture``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bareme.errors import StudentRaised
from bareme.i18n import msg
from bareme.student.keras_config.allowed_layers import read_layer, read_operation
from bareme.student.keras_config.graph import read_graph
from bareme.student.keras_config.validators import (
    BrokenParameter,
    BrokenRule,
    describe_value,
    is_one_of,
    name,
    optional,
    read_head,
    tuple_of,
    whole,
)
from bareme.wire.architecture import Architecture, Component, Shape

__all__ = ["MAX_LAYERS", "MAX_MODEL_NESTING", "ModelRefused", "least_parameters", "read_architecture"]

MAX_LAYERS: Final = 1000
MAX_MODEL_NESTING: Final = 4
_CLASSES: Final = ("Sequential", "Functional")
_MODEL_MODULES: Final = (
    "keras",
    "keras.models",
    "keras.src.models.functional",
    "keras.src.models.sequential",
)
_OPERATION_PREFIX: Final = "keras.src.ops."
_SHAPE: Final = tuple_of(optional(whole()), 1, 8)


class ModelRefused(StudentRaised):
    """The model holds something that bareme does not rebuild."""


def read_architecture(class_name: object, config: object) -> Architecture:
    """Reads the configuration of a whole model.

    Args:
        class_name: ``Sequential`` or ``Functional``.
        config: the result of the model's ``get_config()``, as plain data; hostile.

    Raises:
        ModelRefused: it holds anything but Keras's own objects, or is too large.
    """
    try:
        if not is_one_of(class_name, _CLASSES) or not isinstance(config, dict):
            raise BrokenRule(f"a Sequential or functional model, not {describe_value(class_name)}")
        return _Reader().read_model(str(class_name), config, 1)
    except BrokenRule as error:
        raise ModelRefused(msg("Your model cannot be rebuilt to grade it: %(error)s.", error=error)) from None


@dataclass
class _Reader:
    """Reads one model, and counts the layers over all nested models."""

    count: int = 0

    def read_model(self, class_name: str, config: dict[object, object], depth: int) -> Architecture:
        if depth > MAX_MODEL_NESTING:
            raise BrokenRule(f"models are nested more than {MAX_MODEL_NESTING} deep")
        nodes = config.get("layers")
        if not isinstance(nodes, list | tuple):
            raise BrokenRule("the model has no list of layers")
        self.count += len(nodes)
        if self.count > MAX_LAYERS:
            raise BrokenRule(f"it has more than {MAX_LAYERS:,} layers")
        layers = tuple(self._read_layer(node, depth) for node in nodes)
        names = [layer.name for layer in layers]
        if len(set(names)) < len(names):
            raise BrokenRule("two of its layers have the same name")
        sequential = class_name == "Sequential"
        shape = config.get("build_input_shape")
        return Architecture(
            name=_read_name(config.get("name")),
            trainable=config.get("trainable") is not False,
            layers=layers,
            graph=None if sequential else read_graph(config, nodes, layers),
            input_shape=_read_shape(shape) if sequential and shape is not None else None,
        )

    def _read_layer(self, node: object, depth: int) -> Component | Architecture:
        class_name = node.get("class_name") if isinstance(node, dict) else None
        module = node.get("module") if isinstance(node, dict) else None
        if is_one_of(class_name, _CLASSES):
            return self.read_model(*read_head(node, _MODEL_MODULES), depth + 1)
        operation = isinstance(module, str) and module.startswith(_OPERATION_PREFIX)
        try:
            layer = read_operation(node) if operation else read_layer(node)
        except BrokenParameter:
            raise
        except BrokenRule as error:
            raise BrokenRule(f"each layer of it should be {error}") from None
        return _with_open_batch(layer) if layer.class_name == "InputLayer" else layer


def _read_name(value: object) -> str:
    try:
        return str(name(value))
    except BrokenRule as error:
        raise BrokenRule(f"a model in it should have {error}") from None


def _read_shape(value: object) -> Shape:
    shape = _SHAPE(value)
    assert isinstance(shape, tuple)
    # The first size is the number of samples of the call that built the model.
    return (None, *(size if isinstance(size, int) else None for size in shape[1:]))


def _with_open_batch(layer: Component) -> Component:
    """Returns an input that takes any number of samples."""
    if "batch_shape" not in layer.parameters:
        raise BrokenRule("an input of the model has no shape")
    shape = _read_shape(layer.parameters["batch_shape"])
    return Component(layer.group, layer.class_name, {**layer.parameters, "batch_shape": shape})


def least_parameters(layer: Component) -> int:
    """Returns a lower bound of a built layer's number of parameters."""
    inner = layer.parameters.get("layer")
    if isinstance(inner, Component):
        return least_parameters(inner)
    sizes = [_product(layer, names) for names in _SIZES_OF_WEIGHTS]
    return max(sizes)


_SIZES_OF_WEIGHTS: Final = (
    ("units",),
    ("filters", "kernel_size"),
    ("input_dim", "output_dim"),
    ("num_heads", "key_dim"),
)
"""A layer with these parameters has at least as many weights as their product."""


def _product(layer: Component, names: Sequence[str]) -> int:
    values = [layer.parameters.get(name) for name in names]
    if None in values:
        return 0
    return math.prod(_flat(value) for value in values)


def _flat(value: object) -> int:
    if isinstance(value, tuple):
        return math.prod(map(_flat, value))
    return value if isinstance(value, int) else 1
