"""Rebuilds a Keras model in the clean sandbox, and runs it.

Neither student code nor Keras's deserialisation runs in this process: classes are looked up by names that the
grader took from its allow-list, and called with parameters of checked types.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import keras
import numpy as np

from bareme.wire.architecture import (
    OPERATIONS,
    Architecture,
    Component,
    Ends,
    Graph,
    LayerCall,
    Shape,
    Tensor,
    from_plain,
)

__all__ = ["predict_rebuilt", "rebuild_model"]

LayerPath: TypeAlias = tuple[str, ...]
"""The names of the models around a layer, then its name."""

BATCH: Final = 1024
_models: dict[str, Any] = {}


class _TooManyParameters(Exception):
    """A layer would exceed the model's limit of parameters."""


def rebuild_model(
    digest: str,
    architecture: object,
    weights: list[tuple[LayerPath, list[Any]]],
    shared: tuple[tuple[LayerPath, LayerPath], ...],
    shape: Shape | None,
    max_parameters: int,
) -> dict[str, Any]:
    """Builds a model and stores it under its digest.

    Args:
        digest: identifies the model in later calls.
        architecture: the output of ``to_plain``.
        weights: the arrays of each layer that has any; empty if the model was never built.
        shared: for each further path of a shared layer, its first path.
        shape: for a model that was never built, its input shape, samples first.
        max_parameters: its largest allowed number of parameters.

    Returns:
        ``layers``, a description of each by its path; ``inputs`` and ``outputs``, their shapes; ``trainable``
        and ``not_trainable``, the numbers of parameters. Or ``refused``, the reason why it was not built.
    """
    try:
        with _at_most(max_parameters):
            model = _Builder(dict(shared)).build_model(from_plain(architecture), (), shape)
        if weights:
            _set_weights(model, dict(weights), {place for place, _ in shared})
        # A model without any layer has no inputs, and cannot be described.
        described = {
            "layers": list(_describe_layers(model, ())),
            "inputs": _shapes(model.inputs),
            "outputs": _shapes(model.outputs),
            **_count(model),
        }
    except _TooManyParameters as error:
        return {"refused": str(error)}
    except Exception as error:  # any Keras class can reject its parameters in any way
        return {"refused": f"{type(error).__name__}: {str(error)[:300]}"}
    _models[digest] = model
    return described


def predict_rebuilt(digest: str, inputs: Any) -> Any:
    """Returns a rebuilt model's predictions, in the structure of its outputs."""
    model = _models[digest]
    count = len(keras.tree.flatten(inputs)[0])
    parts = []
    for start in range(0, count, BATCH):
        rows = slice(start, start + BATCH)
        part = keras.tree.map_structure(lambda array, rows=rows: array[rows], inputs)
        parts.append(keras.tree.map_structure(_array, model(part, training=False)))
    return keras.tree.map_structure(lambda *arrays: np.concatenate(arrays), *parts)


def _array(tensor: Any) -> Any:
    array = np.asarray(tensor)
    return array if array.dtype.kind in "biuf" else array.astype(np.float32)  # bfloat16 is no type of NumPy's


@contextlib.contextmanager
def _at_most(count: int) -> Iterator[None]:
    """Bounds the number of all weights, before any memory is allocated."""
    layer, left = keras.layers.Layer, count
    add_weight = layer.add_weight

    def add_bounded(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal left
        shape = kwargs.get("shape", args[0] if args else ())
        left -= shape if isinstance(shape, int) else math.prod(shape or ())
        if left < 0:
            raise _TooManyParameters(f"it would have more than {count:,} parameters")
        return add_weight(self, *args, **kwargs)

    layer.add_weight = add_bounded
    try:
        yield
    finally:
        layer.add_weight = add_weight


@dataclass
class _Builder:
    """Builds the models of one architecture, and each shared layer once."""

    shared: dict[LayerPath, LayerPath]
    _made: dict[LayerPath, Any] = field(default_factory=dict)

    def build_model(self, architecture: Architecture, path: LayerPath, shape: Shape | None = None) -> Any:
        layers = {layer.name: self._build_layer(layer, (*path, layer.name)) for layer in architecture.layers}
        if architecture.graph is None:
            model = keras.Sequential(list(layers.values()), name=architecture.name)
            shape = architecture.input_shape or shape
            if not model.built and shape is not None:
                model.build(shape)
        else:
            model = _connect(architecture.graph, layers, architecture.name)
        for layer in architecture.layers:
            if isinstance(layer, Component) and layer.parameters.get("trainable") is False:
                layers[layer.name].trainable = False
        if not architecture.trainable:
            model.trainable = False
        return model

    def _build_layer(self, layer: Component | Architecture, path: LayerPath) -> Any:
        if isinstance(layer, Architecture):
            return self.build_model(layer, path)
        place = self.shared.get(path, path)
        if place not in self._made:
            self._made[place] = _build(layer)
        return self._made[place]


def _build(part: object) -> Any:
    """Returns the Keras object of a component, or any other value unchanged."""
    if isinstance(part, tuple):
        return tuple(map(_build, part))
    if not isinstance(part, Component):
        return part
    # `trainable` is set after building, so that the order of the weights is the usual one.
    parameters = {key: _build(value) for key, value in part.parameters.items() if key != "trainable"}
    if part.group == "ops":
        del parameters["name"]
        function = getattr(keras.ops, OPERATIONS[part.class_name])
        return lambda *args: function(*args, **parameters)
    return getattr(getattr(keras, part.group), part.class_name)(**parameters)


def _connect(graph: Graph, layers: Mapping[str, Any], name: str) -> Any:
    """Calls the layers on each other's outputs."""
    made: dict[tuple[str, int], list[Any]] = {}

    def resolve(value: Any) -> Any:
        if isinstance(value, Tensor):
            return made[value.layer, value.call][value.index]
        return [resolve(item) for item in value] if isinstance(value, tuple) else value

    for call in graph.calls:
        made[call.layer, call.number] = keras.tree.flatten(_call(call, layers[call.layer], resolve))
    inputs, outputs = (_ends(ends, resolve) for ends in (graph.inputs, graph.outputs))
    return keras.Model(inputs, outputs, name=name)


def _call(call: LayerCall, layer: Any, resolve: Any) -> Any:
    if isinstance(layer, keras.layers.InputLayer):
        return layer.output
    keywords = {key: resolve(value) for key, value in call.keywords.items()}
    return layer(*(resolve(argument) for argument in call.arguments), **keywords)


def _ends(ends: Ends, resolve: Any) -> Any:
    return {key: resolve(end) for key, end in ends.items()} if isinstance(ends, Mapping) else resolve(ends)


def _set_weights(model: Any, weights: dict[LayerPath, list[Any]], passed_over: set[LayerPath]) -> None:
    for path, layer in _walk(model, ()):
        if path in passed_over:
            continue
        arrays = weights.pop(path, [])
        wanted = [tuple(weight.shape) for weight in layer.weights]
        given = [array.shape for array in arrays]
        if wanted != given:
            raise ValueError(f"the weights of layer {layer.name} have shapes {given} instead of {wanted}")
        for weight, array in zip(layer.weights, arrays, strict=True):
            weight.assign(array)
    if weights:
        raise ValueError("there are weights that belong to no layer")


def _walk(model: Any, path: LayerPath) -> Iterator[tuple[LayerPath, Any]]:
    """Yields (path, layer) for the layers that are not models."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _walk(layer, (*path, layer.name))
        else:
            yield (*path, layer.name), layer


def _describe_layers(model: Any, path: LayerPath) -> Iterator[dict[str, Any]]:
    for layer in model.layers:
        here = (*path, layer.name)
        yield {
            "path": here,
            "inputs": _shapes_of(layer, "input"),
            "outputs": _shapes_of(layer, "output"),
            **_count(layer),
        }
        if isinstance(layer, keras.Model):
            yield from _describe_layers(layer, here)


def _count(layer: Any) -> dict[str, int]:
    return {
        "trainable": sum(math.prod(weight.shape) for weight in layer.trainable_weights),
        "not_trainable": sum(math.prod(weight.shape) for weight in layer.non_trainable_weights),
    }


def _shapes_of(layer: Any, end: str) -> tuple[Shape, ...]:
    """Returns the shapes of a layer's first input or output.

    Empty if the layer is never used.
    """
    try:
        return _shapes(getattr(layer, end))
    except (AttributeError, ValueError):
        return ()


def _shapes(tensors: Any) -> tuple[Shape, ...]:
    return tuple(tuple(tensor.shape) for tensor in keras.tree.flatten(tensors))
