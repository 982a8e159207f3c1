"""Layers of a model as a suite sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bareme.student.rebuilt_model import LayerShapes, RebuiltModel
from bareme.wire.architecture import Architecture, Component, Shape, Tensor, Value

__all__ = ["Layer", "as_activation_layer", "last_activation", "view_layers"]

_CHANGES_NO_NUMBERS = ("Reshape", "Flatten", "Permute", "Identity", "ActivityRegularization", "Masking")
_ACTIVATION_OPERATIONS = {"Relu": "relu", "Sigmoid": "sigmoid", "Softmax": "softmax", "Tanh": "tanh"}


@dataclass(frozen=True)
class Layer:
    """One layer of a model; a nested model has ``layers``.

    Shapes have the samples first, as None.
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
        """Number of its parameters."""
        return self.trainable_count + self.not_trainable_count

    @property
    def units(self) -> int | None:
        """Number of outputs for each sample: units, or filters of a convolution."""
        for key in ("units", "filters"):
            value = self.parameters.get(key)
            if isinstance(value, int):
                return value
        return None

    @property
    def activation(self) -> str | None:
        """Keras's name of its activation; None if it has none.

        An activation layer has itself as its activation.
        """
        return _activation(self.class_name, self.parameters)

    @property
    def rate(self) -> float | None:
        """Rate of a dropout layer."""
        value = self.parameters.get("rate")
        return float(value) if isinstance(value, int | float) else None

    @property
    def initialisers(self) -> Mapping[str, Component]:
        """Initialisers, by the name of the weight (``kernel``)."""
        return self._by_weight("initializer")

    @property
    def regularisers(self) -> Mapping[str, Component]:
        """Regularisers that are set, by the name of the weight (``kernel``).

        ``activity`` is the regulariser of the output.
        """
        return self._by_weight("regularizer")

    @property
    def constraints(self) -> Mapping[str, Component]:
        """Constraints that are set, by the name of the weight (``kernel``)."""
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
    """Returns the layers in order, without inputs.

    Of operations, only those that are activations are layers.
    """
    layers = []
    for layer in map(as_activation_layer, architecture.layers):
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


def as_activation_layer(part: Component | Architecture) -> Component | Architecture:
    """Returns ``keras.ops.relu`` and its like as ``Activation``, others unchanged."""
    if not isinstance(part, Component) or part.group != "ops" or part.parameters.get("axis", -1) != -1:
        return part
    activation = _ACTIVATION_OPERATIONS.get(part.class_name)
    if activation is None:
        return part
    return Component("layers", "Activation", {"name": part.name, "activation": activation})


def last_activation(architecture: Architecture) -> str | None:
    """Returns the last activation before the output, None if it is ambiguous."""
    for layer in map(as_activation_layer, _backwards(architecture)):
        if isinstance(layer, Architecture):
            return last_activation(layer)
        if layer.class_name in _CHANGES_NO_NUMBERS or layer.class_name.endswith("Dropout"):
            continue
        if layer.group == "ops":
            return layer.class_name.lower()
        return _activation(layer.class_name, layer.parameters)
    return None


def _backwards(architecture: Architecture) -> Iterator[Component | Architecture]:
    """Yields the layers from the output back, while each has one input."""
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
