"""Exports a Keras model or history as plain data.

It runs in the sandbox, in the process of the student's code, so its answers are claims. A forged one gains
nothing: the grader parses it as hostile data, and takes a model's parameters and predictions from a rebuilt
one.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from bareme.wire.keras_activations import as_keras_activations, describe_own_activation, is_layer
from bareme.wire.kinds import ObjectKind
from bareme.wire.objects import HISTORY, MAX_PARAMETERS, MODEL

__all__ = ["count_parameters", "describe_keras_object", "find_keras_kind", "predict"]

_MAX_BYTES: Final = 4 * MAX_PARAMETERS
_MAX_DEPTH: Final = 32
_INNER: Final = ("layer", "forward_layer", "backward_layer", "cell")
"""Attributes in which Keras's wrapper layers store the wrapped ones."""

ObjectPath = tuple[str, ...]


class _OwnCode(Exception):
    """A configuration holds code, or an object that is not Keras's."""


def find_keras_kind(value: object) -> str | None:
    """Returns ``MODEL`` or ``HISTORY`` for these; imports nothing."""
    # May be any object: a student can replace the module.
    keras = sys.modules.get("keras")
    kinds = {
        MODEL: getattr(keras, "Model", None),
        HISTORY: getattr(getattr(keras, "callbacks", None), "History", None),
    }
    # type(), since the value can lie about __class__.
    return next(
        (k for k, kind in kinds.items() if isinstance(kind, type) and issubclass(type(value), kind)), None
    )


class _ModelKind(ObjectKind):
    type_name = MODEL

    def recognises(self, value: object) -> bool:
        return find_keras_kind(value) == MODEL

    def describe(self, value: Any) -> dict[str, Any]:
        return describe_keras_object(value)

    def answer(self, value: Any, action: str, request: Mapping[str, Any]) -> object:
        match action:
            case "predict":
                return predict(value, request["inputs"])
            case "count_parameters":
                return count_parameters(value)
        return super().answer(value, action, request)


class _HistoryKind(ObjectKind):
    type_name = HISTORY

    def recognises(self, value: object) -> bool:
        return find_keras_kind(value) == HISTORY

    def describe(self, value: Any) -> dict[str, Any]:
        return describe_keras_object(value)


def describe_keras_object(value: Any) -> dict[str, Any]:
    """Describes a model or a history."""
    return _describe_history(value) if find_keras_kind(value) == HISTORY else _describe_model(value)


def predict(model: Any, inputs: Any) -> Any:
    """Returns the predictions of a model that contains the student's code."""
    return model.predict(inputs, verbose=0)


def count_parameters(model: Any) -> dict[str, int]:
    """Counts the parameters of a model that contains the student's code."""
    return {
        "trainable": sum(_size(weight) for weight in model.trainable_weights),
        "not_trainable": sum(_size(weight) for weight in model.non_trainable_weights),
    }


def _describe_model(model: Any) -> dict[str, Any]:
    weights = list(model.weights)
    layers = list(_layers_of(model))
    parameters = sum(map(_size, weights))
    size = sum(_size(weight) * _item_size(weight) for weight in weights)
    description = {
        "class_name": type(model).__name__,
        "name": str(model.name),
        "own_code": next(filter(None, map(_own_code, layers)), ""),
        "parameters": parameters,
        "bytes": size,
        "compile": _describe_compilation(model),
        "iterations": _iterations(model),
    }
    # The weights of a model that is too large are not sent.
    # Counted from shapes before any weight is copied.
    if not description["own_code"] and parameters <= MAX_PARAMETERS and size <= _MAX_BYTES:
        try:
            with as_keras_activations(layers):
                description["config"] = _plain(model.get_config())
            description.update(_describe_weights(model))
        except _OwnCode as found:
            description["own_code"] = str(found)
    return description


def _describe_weights(model: Any) -> dict[str, Any]:
    """Returns each layer's arrays by its first path, and shared layers' paths."""
    layers: dict[int, Any] = {}
    places: dict[int, list[ObjectPath]] = {}
    for path, layer in _paths(model, ()):
        layers[id(layer)] = layer
        # A shared layer has one set of weights, and is counted once.
        places.setdefault(id(layer), []).append(path)
    weights = {key: [_array(weight) for weight in layer.weights] for key, layer in layers.items()}
    return {
        "weights": [(places[key][0], arrays) for key, arrays in weights.items() if arrays],
        "shared": [paths for paths in places.values() if len(paths) > 1],
    }


def _layers_of(model: Any) -> Iterator[Any]:
    """Yields a model and all layers in it, each once."""
    seen: dict[int, Any] = {}
    waiting = [model]
    while waiting:
        layer = waiting.pop()
        # Layers can be shared, and a student's can contain each other.
        if id(layer) in seen:
            continue
        seen[id(layer)] = layer
        yield layer
        inner = list(layer.layers) if find_keras_kind(layer) == MODEL else []
        # `vars`, since an attribute of a student's class could run code or make layers without end.
        inner += [part for name in _INNER if is_layer(part := vars(layer).get(name))]
        waiting += reversed(inner)


def _own_code(layer: object) -> str:
    """Describes code in a layer that is not Keras's.

    Layers inside it are not looked at. Empty if there is none.
    """
    kind = type(layer)
    if kind.__name__ == "Lambda":
        return "a Lambda layer"
    # The name of the module is the student's claim; the grader's allow-list decides what is rebuilt.
    if kind.__module__.split(".")[0] != "keras":
        return f"the class {kind.__name__}"
    return describe_own_activation(layer)


def _size(weight: Any) -> int:
    return math.prod(weight.shape)


def _item_size(weight: Any) -> int:
    """Returns the bytes per number sent; 16 bits cross as 32."""
    return 8 if "64" in str(weight.dtype) else 4


def _paths(model: Any, path: ObjectPath) -> Iterator[tuple[ObjectPath, Any]]:
    """Yields (path, layer) for the layers that are not models."""
    for layer in model.layers:
        here = (*path, str(layer.name))
        if find_keras_kind(layer) == MODEL:
            yield from _paths(layer, here)
        else:
            yield here, layer


def _array(weight: Any) -> Any:
    array = np.asarray(weight.numpy())
    return array if array.dtype.kind in "biuf" else array.astype(np.float32)  # bfloat16 is no type of NumPy's


def _iterations(model: Any) -> int | None:
    """Returns the number of optimiser steps taken, or None without an optimiser."""
    optimizer = getattr(model, "optimizer", None)
    return None if optimizer is None else int(optimizer.iterations)


def _describe_compilation(model: Any) -> Any:
    """Returns the compile settings with function names, or None if not compiled."""
    if not getattr(model, "compiled", False):
        return None
    try:
        with_names = _name_functions(model.get_compile_config(), list(_functions_in(model.loss)))
        return _plain(with_names, lambda value: {"own": str(value)})
    except Exception:  # an object of the student may have no configuration
        optimizer = getattr(model, "optimizer", None)
        return {"optimizer": {"class_name": type(optimizer).__name__, "config": {}}}


def _name_functions(value: Any, losses: Sequence[Any]) -> Any:
    """Replaces Keras's loss and metric functions by their names.

    A configuration names a function without its module, so a loss is compared with Keras's by identity. The
    functions of its metrics are not accessible in a model.
    """
    if isinstance(value, dict) and value.get("class_name") == "function":
        name = value.get("config")
        homes = [getattr(sys.modules["keras"], home) for home in ("losses", "metrics")]
        keras_own = [getattr(home, name) for home in homes if isinstance(name, str) and hasattr(home, name)]
        same_name = [loss for loss in losses if getattr(loss, "__name__", None) == name]
        is_own = all(any(loss is one for one in keras_own) for loss in same_name)
        return name if keras_own and is_own else value
    if isinstance(value, dict):
        return {key: _name_functions(item, losses) for key, item in value.items()}
    return [_name_functions(item, losses) for item in value] if isinstance(value, list | tuple) else value


def _functions_in(value: Any) -> Iterator[Any]:
    """Yields the functions among a model's losses.

    There is one loss, or several in a list or by name.
    """
    if isinstance(value, dict):
        value = list(value.values())
    for item in value if isinstance(value, list | tuple) else [value]:
        if callable(item) and hasattr(item, "__name__"):
            yield item


def _describe_history(history: Any) -> dict[str, Any]:
    return {
        "metrics": {
            str(name): [float(value) for value in values] for name, values in history.history.items()
        },
        "epochs": [int(epoch) for epoch in history.epoch],
        "steps": (history.params or {}).get("steps"),
    }


def _plain(value: Any, replace: Callable[[_OwnCode], Any] | None = None, depth: int = 0) -> Any:
    """Returns a configuration as plain data.

    Raises:
        _OwnCode: an object in it is not Keras's, and ``replace`` is None.
    """
    try:
        # Before the value is looked into: a configuration may contain itself.
        _check_own(value, depth)
    except _OwnCode as found:
        if replace is None:
            raise
        return replace(found)
    if isinstance(value, dict):
        return {str(key): _plain(item, replace, depth + 1) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item, replace, depth + 1) for item in value]
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def _is_marshalled(value: Any) -> bool:
    """Returns True for a lambda as Keras serialises it.

    That is a list of its code, defaults and closure.
    """
    return isinstance(value, list | tuple) and len(value) == 3 and isinstance(value[0], str)


def _check_own(value: Any, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise _OwnCode("something nested without end")
    if isinstance(value, dict):
        class_name, module = value.get("class_name"), value.get("module", "keras")
        if class_name == "function":
            raise _OwnCode(f"the function {value.get('config')}")
        if class_name in ("Lambda", "__lambda__") or _is_marshalled(value.get("value")):
            raise _OwnCode("a lambda")
        if class_name is not None and str(module).split(".")[0] != "keras":
            raise _OwnCode(f"the class {class_name}")
    elif not isinstance(value, bool | int | float | str | Sequence | np.ndarray | np.generic | None):
        raise _OwnCode(f"an object of the class {type(value).__name__}")
