"""The layers of a model as a suite sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bareme.student.rebuilt_model import LayerShapes, RebuiltModel
from bareme.wire.architecture import Architecture, Component, Shape, Tensor, Value

__all__ = ["Layer", "last_activation", "view_layers"]

_CHANGES_NO_NUMBERS = ("Reshape", "Flatten", "Permute", "Identity", "ActivityRegularization", "Masking")


@dataclass(frozen=True)
class Layer:
    """One layer of a model; a nested model is a layer with ``layers`` of its own.

    Shapes have the samples first, as None. ``rate`` is that of a dropout.
    """

    class_name: str
    name: str
    parameters: Mapping[str, Value]
    input_shape: Shape | None
    output_shape: Shape | None
    trainable_count: int
    not_trainable_count: int
    layers: tuple[Layer, ...] = ()

    @property
    def count(self) -> int:
        """How many parameters it has."""
        return self.trainable_count + self.not_trainable_count

    @property
    def units(self) -> int | None:
        """How many outputs it has for each sample: units, or filters of a convolution."""
        for key in ("units", "filters"):
            value = self.parameters.get(key)
            if isinstance(value, int):
                return value
        return None

    @property
    def activation(self) -> str | None:
        """Keras's name of its activation, also where the layer is one; None where it has none."""
        return _activation(self.class_name, self.parameters)

    @property
    def rate(self) -> float | None:
        """The share that a dropout switches off."""
        value = self.parameters.get("rate")
        return float(value) if isinstance(value, int | float) else None

    @property
    def initialisers(self) -> Mapping[str, Component]:
        """By weight, such as ``kernel``."""
        return self._by_weight("initializer")

    @property
    def regularisers(self) -> Mapping[str, Component]:
        """By weight, such as ``kernel``; ``activity`` for that of the output. Only those that are there."""
        return self._by_weight("regularizer")

    @property
    def constraints(self) -> Mapping[str, Component]:
        """By weight, such as ``kernel``; only those that are there."""
        return self._by_weight("constraint")

    def _by_weight(self, kind: str) -> Mapping[str, Component]:
        return {
            key.removesuffix(f"_{kind}"): value
            for key, value in self.parameters.items()
            if key.endswith(f"_{kind}") and isinstance(value, Component)
        }


def view_layers(
    architecture: Architecture, rebuilt: RebuiltModel, path: tuple[str, ...] = ()
) -> tuple[Layer, ...]:
    """Returns the layers of a model, without its inputs and operations, in order."""
    layers = []
    for layer in architecture.layers:
        if isinstance(layer, Component) and (layer.class_name == "InputLayer" or layer.group == "ops"):
            continue
        here = (*path, layer.name)
        shapes = rebuilt.layers.get(here, LayerShapes((), (), 0, 0))
        layers.append(
            Layer(
                class_name=layer.class_name,
                name=layer.name,
                parameters={} if isinstance(layer, Architecture) else layer.parameters,
                input_shape=shapes.inputs[0] if shapes.inputs else None,
                output_shape=shapes.outputs[0] if shapes.outputs else None,
                trainable_count=shapes.trainable,
                not_trainable_count=shapes.not_trainable,
                layers=view_layers(layer, rebuilt, here) if isinstance(layer, Architecture) else (),
            )
        )
    return tuple(layers)


def last_activation(architecture: Architecture) -> str | None:
    """Returns the activation that the output of a model went through last, None where that is not clear."""
    for layer in _backwards(architecture):
        if isinstance(layer, Architecture):
            return last_activation(layer)
        if layer.class_name in _CHANGES_NO_NUMBERS or layer.class_name.endswith("Dropout"):
            continue
        if layer.group == "ops":
            return layer.class_name.lower()
        return _activation(layer.class_name, layer.parameters)
    return None


def _backwards(architecture: Architecture) -> Iterator[Component | Architecture]:
    """Yields the layers from the output on, as long as each has one input."""
    if architecture.graph is None:
        yield from reversed(architecture.layers)
        return
    by_name = {layer.name: layer for layer in architecture.layers}
    calls = {(call.layer, call.number): call for call in architecture.graph.calls}
    end: object = architecture.graph.outputs
    while isinstance(end, Tensor):
        yield by_name[end.layer]
        arguments = calls[end.layer, end.call].arguments
        end = arguments[0] if arguments else None


_ACTIVATION_LAYERS = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ELU": "elu",
    "Softmax": "softmax",
}


def _activation(class_name: str, parameters: Mapping[str, Value]) -> str | None:
    if class_name in _ACTIVATION_LAYERS:
        return _ACTIVATION_LAYERS[class_name]
    value = parameters.get("activation")
    if isinstance(value, Component):
        return _activation(value.class_name, value.parameters)
    if "activation" not in parameters:
        return None
    return value if isinstance(value, str) else "linear"
