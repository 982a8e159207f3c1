"""Keras models as a kind: features without weights and generated names, and a digest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bareme.student.keras_config.compilation import Compilation
from bareme.student.keras_config.description import Description, read_description
from bareme.student.kinds import Features, RemoteKind, RemoteObject
from bareme.student.layers import as_activation_layer
from bareme.student.model import Model
from bareme.wire.architecture import Architecture, Component, Tensor, to_plain
from bareme.wire.objects import MODEL

__all__ = ["ModelKind"]

# Names are counted up by the process that makes a layer ("dense_1"), and an exercise leaves the others free.
_NOT_COMPARED: Final = frozenset({"name", "dtype", "seed"})
# Layers that apply a function which other layers take as their activation.
_ACTIVATIONS: Final = {"ReLU": "relu", "Softmax": "softmax", "ELU": "elu"}


class ModelKind(RemoteKind[Model, Description]):
    """A Keras model, which the clean sandbox rebuilds when it is first needed."""

    type_name = MODEL
    value_class = Model
    is_described_at_once = False

    def parse(self, content: object) -> Description:
        """Reads a hostile description."""
        return read_description(content)

    def features(self, parsed: Description) -> Features:
        """Returns layers, compile settings and steps; empty for the student's own code."""
        return _parts_of_model(parsed)

    def receive(self, remote: RemoteObject) -> Model:
        """Returns the model, without any request."""
        return Model(
            remote.handle, remote.ask, remote.clean_sandbox, remote.allow_unverified, remote.check_layers
        )

    def parsed(self, value: Model) -> Description:
        """Returns the description, which is asked for if it is not known yet."""
        return value.description

    def digest(self, value: Model) -> str | None:
        """Returns a digest of layers and weights."""
        # Code of the student decides what such a model answers, whatever its weights are.
        return None if value.unverified else value.description.digest


def _parts_of_model(description: Description) -> Features:
    # A model with code of the student has no description that could be compared.
    if description.architecture is None:
        return {}
    parts: dict[str, object] = {"kind": "model", "steps trained": description.iterations or 0}
    chain = _chain(description.architecture)
    if chain is None:
        parts["graph"] = _without_names(description.architecture)
    else:
        # A chain has one form, whether it was written as a sequential model, as a functional one, or nested.
        layers, shape = _fuse_activations(chain), _input_shape(description.architecture)
        parts["layers"] = tuple(name for name, _ in layers)
        parts.update(
            {f"{index}.{key}": item for index, (_, keys) in enumerate(layers) for key, item in keys.items()}
        )
        parts |= {} if shape is None else {"input shape": shape}
    return parts | _parts_of_compilation(description.compilation)


def _parts_of_compilation(compilation: Compilation | None) -> dict[str, object]:
    if compilation is None:
        return {"compiled": False}
    optimizer = compilation.optimizer
    return {
        "compiled": True,
        "optimizer": optimizer.class_name,
        "learning rate": optimizer.learning_rate,
        "schedule": optimizer.schedule,
        "loss": compilation.loss,
        "metrics": frozenset(compilation.metrics),
        **{f"optimizer {key}": value for key, value in optimizer.settings.items()},
    }


def _chain(architecture: Architecture) -> list[Component] | None:
    """Returns the layers in sequence, including nested models; None if they branch."""
    layers: list[Component] = []
    ordered = architecture.layers if architecture.graph is None else _in_order(architecture)
    for layer in map(as_activation_layer, ordered or ()):
        if isinstance(layer, Component):
            layers.append(layer)
        elif (inner := _chain(layer)) is not None:
            layers += inner
        else:
            return None
    return None if ordered is None else [layer for layer in layers if layer.class_name != "InputLayer"]


def _in_order(architecture: Architecture) -> list[Component | Architecture] | None:
    graph = architecture.graph
    assert graph is not None
    by_name = {layer.name: layer for layer in architecture.layers}
    before: Tensor | None = None
    for call in graph.calls:
        # The first call is that of the input.
        # A layer that is used twice, or that has two inputs, makes a graph that no list of layers describes.
        if call.arguments != (() if before is None else (before,)) or call.number:
            return None
        before = Tensor(call.layer, call.number, 0)
    return [by_name[call.layer] for call in graph.calls] if graph.outputs in (before, (before,)) else None


def _fuse_activations(layers: list[Component]) -> list[tuple[str, dict[str, object]]]:
    """Returns class and parameters of each layer.

    ``Dense`` followed by ``Activation`` counts as one layer.
    """
    fused: list[tuple[str, dict[str, object]]] = []
    for layer in layers:
        parameters = {
            key: _without_names(value) for key, value in layer.parameters.items() if key not in _NOT_COMPARED
        }
        activation = _activation_alone(layer)
        # Only an activation that the layer before has not, or the two would be applied one after the other.
        if activation is not None and fused and fused[-1][1].get("activation") == "linear":
            fused[-1][1]["activation"] = activation
        # A separate linear activation changes nothing.
        elif activation != "linear":
            fused.append((layer.class_name, parameters))
    return fused


def _activation_alone(layer: Component) -> object:
    """Returns the activation of an activation layer, None for others."""
    if layer.class_name == "Activation":
        return layer.parameters.get("activation")
    return _ACTIVATIONS.get(layer.class_name)


def _input_shape(architecture: Architecture) -> object:
    if architecture.input_shape is not None:
        return architecture.input_shape
    inputs = [layer for _, layer in architecture.walk() if layer.class_name == "InputLayer"]
    return inputs[0].parameters.get("batch_shape") if inputs else None


def _without_names(value: object) -> object:
    """Returns an architecture as plain data, with numbered layers for names."""
    return _renamed(to_plain(value), {})


def _renamed(value: object, numbers: Mapping[str, str]) -> object:
    if isinstance(value, tuple):
        return tuple(_renamed(item, numbers) for item in value)
    if isinstance(value, str):
        return numbers.get(value, value)
    if not isinstance(value, dict):
        return value
    if value.get("is") == Architecture.__name__:
        layers = value["layers"]
        names = [layer.get("name") or layer.get("parameters", {}).get("=name") for layer in layers]
        numbers = {name: f"layer {index}" for index, name in enumerate(names)}
    return {
        key: _renamed(item, numbers) for key, item in value.items() if key.lstrip("=") not in _NOT_COMPARED
    }
